"""The faces of a recording are followed by a worker, as far as the file goes; a stop costs nothing."""

import io
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.db.models import Max
from PIL import Image

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework import footage, jobs
from antigone.casework.instruments import instruments
from antigone.casework.jobs import Work, handles
from antigone.casework.models import Recording, RecordingReading, TrackSheet
from antigone.casework.models.jobs import JobState
from antigone.casework.procedures.photographs import deposited, stored
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.faces import VideoCursor, VideoReading, read_video
from antigone.faces.frames import Footage, Wanted
from antigone.faces.geometry import Pixels
from antigone.faces.track_sheet import draw_sheet, shown_frames
from antigone.faces.tracks import Track, strongest
from antigone.faces.video import AnotherVideo
from antigone.wording import N_

# More rows than this nobody looks through; of a crowd those who were seen most often are offered.
_MOST_OFFERED = 40


class AnotherFrame(Refusal):
    """What is decoded now is not what was chosen from."""

    code = "another-frame"
    sentence = N_("Frame {frame} is not the one that was looked at. Nothing was taken in.")
    remedy = N_("Take back the choice, have the video read anew, and choose again.")


def ask_reading(actor: Actor, recording: UUID) -> None:
    """Have a recording read, whose reading failed or was never done.

    Raises `NotHere`, `ErasedRecording` and `RestrictedPhotograph`.
    """
    with step(actor, Action.READ_FACES) as doing:
        row = usable(doing, recording)
        doing.name(row.ledger_id, footage.case_of(row).ledger_id)
        jobs.add(
            footage.READ,
            operation=actor.operation_id,
            subject=f"{row.pk.hex}:{actor.account_id.hex}",
        )


def usable(doing: Step, recording: UUID) -> Recording:
    """Return a recording that may be worked on. Raises as `ask_reading`."""
    row = doing.case(Recording, recording)
    footage.require_usable(row)
    return row


@handles(footage.READ)
def read_recording(work: Work) -> None:
    """Follow every face of a recording, and draw the sheet from which one of them is chosen.

    For whoever asked for it, and only while she may. What was reached stands after each frame, so that
    a reading that was cut off goes on there. No vector of anybody is kept, there or in what is written.
    """
    key, asker = (UUID(one) for one in work.subject.split(":"))
    actor = Actor(account_id=asker, operation_id=work.operation_id)
    with within(work.operation_id):
        row = Recording.objects.filter(pk=key, wrapped_key__isnull=False).first()
        if row is None or _is_read(row):
            return
        # Asked before an hour of video is followed, and again in the step.
        require(actor, Action.READ_FACES)
        footage.require_usable(row)
    found = _followed(work, row)
    tracks, let_go = strongest(found.tracks, _MOST_OFFERED)
    with ExitStack() as stack:
        sheet = None
        if tracks:
            sheet = stack.enter_context(deposited(actor, png(_drawn(work, row, tracks))))
        with step(actor, Action.READ_FACES) as doing:
            row = usable(doing, key)
            reading = doing.write(_as_row(row, found, tracks, let_go))
            if sheet is not None:
                doing.write(TrackSheet(recording=row, reading=reading, **stored(sheet)))
            doing.name(row.ledger_id, footage.case_of(row).ledger_id)
            work.reached(None)


def _is_read(row: Recording) -> bool:
    """Say whether this engine has read it, and its frames were found again where it saw them."""
    failed = footage.work_on([row]).filter(
        kind=footage.TAKE, state=JobState.FAILED, fault=AnotherFrame.code
    )
    readings = row.readings.filter(engine=instruments().engine_id)
    if another := failed.aggregate(at=Max("ended_at"))["at"]:
        readings = readings.filter(recorded_at__gt=another)
    return readings.exists()


def png(pixels: Pixels) -> bytes:
    """Return a picture as a file in which no pixel is changed."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def _followed(work: Work, row: Recording) -> VideoReading:
    def reached(at: VideoCursor) -> None:
        total = round(at.declared) if at.declared else None
        work.reached(at.as_json(), done=round(at.seconds or 0), total=total)

    def read(resume: VideoCursor | None) -> VideoReading:
        with footage.opened(row) as source:
            return read_video(
                instruments().engine,
                source,
                name=row.ledger_id,
                limits=instruments().decoders.limits,
                resume=resume,
                progress=reached,
            )

    if not work.cursor:
        return read(None)
    try:
        return read(VideoCursor(**work.cursor))
    except AnotherVideo:
        # Another engine by now, or another decoder: what it reached no longer says where faces are.
        return read(None)


def _drawn(work: Work, row: Recording, tracks: tuple[Track, ...]) -> Pixels:
    wanted = Wanted(every=None, numbers=shown_frames(tracks))
    limits = instruments().decoders.limits
    with (
        footage.opened(row) as source,
        Footage(row.ledger_id, source, wanted=wanted, limits=limits) as frames,
    ):
        return draw_sheet(tracks, _told(work, frames))


def _told(work: Work, frames: Footage) -> Any:
    for frame in frames:
        work.reached(work.cursor)
        yield frame


def _as_row(
    row: Recording, found: VideoReading, tracks: tuple[Track, ...], let_go: int
) -> RecordingReading:
    return RecordingReading(
        recording=row,
        engine=found.engine,
        container=found.container,
        coding=found.coding,
        frames=found.ending.frames,
        seconds=found.ending.seconds,
        declared=found.ending.declared,
        damaged=found.ending.damaged,
        looked_at=found.looked_at,
        let_go=found.let_go + let_go,
        unread=[str(one) for one in found.ending.unread],
        tracks=[track.as_json() for track in tracks],
        reasons=[str(reason) for reason in found.reasons],
    )
