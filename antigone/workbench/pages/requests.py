"""Requests: every one of them with its outcome, and one as it stands. Never a body, never an answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.description import Absent, Description
from antigone.casework.models.requests import Outcome
from antigone.casework.vocabulary import name_of
from antigone.wording import N_
from antigone.workbench.describing import NAMES, in_words
from antigone.workbench.desk import Desk
from antigone.workbench.filtering import (
    OUTCOME,
    is_filtering,
    keep_filters,
    outcome_chosen,
    outcomes_offered,
)
from antigone.workbench.forms import Form, part_sent
from antigone.workbench.page import Page

OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)


class ByContactForm(Form):
    """By what a relative is reached."""

    contact = forms.CharField(
        label=N_("Telephone or e-mail, exactly as it was recorded"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": N_("Write the whole contact.")},
    )


class AllRequests(Page):
    """Who is looked for, and what became of each?"""

    path = "requests/"
    name = "all-requests"
    title = N_("Requests")
    may = (Action.VIEW_REQUEST,)
    template = "workbench/requests/all.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show them in the order of their codes, a part at a time."""
        outcome = outcome_chosen(desk, self.name)
        listed = lists.requests_listed(desk.actor, outcome=outcome, number=part_sent(desk))
        counts = listed["counts"]
        return {
            **listed,
            "outcome": outcome,
            "outcomes": outcomes_offered(counts, outcome),
            "hidden": sum(counts.values()) - counts.get(outcome, 0) if outcome else 0,
            "form": ByContactForm.at(desk) if desk.can(Action.VIEW_CONTACTS) else None,
            "may_open": desk.can(Action.OPEN_REQUEST),
            "may_sign": desk.can(Action.SIGN_BULK),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **_: Any) -> str | HttpResponse:
        """Keep which outcome is shown; or find the requests of whoever is reached by exactly this
        contact, and the look is recorded.
        """
        if is_filtering(desk):
            keep_filters(desk, self.name, OUTCOME)
            return desk.url(self.name)
        contact = ByContactForm.at(desk).stated()["contact"]
        reached = lists.by_contact(desk.actor, contact)
        return self._rendered(desk, {**self.show(desk), "reached": reached, "asked": True})


class Request(Page):
    """Who is missing, who asks, what may we do?"""

    path = "requests/<str:code>/"
    name = "request"
    title = N_("Request")
    may = (Action.VIEW_REQUEST,)
    template = "workbench/requests/request.html"
    takes_photographs = True

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show it as it stands, with what may be done."""
        one = lists.request_on_page(desk.actor, code)
        is_open = one["outcome"] in OPEN
        person = one["person"]
        return {
            "one": one,
            "is_open": is_open,
            "may": _may(desk, one),
            "corrected": "corrected" in desk.request.GET,
            "description": list(_described(desk, person["description"])) if person else [],
            "first": _first(one) if is_open else "",
            "not_yet": list(_lacking(desk, one)) if is_open else [],
            "names_field": ", ".join(person["other_names"]) if person else "",
            "crumbs": crumbs(desk, code),
        }


def crumbs(desk: Desk, code: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return where a page of a request lies."""
    address = desk.url("request", code=code) if more else ""
    return [(desk.say(AllRequests.title), desk.url("all-requests")), (code, address), *more]


def _may(desk: Desk, one: Mapping[str, Any]) -> dict[str, bool]:
    """Return what this person may do with a request now, by a word for the template."""
    is_open = one["outcome"] in OPEN
    withdrawn = one["outcome"] == Outcome.WITHDRAWN
    found = one["outcome"] == Outcome.FOUND_ALIVE
    return {
        "correct": desk.can(Action.CORRECT_REQUEST),
        "photograph": is_open and desk.can(Action.RECEIVE_REFERENCE),
        "look": desk.can(Action.DISCLOSE_REFERENCE),
        "mark": is_open and desk.can(Action.MARK_FACE),
        "family": not withdrawn and desk.can(Action.RECORD_RELATIVE),
        "contacts": desk.can(Action.VIEW_CONTACTS),
        "permit": is_open and desk.can(Action.RECORD_PERMISSION),
        "withdraw": not withdrawn and desk.can(Action.WITHDRAW_PERMISSION),
        # Afterwards its page shows what became of what was given.
        "alive": (is_open or found) and desk.can(Action.FIND_ALIVE),
        "close": one["outcome"] == Outcome.OPEN and desk.can(Action.CLOSE_REQUEST),
    }


def _first(one: Mapping[str, Any]) -> str:
    """Return what is asked for next: the one filled button of the page."""
    holds = [each for each in one["permissions"] if not each["ended"] and not each["over"]]
    if not [each for each in one["bases"] if not each["ended"] and not each["over"]]:
        return "basis"
    return "permission" if not holds else "" if one["relatives"] else "relative"


def _described(desk: Desk, description: Description) -> Iterator[tuple[str, str]]:
    """Yield what the family describes; where there is no value, the reason."""
    for name, label in NAMES.items():
        value = getattr(description, name)
        if value is Absent.NOT_EXAMINED:
            continue
        if isinstance(value, Absent):
            yield desk.say(label), desk.say(name_of("Absent", value))
        elif value == ():
            yield desk.say(label), desk.say(N_("none"))
        elif name == "sex":
            yield desk.say(label), desk.say(name_of("Sex", str(value)))
        else:
            yield desk.say(label), in_words(value)


def _lacking(desk: Desk, one: Mapping[str, Any]) -> Iterator[str]:
    """Yield what stands between this request and a search, in the order in which it is asked for."""
    holds = [each for each in one["permissions"] if not each["ended"] and not each["over"]]
    if not [each for each in one["bases"] if not each["ended"] and not each["over"]]:
        yield desk.say(N_("a legal basis that holds today"))
    if not holds:
        yield desk.say(N_("a permission; without one no photograph can come in"))
    elif not any(each["biometrics"] for each in holds):
        yield desk.say(N_("a permission that covers comparing the face"))
    if not one["photographs"]:
        yield desk.say(N_("a photograph"))
    elif not any(each["marked"] for each in one["photographs"]):
        yield desk.say(N_("the face that is meant, marked in a photograph"))
    elif not any(each["enrolled"] for each in one["photographs"]):
        yield desk.say(N_("a marked face that may be compared"))
