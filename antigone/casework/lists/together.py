"""All bodies against all who are missed, from what was found: what the board weighs together.

Numbers here are an overview, never a finding: nothing is stored, and nobody is identified by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.dossiers import is_exercise
from antigone.casework.models import (
    Candidate,
    Concurrence,
    Exclusion,
    Finding,
    Identification,
    MissingPerson,
    Remains,
    Round,
    TracingRequest,
    Unblinding,
)
from antigone.casework.models.requests import Outcome
from antigone.casework.models.review import Conclusion
from antigone.casework.step import Step, step
from antigone.casework.unblinding import unblind
from antigone.casework.worth import in_words, status_of

if TYPE_CHECKING:
    from antigone.evidence.reconciliation import Problem

_LOOKED_FOR = (Outcome.OPEN, Outcome.INCONCLUSIVE, Outcome.IDENTIFIED)
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Together:
    """What is weighed: the problem, what each pair rests on, and on what ground others are out.

    `findings` and `excluded` are keyed by the codes of a body and a request; `listed` are the pairs
    that are on a list, with the newest candidate of each.
    """

    problem: "Problem"
    findings: Mapping[Pair, tuple[str, ...]]
    excluded: Mapping[Pair, str]
    listed: Mapping[Pair, UUID]
    names: Mapping[str, str]
    newest: Any


def together(actor: Actor) -> Together:
    """Return all bodies and all who are missed, with what speaks for and against each pair.

    The look is recorded, and whoever looks reviews none of these bodies any more; bodies that the
    actor still compares without knowing whom they might be are left out. Of each kind of finding a
    pair counts with its strongest: further ones on the same material are not independent. What was
    fitted on simulated faces counts in the exercise alone.
    """
    from antigone.evidence.reconciliation import Problem

    with step(actor, Action.VIEW_DOSSIER) as doing:
        doing.name("matters:together")
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        bodies = list(
            Remains.objects.filter(outcome__in=_LOOKED_FOR)
            .exclude(pk__in=comparing.values("remains"))
            .order_by("code")
        )
        asked = list(TracingRequest.objects.filter(outcome__in=_LOOKED_FOR).order_by("code"))
        of = {"remains__in": bodies, "request__in": asked}
        candidates = list(
            Candidate.objects.filter(**of)
            .select_related("remains", "request")
            .prefetch_related("findings")
            .order_by("recorded_at")
        )
        _unblind_all(doing, {one.remains_id: one.remains for one in candidates})
        found = _found(candidates)
        excluded = _excluded(of)
        weights = _weights(found, excluded, bodies, asked)
        standing = Identification.objects.filter(withdrawn_at=None, **of)
        locked = standing.values_list("remains__code", "request__code")
        dates = [one.recorded_at for each in found.values() for one in each]
        return Together(
            problem=Problem(
                remains=tuple(one.code for one in bodies),
                missing=tuple(one.code for one in asked),
                log10_lr=weights,
                parts=_parts(bodies),
                locked=tuple(locked),
            ),
            findings={pair: tuple(in_words(one) for one in each) for pair, each in found.items()},
            excluded=excluded,
            listed={(one.remains.code, one.request.code): one.pk for one in candidates},
            names=dict(
                MissingPerson.objects.filter(request__in=asked).values_list("request__code", "name")
            ),
            newest=max(dates, default=None),
        )


def _unblind_all(doing: Step, bodies: Mapping[UUID, Remains]) -> None:
    known = Unblinding.objects.filter(remains__in=bodies, recorded_by=doing.actor.account_id)
    for key in bodies.keys() - set(known.values_list("remains", flat=True)):
        unblind(doing, bodies[key])


def _found(candidates: Iterable[Candidate]) -> dict[Pair, list[Finding]]:
    """The strongest finding of each kind, by pair."""
    found: dict[Pair, dict[str, Finding]] = {}
    for candidate in candidates:
        held = found.setdefault((candidate.remains.code, candidate.request.code), {})
        for one in candidate.findings.all():
            if one.log10_lr is None or (status_of(one) == "simulated" and not is_exercise()):
                continue
            before = held.get(one.kind)
            if before is None or abs(one.log10_lr) > abs(before.log10_lr):
                held[one.kind] = one
    return {pair: list(held.values()) for pair, held in found.items()}


def _excluded(of: Mapping[str, Any]) -> dict[Pair, str]:
    """On what ground each pair is out: an exclusion of the board, or one of two examiners."""
    by_two = Concurrence.objects.filter(
        conclusion=Conclusion.EXCLUSION,
        candidate__remains__in=of["remains__in"],
        candidate__request__in=of["request__in"],
    ).values_list("candidate__remains__code", "candidate__request__code")
    excluded = dict.fromkeys(by_two, "examiners")
    rows = Exclusion.objects.filter(**of).order_by("recorded_at")
    for body, asked, ground in rows.values_list("remains__code", "request__code", "ground"):
        excluded[body, asked] = ground
    return excluded


def _weights(
    found: Mapping[Pair, list[Finding]],
    excluded: Mapping[Pair, str],
    bodies: list[Remains],
    asked: list[TracingRequest],
) -> list[list[float | None]]:
    return [
        [
            None
            if (body.code, one.code) in excluded
            else sum(each.log10_lr for each in found.get((body.code, one.code), ()))
            for one in asked
        ]
        for body in bodies
    ]


def _parts(bodies: list[Remains]) -> tuple[tuple[str, ...], ...]:
    """Bodies and parts that somebody put together."""
    groups: dict[UUID, list[str]] = {}
    for one in bodies:
        groups.setdefault(one.part_of_id or one.pk, []).append(one.code)
    return tuple(tuple(codes) for codes in groups.values() if len(codes) > 1)
