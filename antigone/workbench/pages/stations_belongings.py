"""What was found with a body, and what was taken from it for a laboratory; each under its own code."""

from collections.abc import Mapping
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models.handover import SampleKind
from antigone.casework.observed import written_thing
from antigone.casework.procedures import handover
from antigone.evidence.findings import Belonging, UnfitFinding
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, coded
from antigone.workbench.page import Page
from antigone.workbench.pages.stations import crumbs


def _code() -> forms.CharField:
    return forms.CharField(
        label=N_("Code"),
        max_length=40,
        help_text=N_("From its own label; a hand scanner types it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class Taking(Form):
    """A sample, as it was taken."""

    code = _code()
    kind = coded("SampleKind", label=N_("What"))
    seal = forms.CharField(
        label=N_("Number of the seal"), max_length=80, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    taken_by = forms.CharField(label=N_("Taken by"), max_length=120)
    place = forms.CharField(label=N_("Kept at"), max_length=200)
    received_by = forms.CharField(label=N_("Received by"), max_length=120)


class Finding(Form):
    """Something found with the dead."""

    code = _code()
    what = coded("Thing", label=N_("What it is"), required=False)
    colour = coded("ThingColour", label=N_("Colour"), required=False)
    material = coded("ThingMaterial", label=N_("Material"), required=False)
    inscription = forms.CharField(
        label=N_("What is written or engraved on it"), max_length=80, required=False
    )
    description = forms.CharField(
        label=N_("In own words"),
        max_length=200,
        required=False,
        help_text=N_("These words are shown beside the others, and not compared."),
    )
    valuable = forms.BooleanField(
        label=N_("Money, or dear to a family: goes in a sealed packet"), required=False
    )
    found_by = forms.CharField(label=N_("Handed over by"), max_length=120)
    place = forms.CharField(label=N_("Kept at"), max_length=200)
    received_by = forms.CharField(label=N_("Received by"), max_length=120)

    def clean(self) -> dict[str, Any]:
        """Put the words that are compared before the finder's own, as the record writes a thing."""
        stated = dict(self.cleaned_data)
        named = {one: stated.pop(one, "") for one in ("what", "colour", "material", "inscription")}
        own = stated.get("description", "").strip()
        if not named["what"]:
            if any(named.values()):
                self.add_error("what", self.desk.say(N_("Choose what it is.")))
            elif not own:
                self.add_error("description", self.desk.say(N_("Say what it is.")))
            return stated
        try:
            stated["description"] = written_thing(Belonging(**named), words=own)
        except UnfitFinding:
            said = self.desk.say(N_("This is not compared of such a thing; say it in own words."))
            self.add_error("material", said)
        return stated


class Samples(Page):
    """What was kept for identification?"""

    path = "remains/<str:code>/samples"
    name = "samples"
    title = N_("Samples")
    may = (Action.VIEW_REMAINS,)
    template = "workbench/remains/samples.html"

    def show(self, desk: Desk, *, code: str, **keys: Any) -> Mapping[str, Any]:
        """List the samples, with a form for the next."""
        known = lists.board(desk.actor, code)
        page = f"samples/{code}"
        draft = drafts.kept(desk, page)
        begun = {"code": f"S-{code}-{len(known['samples']) + 1}", "taken_by": _own_name(desk)}
        return {
            "body": known,
            "form": Taking.at(desk, initial={**begun, **(draft.initial if draft else {})}),
            "draft": draft,
            "draft_page": page,
            "may_record": desk.can(Action.RECORD_SAMPLE),
            "crumbs": crumbs(desk, known, self.title),
        }

    def act(self, desk: Desk, *, code: str, **keys: Any) -> str:
        """Record the sample; its chain of custody begins here."""
        known = lists.board(desk.actor, code)
        stated = Taking.at(desk).stated()
        kind = SampleKind(stated.pop("kind"))
        handover.record_sample(
            desk.actor, handover.TakenSample(remains=known["id"], kind=kind, **stated)
        )
        drafts.drop(desk, f"samples/{code}")
        return desk.url("samples", code=code)


class Effects(Page):
    """What was found with this body?"""

    path = "remains/<str:code>/effects"
    name = "effects"
    title = N_("Effects")
    may = (Action.VIEW_REMAINS,)
    template = "workbench/remains/effects.html"

    def show(self, desk: Desk, *, code: str, **keys: Any) -> Mapping[str, Any]:
        """List the effects, with a form for the next."""
        known = lists.board(desk.actor, code)
        page = f"effects/{code}"
        draft = drafts.kept(desk, page)
        begun = {"code": f"E-{code}-{len(known['effects']) + 1}", "found_by": _own_name(desk)}
        return {
            "body": known,
            "form": Finding.at(desk, initial={**begun, **(draft.initial if draft else {})}),
            "draft": draft,
            "draft_page": page,
            "may_record": desk.can(Action.RECORD_EFFECT),
            "crumbs": crumbs(desk, known, self.title),
        }

    def act(self, desk: Desk, *, code: str, **keys: Any) -> str:
        """Take the effect into custody."""
        known = lists.board(desk.actor, code)
        stated = Finding.at(desk).stated()
        handover.record_effect(desk.actor, handover.FoundEffect(remains=known["id"], **stated))
        drafts.drop(desk, f"effects/{code}")
        return desk.url("effects", code=code)


def _own_name(desk: Desk) -> str:
    return str(desk.account.shown_name)
