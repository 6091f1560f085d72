"""A laboratory's table of pairs: every row resolved, nothing half-written, the later one in force."""

import math
from datetime import date
from typing import Any

import pytest

from antigone.access import Action, Actor, Discipline, NotAllowed, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.description import PartialDate
from antigone.casework.lists.weighed import findings_of_pair
from antigone.casework.pairs import Pair
from antigone.casework.procedures.importing_pairs import (
    FaultyPairs,
    ImportedPairs,
    PairFile,
    PairsEntered,
    ReportAhead,
    UnclearColumns,
    UnreadablePairs,
    import_pairs,
)
from antigone.casework.procedures.pedigrees import PedigreeFile
from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings
from antigone.casework.step import step
from antigone.evidence.findings import SAME_OR_UNRELATED
from antigone.exchange.pair_columns import Columns, RatioColumn
from antigone.exchange.pedigree import DescendsFromItself, ParentYounger, UnfitPedigree
from tests.casework.deciding import MATCH, Board, board
from tests.casework.desk import last_entry

__all__ = ["board"]

TABLE = """\
Sample,Missing,Family,Relation,LR
R1,M1,F1,sister,2000000
R1,M2,F1,sister,0.001
R2,M1,F1,sister,0.01
R2,M2,F1,sister,50000
"""


@pytest.fixture
def four(board: Board) -> Board:
    """Two bodies and two sisters who are looked for."""
    for code in ("R1", "R2"):
        board.body(code)
    board.missing("M1", born=PartialDate("1990"))
    board.missing("M2", name="Sara Alba", born=PartialDate("1988"))
    return board


def given(text: str | bytes = TABLE, **changes: Any) -> PairFile:
    stated: dict[str, Any] = {
        "name": "pairs.csv",
        "content": text.encode() if isinstance(text, str) else text,
        "laboratory": "Institute of Legal Medicine",
        "software": "dvir 3.3.0",
        "issued": date(2026, 5, 20),
        "hypotheses": SAME_OR_UNRELATED,
    }
    return PairFile(**(stated | changes))


def brought(four: Board, text: str | bytes = TABLE, by: Actor | None = None, **changes: Any) -> Any:
    return import_pairs(by or four.records, given(text, **changes))


def dna(four: Board) -> list[rows.Finding]:
    with within(four.staff.operation):
        return list(
            rows.Finding.objects.filter(kind="dna")
            .select_related("candidate__remains", "candidate__request", "imported")
            .order_by("recorded_at", "log10_lr")
        )


def counting(four: Board, remains: str, request: str) -> list[rows.Finding]:
    with within(four.staff.operation):
        pair = Pair(
            rows.Remains.objects.get(code=remains), rows.TracingRequest.objects.get(code=request)
        )
        return [one for one in pair.findings if one.kind == "dna"]


def nothing(four: Board) -> bool:
    return not any(four.count(one) for one in (rows.PairImport, rows.Finding, rows.Candidate))


def test_what_supports_goes_on_a_list_and_what_does_not_is_kept(four: Board) -> None:
    done: ImportedPairs = brought(four)
    assert done.results == 4
    assert set(done.proposed) == {("R1", "M1"), ("R2", "M2")}
    assert done.unlisted == 2
    found = {one.candidate.remains.code: one for one in dna(four)}
    assert found["R1"].log10_lr == pytest.approx(math.log10(2_000_000))
    assert found["R1"].kinship == "full-sibling"
    assert (found["R1"].same, found["R1"].other) == SAME_OR_UNRELATED
    assert found["R1"].bound == "-12.000 to 12.000"
    assert found["R1"].candidate.source == "laboratory"
    with within(four.staff.operation):
        kept = rows.PairImport.objects.get()
    assert (kept.laboratory, kept.software) == ("Institute of Legal Medicine", "dvir 3.3.0")
    assert kept.issued == date(2026, 5, 20)
    assert len(bytes(kept.sha256)) == 32
    assert {one[4] for one in kept.unlisted} == {-3.0, -2.0}
    entry = last_entry()
    assert entry.action == "pairs.import"
    assert kept.ledger_id in entry.objects
    assert "pairs.file" in [purpose for purpose, _ in entry.commitments]


def test_the_same_bytes_come_in_once(four: Board) -> None:
    brought(four)
    with pytest.raises(PairsEntered):
        brought(four, name="the same.csv", laboratory="Another")
    assert four.count(rows.PairImport) == 1


def test_a_corrected_table_takes_the_earlier_ones_place_even_if_it_says_less(four: Board) -> None:
    brought(four)
    brought(four, TABLE.replace("2000000", "300"))
    (one,) = counting(four, "R1", "M1")
    assert one.log10_lr == pytest.approx(math.log10(300))
    assert len(dna(four)) == 4, "the earlier ones stay on record"


def test_two_laboratories_and_two_questions_stand_beside_each_other(four: Board) -> None:
    brought(four)
    brought(four, TABLE.replace("2000000", "9000"), laboratory="Second institute")
    assert len(counting(four, "R1", "M1")) == 2
    sibling = "Sample,Missing,LR full sibling\nR1,M1,120\n"
    brought(four, sibling, name="siblings.csv")
    asked = {one.other for one in counting(four, "R1", "M1")}
    assert len(asked) == 2
    with within(four.staff.operation):
        key = rows.Candidate.objects.get(remains__code="R1", request__code="M1").pk
    said = findings_of_pair(four.cora, key).stated
    assert [one.kind for one in said.apart] == ["dna"]
    # Two laboratories on one sample are one finding: the stronger counts, once.
    assert said.statement.total.log10 == pytest.approx(math.log10(2_000_000))
    assert "through: a full sibling" in said.statement.bars[0].finding.sentence


@pytest.mark.parametrize(
    ("text", "row", "column", "why"),
    [
        (TABLE.replace("R2,M2", "R9,M2"), 5, "Sample", "no remains “R9”"),
        (TABLE.replace("R1,M1", "R1,M7"), 2, "Missing", "no request “M7”"),
        (TABLE.replace("50000", "0"), 5, "LR", "a number above 0"),
        (TABLE.replace("50000", "-3"), 5, "LR", "a number above 0"),
        (TABLE.replace("50000", "nan"), 5, "LR", "no finite number"),
        (TABLE.replace("50000", "inf"), 5, "LR", "no finite number"),
        (TABLE.replace("50000", "=1+1"), 5, "LR", "a formula"),
        (TABLE + "R1,M1,F1,sister,7\n", 6, "LR", "stand in row 2 already"),
        (TABLE.replace("F1,sister,50000", "F1,landlady,50000"), 5, "Relation", "no kinship"),
    ],
)
def test_a_fault_is_named_by_file_row_and_column_and_nothing_is_written(
    four: Board, text: str, row: int, column: str, why: str
) -> None:
    with pytest.raises(FaultyPairs) as refused:
        brought(four, text)
    said = refused.value.say()
    assert "pairs.csv" in said and f"row {row}, column “{column}”" in said and why in said
    assert nothing(four)


@pytest.mark.parametrize(
    ("refusal", "text", "changes"),
    [
        (UnclearColumns, "a,b,c\nR1,M1,7\n", {}),
        (UnreadablePairs, b"\xff\x00", {}),
        (UnreadablePairs, "Sample,Missing,LR\n", {}),
        (ReportAhead, TABLE, {"issued": date(2126, 1, 1)}),
        (FaultyPairs, TABLE, {"hypotheses": None}),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    four: Board, refusal: type, text: str | bytes, changes: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        brought(four, text, **changes)
    assert nothing(four)


def test_how_a_laboratorys_columns_are_read_is_remembered(four: Board) -> None:
    mapped = Columns(
        remains="Koerper", missing="Person", ratios=(RatioColumn(header="LQ", scale="log10"),)
    )
    own = "Koerper,Person,LQ\nR1,M1,3\n"
    with pytest.raises(UnclearColumns):
        brought(four, own)
    brought(four, own, columns=mapped)
    brought(four, own.replace("3", "4"), name="second.csv")
    (one,) = counting(four, "R1", "M1")
    assert one.log10_lr == pytest.approx(4.0)
    with pytest.raises(UnclearColumns):
        brought(four, own.replace("3", "5"), laboratory="Another institute")
    brought(four, TABLE, name="new headers.csv"), "its header says what the old mapping does not"
    assert four.count(rows.PairImport) == 3


def test_a_pair_that_the_laboratory_excludes_stands_against_and_has_no_number(four: Board) -> None:
    brought(four)
    columns = Columns(
        remains="Sample", missing="Missing", ratios=(RatioColumn(header="LR"),), zero_excludes=True
    )
    brought(four, "Sample,Missing,LR\nR1,M1,0\n", columns=columns)
    (one,) = counting(four, "R1", "M1")
    assert (one.log10_lr, one.outside_reach) == (None, "excluded")
    (kept, *_) = [each.candidate for each in dna(four) if each.candidate_id == one.candidate_id]
    agreed = four.views(kept, MATCH, MATCH, discipline=Discipline.FACE)
    with within(four.staff.operation):
        pair = Pair(kept.remains, kept.request)
        beside = pair.evidence(agreed).beside
    assert [(each.kind, each.contradicts) for each in beside] == [("dna", True)]


def test_what_speaks_against_is_taken_over_when_somebody_comes_onto_the_list(four: Board) -> None:
    brought(four)
    with within(four.staff.operation):
        body, asked = (
            rows.Remains.objects.get(code="R1"),
            rows.TracingRequest.objects.get(code="M2"),
        )
    lead = four.lead(body, asked)
    weigh_findings(four.dora, WeighRecords(candidate=lead.pk))
    (one,) = counting(four, "R1", "M2")
    assert one.log10_lr == pytest.approx(-3.0)
    weigh_findings(four.dora, WeighRecords(candidate=lead.pk))
    assert len([each for each in dna(four) if each.candidate_id == lead.pk]) == 1, "once"


def test_those_whom_a_table_cannot_part_are_told(four: Board) -> None:
    done = brought(four, "Sample,Missing,Family,LR\nR1,M1,F1,400\nR1,M2,F1,400\n")
    assert done.alike == ({"missing": ("M1", "M2"), "remains": ("R1",)},)


def test_what_was_withdrawn_is_not_brought_back(four: Board) -> None:
    from antigone.casework.procedures import erasure

    with within(four.staff.operation):
        request = rows.TracingRequest.objects.get(code="M2").pk
    erasure.withdraw(four.clerk, erasure.Withdrawing(request=request))
    done = brought(four)
    assert done.left_out == ("M2",)
    assert done.results == 2
    assert {one.candidate.request.code for one in dna(four)} == {"M1"}


PEDIGREE = "F1 Rosa 0 0 2\nF1 M1 Karl Rosa 2\nF1 M2 Karl Rosa 2\nF1 Karl 0 0 1\n"


@pytest.mark.parametrize(
    ("refusal", "changed", "names"),
    [
        (None, {}, ()),
        # M2 was born in 1988, her father's daughter M1 in 1990: M1 cannot be a parent of M2.
        (ParentYounger, {"F1 M2 Karl Rosa": "F1 M2 Karl M1"}, ("M1", "1990", "M2", "1988")),
        (
            DescendsFromItself,
            {"F1 Karl 0 0": "F1 Karl M3 0", "F1 Rosa": "F1 M3 Karl 0 1\nF1 Rosa"},
            ("Karl", "M3"),
        ),
        (UnfitPedigree, {"F1 Karl 0 0 1": "F1 Karl 0 0 2"}, ("Karl", "father")),
        (UnfitPedigree, {"F1 Karl 0 0 1\n": ""}, ("Karl",)),
    ],
)
def test_ratios_of_an_impossible_family_are_not_taken_over(
    four: Board, refusal: type | None, changed: dict[str, str], names: tuple[str, ...]
) -> None:
    text = PEDIGREE
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    if refusal is None:
        assert (
            brought(
                four, pedigrees=PedigreeFile(name="families.ped", content=text.encode())
            ).results
            == 4
        )
        return
    with pytest.raises(refusal) as refused:
        brought(four, pedigrees=PedigreeFile(name="families.ped", content=text.encode()))
    assert all(name in refused.value.say() for name in names)
    assert refused.value.advise()
    assert nothing(four)


def test_who_may_and_who_knows_too_much(four: Board) -> None:
    with pytest.raises(NotAllowed):
        brought(four, by=four.bob)
    of = {"discipline": "dna"}
    mine = {"examiner_id": four.ben.account_id}
    with within(four.staff.operation):
        body = rows.Remains.objects.get(code="R2")
    with step(four.ben, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, **mine, remains=body, looked_at=["chart"]))
        more = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Round(**of, **mine, **more, remains=body))
    with pytest.raises(SeparatePerson):
        brought(four, by=four.ben)
    assert nothing(four)
    brought(four, by=four.ann)
    with within(four.staff.operation):
        assert body.bars(four.ann.account_id, Action.ANALYSE)


def test_whoever_imports_reviews_no_body_that_the_table_speaks_against(four: Board) -> None:
    against = "Sample,Missing,LR\nR1,M1,2000000\nR2,M2,0.001\n"
    brought(four, against, by=four.ann)
    with within(four.staff.operation):
        body = rows.Remains.objects.get(code="R2")
        assert not rows.Candidate.objects.filter(remains=body).exists()
        assert body.bars(four.ann.account_id, Action.ANALYSE)
        assert not body.bars(four.ben.account_id, Action.ANALYSE)
