"""Legal holds: placed and lifted by the prosecutor's liaison, and one that only the board lifts."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import roles_held
from antigone.casework.models import Alert, Examination, LegalHold, Remains
from antigone.casework.models.remains import WITHDRAWN_HOLD
from antigone.casework.procedures.handover.obstacles import refuse_unstated
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, Step, step
from antigone.errors import Refusal
from antigone.wording import N_

_PLACED = "prosecutor"


class LiftedBefore(Refusal):
    """The hold stands no more."""

    code = "lifted-before"
    sentence = N_("This hold was lifted before. Nothing was done.")
    remedy = N_("Place a further hold if there is a further reason.")


class BoardLifts(Refusal):
    """A name was wrong: that no inquiry ends, only a further examination."""

    code = "board-lifts"
    sentence = N_("This hold follows a withdrawn identification. It was not lifted.")
    remedy = N_("After a further examination, a member of the board lifts it.")


class ProsecutorLifts(Refusal):
    """The board does not end an inquiry."""

    code = "prosecutor-lifts"
    sentence = N_("This hold was set for an inquiry. It was not lifted.")
    remedy = N_("Ask the prosecutor's liaison of this operation.")


class NotExaminedAgain(Refusal):
    """The same findings that misled once would decide again."""

    code = "not-examined-again"
    sentence = N_("Nobody else has examined the deceased since the identification was withdrawn.")
    remedy = N_("Let an examiner examine and sign again; then lift the hold.")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A hold placed by hand, under the reference of the inquiry's file (at most 60 letters)."""

    remains: UUID
    reference: str


@dataclass(frozen=True, kw_only=True)
class Lifting:
    """A hold that ends, and why. The reason is opened by the vault alone."""

    hold: UUID
    because: str = field(repr=False)


def place_hold(actor: Actor, holding: Holding) -> LegalHold:
    """Hold somebody back, as the prosecutor's liaison. Raises `NotHere` and `Unstated`."""
    with step(actor, Action.PLACE_HOLD) as doing:
        remains = doing.case(Remains, holding.remains)
        refuse_unstated(reference=holding.reference)
        because = f"{_PLACED}:{holding.reference.strip()[:60]}"
        return doing.write(LegalHold(remains=remains, because=because))


def lift_hold(actor: Actor, lifting: Lifting) -> LegalHold:
    """Lift a hold of an inquiry, as the prosecutor's liaison, with the reason.

    Raises `NotHere`, `LiftedBefore`, `BoardLifts` and `Unstated`.
    """
    with step(actor, Action.LIFT_HOLD) as doing:
        hold = doing.case(LegalHold, lifting.hold)
        if hold.because == WITHDRAWN_HOLD:
            raise BoardLifts
        return _lift(doing, hold, lifting)


def lift_withdrawn_hold(actor: Actor, lifting: Lifting) -> LegalHold:
    """Lift the hold that a withdrawn identification set, as a member of the board.

    The remains must have been examined since then, by somebody else, and that signed.

    Raises `NotHere`, `LiftedBefore`, `ProsecutorLifts`, `NotExaminedAgain` and `Unstated`.
    """
    with step(actor, Action.LIFT_WITHDRAWN_HOLD) as doing:
        hold = doing.case(LegalHold, lifting.hold)
        if hold.because != WITHDRAWN_HOLD:
            raise ProsecutorLifts
        since = Examination.objects.filter(remains=hold.remains, signed_at__gt=hold.recorded_at)
        if not since.exclude(signed_by=actor.account_id).exists():
            raise NotExaminedAgain
        return _lift(doing, hold, lifting)


def see_alert(actor: Actor, alert: UUID) -> Alert:
    """Say that an alert was seen, as one of those whom it was for.

    Raises `NotHere`, also for an alert to a role that this person does not hold.
    """
    with step(actor, Action.SEE_ALERT) as doing:
        row = doing.case(Alert, alert)
        if row.role not in roles_held(actor):
            raise NotHere(kind=Alert._meta.verbose_name, key=alert)
        if row.seen_at is None:
            row.seen_at = doing.at
            row.save(update_fields=["seen_at"])
        doing.name(row.ledger_id)
        return row


def _lift(doing: Step, hold: LegalHold, lifting: Lifting) -> LegalHold:
    if hold.lifted_at is not None:
        raise LiftedBefore
    refuse_unstated(reason=lifting.because)
    hold.lifted_at, hold.lifted_by_id = doing.at, doing.actor.account_id
    seal(hold, "lifted_because", lifting.because)
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    doing.commit_to("hold.lifted", hold.id.bytes, lifting.because)
    return hold
