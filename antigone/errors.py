"""Refusals: every "no" that Antigone says, as one family.

A refusal carries a code and parameters, never a finished text. The sentence (what was not done,
and why) and the remedy (what to do next) are rendered at the edge, in the reader's language, so
that the command line, the API and the page say the same thing.
"""

import re
from typing import ClassVar

from antigone.wording import N_, say

_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*\Z")


class Refusal(Exception):
    """Something was not done, for a reason that the person at the desk can act upon.

    Subclasses state `code` (stable, part of the API), `sentence` and `remedy`, whose `{names}` are
    the keyword arguments of the constructor. A missing parameter is an error at the raise, not at
    the rendering: an unprintable refusal would hide its own reason.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    remedy: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not _CODE.match(cls.code):
            raise TypeError(f"{cls.__name__}.code {cls.code!r} is not lower-case-with-hyphens")
        if not cls.sentence or not cls.remedy:
            raise TypeError(f"{cls.__name__} needs a sentence and a remedy")

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(f"{self.say()} {self.advise()}")

    def say(self, language: str = "en") -> str:
        """Return what was not done, and why."""
        return say(self.sentence, language, **self.parameters)

    def advise(self, language: str = "en") -> str:
        """Return what to do next."""
        return say(self.remedy, language, **self.parameters)

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Return code, sentence, remedy and parameters; the shape is a promise of the API."""
        return {
            "code": self.code,
            "sentence": self.say(language),
            "remedy": self.advise(language),
            "parameters": {
                name: value if isinstance(value, int | float | str | bool) else str(value)
                for name, value in self.parameters.items()
            },
        }

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword-only arguments do not survive a process boundary by themselves.
        return (_revive, (type(self), self.parameters))


def _revive(kind: type[Refusal], parameters: dict[str, object]) -> Refusal:
    return kind(**parameters)


class MissingExtra(Refusal):
    """A part of Antigone that was not installed is needed for this step."""

    code = "missing-extra"
    sentence = N_("{step} needs the extra “{extra}”, which is not installed. Nothing was done.")
    remedy = N_("Install it with: pip install 'antigone[{extra}]'")
