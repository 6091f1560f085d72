"""A family's request under a name of its own, and what would tell of her wherever it lay."""

from pathlib import Path

import pytest
from django.db import connection

from antigone.access import Action, within
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.procedures import faces, intake, matching
from antigone.casework.sealed import seal
from antigone.casework.step import step
from antigone.vault import BlobRef, ByteSearch, search_bytes
from tests.casework.desk import Desk
from tests.casework.picturing import jpeg, portrait_of
from tests.homes import report

HER, SECOND = "P002", "P003"
NAME, PLACE = "Zdenka Przybylska", "Cabin of the upper deck"


@pytest.fixture
def given(committed: None, named: Desk) -> Desk:
    """The same, written for good: bytes are looked for in files."""
    return named


@pytest.fixture
def named(desk: Desk) -> Desk:
    """A request under a name of its own, with an enrolled photograph and one that was only read."""
    desk.request = intake.open_request(
        desk.clerk, report("M7", name=NAME, missing_because=PLACE, last_seen_place=PLACE)
    )
    first = desk.give(jpeg(portrait_of(HER)), way="handed-over")
    reading = faces.read_faces(desk.clerk, first.id)
    mark = faces.mark_face(desk.clerk, desk.choose(first, reading, 1))
    matching.enrol(desk.clerk, mark.id)
    second = desk.give(jpeg(portrait_of(SECOND)))
    unread = faces.read_faces(desk.clerk, second.id)
    faces.mark_face(desk.clerk, desk.choose(second, unread, not_shown=True))
    return desk


def _folders(opened: House, temporary: Path) -> list[Path]:
    """The folders of the home, its temporary folder, and on SQLite that of the database."""
    folders = [opened.home, temporary]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    return folders


def seek(opened: House, temporary: Path, needles: list[bytes]) -> list[ByteSearch]:
    found = [search_bytes(folder, needles) for folder in _folders(opened, temporary)]
    assert not any(one.unread for one in found)
    return found


def needles_of(desk: Desk, opened: House) -> dict[str, list[bytes]]:
    """What would tell of her, wherever it lay."""
    with within(desk.staff.operation):
        photographs_here = list(rows.ReferencePhotograph.objects.filter(request=desk.request))
    refs = [
        BlobRef(blob_id=one.blob_id, wrapped_key=bytes(one.wrapped_key), size=one.size)
        for one in photographs_here
    ]
    bare = [
        BlobRef(blob_id=one.blob_id, wrapped_key=b"", size=one.size) for one in photographs_here
    ]
    ciphertext = [piece for ref in bare for piece in opened.vault.traces(ref)]
    key = {piece for ref in refs for piece in opened.vault.traces(ref)} - set(ciphertext)
    places = [bytes(one) for one in rows.VectorPlace.objects.values_list("sealed", flat=True)]
    assert len(places) == 1 and len(refs) == 2
    enquirer = rows.Enquirer.objects
    with within(desk.staff.operation):
        sister = enquirer.get(pk=desk.request.enquirer_id)
    return {
        "ciphertext": ciphertext,
        "key": sorted(key),
        "vector": [places[0][at : at + 32] for at in range(0, len(places[0]) - 31, 32)],
        "name": [NAME.encode(), NAME.split()[1].encode(), PLACE.encode()],
        "sister": [bytes(sister.name), bytes(sister.contact)],
    }


def held(desk: Desk) -> rows.LegalHold:
    """A body that she may be, under a hold."""
    with step(desk.clerk, Action.WITHDRAW_PERMISSION) as doing:
        doing.write(
            rows.Candidate(
                remains=desk.remains,
                request=desk.request,
                source="document",
                source_note="A ticket in the coat",
            )
        )
        return doing.write(rows.LegalHold(remains=desk.remains, because="inquiry:bound"))


def lifted(desk: Desk, hold: rows.LegalHold) -> None:
    """The hold stands no more."""
    with step(desk.clerk, Action.WITHDRAW_PERMISSION) as doing:
        hold.lifted_at, hold.lifted_by_id = doing.at, desk.clerk.account_id
        seal(hold, "lifted_because", "The inquiry was closed")
        hold.save()
