"""The row store in a PostgreSQL server that other machines reach too, with pgvector beside each row.

One partition for each gallery, so that a search reads no other's rows. A template stands twice in its
row: as float32, which is the truth and lies apart from what a search reads, and as `halfvec`, which a
search reads. Both are plaintext: the server belongs on an encrypted volume.

PostgreSQL does not overwrite: what was erased is unreachable at once, and its bytes go with a vacuum
and with the segments of the log. `docs/galleries-on-servers.md` says what remains where and until when,
and `purge` and `images` claim nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antigone.errors import Refusal
from antigone.gallery.attributes import (
    PERSON,
    PURPOSES,
    VALID_FROM,
    VALID_UNTIL,
    read_attributes,
    write_attributes,
)
from antigone.gallery.entries import Entry, Row, UnfitVector
from antigone.gallery.erasure import ErasureReceipt
from antigone.gallery.rows import (
    Change,
    NewerGallery,
    NotEmpty,
    OtherDimension,
    Picture,
    Restoration,
)
from antigone.gallery.traces import Traces
from antigone.wording import N_

if TYPE_CHECKING:
    import psycopg

_FORMAT = 1
_PAGE = 2048
# "antigone" as a number: two processes that open a new server at once make the tables once.
_MAKING = 0x616E7469676F6E65

# Vectors go out of the way of a scan: out of line from the first byte, and not compressed, for noise
# does not compress.
_TABLES = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE IF NOT EXISTS antigone_galleries (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    format integer NOT NULL,
    dim integer NOT NULL,
    seq bigint NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS antigone_templates (
    gallery integer NOT NULL REFERENCES antigone_galleries,
    id text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    near halfvec,
    vector bytea,
    attributes text,
    codes jsonb,
    person text COLLATE "C",
    purposes text[],
    valid_from text COLLATE "C",
    valid_until text COLLATE "C",
    PRIMARY KEY (gallery, id),
    CHECK ((vector IS NULL) = (near IS NULL) AND (vector IS NULL) = (attributes IS NULL))
) PARTITION BY LIST (gallery);
CREATE INDEX IF NOT EXISTS antigone_templates_by_seq ON antigone_templates (gallery, seq, id);
"""
_ROW = "SELECT id, seq, vector, attributes FROM antigone_templates"


class GalleryServerGone(Refusal):
    """The server does not answer, or stopped answering."""

    code = "gallery-server-gone"
    sentence = N_("The server of the gallery {name} does not answer: {reason}.")
    remedy = N_("See that it runs and can be reached, then try again; what was returned is kept.")


class UnfitServer(Refusal):
    """The server answers, but cannot keep a gallery."""

    code = "unfit-gallery-server"
    sentence = N_("The server of the gallery {name} cannot keep it: {reason}. Nothing was done.")
    remedy = N_("Ask who runs the server for the extension pgvector and the right to make tables.")


class PostgresRows:
    """A row store in PostgreSQL with pgvector. Threads share it; each call is one transaction.

    Over a connection that is given, a call within a transaction becomes part of it: what a procedure
    writes and what it enrols then come to be together, or not at all.
    """

    def __init__(self, where: "str | psycopg.Connection[Any]", *, name: str, dim: int) -> None:
        """Open the gallery `name`, made if missing, by a connection string or over a connection.

        Raises `GalleryServerGone`, `UnfitServer`, `OtherDimension` and `NewerGallery`.
        """
        self._name = name
        self._dim = dim
        self._where = where
        self._lock = RLock()
        self._connection: psycopg.Connection[Any] | None = None
        try:
            with self.reading(), self._lock:
                self._number = self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def dim(self) -> int:
        """Values in a vector."""
        return self._dim

    @property
    def number(self) -> int:
        """The number of this gallery, by which its rows are partitioned."""
        return self._number

    def append(self, entries: Sequence[Entry]) -> int:
        """Write or replace rows as one change and return its number; durable on return.

        Raises `GalleryServerGone` and `UnfitServer`; then nothing was written.
        """
        if not entries:
            return self.newest()
        with self._writing() as cursor:
            seq = self._next(cursor)
            self._write(cursor, entries, seq)
        return seq

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase rows as one change; the ids alone remain, as erased.

        No read from here on sees them. `purged` is false: the server keeps old copies until its
        vacuum and its log let go of them.
        """
        with self._writing() as cursor:
            cursor.execute(
                f"{_ROW} WHERE gallery = %s AND id = ANY(%s) AND vector IS NOT NULL FOR UPDATE",
                (self._number, list(ids)),
            )
            found = {row.id: row for row in map(_row, cursor.fetchall())}
            seq = self._next(cursor) if found else self._newest(cursor)
            cursor.execute(
                "UPDATE antigone_templates SET seq = %s, near = NULL, vector = NULL,"
                " attributes = NULL, codes = NULL, person = NULL, purposes = NULL,"
                " valid_from = NULL, valid_until = NULL WHERE gallery = %s AND id = ANY(%s)",
                (seq, self._number, list(found)),
            )
        asked = dict.fromkeys(ids)
        return ErasureReceipt(
            ids=tuple(identity for identity in asked if identity in found),
            unknown=tuple(identity for identity in asked if identity not in found),
            seq=seq,
            purged=self.purge(),
            traces=Traces.of((row.vector for row in found.values()), dim=self._dim),
        )

    def changes(self, after_seq: int) -> Iterator[Change]:
        """Yield the latest change of every id that changed after `after_seq`, oldest first."""
        at: tuple[int, str] = (after_seq + 1, "")
        while True:
            page = self._all(
                f"{_ROW} WHERE gallery = %s AND (seq, id) > (%s, %s) ORDER BY seq, id LIMIT {_PAGE}",
                (self._number, *at),
            )
            for found in page:
                row = None if found[2] is None else _row(found)
                yield Change(seq=found[1], id=found[0], row=row)
            if len(page) < _PAGE:
                return
            at = (page[-1][1], page[-1][0])

    def newest(self) -> int:
        """Return the number of the newest change; 0 where there was none."""
        with self.reading() as cursor:
            return self._newest(cursor)

    def read(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows that are there, in the order asked."""
        page = self._all(
            f"{_ROW} WHERE gallery = %s AND id = ANY(%s) AND vector IS NOT NULL",
            (self._number, list(ids)),
        )
        found = {row.id: row for row in map(_row, page)}
        return [found[identity] for identity in ids if identity in found]

    def scan(self) -> Iterator[Row]:
        """Yield every row once, by id, without holding others up."""
        after = ""
        while True:
            page = self._all(
                f"{_ROW} WHERE gallery = %s AND id > %s AND vector IS NOT NULL"
                f" ORDER BY id LIMIT {_PAGE}",
                (self._number, after),
            )
            yield from map(_row, page)
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        """Hold all rows still, as of one number, while they are read."""
        with self.reading(still=True) as cursor:
            living = "gallery = %s AND vector IS NOT NULL"
            seq = self._newest(cursor)
            cursor.execute(
                f"SELECT count(*) FROM antigone_templates WHERE {living}", (self._number,)
            )
            count = _one(cursor)
            cursor.execute(f"{_ROW} WHERE {living} ORDER BY id", (self._number,))
            yield Picture(seq=seq, count=count, rows=map(_row, cursor))

    def refill(self, entries: Iterable[Entry]) -> Restoration:
        """Write rows into a store without rows, as one change; see `RowStore.refill`."""
        restored, withheld = 0, []
        with self._writing() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE vector IS NOT NULL),"
                " array_agg(id) FILTER (WHERE vector IS NULL)"
                " FROM antigone_templates WHERE gallery = %s",
                (self._number,),
            )
            rows, erased = cast("tuple[int, list[str] | None]", cursor.fetchone())
            if rows:
                raise NotEmpty(rows=rows)
            gone = frozenset(erased or ())
            seq = self._newest(cursor)
            page: list[Entry] = []
            for entry in entries:
                if entry.id in gone:
                    withheld.append(entry.id)
                    continue
                page.append(entry)
                restored += 1
                if len(page) == _PAGE:
                    self._write(cursor, page, seq + 1)
                    page = []
            self._write(cursor, page, seq + 1)
            if restored:
                seq = self._next(cursor)
        return Restoration(restored=restored, withheld=tuple(withheld), seq=seq)

    def purge(self) -> bool:
        """Return False: only who runs the server can drive old copies out of its files and its log."""
        return False

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield nothing: the files lie with the server, and cannot be looked through from here."""
        return iter(())

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold back others who carry this gallery's changes elsewhere, from whichever machine."""
        with self._speaking(), self._lock:
            lock = (_MAKING & 0x7FFFFFFF, self._number)
            self._connected().execute("SELECT pg_advisory_lock(%s::int, %s::int)", lock)
            try:
                yield
            finally:
                self._connected().execute("SELECT pg_advisory_unlock(%s::int, %s::int)", lock)

    def close(self) -> None:
        """Let go of the connection, if it is this store's own."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def reading(self, *, still: bool = False) -> "Iterator[psycopg.Cursor[Any]]":
        """Give a cursor; with `still`, everything it reads stood so at one moment.

        Raises `GalleryServerGone` and `UnfitServer`.
        """
        with self._speaking(), self._lock:
            connection = self._connected()
            from psycopg.pq import TransactionStatus

            # Within somebody else's transaction the moment is theirs.
            within = connection.info.transaction_status == TransactionStatus.INTRANS
            with connection.transaction(), connection.cursor() as cursor:
                if still and not within:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield cursor

    @contextmanager
    def _writing(self) -> "Iterator[psycopg.Cursor[Any]]":
        """Hold the append lock, which is the gallery's own row, before any row is touched."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT 1 FROM antigone_galleries WHERE number = %s FOR UPDATE", (self._number,)
            )
            yield cursor

    def _connected(self) -> "psycopg.Connection[Any]":
        if not isinstance(self._where, str):
            return self._where
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._where, autocommit=True)
        return self._connection

    def _prepare(self) -> int:
        """Make what is missing, and return the number of this gallery."""
        with self._connected().transaction(), self._connected().cursor() as cursor:
            found = self._kept(cursor)
            if found is None:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                cursor.execute(_TABLES)
                cursor.execute(
                    "INSERT INTO antigone_galleries (name, format, dim) VALUES (%s, %s, %s)"
                    " ON CONFLICT (name) DO NOTHING",
                    (self._name, _FORMAT, self._dim),
                )
                found = self._kept(cursor)
                assert found is not None
                part = f"antigone_templates_{found[0]}"
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {part} PARTITION OF antigone_templates"
                    f" (CHECK (vector_dims(near) = {int(found[2])}))"
                    f" FOR VALUES IN ({found[0]}) WITH (toast_tuple_target = 128)"
                )
                cursor.execute(
                    f"ALTER TABLE {part} ALTER COLUMN near SET STORAGE PLAIN,"
                    " ALTER COLUMN vector SET STORAGE EXTERNAL"
                )
        number, kept, dim = found
        if kept > _FORMAT:
            raise NewerGallery(path=self._name, found=kept, known=_FORMAT)
        if dim != self._dim:
            raise OtherDimension(path=self._name, found=dim, wanted=self._dim)
        return int(number)

    def _kept(self, cursor: "psycopg.Cursor[Any]") -> "tuple[int, int, int] | None":
        cursor.execute("SELECT to_regclass('antigone_galleries')")
        if _one(cursor) is None:
            return None
        cursor.execute(
            "SELECT number, format, dim FROM antigone_galleries WHERE name = %s", (self._name,)
        )
        return cursor.fetchone()

    def _next(self, cursor: "psycopg.Cursor[Any]") -> int:
        """Take the next number; numbers become visible in their order."""
        cursor.execute(
            "UPDATE antigone_galleries SET seq = seq + 1 WHERE number = %s RETURNING seq",
            (self._number,),
        )
        return int(_one(cursor))

    def _newest(self, cursor: "psycopg.Cursor[Any]") -> int:
        cursor.execute("SELECT seq FROM antigone_galleries WHERE number = %s", (self._number,))
        return int(_one(cursor))

    def _write(self, cursor: "psycopg.Cursor[Any]", entries: Sequence[Entry], seq: int) -> None:
        values = [self._values(entry, seq) for entry in entries]
        cursor.executemany(
            "INSERT INTO antigone_templates (gallery, id, seq, near, vector, attributes, codes,"
            " person, purposes, valid_from, valid_until)"
            " VALUES (%s, %s, %s, %s::halfvec, %s, %s, %s::jsonb, %s, %s, %s, %s)"
            " ON CONFLICT (gallery, id) DO UPDATE SET seq = excluded.seq, near = excluded.near,"
            " vector = excluded.vector, attributes = excluded.attributes, codes = excluded.codes,"
            " person = excluded.person, purposes = excluded.purposes,"
            " valid_from = excluded.valid_from, valid_until = excluded.valid_until",
            values,
        )

    def _values(self, entry: Entry, seq: int) -> tuple[object, ...]:
        vector = np.ascontiguousarray(entry.vector, dtype="<f4")
        if len(vector) != self._dim:
            found = f"of {len(vector)} values"
            raise UnfitVector(which=entry.id, found=found, wanted=f"of {self._dim} values")
        kept = entry.attributes
        written = write_attributes(kept)
        return (
            self._number,
            entry.id,
            seq,
            half(vector),
            vector.tobytes(),
            written,
            written,
            kept.get(PERSON),
            list(cast("tuple[str, ...]", kept[PURPOSES])),
            kept[VALID_FROM],
            kept.get(VALID_UNTIL),
        )

    def _all(self, query: str, parameters: Sequence[object]) -> list[Any]:
        with self.reading() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn what the server says into a refusal."""
        import psycopg

        try:
            yield
        except psycopg.OperationalError as error:
            self.close()
            raise GalleryServerGone(name=self._name, reason=plain(error)) from error
        except psycopg.Error as error:
            raise UnfitServer(name=self._name, reason=plain(error)) from error


def half(vector: "np.ndarray[Any, np.dtype[Any]]") -> str:
    """Return a vector of length 1 as the text of a `halfvec`, rounded once, to the nearest."""
    return "[" + ",".join(f"{value:.9g}" for value in vector.astype(np.float16).tolist()) + "]"


def _one(cursor: "psycopg.Cursor[Any]") -> Any:
    """Return the only value of an answer that has one line."""
    return cast("tuple[Any]", cursor.fetchone())[0]


def _row(found: Sequence[Any]) -> Row:
    identity, seq, vector, attributes = found
    return Row(
        id=identity,
        seq=seq,
        vector=np.frombuffer(bytes(vector), dtype="<f4"),
        attributes=read_attributes(attributes),
    )


def plain(error: Exception) -> str:
    """Return the first line of what the server said, which holds no value of a row."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
