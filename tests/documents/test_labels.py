"""Body codes: a misread one is refused, two tents never issue the same, the sheet can be cut."""

import re
from itertools import pairwise
from pathlib import Path

import cv2
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.documents.labels import (
    LABEL,
    BlocksOverlap,
    DamagedCode,
    Label,
    NewerCode,
    NotOurCode,
    UnfitBlock,
    UnfitBodyCode,
    UnfitFont,
    UnfitLabelCount,
    UnfitOperationCode,
    UnfitThingCode,
    UnprintableName,
    check_character,
    code_block,
    label_pages,
    labels_pdf,
    qr_modules,
    thing_pages,
)
from antigone.exchange.frame_codes import read_codes

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
numbers = st.integers(1, 9999)


@given(
    operation=st.text("ABCXYZ019", min_size=2, max_size=8),
    prefix=st.text("ARZ", min_size=1, max_size=3),
    number=st.integers(1, 999_999),
)
def test_a_payload_reads_back_as_its_label(operation: str, prefix: str, number: int) -> None:
    label = Label(operation=operation, code=f"{prefix}-{number:04d}")
    assert Label.read(label.payload) == label
    assert label.payload == f"ANTIGONE:1:{operation}:{prefix}-{number:04d}:{label.check}"


@pytest.mark.parametrize("code", ["R-0042", "R-0001", "R-9999", "RMX-123456"])
def test_no_misread_character_becomes_another_body(code: str) -> None:
    """Every place of the payload, every character that a QR of this kind can hold."""
    payload = Label(operation="FERRY", code=code).payload
    for place in range(len(payload)):
        for letter in LETTERS + " $%*+-./:":
            misread = payload[:place] + letter + payload[place + 1 :]
            if misread != payload:
                with pytest.raises((DamagedCode, NotOurCode, NewerCode)):
                    Label.read(misread)


def test_nearly_no_two_neighbouring_figures_change_places_unnoticed() -> None:
    exchanges = unnoticed = 0
    for number in range(1, 10_000):
        digits = f"{number:04d}"
        check = check_character("FERRYR" + digits)
        for place, (one, other) in enumerate(pairwise(digits)):
            if one != other:
                exchanged = digits[:place] + other + one + digits[place + 2 :]
                exchanges += 1
                unnoticed += check_character("FERRYR" + exchanged) == check
    assert unnoticed / exchanges < 0.01


@pytest.mark.parametrize(
    ("text", "check"),
    [
        # ISO 7064 MOD 37,36, as used by two published identifiers: GRid A1-2425G-ABC1234002-M
        # (IFPI) and ISAN 0000-0000-D07A-0090-Q-0000-0000-X (ISO 15706-2).
        ("A12425GABC1234002", "M"),
        ("00000000D07A0090", "Q"),
        ("00000000D07A009000000000", "X"),
    ],
)
def test_the_check_character_is_that_of_the_standard(text: str, check: str) -> None:
    assert check_character(text) == check


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        *((text, NotOurCode) for text in ("", "hello", "https://example.org", "antigone:1:x")),
        *((text, NotOurCode) for text in ("ANTIGONE2:1:FERRY:R-0042:F", " ANTIGONE:1:FERRY")),
        *((text, NewerCode) for text in ("ANTIGONE:2:FERRY:R-0042:F", "ANTIGONE:10:")),
        *((text, DamagedCode) for text in ("ANTIGONE", "ANTIGONE:1", "ANTIGONE:1:FERRY:R-0042")),
        ("ANTIGONE:1:FERRY:R-0042:", DamagedCode),
        ("ANTIGONE:1:FERRY:R-0042:F\n", DamagedCode),
        ("ANTIGONE:1:FERRY:R-0042:F:F", DamagedCode),
        ("ANTIGONE:1:FERRY:R-00042:F", DamagedCode),
        ("ANTIGONE:1:FERRY:R-٤٢٤٢:F", DamagedCode),
        ("ANTIGONE:01:FERRY:R-0042:F", DamagedCode),
        ("ANTIGONE:٢:FERRY:R-0042:F", DamagedCode),
    ],
)
def test_what_is_no_whole_label_of_ours_is_refused_by_name(
    text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        Label.read(text)


@given(text=st.text() | st.text("ANTIGONE:1FERYR-0042", max_size=30).map("ANTIGONE:1:".__add__))
def test_no_text_at_all_does_more_than_be_refused(text: str) -> None:
    try:
        label = Label.read(text)
    except (DamagedCode, NotOurCode, NewerCode):
        return
    assert label.payload == text


@pytest.mark.parametrize(
    "code", ["", "42", "R0042", "R-0000", "r-0042", "R-0042 ", "R-٤٢٤٢", "R-00042", "ABCD-0042"]
)
def test_unfit_codes_are_refused(code: str) -> None:
    with pytest.raises(UnfitBodyCode):
        Label(operation="FERRY", code=code)


@pytest.mark.parametrize("operation", ["", "F", "a ferry", "ferry", "FERRY:1", "FERRYBOAT1", "Ж2"])
def test_unfit_operations_are_refused(operation: str) -> None:
    with pytest.raises(UnfitOperationCode):
        Label(operation=operation, code="R-0042")


@given(first=st.integers(1, 500), count=st.integers(1, 50), other=st.integers(1, 500))
def test_two_tents_never_issue_the_same_code(first: int, count: int, other: int) -> None:
    issued = code_block("R", first, count)
    try:
        second = code_block("R", other, count, issued=[issued])
    except BlocksOverlap as refusal:
        assert abs(first - other) < count
        free = int(str(refusal.parameters["free"]).removeprefix("R-"))
        code_block("R", free, count, issued=[issued])
    else:
        assert not set(issued.codes) & set(second.codes)
    assert code_block("E", other, count, issued=[issued]), "another prefix is another row of codes"


def test_a_block_ends_where_the_next_begins() -> None:
    block = code_block("R", 9_998, 4)
    assert block.codes == ("R-9998", "R-9999", "R-10000", "R-10001")
    assert code_block("R", block.following, 1, issued=[block]).codes == ("R-10002",)


@pytest.mark.parametrize(
    ("prefix", "first", "count"),
    [("R", 0, 5), ("R", 1, 0), ("R", -3, 2), ("R", 1, 10**9), ("r", 1, 1), ("", 1, 1)],
)
def test_an_unfit_block_is_refused(prefix: str, first: int, count: int) -> None:
    with pytest.raises(UnfitBlock):
        code_block(prefix, first, count)


# --- the sheet

Ink = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.bool_]]


def ink_of(*codes: str, name: str = "") -> list[Ink]:
    labels = [Label(operation="FERRY", code=code) for code in codes]
    return [~numpy.asarray(page) for page in label_pages(labels, name=name)]


def dots(millimetres: float) -> int:
    return round(millimetres / 25.4 * 300)


def test_the_sheet_holds_every_label_and_is_the_same_twice() -> None:
    labels = [Label(operation="FERRY", code=code) for code in code_block("R", 40, 5).codes]
    pages = label_pages(labels, name="Ferry, Quay 3")
    assert len(pages) == 2, "four to a page"
    assert {page.size for page in pages} == {(2480, 3508)}, "A4 at 300 dots an inch"
    first = labels_pdf(pages)
    assert first.startswith(b"%PDF")
    assert first == labels_pdf(label_pages(labels, name="Ferry, Quay 3"))
    assert b"Date" not in first
    assert len(re.findall(rb"/Type /Page\b", first)) == 2
    # A4 in points: 210 / 25.4 × 72 by 297 / 25.4 × 72.
    (width, height), _ = re.findall(rb"MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", first)
    assert (float(width), float(height)) == pytest.approx((595.3, 841.9), abs=0.2)


def test_each_label_stays_clear_of_its_edges_and_the_cut_is_light() -> None:
    (ink,) = ink_of("R-0040", "R-0041", "R-0042", "RMX-123456", name="W" * 90)
    width, height, clear = dots(LABEL[0]), dots(LABEL[1]), dots(8)
    for top in (0, height):
        for left in (0, width):
            label = ink[top : top + height, left : left + width].copy()
            inner = label[clear:-clear, clear:-clear].sum()
            label[clear:-clear, clear:-clear] = False
            assert inner > 100_000
            assert label.sum() < 300, "nothing but single dots to cut along"
    assert ink[height].sum() > 100
    assert ink[:, width].sum() > 100


@settings(max_examples=8, deadline=None)
@given(number=numbers)
def test_the_printed_qr_says_what_the_label_says(number: int) -> None:
    label = Label(operation="FERRY", code=f"R-{number:04d}")
    (page,) = ink_of(label.code)
    upper_left = numpy.where(page[: dots(LABEL[1]), : dots(LABEL[0])], 0, 255).astype(numpy.uint8)
    assert cv2.QRCodeDetectorAruco().detectAndDecode(upper_left)[0] == label.payload


def test_the_qr_has_four_modules_of_white_around_it() -> None:
    (page,) = ink_of("R-0042", name="gypsy quay, pjq")
    modules = len(qr_modules(Label(operation="FERRY", code="R-0042").payload))
    side = dots(69.85)
    top, left, quiet = dots(27.0), dots(17.6), 4 * side // modules - 2
    around = page[top - quiet : top + side + quiet, left - quiet : left + side + quiet].copy()
    assert around[quiet:-quiet, quiet:-quiet].any()
    around[quiet - 2 : quiet + side + 2, quiet - 2 : quiet + side + 2] = False
    assert not around.any()


@pytest.mark.parametrize(
    ("code", "islands"),
    # R, 4, 6 and 9 enclose one white island each, 8 two, and a slashed zero two.
    [("R-0042", 1 + 2 + 2 + 1), ("R-1111", 1), ("R-6980", 1 + 1 + 1 + 2 + 2)],
)
def test_zeros_have_a_slash_so_that_none_is_read_as_the_letter(code: str, islands: int) -> None:
    (page,) = ink_of(code)
    band = page[dots(104) : dots(125), dots(12) : dots(94)]
    white = numpy.where(band, 0, 255).astype(numpy.uint8)
    count, _ = cv2.connectedComponents(white, connectivity=4)
    # One component is the ink, one the paper around the code.
    assert count - 2 == islands


def test_figures_stand_in_columns() -> None:
    """Tabular: whatever the other figures are, the last one of two sheets stands at one place."""
    ends = []
    for code in ("R-1112", "R-0002", "R-8882"):
        columns = numpy.flatnonzero(ink_of(code)[0][dots(104) : dots(125), : dots(105)].any(axis=0))
        ends.append(int(columns[-1]))
    assert max(ends) == min(ends)


@pytest.mark.parametrize("count", [0, 201])
def test_no_file_without_labels_and_none_that_fills_the_memory(count: int) -> None:
    with pytest.raises(UnfitLabelCount):
        label_pages([Label(operation="FERRY", code="R-0042")] * count)


@pytest.mark.parametrize("name", ["Пором", "العبّارة", "Ferry ☠"])
def test_letters_that_the_font_lacks_are_refused_not_printed_as_boxes(name: str) -> None:
    with pytest.raises(UnprintableName):
        label_pages([Label(operation="FERRY", code="R-0042")], name=name)


@pytest.mark.parametrize("what", ["missing", "folder", "text"])
def test_what_is_no_font_is_refused(tmp_path: Path, what: str) -> None:
    font = tmp_path / "font.ttf"
    if what == "folder":
        font.mkdir()
    elif what == "text":
        font.write_text("Dear sister")
    with pytest.raises(UnfitFont):
        label_pages([Label(operation="FERRY", code="R-0042")], name="Quay", font=font)


def test_small_print_falls_back_to_english_where_the_font_lacks_a_language() -> None:
    label = [Label(operation="FERRY", code="R-0042")]
    pages = [label_pages(label, language=language)[0] for language in ("en", "xx")]
    assert pages[0].tobytes() == pages[1].tobytes()


def test_a_label_of_a_thing_is_typed_by_a_scanner_and_never_taken_for_a_body() -> None:
    (page,) = thing_pages(["E-0001-1", "S/7"], operation="FERRY")

    reading = read_codes(numpy.asarray(page.convert("RGB")))

    assert {one.payload for one in reading.codes} == {"E-0001-1", "S/7"}
    assert reading.labels == ()
    with pytest.raises(UnfitThingCode):
        thing_pages(["кільце"], operation="FERRY")
    with pytest.raises(UnfitLabelCount):
        thing_pages([], operation="FERRY")
