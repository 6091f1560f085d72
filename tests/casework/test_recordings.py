"""Videos of cases: taken in under a permission, followed by a worker, and only the one meant goes on.

The videos are small ones of people who do not exist, made here by PyAV.
"""

import io
import tracemalloc
from functools import cache
from pathlib import Path
from uuid import UUID

import numpy
import pytest

from antigone.access import Action, Actor, Role, within
from antigone.access.models import Grant
from antigone.access.requirement import NotAllowed
from antigone.casework import footage, jobs, lists
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.instruments import instruments
from antigone.casework.models import Job
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import EnquirerKind, Purpose
from antigone.casework.pictures import RestrictedPhotograph
from antigone.casework.procedures import (
    accounts,
    erasure,
    faces,
    intake,
    matching,
    photographs,
    recordings,
    requests,
)
from antigone.casework.step import step
from antigone.exercise.people import PEOPLE, picture
from antigone.faces.frames import NotAVideo, UnreadableVideo
from antigone.gallery.entries import Entry as GalleryEntry
from antigone.vault import BlobRef
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, last_entry, opened, temporary
from tests.casework.faces_at_hand import permitted
from tests.casework.traces import held, seek
from tests.clips import SIZE, encoded, face, laid, passing
from tests.homes import report

__all__ = ["committed", "desk", "opened", "temporary"]

# Two walk by: P002 from the first second, P006 later. Of the second half a minute is nobody's.
HER, BYSTANDER = "P002", "P006"
NAME = "quay.mp4"


@cache
def passers_by() -> bytes:
    return encoded(passing(30), options={"movflags": "faststart"})


@cache
def alone() -> bytes:
    """A video of a body: one face, eleven frames."""
    wall = numpy.full((SIZE[1], SIZE[0], 3), 110, numpy.uint8)
    return encoded([laid(wall, face(HER, "sad"), 60 + 2 * number, 40) for number in range(11)])


def given(desk: Desk, content: bytes | None = None, **more: object) -> rows.Recording:
    stated = {"request": desk.request.id, "name": NAME} | more
    source = io.BytesIO(passers_by() if content is None else content)
    return recordings.receive_recording(
        desk.clerk, recordings.GivenRecording(source=source, **stated)
    )


def taken(desk: Desk, content: bytes | None = None) -> rows.Recording:
    source = io.BytesIO(alone() if content is None else content)
    came = recordings.TakenRecording(remains=desk.remains.id, name=NAME, source=source)
    return recordings.receive_recording(desk.mortuary, came)


def read(desk: Desk, row: rows.Recording) -> rows.RecordingReading:
    assert jobs.work(once=True) == 1
    with within(desk.staff.operation):
        return rows.RecordingReading.objects.get(recording=row)


def chosen(desk: Desk, reading: rows.RecordingReading, track: int | None) -> rows.TrackChoice:
    return recordings.choose_track(
        desk.clerk,
        recordings.TrackChosen(recording=reading.recording_id, reading=reading.id, track=track),
    )


def track_of(reading: rows.RecordingReading, person: str) -> int:
    """Return the number of somebody's track: P002 is seen from the first frame, P006 is not."""
    begun = [one["first"] for one in reading.tracks]
    return 1 + begun.index(min(begun) if person == HER else max(begun))


# --- taken in


def test_a_video_is_kept_sealed_and_read_by_a_worker(desk: Desk, opened: House) -> None:
    row = given(desk)
    entry = last_entry()
    assert entry.action == "reference.receive" and row.ledger_id in entry.objects
    assert passers_by()[:64] not in b"".join(
        path.read_bytes() for path in opened.home.rglob("*") if path.is_file()
    )
    with footage.opened(row) as source:
        assert source.read() == passers_by()
    reading = read(desk, row)
    assert [one["sightings"] > 1 for one in reading.tracks] == [True, True]
    assert (reading.frames, reading.unread, reading.container) == (30, [], "mov")
    assert "vector" not in str(reading.tracks)
    job = Job.objects.get(kind=footage.READ)
    assert (job.state, job.cursor, job.done) == ("done", None, 2)
    assert jobs.work(once=True) == 0


def test_nothing_comes_in_without_a_permission_or_for_another_purpose(desk: Desk) -> None:
    for code, permission, refusal in (
        ("M8", None, photographs.NoPermission),
        ("M9", permitted(scope=Purpose.NOTIFY), photographs.OtherPurpose),
    ):
        request = intake.open_request(desk.clerk, report(code, permitted=permission))
        with pytest.raises(refusal):
            given(desk, request=request.id)
    with pytest.raises(NotAllowed):
        recordings.receive_recording(
            desk.mortuary,
            recordings.GivenRecording(
                request=desk.request.id, name=NAME, source=io.BytesIO(passers_by())
            ),
        )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"no video at all" * 9, NotAVideo), (b"\0\0\0\x18ftypmp42" + b"\0" * 999, UnreadableVideo)],
)
def test_what_cannot_be_read_is_not_kept(
    desk: Desk, opened: House, content: bytes, refusal: type[Exception]
) -> None:
    before = len(list(opened.vault.stored()))
    with pytest.raises(refusal):
        given(desk, content)
    with within(desk.staff.operation):
        assert not rows.Recording.objects.exists()
    assert len(list(opened.vault.stored())) == before
    assert not Job.objects.exists()


def test_a_damaged_video_is_read_as_far_as_it_goes_and_says_so(desk: Desk) -> None:
    whole = passers_by()
    reading = read(desk, given(desk, whole[: len(whole) * 6 // 10]))
    assert "ends-early" in reading.unread
    assert 0 < reading.frames < 30 and reading.seconds < reading.declared
    assert reading.tracks


def test_the_same_file_comes_in_once(desk: Desk) -> None:
    given(desk)
    with pytest.raises(recordings.RecordingHere) as refused:
        given(desk)
    assert refused.value.say() == "Already here as video 1 of M1. Nothing was added."
    # What a family gave is no video of a body.
    with pytest.raises(recordings.RecordingHere):
        taken(desk, passers_by())


def test_what_comes_in_is_never_in_memory_as_a_whole(desk: Desk) -> None:
    """Fifty megabytes of nothing after a video of one second: its reader asks for parts."""

    class Large(io.RawIOBase):
        def __init__(self) -> None:
            self.left = [alone(), *[b"\0" * (1 << 20)] * 50]

        def read(self, size: int = -1) -> bytes:
            if not self.left:
                return b""
            part, self.left[0] = self.left[0][:size], self.left[0][size:]
            if not self.left[0]:
                del self.left[0]
            return part

    came = recordings.TakenRecording(remains=desk.remains.id, name=NAME, source=Large())
    # What is loaded once is not what a video costs.
    assert instruments().decoders
    tracemalloc.start()
    try:
        row = recordings.receive_recording(desk.mortuary, came)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert row.size > 50 << 20
    assert peak < 25 << 20, f"{peak / 2**20:.0f} MB"


# --- followed, stopped, gone on with


def test_a_reading_that_was_cut_off_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = given(desk)
    seen: list[int] = []
    reached = jobs.Work.reached

    def cut_off(work: jobs.Work, cursor: object, **how: object) -> None:
        reached(work, cursor, **how)
        if isinstance(cursor, dict):
            seen.append(cursor["frame"])
            if len(seen) == 3:
                raise RuntimeError("the power fails")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Work, "reached", cut_off)
        assert jobs.work(once=True) == 1
        job = Job.objects.get()
        assert job.state == "waiting" and job.cursor["frame"] == seen[2]
        assert "vector" not in str(job.cursor)
        assert job.done <= job.total == 3
        Job.objects.update(not_before=job.made_at)
        assert jobs.work(once=True) == 1
    # Frames at ten a second, one each half second; none is looked at twice. While those are recalled
    # whose faces are still needed, the work says that it is where it was.
    assert seen[3] == 10
    assert list(dict.fromkeys(seen)) == [0, 5, 10, 15, 20, 25]
    with within(desk.staff.operation):
        assert rows.RecordingReading.objects.get(recording=row).looked_at == 6


def test_whoever_may_no_longer_act_has_nothing_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(desk)
    grant = Grant.objects.get(account=desk.clerk.account_id)
    accounts.end_role(Actor(account_id=desk.staff.administrator.account_id), grant.pk)
    looks = []
    monkeypatch.setattr(jobs.Work, "reached", lambda work, *cursor, **how: looks.append(work))
    assert jobs.work(once=True) == 1
    # Not a frame of it was followed for her.
    assert (Job.objects.get().fault, looks) == ("not-allowed", [])
    with within(desk.staff.operation):
        assert not rows.RecordingReading.objects.exists()


def test_a_video_is_read_once_whoever_asks(desk: Desk) -> None:
    row = given(desk)
    recordings.ask_reading(desk.examiner, row.id)
    # The clerk's job and the examiner's: the second finds it done.
    assert jobs.work(once=True) == 2
    with within(desk.staff.operation):
        assert rows.RecordingReading.objects.count() == 1


# --- which face is whose


def test_only_the_chosen_face_is_enrolled_and_is_hers(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, track_of(reading, HER))
    assert jobs.work(once=True) == 1
    with within(desk.staff.operation):
        frames = list(rows.ReferencePhotograph.objects.order_by("frame"))
        marks = list(rows.MarkedFace.objects.order_by("reference__frame"))
    best = reading.tracks[track_of(reading, HER) - 1]["best"][:4]
    assert [one.frame for one in frames] == sorted(one["frame"] for one in best)
    assert {one.frame_seconds for one in frames} == {one["seconds"] for one in best}
    assert all(one.way == "frame-of-video" and one.recording_id for one in frames)
    for mark in marks:
        matching.enrol(desk.clerk, mark.id)
    rows_of_gallery = instruments().reference_rows
    with within(desk.staff.operation):
        keys = [one.hex for one in rows.Template.objects.values_list("pk", flat=True)]
        assert rows.GalleryRow.objects.count() == len(keys) == len(best)
    fused = _fused(rows_of_gallery.read(keys))
    scores = {person: float(fused @ _portrait(person)) for person in PEOPLE}
    assert max(scores, key=scores.__getitem__) == HER, scores


def _fused(entries: list[GalleryEntry]) -> numpy.ndarray:
    vector = numpy.mean([one.vector for one in entries], axis=0)
    return vector / numpy.linalg.norm(vector)


@cache
def _portrait(person: str) -> numpy.ndarray:
    (seen, *_) = instruments().engine.read(picture(person, "studio_portrait")[::4, ::4]).faces
    return seen.vector / numpy.linalg.norm(seen.vector)


def test_bystanders_never_become_templates_and_are_covered(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, track_of(reading, BYSTANDER))
    jobs.work(once=True)
    with within(desk.staff.operation):
        marks = list(rows.MarkedFace.objects.all())
        both = [
            one.reference_id
            for one in rows.Reading.objects.order_by("recorded_at")
            if len(one.faces) == 2
        ]
        # Every face that was seen is a place in a reading; one vector for each mark, and no other.
        assert marks and both
    for mark in marks:
        matching.enrol(desk.clerk, mark.id)
    with within(desk.staff.operation):
        held = list(rows.Template.objects.values_list("face_id", flat=True))
        assert sorted(held) == sorted(one.pk for one in marks)
    assert rows.VectorPlace.objects.count() == len(marks)
    portrait = _portrait(HER)
    with within(desk.staff.operation):
        keys = [one.hex for one in rows.Template.objects.values_list("pk", flat=True)]
    for entry in instruments().reference_rows.read(keys):
        own = float(entry.vector @ _portrait(BYSTANDER))
        assert own > float(entry.vector @ portrait), "a vector of the other passer-by"
    shown = photographs.disclose(desk.clerk, both[0], photographs.View.MASKED)
    assert shown.covered == 1


def test_the_faces_of_a_video_are_shown_once_on_record_and_only_until_one_is_chosen(
    desk: Desk,
) -> None:
    row = given(desk)
    with pytest.raises(photographs.NotReadYet):
        recordings.disclose_sheet(desk.clerk, row.id)
    reading = read(desk, row)
    sheet = recordings.disclose_sheet(desk.clerk, row.id)
    assert sheet.shape == (200 * len(reading.tracks), 600, 3)
    entry = last_entry()
    assert entry.action == "reference.disclose"
    assert {row.ledger_id, desk.request.ledger_id, "view:whole"} <= set(entry.objects)
    # In each row of the sheet stands the face of its own track.
    engine = instruments().engine
    for number, person in ((track_of(reading, one), one) for one in (HER, BYSTANDER)):
        (seen, *_) = engine.read(sheet[200 * (number - 1) : 200 * number, :200]).faces
        scores = {one: float(seen.vector @ _portrait(one)) for one in (HER, BYSTANDER)}
        assert max(scores, key=scores.__getitem__) == person
    veil = recordings.cover_of_sheet(desk.clerk, row.id)
    assert engine.read(veil).faces == ()
    with pytest.raises(NotAllowed):
        recordings.disclose_sheet(desk.mortuary, row.id)
    chosen(desk, reading, None)
    for look in (recordings.disclose_sheet, recordings.cover_of_sheet):
        with pytest.raises(photographs.FaceSettled):
            look(desk.clerk, row.id)


def test_a_face_to_be_chosen_waits_for_whoever_may_choose(desk: Desk) -> None:
    row = given(desk)
    body = taken(desk)
    assert not _waiting(desk.clerk)
    assert jobs.work(once=True) == 2
    ((code, goes),) = _waiting(desk.clerk)
    assert (code, goes) == ("M1", row.pk.hex)
    assert ("R-0001", body.pk.hex) in _waiting(desk.mortuary)
    with within(desk.staff.operation):
        reading = rows.RecordingReading.objects.get(recording=row)
    chosen(desk, reading, None)
    assert not _waiting(desk.clerk)


def _waiting(actor: Actor) -> list[tuple[str, str]]:
    return [(one.code, one.key) for one in lists.worklist(actor, {}, kind="choose-face").mine]


def test_nobody_in_it_is_an_answer_too(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, None)
    assert jobs.work(once=True) == 0
    with pytest.raises(recordings.AlreadyChosen):
        chosen(desk, reading, 1)
    with pytest.raises(faces.NoSuchFaceRead):
        recordings.take_back_track(desk.clerk, reading.recording_id)
        chosen(desk, reading, 9)


def test_a_choice_is_taken_back_with_its_marks_and_made_again(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, track_of(reading, BYSTANDER))
    jobs.work(once=True)
    with within(desk.staff.operation):
        (first, *_) = rows.MarkedFace.objects.all()
    matching.enrol(desk.clerk, first.id)
    recordings.take_back_track(desk.clerk, reading.recording_id)
    with within(desk.staff.operation):
        assert not rows.MarkedFace.objects.filter(ended_at=None).exists()
        assert not rows.Template.objects.exists()
        before = rows.ReferencePhotograph.objects.count()
    chosen(desk, reading, track_of(reading, BYSTANDER))
    jobs.work(once=True)
    with within(desk.staff.operation):
        # The same frames: marked again, and no second copy of any.
        assert rows.ReferencePhotograph.objects.count() == before
        assert rows.MarkedFace.objects.filter(ended_at=None).count() == before


def test_the_face_of_a_body_is_confirmed_in_each_frame_by_a_second_person(desk: Desk) -> None:
    reading = read(desk, taken(desk))
    recordings.choose_track(
        desk.mortuary,
        recordings.TrackChosen(recording=reading.recording_id, reading=reading.id, track=1),
    )
    jobs.work(once=True)
    with within(desk.staff.operation):
        mark = rows.MarkedFace.objects.select_related("post_mortem")[0]
    assert mark.post_mortem.frame is not None and mark.confirmed_by_id is None
    with pytest.raises(matching.FaceNotConfirmed):
        matching.enrol(desk.mortuary, mark.id)
    with within(desk.staff.operation):
        photograph = mark.post_mortem
        seen = rows.Reading.objects.get(post_mortem=photograph)
    agreement = faces.confirm_face(desk.examiner, desk.choose(photograph, seen, 1))
    assert agreement.agreed
    matching.enrol(desk.mortuary, mark.id)
    with pytest.raises(faces.KeptMark):
        recordings.take_back_track(desk.mortuary, reading.recording_id)


# --- and goes with the request


def test_a_withdrawal_erases_a_video_to_the_byte(
    committed: None, desk: Desk, opened: House, temporary: Path
) -> None:
    row = given(desk)
    reading = read(desk, row)
    chosen(desk, reading, track_of(reading, HER))
    jobs.work(once=True)
    with within(desk.staff.operation):
        (mark, *_) = rows.MarkedFace.objects.all()
        files = [
            *rows.Recording.objects.all(),
            *rows.TrackSheet.objects.all(),
            *rows.ReferencePhotograph.objects.all(),
        ]
    matching.enrol(desk.clerk, mark.id)
    refs = [
        BlobRef(blob_id=one.blob_id, wrapped_key=bytes(one.wrapped_key), size=one.size)
        for one in files
    ]
    needles = [piece for ref in refs for piece in opened.vault.traces(ref)]
    needles += [row.pk.hex.encode() + b":"]
    assert any(one.found for one in seek(opened, temporary, needles))
    withdrawal = erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    with within(desk.staff.operation):
        for model in (
            *(rows.Recording, rows.RecordingReading, rows.TrackSheet, rows.TrackChoice),
            *(rows.ReferencePhotograph, rows.MarkedFace, rows.Reading, rows.Template),
        ):
            assert not model.objects.exists(), model
    assert not Job.objects.filter(kind__in=(footage.READ, footage.TAKE)).exists()
    assert jobs.work(once=True) == 1
    assert not any(one.found for one in seek(opened, temporary, needles))
    with within(desk.staff.operation):
        receipt = rows.PurgeReceipt.objects.get(withdrawal=withdrawal)
    assert receipt.blobs == len(files)
    assert list(opened.vault.stored()) == []
    # And does not come back by somebody else's hand.
    brother = intake.Asking(kind=EnquirerKind.RELATIVE, name="Joan Alba", contact="+34 601")
    again = intake.open_request(desk.clerk, report("M7", asking=brother))
    with pytest.raises(erasure.ErasedBefore):
        given(desk, request=again.id)


def test_what_waits_to_be_read_is_forgotten_with_the_request(desk: Desk) -> None:
    given(desk)
    erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    assert not Job.objects.filter(kind=footage.READ).exists()


def test_a_choice_whose_permission_ended_takes_nothing_in(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, 1)
    with step(desk.clerk, Action.WITHDRAW_PERMISSION) as doing:
        permission = rows.Permission.objects.get(request=desk.request)
        permission.withdrawn_at = doing.at
        permission.save()
    jobs.work(once=True)
    assert Job.objects.get(kind=footage.TAKE).fault == "nothing-permits-it"
    with within(desk.staff.operation):
        assert not rows.ReferencePhotograph.objects.exists()


def test_found_alive_erases_it_whoever_gave_it(desk: Desk, opened: House) -> None:
    given(desk)
    word = requests.SeenAlive(
        request=desk.request.id,
        seen=Seen.IN_PERSON,
        basis="Came with her passport",
        family_may_hear=MayHear.ALIVE,
    )
    second = desk.staff.hire("second", Role.INTAKE_OFFICER)
    told = lists.found_alive_consequences(desk.clerk, "M1")
    assert (told["videos"], told["photographs"]) == (1, 0)
    for officer in (desk.clerk, second):
        ended = requests.found_alive(officer, word)
    assert ended.withdrawal is not None
    with within(desk.staff.operation):
        assert not rows.Recording.objects.exists()
    jobs.work(once=True)
    assert list(opened.vault.stored()) == []


def test_what_the_law_keeps_is_read_no_further_and_shown_to_nobody(desk: Desk) -> None:
    row = given(desk)
    read(desk, row)
    held(desk)
    withdrawal = erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    assert withdrawal.outcome == "restricted"
    for attempt in (
        lambda: recordings.disclose_sheet(desk.clerk, row.id),
        lambda: recordings.cover_of_sheet(desk.clerk, row.id),
        lambda: recordings.ask_reading(desk.clerk, row.id),
        lambda: chosen(desk, rows.RecordingReading(pk=row.id, recording_id=row.id), 1),
    ):
        with pytest.raises(RestrictedPhotograph):
            attempt()


def test_another_operation_does_not_know_it(desk: Desk) -> None:
    row = given(desk)
    with within(UUID(int=7)):
        assert not rows.Recording.objects.filter(pk=row.pk).exists()
