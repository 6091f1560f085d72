"""The attributes of many rows as number columns, so that a filter costs one pass over them.

Each column keeps one small number for each row, and a list that says which value the number
stands for. A condition is tried once for each *distinct* value and spread over the rows by numpy.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from antigone.gallery.attributes import Attributes, Key, Stored, key_of
from antigone.gallery.where import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Part(NamedTuple):
    """The values of some rows in a row: each distinct one, and for each row which of them it holds."""

    values: tuple[Stored | None, ...]
    numbers: "NDArray[np.intp]"


class Column:
    """One attribute of the rows 0 … capacity - 1. Number 0 means missing."""

    def __init__(self, capacity: int) -> None:
        self._numbers = np.zeros(capacity, dtype=np.int32)
        self._values: list[Stored | None] = [None]
        self._held_by = [0]
        # Rows that hold a value.
        self._holding = 0
        # Missing is a value like others here, and its number is 0.
        self._number_of: dict[Key | str | None, int] = {None: 0}
        self._free: list[int] = []

    def put(self, slot: int, value: Stored | None) -> None:
        """Write the value of one row. A value that no row holds any more is forgotten at once."""
        number = 0 if value is None else self._number(value)
        self._held_by[number] += 1
        self._holding += number > 0
        before = int(self._numbers[slot])
        self._numbers[slot] = number
        self._release(before)

    def move(self, origin: int, slot: int) -> None:
        """Write the value of the row at `origin` to `slot`, and leave `origin` empty."""
        self._release(int(self._numbers[slot]))
        self._numbers[slot] = self._numbers[origin]
        self._numbers[origin] = 0

    def grow(self, capacity: int) -> None:
        """Make room for `capacity` rows."""
        grown = np.zeros(capacity, dtype=np.int32)
        grown[: len(self._numbers)] = self._numbers
        self._numbers = grown

    def at(self, slots: list[int]) -> tuple[Stored | None, ...]:
        """Return the values of these rows."""
        return tuple(map(self._values.__getitem__, self._numbers[slots].tolist()))

    def holding(self, test: Callable[[Stored], bool], used: int) -> Mask:
        """Return which of the first `used` rows hold a value that passes `test`."""
        table = [value is not None and test(value) for value in self._values]
        passing = sum(held for held, passes in zip(self._held_by, table, strict=True) if passes)
        # As a permission often does; a change of one row must not cost a pass over a million.
        if passing in (0, used):
            return np.full(used, passing > 0)
        return np.asarray(table, dtype=np.bool_)[self._numbers[:used]]

    def among(self, values: Iterable[Stored], used: int) -> Mask:
        """Return which of the first `used` rows hold one of `values`."""
        table = np.zeros(len(self._values), dtype=np.bool_)
        for value in values:
            if number := self._number_of.get(_key(value)):
                table[number] = True
        return table[self._numbers[:used]]

    def distinct(self, mask: Mask) -> int:
        """Return how many different values the rows in `mask` hold; each missing one counts for one."""
        if mask.all():
            return len(self._number_of) - 1 + len(mask) - self._holding
        held = np.bincount(self._numbers[: len(mask)][mask], minlength=1)
        return int(np.count_nonzero(held[1:]) + held[0])

    def part(self, start: int, stop: int) -> "Part":
        """Return the values of the rows from `start` to `stop`, each distinct one once."""
        held, numbers = np.unique(self._numbers[start:stop], return_inverse=True)
        return Part(tuple(self._values[number] for number in held.tolist()), numbers)

    def put_part(self, start: int, part: "Part") -> None:
        """Write the values of rows from `start` on that had none."""
        known = self._number_of
        keys: list[Key | str | None] = list(cast("tuple[str, ...]", part.values))
        if not set(map(type, part.values)) <= {str}:
            keys = list(map(_key, part.values))
        fresh = [value for value, key in zip(part.values, keys, strict=True) if key not in known]
        held = np.bincount(part.numbers, minlength=len(keys)).tolist()
        if len(fresh) == len(keys):
            # As codes of persons are: a million of them should not be looked up to be new.
            numbers = list(range(len(self._values), len(self._values) + len(keys)))
            known.update(zip(keys, numbers, strict=True))
            self._values += fresh
            self._held_by += held
        else:
            numbers = [self._number(value) if value is not None else 0 for value in part.values]
            for number, rows in zip(numbers, held, strict=True):
                self._held_by[number] += rows
        stop = start + len(part.numbers)
        missing = held[part.values.index(None)] if None in part.values else 0
        self._holding += len(part.numbers) - missing
        self._numbers[start:stop] = np.asarray(numbers, dtype=np.int32)[part.numbers]

    def _number(self, value: Stored) -> int:
        key = _key(value)
        number = self._number_of.get(key)
        if number is None:
            number = self._free.pop() if self._free else len(self._values)
            if number == len(self._values):
                self._values.append(value)
                self._held_by.append(0)
            self._values[number] = value
            self._number_of[key] = number
        return number

    def _release(self, number: int) -> None:
        if number == 0:
            return
        self._held_by[number] -= 1
        self._holding -= 1
        if self._held_by[number] == 0:
            # Somebody who was erased must not live on in a list of codes.
            del self._number_of[_key(self._values[number])]
            self._values[number] = None
            self._free.append(number)


def _key(value: Stored | None) -> Key | str | None:
    """Return by what a value is known: a text by itself, for there are many and they are no pairs."""
    return value if value is None or isinstance(value, str) else key_of(value)


class ColumnTable:
    """All attributes of the first `used` rows; fulfils `where.Columns`."""

    def __init__(self, capacity: int) -> None:
        self.used = 0
        self._capacity = capacity
        self._columns: dict[str, Column] = {}

    def put(self, slot: int, attributes: Attributes) -> None:
        """Write the attributes of one row in place of those it had."""
        for name in attributes.keys() - self._columns.keys():
            self._columns[name] = Column(self._capacity)
        for name, column in self._columns.items():
            column.put(slot, attributes.get(name))

    def clear(self, slot: int) -> None:
        """Forget the attributes of one row."""
        for column in self._columns.values():
            column.put(slot, None)

    def move(self, origin: int, slot: int) -> None:
        """Write the attributes of the row at `origin` to `slot`, and leave `origin` empty."""
        for column in self._columns.values():
            column.move(origin, slot)

    def grow(self, capacity: int) -> None:
        """Make room for `capacity` rows."""
        self._capacity = capacity
        for column in self._columns.values():
            column.grow(capacity)

    def parts(self, start: int, stop: int) -> dict[str, Part]:
        """Return the attributes of the rows from `start` to `stop`."""
        return {name: column.part(start, stop) for name, column in self._columns.items()}

    def put_parts(self, start: int, parts: Mapping[str, Part]) -> None:
        """Write the attributes of rows from `start` on that had none."""
        for name, part in parts.items():
            self._columns.setdefault(name, Column(self._capacity)).put_part(start, part)

    def at(self, attribute: str, slots: list[int]) -> tuple[Stored | None, ...]:
        """Return the values of these rows."""
        column = self._columns.get(attribute)
        return (None,) * len(slots) if column is None else column.at(slots)

    def distinct(self, attribute: str, mask: Mask) -> int:
        """Return how many different values the rows in `mask` hold; each missing one counts for one."""
        column = self._columns.get(attribute)
        return int(mask.sum()) if column is None else column.distinct(mask)

    def holding(self, attribute: str, test: Callable[[Stored], bool]) -> Mask:
        """Return where the attribute is present and its value passes `test`."""
        column = self._columns.get(attribute)
        return self._none() if column is None else column.holding(test, self.used)

    def among(self, attribute: str, values: Iterable[Stored]) -> Mask:
        """Return where the attribute is present and one of `values`."""
        column = self._columns.get(attribute)
        return self._none() if column is None else column.among(values, self.used)

    def _none(self) -> Mask:
        return np.zeros(self.used, dtype=np.bool_)
