"""Data protection: is every datum still allowed to be here?"""

from collections.abc import Mapping
from typing import Any

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.parts import part_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import part_sent
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
            "crumbs": [(desk.say(self.title), "")],
        }
