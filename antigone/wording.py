"""One catalogue for every sentence Antigone says, with or without a web framework.

A sentence is written once, in English, marked with `N_` where it stands, and rendered at the edge
(command line, API, page) in the reader's language.
"""

import gettext
import os
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

LANGUAGES = ("en", "fr", "es", "uk", "ru", "ar")
_LOCALE = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:  # noqa: N802 - the name the extraction tools look for
    """Mark a sentence for the catalogue and return it unchanged."""
    return sentence


@runtime_checkable
class Spoken(Protocol):
    """A value that people read in words of their own language."""

    def in_words(self, language: str) -> str:
        """Return the words."""


class Named(str):
    """Codes that people read by their names: the code for programs, the names in sentences.

        Named("examiner (face)", (N_("examiner"), N_("face")))

    Each name is a sentence of the catalogue, or several of which the later stand in brackets.
    """

    names: tuple[tuple[str, ...], ...]

    def __new__(cls, codes: str, *names: tuple[str, ...]) -> "Named":
        """Keep the names beside the codes."""
        made = super().__new__(cls, codes)
        made.names = names
        return made

    def in_words(self, language: str) -> str:
        """Return the names in `language`, one after the other."""
        return ", ".join(_bracketed([say(one, language) for one in name]) for name in self.names)


def _bracketed(words: list[str]) -> str:
    first, *more = words
    return f"{first} ({', '.join(more)})" if more else first


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("antigone", _LOCALE, languages=[language], fallback=True)


def say(sentence: str, language: str = "en", /, **parameters: object) -> str:
    """Return the sentence in `language` with its `{parameters}` filled in.

    A language without a translation falls back to English: a sentence is never missing. Parameters
    that are `Spoken` are said in their own words.
    """
    said = {
        name: one.in_words(language) if isinstance(one, Spoken) else one
        for name, one in parameters.items()
    }
    return _catalogue(language).gettext(sentence).format(**said)


def say_count(
    one: str, many: str, count: int, language: str = "en", /, **parameters: object
) -> str:
    """Return the form of the sentence that fits `count`, which is also the parameter `{count}`."""
    chosen = _catalogue(language).ngettext(one, many, count)
    return chosen.format(count=count, **parameters)


def preferred_language(wanted: str = "") -> str:
    """Return the language to speak: the one wanted, else the environment's, else English."""
    for source in (wanted, *(os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))):
        code = source.split(".")[0].split("_")[0].lower()
        if code in LANGUAGES:
            return code
        if code in ("c", "posix"):
            # Scripts ask for the plain locale so that nothing depends on the desk they run at.
            return "en"
    return "en"
