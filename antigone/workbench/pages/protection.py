"""Data protection: is every datum still allowed to be here?"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.lists import oversight
from antigone.casework.models.oversight import CheckFinding
from antigone.casework.parts import part_of
from antigone.casework.procedures import overseeing
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import choices_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, day_sent, part_sent
from antigone.workbench.page import Page

_DAYS = 60


class Protection(Page):
    """What was withdrawn, what ends soon, and what shows that it is gone."""

    path = "protection/"
    name = "protection"
    may = (Action.WITHDRAW_PERMISSION,)
    title = N_("Data protection")
    template = "workbench/protection/overview.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show what waits first; then what ends, then the receipts."""
        withdrawn = lists.withdrawals(desk.actor)
        ending = lists.ending(desk.actor, days=_DAYS) if desk.can(Action.VIEW_REQUEST) else []
        return {
            "waiting": part_of(
                [one for one in withdrawn if not one["files_gone"]], part_sent(desk)
            ),
            "ending": part_of(ending, part_sent(desk, "ending")),
            "receipts": part_of(
                [one for one in withdrawn if one["files_gone"]], part_sent(desk, "receipts")
            ),
            "days": _DAYS,
            "oversees": desk.can(Action.CHECK_SEARCH),
            **(_overseen(desk) if desk.can(Action.CHECK_SEARCH) else {}),
            "crumbs": [(desk.say(self.title), "")],
        }


def _overseen(desk: Desk) -> dict[str, Any]:
    """Return what nobody but the officer sees: how people search, and what leaves the home."""
    packets = oversight.packets_outside(desk.actor)
    return {
        "unusual": oversight.unusual_searching(desk.actor),
        "firsts": part_of(oversight.first_searches_to_check(desk.actor), part_sent(desk, "firsts")),
        "to_sign": packets["waiting"],
        "gone": part_of(packets["gone"], part_sent(desk, "gone")),
    }


class _Looked(Form):
    finding = forms.ChoiceField(
        label=N_("What came of it"), choices=choices_of("CheckFinding"), widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=N_("What you looked at, whom you asked, and the answer"),
        max_length=400,
        help_text=N_("Codes, and the name of nobody who is missing"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": N_("Write it in a sentence: a tick tells nobody later.")},
    )


class CheckSearch(Page):
    """Was this search made from a dead body, for the purpose that it states?"""

    path = "protection/searches/<uuid:key>/"
    name = "check-search"
    may = (Action.CHECK_SEARCH,)
    title = N_("Look into a search")
    template = "workbench/protection/search.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show what stood when the search was made; nobody whom it listed."""
        return {
            "one": oversight.search_to_check(desk.actor, key),
            "form": _Looked.at(desk),
            "crumbs": [
                (desk.say(Protection.title), desk.url("protection")),
                (desk.say(self.title), ""),
            ],
        }

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Record that it was looked into."""
        overseeing.look_into(desk.actor, _looked(desk, search=key))
        return desk.url("protection")


class CheckDay(Page):
    """What were all the searches for that somebody made on this day?"""

    path = "protection/searches/<uuid:searcher>/<str:day>"
    name = "check-day"
    may = (Action.CHECK_SEARCH,)
    title = N_("Searches of one day")
    template = "workbench/protection/day.html"

    def show(self, desk: Desk, searcher: UUID, day: str, **keys: Any) -> Mapping[str, Any]:
        """Show every search of the day: when, from which body."""
        on = _day(day)
        return {
            "day": on,
            "one": oversight.day_to_check(desk.actor, searcher, on),
            "form": _Looked.at(desk),
            "crumbs": [
                (desk.say(Protection.title), desk.url("protection")),
                (desk.say(self.title), ""),
            ],
        }

    def act(self, desk: Desk, searcher: UUID, day: str, **keys: Any) -> str:
        """Record that they were looked into."""
        overseeing.look_into(desk.actor, _looked(desk, searcher=searcher, day=_day(day)))
        return desk.url("protection")


def _looked(desk: Desk, **of: Any) -> overseeing.LookedInto:
    said = _Looked.at(desk).stated()
    finding = CheckFinding(said["finding"])
    return overseeing.LookedInto(finding=finding, because=said["because"], **of)


def _day(written: str) -> date:
    day = day_sent(written)
    if day is None:
        raise NotHere(kind="day", key=written[:20])
    return day
