"""The galleries of a home, kept in its database: the row store of `antigone.gallery` on our rows.

There are two for each engine. "references/…" holds the missing and is searched; "remains/…" holds
the dead, whose vectors are only ever read back: as probes, and by an audit, which holds bodies without
a name against each other. So nobody can be looked for with a living person's face, and two who are
missed are never compared.

An index of a large gallery keeps a sealed copy of itself in the home, from which the next process
starts; the rows here are the truth, and the copy is thrown away wherever it does not agree.

Vectors lie sealed, each bound to its template. Each change takes the next number under one lock, the
gallery's own row, and becomes true with the step that made it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Max, QuerySet, Window

from antigone.casework.models import Gallery, GalleryRow, VectorPlace
from antigone.casework.remnants import salt_of
from antigone.gallery.attributes import PURPOSES, Attributes
from antigone.gallery.entries import Entry, Row, UnfitVector
from antigone.gallery.erasure import ErasureReceipt
from antigone.gallery.rows import Change, NotEmpty, OtherDimension, Picture, Restoration
from antigone.gallery.segments import Segments
from antigone.gallery.traces import Traces
from antigone.vault import Envelope, Vault

_PAGE = 2048
_BATCH = 400
_CHUNK = 1 << 22
_TELL = 1024
_COPIES = "index"

_followers: dict[str, Callable[[], object]] = {}


def follow(code: str, catch_up: Callable[[], object] | None) -> None:
    """Name what this process does when an erasure in a gallery has become true; None for nothing."""
    _followers.pop(code, None)
    if catch_up is not None:
        _followers[code] = catch_up


def copy_of(code: str, vault: Vault) -> Segments:
    """Return where the index of a gallery keeps its sealed copy, in the home."""
    return Segments(settings.ANTIGONE.home / _COPIES / code.replace("/", "-"), vault, code=code)


def clear_outdated_copies(vault: Vault) -> int:
    """Throw away copies that are older than an erasure in their gallery; return how many.

    Usually none: the erasure took its part along. But whoever erased may have been cut off before.
    """
    erased = GalleryRow.objects.filter(place=None).order_by().values_list("gallery")
    cleared = 0
    for code, seq in erased.annotate(last=Max("seq")):
        copy = copy_of(code, vault)
        listed = copy.listed()
        if listed is not None and listed.seq < seq:
            copy.clear()
            cleared += 1
    return cleared


class CaseworkRows:
    """One gallery in the database. Fulfils `antigone.gallery.RowStore`; ids are those of templates.

    Every thread speaks on its own connection. A change that is made inside a step becomes true with
    the step, and is undone with it.
    """

    def __init__(self, code: str, *, dim: int, vault: Vault) -> None:
        """Take the gallery `code`, made at its first change. Raises `OtherDimension`."""
        self.code = code
        self._dim = dim
        self._vault = vault
        self._living = GalleryRow.objects.filter(gallery=code, place__isnull=False)
        found = Gallery.objects.filter(code=code).values_list("dim", flat=True).first()
        if found not in (None, dim):
            raise OtherDimension(path=code, found=found, wanted=dim)

    @property
    def dim(self) -> int:
        """Values in a vector."""
        return self._dim

    def append(self, entries: Sequence[Entry]) -> int:
        """Write or replace rows as one change and return its number."""
        if not entries:
            return self.newest()
        with self._changing() as seq:
            for batch in _batches(entries):
                self._write(batch, seq)
        return seq

    def count(self) -> int:
        """Return how many rows there are."""
        return self._living.count()

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase rows as one change; the ids alone remain, as erased.

        Zeros are written over the places, and outside a step the write-ahead log is emptied. Inside
        one the receipt says that this is still to be done, by `purge`.
        """
        keys = [UUID(one) for one in dict.fromkeys(ids)]
        vectors: dict[str, np.ndarray[Any, np.dtype[np.float32]]] = {}
        with transaction.atomic():
            newest = self._hold()
            held = [
                one
                for batch in _batches(keys)
                for one in self._living.filter(template_id__in=batch).select_related("place")
            ]
            if held:
                Gallery.objects.filter(code=self.code).update(newest=newest + 1)
            for batch in _batches(held):
                for one in batch:
                    vectors[one.template_id.hex] = self._open(one.template_id, one.place.sealed)
                empty = bytes(len(batch[0].place.sealed))
                mine = GalleryRow.objects.filter(pk__in=[one.pk for one in batch])
                mine.update(seq=newest + 1, place=None, attributes=None)
                places = VectorPlace.objects.filter(pk__in=[one.place_id for one in batch])
                places.update(sealed=empty, in_use=False)
            if held:
                # Out of this process's memory and out of the index's copy, as soon as it is true;
                # others learn of it when they search. Who has no index cannot tell in which part of
                # the copy it lies. Robust: what was erased stays erased if these cannot follow now.
                leave = _followers.get(self.code, copy_of(self.code, self._vault).clear)
                transaction.on_commit(leave, robust=True)
        receipt = ErasureReceipt(
            ids=tuple(one.hex for one in keys if one.hex in vectors),
            unknown=tuple(one.hex for one in keys if one.hex not in vectors),
            seq=newest + bool(held),
            purged=False,
            traces=Traces.of(vectors.values(), dim=self._dim, salt=salt_of(self._vault)),
        )
        return replace(receipt, purged=self.purge())

    def changes(self, after_seq: int) -> Iterator[Change]:
        """Yield the latest change of every id that changed after `after_seq`, oldest first."""
        log = GalleryRow.objects.filter(gallery=self.code).order_by("seq", "template_id")
        page = self._page(log.filter(seq__gt=after_seq))
        while True:
            for key, seq, sealed, attributes in page:
                row = None if sealed is None else self._row(key, seq, sealed, attributes)
                yield Change(seq=seq, id=key.hex, row=row)
            if len(page) < _PAGE:
                return
            key, seq = page[-1][:2]
            page = self._page(log.filter(seq__gte=seq).exclude(seq=seq, template_id__lte=key))

    def newest(self) -> int:
        """Return the number of the newest change; 0 where there was none."""
        found = Gallery.objects.filter(code=self.code).values_list("newest", flat=True).first()
        return found or 0

    def read(self, ids: Sequence[str]) -> list[Row]:
        """Return the rows that are there, in the order asked."""
        keys = [UUID(one) for one in ids]
        found = {
            values[0]: self._row(*values)
            for batch in _batches(keys)
            for values in self._values(self._living.filter(template_id__in=batch))
        }
        return [found[key] for key in keys if key in found]

    def scan(self) -> Iterator[Row]:
        """Yield every row once, by id, without holding others up."""
        return (self._row(*values) for values in self._pages())

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        """Hold all rows still, as of one number, while they are read."""
        # One statement sees one state on both databases, however long its rows are read.
        still = (
            self._living.order_by("template_id")
            .annotate(
                all=Window(Count("*"), output_field=BigIntegerField()), now=F("gallery__newest")
            )
            .values_list("template_id", "seq", "place__sealed", "attributes", "all", "now")
        )
        before = self.newest()
        with closing(still.iterator(chunk_size=_PAGE)) as found:
            first = next(found, None)
            # An empty gallery has no row that could tell its number.
            seq, count = (first[5], first[4]) if first else (before, 0)
            rows = chain([first] if first else [], found)
            yield Picture(seq=seq, count=count, rows=(self._row(*one[:4]) for one in rows))

    def refill(self, entries: Iterable[Entry]) -> Restoration:
        """Write rows into a gallery without rows, as one change.

        What was erased here stays erased. Raises `NotEmpty`.
        """
        restored, withheld = 0, []
        given = iter(entries)
        with transaction.atomic():
            newest = self._hold()
            if held := self._living.count():
                raise NotEmpty(rows=held)
            while batch := list(islice(given, _BATCH)):
                keys = [UUID(one.id) for one in batch]
                erased = set(
                    GalleryRow.objects.filter(pk__in=keys).values_list("template_id", flat=True)
                )
                withheld += [key.hex for key in keys if key in erased]
                batch = [one for one in batch if UUID(one.id) not in erased]
                self._write(batch, newest + 1)
                restored += len(batch)
            if restored:
                Gallery.objects.filter(code=self.code).update(newest=newest + 1)
        seq = newest + 1 if restored else newest
        return Restoration(restored=restored, withheld=tuple(withheld), seq=seq)

    def purge(self) -> bool:
        """Drive old copies out of the log; return whether none can be left.

        On SQLite outside a step. PostgreSQL keeps old versions of a row until it vacuums, and its
        log until it is archived: sealed, and never said to be gone.
        """
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return False
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield the places, opened, and every file of the database that can be read from here."""
        yield f"{self.code}, opened", self._opened_places()
        if connection.vendor == "sqlite":
            for ending in ("", "-wal", "-shm", "-journal"):
                path = Path(f"{connection.settings_dict['NAME']}{ending}")
                if path.exists():
                    yield path.name, _pieces(path)

    def envelopes(self) -> Iterator[Envelope]:
        """Yield every sealed vector, for a rotation of the vault's key, without holding others up."""
        for key, _, sealed, _ in self._pages():
            yield self._vault.fields.envelope(bytes(sealed), context=_context(key))

    def renew(self, renewed: Iterable[Envelope]) -> int:
        """Put vectors that were sealed anew by a rotation into their places; return how many."""
        count = 0
        for one in renewed:
            mine = self._living.filter(template_id=UUID(one.context.split(":")[1]))
            VectorPlace.objects.filter(pk__in=mine.values("place_id")).update(sealed=one.sealed)
            count += 1
        return count

    def close(self) -> None:
        """Nothing is held: the connection belongs to the thread."""

    def _hold(self) -> int:
        """Take the append lock until the transaction ends, and return the newest number."""
        Gallery.objects.get_or_create(code=self.code, defaults={"dim": self._dim})
        return Gallery.objects.select_for_update().get(code=self.code).newest

    @contextmanager
    def _changing(self) -> Iterator[int]:
        with transaction.atomic():
            seq = self._hold() + 1
            Gallery.objects.filter(code=self.code).update(newest=seq)
            yield seq

    def _write(self, entries: Sequence[Entry], seq: int) -> None:
        """Write rows that are new, and others over those that were there, in few statements."""
        sealed = {UUID(one.id): self._seal(one) for one in entries}
        of = {UUID(one.id): dict(one.attributes) for one in entries}
        known = {
            one.template_id: one
            for one in GalleryRow.objects.filter(pk__in=list(of)).select_related("place")
        }
        homeless = [key for key in of if key not in known or known[key].place is None]
        place_of = {key: one.place for key, one in known.items() if one.place is not None}
        free = VectorPlace.objects.filter(gallery=self.code, in_use=False).order_by("pk")
        place_of |= zip(homeless, list(free[: len(homeless)]), strict=False)
        reused = list(place_of.items())
        for key, place in reused:
            place.sealed, place.in_use = sealed[key], True
        made = [key for key in homeless if key not in place_of]
        VectorPlace.objects.bulk_update([place for _, place in reused], ["sealed", "in_use"])
        place_of |= zip(
            made,
            VectorPlace.objects.bulk_create(
                VectorPlace(gallery_id=self.code, sealed=sealed[key]) for key in made
            ),
            strict=True,
        )
        for key, row in known.items():
            row.seq, row.place, row.attributes = seq, place_of[key], of[key]
        GalleryRow.objects.bulk_update(known.values(), ["seq", "place", "attributes"])
        GalleryRow.objects.bulk_create(
            GalleryRow(
                template_id=key,
                gallery_id=self.code,
                seq=seq,
                place=place_of[key],
                attributes=of[key],
            )
            for key in of
            if key not in known
        )

    def _pages(self) -> Iterator[tuple[Any, ...]]:
        rows = self._living.order_by("template_id")
        page = self._page(rows)
        while True:
            yield from page
            if len(page) < _PAGE:
                return
            page = self._page(rows.filter(template_id__gt=page[-1][0]))

    def _page(self, rows: "QuerySet[GalleryRow]") -> list[tuple[Any, ...]]:
        return list(self._values(rows)[:_PAGE])

    def _values(self, rows: "QuerySet[GalleryRow]") -> "QuerySet[GalleryRow, tuple[Any, ...]]":
        return rows.values_list("template_id", "seq", "place__sealed", "attributes")

    def _row(self, key: UUID, seq: int, sealed: bytes, attributes: dict[str, Any]) -> Row:
        vector = self._open(key, sealed)
        return Row(id=key.hex, seq=seq, vector=vector, attributes=_read(attributes))

    def _seal(self, entry: Entry) -> bytes:
        vector = np.ascontiguousarray(entry.vector, dtype="<f4").tobytes()
        # All places are of one size; the guards refuse another.
        if len(vector) != 4 * self._dim:
            found = f"of {len(vector) // 4} values"
            raise UnfitVector(which=entry.id, found=found, wanted=f"of {self._dim} values")
        return self._vault.fields.seal(vector, context=_context(UUID(entry.id)))

    def _open(self, key: UUID, sealed: bytes) -> "np.ndarray[Any, np.dtype[np.float32]]":
        opened = self._vault.fields.open(bytes(sealed), context=_context(key))
        return np.frombuffer(opened, dtype="<f4")

    def _opened_places(self) -> Iterator[bytes]:
        yield from (row.vector.tobytes() for row in self.scan())
        empty = VectorPlace.objects.filter(gallery=self.code, in_use=False)
        for sealed in empty.values_list("sealed", flat=True).iterator(chunk_size=_PAGE):
            yield bytes(sealed)


class WatchedRows(CaseworkRows):
    """A gallery that tells how many of its vectors were opened, for work that takes long."""

    def __init__(self, code: str, *, dim: int, vault: Vault, told: Callable[[int], object]) -> None:
        """As `CaseworkRows`; `told` is called after every thousand or so. Raises `OtherDimension`."""
        super().__init__(code, dim=dim, vault=vault)
        self._told = told
        self._opened = 0

    def _row(self, key: UUID, seq: int, sealed: bytes, attributes: dict[str, Any]) -> Row:
        self._opened += 1
        if self._opened % _TELL == 0:
            self._told(self._opened)
        return super()._row(key, seq, sealed, attributes)


def _context(template: UUID) -> str:
    return f"template:{template.hex}:vector"


def _read(attributes: dict[str, Any]) -> Attributes:
    return {**attributes, PURPOSES: tuple(attributes[PURPOSES])}


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
