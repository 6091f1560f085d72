"""Effects and samples come into custody under their own codes, and everything moves on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.custody import (
    KINDS,
    Thing,
    authority_over,
    is_handed_over,
    is_sealed,
    kind_of,
    packet_around,
    whereabouts,
)
from antigone.casework.models import CustodyEvent, Effect, Remains, Sample, SealedPacket
from antigone.casework.models.handover import SampleKind
from antigone.casework.procedures.handover.obstacles import (
    GoneHome,
    refuse_absent,
    refuse_held_back,
    refuse_not_held,
    refuse_unstated,
)
from antigone.casework.procedures.intake import CodeTaken
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.wording import N_


class NotOneThing(Refusal):
    """A line of the chain is about one thing."""

    code = "not-one-thing"
    sentence = N_("One line moves one thing: remains, an effect, a sample or a packet.")
    remedy = N_("Record a line for each.")


class OutOfTime(Refusal):
    """A chain of custody whose times run backwards proves nothing."""

    code = "out-of-time"
    sentence = N_("“{at}” is before the last line of this chain, or has not come yet.")
    remedy = N_("State the time, with its zone, at which it happened.")


class UnderSeal(Refusal):
    """What lies in a sealed packet goes where the packet goes."""

    code = "under-seal"
    sentence = N_("{effect} lies in the sealed packet {packet}. Nothing was done.")
    remedy = N_("Move the packet, or open it by two people with a reason.")


class NotSealed(Refusal):
    """A packet exists while its seal stands."""

    code = "not-sealed"
    sentence = N_("The packet {packet} is not sealed by two people, or was opened.")
    remedy = N_("Confirm its seal by a second person, or seal its effects as a new packet.")


class SampleUsedUp(Refusal):
    """There is nothing left of it."""

    code = "sample-used-up"
    sentence = N_("The sample {sample} is used up. Nothing was done.")
    remedy = N_("Take a further sample, under its own code.")


@dataclass(frozen=True, kw_only=True)
class FoundEffect:
    """Something found with the dead, or without `remains` an article that is nobody's yet.

    `found_by` handed it over, `received_by` has it now, at `place`; `at` is now if empty.
    """

    code: str
    description: str
    place: str
    found_by: str
    received_by: str
    remains: UUID | None = None
    valuable: bool = False
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TakenSample:
    """What was taken from the dead for a laboratory, under its seal; `at` is now if empty."""

    remains: UUID
    code: str
    kind: SampleKind
    seal: str
    taken_by: str
    place: str
    received_by: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One thing moves: exactly one of `remains`, `effect`, `sample` and `packet`.

    An empty `institution` says that it stays with the one that has it; another one, that it leaves.
    `at` is now if empty.
    """

    to_place: str
    handed_by: str
    received_by: str
    because: str
    institution: str = ""
    remains: UUID | None = None
    effect: UUID | None = None
    sample: UUID | None = None
    packet: UUID | None = None
    at: datetime | None = None


def record_effect(actor: Actor, found: FoundEffect) -> Effect:
    """Take an effect into custody under its own code; its chain begins here.

    Raises `NotHere`, `NotHeldHere`, `CodeTaken`, `Unstated` and `OutOfTime`.
    """
    with step(actor, Action.RECORD_EFFECT) as doing:
        remains = doing.case(Remains, found.remains) if found.remains else None
        if remains is not None:
            refuse_not_held(remains)
        refuse_unstated(description=found.description)
        refuse_taken(found.code)
        effect = doing.write(
            Effect(
                remains=remains,
                code=found.code,
                description=found.description,
                valuable=found.valuable,
            )
        )
        doing.commit_to("effect.description", effect.id.bytes, found.description)
        hand_on(
            doing,
            effect,
            to_place=found.place,
            handed_by=found.found_by,
            received_by=found.received_by,
            because="taken into custody",
            at=found.at,
        )
        return effect


def record_sample(actor: Actor, taken: TakenSample) -> Sample:
    """Record a sample under its own code and seal; its chain begins here.

    Raises `NotHere`, `NotHeldHere`, `GoneHome`, `LiesInAGrave`, `CodeTaken`, `Unstated` and
    `OutOfTime`.
    """
    with step(actor, Action.RECORD_SAMPLE) as doing:
        remains = doing.case(Remains, taken.remains)
        refuse_not_held(remains)
        refuse_absent(remains)
        refuse_unstated(seal=taken.seal)
        refuse_taken(taken.code)
        sample = doing.write(
            Sample(
                remains=remains,
                code=taken.code,
                kind=taken.kind,
                seal=taken.seal,
                taken_by=taken.taken_by,
            )
        )
        hand_on(
            doing,
            sample,
            to_place=taken.place,
            handed_by=taken.taken_by,
            received_by=taken.received_by,
            because="taken as a sample",
            at=taken.at,
        )
        return sample


def use_up_sample(actor: Actor, sample: UUID) -> Sample:
    """Record that nothing is left of a sample. Raises `NotHere` and `SampleUsedUp`."""
    with step(actor, Action.RECORD_SAMPLE) as doing:
        row = doing.case(Sample, sample)
        if row.used_up_at is not None:
            raise SampleUsedUp(sample=row.code)
        row.used_up_at = doing.at
        row.save(update_fields=["used_up_at"])
        return row


def transfer(actor: Actor, move: Transfer) -> CustodyEvent:
    """Move one thing from where it is: who hands it, who receives it, where, and why.

    Under a legal hold or an open dispute, remains, effects and packets move within the institution
    that has them, or back to the one they belong to, and leave for no other. Samples may leave: the
    laboratory's answer is what an inquiry waits for.

    Raises `NotOneThing`, `NotHere`, `NotHeldHere`, `GoneHome`, `LiesInAGrave`, `UnderLegalHold`,
    `UnderDispute`, `UnderSeal`, `NotSealed`, `SampleUsedUp`, `Unstated` and `OutOfTime`.
    """
    with step(actor, Action.TRANSFER) as doing:
        thing = _moved(doing, move)
        _refuse_immovable(thing, move.institution)
        return hand_on(
            doing,
            thing,
            to_place=move.to_place,
            institution=move.institution,
            handed_by=move.handed_by,
            received_by=move.received_by,
            because=move.because,
            at=move.at,
        )


def hand_on(
    doing: Step,
    thing: Thing,
    *,
    to_place: str,
    handed_by: str,
    received_by: str,
    because: str,
    institution: str = "",
    at: datetime | None = None,
) -> CustodyEvent:
    """Write the next line of a chain. Raises `Unstated` and `OutOfTime`."""
    refuse_unstated(place=to_place, handed_by=handed_by, received_by=received_by, because=because)
    before = whereabouts(thing)
    when = at or doing.at
    earliest = before.since if before.number else when
    if when.tzinfo is None or not earliest <= when <= doing.at:
        raise OutOfTime(at=when.isoformat(timespec="minutes"))
    event = doing.write(
        CustodyEvent(
            **{kind_of(thing): thing},
            number=before.number + 1,
            from_place=before.place,
            to_place=to_place,
            institution=institution or before.institution,
            handed_by=handed_by,
            received_by=received_by,
            because=because,
            at=when,
        )
    )
    doing.commit_to("custody.event", event.id.bytes, to_place, handed_by, received_by, because)
    return event


def refuse_taken(code: str) -> None:
    """Refuse a code that stands on another label: one code, one thing. Raises `CodeTaken`."""
    if not code.strip() or any(
        model.objects.filter(code=code).exists() for model in KINDS.values()
    ):
        raise CodeTaken(key=code)


def _moved(doing: Step, move: Transfer) -> Thing:
    named = [(model, getattr(move, kind)) for kind, model in KINDS.items() if getattr(move, kind)]
    if len(named) != 1:
        raise NotOneThing
    ((model, key),) = named
    thing: Thing = doing.case(model, key)
    return thing


def _refuse_immovable(thing: Thing, institution: str) -> None:
    if isinstance(thing, Sample):
        if thing.used_up_at is not None:
            raise SampleUsedUp(sample=thing.code)
        return
    if isinstance(thing, Remains):
        refuse_not_held(thing)
        refuse_absent(thing)
    elif is_handed_over(thing):
        raise GoneHome(code=thing.code)
    if isinstance(thing, Effect) and (packet := packet_around(thing)) is not None:
        raise UnderSeal(effect=thing.code, packet=packet.code)
    if isinstance(thing, SealedPacket) and not is_sealed(thing):
        raise NotSealed(packet=thing.code)
    remains = thing if isinstance(thing, Remains) else thing.remains
    stays = ("", whereabouts(thing).institution, authority_over(thing))
    if remains is not None and institution not in stays:
        refuse_held_back(remains)
