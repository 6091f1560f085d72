"""A photograph of either side, found by its id, and opened in a process that can do no harm."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import numpy

from antigone.access.actions import Action
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import (
    PostMortemPhotograph,
    ReferencePhotograph,
    withdrawals,
)
from antigone.casework.models.photographs import Side
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.faces.detection import Detection, as_detection
from antigone.faces.geometry import Pixels
from antigone.vault import BlobRef
from antigone.wording import N_

Photograph: TypeAlias = ReferencePhotograph | PostMortemPhotograph

# Two statements of where a face lies mean the same one if their five points are no further apart, on
# average, than this part of the face's side. Neighbours cheek to cheek are a whole side apart.
_SAME_FACE = 0.25


class ErasedPhotograph(Refusal):
    """Its key was destroyed."""

    code = "original-erased"
    sentence = N_("This photograph was erased. Nothing was opened.")
    remedy = N_("Ask the family for another one, with a permission of its own.")


class RestrictedPhotograph(Refusal):
    """It is kept for the law alone."""

    code = "photograph-restricted"
    sentence = N_("The permission was withdrawn; the photograph is kept for the law alone.")
    remedy = N_("Ask the prosecutor's liaison of this operation.")


def find(key: UUID) -> Photograph:
    """Return a photograph of the operation in scope, of either side. Raises `NotHere`."""
    for model in (ReferencePhotograph, PostMortemPhotograph):
        if row := model.objects.filter(pk=key).first():
            return row
    raise NotHere(kind="photograph", key=key)


def side_of(photograph: Photograph) -> Side:
    """Say whose photograph it is."""
    return Side.REFERENCE if isinstance(photograph, ReferencePhotograph) else Side.REMAINS


def disclosing(photograph: Photograph) -> Action:
    """Return the step of showing a photograph of this side."""
    of_the_living = side_of(photograph) is Side.REFERENCE
    return Action.DISCLOSE_REFERENCE if of_the_living else Action.DISCLOSE_PHOTOGRAPH


def part_of(photograph: Photograph) -> dict[str, Any]:
    """Return what a row that belongs to this photograph states of it."""
    side = side_of(photograph)
    column = "reference" if side is Side.REFERENCE else "post_mortem"
    return {"side": side, column: photograph}


def is_restricted(photograph: Photograph) -> bool:
    """Say whether it is kept for the law alone."""
    if not isinstance(photograph, ReferencePhotograph):
        return False
    giver = photograph.given_by_id or photograph.request.enquirer_id
    return withdrawals.is_restricted(photograph.request_id, giver)


def pixels_of(photograph: Photograph) -> Pixels:
    """Decode the original from the vault. Raises `ErasedPhotograph` and what the vault raises."""
    if photograph.wrapped_key is None:
        raise ErasedPhotograph
    ref = BlobRef(
        blob_id=photograph.blob_id,
        wrapped_key=bytes(photograph.wrapped_key),
        size=photograph.size,
    )
    content = house().vault.read(ref)
    return instruments().decoders.decode(photograph.ledger_id, content).pixels


def detection_of(face: Mapping[str, Any]) -> Detection:
    """Return the detection that a reading or a mark has kept."""
    landmarks = numpy.asarray(face["landmarks"], numpy.float64)
    side = max(face["box"][2:]) or None
    return as_detection(landmarks, score=face.get("score"), side=side)


def same_face(one: Detection, other: Detection) -> bool:
    """Say whether two statements mean the same face."""
    apart = float(numpy.hypot(*(one.landmarks - other.landmarks).T).mean())
    return apart <= _SAME_FACE * min(max(one.box[2:]), max(other.box[2:]))


def place_among(faces: Sequence[Detection], meant: Detection) -> tuple[list[Detection], int]:
    """Return the faces with the one that is meant among them, and its place."""
    others = [one for one in faces if not same_face(one, meant)]
    return [meant, *others], 0
