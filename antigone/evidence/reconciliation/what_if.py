"""Questions to a problem: each returns a new problem and changes nothing."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from antigone.evidence.reconciliation.problem import EXCLUDED, Problem
from antigone.evidence.reconciliation.refusals import (
    ImpossibleWeight,
    LockedApart,
    UnfitProblem,
    UnknownName,
)


def with_finding(problem: Problem, *, remains: str, missing: str, log10_lr: float) -> Problem:
    """Return the problem with one more finding on a pair, independent of those already weighed.

    Refuses with `UnknownName`, with `ImpossibleWeight` a weight that is no finite number, and with
    `LockedApart` a finding on an excluded pair.
    """
    row, column = _places(problem, remains, missing)
    # Minus infinity would pass for an exclusion, which is another question.
    if not math.isfinite(log10_lr):
        raise ImpossibleWeight(
            source=problem.source,
            field="what if",
            remains=remains,
            missing=missing,
            found=log10_lr,
        )
    if problem.log10_lr[row, column] == EXCLUDED:
        raise LockedApart(source=problem.source, field="what if", remains=remains, missing=missing)
    return _with_weight(problem, row, column, float(problem.log10_lr[row, column]) + log10_lr)


def with_lock(problem: Problem, *, remains: str, missing: str) -> Problem:
    """Return the problem in which a pair is taken as given.

    Refuses with `UnknownName`, `LockedTwice` and `LockedApart`.
    """
    _places(problem, remains, missing)
    return replace(problem, locked=(*problem.locked, (remains, missing)))


def with_exclusion(problem: Problem, *, remains: str, missing: str) -> Problem:
    """Return the problem in which a pair is excluded. Refuses with `UnknownName`, `LockedApart`."""
    row, column = _places(problem, remains, missing)
    return _with_weight(problem, row, column, EXCLUDED)


def reassociated(problem: Problem, names: Sequence[str], *, as_name: str) -> Problem:
    """Return the problem in which parts shown to be of one body are one, called `as_name`.

    For each of the missing the strongest weight of the parts counts, for or against, and one
    exclusion excludes: parts of one body carry one genotype, and adding their ratios would count it
    once for each part. Locks of the parts become locks of the whole. Refuses with `UnknownName`, and
    with `UnfitProblem` and its kinds what no longer fits together.
    """
    for name in names:
        if name not in problem.remains:
            raise UnknownName(source=problem.source, field="what if", name=name)
    if len(set(names)) < 2:
        raise UnfitProblem(
            source=problem.source, field="what if", found=list(names), wanted="two parts or more"
        )
    rows = [problem.remains.index(name) for name in dict.fromkeys(names)]
    of_parts = problem.log10_lr[rows]
    strongest = of_parts[np.abs(of_parts).argmax(axis=0), np.arange(of_parts.shape[1])]
    others = [row for row in range(len(problem.remains)) if row not in rows]
    first = sum(row < rows[0] for row in others)
    groups = (tuple(one for one in group if one not in names) for group in problem.parts)
    return replace(
        problem,
        remains=(
            *(problem.remains[row] for row in others[:first]),
            as_name,
            *(problem.remains[row] for row in others[first:]),
        ),
        log10_lr=np.insert(problem.log10_lr[others], first, strongest, axis=0),
        parts=tuple(group for group in groups if len(group) > 1),
        locked=tuple(
            dict.fromkeys((as_name if of in names else of, person) for of, person in problem.locked)
        ),
    )


def _with_weight(problem: Problem, row: int, column: int, weight: float) -> Problem:
    weights = problem.log10_lr.copy()
    weights[row, column] = weight
    return replace(problem, log10_lr=weights)


def _places(problem: Problem, remains: str, missing: str) -> tuple[int, int]:
    for name, known in ((remains, problem.remains), (missing, problem.missing)):
        if name not in known:
            raise UnknownName(source=problem.source, field="what if", name=name)
    return problem.remains.index(remains), problem.missing.index(missing)
