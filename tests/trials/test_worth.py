"""What likelihood ratios cost, against the library of the Netherlands Forensic Institute."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.evidence import Calibration
from antigone.trials.fitting import LLRData, cllr, cllr_min
from antigone.trials.measures import Scores
from antigone.trials.worth import (
    Weighed,
    after_pav,
    cost,
    cross_entropy,
    weigh_all,
    worth,
)


def weighed(log10: np.ndarray, mated: np.ndarray, person: np.ndarray | None = None) -> Weighed:
    return Weighed(
        log10=log10,
        mated=mated,
        person=np.arange(len(log10)) if person is None else person,
        calibration="c",
        calibrated_for="clean",
        outside=0,
    )


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Return ratios of good, bad and misleading systems, with ties."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    mated = rng.random(draw(st.integers(4, 200))) < 0.5
    mated[:2] = [True, False]
    log10 = rng.normal(draw(st.floats(-2, 3)) * (2 * mated - 1), draw(st.floats(0.1, 2)))
    return np.clip(log10.round(draw(st.sampled_from([0, 1, 6]))), -5, 5), mated


@settings(max_examples=60, deadline=None)
@given(of=comparisons())
def test_cost_and_least_cost_are_those_of_lir(of: tuple[np.ndarray, np.ndarray]) -> None:
    log10, mated = of
    theirs = LLRData(features=log10.reshape(-1, 1), labels=mated.astype(int))
    assert cost(log10, mated) == pytest.approx(cllr(theirs), abs=1e-9)
    assert cost(after_pav(log10, mated), mated) == pytest.approx(cllr_min(theirs), abs=1e-6)


def test_cross_entropy_is_that_of_lir() -> None:
    from lir.plotting.expected_calibration_error import calculate_ece

    rng = np.random.default_rng(3)
    mated = np.arange(200) < 50
    log10 = rng.normal(np.where(mated, 1, -1), 1)
    priors = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
    theirs = calculate_ece(10**log10, mated.astype(int), 1 / (1 + 10**-priors))
    mine = [cross_entropy(log10, mated, prior) for prior in priors]
    assert mine == pytest.approx(theirs.tolist(), abs=1e-9)


def test_ratios_that_say_nothing_cost_one_bit_and_perfect_ones_none() -> None:
    mated = np.arange(20) < 10
    assert cost(np.zeros(20), mated) == pytest.approx(1.0)
    assert cost(np.where(mated, 300.0, -300.0), mated) == pytest.approx(0.0)
    # Ten times too much on the wrong side: log2(1 + 10) for each.
    assert cost(np.where(mated, -1.0, 1.0), mated) == pytest.approx(math.log2(11))


def test_curves_say_what_can_be_counted() -> None:
    # Same: 1, 1, 2, 3. Different: -2, -1, -1, 1.
    log10 = np.array([1.0, 1, 2, 3, -2, -1, -1, 1])
    mated = np.arange(8) < 4
    found = worth(weighed(log10, mated), rng=np.random.default_rng(1))
    tippett = {at: (same, different) for at, same, different in found["curves"]["tippett"]}
    assert tippett[-2.0] == (1.0, 1.0)
    assert tippett[-1.0] == (1.0, 0.75)
    assert tippett[1.0] == (1.0, 0.25)
    assert tippett[2.0] == (0.5, 0.0)
    # At 1 stand two of one person and one of two people, at equal weights: (2 / 4) ÷ (1 / 4) = 2.
    assert found["curves"]["pav"] == [[1.0, pytest.approx(math.log10(2), abs=1e-4)]]
    at_even_odds = next(row for row in found["curves"]["ece"] if row[0] == 0)
    assert at_even_odds == [0.0, found["cllr"], found["cllr_min"], 1.0]


def test_the_interval_is_drawn_by_person() -> None:
    rng = np.random.default_rng(2)
    person = np.arange(50)
    mated = np.ones(50, bool)
    log10 = rng.normal(1, 1, 50)
    other = rng.normal(-1, 1, 50)
    both, labels = np.concatenate([log10, other]), np.concatenate([mated, ~mated])
    once = worth(weighed(both, labels, np.tile(person, 2)), rng=np.random.default_rng(1))
    five = worth(
        weighed(np.tile(both, 5), np.tile(labels, 5), np.tile(person, 10)),
        rng=np.random.default_rng(1),
    )
    low, high = once["interval"]
    assert low < once["cllr"] < high
    # Five photographs of each person that say the same are no five people.
    assert five["interval"] == pytest.approx(once["interval"], abs=1e-4)
    # Cllr is the mean of two means; each comparison's cost has a deviation, n = 50 on each side.
    ratios = np.logaddexp(0, np.where(labels, -both, both) * math.log(10)) / math.log(2)
    error = 0.5 * math.sqrt(ratios[:50].var() / 50 + ratios[50:].var() / 50)
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.35)


@pytest.mark.parametrize("kind", [True, False])
def test_one_side_alone_has_no_cost(kind: bool) -> None:
    found = worth(weighed(np.zeros(3), np.full(3, kind)), rng=np.random.default_rng(1))
    assert (found["cllr"], found["cllr_min"], found["interval"]) == (None, None, None)
    assert found["curves"] == {"tippett": [], "pav": [], "ece": []}


def test_each_probe_is_weighed_in_its_own_quality_and_those_out_of_reach_are_counted() -> None:
    calibration = Calibration.builtin()
    scores = Scores(
        similarity=np.array([[0.5, 0.1], [0.2, 0.4], [0.1, 0.3]], np.float32),
        mate=np.array([0, 1, 1]),
        person=np.array([0, 1, 1]),
        acquired=np.array([True, True, False]),
    )
    found = weigh_all(
        scores,
        # Good, and one of a length that no band holds.
        qualities=[12.0, 200.0, 0.0],
        references=np.array([1, 1]),
        calibration=calibration,
        condition="mortuary",
        rng=np.random.default_rng(1),
    )
    cell = calibration.cell(quality=12.0, references=1, condition="mortuary")
    assert found.outside == 1
    assert found.mated.tolist() == [True, False]
    assert found.log10 == pytest.approx(cell.log10_lr([0.5, 0.1]), abs=1e-6)
    assert found.calibrated_for == "mortuary"


def family(people: int, *, relatives: bool) -> dict[str, Any]:
    """Each person's photograph is like her own (0.5), like her sister's (0.4), unlike all others (0)."""
    similarity = np.zeros((people, people), np.float32)
    np.fill_diagonal(similarity, 0.5)
    sisters = np.arange(people) ^ 1
    similarity[np.arange(people), sisters] = 0.4
    found = weigh_all(
        Scores(
            similarity=similarity,
            mate=np.arange(people),
            person=np.arange(people),
            acquired=np.ones(people, bool),
        ),
        qualities=[12.0] * people,
        references=np.ones(people, np.int64),
        calibration=Calibration.builtin(),
        condition="clean",
        relatives={person: [int(sisters[person])] for person in range(people)}
        if relatives
        else None,
        rng=np.random.default_rng(1),
    )
    return worth(found, rng=np.random.default_rng(1))


def test_a_relative_is_no_stranger_and_is_counted_apart() -> None:
    cell = Calibration.builtin().cell(quality=12.0, references=1, condition="clean")
    (sister,) = cell.log10_lr([0.4])
    # A sister speaks for the woman herself by more than ten, in a ratio that was made for strangers.
    assert 1 < sister < 2
    known, unknown = family(6, relatives=True), family(6, relatives=False)
    assert known["relatives"] == {
        "comparisons": 6,
        "people": 6,
        "at_least": {"1": 1.0, "10": 1.0, "100": 0.0},
    }
    assert unknown["relatives"] is None
    # Taken for strangers, six sisters make the ratios look worse than they are.
    assert known["cllr"] < unknown["cllr"]


def test_of_the_relatives_of_a_few_only_the_number_is_told() -> None:
    assert family(4, relatives=True)["relatives"] == {"comparisons": 4, "people": 4}
