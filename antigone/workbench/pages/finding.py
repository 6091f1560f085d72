"""Search: one box for codes and names. What is asked for stands in no address and in no record."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.lists.finding import Result
from antigone.casework.names import Reason
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page

_NAMED = {
    "request": N_("missing person"),
    "remains": N_("remains"),
    "effect": N_("effect {code} of"),
    "sample": N_("sample {code} of"),
    "sealedpacket": N_("packet {code} of"),
}


class Find(Page):
    """Where is this code, and who has this name?"""

    path = "find"
    name = "find"
    title = N_("Search")
    # Whoever holds a role may ask; what is found is what the role may see.
    may = tuple(Action)
    template = "workbench/worklist/find.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Show the box alone."""
        return {
            "text": "",
            "by_name": desk.can(Action.VIEW_REQUEST),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **_: Any) -> str | HttpResponse:
        """Go to the case of a code, or show what was found and why."""
        text = desk.request.POST.get("text", "")[:200]
        found = lists.find(desk.actor, text)
        exact = [one for one in found.results if one.reason is Reason.CODE]
        if len(exact) == 1 and len(found.results) == 1:
            return _address(desk, exact[0])
        shown = {
            **self.show(desk),
            "text": " ".join(text.split()),
            "asked": True,
            "results": [
                {
                    "result": one,
                    "kind": desk.say(_NAMED[one.kind], code=one.typed),
                    "why": _why(desk, one),
                    "address": _address(desk, one),
                }
                for one in found.results
            ],
            "more": found.more,
        }
        return self._rendered(desk, shown)


def _address(desk: Desk, one: Result) -> str:
    if one.kind == "request":
        return desk.url("request", code=one.code)
    return desk.url("remains" if one.kind == "remains" else "handover", code=one.code)


def _why(desk: Desk, one: Result) -> tuple[str, ...]:
    """Return the sentences that say why it was found; the words in them are isolated by the page."""
    if one.reason is Reason.CODE:
        return (desk.say(N_("the code")),)
    if not one.typed or one.kind != "request":
        return (desk.say(N_("the code begins so")),)
    words = {
        Reason.NAME: N_("as written"),
        Reason.WRITTEN_LIKE: N_("{typed}, written like {written}"),
        Reason.BEGINS: N_("{written} begins so"),
        Reason.NEARLY: N_("{typed}, nearly {written}"),
    }
    said = desk.say(words[one.reason], typed=_isolated(one.typed), written=_isolated(one.written))
    return (said, desk.say(N_("another of the names"))) if one.also else (said,)


def _isolated(word: str) -> str:
    """Keep a word of another script from turning the sentence around it."""
    return f"\u2068{word}\u2069"
