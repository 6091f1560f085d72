"""The family, from an interview: who is related, how she is reached, what she wishes to hear."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms

from antigone.access.clock import today
from antigone.casework.models.relatives import ContactSource, Tie, Way
from antigone.casework.procedures.notices import KnownRelative, Wished
from antigone.wording import N_
from antigone.workbench.asking import YES, asked_field, day_field
from antigone.workbench.desk import LANGUAGE_NAMES
from antigone.workbench.forms import Form, coded, needed

_E_MAIL = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")


class Relating(Form):
    """One relative, as an interview made her known."""

    name = needed(N_("Name"), unsaid=N_("Ask for the name."), hint=N_("It is sealed."))
    relation = needed(
        N_("Relation to the missing person"),
        unsaid=N_("Ask how she is related."),
        most=40,
        hint=N_("Such as sister, in her own words"),
    )
    tie = coded(
        "Tie", label=N_("Kind of relation"), hint=N_("DNA follows the one, telling the other")
    )
    language = forms.ChoiceField(
        label=N_("Language in which she is spoken to"), choices=tuple(LANGUAGE_NAMES.items())
    )
    time_zone = forms.CharField(
        label=N_("Time zone where she lives"),
        max_length=64,
        initial="UTC",
        help_text=N_("Such as Europe/Kyiv: nobody is called at night"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    contact_source = coded("ContactSource", label=N_("Who gave her contact"))
    contact_given_on = day_field(N_("Day of the interview"))
    contact_law = forms.CharField(
        label=N_("Law that opens the registry"), max_length=200, required=False
    )
    phone = forms.CharField(
        label=N_("Telephone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    address = forms.CharField(
        label=N_("Address"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    e_mail = forms.CharField(
        label=N_("E-mail"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    asks = forms.BooleanField(label=N_("She herself asks, in this request"), required=False)

    def clean(self) -> dict[str, Any]:
        """Hold the contact to what the procedure will ask of it."""
        stated = dict(self.cleaned_data)
        source, given = stated.get("contact_source"), stated.get("contact_given_on")
        if source != ContactSource.THIRD_PARTY and (given is None or given > today()):
            self.add_error("contact_given_on", self.desk.say(N_("Give the day of the interview.")))
        if source == ContactSource.CIVIL_REGISTRY and not stated.get("contact_law", "").strip():
            self.add_error("contact_law", self.desk.say(N_("Name the law.")))
        if stated.get("e_mail") and not _E_MAIL.fullmatch(stated["e_mail"].strip()):
            self.add_error(
                "e_mail",
                self.desk.say(N_("One address in Latin letters, such as name@example.org.")),
            )
        try:
            ZoneInfo(stated.get("time_zone", ""))
        except (KeyError, OSError, ValueError):
            self.add_error("time_zone", self.desk.say(N_("Write it as in Europe/Kyiv.")))
        return stated


class Wishing(Form):
    """What she wishes to hear, and how. The careful answer is the default."""

    wishes_to_be_told = asked_field(N_("Does she wish to be told?"))
    way = coded("TellingWay", label=N_("How"))
    told_by = forms.CharField(label=N_("By whom"), max_length=200, required=False)
    present = forms.CharField(label=N_("Who is to be with her"), max_length=200, required=False)
    call_back_word = forms.CharField(
        label=N_("Agreed word"),
        max_length=80,
        required=False,
        help_text=N_("By it she knows that a call is from us"),
    )
    no_voicemail = forms.BooleanField(
        label=N_("Nothing is left on a voicemail"), required=False, initial=True
    )
    neutral_envelope = forms.BooleanField(
        label=N_("Letters come in a neutral envelope"), required=False, initial=True
    )
    contact_from_abroad_endangers = forms.BooleanField(
        label=N_("Contact from abroad would endanger her"), required=False
    )
    told_of_later_fragments = forms.BooleanField(
        label=N_("She wishes to hear if more is found later"), required=False
    )
    direct_contact = forms.BooleanField(
        label=N_("She asks to be told directly, without the bureau"), required=False
    )
    e_mail_may_tell = forms.BooleanField(
        label=N_("An e-mail may say it"),
        required=False,
        help_text=N_("Otherwise it only asks her to contact us"),
    )
    at_any_hour = forms.BooleanField(label=N_("She may be called at any hour"), required=False)

    def clean(self) -> dict[str, Any]:
        """Who does not wish to be told does not wish to be told of more."""
        stated = dict(self.cleaned_data)
        if stated.get("told_of_later_fragments") and stated.get("wishes_to_be_told") != YES:
            self.add_error(
                "told_of_later_fragments",
                self.desk.say(N_("Who does not wish to be told cannot wish to hear of more.")),
            )
        return stated


def numbers_of(values: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the relatives in a draft, in their order: r1-name, r2-name."""
    found = {
        int(name[1:].partition("-")[0])
        for name, stated in values.items()
        if re.match(r"r\d{1,3}-", name) and name.endswith("-name") and any(stated)
    }
    return sorted(found)


def known_relative(
    stated: Mapping[str, Any],
    *,
    request: UUID | None,
    enquirer: UUID | None,
    renews: UUID | None = None,
) -> KnownRelative:
    """Return what a form stated of a relative; `enquirer` is who asks, for whom she may be."""
    texts = (
        "name",
        "relation",
        "language",
        "time_zone",
        "contact_law",
        "phone",
        "address",
        "e_mail",
    )
    return KnownRelative(
        request=request,
        tie=Tie(stated["tie"]),
        contact_source=ContactSource(stated["contact_source"]),
        contact_given_on=stated["contact_given_on"],
        enquirer=enquirer if stated["asks"] else None,
        renews=renews,
        **{name: stated[name] for name in texts},
    )


def wished(stated: Mapping[str, Any], *, relative: UUID | None) -> Wished | None:
    """Return what a form stated of her wishes, None where nobody has asked her yet."""
    if not stated["wishes_to_be_told"]:
        return None
    kept = {
        name: value for name, value in stated.items() if name not in ("wishes_to_be_told", "way")
    }
    return Wished(
        relative=relative,
        wishes_to_be_told=stated["wishes_to_be_told"] == YES,
        way=Way(stated["way"]),
        **kept,
    )
