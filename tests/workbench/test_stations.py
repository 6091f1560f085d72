"""The stations of a body: what is done, what is missing, what is signed and by whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antigone.access import Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.observed import read_mark
from antigone.casework.procedures import intake
from antigone.evidence.findings import Mark
from antigone.evidence.findings.dental import Chart, Tooth
from antigone.workbench import teeth
from antigone.workbench.models import Draft
from tests.casework.picturing import jpeg, labelled, portrait_of
from tests.homes import Staff, found_remains

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
BOARD = "/o/FERRY/remains/R-0001/"


@dataclass
class Quay:
    staff: Staff
    officer: Client
    doctor: Client
    dentist: Client
    officer_as: Actor
    remains: rows.Remains

    def examinations(self, kind: str) -> list[rows.Examination]:
        with within(self.staff.operation):
            return list(rows.Examination.objects.filter(kind=kind).order_by("signed_at"))


@pytest.fixture
def quay(staff: Staff, browser_of: BrowserOf) -> Iterator[Quay]:
    officer = staff.hire("D. Weld", Role.MORTUARY_OFFICER)
    doctor = staff.hire("A. Lind", Discipline.MEDICAL)
    dentist = staff.hire("M. Ost", Discipline.DENTAL)
    remains = intake.record_remains(officer, found_remains("R-0001"))
    yield Quay(
        staff, browser_of(officer), browser_of(doctor), browser_of(dentist), officer, remains
    )
    put_away()


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_the_board_says_what_is_missing_and_what_cannot_be_done_yet(quay: Quay) -> None:
    page = text(quay.officer, BOARD)

    for station in ("Photographs", "Fingerprints", "Examination of death", "Teeth", "Sample"):
        assert station in page
    assert page.count("Not started") == 6
    assert "Only the code and the place are known. Begin anywhere." in page
    assert "Not yet:</strong> a search. Death is not established" in page
    assert "Next: Photographs" in page
    assert page.count("btn-primary") == 1


def test_nobody_finds_a_body_that_is_not_there_or_elsewhere(
    quay: Quay, staff: Staff, browser_of: BrowserOf
) -> None:
    missing = quay.officer.get("/o/FERRY/remains/R-0099/")
    other = quay.officer.get("/o/OTHER/remains/R-0001/")
    assert missing.status_code == other.status_code == 404
    clerk = browser_of(staff.hire("clerk", Role.INTAKE_OFFICER))
    assert clerk.get(BOARD).status_code == 403


def test_death_is_signed_by_a_physician_with_the_description_and_its_reasons_for_none(
    quay: Quay,
) -> None:
    page = f"{BOARD}examination"
    assert "Your role does not sign at this station." in text(quay.officer, page)
    stated = {
        "basis": "Rigor and lividity",
        "condition": "early-change",
        "sex": "female",
        "age_least": "30",
        "age_most": "45",
        "stature_absent": "not-available",
        "hair": "dark, long",
        "tattoos": "none",
        "scars": "left chin, 2 cm\nright knee",
    }
    assert quay.officer.post(page, stated).status_code == 403

    done = quay.doctor.post(page, stated)

    assert done["Location"] == f"{BOARD}?signed=death"
    (signed,) = quay.examinations("death")
    said = signed.description
    assert (said.sex, said.age.least, said.age.most) == ("female", 30, 45)
    assert said.stature == "not-available"
    assert said.tattoos == ()  # looked for, and none found
    assert said.scars == ("left chin, 2 cm", "right knee")
    assert said.weight == "not-examined"
    board = text(quay.officer, BOARD)
    assert "signed by A. Lind" in board
    assert "a search. Death is not established" not in board
    shown = text(quay.officer, page)
    assert "dark, long" in shown
    assert "30 – 45" in shown


def test_that_nothing_was_there_is_said_in_the_language_of_the_page(quay: Quay) -> None:
    """The hint names a word of its own in each language; taken as a tattoo it would be compared."""
    stated = {"basis": "Rigor", "condition": "fresh", "tattoos": "Немає", "scars": "none"}
    quay.doctor.post(f"{BOARD}examination", stated, headers={"Accept-Language": "uk"})
    (signed,) = quay.examinations("death")
    assert (signed.description.tattoos, signed.description.scars) == ((), ())


def test_signs_of_violence_are_checked_once_more_before_they_alert_and_hold(quay: Quay) -> None:
    page = f"{BOARD}examination"
    stated = {"basis": "Wrists tied", "condition": "fresh", "signs": ["bound", "custody"]}

    first = quay.doctor.post(page, stated)

    assert first.status_code == 422
    check = first.content.decode()
    assert "2 signs oblige to an inquiry" in check
    assert "a legal hold follows from each" in check
    assert 'name="checked" value="bound,custody"' in check
    with within(quay.staff.operation):
        assert not rows.LegalHold.objects.exists()
    quay.doctor.post(page, {**stated, "checked": "bound,custody"})
    with within(quay.staff.operation):
        holds = rows.LegalHold.objects.values_list("because", flat=True)
        assert {*holds} == {"inquiry:bound", "inquiry:custody"}
        assert rows.Alert.objects.filter(role="prosecutors-liaison").count() == 1
    # What the prosecutor alone is told stands on no page of the mortuary.
    assert "bound" not in text(quay.officer, BOARD)


def test_prints_that_cannot_be_taken_close_the_station_with_the_reason(quay: Quay) -> None:
    page = f"{BOARD}fingerprints"
    quay.officer.post(page, {"possible": "not-possible", "basis": "skin lost"})

    board = text(quay.officer, BOARD)

    assert "cannot be taken: skin lost" in board
    assert "Closed" in board
    again = quay.officer.post(page, {"basis": "skin lost"}).content.decode()
    assert "Say whether prints were taken." in again


def test_a_chart_of_teeth_is_signed_and_goes_on_from_the_last_one(quay: Quay) -> None:
    page = f"{BOARD}teeth"
    stated = {
        "basis": "By eye and mirror",
        "tooth-18": "missing",
        "tooth-16": "filled",
        "tooth-16-surface": ["M", "O"],
        "tooth-21": "sound",
        "tooth-21-surface": ["I"],  # a sound tooth has no filled surface: not taken
    }
    assert "32" not in text(quay.dentist, page).split("odontogram")[0]

    quay.dentist.post(page, stated)

    (signed,) = quay.examinations("dental")
    assert signed.description.teeth == "16 filled MO; 18 missing; 21 sound"
    chart = teeth.read(signed.description.teeth)
    assert chart is not None
    assert chart.surfaces == {16: frozenset("MO")}
    assert "3 of 32 teeth looked at" in text(quay.officer, BOARD)
    further = text(quay.dentist, page)
    assert '<option value="missing" data-mark="missing" selected>' in further
    nothing = quay.dentist.post(page, {"basis": "x", "after": str(signed.id)})
    assert "Nothing is stated." in nothing.content.decode()


def test_a_station_signed_meanwhile_shows_what_was_signed_and_keeps_what_was_typed(
    quay: Quay,
) -> None:
    page = f"{BOARD}teeth"
    quay.dentist.get(page)
    quay.doctor.post(page, {"basis": "X-ray", "tooth-11": "crowned"})

    refused = quay.dentist.post(page, {"basis": "By eye", "tooth-12": "sound", "after": ""})

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "A. Lind signed this station at" in shown
    assert "X-ray" in shown
    assert "By eye" in shown
    (first,) = quay.examinations("dental")
    after = {"basis": "By eye", "tooth-12": "sound", "after": str(first.id)}
    assert f'name="after" value="{first.id}"' in shown
    assert quay.dentist.post(page, after).status_code == 302
    assert len(quay.examinations("dental")) == 2


def test_marks_are_recorded_by_the_parts_of_the_body(quay: Quay) -> None:
    page = f"{BOARD}marks"
    stated = {
        "basis": "After washing",
        "region": ["front-left-forearm"],
        "kind-front-left-forearm": "tattoos",
        "what-front-left-forearm": "anchor",
        "what-back-neck": "mole",
    }
    quay.officer.post(page, stated)

    (signed,) = quay.examinations("external")
    assert signed.description.tattoos == ("front-left-forearm: anchor",)
    assert signed.description.marks == ("back-neck: mole",)
    shown = text(quay.officer, page)
    assert "the body's left forearm, front: anchor" in shown
    assert '<span class="count">2</span>' in text(quay.officer, BOARD)
    # There is no photograph that could show one.
    assert 'name="picture-' not in shown
    quay.officer.post(page, {**stated, "picture-back-neck": "7", "after": str(signed.pk)})
    assert quay.examinations("external")[-1].description.marks == ("back-neck: mole",)


def test_a_mark_points_to_the_photograph_that_shows_it(quay: Quay) -> None:
    good = jpeg(labelled(portrait_of("P003"), "R-0001"))
    file = SimpleUploadedFile("one.jpg", good, content_type="image/jpeg")
    quay.officer.post(f"{BOARD}photographs", {"files": file})
    assert 'name="picture-back-neck"' in text(quay.officer, f"{BOARD}marks")
    stated = {"basis": "After washing", "what-back-neck": "mole, 4 mm", "picture-back-neck": "1"}
    quay.officer.post(f"{BOARD}marks", stated)
    (signed,) = quay.examinations("external")
    (written,) = signed.description.marks
    assert written == "back-neck: mole, 4 mm (photograph 1)"
    assert read_mark(written) == Mark(kind="birthmark", place="neck", size_mm=4.0, pictured=True)


def test_samples_and_effects_get_their_own_codes_and_begin_their_chains(quay: Quay) -> None:
    assert 'value="S-R-0001-1"' in text(quay.officer, f"{BOARD}samples")
    sample = {
        "code": "S-0001-1",
        "kind": "bone",
        "seal": "88214",
        "taken_by": "D. Weld",
        "place": "Freezer 2",
        "received_by": "D. Weld",
    }
    assert quay.officer.post(f"{BOARD}samples", sample).status_code == 302
    effect = {
        "code": "E-0001-1",
        "description": "A ring, inscribed",
        "valuable": "on",
        "found_by": "D. Weld",
        "place": "Safe 1",
        "received_by": "D. Weld",
    }
    assert quay.officer.post(f"{BOARD}effects", effect).status_code == 302

    board = text(quay.officer, BOARD)
    assert "S-0001-1 (bone)" in board
    assert "A ring, inscribed" in text(quay.officer, f"{BOARD}effects")
    with within(quay.staff.operation):
        assert rows.CustodyEvent.objects.count() == 2
    taken = quay.officer.post(f"{BOARD}effects", effect)
    assert taken.status_code == 422
    assert quay.dentist.post(f"{BOARD}samples", sample).status_code == 403


def test_a_thing_is_recorded_in_words_that_are_compared(quay: Quay) -> None:
    page = f"{BOARD}effects"
    kept = {"code": "E-0001-1", "found_by": "D. Weld", "place": "Safe 1", "received_by": "D. Weld"}
    coded = {"what": "ring", "material": "gold", "inscription": "A.K. 1998"}
    for missing in ({}, {"colour": "red"}, {"what": "ring", "material": "cotton"}):
        assert quay.officer.post(page, {**kept, **missing}).status_code == 422
    answer = quay.officer.post(page, {**kept, **coded, "description": "on the left hand"})
    assert answer.status_code == 302
    assert "ring; gold; “A.K. 1998” | on the left hand" in text(quay.officer, page)


def test_paper_for_the_quay(quay: Quay) -> None:
    nothing = quay.officer.get(f"{BOARD}things")
    assert nothing.status_code == 422
    found = {
        "code": "E-0001-1",
        "description": "A ring",
        "found_by": "D. Weld",
        "place": "Safe 1",
        "received_by": "D. Weld",
    }
    quay.officer.post(f"{BOARD}effects", found)
    for page in (f"{BOARD}label", f"{BOARD}things", "/o/FERRY/remains/blank"):
        paper = quay.officer.get(page)
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF")


def test_files_without_the_pages_script_get_a_receipt_each_and_the_good_ones_are_kept(
    quay: Quay,
) -> None:
    good = jpeg(labelled(portrait_of("P003"), "R-0001"))
    files = [
        SimpleUploadedFile("one.jpg", good, content_type="image/jpeg"),
        SimpleUploadedFile("two.jpg", good[:2000], content_type="image/jpeg"),
        SimpleUploadedFile("one-again.jpg", good, content_type="image/jpeg"),
    ]

    page = quay.officer.post(f"{BOARD}photographs", {"files": files}).content.decode()

    assert "Kept as photograph 1 of R-0001." in page
    assert "two.jpg cannot be read" in page
    assert "Already here as photograph 1 of R-0001. Nothing was added." in page
    board = text(quay.officer, BOARD)
    assert "1, code readable in 1" in board
    assert quay.officer.post(f"{BOARD}photographs", {}).status_code == 422


def test_a_draft_of_a_station_comes_back_with_every_tooth(quay: Quay) -> None:
    saved = quay.dentist.post(
        "/o/FERRY/drafts/teeth/R-0001/", {"basis": "By eye", "tooth-18": "missing"}
    )
    assert saved.json()["version"] == "1"

    page = text(quay.dentist, f"{BOARD}teeth")

    assert "By eye" in page
    assert '<option value="missing" data-mark="missing" selected>' in page
    quay.dentist.post(f"{BOARD}teeth", {"basis": "By eye", "tooth-18": "missing"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "chart",
    [
        Chart({18: Tooth.MISSING}),
        Chart({16: Tooth.FILLED, 55: Tooth.SOUND}, {16: frozenset("MOD")}),
    ],
)
def test_a_chart_is_read_as_it_was_written(chart: Chart) -> None:
    assert teeth.read(teeth.written(chart)) == chart


def test_every_tooth_has_a_place_in_the_chart_and_a_name() -> None:
    from antigone.evidence.findings.dental import PERMANENT, PRIMARY, SURFACES

    assert {*teeth.ORDER} == {*PERMANENT}
    assert {*teeth.MILK_ORDER} == {*PRIMARY}
    assert {*teeth.SURFACE_NAMES} == {*SURFACES}
    named: dict[Any, int] = {}
    for number in (*PERMANENT, *PRIMARY):
        place = teeth.place_of(number)
        named[number < 50, place.quadrant, place.name] = number
    assert len(named) == len(PERMANENT) + len(PRIMARY)
