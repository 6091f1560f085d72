"""The steps of a handover as they are taken: codes as people read them, and the one procedure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.lists import handing
from antigone.casework.models import Effect, Remains, Sample, SealedPacket
from antigone.casework.models.handover import SampleKind
from antigone.casework.procedures import handover
from antigone.workbench.desk import Desk

Stated = Mapping[str, Any]


def _id(desk: Desk, model: Any, code: str, action: Action) -> UUID:
    return lists.by_code(desk.actor, model, code.strip(), action)


def _ids(desk: Desk, model: Any, codes: str, action: Action) -> tuple[UUID, ...]:
    return tuple(_id(desk, model, code, action) for code in codes.split())


def move(desk: Desk, code: str, said: Stated) -> object:
    kind, key = handing.label(desk.actor, said["label"].strip(), Action.TRANSFER)
    what: dict[str, Any] = {kind: key}
    rest = {name: said[name] for name in said if name != "label"}
    return handover.transfer(desk.actor, handover.Transfer(**what, **rest))


def record_effect(desk: Desk, code: str, said: Stated) -> object:
    rest = {name: said[name] for name in said if name != "label"}
    remains = _id(desk, Remains, code, Action.RECORD_EFFECT)
    return handover.record_effect(
        desk.actor, handover.FoundEffect(code=said["label"].strip(), remains=remains, **rest)
    )


def record_sample(desk: Desk, code: str, said: Stated) -> object:
    rest = {name: said[name] for name in ("seal", "taken_by", "place", "received_by")}
    remains = _id(desk, Remains, code, Action.RECORD_SAMPLE)
    taken = handover.TakenSample(
        code=said["label"].strip(), kind=SampleKind(said["kind"]), remains=remains, **rest
    )
    return handover.record_sample(desk.actor, taken)


def seal(desk: Desk, code: str, said: Stated) -> object:
    return handover.seal_packet(
        desk.actor,
        handover.Sealing(
            code=said["label"].strip(),
            seal=said["seal"],
            remains=_id(desk, Remains, code, Action.SEAL_PACKET),
            effects=_ids(desk, Effect, said["effects"], Action.SEAL_PACKET),
        ),
    )


def confirm_seal(desk: Desk, code: str, said: Stated) -> object:
    packet = _id(desk, SealedPacket, said["label"], Action.SEAL_PACKET)
    return handover.confirm_seal(desk.actor, handover.SealRead(packet=packet, seal=said["seal"]))


def open_packet(desk: Desk, code: str, said: Stated) -> object:
    packet = _id(desk, SealedPacket, said["label"], Action.OPEN_PACKET)
    return handover.open_packet(
        desk.actor, handover.Opening(packet=packet, because=said["because"])
    )


def confirm_opening(desk: Desk, code: str, said: Stated) -> object:
    packet = _id(desk, SealedPacket, said["label"], Action.OPEN_PACKET)
    return handover.confirm_opening(desk.actor, handover.SealRead(packet=packet, seal=said["seal"]))


def bury(desk: Desk, code: str, said: Stated) -> object:
    rest = {name: said[name] for name in said if name not in ("sample", "cremation_because")}
    return handover.inter(
        desk.actor,
        handover.Burial(
            remains=_id(desk, Remains, code, Action.INTER),
            sample=_id(desk, Sample, said["sample"], Action.INTER),
            cremated=bool(said["cremation_because"]),
            cremation_because=said["cremation_because"],
            **rest,
        ),
    )


def take_up(desk: Desk, code: str, said: Stated) -> object:
    remains = _id(desk, Remains, code, Action.TAKE_UP)
    return handover.take_up(desk.actor, handover.TakingUp(remains=remains, **said))


def farewell(desk: Desk, code: str, said: Stated) -> object:
    rest = {name: said[name] for name in said if name != "relative"}
    return handover.view(
        desk.actor,
        handover.Farewell(
            remains=_id(desk, Remains, code, Action.VIEW_IN_PERSON),
            relative=lists.relative_named(desk.actor, said["relative"], Action.VIEW_IN_PERSON),
            **rest,
        ),
    )


def entitle(desk: Desk, code: str, said: Stated) -> object:
    named = said["relative"].strip()
    return handover.entitle(
        desk.actor,
        handover.Entitling(
            remains=_id(desk, Remains, code, Action.ENTITLE),
            relative=lists.relative_named(desk.actor, named, Action.ENTITLE) if named else None,
            authority=said["authority"],
            document=said["document"],
        ),
    )


def verify(desk: Desk, code: str, said: Stated) -> object:
    action = Action.VERIFY_ENTITLEMENT
    key = handing.entitlement_of(desk.actor, code, action=action, verified=False)
    return handover.verify_entitlement(desk.actor, key)


def release(desk: Desk, code: str, said: Stated) -> object:
    action = Action.RELEASE
    return handover.release(
        desk.actor,
        handover.Homegoing(
            remains=_id(desk, Remains, code, action),
            entitlement=handing.entitlement_of(desk.actor, code, action=action, verified=True),
            received_by=said["received_by"],
            place=said["place"],
            person=not said["effects_only"],
            effects=_ids(desk, Effect, said["effects"], action),
            packets=_ids(desk, SealedPacket, said["packets"], action),
        ),
    )


def hand_over(desk: Desk, code: str, said: Stated) -> object:
    prepared = handing.prepared_release(desk.actor, code)
    return handover.confirm_release(desk.actor, handover.Handing(release=prepared, **said))


def dispute(desk: Desk, code: str, said: Stated) -> object:
    remains = _id(desk, Remains, code, Action.RAISE_DISPUTE)
    return handover.raise_dispute(desk.actor, handover.Contested(remains=remains, **said))


def settle(desk: Desk, code: str, said: Stated) -> object:
    key = handing.open_dispute(desk.actor, code)
    return handover.settle_dispute(
        desk.actor, handover.Settling(dispute=key, grounds=said["grounds"])
    )


def hold(desk: Desk, code: str, said: Stated) -> object:
    remains = _id(desk, Remains, code, Action.PLACE_HOLD)
    return handover.place_hold(
        desk.actor, handover.Holding(remains=remains, reference=said["reference"])
    )


def lift(desk: Desk, code: str, said: Stated) -> object:
    keys = handing.open_holds(desk.actor, code, after_withdrawal=False)
    return [
        handover.lift_hold(desk.actor, handover.Lifting(hold=key, because=said["because"]))
        for key in keys
    ]


def lift_after(desk: Desk, code: str, said: Stated) -> object:
    keys = handing.open_holds(desk.actor, code, after_withdrawal=True)
    return [
        handover.lift_withdrawn_hold(
            desk.actor, handover.Lifting(hold=key, because=said["because"])
        )
        for key in keys
    ]
