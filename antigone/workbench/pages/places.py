"""The map of an operation: where bodies were recovered, and where the missing were last seen."""

from collections.abc import Mapping
from typing import Any

from antigone.access.actions import Action
from antigone.casework.lists.places import last_seen, recoveries
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page
from antigone.workbench.placing import on_map


class Places(Page):
    """Where were they recovered, and where were the missing last seen?

    For whoever works with the lists of either side. No page of an examiner leads here: places are a
    reason to see likeness.
    """

    path = "map/"
    name = "map"
    title = N_("Map")
    may = (Action.VIEW_REQUEST, Action.VIEW_CUSTODY, Action.VIEW_INQUIRY)
    template = "workbench/overview/map.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show both tables, a page of each, and the map that is drawn from them."""
        asked = desk.request.GET
        bodies = recoveries(desk.actor, after=asked.get("bodies", "")[:40])
        people = last_seen(desk.actor, after=asked.get("people", "")[:40])
        return {
            "bodies": bodies,
            "people": people,
            "may": {
                "remains": desk.can(Action.VIEW_REMAINS),
                "requests": desk.can(Action.VIEW_REQUEST),
            },
            "any": bodies["places"] or people["places"],
            "places": [
                *on_map(bodies["places"], "recovered"),
                *on_map(people["places"], "last-seen"),
            ],
            "crumbs": [(desk.say(self.title), "")],
        }
