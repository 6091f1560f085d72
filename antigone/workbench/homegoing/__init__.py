"""The steps of a handover: what each asks for, who may take it, and the procedure that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from antigone.access.actions import Action
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.homegoing import asked, taken
from antigone.workbench.homegoing.taken import Stated

Way = Mapping[str, Any]


class Group(StrEnum):
    """What steps are about, in the order of the page."""

    HERE = "here"
    BELONGINGS = "belongings"
    GOING_HOME = "going-home"
    GRAVE = "grave"
    DISPUTES = "disputes"


GROUPS = {
    Group.HERE: N_("Here"),
    Group.BELONGINGS: N_("Effects, samples and packets"),
    Group.GOING_HOME: N_("Going home"),
    Group.GRAVE: N_("Burial"),
    Group.DISPUTES: N_("Disputes and holds"),
}


def _nothing(way: Way) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: its name and question, who may take it, what it asks, and what is done.

    `final` steps are checked and signed: what follows from them cannot be undone. `group` is where it
    stands on the page; `waits` says what is missing for it, from what is known of the way home.
    """

    title: str
    action: Action
    form: type[Form]
    take: Callable[[Desk, str, Stated], object]
    group: Group
    final: bool = False
    says: str = ""
    waits: Callable[[Way], str] = _nothing


def _unless(held: str, sentence: str) -> Callable[[Way], str]:
    """What is missing while something is not known of the way home."""
    return lambda way: "" if way[held] else sentence


def _identified(way: Way) -> str:
    return "" if way["request"] else N_("The deceased is not identified.")


def _verifiable(way: Way) -> str:
    entitled = way["entitlement"]
    if not entitled:
        return N_("Nobody is recorded who may receive.")
    return N_("The receiver is verified already.") if entitled["verified"] else ""


def _releasable(way: Way) -> str:
    if missing := _identified(way):
        return missing
    if way["holds"]:
        return N_("A legal hold stands.")
    if way["disputes"]:
        return N_("A dispute is open.")
    entitled = way["entitlement"]
    return "" if entitled and entitled["verified"] else N_("No receiver is entitled and verified.")


def _buriable(way: Way) -> str:
    if way["grave"]:
        return N_("The deceased lies in a grave.")
    if not way["examined"]:
        return N_("No examination of death is signed.")
    kept = any(one["kept"] for one in way["samples"])
    return "" if kept else N_("No sample is kept.")


_FINAL = N_("This cannot be undone. The receiver, the place and the time stand in the record.")
_SECOND = N_("You are the second person: read the seal yourself.")

STEPS: Mapping[str, Step] = {
    "move": Step(
        group=Group.HERE, title=N_("Move"), action=Action.TRANSFER, form=asked.Move, take=taken.move
    ),
    "effect": Step(
        group=Group.BELONGINGS,
        title=N_("Record an effect"),
        action=Action.RECORD_EFFECT,
        form=asked.Effect,
        take=taken.record_effect,
    ),
    "sample": Step(
        group=Group.BELONGINGS,
        title=N_("Record a sample"),
        action=Action.RECORD_SAMPLE,
        form=asked.Sample,
        take=taken.record_sample,
    ),
    "seal": Step(
        group=Group.BELONGINGS,
        waits=_unless("effects", N_("No effect is recorded.")),
        title=N_("Seal a packet"),
        action=Action.SEAL_PACKET,
        form=asked.Seal,
        take=taken.seal,
    ),
    "seal-second": Step(
        group=Group.BELONGINGS,
        waits=_unless("packets", N_("No packet was prepared.")),
        title=N_("Confirm a seal"),
        action=Action.SEAL_PACKET,
        form=asked.SealRead,
        take=taken.confirm_seal,
        says=_SECOND,
    ),
    "open": Step(
        group=Group.BELONGINGS,
        waits=_unless("packets", N_("No packet is here.")),
        title=N_("Open a packet"),
        action=Action.OPEN_PACKET,
        form=asked.Open,
        take=taken.open_packet,
    ),
    "open-second": Step(
        group=Group.BELONGINGS,
        waits=_unless("packets", N_("No packet is here.")),
        title=N_("Confirm that a packet is opened"),
        action=Action.OPEN_PACKET,
        form=asked.SealRead,
        take=taken.confirm_opening,
        says=_SECOND,
    ),
    "farewell": Step(
        group=Group.HERE,
        waits=_identified,
        title=N_("Farewell in person"),
        action=Action.VIEW_IN_PERSON,
        form=asked.Farewell,
        take=taken.farewell,
        says=N_("In person and supported, when the family asks for it. No picture leaves."),
    ),
    "entitle": Step(
        group=Group.GOING_HOME,
        waits=_identified,
        title=N_("Record who may receive"),
        action=Action.ENTITLE,
        form=asked.Entitle,
        take=taken.entitle,
    ),
    "verify": Step(
        group=Group.GOING_HOME,
        waits=_verifiable,
        title=N_("Verify who may receive"),
        action=Action.VERIFY_ENTITLEMENT,
        form=asked.Nothing,
        take=taken.verify,
        says=N_("You have seen the paper yourself, and did not record it."),
    ),
    "release": Step(
        group=Group.GOING_HOME,
        waits=_releasable,
        title=N_("Prepare the release"),
        action=Action.RELEASE,
        form=asked.Release,
        take=taken.release,
    ),
    "hand-over": Step(
        group=Group.GOING_HOME,
        waits=_unless("prepared", N_("No release is prepared.")),
        title=N_("Hand over"),
        action=Action.RELEASE,
        form=asked.HandOver,
        take=taken.hand_over,
        final=True,
        says=_FINAL,
    ),
    "bury": Step(
        group=Group.GRAVE,
        waits=_buriable,
        title=N_("Bury"),
        action=Action.INTER,
        form=asked.Bury,
        take=taken.bury,
        final=True,
        says=_FINAL,
    ),
    "take-up": Step(
        group=Group.GRAVE,
        waits=_unless("grave", N_("The deceased lies in no grave.")),
        title=N_("Take up from the grave"),
        action=Action.TAKE_UP,
        form=asked.TakeUp,
        take=taken.take_up,
        final=True,
    ),
    "dispute": Step(
        group=Group.DISPUTES,
        title=N_("Record a dispute"),
        action=Action.RAISE_DISPUTE,
        form=asked.Dispute,
        take=taken.dispute,
    ),
    "settle-dispute": Step(
        group=Group.DISPUTES,
        waits=_unless("disputes", N_("No dispute is open.")),
        title=N_("Settle the dispute"),
        action=Action.SETTLE_DISPUTE,
        form=asked.Grounds,
        take=taken.settle,
    ),
    "hold": Step(
        group=Group.DISPUTES,
        title=N_("Place a legal hold"),
        action=Action.PLACE_HOLD,
        form=asked.Hold,
        take=taken.hold,
    ),
    "lift": Step(
        group=Group.DISPUTES,
        waits=_unless("holds", N_("No hold stands.")),
        title=N_("Lift the hold"),
        action=Action.LIFT_HOLD,
        form=asked.Because,
        take=taken.lift,
    ),
    "lift-after": Step(
        group=Group.DISPUTES,
        waits=_unless("holds", N_("No hold stands.")),
        title=N_("Lift the hold of a withdrawn identification"),
        action=Action.LIFT_WITHDRAWN_HOLD,
        form=asked.Because,
        take=taken.lift_after,
    ),
}
