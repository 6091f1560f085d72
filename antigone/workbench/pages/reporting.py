"""A laboratory's number: what its report says of a body and one person whom it might be."""

import math
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.access.clock import today
from antigone.casework import lists
from antigone.casework.models import Remains
from antigone.casework.procedures import matching
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.evidence import MOST_LOG10
from antigone.wording import N_
from antigone.workbench.asking import day_field
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, needed
from antigone.workbench.page import Page
from antigone.workbench.pages.remains import refuse_too_much

_LOG10, _TIMES = "log10", "times"
_NUMBERS = ("value", "low", "high", "lower", "upper")
_REPORTABLE = tuple(matching.Reportable)


class NotOnTheList(Refusal):
    """A report is weighed for somebody whom the body might be, and nobody proposed her yet."""

    code = "not-on-the-list"
    sentence = N_("{request} is not on the list of {remains}. Nothing was recorded.")
    remedy = N_("Read the code on the report once more; propose the lead if it is right.")


def _number(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "decimal"}),
        error_messages={"required": N_("Write the number as it stands in the report.")},
    )


class Reporting(Form):
    """One result as the report states it; each number on the report's own scale."""

    request = forms.CharField(
        label=N_("Code of the request"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": N_("Write the code of the request.")},
    )
    kind = forms.ChoiceField(
        label=N_("Discipline"),
        choices=[one for one in choices_of("Discipline") if one[0] in _REPORTABLE],
    )
    same = needed(
        N_("First explanation that was compared"),
        unsaid=N_("A ratio answers a question: write the first explanation."),
        hint=N_("As in: both samples come from one person"),
    )
    other = needed(
        N_("Second explanation"),
        unsaid=N_("A ratio answers a question: write the second explanation."),
        hint=N_("As in: they come from two people of the region who are not related"),
    )
    scale = forms.ChoiceField(
        label=N_("How the report writes its numbers"),
        choices=[
            (_LOG10, N_("as log10 of the likelihood ratio")),
            (_TIMES, N_("as the likelihood ratio itself, so many times")),
        ],
        initial=_LOG10,
        widget=forms.RadioSelect,
    )
    value = _number(N_("Likelihood ratio"))
    low = _number(N_("Its interval: lower end"))
    high = _number(N_("Its interval: upper end"))
    lower = _number(N_("What the reference data can carry at most: against"))
    upper = _number(N_("What the reference data can carry at most: for"))
    laboratory = needed(N_("Laboratory"), unsaid=N_("Write which laboratory reports it."))
    source = needed(
        N_("Number or name of the report"),
        unsaid=N_("Write which report it is."),
        most=400,
        hint=N_("As it can be looked up; examiners read this line, so no name."),
    )
    software = forms.CharField(
        label=N_("Program and version that computed it"), max_length=200, required=False
    )
    reported_on = day_field(N_("Day of the report"), required=True)

    def clean(self) -> dict[str, Any]:
        """Bring the numbers to log10 and hold them to each other, each fault at its own field."""
        stated = dict(self.cleaned_data)
        numbers = {name: self._log10(name, stated) for name in _NUMBERS if name in stated}
        if None not in numbers.values() and len(numbers) == len(_NUMBERS):
            self._hold_together(numbers)
        day = stated.get("reported_on")
        if day is not None and day > today():
            self.add_error("reported_on", self.desk.say(N_("This day has not come yet.")))
        return stated | numbers

    def _log10(self, name: str, stated: Mapping[str, Any]) -> float | None:
        try:
            number = float(
                str(stated[name]).strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
            )
        except ValueError:
            number = math.nan
        if stated.get("scale") == _TIMES:
            number = math.log10(number) if 0 < number < math.inf else math.nan
            wanted = N_("Write a number above 0, such as 1600000 or 1.6e6.")
        else:
            wanted = N_("Write a number, such as 6.2 or −0.4.")
        # Times that were written as log10: no page could say such a number any more.
        if not abs(number) <= MOST_LOG10:
            self.add_error(name, self.desk.say(wanted))
            return None
        return number

    def _hold_together(self, said: Mapping[str, Any]) -> None:
        if said["low"] > said["value"]:
            self.add_error("low", self.desk.say(N_("The lower end lies above the ratio.")))
        if said["high"] < said["value"]:
            self.add_error("high", self.desk.say(N_("The upper end lies below the ratio.")))
        if said["lower"] > said["low"]:
            self.add_error("lower", self.desk.say(N_("The interval reaches below this bound.")))
        if said["upper"] < said["high"]:
            self.add_error("upper", self.desk.say(N_("The interval reaches above this bound.")))


class RecordReport(Page):
    """What does the laboratory say, and which two explanations did it compare?"""

    path = "remains/<str:code>/report"
    name = "record-report"
    may = (Action.WEIGH,)
    title = N_("A laboratory’s report")
    template = "workbench/searching/report.html"

    def show(self, desk: Desk, code: str = "", **_: Any) -> Mapping[str, Any]:
        """Ask for the report, number by number."""
        lists.by_code(desk.actor, Remains, code, Action.WEIGH)
        asked = desk.request.GET
        return {
            "code": code,
            "form": Reporting.at(desk, initial={"request": asked.get("request", "")[:40]}),
            "recorded": asked.get("recorded", "")[:40],
            "crumbs": [(code, desk.url("remains", code=code)), (desk.say(self.title), "")],
        }

    def act(self, desk: Desk, code: str = "", **_: Any) -> str:
        """Record what the report says; whoever enters it examines none of it."""
        refuse_too_much(desk)
        said = Reporting.at(desk).stated()
        asked = said["request"].strip()
        try:
            candidate = lists.candidate_between(desk.actor, code, asked, by_face=False)
        except NotHere:
            lists.by_code(desk.actor, Remains, code, Action.WEIGH)
            raise NotOnTheList(request=asked, remains=code) from None
        file = desk.request.FILES.get("file")
        matching.weigh(
            desk.actor,
            matching.Reported(
                candidate=candidate,
                kind=matching.Reportable(said["kind"]),
                source=said["source"],
                log10_lr=said["value"],
                interval=(said["low"], said["high"]),
                bound=(said["lower"], said["upper"]),
                same=said["same"],
                other=said["other"],
                laboratory=said["laboratory"],
                software=said["software"],
                reported_on=said["reported_on"],
                report_sha256=sha256(file.read()).digest() if file else None,
            ),
        )
        return f"{desk.url('record-report', code=code)}?recorded={asked}"
