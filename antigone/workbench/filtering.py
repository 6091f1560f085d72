"""How somebody sees a list: what its address asks for, else what she last chose on this page.

A form that filters is sent, and kept for this person in this operation, so that she finds the list as
she left it; sent empty it shows everything. An address that names filters is followed and not kept.
"""

from collections.abc import Mapping, Sequence

from antigone.access import resting
from antigone.casework.models.requests import Outcome
from antigone.workbench.desk import Desk

OUTCOME = ("outcome",)
_LONGEST = 80


def filters_of(desk: Desk, page: str, names: Sequence[str]) -> dict[str, str]:
    """Return the filters of a list by their names, each empty where it hides nothing."""
    asked = desk.request.GET
    said = asked if any(one in asked for one in names) else resting.chosen_view(desk.actor, page)
    return {one: str(said.get(one, "")).strip()[:_LONGEST] for one in names}


def keep_filters(desk: Desk, page: str, names: Sequence[str]) -> None:
    """Keep the filters that were sent."""
    said = {one: desk.request.POST.get(one, "").strip()[:_LONGEST] for one in names}
    resting.keep_view(desk.actor, page, {one: text for one, text in said.items() if text})


def is_filtering(desk: Desk) -> bool:
    """Say whether what was sent is a choice of filters, where a page takes other forms too."""
    return desk.request.POST.get("do") == "filter"


def outcome_chosen(desk: Desk, page: str) -> str:
    """Return the outcome that alone is shown, empty for all of them."""
    (said,) = filters_of(desk, page, OUTCOME).values()
    return said if said in [*Outcome] else ""


def outcomes_offered(counts: Mapping[str, int], chosen: str) -> list[tuple[str, int]]:
    """Return the outcomes that somebody has, with how many, and the one that is chosen."""
    known = [one for one in map(str, Outcome) if one in counts or one == chosen]
    return [(one, counts.get(one, 0)) for one in known]
