"""How the rows of a kind are asked for: the first of each turn, in questions that are kept.

To put a question into words takes the framework longer than the database takes to answer it, and
whoever opens her worklist asks the same all day. So the words are kept, the answers never.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from antigone.casework.lists.waiting.item import (
    MINE,
    OTHERS,
    RESTING,
    Found,
    Here,
    Kind,
    Waiting,
)

# What a kind says of its rows where it has something to say.
_SAID = ("nth", "why", "goes")
# A hundred people with forty kinds each; a question takes some two thousand letters.
_KEPT = 4_000


@dataclass(frozen=True)
class _Question:
    """The rows of one turn, as the database is asked for them, and the names of its columns."""

    turn: str
    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]


def of_kind(kind: Kind, here: Here, *, most: int, newest_first: bool) -> Found:
    """Return the first `most` things of a kind for each turn, and whether there are more.

    Never all of them are read: one that has no end would hold up whoever comes to work. Each turn is
    asked for by itself, so that an index leads to its first rows.
    """
    waiting: dict[str, list[Waiting]] = {}
    more = set()
    for question in _questions(kind, here, most, newest_first):
        with connection.cursor() as cursor:
            cursor.execute(question.sql, question.parameters)
            rows = [dict(zip(question.columns, row, strict=True)) for row in cursor.fetchall()]
        if len(rows) > most:
            more.add(question.turn)
        if rows:
            waiting[question.turn] = [_waiting(kind.name, row) for row in rows[:most]]
    return Found(waiting, frozenset(more))


@lru_cache(maxsize=_KEPT)
def _questions(kind: Kind, here: Here, most: int, newest_first: bool) -> tuple[_Question, ...]:
    """Put a kind into words for one person on one day; they stand on nothing but what is given."""
    order = ("-since", "-pk") if newest_first else ("since", "pk")
    asked = []
    for turn, rows in _turns(kind, here).items():
        said = [name for name in _SAID if name in rows.query.annotations]
        by = "by" if "by" in rows.query.annotations else "recorded_by"
        shown = rows.order_by(*order).values("pk", "since", "code", by, *said)[: most + 1]
        try:
            sql, parameters = shown.query.sql_with_params()
        except EmptyResultSet:
            continue
        columns = ("pk", "since", "code", "by", *said)
        asked.append(_Question(turn, sql, tuple(parameters), columns))
    return tuple(asked)


def _turns(kind: Kind, here: Here) -> dict[str, QuerySet]:
    """Return the rows of each turn. A person's own are asked for apart from those she is barred from."""
    rows = kind.rows(here)
    if kind.does not in here.can:
        return {OTHERS: rows}
    turns = {MINE: rows}
    if "barred" in rows.query.annotations:
        turns = {MINE: rows.filter(barred=False), OTHERS: rows.filter(barred=True)}
    at_rest = [
        UUID(item.partition(":")[2]) for item in here.resting if item.startswith(f"{kind.name}:")
    ]
    if at_rest:
        turns[RESTING] = turns[MINE].filter(pk__in=at_rest)
        turns[MINE] = turns[MINE].exclude(pk__in=at_rest)
    return turns


def _waiting(name: str, row: dict[str, Any]) -> Waiting:
    key = _id(row["pk"])
    goes = row.get("goes")
    return Waiting(
        kind=name,
        key=key.hex,
        since=_moment(row["since"]),
        code=row["code"],
        nth=row.get("nth"),
        why=row.get("why", ""),
        by_account=row["by"] and _id(row["by"]),
        goes=_id(goes) if goes else key,
    )


def _id(stored: UUID | str) -> UUID:
    """An id as PostgreSQL gives it, or as SQLite keeps it, in letters."""
    return stored if isinstance(stored, UUID) else UUID(stored)


def _moment(stored: datetime | str | None) -> datetime | None:
    """A time as PostgreSQL gives it, or as SQLite keeps it: in UTC, without saying so, or in letters."""
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
