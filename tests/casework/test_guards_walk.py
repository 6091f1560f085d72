"""The migrations, walked back and forward again: after every step the guards stand.

On a database of its own: from the newest state to the first one and back with the cases of a scene in
it, and from nothing to the first state and back. It asks for no migration by name, so that each
further one is walked too.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from antigone.casework import guards
from antigone.casework.guard import code_of, standing
from tests.homes import Scene, sql

_APPS = ("access", "casework")
# Refused in any state in which the tables are there, by the code of their guard.
_FORGERIES = {
    "INSERT INTO casework_ledgerentry (seq, payload, leaf) VALUES (4711, '', '')": "ledger-sequence",
    "INSERT INTO casework_ledgerhead (size, note) VALUES (4711, '')": "head-without-entry",
}
# Refused where there is a row.
_ATTACKS = {
    "UPDATE casework_ledgerentry SET leaf = payload": "append-only",
    "DELETE FROM casework_ledgerhead": "never-removed",
    "UPDATE casework_examination SET basis = 'x'": "append-only",
    "UPDATE casework_search SET fpir = 0.5": "append-only",
    "DELETE FROM casework_remains": "never-removed",
    "UPDATE casework_remains SET code = 'X'": "frozen",
    "UPDATE casework_permission SET biometrics = FALSE": "frozen",
    "DELETE FROM casework_permission": "permission-in-use",
    "UPDATE casework_gallery SET newest = 0": "gallery-sequence",
    "DELETE FROM access_account": "never-removed",
    "UPDATE access_grant SET role = 'administrator'": "frozen",
}

Step = tuple[str, str]


@contextmanager
def _scratch(blocker: Any, folder: Path, *, newest: bool) -> Iterator[None]:
    """Put another database in the place of the usual one: empty, or with the newest tables."""
    described = connection.settings_dict
    usual = described["NAME"]
    with blocker.unblock():
        connection.close()
        if connection.vendor == "sqlite":
            described["NAME"] = str(folder / "walk.db")
            if newest:
                there, here = sqlite3.connect(usual), sqlite3.connect(described["NAME"])
                with closing(there), closing(here):
                    there.backup(here)
        else:
            described["NAME"] = f"{usual}_walk"
            template = usual if newest else "template1"
            _on_the_server(
                f"DROP DATABASE IF EXISTS {described['NAME']}",
                f"CREATE DATABASE {described['NAME']} TEMPLATE {template}",
            )
        try:
            yield
        finally:
            connection.close()
            if connection.vendor == "postgresql":
                _on_the_server(f"DROP DATABASE {described['NAME']}")
            described["NAME"] = usual


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A database without tables."""
    with _scratch(django_db_blocker, tmp_path, newest=False):
        yield


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A database with all tables and no rows, for the cases of a scene."""
    with _scratch(django_db_blocker, tmp_path, newest=True):
        # An earlier test may have taken them down, for the framework to empty the tables.
        guards.install(connection)
        yield


def _on_the_server(*statements: str) -> None:
    described = connection.settings_dict
    with psycopg.connect(
        host=described["HOST"], user=described["USER"], dbname="postgres", autocommit=True
    ) as server:
        for statement in statements:
            server.execute(statement)


def _steps() -> list[Step]:
    """Return every migration of our apps, in the order in which they are applied."""
    graph = MigrationExecutor(connection).loader.graph
    steps: dict[Step, None] = {}
    for leaf in sorted(graph.leaf_nodes()):
        steps.update(dict.fromkeys(graph.forwards_plan(leaf)))
    return [step for step in steps if step[0] in _APPS]


def _forward(step: Step) -> None:
    call_command("migrate", *step, verbosity=0, interactive=False)


def _back(step: Step) -> None:
    """Take one migration back."""
    app, name = step
    before = [one for one in _steps() if one[0] == app and one[1] < name]
    call_command("migrate", app, before[-1][1] if before else "zero", verbosity=0)


def _assert_guarded(applied: list[Step]) -> None:
    """Exactly the guards stand that can: of each table in the state of the migrations, all of them."""
    known = MigrationExecutor(connection).loader.applied_migrations
    assert {step for step in known if step[0] in _APPS} == set(applied)
    columns = _tables(applied)
    wanted = {
        guard.name: guard.stands_as(connection.vendor)
        for guard in guards.guards()
        if guard.fits(columns) and guard.stands_as(connection.vendor)
    }
    assert standing(connection) == wanted
    guarded = {guard.table for guard in guards.guards() if guard.name in wanted}
    # Sign-ins, tastes, a worklist's own order and waiting work are nobody's record.
    mine = {"access_token", "access_preference", "access_remembered"}
    mine |= {"access_rest", "access_listview", "casework_job"}
    assert columns.keys() - guarded <= mine
    if connection.vendor == "postgresql":
        left = sql("SELECT proname FROM pg_proc WHERE proname LIKE 'guard\\_%%'")
        assert {name for (name,) in left} == wanted.keys()


def _tables(applied: list[Step]) -> dict[str, set[str]]:
    """Return tables and columns as the migrations say them, without asking the database."""
    if not applied:
        return {}
    state = MigrationExecutor(connection).loader.project_state(applied)
    return {
        model._meta.db_table: {field.column for field in model._meta.local_concrete_fields}
        for model in state.apps.get_models()
        if model._meta.app_label in _APPS
    }


def _refused(statement: str) -> str | None:
    """Return the code of the guard that refuses a statement, None if nothing does."""
    try:
        with transaction.atomic():
            sql(statement)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return code_of(error) or str(error)
    return None


def _attack(*, with_rows: bool) -> None:
    present = set(connection.introspection.table_names())
    for statement, code in {**_FORGERIES, **_ATTACKS}.items():
        (table,) = (word for word in statement.split() if word.startswith(("access_", "casework_")))
        if table not in present:
            assert not with_rows
        elif statement in _FORGERIES or with_rows:
            assert _refused(statement) == code, statement


def _first(steps: list[Step]) -> int:
    """Return how many steps lead to the first state with cases."""
    return next(number for number, (app, _) in enumerate(steps, start=1) if app == "casework")


@pytest.mark.slow
def test_the_guards_stand_after_every_migration_with_cases_in_it(scene: Scene) -> None:
    steps = _steps()
    first, last = _first(steps), len(steps)
    counted = _counted(steps[:first])
    assert counted["casework_search"] == 1
    _assert_guarded(steps)
    _attack(with_rows=True)
    for number in range(last, first, -1):
        _back(steps[number - 1])
        _assert_guarded(steps[: number - 1])
        _attack(with_rows=True)
    for number in range(first, last):
        _forward(steps[number])
        _assert_guarded(steps[: number + 1])
        _attack(with_rows=True)
    assert guards.missing(connection) == ()
    # What the first state could hold has come through.
    assert _counted(steps[:first]) == counted


@pytest.mark.slow
def test_the_guards_come_and_go_with_the_first_tables(empty: None) -> None:
    steps = _steps()
    first = _first(steps)
    for number in range(first):
        _forward(steps[number])
        _assert_guarded(steps[: number + 1])
        _attack(with_rows=False)
    for number in range(first, 0, -1):
        _back(steps[number - 1])
        _assert_guarded(steps[: number - 1])
    assert standing(connection) == {}


def _counted(steps: list[Step]) -> dict[str, int]:
    """Return how many rows the tables of a state have."""
    return {table: sql(f"SELECT COUNT(*) FROM {table}")[0][0] for table in sorted(_tables(steps))}
