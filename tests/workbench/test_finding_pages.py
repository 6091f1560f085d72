"""The search box: by post only, with the reason of each result, and nothing that is not one's own."""

from antigone.access import Discipline, Role
from antigone.casework.procedures import intake
from tests.homes import Staff, found_remains, open_operation, report
from tests.workbench.conftest import BrowserOf

FIND = "/o/FERRY/find"


def test_a_name_in_another_script_is_found_and_says_why(
    staff: Staff, browser_of: BrowserOf
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("T-0031", name="Іван Коваленко"))
    page = browser_of(clerk).post(FIND, {"text": "Kovalenko"})
    said = page.content.decode()
    assert page.status_code == 200
    assert "/o/FERRY/requests/T-0031/" in said
    assert "\u2068Kovalenko\u2069, written like \u2068Коваленко\u2069" in said
    # What was asked for stands in no address of the page.
    assert "?text" not in said and "find?" not in said


def test_an_exact_code_leads_there_at_once(staff: Staff, browser_of: BrowserOf) -> None:
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    intake.record_remains(mortuary, found_remains("R-0042"))
    answer = browser_of(mortuary).post(FIND, {"text": " r-0042 "})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/FERRY/remains/R-0042/")


def test_what_a_role_may_not_see_is_neither_found_nor_counted(
    staff: Staff, browser_of: BrowserOf
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    examiner = staff.hire("examiner", Discipline.FACE)
    intake.open_request(clerk, report("T-0031", name="Ines Alba"))
    nothing = browser_of(examiner).post(FIND, {"text": "zzz"}).content.decode()
    for sought in ("Alba", "T-0031"):
        said = browser_of(examiner).post(FIND, {"text": sought}).content.decode()
        assert "Nothing that you could see" in said
        assert len(said) - said.count(sought) * len(sought) == len(nothing) - 3
    other = Staff(staff.administrator, open_operation(staff.administrator, "PLANE"))
    stranger = other.hire("stranger", Role.INTAKE_OFFICER)
    said = browser_of(stranger).post("/o/PLANE/find", {"text": "Alba"}).content.decode()
    assert "Nothing that you could see" in said
    assert browser_of(stranger).post(FIND, {"text": "Alba"}).status_code == 404


def test_the_query_is_not_taken_from_an_address(staff: Staff, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("T-0031", name="Ines Alba"))
    said = browser_of(clerk).get(FIND, {"text": "Alba"}).content.decode()
    assert "T-0031" not in said and "Alba" not in said


def test_a_character_that_nobody_types_is_refused(staff: Staff, browser_of: BrowserOf) -> None:
    browser = browser_of(staff.hire("clerk", Role.INTAKE_OFFICER))
    for answer in (
        browser.post("/o/FERRY/find", {"text": "T-\0"}),
        browser.get("/o/FERRY/requests/T-%00/"),
        browser.get("/o/FERRY%00/"),
        browser.get("/o/FERRY/requests/", {"after": "T-\0"}),
    ):
        assert answer.status_code == 405
        assert "This address does not take that." in answer.content.decode()
