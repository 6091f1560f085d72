"""Posteriors of all pairs at once: against counting, against published figures, by their meaning."""

from dataclasses import replace
from itertools import permutations
from math import log10

import numpy as np
import pytest
from brute_force import enumerate_all, of, random_problem
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from antigone.evidence import Problem, difference, reconcile, share_prior
from antigone.evidence.reconciliation import (
    NobodyLeft,
    Symmetric,
    TooManyParts,
    blocks,
    exclude,
    reassociated,
    undisputed,
    with_exclusion,
    with_finding,
    with_lock,
)

X = None
"""An excluded pair."""


def agrees(problem: Problem) -> None:
    """Hold a result against the count of every assignment."""
    counted, found = enumerate_all(problem), reconcile(problem)
    assert found.method == "exact"
    assert found.convergence is None
    assert np.abs(found.posterior - counted.posterior).max() < 1e-9
    assert np.abs(found.none_remains - counted.none_remains).max() < 1e-9
    assert np.abs(found.none_missing - counted.none_missing).max() < 1e-9
    best = tuple(
        None if found.best[name] is None else problem.missing.index(found.best[name])
        for name in problem.remains
    )
    assert counted.weights[best] == approx(counted.heaviest, rel=1e-9)
    assert found.log10_weight == approx(log10(counted.heaviest), abs=1e-9)
    assert found.probability == approx(counted.heaviest / sum(counted.weights.values()))


def test_equals_counting_on_500_random_problems() -> None:
    rng = np.random.default_rng(20261122)
    for _ in range(500):
        agrees(random_problem(rng))


def test_equals_counting_in_closed_operations() -> None:
    rng = np.random.default_rng(1)
    refused = 0
    for _ in range(120):
        problem = random_problem(rng, most=5, closed=True)
        try:
            agrees(problem)
        except NobodyLeft:
            refused += 1
            assert not enumerate_all_or_nothing(problem)
    assert 0 < refused < 110


def enumerate_all_or_nothing(problem: Problem) -> bool:
    """Return whether any assignment gives every one of the remains somebody."""
    rows, columns = problem.log10_lr.shape
    return any(
        np.isfinite(problem.log10_lr[range(rows), chosen]).all()
        for chosen in permutations(range(columns), rows)
    )


def test_equals_counting_with_parts_locks_and_priors() -> None:
    rng = np.random.default_rng(2)
    for _ in range(120):
        problem = random_problem(rng, most=5, log10_prior=float(rng.normal(0, 1)))
        names = list(rng.permutation(problem.remains))
        if len(names) >= 3:
            groups = ((*names[:2],),) if len(names) < 5 else ((*names[:2],), (*names[2:5],))
            problem = replace(problem, parts=tuple(tuple(map(str, group)) for group in groups))
        possible = np.argwhere(np.isfinite(problem.log10_lr))
        if len(possible) and rng.random() < 0.5:
            row, column = possible[rng.integers(len(possible))]
            problem = replace(problem, locked=((problem.remains[row], problem.missing[column]),))
        agrees(problem)


def test_a_published_case_with_two_families() -> None:
    """dvir's example2 (README; Vigeland & Egeland 2021), without V1 = M1.

    Its table of joint LRs over nobody, rows with V1 = *: (M2, M3) 25, (M1, M3) 5, (M2, *) 5,
    (*, M3) 5, (M1, *) 1, (*, *) 1; 42 in all. dvir gives V3 = M3 0.83333333.
    """
    problem = Problem(
        remains=("V1", "V2", "V3"),
        missing=("M1", "M2", "M3"),
        log10_lr=[[X, X, X], [log10(1), log10(5), X], [X, X, log10(5)]],  # type: ignore[arg-type]
    )
    found = reconcile(problem)
    assert found.of("V2", "M2") == approx((25 + 5) / 42)
    assert found.of("V2", "M1") == approx((5 + 1) / 42)
    assert found.of("V3", "M3") == approx((25 + 5 + 5) / 42)
    assert found.of("V3", "M3") == approx(0.83333333, abs=5e-9)
    assert found.best == {"V1": None, "V2": "M2", "V3": "M3"}
    assert 10**found.log10_weight == approx(25)


def test_two_bodies_and_two_people_by_hand() -> None:
    # Weights: nobody 1, a 8, d 2, b 4, c 1, a and d 16, b and c 4: 36 in all.
    found = reconcile(of([[log10(8), log10(4)], [log10(1), log10(2)]]))
    assert found.posterior == approx(np.array([[8 + 16, 4 + 4], [1 + 4, 2 + 16]]) / 36)
    assert found.none_remains == approx(np.array([1 + 2 + 1, 1 + 8 + 4]) / 36)
    assert found.none_missing == approx(np.array([1 + 2 + 4, 1 + 8 + 1]) / 36)
    assert found.probability == approx(16 / 36)


def test_one_person_cannot_be_two_bodies() -> None:
    """Each of two bodies alone would be M0 with 1 000 : 1; together they share that claim."""
    found = reconcile(of([[3.0], [3.0]]))
    assert found.posterior[:, 0] == approx([1000 / 2001, 1000 / 2001])  # nobody 1, either 1 000


def test_parts_of_one_body_may_be_one_person() -> None:
    # Apart: nobody 1, either 1 000 each. Together as well: 1 000 * 1 000.
    found = reconcile(of([[3.0], [3.0]], parts=(("R0", "R1"),)))
    whole = 1 + 1000 + 1000 + 1000 * 1000
    assert found.posterior[:, 0] == approx([(1000 + 1000 * 1000) / whole] * 2)
    assert found.none_missing[0] == approx(1 / whole)
    assert found.best == {"R0": "M0", "R1": "M0"}


def test_parts_shown_to_be_of_one_body_count_their_strongest_finding_once() -> None:
    problem = of([[3.0, X], [2.0, 1.0], [0.0, 0.5]], locked=(("R1", "M0"),), parts=(("R0", "R1"),))
    joined = reassociated(problem, ["R0", "R1"], as_name="arm and hand")
    assert joined.remains == ("arm and hand", "R2")
    assert joined.log10_lr.tolist() == [[3.0, -np.inf], [0.0, 0.5]]
    assert joined.locked == (("arm and hand", "M0"),)
    assert joined.parts == ()
    assert problem.remains == ("R0", "R1", "R2")


@pytest.mark.parametrize(("remains", "missing", "share"), [(5, 7, 0.8), (8, 3, 0.3), (40, 60, 0.5)])
def test_the_prior_gives_the_share_that_was_stated(
    remains: int, missing: int, share: float
) -> None:
    """Without evidence, the expected share of remains that are on the list is the one declared."""
    prior = share_prior(share, remains=remains, missing=missing)
    if remains * missing < 50:
        counted = enumerate_all(of(np.zeros((remains, missing)), log10_prior=prior))
        assert 1 - counted.none_remains == approx(share)
    # Each assignment of k pairs weighs θ^k: one of the remains and one person, θ / (1 + θ).
    assert 10 ** share_prior(0.8, remains=1, missing=1) == approx(0.8 / 0.2)


def test_16_by_18_without_exclusions_is_exact() -> None:
    rng = np.random.default_rng(3)
    problem = of(rng.normal(0, 2, size=(16, 18)))
    found = reconcile(problem)
    assert found.method == "exact"
    assert found.posterior.sum(axis=1) + found.none_remains == approx(np.ones(16), abs=1e-9)
    turned = reconcile(of(problem.log10_lr.T))
    assert np.abs(turned.posterior.T - found.posterior).max() < 1e-9
    # Independent of the sums: R0's odds of M0 against nobody are the weight times the ratio of what
    # the others can do without and with M0, which smaller problems tell.
    without = reconcile(of(problem.log10_lr[1:]))
    odds = found.posterior[0, 0] / found.none_remains[0]
    assert odds == approx(10 ** problem.log10_lr[0, 0] * without.none_missing[0], rel=1e-9)


def test_a_long_chain_of_loosely_bound_bodies_is_exact() -> None:
    """120 bodies, each possibly one of two neighbours on the list: one block, narrow front."""
    weights = np.full((120, 121), -np.inf)
    for row in range(120):
        weights[row, row : row + 2] = 0.0
    found = reconcile(of(weights))
    assert found.method == "exact"
    assert len(found.blocks) == 1
    # With n bodies there are F(2n + 2) assignments (paths of 2n pairs in a row); nobody else in the
    # middle than the pairs before and after: count by the same recursion, exactly.
    ways = [1, 2]
    while len(ways) < 242:
        ways.append(ways[-1] + ways[-2])
    # Pair number p of 240 in a row is taken: p - 2 pairs stay before it and 238 - p after it.
    assert found.posterior[0, 0] == approx(ways[238] / ways[240])
    assert found.posterior[60, 60] == approx(ways[119] * ways[118] / ways[240])


def test_strong_contradicting_evidence_stays_within_range() -> None:
    weights = np.full((12, 12), -200.0)
    weights[:, 0] = 300.0
    found = reconcile(of(weights))
    assert found.posterior[:, 0] == approx(np.full(12, 1 / 12))
    assert np.isfinite(found.posterior).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_order_and_names_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(rng)
    rows, columns = (rng.permutation(size) for size in problem.log10_lr.shape)
    mixed = reconcile(
        Problem(
            remains=tuple(problem.remains[at] for at in rows),
            missing=tuple(problem.missing[at] for at in columns),
            log10_lr=problem.log10_lr[np.ix_(rows, columns)],
        )
    )
    assert (
        np.abs(reconcile(problem).posterior[np.ix_(rows, columns)] - mixed.posterior).max() < 1e-9
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 3))
def test_a_finding_for_a_pair_raises_it_and_lowers_its_rivals(seed: int, more: float) -> None:
    problem = random_problem(np.random.default_rng(seed), most=5)
    possible = np.argwhere(np.isfinite(problem.log10_lr))
    if not len(possible):
        return
    row, column = possible[0]
    before = reconcile(problem)
    after = reconcile(
        with_finding(
            problem, remains=problem.remains[row], missing=problem.missing[column], log10_lr=more
        )
    )
    slack = 1e-12
    assert after.posterior[row, column] >= before.posterior[row, column] - slack
    rivals = np.ones(problem.log10_lr.shape, dtype=bool)
    rivals[row, column] = False
    assert (after.posterior[row][rivals[row]] <= before.posterior[row][rivals[row]] + slack).all()
    assert after.none_remains[row] <= before.none_remains[row] + slack


def test_steps_return_what_they_found_and_what_remains() -> None:
    problem = of([[5.0, -1.0, X], [X, X, X], [-2.0, 4.5, 1.0], [X, 1.0, X]])
    excluded, remaining = exclude(problem)
    assert ("R0", "M2") in excluded
    assert len(excluded) == 6
    assert remaining.remains == ("R0", "R2", "R3")
    found, left = undisputed(remaining)
    # R2 has a rival for M1 in R3, and M2 for itself: disputed, however high.
    assert found == (("R0", "M0"),)
    assert left.remains == ("R2", "R3")
    assert left.missing == ("M1", "M2")


def test_undisputed_goes_on_until_nothing_changes() -> None:
    # R1 is disputed only by M0, which R0 takes: first R0 is found, then R1.
    problem = of([[6.0, -3.0], [-1.0, 5.0], [-1.0, -1.0]])
    assert undisputed(problem)[0] == (("R0", "M0"), ("R1", "M1"))
    chained = of([[6.0, -3.0, X], [X, 5.0, 0.5], [X, X, 7.0]])
    # R1 and R2 both have a claim on M2, however small.
    assert undisputed(chained)[0] == (("R0", "M0"),)
    freed = of([[6.0, -3.0], [0.0, 5.0]])
    assert undisputed(freed)[0] == (("R0", "M0"), ("R1", "M1"))
    assert undisputed(of([[4.0]]))[0] == (), "10 000 itself does not exceed 10 000"


def test_an_undisputed_pair_is_not_made_certain() -> None:
    found = reconcile(of([[4.1]]))
    assert found.undisputed == (("R0", "M0"),)
    assert found.of("R0", "M0") == approx(10**4.1 / (1 + 10**4.1))


def test_blocks_hang_together_by_what_is_possible() -> None:
    assert blocks(of([[0.0, X, X], [X, X, 1.0], [2.0, X, X], [X, X, X]])) == (
        ((0, 2), (0,)),
        ((1,), (2,)),
        ((3,), ()),
        ((), (1,)),
    )


def test_siblings_that_nothing_tells_apart_are_named() -> None:
    problem = of([[5.0, 5.0, -1.0], [5.0, 5.0, X], [0.0, 0.0, 3.0]])
    assert Symmetric(remains=("R0", "R1"), missing=("M0", "M1")) in reconcile(problem).symmetric
    found = reconcile(problem)
    assert found.posterior[0, 0] == approx(found.posterior[0, 1])
    assert reconcile(of([[0.0, 0.0]])).symmetric == ()


def test_a_closed_operation_that_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(NobodyLeft, match=r"R0, R2.*M1") as refused:
        reconcile(of([[X, 1.0, X], [0.0, 0.0, X], [X, 2.0, X]], closed=True))
    assert refused.value.parameters["missing"] == "M1"
    with pytest.raises(NobodyLeft, match="nobody"):
        reconcile(of([[X, X]], closed=True))
    with pytest.raises(NobodyLeft):
        reconcile(of([[0.0, X], [0.0, X], [0.0, X]], closed=True, parts=(("R0", "R1"),)))


def test_too_many_parts_are_refused_with_a_way_out() -> None:
    with pytest.raises(TooManyParts, match="26") as refused:
        reconcile(of(np.zeros((26, 26)), parts=(("R0", "R1"),)))
    assert "Join parts" in refused.value.advise()


def test_a_question_changes_nothing_and_the_answer_says_what_changed() -> None:
    problem = of([[2.0, 1.0], [1.0, X]])
    before = reconcile(problem)
    held = problem.log10_lr.copy()
    given_ = reconcile(with_lock(problem, remains="R0", missing="M1"))
    assert given_.of("R0", "M1") == 1.0
    assert given_.of("R1", "M0") == approx(10 / 11)  # nobody 1, M0 10
    said = difference(before, given_)
    assert said[0] == "R0 and M1 are now taken as given."
    assert "Taken all together, R0 is now best assigned to M1, before to M0." in said
    # Nobody 1, R0 with M0 100, with M1 10, R1 with M0 10, R0 with M1 and R1 with M0 100: 221.
    assert "That R0 is M0 went from 45.2 % to < 0.01 %." in said
    ruled_out = with_exclusion(problem, remains="R0", missing="M1")
    assert "R0 and M1 are now excluded." in difference(before, reconcile(ruled_out))
    assert difference(before, reconcile(problem)) == ("No posterior moved by more than 5.0 %.",)
    assert (problem.log10_lr == held).all()
    assert problem.locked == ()
