"""What the scenes of the exercise share: who acts, what there is by now, and what must be refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from antigone.access import Actor
from antigone.casework.instruments import instruments
from antigone.config import Config
from antigone.errors import Refusal
from antigone.exercise.cast import Found
from antigone.exercise.findings import Tried
from antigone.exercise.staging import Stage


class LineCrossed(RuntimeError):
    """Something that must be refused was not: a fault of the program, and no exercise."""


@dataclass
class Body:
    """What came of one body on the way: the readings of its photographs, and how many are enrolled."""

    found: Found
    id: UUID
    readings: list[Any]
    enrolled: int = 0


@dataclass
class Walk:
    """One way through the whole exercise.

    `requests` by code, `marks` by photograph, `identifications` by the body's code, `relatives` by
    the request's code, `papers` by the name of their file.
    """

    config: Config
    progress: Callable[[int], None]
    crew: dict[str, Actor] = field(default_factory=dict)
    requests: dict[str, Any] = field(default_factory=dict)
    marks: dict[UUID, Any] = field(default_factory=dict)
    bodies: list[Body] = field(default_factory=list)
    identifications: dict[str, Any] = field(default_factory=dict)
    relatives: dict[str, Any] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)
    papers: dict[str, bytes] = field(default_factory=dict, repr=False)
    _done: int = 0

    def __post_init__(self) -> None:
        self.stage = Stage(instruments().engine, seed=self.config.settings.seed)

    def advance(self) -> None:
        """Say that one more scene is over."""
        self._done += 1
        self.progress(self._done)

    def must_refuse(self, what: str, attempt: Callable[[], object], *, once: bool = False) -> None:
        """Try what must be refused, and keep the refusal. Raises `LineCrossed` if it is done.

        `once` tries it the first time only: a scene comes by several bodies.
        """
        if once and any(one.what == what for one in self.tried):
            return
        try:
            attempt()
        except Refusal as refusal:
            self.tried.append(Tried(what=what, refusal=refusal))
        else:
            raise LineCrossed(what)

    def body(self, code: str) -> Body:
        """Return a body by its code."""
        return next(one for one in self.bodies if one.found.code == code)
