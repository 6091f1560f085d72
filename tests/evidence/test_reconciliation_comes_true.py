"""Simulated operations in which the truth is known: probabilities come true as often as they say.

Who is whom is drawn from the flat prior. The log LR of a pair is drawn as it is for findings whose
ratio is right: normal with mean +s²/2 if it is the same person and -s²/2 if not, and variance s²
(natural logarithms). Everything follows from that; nothing is fitted.
"""

import math
from itertools import permutations

import numpy as np
from brute_force import of

from antigone.evidence import reconcile
from antigone.evidence.reliability import expected_calibration_error, reliability

NOBODY = -1
OPERATIONS = 300


def every_assignment(remains: int, missing: int) -> list[tuple[int, ...]]:
    """Return each one-to-one assignment once; `NOBODY` for remains that stay unassigned."""
    people = [*range(missing), *[NOBODY] * remains]
    return sorted(set(permutations(people, remains)))


def test_probabilities_come_true_as_often_as_they_say() -> None:
    rng = np.random.default_rng(20261122)
    remains, missing, spread = 4, 4, 2.5
    assignments = every_assignment(remains, missing)
    assert len(assignments) == 209  # Σ C(4, k)² k! for k from 0 to 4: 1 + 16 + 72 + 96 + 24
    stated: list[float] = []
    came_true: list[bool] = []
    joint_wrong = alone_wrong = 0
    for _ in range(OPERATIONS):
        truth = np.array(assignments[rng.integers(len(assignments))])
        same = truth[:, None] == np.arange(missing)
        weights = rng.normal(np.where(same, 1, -1) * spread**2 / 2, spread) / math.log(10)
        found = reconcile(of(weights))
        stated += found.posterior.ravel().tolist() + found.none_remains.tolist()
        came_true += same.ravel().tolist() + (truth == NOBODY).tolist()
        for row, name in enumerate(found.best):
            joint = found.best[name]
            joint_wrong += joint is not None and joint != f"M{truth[row]}"
            nearest = int(weights[row].argmax())
            alone_wrong += weights[row, nearest] > 0 and nearest != truth[row]
    bins = reliability(stated, came_true)
    assert sum(one.count for one in bins) == OPERATIONS * remains * (missing + 1)
    assert expected_calibration_error(bins) <= 0.02
    # 95 % intervals: of ten bins one may stray, not three.
    assert sum(not one.low <= one.stated <= one.high for one in bins) <= 2
    assert joint_wrong < alone_wrong
