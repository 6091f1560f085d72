"""Data protection at its page: what was withdrawn, what ends, and the receipts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Role
from antigone.casework import jobs
from antigone.casework.procedures import erasure, intake
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, temporary
from tests.casework.faces_at_hand import permitted
from tests.homes import Staff, report

__all__ = ["committed", "desk", "temporary"]
pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
PROTECTION = "/o/FERRY/protection/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def officer(staff: Staff) -> Actor:
    return staff.hire("petra", Role.DATA_PROTECTION_OFFICER)


def test_nothing_waits(officer: Actor, browser_of: BrowserOf) -> None:
    shown = text_of(browser_of(officer).get(PROTECTION))
    assert "Nothing waits." in shown
    assert "Nothing ends in these days." in shown


def test_what_ends_is_asked_about(staff: Staff, officer: Actor, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    soon = date.today() + timedelta(days=20)
    intake.open_request(clerk, report("M1", permitted=permitted(valid_until=soon)))
    later = date.today() + timedelta(days=200)
    intake.open_request(clerk, report("M2", permitted=permitted(valid_until=later)))
    shown = text_of(browser_of(officer).get(PROTECTION))
    assert "M1" in shown
    assert "M2" not in shown
    assert "Expiry asks, it does not delete" in shown


def test_a_withdrawal_waits_until_its_files_are_gone(
    committed: None, desk: Desk, officer: Actor, browser_of: BrowserOf
) -> None:
    erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    browser = browser_of(officer)
    assert "its files are being searched for and removed" in text_of(browser.get(PROTECTION))
    assert jobs.work(once=True) == 1
    shown = text_of(browser.get(PROTECTION))
    assert "its files are being searched for" not in shown
    assert "Searched for its traces, and none found" in shown


def test_who_may_not(staff: Staff, browser_of: BrowserOf) -> None:
    for role in (Role.MORTUARY_OFFICER, Role.BOARD_MEMBER, Role.PROSECUTORS_LIAISON):
        assert browser_of(staff.hire(f"a-{role}", role)).get(PROTECTION).status_code == 403
