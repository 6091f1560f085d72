"""What is asked when somebody is missing, in the order of a conversation; a draft until it is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from antigone.access.clock import today
from antigone.casework.description import PartialDate
from antigone.casework.models.requests import EnquirerKind
from antigone.errors import Refusal
from antigone.wording import LANGUAGES, N_, say
from antigone.workbench.describing import Describing
from antigone.workbench.desk import LANGUAGE_NAMES, RIGHT_TO_LEFT
from antigone.workbench.forms import Form, coded, needed
from antigone.workbench.placing import clean_place, place_field

YES, NO = "yes", "no"
ASKED = (("", N_("not asked yet")), (YES, N_("yes")), (NO, N_("no")))
_PRECISE = N_("As precise as known: 1987, 1987-04 or 1987-04-23")
READ_ALOUD = (
    N_(
        "We keep what you tell us to look for this person here, among the dead of this operation, and"
        " for nothing else."
    ),
    N_(
        "You can take it back at any time. It is then erased, unless a law or an identification"
        " obliges us to keep it; then it is sealed."
    ),
    N_("You do not have to agree. The request stands also without it."),
)
READ_ALOUD_FACES = (
    N_(
        "May a machine compare the face in your photographs with the faces of the dead here? You can"
        " say no to this alone."
    ),
    N_("Other people in your photographs are covered, and nothing of their faces is kept."),
)


def _dated(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=10,
        required=required,
        help_text=_PRECISE,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )


def day_field(label: str, *, hint: str = "", required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": N_("Write the day as in 2026-05-12.")},
    )


def asked_field(label: str, *, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=ASKED, widget=forms.RadioSelect, required=False, help_text=hint
    )


def _partial(form: Form, name: str) -> PartialDate | None:
    stated = str(form.cleaned_data.get(name) or "").strip()
    try:
        return PartialDate(stated) if stated else None
    except Refusal as refusal:
        raise forms.ValidationError(refusal.advise(form.desk.language)) from None


class AboutPerson(Describing):
    """Who is missing, as the family says it. In the present tense."""

    further: ClassVar[Mapping[str, tuple[str, str]]] = {
        "teeth": (
            N_("Teeth, from a dentist’s chart"),
            N_("Its day, then tooth by tooth (FDI): 2019-05: 18 missing; 16 filled MO; 21 sound"),
        )
    }

    name = needed(
        N_("Name of the missing person"),
        unsaid=N_("Write the name as the family says it."),
        hint=N_("As the family says and writes it, in its own script"),
    )
    other_names = forms.CharField(
        label=N_("Other names"),
        required=False,
        max_length=1000,
        help_text=N_("One on each line: earlier, in another script, what friends say"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    born = _dated(N_("Born"))

    def clean_born(self) -> PartialDate | None:
        """Hold a date to what it may be."""
        return _partial(self, "born")

    def clean_other_names(self) -> tuple[str, ...]:
        """Return the names, one for each line."""
        return tuple(
            one.strip() for one in self.cleaned_data["other_names"].splitlines() if one.strip()
        )


class WhyHere(Form):
    """Why this person is missing in this operation."""

    missing_because = forms.CharField(
        label=N_("Why this person is looked for here"),
        max_length=400,
        help_text=N_("Such as: was aboard, cabin 12; lives in the house that fell"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": N_("Say why this person is missing in this operation.")},
    )
    last_seen = _dated(N_("Last seen"))
    last_seen_place = place_field(N_("Last seen where"))

    def clean_last_seen_place(self) -> str:
        """Hold a position to what it may be."""
        return clean_place(self, "last_seen_place")

    def clean_last_seen(self) -> PartialDate | None:
        """Hold a date to what it may be."""
        return _partial(self, "last_seen")


class Permitting(Form):
    """Who asks, on which law the data are held, and what is permitted; the last two kept apart."""

    enquirer = coded("EnquirerKind", label=N_("Who asks"))
    enquirer_name = forms.CharField(
        label=N_("Name of who asks"), max_length=200, required=False, help_text=N_("It is sealed.")
    )
    enquirer_contact = forms.CharField(
        label=N_("How to reach who asks"),
        max_length=200,
        required=False,
        help_text=N_("A telephone or an e-mail address. It is sealed."),
    )
    authority = forms.CharField(
        label=N_("Which authority or bureau asks"), max_length=200, required=False
    )
    controller = forms.CharField(
        label=N_("Who answers for the data"),
        max_length=200,
        error_messages={"required": N_("Name who answers for the data.")},
    )
    article = forms.CharField(
        label=N_("Article that permits to hold them"),
        max_length=200,
        error_messages={"required": N_("Name the article.")},
    )
    basis_until = day_field(N_("The legal basis lasts until"), hint=N_("Empty if it has no end"))
    permits = asked_field(N_("Does who asks permit this search?"))
    biometrics = asked_field(N_("May the face be compared by a machine?"))
    sharing = coded("SharingLevel", label=N_("How far it may travel"))
    until = day_field(N_("The permission lasts until"), hint=N_("Empty if it has no end"))

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a person, and for that of an authority."""
        stated = dict(self.cleaned_data)
        official = stated.get("enquirer") in (EnquirerKind.AUTHORITY, EnquirerKind.BUREAU)
        wanted = "authority" if official else "enquirer_name"
        if not stated.get(wanted, "").strip():
            self.add_error(wanted, self.desk.say(N_("A report comes from somebody with a name.")))
        if stated.get("biometrics") == YES and stated.get("permits") != YES:
            self.add_error(
                "biometrics",
                self.desk.say(N_("Comparing faces is a part of the search; it was not permitted.")),
            )
        for name in ("until", "basis_until"):
            if stated.get(name) and stated[name] < today():
                self.add_error(name, self.desk.say(N_("This day is over.")))
        return stated


@dataclass(frozen=True)
class Step:
    """One part of the conversation. `complete` says whether what was said leaves nothing open."""

    name: str
    title: str
    hint: str
    form: type[Form] | None = None
    wanted: tuple[str, ...] = ()


STEPS = (
    Step(
        "person", N_("About the missing person"), N_("name, birth, how to recognise"), AboutPerson
    ),
    Step("reason", N_("Why missing in this operation"), N_("since when, last seen where"), WhyHere),
    Step(
        "permission",
        N_("Legal basis and permission"),
        N_("who asks, on which law, what is permitted"),
        Permitting,
        ("permits", "biometrics"),
    ),
    Step("photographs", N_("Photographs"), N_("several of one person are better than one")),
    Step("family", N_("Relatives and wishes"), N_("who is to be told, and how")),
)


def data_of(values: Mapping[str, list[str]]) -> QueryDict:
    """Return the values of a draft as a form takes them."""
    said = QueryDict(mutable=True)
    for name, stated in values.items():
        said.setlist(name, stated)
    return said


def read_aloud() -> list[dict[str, Any]]:
    """Return what is read aloud before permission is asked for, in every language and its direction."""
    return [
        {
            "language": code,
            "name": LANGUAGE_NAMES[code],
            "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
            "search": [say(one, code) for one in READ_ALOUD],
            "faces": [say(one, code) for one in READ_ALOUD_FACES],
        }
        for code in LANGUAGES
    ]
