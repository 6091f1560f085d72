"""Reconciling all remains with all missing: what it costs as an operation grows.

The people are simulated: sex, age, a place where they were last seen and a place where they were
found, DNA of relatives for some, marks for some. A pair is possible only where sex, age and place
allow it. The unit of cost is the processor time of one product of two 1 000 × 1 000 matrices.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

from antigone.evidence import Problem, Reconciliation, reconcile
from benchmarks.plots import growth_plot, write
from benchmarks.report import Promise, Section, Table, ratio, versions_of

SIZES = ((50, 55), (100, 110), (200, 220), (500, 550), (1000, 1100), (2000, 2200))
SEED = 20261122
LISTED = 0.8
"""Share of the remains who are on the list of the missing."""


@dataclass(frozen=True, kw_only=True)
class Disaster:
    """A problem, and who really is whom (a column for each row, -1 for nobody on the list)."""

    problem: Problem
    truth: np.ndarray


def simulated(remains: int, missing: int, *, seed: int = SEED) -> Disaster:
    """Return an operation of this size with sparse evidence."""
    rng = np.random.default_rng(seed)
    places = max(1, remains // 10)
    female, age = rng.random(missing) < 0.5, rng.uniform(5, 85, missing)
    last_seen, relatives = rng.integers(places, size=missing), rng.random(missing) < 0.4
    marked = rng.random(missing) < 0.5
    listed = round(LISTED * remains)
    truth = np.full(remains, -1)
    truth[:listed] = rng.permutation(missing)[:listed]
    known = truth >= 0
    body_female = np.where(known, female[truth], rng.random(remains) < 0.5)
    body_age = np.where(known, age[truth], rng.uniform(5, 85, remains)) + rng.normal(0, 4, remains)
    found_at = np.where(
        known, last_seen[truth] + rng.integers(-1, 2, remains), rng.integers(places, size=remains)
    )
    typed = rng.random(remains) < 0.8

    apart = np.abs(body_age[:, None] - age)
    possible = (
        (body_female[:, None] == female)
        & (apart < 12)
        & (np.abs(found_at[:, None] - last_seen) <= 1)
    )
    same = truth[:, None] == np.arange(missing)
    # Density of the age difference against that of a stranger of any age.
    weights = np.log10(np.exp(-((apart / 4) ** 2) / 2) / (4 * np.sqrt(2 * np.pi)) * 80 + 1e-6)
    weights += np.where(marked, np.where(same, 1.5, -0.5) + rng.normal(0, 0.5, same.shape), 0.0)
    dna = typed[:, None] & relatives
    weights += np.where(dna, np.where(same, rng.normal(6, 1.5, same.shape), -1.0), 0.0)
    # A profile excludes nearly all strangers; a few share enough by chance.
    excluded = dna & ~same & (rng.random(same.shape) < 0.95)
    weights[~possible & ~same | excluded] = -np.inf
    problem = Problem(
        remains=tuple(f"R{at}" for at in range(remains)),
        missing=tuple(f"M{at}" for at in range(missing)),
        log10_lr=weights,
    )
    return Disaster(problem=problem, truth=truth)


def measure() -> Section:
    """Return how the cost grows with the size of an operation, and how sure the answers are."""
    unit = _unit()
    rows, values = [], {}
    sure = True
    for remains, missing in SIZES:
        print(f"… evidence: {remains} × {missing}", file=sys.stderr, flush=True)
        disaster = simulated(remains, missing)
        seconds, found = _timed(lambda disaster=disaster: reconcile(disaster.problem))
        rows.append(_row(disaster, found, seconds / unit))
        values[f"{remains}x{missing}"] = {"units": seconds / unit, "seconds": seconds}
        if found.convergence:
            sure &= found.convergence.converged
            values[f"{remains}x{missing}"] |= vars(found.convergence)
    write(
        "reconciliation-growth",
        growth_plot(
            [(remains, values[f"{remains}x{missing}"]["units"]) for remains, missing in SIZES]
        ),
    )
    dense = _dense(16, 18)
    seconds, found = _timed(lambda: reconcile(dense))
    values["16x18 dense"] = {"units": seconds / unit, "seconds": seconds}
    exact = found.method == "exact"
    return Section(
        name="evidence",
        title="all remains against all missing",
        tables=(
            Table(
                title="Growth, simulated operations",
                columns=(
                    "remains × missing",
                    "possible pairs",
                    "largest block",
                    "exact blocks",
                    "sampled blocks",
                    "cost",
                    "R-hat",
                    "largest error",
                ),
                rows=tuple(rows),
            ),
        ),
        meanings=(
            "cost: processor time, in products of two 1 000 × 1 000 matrices of the same run; 16 × 18 "
            f"without a single exclusion costs {ratio(seconds / unit)}.",
            "largest block: remains that hang together by possible pairs.",
            "R-hat, largest error: of what was sampled; – where everything was reckoned exactly.",
            "Simulated: they say how the work grows, not how often an identification is right.",
        ),
        versions=versions_of("antigone", "numpy"),
        values=values,
        promises=(
            Promise(sentence="16 × 18 without exclusions is reckoned exactly.", kept=exact),
            Promise(
                sentence="Every size up to 2 000 × 2 200 finishes, with converged chains where it was "
                "sampled.",
                kept=sure,
            ),
        ),
    )


def _row(disaster: Disaster, found: Reconciliation, units: float) -> tuple[str, ...]:
    problem = disaster.problem
    sampled = [block for block in found.blocks if block.method == "sampled"]
    sure = found.convergence
    return (
        f"{len(problem.remains)} × {len(problem.missing)}",
        str(int(np.isfinite(problem.log10_lr).sum())),
        str(max(len(block.remains) for block in found.blocks)),
        str(len(found.blocks) - len(sampled)),
        str(len(sampled)),
        ratio(units),
        f"{sure.r_hat:.3f}" if sure else "–",
        f"{sure.error:.3f}" if sure else "–",
    )


def _dense(remains: int, missing: int) -> Problem:
    return Problem(
        remains=tuple(f"R{at}" for at in range(remains)),
        missing=tuple(f"M{at}" for at in range(missing)),
        log10_lr=np.random.default_rng(SEED).normal(0, 2, (remains, missing)),
    )


def _timed(do: Callable[[], Reconciliation]) -> tuple[float, Reconciliation]:
    # Of the processor, not of the clock: the largest takes minutes, in which others want it too.
    start = time.process_time()
    found = do()
    return time.process_time() - start, found


def _unit() -> float:
    square = np.random.default_rng(SEED).normal(size=(1000, 1000))
    times = []
    for _ in range(7):
        start = time.process_time()
        square @ square
        times.append(time.process_time() - start)
    return median(times)
