"""Figures and populations: intervals, reach, what is refused, what an operation replaces."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.errors import Refusal
from antigone.evidence.findings import (
    Figure,
    NoFigure,
    Shares,
    UnfitFigure,
    default_population,
    population_from_toml,
    sex,
)
from antigone.evidence.findings.figures import ASSUMED_REACH, weighed, wilson

HEAD = 'name = "Harbour"\nversion = "2031-05-01"\nprovenance = "Counted on the manifest."\n'


@pytest.mark.parametrize(
    ("count", "people", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17:857, table I, score method without correction.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_wilson_s(
    count: int, people: int, low: float, high: float
) -> None:
    assert wilson(count / people, people) == pytest.approx((low, high), abs=5e-5)


def test_a_figure_carries_as_much_as_people_were_counted() -> None:
    assert Figure.share(0.1, people=10_000, source="survey").reach == pytest.approx(4)
    assumed = Figure.share(0.1, source="assumption")
    assert (assumed.assumed, assumed.reach) == (True, ASSUMED_REACH)
    assert Figure.share(0.1, source="assumption, with reasons", reach=3).reach == 3


@pytest.mark.parametrize(
    "numbers",
    [(0.5, 0.6, 0.7), (0.5, 0.1, 0.4), (-0.1, -0.2, 0.4), (0.5, 0.1, 1.1), (math.nan, 0, 1)],
)
def test_a_figure_that_contradicts_itself_is_refused(numbers: tuple[float, ...]) -> None:
    value, low, high = numbers
    with pytest.raises(UnfitFigure, match="a survey"):
        Figure(value=value, low=low, high=high, people=0, source="a survey")


def test_shares_sum_to_one() -> None:
    with pytest.raises(UnfitFigure, match="sum to 1"):
        Shares(shares={"brown": 0.5, "blue": 0.4}, people=0, source="a survey")


def test_the_weakest_figure_bounds_the_ratio_and_its_ends_give_the_interval() -> None:
    survey = Figure(value=0.1, low=0.05, high=0.2, people=1_000, source="survey")
    guess = Figure(value=0.5, low=0.25, high=1.0, people=0, source="assumption")
    ratio = weighed(lambda often, error: error / often, (survey, guess), source="both")
    assert 10**ratio.log10 == pytest.approx(0.5 / 0.1)
    low, high = ratio.interval
    assert (10**low, 10**high) == pytest.approx((0.25 / 0.2, 1.0 / 0.05))
    assert ratio.bound == (-ASSUMED_REACH, ASSUMED_REACH)  # not the survey's three
    assert ratio.status == "tables"
    assert "own cases" in ratio.caution()


def test_what_lies_beyond_the_reach_counts_as_the_reach() -> None:
    often = Figure(value=0.0, low=0.0, high=0.001, people=500, source="survey")
    never_seen = weighed(lambda share: 1 / share, (often,), source="a rarity")
    assert 10**never_seen.log10 == pytest.approx(500)
    assert never_seen.at_bound
    impossible = weighed(lambda share: share, (often,), source="an impossibility")
    assert 10**impossible.log10 == pytest.approx(1 / 500)


def test_every_default_figure_says_where_it_is_from_and_an_assumption_says_so() -> None:
    of = default_population()
    for name, figure in (*of.figures.items(), *of.shares.items()):
        assert len(figure.source) > 10, name
        if figure.people:
            assert "assumption" not in figure.source.lower(), name
        elif figure.reach > ASSUMED_REACH:
            assert len(figure.source) > 30, f"{name} carries more than an assumption does, and why?"


def test_an_operation_replaces_figures_by_its_own_and_keeps_the_rest() -> None:
    own = HEAD + '[sex]\nshares = { female = 0.1, male = 0.9 }\npeople = 300\nsource = "manifest"\n'
    of = default_population().replaced_by(own, source="harbour.toml")
    assert str(of) == "Harbour 2031-05-01"
    assert of.share("sex", "female").value == 0.1
    assert of.figure("sex.record") == default_population().figure("sex.record")
    assert "Counted on the manifest." in of.provenance
    rare = sex(found="female", reported="female", population=of)
    even = sex(found="female", reported="female")
    assert rare.log10 > even.log10
    assert "Harbour 2031-05-01" in rare.source


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "name"),
        (b"\xff\xfe", "TOML"),
        ("[" * 5, "TOML"),
        (HEAD + "sex = 3", "sex"),
        (HEAD + '[sexx.record]\nvalue = 0.1\nsource = "us"', "sexx.record"),
        (HEAD + "[sex.record]\nvalue = 0.1", "sex.record.source"),
        (HEAD + '[sex.record]\nvalue = 1.1\nsource = "us"', "sex.record"),
        (HEAD + '[sex.record]\nvalue = nan\nsource = "us"', "sex.record.value"),
        (HEAD + '[sex.record]\nvalue = "0,1"\nsource = "us"', "sex.record.value"),
        (HEAD + '[sex.record]\nvalue = true\nsource = "us"', "sex.record.value"),
        (HEAD + '[sex.record]\nvalue = 0.1\nlow = 0.2\nhigh = 0.3\nsource = "us"', "sex.record"),
        (HEAD + '[sex.record]\nvalue = 0.1\npeopel = 3\nsource = "us"', "sex.record.peopel"),
        (HEAD + '[sex.record]\nlow = 0.1\nsource = "us"', "sex.record"),
        (HEAD + '[sex]\nshares = { female = 0.5, male = 0.6 }\nsource = "us"', "sex"),
        (HEAD + '[sex]\nshares = { female = -0.5, male = 1.5 }\nsource = "us"', "sex"),
        (HEAD + '[sex]\nshares = {}\nsource = "us"', "sex"),
        (HEAD + '[sex]\nshares = 0.5\nsource = "us"', "sex"),
        (HEAD + f"[sex.record]\nvalue = {'9' * 4301}", "TOML"),
        (HEAD + f"[sex.record]\nvalue = {'9' * 400}\nsource = 'us'", "sex.record.value"),
        # Hexadecimals are read at any length, and cannot be written out again.
        (HEAD + f"[sex.record]\nvalue = 0x{'f' * 4301}\nsource = 'us'", "sex.record.value"),
        (HEAD.replace("Harbour", r"Har\u0000bour"), "name"),
        (HEAD + '[sex.record]\nvalue = 0.1\nsource = "u\\u0000s"', "sex.record.source"),
        (HEAD + '[sex.record]\nvalue = 0.1\nunit = "\\u001b"\nsource = "us"', "sex.record.unit"),
        (HEAD + '[sex]\nshares = { "fe\\u0000male" = 1.0 }\nsource = "us"', "sex"),
    ],
)
def test_a_faulty_file_is_refused_by_the_name_of_its_figure(text: str | bytes, named: str) -> None:
    with pytest.raises(UnfitFigure) as refused:
        default_population().replaced_by(text, source="harbour.toml")
    assert "harbour.toml" in refused.value.say()
    assert f"“{named}”" in refused.value.say()


def test_a_word_without_a_figure_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(NoFigure, match="pelvis"):
        default_population().figure("sex.error.ear")
    with pytest.raises(NoFigure, match="brown"):
        default_population().share("eyes", "violet")


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_nothing_but_a_refusal_comes_of_a_hostile_file(text: str | bytes) -> None:
    with pytest.raises(Refusal):
        population_from_toml(text, source="harbour.toml")
