"""Whatever is done to the ledger's rows, `examine_record` names it, the last entry included."""

import pytest
from django.db import connection

from antigone.casework.guard import take_down
from antigone.casework.house import House
from antigone.casework.models import LedgerEntry, LedgerHead
from antigone.casework.record import examine_record
from antigone.ledger import LedgerOutOfStep
from tests.homes import Scene, settle, sql


@pytest.fixture
def last(scene: Scene) -> int:
    """The number of the last entry; the guards are down, as for somebody who owns the database."""
    assert examine_record().whole
    settle()
    take_down(connection)
    seq: int = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    return seq


def _named() -> list[tuple[str, int, int]]:
    return [(one.kind, one.seq, one.through) for one in examine_record().findings]


@pytest.mark.parametrize("back", [0, 1, 5])
def test_an_altered_entry_is_named(last: int, back: int) -> None:
    LedgerEntry.objects.filter(seq=last - back).update(payload=b"{}")
    assert _named() == [("altered", last - back, last - back)]


def test_a_removed_entry_is_named(last: int) -> None:
    LedgerEntry.objects.filter(seq=3).delete()
    assert ("missing", 3, 3) in _named()


def test_a_removed_last_entry_is_named(last: int) -> None:
    LedgerEntry.objects.filter(seq=last).delete()
    assert ("truncated", last, last) in _named()


def test_a_removed_end_is_named_by_the_head_outside(last: int, opened: House) -> None:
    """Entry and head are gone together: only the copy in the home's folder still knows."""
    from antigone.casework.record import _copy_outside
    from antigone.config import utc_now

    note = LedgerHead.objects.get(size=last + 1).note
    _copy_outside(opened, note, utc_now())
    LedgerEntry.objects.filter(seq=last).delete()
    LedgerHead.objects.filter(size=last + 1).delete()
    assert ("truncated", last, last) in _named()


def test_entries_that_changed_places_are_named(last: int) -> None:
    first, second = LedgerEntry.objects.filter(seq__in=(2, 3)).order_by("seq")
    LedgerEntry.objects.filter(seq=2).update(payload=bytes(second.payload))
    LedgerEntry.objects.filter(seq=3).update(payload=bytes(first.payload))
    assert _named() == [("reordered", 2, 3)]


def test_a_forged_entry_is_named(last: int) -> None:
    LedgerEntry.objects.create(seq=last + 1, payload=b"{}", leaf=b"0" * 32)
    assert any(seq == last + 1 for _, seq, _ in _named())


def test_a_forged_edge_is_not_signed(last: int, scene: Scene) -> None:
    """An edge that does not fit the last head would make the true history unprovable."""
    from antigone.casework.procedures import intake
    from antigone.ledger import Frontier
    from tests.homes import found_remains

    sql("UPDATE casework_ledgeredge SET frontier = %s, size = 0", Frontier().pack())
    with pytest.raises(LedgerOutOfStep):
        intake.record_remains(scene.mortuary, found_remains("R5"))
