"""A restored home is the one that was saved; what was taken back since does not come with it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from antigone.access import Action, Actor, Discipline, NotAllowed, Role, within
from antigone.access.models import Account, Grant
from antigone.casework import guards, jobs
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.house import House
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.procedures import (
    accounts,
    erasure,
    faces,
    intake,
    matching,
    permissions,
    photographs,
    purging,
    requests,
)
from antigone.casework.record import examine_record
from antigone.casework.sealed import unseal
from antigone.casework.step import step
from antigone.config import HomeExists, RestoreUnfinished, home_mark
from antigone.errors import Refusal
from antigone.ledger import Entry
from antigone.site import start
from antigone.site.examinations import ErasuresUnknown, _outside, _restore
from antigone.site.restoring import NoRecordGiven
from antigone.upkeep import since
from antigone.upkeep.archive import Sealed
from antigone.upkeep.backup import take
from antigone.upkeep.refusals import DamagedBackup
from antigone.upkeep.restore import DatabaseInUse, OtherTables
from antigone.vault import BlobRef, FolderShelf, search_bytes
from tests.casework.desk import Desk
from tests.casework.picturing import jpeg, labelled, portrait_of
from tests.casework.traces import held, lifted
from tests.homes import found_remains, report, sql
from tests.upkeep.conftest import NAME, PLACE, Kept, all_rows

RECORD = ("casework_ledgerentry", "casework_ledgerhead", "casework_ledgeredge")


@pytest.fixture
def searched(given: Desk) -> Desk:
    """The missing woman, two others, and a body whose face can be searched."""
    desk = given
    for number, person in enumerate(("P003", "P005"), start=8):
        request = intake.open_request(desk.clerk, report(f"M{number}", name=f"N. {person}"))
        photograph = desk.give(jpeg(portrait_of(person)), request=request.id)
        reading = faces.read_faces(desk.clerk, photograph.id)
        mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, 1))
        matching.enrol(desk.clerk, mark.id)
    doctor = desk.staff.hire("doctor", Discipline.MEDICAL)
    death = intake.DeathFound(remains=desk.remains.id, basis="Rigor", condition="fresh")
    intake.examine_remains(doctor, death)
    taken = desk.take(jpeg(labelled(portrait_of("P002"), "R-0001")))
    reading = faces.read_faces(desk.mortuary, taken.id)
    faces.mark_face(desk.mortuary, desk.choose(taken, reading, 1))
    agreed = faces.confirm_face(desk.examiner, desk.choose(taken, reading, 1))
    matching.enrol(desk.mortuary, agreed.face.id)
    return desk


def shortlist(desk: Desk) -> list[tuple[str, float, int]]:
    wanted = matching.Wanted(remains=desk.remains.id, purpose=intake.Purpose.IDENTIFY)
    made = matching.search(desk.examiner, wanted)
    with within(desk.staff.operation):
        return [
            (one.request.code, one.similarity, one.rank)
            for one in made.candidates.order_by("rank").select_related("request")
        ]


def test_what_was_saved_stands_again_row_by_row(searched: Desk, opened: House, kept: Kept) -> None:
    desk = searched
    before = all_rows()
    files = files_of(opened)
    taken = take(kept.folder / "a.backup")
    found = shortlist(desk)
    assert len(found) == 3
    record = kept.record(opened)
    kept.lose(opened)
    assert not any(all_rows().values())
    restored = kept.restore(taken.path, record=record)
    after = all_rows()
    # The search after the backup is lost, and stands in the record; the restore is entered.
    lost = {"home.back-up": 1, "search.run": 1}
    assert restored.acts_since == lost
    assert {name: after[name] for name in after if name not in RECORD} == {
        name: before[name] for name in before if name not in RECORD
    }
    entries = after["casework_ledgerentry"]
    size = len(before["casework_ledgerentry"])
    assert entries[:size] == before["casework_ledgerentry"]
    assert [Entry.parse(one["payload"]).action for one in entries[size:]] == [
        "home.back-up",
        "search.run",
        "home.restore",
    ]
    assert (restored.withdrawals, restored.unopened, restored.findings) == (0, [], 0)
    with kept.enter() as house:
        assert files_of(house) == files
        verified = examine_record()
        assert verified.whole and verified.outside == verified.heads == len(entries)
        assert shortlist(desk) == found
        # And work goes on.
        intake.record_remains(desk.mortuary, found_remains("R-0002"))
        assert examine_record().whole
        assert _outside(kept.settings.ANTIGONE) == "complete; places where it lies: 1"
    _assert_in_order(kept)


def files_of(opened: House) -> dict[str, bytes]:
    """What lies in the vault, as it lies there."""
    shelf = FolderShelf(opened.home / "vault")
    found = {}
    for one in shelf.stored():
        with shelf.open(one.blob_id) as stored:
            found[one.blob_id] = stored.read()
    return found


def _assert_in_order(kept: Kept) -> None:
    home = kept.settings.ANTIGONE.home
    assert home_mark(home).kind == "exercise"
    start(kept.settings.ANTIGONE)
    assert guards.missing(connection) == ()
    assert home.stat().st_mode & 0o777 == 0o700
    with pytest.raises(IntegrityError) as refused:
        sql("DELETE FROM casework_ledgerentry")
    assert code_of(refused.value) == "never-removed"


# What was taken back


def needles_of(desk: Desk, opened: House) -> dict[str, list[bytes]]:
    """What would tell of her, wherever it lay."""
    with within(desk.staff.operation):
        photograph = rows.ReferencePhotograph.objects.get(request=desk.request)
        (template,) = rows.Template.objects.filter(request=desk.request)
        sister = rows.Enquirer.objects.get(pk=desk.request.enquirer_id)
    stated = {"blob_id": photograph.blob_id, "size": photograph.size}
    ciphertext = opened.vault.traces(BlobRef(wrapped_key=b"", **stated))
    whole = opened.vault.traces(BlobRef(wrapped_key=bytes(photograph.wrapped_key), **stated))
    place = rows.GalleryRow.objects.get(template_id=template.id).place
    sealed = bytes(place.sealed)
    return {
        "ciphertext": list(ciphertext),
        "key": sorted({*whole} - {*ciphertext}),
        "vector": [sealed[at : at + 32] for at in range(0, len(sealed) - 31, 32)],
        "name": [NAME.encode(), NAME.split()[1].encode(), PLACE.encode()],
        "sister": [bytes(sister.name), bytes(sister.contact)],
    }


def assert_found_nowhere(kept: Kept, needles: dict[str, list[bytes]]) -> None:
    folders = [kept.settings.ANTIGONE.home, kept.folder, kept.folder.parent / "temporary"]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    for folder in folders:
        for kind, sought in needles.items():
            assert search_bytes(folder, sought).found_nowhere, (kind, folder)
    for table, found in all_rows().items():
        for row in found:
            assert not any(one.decode() in str(row) for one in needles.get("name", ())), table


def test_what_was_withdrawn_since_does_not_come_back(
    searched: Desk, opened: House, kept: Kept
) -> None:
    desk = searched
    content = jpeg(portrait_of("P002"))
    taken = take(kept.folder / "a.backup")
    needles = needles_of(desk, opened)
    # After the backup: a second photograph of her, then all of hers is withdrawn and purged.
    later = jpeg(portrait_of("P007"))
    desk.give(later, request=desk.request.id)
    withdrawal = erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    assert jobs.work(once=True) == 1
    record = kept.record(opened)
    kept.lose(opened)
    restored = kept.restore(taken.path, record=record)
    assert restored.withdrawals == 1
    assert_found_nowhere(kept, needles)
    with kept.enter() as house:
        assert len(files_of(house)) == 3, "the two others, and the body"
        assert {code for code, *_ in shortlist(desk)} == {"M8", "M9"}
        with within(desk.staff.operation):
            (again,) = rows.Withdrawal.objects.all()
            assert (again.pk, again.recorded_at) == (withdrawal.pk, withdrawal.recorded_at)
            assert again.recorded_by_id == desk.clerk.account_id
            assert rows.TracingRequest.objects.get(code="M7").outcome == "withdrawn"
            assert rows.Permission.objects.get(request=desk.request).withdrawn_at is not None
            assert rows.Tombstone.objects.count() == 3, "she, and both photographs"
            # An import brings neither her nor them.
            assert erasure.was_withdrawn(NAME)
        brother = intake.Asking(kind=intake.EnquirerKind.RELATIVE, name="Otto Alba")
        of_brother = intake.open_request(desk.clerk, report("M11", asking=brother))
        for one in (content, later):
            with pytest.raises(erasure.ErasedBefore):
                desk.give(one, request=of_brother.id, way="partner")
        # The search for traces, and its receipt, are the worker's.
        assert jobs.work(once=True) == 1
        assert rows.Job.objects.get(kind=purging.PURGE).fault == ""
        with within(desk.staff.operation):
            assert rows.PurgeReceipt.objects.get(withdrawal=again).blobs == 1
        assert examine_record().whole
    assert_found_nowhere(kept, needles)
    _assert_in_order(kept)


def test_people_who_came_and_went_after_the_backup_leave_tombstones(
    given: Desk, opened: House, kept: Kept
) -> None:
    """She was reported and withdrawn since, by a clerk who was hired since: the backup knows none."""
    taken = take(kept.folder / "a.backup")
    clerk = given.staff.hire("newcomer", Role.INTAKE_OFFICER)
    asking = intake.Asking(kind=intake.EnquirerKind.AUTHORITY, authority="Police of the port")
    request = intake.open_request(clerk, report("M30", name="Ada Lovag", asking=asking))
    content = jpeg(portrait_of("P004"))
    photographs.receive_reference(
        clerk, photographs.GivenPhotograph(request=request.id, name="x.jpg", content=content)
    )
    erasure.withdraw(clerk, erasure.Withdrawing(request=request.id))
    record = kept.record(opened)
    kept.lose(opened)
    assert kept.restore(taken.path, record=record).withdrawals == 1
    with kept.enter():
        with within(given.staff.operation):
            assert erasure.was_withdrawn("Ada Lovag")
            lost = rows.TracingRequest.objects.get(pk=request.pk)
            assert (lost.outcome, lost.code) == ("withdrawn", f"lost-{request.pk.hex[:12]}")
        account = Account.objects.get(pk=clerk.account_id)
        assert not account.is_active and not account.has_usable_password()
        with pytest.raises(erasure.ErasedBefore):
            given.give(content, way="partner")
        with within(given.staff.operation):
            assert rows.MissingPerson.objects.filter(name=NAME).exists()
        assert examine_record().whole


def found(desk: Desk, request: rows.TracingRequest, *officers: Actor) -> None:
    """Let officers say that somebody lives; the first allows more than the second."""
    heard = (MayHear.CONTACT, MayHear.ALIVE)
    for officer, family_may_hear in zip(officers, heard, strict=True):
        word = requests.SeenAlive(
            request=request.id,
            seen=Seen.SPOKEN_TO,
            basis="She called from a hospital",
            family_may_hear=family_may_hear,
        )
        requests.found_alive(officer, word)


def test_who_was_found_alive_since_is_not_looked_for_again(
    searched: Desk, opened: House, kept: Kept
) -> None:
    desk = searched
    taken = take(kept.folder / "a.backup")
    needles = needles_of(desk, opened)
    later = jpeg(portrait_of("P007"))
    desk.give(later, request=desk.request.id)
    # The second officer was hired after the backup, too.
    second = desk.staff.hire("newcomer", Role.INTAKE_OFFICER)
    found(desk, desk.request, desk.clerk, second)
    assert {code for code, *_ in shortlist(desk)} == {"M8", "M9"}
    assert jobs.work(once=True) == 1
    with within(desk.staff.operation):
        before = rows.Withdrawal.objects.get()
    record = kept.record(opened)
    kept.lose(opened)
    assert kept.restore(taken.path, record=record).withdrawals == 1
    assert_found_nowhere(kept, {kind: needles[kind] for kind in ("ciphertext", "key", "vector")})
    with kept.enter() as house:
        assert len(files_of(house)) == 3, "the two others, and the body"
        assert {code for code, *_ in shortlist(desk)} == {"M8", "M9"}
        with within(desk.staff.operation):
            again = rows.Withdrawal.objects.get()
            assert (again.pk, again.withdrawn_by_id) == (before.pk, None)
            request = rows.TracingRequest.objects.get(code="M7")
            assert request.outcome == "found-alive"
            # The family is still to be told, and hears no more than she allowed.
            assert rows.MissingPerson.objects.get(request=request).name == NAME
            assert rows.Permission.objects.get(request=request).withdrawn_at is None
            words = request.seen_alive.order_by("recorded_at")
            assert [(one.seen, one.family_may_hear) for one in words] == [
                ("spoken-to", "contact"),
                ("spoken-to", "alive"),
            ]
            assert [one.recorded_by_id for one in words] == [
                desk.clerk.account_id,
                second.account_id,
            ]
            assert not any("hospital" in unseal(one, "basis") for one in words)
            assert rows.Tombstone.objects.count() == 2, "also of what was given since"
        brother = intake.Asking(kind=intake.EnquirerKind.RELATIVE, name="Otto Alba")
        of_brother = intake.open_request(desk.clerk, report("M11", asking=brother))
        for one in (jpeg(portrait_of("P002")), later):
            with pytest.raises(erasure.ErasedBefore):
                desk.give(one, request=of_brother.id, way="partner")
        assert desk.give(later, request=intake.open_request(desk.clerk, report("M12")).id)
        assert jobs.work(once=True) == 1
        with within(desk.staff.operation):
            assert rows.PurgeReceipt.objects.get(withdrawal=again).blobs == 1
        assert examine_record().whole
    _assert_in_order(kept)


def test_one_word_stands_again_and_the_second_may_still_be_said(
    given: Desk, opened: House, kept: Kept
) -> None:
    taken = take(kept.folder / "a.backup")
    word = requests.SeenAlive(request=given.request.id, seen=Seen.PARTNER, basis="A call")
    requests.found_alive(given.clerk, word)
    record = kept.record(opened)
    kept.lose(opened)
    assert kept.restore(taken.path, record=record).withdrawals == 0
    with kept.enter():
        with within(given.staff.operation):
            assert rows.TracingRequest.objects.get(code="M7").outcome == "open"
            assert rows.Template.objects.filter(request=given.request).exists()
        second = given.staff.hire("second", Role.INTAKE_OFFICER)
        assert requests.found_alive(second, word).found_alive


@pytest.mark.parametrize("erased_since", [False, True])
def test_what_a_hold_kept_of_the_living_is_as_it_was(
    given: Desk, opened: House, kept: Kept, *, erased_since: bool
) -> None:
    """Hold, words, and the end of both are younger than the backup; so is another who was found."""
    taken = take(kept.folder / "a.backup")
    second = given.staff.hire("second", Role.INTAKE_OFFICER)
    other = intake.open_request(second, report("M30", name="Ada Lovag"))
    given.give(jpeg(portrait_of("P004")), request=other.id)
    hold = held(given)
    for request in (given.request, other):
        found(given, request, given.clerk, second)
    if erased_since:
        lifted(given, hold)
        requests.erase_kept(second, given.request.id)
    record = kept.record(opened)
    kept.lose(opened)
    assert kept.restore(taken.path, record=record).withdrawals == 2 + erased_since
    with kept.enter() as house, within(given.staff.operation):
        of_her = rows.Withdrawal.objects.filter(request=given.request).order_by("recorded_at")
        outcomes = [(one.outcome, one.because) for one in of_her]
        assert outcomes == [("restricted", "legal-hold"), ("erased", "")][: 1 + erased_since]
        assert len(files_of(house)) == 1 - erased_since
        assert not rows.Template.objects.exists()
        lost = rows.TracingRequest.objects.get(pk=other.pk)
        assert (lost.outcome, lost.code) == ("found-alive", f"lost-{other.pk.hex[:12]}")
        assert rows.Enquirer.objects.count() == 2, "the two of the backup: nobody withdrew"
        assert examine_record().whole


def test_what_the_law_kept_is_kept_again(given: Desk, opened: House, kept: Kept) -> None:
    """Under a hold that is younger than the backup nothing was destroyed, nor is it now."""
    taken = take(kept.folder / "a.backup")
    with step(given.clerk, Action.WITHDRAW_PERMISSION) as doing:
        doing.write(
            rows.Candidate(
                remains=given.remains,
                request=given.request,
                source="document",
                source_note="A ticket in the coat",
            )
        )
        doing.write(rows.LegalHold(remains=given.remains, because="inquiry:bound"))
    erasure.withdraw(given.clerk, erasure.Withdrawing(request=given.request.id))
    record = kept.record(opened)
    kept.lose(opened)
    kept.restore(taken.path, record=record)
    with kept.enter() as house, within(given.staff.operation):
        again = rows.Withdrawal.objects.get()
        assert (again.outcome, again.because) == ("restricted", "legal-hold")
        assert rows.ReferencePhotograph.objects.get().wrapped_key is not None
        assert len(files_of(house)) == 1
        assert not rows.Template.objects.exists()
        assert not rows.MissingPerson.objects.filter(name=NAME).exists()


def test_what_ended_since_ends_again(searched: Desk, opened: House, kept: Kept) -> None:
    """A face that was the wrong person's, a permission that was narrowed, a colleague who left."""
    desk = searched
    leaving, other = desk.staff.hire("leaving", Role.RECORDS_OFFICER), desk.examiner
    taken = take(kept.folder / "a.backup")
    assert {code for code, *_ in shortlist(desk)} == {"M7", "M8", "M9"}
    with within(desk.staff.operation):
        wrong = rows.ReferencePhotograph.objects.get(request__code="M8")
        narrowed = rows.TracingRequest.objects.get(code="M9")
        sealed = [
            bytes(one.place.sealed)
            for one in rows.GalleryRow.objects.filter(gallery__code__startswith="references/")
            if one.attributes["person"] in (wrong.request_id.hex, narrowed.pk.hex)
        ]
    faces.unmark_face(desk.clerk, wrong.id)
    permitted = replace(report().permitted, biometrics=False)
    permissions.record_permission(
        desk.clerk, permissions.GivenPermission(request=narrowed.id, permitted=permitted)
    )
    house_admin = Actor(account_id=desk.staff.administrator.account_id)
    accounts.close_account(house_admin, leaving.account_id)
    (grant,) = Grant.objects.filter(account=other.account_id)
    accounts.end_role(house_admin, grant.id)
    record = kept.record(opened)
    kept.lose(opened)
    restored = kept.restore(taken.path, record=record)
    # Two templates, one mark, one permission, the role that ended, and the account with its role.
    assert (restored.withdrawals, restored.ended_again) == (0, 7)
    assert len(sealed) == 2
    assert_found_nowhere(kept, {"vector": [one[at : at + 32] for one in sealed for at in (0, 64)]})
    with kept.enter():
        assert not Account.objects.get(pk=leaving.account_id).is_active
        for account in (leaving, other):
            (held,) = Grant.objects.filter(account=account.account_id)
            assert held.valid_until is not None
        with pytest.raises(NotAllowed):
            shortlist(desk)
        with within(desk.staff.operation):
            assert rows.MarkedFace.objects.get(reference=wrong).ended_at is not None
            living = rows.Template.objects.filter(side="reference")
            assert [one.request.code for one in living] == ["M7"]
        with pytest.raises(matching.PermissionEnded):
            matching.enrol(desk.clerk, rows_face(desk, narrowed))
        assert examine_record().whole


def rows_face(desk: Desk, request: rows.TracingRequest) -> UUID:
    with within(desk.staff.operation):
        return rows.MarkedFace.objects.get(reference__request=request).id


# The record that is needed for it


def test_without_the_whole_record_nothing_is_restored(
    given: Desk, opened: House, kept: Kept
) -> None:
    early = kept.record(opened)
    taken = take(kept.folder / "a.backup")
    intake.record_remains(given.mortuary, found_remains("R-0002"))
    erasure.withdraw(given.clerk, erasure.Withdrawing(request=given.request.id))
    record = kept.record(opened)
    kept.lose(opened)
    home = kept.folder.parent / "restored"

    def refused(kind: type[Refusal], **how: Any) -> None:
        with pytest.raises(kind):
            kept.restore(taken.path, **how)
        assert not home.exists()
        assert not any(all_rows().values()), "nothing was laid"

    refused(NoRecordGiven)
    refused(since.UnreadableRecord, record=kept.folder)
    refused(since.RecordEndsBefore, record=early)
    entries = record / "entries.jsonl"
    whole = entries.read_bytes()
    lines = whole.splitlines(keepends=True)
    last = json.loads(lines[-1])
    forged = {**last, "entry": last["entry"].replace("permission.withdraw", "permission.recorded")}
    for changed in (
        lines[:-2] + lines[-1:],
        [*lines[:-2], lines[-1], lines[-2]],
        [*lines[:-1], json.dumps(forged).encode() + b"\n"],
        # Cut off: only the head that lies beside it knows of more.
        lines[:-1],
    ):
        entries.write_bytes(b"".join(changed))
        refused(since.RecordDoesNotFollow, record=record)
    entries.write_bytes(whole.replace(b'"head"', b'"hand"'))
    refused(since.UnreadableRecord, record=record)
    # A last line that was broken by a power failure was acknowledged to nobody.
    entries.write_bytes(whole + lines[-1][:40])
    assert kept.restore(taken.path, record=record).withdrawals == 1


def test_without_a_record_the_home_says_what_it_does_not_know(
    given: Desk, opened: House, kept: Kept
) -> None:
    taken = take(kept.folder / "a.backup")
    intake.record_remains(given.mortuary, found_remains("R-0002"))
    erasure.withdraw(given.clerk, erasure.Withdrawing(request=given.request.id))
    record = kept.record(opened)
    kept.lose(opened)
    restored = kept.restore(taken.path, unproven_because="The copy burnt too")
    assert (restored.withdrawals, restored.known_until) == (0, taken.manifest.taken_at)
    with pytest.raises(ErasuresUnknown) as unknown:
        _restore(kept.settings.ANTIGONE)
    assert "The copy burnt too" in unknown.value.say()
    assert taken.manifest.taken_at in unknown.value.say()
    with kept.enter():
        entry = Entry.parse(bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload))
        assert entry.action == "home.restore"
        assert entry.because.endswith(f"erasures after {taken.manifest.taken_at} are unknown")
        assert "burnt" not in entry.canonical().decode(), "free text may name somebody"
        with within(given.staff.operation):
            assert rows.MissingPerson.objects.filter(name=NAME).exists()
        assert examine_record().whole
    # A part of the record does what it can.
    entries = record / "entries.jsonl"
    entries.write_bytes(b"".join(entries.read_bytes().splitlines(keepends=True)[:-1]))
    with kept.enter() as house:
        kept.lose(house)
    restored = kept.restore(taken.path, record=record, unproven_because="The end burnt")
    assert restored.acts_since == {"home.back-up": 1, "remains.record": 1}
    assert restored.known_until > taken.manifest.taken_at


# Where it is laid, and when it is cut off


def test_it_is_laid_into_an_empty_place_only(given: Desk, opened: House, kept: Kept) -> None:
    taken = take(kept.folder / "a.backup")
    record = kept.record(opened)
    home = kept.folder.parent / "restored"
    before = all_rows()
    with pytest.raises(DatabaseInUse):
        kept.restore(taken.path, record=record)
    assert not home.exists() and all_rows() == before
    home.mkdir()
    (home / "a note").write_text("somebody's")
    kept.lose(opened)
    with pytest.raises(HomeExists):
        kept.restore(taken.path, record=record)
    assert [one.name for one in home.iterdir()] == ["a note"]
    (home / "a note").unlink()
    changed = bytearray(taken.path.read_bytes())
    changed[len(changed) // 2] ^= 1
    (kept.folder / "changed").write_bytes(changed)
    with pytest.raises(DamagedBackup):
        kept.restore(kept.folder / "changed", record=record)
    assert not any(home.iterdir())
    sql("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0009', '2026-01-01')")
    with pytest.raises(OtherTables):
        kept.restore(taken.path, record=record)
    sql("DELETE FROM django_migrations WHERE app = 'x'")
    assert home.exists() and not any(home.iterdir())
    assert kept.restore(taken.path, record=record).files == 1


_RESTORE = """
from antigone.site.restoring import Restoring, restore_home
from antigone.upkeep.archive import Sealed
import antigone.upkeep.restore as laying
when, backup, record = wanted
# Before the rows are true; and when all is laid, before the home is opened.
if when == "rows":
    laying.repeat = kill
if when == "end":
    laying.examine = kill
restore_home(
    Restoring(backup=Sealed.look_at(Path(backup)), home=home, lock=OpenToAll(), record=Path(record)),
    progress=lambda way, *how_far: kill() if way == when else None,
)
"""


@pytest.mark.parametrize("when", ["check", "rows", "files", "end"])
def test_killed_in_the_middle_it_stays_closed_and_is_run_again(
    given: Desk, opened: House, kept: Kept, killed: Callable[..., None], when: str
) -> None:
    other = intake.open_request(given.clerk, report("M8", name="N. N."))
    given.give(jpeg(portrait_of("P003")), request=other.id)
    taken = take(kept.folder / "a.backup")
    erasure.withdraw(given.clerk, erasure.Withdrawing(request=given.request.id))
    intake.record_remains(given.mortuary, found_remains("R-0002"))
    record = kept.record(opened)
    kept.lose(opened)
    home = kept.folder.parent / "restored"
    killed(home, _RESTORE, when, taken.path, record)
    if when == "check":
        assert not home.exists(), "nothing is laid before every byte was read"
    else:
        with pytest.raises(RestoreUnfinished) as closed:
            home_mark(home)
        assert "antigone restore" in closed.value.advise()
        kept.settings.ANTIGONE = type(kept.config)(home=home)
        with pytest.raises(RestoreUnfinished):
            start(kept.settings.ANTIGONE)
    restored = kept.restore(taken.path, record=record)
    assert (restored.withdrawals, restored.files) == (1, 1)
    with kept.enter():
        assert examine_record().whole
        restores = [
            entry
            for one in rows.LedgerEntry.objects.all()
            if (entry := Entry.parse(bytes(one.payload))).action == "home.restore"
        ]
        assert len(restores) == 1
    _assert_in_order(kept)


def test_a_backup_says_who_opens_it(given: Desk, kept: Kept) -> None:
    found = Sealed.look_at(take(kept.folder / "a.backup").path)
    assert found.lock_kind == "open"
    assert abs((found.made - kept.config.clock()).total_seconds()) < 60
