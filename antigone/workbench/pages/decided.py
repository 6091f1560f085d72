"""The papers of a decision; and the end of a search for a name, where nothing can be decided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models import Remains
from antigone.casework.procedures import decisions
from antigone.casework.vocabulary import choices_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import table_of


class DossierPaper(Page):
    """The dossier as a paper: numbered, for one reader."""

    path = "decisions/<uuid:key>/dossier.pdf"
    name = "dossier-paper"
    may = (Action.VIEW_DOSSIER,)

    def act(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Answer with the paper; that a copy was made is on record."""
        body, asked = table_of(desk, key)["table"].keys
        copy = decisions.make_dossier(desk.actor, remains=body, request=asked)
        return paper(copy.pdf, f"dossier-{copy.number}.pdf")


class ReportPaper(Page):
    """The Victim Identification Report of a decision."""

    path = "decisions/<uuid:key>/report.pdf"
    name = "report-paper"
    may = (Action.VIEW_DOSSIER,)

    def act(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Answer with the paper."""
        table = table_of(desk, key)["table"]
        decided = lists.identification_of_remains(desk.actor, table.remains, standing=False)
        return paper(decisions.make_report(desk.actor, decided), f"report-{table.remains}.pdf")


class _Ending(Form):
    reason = forms.ChoiceField(
        label=N_("Why it ends for now"),
        choices=[
            (one.value, dict(choices_of("Inconclusive"))[one.value])
            for one in decisions.UnidentifiedBecause
        ],
        widget=forms.RadioSelect,
    )


class CloseRemains(Page):
    """The search for a name ends for now; a further lead opens it again."""

    path = "remains/<str:code>/close"
    name = "close-remains"
    may = (Action.CLOSE_REMAINS,)
    title = N_("Without a name for now")
    template = "workbench/deciding/close.html"

    def show(self, desk: Desk, code: str, **keys: Any) -> Mapping[str, Any]:
        """Show what was decided on this body, and the reasons why its search can end."""
        return {
            "code": code,
            "decided": lists.decisions_on(desk.actor, code),
            "form": _Ending.at(desk),
            "crumbs": [(code, desk.url("remains", code=code)), (desk.say(self.title), "")],
        }

    def act(self, desk: Desk, code: str, **keys: Any) -> str:
        """End it; the body stays on the list with its reason."""
        stated = _Ending.at(desk).stated()
        decisions.close_unidentified(
            desk.actor,
            decisions.Unidentified(
                remains=lists.by_code(desk.actor, Remains, code, Action.CLOSE_REMAINS),
                reason=decisions.UnidentifiedBecause(stated["reason"]),
            ),
        )
        return desk.url("remains", code=code)


def paper(pdf: bytes, name: str) -> HttpResponse:
    """Answer with a paper; its name on disk says a code, never a person's name."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
