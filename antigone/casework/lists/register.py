"""Where everybody and everything is, for whoever looks for it: the register, chains, graves.

Read together, from as many questions for one as for hundreds; `custody` says it of one for a step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.custody import (
    KINDS,
    Thing,
    events_of,
    kind_of,
    sealed_packets,
    thing_of_code,
)
from antigone.casework.models import (
    CustodyEvent,
    Effect,
    Identification,
    Interment,
    Operation,
    PacketItem,
    Release,
    ReleasedItem,
    Remains,
    Sample,
    SealedPacket,
)
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.parts import Part, Place
from antigone.casework.reading import reading

_IN_A_LOT = 1000


def where_everything_is(actor: Actor) -> list[dict[str, Any]]:
    """Return every body, effect, sample and packet of the operation with its place and holder."""
    with reading(actor, Action.VIEW_CUSTODY):
        things = (thing for rows in _everything() for thing in rows.iterator())
        return [line for some in _in_lots(things) for line in _lines(some)]


def where_things_are(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of the list of everything: bodies first, each kind in order of its codes."""
    with reading(actor, Action.VIEW_CUSTODY):
        kinds = [(rows, rows.count()) for rows in _everything()]
        place = Place.of(number, sum(count for _, count in kinds))
        found: list[Thing] = []
        before = 0
        for rows, count in kinds:
            first, end = (max(0, at - before) for at in (place.slice.start, place.slice.stop))
            if first < count and end:
                found += rows[first:end]
            before += count
        return Part(_lines(found), place)


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
        return {**_lines([thing])[0], "chain": chain}


def graves(actor: Actor) -> list[dict[str, Any]]:
    """Return the grave register: every burial, also of those who were taken up again."""
    with reading(actor, Action.VIEW_CUSTODY):
        return [_grave(one) for one in _buried()]


def graves_in_part(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of the grave register."""
    with reading(actor, Action.VIEW_CUSTODY):
        buried = _buried()
        place = Place.of(number, buried.count())
        return Part([_grave(one) for one in buried[place.slice]], place)


def _buried() -> QuerySet[Interment]:
    named = Identification.objects.filter(remains=OuterRef("remains"), withdrawn_at=None)
    rows = Interment.objects.select_related("remains", "sample").annotate(named=Exists(named))
    return rows.order_by("cemetery", "grave", "at")


def _grave(one: Any) -> dict[str, Any]:
    return {
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
        "identified": one.named,
        "raised_at": _moment(one.raised_at) if one.raised_at else None,
        "raised_because": one.raised_because,
    }


def _everything() -> Iterator[QuerySet[Any]]:
    yield Remains.objects.order_by("code")
    for model in (Effect, Sample, SealedPacket):
        yield model.objects.select_related("remains").order_by("code")


def _in_lots(things: Iterator[Thing]) -> Iterator[list[Thing]]:
    while some := list(islice(things, _IN_A_LOT)):
        yield some


def _lines(things: Sequence[Thing]) -> list[dict[str, Any]]:
    """Return where each thing is, from as many questions for one as for hundreds."""
    keys: dict[str, list[UUID]] = {kind: [] for kind in KINDS}
    for thing in things:
        keys[kind_of(thing)].append(thing.pk)
    inside = PacketItem.objects.filter(effect__in=keys["effect"], packet__in=sealed_packets())
    around = {
        one.effect_id: one.packet
        for one in inside.select_related("packet__remains").order_by("-packet")
    }
    keys["packet"] += [packet.pk for packet in around.values()]
    newest = {
        getattr(event, f"{kind}_id"): event for kind in KINDS for event in _newest(kind, keys[kind])
    }
    states = _States.of(keys)
    of_operation = Operation.objects.get().authority
    return [_line(one, around.get(one.pk), newest, states, of_operation) for one in things]


def _newest(kind: str, keys: list[UUID]) -> QuerySet[CustodyEvent]:
    later = CustodyEvent.objects.filter(**{kind: OuterRef(kind)}, number__gt=OuterRef("number"))
    return CustodyEvent.objects.filter(~Exists(later), **{f"{kind}__in": keys})


def _line(
    thing: Thing,
    packet: SealedPacket | None,
    newest: dict[UUID, CustodyEvent],
    states: "_States",
    of_operation: str,
) -> dict[str, Any]:
    at = packet or thing
    event = newest.get(at.pk)
    remains = thing if isinstance(thing, Remains) else thing.remains
    belongs = at if isinstance(at, Remains) else at.remains
    place = at.place if isinstance(at, Remains) else ""
    return {
        "code": thing.code,
        "kind": kind_of(thing),
        "remains": remains.code if remains else None,
        "state": states.state(thing, packet),
        "place": event.to_place if event else place,
        "institution": event.institution
        if event
        else (belongs.authority if belongs else of_operation),
        "holder": event.received_by if event else "",
        "since": _moment(event.at if event else at.recorded_at),
    }


@dataclass(frozen=True)
class _States:
    """Who and what has left, is under seal, or lies in a grave, of many at once."""

    _handed_over: frozenset[UUID]
    _sealed: frozenset[UUID]
    _in_grave: frozenset[UUID]

    @classmethod
    def of(cls, keys: dict[str, list[UUID]]) -> "_States":
        items = ReleasedItem.objects.filter(release__recalled_at=None)
        items = items.exclude(release__witnessed_by=None)
        people = Release.objects.filter(covers=ReleaseOf.PERSON, recalled_at=None)
        gone = [
            items.filter(effect__in=keys["effect"]).values_list("effect", flat=True),
            items.filter(packet__in=keys["packet"]).values_list("packet", flat=True),
            people.filter(remains__in=keys["remains"])
            .exclude(witnessed_by=None)
            .values_list("remains", flat=True),
        ]
        sealed = sealed_packets().filter(pk__in=keys["packet"]).values_list("pk", flat=True)
        buried = Interment.objects.filter(remains__in=keys["remains"], raised_at=None)
        return cls(
            frozenset().union(*gone),
            frozenset(sealed),
            frozenset(buried.values_list("remains", flat=True)),
        )

    def state(self, thing: Thing, packet: SealedPacket | None) -> str:
        """One word for people who look for something."""
        if isinstance(thing, Sample):
            return "used-up" if thing.used_up_at else "kept"
        if {thing.pk, packet and packet.pk} & self._handed_over:
            return "released"
        if isinstance(thing, Remains):
            return "in-grave" if thing.pk in self._in_grave else thing.custody
        if isinstance(thing, Effect):
            return f"sealed in {packet.code}" if packet else "held"
        return "sealed" if thing.pk in self._sealed else _unsealed(thing)


def _unsealed(packet: SealedPacket) -> str:
    return "opened" if packet.witnessed_by_id else "prepared"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
