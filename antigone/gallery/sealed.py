"""An index with a sealed copy in files beside it: it starts where it ended, and erases there too."""

from collections.abc import Iterator
from typing import cast

from antigone.gallery.codes import Codes
from antigone.gallery.compressed import FINE_BYTES, LEAST_ROWS, CompressedIndex
from antigone.gallery.entries import Row
from antigone.gallery.exact import LEAST_CAPACITY
from antigone.gallery.rows import RowStore
from antigone.gallery.segments import Segment, Segments
from antigone.vault import DamagedBlob

_TRIES = 5
# So many changes are read from the rows at a start sooner than a segment is written.
_LAG = 4096


class SealedIndex(CompressedIndex):
    """A compressed index that keeps a copy of itself in sealed segments. Threads share it.

    A row that is erased, or gets another vector, takes the copy of its segment with it at once. The
    copy is brought up to date by `save`, and on closing where it lags behind.
    """

    def __init__(
        self,
        rows: RowStore,
        *,
        segments: Segments,
        least_rows: int = LEAST_ROWS,
        fine_bytes: int = FINE_BYTES,
    ) -> None:
        """Take over `rows`, and read at the first search from `segments` as far as these go."""
        self._segments = segments
        super().__init__(rows, least_rows=least_rows, fine_bytes=fine_bytes)

    def save(self) -> bool:
        """Bring the copy up to date; return whether it is.

        Only segments in which something changed are written. False where there are too few rows for
        codes, which need no copy, and where rows change faster than they can be written.
        """
        for _ in range(_TRIES):
            self._catch_up()
            with self._lock.shared():
                if not self.compressed:
                    return False
                count = self._count
                places = self._segments.missing(count) | {at for at in self._changed if at < count}
                written = self._segments.write(
                    {place: self._segment(place) for place in sorted(places)},
                    count=count,
                    seq=self._seq,
                    dim=self.dim,
                    # What was erased elsewhere since must not be written once more.
                    unless=lambda: self._rows.newest() != self._seq,
                )
                if written:
                    self._changed.clear()
                    self._changes = 0
                    return True
        return False

    def rebuild(self) -> bool:
        """Read everything anew from the rows, and write the copy anew; return whether there is one.

        Searches wait meanwhile.
        """
        with self._lock.alone():
            self._segments.clear()
            self._forget()
            self._apply()
        return self.save()

    def close(self) -> None:
        """Let go of the file and of every vector in memory; a copy that lags behind is renewed."""
        try:
            if self.compressed and (self._changes >= _LAG or self._segments.missing(self._count)):
                self.save()
        finally:
            super().close()

    def _images(self) -> "Iterator[tuple[str, Iterator[bytes | memoryview]]]":
        yield from super()._images()
        yield from self._segments.images()

    def _apply(self) -> None:
        taken_up = self._seq == 0 and self._take_up()
        super()._apply()
        if taken_up and not self._agrees():
            # The rows are other ones than those that were copied: a database was exchanged.
            self._forget()
            super()._apply()
        if self._gone:
            self._segments.drop(self._gone)
            self._gone.clear()

    def _take_up(self) -> bool:
        """Begin with the rows of the copy, if there is one and all of it can be read."""
        listed = self._segments.listed()
        if listed is None:
            return False
        fits = listed.dim == self.dim and listed.seq <= self._rows.newest()
        try:
            if fits and self._segments.whole(listed):
                self._grow(max(LEAST_CAPACITY, 1 << (listed.rows - 1).bit_length()))
                self._codes = self._fresh_codes(listed.rows)
                for segment in self._segments.read(listed):
                    self._take(segment, self._codes)
                self._seq = listed.seq
                return True
        except DamagedBlob:
            self._forget()
        self._segments.clear()
        return False

    def _take(self, segment: Segment, codes: Codes) -> None:
        start, stop = len(self._ids), len(self._ids) + len(segment.ids)
        if not codes.append_blocks(segment.codes, len(segment.ids)):
            raise DamagedBlob(blob=f"rows from {start}")
        self._matrix[start:stop] = segment.vectors
        self._ids += segment.ids
        self._slot_of.update(zip(segment.ids, range(start, stop), strict=True))
        self._table.used = stop
        self._table.put_parts(start, segment.attributes)

    def _agrees(self) -> bool:
        """Return whether the store holds as many rows as this engine, where both are at one number."""
        with self._rows.picture() as picture:
            return picture.seq != self._seq or picture.count == len(self._ids)

    @property
    def _count(self) -> int:
        """How many segments a whole copy has."""
        return -(-len(self._ids) // self._segments.rows)

    def _segment(self, place: int) -> Segment:
        start = place * self._segments.rows
        stop = min(start + self._segments.rows, len(self._ids))
        return Segment(
            ids=self._ids[start:stop],
            vectors=self._matrix[start:stop],
            codes=cast("Codes", self._codes).block_bytes(start, stop),
            attributes=self._table.parts(start, stop),
        )

    def _forget(self) -> None:
        super()._forget()
        # Segments that hold something else by now; those whose copy must not stay; all changes.
        self._changed: set[int] = set()
        self._gone: set[int] = set()
        self._changes = 0

    def _place(self, row: Row) -> None:
        replaced = row.id in self._slot_of
        super()._place(row)
        self._note(self._slot_of[row.id], gone=replaced)

    def _remove(self, identity: str) -> None:
        slot = self._slot_of.get(identity)
        if slot is not None:
            self._note(slot, gone=True)
            # The last row moves into the gap.
            self._note(len(self._ids) - 1, gone=False)
        super()._remove(identity)

    def _encode(self) -> None:
        before = self._codes
        super()._encode()
        if before is not None and self._codes is not before:
            # The codes of all rows are others now than those in the segments.
            self._changed |= set(range(self._count))

    def _note(self, slot: int, *, gone: bool) -> None:
        """Remember that a row came to this slot, or that the one that was there went."""
        place = slot // self._segments.rows
        self._changes += 1
        self._changed.add(place)
        if gone:
            self._gone.add(place)
