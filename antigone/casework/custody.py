"""Where the dead and what was theirs are now, who has them, and how they came there.

Read from the custody events of each, which follow one another in number and in place: what stands in
the newest is where it is. An effect under seal is where its packet is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    CustodyEvent,
    Effect,
    Interment,
    Operation,
    Release,
    ReleasedItem,
    Remains,
    Sample,
    SealedPacket,
)
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.reading import reading
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


def where_everything_is(actor: Actor) -> list[dict[str, Any]]:
    """Return every body, effect, sample and packet of the operation with its place and holder."""
    with reading(actor, Action.VIEW_CUSTODY):
        return [
            _line(thing) for model in KINDS.values() for thing in model.objects.order_by("code")
        ]


def chain_of(actor: Actor, code: str) -> dict[str, Any]:
    """Return where one thing is and its whole chain of custody, oldest first. Raises `NotHere`."""
    with reading(actor, Action.VIEW_CUSTODY):
        thing = thing_of_code(code)
        chain = [
            {
                "number": event.number,
                "at": _moment(event.at),
                "from": event.from_place,
                "to": event.to_place,
                "institution": event.institution,
                "handed_by": event.handed_by,
                "received_by": event.received_by,
                "because": event.because,
                "recorded_by": event.recorded_by.shown_name,
            }
            for event in events_of(thing).select_related("recorded_by")
        ]
        return {**_line(thing), "chain": chain}


def graves(actor: Actor) -> list[dict[str, Any]]:
    """Return the grave register: every burial, also of those who were taken up again."""
    with reading(actor, Action.VIEW_CUSTODY):
        buried = Interment.objects.select_related("remains", "sample")
        return [
            {
                "remains": one.remains.code,
                "cemetery": one.cemetery,
                "grave": one.grave,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "rite": one.rite,
                "cremated": one.cremated,
                "cremation_because": one.cremation_because,
                "sample": one.sample.code,
                "buried_at": _moment(one.at),
                "identified": one.remains.identifications.filter(withdrawn_at=None).exists(),
                "raised_at": _moment(one.raised_at) if one.raised_at else None,
                "raised_because": one.raised_because,
            }
            for one in buried.order_by("cemetery", "grave", "at")
        ]


def thing_of_code(code: str) -> Thing:
    """Return what carries a code on its label, in the operation in scope. Raises `NotHere`."""
    for model in KINDS.values():
        thing: Thing | None = model.objects.filter(code=code).first()
        if thing is not None:
            return thing
    raise NotHere(kind="label", key=code)


def _line(thing: Thing) -> dict[str, Any]:
    at = whereabouts(thing)
    remains = thing if isinstance(thing, Remains) else thing.remains
    return {
        "code": thing.code,
        "kind": kind_of(thing),
        "remains": remains.code if remains else None,
        "state": _state(thing),
        "place": at.place,
        "institution": at.institution,
        "holder": at.holder,
        "since": _moment(at.since),
    }


def _state(thing: Thing) -> str:
    """One word for people who look for something."""
    if isinstance(thing, Sample):
        return "used-up" if thing.used_up_at else "kept"
    if isinstance(thing, Remains):
        return _state_of_remains(thing)
    if is_handed_over(thing):
        return "released"
    if isinstance(thing, Effect):
        return _state_of_effect(thing)
    if is_sealed(thing):
        return "sealed"
    return "opened" if thing.witnessed_by_id else "prepared"


def _state_of_effect(effect: Effect) -> str:
    packet = packet_around(effect)
    if packet is None:
        return "held"
    return "released" if is_handed_over(packet) else f"sealed in {packet.code}"


def _state_of_remains(remains: Remains) -> str:
    released = Release.objects.filter(remains=remains, covers=ReleaseOf.PERSON)
    if released.exclude(witnessed_by=None).filter(recalled_at=None).exists():
        return "released"
    if Interment.objects.filter(remains=remains, raised_at=None).exists():
        return "in-grave"
    return remains.custody


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
