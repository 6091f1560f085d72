"""`reconcile` as it is called: the promised JSON, words for the desk, refusals with file and field."""

import json
from typing import Any

import pytest
from desk import Desk
from pytest import approx

PROBLEM: dict[str, Any] = {
    "remains": ["R1", "R2"],
    "missing": ["M1", "M2"],
    "log10_lr": [[2, 1], [1, None]],
    "prior": "flat",
}


def write(desk: Desk, **changed: Any) -> None:
    (desk.folder / "sea.json").write_text(json.dumps({**PROBLEM, **changed}))


def test_the_promised_answer(desk: Desk) -> None:
    write(desk)
    answer = desk.run("reconcile", "sea.json", "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json
    # Weights: nobody 1, R1-M1 100, R1-M2 10, R2-M1 10, R1-M2 with R2-M1 100: 221 in all.
    assert found["method"] == "exact"
    assert found["posterior"][0] == approx([100 / 221, 110 / 221])
    assert found["posterior"][1] == approx([110 / 221, 0])
    assert found["none_remains"] == approx([11 / 221, 111 / 221])
    assert found["none_missing"] == approx([11 / 221, 111 / 221])
    assert found["best"]["log10_weight"] == approx(2)
    assert set(found["best"]["assignment"]) == {"R1", "R2"}
    assert found["excluded"] == [["R2", "M2"]]
    assert (found["undisputed"], found["symmetric"]) == ([], [])


def test_words_for_the_desk_and_what_would_change(desk: Desk) -> None:
    write(desk)
    before = desk.holds()
    answer = desk.run("reconcile", "sea.json", "--what-if", "R1 = M1", "--what-if", "R2 <> M1")
    assert (answer.status, answer.err) == (0, "")
    table, said = answer.out.split("\n\n")
    assert "45.2 %" in table
    assert "Reckoned exactly. A probability here is no identification." in table
    assert said.startswith("If R1 = M1; R2 <> M1:")
    assert "R1 and M1 are now taken as given." in said
    assert "That R2 is none of the missing went from 50.2 % to > 99.99 %." in said
    assert desk.holds() == before, "a question changes nothing"
    found = desk.run("reconcile", "sea.json", "--what-if", "R1 ~ M2 1.5", "--json").json
    assert found["posterior"][0][1] == approx(110 / 221)
    assert found["what_if"]["assumed"] == ["R1 ~ M2 1.5"]
    assert found["what_if"]["result"]["posterior"][0][1] > 0.9
    assert any("went from 1.00 to 2.50" in one for one in found["what_if"]["changes"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.json"], "nowhere.json could not be read"),
        (["."], ". could not be read"),
        (["broken.json"], "broken.json, “JSON”"),
        (["twice.json"], "twice.json, “remains”: the name “R1” stands there twice."),
        (["sea.json", "--what-if", "R1 and M1"], "“R1 and M1” is no question"),
        (["sea.json", "--what-if", "R1 ~ M1 much"], "“R1 ~ M1 much” is no question"),
        (["sea.json", "--what-if", "R1 ~ M1 nan"], "log10 LR of R1 and M1 is nan"),
        (["sea.json", "--what-if", "R1 = M9"], "nobody is called “M9”"),
    ],
)
def test_refusals_name_file_and_field(desk: Desk, arguments: list[str], said: str) -> None:
    write(desk)
    (desk.folder / "broken.json").write_text("Dear sister")
    (desk.folder / "twice.json").write_text(json.dumps({**PROBLEM, "remains": ["R1", "R1"]}))
    answer = desk.run("reconcile", *arguments)
    assert (answer.status, answer.out) == (1, "")
    sentence, remedy = answer.said
    assert said in sentence
    assert remedy
