"""A record that is corrected: its values in a form, and what two people wrote, side by side."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.description import Absent, Description, Range, UnfitDescription
from antigone.casework.models import Remains
from antigone.casework.models.corrections import PersonField, RemainsField
from antigone.casework.procedures.correcting import Change, ChangedMeanwhile
from antigone.casework.recorded import DESCRIBED, Written, as_text
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import name_of
from antigone.wording import N_
from antigone.workbench.asking import AboutPerson, WhyHere
from antigone.workbench.describing import in_words
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, coded
from antigone.workbench.pages.remains import Recording

THEIRS, MINE = "theirs", "mine"
_CODED = {"kind": "RemainsKind", "party": "Party", "custody": "Custody", "condition": "Condition"}
_DAYS = (RemainsField.RECOVERED_ON, PersonField.BORN, PersonField.LAST_SEEN)
_NONE = "none"


def _because(hint: str) -> forms.CharField:
    return forms.CharField(
        label=N_("How is it known that the record is wrong?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=hint,
        error_messages={"required": N_("Say how it is known.")},
    )


class CorrectingRemains(Recording):
    """What is recorded of a body, as far as it may be corrected."""

    kind = coded("RemainsKind", label=N_("Body or part"))
    party = coded("Party", label=N_("Party"))
    custody = coded("Custody", label=N_("Custody"))
    because = _because(N_("Such as: label read again, other page of the logbook. Name nobody."))

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for name in self.fields.keys() - {*RemainsField, "because"}:
            del self.fields[name]

    def clean_part_of(self) -> str:
        """Hold a code to a body that is here."""
        code = str(self.cleaned_data["part_of"]).strip()
        try:
            if code:
                lists.by_code(self.desk.actor, Remains, code, Action.CORRECT_REMAINS)
        except NotHere:
            said = N_("No body of this operation has the code {code}.")
            raise forms.ValidationError(self.desk.say(said, code=code)) from None
        return code


class CorrectingPerson(AboutPerson, WhyHere):
    """What is recorded of a missing person, as far as it may be corrected."""

    because = _because(N_("Such as: passport seen, misheard, as the family writes it."))


def begun_with(values: Mapping[str, Written]) -> dict[str, Any]:
    """Return the values of a record as its form begins with them."""
    begun: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            begun |= dict(_described(name, value))
        else:
            begun[name] = value if isinstance(value, str) else "\n".join(value)
    return begun


def written_in(form: Form, seen: Mapping[str, Written]) -> dict[str, Written]:
    """Return what a form says, field by field, as the record writes it; what is unfit is left out.

    Spaces that a form takes away are no correction: such a field keeps the value that was seen.
    """
    stated = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    description = stated.get("description")
    described = description.as_json() if description is not None else None
    found: dict[str, Written] = {}
    for name, before in seen.items():
        said: Written
        if name in DESCRIBED:
            if described is None:
                continue
            said = described.get(name, {"absent": Absent.NOT_EXAMINED.value})
        elif name not in stated:
            continue
        else:
            given = stated[name]
            said = list(given) if isinstance(given, tuple) else str(given or "")
        found[name] = before if _trimmed(said) == _trimmed(before) else said
    return found


def word_for(desk: Desk, name: str, value: Written) -> str:
    """Return a value as people say it; what is empty is said to be."""
    if name == RemainsField.CONDITION and value in [*Absent]:
        return desk.say(name_of("Absent", str(value)))
    if name in _CODED:
        return desk.say(name_of(_CODED[name], str(value)))
    if isinstance(value, dict):
        said = getattr(Description.from_json({name: value}), name)
        if isinstance(said, Absent):
            return desk.say(name_of("Absent", said))
        if said == ():
            return desk.say(N_("none"))
        return desk.say(name_of("Sex", str(said))) if name == "sex" else in_words(said)
    text = value if isinstance(value, str) else ", ".join(value)
    return text or desk.say(N_("not stated"))


@dataclass(frozen=True)
class Told:
    """One field of a record in words, before and after; `day` says that both are dates."""

    name: str
    label: str
    before: str
    after: str
    day: bool


def told(desk: Desk, name: str, before: Written, after: Written) -> Told:
    """Return two values of a field in the reader's words."""
    kind = "RemainsField" if name in [*RemainsField] else "PersonField"
    return Told(
        name=name,
        label=desk.say(name_of(kind, name)),
        before=word_for(desk, name, before),
        after=word_for(desk, name, after),
        day=name in _DAYS and bool(before) and bool(after),
    )


@dataclass(frozen=True)
class Meeting:
    """What two people wrote in one field. `standing` is theirs as the record writes it now."""

    field: Told
    who: str
    when: datetime | None
    standing: str
    chosen: str


def meetings(
    desk: Desk,
    written: Mapping[str, Written],
    seen: Mapping[str, Written],
    now: Mapping[str, Written],
) -> list[Meeting]:
    """Return the fields in which the writer and somebody else say two things, theirs before hers."""
    refusal = desk.refusal
    differ = refusal.differences if isinstance(refusal, ChangedMeanwhile) else ()
    by_name = {one.field: one for one in differ}
    met = []
    for name, mine in written.items():
        if mine in (seen[name], now[name]) or now[name] == seen[name]:
            continue
        known = by_name.get(name)
        chosen = desk.request.POST.get(f"choose-{name}", "")
        met.append(
            Meeting(
                field=told(desk, name, now[name], mine),
                who=known.who if known else "",
                when=known.when if known else None,
                standing=as_text(now[name]),
                # What was chosen against an older word is chosen anew.
                chosen="" if known else chosen,
            )
        )
    return met


def seen_by_writer(sent: str, now: Mapping[str, Written]) -> dict[str, Written]:
    """Return what the record said when the writing began, as the form carried it; else what it says."""
    said = _read(sent)
    carried = said if isinstance(said, dict) else {}
    return {name: _carried(name, carried.get(name), value) for name, value in now.items()}


def changes_sent(
    desk: Desk, written: Mapping[str, Written], seen: Mapping[str, Written]
) -> Iterator[Change]:
    """Yield what is to be changed; where two met, as was chosen, against what was shown then."""
    said = desk.request.POST
    for name, to in written.items():
        choice = said.get(f"choose-{name}", "")
        if choice == THEIRS or to == seen[name]:
            continue
        theirs = _read(said.get(f"theirs-{name}", "")) if choice == MINE else None
        yield Change(field=name, seen=_carried(name, theirs, seen[name]), to=to)


def _read(sent: str) -> Any:
    """Return what a form carried as JSON; None where it is damaged, or no page could show it."""
    try:
        found = json.loads(sent)
        as_text(found).encode()
    except (ValueError, RecursionError):
        return None
    return found


def _carried(name: str, value: Any, standing: Written) -> Written:
    """Return what a form carried of a field, or what stands where the field cannot hold it."""
    fits = type(value) is type(standing) and _can_be_held(name, value)
    return value if fits else standing


def _can_be_held(name: str, value: Written) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, dict):
        try:
            described = Description.from_json({name: value}).as_json()
        except UnfitDescription:
            return False
        return described.get(name, {"absent": Absent.NOT_EXAMINED.value}) == value
    return True


def _described(name: str, value: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    said = getattr(Description.from_json({name: value}), name)
    if isinstance(said, Absent):
        yield f"{name}_absent", "" if said is Absent.NOT_EXAMINED else said.value
    elif isinstance(said, Range):
        yield f"{name}_least", f"{said.least:g}"
        yield f"{name}_most", f"{said.most:g}"
    elif isinstance(said, tuple):
        yield name, "\n".join(said) or _NONE
    else:
        yield name, said


def _trimmed(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [one.strip() for one in value if one.strip()]
    return {
        key: one if isinstance(one, int | float) else _trimmed(one) for key, one in value.items()
    }
