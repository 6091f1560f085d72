"""Sealed packets: prepared with their inventory by one person, confirmed at the seal by another.

GC I art. 16: money and articles of value travel in sealed packets, with a complete inventory; those
that can be attributed to nobody as well.
"""

from dataclasses import dataclass
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.codes import require_fit
from antigone.casework.custody import (
    Whereabouts,
    is_handed_over,
    is_sealed,
    packet_around,
    whereabouts,
)
from antigone.casework.models import Effect, PacketItem, PacketOpening, Remains, SealedPacket
from antigone.casework.procedures.handover.custody import (
    NotSealed,
    UnderSeal,
    hand_on,
    refuse_taken,
)
from antigone.casework.procedures.handover.obstacles import (
    ConfirmedBefore,
    GoneHome,
    refuse_unstated,
)
from antigone.casework.step import NotHere, found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NothingInside(Refusal):
    """A seal over nothing."""

    code = "nothing-inside"
    sentence = N_("The packet {packet} has no inventory. Nothing was sealed.")
    remedy = N_("Name every effect that lies in it, each by its own code.")


class NotTheirs(Refusal):
    """One family's ring in another family's packet."""

    code = "not-theirs"
    sentence = N_("{item} does not belong to the same remains. Nothing was done.")
    remedy = N_("Read the label again; what belongs to somebody else has a packet of its own.")


class ApartFromEachOther(Refusal):
    """What is not in one place cannot be put under one seal."""

    code = "apart-from-each-other"
    sentence = N_("{effect} is not where the others are. Nothing was sealed.")
    remedy = N_("Bring it there first, with a line in its chain of custody.")


class OtherSeal(Refusal):
    """The seal in front of the second person is not the one that was recorded."""

    code = "other-seal"
    sentence = N_("The seal you read is not the recorded seal of {packet}. Nothing was confirmed.")
    remedy = N_(
        "Read it again. If it differs, leave the packet closed and tell the records officer."
    )


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """A packet that is being closed: its code, its seal, and all that lies in it.

    Without `remains` it holds articles that can be attributed to nobody.
    """

    code: str
    seal: str
    effects: tuple[UUID, ...]
    remains: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SealRead:
    """The number that a second person reads from the seal in front of her."""

    packet: UUID
    seal: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A seal that is to be broken, and why."""

    packet: UUID
    because: str


def seal_packet(actor: Actor, sealing: Sealing) -> SealedPacket:
    """Prepare a packet with its inventory. It stands when `confirm_seal` has been done by another.

    Raises `NotHere`, `NothingInside`, `NotTheirs`, `UnderSeal`, `GoneHome`, `ApartFromEachOther`,
    `UnfitCode`, `CodeTaken` and `Unstated`.
    """
    with step(actor, Action.SEAL_PACKET) as doing:
        remains = doing.case(Remains, sealing.remains) if sealing.remains else None
        refuse_unstated(seal=sealing.seal)
        effects = [found(Effect, key) for key in dict.fromkeys(sealing.effects)]
        if not effects:
            raise NothingInside(packet=sealing.code)
        for effect in effects:
            if effect.remains_id != (remains.pk if remains else None):
                raise NotTheirs(item=effect.code)
        _one_place(effects)
        require_fit(sealing.code)
        refuse_taken(sealing.code)
        packet = doing.write(SealedPacket(remains=remains, code=sealing.code, seal=sealing.seal))
        for effect in effects:
            doing.write(PacketItem(packet=packet, effect=effect))
        return packet


def confirm_seal(actor: Actor, seal: SealRead) -> SealedPacket:
    """Confirm inventory and seal of a packet that somebody else prepared; its chain begins here.

    Raises `NotHere`, `SeparatePerson` for who prepared it, `ConfirmedBefore`, `OtherSeal`,
    `UnderSeal`, `GoneHome` and `ApartFromEachOther`.
    """
    with step(actor, Action.SEAL_PACKET) as doing:
        packet = doing.case(SealedPacket, seal.packet)
        if packet.witnessed_by_id is not None:
            raise ConfirmedBefore
        _refuse_other_seal(packet, seal)
        effects = _inside(packet)
        at = _one_place(effects)
        packet.witnessed_by_id, packet.witnessed_at = actor.account_id, doing.at
        packet.save(update_fields=["witnessed_by", "witnessed_at"])
        codes = [effect.code for effect in effects]
        doing.commit_to("packet.inventory", packet.id.bytes, packet.seal, *codes)
        hand_on(
            doing,
            packet,
            to_place=at.place,
            institution=at.institution,
            handed_by=at.holder,
            received_by=at.holder,
            because=f"sealed with {packet.seal}",
        )
        return packet


def open_packet(actor: Actor, opening: Opening) -> PacketOpening:
    """Ask that a seal be broken, with the reason. It is opened when another has confirmed it.

    Raises `NotHere`, `NotSealed`, `GoneHome`, `ConfirmedBefore` and `Unstated`.
    """
    with step(actor, Action.OPEN_PACKET) as doing:
        packet = doing.case(SealedPacket, opening.packet)
        refuse_unstated(reason=opening.because)
        _refuse_not_here(packet)
        if PacketOpening.objects.filter(packet=packet).exists():
            raise ConfirmedBefore
        return doing.write(PacketOpening(packet=packet, because=opening.because))


def confirm_opening(actor: Actor, seal: SealRead) -> PacketOpening:
    """Read the seal before it is broken, and break it. What lay in it is in custody by itself again.

    Raises `NotHere`, `SeparatePerson` for who asked for it, `OtherSeal`, `NotSealed` and `GoneHome`.
    """
    with step(actor, Action.OPEN_PACKET) as doing:
        packet = doing.case(SealedPacket, seal.packet)
        _refuse_not_here(packet)
        asked = PacketOpening.objects.filter(packet=packet).first()
        if asked is None:
            raise NotHere(kind=PacketOpening._meta.verbose_name, key=packet.code)
        opening = doing.case(PacketOpening, asked.pk)
        _refuse_other_seal(packet, seal)
        at = whereabouts(packet)
        opening.witnessed_by_id, opening.witnessed_at = actor.account_id, doing.at
        opening.save(update_fields=["witnessed_by", "witnessed_at"])
        for effect in _inside(packet):
            hand_on(
                doing,
                effect,
                to_place=at.place,
                institution=at.institution,
                handed_by=at.holder,
                received_by=at.holder,
                because=f"taken out of packet {packet.code}",
            )
        return opening


def _inside(packet: SealedPacket) -> list[Effect]:
    return list(Effect.objects.filter(packed__packet=packet).order_by("code"))


def _one_place(effects: list[Effect]) -> Whereabouts:
    """Return where all of them are. Raises `UnderSeal`, `GoneHome`, `ApartFromEachOther`."""
    for effect in effects:
        if (packet := packet_around(effect)) is not None:
            raise UnderSeal(effect=effect.code, packet=packet.code)
        if is_handed_over(effect):
            raise GoneHome(code=effect.code)
    first = whereabouts(effects[0])
    for effect in effects[1:]:
        at = whereabouts(effect)
        if (at.place, at.institution) != (first.place, first.institution):
            raise ApartFromEachOther(effect=effect.code)
    return first


def _refuse_other_seal(packet: SealedPacket, seal: SealRead) -> None:
    if seal.seal.strip() != packet.seal:
        raise OtherSeal(packet=packet.code)


def _refuse_not_here(packet: SealedPacket) -> None:
    if is_handed_over(packet):
        raise GoneHome(code=packet.code)
    if not is_sealed(packet):
        raise NotSealed(packet=packet.code)
