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
# Points of a curve: enough to draw it, few enough to print.
_POINTS = 40
_JOINING = 2
# Figures of fewer people would be figures of somebody.
LEAST_PEOPLE = 5
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

    @property
    def highest(self) -> Floats:
        """The score of the nearest other person: what a search without a mate would show first."""
        # In double precision, as lines are: rounded to single, one just above a score would be it.
        nearest = self.others.max(axis=1, initial=-numpy.inf)
        return numpy.asarray(nearest, dtype=numpy.float64)

    @property
    def ranks(self) -> Integers:
        """The place of each probe's person on its list, from 1; a tie counts against the system."""
        mated = self.mated
        ahead = (self.others >= mated[:, None]).sum(axis=1) + 1
        return numpy.where(numpy.isfinite(mated), ahead, numpy.iinfo(numpy.int64).max)


@dataclass(frozen=True)
class Measured:
    """A share with its 95 % interval from drawing people, not photographs, anew."""

    value: float
    interval: tuple[float, float]


class Shares:
    """Shares of probes, with intervals from the same resamples of people.

    Two people who are always found and two who never are join the drawing (Agresti and Coull 1998):
    else ten people of whom nobody was missed would pass for certainty.
    """

    def __init__(
        self, person: Integers, *, rng: numpy.random.Generator, resamples: int = 500
    ) -> None:
        persons = numpy.unique(person, return_inverse=True)[1]
        count = int(persons.max()) + 1
        joined = count + 2 * _JOINING
        drawn: Floats = rng.multinomial(
            joined, numpy.full(joined, 1 / joined), size=resamples
        ).astype(float)
        # How often each probe counts in each resample; who joins has as many probes as others have.
        self._draws: Floats = drawn[:, :count][:, persons]
        each = len(persons) / count
        self._found = each * drawn[:, count : count + _JOINING].sum(axis=1)
        self._all = self._draws.sum(axis=1) + each * drawn[:, count:].sum(axis=1)

    def of(self, hit: NDArray[numpy.bool_]) -> Measured:
        """Return the share of probes that are hit. The line they were held against stays fixed."""
        value = hit.astype(float)
        resampled = (self._draws @ value + self._found) / self._all
        low, high = numpy.quantile(resampled, (0.025, 0.975))
        mean = float(value.mean())
        return Measured(mean, (min(float(low), mean), max(float(high), mean)))


def line_at(sorted_scores: Floats | NDArray[numpy.float32], rate: float) -> float | None:
    """Return the line that at most this share of the sorted scores reaches; None without data."""
    allowed = int(rate * len(sorted_scores) + 1e-9)
    if not allowed:
        return None
    line = float(sorted_scores[-allowed])
    # More than allowed may stand exactly on the line (two copies of one photograph, or no face in
    # any); then it lies just above them. Above -inf it keeps out whoever was not read.
    tied = len(sorted_scores) > allowed and float(sorted_scores[-allowed - 1]) == line
    return float(numpy.nextafter(line, numpy.inf)) if tied else line


def measure(scores: Scores, *, rng: numpy.random.Generator, resamples: int = 500) -> dict[str, Any]:
    """Return failure to acquire, ranks, FNIR at FPIR and TAR at FAR, each with its interval.

    The keys are those of `antigone evaluate --json`. A rate that the number of searches or pairs
    cannot reach (FPIR 0.003 needs at least 334 searches) is None: no figure without data.
    """
    mated, others, highest, ranks = scores.mated, scores.others, scores.highest, scores.ranks
    pairs = numpy.sort(others[numpy.isfinite(others)])
    share = Shares(scores.person, rng=rng, resamples=resamples).of

    def misses(rate: float) -> Measured | None:
        # False alarms are counted over all searches: one without a face raises none.
        line = line_at(numpy.sort(highest), rate)
        return None if line is None else share(mated < line)

    def accepts(rate: float) -> Measured | None:
        line = line_at(pairs, rate)
        return None if line is None else share(mated >= line)

    figures: dict[str, Mapping[str, Measured | None]] = {
        "rank": {str(k): share(ranks <= k) for k in RANKS},
        "fnir": {f"{rate:g}": misses(rate) for rate in FPIRS},
        "tar": {_plain(rate): accepts(rate) for rate in FARS},
    }
    return _as_json(share(~scores.acquired), figures)


def _as_json(fta: Measured, figures: Mapping[str, Mapping[str, Measured | None]]) -> dict[str, Any]:
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


def curves(scores: Scores) -> dict[str, list[list[float]]]:
    """Return the cumulative match curve and the detection error trade-off of one condition.

    `cmc` holds [rank, share found at this rank or before] from rank 1 to 50 (ISO/IEC 19795-1), `det`
    [FPIR, FNIR] where the number of searches reaches the FPIR: both shares, neither smoothed.
    """
    mated, ranks, searches = scores.mated, scores.ranks, len(scores.mate)
    highest = numpy.sort(scores.highest)
    last = min(max(RANKS), max(scores.similarity.shape[1], 1))
    alarms = numpy.unique(numpy.geomspace(1, searches, _POINTS).astype(int))
    det = [
        (int(count) / searches, float((mated < line).mean()))
        for count in alarms
        if (line := line_at(highest, count / searches)) is not None
    ]
    return {
        "cmc": [[rank, _rounded(float((ranks <= rank).mean()))] for rank in range(1, last + 1)],
        "det": [[_rounded(fpir), _rounded(fnir)] for fpir, fnir in det],
    }


def measure_group(
    scores: Scores, members: NDArray[numpy.bool_], *, rng: numpy.random.Generator
) -> dict[str, Any]:
    """Return the figures of some of the probes, held against the lines of all of them.

    One line serves everybody in a house, so a group is told how often it is missed there (`fnir`)
    and how often it is taken for somebody else (`fpir`), as NIST IR 8280 (2019) does; its searches
    go through the whole gallery. With fewer than `LEAST_PEOPLE` people there are only their numbers.
    """
    people = len(numpy.unique(scores.person[members]))
    counted: dict[str, Any] = {"people": people, "searches": int(members.sum())}
    if people < LEAST_PEOPLE:
        return counted
    share = Shares(scores.person[members], rng=rng).of
    mated, highest, ranks = scores.mated[members], scores.highest[members], scores.ranks[members]
    every = numpy.sort(scores.highest)
    lines = {f"{rate:g}": line_at(every, rate) for rate in FPIRS}
    figures: dict[str, Mapping[str, Measured | None]] = {
        "rank": {str(k): share(ranks <= k) for k in RANKS},
        "fnir": {r: None if line is None else share(mated < line) for r, line in lines.items()},
        "fpir": {r: None if line is None else share(highest >= line) for r, line in lines.items()},
    }
    return {**counted, **_as_json(share(~scores.acquired[members]), figures)}


def _plain(rate: float) -> str:
    return numpy.format_float_positional(rate, trim="-")


def written(measured: Measured) -> Measured:
    """Return a share as it is written down: five digits."""
    low, high = measured.interval
    return Measured(_rounded(measured.value), (_rounded(low), _rounded(high)))


def _rounded(value: float) -> float:
    return round(value, 5)


def _interval(measured: Measured) -> list[float]:
    return [_rounded(end) for end in measured.interval]
