"""The shipped face calibration, as the run time reads it."""

import subprocess
import sys
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.evidence import (
    CONDITION_GRADES,
    Calibration,
    Finding,
    OutsideReach,
    UnknownGrade,
)
from antigone.evidence import weigh as add_up
from antigone.faces.weights import manifest

BUILTIN = Calibration.builtin()
CELLS = sorted(BUILTIN.cells.values(), key=lambda cell: (cell.of, cell.band, cell.references))
REACHED = [grade for grade in CONDITION_GRADES if BUILTIN.grades[grade]]
LENGTHS = {"unusable": 7.0, "weak": 9.0, "good": 12.0}

similarities = st.floats(-1, 1)
cells = st.sampled_from(CELLS)


def weigh(similarity: float, *, references: int = 1, length: float = 12.0, **of: str):  # type: ignore[no-untyped-def]
    return BUILTIN.weigh(similarity, quality=length, references=references, **of)


def test_evidence_comes_without_the_fitting_libraries() -> None:
    heavy = ("scipy", "sklearn", "lir", "pandas", "matplotlib", "cv2", "onnxruntime", "django")
    asked = (
        "import sys; from antigone.evidence import Calibration;"
        "Calibration.builtin().weigh(0.5, grade='fresh', quality=12, references=1);"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_the_numbers_file_is_small_and_has_its_data_card() -> None:
    folder = files("antigone.evidence").joinpath("calibrations")
    assert len(folder.joinpath("sface-simulated.json").read_bytes()) < 300_000
    card = folder.joinpath("sface-simulated.md").read_text(encoding="utf-8")
    for owed in (
        "Simulated",
        "living people",
        "press photographs",
        "kinder than reality",
        "mostly adult, male and light-skinned",
        "Never present these figures as field accuracy",
    ):
        assert owed in " ".join(card.split())
    for cell in BUILTIN.cells.values():
        if cell.of in CONDITION_GRADES:
            assert f"{cell.mated} / {cell.non_mated} / {cell.people}" in card


def test_every_grade_of_the_standard_is_either_mapped_or_outside_reach() -> None:
    assert tuple(BUILTIN.grades) == CONDITION_GRADES
    assert REACHED == ["fresh", "early change", "bloat", "trauma to face"]
    for grade in CONDITION_GRADES:
        if grade in REACHED:
            assert {cell.of for cell in CELLS} >= set(BUILTIN.grades[grade])
        else:
            assert not BUILTIN.grades[grade]


def test_no_cell_is_smaller_than_the_stated_minimum() -> None:
    for cell in CELLS:
        assert cell.mated >= 150
        assert cell.non_mated >= 3000
        assert cell.people >= 100


@given(cells, similarities)
def test_no_weight_goes_beyond_its_bound(cell, similarity) -> None:  # type: ignore[no-untyped-def]
    lower, upper = cell.bound
    low, high = cell.interval(similarity)
    assert lower <= low <= cell.log10_lr(similarity) <= high <= upper


@given(cells, similarities, similarities)
def test_a_higher_similarity_never_says_less(cell, one, two) -> None:  # type: ignore[no-untyped-def]
    less, more = sorted((one, two))
    assert cell.log10_lr(less) <= cell.log10_lr(more)
    assert cell.interval(less)[0] <= cell.interval(more)[0]
    assert cell.interval(less)[1] <= cell.interval(more)[1]


@given(st.sampled_from(REACHED), similarities, st.sampled_from([1, 2, 3, 7]), st.floats(0, 30))
def test_weighing_answers_or_refuses_but_never_fails(grade, similarity, references, length) -> None:  # type: ignore[no-untyped-def]
    try:
        found = weigh(similarity, references=references, length=length, grade=grade)
    except OutsideReach as refused:
        assert refused.say().startswith("Outside reach: ")
        assert refused.parameters["outside"] in ("quality", "references")
    else:
        assert found.status == "simulated"
        assert found.hypotheses.other == "the photographs show two unrelated people"


def test_like_faces_are_supported_and_unlike_ones_spoken_against() -> None:
    for grade in REACHED:
        assert weigh(0.75, grade=grade).log10 > 2
        assert weigh(0.05, grade=grade).log10 < -1


@pytest.mark.parametrize("grade", REACHED)
def test_ten_copies_of_a_face_finding_do_not_raise_the_total(grade: str) -> None:
    ratio = weigh(0.55, grade=grade)
    one = Finding(ratio=ratio, sentence="The faces are alike.", discipline="face")
    marks = Finding(
        ratio=replace(ratio, source="a tattoo"), sentence="One tattoo.", discipline="marks"
    )
    once, often = (add_up([one] * times + [marks], exercise=True) for times in (1, 11))
    assert once.total.log10 == pytest.approx(2 * ratio.log10)
    assert often.total.log10 == once.total.log10
    assert often.total.interval == once.total.interval
    assert often.total.bound == once.total.bound


def test_a_photograph_too_poor_to_use_supports_nothing() -> None:
    # Bloat is the one grade with data there: swollen, covered, blurred and turned.
    found = weigh(0.1, grade="bloat", length=7.0)
    assert found.strength() == "no support"
    assert max(map(abs, found.bound)) <= 1


def test_two_references_are_weighed_as_one_and_more_than_three_as_three() -> None:
    one, two = weigh(0.4, grade="fresh"), weigh(0.4, grade="fresh", references=2)
    assert (two.log10, two.interval) == (one.log10, one.interval)
    assert one.source == "sface-simulated-1 (fresh, good, 1 reference)"
    assert two.source == "sface-simulated-1 (fresh, good, 2 references weighed as 1)"
    five = weigh(0.4, grade="fresh", references=5)
    assert five.log10 == weigh(0.4, grade="fresh", references=3).log10
    assert five.source.endswith("5 references weighed as 3)")


@pytest.mark.parametrize("grade", ["advanced", "burnt", "skeletal"])
def test_grades_without_data_are_outside_reach(grade: str) -> None:
    with pytest.raises(OutsideReach, match=f"Outside reach.*{grade}") as refused:
        weigh(0.6, grade=grade)
    assert refused.value.parameters["outside"] == "grade"


def test_each_unreached_cell_says_what_is_outside() -> None:
    for grade in REACHED:
        for references in (1, 3):
            for band, length in LENGTHS.items():
                if (grade, band, references) in BUILTIN.cells:
                    assert weigh(0.3, grade=grade, length=length, references=references)
                    continue
                with pytest.raises(OutsideReach) as refused:
                    weigh(0.3, grade=grade, length=length, references=references)
                assert refused.value.code == "outside-reach"
                other = (grade, band, 4 - references) in BUILTIN.cells
                expected = "references" if other else "quality"
                assert refused.value.parameters["outside"] == expected


@pytest.mark.parametrize("similarity", [1.01, -1.5, float("nan"), float("inf")])
def test_what_is_no_cosine_is_outside_reach(similarity: float) -> None:
    with pytest.raises(OutsideReach) as refused:
        weigh(similarity, grade="fresh")
    assert refused.value.parameters["outside"] == "similarity"
    assert weigh(1.000001, grade="fresh").at_bound  # the cosine of a float32 vector with itself


@pytest.mark.parametrize(("length", "references"), [(float("nan"), 1), (-1.0, 1), (12.0, 0)])
def test_circumstances_that_cannot_be_are_outside_reach(length: float, references: int) -> None:
    with pytest.raises(OutsideReach):
        weigh(0.5, grade="fresh", length=length, references=references)


def test_a_mistyped_grade_does_not_pass_as_outside_reach() -> None:
    with pytest.raises(UnknownGrade, match="frech"):
        weigh(0.5, grade="frech")
    with pytest.raises(UnknownGrade):
        weigh(0.5, condition="fresh")
    with pytest.raises(TypeError):
        weigh(0.5)
    with pytest.raises(TypeError):
        weigh(0.5, grade="fresh", condition="blur")


def test_simulated_conditions_are_weighed_by_their_own_name() -> None:
    assert weigh(0.4, condition="eyes_closed").source.startswith("sface-simulated-1 (eyes_closed")
    alone = BUILTIN.cell(condition="mortuary", quality=12, references=1)
    early = BUILTIN.cell(grade="early change", quality=12, references=1)
    assert np.array_equal(alone.log10, early.log10)  # the grade is this condition


def test_the_shipped_numbers_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CELLS[0].log10[0] = 9.0


def test_false_match_rates_exist_for_every_grade_with_data_and_no_other() -> None:
    for grade in CONDITION_GRADES:
        if grade not in REACHED:
            with pytest.raises(OutsideReach):
                BUILTIN.non_mated(grade=grade, references=1)
            continue
        one = BUILTIN.non_mated(grade=grade, references=1)
        assert one.log10_survival(-1.0) == 0
        assert one.scores == BUILTIN.non_mated(grade=grade, references=2).scores
        assert BUILTIN.non_mated(grade=grade, references=3).scores != one.scores
    assert one.source == "sface-simulated-1 (trauma to face, 1 reference)"
    assert BUILTIN.non_mated(condition="clean", references=1).extrapolated_above > 0.4
    with pytest.raises(OutsideReach, match="No threshold"):
        BUILTIN.non_mated(grade="fresh", references=0)


def test_the_calibration_is_the_default_engines_own() -> None:
    about = manifest("recogniser")
    assert Calibration.builtin().engine == about.id
    assert about.values["calibration"] == "sface-simulated"
