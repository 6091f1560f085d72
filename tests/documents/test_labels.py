"""Body codes: a misread one is refused, two tents never issue the same, the sheet can be cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.documents.labels import (
    BlocksOverlap,
    DamagedCode,
    Label,
    NewerCode,
    NotOurCode,
    UnfitBlock,
    UnfitBodyCode,
    UnfitOperationCode,
    check_character,
    code_block,
    label_pages,
    labels_pdf,
)

numbers = st.integers(1, 9999)


@given(number=numbers)
def test_a_payload_reads_back_as_its_label(number: int) -> None:
    label = Label(operation="FERRY", code=f"R-{number:04d}")
    assert Label.read(label.payload) == label


@given(number=numbers, place=st.integers(0, 40), letter=st.sampled_from("0123456789ABCXYZ"))
def test_one_misread_character_is_never_another_body(number: int, place: int, letter: str) -> None:
    label = Label(operation="FERRY", code=f"R-{number:04d}")
    payload = label.payload
    place %= len(payload)
    misread = payload[:place] + letter + payload[place + 1 :]
    if misread == payload:
        assert Label.read(misread) == label
    else:
        with pytest.raises((DamagedCode, NotOurCode, NewerCode)):
            Label.read(misread)


def test_the_check_character_is_that_of_the_standard() -> None:
    # ISO 7064 MOD 37,36: the standard's worked example (also used for ISRC-like identifiers).
    assert check_character("A12425GABC1234002") == "M"


@pytest.mark.parametrize("text", ["", "hello", "https://example.org", "ANTIGONE", "ANTIGONE:1"])
def test_what_is_no_label_of_ours_is_refused(text: str) -> None:
    with pytest.raises((NotOurCode, DamagedCode)):
        Label.read(text)


def test_a_newer_version_is_told_apart_from_a_damaged_code() -> None:
    with pytest.raises(NewerCode):
        Label.read("ANTIGONE:2:FERRY:R-0042:X")


@pytest.mark.parametrize("code", ["", "42", "R0042", "R-0000", "r-0042", "R-0042 ", "R-٤٢٤٢"])
def test_unfit_codes_are_refused(code: str) -> None:
    with pytest.raises(UnfitBodyCode):
        Label(operation="FERRY", code=code)
    with pytest.raises(UnfitOperationCode):
        Label(operation="a ferry", code="R-0042")


@given(first=st.integers(1, 500), count=st.integers(1, 50), other=st.integers(1, 500))
def test_two_tents_never_issue_the_same_code(first: int, count: int, other: int) -> None:
    issued = code_block("R", first, count)
    try:
        second = code_block("R", other, count, issued=[issued])
    except BlocksOverlap:
        assert abs(first - other) < count
    else:
        assert not set(issued.codes) & set(second.codes)


@pytest.mark.parametrize(("first", "count"), [(0, 5), (1, 0), (-3, 2), (1, 10**9)])
def test_an_unfit_block_is_refused(first: int, count: int) -> None:
    with pytest.raises(UnfitBlock):
        code_block("R", first, count)


def test_the_sheet_holds_every_label_and_is_the_same_twice() -> None:
    labels = [Label(operation="FERRY", code=code) for code in code_block("R", 40, 5).codes]
    pages = label_pages(labels, name="Ferry, Quay 3")
    assert len(pages) == 2  # four to a page
    assert {page.size for page in pages} == {(2480, 3508)}  # A4 at 300 dots an inch
    first = labels_pdf(pages)
    assert first.startswith(b"%PDF")
    assert labels_pdf(label_pages(labels, name="Ferry, Quay 3")) == first
