"""All bodies against all who are missed, from what was found: what the board weighs together.

Numbers here are an overview, never a finding: nobody is identified by it. A run that somebody keeps
holds what was known at its moment, so that a later one can say what has changed and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.gathering import gather
from antigone.casework.models import (
    Candidate,
    MissingPerson,
    ReconciliationRun,
    Remains,
    Round,
)
from antigone.casework.reading import reading
from antigone.casework.step import NotHere, step
from antigone.casework.unblinding import unblind_all

if TYPE_CHECKING:
    from antigone.evidence.reconciliation import Problem

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Together:
    """What is weighed: the problem, what each pair rests on, and on what ground others are out.

    `findings`, `rests_on` and `excluded` are keyed by the codes of a body and a request; `listed` are
    the pairs that are on a list, with the newest candidate of each. `on_list` and `other_questions`
    as in `Gathered`.
    """

    problem: "Problem"
    findings: Mapping[Pair, tuple[str, ...]]
    rests_on: Mapping[Pair, tuple[str, ...]]
    excluded: Mapping[Pair, str]
    listed: Mapping[Pair, UUID]
    names: Mapping[str, str]
    on_list: float | None
    other_questions: int
    newest: Any


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """What was known when a run was kept, without the bodies that its reader compares."""

    number: int
    kept_at: datetime
    problem: "Problem"
    rests_on: Mapping[Pair, tuple[str, ...]]
    excluded: Mapping[Pair, str]


def together(actor: Actor) -> Together:
    """Return all bodies and all who are missed, with what speaks for and against each pair.

    The look is recorded, and whoever looks reviews none of these bodies any more; bodies that the
    actor still compares without knowing whom they might be are left out. What was fitted on simulated
    faces counts in the exercise alone. Raises `UnfitProblem` and its kinds.
    """
    with step(actor, Action.VIEW_DOSSIER) as doing:
        doing.name("matters:together")
        known = gather(actor.account_id)
        unblind_all(doing, {one.remains_id: one.remains for one in known.candidates})
        return Together(
            problem=known.problem,
            findings=known.findings,
            rests_on=known.rests_on,
            excluded=known.excluded,
            listed={(one.remains.code, one.request.code): one.pk for one in known.candidates},
            names=dict(
                MissingPerson.objects.filter(request__in=known.people).values_list(
                    "request__code", "name"
                )
            ),
            on_list=known.on_list,
            other_questions=known.other_questions,
            newest=known.newest,
        )


def runs(actor: Actor) -> list[dict[str, Any]]:
    """Return the runs that were kept, the newest first: number, when, by whom. No pair is in it."""
    with reading(actor, Action.VIEW_DOSSIER):
        every = ReconciliationRun.objects.select_related("recorded_by").order_by("-number")
        return [
            {"number": one.number, "kept_at": one.recorded_at, "by": one.recorded_by.shown_name}
            for one in every
        ]


def run_kept(actor: Actor, number: int) -> KeptRun:
    """Return what was known when a run was kept; the look is recorded as for all together.

    Raises `NotHere`.
    """
    from antigone.evidence.reconciliation import Problem

    with step(actor, Action.VIEW_DOSSIER) as doing:
        kept = ReconciliationRun.objects.filter(number=number).first()
        if kept is None:
            raise NotHere(kind=ReconciliationRun._meta.verbose_name, key=number)
        doing.name(kept.ledger_id)
        problem = Problem(**kept.problem)
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        blind = set(comparing.values_list("remains__code", flat=True))
        shown = [at for at, code in enumerate(problem.remains) if code not in blind]
        # A lock of a body that is left out would shut its person out for all others: by that, and by
        # what has changed since, whoever compares that body could read its name.
        unlocked = [(body, person) for body, person in problem.locked if body not in blind]
        problem = replace(problem, locked=tuple(unlocked))
        listed = Candidate.objects.filter(remains__code__in=[problem.remains[at] for at in shown])
        bodies = Remains.objects.filter(pk__in=listed.values("remains"))
        unblind_all(doing, {one.pk: one for one in bodies})
        return KeptRun(
            number=kept.number,
            kept_at=kept.recorded_at,
            problem=problem.keeping(shown, range(len(problem.missing))) if blind else problem,
            rests_on={
                (body, person): tuple(on) for body, person, on in kept.rests_on if body not in blind
            },
            excluded={
                (body, person): ground
                for body, person, ground in kept.excluded
                if body not in blind
            },
        )
