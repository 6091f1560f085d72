"""A timeline as a picture: kinds of steps as rows, days as columns, one spot for what was done.

Days on which nothing happened take no room; how many were left out stands between. Numbers are in the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

LEFT = 150
ROW = 38
_TOP = 16
_FOOT = 26
_LEAST_COLUMN, _WIDEST_COLUMN = 28, 64
_GAP = 34
_SMALLEST, _LARGEST = 4.0, 10.0
# So many points of a word of the axis, so that two never touch.
_WORD = 58


@dataclass(frozen=True)
class Spot:
    """What was done on a day: where, how large, how often."""

    x: float
    y: float
    radius: float
    count: int

    @property
    def above(self) -> float:
        """Where its number is written."""
        return round(self.y - self.radius - 3, 1)


@dataclass(frozen=True)
class DrawnDays:
    """Everything that the picture consists of, in its own units."""

    width: float
    height: float
    rows: tuple[tuple[str, float], ...]
    spots: tuple[Spot, ...]
    days: tuple[tuple[date, float], ...]
    gaps: tuple[tuple[int, float], ...]
    left: float = LEFT

    @property
    def foot(self) -> float:
        """Where the days are written."""
        return self.height - 8

    @property
    def end(self) -> float:
        """Where the rows end, downwards."""
        return self.height - _FOOT


def draw(days: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> DrawnDays:
    """Return the picture of some days, oldest on the left; `days` as `lists.days` gives them."""
    ordered = sorted(days, key=lambda one: one["day"])
    column = min(_WIDEST_COLUMN, max(_LEAST_COLUMN, 520 / max(1, len(ordered))))
    rows = tuple((kind, _TOP + ROW * (at + 0.5)) for at, kind in enumerate(kinds))
    most = max((max(one["counts"].values()) for one in ordered), default=1)
    spots: list[Spot] = []
    written: list[tuple[date, float]] = []
    gaps: list[tuple[int, float]] = []
    x = LEFT + column / 2
    before: date | None = None
    for one in ordered:
        if before is not None:
            idle = (one["day"] - before).days - 1
            x += column + (_GAP if idle else 0)
            if idle:
                gaps.append((idle, x - (column + _GAP) / 2))
        if not written or x - written[-1][1] >= _WORD:
            written.append((one["day"], x))
        for kind, y in rows:
            if count := one["counts"].get(kind):
                radius = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt((count - 1) / max(1, most - 1))
                spots.append(Spot(round(x, 1), y, round(radius, 1), count))
        before = one["day"]
    return DrawnDays(
        width=round(x + max(column, _WORD) / 2 + 8, 1),
        height=_TOP + ROW * len(rows) + _FOOT,
        rows=rows,
        spots=tuple(spots),
        days=tuple((day, round(at, 1)) for day, at in written),
        gaps=tuple((idle, round(at, 1)) for idle, at in gaps),
    )
