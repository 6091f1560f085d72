"""What is said of a body: each field a value, or the reason why there is none."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms

from antigone.casework.description import Absent, Description, Range, Stated
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.evidence.findings.belongings import CLOTHING, COLOURS, EFFECTS, MATERIALS
from antigone.wording import N_
from antigone.workbench.forms import Form

_RANGES = {
    "age": N_("Age in years"),
    "stature": N_("Stature in cm"),
    "weight": N_("Weight in kg"),
}
_TEXTS = {
    "build": N_("Build"),
    "hair": N_("Hair of the head"),
    "facial_hair": N_("Hair of the face"),
    "eyes": N_("Eyes"),
    "medical": N_("Operations, illness, injuries"),
}
_LISTS = {
    "tattoos": N_("Tattoos"),
    "scars": N_("Scars"),
    "marks": N_("Other marks"),
    "implants": N_("Implants"),
    "clothing": N_("Clothing"),
    "effects": N_("Effects on the body"),
}
_ONE_A_LINE = N_("One on each line; “none” if looked for and not there")
_A_MARK_A_LINE = N_(
    "One on each line, such as “anchor, left forearm, 4 cm (photograph 2)”; “none” if looked for and not"
    " there"
)
_A_THING_A_LINE = N_(
    "One on each line: what; colour; material; “what is written on it” | in own words, which are shown"
    " and not weighed; “none” if looked for and not there"
)
_HINTS = dict.fromkeys(("tattoos", "scars", "marks"), _A_MARK_A_LINE) | dict.fromkeys(
    ("clothing", "effects"), _A_THING_A_LINE
)
_THINGS = {"clothing": CLOTHING, "effects": EFFECTS}
# As the hints name it, in the reader's language; in English it is understood everywhere.
_NONE = N_("none")
NAMES: Mapping[str, str] = {"sex": N_("Sex"), **_RANGES, **_TEXTS, **_LISTS}


def _absent() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[("", N_("value")), *choices_of("Absent")],
        label=N_("Or why there is none"),
        required=False,
    )


def _number() -> forms.DecimalField:
    return forms.DecimalField(
        required=False,
        min_value=0,
        max_value=999,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "dir": "ltr", "step": "any"}),
    )


class Describing(Form):
    """The fields of a description. What is left empty was not examined; `further` are more texts."""

    further: ClassVar[Mapping[str, tuple[str, str]]] = {}

    sex = forms.ChoiceField(
        choices=[("", N_("not stated")), *choices_of("Sex")], label=NAMES["sex"], required=False
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for name in _RANGES:
            for end, said in (("least", N_("from")), ("most", N_("to"))):
                self.fields[f"{name}_{end}"] = _number()
                self.fields[f"{name}_{end}"].label = said
            self.fields[f"{name}_absent"] = _absent()
        for name, label in _TEXTS.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=400)
            self.fields[f"{name}_absent"] = _absent()
        for name, (label, hint) in self.further.items():
            self.fields[name] = forms.CharField(
                label=label, help_text=hint, required=False, max_length=1000
            )
            self.fields[f"{name}_absent"] = _absent()
        for name, label in _LISTS.items():
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=2000,
                widget=area,
                help_text=_HINTS.get(name, _ONE_A_LINE),
            )
            self.fields[f"{name}_absent"] = _absent()
        self.fields["sex_absent"] = _absent()

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the fields as the page shows them: each with its reason for none beside it."""
        for name, label in self._names().items():
            ends = (
                [self[f"{name}_least"], self[f"{name}_most"]] if name in _RANGES else [self[name]]
            )
            yield {
                "name": name,
                "label": label,
                "values": ends,
                "absent": self[f"{name}_absent"],
                "counted": _counted_words(name),
            }

    def _names(self) -> dict[str, str]:
        return {**NAMES, **{name: label for name, (label, _) in self.further.items()}}

    def clean(self) -> dict[str, Any]:
        """Hold each field to what its description can mean."""
        stated = dict(self.cleaned_data)
        none = {_NONE, self.desk.say(_NONE).casefold()}
        values: dict[str, Any] = {name: _stated(name, stated, none) for name in self._names()}
        for name in _RANGES:
            if values[name] is None:
                self.add_error(
                    f"{name}_least", self.desk.say(N_("From the smaller to the larger number."))
                )
                values[name] = Absent.NOT_EXAMINED
        try:
            stated["description"] = Description(**values)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.say(self.desk.language)) from None
        return stated


def _counted_words(name: str) -> list[str]:
    """Return the words that a field's lines are compared by, in the order of a line; none for others."""
    if name not in _THINGS:
        return []
    kind = "clothing" if name == "clothing" else "effect"
    return [", ".join(words) for words in (_THINGS[name], COLOURS, MATERIALS[kind])]


def in_words(value: Stated) -> str:
    """Return a stated value as text, in the words in which it was given."""
    if isinstance(value, Range):
        return f"{value.least:g} – {value.most:g}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _stated(name: str, stated: Mapping[str, Any], none: set[str]) -> Stated | None:
    """Return the value, the reason for none, or None for a range that runs backwards.

    `none` are the words that say of a list that it was looked for and nothing was there.
    """
    reason = stated.get(f"{name}_absent")
    if name in _RANGES:
        least, most = stated.get(f"{name}_least"), stated.get(f"{name}_most")
        if least is None and most is None:
            return Absent(reason) if reason else Absent.NOT_EXAMINED
        ends = [float(one) for one in (least, most) if one is not None]
        low, high = ends[0], ends[-1]
        return Range(low, high) if low <= high else None
    text = (stated.get(name) or "").strip()
    if not text:
        return Absent(reason) if reason else Absent.NOT_EXAMINED
    if name in _LISTS:
        lines = [one.strip() for one in text.splitlines() if one.strip()]
        return () if len(lines) == 1 and lines[0].casefold() in none else tuple(lines)
    return text
