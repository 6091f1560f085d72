"""How a request ends without a body: somebody lives, or nothing more can be done for now."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import Outcome
from antigone.casework.models.withdrawals import WithdrawalOutcome
from antigone.casework.procedures import requests
from antigone.casework.vocabulary import name_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, coded
from antigone.workbench.page import Page
from antigone.workbench.pages.requests import crumbs
from antigone.workbench.signature import require_signature


class Alive(Form):
    """One person's word that the missing person lives."""

    seen = coded("SeenAlive", label=N_("How it is known"))
    basis = forms.CharField(
        label=N_("On what it rests"),
        max_length=400,
        help_text=N_("Who saw or spoke to this person, when, and how it was known to be the one"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": N_("State on what it rests.")},
    )
    family_may_hear = coded("MayHear", label=N_("What this person allows the family to hear"))


class Inconclusive(Form):
    """Why nothing more can be done for now."""

    reason = forms.ChoiceField(
        label=N_("Why"),
        choices=[(one.value, name_of("Inconclusive", one.value)) for one in requests.Inconclusive],
        widget=forms.RadioSelect,
        error_messages={"required": N_("Choose why.")},
    )


class FoundAlive(Page):
    """Does this person live, who says so, what may the family hear, and what goes?"""

    path = "requests/<str:code>/found-alive"
    name = "found-alive"
    title = N_("Found alive")
    may = (Action.FIND_ALIVE,)
    template = "workbench/requests/alive.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show who said so and what the second word erases; afterwards, that it is gone."""
        one = lists.request_on_page(desk.actor, code)
        goes = lists.found_alive_consequences(desk.actor, code)
        found = one["outcome"] == Outcome.FOUND_ALIVE
        return {
            "one": one,
            "goes": goes,
            "found": found,
            "may_erase": found and _is_kept(goes["done"]) and not goes["kept_because"],
            "given": len(one["alive"]),
            "mine": any(word["mine"] for word in one["alive"]),
            "form": Alive.at(desk, initial={"family_may_hear": MayHear.NOTHING.value}),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Give one's word; the second, of another person, ends the search and erases.

        What a hold kept then is erased by the same page, once nothing obliges to keep it.
        """
        one = lists.request_on_page(desk.actor, code)
        if one["outcome"] == Outcome.FOUND_ALIVE:
            require_signature(desk)
            requests.erase_kept(desk.actor, one["key"])
            return desk.url(self.name, code=code)
        stated = Alive.at(desk).stated()
        require_signature(desk)
        life = requests.found_alive(
            desk.actor,
            requests.SeenAlive(
                request=one["key"],
                seen=Seen(stated["seen"]),
                basis=stated["basis"],
                family_may_hear=MayHear(stated["family_may_hear"]),
            ),
        )
        return desk.url(self.name if life.found_alive else "request", code=code)


class CloseRequest(Page):
    """Why can nothing more be done for now?"""

    path = "requests/<str:code>/close"
    name = "close-request"
    title = N_("Close as inconclusive")
    may = (Action.CLOSE_REQUEST,)
    template = "workbench/requests/close.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Ask for the reason."""
        return {
            "one": lists.request_on_page(desk.actor, code),
            "form": Inconclusive.at(desk),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Close it. It stays on the list, and a photograph opens it again."""
        reason = requests.Inconclusive(Inconclusive.at(desk).stated()["reason"])
        key = lists.request_on_page(desk.actor, code)["key"]
        requests.close_as_inconclusive(desk.actor, requests.Closing(request=key, reason=reason))
        return desk.url("request", code=code)


def _is_kept(done: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether what was given is sealed for the law; the newest word counts."""
    return bool(done) and done[0]["outcome"] == WithdrawalOutcome.RESTRICTED
