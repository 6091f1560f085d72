"""The dead of an operation: every one of them, and how a body is recorded."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.description import Absent, PartialDate
from antigone.casework.lists.places import recoveries
from antigone.casework.models import Remains
from antigone.casework.models.remains import Condition, Custody, Party, RemainsKind
from antigone.casework.procedures import intake, photographs, taking_in
from antigone.casework.vocabulary import choices_of
from antigone.documents.labels import Label
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import drafts, uploads
from antigone.workbench.desk import Desk
from antigone.workbench.filtering import OUTCOME, keep_filters, outcome_chosen, outcomes_offered
from antigone.workbench.forms import Form, coded, part_sent
from antigone.workbench.page import Page
from antigone.workbench.placing import clean_place, on_map, place_field
from antigone.workbench.uploads import Receipt, SentFile

_DRAFT = "remains"
_TAKEN_AT = N_(
    "Its camera says where it was taken: {position}. That is recorded as the place of recovery,"
    " unless you write another."
)
_CODE = forms.RegexField(
    regex=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$",
    label=N_("Code"),
    max_length=40,
    widget=forms.TextInput(
        attrs={"autocomplete": "off", "dir": "ltr", "class": "form-control code"}
    ),
    error_messages={
        "invalid": N_("Letters, digits and hyphens, as on the label: R-0042."),
        "required": N_("Write the code on the label."),
    },
)


class NoPhotograph(Refusal):
    """A body without a photograph cannot be found by its face, and may be confused with another."""

    code = "no-photograph-yet"
    sentence = N_("No photograph is chosen. Nothing was recorded; all you typed is kept.")
    remedy = N_("Take one in which the label can be read, or say that none can be taken.")


class TooMuchAtOnce(Refusal):
    """Without its script a page sends files whole, and they are held in memory only."""

    code = "too-much-at-once"
    sentence = N_("The file has more than {megabytes} MB. Nothing was recorded.")
    remedy = N_("Send it with a browser that runs the page's script: it then goes in pieces.")


class CodeOfAnother(Refusal):
    """Two bodies under one code are one body too few."""

    code = "code-of-another"
    sentence = N_("{code} belongs to a body recorded at {time} by {name}. Nothing was recorded.")
    remedy = N_("Open it, or take {free}.")


class Recording(Form):
    """What is recorded of a body on the quay. All but code, place and photograph may come later."""

    code = _CODE
    place = forms.CharField(
        label=N_("Where"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": N_("Say where the body lies.")},
    )
    legible = forms.ChoiceField(
        label=N_("The code can be read in the photograph"),
        choices=[("yes", N_("yes")), ("no", N_("no"))],
        widget=forms.RadioSelect,
        required=False,
    )
    without = forms.BooleanField(label=N_("No photograph can be taken now"), required=False)
    kind = coded("RemainsKind", label=N_("Body or part"), required=False)
    part_of = forms.CharField(
        label=N_("Part of"),
        max_length=40,
        required=False,
        help_text=N_("Code of the body, if known"),
    )
    recovered_on = forms.CharField(
        label=N_("Recovered on"),
        max_length=10,
        required=False,
        help_text=N_("As precise as known: 2026, 2026-05 or 2026-05-12"),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )
    recovered_at = place_field(N_("Recovered at"))
    recovered_by = forms.CharField(label=N_("Recovered by"), max_length=120, required=False)
    party = coded("Party", label=N_("Party"), required=False)
    custody = coded("Custody", label=N_("Custody"), required=False)
    condition = forms.ChoiceField(
        label=N_("Condition"),
        choices=[*choices_of("Absent"), *choices_of("Condition")],
        required=False,
    )
    authority = forms.CharField(label=N_("For which authority"), max_length=200, required=False)

    def clean_part_of(self) -> str:
        """Hold a code to a body that is here."""
        code = str(self.cleaned_data["part_of"]).strip()
        if code and lists.recorded_as(self.desk.actor, code) is None:
            said = N_("No body of this operation has the code {code}.")
            raise forms.ValidationError(self.desk.say(said, code=code))
        return code

    def clean_recovered_at(self) -> str:
        """Hold a position to what it may be."""
        return clean_place(self, "recovered_at")

    def clean_recovered_on(self) -> str:
        """Hold a date to what it may be."""
        stated = str(self.cleaned_data["recovered_on"])
        try:
            return str(PartialDate(stated)) if stated else ""
        except Refusal as refusal:
            raise forms.ValidationError(refusal.advise(self.desk.language)) from None


class AllRemains(Page):
    """Every body and part of the operation, and what waits at each."""

    path = "remains/"
    name = "all-remains"
    title = N_("Remains")
    may = (Action.VIEW_REMAINS,)
    template = "workbench/remains/all.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """List them in the order of their codes, a part at a time."""
        outcome = outcome_chosen(desk, self.name)
        listed = lists.remains_listed(desk.actor, outcome=outcome, number=part_sent(desk))
        counts = listed["counts"]
        return {
            **listed,
            "outcome": outcome,
            "outcomes": outcomes_offered(counts, outcome),
            "hidden": sum(counts.values()) - counts.get(outcome, 0) if outcome else 0,
            "may_record": desk.can(Action.RECORD_REMAINS),
            "may_see_audits": desk.can(Action.VIEW_CANDIDATES),
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Keep which outcome is shown."""
        keep_filters(desk, self.name, OUTCOME)
        return desk.url(self.name)


class RecordRemains(Page):
    """Which body, where, and one photograph."""

    path = "remains/new"
    name = "record-remains"
    title = N_("Record remains")
    may = (Action.RECORD_REMAINS,)
    template = "workbench/remains/record.html"
    takes_photographs = True

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show the form: empty with the next free code, or as it was left."""
        draft = drafts.kept(desk, _DRAFT)
        free = lists.next_remains_code(desk.actor)
        begun = {"code": free, "authority": lists.operation_here(desk.actor)["authority"]}
        kept = {**begun, **(draft.initial if draft else {})}
        stated = desk.said or {}
        value = stated.get("upload", "") or kept.get("upload", "")
        return {
            "form": Recording.at(desk, initial=kept),
            "draft": draft,
            "free": free,
            "held": uploads.held(desk, str(value)) if value else None,
            "recorded": desk.request.GET.get("recorded", "")[:40],
            "most": settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 1024**2,
            "places": on_map(recoveries(desk.actor)["places"], "recovered"),
            "crumbs": [(desk.say(N_("Remains")), desk.url("all-remains")), (self.title, "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Record the body with its photograph; neither, if the two do not fit."""
        said = desk.request.POST
        refuse_too_much(desk)
        if said.get("do") == "leave-out":
            _let_go(desk)
            return desk.url("record-remains")
        stated = Recording.at(desk).stated()
        sent = uploads.held(desk, said.get("upload", "")) or _sent_whole(desk)
        if sent is None and not stated["without"]:
            raise NoPhotograph
        code = stated["code"]
        known = lists.recorded_as(desk.actor, code)
        if known is not None:
            raise CodeOfAnother(
                code=code,
                time=f"{known['at']:%Y-%m-%d %H:%M}",
                name=known["by"],
                free=lists.next_remains_code(desk.actor),
            )
        if sent is not None:
            labels, position = _seen_in(desk, sent)
            photographs.refuse_other_label(desk.actor, labels, code)
            stated["recovered_at"] = stated["recovered_at"] or position
        taken = None
        if sent is not None:
            taken = photographs.TakenPhotograph(
                remains=None,
                name=sent.name,
                content=sent.content,
                code_stated={"yes": True, "no": False}.get(stated["legible"]),
            )
        taking_in.record_with_photograph(desk.actor, _found(desk, stated), taken)
        _let_go(desk)
        drafts.drop(desk, _DRAFT)
        if said.get("do") == "open":
            return desk.url("remains", code=code)
        return f"{desk.url('record-remains')}?recorded={code}"


class CheckCode(Page):
    """Whether a code is free, while it is written."""

    path = "remains/free"
    name = "free-code"
    title = N_("Record remains")
    may = (Action.RECORD_REMAINS,)

    def show(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Say whom the code belongs to, or that it is free."""
        code = desk.request.GET.get("code", "")[:40]
        known = lists.recorded_as(desk.actor, code)
        if known is None:
            return JsonResponse(
                {"free": True, "sentence": desk.say(N_("{code} is free."), code=code)}
            )
        refusal = CodeOfAnother(
            code=code,
            time=f"{known['at']:%Y-%m-%d %H:%M}",
            name=known["by"],
            free=lists.next_remains_code(desk.actor),
        )
        return JsonResponse(refusal.as_json(desk.language), status=HTTPStatus.CONFLICT)


@uploads.takes("held")
def hold_for_form(desk: Desk, sent: SentFile) -> Receipt:
    """Look at a photograph whose body is not recorded yet; it waits, sealed, for its form."""
    seen = photographs.inspect_post_mortem(desk.actor, sent.name, sent.content)
    said = [desk.say(N_("Here, and can be read. It is kept when the body is recorded."))]
    if seen.labels:
        codes = ", ".join(one.code for one in seen.labels)
        said.append(desk.say(N_("The label in it reads {codes}."), codes=codes))
    if seen.position:
        said.append(desk.say(_TAKEN_AT, position=_written(seen.position)))
    noted = {
        "labels": json.dumps([one.payload for one in seen.labels]),
        "position": _written(seen.position) if seen.position else "",
    }
    return Receipt(sentence=" ".join(said), value=str(sent.key), holds=True, noted=noted)


def refuse_too_much(desk: Desk) -> None:
    """Raise `TooMuchAtOnce` for a form whose files are more than memory takes."""
    length = desk.request.META.get("CONTENT_LENGTH") or "0"
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if desk.request.content_type == "multipart/form-data" and int(length) > most:
        raise TooMuchAtOnce(megabytes=most // 1024**2)


def _sent_whole(desk: Desk) -> SentFile | None:
    """Return the file that came with the form itself, where the page's script did not run."""
    came = desk.request.FILES.get("files")
    if came is None:
        return None
    name = str(came.name)[:200]
    return SentFile(key=desk.account.id, name=name, pieces=came.chunks, about={})


def _let_go(desk: Desk) -> None:
    """Remove every file that waited for this form."""
    for value in desk.request.POST.getlist("upload"):
        if (waiting := uploads.held(desk, value)) is not None:
            uploads.forget(desk, waiting.key)


def _seen_in(desk: Desk, sent: SentFile) -> tuple[list[Label], str]:
    """Return the labels that were read in a photograph when it came, and where it was taken."""
    if "labels" not in sent.about:
        seen = photographs.inspect_post_mortem(desk.actor, sent.name, sent.content)
        return list(seen.labels), _written(seen.position) if seen.position else ""
    labels = [Label.read(payload) for payload in json.loads(sent.about["labels"])]
    return labels, sent.about["position"]


def _written(position: tuple[float, float]) -> str:
    """Return a position as text: latitude and longitude in degrees, to about a metre."""
    return f"{position[0]:.5f}, {position[1]:.5f} (WGS 84)"


def _found(desk: Desk, stated: Mapping[str, Any]) -> intake.FoundRemains:
    part_of = None
    if stated["part_of"]:
        part_of = lists.by_code(desk.actor, Remains, stated["part_of"], Action.RECORD_REMAINS)
    condition = stated["condition"] or Absent.NOT_EXAMINED
    return intake.FoundRemains(
        code=stated["code"],
        place=stated["place"],
        authority=stated["authority"] or lists.operation_here(desk.actor)["authority"],
        kind=RemainsKind(stated["kind"] or RemainsKind.BODY),
        part_of=part_of,
        party=Party(stated["party"] or Party.UNKNOWN),
        custody=Custody(stated["custody"] or Custody.HELD),
        condition=Absent(condition) if condition in [*Absent] else Condition(condition),
        recovered_on=PartialDate(stated["recovered_on"]) if stated["recovered_on"] else None,
        recovered_at=stated["recovered_at"],
        recovered_by=stated["recovered_by"],
    )
