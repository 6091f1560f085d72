"""What is published tells of nobody: no withheld count can be worked out, whoever tries."""

from collections import defaultdict
from itertools import product
from typing import Any

import pytest

from antigone.access import NotAllowed, within
from antigone.casework import models as rows
from antigone.casework.procedures import decisions
from antigone.casework.statistics import (
    CountTable,
    _median,
    is_small,
    publish,
    statistics,
)
from antigone.config import utc_now
from tests.casework.deciding import Board, board

__all__ = ["board"]

SHAPES = [(2,), (3,), (2, 2), (2, 3)]
# Beyond twice five nothing new can happen in a cell; larger blocks are tried with fewer values.
MOST = {(2,): 40, (3,): 14, (2, 2): 11, (2, 3): 7}


def _published(shape: tuple[int, ...], counts: tuple[int, ...], total: str) -> CountTable:
    named = [(str(place), count) for place, count in enumerate(counts)]
    blocks, begun = [], 0
    for size in shape:
        blocks.append(tuple(named[begun : begun + size]))
        begun += size
    return publish("table", blocks, total=total)


def _seen(table: CountTable) -> tuple[Any, ...]:
    return tuple(one.count for one in table.counts), table.total and table.total.count


@pytest.mark.parametrize("total", ["all", ""])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_withheld_count_can_be_worked_out(shape: tuple[int, ...], total: str) -> None:
    """Every small table is published; then somebody who knows the rule takes all tables that would
    look the same. For each withheld count at least two values are left, also for a total.
    """
    looks_like: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    # A sum up to MOST is complete: every table with that sum is among those that were tried.
    for counts in product(range(MOST[shape] + 1), repeat=sum(shape)):
        if sum(counts) <= MOST[shape]:
            looks_like[_seen(_published(shape, counts, total))].append(counts)
    withheld = 0
    for (shown, summed), tables in looks_like.items():
        for place, count in enumerate(shown):
            if count is None:
                withheld += 1
                assert len({table[place] for table in tables}) >= 2, (shown, summed)
        if total and summed is None:
            assert len({sum(table) for table in tables}) >= 2
    assert withheld >= 2


@pytest.mark.parametrize("shape", SHAPES)
def test_no_small_count_is_shown(shape: tuple[int, ...]) -> None:
    for counts in product((0, 1, 4, 5, 6), repeat=sum(shape)):
        shown, summed = _seen(_published(shape, counts, "all"))
        assert not any(one is not None and is_small(one) for one in (*shown, summed))


def test_what_is_withheld_and_what_is_not() -> None:
    table = publish("t", [(("a", 12), ("b", 5)), (("c", 3), ("d", 40))], total="all")
    # c is small; d goes with it, for 60 - 12 - 5 - 40 would tell it. The other block stays.
    assert _seen(table) == ((12, 5, None, None), 12 + 5 + 3 + 40)
    assert _seen(publish("t", [(("a", 0), ("b", 7))], total="all")) == ((0, 7), 7)
    assert _seen(publish("t", [(("a", 0), ("b", 2))], total="all")) == ((None, None), None)
    assert _seen(publish("t", [(("a", 2),)])) == ((None,), None)


def test_a_time_needs_five_cases() -> None:
    from datetime import timedelta

    begun = {place: utc_now() for place in range(6)}
    # 1, 2, 3, 4, 5 days: the third of five is in the middle.
    ended = {place: begun[place] + timedelta(days=place + 1) for place in range(5)}
    assert _median("t", begun, ended).days == 3
    ended.pop(4)
    assert _median("t", begun, ended).days is None


def _counts(table: CountTable) -> dict[str, int | None]:
    return {one.name: one.count for one in table.counts}


def test_an_operation_in_numbers(board: Board) -> None:
    """Six are identified, of whom one in error, and eight are still missing."""
    for number in range(6):
        body, request = board.body(f"R{number}"), board.missing(f"M{number}")
        decided = board.identified(body, request)
    for number in range(6, 13):
        board.missing(f"M{number}")
    for member in (board.cora, board.dora):
        grounds = "The samples were exchanged."
        decisions.withdraw(member, decisions.Withdraw(identification=decided.id, grounds=grounds))
    found = statistics(board.records)
    searches, missing, unnamed, errors, families = found.tables
    assert _counts(missing) == {
        "identified": 5,
        "open": 8,
        "inconclusive": 0,
        "found-alive": 0,
        "withdrawn": 0,
    }
    assert missing.total is not None and missing.total.count == 13
    # One body lies without a name again: withheld, and so is the sum.
    assert _counts(unnamed) == {"open": None, "inconclusive": None}
    assert unnamed.total is not None and unnamed.total.count is None
    assert _counts(errors)["identifications-withdrawn"] is None
    assert _counts(searches) == {"searches": 0} and _counts(families) == {"families-told": 0}
    times = {one.name: one.days for one in found.durations}
    assert times["recorded to identified"] == 0 and times["identified to home"] is None


def test_what_depends_on_a_withheld_count_is_withheld_with_it(board: Board) -> None:
    board.identified()
    found = statistics(board.records)
    assert _counts(found.tables[-1]) == {"families-told": None}
    assert {one.days for one in found.durations[2:]} == {None}


def test_statistics_are_for_those_who_answer_for_them(board: Board) -> None:
    for outsider in (board.clerk, board.bess, board.mortuary):
        with pytest.raises(NotAllowed):
            statistics(outsider)
    with within(board.staff.operation):
        assert not rows.Search.objects.exists()
