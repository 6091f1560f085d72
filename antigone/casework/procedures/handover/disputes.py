"""Disputes: somebody contests who it is, or who may receive. The board settles, with its grounds."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Dispute, Remains
from antigone.casework.procedures.handover.obstacles import refuse_unstated
from antigone.casework.sealed import seal
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_


class SettledBefore(Refusal):
    """The board has spoken."""

    code = "settled-before"
    sentence = N_("This dispute was settled before. Nothing was done.")
    remedy = N_("If it is contested again, record a further dispute.")


@dataclass(frozen=True, kw_only=True)
class Contested:
    """Who contests, and why. Both are opened by the vault alone."""

    remains: UUID
    raised_by: str = field(repr=False)
    because: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settling:
    """How the board settles a dispute, with its grounds."""

    dispute: UUID
    grounds: str = field(repr=False)


def raise_dispute(actor: Actor, contested: Contested) -> Dispute:
    """Record that somebody contests; nobody is buried, viewed or released while it is open.

    Raises `NotHere` and `Unstated`.
    """
    with step(actor, Action.RAISE_DISPUTE) as doing:
        remains = doing.case(Remains, contested.remains)
        refuse_unstated(raised_by=contested.raised_by, reason=contested.because)
        dispute = Dispute(remains=remains)
        seal(dispute, "raised_by", contested.raised_by)
        seal(dispute, "because", contested.because)
        said = (contested.raised_by, contested.because)
        doing.commit_to("dispute.raised", dispute.id.bytes, *said)
        return doing.write(dispute)


def settle_dispute(actor: Actor, settling: Settling) -> Dispute:
    """Settle a dispute, as a member of the board who did not record it.

    Raises `NotHere`, `SeparatePerson`, `SettledBefore` and `Unstated`.
    """
    with step(actor, Action.SETTLE_DISPUTE) as doing:
        dispute = doing.case(Dispute, settling.dispute)
        if dispute.settled_at is not None:
            raise SettledBefore
        refuse_unstated(grounds=settling.grounds)
        dispute.settled_at, dispute.settled_by_id = doing.at, actor.account_id
        seal(dispute, "settlement", settling.grounds)
        dispute.save(update_fields=["settled_at", "settled_by", "settlement"])
        doing.commit_to("dispute.settled", dispute.id.bytes, settling.grounds)
        return dispute
