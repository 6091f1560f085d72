"""Farewell in person: asked for by a relative, supported by somebody, after an identification."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Relative, Remains, Viewing
from antigone.casework.procedures.handover.obstacles import (
    refuse_absent,
    refuse_held_back,
    refuse_unstated,
    standing_identification,
)
from antigone.casework.step import found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NotOfThisFamily(Refusal):
    """Nobody sees the dead of another family."""

    code = "not-of-this-family"
    sentence = N_("This relative is not registered in the request that identified {remains}.")
    remedy = N_("Record the relative in that request first, in an interview of her own.")


@dataclass(frozen=True, kw_only=True)
class Farewell:
    """Who wishes to say farewell, who is at her side, where; `at` is now if empty.

    `effects_shown` says that effects were shown, cleaned. No picture is taken and no file leaves.
    """

    remains: UUID
    relative: UUID
    supported_by: str
    place: str
    at: datetime | None = None
    effects_shown: bool = False


def view(actor: Actor, farewell: Farewell) -> Viewing:
    """Record that a relative, at her request, saw the deceased in person.

    Raises `NotHere`, `NotIdentified`, `NotHeldHere`, `UnderLegalHold`, `UnderDispute`, `GoneHome`,
    `LiesInAGrave`, `NotOfThisFamily` and `Unstated`.
    """
    with step(actor, Action.VIEW_IN_PERSON) as doing:
        remains = doing.case(Remains, farewell.remains)
        identification = standing_identification(remains)
        refuse_held_back(remains)
        refuse_absent(remains)
        relative = found(Relative, farewell.relative)
        if relative.request_id != identification.request_id:
            raise NotOfThisFamily(remains=remains.code)
        refuse_unstated(supported_by=farewell.supported_by, place=farewell.place)
        return doing.write(
            Viewing(
                remains=remains,
                identification=identification,
                relative=relative,
                supported_by=farewell.supported_by,
                place=farewell.place,
                at=farewell.at or doing.at,
                effects_shown=farewell.effects_shown,
            )
        )
