"""Between and after the pairs: a break that is offered, the end, and where three views part."""

from collections.abc import Mapping, Sequence
from typing import Any

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.components import Component
from antigone.casework.procedures import review
from antigone.casework.vocabulary import name_of
from antigone.wording import N_
from antigone.workbench import pace
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page
from antigone.workbench.pages.examining import label


class Pause(Page):
    """A break between two pairs, offered once."""

    path = "examine/<str:token>/pause"
    name = "examine-pause"
    may = (Action.ANALYSE,)
    title = N_("Examination: a break is due")
    template = "workbench/examine/pause.html"

    def show(self, desk: Desk, token: str, **keys: Any) -> Mapping[str, Any]:
        """Say that what was committed stands, and offer a break."""
        here = lists.examination(desk.actor, token)
        return {"label": label(here), "token": token, "minutes": pace.offered(desk)}


class Done(Page):
    """The end of an examination, whatever came of it."""

    path = "examine/<str:token>/done"
    name = "examine-done"
    may = (Action.ANALYSE,)
    title = N_("Examination: recorded")
    template = "workbench/examine/done.html"

    def show(self, desk: Desk, token: str, **keys: Any) -> Mapping[str, Any]:
        """Say that it stands, and offer the next one or a break."""
        here = lists.examination(desk.actor, token)
        then = desk.request.GET.get("then", "")
        return {
            "label": label(here),
            "waits": bool(lists.examinations(desk.actor)),
            "nothing_comparable": then == review.Following.NOTHING_COMPARABLE,
            "team_too_small": then == review.Following.TEAM_TOO_SMALL,
        }


class Third(Page):
    """Where do the views part, and why? After her own commitment, unnamed, in no order."""

    path = "examine/<str:token>/third"
    name = "examine-third"
    may = (Action.COMPARE,)
    title = N_("Examination: where the views part")
    template = "workbench/examine/third.html"

    def show(self, desk: Desk, token: str, **keys: Any) -> Mapping[str, Any]:
        """Show the three views of each pair on which two had differed, what differs first."""
        here = lists.examination(desk.actor, token)
        parted = lists.parted_views(desk.actor, here.remains, here.discipline)
        return {
            "label": label(here),
            "waits": bool(lists.examinations(desk.actor)),
            "parted": [_table(desk, views, number) for number, views in enumerate(parted)],
        }

    def act(self, desk: Desk, token: str, **keys: Any) -> str:
        """Add her reasons to her own views, where she wrote any; they go to the board as they are."""
        here = lists.examination(desk.actor, token)
        said = desk.request.POST
        for number, views in enumerate(
            lists.parted_views(desk.actor, here.remains, here.discipline)
        ):
            if text := said.get(f"reasons-{number}", "").strip():
                mine = next(one["id"] for one in views if one["mine"])
                review.add_remark(desk.actor, review.Added(view=mine, text=text))
        return desk.url("examine-done", token=token)


def _table(desk: Desk, views: Sequence[Mapping[str, Any]], number: int) -> dict[str, Any]:
    """One row for each component, those first on which the views part."""
    rows = []
    for one in Component:
        said = [_judgement(desk, view["components"].get(one.value)) for view in views]
        if any(said):
            name = desk.say(name_of("Component", one))
            rows.append({"name": name, "said": said, "differs": len(set(said)) > 1})
    rows.sort(key=lambda row: not row["differs"])
    return {
        "field": f"reasons-{number}",
        "reasons": (desk.said or {}).get(f"reasons-{number}", ""),
        "remarked": any(view["remarks"] for view in views),
        "views": views,
        "rows": rows,
        "differing": sum(row["differs"] for row in rows),
        "of": len(rows),
    }


def _judgement(desk: Desk, judged: Mapping[str, Any] | None) -> str:
    if judged is None:
        return ""
    if not judged["comparable"]:
        return desk.say(N_("not comparable"))
    return desk.say(name_of("ComponentFinding", judged["finding"]))
