"""What waits for a person in an operation: her worklist, computed from the records as they are.

The number of questions to the database depends on her roles and on nothing else. An examiner who
still compares learns from it neither a name nor a case of hers; she reads "next examination", once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import permitted
from antigone.casework.lists.examining import examinations
from antigone.casework.lists.waiting import (
    decisions,
    handing,
    house,
    notices,
    photographs,
    remains,
    requests,
)
from antigone.casework.lists.waiting.item import (
    MINE,
    OTHERS,
    RESTING,
    Found,
    Here,
    Waiting,
    of_kind,
)
from antigone.casework.models import Round

_KINDS = (
    *photographs.KINDS,
    *remains.KINDS,
    *decisions.KINDS,
    *notices.KINDS,
    *handing.KINDS,
    *requests.KINDS,
)
NEXT_EXAMINATION = "next-examination"


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """What waits for one person, what rests for her, and what waits for others; the first of each.

    `counts` says how much there is of each turn, by kind; `mine`, `resting` and `others` hold the
    first of them, the oldest first unless the newest were asked for.
    """

    mine: tuple[Waiting, ...]
    resting: tuple[Waiting, ...]
    others: tuple[Waiting, ...]
    counts: dict[str, dict[str, int]]

    def count(self, turn: str, kind: str = "") -> int:
        """Return how much there is of a turn, of one kind if it is named."""
        of_turn = self.counts.get(turn, {})
        return of_turn.get(kind, 0) if kind else sum(of_turn.values())


def worklist(
    actor: Actor,
    resting: dict[str, date],
    *,
    kind: str = "",
    most: int = 50,
    newest_first: bool = False,
) -> Worklist:
    """Return a person's worklist; `resting` is what she put aside, by item, until which day.

    `kind` leaves out all others, but not their counts. Nothing is refused: who holds no role here
    sees an empty list.
    """
    with within(actor.operation_id):
        can = permitted(actor)
        mine = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        here = Here(
            actor=actor,
            can=can,
            comparing=frozenset(mine.values_list("remains", flat=True)),
            resting=frozenset(resting),
        )
        found = [
            (one.name, of_kind(one, here, most=most, newest_first=newest_first))
            for one in _KINDS
            if can & set(one.knows)
        ]
        if Action.VIEW_NOTICES in can:
            found.append(("prepare-notice", notices.to_prepare(here)))
        found += house.found(here)
        if Action.ANALYSE in can and examinations(actor):
            one = Waiting(kind=NEXT_EXAMINATION, key="", since=None)
            found.append((NEXT_EXAMINATION, Found({MINE: [one]}, {MINE: 1})))
    return _collected(found, kind=kind, most=most, newest_first=newest_first)


def _collected(
    found: Sequence[tuple[str, Found]], *, kind: str, most: int, newest_first: bool
) -> Worklist:
    counts: dict[str, dict[str, int]] = {}
    turns: dict[str, list[Waiting]] = {MINE: [], RESTING: [], OTHERS: []}
    for name, of_this in found:
        for turn, count in of_this.counts.items():
            known = counts.setdefault(turn, {})
            known[name] = known.get(name, 0) + count
        if kind in ("", name):
            for turn, some in of_this.waiting.items():
                turns[turn] += some
    for some in turns.values():
        some.sort(key=_age, reverse=newest_first)
        # A wrong word in a family is set right before anything else, whatever its age.
        some.sort(key=lambda one: (one.kind != NEXT_EXAMINATION, one.why != "correction"))
    first = {turn: tuple(some[:most]) for turn, some in turns.items()}
    return Worklist(mine=first[MINE], resting=first[RESTING], others=first[OTHERS], counts=counts)


def _age(one: Waiting) -> tuple[float, str]:
    return (one.since.timestamp() if one.since else 0.0, one.key)
