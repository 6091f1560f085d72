"""The row store: the truth of a gallery, of which every index is a derived log.

Each change, an enrolment or an erasure, takes the next sequence number under one append lock, so
numbers become visible in their order and a reader that knows one number can ask for the rest.

SQLite erases less than it says. With `secure_delete` on, a page that is rebalanced may still keep
an old copy of a cell that moved: in trials of random enrolment and erasure one erased vector in
about a thousand was left in part. Vectors therefore lie in a table of their own whose rows all
have the same size and are never deleted: erasing writes zeros in place, and the place is used
again. Rows that neither grow nor go are never rebalanced, and no copy comes to be. The attributes,
which are codes, have the protection of `secure_delete` alone.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Protocol, TypeAlias, cast

import numpy as np

from antigone.errors import Refusal
from antigone.gallery.attributes import read_attributes, write_attributes
from antigone.gallery.entries import Entry, Row, UnfitVector
from antigone.gallery.erasure import ErasureReceipt
from antigone.gallery.traces import Traces
from antigone.wording import N_

# Id, number, vector and attributes; the last two are empty where the row was erased.
_Found: TypeAlias = tuple[str, int, bytes | None, str | None]

_FORMAT = 1
_PAGE = 2048
_CHUNK = 1 << 22
_PATIENCE = 30.0

_TABLES = """
CREATE TABLE gallery (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER, dim INTEGER);
CREATE TABLE vectors (place INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE empty_places (place INTEGER PRIMARY KEY);
CREATE TABLE templates (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, place INTEGER UNIQUE, attributes TEXT,
    CHECK ((place IS NULL) = (attributes IS NULL))
);
CREATE INDEX templates_by_seq ON templates (seq, id);
"""
_ROW = (
    "SELECT t.id, t.seq, v.vector, t.attributes FROM templates t LEFT JOIN vectors v USING (place)"
)


class UnreadableGallery(Refusal):
    """The file cannot be used as a gallery."""

    code = "unreadable-gallery"
    sentence = N_("The gallery {path} cannot be used: {reason}.")
    remedy = N_("Check the path, its permissions and the space on the disk, or restore a backup.")


class OtherDimension(Refusal):
    """Vectors of different engines are never compared."""

    code = "other-dimension"
    sentence = N_("{path} holds vectors of {found} values, not {wanted}. Nothing was opened.")
    remedy = N_("Open it with the engine it was made with, or make a new gallery.")


class NewerGallery(Refusal):
    """A newer version wrote this gallery."""

    code = "newer-gallery"
    sentence = N_("{path} has format {found}; this version knows formats up to {known}.")
    remedy = N_("Use the version of Antigone that wrote it, or a newer one.")


class BusyGallery(Refusal):
    """Another process held the gallery for too long."""

    code = "busy-gallery"
    sentence = N_("{path} was held by another process for {seconds} seconds. Nothing was changed.")
    remedy = N_("Try again when the other work has ended.")


class NotEmpty(Refusal):
    """A snapshot is never laid over rows that were enrolled since."""

    code = "gallery-not-empty"
    sentence = N_("The gallery holds {rows} templates. Nothing was restored.")
    remedy = N_("Restore into a new gallery.")


@dataclass(frozen=True, kw_only=True)
class Change:
    """The latest change of one id: the row as it stands, or `None` where it was erased."""

    seq: int
    id: str
    row: Row | None


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """What was restored, and what was withheld because it had been erased here."""

    restored: int
    withheld: tuple[str, ...]
    seq: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All rows as they stood at one number, in the order of their ids. Read it once, in place."""

    seq: int
    count: int
    rows: Iterator[Row]


class RowStore(Protocol):
    """Where the rows of a gallery are kept. Vectors are float32 of length 1, shape (dim,)."""

    @property
    def dim(self) -> int:
        """Values in a vector."""
        ...

    def append(self, entries: Sequence[Entry]) -> int:
        """Write or replace rows as one change and return its number; durable on return."""
        ...

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase rows as one change, physically; the ids alone remain, as erased."""
        ...

    def changes(self, after_seq: int) -> Iterator[Change]:
        """Yield the latest change of every id that changed after `after_seq`, oldest first."""
        ...

    def newest(self) -> int:
        """Return the number of the newest change; 0 where there was none."""
        ...

    def read(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows that are there, in the order asked."""
        ...

    def scan(self) -> Iterator[Row]:
        """Yield every row once, by id, without holding others up."""
        ...

    def picture(self) -> AbstractContextManager[Picture]:
        """Hold all rows still, as of one number, while they are read."""
        ...

    def refill(self, entries: Iterable[Entry]) -> Restoration:
        """Write rows into a store without rows, as one change.

        What was erased here stays erased. Raises `NotEmpty`.
        """
        ...

    def purge(self) -> bool:
        """Drive old copies out of every log; return whether none can be left."""
        ...

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield every file of the store, name and content, so that one can look for bytes."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


class SQLiteRows:
    """A row store in one SQLite file, or in memory; needs nothing but Python.

    Write-ahead log, `synchronous=FULL`, `secure_delete`, immediate transactions, 30 seconds of
    patience. Threads share it; processes open the file each for themselves.
    """

    def __init__(self, path: Path | str, *, dim: int, patience: float = _PATIENCE) -> None:
        """Open the file at `path`, made if missing (only its owner may read it), or ":memory:".

        `patience` is how many seconds to wait for another process that holds the file.

        Raises `UnreadableGallery`, `OtherDimension`, `NewerGallery` and `BusyGallery`.
        """
        self._dim = dim
        self._patience = patience
        self._path = None if path == ":memory:" else Path(path)
        self._lock = RLock()
        with self._speaking():
            if self._path is not None:
                # SQLite gives its log the permissions of the file, so these are set first.
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = self._connect()
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    @property
    def dim(self) -> int:
        """Values in a vector."""
        return self._dim

    def append(self, entries: Sequence[Entry]) -> int:
        """Write or replace rows as one change and return its number; durable on return.

        Raises `BusyGallery` and `UnreadableGallery`; then nothing was written.
        """
        if not entries:
            return self.newest()
        with self._writing() as cursor:
            seq = _newest(cursor) + 1
            for entry in entries:
                self._write(cursor, entry, seq)
        return seq

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase rows as one change, physically; the ids alone remain, as erased.

        Zeros are written over the vectors in the transaction, then the write-ahead log, which
        holds older copies, is emptied. Raises `BusyGallery` and `UnreadableGallery`; then nothing
        was erased.
        """
        vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
        with self._writing() as cursor:
            seq = _newest(cursor)
            for identity in ids:
                found = cursor.execute(f"{_ROW} WHERE t.id = ?", (identity,)).fetchone()
                if found is None or found[2] is None or identity in vectors:
                    continue
                vectors[identity] = np.frombuffer(found[2], dtype="<f4")
                cursor.execute(
                    "UPDATE vectors SET vector = zeroblob(?)"
                    " WHERE place = (SELECT place FROM templates WHERE id = ?)",
                    (4 * self._dim, identity),
                )
                cursor.execute(
                    "INSERT INTO empty_places SELECT place FROM templates WHERE id = ?", (identity,)
                )
                cursor.execute(
                    "UPDATE templates SET seq = ?, place = NULL, attributes = NULL WHERE id = ?",
                    (seq + 1, identity),
                )
        receipt = ErasureReceipt(
            ids=tuple(vectors),
            unknown=tuple(identity for identity in dict.fromkeys(ids) if identity not in vectors),
            seq=seq + 1 if vectors else seq,
            purged=False,
            traces=Traces.of(vectors.values(), dim=self._dim),
        )
        return replace(receipt, purged=self.purge())

    def changes(self, after_seq: int) -> Iterator[Change]:
        """Yield the latest change of every id that changed after `after_seq`, oldest first."""
        at: tuple[int, str] = (after_seq + 1, "")
        while True:
            # Page by page: a reader that holds a transaction would keep the log from emptying.
            # What changes meanwhile moves behind the page and is still read.
            page = self._all(
                f"{_ROW} WHERE (t.seq, t.id) > (?, ?) ORDER BY t.seq, t.id LIMIT {_PAGE}", at
            )
            for found in page:
                row = None if found[2] is None else _row(found)
                yield Change(seq=found[1], id=found[0], row=row)
            if len(page) < _PAGE:
                return
            at = (page[-1][1], page[-1][0])

    def newest(self) -> int:
        """Return the number of the newest change; 0 where there was none."""
        with self._speaking(), self._lock:
            return _newest(self._connection)

    def read(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows that are there, in the order asked."""
        found = (self._all(f"{_ROW} WHERE t.id = ?", (identity,)) for identity in ids)
        return [_row(page[0]) for page in found if page and page[0][2] is not None]

    def scan(self) -> Iterator[Row]:
        """Yield every row once, by id, without holding others up."""
        after = ""
        while True:
            page = self._all(
                f"{_ROW} WHERE t.id > ? AND t.place IS NOT NULL ORDER BY t.id LIMIT {_PAGE}",
                (after,),
            )
            yield from map(_row, page)
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        """Hold all rows still, as of one number, while they are read.

        Others go on writing; only the emptying of the log after an erasure waits.
        """
        still = f"{_ROW} WHERE t.place IS NOT NULL ORDER BY t.id"
        count = "SELECT count(*) FROM templates WHERE place IS NOT NULL"
        if self._path is None:
            with self._lock:
                seq = _newest(self._connection)
                rows = self._all(still)
            yield Picture(seq=seq, count=len(rows), rows=map(_row, rows))
            return
        with self._speaking(), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            seq, kept = _newest(connection), connection.execute(count).fetchone()[0]
            cursor = connection.execute(still)
            yield Picture(seq=seq, count=kept, rows=map(_row, cursor))
            connection.execute("ROLLBACK")

    def refill(self, entries: Iterable[Entry]) -> Restoration:
        """Write rows into a store without rows, as one change.

        What was erased here stays erased: a backup must not bring back a face that was withdrawn.
        Raises `NotEmpty`, `BusyGallery` and `UnreadableGallery`; then nothing was written.
        """
        restored, withheld = 0, []
        with self._writing() as cursor:
            living = "SELECT count(*) FROM templates WHERE place IS NOT NULL"
            if rows := cursor.execute(living).fetchone()[0]:
                raise NotEmpty(rows=rows)
            seq = _newest(cursor)
            for entry in entries:
                erased = "SELECT 1 FROM templates WHERE id = ?"
                if cursor.execute(erased, (entry.id,)).fetchone():
                    withheld.append(entry.id)
                    continue
                self._write(cursor, entry, seq + 1)
                restored += 1
        return Restoration(
            restored=restored, withheld=tuple(withheld), seq=seq + 1 if restored else seq
        )

    def purge(self) -> bool:
        """Empty the write-ahead log into the file; return whether nothing older is left in it."""
        if self._path is None:
            return True
        # On a connection of its own: searches go on while this one waits for other readers.
        with self._speaking(), closing(self._connect()) as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy == 0)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold back others who carry this store's changes elsewhere, from whichever process."""
        if self._path is None:
            with self._lock:
                yield
            return
        from fcntl import LOCK_EX, flock

        # A process that is killed lets go of it.
        turn = self._path.with_name(self._path.name + "-turn")
        with os.fdopen(os.open(turn, os.O_RDWR | os.O_CREAT, 0o600), "rb") as held:
            flock(held, LOCK_EX)
            yield

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield every file of the store, name and content, so that one can look for bytes."""
        if self._path is None:
            with self._lock:
                content = self._connection.serialize()
            yield "rows in memory", iter((content,))
            return
        for ending in ("", "-wal", "-shm", "-journal"):
            path = self._path.with_name(self._path.name + ending)
            if path.exists():
                yield path.name, _pieces(path)

    def close(self) -> None:
        """Let go of the file. The last process to do so folds the log into it."""
        with self._lock:
            self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path or ":memory:",
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            # Temporary tables would be files that nobody overwrites.
            for pragma in ("secure_delete = ON", "synchronous = FULL", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        self._begin_log()
        with self._writing() as cursor:
            made = "SELECT 1 FROM sqlite_master WHERE name = 'gallery'"
            if cursor.execute(made).fetchone() is None:
                for statement in _TABLES.split(";"):
                    cursor.execute(statement)
                cursor.execute("INSERT INTO gallery VALUES (1, ?, ?)", (_FORMAT, self._dim))
            found, dim = cursor.execute("SELECT format, dim FROM gallery").fetchone()
        if found > _FORMAT:
            raise NewerGallery(path=self._name, found=found, known=_FORMAT)
        if dim != self._dim:
            raise OtherDimension(path=self._name, found=dim, wanted=self._dim)

    def _begin_log(self) -> None:
        # For this one statement SQLite does not wait, where another process opens a new file too.
        last = monotonic() + self._patience
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL").fetchall()
            except sqlite3.OperationalError as error:
                if not _is_held(error) or monotonic() > last:
                    raise
                sleep(0.01)
            else:
                return

    @property
    def _name(self) -> str:
        return ":memory:" if self._path is None else str(self._path)

    def _write(self, cursor: sqlite3.Cursor, entry: Entry, seq: int) -> None:
        vector = np.ascontiguousarray(entry.vector, dtype="<f4").tobytes()
        # All rows are of one size; a longer or shorter one would move its neighbours about.
        if len(vector) != 4 * self._dim:
            found = f"of {len(vector) // 4} values"
            raise UnfitVector(which=entry.id, found=found, wanted=f"of {self._dim} values")
        kept = cursor.execute("SELECT place FROM templates WHERE id = ?", (entry.id,)).fetchone()
        place = kept[0] if kept else None
        if place is None:
            empty = cursor.execute("SELECT min(place) FROM empty_places").fetchone()
            place = empty[0]
            if place is not None:
                cursor.execute("DELETE FROM empty_places WHERE place = ?", (place,))
        if place is None:
            cursor.execute("INSERT INTO vectors (vector) VALUES (?)", (vector,))
            place = cursor.lastrowid
        else:
            cursor.execute("UPDATE vectors SET vector = ? WHERE place = ?", (vector, place))
        cursor.execute(
            "INSERT INTO templates (id, seq, place, attributes) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET seq = excluded.seq, place = excluded.place,"
            " attributes = excluded.attributes",
            (entry.id, seq, place, write_attributes(entry.attributes)),
        )

    def _all(self, query: str, parameters: Sequence[object] = ()) -> list[_Found]:
        with self._speaking(), self._lock:
            return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        """Hold the append lock; everything inside becomes one change, or none."""
        with self._speaking(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                with closing(self._connection.cursor()) as cursor:
                    yield cursor
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn what SQLite says into a refusal."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if _is_held(error):
                raise BusyGallery(path=self._name, seconds=self._patience) from error
            raise UnreadableGallery(path=self._name, reason=error) from error
        except (sqlite3.Error, OSError) as error:
            raise UnreadableGallery(path=self._name, reason=error) from error


def _is_held(error: sqlite3.OperationalError) -> bool:
    # The lowest byte is the kind of the error, the others its variety.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )


def _newest(database: sqlite3.Connection | sqlite3.Cursor) -> int:
    newest: int | None = database.execute("SELECT max(seq) FROM templates").fetchone()[0]
    return newest or 0


def _row(found: _Found) -> Row:
    identity, seq, vector, attributes = found
    return Row(
        id=identity,
        seq=seq,
        vector=np.frombuffer(cast("bytes", vector), dtype="<f4"),
        attributes=read_attributes(cast("str", attributes)),
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
