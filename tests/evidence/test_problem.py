"""A problem as it is stated: what is read, and what is refused by file, field and name."""

import json
from typing import Any

import numpy as np
import pytest

from antigone.evidence import Problem, UnfitProblem
from antigone.evidence.reconciliation import (
    ImpossibleWeight,
    LockedApart,
    LockedTwice,
    SameNameTwice,
    UnknownName,
    problem_from_json,
    reassociated,
    with_exclusion,
    with_finding,
    with_lock,
)

STATED: dict[str, Any] = {
    "remains": ["R1", "R2"],
    "missing": ["M1", "M2", "M3"],
    "log10_lr": [[1.5, None, 0], [-2, 0.25, None]],
}


def read(**changed: Any) -> Problem:
    stated = {key: value for key, value in {**STATED, **changed}.items() if value is not ...}
    return problem_from_json(json.dumps(stated), source="sea.json")


def test_a_problem_is_read_as_written() -> None:
    problem = read(parts=[["R1", "R2"]], locked=[["R1", "M1"]], operation="closed")
    assert (problem.remains, problem.missing) == (("R1", "R2"), ("M1", "M2", "M3"))
    assert problem.log10_lr.tolist() == [[1.5, -np.inf, 0.0], [-2.0, 0.25, -np.inf]]
    assert (problem.closed, problem.log10_prior) == (True, 0.0)
    assert (problem.parts, problem.locked) == ((("R1", "R2"),), (("R1", "M1"),))
    with pytest.raises(ValueError, match="read-only"):
        problem.log10_lr[0, 0] = 9.0


def test_nobody_found_or_nobody_missing_is_a_problem_too() -> None:
    assert read(remains=[], log10_lr=[]).log10_lr.shape == (0, 3)
    assert read(missing=[], log10_lr=[[], []]).log10_lr.shape == (2, 0)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("remains", {"remains": ["R1", "R1"]}),
        ("missing", {"missing": ["M1", "", "M3"]}),
        ("missing", {"missing": "M1"}),
        ("missing", {"missing": ["M1", 2, "M3"]}),
        ("log10_lr", {"log10_lr": ...}),
        ("log10_lr", {"log10_lr": [[1, 2, 3]]}),
        ("log10_lr, R2", {"log10_lr": [[1, 2, 3], [1, 2]]}),
        ("log10_lr, R1", {"log10_lr": ["abc", [1, 2, 3]]}),
        ("log10_lr", {"log10_lr": [[1, 2, float("nan")], [1, 2, 3]]}),
        ("log10_lr", {"log10_lr": [[1, 2, float("inf")], [1, 2, 3]]}),
        ("log10_lr", {"log10_lr": [[1, 2, float("-inf")], [1, 2, 3]]}),
        ("log10_lr", {"log10_lr": [[1, 2, "3"], [1, 2, 3]]}),
        ("log10_lr", {"log10_lr": [[1, 2, True], [1, 2, 3]]}),
        ("prior", {"prior": "round"}),
        ("prior", {"prior": {"match": 0}}),
        ("prior", {"prior": {"match": 1}}),
        ("prior", {"prior": {"match": "0.5"}}),
        ("prior", {"prior": {"match": 0.5, "also": 1}}),
        ("prior", {"prior": {"match": 0.5}, "operation": "closed"}),
        ("operation", {"operation": "half open"}),
        ("parts", {"parts": [["R1", "R9"]]}),
        ("parts", {"parts": [["R1", "R2"], ["R2"]]}),
        ("parts", {"parts": "R1"}),
        ("locked", {"locked": [["R1", "M9"]]}),
        ("locked", {"locked": [["R1"]]}),
        ("locked", {"locked": {"R1": "M1"}}),
        ("lockd", {"lockd": []}),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_field(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(UnfitProblem) as refused:
        read(**changed)
    assert refused.value.code == "unfit-problem"
    said = refused.value.say()
    assert "sea.json" in said
    assert f"“{field}”" in said


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"R1"', b"\xff\xfe\x00", "[" * 100_000])
def test_what_is_no_problem_at_all_is_refused(text: str | bytes) -> None:
    with pytest.raises(UnfitProblem, match="JSON"):
        problem_from_json(text, source="sea.json")


def problem(**stated: Any) -> Problem:
    return Problem(**{**STATED, **stated})


@pytest.mark.parametrize("weight", [np.nan, np.inf, "1"])
def test_an_impossible_weight_is_refused_by_the_names_of_its_pair(weight: object) -> None:
    with pytest.raises(ImpossibleWeight, match="R2 and M3"):
        problem(log10_lr=[[0, 0, 0], [0, 0, weight]])
    if not isinstance(weight, str):
        with pytest.raises(ImpossibleWeight, match="R2 and M3"):
            problem(log10_lr=np.array([[0, 0, 0], [0, 0, weight]]))


def test_contradicting_locks_are_refused_by_name() -> None:
    with pytest.raises(LockedTwice, match="M1 is locked to R1 and to R2") as refused:
        problem(locked=(("R1", "M1"), ("R2", "M1")))
    assert "Remove one of the locks" in refused.value.advise()
    assert problem(locked=(("R1", "M1"), ("R2", "M1")), parts=(("R1", "R2"),)).locked
    with pytest.raises(LockedTwice, match="R1 is locked to M1 and to M3"):
        problem(locked=(("R1", "M1"), ("R1", "M3")))
    with pytest.raises(LockedApart, match="R1 and M2"):
        problem(locked=(("R1", "M2"),))
    assert problem(locked=(("R1", "M1"), ("R1", "M1"))).locked


def test_questions_are_held_to_the_same_rules() -> None:
    base = problem()
    for ask in (with_lock, with_exclusion):
        with pytest.raises(UnknownName, match="M9"):
            ask(base, remains="R1", missing="M9")
    with pytest.raises(UnknownName, match="R9"):
        with_finding(base, remains="R9", missing="M1", log10_lr=1.0)
    with pytest.raises(ImpossibleWeight):
        with_finding(base, remains="R1", missing="M1", log10_lr=np.inf)
    with pytest.raises(LockedApart):
        with_finding(base, remains="R1", missing="M2", log10_lr=1.0)
    locked = with_lock(base, remains="R1", missing="M1")
    with pytest.raises(LockedApart):
        with_exclusion(locked, remains="R1", missing="M1")
    with pytest.raises(LockedTwice):
        with_lock(locked, remains="R2", missing="M1")
    with pytest.raises(UnfitProblem):
        reassociated(base, ["R1", "R1"], as_name="one")
    with pytest.raises(SameNameTwice):
        reassociated(
            problem(remains=("R1", "R2", "R3"), log10_lr=[[0, 0, 0]] * 3),
            ["R1", "R2"],
            as_name="R3",
        )
