"""What waits for a person in an operation: her worklist, computed from the records as they are.

The number of questions to the database depends on her roles, and on whether she put something aside,
not on how much waits. Of each kind no more is read than can be shown. An examiner who still compares
learns from it neither a name nor a case of hers; she reads "next examination", once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.isolation import within
from antigone.access.models import Account
from antigone.access.requirement import permitted, roles_held
from antigone.casework.lists.examining import examination_waits
from antigone.casework.lists.waiting import (
    decisions,
    handing,
    house,
    notices,
    photographs,
    recordings,
    remains,
    requests,
)
from antigone.casework.lists.waiting.asking import of_kind
from antigone.casework.lists.waiting.item import (
    MINE,
    OTHERS,
    RESTING,
    Found,
    Here,
    Waiting,
)
from antigone.casework.models import Round

_KINDS = (
    *photographs.KINDS,
    *recordings.KINDS,
    *remains.KINDS,
    *decisions.KINDS,
    *notices.KINDS,
    *handing.KINDS,
    *requests.KINDS,
    *house.KINDS,
)
NEXT_EXAMINATION = "next-examination"


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """What waits for one person, what rests for her, and what waits for others; the first of each.

    `mine`, `resting` and `others` hold the first of them, the oldest first unless the newest were
    asked for. `counts` says how much was found of each turn, by kind, and `more` of which kinds there
    is still more: nobody counts fifty thousand requests to show the first fifty.
    """

    mine: tuple[Waiting, ...]
    resting: tuple[Waiting, ...]
    others: tuple[Waiting, ...]
    counts: dict[str, dict[str, int]]
    more: dict[str, frozenset[str]]

    def count(self, turn: str, kind: str = "") -> int:
        """Return how much was found of a turn, of one kind if it is named."""
        of_turn = self.counts.get(turn, {})
        return of_turn.get(kind, 0) if kind else sum(of_turn.values())

    def has_more(self, turn: str, kind: str = "") -> bool:
        """Return whether there is more of a turn than was counted, of one kind if it is named."""
        of_turn = self.more.get(turn, frozenset())
        return kind in of_turn if kind else bool(of_turn)


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
    sees an empty list. Of each kind at most `most` are read, counted and shown.
    """
    with within(actor.operation_id):
        can = permitted(actor)
        mine = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        here = Here(
            actor=actor,
            can=can,
            comparing=frozenset(mine.values_list("remains", flat=True)),
            resting=frozenset(resting),
            roles=frozenset(roles_held(actor)),
            day=today(),
        )
        found = [
            (one.name, of_kind(one, here, most=most, newest_first=newest_first))
            for one in _KINDS
            if can & set(one.knows)
        ]
        if Action.VIEW_NOTICES in can:
            found.append(("prepare-notice", notices.to_prepare(here)))
        found += house.found(here)
        if Action.ANALYSE in can and examination_waits(actor):
            one = Waiting(kind=NEXT_EXAMINATION, key="", since=None)
            found.append((NEXT_EXAMINATION, Found({MINE: [one]})))
    return _collected(found, kind=kind, most=most, newest_first=newest_first)


def _collected(
    found: Sequence[tuple[str, Found]], *, kind: str, most: int, newest_first: bool
) -> Worklist:
    counts: dict[str, dict[str, int]] = {}
    more: dict[str, frozenset[str]] = {}
    turns: dict[str, list[Waiting]] = {MINE: [], RESTING: [], OTHERS: []}
    for name, of_this in found:
        for turn, some in of_this.waiting.items():
            known = counts.setdefault(turn, {})
            known[name] = known.get(name, 0) + len(some)
            if kind in ("", name):
                turns[turn] += some
        for turn in of_this.more:
            more[turn] = more.get(turn, frozenset()) | {name}
    for some in turns.values():
        some.sort(key=_age, reverse=newest_first)
        # A wrong word in a family is set right before anything else, whatever its age.
        some.sort(key=lambda one: (one.kind != NEXT_EXAMINATION, one.why != "correction"))
    first = {turn: some[:most] for turn, some in turns.items()}
    accounts = {one.by_account for some in first.values() for one in some}
    names = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "shown_name"))
    mine, resting, others = (
        tuple(replace(one, by=names.get(one.by_account, one.by)) for one in first[turn])
        for turn in (MINE, RESTING, OTHERS)
    )
    return Worklist(mine=mine, resting=resting, others=others, counts=counts, more=more)


def _age(one: Waiting) -> tuple[float, str]:
    return (one.since.timestamp() if one.since else 0.0, one.key)
