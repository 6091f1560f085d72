"""Pictures: what a screen reader hears, what a bar spans, and that names are never markup."""

from dataclasses import replace
from math import log10
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from brute_force import of
from pytest import approx
from test_fusion import finding

from antigone.evidence import Outstanding, Prior, Problem, reconcile, weigh
from antigone.evidence.charts import Scale, block_graph, reliability_plot, steps, waterfall
from antigone.evidence.reliability import (
    UnfitForecasts,
    expected_calibration_error,
    reliability,
)

SVG = "{http://www.w3.org/2000/svg}"


def read(picture: str) -> Element:
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    for spoken in root.get("aria-labelledby", "").split():
        assert named[spoken]
    # In the colour of the text around it, on paper and in the dark; nothing that a strict page stops.
    assert {one.get("fill") for one in root.iter()} <= {None, "none", "currentColor"} | {
        one.get("fill") for one in root.iter() if (one.get("fill") or "").startswith("url(#")
    }
    assert not [one for one in root.iter() if one.tag in (f"{SVG}style", f"{SVG}script")]
    return root


def bars(root: Element) -> list[tuple[float, float]]:
    """Return left and right end of each bar."""
    return [
        (float(one.get("x", 0)), float(one.get("x", 0)) + float(one.get("width", 0)))
        for one in root.iter(f"{SVG}rect")
    ]


def words(root: Element) -> str:
    return " ".join(one.text or "" for one in root.iter(f"{SVG}text"))


def test_each_bar_starts_where_the_one_before_ended() -> None:
    statement = weigh(
        [finding(1000, "dental"), finding(0.1, "stature"), finding(100, "marks")],
        prior=Prior.among(11, grounds="one of the eleven on the manifest"),
        posterior=True,
    )
    before, dental, stature, marks, together = bars(read(waterfall(statement)))
    zero, unit = before[1], before[1] - before[0]  # odds of 1 : 10 are one unit below zero
    assert dental == approx((zero - unit, zero + 2 * unit), abs=0.2)
    assert stature == approx((zero + unit, zero + 2 * unit), abs=0.2)
    assert marks == approx((zero + unit, zero + 3 * unit), abs=0.2)
    assert together == approx((zero, zero + 3 * unit), abs=0.2)


def test_the_picture_says_everything_in_words_too() -> None:
    statement = weigh(
        [finding(300, "examiner", "face"), finding(40, "algorithm", "face")],
        prior=Prior.among(3, grounds="three are missing"),
        posterior=True,
        missing=(Outstanding(discipline="DNA", sentence="No sample."),),
        exercise=True,
    )
    root = read(waterfall(statement, name="pair-7"))
    for sentence in statement.sentences():
        assert sentence in (root.findtext(f"{SVG}desc") or "")
    said = words(root)
    for owed in (
        "Exercise, simulated",
        "three are missing",
        "examiner was examined.",
        "Not added: a stronger finding on “face” already counts.",
        "300 times for",
        "99.34 %",  # odds of 1 : 2 before, 150 : 1 after
        "Not examined: DNA",
    ):
        assert owed in said
    assert root.find(f"{SVG}title").get("id") == "pair-7-title"  # type: ignore[union-attr]


def test_no_odds_are_shown_unless_a_posterior_was_asked_for() -> None:
    findings = [finding(0.01), finding(1, "marks")]
    said = words(read(waterfall(weigh(findings, prior=Prior.among(3, grounds="three")))))
    assert "odds" not in said
    assert "three" not in said
    assert "100 times against" in said
    assert "neither for nor against" in said


def test_names_are_text_and_never_markup() -> None:
    hostile = replace(finding(10), sentence='<script>alert("x")</script> & {name} \u202e')
    root = read(waterfall(weigh([hostile])))
    assert '<script>alert("x")</script> & {name}' in words(root)
    problem = Problem(remains=("<b>",), missing=("&amp;",), log10_lr=np.array([[2.0]]))
    found = reconcile(problem)
    assert {"<b>", "&amp;"} <= set(words(read(block_graph(found, found.blocks[0]))).split())


def test_what_no_picture_may_hold_is_left_out_of_it() -> None:
    """A stray control character from a form would make the whole file unreadable."""
    broken = replace(finding(10), sentence="An\x00na\x1b\ud800 \ufffe Koval")
    assert "Anna  Koval" in words(read(waterfall(weigh([broken]))))


def test_steps_say_the_same_to_paper_and_screen() -> None:
    findings = [finding(1000), finding(0.1, "age"), finding(10, "age")]
    statement = weigh(findings, prior=Prior.of(0.1, grounds="a test"), posterior=True)
    before, dental, against, speaks_for, together = steps(statement)
    # Odds of 1 : 9 before; a contradiction within one group counts both ways.
    start = -log10(9)
    assert (before.before, before.after, before.standing) == (0.0, approx(start), "assumed")
    assert (dental.before, dental.after) == (approx(start), approx(start + 3))
    assert (against.before, against.after) == (approx(start + 3), approx(start + 2))
    assert (speaks_for.before, speaks_for.after) == (approx(start + 2), approx(start + 3))
    assert together.interval == approx((start + 3 - 0.3, start + 3 + 0.3))
    assert together.figures == ("odds of 110 : 1", "99.11 %")  # 1 000 / 9, and 1 000 / 1 009
    off = steps(weigh(findings, prior=Prior.of(0.1, grounds="a test")))
    assert [step.standing for step in off] == ["counted"] * 3 + ["together"]
    assert not any("odds" in figure for step in off for figure in step.figures)


def test_a_scale_holds_every_step_and_names_few_places() -> None:
    drawn = steps(weigh([finding(10**4.5), finding(10**-2.2, "age")]))
    scale = Scale.around(drawn)
    assert (scale.low, scale.high) == (-1, 5)
    assert (scale.at(-1), scale.at(2), scale.at(5)) == (0, 0.5, 1)
    assert [label for label, _ in scale.ticks()] == [
        "10",
        "1",
        "10",
        "100",
        "1\u202f000",
        "10\u202f000",
        "10⁵",
    ]
    assert len(Scale(low=-12, high=24).ticks()) <= 7


def test_a_block_shows_every_pair_above_one_per_cent() -> None:
    found = reconcile(of([[3.0, 1.0, None], [None, 2.0, 0.0]]))
    root = read(block_graph(found, found.blocks[0]))
    drawn = [one for one in root.iter(f"{SVG}line") if one.find(f"{SVG}title") is not None]
    assert len(drawn) == (found.posterior >= 0.01).sum()
    full = {one.findtext(f"{SVG}title") for one in drawn if not one.get("stroke-dasharray")}
    # R0 nobody 1, M0 1 000, M1 10; R1 nobody 1, M1 100, M2 1; not M1 twice:
    # 1 * 102 + 1 000 * 102 + 10 * 2 = 102 122 in all; R0 is M0 in 102 000, R1 is M1 in 100 100.
    assert full == {"R0 is M0: 99.88 %", "R1 is M1: 98.0 %"}


def test_reliability_by_hand() -> None:
    # Two bins: 0.05 stated twice, one of two true; 0.9 and 0.8 stated, both true.
    low, eighty, ninety = reliability([0.05, 0.05, 0.8, 0.9], [True, False, True, True])
    assert (low.stated, low.observed, low.count) == (approx(0.05), 0.5, 2)
    bins = (low, eighty, ninety)
    # Off by 0.45 twice, by 0.2 and by 0.1 once each, of four.
    assert expected_calibration_error(bins) == approx(0.3)
    # Wilson's interval for 5 of 10 (Newcombe 1998, method 3, closed form): 0.2366 to 0.7634.
    (half,) = reliability([0.5] * 10, [True, False] * 5)
    assert (half.low, half.high) == (approx(0.2366, abs=1e-4), approx(0.7634, abs=1e-4))
    assert "ECE 0.300" in words(read(reliability_plot(bins)))


@pytest.mark.parametrize(
    ("probabilities", "outcomes"), [([], []), ([0.5], [True, False]), ([1.2], [True])]
)
def test_forecasts_that_do_not_fit_are_refused(
    probabilities: list[float], outcomes: list[bool]
) -> None:
    with pytest.raises(UnfitForecasts):
        reliability(probabilities, outcomes)
