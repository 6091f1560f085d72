"""The timeline of an operation: what was done on which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from antigone.access.actions import Action
from antigone.casework.lists.days import KINDS, cases_of_day, days
from antigone.casework.step import NotHere
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.drawn_days import draw
from antigone.workbench.forms import number_sent
from antigone.workbench.page import Page

NAMES = {
    "asked": N_("requests opened"),
    "recorded": N_("bodies recorded"),
    "examined": N_("examinations signed"),
    "searched": N_("searches"),
    "excluded": N_("exclusions"),
    "identified": N_("identifications"),
    "alive": N_("found alive"),
    "told": N_("families told"),
    "buried": N_("burials"),
    "home": N_("brought home"),
}
_MOST_SKIPPED = 1_000_000


class Timeline(Page):
    """What was done here, day by day?"""

    path = "timeline/"
    name = "timeline"
    title = N_("Timeline")
    may = (Action.VIEW_STATISTICS,)
    template = "workbench/overview/timeline.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show the days, newest first, and the cases of one of them if that is asked for."""
        asked = desk.request.GET
        listed = days(desk.actor, before=_day(asked.get("before", "")))
        kinds = [kind for kind in KINDS if any(kind in one["counts"] for one in listed["days"])]
        chosen, kind = _day(asked.get("day", "")), asked.get("kind", "")
        cases = None
        if chosen and kind in KINDS:
            skip = number_sent(asked.get("from", ""), most=_MOST_SKIPPED) or 0
            cases = cases_of_day(desk.actor, kind, chosen, skip=skip)
        return {
            **listed,
            "kinds": [(kind, NAMES[kind], desk.can(KINDS[kind].may)) for kind in kinds],
            "drawn": draw(listed["days"], kinds) if listed["days"] else None,
            "names": NAMES,
            "before": asked.get("before", "") if _day(asked.get("before", "")) else "",
            "cases": cases,
            "day": chosen,
            "kind": kind,
            "crumbs": [(desk.say(self.title), "")],
        }


def _day(written: str) -> date | None:
    """Return the day of an address, None for none. Raises `NotHere` for what is no day."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.max
    # The last day that can be written has no next one, at which it would end.
    if day == date.max:
        raise NotHere(kind="day", key=written[:40])
    return day
