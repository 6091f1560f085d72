"""What likelihood ratios are worth: their cost, how far they mislead, and what calibration loses.

Cllr and the empirical cross entropy of Brümmer and du Preez (2006) and Ramos (2007), Tippett's
curves, and the ratios that the isotonic fit of the very same comparisons would have given (PAV), as
in `lir` of the Netherlands Forensic Institute.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import numpy
from numpy.typing import NDArray

from antigone.errors import MissingExtra
from antigone.evidence import Calibration, OutsideReach
from antigone.trials.measures import LEAST_PEOPLE, Floats, Integers, Scores

# Enough other people for each probe to weigh, and few enough to weigh them all.
_OTHERS_WEIGHED = 50
_RESAMPLES = 500
# Along which the curves are drawn, log10.
TIPPETT_AT = numpy.round(numpy.arange(-4, 6.01, 0.1), 1)
# Ratios that relatives are held against, log10.
_REACHED = (0, 1, 2)
PRIORS_AT = numpy.round(numpy.arange(-3, 3.01, 0.1), 1)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Comparisons with their log10 LR: `mated` says of which are one person, `person` the probe's.

    `outside` counts probes that the calibration does not reach: they are not weighed. `kin` are the
    log10 LR of probes with relatives of their people, `of_kin` whose they are; they are in no other
    column, for no ratio against a stranger speaks of them.
    """

    log10: Floats
    mated: NDArray[numpy.bool_]
    person: Integers
    calibration: str
    calibrated_for: str
    outside: int
    kin: Floats = field(default_factory=lambda: numpy.empty(0))
    of_kin: Integers = field(default_factory=lambda: numpy.empty(0, numpy.int64))


def weigh_all(
    scores: Scores,
    *,
    qualities: Sequence[float],
    references: Integers,
    calibration: Calibration,
    condition: str,
    relatives: Mapping[int, Sequence[int]] | None = None,
    rng: numpy.random.Generator,
) -> Weighed:
    """Weigh each probe with its own person, with others drawn by lot, and with her relatives.

    `qualities` are those of the probes, `references` counts the photographs behind each column;
    `relatives` are the columns of each person's relatives, where they are known.
    """
    named = condition if condition in calibration.conditions else "clean"
    others, mated = scores.others, scores.mated
    log10: list[float] = []
    labels: list[bool] = []
    people: list[int] = []
    kin: list[float] = []
    of_kin: list[int] = []
    outside = 0
    for row, quality in enumerate(qualities):
        mate = scores.mate[row]
        if not scores.acquired[row] or mate < 0:
            continue
        person = int(scores.person[row])
        related = list((relatives or {}).get(person, ()))
        there = numpy.flatnonzero(numpy.isfinite(others[row]))
        there = numpy.setdiff1d(there, related)
        drawn = rng.choice(there, min(_OTHERS_WEIGHED, len(there)), replace=False)
        try:
            cell = calibration.cell(
                quality=quality, references=int(references[mate]), condition=named
            )
        except OutsideReach:
            outside += 1
            continue
        log10 += [float(cell.log10_lr(mated[row])), *cell.log10_lr(others[row, drawn])]
        labels += [True] + [False] * len(drawn)
        people += [person] * (1 + len(drawn))
        kin += map(float, cell.log10_lr(others[row, related]))
        of_kin += [person] * len(related)
    return Weighed(
        log10=numpy.array(log10, float),
        mated=numpy.array(labels, bool),
        person=numpy.array(people, numpy.int64),
        calibration=calibration.id,
        calibrated_for=named,
        outside=outside,
        kin=numpy.array(kin, float),
        of_kin=numpy.array(of_kin, numpy.int64),
    )


def worth(weighed: Weighed, *, rng: numpy.random.Generator) -> dict[str, Any]:
    """Return Cllr with its interval, Cllr_min, and the curves; None where one side is empty.

    `tippett` holds [log10 LR, share of same people at or above it, share of different people], `pav`
    [log10 LR, log10 LR that the comparisons themselves support] and `ece` [prior log10 odds, cost in
    bits as stated, after PAV, with no evidence at all].
    """
    about = {
        "calibration": weighed.calibration,
        "calibrated_for": weighed.calibrated_for,
        "outside_reach": weighed.outside,
        "relatives": _relatives(weighed),
    }
    if not weighed.mated.any() or weighed.mated.all():
        empty: dict[str, Any] = {"tippett": [], "pav": [], "ece": []}
        return {"cllr": None, "cllr_min": None, **about, "interval": None, "curves": empty}
    log10, mated = weighed.log10, weighed.mated
    best = after_pav(log10, mated)
    return {
        "cllr": _four(cost(log10, mated)),
        "cllr_min": _four(cost(best, mated)),
        **about,
        "interval": [_four(end) for end in _cost_interval(weighed, rng)],
        "curves": {
            "tippett": [
                [float(at), _four((log10[mated] >= at).mean()), _four((log10[~mated] >= at).mean())]
                for at in TIPPETT_AT
            ],
            "pav": _steps(log10, best),
            "ece": [
                [
                    float(prior),
                    *(
                        _four(cross_entropy(ratios, mated, prior))
                        for ratios in (log10, best, numpy.zeros(len(log10)))
                    ),
                ]
                for prior in PRIORS_AT
            ],
        },
    }


def _relatives(weighed: Weighed) -> dict[str, Any] | None:
    """Return how often a ratio against strangers is reached by relatives; None where none are known.

    Of fewer than five people only how many comparisons there were.
    """
    if not len(weighed.kin):
        return None
    people = len(numpy.unique(weighed.of_kin))
    counted: dict[str, Any] = {"comparisons": len(weighed.kin), "people": people}
    if people < LEAST_PEOPLE:
        return counted
    reached = {str(10**at): _four((weighed.kin >= at).mean()) for at in _REACHED}
    return {**counted, "at_least": reached}


def cost(log10: Floats, mated: NDArray[numpy.bool_]) -> float:
    """Return Cllr in bits: 0 for perfect ratios, 1 for ratios that say nothing."""
    # At even odds the cross entropy is Cllr.
    return cross_entropy(log10, mated, 0.0)


def cross_entropy(log10: Floats, mated: NDArray[numpy.bool_], prior: float) -> float:
    """Return the empirical cross entropy in bits at a prior (log10 odds of one person)."""
    probability = 1 / (1 + 10**-prior)
    odds = (log10 + prior) * math.log(10)
    same = numpy.logaddexp(0, -odds[mated]).mean()
    different = numpy.logaddexp(0, odds[~mated]).mean()
    return float((probability * same + (1 - probability) * different) / math.log(2))


def after_pav(log10: Floats, mated: NDArray[numpy.bool_]) -> Floats:
    """Return the log10 LR that pooling adjacent violators gives the same comparisons; may be ±inf."""
    # Late: without the extra `calibrate` there is no such fit, and nobody should need it to import.
    from lir.algorithms.isotonic_regression import IsotonicCalibrator

    return numpy.ravel(IsotonicCalibrator().fit_transform(log10, mated.astype(int)))


def _cost_interval(weighed: Weighed, rng: numpy.random.Generator) -> tuple[float, float]:
    """Return the 95 % interval of Cllr, people drawn anew."""
    odds = weighed.log10 * math.log(10)
    each = numpy.logaddexp(0, numpy.where(weighed.mated, -odds, odds)) / math.log(2)
    persons = numpy.unique(weighed.person, return_inverse=True)[1]
    count = int(persons.max()) + 1
    draws = rng.multinomial(count, numpy.full(count, 1 / count), size=_RESAMPLES).astype(float)
    sides = (weighed.mated, ~weighed.mated)
    totals = [draws @ numpy.bincount(persons[side], each[side], count) for side in sides]
    counts = [draws @ numpy.bincount(persons[side], minlength=count) for side in sides]
    # A drawing that has only one side says nothing of the other.
    both = (counts[0] > 0) & (counts[1] > 0)
    drawn = sum(total[both] / n[both] for total, n in zip(totals, counts, strict=True)) / 2
    low, high = numpy.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def _steps(log10: Floats, best: Floats) -> list[list[float]]:
    """Return the corners of the isotonic fit, where it is finite."""
    order = numpy.argsort(log10, kind="stable")
    x, y = log10[order], best[order]
    finite = numpy.isfinite(y)
    x, y = x[finite], y[finite]
    if not len(x):
        return []
    edge = numpy.flatnonzero(numpy.diff(y) > 1e-9)
    corners = numpy.unique(numpy.concatenate([[0], edge, edge + 1, [len(x) - 1]]))
    points = [[_four(x[at]), _four(y[at])] for at in corners]
    return [point for at, point in enumerate(points) if not at or point != points[at - 1]]


def require_calibrate(step: str) -> None:
    """Refuse before the first photograph is read, not after the last. Raises `MissingExtra`."""
    if find_spec("lir") is None:
        raise MissingExtra(step=step, extra="calibrate")


def _four(value: float) -> float:
    return round(float(value), 4)
