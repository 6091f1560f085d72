"""The fit behind the shipped calibration: it reproduces, and it holds on people it has not seen."""

import json
import math
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antigone.evidence import Calibration
from antigone.gallery import draw_line
from antigone.trials import false_matches, fitting, numbers_file
from tools import calibration, calibration_checks, calibration_scores

GRADES = [grade for grade in calibration_scores.GRADES if calibration_scores.conditions_of(grade)]
MOST_LOST = 0.03  # Cllr − Cllr_min, in bits


@pytest.fixture(scope="module")
def pairs() -> fitting.Pairs:
    return calibration_scores.read_pairs()[0]


@pytest.fixture(scope="module")
def histogram() -> calibration_scores.Histogram:
    return calibration_scores.read_impostors()


@pytest.fixture(scope="module")
def shipped_text() -> str:
    shipped = files("antigone.evidence").joinpath("calibrations", "sface-simulated.json")
    return shipped.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped(shipped_text: str) -> dict[str, Any]:
    return json.loads(shipped_text)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def held_out(pairs: fitting.Pairs) -> calibration_checks.HeldOutScores:
    return calibration_checks.held_out(pairs, GRADES)


# --- on people the fit has not seen


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("grade", GRADES)
def test_calibration_holds_on_the_other_half_of_the_people(
    held_out: calibration_checks.HeldOutScores, grade: str, half: int
) -> None:
    found = held_out.quality(grade, half=half)
    assert found.mated > 400
    assert 0 <= found.loss <= MOST_LOST


@pytest.mark.parametrize("references", fitting.REFERENCES)
@pytest.mark.parametrize("grade", GRADES)
def test_calibration_holds_for_each_number_of_references(
    held_out: calibration_checks.HeldOutScores, grade: str, references: int
) -> None:
    assert held_out.quality(grade, references=references).loss <= MOST_LOST


@pytest.mark.parametrize("grade", GRADES)
def test_no_ratio_on_the_other_half_goes_beyond_the_bound_of_its_fit(
    pairs: fitting.Pairs, grade: str
) -> None:
    half, conditions = (
        fitting.split_by_person(pairs, 2, "halves"),
        calibration_scores.conditions_of(grade),
    )
    seen, unseen = (pairs.where(half == at).cell(conditions, "good", 1) for at in (0, 1))
    fit = fitting.fit_cell(seen, grade, "good", 1, resamples=0)
    weighed = fitting.weigh(fit.log10, unseen.similarity)
    lower, upper = fit.bound
    assert len(weighed) > 5000
    assert lower - 1e-9 <= weighed.min() < -1
    assert 2 < weighed.max() <= upper + 1e-9


def test_the_halves_share_no_person(pairs: fitting.Pairs) -> None:
    half = fitting.split_by_person(pairs, 2, "halves")
    assert not set(pairs.person[half == 0]) & set(pairs.person[half == 1])
    assert abs(len(set(pairs.person[half == 0])) - len(set(pairs.person[half == 1]))) <= 1


@pytest.mark.parametrize("grade", GRADES)
def test_the_measure_notices_a_calibration_that_overstates(
    held_out: calibration_checks.HeldOutScores, grade: str
) -> None:
    mine = held_out.of == grade
    doubled, least = fitting.cost(held_out.log10[mine] * 2.5, held_out.pairs.mated[mine])
    shifted, _ = fitting.cost(held_out.log10[mine] + 1.0, held_out.pairs.mated[mine])
    assert doubled - least > MOST_LOST
    assert shifted - least > MOST_LOST


def test_the_measure_notices_the_curve_of_another_condition(pairs: fitting.Pairs) -> None:
    # Why `clean` stands in no grade: what it expects of a right pair, a mortuary photograph
    # cannot give, and the right person would be spoken against.
    clean = fitting.fit_curve("logistic", pairs.cell(["clean"], "good", 1))
    mortuary = pairs.cell(["mortuary"], "good", 1)
    worse, least = fitting.cost(fitting.weigh(clean, mortuary.similarity), mortuary.mated)
    assert worse - least > 3 * MOST_LOST


def test_different_people_reach_the_upper_bound_no_oftener_than_it_allows(
    histogram: calibration_scores.Histogram,
) -> None:
    # P(LR ≥ t | different people) ≤ 1 / t, on all 8.5 million comparisons.
    for cell in Calibration.builtin().cells.values():
        _, share = calibration_checks.false_support(cell, histogram)
        assert share <= 1


# --- the files are what the script writes


def test_the_inputs_are_those_the_shipped_numbers_were_fitted_on(shipped: dict[str, Any]) -> None:
    assert shipped["inputs"] == {
        "calibration/pairs.csv.gz": calibration.sha256(calibration_scores.PAIRS),
        "calibration/impostors.csv.gz": calibration.sha256(calibration_scores.IMPOSTORS),
    }


def test_all_but_the_curves_is_written_again_exactly(
    pairs: fitting.Pairs,
    histogram: calibration_scores.Histogram,
    shipped: dict[str, Any],
    shipped_text: str,
) -> None:
    within, outside = fitting.cells_within(
        pairs,
        {
            name: calibration_scores.conditions_of(name)
            for name in [*calibration_scores.GRADES, *calibration_scores.CONDITIONS]
        },
        fitting.Minimum(),
    )
    again = calibration.as_numbers(
        calibration.Fitted([], outside, calibration.fit_tails(histogram))
    )
    cells = shipped["cells"]
    assert [(cell["of"], cell["band"], cell["references"]) for cell in cells] == [
        (name, band, references) for name, band, references, _ in within
    ]
    assert [cell["mated"] for cell in cells] == [int(cell.mated.sum()) for *_, cell in within]
    assert again | {"cells": cells} == shipped
    assert numbers_file.as_text(again | {"cells": cells}) == shipped_text


@pytest.mark.parametrize(
    ("of", "band", "references"), [("early change", "good", 3), ("bloat", "weak", 1)]
)
def test_a_cell_is_fitted_again_to_the_shipped_numbers(
    pairs: fitting.Pairs, shipped: dict[str, Any], of: str, band: str, references: int
) -> None:
    asked = (of, band, references)
    stored = next(
        cell for cell in shipped["cells"] if (cell["of"], cell["band"], cell["references"]) == asked
    )
    again = fitting.fit_cell(
        pairs.cell(calibration_scores.conditions_of(of), band, references), *asked
    )
    assert again.method == stored["method"]
    assert again.bound == pytest.approx(tuple(stored["bound"]), abs=0.011)
    for curve in ("log10", "low", "high"):  # the last digit may differ between processors
        assert getattr(again, curve) == pytest.approx(stored[curve], abs=0.002)


# --- the methods, against distributions whose ratio is known


def two_normals(people: int, *, mated_mean: float) -> fitting.Pairs:
    """Return comparisons of N(mated_mean, 0.1) and N(0.1, 0.1), 20 different for each same."""
    random = np.random.default_rng(4)
    person = np.repeat(np.arange(people), 21)
    mated = np.tile([1] + [0] * 20, people)
    return fitting.Pairs(
        condition=np.full(len(person), "clean"),
        references=np.ones(len(person), dtype=np.int64),
        person=person,
        mated=mated,
        similarity=random.normal(np.where(mated == 1, mated_mean, 0.1), 0.1),
        length=np.full(len(person), 12.0),
    )


@pytest.mark.parametrize(("method", "error"), [("logistic", 0.1), ("kde", 0.1), ("pav", 0.25)])
def test_each_method_finds_the_ratio_of_two_normals(method: str, error: float) -> None:
    curve = fitting.fit_curve(method, two_normals(3000, mated_mean=0.3))
    at = np.linspace(0.05, 0.35, 13)
    # ln LR of N(0.3, 0.1) over N(0.1, 0.1) at s: (0.2 / 0.1²) · (s − 0.2)
    known = 0.2 / 0.1**2 * (at - 0.2) / math.log(10)
    assert fitting.weigh(curve, at) == pytest.approx(known, abs=error)


def test_the_same_people_in_more_conditions_do_not_widen_the_bound() -> None:
    once = two_normals(200, mated_mean=0.45)
    copies = [
        fitting.Pairs(
            np.full(len(once.person), condition),
            once.references,
            once.person,
            once.mated,
            once.similarity,
            once.length,
        )
        for condition in ("clean", "pallor", "blur")
    ]
    thrice = fitting.Pairs(
        *(
            np.concatenate([getattr(copy, column) for copy in copies])
            for column in fitting.Pairs.__dataclass_fields__
        )
    )
    log10 = fitting.weigh(fitting.fit_curve("logistic", once), once.similarity)
    assert fitting.bound(np.tile(log10, 3), thrice, "x") == pytest.approx(
        fitting.bound(log10, once, "x"), abs=0.02
    )


def test_a_cell_too_small_is_listed_with_its_size(pairs: fitting.Pairs) -> None:
    within, outside = fitting.cells_within(
        pairs,
        {"fresh": calibration_scores.conditions_of("fresh")},
        fitting.Minimum(mated=3000),
    )
    assert [cell[:3] for cell in within] == [("fresh", "good", 1)]
    weak = next(cell for cell in outside if (cell["band"], cell["references"]) == ("weak", 1))
    assert weak["mated"] == 1055


# --- false match rates


def test_the_mean_excess_is_found_again() -> None:
    random = np.random.default_rng(5)
    scores = np.append(random.uniform(-0.5, 0.2, 990_000), 0.2 + random.exponential(0.03, 10_000))
    counts = false_matches.count_scores(scores[scores < 0.99])
    # One per cent lies above 0.2, the excess has a mean of 0.03 (standard error 0.0003).
    assert false_matches.exponential_scale(counts) == pytest.approx(0.03, abs=0.0015)
    stop = int(np.searchsorted(false_matches.SCORES, 0.25))
    assert false_matches.exponential_scale(counts, stop=stop) == pytest.approx(0.03, abs=0.0015)


@pytest.mark.parametrize("grade", GRADES)
def test_false_match_rates_hold_on_the_other_half_of_the_people(
    pairs: fitting.Pairs, grade: str
) -> None:
    half = fitting.split_by_person(pairs, 2, "halves")
    conditions = calibration_scores.conditions_of(grade)
    others = (pairs.mated == 0) & (pairs.references == 1) & np.isin(pairs.condition, conditions)
    counts = [
        false_matches.count_scores(pairs.similarity[others & (half == part)]) for part in (0, 1)
    ]
    tail = false_matches.fit_tail(counts[0], conditions=len(conditions))
    measured = false_matches.survival(counts[1])
    for rate in (0.3, 0.1, 0.03, 0.01, 0.003):
        found = np.interp(tail.score_at(math.log10(rate)), false_matches.SCORES, measured)
        assert rate / 1.6 <= found <= rate * 1.6


@pytest.mark.parametrize("grade", GRADES)
def test_the_extrapolated_tail_promises_no_fewer_false_matches_than_there_are(
    pairs: fitting.Pairs, histogram: calibration_scores.Histogram, grade: str
) -> None:
    # Fitted on 20 strangers for each probe of half the people, which end near 10⁻³; asked about
    # all comparisons, a hundred times as many.
    half = fitting.split_by_person(pairs, 2, "halves")
    conditions = calibration_scores.conditions_of(grade)
    others = (pairs.mated == 0) & (pairs.references == 1) & np.isin(pairs.condition, conditions)
    small = false_matches.fit_tail(
        false_matches.count_scores(pairs.similarity[others & (half == 0)]),
        conditions=len(conditions),
    )
    assert small.log10_fmr[-1] > -3.4
    measured = false_matches.survival(histogram.counts(conditions, 1))
    for rate in (1e-4, 1e-5):
        place = int(np.flatnonzero(measured >= rate)[-1])
        predicted = 10 ** small.log10_at(false_matches.SCORES[place])
        assert 0.8 <= predicted / measured[place] <= 8


@pytest.mark.parametrize("references", fitting.REFERENCES)
@pytest.mark.parametrize("grade", GRADES)
def test_the_gallery_gets_the_counted_rates_and_a_tail_above_them(
    histogram: calibration_scores.Histogram, grade: str, references: int
) -> None:
    non_mated = Calibration.builtin().non_mated(grade=grade, references=references)
    counts = histogram.counts(calibration_scores.conditions_of(grade), references)
    measured = false_matches.survival(counts)
    least = false_matches.MEASURED * len(calibration_scores.conditions_of(grade))
    reach = int(np.flatnonzero(np.isclose(false_matches.SCORES, non_mated.extrapolated_above))[0])
    assert counts[reach:].sum() >= least > counts[reach + 1 :].sum()
    for score, share in zip(false_matches.SCORES[: reach + 1], measured, strict=False):
        assert non_mated.survival(float(score)) == pytest.approx(share, rel=1e-4)
    for place in range(reach + 1, len(measured)):
        if counts[place:].sum() >= least / 4:  # few, but not by chance alone
            assert non_mated.survival(float(false_matches.SCORES[place])) >= measured[place] / 1.2


def test_a_threshold_follows_from_the_gallery() -> None:
    non_mated = Calibration.builtin().non_mated(grade="early change", references=1)
    few, many = (draw_line(non_mated, people=people, fpir=0.01) for people in (11, 100_000))
    assert 0.3 < few.threshold < many.threshold < 0.7
    assert not few.extrapolated
    assert many.extrapolated


# --- what the page for boards says of it

PAGE = Path("docs/explanation/how-far-to-trust-a-face.md")
SAID = {
    "swelling alone": ("bloat", "swelling"),
    "upper face covered": ("trauma to face", "occl_upper30"),
    "out of focus": ("fresh", "blur"),
    "mortuary composite": ("fresh", "mortuary"),
    "field, hard": ("bloat", "field_hard"),
}


def rows_of(page: str) -> dict[str, list[float]]:
    """Return the rows of the page's tables: the first cell, and all numbers in the others."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {
        first: [float(re.match(r"[0-9.]+", cell)[0]) for cell in cells]  # type: ignore[index]
        for first, *cells in rows
        if all(re.match(r"[0-9]", cell) for cell in cells)
    }


def test_the_page_for_boards_says_what_was_found(
    held_out: calibration_checks.HeldOutScores,
) -> None:
    stated = rows_of(PAGE.read_text(encoding="utf-8"))
    for words, (grade, condition) in SAID.items():
        chosen = (held_out.of == grade) & (held_out.pairs.condition == condition)
        chosen &= (held_out.pairs.references == 1) & (held_out.pairs.mated == 1)
        found = [100 * float((held_out.log10[chosen] >= log10).mean()) for log10 in (0, 1, 2, 3)]
        assert stated[words] == pytest.approx(found, abs=0.6), words


def test_the_page_for_boards_says_where_lines_stand(pairs: fitting.Pairs) -> None:
    stated = rows_of(PAGE.read_text(encoding="utf-8"))
    for people in (100, 1_000, 10_000):
        lines, above = [], []
        for references in (1, 3):
            non_mated = Calibration.builtin().non_mated(grade="early change", references=references)
            line = draw_line(non_mated, people=people, fpir=0.01).threshold
            mated = (pairs.condition == "mortuary") & (pairs.references == references)
            mated &= pairs.mated == 1
            lines.append(line)
            above.append(100 * float((pairs.similarity[mated] >= line).mean()))
        line, *shares = stated[f"{people:,}".replace(",", " ")]
        # The line of one reference; that of three stands a little higher.
        assert line == pytest.approx(lines[0], abs=0.006)
        assert shares == pytest.approx(above, abs=0.6)
