"""The arithmetic by which ways of seeing more are judged. What they see is not run here."""

import numpy
import pytest

from benchmarks.beyond import FUSIONS, HALVES, Wrong, _off, _wrong_order, better, is_worth_it


def test_nobody_chooses_by_the_people_who_are_reported_on() -> None:
    choosing, reporting = HALVES.values()
    assert not set(choosing) & set(reporting)
    assert len(choosing) == len(reporting) == 5


def test_strangers_that_are_nearer_are_counted_by_condition_and_person() -> None:
    found = _wrong_order(
        [
            # Strangers' scores in the dark: 0.3 and 0.5. Ana: 0 of 2 above 0.6; Ben: 1 of 2 above 0.4.
            ("dark", "Ana", {"Ana": 0.6, "Ben": 0.3}),
            ("dark", "Ben", {"Ana": 0.5, "Ben": 0.4}),
            # Under blur: 0.9 and 0.1. Ana: 1 of 2; Ben: 1 of 2.
            ("blur", "Ana", {"Ana": 0.2, "Ben": 0.9}),
            ("blur", "Ben", {"Ana": 0.1, "Ben": 0.3}),
        ]
    )
    assert found.by_person == {"Ana": (0 + 1 / 2) / 2, "Ben": (1 / 2 + 1 / 2) / 2}
    assert found.share == pytest.approx((0.25 + 0.5) / 2)


def shares(*of: float) -> Wrong:
    people = dict(zip("abcde", of, strict=True))
    return Wrong(share=sum(of) / len(of), by_person=people)


def test_worth_it_is_what_helps_in_both_halves_and_most_people() -> None:
    was = {half: shares(*[0.1] * 5) for half in HALVES}
    good = shares(0.05, 0.05, 0.05, 0.05, 0.1)
    assert better(good, was["choosing"]) == 4
    assert is_worth_it({"choosing": good, "reporting": good}, was)
    # A tenth less in all, for one person alone; and good only where it was chosen.
    of_one = shares(0.0, 0.1, 0.1, 0.1, 0.1)
    assert not is_worth_it({"choosing": of_one, "reporting": of_one}, was)
    assert not is_worth_it({"choosing": good, "reporting": was["reporting"]}, was)


def test_a_mark_is_measured_by_its_worst_point() -> None:
    truth = numpy.array([[0.0, 0], [10, 0], [5, 5], [2, 10], [8, 10]])
    moved = truth.copy()
    moved[4] += [3, 4]
    # Five pixels, where the eyes stand ten apart.
    assert _off(numpy.stack([truth + 40, moved]), truth) == pytest.approx(0.5)
    assert _off(numpy.empty((0, 5, 2)), truth) == numpy.inf


def test_the_engines_own_fusion_is_the_first_of_those_tried() -> None:
    vectors = [numpy.array([3.0, 0]), numpy.array([0.0, 1])]
    fused = next(iter(FUSIONS.values()))(vectors)
    # Sum and mean of un-normalised vectors have one direction.
    assert fused.tolist() == pytest.approx([3, 1])
