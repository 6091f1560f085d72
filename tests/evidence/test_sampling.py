"""What is drawn by lot: equal to the exact answer within the error that it states itself."""

import numpy as np
import pytest
from brute_force import of

from antigone.evidence import reconcile


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_sampling_equals_exact_within_its_stated_error(seed: int) -> None:
    """Blocks up to 12 × 12: the largest error bounds every pair, the single ones most of them."""
    rng = np.random.default_rng(seed)
    size = 12 - seed % 5
    weights = rng.normal(0, 2, size=(size, 12))
    if seed % 2:
        weights[rng.random(weights.shape) < 0.5] = -np.inf
        weights[range(size), range(size)] = 2.0
    problem = of(weights)
    drawn, exact = reconcile(problem, sampled=True, seed=seed), reconcile(problem)
    assert (drawn.method, exact.method) == ("sampled", "exact")
    assert drawn.probability is None
    assert drawn.convergence is not None
    assert drawn.convergence.converged
    assert drawn.convergence.r_hat < 1.05
    off = np.abs(drawn.posterior - exact.posterior)
    assert off.max() <= drawn.convergence.error
    assert (off <= 2 * drawn.errors + 1e-3).mean() > 0.9
    assert drawn.best == exact.best


@pytest.mark.slow
def test_a_long_loose_block_is_drawn_as_it_is_reckoned() -> None:
    """Forty bodies, each possibly one of four people in a row: many neighbourhoods, an exact sum."""
    rng = np.random.default_rng(10)
    weights = np.full((40, 43), -np.inf)
    for row in range(40):
        weights[row, row : row + 4] = rng.normal(0, 1.5, 4)
    problem = of(weights)
    drawn, exact = reconcile(problem, sampled=True), reconcile(problem)
    assert (drawn.method, exact.method) == ("sampled", "exact")
    assert drawn.convergence is not None
    assert drawn.convergence.converged
    off = np.abs(drawn.posterior - exact.posterior)
    assert off.max() <= drawn.convergence.error
    assert (off <= 2 * drawn.errors + 1e-3)[np.isfinite(weights)].mean() > 0.9


def test_sampling_holds_what_must_be() -> None:
    rng = np.random.default_rng(7)
    problem = of(rng.normal(0, 1, size=(7, 8)), closed=True)
    drawn, exact = reconcile(problem, sampled=True), reconcile(problem)
    assert drawn.none_remains == pytest.approx(np.zeros(7), abs=1e-9)
    assert drawn.convergence is not None
    assert np.abs(drawn.posterior - exact.posterior).max() <= drawn.convergence.error


def test_the_same_seed_draws_the_same() -> None:
    problem = of(np.random.default_rng(8).normal(0, 4, size=(7, 7)))
    first, again, other = (reconcile(problem, sampled=True, seed=seed) for seed in (1, 1, 2))
    assert (first.posterior == again.posterior).all()
    assert (first.posterior != other.posterior).any()


def test_a_block_beyond_the_exact_sum_is_drawn_and_says_so() -> None:
    rng = np.random.default_rng(9)
    weights = rng.normal(-3, 0.5, size=(24, 24))
    np.fill_diagonal(weights, 3.0)
    found = reconcile(of(weights))
    assert found.method == "sampled"
    assert found.convergence is not None
    assert found.convergence.converged
    # Rivals weigh a thousandth or so: R0 is M0 in about 1 000 / 1 001, as it would be alone.
    assert np.diag(found.posterior) == pytest.approx(np.full(24, 1000 / 1001), abs=0.01)


def test_weights_beyond_all_range_are_called_unsettled_and_not_made_up() -> None:
    """Seven bodies claim one person at 10^300: no chain can move, and the answer says so."""
    weights = np.full((7, 8), -300.0)
    weights[:, 0] = 300.0
    found = reconcile(of(weights), sampled=True)
    assert np.isfinite(found.posterior).all()
    assert found.convergence is not None
    assert not found.convergence.converged
