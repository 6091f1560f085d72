"""Where the dead and what was theirs are now, who has them, and how they came there.

Read from the custody events of each, which follow one another in number and in place: what stands in
the newest is where it is. An effect under seal is where its packet is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import QuerySet

from antigone.casework.models import (
    CustodyEvent,
    Effect,
    Operation,
    ReleasedItem,
    Remains,
    Sample,
    SealedPacket,
)
from antigone.casework.step import NotHere

Thing: TypeAlias = Remains | Effect | Sample | SealedPacket
"""What has a chain of custody of its own."""

KINDS: dict[str, type[Thing]] = {
    "remains": Remains,
    "effect": Effect,
    "sample": Sample,
    "packet": SealedPacket,
}


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """A place, the institution and the person that have somebody or something, and since when."""

    place: str
    institution: str
    holder: str
    since: datetime
    number: int


def kind_of(thing: Thing) -> str:
    """Return "remains", "effect", "sample" or "packet"."""
    return next(kind for kind, model in KINDS.items() if isinstance(thing, model))


def events_of(thing: Thing) -> QuerySet[CustodyEvent]:
    """Return the custody events of a thing, in order."""
    return CustodyEvent.objects.filter(**{kind_of(thing): thing}).order_by("number")


def whereabouts(thing: Thing) -> Whereabouts:
    """Return where something is now, of the operation in scope.

    Remains that were never moved are where they were recorded.
    """
    if isinstance(thing, Effect) and (packet := packet_around(thing)) is not None:
        return whereabouts(packet)
    newest = events_of(thing).last()
    if newest is not None:
        return Whereabouts(
            place=newest.to_place,
            institution=newest.institution,
            holder=newest.received_by,
            since=newest.at,
            number=newest.number,
        )
    if isinstance(thing, Remains):
        place, institution = thing.place, thing.authority
    else:
        place, institution = "", authority_over(thing)
    return Whereabouts(
        place=place, institution=institution, holder="", since=thing.recorded_at, number=0
    )


def authority_over(thing: Thing) -> str:
    """Return the institution to which something belongs: that of its remains, or the operation's."""
    remains = thing if isinstance(thing, Remains) else thing.remains
    return remains.authority if remains else Operation.objects.get().authority


def is_sealed(packet: SealedPacket) -> bool:
    """Say whether two have sealed a packet and no two have opened it."""
    return sealed_packets().filter(pk=packet.pk).exists()


def sealed_packets() -> QuerySet[SealedPacket]:
    """Return the packets that stand sealed."""
    closed = SealedPacket.objects.exclude(witnessed_by=None)
    return closed.exclude(opening__witnessed_by__isnull=False)


def packet_around(effect: Effect) -> SealedPacket | None:
    """Return the sealed packet in which an effect lies, if any."""
    return sealed_packets().filter(items__effect=effect).first()


def is_handed_over(thing: Effect | SealedPacket) -> bool:
    """Say whether an effect or a packet went home in a release that stands."""
    items = ReleasedItem.objects.filter(**{kind_of(thing): thing}, release__recalled_at=None)
    return items.exclude(release__witnessed_by=None).exists()


def thing_of_code(code: str) -> Thing:
    """Return what carries a code on its label, in the operation in scope. Raises `NotHere`."""
    for model in KINDS.values():
        thing: Thing | None = model.objects.filter(code=code).first()
        if thing is not None:
            return thing
    raise NotHere(kind="label", key=code)
