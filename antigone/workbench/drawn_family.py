"""A family as a picture: the missing person in the middle, on one side who descends from the same people,
on the other who is family by life together. DNA follows the first line, telling follows both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antigone.casework.models.relatives import Tie

WIDTH = 720
_BOX, _HIGH, _ROW = 210, 40, 56
_MIDDLE, _TOP = 150, 34
# Of the missing person's own box, with its edge.
_LEAST = 60
# What a box holds; the whole word stands in the list.
_LETTERS = 24


@dataclass(frozen=True)
class Member:
    """One relative in the picture: her box, and where her lines begin and end."""

    words: str
    tie: str
    x: float
    y: float
    from_x: float
    to_x: float
    to_y: float

    @property
    def centre(self) -> tuple[float, float]:
        """Where her words stand."""
        return self.x + _BOX / 2, self.y + _HIGH / 2

    @property
    def lines(self) -> tuple[tuple[str, float], ...]:
        """The kinds of her ties, each with how far its line lies from the middle of her box."""
        if self.tie == Tie.BOTH:
            return (("descent", -4.0), ("life", 4.0))
        return (("life" if self.tie == Tie.SOCIAL else "descent", 0.0),)


@dataclass(frozen=True)
class DrawnFamily:
    """Everything that the picture consists of, in its own units."""

    height: float
    middle: float
    members: tuple[Member, ...]
    width: int = WIDTH
    box: int = _BOX
    high: int = _HIGH
    centre: float = WIDTH / 2
    left: float = (WIDTH - _MIDDLE) / 2
    wide: int = _MIDDLE


def draw(relatives: Sequence[Mapping[str, Any]]) -> DrawnFamily:
    """Return the picture of a family; `relatives` as the page of a request lists them."""
    by_life = [one for one in relatives if one["tie"] == Tie.SOCIAL]
    by_descent = [one for one in relatives if one["tie"] != Tie.SOCIAL]
    rows = max(len(by_life), len(by_descent), 1)
    room = max(rows * _ROW, _LEAST)
    middle = _TOP + room / 2
    members = []
    for side, column in ((-1, by_descent), (1, by_life)):
        top = middle - len(column) * _ROW / 2 + (_ROW - _HIGH) / 2
        for at, one in enumerate(column):
            # Lines fan out at the middle, so that none lies on another.
            to_y = middle + (at - (len(column) - 1) / 2) * min(12, 32 / max(1, len(column)))
            members.append(
                Member(
                    words=_short(one["relation"]),
                    tie=one["tie"],
                    x=0.5 if side < 0 else WIDTH - _BOX - 0.5,
                    y=top + at * _ROW,
                    from_x=_BOX if side < 0 else WIDTH - _BOX,
                    to_x=(WIDTH + side * _MIDDLE) / 2,
                    to_y=to_y,
                )
            )
    return DrawnFamily(height=_TOP + room, middle=middle, members=tuple(members))


def _short(words: str) -> str:
    return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1]}…"
