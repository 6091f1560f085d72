"""The front page: what it shows to whom, what it keeps, and what it must not tell an examiner."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Discipline, Role
from antigone.access.clock import today
from antigone.casework.procedures import intake
from tests.casework.deciding import DNA, FACE, Board, board
from tests.casework.test_waiting import one_of, open_round
from tests.homes import Staff, found_remains, open_operation, report
from tests.workbench.conftest import BrowserOf

__all__ = ["board"]
HERE = "/o/FERRY/"


def test_a_row_says_verb_case_reason_and_leads_there(staff: Staff, browser_of: BrowserOf) -> None:
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    intake.record_remains(mortuary, found_remains("R-0042"))
    page = browser_of(doctor).get(HERE)
    said = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Examine and sign" in said
    assert "R-0042" in said
    assert "death is not established by a signed examination" in said
    assert "/o/FERRY/remains/R-0042/" in said
    others = browser_of(mortuary).get(HERE).content.decode()
    assert "Waiting for others" in others


def test_an_empty_list_says_what_can_be_begun(staff: Staff, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    said = browser_of(clerk).get(HERE).content.decode()
    assert "Nothing waits for you." in said
    assert "Open a request" in said
    assert "Record remains" not in said


def test_what_rests_leaves_the_list_until_its_day(staff: Staff, browser_of: BrowserOf) -> None:
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    second = staff.hire("second", Discipline.MEDICAL)
    intake.record_remains(mortuary, found_remains("R-0042"))
    waiting = one_of(doctor, "examine-death")
    rest = f"{HERE}worklist/rest/examine-death/{waiting.key}/"
    browser = browser_of(doctor)
    assert browser.get(rest).status_code == 200
    refused = browser.post(rest, {"until": today().isoformat()})
    assert refused.status_code == 422
    assert "is not after today" in refused.content.decode()
    later = today() + timedelta(days=3)
    assert browser.post(rest, {"until": later.isoformat()}).status_code == 302
    said = browser.get(HERE).content.decode()
    assert "Nothing waits for you." in said
    assert "Resting until a date" in said
    # It rests for her alone.
    assert "Nothing waits" not in browser_of(second).get(HERE).content.decode()
    browser.post(rest, {"do": "wake"})
    assert "Nothing waits" not in browser.get(HERE).content.decode()
    assert browser.get(f"{HERE}worklist/rest/examine-death/x/").status_code == 404
    assert browser.get(f"{HERE}worklist/rest/nothing/{waiting.key}/").status_code == 404


def test_the_chosen_kind_is_kept(staff: Staff, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER, Role.MORTUARY_OFFICER)
    intake.open_request(clerk, report("T-0031"))
    intake.record_remains(clerk, found_remains("R-0042"))
    browser = browser_of(clerk)
    browser.post(HERE, {"kind": "photograph-remains", "order": "newest"})
    said = browser.get(HERE).content.decode()
    assert "R-0042" in said
    assert "T-0031" not in said
    assert "one more thing waits" in said
    browser.post(HERE, {"kind": "", "order": "oldest"})
    assert "T-0031" in browser.get(HERE).content.decode()


def test_an_examiner_who_compares_learns_nothing_from_it(
    board: Board, browser_of: BrowserOf
) -> None:
    body, request = board.body("R-0042"), board.missing("T-0031", name="Ines Alba")
    candidate = board.lead(body, request)
    examiner = board.staff.hire("both", FACE, DNA, Role.MORTUARY_OFFICER)
    open_round(board, candidate, examiner)
    page = browser_of(examiner).get(HERE)
    said = page.content.decode()
    assert "Next examination" in said
    for told in ("R-0042", "T-0031", "Ines", "Alba", candidate.id.hex, str(candidate.id)):
        assert told not in said
    assert body.id.hex not in said and request.id.hex not in said


def test_the_way_in_leads_to_the_only_operation(staff: Staff, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    browser = browser_of(clerk)
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE)
    other = Staff(staff.administrator, open_operation(staff.administrator, "PLANE"))
    nobody = other.hire("nobody")
    assert "You hold no role in an operation." in browser_of(nobody).get("/").content.decode()
    assert browser.get("/o/PLANE/").status_code == 404


def test_the_page_asks_as_often_whatever_waits(staff: Staff, browser_of: BrowserOf) -> None:
    """With 20 cases and with 200: one page, the same number of questions."""
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER, Role.MORTUARY_OFFICER)
    browser = browser_of(clerk)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(HERE).status_code == 200
        return len(asked)

    for number in range(10):
        intake.open_request(clerk, report(f"T-{number}"))
        intake.record_remains(clerk, found_remains(f"R-{number}"))
    questions()
    few = questions()
    for number in range(10, 100):
        intake.open_request(clerk, report(f"T-{number}"))
        intake.record_remains(clerk, found_remains(f"R-{number}"))
    assert questions() == few
    said = browser.get(HERE).content.decode()
    assert said.count("Finish the request") + said.count("Photograph the face") >= 50
    assert "50 of more than 100" in said
    assert "pages=2" in said
