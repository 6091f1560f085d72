"""The line and the list: expected values with their working, and what holds for all galleries."""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from galleries import DAY, PERMITTED, row
from hypothesis import given
from hypothesis import strategies as st

from antigone.errors import Refusal
from antigone.gallery import (
    Index,
    NonMated,
    Permitted,
    draw_line,
    open_index,
    shortlist,
)

# One stranger in ten reaches 0.1, one in a hundred 0.2, … one in 100 000 reaches 0.5.
STRAIGHT = NonMated(scores=(0.0, 0.5), log10_fmr=(0.0, -5.0), tail_slope=-10.0, source="a ruler")
BENT = NonMated(
    scores=(-0.2, 0.1, 0.3),
    log10_fmr=(0.0, -1.0, -3.0),
    tail_slope=-12.0,
    tail_curvature=-20.0,
    source="a bent ruler",
)

DISTRIBUTIONS = st.builds(
    lambda first, steps, drops, slope, curvature: NonMated(
        scores=tuple(np.cumsum([first, *steps[: len(drops)]]).tolist()),
        log10_fmr=tuple(np.cumsum([0.0, *(-drop for drop in drops[: len(steps)])]).tolist()),
        tail_slope=-slope,
        tail_curvature=-curvature,
        source="drawn",
    ),
    st.floats(-1, 0.2),
    st.lists(st.floats(0.01, 0.2), min_size=1, max_size=5),
    st.lists(st.floats(0.01, 2), min_size=1, max_size=5),
    st.floats(0.1, 60),
    st.sampled_from([0.0]) | st.floats(0.001, 100),
)


def test_the_rate_between_knots_and_beyond_them() -> None:
    assert STRAIGHT.survival(0.2) == pytest.approx(10 ** (-10 * 0.2))
    assert STRAIGHT.survival(-1) == 1
    assert STRAIGHT.log10_survival(0.8) == pytest.approx(-5 + -10 * (0.8 - 0.5))
    assert BENT.log10_survival(0.0) == pytest.approx(0 + (-1 - 0) * (0.0 + 0.2) / (0.1 + 0.2))
    assert BENT.log10_survival(0.2) == pytest.approx(-1 + (-3 - -1) * (0.2 - 0.1) / (0.3 - 0.1))
    assert BENT.log10_survival(0.5) == pytest.approx(-3 + -12 * 0.2 + -20 * 0.2**2)
    assert BENT.extrapolated_above == 0.3


def test_the_score_of_a_rate() -> None:
    assert STRAIGHT.inverse(1) == 0.0
    assert STRAIGHT.inverse(1e-3) == pytest.approx(3 / 10)
    assert STRAIGHT.inverse(1e-8) == pytest.approx(0.5 + (8 - 5) / 10)
    # -3 - 12·x - 20·x² = -5.6 for x = 0.1 + …: 20·x² + 12·x - 2.6 = 0
    x = (-12 + math.sqrt(12**2 + 4 * 20 * 2.6)) / (2 * 20)
    assert BENT.inverse(10**-5.6) == pytest.approx(0.3 + x)


def test_the_line_of_a_hundred_people() -> None:
    line = draw_line(STRAIGHT, people=100, fpir=0.01)
    fmr = 1 - (1 - 0.01) ** (1 / 100)
    assert fmr == pytest.approx(1.005e-4, rel=1e-3)
    assert line.threshold == pytest.approx(-math.log10(fmr) / 10)
    assert 1 - (1 - STRAIGHT.survival(line.threshold)) ** 100 == pytest.approx(0.01)
    assert line.expected_false == pytest.approx(100 * fmr)
    assert not line.extrapolated
    # At 0.2 one stranger in a hundred stands as high, so one of a hundred people.
    assert line.expected_false_at(0.2) == pytest.approx(100 * 0.01)
    assert line.expected_false_at(0.0) == pytest.approx(100 * 1)


def test_the_line_of_a_million_people_lies_where_data_end() -> None:
    line = draw_line(STRAIGHT, people=10**6, fpir=0.01)
    # For many people 1 - (1 - fpir)^(1/N) is nearly -ln(1 - fpir)/N.
    assert line.threshold == pytest.approx(0.5 + (-math.log10(-math.log(0.99) / 10**6) - 5) / 10)
    assert line.extrapolated
    # Ten times the people are one step of the ruler.
    larger = draw_line(STRAIGHT, people=10**7, fpir=0.01)
    assert larger.threshold - line.threshold == pytest.approx(1 / 10)


def test_three_templates_each_are_three_chances_each() -> None:
    alone = draw_line(STRAIGHT, people=100)
    thrice = draw_line(STRAIGHT, people=100, comparisons=100 * 3)
    assert thrice.threshold == draw_line(STRAIGHT, people=300).threshold > alone.threshold
    assert thrice.expected_false_at(0.2) == pytest.approx(300 * 0.01)
    # However many chances, no more people than there are.
    assert thrice.expected_false_at(-0.5) == 100


def test_no_similarity_is_rare_enough_where_strangers_are_too_alike() -> None:
    alike = NonMated(scores=(0.0, 0.9), log10_fmr=(0.0, -2.0), tail_slope=-3.0, source="siblings")
    assert draw_line(alike, people=10**6).threshold > 1


def test_an_empty_gallery_has_a_line_and_expects_nobody() -> None:
    line = draw_line(STRAIGHT, people=0)
    assert line.threshold == pytest.approx(0.2)
    assert line.expected_false == line.expected_false_at(-1) == 0


def test_one_search_in_ten_puts_a_stranger_above_the_line_as_declared() -> None:
    # Strangers drawn from the ruler itself: P(score ≥ s) = 10^(-10·s).
    searches, people = 20_000, 40
    drawn = -np.log10(np.random.default_rng(12).random((searches, people))) / 10
    line = draw_line(STRAIGHT, people=people, fpir=0.1)
    share = (drawn >= line.threshold).any(axis=1).mean()
    assert share == pytest.approx(0.1, abs=4 * math.sqrt(0.1 * 0.9 / searches))
    on_average = (drawn >= line.threshold).sum(axis=1).mean()
    assert on_average == pytest.approx(line.expected_false, rel=0.1)


@given(distribution=DISTRIBUTIONS, low=st.floats(-1.5, 3), step=st.floats(0, 2))
def test_a_higher_score_is_never_more_common(
    distribution: NonMated, low: float, step: float
) -> None:
    assert distribution.log10_survival(low) >= distribution.log10_survival(low + step)
    assert 0 <= distribution.survival(low) <= 1


@given(distribution=DISTRIBUTIONS, exponent=st.floats(-12, 0))
def test_rate_and_score_are_each_others_inverse(distribution: NonMated, exponent: float) -> None:
    score = distribution.inverse(10**exponent)
    assert distribution.log10_survival(score) == pytest.approx(exponent, abs=1e-7)


@given(
    distribution=DISTRIBUTIONS,
    people=st.integers(1, 10**8),
    more=st.integers(0, 10**8),
    fpir=st.floats(1e-4, 0.5),
    factor=st.floats(1, 2),
)
def test_more_people_raise_the_line_and_a_larger_share_lowers_it(
    distribution: NonMated, people: int, more: int, fpir: float, factor: float
) -> None:
    line = draw_line(distribution, people=people, fpir=fpir)
    assert draw_line(distribution, people=people + more, fpir=fpir).threshold >= line.threshold
    assert draw_line(distribution, people=people, fpir=fpir * factor * 0.99).threshold <= (
        draw_line(distribution, people=people, fpir=fpir * 0.99).threshold
    )
    kept = -math.expm1(people * math.log1p(-distribution.survival(line.threshold)))
    assert kept == pytest.approx(fpir, rel=1e-5)
    # Somebody in at least that share of searches, and never more than N times as often.
    assert fpir <= line.expected_false * (1 + 1e-9) <= -math.log1p(-fpir) * (1 + 1e-8)


@pytest.mark.parametrize(
    ("unfit", "code"),
    [
        (lambda: NonMated(**RULER | {"scores": (0.5, 0.0)}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"scores": (0.0,)}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"log10_fmr": (-0.1, -5.0)}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"log10_fmr": (0.0, 0.0)}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"log10_fmr": (0.0, -math.inf)}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"tail_slope": 0.0}), "unfit-distribution"),
        (lambda: NonMated(**RULER | {"tail_curvature": 0.1}), "unfit-distribution"),
        (lambda: STRAIGHT.inverse(0), "unfit-line"),
        (lambda: STRAIGHT.inverse(1.1), "unfit-line"),
        (lambda: draw_line(STRAIGHT, people=-1), "unfit-line"),
        (lambda: draw_line(STRAIGHT, people=5, comparisons=4), "unfit-line"),
        (lambda: draw_line(STRAIGHT, people=5, fpir=0), "unfit-line"),
        (lambda: draw_line(STRAIGHT, people=5, fpir=1), "unfit-line"),
    ],
)
def test_numbers_that_draw_no_line_are_refused(unfit, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        unfit()
    assert refused.value.code == code


RULER = {"scores": (0.0, 0.5), "log10_fmr": (0.0, -5.0), "tail_slope": -10.0, "source": "a ruler"}


def at(similarity: float, turn: float = 0.0) -> list[float]:
    """Return a vector that is that similar to (1, 0, 0, 0)."""
    rest = math.sqrt(1 - similarity**2)
    return [similarity, rest * math.cos(turn), rest * math.sin(turn), 0.0]


def gallery_of(templates: list[tuple[str, str, float]]) -> Index:
    """Return a gallery of (template, person, similarity to the probe)."""
    gallery = open_index("memory:", dim=4)
    ids, persons, similarities = zip(*templates, strict=True) if templates else ((), (), ())
    vectors = [at(similarity, place) for place, similarity in enumerate(similarities)]
    gallery.upsert(ids, vectors, [row(person) for person in persons])
    return gallery


PROBE = [1.0, 0.0, 0.0, 0.0]


def test_a_list_divides_at_the_line_and_names_each_person_once() -> None:
    templates = [
        ("T1", "M1", 0.30),
        ("T2", "M1", 0.80),
        ("T3", "M2", 0.60),
        ("T4", "M3", 0.10),
        ("T5", "M3", 0.20),
    ]
    with gallery_of(templates) as gallery:
        found = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT)
    # Five templates, five chances: FMR = 1 - 0.99^(1/5) = 0.0020, and the ruler gives 0.27.
    assert found.line.threshold == pytest.approx(-math.log10(1 - 0.99 ** (1 / 5)) / 10)
    assert (found.line.people, found.line.comparisons, found.templates) == (3, 5, 5)
    assert [(entry.rank, entry.id, entry.template) for entry in found.lines] == [
        (1, "M1", "T2"),
        (2, "M2", "T3"),
        (3, "M3", "T5"),
    ]
    assert [entry.similarity for entry in found.lines] == pytest.approx([0.8, 0.6, 0.2], abs=1e-7)
    assert [entry.id for entry in found.above] == ["M1", "M2"]
    assert [entry.id for entry in found.below] == ["M3"]
    assert found.not_listed == 0
    # At 0.2 one stranger in a hundred, five chances.
    assert found.lines[2].expected_false == pytest.approx(5 * 0.01, rel=1e-4)
    assert [entry.extrapolated for entry in found.lines] == [True, True, False]


def test_one_persons_many_photographs_crowd_nobody_out() -> None:
    crowd = [(f"T{place:04}", "M0", 0.9) for place in range(700)]
    others = [(f"U{place:02}", f"M{place + 1}", 0.2 - place / 1000) for place in range(60)]
    with gallery_of(crowd + others) as gallery:
        found = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT)
    assert [entry.id for entry in found.lines] == [f"M{place}" for place in range(51)]
    assert [entry.id for entry in found.above] == ["M0"]
    assert found.not_listed == 61 - 51
    assert found.lines[0].template == "T0000"


def test_people_who_look_equally_alike_stand_in_the_order_of_their_codes() -> None:
    # The templates are in the opposite order, so the first hundred of them are the last people.
    templates = [(f"T{place:03}", f"M{199 - place:03}", 0.25) for place in range(200)]
    with open_index("memory:", dim=4) as gallery:
        persons = [row(person) for _, person, _ in templates]
        gallery.upsert([template for template, _, _ in templates], [at(0.25)] * 200, persons)
        found = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT)
    assert [entry.id for entry in found.lines] == [f"M{place:03}" for place in range(50)]


def test_everybody_above_the_line_is_listed_however_many() -> None:
    with gallery_of([(f"T{i:03}", f"M{i:03}", 0.95 - i / 2000) for i in range(300)]) as gallery:
        found = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT, investigation=5)
    assert len(found.above) == 300
    assert [entry.rank for entry in found.lines] == list(range(1, 301))


def test_investigation_can_be_left_out_and_those_left_out_are_counted() -> None:
    with gallery_of([(f"T{i}", f"M{i}", 0.1 - i / 1000) for i in range(90)]) as gallery:
        none = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT, investigation=0)
        fifty = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT)
        with pytest.raises(Refusal):
            shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT, investigation=-1)
    assert (none.lines, none.not_listed) == ((), 90)
    assert (len(fifty.below), fifty.above, fifty.not_listed) == (50, (), 90 - 50)


def test_several_photographs_of_the_body_keep_the_best_pair() -> None:
    with gallery_of([("T1", "M1", 0.2), ("T2", "M2", 0.5)]) as gallery:
        found = shortlist(
            gallery, [[0, 0, 0, 1], PROBE, PROBE], where=PERMITTED, non_mated=STRAIGHT
        )
    assert [(entry.id, entry.probe) for entry in found.lines] == [("M2", 1), ("M1", 1)]
    assert found.line.comparisons == 2 * 3


def test_only_those_whose_permission_covers_the_search_count() -> None:
    with gallery_of([("T1", "M1", 0.9), ("T2", "M2", 0.8)]) as gallery:
        ended = row("M1") | {"valid_until": "2026-02-01"}
        gallery.upsert(["T1"], [at(0.9)], [ended])
        now = shortlist(gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT)
        then = Permitted(purpose="identify", on=date(2026, 1, 15))
        before = shortlist(gallery, PROBE, where=then, non_mated=STRAIGHT)
        nobody = shortlist(
            gallery, PROBE, where=Permitted(purpose="notify", on=DAY), non_mated=STRAIGHT
        )
    assert [entry.id for entry in now.lines] == ["M2"]
    assert now.line.people == 1
    assert [entry.id for entry in before.lines] == ["M1", "M2"]
    # Nobody permitted is a list too: an empty one, with nobody expected on it.
    assert (nobody.lines, nobody.line.people, nobody.line.expected_false) == ((), 0, 0)


@given(
    similarities=st.lists(st.integers(-9, 9), min_size=1, max_size=40),
    persons=st.integers(1, 9),
    investigation=st.integers(0, 6),
)
def test_a_list_is_what_sorting_everybody_would_give(similarities, persons, investigation) -> None:
    templates = [
        (f"T{place}", f"M{place % persons}", similarity / 10)
        for place, similarity in enumerate(similarities)
    ]
    with gallery_of(templates) as gallery:
        found = shortlist(
            gallery, PROBE, where=PERMITTED, non_mated=STRAIGHT, investigation=investigation
        )
    best: dict[str, float] = {}
    for _, person, similarity in templates:
        best[person] = max(similarity, best.get(person, -1.0))
    above = [person for person, score in best.items() if score >= found.line.threshold]
    assert {entry.id for entry in found.above} == set(above)
    assert len(found.below) == min(investigation, len(best) - len(above))
    assert found.not_listed == len(best) - len(found.lines)
    assert all(entry.similarity == pytest.approx(best[entry.id], abs=1e-6) for entry in found.lines)
    assert all(one.similarity >= two.similarity for one, two in pairwise(found.lines))
    left_out = best.keys() - {entry.id for entry in found.lines}
    lowest = min((entry.similarity for entry in found.below), default=1.0)
    assert all(best[person] <= lowest + 1e-6 for person in left_out)
