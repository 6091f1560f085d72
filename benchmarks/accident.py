"""Two hundred simulated accidents: do probabilities come true, and does weighing everybody at once help.

The seeds stand in `antigone.trials.accident`. Each accident is reckoned in a process; the pictures of
the documentation are drawn from what they found.
"""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from statistics import fmean

import numpy as np

from antigone.evidence.charts import reliability_plot
from antigone.evidence.reliability import Bin, expected_calibration_error, reliability
from antigone.trials.accident import PEOPLE, SEEDS, FaceScores, Outcome, judge, simulate
from benchmarks.plots import coverage_plot, write
from benchmarks.report import Promise, Section, Table, versions_of

SCORES = Path(__file__).parent.parent / "calibration" / "pairs.csv.gz"
COVERAGES = (0.5, 0.8, 0.9, 1.0)
WAYS = {
    "jointly": "joint assignment",
    "by_score": "best score",
    "by_share": "best score by its share",
}
MOST_ERROR = 0.02
# A process holds its own arithmetic; more threads in each would only wait for one another.
_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def measure() -> Section:
    """Reckon every seed; write the plots into the documentation."""
    os.environ.update(_ALONE)
    found: list[Outcome] = []
    with ProcessPoolExecutor() as pool:
        for outcome in pool.map(outcome_of, SEEDS):
            found.append(outcome)
            print(f"\r… accident: {len(found)} of {len(SEEDS)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    draw(found)
    return report(found)


@cache
def _scores() -> FaceScores:
    return FaceScores.read(SCORES)


def outcome_of(seed: int) -> Outcome:
    """Simulate and judge one accident."""
    return judge(simulate(seed, scores=_scores()))


def draw(found: Sequence[Outcome]) -> None:
    """Write the plots into the documentation."""
    write("accident-reliability", reliability_plot(_leads(found), name="accident-reliability"))
    curves = {
        words: [(at / 100, _wrong(found, name, at / 100)) for at in range(50, 101, 2)]
        for name, words in WAYS.items()
    }
    write("accident-coverage", coverage_plot(curves))


def report(found: Sequence[Outcome]) -> Section:
    """Return what the accidents amount to."""
    leads, pairs = _leads(found), _pairs(found)
    errors = {
        "leads": expected_calibration_error(leads),
        "pairs": expected_calibration_error(pairs),
    }
    at_80 = {name: sum(getattr(one, name).wrong(0.8) for one in found) for name in WAYS}
    unsettled = sum(not one.converged for one in found)
    return Section(
        name="accident",
        title=f"{len(found)} simulated accidents with {PEOPLE} people each",
        tables=(
            _wrong_leads(found),
            _calibration("Joint assignment, one lead for each body", leads),
        ),
        meanings=(
            "Wrong leads: mean for each accident, all of it in brackets; the strongest leads for "
            "that share of the bodies. Joint assignment: one person for each body, ordered by "
            "posterior. Best score: for each body the person with the highest sum of findings, "
            "ordered by that sum. Best score by its share: the same person, ordered by the share of "
            "the weight among all who could be that body.",
            f"Expected calibration error: {errors['leads']:.4f} over one lead for each body, "
            f"{errors['pairs']:.4f} over all pairs with a posterior of 1 % or more.",
            f"{unsettled} of {len(found)} were drawn by lot without the chains settling within their "
            "limit; they are counted like the others.",
            "Simulated: faces take their scores from the comparisons that the calibration was fitted "
            "on, and all other findings err as often as they say. It shows whether the weighing is "
            "consistent, never how often an identification in the field is right.",
        ),
        versions=versions_of("antigone", "numpy"),
        values={"calibration_error": errors, "wrong_at_80": at_80, "unsettled": unsettled},
        promises=(
            Promise(
                sentence=f"Posteriors are calibrated: expected calibration error at most {MOST_ERROR} "
                f"({max(errors.values()):.4f}).",
                kept=max(errors.values()) <= MOST_ERROR,
            ),
            Promise(
                sentence="With leads for 80 % of the bodies, joint assignment makes at most half the "
                f"wrong ones of best score ({at_80['jointly']} against {at_80['by_score']}).",
                kept=2 * at_80["jointly"] <= at_80["by_score"],
            ),
        ),
    )


def _leads(found: Sequence[Outcome]) -> tuple[Bin, ...]:
    return _bins([one.jointly.strength for one in found], [one.jointly.right for one in found])


def _pairs(found: Sequence[Outcome]) -> tuple[Bin, ...]:
    return _bins([one.stated for one in found], [one.came_true for one in found])


def _bins(stated: Sequence[np.ndarray], came_true: Sequence[np.ndarray]) -> tuple[Bin, ...]:
    # Drawn sums may miss 1 by the last digit.
    probabilities = np.concatenate(stated).clip(0, 1)
    return reliability(probabilities.tolist(), np.concatenate(came_true).tolist())


def _wrong_leads(found: Sequence[Outcome]) -> Table:
    def cell(name: str, coverage: float) -> str:
        mean = _wrong(found, name, coverage)
        return f"{mean:.2f} ({round(mean * len(found))})"

    return Table(
        title="Wrong leads",
        columns=("share of the bodies", *WAYS.values()),
        rows=tuple(
            (f"{100 * coverage:.0f} %", *(cell(name, coverage) for name in WAYS))
            for coverage in COVERAGES
        ),
    )


def _wrong(found: Sequence[Outcome], name: str, coverage: float) -> float:
    return fmean(getattr(one, name).wrong(coverage) for one in found)


def _calibration(title: str, bins: Sequence[Bin]) -> Table:
    return Table(
        title=title,
        columns=("stated", "came true", "95 % interval", "leads"),
        rows=tuple(
            (
                f"{100 * one.stated:.1f} %",
                f"{100 * one.observed:.1f} %",
                f"{100 * one.low:.1f} – {100 * one.high:.1f} %",
                str(one.count),
            )
            for one in bins
        ),
    )
