"""A new request: a conversation in steps, kept as it is typed, opened when nothing is missing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.casework import lists
from antigone.casework.lists.places import last_seen
from antigone.casework.models.requests import SharingLevel
from antigone.casework.procedures import photographs, taking_in
from antigone.casework.step import NotHere
from antigone.documents.blank_forms import BlankAsking, blank_asking_pdf
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import drafts, uploads
from antigone.workbench.asking import STEPS, Permitting, Step, read_aloud
from antigone.workbench.begun import (
    COMPLETE,
    draft_name,
    family_forms,
    forget,
    perhaps_known,
    receive_photographs,
    relative_in,
    report_of,
    said_in,
    state_of,
)
from antigone.workbench.desk import Desk
from antigone.workbench.family import known_relative, numbers_of, wished
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.placing import on_map
from antigone.workbench.uploads import Receipt, SentFile

_NEEDED = ("person", "reason", "permission")


class StepMissing(Refusal):
    """Something without which a request cannot be opened was not said yet."""

    code = "step-missing"
    sentence = N_("“{step}” is not complete. No request was opened; all you typed is kept.")
    remedy = N_("Go to that step; it says what is missing.")


class PerhapsKnown(Refusal):
    """The same person may be looked for already: two requests would part what belongs together."""

    code = "perhaps-known"
    sentence = N_("A request for a person of this name, or with this telephone, exists: {codes}.")
    remedy = N_("Compare them. If it is somebody else, say so below and open the request.")


class CodeOfRequest(Refusal):
    """A code stands for one request."""

    code = "code-of-request"
    sentence = N_("{code} belongs to another request. Nothing was begun.")
    remedy = N_("Take {free}.")


class Coding(Form):
    """Under which code a request begins."""

    code = forms.RegexField(
        regex=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$",
        label=N_("Code of the request"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        error_messages={
            "invalid": N_("Letters, digits and hyphens: T-0031."),
            "required": N_("Write a code."),
        },
    )


class OtherPerson(Form):
    """That a person of the same name is somebody else."""

    others = forms.BooleanField(label=N_("They are other people; I compared them"), required=False)


class NewRequest(Page):
    """Under which code does the conversation begin, or go on?"""

    path = "requests/new"
    name = "new-request"
    title = N_("New request")
    may = (Action.OPEN_REQUEST,)
    template = "workbench/requests/new.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Offer the next code, and what was begun."""
        begun = {
            page.split("/")[1]: at
            for page, at in drafts.begun(desk)
            if page.startswith("asking/") and page.count("/") == 2
        }
        return {
            "form": Coding.at(desk, initial={"code": lists.next_request_code(desk.actor)}),
            "begun": sorted(begun.items()),
            "crumbs": _crumbs(desk, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, **_: Any) -> str:
        """Begin, if the code is free."""
        code = str(Coding.at(desk).stated()["code"])
        if lists.is_request(desk.actor, code):
            raise CodeOfRequest(code=code, free=lists.next_request_code(desk.actor))
        return desk.url("request-step", code=code, step=STEPS[0].name)


class BegunRequest(Page):
    """What was said, what is missing, and may it be opened?"""

    path = "requests/new/<str:code>/"
    name = "begun-request"
    title = N_("New request")
    may = (Action.OPEN_REQUEST,)
    template = "workbench/requests/begun.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the steps, those that are missing something in words."""
        if lists.is_request(desk.actor, code):
            raise NotHere(kind="draft", key=code)
        said = {one.name: said_in(desk, code, one) for one in STEPS}
        states = {one.name: state_of(desk, one, said[one.name]) for one in STEPS}
        missing = [one for one in STEPS if one.name in _NEEDED and states[one.name] != COMPLETE]
        return {
            "code": code,
            "steps": [(number, one, states[one.name]) for number, one in enumerate(STEPS, start=1)],
            "missing": [desk.say(one.title) for one in missing],
            "known": perhaps_known(desk, said) if not missing else [],
            "form": OtherPerson.at(desk),
            "crumbs": _crumbs(desk, (code, "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str | HttpResponse:
        """Open it with all that was said; or forget it."""
        if desk.request.POST.get("do") == "forget":
            forget(desk, code)
            return desk.url("new-request")
        said = {one.name: said_in(desk, code, one) for one in STEPS}
        for one in STEPS:
            if one.name in _NEEDED and state_of(desk, one, said[one.name]) != COMPLETE:
                raise StepMissing(step=desk.say(one.title))
        known = perhaps_known(desk, said)
        if known and not OtherPerson.at(desk).stated()["others"]:
            raise PerhapsKnown(codes=", ".join(one["request"] for one in known))
        family = [
            relative_in(desk, said["family"], number) for number in numbers_of(said["family"])
        ]
        kin = [
            taking_in.Kin(
                known=known_relative(stated, request=None, enquirer=None),
                asks=stated["asks"],
                wishes=wished(wishes, relative=None),
            )
            for stated, wishes in family
        ]
        opened = taking_in.open_with_family(desk.actor, report_of(desk, code, said), kin)
        kept, refused = receive_photographs(desk, opened.id, said["photographs"])
        forget(desk, code)
        if not refused:
            return desk.url("request", code=code)
        shown = {"desk": desk, "code": code, "kept": kept, "refused": refused}
        opened_page = "workbench/requests/opened.html"
        return render(desk.request, opened_page, shown | {"title": N_("Request opened")})


class RequestStep(Page):
    """One part of the conversation."""

    path = "requests/new/<str:code>/<str:step>"
    name = "request-step"
    title = N_("New request")
    may = (Action.OPEN_REQUEST,)
    template = "workbench/requests/step.html"
    takes_photographs = True

    def show(self, desk: Desk, *, code: str, step: str, **_: Any) -> Mapping[str, Any]:
        """Show the step as it was left."""
        number, one = _step(step)
        page = draft_name(code, one)
        draft = drafts.kept(desk, page)
        values = dict(desk.said.lists()) if desk.said is not None else draft.values if draft else {}
        shown: dict[str, Any] = {
            "code": code,
            "step": one,
            "number": number,
            "draft": draft,
            "draft_page": page,
            "title": one.title,
            "crumbs": _crumbs(
                desk, (code, desk.url("begun-request", code=code)), (desk.say(one.title), "")
            ),
        }
        if one.name == "permission":
            begun = lists.basis_here(desk.actor) | {"sharing": SharingLevel.OPERATION.value}
            shown["form"] = Permitting.at(desk, initial=begun | (draft.initial if draft else {}))
            shown["aloud"] = read_aloud()
        elif one.name == "photographs":
            found = [uploads.held(desk, value) for value in values.get("upload", [])]
            shown["held"] = [sent for sent in found if sent is not None]
            shown["gone"] = len(found) - len(shown["held"])
        elif one.name == "family":
            shown["family"] = family_forms(desk, values)
        elif one.form is not None:
            shown["form"] = one.form.at(desk, initial=draft.initial if draft else None)
        if one.name == "reason":
            shown["places"] = on_map(last_seen(desk.actor)["places"], "last-seen")
        return shown

    def act(self, desk: Desk, *, code: str, step: str, **_: Any) -> str:
        """Keep what was said, and go on."""
        one = _step(step)[1]
        page = draft_name(code, one)
        drafts.save(desk, page, desk.request.POST)
        do = desk.request.POST.get("do", "")
        if do == "more":
            return desk.url("request-step", code=code, step=step)
        if one.form is not None:
            one.form.at(desk).stated()
        if one.name == "family":
            values = dict(desk.request.POST.lists())
            for number in numbers_of(values):
                relative_in(desk, values, number)
        order = [each.name for each in STEPS]
        if do == "list" or one.name == order[-1]:
            return desk.url("begun-request", code=code)
        return desk.url("request-step", code=code, step=order[order.index(one.name) + 1])


class BlankRequest(Page):
    """The form for an interview by hand, where there is no power."""

    path = "requests/blank"
    name = "blank-request"
    title = N_("Blank form")
    may = (Action.OPEN_REQUEST,)

    def show(self, desk: Desk, **_: Any) -> HttpResponse:
        """Return the empty form, in the reader's language."""
        blank = BlankAsking(
            language=desk.language,
            operation=str((desk.operation or {})["name"]),
            authority=lists.basis_here(desk.actor)["controller"],
            made_at=now(),
            simulated=desk.is_exercise,
        )
        answer = HttpResponse(blank_asking_pdf(blank), content_type="application/pdf")
        answer["Content-Disposition"] = 'inline; filename="asking-for-somebody.pdf"'
        return answer


@uploads.takes("asked")
def hold_for_request(desk: Desk, sent: SentFile) -> Receipt:
    """Look at a photograph whose request is not opened yet; it waits, sealed, for that."""
    photographs.inspect_reference(desk.actor, sent.name, sent.content)
    said = desk.say(N_("Here, and can be read. It is kept when the request is opened."))
    return Receipt(sentence=said, value=str(sent.key), holds=True)


def _step(name: str) -> tuple[int, Step]:
    for number, one in enumerate(STEPS, start=1):
        if one.name == name:
            return number, one
    raise NotHere(kind="step", key=name)


def _crumbs(desk: Desk, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(desk.say(N_("Requests")), desk.url("all-requests")), *more]
