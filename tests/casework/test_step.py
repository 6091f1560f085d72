"""A step leaves one entry, or nothing; nothing is written outside one."""

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from antigone.access import Action, Actor, NotAllowed, Role, within
from antigone.access.isolation import OutsideOperation
from antigone.access.writing import OutsideStep
from antigone.casework import models as rows
from antigone.casework.house import House, HouseClosed, _open, open_house
from antigone.casework.procedures import intake
from antigone.casework.record import examine_record, heads_outside
from antigone.casework.step import NothingDone, step
from antigone.ledger import Entry
from antigone.vault import OpenToAll
from tests.homes import Scene, Staff, clone, found_remains


def _last() -> Entry:
    return Entry.parse(bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload))


def test_an_entry_names_who_what_and_why(staff: Staff) -> None:
    officer = staff.hire("m", Role.MORTUARY_OFFICER)
    before = rows.LedgerEntry.objects.count()
    remains = intake.record_remains(officer, found_remains())
    entry = _last()
    assert rows.LedgerEntry.objects.count() == before + 1
    assert entry.actor == officer.ledger_id
    assert entry.action == "remains.record"
    assert entry.because == "mortuary-officer"
    assert entry.objects == (f"operation:{staff.operation.hex}", remains.ledger_id)
    assert [purpose for purpose, _ in entry.commitments] == ["remains.code"]


def test_no_entry_holds_a_name_or_a_code(scene: Scene) -> None:
    payloads = b"".join(bytes(one.payload) for one in rows.LedgerEntry.objects.all())
    for content in (b"Alba", b"Rosa", b"cabin", b"Pier", b"R1", b"Rigor", b"+34"):
        assert content not in payloads


def test_what_is_refused_leaves_nothing(staff: Staff) -> None:
    officer = staff.hire("m", Role.MORTUARY_OFFICER)
    before = rows.LedgerEntry.objects.count()
    with pytest.raises(intake.NoRemainsCode):
        intake.record_remains(officer, intake.FoundRemains(code="R1", place="", authority="C"))
    with pytest.raises(NotAllowed):
        intake.examine_remains(officer, intake.DeathFound(remains=staff.operation, basis="x"))
    with within(staff.operation):
        assert not rows.Remains.objects.exists()
    assert rows.LedgerEntry.objects.count() == before


def test_a_step_without_a_trace_is_undone(staff: Staff) -> None:
    officer = staff.hire("m", Role.MORTUARY_OFFICER)
    before = rows.LedgerEntry.objects.count()
    with pytest.raises(NothingDone), step(officer, Action.RECORD_REMAINS):
        pass
    assert rows.LedgerEntry.objects.count() == before


def test_nothing_is_written_outside_a_step(scene: Scene) -> None:
    """Each way in which the framework writes: none passes."""
    remains = scene.remains
    with within(scene.staff.operation):
        for write in (
            remains.save,
            remains.delete,
            lambda: rows.Remains.objects.update(place="x"),
            lambda: rows.Remains.objects.all().delete(),
            lambda: rows.Remains.objects.bulk_create([clone(remains, code="R7")]),
            lambda: rows.Remains.objects.bulk_update([remains], ["place"]),
            lambda: rows.Remains.objects.create(code="R7", place="x"),
            lambda: rows.Remains.objects.get_or_create(code="R8", defaults={"place": "x"}),
            lambda: rows.Remains.objects.update_or_create(code="R1", defaults={"place": "x"}),
        ):
            with pytest.raises((OutsideStep, OutsideOperation)), transaction.atomic():
                write()


def test_a_step_writes_in_its_own_operation_only(scene: Scene, staff: Staff) -> None:
    from tests.homes import open_operation

    other = open_operation(staff.administrator, "TRAIN")
    with (
        pytest.raises(OutsideOperation),
        step(scene.mortuary, Action.RECORD_REMAINS),
    ):
        clone(scene.remains, operation_id=other).save(force_insert=True)


def test_bulk_writes_stand_in_the_entry(staff: Staff) -> None:
    """Seventy rows: the first 64 by id, all of them by one commitment."""
    officer = staff.hire("m", Role.MORTUARY_OFFICER)
    first = intake.record_remains(officer, found_remains())
    with step(officer, Action.RECORD_REMAINS):
        rows.Remains.objects.bulk_create(clone(first, code=f"B{n}") for n in range(70))
    entry = _last()
    assert len(entry.objects) == 1 + 64
    assert [purpose for purpose, _ in entry.commitments] == ["objects"]


def test_steps_need_an_open_house(staff: Staff) -> None:
    held, _open[:] = list(_open), []
    try:
        with pytest.raises(HouseClosed):
            intake.record_remains(staff.administrator, found_remains())
    finally:
        _open[:] = held


def test_the_head_goes_outside_when_the_step_is_true(
    staff: Staff,
    opened: House,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    officer = staff.hire("m", Role.MORTUARY_OFFICER)
    with django_capture_on_commit_callbacks(execute=True):
        intake.record_remains(officer, found_remains("R1"))
        intake.record_remains(officer, found_remains("R2"))
        assert list(heads_outside(opened)) == []
    outside = list(heads_outside(opened))
    newest = rows.LedgerHead.objects.order_by("-size").values_list("note", flat=True)
    assert outside == list(newest[:2])[::-1]
    # A power cut in the middle of a line loses that copy, and no other.
    path = next(opened.ledger_folder.glob("heads-*"))
    path.write_bytes(path.read_bytes()[:-20])
    assert list(heads_outside(opened)) == outside[:1]
    with django_capture_on_commit_callbacks(execute=True):
        intake.record_remains(officer, found_remains("R3"))
    assert len(list(heads_outside(opened))) == 2
    assert examine_record().whole


def test_a_house_opens_again_with_the_same_ledger(staff: Staff, opened: House) -> None:
    again = open_house(OpenToAll())
    assert again.signing_key.public_key == opened.signing_key.public_key
    sealed = (opened.ledger_folder / "signing-key").read_bytes()
    assert b"PRIVATE KEY" not in sealed
    assert _mode(opened.ledger_folder / "signing-key") == 0o600


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_no_role_reaches_into_another_operation(scene: Scene) -> None:
    from tests.homes import open_operation

    other = open_operation(scene.staff.administrator, "TRAIN")
    stranger = Actor(account_id=scene.doctor.account_id, operation_id=other)
    with pytest.raises(NotAllowed):
        intake.examine_remains(stranger, intake.DeathFound(remains=scene.remains.id, basis="x"))
