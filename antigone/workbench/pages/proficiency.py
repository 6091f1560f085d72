"""How often strangers were told from the dead: to oneself, and to the board; never as a ranking."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.roles import Discipline
from antigone.casework.lists.examining import examiners, own_disciplines
from antigone.casework.procedures import review
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page


class ProficiencyPage(Page):
    """Results on strangers among the pairs, with how little they prove."""

    path = "proficiency/"
    name = "proficiency"
    may = (Action.VIEW_REVIEW,)
    title = N_("Strangers among the pairs")
    template = "workbench/examine/proficiency.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show one's own results; to the board those of all, in the order of names."""
        of_all = desk.can(Action.VIEW_PROFICIENCY)
        whose: list[tuple[UUID, str, Discipline]]
        if of_all:
            whose = examiners(desk.actor)
        else:
            mine = desk.account.shown_name
            whose = [(desk.account.id, mine, one) for one in own_disciplines(desk.actor)]
        return {
            "of_all": of_all,
            "lines": [
                (name, review.proficiency(desk.actor, account, discipline))
                for account, name, discipline in whose
            ],
            "crumbs": [(desk.say(self.title), "")],
        }
