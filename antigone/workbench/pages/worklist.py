"""The front page: what waits for me, what waits for others, what rests until a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch

from antigone.access import resting
from antigone.access.actions import Action
from antigone.access.clock import today
from antigone.access.exposure import exposure_today
from antigone.casework import lists
from antigone.casework.lists.waiting import NEXT_EXAMINATION
from antigone.casework.step import NotHere
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.desk import Desk
from antigone.workbench.filtering import filters_of, keep_filters
from antigone.workbench.forms import Form, number_sent
from antigone.workbench.page import HousePage, Page
from antigone.workbench.pages.worklist_words import KINDS, age_of, pages_by_name, row_of

# Drafts that stand under another name than their page.
_DRAFTED = {"remains": "record-remains", "asking": "begun-request"}
_ASKED_FOR = re.compile(r"<\w+:(\w+)>")
_A_PAGE = 50
_CHOICES = ("kind", "order")
_MOST = 5_000


class Front(HousePage):
    """The way in: to the only operation of whoever signs in, or to the list of them."""

    path = ""
    name = "front"
    title = N_("Operations")
    template = "workbench/worklist/operations.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any] | HttpResponse:
        """Go to the only operation, or list those in which this person works."""
        mine = [one for one in desk.operations if one["roles"]]
        if len(mine) == 1:
            return HttpResponseRedirect(f"/o/{mine[0]['operation']}/")
        return {"mine": mine, "may_administrate": desk.can(Action.OPEN_OPERATION)}


class Worklist(Page):
    """What is waiting for me?"""

    path = ""
    name = "worklist"
    title = N_("Waiting for you")
    # Whoever holds a role has a worklist; what stands on it is asked for each kind.
    may = tuple(Action)
    template = "workbench/worklist/worklist.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show it as this person last chose to see it."""
        chosen = _chosen(desk)
        rests = resting.resting(desk.actor)
        pages = _pages_asked(desk)
        listed = lists.worklist(
            desk.actor,
            rests,
            kind=chosen.kind,
            most=_A_PAGE * pages,
            newest_first=chosen.newest_first,
        )
        mine = [row_of(desk, one) for one in listed.mine]
        return {
            "mine": mine,
            "first": next((one.address for one in mine if one.address), ""),
            "drafts": begun(desk),
            "hidden": listed.count("mine") - listed.count("mine", chosen.kind),
            "hidden_more": bool(listed.more.get("mine", frozenset()) - {chosen.kind}),
            "others": [row_of(desk, one) for one in listed.others],
            "others_count": listed.count("others", chosen.kind),
            "others_more": listed.has_more("others", chosen.kind),
            "resting": [(row_of(desk, one), rests.get(one.item)) for one in listed.resting],
            "resting_count": listed.count("resting", chosen.kind),
            "resting_more": listed.has_more("resting", chosen.kind),
            "kinds": _kinds(desk, listed, chosen.kind),
            "chosen": chosen,
            "count": listed.count("mine", chosen.kind),
            "count_more": listed.has_more("mine", chosen.kind),
            "more": pages + 1 if _is_cut(listed, chosen.kind) else 0,
            "exposure": exposure_today(desk.account.id),
            "may_record": desk.can(Action.RECORD_REMAINS),
            "may_open": desk.can(Action.OPEN_REQUEST),
            "everyone": _everyone(desk),
        }

    def act(self, desk: Desk, **_: Any) -> str:
        """Keep which kind is shown, and in which order."""
        keep_filters(desk, self.name, _CHOICES)
        return desk.url("worklist")


class RestUntil(Form):
    """Until when something rests."""

    until = forms.DateField(
        label=N_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": N_("Choose the day on which it comes back."),
            "invalid": N_("Write the day as in 2026-05-12."),
        },
    )


class RestItem(Page):
    """Until when does this rest? On my own list; for everybody else it goes on waiting."""

    path = "worklist/rest/<str:kind>/<str:key>/"
    name = "rest"
    title = N_("Rest until")
    may = tuple(Action)
    template = "workbench/worklist/rest.html"

    def show(self, desk: Desk, *, kind: str, key: str, **_: Any) -> Mapping[str, Any]:
        """Offer the usual days, and any other."""
        item = _item(kind, key)
        days = [(today() + timedelta(days=ahead), ahead) for ahead in (1, 3, 7)]
        return {
            "form": RestUntil.at(desk),
            "verb": desk.say(KINDS[kind].verb),
            "days": days,
            "until": resting.resting(desk.actor).get(item),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, *, kind: str, key: str, **_: Any) -> str:
        """Put it aside, or back."""
        item = _item(kind, key)
        if desk.request.POST.get("do") == "wake":
            resting.wake(desk.actor, item)
        else:
            until: date = RestUntil.at(desk).stated()["until"]
            resting.rest(desk.actor, item, until)
        return desk.url("worklist")


@dataclass(frozen=True)
class Chosen:
    """How somebody sees the worklist. An empty `kind` shows everything."""

    kind: str
    newest_first: bool


@dataclass(frozen=True)
class Begun:
    """Something that this person has begun to write and not recorded."""

    title: str
    code: str
    address: str
    age: str


def begun(desk: Desk) -> list[Begun]:
    """Return what this person has begun, each case once; what leads to no page is left out."""
    found: dict[str, Begun] = {}
    for kept, saved_at in drafts.begun(desk):
        name, *parts = kept.split("/")
        known = pages_by_name().get(_DRAFTED.get(name, name))
        if known is None or not any(desk.can(step) for step in known.may):
            continue
        # A draft stands under its page and what the page's address asks for, in that order.
        keys = dict(zip(_ASKED_FOR.findall(known.path), parts, strict=False))
        try:
            address = desk.url(known.name, **keys)
        except NoReverseMatch:
            continue
        code, age = keys.get("code", ""), age_of(desk, saved_at)
        found[address] = Begun(desk.say(known.title), code, address, age)
    return list(found.values())


def _chosen(desk: Desk) -> Chosen:
    said = filters_of(desk, Worklist.name, _CHOICES)
    kind = said["kind"] if said["kind"] in KINDS else ""
    return Chosen(kind, newest_first=said["order"] == "newest")


def _item(kind: str, key: str) -> str:
    """Return what rests, as the list calls it. Raises `NotHere` for what no list could hold."""
    fits = len(key) <= 64 and all(one in "0123456789abcdef" for one in key)
    if kind not in KINDS or kind == NEXT_EXAMINATION or not key or not fits:
        raise NotHere(kind="item", key=key[:80])
    return f"{kind}:{key}"


def _is_cut(listed: lists.Worklist, kind: str) -> bool:
    return listed.count("mine", kind) > len(listed.mine) or listed.has_more("mine", kind)


def _pages_asked(desk: Desk) -> int:
    return number_sent(desk.request.GET.get("pages", ""), most=_MOST // _A_PAGE) or 1


def _kinds(desk: Desk, listed: lists.Worklist, chosen: str) -> list[tuple[str, str]]:
    """Return the kinds that the filter offers; how many examinations there are is told to nobody."""
    known = {name for turn in listed.counts.values() for name in turn} | ({chosen} - {""})
    return [(name, desk.say(words.verb)) for name, words in KINDS.items() if name in known]


def _everyone(desk: Desk) -> list[tuple[str, str]]:
    """Return the lists on which everybody stands with an outcome, for whoever may read them."""
    ways = (
        (Action.VIEW_REQUEST, "all-requests", N_("The missing and their outcome")),
        (Action.VIEW_REMAINS, "all-remains", N_("The dead and their outcome")),
    )
    return [(desk.say(words), desk.url(page)) for step, page, words in ways if desk.can(step)]
