"""Fitting: from the similarities of labelled comparisons to likelihood ratios, cell by cell.

A cell is what is weighed by one curve: a grade or a condition, a band of probe quality, a number of
references. Methods: `lir` of the Netherlands Forensic Institute, in the extra `calibrate`. What is
shipped (`tools/calibration.py`) and what a site fits on its own cases go the same way.
"""

import math
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from antigone.config import seeded


@contextmanager
def _plots_elsewhere() -> Iterator[None]:
    """Let what is kept for plots that nobody draws lie where it is removed again.

    With its bounds `lir` loads its plotting, which would leave a list of this machine's typefaces in
    the home of whoever fits.
    """
    before = os.environ.get("MPLCONFIGDIR")
    with TemporaryDirectory(prefix="antigone-") as folder:
        os.environ["MPLCONFIGDIR"] = folder
        try:
            yield
        finally:
            del os.environ["MPLCONFIGDIR"]
            if before is not None:
                os.environ["MPLCONFIGDIR"] = before


with warnings.catch_warnings(), _plots_elsewhere():
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
    from sklearn.isotonic import IsotonicRegression

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Bands = Mapping[str, tuple[float, float]]

SEED = 2026
RESAMPLES = 200
FOLDS = 5
# One more method than the simplest must earn its place: a difference in Cllr smaller than this is
# less than what another drawing of the folds changes.
WORTH_A_METHOD = 0.005

# Un-normalised probe length; half-open [from, to).
BANDS = {"unusable": (0.0, 8.0), "weak": (8.0, 10.0), "good": (10.0, 99.0)}
REFERENCES = (1, 3)

KNOTS: Numbers = np.round(np.arange(-0.35, 0.9501, 0.01), 2)


class Minimum(NamedTuple):
    """The smallest cell that is weighed. The learning curve in the data card shows why."""

    mated: int = 150
    non_mated: int = 3000
    people: int = 100

    def of_half(self) -> "Minimum":
        """Return the minimum for a fit on half of the people."""
        return Minimum(self.mated // 2, self.non_mated // 2, self.people // 2)

    def reached_by(self, pairs: "Pairs") -> bool:
        """Return whether a cell of these comparisons is big enough."""
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

    def cell(
        self, conditions: Sequence[str], band: str, references: int, *, bands: Bands = BANDS
    ) -> "Pairs":
        """Return the comparisons of one cell."""
        low, high = bands[band]
        return self.where(
            np.isin(self.condition, conditions)
            & (self.references == references)
            & (self.length >= low)
            & (self.length < high)
        )

    @property
    def people(self) -> int:
        """How many people were probes."""
        return len(np.unique(self.person))


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
    """One fitted cell; arrays stand at `KNOTS` and are bounded.

    `held` are Cllr and Cllr_min of its bounded ratios on people that the fits had not seen.
    """

    of: str
    band: str
    references: int
    method: str
    costs: dict[str, float]
    held: tuple[float, float]
    mated: int
    non_mated: int
    people: int
    bound: tuple[float, float]
    log10: Numbers
    low: Numbers
    high: Numbers


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
        held=cost(np.clip(chosen.log10, *limits), pairs.mated),
        mated=mated,
        non_mated=len(pairs.mated) - mated,
        people=pairs.people,
        bound=limits,
        log10=np.clip(log10, *limits),
        low=np.clip(np.minimum(np.round(low, 3), log10), *limits),
        high=np.clip(np.maximum(np.round(high, 3), log10), *limits),
    )


def cells_within(
    pairs: Pairs,
    conditions_of: Mapping[str, Sequence[str]],
    minimum: Minimum,
    *,
    bands: Bands = BANDS,
) -> tuple[list[tuple[str, str, int, Pairs]], list[dict[str, Any]]]:
    """Return the cells that are big enough, and those outside reach with their sizes.

    `conditions_of` names what is fitted and the conditions whose comparisons stand for it.
    """
    within, outside = [], []
    for name, conditions in conditions_of.items():
        for references in REFERENCES:
            for band in bands:
                cell = pairs.cell(conditions, band, references, bands=bands)
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
