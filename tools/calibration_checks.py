"""How well the built-in calibration does on people it was not fitted on, and where it may end.

What the data card reports and the tests hold.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from antigone.config import seeded
from antigone.trials.false_matches import SCORES, TAIL, exponential_scale, survival
from antigone.trials.fitting import (
    SEED,
    CellFit,
    Minimum,
    Numbers,
    Pairs,
    Whole,
    cells_within,
    cost,
    fit_cell,
    fit_curve,
    split_by_person,
    weigh,
)
from tools.calibration_scores import Histogram, conditions_of


def compare_tails(counts: Whole, *, known: float, asked: float) -> dict[str, float]:
    """Return predicted / observed false match rate at the score where it is `asked` (observed).

    Each tail sees only scores more frequent than `known`: a test of extrapolation. Exponential,
    generalised Pareto (Pickands 1975) and Gaussian tail, all by binned maximum likelihood above
    the `TAIL` point.
    """
    shares = survival(counts)
    first = int(np.flatnonzero(shares <= TAIL)[0])
    stop = int(np.flatnonzero(shares <= known)[0])
    target = int(np.flatnonzero(shares >= asked)[-1])
    inside, censored = counts[first:stop], int(counts[stop:].sum())
    origin = SCORES[first]

    def pareto(score: Numbers, values: Numbers) -> Numbers:
        return np.asarray(stats.genpareto.sf(score - origin, values[1], scale=math.exp(values[0])))

    def gaussian(score: Numbers, values: Numbers) -> Numbers:
        scale = math.exp(values[0])
        beyond = stats.norm.logsf((score - values[1]) / scale)
        return np.asarray(np.exp(beyond - stats.norm.logsf((origin - values[1]) / scale)))

    def extrapolate(tail: Callable[[Numbers, Numbers], Numbers], guess: list[float]) -> float:
        def unlikeliness(values: Numbers) -> float:
            steps = np.maximum(tail(SCORES[first : stop + 1], values), 1e-300)
            each = np.maximum(steps[:-1] - steps[1:], 1e-300)
            return -float((inside * np.log(each)).sum() + censored * np.log(steps[-1]))

        found = optimize.minimize(
            unlikeliness,
            np.array(guess),
            method="Nelder-Mead",
            options={"xatol": 1e-7, "fatol": 1e-7, "maxiter": 4000},
        )
        return float(tail(SCORES[target : target + 1], found.x)[0])

    decay = exponential_scale(counts, stop=stop)
    predicted = {
        "exponential": math.exp(-(SCORES[target] - origin) / decay),
        "generalised Pareto": extrapolate(pareto, [math.log(0.04), -0.05]),
        "Gaussian": extrapolate(gaussian, [math.log(0.09), 0.06]),
    }
    return {
        name: float(shares[first] * value / shares[target]) for name, value in predicted.items()
    }


class HeldOut(NamedTuple):
    """Quality on held-out people; `loss` = Cllr − Cllr_min, in bits."""

    mated: int
    cost: float
    least: float

    @property
    def loss(self) -> float:
        return self.cost - self.least


@dataclass(frozen=True)
class HeldOutScores:
    """Every comparison of the reached cells, weighed by the fit on the other half."""

    of: NDArray[np.str_]
    band: NDArray[np.str_]
    half: Whole
    pairs: Pairs
    log10: Numbers

    def quality(self, *names: str, **equal: str | int) -> HeldOut:
        """Return the quality over the named grades, narrowed by band, condition or references."""
        chosen = np.isin(self.of, names)
        for column, value in equal.items():
            owner = self if column in ("band", "half") else self.pairs
            chosen &= getattr(owner, column) == value
        mated = self.pairs.mated[chosen]
        return HeldOut(int(mated.sum()), *cost(self.log10[chosen], mated))


def held_out(
    pairs: Pairs, names: Sequence[str], *, halves: Sequence[int] = (0, 1)
) -> HeldOutScores:
    """Fit on one half of the people, weigh the other, and the other way round.

    The choice of the method and the bound are part of what is repeated. A cell is included where
    the whole data reach it.
    """
    half_of = split_by_person(pairs, 2, "halves")
    of, band_of, side, parts, weighed = [], [], [], [], []
    within, _ = cells_within(pairs, {name: conditions_of(name) for name in names}, Minimum())
    smaller = Minimum().of_half()
    for half in halves:
        for name, band, references, _ in within:
            cell = pairs.where(half_of != half).cell(conditions_of(name), band, references)
            if not smaller.reached_by(cell):
                continue
            fit = fit_cell(cell, name, band, references, resamples=0)
            test = pairs.where(half_of == half).cell(conditions_of(name), band, references)
            size = len(test.mated)
            of += [name] * size
            band_of += [band] * size
            side += [half] * size
            parts.append(test)
            weighed.append(weigh(fit.log10, test.similarity))
    joined = Pairs(
        *(
            np.concatenate([getattr(part, column) for part in parts])
            for column in Pairs.__dataclass_fields__
        )
    )
    return HeldOutScores(
        np.array(of), np.array(band_of), np.array(side), joined, np.concatenate(weighed)
    )


def learning_curve(pairs: Pairs) -> dict[int, list[float]]:
    """Return Cllr − Cllr_min of small logistic fits, on the people they were not drawn from.

    Three cells of different difficulty, ten drawings each: how small may a cell be?
    """
    losses: dict[int, list[float]] = {}
    for size in (25, 50, 75, 100, 150, 200, 300):
        found = []
        for name, band in (("fresh", "weak"), ("early change", "good"), ("bloat", "good")):
            cell = pairs.cell(conditions_of(name), band, 1)
            people = np.unique(cell.person)
            per_person = cell.mated.sum() / len(people)
            for draw in range(10):
                shuffled = seeded(SEED, "learning", name, size, draw).permutation(people)
                seen = np.isin(cell.person, shuffled[: max(2, round(size / per_person))])
                test = cell.where(~seen)
                log10 = weigh(fit_curve("logistic", cell.where(seen)), test.similarity)
                held, least = cost(np.clip(log10, -3, 4), test.mated)
                found.append(held - least)
        losses[size] = found
    return losses


def false_support(fit: CellFit, histogram: Histogram) -> tuple[int, float]:
    """Return how many non-mated comparisons reach the upper bound, and that share × the bound.

    For calibrated ratios P(LR ≥ t | different people) ≤ 1 / t, so the second number must not
    exceed 1. It is taken from all comparisons, not only from the twenty that were fitted.
    """
    counts = histogram.counts(conditions_of(fit.of), fit.references, fit.band)
    reached = int(counts[weigh(fit.log10, SCORES + 0.005) >= fit.bound[1] - 1e-9].sum())
    return reached, reached / int(counts.sum()) * 10 ** fit.bound[1]
