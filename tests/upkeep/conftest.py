"""A home that is saved, lost and restored, on the database of the tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from antigone.access import across_all_operations
from antigone.casework.guard import take_down
from antigone.casework.house import House, inside, open_house
from antigone.casework.instruments import put_away
from antigone.config import Config
from antigone.site.restoring import Restored, Restoring, restore_home
from antigone.upkeep import tables
from antigone.upkeep.archive import Sealed
from antigone.vault import OpenToAll
from tests.casework.desk import Desk, desk, opened, temporary
from tests.homes import administrator, built, config, staff, watch

__all__ = ["administrator", "built", "config", "desk", "opened", "staff", "temporary", "watch"]

Rows = dict[str, list[dict[str, Any]]]


def all_rows() -> Rows:
    """Every row of every table that a backup holds."""
    with across_all_operations(because="a test compares whole homes"):
        return {
            one._meta.db_table: [
                {
                    name: bytes(value) if isinstance(value, memoryview) else value
                    for name, value in row.items()
                }
                for row in one._default_manager.order_by("pk").values()
            ]
            for one in tables.tables()
        }


@dataclass
class Kept:
    """What lies outside the home: backups and copies of the record."""

    folder: Path
    config: Config
    settings: Any

    def record(self, home: House) -> Path:
        """Copy the ledger's folder, as it lies there now."""
        place = self.folder / f"ledger-{len(list(self.folder.iterdir()))}"
        shutil.copytree(home.ledger_folder, place)
        return place

    def lose(self, home: House) -> None:
        """Nothing of the home is left: neither rows nor files."""
        put_away()
        shutil.rmtree(home.home)
        take_down(connection)
        with transaction.atomic():
            tables.empty_tables()
        tables.write_anew()

    def restore(self, backup: Path, **how: Any) -> Restored:
        home = self.folder.parent / "restored"
        self.settings.ANTIGONE = replace(self.config, home=home)
        how.setdefault("lock", OpenToAll())
        restoring = Restoring(backup=Sealed.look_at(backup), home=home, **how)
        return restore_home(restoring, progress=lambda *how_far: None)

    def enter(self) -> Any:
        return inside(open_house(OpenToAll()))


@pytest.fixture
def kept(
    transactional_db: None, temporary: Path, config: Config, settings: Any, tmp_path: Path
) -> Iterator[Kept]:
    folder = tmp_path / "kept"
    folder.mkdir()
    yield Kept(folder, config, settings)
    put_away()


_CHILD = """
import json, os, signal, sys
from pathlib import Path
home, database, wanted = Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
from django.conf import settings
from antigone.config import Config
from antigone.site.settings import framework_settings
options = framework_settings(Config(home=home))
options["DATABASES"]["default"] |= database
settings.configure(**options)
import django
django.setup()
import tempfile
tempfile.tempdir = wanted.pop(0)
from antigone.casework.house import enter, open_house
from antigone.vault import OpenToAll

def kill(*how_far):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def killed(temporary: Path) -> Callable[..., None]:
    """Run a script in a process of its own, on the same database; it must kill itself."""

    def killed(home: Path, script: str, *wanted: str | Path) -> None:
        import json

        described = connection.settings_dict
        shared = {name: described[name] for name in ("ENGINE", "NAME", "OPTIONS")}
        if connection.vendor == "postgresql":
            shared |= {name: described[name] for name in ("USER", "HOST", "PORT")}
        arguments = [home, json.dumps(shared, default=str), temporary, *wanted]
        child = subprocess.run(
            [sys.executable, "-c", _CHILD + script, *map(str, arguments)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert child.returncode == -9, child.stderr

    return killed


def given_with_names(desk: Desk) -> Desk:
    """A missing woman under a name of her own, with an enrolled photograph."""
    from antigone.casework.procedures import faces, intake, matching
    from tests.casework.picturing import jpeg, portrait_of
    from tests.homes import report

    desk.request = intake.open_request(
        desk.clerk, report("M7", name=NAME, missing_because=PLACE, last_seen_place=PLACE)
    )
    photograph = desk.give(jpeg(portrait_of("P002")), way="handed-over")
    reading = faces.read_faces(desk.clerk, photograph.id)
    mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, 1))
    matching.enrol(desk.clerk, mark.id)
    return desk


NAME, PLACE = "Zdenka Przybylska", "Cabin of the upper deck"


@pytest.fixture
def given(kept: Kept, desk: Desk) -> Desk:
    return given_with_names(desk)
