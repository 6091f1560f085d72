"""Faces are read, and one is chosen: by one person for the missing, by two for the dead.

No vector is kept here. The others in the picture stay places with a quality, and are covered.
"""

from dataclasses import dataclass, field
from uuid import UUID

import numpy

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import SeparatePerson, require
from antigone.casework import footage, pictures
from antigone.casework.instruments import instruments
from antigone.casework.models import MarkedFace, NotShown, Reading, Template
from antigone.casework.models.photographs import Side
from antigone.casework.procedures.enrolling import leave_gallery
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.faces import Face
from antigone.faces.geometry import Pixels
from antigone.wording import N_

Point = tuple[float, float]


class NotOneFace(Refusal):
    """One photograph is about one person."""

    code = "not-one-face"
    sentence = N_("Exactly one face is marked, and {count} were named. Nothing was marked.")
    remedy = N_("Choose one face, set five points by hand, or say that she is not in the picture.")


class NoSuchFaceRead(Refusal):
    """The number is none of the faces that were read."""

    code = "no-such-face-read"
    sentence = N_("Face {number} was chosen, but {count} were read. Nothing was marked.")
    remedy = N_("Choose one of the faces shown, or set five points by hand.")


class AnotherReading(Refusal):
    """The reading belongs to another photograph."""

    code = "another-reading"
    sentence = N_("These faces were read in another photograph. Nothing was marked.")
    remedy = N_("Read the faces of this photograph, and choose among them.")


class AlreadyMarked(Refusal):
    """One face is marked already."""

    code = "already-marked"
    sentence = N_("A face is marked in this photograph already. Nothing was marked.")
    remedy = N_("For remains, a second person confirms it; else there is nothing to do.")


class NothingToConfirm(Refusal):
    """No face waits for a second person."""

    code = "nothing-to-confirm"
    sentence = N_("No face of remains waits for a second person here. Nothing was confirmed.")
    remedy = N_("Mark the face first; the face of a missing person needs no second person.")


class NothingMarked(Refusal):
    """There is no mark to take back."""

    code = "nothing-marked"
    sentence = N_("No face is marked in this photograph. Nothing was changed.")
    remedy = N_("Mark the face that is meant.")


class KeptMark(Refusal):
    """Two people chose this face of the dead, each alone."""

    code = "kept-mark"
    sentence = N_("Two people confirmed this face of the body; it is kept. Nothing was changed.")
    remedy = N_("Receive the photograph anew, mark the right face there, and say why in the case.")


@dataclass(frozen=True, kw_only=True)
class FaceChoice:
    """Who in a photograph is meant: a face of a reading (counted from 1), five points, or nobody.

    `points` are the person's right eye, left eye, nose tip, right and left corner of the mouth, in
    pixels. Raises `NotOneFace` unless exactly one of the three is stated.
    """

    photograph: UUID
    reading: UUID
    faces: tuple[int, ...] = ()
    points: tuple[Point, ...] = field(default=(), repr=False)
    not_shown: bool = False

    def __post_init__(self) -> None:
        count = len(self.faces) + bool(self.points)
        if count + self.not_shown != 1:
            raise NotOneFace(count=count)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Whether two people, each alone, chose the same face. If not, neither choice counts."""

    agreed: bool
    face: MarkedFace


@dataclass(frozen=True)
class _Chosen:
    box: list[float]
    landmarks: list[list[float]]
    by_hand: bool


def read_faces(actor: Actor, photograph: UUID) -> Reading:
    """Read every face of a photograph: where it is and how good, never its vector.

    No face is a finding too, with its reasons. Raises `NotHere`, `ErasedPhotograph`,
    `RestrictedPhotograph`, and `EngineUnfit` or `AlteredWeights` if the engine cannot be trusted.
    """
    image = _opened(actor, Action.READ_FACES, photograph)
    seen = instruments().engine.read(image)
    with step(actor, Action.READ_FACES) as doing:
        row = _usable(doing, photograph)
        return doing.write(
            Reading(
                **pictures.part_of(row),
                engine=seen.engine,
                faces=[face.as_json() for face in seen.faces],
                reasons=[str(reason) for reason in seen.reasons],
            )
        )


def mark_face(actor: Actor, choice: FaceChoice) -> MarkedFace | NotShown:
    """Mark the one face that is meant, or record that it is not in this photograph.

    Raises `NotHere`, `AnotherReading`, `NoSuchFaceRead`, `LandmarksOutside`, `AlreadyMarked`,
    `ErasedPhotograph` and `RestrictedPhotograph`; of a frame for which nobody is meant any more,
    `AlreadyChosen` or `NothingChosen`.
    """
    by_hand = _at_points(actor, Action.MARK_FACE, choice)
    with step(actor, Action.MARK_FACE) as doing:
        row = _usable(doing, choice.photograph)
        if MarkedFace.objects.filter(**pictures.part_of(row), ended_at=None).exists():
            raise AlreadyMarked
        footage.require_meant(row)
        reading = _reading_of(row, choice)
        chosen = _chosen(reading, choice, by_hand)
        return doing.write(_as_row(doing, row, reading, chosen))


def confirm_face(actor: Actor, choice: FaceChoice) -> Agreement:
    """Choose the face of remains afresh, without having seen the first choice.

    The same face: it is confirmed. Another one, or none: both choices end, and both are kept.

    Raises `NothingToConfirm`, `SeparatePerson` for who made the first choice, and as `mark_face`.
    """
    by_hand = _at_points(actor, Action.CONFIRM_FACE, choice)
    with step(actor, Action.CONFIRM_FACE) as doing:
        row = _usable(doing, choice.photograph)
        waiting = MarkedFace.objects.filter(
            **pictures.part_of(row), ended_at=None, confirmed_by=None
        )
        first = waiting.first()
        if first is None or first.side != Side.REMAINS:
            raise NothingToConfirm
        if first.marked_by_id == actor.account_id:
            raise SeparatePerson(action=Action.CONFIRM_FACE.value, part=N_("you marked the face"))
        reading = _reading_of(row, choice)
        chosen = _chosen(reading, choice, by_hand)
        if chosen is not None and _agree(first, chosen):
            first.confirmed_by_id, first.confirmed_at = actor.account_id, doing.at
            first.save(update_fields=["confirmed_by", "confirmed_at"])
            return Agreement(agreed=True, face=first)
        first.ended_at = doing.at
        first.save(update_fields=["ended_at"])
        other = _as_row(doing, row, reading, chosen)
        if isinstance(other, MarkedFace):
            other.ended_at = doing.at
        doing.write(other)
        return Agreement(agreed=False, face=first)


def unmark_face(actor: Actor, photograph: UUID) -> MarkedFace:
    """Take back the mark on a family's photograph: it was the wrong person.

    Her template leaves the gallery with it, and another face can be marked. What two people chose
    of the dead is kept: the photograph is received anew instead. Raises `NotHere`, `NothingMarked`
    and `KeptMark`.
    """
    with step(actor, Action.UNMARK_FACE) as doing:
        row = _usable(doing, photograph)
        marked = MarkedFace.objects.filter(**pictures.part_of(row), ended_at=None).first()
        if marked is None:
            raise NothingMarked
        end_mark(doing, marked)
        return marked


def end_mark(doing: Step, marked: MarkedFace) -> None:
    """End a mark and its template, within a step. Raises `KeptMark`."""
    if marked.side == Side.REMAINS and marked.confirmed_by_id is not None:
        raise KeptMark
    leave_gallery(Template.objects.filter(face=marked))
    marked.ended_at = doing.at
    marked.save(update_fields=["ended_at"])


def _opened(actor: Actor, action: Action, photograph: UUID) -> Pixels:
    """Decode a photograph for a step that is about to come, if the person may take it."""
    with within(actor.operation_id):
        row = pictures.find(photograph)
        require(actor, action, of=row)
        if pictures.is_restricted(row):
            raise pictures.RestrictedPhotograph
        return pictures.pixels_of(row)


def _at_points(actor: Actor, action: Action, choice: FaceChoice) -> Face | None:
    """Return the face at five points set by hand. Raises `LandmarksOutside`."""
    if not choice.points:
        return None
    image = _opened(actor, action, choice.photograph)
    return instruments().engine.read_at(image, numpy.array(choice.points, numpy.float64))


def _usable(doing: Step, photograph: UUID) -> pictures.Photograph:
    row = doing.case(type(pictures.find(photograph)), photograph)
    if pictures.is_restricted(row):
        raise pictures.RestrictedPhotograph
    if row.wrapped_key is None:
        raise pictures.ErasedPhotograph
    return row


def _reading_of(row: pictures.Photograph, choice: FaceChoice) -> Reading:
    reading = found(Reading, choice.reading)
    if row.pk not in (reading.reference_id, reading.post_mortem_id):
        raise AnotherReading
    return reading


def _chosen(reading: Reading, choice: FaceChoice, by_hand: Face | None) -> _Chosen | None:
    """Return where the chosen face lies, None if nobody who is meant is there."""
    if by_hand is not None:
        seen = by_hand.as_json()
        return _Chosen(seen["box"], seen["landmarks"], by_hand=True)
    if choice.not_shown:
        return None
    number, count = choice.faces[0], len(reading.faces)
    if not 1 <= number <= count:
        raise NoSuchFaceRead(number=number, count=count)
    face = reading.faces[number - 1]
    return _Chosen(face["box"], face["landmarks"], by_hand=False)


def _as_row(
    doing: Step, row: pictures.Photograph, reading: Reading, chosen: _Chosen | None
) -> MarkedFace | NotShown:
    part = pictures.part_of(row)
    if chosen is None:
        return NotShown(**part, reading=reading)
    return MarkedFace(**part, reading=reading, marked_by_id=doing.actor.account_id, **vars(chosen))


def _agree(first: MarkedFace, second: _Chosen) -> bool:
    one, other = (
        pictures.detection_of({"box": mark.box, "landmarks": mark.landmarks})
        for mark in (first, second)
    )
    return pictures.same_face(one, other)
