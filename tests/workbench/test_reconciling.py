"""All bodies against all who are missed at one page: an overview from which nobody is identified."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.lists import run_kept, together
from antigone.casework.procedures import intake, matching
from antigone.casework.step import step
from antigone.evidence.reconciliation import reconcile
from antigone.workbench.pages import reconciling
from tests.casework.deciding import EXCLUSION, Board, board
from tests.homes import Staff, found_remains, report

__all__ = ["board"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PAGE = "/o/FERRY/reconcile/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def pairs(board: Board) -> dict[tuple[str, str], rows.Candidate]:
    """Two bodies and two sisters: teeth that speak for one way of naming them, and none that ends it."""
    bodies = [board.body("R1"), board.body("R2")]
    asked = [board.missing("M1"), board.missing("M2", name="Sara Alba")]
    odile = board.staff.hire("odile", Discipline.DENTAL)
    listed = {}
    for body in bodies:
        for one in asked:
            candidate = board.lead(body, one)
            same = (body.code, one.code) in (("R1", "M1"), ("R2", "M2"))
            reported = matching.Reported(
                candidate=candidate.pk,
                kind="dental",
                source=f"Chart {body.code}/{one.code}",
                log10_lr=1.0 if same else 0.0,
                interval=(0.5, 1.5) if same else (-0.5, 0.5),
                bound=(-6.0, 6.0),
                same="the body is the missing person",
                other="the body is somebody else",
            )
            matching.weigh(odile, reported)
            listed[body.code, one.code] = candidate
    return listed


def test_nothing_to_weigh(board: Board, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(board.cora).get(PAGE))
    assert "Nothing is open to weigh together." in shown


def test_every_pair_with_its_share_and_no_name(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    shown = text_of(browser.get(PAGE))
    assert "none of these" in shown
    assert f"/o/FERRY/decisions/{pairs['R1', 'M1'].pk}/" in shown
    assert "Sara" not in shown and "Ines" not in shown
    assert "Sara Alba" in text_of(browser.get(PAGE, {"names": "show"}))
    # Weights 10, 1, 1, 10 and 1 for nobody: all assignments of two to two, by hand.
    # none 1; one pair 10 + 1 + 1 + 10; both 10·10 + 1·1 → 124; R1 = M1 in 10 + 100 of them.
    assert f"{110 / 124:.2f}" in shown


def test_what_is_excluded_says_by_what(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    board.views(pairs["R1", "M2"], EXCLUSION, EXCLUSION)
    shown = text_of(browser_of(board.cora).get(PAGE))
    cell = re.search(r'(?s)<td class="excluded" data-label="M2">.*?</td>', shown)
    assert cell is not None
    assert "examiners" in cell[0]


def test_what_if_changes_nothing(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    shown = text_of(browser.get(PAGE, {"body": "R1", "person": "M1", "sign": "out"}))
    assert "Then this would change" in shown
    assert "Nothing of this question is kept." in shown
    assert board.count(rows.Exclusion) == 0
    strange = browser.get(PAGE, {"body": "R7", "person": "M1"})
    assert strange.status_code == 200


def test_a_pair_is_proposed_and_never_identified(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    unsaid = browser.post(PAGE, {"pair": "R1 M1"})
    assert unsaid.status_code == 422
    strange = browser.post(PAGE, {"pair": "R1 M9", "note": "Seat 14"})
    assert strange.status_code == 422
    assert "Seat 14" in text_of(strange)
    long = browser.post(PAGE, {"pair": "R1 M1", "note": "x" * 401})
    assert long.status_code == 422
    done = browser.post(PAGE, {"pair": "R1 M1", "note": "Seat 14 of the manifest"})
    assert (done.status_code, done["Location"]) == (302, "/o/FERRY/remains/R1/")
    assert board.count(rows.Candidate, source="circumstance") == 1
    assert board.count(rows.Identification) == 0


def test_whoever_compares_a_body_does_not_meet_it_here(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    # ann examines DNA and is on the board; she has a row of pairs of R1 open.
    of = {"remains_id": pairs["R1", "M1"].remains_id, "discipline": "dna"}
    with step(board.ann, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, examiner_id=board.ann.account_id, looked_at=["chart"]))
        doing.write(
            rows.Round(
                **of,
                place="first",
                drawn=False,
                fillers=0,
                seed="0",
                examiner_id=board.ann.account_id,
            )
        )
    shown = text_of(browser_of(board.ann).get(f"{PAGE}?look=yes"))
    assert "R2" in shown
    assert "R1" not in shown


def test_who_may_not(board: Board, browser_of: BrowserOf) -> None:
    for nobody in (board.bob, board.records, board.clerk):
        assert browser_of(nobody).get(PAGE).status_code == 403


def test_a_run_that_was_kept_says_what_changed_since_and_why(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    assert "None yet." in text_of(browser.get(PAGE))
    assert browser.post(PAGE, {"do": "keep"}).status_code == 302
    again = browser.post(PAGE, {"do": "keep"})
    assert again.status_code == 422
    assert "Nothing that is weighed has changed since run 1" in text_of(again)
    unchanged = text_of(browser.get(PAGE, {"run": "1"}))
    assert "No posterior moved by more than" in unchanged

    board.views(pairs["R1", "M2"], EXCLUSION, EXCLUSION)
    matching.weigh(
        board.staff.hire("paul", Discipline.DENTAL),
        matching.Reported(
            candidate=pairs["R1", "M1"].pk,
            kind="dna",
            source="Report 9",
            log10_lr=3.0,
            interval=(2.5, 3.5),
            bound=(-6.0, 6.0),
            same="the body is the missing person",
            other="the body is somebody else",
        ),
    )
    shown = text_of(browser.get(PAGE, {"run": "1"}))
    # Teeth 1.0, and DNA 3.0 beside them: 10 times 1 000.
    assert "The log10 LR of R1 and M1 went from 1.00 to 4.00." in shown
    assert "R1 and M2 are now excluded." in shown
    assert re.search(r">R1</span> · .*?>M1</span>: new: DNA", shown)
    assert board.count(rows.ReconciliationRun) == 1, "looking keeps nothing"
    assert browser.get(PAGE, {"run": "7"}).status_code == 404


def test_a_run_holds_no_name_and_no_body_that_its_reader_compares(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser_of(board.cora).post(PAGE, {"do": "keep"})
    with within(board.staff.operation):
        kept = rows.ReconciliationRun.objects.get()
    stored = repr((kept.problem, kept.rests_on, kept.excluded))
    assert "R1" in stored
    assert "Ines" not in stored and "Sara" not in stored
    of = {"remains_id": pairs["R1", "M1"].remains_id, "discipline": "dna"}
    mine = {"examiner_id": board.ann.account_id}
    with step(board.ann, Action.COMPARE) as doing:
        doing.write(rows.Analysis(**of, **mine, looked_at=["chart"]))
        more = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Round(**of, **mine, **more))
    browser = browser_of(board.ann)
    shown = text_of(browser.get(PAGE, {"look": "yes", "run": "1"}))
    assert "Since run 1" in shown
    assert "R1" not in shown
    refused = browser.post(PAGE, {"do": "keep"})
    assert refused.status_code == 422
    assert "R1" not in text_of(refused)


def test_a_run_does_not_tell_by_others_whom_the_board_named_the_body_that_its_reader_compares(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board
) -> None:
    weights = [[1.0, 0.0], [0.0, 1.0]]
    known = {"remains": ["R1", "R2"], "missing": ["M1", "M2"], "log10_lr": weights}
    known |= {"locked": [["R1", "M2"]]}
    with step(board.cora, Action.KEEP_RUN) as doing:
        doing.write(rows.ReconciliationRun(number=1, problem=known, rests_on=[], excluded=[]))
    of = {"remains_id": pairs["R1", "M1"].remains_id, "discipline": "dna"}
    with step(board.ann, Action.COMPARE) as doing:
        more = {"place": "first", "drawn": False, "fillers": 0, "seed": "0"}
        doing.write(rows.Analysis(**of, examiner_id=board.ann.account_id, looked_at=["chart"]))
        doing.write(rows.Round(**of, **more, examiner_id=board.ann.account_id))
    seen = run_kept(board.ann, 1).problem
    assert (seen.remains, seen.locked) == (("R2",), ())
    # Were M2 shut out for R2, somebody else would have to be M2: the body that is not shown.
    assert seen.log10_lr.tolist() == [[0.0, 1.0]]
    assert run_kept(board.cora, 1).problem.locked == (("R1", "M2"),)


def test_what_if_one_finding_more(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    browser = browser_of(board.cora)
    asked = {"body": "R1", "person": "M2", "sign": "finding", "log10": "3"}
    shown = text_of(browser.get(PAGE, asked))
    assert "The log10 LR of R1 and M2 went from 0.00 to 3.00." in shown
    assert "Nothing of this question is kept." in shown
    for unfit in ("", "x", "nan", "inf", "-inf"):
        answer = browser.get(PAGE, asked | {"log10": unfit})
        assert answer.status_code == 200
        assert "Nothing was re" in text_of(answer), "refused with a sentence"
    assert board.count(rows.Finding) == 4


def test_findings_that_share_something_count_once(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    for number in range(3):
        matching.weigh(
            board.staff.hire(f"d{number}", Discipline.DENTAL),
            matching.Reported(
                candidate=pairs["R1", "M1"].pk,
                kind="dental",
                source=f"The same chart, copy {number}",
                log10_lr=1.0,
                interval=(0.5, 1.5),
                bound=(-6.0, 6.0),
                same="the body is the missing person",
                other="the body is somebody else",
            ),
        )
    assert f"{110 / 124:.2f}" in text_of(browser_of(board.cora).get(PAGE)), "as with one of them"


def test_the_picture_says_what_the_table_says(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    shown = text_of(browser_of(board.cora).get(PAGE))
    assert shown.index("<table") < shown.index("<svg xmlns")
    picture = shown[shown.index("<svg xmlns") : shown.index("</svg>", shown.index("<svg xmlns"))]
    assert "R1" in picture and "M2" in picture
    assert "style=" not in picture and "Sara" not in picture


def test_of_a_large_block_whoever_is_worth_a_look_is_listed_and_the_script_gets_every_pair(
    pairs: dict[tuple[str, str], rows.Candidate],
    board: Board,
    browser_of: BrowserOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reconciling, "_MOST_DRAWN", 1)
    board.views(pairs["R1", "M2"], EXCLUSION, EXCLUSION)
    shown = text_of(browser_of(board.cora).get(PAGE))
    cells = re.search(
        r'(?s)<script id="block-0-cells" type="application/json">(.*?)</script>', shown
    )
    assert cells is not None
    told = json.loads(cells[1])
    assert told["people"] == ["M1", "M2"]
    first, second = told["rows"]
    # Without R1 = M2: none 1, R1 = M1 10, R2 = M1 1, R2 = M2 10, both 100 → 122.
    assert (first["shares"], first["none"]) == ({"0": round(110 / 122, 3)}, round(12 / 122, 3))
    assert (list(first["out"]), told["grounds"]) == (["1"], ["the examiners exclude it"])
    assert second["shares"] == {"0": round(1 / 122, 3), "1": round(110 / 122, 3)}
    decided = f"/o/FERRY/decisions/{pairs['R1', 'M1'].pk}/"
    assert first["addresses"]["0"] == decided
    listed = re.search(r'(?s)<td data-label="Worth a look">(.*?)</td>', shown)
    assert listed is not None
    assert decided in listed[1] and f"{110 / 122:.2f}" in listed[1]


def test_what_speaks_against_people_on_no_list_counts(board: Board, browser_of: BrowserOf) -> None:
    from tests.casework.test_importing_pairs import TABLE, given

    for code in ("R1", "R2"):
        board.body(code)
    board.missing("M1")
    board.missing("M2", name="Sara Alba")
    from antigone.casework.procedures.importing_pairs import import_pairs

    import_pairs(board.records, given(TABLE))
    known = together(board.cora)
    assert known.problem.log10_lr[0].tolist() == pytest.approx([6.30103, -3.0])
    assert set(known.listed) == {("R1", "M1"), ("R2", "M2")}


def test_a_manifest_says_how_many_bodies_are_on_the_list(
    administrator: Actor, board: Board
) -> None:
    from antigone.casework.gathering import gather
    from antigone.casework.models.operation import Listing, OperationKind
    from antigone.casework.procedures import operations

    assert together(board.cora).on_list is None
    closed = operations.NewOperation(
        code="COACH",
        name="Coach",
        kind=OperationKind.INCIDENT,
        authority="Coroner",
        legal_basis="Coroners Act, s. 12",
        declared_missing=8,
        listing=Listing.CLOSED,
        manifest=tuple(operations.Seat(name=f"Seat {one}") for one in range(8)),
    )
    operation = operations.open_operation(administrator, closed)
    staff = Staff(administrator, operation.id)
    clerk, mortuary = staff.hire("c2", Role.INTAKE_OFFICER), staff.hire("m2", Role.MORTUARY_OFFICER)
    for code in ("X1", "X2", "X3", "X4"):
        intake.record_remains(mortuary, found_remains(code))
    for code in ("N1", "N2"):
        intake.open_request(clerk, report(code))
    with within(operation.id):
        known = gather(clerk.account_id)
    # (8 + 1) / (8 + 2) of them by the manifest; of four bodies at most two are among two people.
    assert known.on_list == pytest.approx(0.9 * 0.5)
    before = reconcile(known.problem)
    assert sum(1 - before.none_remains) == pytest.approx(0.45 * 4)
