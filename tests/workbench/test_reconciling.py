"""All bodies against all who are missed at one page: an overview from which nobody is identified."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Discipline
from antigone.casework import models as rows
from antigone.casework.procedures import matching
from tests.casework.deciding import EXCLUSION, Board, board

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
    done = browser.post(PAGE, {"pair": "R1 M1", "note": "Seat 14 of the manifest"})
    assert (done.status_code, done["Location"]) == (302, "/o/FERRY/remains/R1/")
    assert board.count(rows.Candidate, source="circumstance") == 1
    assert board.count(rows.Identification) == 0


def test_whoever_compares_a_body_does_not_meet_it_here(
    pairs: dict[tuple[str, str], rows.Candidate], board: Board, browser_of: BrowserOf
) -> None:
    # ann examines DNA and is on the board; she has a row of pairs of R1 open.
    from antigone.access import Action
    from antigone.casework.step import step

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
