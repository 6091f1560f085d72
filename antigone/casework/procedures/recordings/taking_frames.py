"""The best frames of the chosen face come in as photographs; from there on they are photographs."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.casework import footage, pictures
from antigone.casework.instruments import instruments
from antigone.casework.jobs import Work, handles
from antigone.casework.models import (
    MarkedFace,
    PostMortemPhotograph,
    Reading,
    Recording,
    ReferencePhotograph,
    TrackChoice,
)
from antigone.casework.models.photographs import Side, Way
from antigone.casework.procedures.photographs import (
    Arrived,
    FrameOf,
    GivenOver,
    GivenPhotograph,
    TakenPhotograph,
    arriving,
    given_over,
)
from antigone.casework.procedures.recordings.reading import png, usable
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.faces import engine as engines
from antigone.faces.frames import Footage, Frame, Wanted
from antigone.wording import N_

# Three references tell a person far better than one, further ones little more; one is for a blink.
_FRAMES_TAKEN = 4


class AnotherFrame(Refusal):
    """What is decoded now is not what was chosen from."""

    code = "another-frame"
    sentence = N_("Frame {frame} is not the one that was looked at. Nothing was taken in.")
    remedy = N_("Take back the choice, have the video read anew, and choose again.")


@dataclass(frozen=True)
class _Taken:
    """One frame, decoded and read, with the face that is meant in it."""

    frame: Frame
    seen: engines.Reading
    meant: Mapping[str, Any]


@handles(footage.TAKE)
def take_frames(work: Work) -> None:
    """Take in the best frames of the chosen face, each read and marked, in one step of who chose.

    A frame that was taken in before is marked again and not doubled. Raises `AnotherFrame`, and what
    receiving a photograph raises: permission and legal basis are asked again.
    """
    choice = _waiting(work)
    if choice is None:
        return
    row = choice.recording
    actor = Actor(account_id=choice.recorded_by_id, operation_id=work.operation_id)
    best = choice.reading.tracks[choice.track - 1]["best"][:_FRAMES_TAKEN]
    taken = _decoded(row, best)
    with within(work.operation_id):
        known = {one.frame: one for one in _photographs(row)}
    with ExitStack() as stack:
        arrived = {
            one.frame.number: stack.enter_context(_coming_in(actor, row, one.frame))
            for one in taken
            if one.frame.number not in known
        }
        with step(actor, Action.MARK_FACE) as doing:
            row = usable(doing, row.pk)
            case = footage.case_of(row)
            for one in taken:
                number = one.frame.number
                photograph = known.get(number) or arrived[number].write(doing, case)
                _mark(doing, photograph, one)
            choice.taken_at = doing.at
            choice.save(update_fields=["taken_at"])
            doing.name(row.ledger_id, case.ledger_id)
            work.reached(None, done=len(taken), total=len(taken))


def _waiting(work: Work) -> TrackChoice | None:
    """Return the choice that the job is about, None if it was taken back or is done."""
    with within(work.operation_id):
        beside = ("reading", "recording__request", "recording__remains")
        open_ = TrackChoice.objects.filter(ended_at=None, taken_at=None, track__isnull=False)
        key = UUID(work.subject.partition(":")[2])
        choice: TrackChoice | None = open_.filter(pk=key).select_related(*beside).first()
        if choice is not None:
            footage.require_usable(choice.recording)
        return choice


def _decoded(row: Recording, best: list[Mapping[str, Any]]) -> list[_Taken]:
    tools = instruments()
    meant = {one["frame"]: one for one in best}
    wanted = Wanted(every=None, numbers=frozenset(meant))
    with (
        footage.opened(row) as source,
        Footage(row.ledger_id, source, wanted=wanted, limits=tools.decoders.limits) as frames,
    ):
        came = {frame.number: frame for frame in frames}
    for number, one in meant.items():
        if number not in came or came[number].sha256 != one["sha256"]:
            raise AnotherFrame(frame=number)
    return [
        _Taken(came[number], tools.engine.read(came[number].pixels), one)
        for number, one in sorted(meant.items())
    ]


def _photographs(row: Recording) -> Any:
    model = ReferencePhotograph if row.side == Side.REFERENCE else PostMortemPhotograph
    return model.objects.filter(recording=row)


def _coming_in(
    actor: Actor, row: Recording, frame: Frame
) -> AbstractContextManager[GivenOver | Arrived]:
    of = FrameOf(recording=row.pk, frame=frame.number, seconds=round(frame.seconds, 3))
    about: dict[str, Any] = {
        "name": row.ledger_id,
        "content": png(frame.pixels),
        "way": Way.FRAME_OF_VIDEO,
        "taken_on": row.taken_on or None,
        "frame": of,
    }
    if row.side == Side.REFERENCE:
        given = GivenPhotograph(request=row.request_id, given_by=row.given_by_id, **about)
        return given_over(actor, given)
    return arriving(
        actor,
        TakenPhotograph(
            remains=row.remains_id,
            taken_by=row.taken_by,
            taken_at=row.taken_at,
            cleaned=row.cleaned,
            **about,
        ),
    )


def _mark(doing: Step, photograph: pictures.Photograph, taken: _Taken) -> None:
    part = pictures.part_of(photograph)
    if MarkedFace.objects.filter(**part, ended_at=None).exists():
        return
    reading = doing.write(
        Reading(
            **part,
            engine=taken.seen.engine,
            faces=[face.as_json() for face in taken.seen.faces],
            reasons=[str(reason) for reason in taken.seen.reasons],
        )
    )
    doing.write(
        MarkedFace(
            **part,
            reading=reading,
            box=taken.meant["box"],
            landmarks=taken.meant["landmarks"],
            marked_by_id=doing.actor.account_id,
        )
    )
