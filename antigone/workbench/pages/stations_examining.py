"""What is signed of a body: its death, its fingers, its teeth, the marks on it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import QueryDict

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.description import Absent, Description
from antigone.casework.models.remains import Condition, ExaminationKind, InquirySign
from antigone.casework.procedures import establishing, intake
from antigone.casework.procedures.establishing import Examined
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.evidence.findings.dental import SURFACES, Chart, Tooth
from antigone.wording import N_
from antigone.workbench import drafts, teeth
from antigone.workbench.browser import BODY_REGIONS
from antigone.workbench.describing import NAMES, Describing, in_words
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages.stations import crumbs
from antigone.workbench.stations import BASIS, PRINTS, basis_in_words

_LONGEST_MARK = 250
_BASIS = forms.CharField(
    label=BASIS,
    max_length=400,
    widget=forms.Textarea(attrs={"rows": 3}),
    error_messages={"required": N_("Say what was found, and how.")},
)


class NothingLookedAt(Refusal):
    """An examination of nothing."""

    code = "nothing-looked-at"
    sentence = N_("Nothing is stated. Nothing was signed; all you typed is kept.")
    remedy = N_("State at least one finding, or leave the station open.")


class Dying(Describing):
    """What a physician signs: that this is a dead person, and on what that rests."""

    basis = _BASIS
    condition = forms.ChoiceField(
        label=N_("Condition"), choices=[*choices_of("Absent"), *choices_of("Condition")]
    )
    signs = forms.MultipleChoiceField(
        label=N_("Signs that oblige to an inquiry"),
        choices=choices_of("InquirySign"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=N_("Each one alerts the prosecutor’s liaison and sets a legal hold."),
    )


class Stated(Form):
    """An examination in words."""

    basis = _BASIS
    possible = forms.ChoiceField(
        label=N_("Prints"),
        choices=tuple(PRINTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": N_("Say whether prints were taken.")},
    )


class Basis(Form):
    """On what an examination rests."""

    basis = _BASIS


class Signing(Page, ABC):
    """A station at which somebody signs; what was signed before stays in view."""

    kind: ClassVar[ExaminationKind]
    signs: ClassVar[Action] = Action.RECORD_EXAMINATION
    may = (Action.VIEW_REMAINS,)

    def show(self, desk: Desk, *, code: str, **keys: Any) -> Mapping[str, Any]:
        """Show what was signed, and the form where this person may sign."""
        known = lists.board(desk.actor, code)
        page = f"{self.name}/{code}"
        draft = drafts.kept(desk, page)
        signed = known["examinations"].get(self.kind.value, [])
        stated = desk.said if desk.said is not None else _as_sent(draft)
        return {
            "body": known,
            "signed": [_told(desk, one) for one in signed],
            "may_sign": desk.can(self.signs),
            "draft": draft,
            "draft_page": page,
            "after": signed[-1]["key"] if signed else "",
            "conflict": self.conflict(desk, signed) if desk.refusal else [],
            "crumbs": crumbs(desk, known, self.title),
            **self.asked(desk, known, draft.initial if draft else {}, stated),
        }

    def act(self, desk: Desk, *, code: str, **keys: Any) -> str:
        """Sign what is stated."""
        known = lists.board(desk.actor, code)
        self.sign(desk, known)
        drafts.drop(desk, f"{self.name}/{code}")
        return f"{desk.url('remains', code=code)}?signed={self.kind.value}"

    @abstractmethod
    def asked(
        self, desk: Desk, known: Mapping[str, Any], initial: dict[str, Any], stated: QueryDict
    ) -> dict[str, Any]:
        """Return what the page asks."""

    @abstractmethod
    def sign(self, desk: Desk, known: Mapping[str, Any]) -> None:
        """Sign what was stated."""

    def conflict(self, desk: Desk, signed: list[Mapping[str, Any]]) -> list[dict[str, str]]:
        """Return what somebody else signed meanwhile, where that is why this was refused."""
        if not isinstance(desk.refusal, establishing.SignedMeanwhile) or not signed:
            return []
        return _told(desk, signed[-1])["lines"]

    def examined(
        self, desk: Desk, known: Mapping[str, Any], basis: str, description: Description
    ) -> Examined:
        """Return an examination of this kind, after the one that stood when the page was opened."""
        after = desk.request.POST.get("after", "")
        return Examined(
            remains=known["id"],
            kind=self.kind,
            basis=basis,
            description=description,
            after=UUID(after) if _is_uuid(after) else None,
        )


class ExaminationOfDeath(Signing):
    """Is this a dead person, and on what does that rest?"""

    path = "remains/<str:code>/examination"
    name = "examination-of-death"
    title = N_("Examination of death")
    template = "workbench/remains/death.html"
    kind = ExaminationKind.DEATH
    signs = Action.EXAMINE_REMAINS

    def asked(
        self, desk: Desk, known: Mapping[str, Any], initial: dict[str, Any], stated: QueryDict
    ) -> dict[str, Any]:
        """Ask for basis, condition, signs and the description; signs are checked before signing."""
        form = Dying.at(desk, initial={"condition": known["condition"], **initial})
        alerting = [
            desk.say(name)
            for code, name in choices_of("InquirySign")
            if code in stated.getlist("signs")
        ]
        checked = ",".join(sorted(stated.getlist("signs")))
        return {"form": form, "alerting": alerting if desk.refusal else [], "checked": checked}

    def sign(self, desk: Desk, known: Mapping[str, Any]) -> None:
        """Sign that death is established; with signs, only after they were checked."""
        stated = Dying.at(desk).stated()
        signs = frozenset(InquirySign(one) for one in stated["signs"])
        if signs and desk.request.POST.get("checked") != ",".join(sorted(signs)):
            raise SignsToCheck(count=len(signs))
        condition = stated["condition"]
        intake.examine_remains(
            desk.actor,
            intake.DeathFound(
                remains=known["id"],
                basis=stated["basis"],
                condition=Absent(condition) if condition in [*Absent] else Condition(condition),
                description=stated["description"],
                inquiry_signs=signs,
            ),
        )


class SignsToCheck(Refusal):
    """What alerts a prosecutor and holds a body is looked at once more before it is signed."""

    code = "signs-to-check"
    sentence = N_("Nothing is signed yet: {count} signs oblige to an inquiry.")
    remedy = N_("The prosecutor’s liaison will be alerted, and the body held. Check, then sign.")


class Fingerprints(Signing):
    """Were prints taken, and if not, why?"""

    path = "remains/<str:code>/fingerprints"
    name = "fingerprints"
    title = N_("Fingerprints")
    template = "workbench/remains/fingerprints.html"
    kind = ExaminationKind.FINGERPRINTS

    def asked(
        self, desk: Desk, known: Mapping[str, Any], initial: dict[str, Any], stated: QueryDict
    ) -> dict[str, Any]:
        """Ask whether they were taken, and how or why not."""
        return {"form": Stated.at(desk, initial=initial)}

    def sign(self, desk: Desk, known: Mapping[str, Any]) -> None:
        """Sign it; the first word of the basis is the code of what was possible."""
        stated = Stated.at(desk).stated()
        basis = f"{stated['possible']}: {stated['basis']}"[:400]
        establishing.record_examination(
            desk.actor, self.examined(desk, known, basis, Description())
        )


class Teeth(Signing):
    """What does each tooth look like?"""

    path = "remains/<str:code>/teeth"
    name = "teeth"
    title = N_("Teeth")
    template = "workbench/remains/teeth.html"
    kind = ExaminationKind.DENTAL

    def asked(
        self, desk: Desk, known: Mapping[str, Any], initial: dict[str, Any], stated: QueryDict
    ) -> dict[str, Any]:
        """Ask for each tooth; what was charted before is where this one begins."""
        earlier = known["examinations"].get(self.kind.value, [])
        before = teeth.read(in_words(earlier[-1]["description"].teeth)) if earlier else None
        begun = bool(stated)
        return {
            "form": Basis.at(desk, initial=initial),
            "teeth": [_tooth(desk, one, stated, None if begun else before) for one in teeth.ORDER],
            "milk": [
                _tooth(desk, one, stated, None if begun else before) for one in teeth.MILK_ORDER
            ],
        }

    def sign(self, desk: Desk, known: Mapping[str, Any]) -> None:
        """Sign the chart."""
        stated = Basis.at(desk).stated()
        said = desk.request.POST
        states = {
            one: Tooth(said[f"tooth-{one}"])
            for one in (*teeth.ORDER, *teeth.MILK_ORDER)
            if said.get(f"tooth-{one}", "") in [*Tooth]
        }
        if not states:
            raise NothingLookedAt
        surfaces = {
            one: frozenset(said.getlist(f"tooth-{one}-surface")) & SURFACES
            for one, state in states.items()
            if state in (Tooth.FILLED, Tooth.ROOT_FILLED)
        }
        chart = Chart(states, {one: of for one, of in surfaces.items() if of})
        charted = Description(teeth=teeth.written(chart))
        establishing.record_examination(
            desk.actor, self.examined(desk, known, stated["basis"], charted)
        )


class Marks(Signing):
    """Which marks are on the body, and where?"""

    path = "remains/<str:code>/marks"
    name = "marks"
    title = N_("Marks on the body")
    template = "workbench/remains/marks.html"
    kind = ExaminationKind.EXTERNAL

    def asked(
        self, desk: Desk, known: Mapping[str, Any], initial: dict[str, Any], stated: QueryDict
    ) -> dict[str, Any]:
        """Ask for each part of the body."""
        marked = stated.getlist("region")
        return {
            "form": Basis.at(desk, initial=initial),
            "regions": [
                {
                    "code": code,
                    "name": desk.say(name),
                    "marked": code in marked,
                    "text": stated.get(f"what-{code}", ""),
                    "kind": stated.get(f"kind-{code}", "marks"),
                    "picture": stated.get(f"picture-{code}", ""),
                }
                for code, name in BODY_REGIONS.items()
            ],
            "kinds": [(one, desk.say(NAMES[one])) for one in ("marks", "tattoos", "scars")],
            "pictures": [str(one["number"]) for one in known["photographs"]],
        }

    def sign(self, desk: Desk, known: Mapping[str, Any]) -> None:
        """Sign the marks; a part that is marked without words was looked at and is named alone."""
        stated = Basis.at(desk).stated()
        said = desk.request.POST
        found: dict[str, list[str]] = {"marks": [], "tattoos": [], "scars": []}
        pictures = {str(one["number"]) for one in known["photographs"]}
        for code in BODY_REGIONS:
            text = said.get(f"what-{code}", "").strip()
            if code in said.getlist("region") or text:
                kind = said.get(f"kind-{code}", "marks")
                shown = said.get(f"picture-{code}", "")
                noted = f" (photograph {shown})" if shown in pictures else ""
                written = f"{code}: {text[:_LONGEST_MARK]}{noted}"
                found[kind if kind in found else "marks"].append(written)
        if not any(found.values()):
            raise NothingLookedAt
        description = Description(**{kind: tuple(of) for kind, of in found.items() if of})
        establishing.record_examination(
            desk.actor, self.examined(desk, known, stated["basis"], description)
        )


def _tooth(desk: Desk, number: int, stated: QueryDict, before: Chart | None) -> dict[str, Any]:
    place = teeth.place_of(number)
    state = stated.get(f"tooth-{number}", "")
    surfaces = set(stated.getlist(f"tooth-{number}-surface"))
    if before is not None and number in before.teeth:
        state, surfaces = before.teeth[number].value, set(before.surfaces.get(number, ()))
    front = number % 10 <= 3
    shown = "MIDBL" if front else "MODBL"
    return {
        "number": number,
        "quadrant": desk.say(place.quadrant),
        "name": desk.say(place.name),
        "states": [
            {
                "code": one.value,
                "name": desk.say(name),
                "mark": teeth.MARKS[one],
                "chosen": one.value == state,
            }
            for one, name in teeth.STATES.items()
        ],
        "surfaces": [
            {
                "code": one,
                "name": desk.say(teeth.SURFACE_NAMES[one]),
                # The drawing knows one middle, chewing surface or cutting edge.
                "mark": "o" if one == "I" else one.lower(),
                "chosen": one in surfaces,
            }
            for one in shown
        ],
    }


def _told(desk: Desk, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a signed examination, line by line."""
    description: Description = one["description"]
    lines = [{"name": desk.say(BASIS), "value": basis_in_words(desk, one["basis"])}]
    for name, label in {**NAMES, "teeth": N_("Teeth")}.items():
        value = getattr(description, name)
        if value is Absent.NOT_EXAMINED:
            continue
        lines.append({"name": desk.say(label), "value": _value(desk, name, value)})
    return {"by": one["by"], "at": one["at"], "lines": lines}


def _value(desk: Desk, name: str, value: Any) -> str:
    if isinstance(value, Absent):
        return desk.say(dict(choices_of("Absent"))[value.value])
    if isinstance(value, tuple):
        return "; ".join(_mark(desk, one) for one in value) or desk.say(N_("none"))
    if name == "sex":
        return desk.say(dict(choices_of("Sex"))[str(value)])
    return in_words(value)


def _mark(desk: Desk, text: str) -> str:
    """Return a mark with the name of its place, where it begins with the code of one."""
    code, found, rest = text.partition(": ")
    if not found and text.endswith(":"):
        code = text[:-1]
    return f"{desk.say(BODY_REGIONS[code])}: {rest}" if code in BODY_REGIONS else text


def _as_sent(draft: drafts.Kept | None) -> QueryDict:
    """Return a draft as if it had been sent just now."""
    sent = QueryDict(mutable=True)
    for name, stated in (draft.values if draft else {}).items():
        sent.setlist(name, stated)
    return sent


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
