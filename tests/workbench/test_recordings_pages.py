"""Videos by page: sent in pieces, followed while nobody waits, covered until revealed, one face chosen."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy
import pytest
from django.test import Client
from PIL import Image

from antigone.access import Actor, Discipline, Role, within
from antigone.access.exposure import exposure_today
from antigone.casework import jobs, lists
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.instruments import put_away
from antigone.casework.procedures import intake
from antigone.workbench import uploads
from antigone.workbench.models import SealedChunk
from tests.casework.test_recordings import alone, passers_by
from tests.homes import Staff, found_remains, report
from tests.workbench.test_photographs_pages import disclosures, revealed, seen
from tests.workbench.test_uploads import finish, put, sent, start

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[Actor], Client]
VIDEO = {"name": "quay.mp4", "type": "video/mp4"}


@dataclass
class Cases:
    staff: Staff
    officer: Actor
    clerk: Actor
    second: Actor


@pytest.fixture
def cases(staff: Staff) -> Iterator[Cases]:
    officer = staff.hire("officer", Role.MORTUARY_OFFICER)
    intake.record_remains(officer, found_remains("R-0001"))
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("T-0001"))
    yield Cases(staff, officer, clerk, staff.hire("Ada Lind", Discipline.FACE))
    put_away()


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def received(browser: Client, content: bytes, **more: Any) -> str:
    done = sent(browser, content, **VIDEO, **more)
    assert done.status_code == 201, done.content
    return str(done.json()["receipt"]["url"])


def test_a_video_of_a_body_comes_in_pieces_and_its_face_goes_on_as_photographs(
    cases: Cases, browser_of: BrowserOf, opened: House
) -> None:
    browser = browser_of(cases.officer)
    done = sent(browser, alone(), **VIDEO)
    receipt = done.json()["receipt"]
    assert receipt["sentence"] == "Kept as video 1 of R-0001. Its faces are being followed."
    assert not SealedChunk.objects.exists()
    page = receipt["url"]
    assert "its faces are being followed." in text_of(browser.get(page))
    jobs.work(once=True)

    shown = text_of(browser.get(page))
    assert "Video 1 of R-0001, covered" in shown
    assert "This is the person" in shown and 'value="1"' in shown
    assert "checked" not in shown
    with within(cases.staff.operation):
        reading = rows.RecordingReading.objects.get()
    said = {"do": "choose", "reading": str(reading.id)}
    refused = browser.post(page, said)
    assert refused.status_code == 422 and "No face is chosen" in refused.content.decode()
    assert browser.post(page, {**said, "face": "1"}).status_code == 302
    jobs.work(once=True)

    shown = text_of(browser.get(page))
    assert "A face was chosen by" in shown
    assert "This is the person" not in shown
    frames = re.findall(r'href="(/o/FERRY/photographs/[^"]+)"', shown)
    with within(cases.staff.operation):
        assert len(frames) == rows.PostMortemPhotograph.objects.count() > 0
    photograph = text_of(browser.get(frames[0]))
    assert re.search(r"Photograph \d of R-0001, at 0:0\d\.\d of a video", photograph)
    assert f'href="{page}"' in photograph
    with within(cases.staff.operation):
        first = rows.PostMortemPhotograph.objects.get(pk=frames[0].split("/")[-2])
    # Beside a candidate it is called by its moment too.
    assert lists.moment_of_video(cases.second, first.pk) == first.frame_seconds
    # Whoever confirms it is not told which face was chosen, there or here.
    examiner = browser_of(cases.second)
    assert "Confirm the marked face" in text_of(examiner.get(frames[0]))
    listed = text_of(browser.get("/o/FERRY/remains/R-0001/photographs"))
    assert f'href="{page}"' in listed and "Frames came in as photographs" in listed


def test_the_faces_of_a_video_are_covered_then_shown_once_with_the_viewers_name(
    cases: Cases, browser_of: BrowserOf
) -> None:
    browser = browser_of(cases.officer)
    page = received(browser, alone())
    jobs.work(once=True)
    (veil,) = set(re.findall(r'src="([^"]+/veil)"', browser.get(page).content.decode()))
    cover = seen(browser.get(veil))
    # Nothing finer than a tenth of it: neighbours differ little, but for the words across.
    assert numpy.median(numpy.abs(numpy.diff(cover.astype(int), axis=0))) <= 1
    assert disclosures() == []

    told = revealed(browser, page)
    assert (told["width"], told["height"]) == (600, 200)
    picture = browser.get(told["picture"].replace("tone=grey", "tone=colour"))
    shown = seen(picture)
    assert shown.shape == (200, 600, 3)
    assert picture["Cache-Control"] == "no-store"
    (entry,) = disclosures()
    assert entry.action == "photograph.disclose" and "view:whole" in entry.objects
    with within(cases.staff.operation):
        row = rows.Recording.objects.get()
    assert {row.ledger_id, f"remains:{row.remains_id.hex}"} <= set(entry.objects)
    assert exposure_today(cases.officer.account_id).photographs == 1
    # The watermark: what was sent is not what lies in the vault.
    assert Image.open(io.BytesIO(picture.content)).format == "JPEG"
    browser.get(told["picture"])
    assert len(disclosures()) == 1


def test_whoever_may_not_see_sees_neither_page_nor_picture(
    cases: Cases, browser_of: BrowserOf
) -> None:
    page = received(browser_of(cases.officer), alone())
    jobs.work(once=True)
    clerk = browser_of(cases.clerk)
    for place in (page, f"{page}veil"):
        assert clerk.get(place).status_code == 403
    assert clerk.post(f"{page}reveal/x", {"step": "grey"}).status_code == 403
    assert disclosures() == []


def test_a_family_video_comes_under_its_request_and_is_told_as_not_wholly_read(
    cases: Cases, browser_of: BrowserOf
) -> None:
    browser = browser_of(cases.clerk)
    whole = passers_by()
    cut = whole[: len(whole) * 6 // 10]
    page = received(browser, cut, kind="reference", request="T-0001")
    jobs.work(once=True)
    shown = text_of(browser.get(page))
    assert "Not all of it could be read: it ends after" in shown
    request = text_of(browser.get("/o/FERRY/requests/T-0001/"))
    assert f'href="{page}"' in request and "Face to be chosen" in request
    with within(cases.staff.operation):
        reading = rows.RecordingReading.objects.get()
    nobody = {"do": "choose", "reading": str(reading.id), "face": "none"}
    assert browser.post(page, nobody).status_code == 302
    assert "is not in this video" in text_of(browser.get(page))
    assert browser.post(page, {"do": "take-back"}).status_code == 302
    assert "This is the person" in text_of(browser.get(page))
    again = sent(browser, cut, **VIDEO, kind="reference", request="T-0001").json()["receipt"]
    assert again["state"] == "already"


def test_a_large_file_is_a_video_or_is_refused_before_it_is_put_together(
    cases: Cases, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 2000)
    browser = browser_of(cases.officer)
    content = b"\xff\xd8\xff" + b"\0" * 3000
    assert start(browser, content).json()["code"] == "file-too-large"
    # Said to be a video, it is all sent; but its first bytes say what it is.
    url = start(browser, content, **VIDEO).json()["url"]
    assert put(browser, url, 0, content).status_code == 200
    refused = finish(browser, url)
    assert (refused.status_code, refused.json()["code"]) == (422, "file-too-large")
    assert not SealedChunk.objects.exists()
    assert received(browser, alone())
    # For a form that is still open no video is held.
    waits = start(browser, content, kind="held")
    assert (waits.status_code, waits.json()["code"]) == (422, "file-too-large")
    beyond = start(browser, content, **VIDEO, size=uploads.LARGEST_VIDEO + 1)
    assert beyond.json()["code"] == "file-too-large"
