"""A part of a long list: which rows it holds, and where it lies."""

import pytest

from antigone.casework.parts import Place, part_of

# Fifty rows in a part: of 101 the parts are 1–50, 51–100 and 101–101.
PLACES = [
    # asked for, rows in all, then: part, first, last, before, after, all of it
    (1, 0, (1, 1, 0, 0, 0, True)),
    (1, 1, (1, 1, 1, 0, 0, True)),
    (1, 50, (1, 1, 50, 0, 0, True)),
    (1, 51, (1, 1, 50, 0, 2, False)),
    (2, 51, (2, 51, 51, 1, 0, False)),
    (2, 101, (2, 51, 100, 1, 3, False)),
    (3, 101, (3, 101, 101, 2, 0, False)),
    (100, 5000, (100, 4951, 5000, 99, 0, False)),
]


@pytest.mark.parametrize(("asked", "count", "place"), PLACES)
def test_a_part_knows_its_place(asked: int, count: int, place: tuple[object, ...]) -> None:
    one = Place.of(asked, count)
    assert (one.number, one.first, one.last, one.before, one.after, one.is_all) == place


def test_beyond_the_end_is_the_last_part_and_before_the_first_the_first() -> None:
    assert Place.of(9, 101).number == 3
    assert Place.of(9, 0).number == 1
    assert Place.of(0, 101).number == 1


def test_the_parts_of_a_list_are_the_whole_list() -> None:
    rows = list(range(101))
    parts = [part_of(rows, number) for number in (1, 2, 3)]
    assert [one for part in parts for one in part.rows] == rows
    assert [len(part.rows) for part in parts] == [50, 50, 1]
