"""Recording a body: code, place, one photograph; neither is kept if they do not fit together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.workbench.models import Draft
from tests.casework.picturing import jpeg, labelled, portrait_of
from tests.homes import Staff

pytestmark = pytest.mark.django_db

NEW = "/o/FERRY/remains/new"
BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def officer(staff: Staff) -> Actor:
    return staff.hire("officer", Role.MORTUARY_OFFICER)


def picture(*codes: str, person: str = "P003") -> SimpleUploadedFile:
    content = jpeg(labelled(portrait_of(person), *codes))
    return SimpleUploadedFile("quay3_0142.jpg", content, content_type="image/jpeg")


def said(code: str = "R-0042", **more: Any) -> dict[str, Any]:
    return {"code": code, "place": "Quay 3, tent B", **more}


def bodies(staff: Staff) -> list[rows.Remains]:
    with within(staff.operation):
        return list(rows.Remains.objects.order_by("code"))


def test_a_body_is_recorded_with_code_place_and_photograph_and_the_next_code_is_offered(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    assert b"R-0001" in browser.get(NEW).content

    done = browser.post(NEW, said(files=picture("R-0042"), do="next"))

    assert done.status_code == 302
    assert done["Location"] == f"{NEW}?recorded=R-0042"
    (body,) = bodies(staff)
    assert (body.code, body.place, body.kind, body.authority) == (
        "R-0042",
        "Quay 3, tent B",
        "body",
        "Coroner of the county",
    )
    with within(staff.operation):
        photograph = rows.PostMortemPhotograph.objects.get()
    assert photograph.remains_id == body.id
    assert photograph.code_legible  # the label in the picture was read
    page = browser.get(done["Location"]).content.decode()
    assert "R-0042" in page
    assert 'value="R-0043"' in page


def test_a_photograph_with_another_label_is_refused_and_no_body_is_recorded(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    refused = browser_of(officer).post(NEW, said(files=picture("R-0024")))

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "The label in the picture reads R-0024; this is R-0042. It was not kept." in page
    assert "Choose the right body or the right picture." in page
    assert 'value="Quay 3, tent B"' in page  # all that was typed is kept
    assert bodies(staff) == []
    with within(staff.operation):
        assert not rows.PostMortemPhotograph.objects.exists()


def test_a_code_that_is_taken_names_who_recorded_it_and_the_next_free_one(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    browser.post(NEW, said(without="on"))

    refused = browser.post(NEW, said(without="on"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "R-0042 belongs to a body recorded at" in page
    assert "by officer" in page
    assert "take R-0043" in page
    assert len(bodies(staff)) == 1


def test_the_same_file_is_no_picture_of_a_second_body(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    browser.post(NEW, said("R-0040", files=picture()))

    refused = browser.post(NEW, said("R-0041", files=picture()))

    assert refused.status_code == 422
    said_so = "Already here as photograph 1 of R-0040. Nothing was added."
    assert said_so in refused.content.decode()
    assert [one.code for one in bodies(staff)] == ["R-0040"]


def test_what_is_missing_or_unfit_is_named_field_by_field_and_all_is_kept(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    unfit = said("R 42", place="", recovered_on="12 May", recovered_by="Ada", without="on")
    unfit["part_of"] = "R-7"

    refused = browser.post(NEW, unfit).content.decode()

    assert "Letters, digits and hyphens, as on the label: R-0042." in refused
    assert "Say where the body lies." in refused
    assert "1987-04" in refused  # the date's own advice
    assert "No body of this operation has the code R-7." in refused
    assert 'value="Ada"' in refused
    without_picture = browser.post(NEW, said())
    assert "No photograph is chosen." in without_picture.content.decode()
    assert bodies(staff) == []


def test_optional_fields_say_a_value_or_why_there_is_none(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    browser.post(
        NEW,
        said(
            "R-0001",
            without="on",
            condition="not-available",
            recovered_on="2026-05",
            recovered_at="46.48253, 30.72331",
            party="civilian",
        ),
    )
    browser.post(
        NEW, said("R-0002", without="on", condition="bloat", kind="part", part_of="R-0001")
    )

    first, second = bodies(staff)
    assert (first.condition, str(first.recovered_on), first.party) == (
        "not-available",
        "2026-05",
        "civilian",
    )
    assert (second.condition, second.kind, second.part_of_id) == ("bloat", "part", first.id)


def test_a_draft_is_shown_again_and_gone_once_recorded(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    browser.post("/o/FERRY/drafts/remains/", {"place": "Container 4", "code": "R-0077"})

    page = browser.get(NEW).content.decode()

    assert 'value="Container 4"' in page
    assert 'value="R-0077"' in page
    assert "Draft saved" in page
    browser.post(NEW, said("R-0077", without="on"))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("role", "lists", "records"),
    [
        (Role.MORTUARY_OFFICER, 200, 200),
        (Discipline.FACE, 200, 403),
        (Role.BOARD_MEMBER, 200, 403),
        (Role.INTAKE_OFFICER, 403, 403),
        (Role.FAMILY_LIAISON_OFFICER, 403, 403),
    ],
)
def test_who_may_list_and_who_may_record(
    staff: Staff, browser_of: BrowserOf, role: Role | Discipline, lists: int, records: int
) -> None:
    browser = browser_of(staff.hire("somebody", role))
    assert browser.get("/o/FERRY/remains/").status_code == lists
    assert browser.get(NEW).status_code == records


def test_all_remains_are_listed_with_what_waits_and_a_filter_says_what_it_hides(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    assert "No body is recorded yet." in browser.get("/o/FERRY/remains/").content.decode()
    browser.post(NEW, said("R-0001", without="on"))
    browser.post(NEW, said("R-0002", files=picture("R-0002")))

    page = browser.get("/o/FERRY/remains/").content.decode()
    assert "2 bodies and parts" in page
    assert "1, code readable in 1" in page
    hidden = browser.get("/o/FERRY/remains/?outcome=identified").content.decode()
    assert "The filter hides 2 bodies." in hidden
    # What is chosen on the page stays until everything is shown again.
    browser.post("/o/FERRY/remains/", {"do": "filter", "outcome": "identified"})
    assert "R-0001" not in (kept := browser.get("/o/FERRY/remains/").content.decode())
    assert "The filter hides 2 bodies." in kept and "Show everything" in kept
    browser.post("/o/FERRY/remains/", {"do": "filter"})
    assert "R-0001" in browser.get("/o/FERRY/remains/").content.decode()
    browser.post("/o/FERRY/remains/", {"do": "filter", "outcome": "no-such"})
    assert "R-0001" in browser.get("/o/FERRY/remains/").content.decode()
