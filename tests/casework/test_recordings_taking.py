"""The frames of the chosen face come in for the choice that stands, and for no other."""

import hashlib
from collections.abc import Callable

import pytest

from antigone.access import within
from antigone.casework import footage, jobs, lists
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.models import Job
from antigone.casework.procedures import erasure, faces, photographs, recordings
from antigone.casework.procedures.given import PURGE
from antigone.casework.procedures.recordings import taking_frames
from antigone.casework.procedures.recordings.reading import png
from antigone.faces.frames import Footage, Wanted
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, opened, temporary
from tests.casework.test_recordings import BYSTANDER, HER, chosen, given, read, taken, track_of
from tests.homes import clone, unfenced

__all__ = ["committed", "desk", "opened", "temporary"]


def _best(reading: rows.RecordingReading, person: str) -> list[dict]:
    best = reading.tracks[track_of(reading, person) - 1]["best"][:4]
    return sorted(best, key=lambda one: one["frame"])


def _while_decoding(patch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """Let something be done once, between the decoding of the frames and the step."""
    decoded = taking_frames._decoded

    def meanwhile(*args: object) -> object:
        came = decoded(*args)
        patch.setattr(taking_frames, "_decoded", decoded)
        then()
        return came

    patch.setattr(taking_frames, "_decoded", meanwhile)


def _while_looking(patch: pytest.MonkeyPatch, then: Callable[[], object]) -> list[str]:
    """Let something be done once, when the first frame was decoded; return what looks were taken."""
    reached, looks = jobs.Work.reached, []

    def look(work: jobs.Work, cursor: object, **how: object) -> None:
        looks.append(work.kind)
        if len(looks) == 1:
            then()
        reached(work, cursor, **how)

    patch.setattr(jobs.Work, "reached", look)
    return looks


def _photographs(desk: Desk) -> list[rows.ReferencePhotograph]:
    with within(desk.staff.operation):
        return list(rows.ReferencePhotograph.objects.order_by("frame"))


def _marks(desk: Desk) -> list[rows.MarkedFace]:
    with within(desk.staff.operation):
        marks = rows.MarkedFace.objects.filter(ended_at=None).select_related("reference")
        return list(marks.order_by("reference__frame"))


def test_another_choice_made_while_the_frames_are_decoded_is_the_one_that_counts(
    desk: Desk, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(desk, given(desk))

    def choose_another() -> None:
        recordings.take_back_track(desk.clerk, reading.recording_id)
        chosen(desk, reading, track_of(reading, HER))

    chosen(desk, reading, track_of(reading, BYSTANDER))
    _while_decoding(monkeypatch, choose_another)
    assert jobs.work(once=True) == 2
    assert {one.state for one in Job.objects.all()} == {"done"}
    hers = _best(reading, HER)
    assert [one.frame for one in _photographs(desk)] == [one["frame"] for one in hers]
    assert [one.box for one in _marks(desk)] == [one["box"] for one in hers]
    # Of what the first job had laid into the vault nothing is left: video, sheet, and her frames.
    assert len(list(opened.vault.stored())) == 2 + len(hers)


def test_a_choice_taken_back_while_its_known_frames_are_decoded_marks_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, track_of(reading, HER))
    jobs.work(once=True)
    recordings.take_back_track(desk.clerk, reading.recording_id)
    again = chosen(desk, reading, track_of(reading, HER))
    _while_decoding(
        monkeypatch, lambda: recordings.take_back_track(desk.clerk, reading.recording_id)
    )
    assert jobs.work(once=True) == 1
    assert {one.state for one in Job.objects.all()} == {"done"}
    assert not _marks(desk)
    with within(desk.staff.operation):
        assert rows.TrackChoice.objects.get(pk=again.pk).taken_at is None


def test_frames_of_a_choice_that_was_taken_back_show_nobody_who_is_meant(desk: Desk) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, track_of(reading, BYSTANDER))
    jobs.work(once=True)
    recordings.take_back_track(desk.clerk, reading.recording_id)
    strangers = _photographs(desk)
    assert strangers and not _to_be_marked(desk)
    _refused(desk, strangers[0], recordings.NothingChosen)
    chosen(desk, reading, track_of(reading, HER))
    jobs.work(once=True)
    marked = {one.reference_id for one in _marks(desk)}
    left = [one for one in strangers if one.pk not in marked]
    assert left and not _to_be_marked(desk)
    _refused(desk, left[0], recordings.AlreadyChosen)
    # Of hers a mark is taken back and set again as in any photograph.
    (first, *_) = _marks(desk)
    faces.unmark_face(desk.clerk, first.reference_id)
    assert _to_be_marked(desk) == [first.reference_id.hex]
    photographs.disclose(desk.clerk, first.reference_id, photographs.View.WHOLE)
    faces.mark_face(desk.clerk, _anybody(desk, first.reference))


def _to_be_marked(desk: Desk) -> list[str]:
    return [one.key for one in lists.worklist(desk.clerk, {}, kind="mark-face").mine]


def _anybody(desk: Desk, photograph: rows.ReferencePhotograph) -> faces.FaceChoice:
    with within(desk.staff.operation):
        (*_, seen) = rows.Reading.objects.filter(reference=photograph).order_by("recorded_at")
    choice: faces.FaceChoice = desk.choose(photograph, seen, 1)
    return choice


def _refused(desk: Desk, photograph: rows.ReferencePhotograph, refusal: type[Exception]) -> None:
    """The photograph is not shown with its faces, and nobody in it is marked."""
    with pytest.raises(photographs.FaceSettled):
        photographs.disclose(desk.clerk, photograph.id, photographs.View.WHOLE)
    assert photographs.view_to_open(desk.clerk, photograph.id) == photographs.View.MASKED
    with pytest.raises(refusal):
        faces.mark_face(desk.clerk, _anybody(desk, photograph))


def test_the_taking_gives_way_to_what_goes_first(
    committed: None, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, 1)
    _while_looking(monkeypatch, lambda: jobs.add(PURGE))
    assert jobs.Worker().work(once=True, most=1) == 1
    job = Job.objects.get(kind=footage.TAKE)
    assert (job.state, job.attempts) == ("waiting", 0)
    assert not _photographs(desk)
    assert jobs.work(once=True) == 2
    assert len(_photographs(desk)) == 4


def test_the_taking_stops_when_the_video_is_withdrawn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, 1)
    withdrawing = erasure.Withdrawing(request=desk.request.id)
    looks = _while_looking(monkeypatch, lambda: erasure.withdraw(desk.clerk, withdrawing))
    assert jobs.Worker().work(once=True, most=1) == 1
    # The first look found the job gone; no frame was decoded after it.
    assert looks == [footage.TAKE]
    assert not _photographs(desk)


def test_a_video_whose_frames_were_not_found_again_is_read_anew(desk: Desk) -> None:
    row = given(desk)
    reading = read(desk, row)
    wrong = [
        {**track, "best": [{**one, "sha256": "0" * 64} for one in track["best"]]}
        for track in reading.tracks
    ]
    with unfenced():
        misread = clone(reading, tracks=wrong)
        misread.save(force_insert=True)
    chosen(desk, misread, 1)
    jobs.work(once=True)
    assert Job.objects.get(kind=footage.TAKE).fault == "another-frame"
    # As its remedy says.
    recordings.take_back_track(desk.clerk, row.id)
    recordings.ask_reading(desk.clerk, row.id)
    assert jobs.work(once=True) == 1
    with within(desk.staff.operation):
        (*_, anew) = rows.RecordingReading.objects.order_by("recorded_at")
        assert rows.RecordingReading.objects.count() == 3
    assert anew.tracks == reading.tracks
    chosen(desk, anew, 1)
    jobs.work(once=True)
    assert len(_photographs(desk)) == 4
    # Once is enough.
    recordings.ask_reading(desk.clerk, row.id)
    assert jobs.work(once=True) == 1
    with within(desk.staff.operation):
        assert rows.RecordingReading.objects.count() == 3


def _as_file(row: rows.Recording, number: int) -> bytes:
    wanted = Wanted(every=None, numbers=frozenset({number}))
    with footage.opened(row) as source, Footage("v", source, wanted=wanted) as frames:
        (frame,) = frames
    return png(frame.pixels)


def test_a_frame_that_was_given_as_a_photograph_too_is_left_to_that(desk: Desk) -> None:
    row = given(desk)
    reading = read(desk, row)
    first, *others = _best(reading, HER)
    content = _as_file(row, first["frame"])
    photograph = desk.give(content, name="still.png")
    chosen(desk, reading, track_of(reading, HER))
    jobs.work(once=True)
    assert Job.objects.get(kind=footage.TAKE).state == "done"
    came = [one for one in _photographs(desk) if one.pk != photograph.pk]
    assert [one.frame for one in came] == [one["frame"] for one in others]
    assert hashlib.sha256(content).digest() == bytes(photograph.sha256)
    assert [one.reference_id for one in _marks(desk)] == [one.pk for one in came]


def test_a_frame_that_is_the_photograph_of_a_body_is_refused(desk: Desk) -> None:
    row = given(desk)
    reading = read(desk, row)
    desk.take(_as_file(row, _best(reading, HER)[0]["frame"]), name="still.png")
    chosen(desk, reading, track_of(reading, HER))
    jobs.work(once=True)
    assert Job.objects.get(kind=footage.TAKE).fault == "already-here"
    assert not _photographs(desk)


def test_frames_of_the_dead_whose_choice_was_taken_back_wait_for_nobody(desk: Desk) -> None:
    reading = read(desk, taken(desk))
    choice = recordings.TrackChosen(recording=reading.recording_id, reading=reading.id, track=1)
    recordings.choose_track(desk.mortuary, choice)
    jobs.work(once=True)
    recordings.take_back_track(desk.mortuary, reading.recording_id)
    with within(desk.staff.operation):
        assert rows.PostMortemPhotograph.objects.exists()
    assert not lists.worklist(desk.mortuary, {}, kind="mark-face").mine
