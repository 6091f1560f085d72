"""DNA tables of pairs: read as the laboratory wrote them, or refused by row, column and remedy."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.errors import Refusal
from antigone.evidence import DifferentHypotheses, Hypotheses, Problem, UnfitReport, reconcile
from antigone.exchange.pair_columns import Columns, Kinship, RatioColumn, UnclearColumns
from antigone.exchange.pair_results import Alike, PairTable
from antigone.exchange.pair_tables import (
    MOST_BYTES,
    FaultyPairs,
    UnreadablePairs,
    columns_of,
    read_pairs,
)

SAME_OR_NOT = Hypotheses(same="the remains are the missing person", other="they are unrelated")

# dvir 3.3, dataset `fire`: what its own test expects of pairwiseLR (tests/testthat/test-fire-solve.R).
FIRE_MATRIX = """\
,M1,M2,M3
V1,121.347585,398.582218,398.582218
V2,0.5826857,36.563503,36.563503
V3,0.002019597,1.312181,1.312181
"""
FIRE_AM = """\
Family,Missing,Sample,LR,GLR,Conclusion,Comment
F1,M1,V1,121.347585,70582.39,Match (GLR),"Joint: {M1,M2,M3}"
F1,M2,V2/V3,NA,2947149.10,Symmetric match,"Full siblings: {M2, M3} = {V2, V3}"
F1,M3,V2/V3,NA,2947149.10,Symmetric match,"Full siblings: {M2, M3} = {V2, V3}"
"""
FIRE_PM = """\
Sample,Missing,Family,LR,GLR,Conclusion,Comment
V1,M1,F1,121.347585,70582.39,Match (GLR),"Joint: {M1,M2,M3}"
V2,M2/M3,F1,36.563503,2947149.10,Symmetric match,"Full siblings: {V2, V3} = {M2, M3}"
V3,M2/M3,F1,1.312181,2947149.10,Symmetric match,"Full siblings: {V2, V3} = {M2, M3}"
"""
# dvir, dataset `example2`, whose test expects 0 and NA so (tests/testthat/test-pairwise.R).
EXAMPLE2 = "Sample,M1,M2,M3\nV1,1,0,NA\nV2,1,5,NA\nV3,NA,NA,5\n"


def read(text: str | bytes, name: str = "pairs.csv", **stated: Any) -> PairTable:
    known = {
        "laboratory": "Institute of Legal Medicine",
        "software": "dvir 3.3.0",
        "issued": date(2031, 5, 20),
        "hypotheses": SAME_OR_NOT,
    }
    content = text.encode() if isinstance(text, str) else text
    return read_pairs(name, content, **{**known, **stated})


def times(table: PairTable) -> dict[tuple[str, str], float | None]:
    return {
        (one.remains, one.missing): one.ratio and pytest.approx(10**one.ratio.log10)
        for one in table.results
    }


def test_a_matrix_of_dvir_is_read_and_its_two_brothers_are_not_parted() -> None:
    table = read(FIRE_MATRIX)
    assert len(table.results) == 9
    assert times(table)["V2", "M1"] == 0.5826857
    assert table.alike(SAME_OR_NOT) == (Alike(missing=("M2", "M3"), remains=("V1", "V2", "V3")),)


def test_the_summaries_of_dvir_name_the_brothers_themselves() -> None:
    by_missing = read(FIRE_AM)
    assert times(by_missing) == {("V1", "M1"): 121.347585}  # no GLR is taken for a pair's ratio
    assert by_missing.stated_alike == (Alike(missing=("M2", "M3"), remains=("V2", "V3")),)
    by_remains = read(FIRE_PM)
    assert times(by_remains) == {
        ("V1", "M1"): 121.347585,
        ("V2", "M2"): 36.563503,
        ("V2", "M3"): 36.563503,
        ("V3", "M2"): 1.312181,
        ("V3", "M3"): 1.312181,
    }
    assert {one.family for one in by_remains.results} == {"F1"}
    assert by_remains.alike(SAME_OR_NOT) == (Alike(missing=("M2", "M3"), remains=("V2", "V3")),)


def test_zero_is_refused_until_the_mapping_says_that_it_means_exclusion() -> None:
    with pytest.raises(FaultyPairs, match="row 2, column “M2”") as refused:
        read(EXAMPLE2)
    assert "say that its 0 means exclusion" in refused.value.say()
    columns = replace(columns_of("pairs.csv", EXAMPLE2.encode()), zero_excludes=True)
    table = read(EXAMPLE2, columns=columns)
    assert times(table) == {
        ("V1", "M1"): 1,
        ("V1", "M2"): None,  # excluded
        ("V2", "M1"): 1,
        ("V2", "M2"): 5,
        ("V3", "M3"): 5,  # NA: not computed, and no result
    }
    almost = EXAMPLE2.replace(",0,", ",1e-400,")
    with pytest.raises(FaultyPairs, match="1e-400"):
        read(almost, columns=columns)


def test_a_table_is_ready_to_be_reconciled() -> None:
    """dvir solves `example2` with V1 = M1, V2 = M2, V3 = M3 (README; Vigeland & Egeland 2021)."""
    columns = replace(columns_of("pairs.csv", EXAMPLE2.encode()), zero_excludes=True)
    table = read(EXAMPLE2, columns=columns)
    remains, missing = ("V1", "V2", "V3"), ("M1", "M2", "M3")
    weights = table.weights(SAME_OR_NOT, remains=remains, missing=missing)
    assert weights[0] == [0, None, 0]
    assert weights[1] == [0, pytest.approx(0.69897), 0]
    found = reconcile(Problem(remains=remains, missing=missing, log10_lr=weights))  # type: ignore[arg-type]
    assert found.best["V2"] == "M2"
    assert found.best["V3"] == "M3"


def test_an_imported_result_keeps_who_computed_it_by_what_when_and_in_which_file() -> None:
    table = read(FIRE_MATRIX, name="fire.csv")
    assert table.report.sha256 == sha256(FIRE_MATRIX.encode()).hexdigest()
    ratio = table.results[0].ratio
    assert ratio
    for kept in ("Institute of Legal Medicine", "dvir 3.3.0", "2031-05-20", "fire.csv"):
        assert kept in ratio.source
    assert table.report.sha256[:12] in ratio.source
    assert (ratio.status, ratio.hypotheses) == ("imported", SAME_OR_NOT)
    for field in ("laboratory", "software"):
        with pytest.raises(UnfitReport, match=field):
            read(FIRE_MATRIX, **{field: " "})


def test_the_mapping_is_found_shown_corrected_and_remembered() -> None:
    text = "Body;Person;Wert\nR1;M1;1,5\nR2;M1;0,25\n"
    with pytest.raises(UnclearColumns, match="Wert") as refused:
        read(text)
    assert "can be kept" in refused.value.advise()
    given_by_hand = Columns(
        remains="Body",
        missing="Person",
        ratios=(RatioColumn(header="Wert"),),
        separator=";",
        decimal=",",
    )
    kept = given_by_hand.as_json()
    assert Columns.from_json(kept) == given_by_hand
    assert times(read(text, columns=Columns.from_json(kept))) == {
        ("R1", "M1"): 1.5,
        ("R2", "M1"): 0.25,
    }
    with pytest.raises(UnclearColumns, match="“Wert”, which it does not have"):
        read("Body;Person;LR\nR1;M1;1,5\n", columns=given_by_hand)


def test_several_hypotheses_stay_apart() -> None:
    text = "PM,MP,Relationship,LR unrelated,LR full sibling\nR1,M1,mother,4e6,12.5\n"
    table = read(text, hypotheses=None)
    unrelated, sibling = table.questions()
    assert "unrelated" in unrelated.other
    assert "full sibling" in sibling.other
    (one,), (other,) = table.under(unrelated), table.under(sibling)
    assert one.kinship == other.kinship == Kinship.PARENT
    assert one.ratio
    assert other.ratio
    assert 10**other.ratio.log10 == pytest.approx(12.5)
    with pytest.raises(DifferentHypotheses):
        one.ratio.and_(other.ratio)


def test_rows_may_state_their_own_hypotheses() -> None:
    text = (
        "Sample,Missing,H1,H2,log10 LR\n"
        "V1,M1,V1 is M1,V1 is unrelated,6\n"
        "V1,M1,V1 is M1,V1 is a sibling of M1,1.2\n"
    )
    table = read(text, hypotheses=None)
    assert [one.other for one in table.questions()] == ["V1 is unrelated", "V1 is a sibling of M1"]
    assert [one.ratio and one.ratio.log10 for one in table.results] == [6, pytest.approx(1.2)]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ("V1,M1,0", "LR", "above 0"),
        ("V1,M1,-3", "LR", "above 0"),
        ("V1,M1,inf", "LR", "no finite number"),
        ("V1,M1,Infinity", "LR", "no finite number"),
        ("V1,M1,1e999", "LR", "no finite number"),
        ("V1,M1,NaN", "LR", "no finite number"),
        ("V1,M1,#VALUE!", "LR", "no finite number"),
        ("V1,M1,1_000", "LR", "no finite number"),
        ("V1,M1,٣", "LR", "no finite number"),
        ("V1,M1,=1+1", "LR", "formula"),
        ('V1,M1,"=HYPERLINK(""http://x"")"', "LR", "formula"),
        ("=cmd|' /C calc'!A0,M1,5", "Sample", "formula"),
        ("V1,@SUM(A1),5", "Missing", "formula"),
        ("V1,,5", "Missing", "empty"),
        ("V1,M\u202e1,5", "Missing", "cannot be seen"),
        (f"V1,{'M' * 200},5", "Missing", "longer"),
        ("V1,M1,5,6", "(whole row)", "4 cells"),
        ("V1,M1", "(whole row)", "2 cells"),
    ],
)
def test_a_hostile_cell_is_refused_by_row_column_and_remedy(
    cells: str, column: str, why: str
) -> None:
    with pytest.raises(FaultyPairs) as refused:
        read(f"Sample,Missing,LR\nV9,M9,2.0\n{cells}\n")
    said = refused.value.say()
    assert f"row 3, column “{column}”" in said
    assert why in said
    assert refused.value.parameters["count"] == 1
    assert said.split(why)[1].split("\n")[0].count(".") >= 1  # a remedy follows


def test_every_fault_of_a_table_is_named_at_once() -> None:
    rows = "".join(f"V{at},M{at},{-at}\n" for at in range(30))
    with pytest.raises(FaultyPairs, match="30 faults") as refused:
        read(f"Sample,Missing,LR\n{rows}")
    assert refused.value.say().count("row ") == 20  # and no screen is filled


def test_hypotheses_that_are_missing_or_half_stated_are_refused() -> None:
    with pytest.raises(FaultyPairs, match="no hypotheses are stated"):
        read("Sample,Missing,LR\nV1,M1,5\n", hypotheses=None)
    for row in ("V1,M1,V1 is M1,,5", "V1,M1,unrelated,unrelated,5"):
        with pytest.raises(FaultyPairs, match="not two hypotheses"):
            read(f"Sample,Missing,H1,H2,LR\n{row}\n")


def test_a_pair_that_stands_twice_on_one_question_is_refused() -> None:
    with pytest.raises(FaultyPairs, match=r"row 3.*V1 and M1 stand in row 2"):
        read("Sample,Missing,LR\nV1,M1,5\nV1,M1,5000\n")


def test_an_unknown_kinship_is_refused_and_known_ones_are_read_in_many_spellings() -> None:
    table = read("Sample,Missing,Relation,LR\nV1,M1,Full siblings,5\nV2,M1,,5\nV3,M1,AUNT,5\n")
    assert [one.kinship for one in table.results] == [
        Kinship.FULL_SIBLING,
        Kinship.PEDIGREE,
        Kinship.UNCLE_OR_AUNT,
    ]
    with pytest.raises(FaultyPairs, match="“friend” is no kinship"):
        read("Sample,Missing,Relation,LR\nV1,M1,friend,5\n")


def test_an_exclusion_is_kept_as_one() -> None:
    table = read("Sample,Missing,LR,Conclusion\nV1,M1,,Excluded\nV2,M1,7,\n")
    assert times(table) == {("V1", "M1"): None, ("V2", "M1"): 7}
    assert table.weights(SAME_OR_NOT, remains=["V1", "V2", "V3"], missing=["M1"]) == [
        [None],
        [pytest.approx(0.845098)],
        [0.0],
    ]


def test_decimal_commas_are_read_where_they_can_be_nothing_else() -> None:
    table = read("Sample;Missing;LR\nV1;M1;1,5\nV2;M1;12,25\n")
    assert table.columns.decimal == ","
    assert times(table) == {("V1", "M1"): 1.5, ("V2", "M1"): 12.25}
    for cells in ("1,234", "1.234,5", "1,234.5"):
        with pytest.raises(UnclearColumns, match="two ways"):
            read(f"Sample;Missing;LR\nV1;M1;{cells}\n")
    decided = replace(table.columns, decimal=".")
    with pytest.raises(FaultyPairs, match="does not use for decimals"):
        read("Sample;Missing;LR\nV1;M1;1,5\n", columns=decided)
    with pytest.raises(FaultyPairs, match="does not use for decimals"):
        read("Sample;Missing;LR\nV1;M1;1.5\n", columns=table.columns)


@pytest.mark.parametrize(
    ("header", "scale", "cell", "expected"),
    [
        ("LR", "times", "1000", 1000),
        ("log10(LR)", "log10", "3", 1000),
        ("ln(LR)", "ln", "6.907755279", 1000),
        ("Combined LR", "times", "1e3", 1000),
    ],
)
def test_scales_are_told_by_their_headers(
    header: str, scale: str, cell: str, expected: float
) -> None:
    table = read(f"Sample,Missing,{header}\nV1,M1,{cell}\n")
    assert table.columns.ratios[0].scale == scale
    assert times(table) == {("V1", "M1"): expected}


def test_a_logarithm_beyond_reason_is_asked_back() -> None:
    with pytest.raises(FaultyPairs, match="of which base"):
        read("Sample,Missing,log10 LR\nV1,M1,4000000\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no row"),
        (b"Sample,Missing,LR\n", "no row"),
        (b"\n\n\n", "no row"),
        (b"Sample,Missing,LR\nV1,M\xe9,5\n", "byte 22 is not UTF-8"),
        (b"\xff\xfeS\x00a", "not UTF-16|no row"),
        (b"PK\x03\x04" + b"\0" * 50, "workbook"),
        (b"Sample,Missing,LR\nV1,M\0,5\n", "zero bytes"),
        (b"x" * (MOST_BYTES + 1), "larger than 20 MB"),
        (b'Sample,Missing,LR\nV1,"M1,5\n', "unexpected end of data"),
        (b"Sample,Missing,LR,LR\nV1,M1,5,5\n", "stands twice"),
        (b"Sample,=1+1,LR\nV1,M1,5\n", "formula"),
        (b"Sample,Missing,LR\nV1,M1,NA\n", "holds no ratio"),
        (b"Sample," + b",".join(b"M%d" % at for at in range(5_001)) + b"\nV1\n", "5000 columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, why: str) -> None:
    with pytest.raises((UnreadablePairs, UnclearColumns), match=why):
        read(content)


def test_other_encodings_with_their_mark_are_read() -> None:
    text = "Sample\tMissing\tLR\nV1\tОлена\t5\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert times(read(text.encode(encoding))) == {("V1", "Олена"): 5}


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("Sample,Missing,GLR", "likelihood ratio"),
        ("Sample,Body,Missing,LR", "may both hold the remains"),
        ("Sample,Somebody,LR", "hold the missing"),
        ("Who,Missing,LR", "hold the remains"),
        ("Sample,Missing,H1,LR", "one hypothesis"),
    ],
)
def test_an_unclear_header_is_asked_back_and_never_guessed(header: str, why: str) -> None:
    with pytest.raises(UnclearColumns, match=why) as refused:
        read(f"{header}\n{','.join('5' for _ in header.split(','))}\n")
    assert header.partition(",")[0] in refused.value.say()


_RATIO = '[{"header": "c", "scale": "ln", "hypotheses": null}]'


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "null",
        '{"remains": "a"}',
        '{"remains": "a", "missing": "b", "ratios": []}',
        '{"remains": "a", "missing": "b", "ratios": [{"header": "c", "scale": "dB", "hypotheses": null}]}',
        f'{{"remains": 5, "missing": "b", "ratios": {_RATIO}}}',
        f'{{"remains": "a", "missing": "a", "ratios": {_RATIO}}}',
        f'{{"remains": "a", "missing": "b", "ratios": {_RATIO}, "decimal": ","}}',
        "[" * 100_000,
    ],
)
def test_a_kept_mapping_that_cannot_be_followed_is_refused(kept: str) -> None:
    with pytest.raises(UnclearColumns):
        Columns.from_json(kept)


@given(st.binary(max_size=300))
def test_nothing_but_a_refusal_comes_of_random_bytes(content: bytes) -> None:
    try:
        table = read(content)
    except Refusal as refused:
        assert refused.advise()
    else:
        assert table.results


_CELLS = st.sampled_from(
    [
        "V1",
        "M1",
        "5",
        "0",
        "-1",
        "1e999",
        "NA",
        "",
        "=1",
        "1,5",
        "nan",
        "ß",
        "LR",
        "Sample",
        "\u200f",
    ]
)


@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3), max_size=6))
def test_whatever_the_cells_hold_what_is_read_is_finite(rows: list[list[str]]) -> None:
    body = "\n".join(";".join(row) for row in rows)
    try:
        table = read(f"Sample;Missing;LR\n{body}\n")
    except Refusal:
        return
    for one in table.results:
        assert one.ratio
        assert -12 <= one.ratio.log10 <= 12
        assert not one.missing.startswith("=")
