"""Withdrawal: what that person gave is gone from rows, files and logs, and does not come back."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from antigone.access import Action, Role, within
from antigone.casework import jobs
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.house import House
from antigone.casework.models import Job
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.procedures import erasure, faces, intake, matching, photographs, purging
from antigone.casework.record import examine_record
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, step
from antigone.vault import BlobRef, UnopenedKey
from tests.casework.cut_off import committed, killed
from tests.casework.desk import Desk, desk, last_entry, opened, temporary
from tests.casework.picturing import jpeg, portrait_of
from tests.casework.traces import (
    HER,
    NAME,
    PLACE,
    SECOND,
    given,
    held,
    lifted,
    named,
    needles_of,
    seek,
)
from tests.homes import Watch, report, sql, unfenced

__all__ = ["committed", "desk", "given", "named", "opened", "temporary"]


def _withdraw(desk: Desk) -> rows.Withdrawal:
    return erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))


def test_what_was_given_is_found_nowhere(
    given: Desk, opened: House, temporary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    needles = needles_of(given, opened)
    for kind, sought in needles.items():
        found = any(one.found for one in seek(opened, temporary, sought))
        # The files of a PostgreSQL are not the home's; there, the rows are looked at instead.
        assert found == (kind == "ciphertext" or connection.vendor == "sqlite"), kind
    with within(given.staff.operation):
        refs = list(rows.ReferencePhotograph.objects.filter(request=given.request))
    withdrawal = _withdraw(given)
    _assert_no_row(given)
    with pytest.raises(UnopenedKey):
        opened.vault.read(BlobRef(blob_id=refs[0].blob_id, wrapped_key=b"", size=refs[0].size))
    assert len(list(opened.vault.stored())) == 2
    assert jobs.work(once=True) == 1
    for kind, sought in needles.items():
        assert not any(one.found for one in seek(opened, temporary, sought)), kind
    with within(given.staff.operation):
        receipt = rows.PurgeReceipt.objects.get(withdrawal=withdrawal)
        assert rows.Withdrawal.objects.get().left is None
    assert receipt.blobs == 2 and receipt.bytes_removed > 0
    places = [look["place"] for look in receipt.searched]
    assert places[0] == "home" and places[-1] == "temporary-folder"
    entry = last_entry()
    assert (entry.actor, entry.action) == ("task:erasure.purge", purging.PURGE)
    assert {"searched:home", receipt.ledger_id, withdrawal.ledger_id} <= set(entry.objects)
    assert examine_record().whole
    told = caplog.text + "".join(str(record.args) for record in caplog.records)
    for name in (*NAME.split(), "Rosa", "Alba", PLACE):
        assert name not in told
    assert Job.objects.get().state == "done"
    assert str(opened.home) not in json.dumps(receipt.searched)


def _assert_no_row(desk: Desk) -> None:
    """Every table, every column: neither her name nor a photograph, a face, a vector of hers."""
    with within(desk.staff.operation):
        for model in (rows.ReferencePhotograph, rows.MarkedFace, rows.Reading, rows.Template):
            assert not model.objects.exists()
        assert not rows.NotShown.objects.exists()
        request = rows.TracingRequest.objects.get(pk=desk.request.pk)
        assert request.outcome == "withdrawn"
        assert not rows.MissingPerson.objects.filter(request=request).exists()
        sister = rows.Enquirer.objects.get(pk=request.enquirer_id)
        assert sister.name is None and sister.contact_index is None
        permission = rows.Permission.objects.get(request=request)
        assert permission.withdrawn_at is not None
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert NAME not in str(row) and PLACE not in str(row), table
    assert rows.GalleryRow.objects.get().place_id is None
    assert not any(bytes(rows.VectorPlace.objects.get().sealed))


def test_remnants_are_found_before_a_receipt_is_written(
    given: Desk, opened: House, temporary: Path
) -> None:
    """Somebody made a copy of a blob in the temporary folder, and of the database's row."""
    with within(given.staff.operation):
        photograph = rows.ReferencePhotograph.objects.order_by("recorded_at")[0]
    key = bytes(photograph.wrapped_key)
    path = next(opened.home.rglob(photograph.blob_id))
    copies = {
        "ciphertext": path.read_bytes(),
        "key": b"x" * 5 + key,
        "hex": key.hex().encode(),
        "vector": bytes(rows.VectorPlace.objects.get().sealed),
    }
    _withdraw(given)
    for kind, content in copies.items():
        (temporary / "copy").write_bytes(content)
        assert jobs.work(once=True) == 1
        job = Job.objects.get()
        assert (job.state, job.fault) == ("failed", "remnants-left"), kind
        Job.objects.update(state="waiting", attempts=0, ended_at=None)
    (temporary / "copy").unlink()
    assert jobs.work(once=True) == 1
    with within(given.staff.operation):
        assert rows.PurgeReceipt.objects.count() == 1


def test_what_secure_deletion_misses_is_gone_too(
    committed: None, desk: Desk, opened: House, temporary: Path
) -> None:
    """SQLite leaves a copy of about one removed row in a thousand; here it leaves every one."""
    names = [f"Zdenka-{number:02d}" for number in range(12)]
    requests = [
        intake.open_request(desk.clerk, report(f"M{1000 + at}", name=name))
        for at, name in enumerate(names)
    ]
    needles = [name.encode() for name in names[:9]]
    if connection.vendor == "sqlite":
        sql("PRAGMA secure_delete = OFF")
    for request in requests[:9]:
        erasure.withdraw(desk.clerk, erasure.Withdrawing(request=request.id))
    if connection.vendor == "sqlite":
        assert any(one.found for one in seek(opened, temporary, needles))
        sql("PRAGMA secure_delete = ON")
    assert jobs.work(once=True) == 1
    assert not any(one.found for one in seek(opened, temporary, needles))
    with within(desk.staff.operation):
        assert rows.MissingPerson.objects.filter(name__in=names).count() == 3


def test_relatives_who_never_asked_themselves_go_with_the_last_who_did(desk: Desk) -> None:
    with step(desk.clerk, Action.WITHDRAW_PERMISSION) as doing:
        brother = rows.Relative(
            request=desk.request,
            relation="brother",
            tie="both",
            language="es",
            contact_source="relative-interview",
            contact_given_on=doing.at.date(),
        )
        seal(brother, "name", "Marco Alba")
        doing.write(brother)
    erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    with within(desk.staff.operation):
        assert not rows.Relative.objects.filter(request=desk.request).exists()


def test_an_erasure_after_a_restriction_still_says_that_all_of_her_goes(desk: Desk) -> None:
    """A restored backup repeats what the entry says; the record of her was removed before it."""
    hold = held(desk)
    withdrawing = erasure.Withdrawing(request=desk.request.id)
    assert erasure.withdraw(desk.clerk, withdrawing).outcome == "restricted"
    lifted(desk, hold)
    assert erasure.withdraw(desk.clerk, withdrawing).outcome == "erased"
    assert any(one.startswith("missingperson:") for one in last_entry().objects)


# Cut off


def test_killed_after_the_withdrawal(given: Desk, opened: House, temporary: Path) -> None:
    needles = needles_of(given, opened)
    actor = given.clerk
    killed(
        opened,
        "withdraw",
        actor.account_id.hex,
        given.staff.operation.hex,
        given.request.id.hex,
    )
    _assert_no_row(given)
    assert Job.objects.get().state == "waiting"
    assert jobs.work(once=True) == 1
    for kind, sought in needles.items():
        assert not any(one.found for one in seek(opened, temporary, sought)), kind
    assert examine_record().whole


def test_killed_while_it_was_purged(
    given: Desk, opened: House, temporary: Path, watch: Watch
) -> None:
    needles = needles_of(given, opened)
    withdrawal = _withdraw(given)
    killed(opened, "purge", withdrawal.left["blobs"][0])
    assert jobs.work(once=True) == 0, "the lease of the killed worker lasts"
    watch.ahead = timedelta(minutes=2)
    assert jobs.work(once=True) == 1
    for kind, sought in needles.items():
        assert not any(one.found for one in seek(opened, temporary, sought)), kind
    with within(given.staff.operation):
        assert rows.PurgeReceipt.objects.get().blobs == 2
    # Once more, as a worker would whose lease was lost while it wrote: nothing is done twice.
    entries = rows.LedgerEntry.objects.count()
    Job.objects.update(state="waiting", attempts=0, ended_at=None)
    assert jobs.work(once=True) == 1
    assert rows.LedgerEntry.objects.count() == entries
    assert examine_record().whole


# What does not come back, and what may


def test_an_import_is_blocked_and_a_person_is_not(desk: Desk) -> None:
    content = jpeg(portrait_of(HER))
    desk.give(content)
    with within(desk.staff.operation):
        assert not erasure.was_withdrawn("Ines Alba")
    _withdraw(desk)
    with within(desk.staff.operation):
        assert erasure.was_withdrawn(" ines  ALBA")
        assert not erasure.was_withdrawn("Ines Alba", "1990")
    with pytest.raises(photographs.NoLongerSought):
        desk.give(content)
    brother = intake.Asking(kind=EnquirerKind.RELATIVE, name="Otto Alba")
    of_brother = intake.open_request(desk.clerk, report("M2", asking=brother))
    for way in ("partner", "handed-over"):
        with pytest.raises(erasure.ErasedBefore):
            desk.give(content, request=of_brother.id, way=way)
    desk.give(jpeg(portrait_of(SECOND)), request=of_brother.id)
    # The sister comes back, and later the woman herself: both may give it.
    for code, asking in (
        ("M3", report().asking),
        ("M4", intake.Asking(kind=EnquirerKind.HERSELF, name="Ines Alba")),
    ):
        again = intake.open_request(desk.clerk, report(code, asking=asking))
        assert desk.give(content, request=again.id).request_id == again.id


def test_only_what_that_person_gave(desk: Desk) -> None:
    """The brother permits too: his photograph and her record stay when the sister withdraws."""
    with step(desk.clerk, Action.OPEN_REQUEST) as doing:
        brother = doing.write(rows.Enquirer(kind="relative"))
        doing.write(
            rows.Permission(request=desk.request, given_by=brother, **vars(report().permitted))
        )
    hers = desk.give(jpeg(portrait_of(HER)))
    his = desk.give(jpeg(portrait_of(SECOND)), given_by=brother.id)
    _withdraw(desk)
    with within(desk.staff.operation):
        assert [one.pk for one in rows.ReferencePhotograph.objects.all()] == [his.pk]
        assert rows.MissingPerson.objects.get().name == "Ines Alba"
        assert rows.TracingRequest.objects.get().outcome == "open"
        assert rows.LegalBasis.objects.get().ended_at is None
        assert rows.Withdrawal.objects.get().left["blobs"] == [hers.blob_id]
    with pytest.raises(erasure.NothingToWithdraw):
        _withdraw(desk)
    erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id, enquirer=brother.id))
    with within(desk.staff.operation):
        assert not rows.MissingPerson.objects.exists()
        assert rows.TracingRequest.objects.get().outcome == "withdrawn"


def test_under_a_legal_hold_it_is_restricted_then_erased(desk: Desk) -> None:
    photograph = desk.give(jpeg(portrait_of(HER)))
    reading = faces.read_faces(desk.clerk, photograph.id)
    mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, 1))
    matching.enrol(desk.clerk, mark.id)
    hold = held(desk)
    withdrawal = _withdraw(desk)
    assert (withdrawal.outcome, withdrawal.because) == ("restricted", "legal-hold")
    with within(desk.staff.operation):
        assert rows.ReferencePhotograph.objects.get().wrapped_key is not None
        assert not rows.Template.objects.exists() and not rows.MissingPerson.objects.exists()
        assert b"Ines" not in bytes(rows.Withdrawal.objects.get().sealed)
        assert erasure.was_withdrawn("Ines Alba")
    assert rows.GalleryRow.objects.get().place_id is None
    for refused in (
        lambda: photographs.disclose(desk.clerk, photograph.id),
        lambda: faces.read_faces(desk.clerk, photograph.id),
    ):
        with pytest.raises(faces.pictures.RestrictedPhotograph):
            refused()
    prosecutor = desk.staff.hire("prosecutor", Role.PROSECUTORS_LIAISON)
    assert photographs.disclose(prosecutor, photograph.id).view == "veiled"
    with pytest.raises(erasure.NothingToWithdraw):
        _withdraw(desk)
    lifted(desk, hold)
    assert _withdraw(desk).outcome == "erased"
    with within(desk.staff.operation):
        assert not rows.ReferencePhotograph.objects.exists()
        assert not any(rows.Withdrawal.objects.values_list("sealed", flat=True))
        assert erasure.was_withdrawn("Ines Alba")


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize("table", ["tombstone", "withdrawal"])
def test_tombstones_and_withdrawals_stay(desk: Desk, table: str, by: str) -> None:
    desk.give(jpeg(portrait_of(HER)))
    _withdraw(desk)
    model = {"tombstone": rows.Tombstone, "withdrawal": rows.Withdrawal}[table]
    with unfenced():
        row = model.objects.first()
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            model.objects.filter(pk=row.pk)._raw_delete("default")
        else:
            sql(f"DELETE FROM casework_{table}")
    assert code_of(refused.value) == "never-removed"
    column = "giver" if table == "tombstone" else "withdrawn_by_id"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(f"UPDATE casework_{table} SET {column} = NULL")
    assert code_of(refused.value) in ("append-only", "frozen")


def test_a_withdrawal_that_is_not_here(desk: Desk) -> None:
    for withdrawing in (
        erasure.Withdrawing(request=uuid4()),
        erasure.Withdrawing(request=desk.request.id, enquirer=uuid4()),
    ):
        with pytest.raises(NotHere):
            erasure.withdraw(desk.clerk, withdrawing)
