"""Handover: where is this person, and may they go? And the alerts and registers beside it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import handover_forms, lists
from antigone.casework.lists import handing, register
from antigone.casework.models import Remains
from antigone.casework.procedures import handover
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import key_sent, part_sent
from antigone.workbench.homegoing import GROUPS, STEPS, Step
from antigone.workbench.page import Page
from antigone.workbench.pages.decided import paper
from antigone.workbench.signature import require_signature


class OtherLabel(Refusal):
    """The label that was scanned is another body's: full stop."""

    code = "other-label"
    sentence = N_("That is {scanned}. You are with {code}. Nothing was done.")
    remedy = N_("Put it back, and read the label of the one you mean.")


class NothingUnderIt(Refusal):
    """What was typed is no code of this operation, or nothing of that kind waits there."""

    code = "nothing-under-it"
    sentence = N_("Nothing that this step could take is under “{key}”. Nothing was done.")
    remedy = N_("Read the label once more; what you typed is kept.")


class Handover(Page):
    """Where is this person, and may they go?"""

    path = "remains/<str:code>/handover"
    name = "handover"
    may = (Action.VIEW_CUSTODY,)
    title = N_("Handover")
    template = "workbench/handing/handover.html"

    def show(self, desk: Desk, code: str, **keys: Any) -> Mapping[str, Any]:
        """Show the place, what is theirs, what stands in the way, and the steps one may take."""
        way = lists.way_home(desk.actor, code)
        return {
            "code": code,
            "way": way,
            "groups": _groups(desk, way),
            "may_move": desk.can(Action.TRANSFER),
            "scanned": desk.request.GET.get("scanned", ""),
            "typed": (desk.said or {}).get("scanned", ""),
            "crumbs": _crumbs(desk, code),
        }

    def act(self, desk: Desk, code: str, **keys: Any) -> str:
        """Check a label that was scanned against the body of this page."""
        scanned = desk.request.POST.get("scanned", "").strip()
        way = lists.way_home(desk.actor, code)
        theirs = {code, *way["effects"], *way["packets"], *(x["code"] for x in way["samples"])}
        if scanned not in theirs:
            raise OtherLabel(scanned=scanned, code=code)
        return f"{desk.url('handover', code=code)}?scanned={quote(scanned)}"


class HandoverStep(Page):
    """One step of a handover."""

    path = "remains/<str:code>/handover/<str:step>"
    name = "handover-step"
    may = tuple(dict.fromkeys(one.action for one in STEPS.values()))
    title = N_("Handover")
    template = "workbench/handing/step.html"

    def show(self, desk: Desk, code: str, step: str, **keys: Any) -> Mapping[str, Any]:
        """Show what the step asks for; a final one says what follows, and is signed."""
        taken = _step(desk, code, step)
        return {
            "code": code,
            "step": taken,
            "back": _after(desk, code),
            "form": taken.form.at(desk, initial=_first(desk, code, step)),
            "crumbs": [*_crumbs(desk, code), (desk.say(taken.title), "")],
        }

    def act(self, desk: Desk, code: str, step: str, **keys: Any) -> str:
        """Take the step."""
        taken = _step(desk, code, step)
        said = taken.form.at(desk).stated()
        if taken.final:
            require_signature(desk)
        try:
            taken.take(desk, code, said)
        except NotHere as unknown:
            # The page is there; what was typed into it is not.
            raise NothingUnderIt(key=unknown.parameters["key"]) from unknown
        return _after(desk, code)


class Register(Page):
    """Where everybody and everything is, and the grave register."""

    path = "custody/"
    name = "custody"
    may = (Action.VIEW_CUSTODY,)
    title = N_("Custody and graves")
    template = "workbench/handing/register.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show both registers."""
        return {
            "everything": register.where_things_are(desk.actor, part_sent(desk)),
            "graves": register.graves_in_part(desk.actor, part_sent(desk, "graves")),
            "crumbs": [(desk.say(self.title), "")],
        }


class CustodyPaper(Page):
    """The entry of the grave register, or the inventory of a packet, as a paper."""

    path = "custody/<str:code>.pdf"
    name = "custody-paper"
    may = (Action.VIEW_CUSTODY,)

    def show(self, desk: Desk, code: str, **keys: Any) -> HttpResponse:
        """Answer with the paper."""
        return paper(handover_forms.form_of(desk.actor, code), f"{code}.pdf")


class Alerts(Page):
    """Alerts to one's own roles, and for the prosecutor's liaison what obliges to an inquiry."""

    path = "alerts/"
    name = "alerts"
    may = (Action.SEE_ALERT,)
    title = N_("Alerts")
    template = "workbench/handing/alerts.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show what nobody has seen yet."""
        sees = desk.can(Action.VIEW_INQUIRY)
        return {
            "alerts": handing.alerts_in_part(desk.actor, part_sent(desk)),
            "inquiries": handing.inquiries_in_part(desk.actor, part_sent(desk, "inquiries"))
            if sees
            else None,
            "sees_inquiries": sees,
            "may_hold": desk.can(Action.PLACE_HOLD),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Say that an alert was seen."""
        handover.see_alert(desk.actor, key_sent(desk.request.POST.get("alert", "")))
        return desk.url("alerts")


def _step(desk: Desk, code: str, name: str) -> Step:
    """Return a step of a body that is here. Raises `NotAllowed` and `NotHere`."""
    step = STEPS.get(name)
    if step is None:
        raise NotHere(kind="step", key=name)
    lists.by_code(desk.actor, Remains, code, step.action)
    return step


def _groups(desk: Desk, way: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The steps that somebody may take, by what they are about, each with what it waits for."""
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for group, name in GROUPS.items():
        steps = [
            {"name": key, "step": one, "waits": desk.say(one.waits(way)) if one.waits(way) else ""}
            for key, one in STEPS.items()
            if one.group is group and desk.can(one.action) and key != "move"
        ]
        if steps:
            groups.append((desk.say(name), steps))
    return groups


def _after(desk: Desk, code: str) -> str:
    """Return where whoever took a step goes on: what some may do, they may not look at."""
    if desk.can(Action.VIEW_CUSTODY):
        return desk.url("handover", code=code)
    return desk.url("alerts") if desk.can(Action.SEE_ALERT) else desk.url("worklist")


def _first(desk: Desk, code: str, step: str) -> dict[str, str]:
    """What a step begins with, so that the commonest case is one press."""
    return {"move": {"label": code, "handed_by": desk.account.shown_name}}.get(step, {})


def _crumbs(desk: Desk, code: str) -> list[tuple[str, str]]:
    return [(code, desk.url("remains", code=code)), (desk.say(Handover.title), "")]
