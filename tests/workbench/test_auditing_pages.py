"""Bodies that might be one person, at their page and where all is weighed together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Role
from antigone.casework import models as rows
from antigone.casework.jobs import Worker
from antigone.casework.procedures.auditing import AUDIT, begin_audit
from tests.casework.faces_at_hand import Mortuary, mortuary
from tests.casework.test_auditing import again
from tests.homes import unfenced

__all__ = ["mortuary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PAGE = "/o/FERRY/audits/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def twice(mortuary: Mortuary) -> Mortuary:
    """A body that was recorded twice, and one that has no face."""
    mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    mortuary.body("R3")
    return mortuary


def test_an_examiner_begins_one_and_is_warned_before_she_sees_whom_it_found(
    twice: Mortuary, browser_of: BrowserOf
) -> None:
    browser = browser_of(twice.examiner)
    assert "None yet" in text_of(browser.get(PAGE))
    assert browser.post(f"{PAGE}begin")["Location"] == PAGE
    assert "goes on: 0 of 3 bodies so far" in text_of(browser.get(PAGE))
    Worker(kinds=frozenset({AUDIT})).work(once=True)
    warned = text_of(browser.get(PAGE))
    assert "2 of 3 bodies took part" in warned
    assert "1: no photograph shows the code" in warned
    assert "Look all the same" in warned
    assert "R1" not in warned
    with unfenced():
        assert not rows.Unblinding.objects.exists()
    shown = text_of(browser.get(PAGE, {"look": "yes"}))
    assert "perhaps one body, recorded twice" in shown
    assert "/o/FERRY/remains/R1/" in shown and "/o/FERRY/remains/R2/" in shown
    with unfenced():
        known = rows.Unblinding.objects.values_list("remains__code", "recorded_by")
        assert set(known) == {(code, twice.examiner.account_id) for code in ("R1", "R2")}


def test_records_see_it_and_begin_none(twice: Mortuary, browser_of: BrowserOf) -> None:
    browser = browser_of(twice.records)
    shown = text_of(browser.get(PAGE))
    assert "No two bodies look like one person." in shown
    assert "Audit all bodies" not in shown
    assert browser.post(f"{PAGE}begin").status_code == 403
    assert "/o/FERRY/audits/" in text_of(browser.get("/o/FERRY/remains/"))
    for nobody in (twice.clerk, twice.officer):
        assert browser_of(nobody).get(PAGE).status_code == 403


def test_the_board_meets_it_where_all_is_weighed_together(
    twice: Mortuary, browser_of: BrowserOf
) -> None:
    board = twice.staff.hire("board", Role.BOARD_MEMBER)
    browser = browser_of(board)
    assert "Perhaps one person" not in text_of(browser.get("/o/FERRY/reconcile/"))
    begin_audit(twice.examiner)
    Worker(kinds=frozenset({AUDIT})).work(once=True)
    shown = text_of(browser.get("/o/FERRY/reconcile/"))
    assert "Perhaps one person" in shown
    assert "perhaps one body, recorded twice" in shown
    with unfenced():
        assert rows.Remains.objects.filter(part_of=None, outcome="open").count() == 3
