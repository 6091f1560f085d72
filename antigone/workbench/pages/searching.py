"""Search and shortlist: from one body, whom should examiners look at? Leads, and no more."""

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from django import forms

from antigone.access.actions import Action
from antigone.access.roles import Discipline
from antigone.casework import lists
from antigone.casework.lists.kin import kin_in_search
from antigone.casework.models import Remains
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures import matching, photographs, review
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import name_of
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.filtering import filters_of, is_filtering, keep_filters
from antigone.workbench.forms import Form, key_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.photographs import clock
from antigone.workbench.pages.seen import stages
from antigone.workbench.strengths import TICKS, drawn

_ON_A_SCREEN = 10
_FILTERS = {"sex": N_("sex"), "age": N_("age")}


class NobodyChosen(Refusal):
    """Somebody is sent to examination, or nobody is."""

    code = "nobody-chosen"
    sentence = N_("Nobody is chosen. Nothing was sent to examination.")
    remedy = N_("Mark those whom two examiners should compare; x marks the row you are in.")


class _Stated(Form):
    purpose = forms.ChoiceField(
        label=N_("Purpose of this search"),
        choices=[(Purpose.IDENTIFY.value, N_("to identify the dead"))],
        initial=Purpose.IDENTIFY.value,
    )


class SearchRemains(Page):
    """Whom may this body be? A search is from the dead to the missing, and states its purpose."""

    path = "remains/<str:code>/search"
    name = "search-remains"
    may = (Action.SEARCH,)
    title = N_("Search")
    template = "workbench/searching/search.html"

    def show(self, desk: Desk, code: str = "", **keys: Any) -> Mapping[str, Any]:
        """Show the purpose, how many people it reaches, and what was searched before."""
        return {
            "code": code,
            "form": _Stated.at(desk),
            "reach": lists.may_be_searched(desk.actor),
            "searches": lists.searches_of(desk.actor, code),
            "crumbs": [(code, desk.url("remains", code=code)), (desk.say(N_("Search")), "")],
        }

    def act(self, desk: Desk, code: str = "", **keys: Any) -> str:
        """Search, weigh each candidate's face where that is possible, and show the list."""
        stated = _Stated.at(desk).stated()
        remains = lists.by_code(desk.actor, Remains, code, Action.SEARCH)
        wanted = matching.Wanted(remains=remains, purpose=Purpose(stated["purpose"]))
        made = matching.search(desk.actor, wanted)
        matching.weigh_list(desk.actor, made.pk)
        return desk.url("search", key=made.pk)


class Shortlist(Page):
    """Who should be examined? Letters, strengths with their intervals, and the line."""

    path = "searches/<uuid:key>/"
    name = "search"
    may = (Action.VIEW_CANDIDATES,)
    title = N_("Shortlist")
    template = "workbench/searching/shortlist.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show the list; that it was looked at is recorded."""
        found = lists.search_shown(desk.actor, key, language=desk.language)
        kin = kin_in_search(desk.actor, key)
        asked = desk.request.GET
        kept = filters_of(desk, self.name, tuple(_FILTERS))
        hiding = [one for one in _FILTERS if kept[one] == "hide"]
        lettered = [
            {
                **one,
                "letter": _letter(number),
                "drawn": drawn(one["log10_lr"], one["interval"]),
                "limited_by": _limited_by(desk, one),
                "kin": kin.get(one["id"]),
            }
            for number, one in enumerate(found["candidates"])
        ]
        left = [one for one in lettered if not set(hiding) & set(one["against"])]
        above = [one for one in left if one["above_threshold"]]
        below = [one for one in left if not one["above_threshold"]]
        shown = len(below) if asked.get("below") == "all" else max(_ON_A_SCREEN - len(above), 0)
        return {
            "key": key,
            "found": found,
            "above": above,
            "below": below[:shown],
            "more": max(len(below) - shown, 0),
            "filters": [
                {
                    "name": one,
                    "said": desk.say(_FILTERS[one]),
                    "on": one in hiding,
                    "hides": sum(one in line["against"] for line in lettered),
                }
                for one in _FILTERS
            ],
            "hidden_by_filters": len(lettered) - len(left),
            "ticks": TICKS,
            "one_in": round(1 / found["fpir"]),
            "simulated": any(one["status"] == "simulated" for one in lettered),
            "outcome": desk.request.GET.get("sent", ""),
            "may_send": desk.can(Action.DRAW_EXAMINER),
            "may_report": desk.can(Action.WEIGH),
            "may_see": desk.can(Action.DISCLOSE_REFERENCE),
            "crumbs": [
                (found["remains"], desk.url("remains", code=found["remains"])),
                (desk.say(N_("Shortlist")), ""),
            ],
        }

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Send who is chosen to examination: somebody is drawn who knows nothing of it.

        Or keep what hides people; that hides them on every list of this operation.
        """
        if is_filtering(desk):
            keep_filters(desk, self.name, tuple(_FILTERS))
            return desk.url(self.name, key=key)
        chosen = [key_sent(one) for one in desk.request.POST.getlist("candidate")]
        if not chosen:
            raise NobodyChosen
        review.draw(
            desk.actor,
            review.Drawing(
                remains=lists.remains_of_search(desk.actor, key),
                discipline=Discipline.FACE,
                candidates=tuple(chosen),
            ),
        )
        return f"{desk.url('search', key=key)}?sent=yes"


class CandidatePair(Page):
    """The body beside one candidate, for whoever works with the list and compares no more."""

    path = "searches/<uuid:key>/<uuid:candidate>/"
    name = "search-pair"
    may = (Action.VIEW_CANDIDATES,)
    title = N_("A candidate beside the dead")
    template = "workbench/searching/pair.html"

    def show(self, desk: Desk, key: UUID, candidate: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show both photographs covered; each is disclosed to this person, on record."""
        found = lists.search_shown(desk.actor, key, language=desk.language)
        listed = [line["id"] for line in found["candidates"]]
        if candidate not in listed:
            raise NotHere(kind="candidate", key=candidate)
        number = listed.index(candidate)
        one = found["candidates"][number]
        pictures, titles = {}, {}
        for name, photograph in (("a", found["photograph_id"]), ("b", one["photograph_id"])):
            shown = photographs.disclose(desk.actor, photograph, photographs.View.MASKED)
            pictures[name] = shown.pixels
            titles[name] = _title(desk, name, lists.moment_of_video(desk.actor, photograph))
        return {
            "key": key,
            "found": found,
            "candidate": {
                **one,
                "letter": _letter(number),
                "limited_by": _limited_by(desk, one),
            },
            "stages": stages(desk, pictures, titles),
            "crumbs": [
                (found["remains"], desk.url("remains", code=found["remains"])),
                (desk.say(N_("Shortlist")), desk.url("search", key=key)),
                (_letter(number), ""),
            ],
        }


def _limited_by(desk: Desk, candidate: Mapping[str, Any]) -> list[str]:
    """Return in words what keeps a candidate's number from meaning more than it does."""
    codes = [*candidate["limits"], *candidate["against"]]
    said = [desk.say(name_of("Limit", one)) for one in codes]
    if candidate["pairs"]:
        said.append(
            desk.say_count(
                "chosen as the nearest of one pair of photographs",
                "chosen as the nearest of {count} pairs of photographs",
                candidate["pairs"],
            )
        )
    return said


_TITLES = {"a": N_("Photograph of the dead"), "b": N_("Photograph that the family gave")}


def _title(desk: Desk, name: str, seconds: float | None) -> str:
    """Return what a picture of the pair is called; of a video with the moment that is shown."""
    title = desk.say(_TITLES[name])
    if seconds is None:
        return title
    return desk.say(N_("{title}, at {time} of a video"), title=title, time=clock(seconds))


def _letter(number: int) -> str:
    """Return A, B … Z, AA, AB: letters, since a rank is no strength."""
    more, rest = divmod(number, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[rest]
