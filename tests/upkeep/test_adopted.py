"""Calibrations and engines that a home took in are saved with it, and are what was tested again."""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from antigone.access import Role
from antigone.casework.house import House
from antigone.casework.procedures.calibrations import Adoption, adopt_calibration
from antigone.casework.record import examine_record
from antigone.evidence.adopted import FOLDER, in_force
from antigone.faces.adoption import add_engine
from antigone.faces.weights import find_recogniser
from antigone.upkeep.adopted import WEIGHTS, lay_adopted
from antigone.upkeep.backup import take
from antigone.upkeep.refusals import NotAsItWas
from tests.casework.desk import Desk
from tests.faces.tiny_network import add_tiny
from tests.trials.site_cases import write_site
from tests.upkeep.conftest import Kept


@pytest.fixture
def equipped(desk: Desk, opened: House, kept: Kept, tmp_path: Path) -> House:
    """A home whose board adopted a calibration of its own, and to which an engine was added."""
    member = desk.staff.hire("cora", Role.BOARD_MEMBER)
    given = write_site(tmp_path / "site.json")
    adopt_calibration(member, Adoption(path=given, because="Card looked through on 3 May"))
    add_engine(add_tiny(tmp_path / "given"), opened.home / WEIGHTS)
    return opened


def files_of(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for folder in (FOLDER, WEIGHTS)
        for path in sorted((home / folder).rglob("*"))
        if path.is_file()
    }


def test_they_come_back_byte_by_byte_and_are_in_force(equipped: House, kept: Kept) -> None:
    before = files_of(equipped.home)
    # One calibration; of the engine its weights, its manifest and what it saw when it was added.
    assert len(before) == 1 + 3
    adopted = in_force(equipped.home / FOLDER, engine="sface-2021dec")
    taken = take(kept.folder / "a.backup")
    record = kept.record(equipped)
    kept.lose(equipped)
    restored = kept.restore(taken.path, record=record)
    home = kept.settings.ANTIGONE.home
    assert files_of(home) == before
    assert restored.unopened == []
    held = in_force(home / FOLDER, engine="sface-2021dec")
    assert held and adopted
    assert (held.id, held.status) == (adopted.id, "site")
    found = find_recogniser("tiny-1", added=home / WEIGHTS)
    assert found
    assert found.verified().is_file()
    for path in (home / FOLDER, home / WEIGHTS / "tiny-1"):
        assert path.stat().st_mode & 0o777 == 0o700
        assert {one.stat().st_mode & 0o777 for one in path.iterdir()} == {0o600}
    with kept.enter():
        assert examine_record().whole


def test_what_was_altered_before_is_saved_as_it_lay_and_named(equipped: House, kept: Kept) -> None:
    """A backup must not fail on it, and a restore must not hide it."""
    (calibration,) = (equipped.home / FOLDER).glob("*.json")
    calibration.write_text(calibration.read_text().replace('"nobody"', '"somebody"'))
    weights = equipped.home / WEIGHTS / "tiny-1" / "tiny.onnx"
    weights.write_bytes(weights.read_bytes()[:-1])
    before = files_of(equipped.home)
    taken = take(kept.folder / "a.backup")
    record = kept.record(equipped)
    kept.lose(equipped)
    restored = kept.restore(taken.path, record=record)
    assert files_of(kept.settings.ANTIGONE.home) == before
    assert restored.unopened == [f"{FOLDER}/{calibration.name}", f"{WEIGHTS}/tiny-1"]


def test_where_a_link_leads_is_not_saved(equipped: House, kept: Kept, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    (equipped.home / FOLDER / "0002-link.json").symlink_to(outside)
    taken = take(kept.folder / "a.backup")
    record = kept.record(equipped)
    kept.lose(equipped)
    kept.restore(taken.path, record=record)
    laid = list((kept.settings.ANTIGONE.home / FOLDER).iterdir())
    assert [path.name[:4] for path in laid] == ["0001"]


# --- what is laid


def archive_of(files: Mapping[str, bytes], digests: Mapping[str, str] | None) -> ZipFile:
    archive = ZipFile(io.BytesIO(), "w")
    for name, content in files.items():
        archive.writestr(name, content)
    if digests is not None:
        archive.writestr("adopted.json", json.dumps(digests))
    return archive


def test_a_file_that_is_not_the_one_that_was_saved_is_refused(tmp_path: Path) -> None:
    right = hashlib.sha256(b"numbers").hexdigest()
    archive = archive_of({"calibrations/0001.json": b"others"}, {"calibrations/0001.json": right})
    with pytest.raises(NotAsItWas, match=r"0001\.json"):
        lay_adopted(archive, tmp_path)


@pytest.mark.parametrize(
    "name", ["../calibrations/a.json", "weights/../../a", "vault/key", "/etc/a", "weights"]
)
def test_nothing_is_laid_elsewhere(tmp_path: Path, name: str) -> None:
    digest = hashlib.sha256(b"a").hexdigest()
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(NotAsItWas):
        lay_adopted(archive_of({name: b"a"}, {name: digest}), home)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]
    assert list(home.iterdir()) == []


def test_a_backup_from_before_they_were_saved_lays_none(tmp_path: Path) -> None:
    assert lay_adopted(archive_of({}, None), tmp_path) == []
    assert list(tmp_path.iterdir()) == []
