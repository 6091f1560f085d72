"""Fit the built-in face calibration and write its numbers and its data card.

    python -m tools.calibration

reads `calibration/pairs.csv.gz` and `calibration/impostors.csv.gz` and writes, with the same bytes
every time, `antigone/evidence/calibrations/sface-simulated.json` and `sface-simulated.md`. Needs
the extra `calibrate`. Methods: `lir` of the Netherlands Forensic Institute.
"""

import csv
import gzip
import hashlib
import json
import math
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from sklearn.isotonic import IsotonicRegression

from antigone.config import seeded

with warnings.catch_warnings():
    # lir's own docstrings and plotting imports; nothing of ours is silenced.
    warnings.simplefilter("ignore", category=DeprecationWarning)
    warnings.simplefilter("ignore", category=SyntaxWarning)
    from lir.algorithms.bayeserror import elub
    from lir.algorithms.invariance_bounds import calculate_invariance_bounds
    from lir.algorithms.isotonic_regression import IsotonicCalibrator
    from lir.algorithms.kde import KDECalibrator
    from lir.algorithms.logistic_regression import LogitCalibrator
    from lir.data.models import LLRData
    from lir.metrics import cllr, cllr_min

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "calibration" / "pairs.csv.gz"
IMPOSTORS = ROOT / "calibration" / "impostors.csv.gz"
WRITTEN = ROOT / "antigone" / "evidence" / "calibrations" / "sface-simulated.json"
CARD = WRITTEN.with_suffix(".md")

SEED = 2026
RESAMPLES = 200
FOLDS = 5
# One more method than the simplest must earn its place: a difference in Cllr smaller than this is
# less than what another drawing of the folds changes.
WORTH_A_METHOD = 0.005

# Un-normalised probe length; half-open [from, to).
BANDS = {"unusable": (0.0, 8.0), "weak": (8.0, 10.0), "good": (10.0, 99.0)}
REFERENCES = (1, 3)

_COMPOSITE = "mortuary"
# Simulated condition → grade. The composite of a mortuary photograph (lids, pallor, from above,
# dim, turned, JPEG) stands in every grade, because every one of these photographs is taken there:
# without it the calibration speaks against the right person at middling similarity.
GRADES: dict[str, tuple[tuple[str, ...], str]] = {
    "fresh": (
        ("pallor", "eyes_closed", "dark_noise", "blur", _COMPOSITE),
        "Single changes and the mortuary composite. `clean` is left out: no photograph of the dead "
        "is that of a person who looks into the camera.",
    ),
    "early change": (
        (_COMPOSITE,),
        "The composite alone: several changes at once, none of them swelling.",
    ),
    "bloat": (
        ("swelling", _COMPOSITE, "field_hard"),
        "The swelling warp by itself is kinder than the composite, so it does not stand alone.",
    ),
    "advanced": ((), "No simulation resembles skin slippage and discolouration."),
    "burnt": ((), "No simulation."),
    "trauma to face": (
        ("occl_lower30", "occl_upper30", _COMPOSITE),
        "Covering stands for injury that hides 30 % of the face; deformation is not simulated.",
    ),
    "skeletal": ((), "There is no face."),
}
CONDITIONS = (
    "clean",
    "pallor",
    "dark_noise",
    "eyes_closed",
    "occl_lower30",
    "occl_upper30",
    "blur",
    "swelling",
    "mortuary",
    "field_hard",
)

KNOTS: Numbers = np.round(np.arange(-0.35, 0.9501, 0.01), 2)
# Share of non-mated comparisons above which the tail is fitted.
TAIL = 0.01
# A false match rate is measured, not extrapolated, where each condition still counts this many.
MEASURED = 10


class Minimum(NamedTuple):
    """The smallest cell that is weighed. The learning curve in the data card shows why."""

    mated: int = 150
    non_mated: int = 3000
    people: int = 100

    def of_half(self) -> "Minimum":
        """Return the minimum for a fit on half of the people."""
        return Minimum(self.mated // 2, self.non_mated // 2, self.people // 2)

    def reached_by(self, pairs: "Pairs") -> bool:
        mated = int(pairs.mated.sum())
        others = len(pairs.mated) - mated
        return mated >= self.mated and others >= self.non_mated and pairs.people >= self.people


@dataclass(frozen=True)
class Pairs:
    """Scored comparisons in columns; `person` is the probe's person."""

    condition: NDArray[np.str_]
    references: Whole
    person: Whole
    mated: Whole
    similarity: Numbers
    length: Numbers

    def where(self, chosen: NDArray[Any]) -> "Pairs":
        """Return the rows chosen by a mask or by indices."""
        return Pairs(
            self.condition[chosen],
            self.references[chosen],
            self.person[chosen],
            self.mated[chosen],
            self.similarity[chosen],
            self.length[chosen],
        )

    def cell(self, conditions: Sequence[str], band: str, references: int) -> "Pairs":
        low, high = BANDS[band]
        return self.where(
            np.isin(self.condition, conditions)
            & (self.references == references)
            & (self.length >= low)
            & (self.length < high)
        )

    @property
    def people(self) -> int:
        return len(np.unique(self.person))


@dataclass(frozen=True)
class Histogram:
    """Non-mated comparisons counted in bins of similarity; `bins` are left edges."""

    condition: NDArray[np.str_]
    references: Whole
    length_from: Numbers
    bins: Numbers
    count: Whole

    def counts(self, conditions: Sequence[str], references: int, band: str | None = None) -> Whole:
        """Return how many comparisons fall into each of `SCORES`."""
        chosen = np.isin(self.condition, conditions) & (self.references == references)
        if band is not None:
            low, high = BANDS[band]
            chosen &= (self.length_from >= low) & (self.length_from < high)
        places = np.round((self.bins[chosen] - SCORES[0]) * 100).astype(int)
        return np.bincount(places, weights=self.count[chosen], minlength=len(SCORES)).astype(int)


SCORES: Numbers = np.round(np.arange(-1, 1, 0.01), 2)


def read_pairs(path: Path = PAIRS) -> tuple[Pairs, dict[str, int]]:
    """Return the comparisons with a face in the probe, and how many probes had none."""
    columns: list[list[str]] = []
    unread: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            if row["similarity"]:
                columns.append(list(row.values())[:6])
            else:
                unread[row["condition"]] = unread.get(row["condition"], 0) + 1
    condition, references, person, mated, similarity, length = zip(*columns, strict=True)
    return Pairs(
        np.array(condition),
        np.array(references, dtype=np.int64),
        np.array(person, dtype=np.int64),
        np.array(mated, dtype=np.int64),
        np.array(similarity, dtype=np.float64),
        np.array(length, dtype=np.float64),
    ), unread


def read_impostors(path: Path = IMPOSTORS) -> Histogram:
    """Return the histogram of all non-mated comparisons."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    return Histogram(
        np.array([row["condition"] for row in rows]),
        np.array([int(row["references"]) for row in rows]),
        np.array([float(row["probe_length_from"]) for row in rows]),
        np.array([float(row["similarity_bin"]) for row in rows]),
        np.array([int(row["count"]) for row in rows]),
    )


def count_scores(similarity: Numbers) -> Whole:
    """Return single scores as the same kind of histogram, for checks on held-out people."""
    places = np.floor((similarity - SCORES[0]) * 100 + 1e-6).astype(int)
    return np.bincount(places, minlength=len(SCORES))


def split_by_person(pairs: Pairs, parts: int, *purpose: str | int) -> Whole:
    """Return a part number for each row; all comparisons of one probe person share it."""
    people = np.unique(pairs.person)
    part_of = dict(
        zip(seeded(SEED, *purpose).permutation(people).tolist(), range(len(people)), strict=True)
    )
    return np.array([part_of[person] % parts for person in pairs.person.tolist()])


# --- similarity → log10 LR -----------------------------------------------------------------------


def _logistic(similarity: Numbers, mated: Whole) -> Numbers:
    # No shrinkage (C): the default pulls the slope of small cells towards "no support". The solver
    # is the exact Newton one, for two parameters and tens of thousands of rows.
    model = LogitCalibrator(C=np.inf, solver="newton-cholesky").fit(
        similarity.reshape(-1, 1), mated
    )
    return np.ravel(model.transform(KNOTS.reshape(-1, 1)))


def _pav(similarity: Numbers, mated: Whole) -> Numbers:
    model = IsotonicCalibrator(add_misleading=1).fit(similarity, mated)
    return np.ravel(model.transform(KNOTS))


def _kde(similarity: Numbers, mated: Whole) -> Numbers:
    model = KDECalibrator(bandwidth="silverman").fit(similarity.reshape(-1, 1), mated)
    rough = np.clip(np.ravel(model.transform(KNOTS.reshape(-1, 1))), -9, 9)
    # A kernel estimate bends back where data thin out; a higher similarity must never say less.
    edges = np.append(KNOTS - 0.005, 2.0)
    weight = sum(
        np.histogram(similarity[mated == kind], edges)[0] / max(1, (mated == kind).sum())
        for kind in (0, 1)
    )
    smooth = IsotonicRegression().fit(KNOTS, rough, sample_weight=weight + 1e-6)
    return np.asarray(smooth.predict(KNOTS), dtype=np.float64)


METHODS: Mapping[str, Callable[[Numbers, Whole], Numbers]] = {
    "logistic": _logistic,
    "pav": _pav,
    "kde": _kde,
}


def fit_curve(method: str, pairs: Pairs) -> Numbers:
    """Return log10 LR at `KNOTS`, unbounded; non-mated comparisons weigh as much as mated ones."""
    return METHODS[method](pairs.similarity, pairs.mated)


def weigh(curve: Numbers, similarity: Numbers) -> Numbers:
    """Return log10 LR between knots as the run time does: straight lines, flat outside."""
    return np.interp(similarity, KNOTS, curve)


def cost(log10: Numbers, mated: Whole) -> tuple[float, float]:
    """Return Cllr and Cllr_min (Brümmer and du Preez 2006), in bits."""
    weighed = LLRData(features=log10.reshape(-1, 1), labels=mated)
    return float(cllr(weighed)), float(cllr_min(weighed))


def out_of_fold(method: str, pairs: Pairs, name: str) -> Numbers:
    """Return log10 LR of every comparison from fits that have not seen its person."""
    part = split_by_person(pairs, FOLDS, "folds", name)
    log10 = np.empty(len(pairs.mated))
    for fold in range(FOLDS):
        curve = fit_curve(method, pairs.where(part != fold))
        log10[part == fold] = weigh(curve, pairs.similarity[part == fold])
    return log10


class Choice(NamedTuple):
    method: str
    costs: dict[str, float]
    log10: Numbers


def choose(pairs: Pairs, name: str) -> Choice:
    """Compare the methods on cross-validated Cllr; the logistic one is kept unless clearly beaten.

    It has two parameters, rises by construction, and says less than a kernel estimate where only a
    handful of non-mated scores remain.
    """
    held = {method: out_of_fold(method, pairs, name) for method in METHODS}
    costs = {method: cost(log10, pairs.mated)[0] for method, log10 in held.items()}
    best = min(costs, key=lambda method: costs[method])
    if costs["logistic"] - costs[best] <= WORTH_A_METHOD:
        best = "logistic"
    return Choice(best, costs, held[best])


def bound(log10: Numbers, pairs: Pairs, name: str) -> tuple[float, float]:
    """Return the lowest and highest log10 LR that the data can carry.

    ELUB (Vergeer et al. 2016) and invariance (Alberink et al. 2025), the narrower of the two, on
    one probe for each person: five conditions of one face are not five people. Median of the draws
    where a person has several probes in the cell; rounded inwards.
    """
    # A probe is a person in a condition.
    probe = np.unique(np.char.add(np.char.add(pairs.condition, ":"), pairs.person.astype(str)))
    owner = np.array([int(label.rpartition(":")[2]) for label in probe])
    label_of_row = np.char.add(np.char.add(pairs.condition, ":"), pairs.person.astype(str))
    draws = 1 if len(np.unique(owner)) == len(owner) else 5
    found = []
    for draw in range(draws):
        shuffled = seeded(SEED, "bound", name, draw).permutation(len(probe))
        _, first = np.unique(owner[shuffled], return_index=True)
        drawn = np.isin(label_of_row, probe[shuffled[first]])
        values, labels = log10[drawn], pairs.mated[drawn]
        lower, upper = elub(values.copy(), labels)
        # The default step of 0.001 needs a gigabyte for digits that are rounded away below.
        grid = np.arange(min(0, values.min()), max(0, values.max()) + 0.01, 0.01)
        by_invariance = calculate_invariance_bounds(10**values, labels, llr_threshold=grid)[:2]
        found.append(
            (
                max(lower, math.log10(by_invariance[0])),
                min(upper, math.log10(by_invariance[1])),
            )
        )
    lower, upper = np.median(np.array(found), axis=0)
    return math.ceil(lower * 100) / 100, math.floor(upper * 100) / 100


def interval(method: str, pairs: Pairs, name: str, resamples: int) -> tuple[Numbers, Numbers]:
    """Return the ends of the central 95 % of curves refitted on people drawn with replacement."""
    order = np.argsort(pairs.person, kind="stable")
    _, starts = np.unique(pairs.person[order], return_index=True)
    rows_of = np.split(order, starts[1:])
    curves = []
    for resample in range(resamples):
        drawn = seeded(SEED, "interval", name, resample).integers(len(rows_of), size=len(rows_of))
        curves.append(
            fit_curve(method, pairs.where(np.concatenate([rows_of[person] for person in drawn])))
        )
    low, high = np.percentile(np.clip(curves, -9, 9), [2.5, 97.5], axis=0)
    return low, high


@dataclass(frozen=True)
class CellFit:
    """One fitted cell; arrays stand at `KNOTS` and are bounded."""

    of: str
    band: str
    references: int
    method: str
    costs: dict[str, float]
    mated: int
    non_mated: int
    people: int
    bound: tuple[float, float]
    log10: Numbers
    low: Numbers
    high: Numbers


def conditions_of(name: str) -> tuple[str, ...]:
    """Return the simulated conditions behind a grade or a condition."""
    return GRADES[name][0] if name in GRADES else (name,)


def fit_cell(
    pairs: Pairs, of: str, band: str, references: int, *, resamples: int = RESAMPLES
) -> CellFit:
    """Choose a method, fit, bound and put intervals on one cell; `resamples` 0: no interval."""
    name = f"{of}/{band}/{references}"
    chosen = choose(pairs, name)
    limits = bound(chosen.log10, pairs, name)
    log10 = np.round(fit_curve(chosen.method, pairs), 3)
    low, high = interval(chosen.method, pairs, name, resamples) if resamples else (log10, log10)
    mated = int(pairs.mated.sum())
    return CellFit(
        of=of,
        band=band,
        references=references,
        method=chosen.method,
        costs=chosen.costs,
        mated=mated,
        non_mated=len(pairs.mated) - mated,
        people=pairs.people,
        bound=limits,
        log10=np.clip(log10, *limits),
        low=np.clip(np.minimum(np.round(low, 3), log10), *limits),
        high=np.clip(np.maximum(np.round(high, 3), log10), *limits),
    )


def cells_within(
    pairs: Pairs, names: Iterable[str], minimum: Minimum
) -> tuple[list[tuple[str, str, int, Pairs]], list[dict[str, Any]]]:
    """Return the cells that are big enough, and those outside reach with their sizes."""
    within, outside = [], []
    for name in names:
        for references in REFERENCES:
            for band in BANDS:
                cell = pairs.cell(conditions_of(name), band, references)
                if minimum.reached_by(cell):
                    within.append((name, band, references, cell))
                else:
                    outside.append(
                        {
                            "of": name,
                            "band": band,
                            "references": references,
                            "mated": int(cell.mated.sum()),
                            "people": cell.people,
                        }
                    )
    return within, outside


# --- non-mated scores → false match rate ---------------------------------------------------------


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


# --- checks on people the fit has not seen -------------------------------------------------------


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
    within, _ = cells_within(pairs, names, Minimum())
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


# --- writing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fitted:
    """Everything the files are written from."""

    cells: list[CellFit]
    outside: list[dict[str, Any]]
    tails: dict[tuple[str, int], TailFit]


def fit_tails(histogram: Histogram) -> dict[tuple[str, int], TailFit]:
    """Return the false match rates of every grade that has conditions, and of every condition."""
    names = [name for name in GRADES if conditions_of(name)]
    return {
        (name, references): fit_tail(
            histogram.counts(conditions_of(name), references), conditions=len(conditions_of(name))
        )
        for name in [*names, *CONDITIONS]
        for references in REFERENCES
    }


def fit_everything(pairs: Pairs, histogram: Histogram, *, tell: Callable[[str], None]) -> Fitted:
    """Fit all cells of grades and conditions on all people."""
    within, outside = cells_within(pairs, [*GRADES, *CONDITIONS], Minimum())
    cells = []
    for number, (name, band, references, cell) in enumerate(within, 1):
        tell(f"{number}/{len(within)} {name}, {band}, {references} reference(s)")
        cells.append(fit_cell(cell, name, band, references))
    return Fitted(cells, outside, fit_tails(histogram))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def as_numbers(fitted: Fitted) -> dict[str, Any]:
    """Return the content of the numbers file."""
    return {
        "id": "sface-simulated-1",
        "engine": "sface-2021dec",
        "status": "simulated",
        "inputs": {f"calibration/{path.name}": sha256(path) for path in (PAIRS, IMPOSTORS)},
        "interval": 0.95,
        "minimum": Minimum()._asdict(),
        "bands": {band: list(ends) for band, ends in BANDS.items()},
        "references": list(REFERENCES),
        "grades": {
            grade: {"conditions": list(conditions), "because": because}
            for grade, (conditions, because) in GRADES.items()
        },
        "conditions": list(CONDITIONS),
        "knots": KNOTS.tolist(),
        "cells": [
            {
                "of": fit.of,
                "band": fit.band,
                "references": fit.references,
                "method": fit.method,
                "mated": fit.mated,
                "non_mated": fit.non_mated,
                "people": fit.people,
                "bound": list(fit.bound),
                "log10": fit.log10.tolist(),
                "low": fit.low.tolist(),
                "high": fit.high.tolist(),
            }
            for fit in fitted.cells
        ],
        "outside": fitted.outside,
        "non_mated": [
            {
                "of": name,
                "references": references,
                "comparisons": tail.comparisons,
                "scores": tail.scores.tolist(),
                "log10_fmr": tail.log10_fmr.tolist(),
                "tail_slope": tail.slope,
            }
            for (name, references), tail in fitted.tails.items()
        ],
    }


def as_text(numbers: Mapping[str, Any]) -> str:
    """Return JSON with one cell a line: small, and readable in a comparison of two versions."""
    lines = []
    for key, value in numbers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n  ".join(json.dumps(entry, separators=(",", ":")) for entry in value)
            lines.append(f'"{key}": [\n  {inner}\n ]')
        else:
            lines.append(f'"{key}": {json.dumps(value)}')
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def main() -> None:
    from tools.calibration_card import data_card

    def tell(line: str) -> None:
        print(line, flush=True)

    pairs, unread = read_pairs()
    histogram = read_impostors()
    fitted = fit_everything(pairs, histogram, tell=tell)
    tell("held-out figures and data card")
    card = data_card(pairs, unread, histogram, fitted)
    WRITTEN.write_text(as_text(as_numbers(fitted)), encoding="utf-8")
    CARD.write_text(card, encoding="utf-8")
    tell(f"written: {WRITTEN.relative_to(ROOT)}, {CARD.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
