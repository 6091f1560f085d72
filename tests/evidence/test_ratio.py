import math
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.evidence import DifferentHypotheses, Hypotheses, LikelihoodRatio, UnfitRatio
from antigone.evidence.ratio import in_times
from antigone.evidence.statement import in_odds

QUESTION = Hypotheses(same="they are the same person", other="they are unrelated")


def ratio(
    times: float, low: float | None = None, high: float | None = None, **changed: object
) -> LikelihoodRatio:
    values: dict[str, object] = {
        "log10": log10(times),
        "interval": (log10(low or times), log10(high or times)),
        "bound": (-9.0, 9.0),
        "hypotheses": QUESTION,
        "source": "a test",
        "status": "site",
    }
    return LikelihoodRatio(**(values | changed))  # type: ignore[arg-type]


@st.composite
def ratios(draw: st.DrawFn) -> LikelihoodRatio:
    lower, low, value, high, upper = sorted(
        draw(st.lists(st.floats(-12, 12), min_size=5, max_size=5))
    )
    return ratio(1, log10=value, interval=(low, high), bound=(lower, upper))


@pytest.mark.parametrize(
    ("changed"),
    [
        {"interval": (2.1, 2.5)},  # the value below its interval
        {"interval": (1.0, 1.9)},  # above it
        {"interval": (1.0, 9.5)},  # the interval beyond the bound
        {"interval": (-9.5, 2.5)},
        {"bound": (-1.0, 1.0)},
        {"log10": math.inf, "interval": (1.0, math.inf), "bound": (-9.0, math.inf)},
        {"log10": math.nan},
        {"bound": (-math.inf, 9.0)},
    ],
)
def test_a_ratio_that_contradicts_itself_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(UnfitRatio) as refused:
        ratio(100, **changed)
    assert "a test" in refused.value.say()


def test_a_status_nobody_declared_is_an_error() -> None:
    with pytest.raises(ValueError, match="certified"):
        ratio(100, status="certified")


def test_a_ratio_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ratio(100).log10 = 9.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1, "no support"),
        (1.99, "no support"),
        (2, "weak support"),
        (10, "weak support"),
        (10.1, "moderate support"),
        (100, "moderate support"),
        (101, "moderately strong support"),
        (1_000, "moderately strong support"),
        (1_001, "strong support"),
        (10_000, "strong support"),
        (10_001, "very strong support"),
        (1_000_000, "very strong support"),
        (1_000_001, "extremely strong support"),
    ],
)
def test_words_follow_the_verbal_scale_on_both_sides(times: float, words: str) -> None:
    assert ratio(times).strength() == words
    assert ratio(1 / times).strength() == words


def test_the_sentence_says_direction_times_interval_and_strength() -> None:
    assert ratio(40, 9, 160).words() == (
        "The finding supports, 40 times (9 to 160), “they are the same person” over "
        "“they are unrelated”: moderate support."
    )
    assert ratio(1 / 40, 1 / 160, 1 / 9).words() == (
        "The finding speaks against, 40 times (9 to 160), “they are the same person” compared "
        "with “they are unrelated”: moderate support for the second."
    )
    assert ratio(1.2, 0.5, 3).words() == (
        "The finding supports neither “they are the same person” nor “they are unrelated”, "
        "1.2 times (0.5 to 3): no support."
    )


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (38.4, "38 times"),
        (9.96, "10 times"),
        (163, "160 times"),
        (995, "1\u202f000 times"),
        (12_345, "12\u202f000 times"),
        (2.345, "2.3 times"),
        (9.94e9, "9\u202f900\u202f000\u202f000 times"),
        (9.96e9, "10¹⁰ times"),
        (3.6e20, "3.6 × 10²⁰ times"),
        (1e300, "10³⁰⁰ times"),
    ],
)
def test_numbers_are_said_with_two_significant_figures(times: float, said: str) -> None:
    assert f", {said} (" in ratio(times, bound=(-400.0, 400.0)).words()


@pytest.mark.parametrize("log10", [1_600_000.0, -1_600_000.0])
def test_a_number_on_the_wrong_scale_is_said_without_endless_digits(log10: float) -> None:
    wide = LikelihoodRatio(
        log10=log10,
        interval=(log10, log10),
        bound=(-1_600_001.0, 1_600_001.0),
        hypotheses=QUESTION,
        source="Report 41",
        status="imported",
    )
    assert ", 10³⁰⁰ times (" in wide.words()


def test_a_sum_on_paper_and_in_its_picture_is_one_number() -> None:
    assert in_times(20.556) == "3.6 × 10²⁰"
    assert in_times(-20.556) == in_times(20.556)
    assert in_times(0.0) == "1"
    assert in_odds(20.556) == "3.6 × 10²⁰ : 1"


def test_an_interval_below_one_keeps_two_figures() -> None:
    assert "(0.023 to 0.51)" not in ratio(1 / 40, 0.023, 0.51).words()  # inverted: 1/0.51, 1/0.023
    assert "(2 to 43)" in ratio(1 / 40, 0.023, 0.51).words()
    assert "(0.023 to 51)" in ratio(3, 0.023, 51).words()


def test_at_the_bound_the_sentence_says_what_set_the_value() -> None:
    free, upper = ratio(40, bound=(-2.0, 3.0)), ratio(1000, bound=(-2.0, 3.0))
    lower = ratio(0.01, bound=(-2.0, 3.0))
    assert not free.at_bound
    assert "limit of our reference data" not in free.words()
    for limited in (upper, lower):
        assert limited.at_bound
        assert "at the limit of our reference data" in limited.words()


def test_an_interval_cut_off_by_the_bound_is_not_said_as_precision() -> None:
    assert "supports, 1\u202f000 times or more, " in ratio(1000, bound=(-2.0, 3.0)).words()
    assert "speaks against, 100 times or more, " in ratio(0.01, bound=(-2.0, 3.0)).words()
    assert "(900 to 1\u202f000)" in ratio(1000, 900, bound=(-2.0, 3.0)).words()


def test_independent_findings_multiply() -> None:
    eyes, height = ratio(1 / 0.05, 10, 40), ratio(1 / 0.10, 5, 20, source="another")
    both = eyes + height
    assert both.log10 == pytest.approx(log10(200))  # (1 / 0.05) * (1 / 0.10)
    assert both.interval == pytest.approx((log10(10 * 5), log10(40 * 20)))
    assert both.bound == (-18.0, 18.0)
    assert both.source == "a test; another"
    assert both == eyes.and_(height)


def test_a_sum_is_no_better_than_its_weakest_source() -> None:
    assert (ratio(2) + ratio(2, status="simulated")).status == "simulated"
    assert (ratio(2, status="imported") + ratio(2)).status == "imported"
    assert (ratio(2, status="imported") + ratio(2, status="simulated")).status == "simulated"


def test_answers_to_different_questions_are_not_added() -> None:
    siblings = Hypotheses(same=QUESTION.same, other="they are siblings")
    with pytest.raises(DifferentHypotheses) as refused:
        ratio(40) + ratio(40, hypotheses=siblings)
    assert "they are siblings" in refused.value.say()


def test_a_simulated_ratio_says_so() -> None:
    assert "simulated" in ratio(40, status="simulated").caution()
    assert ratio(40).caution() == ""
    assert ratio(40, status="simulated").as_json()["status"] == "simulated"


@given(ratios(), ratios())
def test_sums_of_valid_ratios_are_valid_and_can_be_said(
    one: LikelihoodRatio, two: LikelihoodRatio
) -> None:
    both = one + two
    assert both == two + one or both.source != (two + one).source
    low, high = both.interval
    assert low - 1e-9 <= both.log10 <= high + 1e-9
    for said in (one.words(), two.words(), both.words()):
        assert said.startswith("The finding ")
        assert "e+" not in said
        assert "nan" not in said.casefold().replace("finding", "")


@given(ratios())
def test_direction_in_words_follows_the_number(one: LikelihoodRatio) -> None:
    said = one.words()
    if one.log10 >= 0.302:
        assert "supports, " in said
    elif one.log10 <= -0.302:
        assert "speaks against, " in said
    elif abs(one.log10) <= 0.301:
        assert "supports neither" in said
