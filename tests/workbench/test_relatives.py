"""Relatives on pages: recorded, renewed, their wishes revised, their contacts opened and recorded."""

import pytest

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.procedures import intake
from antigone.casework.sealed import unseal
from tests.casework.desk import last_entry
from tests.homes import Staff, report
from tests.workbench.conftest import BrowserOf
from tests.workbench.test_requests_pages import REQUESTS, SISTER

FAMILY = f"{REQUESTS}T-0031/relatives/"


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("T-0031"))
    return clerk


@pytest.fixture
def liaison(staff: Staff) -> Actor:
    return staff.hire("liaison", Role.FAMILY_LIAISON_OFFICER)


def test_a_relative_is_recorded_with_what_she_wishes(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    faulty = SISTER | {"relation": "", "e_mail": "two@a.org, b@a.org", "time_zone": "Kyiv"}
    refused = browser.post(f"{FAMILY}new", faulty)
    said = refused.content.decode()
    assert refused.status_code == 422
    for field in ("relation", "e_mail", "time_zone"):
        assert f'href="#id_{field}"' in said
    assert "Оксана Коваленко" in said
    assert browser.post(f"{FAMILY}new", SISTER).status_code == 302
    with within(staff.operation):
        relative = rows.Relative.objects.get()
        assert (relative.relation, relative.tie) == ("sister", "biological")
        assert unseal(relative, "phone") == "+380 50 111"
        assert rows.Wishes.objects.get().way == "visit"
    shown = browser.get(f"{REQUESTS}T-0031/").content.decode()
    assert "sister" in shown and "somebody is to be with her" in shown
    assert "Оксана" not in shown and "+380" not in shown and "aunt" not in shown


def test_wishes_that_nobody_asked_for_are_not_made_up(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    assert browser.post(f"{FAMILY}new", SISTER | {"wishes_to_be_told": ""}).status_code == 302
    with within(staff.operation):
        assert rows.Wishes.objects.count() == 0
    assert "she was not asked what she wishes" in browser.get(f"{REQUESTS}T-0031/").content.decode()


def test_a_later_word_holds_and_the_earlier_is_kept(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    browser.post(f"{FAMILY}new", SISTER)
    assert browser.get(f"{FAMILY}1/wishes").status_code == 200
    unasked = browser.post(f"{FAMILY}1/wishes", {"way": "call", "wishes_to_be_told": ""})
    assert unasked.status_code == 422
    revised = {"wishes_to_be_told": "no", "way": "visit", "contact_from_abroad_endangers": "on"}
    assert browser.post(f"{FAMILY}1/wishes", revised).status_code == 302
    with within(staff.operation):
        first, second = rows.Wishes.objects.order_by("number")
        assert (first.wishes_to_be_told, second.wishes_to_be_told) == (True, False)
        assert second.contact_from_abroad_endangers
    renewed = browser.get(f"{FAMILY}1/").content.decode()
    # What is sealed is asked for again, and not shown.
    assert "sister" in renewed and "+380" not in renewed
    assert browser.post(f"{FAMILY}1/", SISTER | {"phone": "+380 50 222"}).status_code == 302
    with within(staff.operation):
        before, after = rows.Relative.objects.order_by("number")
        assert before.person == after.person
        assert (unseal(before, "phone"), unseal(after, "phone")) == ("+380 50 111", "+380 50 222")
    assert browser.get(f"{FAMILY}2/").status_code == 404


def test_contacts_are_opened_by_a_step_and_never_by_looking(
    staff: Staff, clerk: Actor, liaison: Actor, browser_of: BrowserOf
) -> None:
    browser_of(clerk).post(f"{FAMILY}new", SISTER)
    browser = browser_of(liaison)
    before = last_entry()
    closed = browser.get(f"{FAMILY}1/contacts").content.decode()
    assert "+380 50 111" not in closed and "Оксана" not in closed
    assert last_entry() == before
    opened = browser.post(f"{FAMILY}1/contacts")
    said = opened.content.decode()
    assert "+380 50 111" in said and "her aunt" in said
    assert (
        'http-equiv="refresh" content="300;url=/o/FERRY/requests/T-0031/relatives/1/contacts"'
        in said
    )
    assert opened.headers["Cache-Control"] == "no-store"
    entry = last_entry()
    assert (entry.action, entry.actor) == ("contacts.view", liaison.ledger_id)
    with within(staff.operation):
        assert rows.Relative.objects.get().ledger_id in entry.objects
    asking = browser.post(f"{FAMILY}0/contacts").content.decode()
    assert "Rosa Alba" in asking and "+34 600" in asking
    assert browser_of(clerk).get(f"{FAMILY}1/contacts").status_code == 403
    assert browser_of(clerk).post(f"{FAMILY}1/contacts").status_code == 403
    assert browser.post(f"{FAMILY}2/contacts").status_code == 404


def test_a_family_is_found_by_its_exact_contact_by_whoever_may(
    clerk: Actor, liaison: Actor, browser_of: BrowserOf
) -> None:
    browser_of(clerk).post(f"{FAMILY}new", SISTER)
    browser = browser_of(liaison)
    found = browser.post(REQUESTS, {"contact": "+380 50 111"}).content.decode()
    assert "a relative is reached so" in found and "T-0031" in found
    partly = browser.post(REQUESTS, {"contact": "+380 50"}).content.decode()
    assert "Nobody here is reached by exactly this contact." in partly
    assert "Find a family" not in browser_of(clerk).get(REQUESTS).content.decode()
    assert browser_of(clerk).post(REQUESTS, {"contact": "+380 50 111"}).status_code == 403
