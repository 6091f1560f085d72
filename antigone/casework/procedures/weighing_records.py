"""Weighing what the records of a body and of a missing person say of each other, all in one go."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Candidate, Finding, Remains, Weighing
from antigone.casework.observed import Judged, Observed, Unweighed, Weighed, weigh_records
from antigone.casework.observing import (
    body_of,
    figures_in_force,
    judged_before,
    person_of,
    verdict_on,
    with_distance,
)
from antigone.casework.pairs import Pair
from antigone.casework.procedures.enrolling import CLOSED
from antigone.casework.procedures.importing_pairs import take_over
from antigone.casework.procedures.requests import AlreadyClosed
from antigone.casework.sealed import seal
from antigone.casework.step import Step, step
from antigone.casework.vocabulary import named


@dataclass(frozen=True, kw_only=True)
class WeighRecords:
    """Which pair, and what only a person can say of it; None repeats what was said before."""

    candidate: UUID
    judged: Judged | None = field(default=None, repr=False)


def weigh_findings(actor: Actor, pair: WeighRecords) -> Weighing:
    """Record what every finding on a pair is worth by the figures in force, and why others have none.

    What laboratories' tables said of the pair before it came onto a list is taken over with it. An
    earlier weighing of the pair stays on record and counts no more. What the records say goes in
    sealed, beside the numbers. Whoever weighs has seen whom the body might be, and reviews it no more.
    Raises `NotHere`, `AlreadyClosed`, `SeparatePerson`, `ContradictingRecords`, `RecoveredBeforeSeen`,
    `UnfitFinding` and `NoFigure`; then nothing is recorded.
    """
    with step(actor, Action.WEIGH_FINDINGS) as doing:
        candidate = doing.case(Candidate, pair.candidate)
        if candidate.request.outcome in CLOSED:
            # Whatever were written of her now, nothing would erase.
            raise AlreadyClosed(outcome=named("Outcome", candidate.request.outcome))
        take_over(doing, candidate)
        both = Pair(candidate.remains, candidate.request)
        table, figures = figures_in_force()
        judged = judged_before(both) if pair.judged is None else pair.judged
        observed = weigh_records(
            body_of(candidate.remains),
            person_of(candidate.request),
            population=figures,
            bodies=Remains.objects.count(),
            judged=with_distance(judged, both),
            verdict=verdict_on(both),
        )
        weighing = Weighing(candidate=candidate, table=table, figures=str(figures)[:300])
        return _record(doing, weighing, observed, judged)


def _record(doing: Step, weighing: Weighing, observed: Observed, judged: Judged) -> Weighing:
    rows = [_finding(weighing.candidate, weighing, one) for one in observed.weighed]
    written = {"judged": judged.as_json(), "lines": list(_lines(observed, rows))}
    details = json.dumps(written, ensure_ascii=False)
    seal(weighing, "details", details)
    doing.write(weighing)
    for row in rows:
        doing.write(row)
    doing.commit_to("weighing.details", weighing.id.bytes, details)
    return weighing


def _finding(candidate: Candidate, weighing: Weighing, one: Weighed) -> Finding:
    lower, upper = one.ratio.bound
    return Finding(
        candidate=candidate,
        weighing=weighing,
        kind=one.kind,
        source=one.ratio.source[:400],
        log10_lr=one.ratio.log10,
        lower=one.ratio.interval[0],
        upper=one.ratio.interval[1],
        bound=f"{lower:.3f} to {upper:.3f}",
        same=one.ratio.hypotheses.same,
        other=one.ratio.hypotheses.other,
        rests_on=one.rests_on,
    )


def _lines(observed: Observed, rows: list[Finding]) -> Iterator[Mapping[str, Any]]:
    for one, row in zip(observed.weighed, rows, strict=True):
        yield {"finding": row.id.hex, "sentence": one.sentence, "words": dict(one.words)}
    for one in observed.unweighed:
        yield _why_not(one)


def _why_not(one: Unweighed) -> Mapping[str, Any]:
    return {
        "kind": one.kind,
        "side": one.side,
        "sentence": one.sentence,
        "words": dict(one.words),
        "absent": one.absent.value if one.absent else "",
        "expected": list(one.expected) if one.expected else None,
    }
