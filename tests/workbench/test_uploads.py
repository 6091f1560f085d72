"""Files that come in pieces: sealed as they come, resumed where they stopped, each with a receipt."""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from PIL import Image

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.instruments import put_away
from antigone.casework.models.alive import Seen
from antigone.casework.procedures import erasure, intake, photographs, requests
from antigone.workbench.models import Draft, SealedChunk, Upload
from tests.casework.picturing import group_of, jpeg, labelled, portrait_of
from tests.homes import Staff, found_remains, report

pytestmark = pytest.mark.django_db

START = "/o/FERRY/uploads/"
PART = 8 * 1024
BrowserOf = Callable[[Actor], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture
def officer(staff: Staff) -> Iterator[Actor]:
    officer = staff.hire("officer", Role.MORTUARY_OFFICER)
    intake.record_remains(officer, found_remains("R-0001"))
    yield officer
    put_away()


def photograph(number: int = 1) -> bytes:
    """A file of some ten kilobytes, another one for each number."""
    return jpeg(portrait_of(f"P00{number}"))


def about(content: bytes, **more: Any) -> dict[str, Any]:
    stated = {"name": "quay3_0142.jpg", "size": len(content), "type": "image/jpeg"}
    digest = hashlib.sha256(content).hexdigest()
    return {**stated, "sha256": digest, "kind": "photograph", "remains": "R-0001", **more}


def start(browser: Client, content: bytes, **more: Any) -> Any:
    return browser.post(START, about(content, **more), headers=JSON)


def put(browser: Client, url: str, offset: int, piece: bytes) -> Any:
    return browser.put(
        url, piece, "application/octet-stream", headers={**JSON, "Upload-Offset": str(offset)}
    )


def finish(browser: Client, url: str) -> Any:
    return browser.post(url, {"do": "finish"}, headers=JSON)


def sent(browser: Client, content: bytes, **more: Any) -> Any:
    """Send a whole file, and return the answer to its end."""
    url = start(browser, content, **more).json()["url"]
    for offset in range(0, len(content), PART):
        assert put(browser, url, offset, content[offset : offset + PART]).status_code == 200
    return finish(browser, url)


def test_a_file_in_pieces_becomes_a_photograph_and_nothing_is_left_of_the_pieces(
    staff: Staff, officer: Actor, browser_of: BrowserOf, opened: House
) -> None:
    content = photograph()
    done = sent(browser_of(officer), content, legible="yes")

    assert done.status_code == 201
    receipt = done.json()["receipt"]
    assert receipt["sentence"] == "Kept as photograph 1 of R-0001."
    assert receipt["state"] == "kept"
    with within(staff.operation):
        row = rows.PostMortemPhotograph.objects.get()
    assert receipt["url"] == f"/o/FERRY/photographs/{row.id}/"
    assert bytes(row.sha256) == hashlib.sha256(content).digest()
    assert row.code_legible  # as the officer stated it
    assert not Upload.objects.exists()
    assert not SealedChunk.objects.exists()


def test_an_upload_goes_on_where_it_stopped_also_from_another_browser_of_the_same_person(
    officer: Actor, browser_of: BrowserOf
) -> None:
    content = photograph()
    first = browser_of(officer)
    begun = start(first, content)
    assert begun.status_code == 201
    url = begun.json()["url"]
    put(first, url, 0, content[:PART])

    second = browser_of(officer)
    again = start(second, content)

    assert again.status_code == 200
    assert again.json() == {"url": url, "offset": PART}
    assert second.get(url, headers=JSON).json() == {"offset": PART, "size": len(content)}
    wrong = put(second, url, 2 * PART, content[2 * PART : 3 * PART])
    assert (wrong.status_code, wrong.json()["offset"]) == (409, PART)
    twice = put(second, url, 0, content[:PART])
    assert (twice.status_code, twice.json()["offset"]) == (409, PART)
    early = finish(second, url)
    assert early.status_code == 422
    assert early.json()["code"] == "not-all-here"


def test_no_byte_of_a_photograph_lies_open_anywhere_while_it_comes(
    officer: Actor, browser_of: BrowserOf, opened: House, tmp_path: Path, monkeypatch: Any
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    content = photograph()
    # Pieces of the plaintext from all over the file, and the name that a stranger could know.
    needles = [content[at : at + 32] for at in range(1000, len(content) - 32, PART // 4)]
    needles.append(b"quay3_0142.jpg")
    browser = browser_of(officer)
    url = start(browser, content).json()["url"]

    looked = 0
    for offset in range(0, len(content), PART):
        put(browser, url, offset, content[offset : offset + PART])
        for held in _everything(temporary, settings.ANTIGONE.home):
            looked += len(held)
            assert not any(needle in held for needle in needles)
    assert looked > len(content)  # the sealed pieces were among what was searched
    assert not any(temporary.iterdir())
    # The whole file with its form, without the page's script, touches no folder either.
    browser.post("/o/FERRY/remains/R-0001/photographs", {"files": [_file(photograph(2))]})
    for held in _everything(temporary, settings.ANTIGONE.home):
        assert photograph(2)[5000:5032] not in held


def _file(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("whole.jpg", content, content_type="image/jpeg")


def _everything(*folders: Path) -> Iterator[bytes]:
    """Every file below the folders, and what the database holds of uploads."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.read_bytes()
    for row in Upload.objects.all():
        yield bytes(row.about) + row.mark.encode()
    for chunk in SealedChunk.objects.all():
        yield bytes(chunk.sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workbench_sealedchunk")
        assert cursor.fetchone()[0] == SealedChunk.objects.count()


def test_a_known_file_is_said_before_it_is_sent(officer: Actor, browser_of: BrowserOf) -> None:
    content = photograph()
    browser = browser_of(officer)
    sent(browser, content)

    known = start(browser, content)

    assert known.status_code == 200
    assert known.json()["receipt"] == {
        "sentence": "Already here as photograph 1 of R-0001. Nothing was added.",
        "state": "already",
    }
    # A browser that cannot digest sends it all, and hears the same at the end.
    undigested = sent(browser, content, sha256="")
    assert undigested.json()["receipt"]["state"] == "already"


def test_a_broken_picture_is_refused_in_words_and_the_others_stay(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    content = photograph()
    sent(browser, content)

    refused = sent(browser, photograph(2)[:3000])

    assert refused.status_code == 422
    assert refused.json()["sentence"].startswith("quay3_0142.jpg cannot be read")
    assert not Upload.objects.exists()
    with within(staff.operation):
        assert rows.PostMortemPhotograph.objects.count() == 1


def test_a_picture_with_another_bodys_label_is_refused(
    officer: Actor, browser_of: BrowserOf
) -> None:
    refused = sent(browser_of(officer), jpeg(labelled(portrait_of("P003"), "R-0024")))
    assert refused.status_code == 422
    assert refused.json()["code"] == "another-bodys-label"


def test_what_arrived_changed_is_not_kept(officer: Actor, browser_of: BrowserOf) -> None:
    content = photograph()
    browser = browser_of(officer)
    url = start(browser, content).json()["url"]
    for offset in range(0, len(content), PART):
        put(browser, url, offset, bytes(len(content[offset : offset + PART])))

    refused = finish(browser, url)

    assert refused.json()["code"] == "changed-on-the-way"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size": 0}, "empty-upload"),
        ({"size": 300 * 1024 * 1024, "sha256": ""}, "file-too-large"),
        ({"size": "many", "sha256": ""}, "empty-upload"),
        ({"kind": "video"}, "no-such-use"),
    ],
)
def test_what_is_refused_before_a_byte_is_sent(
    officer: Actor, browser_of: BrowserOf, changes: dict[str, Any], code: str
) -> None:
    refused = start(browser_of(officer), photograph(), **changes)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_pieces_are_small(officer: Actor, browser_of: BrowserOf) -> None:
    content = bytes(3 * 1024 * 1024)
    browser = browser_of(officer)
    url = start(browser, content).json()["url"]
    assert put(browser, url, 0, content).json()["code"] == "chunk-too-large"


def test_an_upload_is_its_senders_alone(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    url = start(browser_of(officer), photograph()).json()["url"]
    other = browser_of(staff.hire("other", Role.MORTUARY_OFFICER))
    for answer in (
        other.get(url, headers=JSON),
        put(other, url, 0, b"x"),
        finish(other, url),
        other.get(f"{START}{uuid4()}/", headers=JSON),
    ):
        assert answer.status_code == 404
    examiner = browser_of(staff.hire("board", Role.BOARD_MEMBER))
    assert start(examiner, photograph()).status_code == 403
    assert Client().post(START, about(photograph()), headers=JSON).status_code == 401


def test_a_file_for_a_request_goes_with_its_permission(staff: Staff, browser_of: BrowserOf) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    browser = browser_of(clerk)
    asked = intake.open_request(clerk, report("T-0031"))
    intake.open_request(clerk, report("T-0032"))
    for code in ("T-0031", "T-0032"):
        url = start(browser, photograph(), kind="reference", request=code).json()["url"]
        assert put(browser, url, 0, photograph()[:PART]).status_code == 200

    erasure.withdraw(clerk, erasure.Withdrawing(request=asked.id))

    assert browser.get(url, headers=JSON).status_code == 200
    assert Upload.objects.count() == SealedChunk.objects.count() == 1


def test_a_file_for_somebody_found_alive_goes_and_what_is_typed_of_the_family_stays(
    staff: Staff, browser_of: BrowserOf
) -> None:
    clerk, second = (staff.hire(name, Role.INTAKE_OFFICER) for name in ("clerk", "second"))
    browser = browser_of(clerk)
    asked = intake.open_request(clerk, report("T-0031"))
    url = start(browser, photograph(), kind="reference", request="T-0031").json()["url"]
    assert put(browser, url, 0, photograph()[:PART]).status_code == 200
    typed = browser.post("/o/FERRY/drafts/new-relative/T-0031/", {"name": "Rosa Alba"})
    assert typed.status_code == 200
    for officer in (clerk, second):
        assert Upload.objects.count() == 1
        word = requests.SeenAlive(request=asked.id, seen=Seen.IN_PERSON, basis="Came here")
        requests.found_alive(officer, word)
    assert Upload.objects.count() == SealedChunk.objects.count() == 0
    assert Draft.objects.get().page == "new-relative/T-0031"


@pytest.mark.parametrize("size", ["9" * 5000, "", "-1", "²"])
def test_a_size_that_is_none_is_refused_in_words(
    officer: Actor, browser_of: BrowserOf, size: str
) -> None:
    refused = start(browser_of(officer), photograph(), size=size)
    assert (refused.status_code, refused.json()["code"]) == (422, "empty-upload")


def test_what_nobody_finishes_is_gone_after_a_day(officer: Actor, browser_of: BrowserOf) -> None:
    content = photograph()
    browser = browser_of(officer)
    url = start(browser, content).json()["url"]
    put(browser, url, 0, content[:PART])
    given_up = start(browser, photograph(3)).json()["url"]
    assert browser.post(given_up, {"do": "forget"}, headers=JSON).json() == {}
    assert Upload.objects.count() == 1

    Upload.objects.update(touched_at=F("touched_at") - timedelta(hours=23))
    start(browser, photograph(2))
    assert browser.get(url, headers=JSON).status_code == 200
    Upload.objects.update(touched_at=F("touched_at") - timedelta(hours=2))
    start(browser, photograph(4))

    assert SealedChunk.objects.count() == 0
    assert browser.get(url, headers=JSON).status_code == 404


def test_a_photograph_that_waits_for_its_form_is_kept_when_the_body_is_recorded(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    content = jpeg(labelled(portrait_of("P003"), "R-0042"))
    receipt = sent(browser, content, kind="held", remains="").json()["receipt"]
    assert receipt["sentence"].endswith("The label in it reads R-0042.")
    form = {"place": "Quay 3", "upload": receipt["value"]}

    refused = browser.post("/o/FERRY/remains/new", {"code": "R-0043", **form})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "The label in the picture reads R-0042; this is R-0043." in shown
    assert f'name="upload" value="{receipt["value"]}"' in shown  # it waits on
    done = browser.post("/o/FERRY/remains/new", {"code": "R-0042", **form})
    assert done.status_code == 302
    with within(staff.operation):
        row = rows.PostMortemPhotograph.objects.get()
        assert row.remains.code == "R-0042"
    assert bytes(row.sha256) == hashlib.sha256(content).digest()
    assert not Upload.objects.exists()


def test_where_the_camera_was_becomes_the_place_of_recovery_unless_another_is_written(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    # 46° 28' 57.12" N = 46.4825333…; 30° 43' 23.916" E = 30.72331
    north, east = (46.0, 28.0, 57.12), (30.0, 43.0, 23.916)
    browser = browser_of(officer)
    placed = _placed(portrait_of("P003"), {1: "N", 2: north, 3: "E", 4: east})

    receipt = sent(browser, placed, kind="held").json()["receipt"]

    assert "46.48253, 30.72331 (WGS 84)" in receipt["sentence"]
    form = {"place": "Quay 3", "upload": receipt["value"]}
    browser.post("/o/FERRY/remains/new", {"code": "R-0042", **form})
    other = sent(browser, _placed(portrait_of("P004"), {1: "S"}), kind="held").json()["receipt"]
    assert "camera" not in other["sentence"]
    with within(staff.operation):
        body = rows.Remains.objects.get(code="R-0042")
    assert body.recovered_at == "46.48253, 30.72331 (WGS 84)"


def _placed(image: Any, gps: dict[int, Any]) -> bytes:
    """A file whose EXIF says where its camera was."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    written = io.BytesIO()
    Image.fromarray(image).save(written, "JPEG", quality=92, exif=exif)
    return written.getvalue()


def test_a_family_photograph_comes_under_its_request(
    staff: Staff, browser_of: BrowserOf, engine: Any
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("T-0001"))
    content = jpeg(group_of(engine, "P003", "P005"))
    browser = browser_of(clerk)

    done = sent(browser, content, kind="reference", request="T-0001")

    assert done.json()["receipt"]["sentence"] == "Kept as photograph 1 of T-0001."
    known = start(browser, content, kind="reference", request="T-0001")
    assert known.json()["receipt"]["state"] == "already"
    # Whoever takes pictures of the dead is refused for one that a family gave.
    officer = staff.hire("officer", Role.MORTUARY_OFFICER)
    intake.record_remains(officer, found_remains("R-0001"))
    with pytest.raises(photographs.AlreadyHere):
        photographs.refuse_known(officer, hashlib.sha256(content).digest())
    assert sent(browser_of(officer), content, kind="reference", sha256="").status_code in (403, 404)
