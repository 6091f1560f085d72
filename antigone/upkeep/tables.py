"""Every row of a home, out of one database and into another, of either kind.

Rows go by way of the framework's own fields, so that what SQLite kept as text becomes PostgreSQL's type,
and a backup of the one is restored into the other. Only what stands is taken: what was removed, and a
database keeps in unused space, stays behind.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

# Who signed out after the backup was taken must not be signed in again by it; and what the framework
# says of its own tables comes with the tables.
_LEFT_BEHIND = (
    *("access.token", "access.remembered", "sessions.session"),
    *("contenttypes.contenttype", "auth.permission"),
)
_BATCH = 500


def tables() -> list[type[models.Model]]:
    """Return every model whose rows a backup holds."""
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if one._meta.managed and not _is_left_behind(one)]


def blob_tables() -> list[type[models.Model]]:
    """Return every model whose rows hold the key of a file in the vault."""
    return [one for one in tables() if {"blob_id", "wrapped_key"} <= {*map(_name, _fields(one))}]


def applied() -> list[list[str]]:
    """Return the changes that made the tables what they are: only the same ones can be filled."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def still() -> Iterator[None]:
    """Read the database as it stands at this moment while others write on. Outside any step."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic(durable=True):
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
            return
        # The framework would begin by taking the lock of writers; a reader of the log needs none.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def write_table(model: type[models.Model], to: IO[bytes]) -> int:
    """Write the columns, then each row, as lines of JSON; return the number of rows."""
    fields = _fields(model)
    to.write(_line([one.column for one in fields]))
    rows = model._default_manager.order_by("pk").values_list(*(one.attname for one in fields))
    count = 0
    for row in rows.iterator(chunk_size=_BATCH):
        to.write(_line([_plain(one, value) for one, value in zip(fields, row, strict=True)]))
        count += 1
    return count


def read_table(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the rows as they are written, each by the names of its columns."""
    given = iter(lines)
    columns = json.loads(next(given))
    for line in given:
        yield dict(zip(columns, json.loads(line), strict=True))


def fill_table(model: type[models.Model], lines: Iterable[bytes]) -> int:
    """Put rows into an empty table, without guards and in few statements; return how many."""
    fields = _fields(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    rows = read_table(lines)
    count = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, _BATCH)):
            cursor.executemany(insert, [_prepared(fields, row) for row in batch])
            count += len(batch)
    return count


def empty_tables() -> None:
    """Remove every row of every table. The guards are down; only a restore does this."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def check_references() -> None:
    """Let the database look at every reference now, and number on where the rows end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Tables with open checks could not get their guards back.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
    connection.check_constraints()


def write_anew() -> None:
    """Leave in the database's files nothing of rows that were removed while it was filled."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in tables():
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(model._meta.db_table)}")


def size_in_bytes() -> int:
    """Return about how large the database is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _is_left_behind(model: type[models.Model]) -> bool:
    return model._meta.label_lower in _LEFT_BEHIND


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.local_concrete_fields)


def _name(field: Any) -> str:
    return str(field.name)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(field: Any, value: Any) -> Any:
    """Return a value as JSON knows it; `_prepared` turns it back by the field's kind."""
    value = field.get_prep_value(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _prepared(fields: list[Any], row: dict[str, Any]) -> list[Any]:
    return [one.get_db_prep_save(one.to_python(row[one.column]), connection) for one in fields]
