"""Somebody was told, and said so. One notice at a time; there is no way to tell many at once."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Acknowledgement, Attempt, Delivery, Notice
from antigone.casework.models.notices import AttemptOutcome
from antigone.casework.models.relatives import Way
from antigone.casework.procedures.notices.attempting import NotThen
from antigone.casework.procedures.notices.standing import DeliveredAlready
from antigone.casework.sealed import seal
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_

TOLD = (AttemptOutcome.REACHED, AttemptOutcome.SENT)


class NobodyReached(Refusal):
    """Nothing has arrived anywhere."""

    code = "nobody-reached"
    sentence = N_("No attempt of this notice reached anybody. Nothing was recorded.")
    remedy = N_("Record the attempt first, with what came of it.")


class NoTeller(Refusal):
    """A family asks years later who told them."""

    code = "no-teller"
    sentence = N_("It is not said who told them. Nothing was recorded.")
    remedy = N_("Name who told them, and who was present.")


class NotDelivered(Refusal):
    """Nobody can confirm what was not told."""

    code = "not-delivered"
    sentence = N_("This notice was not delivered. Nothing was recorded.")
    remedy = N_("Record the delivery first.")


class AcknowledgedAlready(Refusal):
    """It is confirmed."""

    code = "acknowledged-already"
    sentence = N_("The recipient has confirmed this already. Nothing was changed.")
    remedy = N_("What she wishes by now is recorded with: antigone relative wishes")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """Who told it, when, and who was with her. `told_at` is aware; that of the attempt if empty."""

    notice: UUID
    told_by: str = field(repr=False)
    told_at: datetime | None = None
    present: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """How the recipient confirmed it, and what she said; now if no time is given."""

    notice: UUID
    how: Way
    at: datetime | None = None
    said: str = field(default="", repr=False)


def record_delivery(actor: Actor, delivered: Delivered) -> Delivery:
    """Record that a recipient was told, after an attempt that reached her.

    What arrived is recorded also where the notice ended meanwhile: a correction is then under way.
    Raises `NotHere`, `DeliveredAlready`, `NobodyReached`, `NoTeller` and `NotThen`.
    """
    with step(actor, Action.DELIVER_NOTICE) as doing:
        notice = doing.case(Notice, delivered.notice)
        if hasattr(notice, "delivery"):
            raise DeliveredAlready
        attempt = _attempt_that_told(notice)
        if not delivered.told_by.strip():
            raise NoTeller
        told_at = delivered.told_at or attempt.at
        if not attempt.at <= told_at <= doing.at:
            raise NotThen(at=told_at.isoformat(timespec="minutes"))
        delivery = Delivery(notice=notice, attempt=attempt, told_at=told_at)
        for name in ("told_by", "present", "note"):
            seal(delivery, name, getattr(delivered, name).strip())
        return doing.write(delivery)


def acknowledge(actor: Actor, acknowledged: Acknowledged) -> Acknowledgement:
    """Record that the recipient confirmed it. What she wishes next is recorded as her wishes.

    Raises `NotHere`, `NotDelivered`, `AcknowledgedAlready` and `NotThen`.
    """
    with step(actor, Action.DELIVER_NOTICE) as doing:
        notice = doing.case(Notice, acknowledged.notice)
        delivery = getattr(notice, "delivery", None)
        if delivery is None:
            raise NotDelivered
        if hasattr(delivery, "acknowledgement"):
            raise AcknowledgedAlready
        at = acknowledged.at or doing.at
        if not delivery.told_at <= at <= doing.at:
            raise NotThen(at=at.isoformat(timespec="minutes"))
        confirmed = Acknowledgement(delivery=delivery, at=at, how=acknowledged.how)
        seal(confirmed, "said", acknowledged.said.strip())
        return doing.write(confirmed)


def _attempt_that_told(notice: Notice) -> Attempt:
    told = notice.attempts.filter(outcome__in=TOLD).order_by("at", "recorded_at").last()
    if told is None:
        raise NobodyReached
    return told
