"""Who may receive a person: recorded on a paper, verified by a second officer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Entitlement, Relative, Release, Remains
from antigone.casework.procedures.handover.obstacles import (
    ConfirmedBefore,
    refuse_unstated,
    standing_identification,
)
from antigone.casework.procedures.handover.viewing import NotOfThisFamily
from antigone.casework.sealed import seal
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NoReceiver(Refusal):
    """Nobody is named, or two are."""

    code = "no-receiver"
    sentence = N_("Name one relative, or one authority, that is entitled. Nothing was recorded.")
    remedy = N_("Where no relative is registered, the receiver is an authority.")


class EntitlementEnded(Refusal):
    """It was ended before."""

    code = "entitlement-ended"
    sentence = N_("This entitlement was ended before. Nothing was done.")
    remedy = N_("Record a further one, on a further paper.")


@dataclass(frozen=True, kw_only=True)
class Entitling:
    """Who may receive a person, on what paper: a relative of the request, or an authority."""

    remains: UUID
    document: str = field(repr=False)
    relative: UUID | None = None
    authority: str = ""


def entitle(actor: Actor, entitling: Entitling) -> Entitlement:
    """Record who may receive somebody who is identified, and on what paper.

    Raises `NotHere`, `NotIdentified`, `NoReceiver`, `NotOfThisFamily` and `Unstated`.
    """
    with step(actor, Action.ENTITLE) as doing:
        remains = doing.case(Remains, entitling.remains)
        identification = standing_identification(remains)
        if (entitling.relative is None) != bool(entitling.authority.strip()):
            raise NoReceiver
        relative = found(Relative, entitling.relative) if entitling.relative else None
        if relative is not None and relative.request_id != identification.request_id:
            raise NotOfThisFamily(remains=remains.code)
        refuse_unstated(document=entitling.document)
        entitlement = Entitlement(
            request_id=identification.request_id,
            remains=remains,
            relative=relative,
            authority=entitling.authority,
        )
        seal(entitlement, "document", entitling.document)
        doing.commit_to("entitlement.document", entitlement.id.bytes, entitling.document)
        return doing.write(entitlement)


def verify_entitlement(actor: Actor, entitlement: UUID) -> Entitlement:
    """Verify, as a second officer, that the paper is what it says.

    Raises `NotHere`, `SeparatePerson` for who recorded it, `ConfirmedBefore`, `EntitlementEnded`.
    """
    with step(actor, Action.VERIFY_ENTITLEMENT) as doing:
        row = doing.case(Entitlement, entitlement)
        if row.ended_at is not None:
            raise EntitlementEnded
        if row.verified_by_id is not None:
            raise ConfirmedBefore
        row.verified_by_id, row.verified_at = actor.account_id, doing.at
        row.save(update_fields=["verified_by", "verified_at"])
        return row


def end_entitlement(actor: Actor, entitlement: UUID) -> Entitlement:
    """End an entitlement: the paper was revoked, or she does not wish to. Raises `NotHere`."""
    with step(actor, Action.ENTITLE) as doing:
        row = doing.case(Entitlement, entitlement)
        if row.ended_at is not None:
            raise EntitlementEnded
        row.ended_at = doing.at
        row.save(update_fields=["ended_at"])
        return row


def forget_receivers(doing: Step, relatives: Iterable[Relative]) -> None:
    """End the entitlements of relatives, and empty their papers and names. Part of the erasure's step.

    While somebody is identified nothing of it is erased, so that no release that stands is touched.
    """
    for entitlement in Entitlement.objects.filter(relative__in=list(relatives)):
        entitlement.ended_at = entitlement.ended_at or doing.at
        seal(entitlement, "document", "")
        entitlement.save(update_fields=["ended_at", "document"])
        recalled = Release.objects.filter(entitlement=entitlement).exclude(recalled_at=None)
        for release in recalled:
            seal(release, "received_by", "")
            release.save(update_fields=["received_by"])
