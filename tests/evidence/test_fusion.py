"""What is said of one pair: the sum, what is left out of it and why, and what is refused."""

import math
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from antigone.evidence import (
    DifferentHypotheses,
    Finding,
    Hypotheses,
    ImpossibleRatio,
    LikelihoodRatio,
    NoPrior,
    NothingToWeigh,
    Outstanding,
    Prior,
    SimulatedEvidence,
    UnfitPrior,
    UnfitResults,
    expected_gain,
    most_helpful,
    reported,
    weigh,
)
from antigone.evidence.statement import in_odds, in_per_cent

QUESTION = Hypotheses(same="they are one person", other="they are two unrelated people")


def finding(
    times: float, discipline: str = "dental", group: str = "", **changed: object
) -> Finding:
    ratio = LikelihoodRatio(
        **{
            "log10": log10(times),
            "interval": (log10(times) - 0.1, log10(times) + 0.1),
            "bound": (-9.0, 9.0),
            "hypotheses": QUESTION,
            "source": f"a test of {discipline}",
            "status": "site",
        }
        | changed  # type: ignore[arg-type]
    )
    said = f"{discipline} was examined."
    return Finding(ratio=ratio, sentence=said, discipline=discipline, group=group)


strengths = st.lists(st.floats(-5, 5).map(lambda weight: 10**weight), min_size=1, max_size=6)


def test_independent_findings_are_multiplied() -> None:
    statement = weigh([finding(20, "dental"), finding(50, "marks"), finding(0.1, "stature")])
    assert 10**statement.total.log10 == approx(20 * 50 * 0.1)
    assert [(bar.before, bar.after) for bar in statement.bars] == [
        approx((0, log10(20))),
        approx((log10(20), log10(20 * 50))),
        approx((log10(20 * 50), log10(20 * 50 * 0.1))),
    ]
    assert statement.total.interval == approx((2 - 0.3, 2 + 0.3))


def test_one_face_counts_once() -> None:
    """An examiner and an algorithm looked at one face: the stronger counts, the other is shown."""
    statement = weigh([finding(300, "examiner", "face"), finding(40, "algorithm", "face")])
    assert 10**statement.total.log10 == approx(300)
    assert [bar.standing for bar in statement.bars] == ["counted", "covered"]
    assert statement.bars[1].note() == "Not added: a stronger finding on “face” already counts."
    assert [name for name, _ in statement.disciplines] == ["examiner", "algorithm"]
    assert 10 ** statement.disciplines[1][1].log10 == approx(40)


def test_a_contradiction_within_a_group_stays() -> None:
    statement = weigh([finding(300, group="face"), finding(0.1, group="face")])
    assert 10**statement.total.log10 == approx(300 * 0.1)


@given(strengths, st.integers(0, 5), st.integers(1, 10))
def test_copies_of_a_finding_never_move_the_total(
    times: list[float], which: int, copies: int
) -> None:
    findings = [finding(each, "dental" if at % 2 else "marks") for at, each in enumerate(times)]
    again = findings[which % len(findings)]
    before, after = weigh(findings), weigh(findings + [again] * copies)
    assert after.total.log10 == approx(before.total.log10, abs=1e-12)
    assert len(after.bars) == len(findings) + copies, "every finding is shown"


@given(strengths)
def test_a_group_is_never_worth_more_than_its_strongest(times: list[float]) -> None:
    total = weigh([finding(each) for each in times]).total.log10
    weights = [log10(each) for each in times]
    assert min(0, *weights, 0) - 1e-9 <= total <= max(0, *weights, 0) + 1e-9


def test_undeclared_findings_of_a_discipline_are_dependent() -> None:
    assert 10 ** weigh([finding(20), finding(20)]).total.log10 == approx(20)
    apart = [finding(20, "marks", "tattoo, left arm"), finding(20, "marks", "scar, chin")]
    assert 10 ** weigh(apart).total.log10 == approx(20 * 20)


def test_findings_on_different_questions_are_refused_by_name() -> None:
    brothers = Hypotheses(same=QUESTION.same, other="they are brothers")
    with pytest.raises(DifferentHypotheses, match="brothers") as refused:
        weigh([finding(20, "dental"), finding(10, "DNA", hypotheses=brothers)])
    assert "a test of dental" in refused.value.say()
    assert "a test of DNA" in refused.value.say()


def test_simulated_ratios_enter_only_the_exercise() -> None:
    simulated = finding(20, "face", status="simulated")
    with pytest.raises(SimulatedEvidence, match="a test of face"):
        weigh([finding(20), simulated])
    statement = weigh([finding(20), simulated], exercise=True)
    assert statement.simulated
    assert statement.sentences()[0] == "Exercise, simulated: these numbers are no evidence."
    assert not weigh([finding(20)]).simulated


def test_nothing_is_weighed_of_nothing() -> None:
    with pytest.raises(NothingToWeigh):
        weigh([])


def test_a_probability_is_off_until_it_is_asked_for_and_needs_a_prior() -> None:
    prior = Prior.among(11, grounds="one of the eleven on the manifest")
    assert weigh([finding(100)], prior=prior).posterior is None
    assert not any("probability" in said for said in weigh([finding(100)], prior=prior).sentences())
    with pytest.raises(NoPrior):
        weigh([finding(100)], posterior=True)
    # Odds of 1 : 10 before, 100 times as high after: 10 : 1.
    statement = weigh([finding(100)], prior=prior, posterior=True)
    assert statement.posterior == approx(10 / 11)
    assert "90.9 %" in statement.sentences()[-1]
    assert (
        "Before any finding: one of the eleven on the manifest (odds of 1 : 10)."
        in statement.sentences()
    )


@pytest.mark.parametrize("probability", [0, 1, -0.1, math.nan, math.inf])
def test_a_prior_that_leaves_nothing_to_weigh_is_refused(probability: float) -> None:
    with pytest.raises(UnfitPrior):
        Prior.of(probability, grounds="a test")
    with pytest.raises(UnfitPrior):
        Prior.among(1, grounds="a test")


@pytest.mark.parametrize("times", [0, -3, math.inf, math.nan])
def test_an_impossible_report_is_refused_with_its_source(times: float) -> None:
    with pytest.raises(ImpossibleRatio, match=r"Laboratory X, report 7") as refused:
        reported(times, hypotheses=QUESTION, source="Laboratory X, report 7")
    assert "exclusion" in refused.value.advise()


def test_a_report_is_taken_over_up_to_a_trillion() -> None:
    ratio = reported(2e6, interval=(1e6, 3e6), hypotheses=QUESTION, source="Laboratory X")
    assert (10**ratio.log10, ratio.status) == (approx(2e6), "imported")
    assert [10**end for end in ratio.interval] == [approx(1e6), approx(3e6)]
    huge = reported(1e30, hypotheses=QUESTION, source="Laboratory X")
    assert (huge.log10, huge.at_bound) == (12.0, True)


def test_what_would_help_most_is_the_largest_expected_gain() -> None:
    dna = Outstanding(
        discipline="DNA", sentence="No sample yet.", if_same=8, if_other=-6, yields=0.5
    )
    prints = Outstanding(discipline="fingerprint", sentence="Not taken.", if_same=5, if_other=-5)
    second_look = Outstanding(
        discipline="second examiner", sentence="", if_same=2, if_other=-1, group="face"
    )
    statement = weigh([finding(100, "face")], missing=(second_look, dna, prints))
    # No prior: one half. DNA 0.5 * (0.5*8 + 0.5*6), prints 0.5*5 + 0.5*5, and the face already
    # counts the 2 that a second look would bring: 0.5*0 + 0.5*1.
    assert expected_gain(dna, statement) == approx(3.5)
    assert expected_gain(prints, statement) == approx(5.0)
    assert expected_gain(second_look, statement) == approx(0.5)
    assert most_helpful(statement) is prints
    assert most_helpful(weigh([finding(100)])) is None
    assert "Not examined: fingerprint. Not taken." in statement.sentences()


def test_the_odds_now_weigh_what_an_examination_would_bring() -> None:
    only_if_same = Outstanding(discipline="marks", sentence="", if_same=4)
    only_if_other = Outstanding(discipline="sex", sentence="", if_other=-3)
    lead = weigh(
        [finding(1000)],
        prior=Prior.of(0.5, grounds="a test"),
        missing=(only_if_same, only_if_other),
    )
    assert expected_gain(only_if_same, lead) == approx(4 * 1000 / 1001)
    assert expected_gain(only_if_other, lead) == approx(3 * 1 / 1001)
    assert most_helpful(lead) is only_if_same


def test_the_gain_of_an_examination_follows_from_its_possible_results() -> None:
    """Sex: misjudged in 2 of 100, and half of all others are women too."""
    sex = Outstanding.of_results(
        [(0.98, 0.5), (0.02, 0.5)], discipline="sex", sentence="Not examined."
    )
    assert sex.if_same == approx(0.98 * log10(0.98 / 0.5) + 0.02 * log10(0.02 / 0.5))
    assert sex.if_other == approx(0.5 * log10(0.98 / 0.5) + 0.5 * log10(0.02 / 0.5))
    # Kullback & Leibler 1951: never below 0 for, never above 0 against.
    assert sex.if_same > 0
    assert sex.if_other < 0
    says_nothing = Outstanding.of_results([(1.0, 1.0)], discipline="sky", sentence="")
    assert (says_nothing.if_same, says_nothing.if_other) == (0, 0)
    assert most_helpful(weigh([finding(2)], missing=(says_nothing, sex))) is sex


@pytest.mark.parametrize(
    "results", [[], [(0.5, 0.5)], [(1.0, 0.4), (0.0, 0.6)], [(0.7, 0.5), (0.7, 0.5)]]
)
def test_results_that_do_not_add_up_are_refused(results: list[tuple[float, float]]) -> None:
    with pytest.raises(UnfitResults, match="sex"):
        Outstanding.of_results(results, discipline="sex", sentence="")


def test_nothing_is_ever_certain_in_words() -> None:
    assert in_per_cent(1.0) == "> 99.99 %"
    assert in_per_cent(0.0) == "< 0.01 %"
    assert in_per_cent(0.9996) == "99.96 %"
    assert in_per_cent(0.25) == "25.0 %"
    assert (in_odds(-1), in_odds(log10(3)), in_odds(0)) == ("1 : 10", "3 : 1", "1 : 1")
    assert in_odds(-log10(2499)) == "1 : 2\u202f500"


def test_a_statement_tells_programs_the_same() -> None:
    statement = weigh(
        [finding(300, "examiner", "face"), finding(40, "algorithm", "face")],
        prior=Prior.among(3, grounds="three are missing"),
        posterior=True,
    )
    told = statement.as_json()
    assert told["posterior"] == approx(300 / 2 / (1 + 300 / 2))
    assert [bar["standing"] for bar in told["bars"]] == ["counted", "covered"]  # type: ignore[index,attr-defined]
    assert told["sentences"] == list(statement.sentences())
