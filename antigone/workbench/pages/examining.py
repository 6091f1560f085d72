"""Examination pages: the body alone, then pairs one at a time, then nothing more to be changed.

Before a view is committed nothing here says whose face it is, how many there are, in which order
they come, what a number says or what anybody else thinks; neither do addresses, headers or sizes.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from antigone.access.actions import Action
from antigone.access.roles import Discipline
from antigone.casework import lists
from antigone.casework.lists import Examination, NextStep
from antigone.casework.models.review import SUPPORTS, Support
from antigone.casework.procedures import review
from antigone.casework.vocabulary import name_of
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import drafts, pace, sheets
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, key_sent, number_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.seen import stages


class NoConclusion(Refusal):
    """A pair is committed with a conclusion, or stays open."""

    code = "no-conclusion"
    sentence = N_("No conclusion is chosen. Nothing was committed; all you wrote is kept.")
    remedy = N_("Choose one of the seven; that the pair supports neither is one of them.")


class NothingOpen(Refusal):
    """It was committed in another window, or somebody was drawn in her place."""

    code = "nothing-open"
    sentence = N_("Nothing of this examination waits for you. Nothing was committed.")
    remedy = N_("What you committed before stands. Go on with the next examination.")


_MOST_CHANGES = 99_999
_PANES = {"a": N_("Photograph A, the dead"), "b": N_("Photograph B, the reference")}


class Examine(Page):
    """What waits for an examiner: the next one, and nothing about it."""

    path = "examine/"
    name = "examine"
    may = (Action.ANALYSE,)
    title = N_("Next examination")
    template = "workbench/examine/next.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Say whether anything waits."""
        waiting = lists.examinations(desk.actor)
        return {"waits": bool(waiting), "disciplines": sorted({one.discipline for one in waiting})}

    def act(self, desk: Desk, **keys: Any) -> str:
        """Go to the next one, of one discipline if one is named."""
        wanted = desk.request.POST.get("discipline", "")
        for one in lists.examinations(desk.actor):
            if wanted in ("", one.discipline):
                return address_of(desk, one)
        return desk.url("examine")


class _Reading(Form):
    documents = forms.CharField(
        label=N_("Charts and profiles that you read, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class Analyse(Page):
    """What does this photograph allow? The body alone."""

    path = "examine/<str:token>/analysis"
    name = "examine-analysis"
    may = (Action.ANALYSE,)
    title = N_("Examination: the photograph alone")
    template = "workbench/examine/analysis.html"

    def show(self, desk: Desk, token: str, **keys: Any) -> Mapping[str, Any] | HttpResponse:
        """Show the body's faces, each covered, and what is asked of them."""
        here = lists.examination(desk.actor, token)
        if here.step is not NextStep.ANALYSIS:
            return HttpResponseRedirect(address_of(desk, here))
        of_face = here.discipline is Discipline.FACE
        shown = review.look_alone(desk.actor, here.remains) if of_face else {}
        pictures = {str(number): one for number, one in enumerate(shown.values(), start=1)}
        titles = {name: desk.say(N_("Photograph {name}"), name=name) for name in pictures}
        draft_page = f"examine/{token}/analysis"
        draft = drafts.kept(desk, draft_page)
        said = sheets.typed(desk, draft)
        pace.touch(desk, token)
        return {
            "label": label(here),
            "of_face": of_face,
            "stages": stages(desk, pictures, titles),
            "components": sheets.seen_rows(desk, said),
            "form": _Reading.at(desk, initial={"documents": said.get("documents", "")}),
            "said": said,
            "draft": draft,
            "draft_page": draft_page,
        }

    def act(self, desk: Desk, token: str, **keys: Any) -> str:
        """Commit what was seen; then the pairs, if there are any."""
        here = lists.examination(desk.actor, token)
        said = sheets.typed(desk, None)
        of_face = here.discipline is Discipline.FACE
        components = sheets.seen(desk, said) if of_face else {}
        review.analyse(
            desk.actor,
            review.Analysed(
                remains=here.remains,
                discipline=here.discipline,
                photographs=lists.faces_of(desk.actor, here.remains) if of_face else (),
                documents=tuple(_Reading.at(desk).stated()["documents"].splitlines()),
                components=components,
                note=said.get("note", ""),
                seconds=pace.spent(desk),
            ),
        )
        drafts.drop(desk, f"examine/{token}/analysis")
        return _onward(desk, here)


class Pair(Page):
    """Do these two faces show one person? Without names, numbers, order or others' views."""

    path = "examine/<str:token>/pair"
    name = "examine-pair"
    may = (Action.COMPARE,)
    title = N_("Examination: a pair")
    template = "workbench/examine/pair.html"

    def show(self, desk: Desk, token: str, **keys: Any) -> Mapping[str, Any] | HttpResponse:
        """Show the pair that waits, covered."""
        here = lists.examination(desk.actor, token)
        shown = None
        if _waits(desk, here):
            shown = review.next_pair(desk.actor, here.remains, here.discipline)
        if shown is None:
            return HttpResponseRedirect(desk.url("examine-done", token=token))
        both = {"a": shown.post_mortem, "b": shown.reference}
        pictures = {name: one for name, one in both.items() if one is not None}
        of_face = bool(pictures)
        titles = {name: desk.say(_PANES[name]) for name in pictures}
        draft_page = f"examine/{token}/{shown.pair.hex}"
        draft = drafts.kept(desk, draft_page)
        said = sheets.typed(desk, draft)
        pace.touch(desk, shown.pair.hex)
        return {
            "label": label(here),
            "pair": shown.pair,
            "of_face": of_face,
            "documents": shown.documents,
            "stages": stages(desk, pictures, titles),
            "components": sheets.compared_rows(desk, said),
            "conclusions": [
                (one.value, desk.say(name_of("Support", one)))
                for words in SUPPORTS.values()
                for one in words
            ],
            "said": said,
            "draft": draft,
            "draft_page": draft_page,
        }

    def act(self, desk: Desk, token: str, **keys: Any) -> str:
        """Commit the view of the pair that was open."""
        here = lists.examination(desk.actor, token)
        if not _waits(desk, here):
            raise NothingOpen
        said = sheets.typed(desk, None)
        support = Support(said["support"]) if said.get("support") in set(Support) else None
        if support is None or not said.get("pair"):
            raise NoConclusion
        pair = key_sent(said["pair"])
        conclusion = next(one for one, words in SUPPORTS.items() if support in words)
        of_face = here.discipline is Discipline.FACE
        review.compare(
            desk.actor,
            review.Compared(
                pair=pair,
                conclusion=conclusion,
                support=support,
                components=sheets.judged(desk, said) if of_face else {},
                points=sheets.points(said.get("points", ""), said.get("sides", "")),
                note=said.get("note", ""),
                seconds=pace.spent(desk),
                changes=number_sent(said.get("changes", ""), most=_MOST_CHANGES) or 0,
            ),
        )
        drafts.drop(desk, f"examine/{token}/{pair.hex}")
        pace.committed(desk)
        return _onward(desk, here)


def _onward(desk: Desk, done: Examination) -> str:
    """Return where an examiner goes on: the pairs that wait for her, a break, or the end."""
    drawing = review.Drawing(remains=done.remains, discipline=done.discipline)
    following = review.follow(desk.actor, drawing)
    if following is review.Following.PAIRS:
        page = "examine-pause" if pace.break_is_due(desk) else "examine-pair"
        return desk.url(page, token=done.token)
    if following is review.Following.VIEWS_PART:
        return desk.url("examine-third", token=done.token)
    then = "" if following is review.Following.DONE else f"?then={following}"
    return desk.url("examine-done", token=done.token) + then


def address_of(desk: Desk, one: Examination) -> str:
    """Return where an examination is worked on."""
    page = "examine-analysis" if one.step is NextStep.ANALYSIS else "examine-pair"
    return desk.url(page, token=one.token)


def label(one: Examination) -> str:
    """Return the four letters by which an examiner speaks of an examination."""
    return one.token[:4].upper()


def _waits(desk: Desk, one: Examination) -> bool:
    """Whether pairs of this body wait for this examiner."""
    waiting = lists.examinations(desk.actor)
    return any(other.token == one.token and other.step is NextStep.PAIR for other in waiting)
