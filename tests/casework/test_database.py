"""Which database the tests run on, and what the application's role may do on PostgreSQL."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from antigone.casework.guard import standing
from antigone.site.roles import grant_use, owns_tables


def test_the_database_is_the_one_that_was_asked_for(db: None) -> None:
    assert connection.vendor == os.environ.get("TEST_DATABASE", "sqlite")


def test_sqlite_is_opened_as_in_a_home(db: None) -> None:
    if connection.vendor == "postgresql":
        assert owns_tables(connection), "tests run as the superuser of a throw-away server"
        return
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "synchronous", "secure_delete", "recursive_triggers"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "recursive_triggers": 1,
    }
    assert not owns_tables(connection)


if os.environ.get("TEST_DATABASE") == "postgresql":

    @pytest.fixture
    def guest(transactional_db: None) -> Iterator[psycopg.Connection]:
        """A connection of a role that owns nothing."""
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS antigone_app")
            cursor.execute("CREATE ROLE antigone_app LOGIN")
        grant_use(connection, "antigone_app")
        where = connection.settings_dict
        with psycopg.connect(
            host=where["HOST"], dbname=where["NAME"], user="antigone_app", autocommit=True
        ) as guest:
            yield guest
        with connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY antigone_app")
            cursor.execute("DROP ROLE antigone_app")

    def test_the_application_cannot_take_the_guards_down(guest: psycopg.Connection) -> None:
        name = next(one for one in standing(connection) if "casework_examination" in one)
        for attack in (
            f'DROP TRIGGER "{name}" ON casework_examination',
            f'DROP FUNCTION "{name}" CASCADE',
            f'ALTER TABLE casework_examination DISABLE TRIGGER "{name}"',
            "ALTER TABLE casework_examination DISABLE TRIGGER ALL",
            "DROP TABLE casework_examination CASCADE",
            "TRUNCATE casework_examination CASCADE",
            "SET session_replication_role = replica",
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS'
            " 'BEGIN RETURN NEW; END'",
            "CREATE TABLE casework_shadow (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                guest.execute(attack)

    def test_the_application_can_do_its_work(guest: psycopg.Connection) -> None:
        assert guest.execute("SELECT count(*) FROM casework_remains").fetchone() == (0,)
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="guard:"):
            guest.execute(
                "INSERT INTO casework_ledgerentry (seq, payload, leaf) VALUES (7, '', '')"
            )
