"""Found alive: photographs and all that was made of them are gone; who is to be told stays."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from antigone.access import Action, Actor, Role, within
from antigone.casework import jobs, lists, pictures
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.house import House
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import EnquirerKind, Outcome
from antigone.casework.procedures import (
    erasure,
    faces,
    intake,
    matching,
    permissions,
    photographs,
    recordings,
    requests,
)
from antigone.casework.record import examine_record
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, step
from antigone.vault import BlobRef, UnopenedKey
from tests.casework.cut_off import committed, killed
from tests.casework.desk import Desk, desk, last_entry, opened, temporary
from tests.casework.faces_at_hand import permitted
from tests.casework.picturing import jpeg, portrait_of
from tests.casework.test_recordings import passers_by
from tests.casework.traces import HER, NAME, SECOND, given, held, lifted, named, needles_of, seek
from tests.homes import Watch, report, sql, unfenced

__all__ = ["committed", "desk", "given", "named", "opened", "temporary"]

# What tells of her face, and what only names her and her family.
WORD = "Came with her passport"
_PICTURED, _NAMED = ("ciphertext", "key", "vector"), ("name", "sister")


def _say(desk: Desk, actor: Actor) -> requests.Life:
    word = requests.SeenAlive(
        request=desk.request.id,
        seen=Seen.IN_PERSON,
        basis=WORD,
        family_may_hear=MayHear.ALIVE,
    )
    return requests.found_alive(actor, word)


def _found(desk: Desk) -> rows.Withdrawal:
    """Let two people say that she lives."""
    assert _say(desk, desk.clerk).withdrawal is None
    ended = _say(desk, desk.staff.hire("second", Role.INTAKE_OFFICER)).withdrawal
    assert ended is not None
    return ended


def _assert_gone(desk: Desk) -> None:
    """No row of a photograph is left, and everybody who is to be told is."""
    with within(desk.staff.operation):
        photograph_parts = (rows.Reading, rows.MarkedFace, rows.NotShown, rows.Template)
        for model in (rows.ReferencePhotograph, *photograph_parts):
            assert not model.objects.exists()
        request = rows.TracingRequest.objects.get(pk=desk.request.pk)
        assert request.outcome == Outcome.FOUND_ALIVE
        assert rows.MissingPerson.objects.get(request=request).name == NAME
        sister = rows.Enquirer.objects.get(pk=request.enquirer_id)
        assert sister.name is not None and sister.contact_index is not None
        assert rows.Permission.objects.get(request=request).withdrawn_at is None
        assert rows.LegalBasis.objects.get(request=request).ended_at is None
    assert rows.GalleryRow.objects.get().place_id is None
    assert not any(bytes(rows.VectorPlace.objects.get().sealed))


def _assert_found_nowhere(opened: House, temporary: Path, needles: dict[str, list[bytes]]) -> None:
    for kind in _PICTURED:
        assert not any(one.found for one in seek(opened, temporary, needles[kind])), kind
    for kind in _NAMED:
        found = any(one.found for one in seek(opened, temporary, needles[kind]))
        # The files of a PostgreSQL are not the home's.
        assert found == (connection.vendor == "sqlite"), kind


def test_photographs_are_gone_to_the_byte_and_the_family_can_be_told(
    given: Desk, opened: House, temporary: Path
) -> None:
    needles = needles_of(given, opened)
    _say(given, given.clerk)
    with within(given.staff.operation):
        # One word changes nothing.
        photographs_here = list(rows.ReferencePhotograph.objects.filter(request=given.request))
        templates = [one.ledger_id for one in rows.Template.objects.all()]
    assert len(photographs_here) == 2 and len(templates) == 1
    withdrawal = _say(given, given.staff.hire("second", Role.INTAKE_OFFICER)).withdrawal
    assert withdrawal is not None
    assert (withdrawal.outcome, withdrawal.withdrawn_by_id) == ("erased", None)
    _assert_gone(given)
    first = photographs_here[0]
    with pytest.raises(UnopenedKey):
        opened.vault.read(BlobRef(blob_id=first.blob_id, wrapped_key=b"", size=first.size))
    # The record proves what was removed, by whose word, and what must not come back.
    entry = last_entry()
    assert entry.action == Action.FIND_ALIVE.value
    erased = {one.ledger_id for one in photographs_here} | {*templates}
    assert {given.request.ledger_id, withdrawal.ledger_id, *erased} <= set(entry.objects)
    said = [purpose for purpose, _ in entry.commitments]
    assert said == [
        *("alive.in-person.alive", "withdrawal.erased", "giver.relative"),
        *("tombstone.photograph", "tombstone.photograph"),
    ]
    assert jobs.work(once=True) == 1
    _assert_found_nowhere(opened, temporary, needles)
    with within(given.staff.operation):
        receipt = rows.PurgeReceipt.objects.get(withdrawal=withdrawal)
    assert (receipt.blobs, last_entry().because) == (2, "found alive")
    assert list(opened.vault.stored()) == []
    (listed,) = lists.withdrawals(given.clerk)
    assert (listed["found_alive"], listed["files_gone"]) == (True, True)
    assert examine_record().whole


def test_killed_after_the_second_word(given: Desk, opened: House, temporary: Path) -> None:
    needles = needles_of(given, opened)
    _say(given, given.clerk)
    second = given.staff.hire("second", Role.INTAKE_OFFICER)
    whose = (second.account_id, given.staff.operation, given.request.id)
    killed(opened, "found-alive", *(one.hex for one in whose))
    _assert_gone(given)
    assert rows.Job.objects.get().state == "waiting"
    assert jobs.work(once=True) == 1
    _assert_found_nowhere(opened, temporary, needles)
    assert examine_record().whole


def test_killed_while_its_files_were_removed(
    given: Desk, opened: House, temporary: Path, watch: Watch
) -> None:
    needles = needles_of(given, opened)
    withdrawal = _found(given)
    killed(opened, "purge", withdrawal.left["blobs"][0])
    watch.ahead = timedelta(minutes=2)
    assert jobs.work(once=True) == 1
    _assert_found_nowhere(opened, temporary, needles)
    with within(given.staff.operation):
        assert rows.PurgeReceipt.objects.get().blobs == 2
    assert examine_record().whole


def test_a_file_of_hers_comes_back_by_no_import_and_a_new_request_is_never_blocked(
    desk: Desk,
) -> None:
    content = jpeg(portrait_of(HER))
    desk.give(content)
    _found(desk)
    with pytest.raises(photographs.NoLongerSought):
        desk.give(content)
    brother = intake.Asking(kind=EnquirerKind.RELATIVE, name="Otto Alba")
    of_brother = intake.open_request(desk.clerk, report("M2", asking=brother))
    for way in ("partner", "handed-over"):
        with pytest.raises(erasure.ErasedBefore):
            desk.give(content, request=of_brother.id, way=way)
    # Her name was not erased: no list that names her is held up, and nobody who asks anew.
    with within(desk.staff.operation):
        assert not erasure.was_withdrawn("Ines Alba")
    again = intake.open_request(desk.clerk, report("M3"))
    assert desk.give(content, request=again.id).request_id == again.id


def test_what_everybody_gave_for_her_goes_and_each_may_give_it_again(desk: Desk) -> None:
    with step(desk.clerk, Action.OPEN_REQUEST) as doing:
        brother = doing.write(rows.Enquirer(kind="friend"))
        doing.write(
            rows.Permission(request=desk.request, given_by=brother, **vars(report().permitted))
        )
    hers, his = jpeg(portrait_of(HER)), jpeg(portrait_of(SECOND))
    desk.give(hers)
    desk.give(his, given_by=brother.id)
    _found(desk)
    with within(desk.staff.operation):
        assert not rows.ReferencePhotograph.objects.exists()
        assert set(rows.Permission.objects.values_list("withdrawn_at", flat=True)) == {None}
    again = intake.open_request(desk.clerk, report("M3"))
    assert desk.give(hers, request=again.id)
    with pytest.raises(erasure.ErasedBefore):
        desk.give(his, request=again.id)


def test_of_a_group_photograph_only_her_part_goes(desk: Desk) -> None:
    """The sisters are both in it, and one of them is still missing."""
    content = jpeg(portrait_of(HER))
    other = intake.open_request(desk.clerk, report("M2", name="Sofia Alba"))
    for request in (desk.request.id, other.id):
        photograph = desk.give(content, request=request)
        reading = faces.read_faces(desk.clerk, photograph.id)
        mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, 1))
        matching.enrol(desk.clerk, mark.id)
    _found(desk)
    with within(desk.staff.operation):
        left = rows.ReferencePhotograph.objects.get()
        assert left.request_id == other.id
        assert [one.request_id for one in rows.Template.objects.all()] == [other.id]
        assert rows.MarkedFace.objects.get().reference_id == left.pk
    assert pictures.pixels_of(left).size
    living = rows.GalleryRow.objects.filter(place__isnull=False)
    assert [one.attributes["person"] for one in living] == [other.id.hex]


def test_a_legal_hold_seals_until_it_is_lifted(named: Desk) -> None:
    desk = named
    with within(desk.staff.operation):
        photograph = rows.ReferencePhotograph.objects.order_by("recorded_at")[0]
    hold = held(desk)
    withdrawal = _found(desk)
    assert (withdrawal.outcome, withdrawal.because) == ("restricted", "legal-hold")
    with within(desk.staff.operation):
        assert rows.ReferencePhotograph.objects.filter(wrapped_key__isnull=False).count() == 2
        assert not rows.Template.objects.exists()
        assert rows.MissingPerson.objects.get(request=desk.request).name == NAME
    assert rows.GalleryRow.objects.get().place_id is None
    for refused in (
        lambda: photographs.disclose(desk.clerk, photograph.id),
        lambda: faces.read_faces(desk.clerk, photograph.id),
    ):
        with pytest.raises(pictures.RestrictedPhotograph):
            refused()
    prosecutor = desk.staff.hire("prosecutor", Role.PROSECUTORS_LIAISON)
    assert photographs.disclose(prosecutor, photograph.id).view == "veiled"
    with pytest.raises(requests.NothingKept):
        requests.erase_kept(desk.clerk, desk.request.id)
    assert not _waits(desk, "erase-kept")
    lifted(desk, hold)
    assert _waits(desk, "erase-kept")
    erased = requests.erase_kept(desk.clerk, desk.request.id)
    assert (erased.outcome, len(erased.left["blobs"])) == ("erased", 2)
    assert not _waits(desk, "erase-kept") and not _waits(desk, "erase-restricted")
    _assert_gone(desk)
    with pytest.raises(requests.NothingKept):
        requests.erase_kept(desk.clerk, desk.request.id)


def test_a_video_that_somebody_else_gave_waits_to_be_erased_too(named: Desk) -> None:
    """The mother took back what she gave; of what the hold kept a brother's video alone is left."""
    desk = named
    brother = intake.Asking(kind=EnquirerKind.RELATIVE, name="Joan Alba", contact="+34 601")
    given_by = permissions.record_permission(
        desk.clerk,
        permissions.GivenPermission(request=desk.request.id, permitted=permitted(), asking=brother),
    ).given_by_id
    source = io.BytesIO(passers_by())
    video = recordings.GivenRecording(
        request=desk.request.id, name="quay.mp4", source=source, given_by=given_by
    )
    recordings.receive_recording(desk.clerk, video)
    hold = held(desk)
    assert _found(desk).outcome == "restricted"
    lifted(desk, hold)
    withdrawing = erasure.Withdrawing(request=desk.request.id)
    assert erasure.withdraw(desk.clerk, withdrawing).outcome == "erased"
    with within(desk.staff.operation):
        assert not rows.ReferencePhotograph.objects.filter(request=desk.request).exists()
        assert rows.Recording.objects.filter(request=desk.request).exists()
    assert _waits(desk, "erase-kept")


def _waits(desk: Desk, kind: str) -> bool:
    listed = lists.worklist(desk.clerk, {})
    return any(one.kind == kind for one in (*listed.mine, *listed.others))


def test_nothing_is_erased_of_somebody_who_is_still_looked_for(desk: Desk) -> None:
    desk.give(jpeg(portrait_of(HER)))
    _say(desk, desk.clerk)
    with pytest.raises(requests.NothingKept):
        requests.erase_kept(desk.clerk, desk.request.id)
    with pytest.raises(NotHere):
        requests.erase_kept(desk.clerk, desk.remains.id)


def test_what_stays_for_the_family_goes_when_it_is_taken_back(named: Desk) -> None:
    """The name, the sister and her contact: the last that is held of them."""
    _found(named)
    ended = erasure.withdraw(named.clerk, erasure.Withdrawing(request=named.request.id))
    assert (ended.outcome, ended.left["blobs"]) == ("erased", [])
    with within(named.staff.operation):
        request = rows.TracingRequest.objects.get(pk=named.request.pk)
        assert request.outcome == Outcome.FOUND_ALIVE
        assert not rows.MissingPerson.objects.filter(request=request).exists()
        assert rows.Enquirer.objects.get(pk=request.enquirer_id).name is None
        assert {one.basis for one in request.seen_alive.all()} == {None}
        assert erasure.was_withdrawn(NAME)
    with pytest.raises(erasure.NothingToWithdraw):
        erasure.withdraw(named.clerk, erasure.Withdrawing(request=named.request.id))


def test_on_what_it_rests_stands_sealed_and_as_long_as_her_name(named: Desk) -> None:
    _found(named)
    with within(named.staff.operation):
        words = list(rows.AliveConfirmation.objects.all())
    assert {unseal(one, "basis") for one in words} == {WORD}
    assert not any(WORD.encode() in bytes(one.basis) for one in words)
    attacks = {
        "DELETE FROM casework_aliveconfirmation": "never-removed",
        "UPDATE casework_aliveconfirmation SET seen = 'document'": "frozen",
        "UPDATE casework_aliveconfirmation SET basis = 'x'": "word-rewritten",
        "UPDATE casework_aliveconfirmation SET basis = NULL": "word-emptied",
    }
    for statement, code in attacks.items():
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            sql(statement)
        assert code_of(refused.value) == code, statement


def test_a_sealed_request_is_taken_back_and_both_go_when_the_hold_is_lifted(named: Desk) -> None:
    hold = held(named)
    _found(named)
    withdrawing = erasure.Withdrawing(request=named.request.id)
    assert erasure.withdraw(named.clerk, withdrawing).outcome == "restricted"
    lifted(named, hold)
    assert erasure.withdraw(named.clerk, withdrawing).outcome == "erased"
    with within(named.staff.operation):
        assert not rows.ReferencePhotograph.objects.exists()
        assert not any(rows.Withdrawal.objects.values_list("sealed", flat=True))
    assert not _waits(named, "erase-kept") and not _waits(named, "erase-restricted")


def test_somebody_of_whom_there_is_no_photograph(desk: Desk) -> None:
    withdrawal = _found(desk)
    assert (withdrawal.outcome, withdrawal.left["blobs"]) == ("erased", [])
    with within(desk.staff.operation):
        assert not rows.Tombstone.objects.exists()


def test_nothing_is_half_done_if_the_step_fails(named: Desk) -> None:
    """The database refuses the receipt of what is to be removed: nobody is found, nothing erased."""
    _say(named, named.clerk)
    second = named.staff.hire("second", Role.INTAKE_OFFICER)
    before = rows.LedgerEntry.objects.count()
    sql("ALTER TABLE casework_job RENAME TO casework_job_elsewhere")
    try:
        with pytest.raises(Exception, match="casework_job"):
            _say(named, second)
    finally:
        sql("ALTER TABLE casework_job_elsewhere RENAME TO casework_job")
    with within(named.staff.operation):
        assert rows.TracingRequest.objects.get(pk=named.request.pk).outcome == Outcome.OPEN
        assert rows.Template.objects.count() == 1
        assert rows.AliveConfirmation.objects.count() == 1
        for one in rows.ReferencePhotograph.objects.all():
            assert pictures.pixels_of(one).size
    assert rows.LedgerEntry.objects.count() == before
    assert _say(named, second).found_alive
