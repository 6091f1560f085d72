"""Paper that goes with a body: its label, and the form for a quay without power."""

from typing import Any

from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.casework import lists
from antigone.documents.blank_forms import BlankRecording, blank_recording_pdf
from antigone.documents.labels import Label, label_pages, labels_pdf, thing_pages
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page


class LabelOfRemains(Page):
    """The label of one body, four times on a sheet: body, bag, papers, effects."""

    path = "remains/<str:code>/label"
    name = "remains-label"
    title = N_("Label")
    may = (Action.VIEW_REMAINS,)

    def show(self, desk: Desk, *, code: str, **keys: Any) -> HttpResponse:
        """Return the sheet. Raises `UnfitOperationCode` and `UnfitBodyCode`."""
        known = lists.board(desk.actor, code)
        label = Label(operation=lists.operation_code(desk.actor), code=known["remains"])
        pages = label_pages([label] * 4, language=desk.language)
        return paper(labels_pdf(pages), f"label-{known['remains']}.pdf")


class LabelsOfThings(Page):
    """Labels for what was found with a body and taken from it, each with its own code."""

    path = "remains/<str:code>/things"
    name = "thing-labels"
    title = N_("Labels")
    may = (Action.VIEW_REMAINS,)

    def show(self, desk: Desk, *, code: str, **keys: Any) -> HttpResponse:
        """Return the sheets. Raises `UnfitLabelCount` where there is nothing to label."""
        known = lists.board(desk.actor, code)
        things = [one["code"] for one in (*known["effects"], *known["samples"])]
        operation = lists.operation_code(desk.actor)
        pages = thing_pages(things, operation=operation, language=desk.language)
        return paper(labels_pdf(pages), f"labels-{known['remains']}.pdf")


class BlankForm(Page):
    """The form for recording a body by hand."""

    path = "remains/blank"
    name = "blank-form"
    title = N_("Blank form")
    may = (Action.RECORD_REMAINS,)

    def show(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Return the empty form, in the reader's language."""
        here = lists.operation_here(desk.actor)
        blank = BlankRecording(
            language=desk.language,
            operation=here["operation"],
            authority=here["authority"],
            made_at=now(),
            simulated=desk.is_exercise,
        )
        return paper(blank_recording_pdf(blank), "recording-a-body.pdf")


def paper(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that opens in the browser; its name holds codes only."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
