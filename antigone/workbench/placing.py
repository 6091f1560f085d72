"""A place on a form: words, and a position among them where one is known, written or set on a map."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from antigone.casework.positions import position_in
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.forms import Form

POSITION_HINT = N_(
    "In words, as latitude and longitude in degrees, or both: Life raft 4; 36.5120, 18.0410"
)


def place_field(label: str) -> forms.CharField:
    """Return a field for a place in words, with a position among them where one is known."""
    return forms.CharField(label=label, max_length=200, required=False, help_text=POSITION_HINT)


def clean_place(form: Form, name: str) -> str:
    """Hold a position, where the text has one, to what lies on the earth."""
    stated = str(form.cleaned_data[name]).strip()
    try:
        position_in(stated)
    except Refusal as refusal:
        raise forms.ValidationError(refusal.advise(form.desk.language)) from None
    return stated


def on_map(places: Sequence[Mapping[str, Any]], mark: str) -> list[dict[str, Any]]:
    """Return places as a map draws them, each with the shape that `mark` names."""
    return [{"code": one["code"], "position": one["position"], "mark": mark} for one in places]
