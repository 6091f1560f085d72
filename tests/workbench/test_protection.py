"""Data protection at its page: what was withdrawn, what ends, and the receipts."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from antigone.access import Action, Actor, Role
from antigone.casework import jobs
from antigone.casework.procedures import erasure, intake, packets
from antigone.casework.step import step
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, temporary
from tests.casework.faces_at_hand import permitted
from tests.casework.packet_desk import Abroad, abroad, bench, mortuary
from tests.casework.review_desk import SAME
from tests.homes import Scene, Staff, clone, report

__all__ = ["abroad", "bench", "committed", "desk", "mortuary", "temporary"]
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


@pytest.fixture
def searched(scene: Scene) -> tuple[Scene, Actor]:
    """A body from which an examiner has searched, and an officer who watches over the data."""
    return scene, scene.staff.hire("petra", Role.DATA_PROTECTION_OFFICER)


def test_a_first_search_is_looked_into_in_words(
    searched: tuple[Scene, Actor], browser_of: BrowserOf
) -> None:
    scene, petra = searched
    with step(scene.examiner, Action.SEARCH) as doing:
        doing.write(clone(scene.search, drawn=True))
    browser = browser_of(petra)
    front = text_of(browser.get("/o/FERRY/"))
    assert "it was drawn to be looked into" in front
    shown = text_of(browser.get(PROTECTION))
    assert "First searches to look into" in shown
    (address,) = re.findall(r'href="([^"]+/protection/searches/[0-9a-f-]+/)"', shown)
    page = text_of(browser.get(address))
    assert "established by" in page and "1, code readable in 1" in page
    # Nobody whom the search listed, and nothing of its strength.
    for word in ("T-0031", "Alba", "M1", "above the line", "similarity"):
        assert word not in page
    unsaid = browser.post(address, {"finding": "in-order", "because": " "})
    assert unsaid.status_code == 422
    assert "a tick tells nobody later" in text_of(unsaid)
    said = {"finding": "to-follow", "because": "No label beside the face; asked the quay."}
    assert browser.post(address, said)["Location"] == PROTECTION
    assert address not in text_of(browser.get(PROTECTION))
    again = text_of(browser.get(address))
    assert "asked the quay" in again and "to be followed up" in again
    assert "<form" not in again[again.index("<main") :]
    ledger = text_of(browser.get("/o/FERRY/ledger/", {"action": "search.check"}))
    assert "looked into searches" in ledger and "R1" in ledger and "quay" not in ledger


def test_a_day_of_many_searches_is_looked_into(
    searched: tuple[Scene, Actor], browser_of: BrowserOf, settings: Any
) -> None:
    scene, petra = searched
    for _ in range(settings.ANTIGONE.settings.searches_a_day):
        with step(scene.examiner, Action.SEARCH) as doing:
            doing.write(clone(scene.search))
    browser = browser_of(petra)
    shown = text_of(browser.get(PROTECTION))
    assert "41 searches" in shown and "the limit of this house is 40 in a day" in shown
    (address,) = re.findall(r'href="([^"]+/protection/searches/[0-9a-f-]+/\d{4}-[^"]+)"', shown)
    assert text_of(browser.get(address)).count('<th scope="row">') == 41
    said = {"finding": "in-order", "because": "The morning of the ferry; her chief confirms it."}
    assert browser.post(address, said)["Location"] == PROTECTION
    assert "Nobody searched more than this house allows for" in text_of(browser.get(PROTECTION))
    assert "her chief confirms it" in text_of(browser.get(address))
    assert browser.get(address[:-1]).status_code == 404


def test_what_leaves_the_home_waits_for_its_second_signature_and_then_for_its_answer(
    abroad: Abroad, browser_of: BrowserOf
) -> None:
    petra = abroad.bench.staff.hire("petra", Role.DATA_PROTECTION_OFFICER)
    browser = browser_of(petra)
    assert "No blind packet waits" in text_of(browser.get(PROTECTION))
    abroad.bench.first(SAME)
    packet = abroad.prepared().packet
    waits = text_of(browser.get(PROTECTION))
    assert "Waits for a second signature" in waits and "board prepared it" in waits
    packets.release(abroad.records, packet.id)
    gone = text_of(browser.get(PROTECTION))
    assert "Waits for a second signature" not in gone
    assert packet.code in gone and "awaited" in gone
    # Whom it holds is told to nobody here.
    assert "T-0031" not in gone and "R1" not in gone[gone.index("What leaves") :]


def test_families_officers_are_told_nothing_of_searches(
    searched: tuple[Scene, Actor], browser_of: BrowserOf
) -> None:
    """Whoever carries out withdrawals sees these, and not how colleagues search."""
    scene, _ = searched
    shown = text_of(browser_of(scene.intake).get(PROTECTION))
    assert "Nothing waits." in shown
    for words in ("First searches", "out of the ordinary", "What leaves this home"):
        assert words not in shown
    page = f"{PROTECTION}searches/{scene.search.pk}/"
    assert browser_of(scene.intake).get(page).status_code == 403
