"""What audits found: how each went, and which bodies might be one person. Nothing is decided by it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import AuditedBody, AuditLead, AuditRun, Remains, Round
from antigone.casework.models.remains import RemainsKind
from antigone.casework.procedures.searching import UNRESOLVED
from antigone.casework.reading import reading
from antigone.casework.step import step
from antigone.casework.unblinding import unblind_all


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One audit without anything that it found: of `bodies` so many were `searched`.

    `refused` counts those that took no part, by the code of the rule that said no.
    """

    number: int
    begun_at: datetime
    ended_at: datetime | None
    by: str
    bodies: int
    searched: int
    refused: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PerhapsOne:
    """Two bodies that might be one person. `parts` says that one of them is a part.

    Without `above_line` the other is only the nearest: nobody has measured how alike strangers are in
    this condition. `audit` is the newest in which they were found.
    """

    one: str
    other: str
    parts: bool
    similarity: float
    above_line: bool
    audit: int


@dataclass(frozen=True, kw_only=True)
class FoundByAudits:
    """The pairs that somebody should look at, those above the line first.

    `left_out` are those of bodies that the reader compares without knowing whom they might be.
    """

    pairs: tuple[PerhapsOne, ...]
    left_out: int


def audits(actor: Actor) -> list[Audit]:
    """Return every audit, the newest first. Whom a body might be is in none of it."""
    with reading(actor, Action.VIEW_CANDIDATES):
        counted: dict[Any, Counter[str]] = {}
        for run, refusal in AuditedBody.objects.values_list("run", "refusal"):
            counted.setdefault(run, Counter())[refusal] += 1
        runs = AuditRun.objects.select_related("recorded_by").order_by("-number")
        return [_told(run, counted.get(run.pk, Counter())) for run in runs]


def perhaps_one(actor: Actor, action: Action = Action.VIEW_CANDIDATES) -> FoundByAudits:
    """Return which unresolved bodies might be one person; the look is recorded.

    Whoever looks reviews none of these bodies any more. Bodies that the actor still compares without
    knowing whom they might be are left out, and so are those that were put together since. Where no
    audit has found anything there is nothing to look at. Raises `NotAllowed`.
    """
    with reading(actor, action):
        if not AuditLead.objects.exists():
            return FoundByAudits(pairs=(), left_out=0)
    with step(actor, action) as doing:
        doing.name("audits:leads")
        leads = AuditLead.objects.select_related("one", "other", "run").order_by("run__number")
        still = leads.filter(one__outcome__in=UNRESOLVED, other__outcome__in=UNRESOLVED)
        # The newest audit counts, where several have found the same two.
        newest = {(lead.one_id, lead.other_id): lead for lead in still}
        apart = [one for one in newest.values() if _whole(one.one) != _whole(one.other)]
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        blind = set(comparing.values_list("remains", flat=True))
        shown = [one for one in apart if not {one.one_id, one.other_id} & blind]
        unblind_all(doing, {body.pk: body for one in shown for body in (one.one, one.other)})
        pairs = sorted(map(_pair, shown), key=lambda x: (not x.above_line, -x.similarity, x.one))
        return FoundByAudits(pairs=tuple(pairs), left_out=len(apart) - len(shown))


def _told(run: AuditRun, counted: Counter[str]) -> Audit:
    return Audit(
        number=run.number,
        begun_at=run.recorded_at,
        ended_at=run.ended_at,
        by=run.recorded_by.shown_name,
        bodies=run.bodies,
        searched=counted.pop("", 0),
        refused=dict(sorted(counted.items())),
    )


def _pair(lead: AuditLead) -> PerhapsOne:
    one, other = sorted((lead.one, lead.other), key=lambda body: str(body.code))
    return PerhapsOne(
        one=one.code,
        other=other.code,
        parts=RemainsKind.PART in (one.kind, other.kind),
        similarity=lead.similarity,
        above_line=lead.above_line,
        audit=lead.run.number,
    )


def _whole(body: Remains) -> Any:
    return body.part_of_id or body.pk
