"""The record outside the database: nothing is missing from it, and nothing of another is mixed in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from antigone.access import Role
from antigone.casework.house import House
from antigone.casework.lists.copies import last_copy
from antigone.casework.models import LedgerEntry, LedgerHead
from antigone.casework.outside import FILE, RecordCopyBehind, examine_copies, read_outside
from antigone.casework.procedures import intake, recording
from antigone.config import Config
from tests.casework.desk import Desk, desk, opened
from tests.homes import found_remains

__all__ = ["desk", "opened"]


@pytest.fixture
def beyond(transactional_db: None, config: Config, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk, named in the settings."""
    folder = tmp_path / "beyond"
    folder.mkdir()
    chosen = replace(config.settings, record_copy=str(folder))
    settings.ANTIGONE = replace(config, settings=chosen)
    yield folder


def written(folder: Path) -> list[tuple[bytes, str]]:
    return [(one.payload, one.head) for one in read_outside(folder / FILE)]


def in_the_database() -> list[tuple[bytes, str]]:
    heads = dict(LedgerHead.objects.values_list("size", "note"))
    entries = LedgerEntry.objects.order_by("seq").values_list("seq", "payload")
    return [(bytes(payload), heads[seq + 1]) for seq, payload in entries]


def test_every_entry_lies_outside_with_its_head(beyond: Path, desk: Desk, opened: House) -> None:
    places = (opened.ledger_folder, beyond)
    assert examine_copies(opened) == len(places)
    # Copies that were cut off, lost, or broken by a power failure are brought up by the next entry.
    for number, damage in enumerate(
        (
            lambda lines: b"".join(lines[:2]),
            lambda lines: b"",
            lambda lines: b"".join(lines[:-1]) + lines[-1][:30],
            b"".join,
        )
    ):
        for place in places:
            file = place / FILE
            file.write_bytes(damage(file.read_bytes().splitlines(keepends=True)))
        intake.record_remains(desk.mortuary, found_remains(f"R-{number}"))
        for place in places:
            assert written(place) == in_the_database()
    for name in (b"Alba", b"Rosa", b"Pier", b"R-1"):
        assert name not in (beyond / FILE).read_bytes()


def test_a_copy_that_cannot_be_written_stops_nobody(
    beyond: Path, desk: Desk, opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    kept = beyond.rename(beyond.with_name("unmounted"))
    intake.record_remains(desk.mortuary, found_remains("R-1"))
    assert [one.message for one in caplog.records] == ["record-copy-behind"]
    with pytest.raises(RecordCopyBehind) as behind:
        examine_copies(opened)
    assert behind.value.parameters["path"] == beyond
    kept.rename(beyond)
    with pytest.raises(RecordCopyBehind):
        examine_copies(opened)
    intake.record_remains(desk.mortuary, found_remains("R-2"))
    assert examine_copies(opened) == 2
    assert written(beyond) == in_the_database()


def test_the_record_of_another_home_is_left_alone(beyond: Path, desk: Desk, opened: House) -> None:
    file = beyond / FILE
    theirs = file.read_bytes().replace(b"antigone/", b"another/")
    for other in (theirs, b"no record\n"):
        file.write_bytes(other)
        intake.record_remains(desk.mortuary, found_remains(f"R-{len(other)}"))
        assert file.read_bytes() == other
        with pytest.raises(RecordCopyBehind):
            examine_copies(opened)


def test_the_last_copy_is_of_the_newest_entry_where_all_are_copied(
    beyond: Path, desk: Desk
) -> None:
    officer = desk.staff.hire("petra", Role.DATA_PROTECTION_OFFICER)
    newest = json.loads(in_the_database()[-1][0])["at"]
    assert last_copy(officer) == datetime.fromisoformat(newest)
    # A disk that was taken away holds no copy of what came since; a head that is handed out does.
    (beyond / FILE).rename(beyond / "away")
    assert last_copy(officer) is None
    recording.checkpoint(officer)
    (beyond / FILE).unlink(missing_ok=True)
    handed = json.loads(in_the_database()[-1][0])
    assert handed["action"] == "ledger.export"
    assert last_copy(officer) == datetime.fromisoformat(handed["at"])
