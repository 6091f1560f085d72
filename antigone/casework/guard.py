"""One rule that the database holds by itself, in the words of SQLite and of PostgreSQL.

Conditions are written once, in what both dialects understand, with `IS DISTINCT FROM` for "differs,
also from nothing". Column names stand in double quotes, or a column called "by" works on SQLite only.
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from django.db import IntegrityError

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]
_LONGEST_NAME = 63
# The bits of pg_trigger.tgtype: row, before, and the event.
_ROW, _BEFORE = 1, 2
_EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_CODE = re.compile(r"guard:([a-z0-9-]+)")
_TABLE = re.compile(r"\b(?:access|casework)_[a-z]+\b")
_OF_THE_ROW = re.compile(r'\b(?:NEW|OLD)\."?([a-z0-9_]+)')
_OF_OTHERS = re.compile(r'\b[a-z]+\."?([a-z0-9_]+)')


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Refuses one kind of change to one table `when` a condition on NEW and OLD holds.

    TRUNCATE has no condition, and exists on PostgreSQL only.
    """

    code: str
    table: str
    event: Event
    when: str = "TRUE"

    @property
    def name(self) -> str:
        """The name of the trigger; at most 63 characters, or PostgreSQL would cut it silently."""
        name = f"guard_{self.table}_{self.event}_{self.code}".lower().replace("-", "_")
        if len(name) <= _LONGEST_NAME:
            return name
        return f"{name[: _LONGEST_NAME - 9]}_{sha256(name.encode()).hexdigest()[:8]}"

    def fits(self, columns: Mapping[str, Set[str]]) -> bool:
        """Say whether all that it names is there; `columns` are those of each table.

        In a database that is older than the guard it could only fail.
        """
        tables = {self.table, *_TABLE.findall(self.when)}
        if not tables <= columns.keys():
            return False
        anywhere = set().union(*(columns[table] for table in tables))
        own, others = (set(one.findall(self.when)) for one in (_OF_THE_ROW, _OF_OTHERS))
        return own <= columns[self.table] and others <= anywhere

    def statements(self, vendor: str) -> tuple[str, ...]:
        """Return what puts the guard up, or up again, in one dialect."""
        if vendor == "sqlite":
            if self.event == "TRUNCATE":
                return ()
            return (f'DROP TRIGGER IF EXISTS "{self.name}"', self.definition(vendor))
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql'
            f" SET search_path = public, pg_temp AS $guard${self.definition(vendor)}$guard$",
            f'CREATE OR REPLACE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}"'
            f' FOR EACH {each} EXECUTE FUNCTION "{self.name}"()',
            # Always: also where a superuser has switched ordinary triggers off for a session.
            f'ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER "{self.name}"',
        )

    def definition(self, vendor: str) -> str:
        """Return the text by which the database remembers the guard."""
        if vendor == "sqlite":
            when = self.when.replace("IS NOT DISTINCT FROM", "IS")
            when = when.replace("IS DISTINCT FROM", "IS NOT")
            return (
                f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}"'
                f" FOR EACH ROW WHEN {when}"
                f" BEGIN SELECT RAISE(ABORT, 'guard:{self.code}'); END"
            )
        row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        return (
            f" BEGIN IF {self.when} THEN RAISE EXCEPTION 'guard:{self.code}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END "
        )

    def stands_as(self, vendor: str) -> tuple[str, str] | None:
        """Return what `standing` must say of it: where and when it fires, and its text."""
        if vendor == "sqlite":
            return None if self.event == "TRUNCATE" else (self.table, self.definition(vendor))
        each = 0 if self.event == "TRUNCATE" else _ROW
        return f"{self.table} {_BEFORE + each + _EVENTS[self.event]}", self.definition(vendor)


def rewritten(column: str) -> str:
    """Return the condition under which a sealed text becomes another one.

    It may be emptied, and be sealed anew under a newer key of the vault: the first seven bytes name
    the form and the key's number, and the length stays.
    """
    return (
        f'NEW."{column}" IS NOT NULL AND NEW."{column}" IS DISTINCT FROM OLD.{column}'
        f' AND (OLD.{column} IS NULL OR length(NEW."{column}") <> length(OLD.{column})'
        f' OR substr(NEW."{column}", 1, 7) <= substr(OLD.{column}, 1, 7))'
    )


def standing(connection: Any) -> dict[str, tuple[str, str]]:
    """Return the guards that stand and cannot be switched off, each with place and text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND substr(name, 1, 6) = 'guard_'"
            )
        else:
            # Without a column list and a condition of its own, either of which would narrow it.
            cursor.execute(
                "SELECT t.tgname, c.relname || ' ' || t.tgtype, p.prosrc FROM pg_trigger t"
                " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE t.tgenabled = 'A' AND t.tgattr = '' AND t.tgqual IS NULL"
                " AND n.nspname = 'public' AND substr(t.tgname, 1, 6) = 'guard_'"
            )
        return {name: (place, text) for name, place, text in cursor.fetchall()}


def columns_present(connection: Any) -> dict[str, set[str]]:
    """Return the columns of every table, in one question."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
                " WHERE t.type = 'table'"
            )
        else:
            cursor.execute(
                "SELECT c.relname, a.attname FROM pg_attribute a"
                " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0"
                " AND NOT a.attisdropped"
            )
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def put_up(connection: Any, guards: Iterable[Guard]) -> None:
    """Put guards up, or up again."""
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.statements(connection.vendor):
                cursor.execute(statement)


def take_down(connection: Any) -> None:
    """Take every guard down, also those of an older version. For migrations, which put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in standing(connection):
                cursor.execute(f'DROP TRIGGER "{name}"')
            return
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND substr(p.proname, 1, 6) = 'guard_'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP FUNCTION "{name}" CASCADE')


def code_of(error: IntegrityError) -> str | None:
    """Return the code of the guard that stopped a statement, None if it was something else."""
    found = _CODE.search(str(error))
    return found[1] if found else None
