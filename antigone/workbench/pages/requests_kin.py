"""The family of a missing person: whose DNA could help, and who is to be told."""

from collections.abc import Mapping
from typing import Any

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models.relatives import Tie
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.drawn_family import draw
from antigone.workbench.page import Page
from antigone.workbench.pages.requests import crumbs


class Family(Page):
    """Who is related by descent, and who by life together? No name and no contact stands here."""

    path = "requests/<str:code>/family"
    name = "family"
    title = N_("Family")
    may = (Action.VIEW_REQUEST,)
    template = "workbench/requests/family.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the list first, then the same as a picture."""
        one = lists.request_on_page(desk.actor, code)
        family = one["relatives"]
        return {
            "code": one["code"],
            "family": family,
            "by_descent": sum(each["tie"] != Tie.SOCIAL for each in family),
            "by_life": sum(each["tie"] == Tie.SOCIAL for each in family),
            "drawn": draw(family) if family else None,
            "may_add": desk.can(Action.RECORD_RELATIVE),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }
