"""A process starts on a home that is whole, and on no other. Each start is a process of its own."""

import os
import sqlite3
from pathlib import Path

import psycopg
import pytest

from antigone.config import make_home
from tests.site.conftest import Run

if os.environ.get("TEST_DATABASE", "sqlite") == "sqlite":

    def test_a_home_is_migrated_then_started(home: Path, run: Run) -> None:
        assert run("site.start(Config.read())") == "not-migrated"
        assert run("site.migrate(Config.read())") == "done"
        assert (home / "antigone.db").stat().st_mode & 0o777 == 0o600
        assert run("site.start(Config.read()); site.start(Config.read())") == "done"

    def test_a_home_without_a_guard_stays_closed(home: Path, run: Run) -> None:
        run("site.migrate(Config.read())")
        with sqlite3.connect(home / "antigone.db") as database:
            name = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            database.execute(f'DROP TRIGGER "{name.fetchone()[0]}"')
        assert run("site.start(Config.read())") == "guards-missing"
        assert run("site.migrate(Config.read()); site.start(Config.read())") == "done"

    def test_what_is_no_home_is_refused(home: Path, run: Run) -> None:
        (home / "home.json").unlink()
        assert run("site.start(Config.read())") == "no-home"
        assert run("site.migrate(Config.read())") == "no-home"
        assert not (home / "antigone.db").exists()

    def test_one_process_serves_one_home(run: Run, tmp_path: Path) -> None:
        make_home(tmp_path / "other", kind="real")
        run("site.migrate(Config.read())")
        other = f"from pathlib import Path; site.start(Config(Path({str(tmp_path / 'other')!r})))"
        assert run(f"site.start(Config.read()); {other}") == "other-home"

    @pytest.mark.parametrize(
        ("address", "code"),
        [
            ("mysql://me@there/antigone", "unfit-database"),
            ("postgresql://me@there", "unfit-database"),
            ("postgresql://me@there:port/antigone", "unfit-database"),
            ("postgresql://me:secret@there/antigone", "password-in-setting"),
        ],
    )
    def test_an_address_that_fits_nothing_is_refused(run: Run, address: str, code: str) -> None:
        assert run("site.start(Config.read())", address) == code

else:

    def test_the_owner_migrates_and_a_guest_works(run: Run, addresses: dict[str, str]) -> None:
        desk, keeper = addresses["desk"], addresses["keeper"]
        assert run("site.start(Config.read())", desk) == "not-migrated"
        assert run(f"site.migrate(Config.read(), owner={keeper!r})", desk) == "done"
        assert run("site.start(Config.read())", desk) == "done"
        for owner in (keeper, addresses["postgres"]):
            assert run("site.start(Config.read())", owner) == "owner-connected"
        with psycopg.connect(keeper) as database:
            database.execute(
                "ALTER TABLE casework_search DISABLE TRIGGER guard_casework_search_update_append_only"
            )
        assert run("site.start(Config.read())", desk) == "guards-missing"
