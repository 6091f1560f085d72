"""Where the page of somebody's draft is saved as she types."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page


class SaveDraft(Page):
    """Keep what was typed so far; nobody but its writer ever sees it."""

    path = "drafts/<path:draft>/"
    name = "save-draft"
    title = N_("Draft")
    # Whoever may do anything at all here may keep a draft of it.
    may = tuple(Action)

    def act(self, desk: Desk, *, draft: str, **keys: Any) -> HttpResponse:
        """Save, and say when."""
        try:
            row = drafts.save(desk, draft[:120], desk.request.POST)
        except drafts.DraftElsewhere as refusal:
            return JsonResponse(refusal.as_json(desk.language), status=HTTPStatus.CONFLICT)
        return JsonResponse({"time": f"{row.saved_at:%H:%M}", "version": str(row.version)})
