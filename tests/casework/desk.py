"""The desk of an operation: who works there, and what they do in one word."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from antigone.access import Actor, Discipline, Role
from antigone.casework import models as rows
from antigone.casework.house import House, inside, make_house
from antigone.casework.procedures import faces, intake, photographs
from antigone.config import Config
from antigone.ledger import Entry
from antigone.vault import OpenToAll
from tests.homes import Staff, found_remains, report


@dataclass
class Desk:
    """One missing woman, one body, and three people."""

    staff: Staff
    clerk: Actor
    mortuary: Actor
    examiner: Actor
    request: rows.TracingRequest
    remains: rows.Remains

    def give(self, content: bytes, name: str = "her.jpg", **more: Any) -> rows.ReferencePhotograph:
        stated = {"request": self.request.id, "name": name, "content": content} | more
        return photographs.receive_reference(self.clerk, photographs.GivenPhotograph(**stated))

    def take(self, content: bytes, name: str = "x.jpg", **more: Any) -> rows.PostMortemPhotograph:
        stated = {"remains": self.remains.id, "name": name, "content": content} | more
        return photographs.receive_post_mortem(self.mortuary, photographs.TakenPhotograph(**stated))

    def choose(self, photograph: Any, reading: rows.Reading, *numbers: int, **more: Any) -> Any:
        stated = {"photograph": photograph.id, "reading": reading.id, "faces": numbers} | more
        return faces.FaceChoice(**stated)


def last_entry() -> Entry:
    return Entry.parse(bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload))


@pytest.fixture
def opened(config: Config) -> Iterator[House]:
    """The house, with a vault of its own: what lies in it is counted, searched and erased."""
    with inside(make_house(OpenToAll())) as house:
        yield house


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the home's own: the machine's is full of other tests."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def desk(staff: Staff) -> Desk:
    """One missing woman and one body with its label, and who works on them."""
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    examiner = staff.hire("examiner", Discipline.FACE)
    request = intake.open_request(clerk, report())
    remains = intake.record_remains(mortuary, found_remains("R-0001"))
    return Desk(staff, clerk, mortuary, examiner, request, remains)
