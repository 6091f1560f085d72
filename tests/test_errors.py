"""Every refusal of the house: a code of its own, a sentence that says why, a remedy that helps."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cataloguing import NEVER_SAID, sentences

from antigone.errors import MissingExtra, Refusal

# A remedy ends with a full stop, or with a command that can be copied as it stands.
REMEDY_ENDS = re.compile(r"\.\Z|: (antigone|make|pip|chmod|python) [^\n]*[^.]\Z")


@cache
def walk() -> dict[str, Any]:
    """Return what an interpreter of its own sees when it imports the whole package."""
    answer = subprocess.run(
        [sys.executable, Path(__file__).with_name("walking.py")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    seen: dict[str, Any] = json.loads(answer.stdout)
    return seen


def those_where(holds: Callable[[dict[str, Any]], object]) -> list[str]:
    """Return the names of the refusals of which something is true."""
    return [name for name, one in walk()["refusals"].items() if holds(one)]


def test_every_module_can_be_imported_and_every_room_was_seen() -> None:
    assert walk()["failed"] == {}
    rooms = {name.split(".")[1] for name in walk()["refusals"]}
    assert rooms >= {"cli", "config", "errors", "evidence", "faces", "gallery", "ledger", "trials"}
    assert len(walk()["refusals"]) > 80


def test_a_code_belongs_to_one_refusal_or_to_one_documented_family() -> None:
    """Codes are a promise: a program that reads one must know what it was told.

    A family shares a code only by inheriting it, and its head says in which parameter they differ.
    """
    holders = defaultdict(list)
    for name, one in walk()["refusals"].items():
        holders[one["code"]].append((name, one))
    for code, kinds in holders.items():
        heads = [(name, one) for name, one in kinds if one["states_its_code"]]
        assert len(heads) == 1, f"{code} is stated by {[name for name, _ in heads]}"
        head, about = heads[0]
        assert all(head in one["kin"] for _, one in kinds)
        if len(kinds) > 1:
            assert "parameters[" in about["documentation"], head


def test_every_sentence_ends_and_every_remedy_is_one_or_is_a_command() -> None:
    assert those_where(lambda one: not one["said"].endswith(".")) == []
    assert those_where(lambda one: not REMEDY_ENDS.search(one["advised"])) == []


def test_every_refusal_is_printable() -> None:
    assert those_where(lambda one: one["text"] != f"{one['said']} {one['advised']}") == []
    assert those_where(lambda one: re.search(r"[{}]", one["text"])) == []


def test_no_refusal_says_what_is_never_said() -> None:
    assert those_where(lambda one: NEVER_SAID.search(f"{one['sentence']} {one['remedy']}")) == []


def test_every_refusal_can_be_translated() -> None:
    known = sentences()
    assert those_where(lambda one: not {one["sentence"], one["remedy"]} <= known) == []


def test_every_refusal_is_documented() -> None:
    assert those_where(lambda one: not one["documentation"].strip()) == []


def test_every_refusal_survives_a_process_boundary() -> None:
    assert those_where(lambda one: not one["revived_whole"]) == []


def test_a_missing_parameter_is_an_error_at_the_raise() -> None:
    assert those_where(lambda one: one["raised_without"]) == []
    with pytest.raises(KeyError, match="extra"):
        MissingExtra(step="antigone evaluate")


def test_as_json_is_code_sentence_remedy_and_plain_parameters() -> None:
    for one in walk()["refusals"].values():
        assert one["json"] == {
            "code": one["code"],
            "sentence": one["said"],
            "remedy": one["advised"],
            "parameters": one["parameters"],
        }


def test_parameters_that_json_does_not_know_are_written_as_text() -> None:
    refusal = MissingExtra(step=Path("/a"), extra="x", count=3, share=0.5, found=True, none=None)
    plain = {"step": "/a", "extra": "x", "count": 3, "share": 0.5, "found": True, "none": "None"}
    assert json.loads(json.dumps(refusal.as_json()))["parameters"] == plain


def test_braces_in_a_parameter_stay_what_they_are() -> None:
    refusal = MissingExtra(step="{extra}", extra="{step}{0}%s")
    assert refusal.say() == (
        "{extra} needs the extra “{step}{0}%s”, which is not installed. Nothing was done."
    )


STATED = {"code": "odd", "sentence": "Nothing was done.", "remedy": "Try again."}


@pytest.mark.parametrize("code", ["", "Upper", "two words", "under_score", "-x", "x-", "x\n"])
def test_a_code_that_programs_would_trip_over_is_refused_at_the_definition(code: str) -> None:
    with pytest.raises(TypeError, match="lower-case"):
        type("Odd", (Refusal,), {**STATED, "code": code})


@pytest.mark.parametrize("missing", ["sentence", "remedy"])
def test_a_refusal_without_sentence_or_remedy_is_refused_at_the_definition(missing: str) -> None:
    with pytest.raises(TypeError, match="sentence and a remedy"):
        type("Odd", (Refusal,), {**STATED, missing: ""})
