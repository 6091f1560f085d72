"""Two hundred simulated accidents: do probabilities come true, and does weighing everybody at once help.

The seeds stand in `antigone.trials.accident`. Each accident is reckoned in a process; the pictures of
the documentation are drawn from what they found. What a seed came to is kept beside the sources, so
that a run that was stopped goes on where it was; it counts only for the very same sources.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import fmean

import numpy as np

from antigone.evidence.charts import reliability_plot
from antigone.evidence.reliability import Bin, expected_calibration_error, reliability
from antigone.trials.accident import PEOPLE, SEEDS, FaceScores, Leads, Outcome, judge, simulate
from benchmarks.plots import coverage_plot, write
from benchmarks.report import Promise, Section, Table, versions_of

_SOURCES = Path(__file__).parent.parent
SCORES = _SOURCES / "calibration" / "pairs.csv.gz"
KEPT = _SOURCES / ".stamps" / "accident"
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
    """Reckon every seed that is not reckoned yet; write the plots into the documentation."""
    os.environ.update(_ALONE)
    kept = KEPT / digest()
    kept.mkdir(parents=True, exist_ok=True)
    found = {seed: read(kept, seed) for seed in SEEDS if (kept / f"{seed}.npz").exists()}
    with ProcessPoolExecutor() as pool:
        waiting = {pool.submit(outcome_of, seed): seed for seed in SEEDS if seed not in found}
        for done in as_completed(waiting):
            seed = waiting[done]
            found[seed] = done.result()
            keep(kept, seed, found[seed])
            print(f"\r… accident: {len(found)} of {len(SEEDS)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    outcomes = [found[seed] for seed in SEEDS]
    draw(outcomes)
    return report(outcomes)


def digest() -> str:
    """Return what tells apart everything that decides what a seed comes to."""
    content = sha256(np.__version__.encode())
    for path in sorted(_decides()):
        content.update(path.relative_to(_SOURCES).as_posix().encode() + b"\0")
        content.update(path.read_bytes())
    return content.hexdigest()[:16]


def _decides() -> Iterator[Path]:
    evidence = _SOURCES / "antigone" / "evidence"
    for path in evidence.rglob("*"):
        if path.suffix in (".py", ".toml", ".json") and "charts" not in path.parts:
            yield path
    yield SCORES
    yield from (_SOURCES / "antigone" / "trials" / f"{name}.py" for name in ("accident", "mouths"))


def keep(folder: Path, seed: int, outcome: Outcome) -> None:
    """Write what a seed came to, whole or not at all: a run may be stopped at any moment."""
    begun = folder / f"{seed}.begun.npz"
    leads = {
        f"{name}_{part}": getattr(getattr(outcome, name), part)
        for name in WAYS
        for part in ("strength", "right")
    }
    np.savez(
        begun,
        **leads,
        stated=outcome.stated,
        came_true=outcome.came_true,
        converged=np.array(outcome.converged),
    )
    begun.replace(folder / f"{seed}.npz")


def read(folder: Path, seed: int) -> Outcome:
    """Return what `keep` wrote."""
    with np.load(folder / f"{seed}.npz") as kept:
        return Outcome(
            **{
                name: Leads(strength=kept[f"{name}_strength"], right=kept[f"{name}_right"])
                for name in WAYS
            },
            stated=kept["stated"],
            came_true=kept["came_true"],
            converged=bool(kept["converged"]),
        )


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
