"""Conditions: what they admit, how they are written, and what is refused."""

import json
from datetime import date, datetime

import pytest
from gallery_strategies import ATTRIBUTES, CONDITIONS, QUESTIONS
from hypothesis import given
from hypothesis import strategies as st

from antigone.errors import Refusal
from antigone.gallery import (
    And,
    Eq,
    In,
    Not,
    Or,
    Permitted,
    Range,
    Where,
    where_from_json,
)
from antigone.gallery.attributes import fit_attributes
from antigone.gallery.columns import ColumnTable

NOBODY_LOOKED = {"purposes": ("identify",), "valid_from": "2026-01-01", "valid_until": None}


def holding(**codes: object) -> dict[str, object]:
    return NOBODY_LOOKED | codes


@pytest.mark.parametrize(
    ("where", "admitted", "left_out"),
    [
        (Eq("sex", "female"), [{"sex": "female"}], [{"sex": "male"}, {"sex": None}, {}]),
        (Eq("age", 30), [{"age": 30}, {"age": 30.0}], [{"age": "30"}, {"age": True}, {}]),
        (Eq("twin", True), [{"twin": True}], [{"twin": 1}, {"twin": "True"}, {}]),
        (Eq("twin", 1), [{"twin": 1}, {"twin": 1.0}], [{"twin": True}]),
        (In("sex", ["female", "x"]), [{"sex": "female"}], [{"sex": "male"}, {}]),
        (In("sex", []), [], [{"sex": "female"}, {}]),
        (Range("age", least=20, most=30), [{"age": 20}, {"age": 30}], [{"age": 31}, {"age": 19.9}]),
        (Range("age", least=20), [{"age": 1e9}], [{"age": "21"}, {"age": True}, {"age": None}, {}]),
        (Range("age", most=True + 1), [{"age": 1}], [{"age": True}]),
        (Range("seen", most="2026-05"), [{"seen": "2026-04-30"}], [{"seen": "2026-06-01"}, {}]),
        (Range("age", least=30, most=20), [], [{"age": 25}]),
    ],
)
def test_a_leaf_admits_what_it_names_and_never_what_is_missing(
    where: Where, admitted, left_out
) -> None:
    for codes in admitted:
        assert where.admits(holding(**codes))
        assert not Not(where).admits(holding(**codes))
    for codes in left_out:
        assert not where.admits(holding(**codes))
        assert Not(where).admits(holding(**codes))


def test_nobody_falls_out_of_a_search_for_lack_of_a_record() -> None:
    # The complement: those whose sex nobody recorded belong to "not female".
    assert Not(Eq("sex", "female")).admits(NOBODY_LOOKED)
    assert not Eq("sex", "male").admits(NOBODY_LOOKED)


def test_signs_join_and_turn_round_conditions() -> None:
    joined = Eq("a", 1) & Eq("b", 2) & ~(In("c", ["x"]) | Range("d", least=0.5))
    assert joined == And(Eq("a", 1), Eq("b", 2), Not(Or(In("c", ["x"]), Range("d", least=0.5))))
    assert (
        repr(joined)
        == "And(Eq('a', 1), Eq('b', 2), Not(Or(In('c', ['x']), Range('d', least=0.5))))"
    )


def test_conditions_that_python_would_call_equal_are_told_apart() -> None:
    assert Eq("twin", 1) != Eq("twin", True)
    assert len({Eq("twin", 1), Eq("twin", True), Eq("twin", 1)}) == 2


@given(where=CONDITIONS)
def test_a_condition_survives_writing_and_reading(where: Where) -> None:
    assert where_from_json(json.loads(json.dumps(where.as_json()))) == where
    assert eval(repr(where)) == where


@given(question=QUESTIONS)
def test_a_question_survives_writing_and_reading(question: Permitted) -> None:
    assert Permitted.from_json(json.loads(json.dumps(question.as_json()))) == question


@given(rows=st.lists(ATTRIBUTES, max_size=8), question=QUESTIONS)
def test_columns_and_rows_decide_alike_after_moving_about(rows, question: Permitted) -> None:
    fitted = [fit_attributes("T", codes) for codes in rows]
    table = ColumnTable(4)
    # Twice over each place, and every second row moved into the gap the first leaves.
    for turn in (fitted[::-1], fitted):
        for slot, codes in enumerate(turn):
            if slot >= 4 and slot % 4 == 0:
                table.grow(slot + 4)
            table.used = max(table.used, slot + 1)
            table.put(slot, codes)
    if len(fitted) > 1:
        table.clear(0)
        table.move(len(fitted) - 1, 0)
        table.used -= 1
        fitted = [fitted[-1], *fitted[1:-1]]
    assert question.over(table).tolist() == [question.admits(codes) for codes in fitted]


def test_a_value_that_no_row_holds_any_more_is_forgotten() -> None:
    table = ColumnTable(2)
    table.used = 2
    table.put(0, {"person": "M1"})
    table.put(1, {"person": "M2"})
    table.clear(0)
    table.move(1, 0)
    table.put(0, {"person": "M3"})
    known: list[object] = []
    table.holding("person", lambda value: bool(known.append(value)))
    assert known == ["M3"]


@pytest.mark.parametrize(
    "unfit",
    [
        And,
        Or,
        lambda: Or(Eq("a", 1), None),
        lambda: Not("a"),
        lambda: Eq("a", None),
        lambda: Eq("a", float("nan")),
        lambda: Eq("a", ["x"]),
        lambda: Eq("", 1),
        lambda: Eq("Robert'); --", 1),
        lambda: In("a", "letters"),
        lambda: In("a", [None]),
        lambda: Range("a"),
        lambda: Range("a", least=1, most="2"),
        lambda: Range("a", least=False),
        # A second way to ask for the permission would be a way round it.
        lambda: Eq("purposes", "identify"),
        lambda: Not(Range("valid_until", most="2026-05-14")),
        lambda: Permitted(purpose="", on=date(2026, 5, 14)),
        lambda: Permitted(purpose="identify", on=datetime(2026, 5, 14)),
        lambda: Permitted(purpose="identify", on="2026-05-14"),
        lambda: Permitted(purpose="identify", on=date(2026, 5, 14), only={"eq": {"a": 1}}),
        lambda: And(Permitted(purpose="identify", on=date(2026, 5, 14))),
        lambda: where_from_json(None),
        lambda: where_from_json({}),
        lambda: where_from_json({"eq": {"a": 1}, "not": {"eq": {"a": 1}}}),
        lambda: where_from_json({"eq": {"a": 1, "b": 2}}),
        lambda: where_from_json({"like": {"a": "%"}}),
        lambda: where_from_json({"and": []}),
        lambda: where_from_json({"and": {"eq": {"a": 1}}}),
        lambda: where_from_json({"range": {"a": [1]}}),
        lambda: where_from_json({"in": {"a": "letters"}}),
        lambda: where_from_json(json.loads('{"not":' * 500 + '{"eq":{"a":1}}' + "}" * 500)),
        lambda: Permitted.from_json({"purpose": "identify"}),
        lambda: Permitted.from_json({"purpose": "identify", "on": "soon", "only": None}),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(unfit) -> None:
    with pytest.raises(Refusal) as refused:
        unfit()
    assert refused.value.code == "unfit-filter"
    assert len(refused.value.say()) < 200
