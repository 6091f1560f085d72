"""Drafts: sealed, one for each account and page, never written over by another window."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Discipline, Role
from antigone.access.clock import now
from antigone.casework.procedures import erasure, intake
from antigone.workbench.models import Draft
from tests.homes import Staff, report

pytestmark = pytest.mark.django_db

PLACE = "/o/FERRY/drafts/requests/T-0031/"
BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def officer(staff: Staff) -> Actor:
    return staff.hire("officer", Role.MORTUARY_OFFICER)


def save(browser: Client, **said: Any) -> Any:
    return browser.post(PLACE, said, headers={"Accept": "application/json"})


def test_what_is_typed_is_kept_sealed_and_says_when(officer: Actor, browser_of: BrowserOf) -> None:
    saved = save(browser_of(officer), contact="+380 44 555 01 02", csrfmiddlewaretoken="x" * 64)

    assert saved.status_code == 200
    assert saved.json()["version"] == "1"
    assert len(saved.json()["time"]) == len("10:42")
    row = Draft.objects.get()
    assert b"555" not in bytes(row.sealed)
    assert "555" not in row.page


def test_two_windows_of_one_person_do_not_write_over_each_other(
    officer: Actor, browser_of: BrowserOf
) -> None:
    first, second = browser_of(officer), browser_of(officer)
    one = save(first, name="in the first window").json()["version"]
    two = save(second, name="in the second", version=one).json()["version"]

    refused = save(first, name="again in the first", version=one)

    assert refused.status_code == 409
    assert refused.json()["code"] == "draft-elsewhere"
    assert "another window" in refused.json()["sentence"]
    assert save(second, name="goes on", version=two).json()["version"] == "3"
    assert save(browser_of(officer), name="a page opened before").status_code == 409


def test_two_people_have_a_draft_each(staff: Staff, officer: Actor, browser_of: BrowserOf) -> None:
    other = staff.hire("other", Discipline.FACE)
    assert save(browser_of(officer), name="mine").status_code == 200
    assert save(browser_of(other), name="hers").status_code == 200
    assert Draft.objects.count() == 2


def test_who_may_not_keep_a_draft(staff: Staff, officer: Actor, browser_of: BrowserOf) -> None:
    assert save(Client(), name="x").status_code == 401
    browser = browser_of(officer)
    elsewhere = browser.post("/o/OTHER/drafts/remains/", {"name": "x"})
    assert elsewhere.status_code == 404
    assert browser.get(PLACE).status_code == 405
    assert not Draft.objects.exists()


def test_a_draft_has_an_end(officer: Actor, browser_of: BrowserOf) -> None:
    refused = save(browser_of(officer), name="x" * 600_000)
    assert refused.status_code == 422
    assert refused.json()["code"] == "draft-too-long"


def test_what_nobody_touches_for_a_month_goes(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    other = staff.hire("other", Discipline.FACE)
    assert save(browser_of(officer), name="a name that was never recorded").status_code == 200
    for days, left in ((29, 2), (31, 1)):
        mine = Draft.objects.filter(account=officer.account_id)
        mine.update(saved_at=now() - timedelta(days=days))
        Draft.objects.exclude(account=officer.account_id).delete()
        assert save(browser_of(other), name="something else").status_code == 200
        assert Draft.objects.count() == left
    assert Draft.objects.get().account_id == other.account_id


@pytest.mark.parametrize(
    "page",
    [
        "examine/0123456789abcdef0123/analysis",
        "renew-relative/T-0031/1",
        "renew-relative/T-0031",
        "photograph/nothing",
    ],
)
def test_the_worklist_opens_whatever_was_begun(
    staff: Staff, browser_of: BrowserOf, page: str
) -> None:
    browser = browser_of(staff.hire("both", Discipline.FACE, Role.INTAKE_OFFICER))
    assert browser.post(f"/o/FERRY/drafts/{page}/", {"note": "x"}).status_code == 200
    shown = browser.get("/o/FERRY/")
    assert shown.status_code == 200
    said = shown.content.decode()
    assert ("Begun and not recorded" in said) == (page.count("/") == 2)
    # An examination is gone on with from its own page; its token is said nowhere.
    assert "0123456789abcdef0123" not in said


def test_what_was_typed_for_a_request_goes_with_its_permission(
    staff: Staff, browser_of: BrowserOf
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    other = staff.hire("other", Role.FAMILY_LIAISON_OFFICER)
    asked = intake.open_request(clerk, report("T-0031"))
    intake.open_request(clerk, report("T-00311"))
    for browser in (browser_of(clerk), browser_of(other)):
        for page in ("new-relative/T-0031", "renew-relative/T-0031/1", "new-relative/T-00311"):
            typed = browser.post(f"/o/FERRY/drafts/{page}/", {"name": "Rosa Alba"})
            assert typed.status_code == 200

    erasure.withdraw(clerk, erasure.Withdrawing(request=asked.id))

    assert set(Draft.objects.values_list("page", flat=True)) == {"new-relative/T-00311"}
    assert Draft.objects.count() == 2
