"""Burial, also of the unidentified: examined, with a sample kept, in a grave that is found again.

GC I art. 17: examination before burial; individual, marked graves; cremation only for imperative
reasons, which are recorded; a register with the exact location.
"""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.custody import authority_over
from antigone.casework.models import Examination, Interment, Remains, Sample
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.procedures.handover.custody import hand_on
from antigone.casework.procedures.handover.obstacles import (
    grave_of,
    refuse_absent,
    refuse_held_back,
    refuse_unstated,
)
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_


class NotExamined(Refusal):
    """Buried without an examination, somebody could not be known again, nor how she died."""

    code = "not-examined"
    sentence = N_("No signed examination of death of {remains} stands. Nobody was buried.")
    remedy = N_("Let an examiner establish the death first, as far as it can be done.")


class NoSampleKept(Refusal):
    """Without a sample the grave would have to be opened to give the name back."""

    code = "no-sample-kept"
    sentence = N_("No sample of {remains} is kept. Nobody was buried.")
    remedy = N_("Take a sample, and record it with its code and seal.")


class NoLocatedGrave(Refusal):
    """A grave that nobody finds again."""

    code = "no-located-grave"
    sentence = N_("The grave needs a cemetery, a mark and its coordinates. Nobody was buried.")
    remedy = N_("State the position in degrees, as a receiver at the grave shows it.")


class GraveTaken(Refusal):
    """Graves are individual."""

    code = "grave-taken"
    sentence = N_("Somebody lies in the grave {grave} already. Nobody was buried.")
    remedy = N_("Read the mark again; each of the dead has a grave of her own.")


class NoReasonToCremate(Refusal):
    """Fire takes every further answer away."""

    code = "no-reason-to-cremate"
    sentence = N_("A cremation needs an imperative reason. Nothing was recorded.")
    remedy = N_("State the reason of hygiene or religion, as the certificate will; or bury.")


class NotInAGrave(Refusal):
    """There is no grave to open."""

    code = "not-in-a-grave"
    sentence = N_("{remains} does not lie in a grave of this register. Nothing was done.")
    remedy = N_("Look where the deceased is with: antigone handover where {remains}")


@dataclass(frozen=True, kw_only=True)
class Burial:
    """Where somebody is laid to rest, by whom, and which sample is kept; `at` is now if empty.

    `latitude` and `longitude` in degrees, WGS 84.
    """

    remains: UUID
    sample: UUID
    cemetery: str
    grave: str
    latitude: float
    longitude: float
    handed_by: str
    buried_by: str
    rite: str = ""
    cremated: bool = False
    cremation_because: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TakingUp:
    """Why a grave is opened, and where the deceased goes from there."""

    remains: UUID
    because: str
    to_place: str
    handed_by: str
    received_by: str


def inter(actor: Actor, burial: Burial) -> Interment:
    """Lay somebody to rest, whether or not the name is known.

    (0) held here; no hold, no dispute; neither gone home nor buried; (1) death established; (2) a
    sample of the same remains that is not used up; (3) a marked grave at known coordinates, nobody
    else's; (4) a cremation only for a reason.

    Raises `NotHere`, `NotHeldHere`, `UnderLegalHold`, `UnderDispute`, `GoneHome`, `LiesInAGrave`,
    `NotExamined`, `NoSampleKept`, `NoLocatedGrave`, `GraveTaken`, `NoReasonToCremate`, `Unstated`
    and `OutOfTime`.
    """
    with step(actor, Action.INTER) as doing:
        remains = doing.case(Remains, burial.remains)
        refuse_held_back(remains)
        refuse_absent(remains)
        examinations = Examination.objects.filter(remains=remains, kind=ExaminationKind.DEATH)
        examination = examinations.order_by("-signed_at").first()
        if examination is None:
            raise NotExamined(remains=remains.code)
        kept = Sample.objects.filter(remains=remains, used_up_at=None, pk=burial.sample).first()
        if kept is None:
            raise NoSampleKept(remains=remains.code)
        _refuse_unlocated(burial)
        if burial.cremated and not burial.cremation_because.strip():
            raise NoReasonToCremate
        # The last line of the chain first: from a grave nothing moves.
        hand_on(
            doing,
            remains,
            to_place=f"{burial.cemetery}, {burial.grave}",
            handed_by=burial.handed_by,
            received_by=burial.buried_by,
            because="cremated" if burial.cremated else "buried",
            at=burial.at,
        )
        return doing.write(
            Interment(
                remains=remains,
                examination=examination,
                sample=kept,
                cemetery=burial.cemetery,
                grave=burial.grave,
                latitude=burial.latitude,
                longitude=burial.longitude,
                rite=burial.rite,
                cremated=burial.cremated,
                cremation_because=burial.cremation_because if burial.cremated else "",
                at=burial.at or doing.at,
            )
        )


def take_up(actor: Actor, taking: TakingUp) -> Interment:
    """Take somebody up from a grave again, for a reason, back into the custody of the authority.

    A hold or a dispute does not stop it: an inquiry may need it, and nobody leaves by it.

    Raises `NotHere`, `NotInAGrave`, `Unstated`.
    """
    with step(actor, Action.TAKE_UP) as doing:
        remains = doing.case(Remains, taking.remains)
        interment = grave_of(remains)
        if interment is None:
            raise NotInAGrave(remains=remains.code)
        refuse_unstated(reason=taking.because)
        interment.raised_at, interment.raised_because = doing.at, taking.because
        interment.save(update_fields=["raised_at", "raised_because"])
        hand_on(
            doing,
            remains,
            to_place=taking.to_place,
            institution=authority_over(remains),
            handed_by=taking.handed_by,
            received_by=taking.received_by,
            because=taking.because,
        )
        return interment


def _refuse_unlocated(burial: Burial) -> None:
    """Zero and zero is where a missing position lands, in the Gulf of Guinea."""
    latitude, longitude = burial.latitude, burial.longitude
    located = isfinite(latitude) and isfinite(longitude) and (latitude, longitude) != (0, 0)
    if not (burial.cemetery.strip() and burial.grave.strip() and located):
        raise NoLocatedGrave
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NoLocatedGrave
    mark = {"cemetery": burial.cemetery, "grave": burial.grave}
    if Interment.objects.filter(**mark, raised_at=None).exists():
        raise GraveTaken(grave=burial.grave)
