"""Where bodies were recovered, and where the missing were last seen: what a map of an operation shows.

Codes and places only. Whoever may see but one side gets that side; a body that somebody compares
without knowing whom it might be is not on her map beside the people it might be.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import permitted
from antigone.casework.models import MissingPerson, Remains, Round
from antigone.casework.models.requests import Outcome
from antigone.casework.positions import LOOKS_LIKE_ONE, ImpossiblePosition, position_in
from antigone.casework.reading import reading

A_PAGE = 500


def recoveries(actor: Actor, *, after: str = "", most: int = A_PAGE) -> dict[str, Any]:
    """Return a page of the bodies whose place of recovery holds a position, in the order of codes.

    `places` have code, kind, the text and the position; `all` counts every body; `next` is the last
    code of this page where more may come after it. Empty for whoever may not see remains.
    """
    if Action.VIEW_REMAINS not in permitted(actor):
        return _nothing()
    with reading(actor, Action.VIEW_REMAINS):
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        every = Remains.objects.exclude(pk__in=comparing.values("remains"))
        rows = every.filter(recovered_at__regex=LOOKS_LIKE_ONE, code__gt=after).order_by("code")
        read = list(rows.values_list("code", "kind", "recovered_at")[: most + 1])
        return _page(read, most) | {"all": every.count()}


def last_seen(actor: Actor, *, after: str = "", most: int = A_PAGE) -> dict[str, Any]:
    """Return a page of the requests whose last-seen place holds a position, in the order of codes.

    As `recoveries`; `kind` is the outcome. Whoever was found alive is not among them: where he was is
    his own affair again. Empty for whoever may not see requests.
    """
    if Action.VIEW_REQUEST not in permitted(actor):
        return _nothing()
    with reading(actor, Action.VIEW_REQUEST):
        every = MissingPerson.objects.exclude(request__outcome=Outcome.FOUND_ALIVE)
        rows = every.filter(last_seen_place__regex=LOOKS_LIKE_ONE, request__code__gt=after)
        columns = ("request__code", "request__outcome", "last_seen_place")
        read = list(rows.order_by("request__code").values_list(*columns)[: most + 1])
        return _page(read, most) | {"all": every.count()}


def _nothing() -> dict[str, Any]:
    return {"places": [], "next": "", "all": 0}


def _page(read: list[tuple[str, str, str]], most: int) -> dict[str, Any]:
    return {
        "places": list(_placed(read[:most])),
        "next": read[most - 1][0] if len(read) > most else "",
    }


def _placed(rows: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    for code, kind, written in rows:
        try:
            position = position_in(written)
        except ImpossiblePosition:
            # It came in by a file or a command; its text is on its own page.
            continue
        if position is not None:
            yield {"code": code, "kind": kind, "written": written, "position": position}
