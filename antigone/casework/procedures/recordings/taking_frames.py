"""The best frames of the chosen face come in as photographs; from there on they are photographs."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.casework import footage, pictures
from antigone.casework.instruments import instruments
from antigone.casework.jobs import AskedToStop, Work, handles
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
from antigone.casework.procedures.recordings.reading import AnotherFrame, png, usable
from antigone.casework.step import Step, step
from antigone.faces import engine as engines
from antigone.faces.frames import Footage, Frame, Wanted

# Three references tell a person far better than one, further ones little more; one is for a blink.
_FRAMES_TAKEN = 4
# Seconds of video after which the work asks whether something goes first, or the video is gone.
_LOOKED_UP_EVERY = 5.0


class _TakenBack(Exception):
    """The choice ended, or its frames came in, while they were decoded for it."""


@dataclass(frozen=True, eq=False)
class _Taken:
    """One frame, decoded and read, with the face that is meant in it, and as a file."""

    frame: Frame
    seen: engines.Reading
    meant: Mapping[str, Any]
    content: bytes = field(repr=False)


@handles(footage.TAKE)
def take_frames(work: Work) -> None:
    """Take in the best frames of the chosen face, each read and marked, in one step of who chose.

    A frame that was taken in before is marked again and not doubled; one that came as a photograph
    of the same case is left to that. If the choice was taken back meanwhile, nothing is taken in.
    Raises `AnotherFrame`, and what receiving a photograph raises: permission and legal basis are
    asked again.
    """
    choice = _waiting(work)
    if choice is None:
        return
    row = choice.recording
    actor = Actor(account_id=choice.recorded_by_id, operation_id=work.operation_id)
    best = choice.reading.tracks[choice.track - 1]["best"][:_FRAMES_TAKEN]
    decoded = _decoded(work, row, best)
    with within(work.operation_id):
        taken, known = _known(row, decoded)
    with suppress(_TakenBack), ExitStack() as stack:
        arrived = {
            one.frame.number: stack.enter_context(_coming_in(actor, row, one))
            for one in taken
            if one.frame.number not in known
        }
        with step(actor, Action.MARK_FACE) as doing:
            choice = _standing(choice)
            row = usable(doing, row.pk)
            if _known(row, decoded) != (taken, known):
                # What lies in the vault by now is not what is missing: once more, from the start.
                raise AskedToStop
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


def _standing(choice: TrackChoice) -> TrackChoice:
    """Read a choice again, now that nobody else can end it. Raises `_TakenBack`."""
    open_ = TrackChoice.objects.select_for_update().filter(ended_at=None, taken_at=None)
    standing: TrackChoice | None = open_.filter(pk=choice.pk).first()
    if standing is None:
        raise _TakenBack
    return standing


def _decoded(work: Work, row: Recording, best: list[Mapping[str, Any]]) -> list[_Taken]:
    """Decode and read these frames; between them the work gives way to what goes first."""
    tools = instruments()
    meant = {one["frame"]: one for one in best}
    wanted = Wanted(every=_LOOKED_UP_EVERY, numbers=frozenset(meant))
    came = {}
    with (
        footage.opened(row) as source,
        Footage(row.ledger_id, source, wanted=wanted, limits=tools.decoders.limits) as frames,
    ):
        for frame in frames:
            work.reached(work.cursor)
            if frame.number in meant:
                came[frame.number] = frame
            if frame.number >= max(meant):
                break
    taken = {}
    for number, one in sorted(meant.items()):
        if number not in came or came[number].sha256 != one["sha256"]:
            raise AnotherFrame(frame=number)
        frame = came[number]
        # Of a picture that stands still one frame is as good as all.
        taken.setdefault(
            frame.sha256, _Taken(frame, tools.engine.read(frame.pixels), one, png(frame.pixels))
        )
    return list(taken.values())


def _known(
    row: Recording, decoded: list[_Taken]
) -> tuple[list[_Taken], dict[int, pictures.Photograph]]:
    """Return the frames to be taken, and those photographs that are frames of this recording already.

    What was given as a photograph of this case too is one already: its face is marked there.
    """
    model = ReferencePhotograph if row.side == Side.REFERENCE else PostMortemPhotograph
    case = (
        {"request": row.request_id} if row.side == Side.REFERENCE else {"remains": row.remains_id}
    )
    known = {one.frame: one for one in model.objects.filter(recording=row)}
    digests = {one.frame.number: sha256(one.content).digest() for one in decoded}
    same = model.objects.filter(**case, sha256__in=digests.values())
    given = {bytes(one) for one in same.values_list("sha256", flat=True)}
    taken = [
        one
        for one in decoded
        if one.frame.number in known or digests[one.frame.number] not in given
    ]
    return taken, known


def _coming_in(
    actor: Actor, row: Recording, taken: _Taken
) -> AbstractContextManager[GivenOver | Arrived]:
    frame = taken.frame
    of = FrameOf(recording=row.pk, frame=frame.number, seconds=round(frame.seconds, 3))
    about: dict[str, Any] = {
        "name": row.ledger_id,
        "content": taken.content,
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
