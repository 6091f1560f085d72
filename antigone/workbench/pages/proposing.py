"""A lead that is no face: what a laboratory, a document or a circumstance says of one body."""

from collections.abc import Mapping
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models import Remains, TracingRequest
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page


class NoSuchRequest(Refusal):
    """The code that was typed is that of no request here."""

    code = "no-such-request"
    sentence = N_("No request of this operation has the code {request}. Nobody was proposed.")
    remedy = N_("Read the code on the report once more; the search finds requests by name.")


class _Proposing(Form):
    request = forms.CharField(label=N_("Code of the request"))
    source = forms.ChoiceField(
        label=N_("What speaks of this person"),
        choices=[one for one in choices_of("CandidateSource") if one[0] != CandidateSource.FACE],
    )
    note = forms.CharField(
        label=N_("Which report, document or circumstance"),
        max_length=400,
        help_text=N_("As it can be looked up; examiners read this line, so no name."),
    )


class Propose(Page):
    """Whom does a report speak of? A lead, and no more."""

    path = "remains/<str:code>/propose"
    name = "propose"
    may = (Action.PROPOSE,)
    title = N_("Propose a lead")
    template = "workbench/searching/propose.html"

    def show(self, desk: Desk, code: str = "", **_: Any) -> Mapping[str, Any]:
        """Ask for the request, and for what speaks of it."""
        lists.by_code(desk.actor, Remains, code, Action.PROPOSE)
        return {
            "code": code,
            "form": _Proposing.at(desk),
            "may_report": desk.can(Action.WEIGH),
            "crumbs": [(code, desk.url("remains", code=code)), (desk.say(self.title), "")],
        }

    def act(self, desk: Desk, code: str = "", **_: Any) -> str:
        """Put the person on the list of this body; examiners of the discipline look next."""
        said = _Proposing.at(desk).stated()
        remains = lists.by_code(desk.actor, Remains, code, Action.PROPOSE)
        asked = said["request"].strip()
        try:
            request = lists.by_code(desk.actor, TracingRequest, asked, Action.PROPOSE)
        except NotHere:
            raise NoSuchRequest(request=asked) from None
        matching.propose(
            desk.actor,
            matching.Proposal(
                remains=remains,
                request=request,
                source=CandidateSource(said["source"]),
                note=said["note"],
            ),
        )
        return desk.url("remains", code=code)
