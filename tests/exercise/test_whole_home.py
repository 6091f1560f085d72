"""A home with everything in it: its key can be changed, and it comes back from a backup."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exercise.conftest import Place

pytestmark = pytest.mark.slow


def _opens(place: Place, tmp_path: Path) -> None:
    """What is sealed can be read by who may read it, and the record verifies."""
    assert place.look("ledger", "verify", "--as", "petra")["whole"] is True
    told = place.look("notice", "show", "T-0003/1", "--letter", str(tmp_path / "letter.pdf"),
                      "--as", "felix")  # fmt: skip
    assert told["request"] == "T-0003"
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    views = place.look("comparison", "show", "R-0004", "--as", "bruno")["reviews"]
    assert all(view["components"] for one in views for view in one["views"]
               if one["discipline"] == "face")  # fmt: skip
    found = place.look("search", "show", "R-0001", "--as", "bruno")
    assert found["candidates"][0]["request"] == "T-0003"


def test_the_vaults_key_is_changed_under_a_whole_case(
    held: Place, untouched: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(untouched / "home", home)
    place = replace(held, home=home)
    place.look("vault", "rotate", "--as", "ada")
    _opens(place, tmp_path)


def test_a_whole_case_comes_back_from_a_backup(
    held: Place, untouched: Path, tmp_path: Path
) -> None:
    file, home = tmp_path / "ferry.backup", tmp_path / "restored"
    source = tmp_path / "home"
    shutil.copytree(untouched / "home", source)
    place = replace(held, home=source)
    place.look("backup", str(file))
    place.look("restore", str(file), "--record", str(source / "ledger"), "--into", str(home))
    restored = replace(held, home=home)
    _opens(restored, tmp_path)
    for command, name in (("request list", "ines"), ("remains list", "mira")):
        words = (*command.split(), "--as", name)
        assert restored.look(*words) == place.look(*words)
