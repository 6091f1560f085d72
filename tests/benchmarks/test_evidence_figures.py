"""What the benchmark of reconciliation measures: simulated operations with a known truth."""

import numpy as np

from antigone.evidence import reconcile
from benchmarks import evidence


def test_the_truth_is_possible_and_four_in_five_are_listed() -> None:
    disaster = evidence.simulated(60, 70)
    weights, truth = disaster.problem.log10_lr, disaster.truth
    listed = truth >= 0
    assert listed.sum() == 48
    assert len(set(truth[listed])) == 48
    assert np.isfinite(weights[listed, truth[listed]]).all()
    # Sparse: a handful of candidates for each of the remains.
    assert 1 < np.isfinite(weights).sum(axis=1).mean() < 10


def test_the_same_seed_simulates_the_same() -> None:
    first, again = evidence.simulated(30, 33), evidence.simulated(30, 33)
    assert (first.problem.log10_lr == again.problem.log10_lr).all()
    assert (first.truth == again.truth).all()


def test_a_row_says_what_was_exact() -> None:
    disaster = evidence.simulated(30, 33)
    found = reconcile(disaster.problem)
    row = evidence._row(disaster, found, 12.0)
    assert row[0] == "30 × 33"
    assert row[3:] == (str(len(found.blocks)), "0", "12 ×", "–", "–")
