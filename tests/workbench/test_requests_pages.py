"""Requests on pages: the conversation in steps, opening, permissions, and how a request ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Action, Actor, Role, within
from antigone.access.clock import today
from antigone.casework import jobs, lists
from antigone.casework import models as rows
from antigone.casework.procedures import intake, requests
from antigone.casework.sealed import unseal
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, temporary
from tests.casework.picturing import jpeg, portrait_of
from tests.casework.traces import held, lifted
from tests.homes import PASSWORD, Staff, open_operation, report
from tests.workbench.conftest import BrowserOf

__all__ = ["committed", "desk", "temporary"]

REQUESTS = "/o/FERRY/requests/"
SIGNED = {"signature-password": PASSWORD}
PERSON = {
    "name": "Іван Коваленко",
    "other_names": "Wanja\nIvan",
    "born": "1987-04",
    "sex": "male",
    "scars": "chin",
    "eyes_absent": "unknown",
}
REASON = {"missing_because": "Was aboard, cabin 12", "last_seen": "2026-05-10"}
PERMISSION = {
    "enquirer": "relative",
    "enquirer_name": "Оксана Коваленко",
    "enquirer_contact": "+380 50 111",
    "controller": "Coroner of the county",
    "article": "Coroners Act, s. 12",
    "permits": "yes",
    "biometrics": "no",
    "sharing": "operation",
}
SISTER = {
    "name": "Оксана Коваленко",
    "relation": "sister",
    "tie": "biological",
    "language": "uk",
    "time_zone": "Europe/Kyiv",
    "contact_source": "relative-interview",
    "contact_given_on": "2026-05-12",
    "phone": "+380 50 111",
    "asks": "on",
    "wishes_to_be_told": "yes",
    "way": "visit",
    "present": "her aunt",
    "no_voicemail": "on",
}


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    return staff.hire("clerk", Role.INTAKE_OFFICER)


def say(browser: Client, code: str, step: str, said: dict[str, Any], do: str = "next") -> Any:
    """Fill in one step, as often as needed: a step that was saved carries its version."""
    page = f"{REQUESTS}new/{code}/{step}"
    draft = browser.get(page).context["draft"]
    return browser.post(page, said | {"version": draft.version if draft else "", "do": do})


def conversation(browser: Client, code: str = "T-0031", **changes: dict[str, Any]) -> None:
    steps = {"person": PERSON, "reason": REASON, "permission": PERMISSION} | changes
    for step, said in steps.items():
        assert say(browser, code, step, said).status_code == 302


def test_a_conversation_becomes_a_request(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    begun = browser.post(f"{REQUESTS}new", {"code": "T-0031"})
    assert begun.headers["Location"] == f"{REQUESTS}new/T-0031/person"
    sister = {f"r1-{name}": value for name, value in SISTER.items()}
    conversation(browser, family=sister)
    shown = browser.get(f"{REQUESTS}new/T-0031/").content.decode()
    assert shown.count("Complete") == 4
    assert shown.count("Not started") == 1
    opened = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    assert (opened.status_code, opened.headers["Location"]) == (302, f"{REQUESTS}T-0031/")
    with within(staff.operation):
        person = rows.MissingPerson.objects.get()
        permission = rows.Permission.objects.get()
        relative = rows.Relative.objects.get()
        wishes = rows.Wishes.objects.get()
        assert person.name == "Іван Коваленко"
        assert (person.other_names, str(person.born)) == (["Wanja", "Ivan"], "1987-04")
        assert person.description.scars == ("chin",)
        assert (permission.scope, permission.biometrics) == ("identify", False)
        assert unseal(relative, "name") == "Оксана Коваленко"
        assert relative.enquirer_id == rows.TracingRequest.objects.get().enquirer_id
        assert (wishes.wishes_to_be_told, wishes.no_voicemail, wishes.neutral_envelope) == (
            True,
            True,
            False,
        )
        assert unseal(wishes, "present") == "her aunt"
    # Of the draft nothing is left.
    assert browser.get(f"{REQUESTS}new/T-0031/").status_code == 404
    assert "Begun and not recorded" not in browser.get("/o/FERRY/").content.decode()


def test_what_is_typed_is_kept_for_its_writer_alone(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    browser, other = browser_of(clerk), browser_of(staff.hire("other", Role.INTAKE_OFFICER))
    kept = browser.post("/o/FERRY/drafts/asking/T-0031/person/", {"name": "Ines", "version": ""})
    assert kept.status_code == 200
    assert "Ines" in browser.get(f"{REQUESTS}new/T-0031/person").content.decode()
    assert "Started" in browser.get(f"{REQUESTS}new/T-0031/").content.decode() or (
        "Complete" in browser.get(f"{REQUESTS}new/T-0031/").content.decode()
    )
    assert "T-0031" in browser.get("/o/FERRY/").content.decode()
    assert "Ines" not in other.get(f"{REQUESTS}new/T-0031/person").content.decode()
    assert "T-0031" not in other.get("/o/FERRY/").content.decode()
    browser.post(f"{REQUESTS}new/T-0031/", {"do": "forget"})
    assert "Ines" not in browser.get(f"{REQUESTS}new/T-0031/person").content.decode()


def test_a_step_that_lacks_something_names_it_and_keeps_what_was_typed(
    clerk: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(clerk)
    refused = say(browser, "T-0031", "reason", {"missing_because": "", "last_seen": "May 2026"})
    said = refused.content.decode()
    assert refused.status_code == 422
    assert 'role="alert"' in said
    assert 'href="#id_missing_because"' in said and 'href="#id_last_seen"' in said
    assert "May 2026" in said
    early = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    assert early.status_code == 422
    assert "About the missing person" in early.content.decode()


def test_not_asked_yet_differs_from_no(clerk: Actor, browser_of: BrowserOf) -> None:
    browser = browser_of(clerk)
    conversation(browser, permission=PERMISSION | {"biometrics": ""})
    assert "Not yet:" in browser.get(f"{REQUESTS}new/T-0031/").content.decode()
    say(browser, "T-0031", "permission", PERMISSION | {"permits": "no", "biometrics": "no"})
    browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    said = browser.get(f"{REQUESTS}T-0031/").content.decode()
    assert "Nobody has permitted anything yet" in said
    assert "without one no photograph can come in" in said


def test_faces_are_not_permitted_without_the_search(clerk: Actor, browser_of: BrowserOf) -> None:
    refused = say(
        browser_of(clerk),
        "T-0031",
        "permission",
        PERMISSION | {"permits": "no", "biometrics": "yes"},
    )
    assert refused.status_code == 422
    assert "it was not permitted" in refused.content.decode()


def test_somebody_who_may_be_known_is_compared_first(clerk: Actor, browser_of: BrowserOf) -> None:
    intake.open_request(clerk, report("T-0019", name="Ivan Kovalenko"))
    browser = browser_of(clerk)
    conversation(browser)
    assert "Perhaps the same person" in browser.get(f"{REQUESTS}new/T-0031/").content.decode()
    refused = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open"})
    assert refused.status_code == 422
    assert "T-0019" in refused.content.decode()
    opened = browser.post(f"{REQUESTS}new/T-0031/", {"do": "open", "others": "on"})
    assert opened.status_code == 302


def test_a_code_that_is_taken_is_refused_with_the_next(clerk: Actor, browser_of: BrowserOf) -> None:
    intake.open_request(clerk, report("T-0031"))
    refused = browser_of(clerk).post(f"{REQUESTS}new", {"code": "T-0031"})
    assert refused.status_code == 422
    assert "Take T-0032." in refused.content.decode()


def test_the_blank_form_is_a_paper(clerk: Actor, browser_of: BrowserOf) -> None:
    paper = browser_of(clerk).get(f"{REQUESTS}blank")
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF")


def test_the_list_holds_everybody_with_an_outcome(clerk: Actor, browser_of: BrowserOf) -> None:
    for number in range(1, 121):
        intake.open_request(clerk, report(f"T-{number:04d}", name=f"Ines {number}"))
    key = lists.by_code(clerk, rows.TracingRequest, "T-0002", Action.CLOSE_REQUEST)
    reason = requests.Inconclusive.NO_PHOTOGRAPH
    requests.close_as_inconclusive(clerk, requests.Closing(request=key, reason=reason))
    browser = browser_of(clerk)
    said = browser.get(REQUESTS).content.decode()
    assert "120 requests" in said
    assert "no photograph" in said
    assert "1–50 of 120" in said
    assert "T-0050" in said and "T-0051" not in said
    more = browser.get(REQUESTS, {"part": "2"}).content.decode()
    assert "T-0051" in more and "T-0050" not in more
    one = browser.get(REQUESTS, {"outcome": "inconclusive"}).content.decode()
    assert "T-0002" in one and "T-0003" not in one
    assert "The filter hides 119 requests." in one
    browser.post(REQUESTS, {"do": "filter", "outcome": "inconclusive"})
    kept = browser.get(REQUESTS).content.decode()
    assert "T-0002" in kept and "T-0003" not in kept
    browser.post(REQUESTS, {"do": "filter"})
    assert "T-0003" in browser.get(REQUESTS).content.decode()


def test_a_request_says_what_stands_between_it_and_a_search(
    clerk: Actor, browser_of: BrowserOf
) -> None:
    intake.open_request(clerk, report("T-0031", permitted=None))
    page = browser_of(clerk).get(f"{REQUESTS}T-0031/")
    said = page.content.decode()
    assert "Ines Alba" in said
    assert "Not yet looked for:" in said
    assert "Nobody to tell yet." in said
    # Never a name in a title, and no contact anywhere.
    title = said.partition("<title>")[2].partition("</title>")[0]
    assert "Ines" not in title
    assert "Rosa" not in said and "+34 600" not in said


def test_a_permission_is_recorded_and_a_basis_renewed(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    intake.open_request(clerk, report("T-0031", permitted=None))
    browser = browser_of(clerk)
    nothing = browser.post(f"{REQUESTS}T-0031/permission", {"scope": "identify"})
    assert nothing.status_code == 422
    said = {"scope": "identify", "biometrics": "yes", "sharing": "home-only", "until": ""}
    assert browser.post(f"{REQUESTS}T-0031/permission", said).status_code == 302
    until = (today() + timedelta(days=400)).isoformat()
    basis = {"controller": "Coroner", "article": "Coroners Act, s. 13", "until": until}
    assert browser.post(f"{REQUESTS}T-0031/basis", basis).status_code == 302
    with within(staff.operation):
        permission = rows.Permission.objects.get()
        assert (permission.biometrics, permission.sharing) == (True, "home-only")
        old, new = rows.LegalBasis.objects.order_by("recorded_at")
        assert old.ended_at is not None
        assert (new.article, new.valid_until.isoformat()) == ("Coroners Act, s. 13", until)


def test_what_goes_is_said_in_numbers_and_signed(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    intake.open_request(clerk, report("T-0031"))
    browser = browser_of(clerk)
    shown = browser.get(f"{REQUESTS}T-0031/withdraw").content.decode()
    assert "one permission" in shown and "0 photographs" in shown
    assert "Nothing of it was given to a partner." in shown
    unsigned = browser.post(f"{REQUESTS}T-0031/withdraw")
    assert unsigned.status_code == 422
    with within(staff.operation):
        assert rows.MissingPerson.objects.count() == 1
    assert browser.post(f"{REQUESTS}T-0031/withdraw", SIGNED).status_code == 302
    with within(staff.operation):
        assert rows.MissingPerson.objects.count() == 0
    after = browser.get(f"{REQUESTS}T-0031/").content.decode()
    assert "the name is gone" in after and "Ines" not in after


def test_two_people_say_that_somebody_lives(
    committed: None, desk: Desk, browser_of: BrowserOf
) -> None:
    clerk = desk.clerk
    desk.request = intake.open_request(clerk, report("T-0031"))
    desk.give(jpeg(portrait_of("P002")))
    page = f"{REQUESTS}T-0031/found-alive"
    word = {"seen": "in-person", "basis": "Came with her passport", "family_may_hear": "alive"}
    browser, second = browser_of(clerk), browser_of(desk.staff.hire("second", Role.INTAKE_OFFICER))
    asked = browser.get(page).content.decode()
    assert "Until then nothing changes." in asked and "one photograph" in asked
    assert browser.post(page, word).status_code == 422
    assert browser.post(page, word | SIGNED).status_code == 302
    assert "you have said so already" in browser.get(page).content.decode()
    twice = browser.post(page, word | SIGNED)
    assert twice.status_code == 422
    # What goes and what stays is said in numbers before the word that does it.
    asked = second.get(page).content.decode()
    for said in (
        *("one photograph", "0 descriptions of faces", "0 relatives, with contacts and wishes"),
        *("the name and what the family permits", "Nothing of it was given to a partner."),
        "Say that this person lives, and erase",
    ):
        assert said in asked, said
    given = second.post(page, word | {"family_may_hear": "nothing"} | SIGNED)
    assert (given.status_code, given.url) == (302, page)
    with within(desk.staff.operation):
        assert rows.TracingRequest.objects.get(code="T-0031").outcome == "found-alive"
        assert not rows.ReferencePhotograph.objects.exists()
    assert "its files are being searched for and removed" in browser.get(page).content.decode()
    assert jobs.work(once=True) == 1
    # The receipt is where the word was given, and the request leads there.
    shown = browser.get(page).content.decode()
    assert "Searched for its traces, and none found" in shown
    assert "the home, with its vault and its files" in shown
    assert '<form method="post" novalidate data-once' not in shown
    request = browser.get(f"{REQUESTS}T-0031/").content.decode()
    assert f'href="{page}"' in request and "Ines Alba" in request
    assert browser.post(page, SIGNED).status_code == 422


def test_what_a_hold_kept_of_the_living_is_erased_when_it_is_lifted(
    desk: Desk, browser_of: BrowserOf
) -> None:
    desk.give(jpeg(portrait_of("P002")))
    hold = held(desk)
    page = f"{REQUESTS}M1/found-alive"
    word = {"seen": "document", "basis": "A letter", "family_may_hear": "alive"} | SIGNED
    browser, second = (
        browser_of(one) for one in (desk.clerk, desk.staff.hire("second", Role.INTAKE_OFFICER))
    )
    assert browser.post(page, word).status_code == 302
    assert "Nothing is destroyed" in second.get(page).content.decode()
    assert second.post(page, word).status_code == 302
    sealed = browser.get(page).content.decode()
    assert "sealed for the law" in sealed and "a legal hold stands" in sealed
    assert browser.post(page, SIGNED).status_code == 422
    lifted(desk, hold)
    waits = browser.get("/o/FERRY/").content.decode()
    assert "Erase what was kept for the law" in waits and f'href="{page}"' in waits
    assert "Erase what was kept for the law" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 422
    assert browser.post(page, SIGNED).status_code == 302
    with within(desk.staff.operation):
        assert not rows.ReferencePhotograph.objects.exists()


def test_a_request_is_closed_with_its_reason(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    intake.open_request(clerk, report("T-0031"))
    browser = browser_of(clerk)
    assert browser.post(f"{REQUESTS}T-0031/close", {"reason": "because"}).status_code == 422
    assert browser.post(f"{REQUESTS}T-0031/close", {"reason": "no-candidate"}).status_code == 302
    said = browser.get(f"{REQUESTS}T-0031/").content.decode()
    assert "inconclusive" in said and "no candidate" in said


def table() -> SimpleUploadedFile:
    """Two requests in one file."""
    header = "code,name,missing_because,controller,article,enquirer,enquirer_name\n"
    lines = "".join(
        f"T-{n},Ines {n},Was aboard,Coroner,Act s. 12,relative,Rosa {n}\n" for n in (1, 2)
    )
    return SimpleUploadedFile("list.csv", (header + lines).encode(), content_type="text/csv")


def test_a_file_of_many_is_let_in_by_two(staff: Staff, clerk: Actor, browser_of: BrowserOf) -> None:
    officer = staff.hire("officer", Role.DATA_PROTECTION_OFFICER)
    page = f"{REQUESTS}files"
    browser, watching = browser_of(clerk), browser_of(officer)
    assert browser.post(page, {"do": "enter", "because": "A list"} | SIGNED).status_code == 422
    entering = {"do": "enter", "because": "List of the line", "file": table()} | SIGNED
    assert browser.post(page, entering).status_code == 302
    early = browser.post(page, {"do": "open", "file": table()})
    assert early.status_code == 422
    assert watching.post(page, {"do": "sign", "file": table()} | SIGNED).status_code == 302
    opened = browser.post(page, {"do": "open", "file": table()})
    assert opened.status_code == 200
    assert "2 requests were opened." in opened.content.decode()
    with within(staff.operation):
        assert sorted(rows.TracingRequest.objects.values_list("code", flat=True)) == ["T-1", "T-2"]


def test_only_the_officer_clears_a_larger_list(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    officer = staff.hire("officer", Role.DATA_PROTECTION_OFFICER)
    page = f"{REQUESTS}clearance"
    assert browser_of(clerk).get(page).status_code == 403
    said = {"people": "20000", "because": "Two ships met"}
    assert browser_of(officer).post(page, said).status_code == 422
    assert browser_of(officer).post(page, said | SIGNED).status_code == 302
    with within(staff.operation):
        assert rows.GalleryClearance.objects.get().people == 20000


def test_who_may_not_see_requests_is_told_so_and_strangers_find_nothing(
    staff: Staff, clerk: Actor, browser_of: BrowserOf
) -> None:
    intake.open_request(clerk, report("T-0031"))
    mortuary = browser_of(staff.hire("mortuary", Role.MORTUARY_OFFICER))
    pages = ("", "permission", "basis", "withdraw", "found-alive", "close", "relatives/new")
    for page in pages:
        assert mortuary.get(f"{REQUESTS}T-0031/{page}").status_code == 403, page
    other = Staff(staff.administrator, open_operation(staff.administrator, "PLANE"))
    stranger = browser_of(other.hire("stranger", Role.INTAKE_OFFICER))
    for page in pages:
        assert stranger.get(f"/o/PLANE/requests/T-0031/{page}").status_code == 404, page
        assert stranger.get(f"{REQUESTS}T-0031/{page}").status_code == 404, page
