"""Going home: the release of a person, and of what was hers, prepared by one, done by two."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.custody import (
    Thing,
    is_handed_over,
    is_sealed,
    packet_around,
    whereabouts,
)
from antigone.casework.models import (
    Effect,
    Entitlement,
    Identification,
    Release,
    ReleasedItem,
    Remains,
    SealedPacket,
)
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.procedures.handover.custody import NotSealed, UnderSeal, hand_on
from antigone.casework.procedures.handover.obstacles import (
    ConfirmedBefore,
    GoneHome,
    grave_of,
    refuse_absent,
    refuse_held_back,
    refuse_unstated,
    release_of,
    standing_identification,
)
from antigone.casework.procedures.handover.packets import NothingInside, NotTheirs
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NotEntitled(Refusal):
    """Whoever stands at the door says that she is the family."""

    code = "not-entitled"
    sentence = N_("No verified entitlement to receive {remains} stands. Nobody was released.")
    remedy = N_("Record the paper it rests on, and let a second officer verify it.")


class EffectsGoFirst(Refusal):
    """A ring is no message that somebody is dead."""

    code = "effects-go-first"
    sentence = N_("{remains} has neither gone home nor been buried. No effect was released.")
    remedy = N_("Release the effects together with the deceased, or afterwards.")


class InventoryUnsigned(Refusal):
    """What was handed over would be one word against another."""

    code = "inventory-unsigned"
    sentence = N_("The receiver has not signed the inventory. Nobody was released.")
    remedy = N_("Go through the inventory with her, line by line, and let her sign it.")


class NotBack(Refusal):
    """Recalled after an error, and not returned yet."""

    code = "not-back"
    sentence = N_("{remains} was released before and has not come back. Nobody was released.")
    remedy = N_("Record the return with: antigone handover transfer {remains}")


@dataclass(frozen=True, kw_only=True)
class Homegoing:
    """A release that is prepared: to whom, where it will happen, and what goes along.

    `received_by` is the name of who will stand there: the relative, or the authority's officer.
    Without `person`, effects follow somebody who has gone home or was buried.
    """

    remains: UUID
    entitlement: UUID
    received_by: str = field(repr=False)
    place: str
    person: bool = True
    effects: tuple[UUID, ...] = ()
    packets: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handing:
    """The second person's word at the door; `inventory_signed` by the receiver, if effects go."""

    release: UUID
    handed_by: str
    inventory_signed: bool = False


def release(actor: Actor, homegoing: Homegoing) -> Release:
    """Prepare a release. Nobody leaves before `confirm_release` has been done by another.

    (0) held here; no hold, no dispute; (1) an identification stands; (2) the receiver's entitlement
    for its request is verified by a second officer and has not ended; (3) the person is here, or for
    effects alone has gone home or was buried; (4) each effect and packet is hers, and free to go.

    Raises `NotHere`, `NotHeldHere`, `UnderLegalHold`, `UnderDispute`, `NotIdentified`, `NotEntitled`,
    `GoneHome`, `LiesInAGrave`, `NotBack`, `EffectsGoFirst`, `NothingInside`, `NotTheirs`,
    `UnderSeal`, `NotSealed` and `Unstated`.
    """
    with step(actor, Action.RELEASE) as doing:
        remains = doing.case(Remains, homegoing.remains)
        entitlement = found(Entitlement, homegoing.entitlement)
        covers = ReleaseOf.PERSON if homegoing.person else ReleaseOf.EFFECTS
        identification = _free_to_go(remains, entitlement, covers)
        refuse_unstated(received_by=homegoing.received_by, place=homegoing.place)
        effects = [found(Effect, key) for key in dict.fromkeys(homegoing.effects)]
        packets = [found(SealedPacket, key) for key in dict.fromkeys(homegoing.packets)]
        if not homegoing.person and not (effects or packets):
            raise NothingInside(packet=remains.code)
        for item in (*effects, *packets):
            _refuse_bound(item, remains)
        prepared = Release(
            remains=remains,
            covers=covers,
            identification=identification,
            entitlement=entitlement,
            place=homegoing.place,
        )
        seal(prepared, "received_by", homegoing.received_by)
        doing.commit_to("release.receiver", prepared.id.bytes, homegoing.received_by)
        doing.write(prepared)
        for effect in effects:
            doing.write(ReleasedItem(release=prepared, effect=effect))
        for packet in packets:
            doing.write(ReleasedItem(release=prepared, packet=packet))
        return prepared


def confirm_release(actor: Actor, handing: Handing) -> Release:
    """Hand over what another prepared. Everything is asked again: much may have come in between.

    The last lines of the chains of custody name the request or the authority, never the receiver:
    her name stays in the vault. Raises what `release` raises, `SeparatePerson` for who prepared it,
    `ConfirmedBefore`, `InventoryUnsigned` and `Unstated`.
    """
    with step(actor, Action.RELEASE) as doing:
        prepared = doing.case(Release, handing.release)
        if prepared.witnessed_by_id is not None or prepared.recalled_at is not None:
            raise ConfirmedBefore
        remains = prepared.remains
        _free_to_go(remains, prepared.entitlement, ReleaseOf(prepared.covers))
        items: list[Effect | SealedPacket] = [
            *Effect.objects.filter(releases__release=prepared).order_by("code"),
            *SealedPacket.objects.filter(releases__release=prepared).order_by("code"),
        ]
        for item in items:
            _refuse_bound(item, remains)
        if items and not handing.inventory_signed:
            raise InventoryUnsigned
        # The last lines of the chains first: whoever has gone home moves no more.
        going: list[Thing] = [remains, *items] if prepared.covers == ReleaseOf.PERSON else [*items]
        for thing in going:
            _hand_over(doing, thing, prepared, handing)
        if items:
            inventory = inventory_of(prepared)
            prepared.inventory_digest = sha256(inventory).digest()
            doing.commit_to("release.inventory", prepared.id.bytes, inventory)
        prepared.witnessed_by_id, prepared.at = actor.account_id, doing.at
        prepared.save(update_fields=["witnessed_by", "at", "inventory_digest"])
        return prepared


def inventory_of(prepared: Release) -> bytes:
    """Return the inventory that the receiver signs, as JSON: of packets what lies in them, too."""
    loose = Effect.objects.filter(releases__release=prepared).order_by("code")
    packets = SealedPacket.objects.filter(releases__release=prepared).order_by("code")
    listed = {
        "effects": [[one.code, one.description] for one in loose],
        "packets": [
            [
                packet.code,
                packet.seal,
                [
                    [one.code, one.description]
                    for one in Effect.objects.filter(packed__packet=packet).order_by("code")
                ],
            ]
            for packet in packets
        ],
    }
    return json.dumps(listed, ensure_ascii=False, sort_keys=True).encode()


def receiver_of(prepared: Release) -> str:
    """Return the name of who receives, out of the vault."""
    return unseal(prepared, "received_by")


def _free_to_go(remains: Remains, entitlement: Entitlement, covers: ReleaseOf) -> Identification:
    identification = standing_identification(remains)
    refuse_held_back(remains)
    stands = Q(request=identification.request_id, remains=remains, ended_at=None)
    verified = Entitlement.objects.filter(stands, pk=entitlement.pk).exclude(verified_by=None)
    if not verified.exists():
        raise NotEntitled(remains=remains.code)
    if covers == ReleaseOf.EFFECTS:
        if release_of(remains) is None and grave_of(remains) is None:
            raise EffectsGoFirst(remains=remains.code)
        return identification
    refuse_absent(remains)
    recalled = Release.objects.filter(remains=remains).exclude(recalled_at=None)
    last = recalled.exclude(at=None).order_by("at").last()
    if last is not None and whereabouts(remains).since <= last.at:
        raise NotBack(remains=remains.code)
    return identification


def _refuse_bound(item: Effect | SealedPacket, remains: Remains) -> None:
    """Refuse what is not hers, is gone, or lies in something else."""
    if item.remains_id != remains.pk:
        raise NotTheirs(item=item.code)
    if is_handed_over(item):
        raise GoneHome(code=item.code)
    if isinstance(item, SealedPacket):
        if not is_sealed(item):
            raise NotSealed(packet=item.code)
    elif (packet := packet_around(item)) is not None:
        raise UnderSeal(effect=item.code, packet=packet.code)


def _hand_over(doing: Step, thing: Thing, prepared: Release, handing: Handing) -> None:
    entitlement = prepared.entitlement
    relative = entitlement.relative
    receiver = (
        f"{relative.relation}, {entitlement.request.code}" if relative else entitlement.authority
    )
    hand_on(
        doing,
        thing,
        to_place=prepared.place,
        institution=entitlement.authority or f"family, {entitlement.request.code}",
        handed_by=handing.handed_by,
        received_by=receiver,
        because="released",
    )
