"""The figures by which an operation weighs findings: which hold, whom they describe, since when."""

from collections.abc import Mapping
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures.populations import Figures, adopt_figures
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import AllDecisions
from antigone.workbench.pages.remains import refuse_too_much
from antigone.workbench.pages.requests_files import NoFile
from antigone.workbench.signature import require_signature


class Adopting(Form):
    """Why this operation needs other figures."""

    because = forms.CharField(
        label=N_("Whom they describe, and why they replace others"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": N_("Say why.")},
    )


class FiguresPage(Page):
    """By which figures are findings weighed here?"""

    path = "figures/"
    name = "figures"
    may = (Action.VIEW_DOSSIER,)
    title = N_("Figures of the population")
    template = "workbench/weighed/figures.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show every table that was adopted, the one in force first."""
        held = lists.figures_held(desk.actor)
        return {
            "in_force": held[0],
            "earlier": held[1:],
            "form": Adopting.at(desk),
            "may_adopt": desk.can(Action.ADOPT_FIGURES),
            "crumbs": [
                (desk.say(AllDecisions.title), desk.url("all-decisions")),
                (desk.say(self.title), ""),
            ],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Adopt another table; what was weighed before keeps its numbers."""
        stated = Adopting.at(desk).stated()
        refuse_too_much(desk)
        came = desk.request.FILES.get("file")
        if came is None:
            raise NoFile
        require_signature(desk)
        figures = Figures(name=str(came.name)[:200], content=came.read(), because=stated["because"])
        adopt_figures(desk.actor, figures)
        return desk.url("figures")
