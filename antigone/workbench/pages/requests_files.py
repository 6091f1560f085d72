"""Files of many requests, let in by two; and a list of the missing that outgrows what was declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.parts import part_of
from antigone.casework.procedures import bulk, operations
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, part_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.remains import refuse_too_much
from antigone.workbench.signature import require_signature


class NoFile(Refusal):
    """The file is not kept here: whoever signs has it at hand."""

    code = "no-file"
    sentence = N_("No file is chosen. Nothing was done.")
    remedy = N_("Choose the file. It is read and not kept; its digest says that it is the same.")


class FileGiven(Form):
    """What is done with a file, and why it comes as one."""

    because = forms.CharField(
        label=N_("Whose list it is, and why it comes in one file"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Clearing(Form):
    """How many may be looked for."""

    people = forms.IntegerField(
        label=N_("So many people may be looked for"), min_value=1, max_value=10_000_000
    )
    because = forms.CharField(
        label=N_("Why more are looked for than were declared missing"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": N_("Say why.")},
    )


class RequestFiles(Page):
    """Which lists of many wait to be let in?"""

    path = "requests/files"
    name = "request-files"
    title = N_("Files of many requests")
    may = (Action.SIGN_BULK,)
    template = "workbench/requests/files.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show what was entered, by whom it is signed, and what was opened."""
        return {
            "files": part_of(lists.files_of_requests(desk.actor), part_sent(desk)),
            "form": FileGiven.at(desk),
            "may_enter": desk.can(Action.ENTER_BULK),
            "may_open": desk.can(Action.OPEN_REQUEST),
            "crumbs": [
                (desk.say(N_("Requests")), desk.url("all-requests")),
                (desk.say(self.title), ""),
            ],
        }

    def act(self, desk: Desk, **_: Any) -> str | HttpResponse:
        """Enter, sign or open a file that this person has at hand."""
        stated = FileGiven.at(desk).stated()
        given = _given(desk)
        do = desk.request.POST.get("do", "")
        if do == "open":
            opened = bulk.open_requests(desk.actor, given)
            return self._rendered(desk, {**self.show(desk), "opened": opened})
        require_signature(desk)
        if do == "enter":
            bulk.enter_file(desk.actor, given, because=stated["because"])
        else:
            bulk.sign_file(desk.actor, given)
        return desk.url("request-files")


class ClearGallery(Page):
    """May more people be looked for than were declared missing?"""

    path = "requests/clearance"
    name = "clear-gallery"
    title = N_("How many may be looked for")
    may = (Action.CLEAR_GALLERY,)
    template = "workbench/requests/clearance.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show the numbers that the decision is about."""
        return {
            "size": lists.gallery_size(desk.actor),
            "form": Clearing.at(desk),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **_: Any) -> str:
        """Clear a larger list, with the reason."""
        stated = Clearing.at(desk).stated()
        require_signature(desk)
        operations.clear_gallery(desk.actor, operations.Clearance(**stated))
        return desk.url("worklist")


def _given(desk: Desk) -> bulk.GivenFile:
    refuse_too_much(desk)
    came = desk.request.FILES.get("file")
    if came is None:
        raise NoFile
    return bulk.GivenFile(name=str(came.name)[:200], content=came.read())
