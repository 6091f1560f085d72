"""A photograph on its page: covered first, one entry for each page view, marked by two people apart."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.test import Client
from PIL import Image

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.access.exposure import exposure_today
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.procedures import accounts, erasure, intake, photographs
from antigone.casework.step import step
from antigone.faces import Engine
from antigone.faces.geometry import Pixels
from antigone.ledger import Entry
from tests.casework.picturing import group_of, jpeg, labelled, portrait_of
from tests.homes import Staff, found_remains, open_operation, report

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]


@dataclass
class Cases:
    staff: Staff
    officer: Actor
    second: Actor
    clerk: Actor
    remains: rows.Remains

    def taken(self, image: Pixels) -> str:
        """A photograph of the body; returns the address of its page."""
        row = photographs.receive_post_mortem(
            self.officer,
            photographs.TakenPhotograph(
                remains=self.remains.id, name="x.jpg", content=jpeg(image), code_stated=True
            ),
        )
        return f"/o/FERRY/photographs/{row.id}/"


@pytest.fixture
def cases(staff: Staff) -> Iterator[Cases]:
    officer = staff.hire("officer", Role.MORTUARY_OFFICER)
    remains = intake.record_remains(officer, found_remains("R-0001"))
    second = staff.hire("Ada Lind", Discipline.FACE)
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    yield Cases(staff, officer, second, clerk, remains)
    put_away()


def revealed(browser: Client, page: str, step: str = "grey") -> dict[str, Any]:
    """Uncover the photograph on a page, as its stage does."""
    address = re.search(r'data-reveal="([^"]+)"', browser.get(page).content.decode())
    assert address is not None
    return browser.post(address[1], {"step": step}).json()


def seen(answer: Any) -> Pixels:
    return numpy.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))


def disclosures() -> list[Entry]:
    entries = (Entry.parse(bytes(one.payload)) for one in rows.LedgerEntry.objects.order_by("seq"))
    return [one for one in entries if one.action.endswith(".disclose")]


def test_the_page_is_covered_and_sends_nothing_sharp(cases: Cases, browser_of: BrowserOf) -> None:
    image = portrait_of("P003")
    page = cases.taken(image)
    browser = browser_of(cases.officer)

    shown = browser.get(page)

    text = shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert "Photograph 1 of R-0001, covered" in text
    assert "The view is recorded." in text
    (veil,) = {one for one in re.findall(r'src="([^"]+)"', text) if "photographs" in one}
    cover = seen(browser.get(veil))
    # A third of the size, and nothing in it that is finer than a tenth of it: neighbours differ little.
    assert cover.shape[:2] == (round(500 / 3), round(500 / 3))
    assert disclosures() == []


def test_one_view_of_a_page_is_one_entry_however_often_it_is_uncovered(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(portrait_of("P003"))
    browser = browser_of(cases.second)
    address = re.search(r'data-reveal="([^"]+)"', browser.get(page).content.decode())
    assert address is not None

    grey = browser.post(address[1], {"step": "grey"}).json()
    again = browser.post(address[1], {"step": "grey"}).json()
    colour = browser.post(address[1], {"step": "colour"}).json()

    assert (grey["width"], grey["height"]) == (500, 500)
    assert again == grey
    assert colour["picture"] == grey["picture"].replace("grey", "colour")
    (entry,) = disclosures()
    assert "view:whole" in entry.objects
    revealed(browser, page)  # the page was opened anew: another view
    assert len(disclosures()) == 2


def test_grey_is_grey_and_every_picture_carries_its_viewer(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(numpy.full((600, 800, 3), (180, 90, 60), numpy.uint8))
    first, other = browser_of(cases.officer), browser_of(cases.second)

    grey = seen(first.get(revealed(first, page)["picture"]))
    colour = seen(first.get(revealed(first, page, "colour")["picture"]))
    others = seen(other.get(revealed(other, page, "colour")["picture"]))

    assert int(numpy.ptp(grey.astype(int), axis=2).max()) <= 2  # JPEG rounds chroma
    assert colour.shape == (600, 800, 3)
    red, green, blue = numpy.median(colour.reshape(-1, 3), axis=0)
    assert abs(red - 180) <= 3 and abs(green - 90) <= 3 and abs(blue - 60) <= 3
    # The photograph is one flat colour, so whatever differs was written into it; and who looks differs.
    assert (numpy.abs(colour.astype(int) - colour[0, 0]).max(axis=2) > 20).mean() > 0.005
    assert (colour != others).any()


def test_exposure_and_warmth_are_made_by_the_server_from_the_same_view(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(numpy.full((300, 300, 3), 100, numpy.uint8))
    browser = browser_of(cases.officer)
    picture = revealed(browser, page, "colour")["picture"]

    plain = numpy.median(seen(browser.get(picture)).reshape(-1, 3), axis=0)
    brighter = numpy.median(seen(browser.get(f"{picture}&exposure=0.9")).reshape(-1, 3), axis=0)
    warmer = numpy.median(seen(browser.get(f"{picture}&warmth=3")).reshape(-1, 3), axis=0)

    assert (brighter > plain + 15).all()
    assert warmer[0] > plain[0] > warmer[2]
    assert len(disclosures()) == 1


def test_a_picture_is_only_its_viewers_and_only_within_a_view(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(portrait_of("P003"))
    browser = browser_of(cases.officer)
    picture = revealed(browser, page)["picture"]

    assert browser.get(picture).status_code == 200
    assert browser_of(cases.second).get(picture).status_code == 404
    assert browser_of(cases.clerk).get(picture).status_code in (403, 404)
    invented = browser.get(f"{page}picture/{'x' * 24}?tone=grey")
    assert invented.status_code == 422
    assert b"JFIF" not in invented.content


def test_a_view_is_of_one_operation(cases: Cases, browser_of: BrowserOf) -> None:
    picture = revealed(browser_of(cases.officer), cases.taken(portrait_of("P003")))["picture"]
    given = accounts.RoleGiven(
        account=cases.officer.account_id,
        operation=open_operation(cases.staff.administrator, "OTHER"),
        role=Role.MORTUARY_OFFICER,
    )
    accounts.give_role(cases.staff.administrator, given)
    browser = browser_of(cases.officer)

    assert browser.get(picture).status_code == 200
    assert browser.get(picture.replace("/FERRY/", "/OTHER/")).status_code == 404


def test_an_open_view_ends_when_a_permission_is_withdrawn(
    cases: Cases, browser_of: BrowserOf
) -> None:
    asked = intake.open_request(cases.clerk, report("T-0031"))
    given = photographs.GivenPhotograph(
        request=asked.id, name="x.jpg", content=jpeg(portrait_of("P004"))
    )
    photograph = photographs.receive_reference(cases.clerk, given)
    browser = browser_of(cases.clerk)
    picture = revealed(browser, f"/o/FERRY/photographs/{photograph.id}/")["picture"]
    assert browser.get(picture).status_code == 200

    erasure.withdraw(cases.clerk, erasure.Withdrawing(request=asked.id))

    over = browser.get(picture)
    assert over.status_code == 422
    assert b"JFIF" not in over.content


def test_an_open_view_ends_when_another_process_erases(cases: Cases, browser_of: BrowserOf) -> None:
    """Whoever erases elsewhere cannot reach into this memory: the row alone says so."""
    asked = intake.open_request(cases.clerk, report("T-0031"))
    picture = revealed(browser_of(cases.officer), cases.taken(portrait_of("P003")))["picture"]
    browser = browser_of(cases.officer)
    assert browser.get(picture).status_code == 200
    with step(cases.clerk, Action.WITHDRAW_PERMISSION) as doing:
        doing.write(rows.Withdrawal(request=asked, outcome="erased", left={"blobs": []}))
    assert browser.get(picture).status_code == 422
    again = revealed(browser, cases.taken(portrait_of("P002")))["picture"]
    assert browser.get(again).status_code == 200


def test_who_may_see_and_what_is_not_there(cases: Cases, browser_of: BrowserOf) -> None:
    page = cases.taken(portrait_of("P003"))
    nobody = f"/o/FERRY/photographs/{uuid4()}/"

    assert browser_of(cases.clerk).get(page).status_code == 403
    assert browser_of(cases.officer).get(nobody).status_code == 404
    assert Client().get(page).status_code == 302
    records = cases.staff.hire("records", Role.RECORDS_OFFICER)
    assert browser_of(records).get(page).status_code == 403
    assert browser_of(records).get(f"{page}veil").status_code == 403


def test_what_one_has_seen_today_is_said_to_oneself(cases: Cases, browser_of: BrowserOf) -> None:
    page = cases.taken(portrait_of("P003"))
    browser = browser_of(cases.officer)
    assert "You today: none yet" in browser.get(page).content.decode()
    text = browser.get(page).content.decode()
    reveal = re.search(r'data-reveal="([^"]+)"', text)
    cover = re.search(r'data-cover="([^"]+)"', text)
    assert reveal is not None
    assert cover is not None

    browser.post(reveal[1], {"step": "grey"})
    browser.post(cover[1], {"seconds": "70"})
    browser.post(reveal[1], {"step": "grey"})
    browser.post(cover[1], {"seconds": "20"})

    # One page view of 70 + 20 seconds: two minutes begun.
    assert "You today: 1, 2 min" in browser.get(page).content.decode()
    assert exposure_today(cases.officer.account_id).seconds == 90
    assert exposure_today(cases.second.account_id).photographs == 0


def test_read_mark_confirm_and_enrol(cases: Cases, browser_of: BrowserOf, engine: Engine) -> None:
    page = cases.taken(group_of(engine, "P003", "P005"))
    first, second = browser_of(cases.officer), browser_of(cases.second)
    assert "Read the faces" in first.get(page).content.decode()

    first.post(page, {"do": "read"})

    told = first.get(page).content.decode()
    assert "2 faces were found; they are numbered from the left." in told
    assert "px between the eyes" in told
    marking = first.get(f"{page}mark").content.decode()
    assert "checked" not in marking  # nothing is chosen beforehand
    assert "One other will be covered." in marking
    reading = re.search(r'name="reading" value="([^"]+)"', marking)
    assert reading is not None
    chosen = {"reading": reading[1], "face": "2"}
    assert first.post(f"{page}mark", {"reading": reading[1]}).status_code == 422
    assert first.post(f"{page}mark", chosen).status_code == 302

    # Who marked cannot confirm, and who confirms sees nothing of the first choice.
    barred = first.post(f"{page}mark", chosen)
    assert barred.status_code == 422
    afresh = second.get(f"{page}mark").content.decode()
    assert "Somebody has chosen already. Choose afresh" in afresh
    assert "checked" not in afresh
    waiting = second.get(page).content.decode()
    assert "Face 2 is meant" not in waiting
    assert "which face it was is not told before" in waiting
    agreed = second.post(f"{page}mark", chosen)
    assert agreed["Location"] == f"{page}?confirmed=yes"

    settled = second.get(page).content.decode()
    assert "Face 2 is meant." in settled
    assert "Marked by" in settled
    masked = revealed(second, page, "colour")
    assert "view:masked" in disclosures()[-1].objects
    assert second.get(masked["picture"]).status_code == 200
    assert "Let it be searched" in settled
    second.post(page, {"do": "enrol"})
    assert "Its face takes part in searches." in second.get(page).content.decode()


def test_two_people_who_choose_differently_undo_both_choices(
    cases: Cases, browser_of: BrowserOf, engine: Engine
) -> None:
    page = cases.taken(group_of(engine, "P003", "P005"))
    first, second = browser_of(cases.officer), browser_of(cases.second)
    first.post(page, {"do": "read"})
    with within(cases.staff.operation):
        reading = str(rows.Reading.objects.get().id)
    first.post(f"{page}mark", {"reading": reading, "face": "1"})

    differs = second.post(f"{page}mark", {"reading": reading, "face": "2"})

    assert differs["Location"] == f"{page}?confirmed=no"
    assert "Neither choice counts" in second.get(differs["Location"]).content.decode()
    assert "No mark stands" in first.get(page).content.decode()


def test_a_new_reading_moves_no_number_that_somebody_looks_at(
    cases: Cases, browser_of: BrowserOf, engine: Engine
) -> None:
    page = cases.taken(portrait_of("P003"))
    browser = browser_of(cases.officer)
    browser.post(page, {"do": "read"})
    with within(cases.staff.operation):
        old = str(rows.Reading.objects.get().id)
    browser.post(page, {"do": "read"})

    refused = browser.post(f"{page}mark", {"reading": old, "face": "1"})

    assert refused.status_code == 422
    assert "The faces were read anew while you looked." in refused.content.decode()


def test_no_face_says_why_and_points_by_hand_or_nobody_are_answers(
    cases: Cases, browser_of: BrowserOf, engine: Engine
) -> None:
    page = cases.taken(numpy.full((500, 500, 3), 128, numpy.uint8))
    browser = browser_of(cases.officer)
    browser.post(page, {"do": "read"})
    told = browser.get(page).content.decode()
    assert "No face was found:" in told
    assert "no face was found in any orientation" in told
    with within(cases.staff.operation):
        reading = str(rows.Reading.objects.get().id)

    few = browser.post(
        f"{page}mark", {"reading": reading, "face": "points", "landmarks": "1,2 3,4"}
    )
    assert "The five points are not all set." in few.content.decode()
    nobody = browser.post(f"{page}mark", {"reading": reading, "face": "none"})
    assert nobody.status_code == 302
    assert "whoever is meant is not in this photograph" in browser.get(page).content.decode()


def test_points_set_by_hand_mark_a_face(
    cases: Cases, browser_of: BrowserOf, engine: Engine
) -> None:
    image = portrait_of("P003")
    page = cases.taken(image)
    browser = browser_of(cases.officer)
    browser.post(page, {"do": "read"})
    with within(cases.staff.operation):
        reading = str(rows.Reading.objects.get().id)
    points = engine.read(image).faces[0].detection.landmarks
    by_hand = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)

    done = browser.post(f"{page}mark", {"reading": reading, "face": "points", "landmarks": by_hand})

    assert done.status_code == 302
    with within(cases.staff.operation):
        assert rows.MarkedFace.objects.get().by_hand


def test_the_person_in_a_group_photograph_of_a_family_needs_no_second_choice(
    cases: Cases, browser_of: BrowserOf, engine: Engine
) -> None:
    request = intake.open_request(cases.clerk, report("T-0001"))
    given = photographs.receive_reference(
        cases.clerk,
        photographs.GivenPhotograph(
            request=request.id, name="us.jpg", content=jpeg(group_of(engine, "P003", "P005"))
        ),
    )
    page = f"/o/FERRY/photographs/{given.id}/"
    browser = browser_of(cases.clerk)
    browser.post(page, {"do": "read"})
    with within(cases.staff.operation):
        reading = str(rows.Reading.objects.get().id)

    browser.post(f"{page}mark", {"reading": reading, "face": "1"})

    assert "Face 1 is meant." in browser.get(page).content.decode()
    assert browser_of(cases.officer).get(page).status_code == 403
    assert exposure_today(cases.clerk.account_id).photographs == 0


def test_the_label_beside_a_body_is_read_when_the_file_comes(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(labelled(portrait_of("P003"), "R-0001"))
    told = browser_of(cases.officer).get(page).content.decode()
    assert "the code can be read in it" in told


def test_a_copy_keeps_turn_exposure_and_balance_for_its_maker_alone(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = cases.taken(numpy.full((300, 400, 3), 100, numpy.uint8))
    mine, other = browser_of(cases.officer), browser_of(cases.second)
    how = {"do": "copy", "name": "ear, brighter", "rotate": "90", "exposure": "0.9", "warmth": "2"}

    kept = mine.post(page, how)

    assert kept.status_code == 302
    with within(cases.staff.operation):
        copy = rows.WorkingCopy.objects.get()
    assert copy.parameters["version"] == 1
    assert (copy.parameters["rotate"], copy.parameters["exposure"]) == (90, 0.9)
    assert copy.parameters["white_balance"] == pytest.approx([1.12**2, 1, 1.12**-2])
    opened = mine.get(kept["Location"]).content.decode()
    assert "turned 90°, exposure +0.9, warmer" in opened
    shown = revealed(mine, kept["Location"], "colour")
    assert (shown["width"], shown["height"]) == (300, 400)  # a quarter turn
    picture = seen(mine.get(shown["picture"]))
    assert picture.shape[:2] == (400, 300)
    red, green, blue = numpy.median(picture.reshape(-1, 3), axis=0)
    assert red > green > blue > 100
    # Another person neither sees it nor opens it by its address, and nobody replaces one.
    assert "ear, brighter" not in other.get(page).content.decode()
    address = shown["picture"].split("?")[1]
    own = revealed(other, page)["picture"].split("?")[0]
    assert other.get(f"{own}?{address}").status_code == 404
    assert "It was not replaced." in mine.post(page, how).content.decode()
    assert other.post(page, how).status_code == 302
    nameless = mine.post(page, {**how, "name": " "})
    assert "The copy has no name." in nameless.content.decode()
    too_far = mine.post(page, {**how, "name": "x", "exposure": "40"})
    assert too_far.status_code == 422
