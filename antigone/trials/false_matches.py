"""How often two different people reach a similarity: counted, and beyond the data extrapolated."""

import math
from dataclasses import dataclass

import numpy as np

from antigone.trials.fitting import Numbers, Whole

# Left edges of the bins in which similarities are counted.
SCORES: Numbers = np.round(np.arange(-1, 1, 0.01), 2)
# Share of non-mated comparisons above which the tail is fitted.
TAIL = 0.01
# A false match rate is measured, not extrapolated, where each condition still counts this many.
MEASURED = 10


def count_scores(similarity: Numbers) -> Whole:
    """Return single scores as the same kind of histogram, for checks on held-out people."""
    places = np.floor((similarity - SCORES[0]) * 100 + 1e-6).astype(int)
    return np.bincount(places, minlength=len(SCORES))


@dataclass(frozen=True)
class TailFit:
    """False match rate by threshold: log10 P(similarity ≥ score | different people).

    Counted up to the last score; beyond it an exponential tail, a straight line in log10 that falls
    by `slope` for a similarity of 1.
    """

    comparisons: int
    scores: Numbers
    log10_fmr: Numbers
    slope: float

    @property
    def reach(self) -> float:
        """The score above which a rate is extrapolated."""
        return float(self.scores[-1])

    def log10_at(self, score: float) -> float:
        """Return log10 of the share of comparisons at or above `score`."""
        beyond = max(0.0, score - self.reach)
        return float(np.interp(score, self.scores, self.log10_fmr)) + self.slope * beyond

    def score_at(self, log10_fmr: float) -> float:
        """Return the score that has this false match rate."""
        if log10_fmr < self.log10_fmr[-1]:
            return self.reach + (log10_fmr - float(self.log10_fmr[-1])) / self.slope
        return float(np.interp(-log10_fmr, -self.log10_fmr, self.scores))


def survival(counts: Whole) -> Numbers:
    """Return the share of comparisons at or above each of `SCORES`."""
    return np.asarray(np.cumsum(counts[::-1])[::-1] / counts.sum(), dtype=np.float64)


def fit_tail(counts: Whole, *, conditions: int) -> TailFit:
    """Fit the false match rate for one grade from the histogram of its conditions.

    The same pairs of people return in every condition, so a rate counts as measured only where
    `MEASURED` comparisons per condition lie beyond it.
    """
    shares = survival(counts)
    beyond = np.cumsum(counts[::-1])[::-1]
    reach = int(np.flatnonzero(beyond >= MEASURED * conditions)[-1])
    measured = np.round(np.log10(shares[: reach + 1]), 5) + 0.0
    # From the last score that all comparisons reach; equal neighbours have empty bins between them.
    falling = np.append(np.diff(measured) < 0, True)
    return TailFit(
        comparisons=int(counts.sum()),
        scores=SCORES[: reach + 1][falling],
        log10_fmr=measured[falling],
        slope=round(-1 / (math.log(10) * exponential_scale(counts)), 3),
    )


def exponential_scale(counts: Whole, *, stop: int | None = None) -> float:
    """Return the mean excess over the `TAIL` point, by maximum likelihood on binned scores.

    For exponential excesses in bins of width w: P(bin k) = q^k (1 − q) with q = exp(−w / scale),
    so q = K / (K + n), where K is the sum of bin numbers. With `stop`, scores beyond that bin are
    censored: each adds its bins survived and no event.
    """
    first = int(np.flatnonzero(survival(counts) <= TAIL)[0])
    last = len(counts) if stop is None else stop
    inside = counts[first:last]
    survived = int((inside * np.arange(len(inside))).sum() + counts[last:].sum() * len(inside))
    share = survived / (survived + int(inside.sum()))
    return -0.01 / math.log(share)
