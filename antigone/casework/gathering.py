"""Everything that is known of all pairs at one moment, as one problem that can be reckoned.

Reads only, within the operation in scope, for the page that weighs all together and for the runs that
are kept of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from antigone.casework.models import (
    Candidate,
    Concurrence,
    Exclusion,
    Finding,
    Identification,
    ManifestEntry,
    Operation,
    PairImport,
    Remains,
    Round,
    TracingRequest,
)
from antigone.casework.models.operation import Listing
from antigone.casework.models.requests import Outcome
from antigone.casework.models.review import Conclusion
from antigone.casework.statements import latest_weighings, may_count, piece_of, question_of
from antigone.casework.worth import EXCLUDED, in_words, standing

if TYPE_CHECKING:
    from antigone.evidence import Hypotheses
    from antigone.evidence.reconciliation import Problem

_LOOKED_FOR = (Outcome.OPEN, Outcome.INCONCLUSIVE, Outcome.IDENTIFIED)
LABORATORY = "laboratory"
"""The ground of a pair that a laboratory excludes, and on which nobody has decided yet."""
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The problem, and what each pair of codes rests on.

    `findings` are in words; `rests_on` names each by kind and key, a table's results on people who
    are on no list among them; `other_questions` counts the findings that answer another question and
    are left out. `on_list` is the share of the remains that are taken to be on the list before the
    evidence, None where every permitted assignment counts alike.
    """

    problem: "Problem"
    findings: Mapping[Pair, tuple[str, ...]]
    rests_on: Mapping[Pair, tuple[str, ...]]
    excluded: Mapping[Pair, str]
    candidates: Sequence[Candidate]
    people: Sequence[TracingRequest]
    other_questions: int
    on_list: float | None
    newest: datetime | None


def gather(account: UUID) -> Gathered:
    """Return everything but the bodies that this person compares without knowing whom they might be.

    Within a pair, findings that share something count once, with the strongest for and the strongest
    against; those that answer another question are left out. Raises `UnfitProblem` and its kinds.
    """
    from antigone.evidence.reconciliation import Problem

    comparing = Round.objects.filter(examiner=account, ended_at=None)
    looked_for = Remains.objects.filter(outcome__in=_LOOKED_FOR)
    bodies = list(looked_for.exclude(pk__in=comparing.values("remains")).order_by("code"))
    people = list(TracingRequest.objects.filter(outcome__in=_LOOKED_FOR).order_by("code"))
    of = {"remains__in": bodies, "request__in": people}
    candidates = list(
        Candidate.objects.filter(**of)
        .select_related("remains", "request")
        .prefetch_related("findings__imported")
        .order_by("recorded_at")
    )
    found = _standing(candidates)
    question = question_of(one for each in found.values() for one in each)
    counted = {pair: _asked(each, question) for pair, each in found.items()}
    by_table = _by_tables(bodies, people, listed=found.keys(), question=question)
    locked = tuple(
        Identification.objects.filter(withdrawn_at=None, **of).values_list(
            "remains__code", "request__code"
        )
    )
    excluded = {
        pair: ground
        for pair, ground in _excluded(of, found, by_table).items()
        # The board has decided since: what stood against it is in the dossier.
        if pair not in locked
    }
    weights = {pair: _sum(each) for pair, each in counted.items() if each}
    weights |= {pair: log10 for pair, (_, log10) in by_table.items() if log10 is not None}
    on_list = _share_on_list(len(bodies), len(people))
    dates = [one.recorded_at for each in found.values() for one in each]
    return Gathered(
        problem=Problem(
            remains=tuple(one.code for one in bodies),
            missing=tuple(one.code for one in people),
            log10_lr=[
                [
                    None if (x.code, y.code) in excluded else weights.get((x.code, y.code), 0.0)
                    for y in people
                ]
                for x in bodies
            ],
            log10_prior=_prior(on_list, len(bodies), len(people)),
            parts=_parts(bodies),
            locked=locked,
        ),
        findings={pair: tuple(map(in_words, each)) for pair, each in counted.items()},
        rests_on={
            **{
                pair: tuple(f"{one.kind} {one.pk.hex}" for one in each)
                for pair, each in counted.items()
            },
            **{pair: (f"dna {key}",) for pair, (key, _) in by_table.items()},
        },
        excluded=excluded,
        candidates=candidates,
        people=people,
        other_questions=sum(may_count(one) for each in found.values() for one in each)
        - sum(map(len, counted.values())),
        on_list=on_list,
        newest=max(dates, default=None),
    )


def _standing(candidates: Sequence[Candidate]) -> dict[Pair, list[Finding]]:
    """The findings that count of each pair that is on a list."""
    newest = latest_weighings(candidates)
    keys, rows = {}, {}
    for one in candidates:
        pair = (one.remains.code, one.request.code)
        keys[pair] = newest.get((one.remains_id, one.request_id))
        rows.setdefault(pair, []).extend(one.findings.all())
    return {pair: standing(each, weighing=keys[pair]) for pair, each in rows.items()}


def _asked(rows: Iterable[Finding], question: "Hypotheses") -> list[Finding]:
    return [one for one in rows if may_count(one) and question_of([one]) == question]


def _sum(rows: Sequence[Finding]) -> float:
    from antigone.evidence import weigh

    pieces = [piece_of(one, language="en") for one in rows]
    return weigh(pieces, exercise=settings.ANTIGONE.is_exercise).total.log10


def _by_tables(
    bodies: Sequence[Remains],
    people: Sequence[TracingRequest],
    *,
    listed: Iterable[Pair],
    question: "Hypotheses",
) -> dict[Pair, tuple[str, float | None]]:
    """What laboratories' tables say of pairs that are on no list: the newest of each, by its import."""
    codes = {one.pk.hex: one.code for one in (*bodies, *people)}
    on_lists = set(listed)
    found: dict[Pair, tuple[str, float | None]] = {}
    for imported in PairImport.objects.order_by("recorded_at"):
        for remains, request, same, other, log10, _ in imported.unlisted:
            if remains not in codes or request not in codes or (same, other) != tuple(question):
                continue
            pair = (codes[remains], codes[request])
            if pair not in on_lists:
                found[pair] = (imported.pk.hex, log10)
    return found


def _excluded(
    of: Mapping[str, Any],
    found: Mapping[Pair, Sequence[Finding]],
    by_table: Mapping[Pair, tuple[str, float | None]],
) -> dict[Pair, str]:
    """On what ground each pair is out: a laboratory's word, two examiners', the board's."""
    excluded = {
        pair: LABORATORY
        for pair, rows in found.items()
        if any(one.outside_reach == EXCLUDED for one in rows)
    }
    excluded |= {pair: LABORATORY for pair, (_, log10) in by_table.items() if log10 is None}
    by_two = Concurrence.objects.filter(
        conclusion=Conclusion.EXCLUSION,
        candidate__remains__in=of["remains__in"],
        candidate__request__in=of["request__in"],
    ).values_list("candidate__remains__code", "candidate__request__code")
    excluded |= dict.fromkeys(by_two, "examiners")
    rows = Exclusion.objects.filter(**of).order_by("recorded_at")
    for body, asked, ground in rows.values_list("remains__code", "request__code", "ground"):
        excluded[body, asked] = ground
    return excluded


def _share_on_list(bodies: int, people: int) -> float | None:
    """Return how many of the remains are on the list, where there is a manifest.

    After m people who were all on it, the next is on it with probability (m + 1) / (m + 2) (Laplace's
    rule of succession); of more bodies than people only so many can be.
    """
    listed = ManifestEntry.objects.count()
    closed = Operation.objects.get().listing == Listing.CLOSED
    if not (closed and listed and bodies and people):
        return None
    return (listed + 1) / (listed + 2) * min(1.0, people / bodies)


def _prior(share: float | None, bodies: int, people: int) -> float:
    from antigone.evidence.reconciliation import share_prior

    return 0.0 if share is None else share_prior(share, remains=bodies, missing=people)


def _parts(bodies: Sequence[Remains]) -> tuple[tuple[str, ...], ...]:
    """Bodies and parts that somebody put together."""
    groups: dict[UUID, list[str]] = {}
    for one in bodies:
        groups.setdefault(one.part_of_id or one.pk, []).append(one.code)
    return tuple(tuple(codes) for codes in groups.values() if len(codes) > 1)
