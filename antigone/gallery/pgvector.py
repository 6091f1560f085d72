"""The engine on PostgreSQL with pgvector: the server scans every permitted row, exactly.

The server compares in half precision, which reads half the bytes; how much that can be wrong by is
known, so as many rows are fetched as could be among the first k, and these are scored here by their
float32 vectors, as the exact engine scores them. Scores and their order are the same to the last digit.
No index of pgvector is used: HNSW and IVF lose people whom exact search finds (decision 0003).
"""

from functools import singledispatch
from json import dumps
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antigone.gallery.attributes import key_of
from antigone.gallery.backed import RowBackedIndex
from antigone.gallery.entries import directions
from antigone.gallery.index import SearchResult, require_count
from antigone.gallery.postgres import PostgresRows, half
from antigone.gallery.where import And, Eq, In, Not, Or, Permitted, Range, Where, require_permitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg
    from numpy.typing import ArrayLike, NDArray

# Fetched beyond the first k at once, so that a second question is rare.
_BEYOND = 64

Said = tuple[str, list[object]]
"""A condition in SQL, and its parameters."""


class PgvectorIndex(RowBackedIndex):
    """A gallery in PostgreSQL, searched by the server. Threads and machines share it.

    The docstrings of `Index` hold for the methods here. `verify_erased` looks through no file, since
    they lie with the server, and so never says that something is gone.
    """

    _rows: PostgresRows

    def __init__(self, rows: PostgresRows) -> None:
        """Take over `rows`."""
        super().__init__(rows)

    def search(
        self, queries: "ArrayLike", k: int, where: Permitted, exact: bool = False
    ) -> SearchResult:
        """Return the `k` nearest permitted rows of each query; every search here is exact."""
        permitted = require_permitted(where)
        probes = directions(queries, dim=self.dim, what="query")
        require_count("k", k)
        return self._ask(probes, k, _permission(permitted))

    def count(self, where: Permitted) -> int:
        """Return how many rows are permitted."""
        condition, values = _permission(require_permitted(where))
        with self._rows.reading() as cursor:
            return self._counted(cursor, condition, values)[0]

    def _catch_up(self) -> None:
        """Nothing is kept here that could fall behind."""

    def _nearest(self, probes: "NDArray[np.float64]", k: int) -> SearchResult:
        return self._ask(probes, k, ("TRUE", []))

    def _ask(self, probes: "NDArray[np.float64]", k: int, said: Said) -> SearchResult:
        condition, values = said
        with self._rows.reading(still=True) as cursor:
            rows, people = self._counted(cursor, condition, values)
            cursor.execute(
                "SELECT seq FROM antigone_galleries WHERE number = %s", (self._rows.number,)
            )
            seq = int(cast("tuple[int]", cursor.fetchone())[0])
            lines = [
                self._first(cursor, probe, min(k, rows), condition, values) for probe in probes
            ]
        return SearchResult(
            ids=tuple(tuple(identity for _, identity, _ in line) for line in lines),
            scores=tuple(tuple(-score for score, _, _ in line) for line in lines),
            people=tuple(
                tuple(person or identity for _, identity, person in line) for line in lines
            ),
            rows_searched=rows,
            people_searched=people,
            seq=seq,
        )

    def _counted(
        self, cursor: "psycopg.Cursor[Any]", condition: str, values: "Sequence[object]"
    ) -> tuple[int, int]:
        cursor.execute(
            "SELECT count(*), count(DISTINCT person) + count(*) FILTER (WHERE person IS NULL)"
            f" FROM antigone_templates WHERE gallery = %s AND near IS NOT NULL AND {condition}",
            (self._rows.number, *values),
        )
        return cast("tuple[int, int]", cursor.fetchone())

    def _first(
        self,
        cursor: "psycopg.Cursor[Any]",
        probe: "NDArray[np.float64]",
        k: int,
        condition: str,
        values: "Sequence[object]",
    ) -> list[tuple[float, str, str | None]]:
        """Return the first `k` of one probe in their order: score with its sign turned, id, person."""
        if k == 0:
            return []
        asked = half(probe)
        near = (
            "SELECT id, person, near <#> %s::halfvec AS far FROM antigone_templates"
            f" WHERE gallery = %s AND near IS NOT NULL AND {condition}"
        )
        cursor.execute(
            f"SELECT * FROM ({near}) AS scored ORDER BY far LIMIT {k + _BEYOND}",
            (asked, self._rows.number, *values),
        )
        found = cursor.fetchall()
        last = found[k - 1][2] + self._margin
        if len(found) == k + _BEYOND and found[-1][2] <= last:
            # Others behind them are as near as half precision can tell.
            cursor.execute(
                f"SELECT * FROM ({near}) AS scored WHERE far <= %s",
                (asked, self._rows.number, *values, last),
            )
            found = cursor.fetchall()
        people = {identity: person for identity, person, far in found if far <= last}
        cursor.execute(
            "SELECT id, vector FROM antigone_templates WHERE gallery = %s AND id = ANY(%s)",
            (self._rows.number, list(people)),
        )
        line = []
        for identity, vector in cursor:
            row = np.frombuffer(bytes(vector), dtype="<f4").astype(np.float64)
            # Multiply and sum, not a matrix product, as the exact engine does.
            score = float((row * probe).sum().clip(-1.0, 1.0))
            line.append((-score, identity, people[identity]))
        line.sort(key=lambda one: one[:2])
        return line[:k]

    @property
    def _margin(self) -> float:
        """How much nearer than the k-th by half precision a row may truly be.

        Rounding to half errs by 2^-11 of each value at most, and by 2^-25 below the smallest normal
        one; both vectors are rounded, Σ|x_i·y_i| ≤ 1, and the sum of d products in float32 errs by
        d·2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, §3.1). The k-th and its rival
        may both err.
        """
        error = 2.1 * 2.0**-11 + 2 * self.dim**0.5 * 2.0**-25 + self.dim * 2.0**-23
        return float(2 * error)


def _permission(where: Permitted) -> Said:
    day = where.on.isoformat()
    condition = (
        "purposes @> ARRAY[%s]::text[] AND valid_from <= %s"
        " AND (valid_until IS NULL OR valid_until >= %s)"
    )
    values: list[object] = [where.purpose, day, day]
    if where.only is not None:
        only, more = _sql(where.only)
        condition, values = f"{condition} AND {only}", [*values, *more]
    return condition, values


# What is missing fulfils no condition, and NOT is the plain complement: so nothing here may be NULL.
@singledispatch
def _sql(where: Where) -> Said:
    raise TypeError(type(where))


@_sql.register
def _eq(where: Eq) -> Said:
    return "codes @> %s::jsonb", [dumps({where.attribute: where.value})]


@_sql.register
def _in(where: In) -> Said:
    condition = "COALESCE((codes -> %s) = ANY(%s::jsonb[]), FALSE)"
    return condition, [where.attribute, [dumps(value) for value in where.values]]


@_sql.register
def _range(where: Range) -> Said:
    ends = [("<=", where.most), (">=", where.least)]
    kind = next(key_of(end)[0] for _, end in ends if end is not None)
    held = "(codes ->> %s)::numeric" if kind == "number" else '(codes ->> %s) COLLATE "C"'
    cast_to = "::numeric" if kind == "number" else ""
    parts, values = [], []
    for sign, end in ends:
        if end is not None:
            parts.append(f"{held} {sign} %s{cast_to}")
            values += [where.attribute, end if kind == "text" else dumps(end)]
    condition = (
        f"(CASE jsonb_typeof(codes -> %s) WHEN %s THEN {' AND '.join(parts)} ELSE FALSE END)"
    )
    return condition, [where.attribute, "string" if kind == "text" else kind, *values]


@_sql.register(And)
@_sql.register(Or)
def _joined(where: And | Or) -> Said:
    said = [_sql(part) for part in where.parts]
    word = " AND " if isinstance(where, And) else " OR "
    return f"({word.join(part for part, _ in said)})", [value for _, more in said for value in more]


@_sql.register
def _not(where: Not) -> Said:
    condition, values = _sql(where.part)
    return f"(NOT {condition})", values
