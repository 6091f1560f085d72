"""A record that is corrected at its page: two people on one field, and the way back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client

from antigone.access import Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.description import Absent, Description, Range
from antigone.casework.models.remains import Condition
from antigone.casework.procedures import erasure, intake
from antigone.workbench.models import Draft
from tests.homes import Staff, found_remains, report

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
BODY, REQUEST = "/o/FERRY/remains/R-0001/", "/o/FERRY/requests/M1/"
DESCRIBED = Description(
    sex="female",
    age=Range(30, 45),
    stature=Absent.UNKNOWN,
    hair="dark, long",
    tattoos=(),
    scars=("left chin, 2 cm", "right knee"),
    teeth="16 filled MO",
)


@dataclass
class Office:
    staff: Staff
    first: Client
    second: Client
    clerk: Client
    clerk_as: Actor
    request: rows.TracingRequest

    def body(self) -> rows.Remains:
        with within(self.staff.operation):
            return rows.Remains.objects.get(code="R-0001")

    def person(self) -> rows.MissingPerson:
        with within(self.staff.operation):
            return rows.MissingPerson.objects.get()

    def corrections(self) -> int:
        with within(self.staff.operation):
            return rows.Correction.objects.count()


@pytest.fixture
def office(staff: Staff, browser_of: BrowserOf) -> Office:
    first = staff.hire("D. Weld", Role.MORTUARY_OFFICER)
    second = staff.hire("M. Ost", Role.MORTUARY_OFFICER)
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.record_remains(first, found_remains("R-0001", recovered_by="Dive team 1"))
    request = intake.open_request(clerk, report("M1", other_names=("Inés",), description=DESCRIBED))
    return Office(staff, browser_of(first), browser_of(second), browser_of(clerk), clerk, request)


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def form_of(shown: str) -> dict[str, Any]:
    """Return what a browser would send of the form on a page, as it stands."""
    part = shown.split('data-once data-draft="')[1].split("</form>", maxsplit=1)[0]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", part):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        sent[found["name"]] = unescape(found.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', part, re.S
    ):
        sent[name] = unescape(text)
    for name, inside in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inside)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def test_a_form_that_is_sent_as_it_stands_corrects_nothing(office: Office) -> None:
    for browser, address in ((office.first, BODY), (office.clerk, REQUEST)):
        sent = form_of(page(browser, f"{address}correct"))
        refused = browser.post(f"{address}correct", {**sent, "because": "nothing"})
        assert refused.status_code == 422
        assert "The record says this already. Nothing was changed." in refused.content.decode()
    assert office.corrections() == 0


def test_a_position_is_corrected_on_the_map_on_which_it_was_set(office: Office) -> None:
    afloat = found_remains("R-0002", recovered_at="Life raft 4; 36.5120, 18.0410")
    intake.record_remains(office.staff.hire("quay", Role.MORTUARY_OFFICER), afloat)
    shown = page(office.first, "/o/FERRY/remains/R-0002/correct")
    assert 'data-map-field="id_recovered_at"' in shown
    assert 'data-map-place="36.512, 18.041"' in shown
    assert 'data-map-field="id_last_seen_place"' in page(office.clerk, f"{REQUEST}correct")
    nowhere = {**form_of(shown), "recovered_at": "99.5, 18.0", "because": "The log"}
    refused = office.first.post("/o/FERRY/remains/R-0002/correct", nowhere)
    assert refused.status_code == 422
    assert "Latitude lies between" in refused.content.decode()


def test_a_body_is_corrected_and_corrected_back(office: Office) -> None:
    assert f'href="{BODY}correct"' in page(office.first, BODY)
    sent = form_of(page(office.first, f"{BODY}correct"))
    assert (sent["place"], sent["recovered_by"], sent["kind"]) == ("Pier 3", "Dive team 1", "body")

    done = office.first.post(
        f"{BODY}correct", {**sent, "place": "Tent B", "party": "civilian", "because": "Logbook"}
    )

    assert done["Location"] == f"{BODY}?corrected=1"
    assert (office.body().place, office.body().party) == ("Tent B", "civilian")
    assert office.body().recovered_by == "Dive team 1"
    assert "What stood there before is kept." in page(office.first, done["Location"])
    history = page(office.second, f"{BODY}corrections")
    for said in ("Pier 3", "Tent B", "unknown", "civilian", "Logbook", "D. Weld"):
        assert said in history, said
    back = re.findall(r'href="([^"]*\?undo=[^"]*)">Correct it back<[^>]*> (\w+)', history)
    (undo,) = [address for address, field in back if field == "Where"]
    offered = form_of(page(office.second, undo))
    assert (offered["place"], offered["party"]) == ("Pier 3", "civilian")
    office.second.post(f"{BODY}correct", {**offered, "because": "The logbook was wrong"})
    assert (office.body().place, office.body().party) == ("Pier 3", "civilian")
    assert office.corrections() == 3


def test_two_people_on_one_field_choose_and_nothing_is_lost(office: Office) -> None:
    address = f"{BODY}correct"
    hers, his = form_of(page(office.first, address)), form_of(page(office.second, address))
    office.first.post(
        address, {**hers, "place": "Tent B", "recovered_on": "2026-05", "because": "Logbook"}
    )
    his |= {
        "place": "Quay 9",
        "recovered_on": "2026-04",
        "recovered_by": "Dive team 2",
        "because": "I carried her",
    }

    refused = office.second.post(address, his)

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "D. Weld changed this record at" in shown
    assert "Fields that differ: 2." in shown
    assert "Tent B" in shown and "Quay 9" in shown
    assert shown.count('<fieldset class="conflict"') == 2
    again = form_of(shown)
    assert again["recovered_by"] == "Dive team 2" and again["because"] == "I carried her"
    assert office.body().place == "Tent B"
    # Without a choice it is asked again, and still nothing is written.
    assert office.second.post(address, again).status_code == 422
    assert office.body().recovered_by == "Dive team 1"
    # One was chosen: the other is asked once more, and the choice stands meanwhile.
    half = {**again, "choose-place": "mine"}
    once_more = office.second.post(address, half).content.decode()
    assert "Fields that differ: 1." in once_more
    assert re.search(r'value="mine" id="mine-place" checked', once_more)
    done = office.second.post(address, {**form_of(once_more), "choose-recovered_on": "theirs"})
    assert done.status_code == 302, done.content.decode()
    body = office.body()
    assert (body.place, body.recovered_on, body.recovered_by) == (
        "Quay 9",
        "2026-05",
        "Dive team 2",
    )
    history = page(office.first, f"{BODY}corrections")
    for said in ("Pier 3", "Tent B", "Quay 9", "Dive team 1", "M. Ost", "D. Weld"):
        assert said in history


def test_a_third_word_after_the_choice_is_shown_too(office: Office) -> None:
    address = f"{BODY}correct"
    begun = form_of(page(office.second, address))
    hers = form_of(page(office.first, address))
    office.first.post(address, {**hers, "place": "Tent B", "because": "Logbook"})
    met = form_of(
        office.second.post(
            address, {**begun, "place": "Quay 9", "because": "Seen"}
        ).content.decode()
    )
    hers = form_of(page(office.first, address))
    office.first.post(address, {**hers, "place": "Tent C", "because": "Logbook, next page"})

    refused = office.second.post(address, {**met, "choose-place": "mine"})

    assert refused.status_code == 422
    assert "Tent C" in refused.content.decode()
    assert office.body().place == "Tent C"


@pytest.mark.parametrize(
    "carried",
    [
        '{"name": 5}',
        '{"other_names": [1, 2]}',
        '{"other_names": "Inés", "born": null}',
        '{"scars": {"value": [3]}}',
        '{"scars": {"absent": "unknown", "more": [1]}}',
        '{"hair": {}}',
        r'{"name": "\ud800"}',
        "null",
        "[" * 100_000,
        "not JSON",
    ],
)
def test_what_was_seen_is_believed_only_where_a_record_can_say_it(
    office: Office, carried: str
) -> None:
    address = f"{REQUEST}correct"
    sent = form_of(page(office.clerk, address)) | {"seen": carried, "because": "Her passport"}
    # Shown once more, as something is missing; then corrected.
    assert office.clerk.post(address, {**sent, "name": ""}).status_code == 422
    assert office.clerk.post(address, {**sent, "name": "Inés Alba"}).status_code == 302
    assert (office.person().name, office.corrections()) == ("Inés Alba", 1)


@pytest.mark.parametrize("theirs", ["[" * 100_000, '"\\ud800"', "5"])
def test_a_choice_against_what_no_record_can_say_is_against_what_was_seen(
    office: Office, theirs: str
) -> None:
    address = f"{REQUEST}correct"
    sent = form_of(page(office.clerk, address)) | {"name": "Inés Alba", "because": "Her passport"}
    chosen = {**sent, "choose-name": "mine", "theirs-name": theirs}
    assert office.clerk.post(address, chosen).status_code == 302
    assert office.person().name == "Inés Alba"


def test_a_chart_of_teeth_that_was_typed_wrong_is_corrected(office: Office) -> None:
    address = f"{REQUEST}correct"
    sent = form_of(page(office.clerk, address))
    assert sent["teeth"] == "16 filled MO"
    chart = "2019-05: 18 missing; 26 filled MO"
    changed = {"teeth": chart, "because": "The dentist’s chart, read again"}

    assert office.clerk.post(address, {**sent, **changed}).status_code == 302

    assert office.person().description.teeth == chart
    assert office.corrections() == 1
    history = page(office.clerk, f"{REQUEST}corrections")
    for said in ("Teeth, from a dentist’s chart", "16 filled MO", chart, "read again"):
        assert said in history


def test_a_missing_person_is_corrected_with_her_description(office: Office) -> None:
    address = f"{REQUEST}correct"
    assert f'href="{address}"' in page(office.clerk, REQUEST)
    sent = form_of(page(office.clerk, address))
    assert (sent["name"], sent["other_names"], sent["scars"]) == (
        "Ines Alba",
        "Inés",
        "left chin, 2 cm\nright knee",
    )
    assert (sent["tattoos"], sent["age_least"], sent["stature_absent"]) == ("none", "30", "unknown")
    changed = {
        "name": "Inés Alba",
        "scars": "right knee",
        "stature_absent": "",
        "stature_least": "165",
        "stature_most": "170",
        "because": "Her passport",
    }

    assert office.clerk.post(address, {**sent, **changed}).status_code == 302

    her = office.person()
    assert her.name == "Inés Alba"
    assert her.description.scars == ("right knee",)
    assert her.description.stature == Range(165, 170)
    # What was left alone stands as it was.
    assert (her.description.teeth, her.description.tattoos) == ("16 filled MO", ())
    assert office.corrections() == 3
    history = page(office.clerk, f"{REQUEST}corrections")
    for said in (
        "Ines Alba",
        "left chin, 2 cm, right knee",
        "165 – 170",
        "unknown",
        "Her passport",
    ):
        assert said in history, said
    erasure.withdraw(office.clerk_as, erasure.Withdrawing(request=office.request.id))
    gone = page(office.clerk, f"{REQUEST}corrections")
    assert "Ines Alba" not in gone and "Her passport" not in gone
    assert "Nothing is kept of the missing person here" in page(office.clerk, address)


def test_what_is_missing_is_said_at_its_field_and_all_input_is_kept(office: Office) -> None:
    address = f"{BODY}correct"
    sent = form_of(page(office.first, address)) | {"place": "", "recovered_at": "Buoy 4"}
    refused = office.first.post(address, sent).content.decode()
    assert "Say where the body lies." in refused and "Say how it is known." in refused
    assert form_of(refused)["recovered_at"] == "Buoy 4"
    part = {**sent, "place": "Pier 3", "kind": "part", "part_of": "R-0099", "because": "x"}
    assert "No body of this operation has the code R-0099." in unescape(
        office.first.post(address, part).content.decode()
    )


def test_a_condition_that_was_signed_says_so_and_the_rest_is_corrected(office: Office) -> None:
    doctor = office.staff.hire("A. Lind", Discipline.MEDICAL)
    signed = intake.DeathFound(
        remains=office.body().id, basis="Rigor", condition=Condition.EARLY_CHANGE
    )
    intake.examine_remains(doctor, signed)
    shown = page(office.first, f"{BODY}correct")
    assert "A. Lind signed it; a further examination takes its place." in shown
    sent = form_of(shown) | {"place": "Tent B", "because": "Logbook"}
    assert office.first.post(f"{BODY}correct", sent).status_code == 302
    assert (office.body().place, office.body().condition) == ("Tent B", "early-change")


def test_a_draft_remembers_what_was_seen(office: Office) -> None:
    """Written yesterday, corrected by a colleague over night: neither is written over."""
    address = f"{BODY}correct"
    begun = form_of(page(office.second, address)) | {"place": "Quay 9"}
    saved = office.second.post("/o/FERRY/drafts/correct-remains/R-0001/", begun)
    assert saved.json()["version"] == "1"
    assert "Correct the record" in page(office.second, "/o/FERRY/")
    hers = form_of(page(office.first, address))
    office.first.post(
        address, {**hers, "place": "Tent B", "recovered_by": "Navy", "because": "Logbook"}
    )

    today = form_of(page(office.second, address))

    # What she left alone is shown as it stands today; what she wrote is hers.
    assert (today["place"], today["recovered_by"]) == ("Quay 9", "Navy")
    refused = office.second.post(address, {**today, "because": "Seen"})
    assert refused.status_code == 422
    assert "Tent B" in refused.content.decode()
    chosen = {**form_of(refused.content.decode()), "choose-place": "mine"}
    assert office.second.post(address, chosen).status_code == 302
    assert (office.body().place, office.body().recovered_by) == ("Quay 9", "Navy")
    assert not Draft.objects.exists()


def test_a_draft_can_be_given_up(office: Office) -> None:
    office.first.post("/o/FERRY/drafts/correct-remains/R-0001/", {"place": "Quay 9"})
    given_up = office.first.post(f"{BODY}correct", {"do": "give-up"})
    assert given_up["Location"] == BODY
    assert not Draft.objects.exists()


def test_who_may_not_correct_sees_neither_form_nor_history(
    office: Office, browser_of: BrowserOf
) -> None:
    examiner = browser_of(office.staff.hire("face", Discipline.FACE))
    board = browser_of(office.staff.hire("board", Role.BOARD_MEMBER))
    assert f"{BODY}correct" not in page(examiner, BODY)
    for path in ("correct", "corrections"):
        assert examiner.get(f"{BODY}{path}").status_code == 403
    assert board.get(f"{BODY}correct").status_code == 403
    assert "undo=" not in page(board, f"{BODY}corrections")
    assert "Nothing was corrected." in page(board, f"{REQUEST}corrections")
    assert f'{REQUEST}correct"' not in page(board, REQUEST)
    for nobody in ("/o/FERRY/remains/R-0099/correct", "/o/OTHER/remains/R-0001/correct"):
        assert office.first.get(nobody).status_code == 404
