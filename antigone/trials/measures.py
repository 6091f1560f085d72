"""The measures of face search, from scores: what NIST FRTE and ISO/IEC 19795 report, with intervals.

Every probe is searched twice: with its person in the gallery (mated) and, for false alarms, with
her left out (non-mated). A photograph in which no face was found, and a person of whom no
reference could be read, count against the system everywhere, never as "not tested".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

RANKS = (1, 10, 50)
FPIRS = (0.003, 0.01, 0.1)
FARS = (0.01, 0.001, 0.0001)

Floats = NDArray[numpy.float64]
Integers = NDArray[numpy.int64]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """All comparisons of one condition.

    `similarity` has shape (probes, gallery); `mate` is the gallery column of each probe's person,
    -1 if she could not be enrolled; `person` numbers the probe's person; `acquired` says whether
    a face was found in the probe (its row is meaningless if not). Tested in shapes: n probes ≥ 1.
    """

    similarity: NDArray[numpy.float32]
    mate: Integers
    person: Integers
    acquired: NDArray[numpy.bool_]

    @property
    def mated(self) -> Floats:
        """The score of each probe with its own person; -inf where either could not be read."""
        scores = numpy.full(len(self.mate), -numpy.inf)
        there = self.acquired & (self.mate >= 0)
        scores[there] = self.similarity[there, self.mate[there]]
        return scores

    @property
    def others(self) -> NDArray[numpy.float32]:
        """The scores with everybody else, -inf at the mate and where no face was found."""
        others = self.similarity.copy()
        others[~self.acquired] = -numpy.inf
        there = self.mate >= 0
        others[numpy.flatnonzero(there), self.mate[there]] = -numpy.inf
        return others


@dataclass(frozen=True)
class Measured:
    """A share with its 95 % interval from drawing people, not photographs, anew."""

    value: float
    interval: tuple[float, float]


def measure(scores: Scores, *, rng: numpy.random.Generator, resamples: int = 500) -> dict[str, Any]:
    """Return failure to acquire, ranks, FNIR at FPIR and TAR at FAR, each with its interval.

    The keys are those of `antigone evaluate --json`. A rate that the number of searches or pairs
    cannot reach (FPIR 0.003 needs at least 334 searches) is None: no figure without data.
    """
    mated, others = scores.mated, scores.others
    highest = others.max(axis=1, initial=-numpy.inf)
    ahead = (others >= mated[:, None]).sum(axis=1) + 1
    ranks = numpy.where(numpy.isfinite(mated), ahead, numpy.iinfo(numpy.int64).max)
    pairs = numpy.sort(others[numpy.isfinite(others)])
    persons = numpy.unique(scores.person, return_inverse=True)[1]
    draws = _draws(persons, rng, resamples)

    def share(hit: NDArray[numpy.bool_]) -> Measured:
        value = hit.astype(float)
        resampled = draws @ value / draws.sum(axis=1)
        low, high = numpy.quantile(resampled, (0.025, 0.975))
        return Measured(float(value.mean()), (float(low), float(high)))

    def threshold(sorted_scores: Floats | NDArray[numpy.float32], rate: float) -> float | None:
        allowed = int(rate * len(sorted_scores) + 1e-9)
        if not allowed:
            return None
        line = float(sorted_scores[-allowed])
        # More than allowed may stand exactly on the line (two copies of one photograph, or no face
        # in any); then it lies just above them. Above -inf it keeps out whoever was not read.
        tied = float(sorted_scores[-allowed - 1]) == line
        return float(numpy.nextafter(line, numpy.inf)) if tied else line

    def misses(rate: float) -> Measured | None:
        # False alarms are counted over all searches: one without a face raises none.
        line = threshold(numpy.sort(highest), rate)
        return None if line is None else share(mated < line)

    def accepts(rate: float) -> Measured | None:
        line = threshold(pairs, rate)
        return None if line is None else share(mated >= line)

    figures: dict[str, Mapping[str, Measured | None]] = {
        "rank": {str(k): share(ranks <= k) for k in RANKS},
        "fnir": {f"{rate:g}": misses(rate) for rate in FPIRS},
        "tar": {_plain(rate): accepts(rate) for rate in FARS},
    }
    fta = share(~scores.acquired)
    return {
        "fta": _rounded(fta.value),
        **{
            name: {key: one and _rounded(one.value) for key, one in rates.items()}
            for name, rates in figures.items()
        },
        "intervals": {
            "fta": _interval(fta),
            **{
                name: {key: one and _interval(one) for key, one in rates.items()}
                for name, rates in figures.items()
            },
        },
    }


def _draws(persons: Integers, rng: numpy.random.Generator, resamples: int) -> Floats:
    """Return how often each probe counts in each resample, people drawn with replacement."""
    count = int(persons.max()) + 1
    drawn = rng.multinomial(count, numpy.full(count, 1 / count), size=resamples)
    return drawn[:, persons].astype(float)


def _plain(rate: float) -> str:
    return numpy.format_float_positional(rate, trim="-")


def _rounded(value: float) -> float:
    return round(value, 5)


def _interval(measured: Measured) -> list[float]:
    return [_rounded(end) for end in measured.interval]
