"""One of the faces that were followed is meant, or nobody: chosen once, and taken back while it may be."""

from dataclasses import dataclass
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework import footage, jobs
from antigone.casework.footage import AlreadyChosen, NothingChosen
from antigone.casework.models import MarkedFace, RecordingReading, TrackChoice
from antigone.casework.models.photographs import Side
from antigone.casework.procedures.faces import AnotherReading, NoSuchFaceRead, end_mark
from antigone.casework.procedures.recordings.reading import usable
from antigone.casework.step import found, step


@dataclass(frozen=True, kw_only=True)
class TrackChosen:
    """Which face of a reading is meant, counted from 1; None if nobody in the video is."""

    recording: UUID
    reading: UUID
    track: int | None


def choose_track(actor: Actor, chosen: TrackChosen) -> TrackChoice:
    """Say which face of a video is meant; a worker then takes its best frames in as photographs.

    Of remains a second person confirms the face in each of them, as in every photograph. The others
    stay where they are: no picture and no template is made of them.

    Raises `NotHere`, `AnotherReading`, `NoSuchFaceRead`, `AlreadyChosen`, `ErasedRecording` and
    `RestrictedPhotograph`.
    """
    with step(actor, Action.MARK_FACE) as doing:
        row = usable(doing, chosen.recording)
        if footage.standing_choice(row) is not None:
            raise AlreadyChosen
        reading = found(RecordingReading, chosen.reading)
        if reading.recording_id != row.pk:
            raise AnotherReading
        count = len(reading.tracks)
        if chosen.track is not None and not 1 <= chosen.track <= count:
            raise NoSuchFaceRead(number=chosen.track, count=count)
        choice = doing.write(TrackChoice(recording=row, reading=reading, track=chosen.track))
        doing.name(row.ledger_id, footage.case_of(row).ledger_id)
        if choice.track is not None:
            jobs.add(
                footage.TAKE,
                operation=actor.operation_id,
                subject=f"{row.pk.hex}:{choice.pk.hex}",
            )
        return choice


def take_back_track(actor: Actor, recording: UUID) -> TrackChoice:
    """Take back which face of a video is meant: the marks on its frames end, and their templates.

    Where two people confirmed the face of a body in one of them, it is kept. Raises `NotHere`,
    `NothingChosen`, `KeptMark`, `ErasedRecording` and `RestrictedPhotograph`.
    """
    with step(actor, Action.UNMARK_FACE) as doing:
        row = usable(doing, recording)
        choice = footage.standing_choice(row)
        if choice is None:
            raise NothingChosen
        photograph = "reference" if row.side == Side.REFERENCE else "post_mortem"
        marks = MarkedFace.objects.filter(**{f"{photograph}__recording": row}, ended_at=None)
        for marked in marks.order_by("recorded_at", "pk"):
            end_mark(doing, marked)
        choice.ended_at = doing.at
        choice.save(update_fields=["ended_at"])
        doing.name(row.ledger_id, footage.case_of(row).ledger_id)
        return choice
