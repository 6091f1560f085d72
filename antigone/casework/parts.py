"""Long lists in parts: a page shows one of them, and says where in the whole it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
A_PART = 50


@dataclass(frozen=True)
class Place:
    """Which rows of a list a part holds: part `number`, from one, of `count` rows in all.

    A number beyond the end is the last part: somebody who kept the address of a list that has become
    shorter still finds its end.
    """

    number: int
    count: int
    size: int = A_PART

    @classmethod
    def of(cls, number: int, count: int, *, size: int = A_PART) -> "Place":
        """Return the place of a part, where there is one."""
        return cls(min(max(1, number), max(1, -(-count // size))), count, size)

    @property
    def slice(self) -> slice:
        """The rows of the part in the whole."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def first(self) -> int:
        """The number of its first row, from one."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return min(self.number * self.size, self.count)

    @property
    def is_all(self) -> bool:
        """Whether there is no other part."""
        return self.count <= self.size

    @property
    def before(self) -> int:
        """The number of the part before, 0 for the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the part after, 0 for the last."""
        return self.number + 1 if self.last < self.count else 0


@dataclass(frozen=True)
class Part(Generic[Row]):
    """Some rows of a list, and their place in it."""

    rows: Sequence[Row]
    place: Place


def part_of(rows: Sequence[Row], number: int) -> Part[Row]:
    """Return one part of rows that are all at hand."""
    place = Place.of(number, len(rows))
    return Part(rows[place.slice], place)
