"""What a page says, in whichever language it says it: English sentences, as the catalogue has them there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

_LOCALE = Path("antigone/locale")
_GAP = re.compile(r"\{\w+\}")
# Marks by which a page isolates names and directions.
_UNSEEN = "[\u200e\u200f\u2066-\u2069]*"


class Typed(str):
    """What somebody has written into a page, and stands there as it was written."""

    __slots__ = ()


def spoken(text: str, language: str) -> re.Pattern[str]:
    """Return what to look for where a page in `language` should say `text`, or a part of it.

    What is no sentence of ours, such as a name or a code, is looked for as it stands.
    """
    if language == "en" or isinstance(text, Typed):
        return re.compile(re.escape(text))
    forms = sorted({form for form in _translated(text, language) if form}, key=len, reverse=True)
    return re.compile("|".join(forms) or re.escape(text), re.DOTALL)


def wholly(text: str, language: str) -> re.Pattern[str]:
    """Return what a control is called whose name is `text` and nothing else."""
    if language == "en":
        return re.compile(rf"^\s*{re.escape(text)}\s*$")
    forms = [_opened(form) for one in _messages(language) if one.id == text for form in _forms(one)]
    return re.compile(rf"^\s*(?:{'|'.join(forms) or re.escape(text)})\s*$")


def _translated(text: str, language: str) -> Iterator[str]:
    """Yield every translation of the sentences that are `text`, contain it, or become it when filled."""
    for one in _messages(language):
        if any(text in source or _becomes(source, text) for source in _sources(one)):
            yield from map(_opened, _forms(one))


def _becomes(source: str, text: str) -> bool:
    """Say whether a sentence with gaps, filled in, is `text`; one that is hardly more than gaps is not."""
    fixed = _GAP.sub("", source)
    return len(fixed) > 6 and re.fullmatch(_opened(source), text) is not None


def _opened(sentence: str) -> str:
    """Return a sentence as a pattern in which every gap may be filled."""
    return ".+?".join(map(re.escape, _GAP.split(sentence))).replace(
        r"\ ", rf"{_UNSEEN}\s+{_UNSEEN}"
    )


def _sources(one: Message) -> tuple[str, ...]:
    return (one.id,) if isinstance(one.id, str) else tuple(one.id)


def _forms(one: Message) -> tuple[str, ...]:
    return (one.string,) if isinstance(one.string, str) else tuple(one.string)


@cache
def _messages(language: str) -> tuple[Message, ...]:
    with (_LOCALE / language / "LC_MESSAGES" / "antigone.po").open("rb") as file:
        catalogue: Catalog = read_po(file)
    return tuple(one for one in catalogue if one.id and one.string)
