"""A description says what it is, or why it is not; dates and ranges are no more exact than given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.casework.description import (
    Absent,
    Description,
    PartialDate,
    Range,
    UnfitDate,
    UnfitDescription,
)

TEXTS = st.text(min_size=1, max_size=20)
RANGES = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
    lambda ends: Range(min(ends), max(ends))
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "sex": st.sampled_from(["female", "male", "other"]) | st.sampled_from(Absent),
            "age": RANGES | st.sampled_from(Absent),
            "hair": TEXTS | st.sampled_from(Absent),
            "tattoos": st.lists(TEXTS).map(tuple) | st.sampled_from(Absent),
        },
    )
)
def test_what_is_written_is_read_again(stated: dict[str, object]) -> None:
    description = Description(**stated)  # type: ignore[arg-type]
    assert Description.from_json(description.as_json()) == description


@pytest.mark.parametrize(
    "unfit",
    [{"sex": "f"}, {"age": "30"}, {"hair": ""}, {"tattoos": "rose"}, {"stature": ("1", "2")}],
)
def test_what_a_field_cannot_mean_is_refused(unfit: dict[str, object]) -> None:
    with pytest.raises(UnfitDescription):
        Description(**unfit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [{"nose": {"value": "long"}}, {"sex": {}}, {"sex": 3}, {"age": {"least": 9, "most": 1}}],
)
def test_what_was_not_written_by_us_is_refused(written: dict[str, object]) -> None:
    with pytest.raises(UnfitDescription):
        Description.from_json(written)


@pytest.mark.parametrize(
    ("text", "precision", "earliest"),
    [
        ("1987", "year", date(1987, 1, 1)),
        ("1987-04", "month", date(1987, 4, 1)),
        ("1988-02-29", "day", date(1988, 2, 29)),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(text: str, precision: str, earliest: date) -> None:
    partial = PartialDate(text)
    assert (partial.precision, partial.earliest, str(partial)) == (precision, earliest, text)


@pytest.mark.parametrize(
    "text", ["", "87", "1987-13", "1987-02-30", "1987-4", "٢٠٢٤", "1987-04-23T"]
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(UnfitDate):
        PartialDate(text)
