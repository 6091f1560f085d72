"""Audits: which bodies might be one person. A reason to look, from which nothing follows by itself."""

from collections.abc import Mapping
from typing import Any

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.parts import part_of
from antigone.casework.procedures.auditing import WHY_NOT_BY_CODE, begin_audit
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import part_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import asks_first


class Audits(Page):
    """Which bodies might be one person, and how each audit went."""

    path = "audits/"
    name = "audits"
    may = (Action.VIEW_CANDIDATES,)
    title = N_("Bodies that might be one person")
    template = "workbench/reconciling/audits.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show how audits went, and after a word of warning whom they found."""
        asks = desk.said is None and asks_first(desk)
        found = None if asks else lists.perhaps_one(desk.actor)
        return {
            "asks": asks,
            "found": found,
            "part": found and part_of(found.pairs, part_sent(desk)),
            "audits": [
                (one, [(desk.say(WHY_NOT_BY_CODE[why]), many) for why, many in one.refused.items()])
                for one in lists.audits(desk.actor)
            ],
            "may_audit": desk.can(Action.AUDIT),
            "crumbs": [(desk.say(self.title), "")],
        }


class BeginAudit(Page):
    """The button that lets an audit begin, or go on where it was cut off."""

    path = "audits/begin"
    name = "begin-audit"
    may = (Action.AUDIT,)

    def act(self, desk: Desk, **keys: Any) -> str:
        """Leave the work to the workers of the home."""
        begin_audit(desk.actor)
        return desk.url("audits")
