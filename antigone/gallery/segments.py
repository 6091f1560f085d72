"""Sealed copies of an index in files, from which it starts without opening every row.

Each file holds 65 536 rows, as vectors, codes and columns, and is sealed under a data key of its own.
The keys stand in one list, sealed by the vault, with the number at which the copy was taken. Erasing a
row strikes the key of its segment off the list and removes the file; it is written anew later.

A copy is never the truth. Whatever does not open, does not fit or has a gap is thrown away, and the
index is read from the rows.
"""

import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from antigone.gallery.attributes import PURPOSES
from antigone.gallery.columns import Part
from antigone.vault import DamagedBlob, UnreadableField, Vault
from antigone.vault.durable import (
    PRIVATE_FILE,
    make_private_folder,
    one_at_a_time,
    replace_file,
    sync_folder,
)
from antigone.vault.keys import KEY_BYTES
from antigone.vault.sealing import LARGEST_CHUNK, SealedReader, Sealer

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEGMENT_ROWS = 1 << 16
_FORMAT = 1
_LIST = "segments"
_ENDING = ".segment"
# Texts that hold neither, see `attributes.is_text`.
_BETWEEN = "\0"


@dataclass(frozen=True, kw_only=True, eq=False)
class Segment:
    """Rows that follow each other in an index, as they are kept: vectors float32, shape (n, dim)."""

    ids: Sequence[str]
    vectors: "NDArray[np.float32]"
    codes: bytes
    attributes: Mapping[str, Part]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """One file of the list: rows in it, the number they stood at, size unsealed, and its key."""

    file: str
    rows: int
    seq: int
    size: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The list of a copy: which segments it has, by their place, and the number it stands at.

    `count` is how many it would have if none had been taken out since. `mark` is drawn anew whenever
    somebody writes it, so that others notice.
    """

    mark: str
    dim: int
    seq: int
    count: int
    segments: Mapping[int, Sealed]

    @property
    def rows(self) -> int:
        """How many rows the copy holds."""
        return sum(one.rows for one in self.segments.values())


class Segments:
    """The copies of one index in a folder of their own. Threads and processes share it."""

    def __init__(self, folder: Path, vault: Vault, *, code: str, rows: int = SEGMENT_ROWS) -> None:
        """Use `folder`, made when something is written; `code` names the gallery.

        `rows` is how many a segment holds, a multiple of 32.
        """
        self.rows = rows
        self._folder = folder
        self._vault = vault
        self._context = f"gallery:{code}:segments"
        self._mark = ""

    def listed(self) -> Listed | None:
        """Return the list as it stands in the folder; None if there is none that can be read."""
        try:
            written = json.loads(
                self._vault.fields.open((self._folder / _LIST).read_bytes(), context=self._context)
            )
        except (OSError, UnreadableField):
            return None
        if written["format"] != _FORMAT:
            return None
        segments = {int(place): Sealed(**one) for place, one in written["segments"].items()}
        del written["format"]
        return Listed(**{**written, "segments": segments})

    def whole(self, listed: Listed) -> bool:
        """Return whether no segment of a list is missing, and all but the last are full."""
        return set(listed.segments) == set(range(listed.count)) and all(
            one.rows == self.rows
            for place, one in listed.segments.items()
            if place < listed.count - 1
        )

    def read(self, listed: Listed) -> Iterator[Segment]:
        """Yield the segments of a list in their order. Raises `DamagedBlob`."""
        self._mark = listed.mark
        for place in sorted(listed.segments):
            one = listed.segments[place]
            yield _parsed(self._opened(one), dim=listed.dim, file=one.file)

    def write(
        self,
        fresh: Mapping[int, Segment],
        *,
        count: int,
        seq: int,
        dim: int,
        unless: Callable[[], bool],
    ) -> bool:
        """Write the segments in `fresh`, and keep the others of the first `count`; durable on return.

        Nothing is written, and False returned, if `unless` says so once nobody else can write. What
        another process wrote meanwhile is not kept; the copy then has gaps.
        """
        make_private_folder(self._folder.parent)
        make_private_folder(self._folder)
        with one_at_a_time(self._folder):
            if unless():
                return False
            standing = self.listed()
            kept: dict[int, Sealed] = {}
            if standing is not None and standing.mark == self._mark:
                kept = {place: one for place, one in standing.segments.items() if place < count}
            kept |= {place: self._seal(one, seq) for place, one in fresh.items()}
            self._list(Listed(mark="", dim=dim, seq=seq, count=count, segments=kept))
        return True

    def drop(self, places: Collection[int]) -> None:
        """Destroy the keys of these segments and remove their files; all, if others wrote the list."""
        if not self._folder.exists():
            return
        with one_at_a_time(self._folder):
            standing = self.listed()
            if standing is None or standing.mark != self._mark:
                self._clear()
            elif any(place in standing.segments for place in places):
                left = {at: one for at, one in standing.segments.items() if at not in places}
                self._list(replace(standing, segments=left))

    def clear(self) -> None:
        """Destroy every key and remove every file."""
        if self._folder.exists():
            with one_at_a_time(self._folder):
                self._clear()

    def missing(self, count: int) -> set[int]:
        """Return which of the first `count` segments would have to be written for a whole copy."""
        standing = self.listed()
        if standing is None or standing.mark != self._mark:
            return set(range(count))
        return set(range(count)) - set(standing.segments)

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield every segment, opened, so that one can look for bytes."""
        listed = self.listed()
        for one in listed.segments.values() if listed else ():
            # Removed or damaged meanwhile: then nobody can read it.
            with suppress(OSError, DamagedBlob):
                yield f"{one.file}, opened", iter((self._opened(one),))

    @property
    def size(self) -> int:
        """How many bytes the files take."""
        if not self._folder.exists():
            return 0
        return sum(path.stat().st_size for path in self._folder.iterdir())

    def _seal(self, segment: Segment, seq: int) -> Sealed:
        file, key = f"{secrets.token_hex(16)}{_ENDING}", os.urandom(KEY_BYTES)
        sealer = Sealer(key=key, blob_id=file, chunk_bytes=LARGEST_CHUNK)
        opened = os.open(self._folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        size = 0
        with os.fdopen(opened, "wb") as stored:
            stored.write(sealer.header)
            for piece in _pieces(segment):
                size += len(piece)
                for sealed in sealer.feed(piece):
                    stored.write(sealed)
            stored.write(sealer.finish())
            stored.flush()
            os.fsync(stored.fileno())
        return Sealed(file=file, rows=len(segment.ids), seq=seq, size=size, key=key.hex())

    def _opened(self, one: Sealed) -> bytes:
        try:
            stored = (self._folder / one.file).open("rb")
        except OSError:
            raise DamagedBlob(blob=one.file) from None
        key = bytes.fromhex(one.key)
        with SealedReader(stored, key=key, blob_id=one.file, size=one.size) as reader:
            return reader.readall()

    def _list(self, listed: Listed) -> None:
        listed = replace(listed, mark=secrets.token_hex(16))
        segments = {place: asdict(one) for place, one in listed.segments.items()}
        written = {"format": _FORMAT, **vars(listed), "segments": segments}
        sealed = self._vault.fields.seal(json.dumps(written).encode(), context=self._context)
        replace_file(self._folder / _LIST, sealed)
        self._mark = listed.mark
        self._sweep({one.file for one in listed.segments.values()})

    def _clear(self) -> None:
        (self._folder / _LIST).unlink(missing_ok=True)
        self._sweep(set())
        self._mark = ""

    def _sweep(self, kept: set[str]) -> None:
        """Remove the segments that no list names any more."""
        for path in self._folder.glob(f"*{_ENDING}"):
            if path.name not in kept:
                path.unlink()
        sync_folder(self._folder)


def _pieces(segment: Segment) -> Iterator[bytes]:
    """Yield a segment as bytes: one line that tells the parts, then the parts."""
    ids = _BETWEEN.join(segment.ids).encode()
    head: dict[str, Any] = {
        "rows": len(segment.ids),
        "ids": len(ids),
        "codes": len(segment.codes),
        "attributes": {name: part.values for name, part in segment.attributes.items()},
    }
    yield json.dumps(head).encode() + b"\n"
    yield ids
    yield np.ascontiguousarray(segment.vectors, dtype="<f4").tobytes()
    yield segment.codes
    for part in segment.attributes.values():
        yield part.numbers.astype("<i4").tobytes()


def _parsed(content: bytes, *, dim: int, file: str) -> Segment:
    end = content.index(b"\n")
    head = json.loads(content[:end])
    rows = head["rows"]
    sizes = [head["ids"], 4 * dim * rows, head["codes"], *[4 * rows] * len(head["attributes"])]
    ends = np.cumsum([end + 1, *sizes]).tolist()
    if ends[-1] != len(content):
        raise DamagedBlob(blob=file)
    ids, vectors, codes, *numbers = (
        memoryview(content)[start:stop] for start, stop in pairwise(ends)
    )
    values = {name: tuple(of) for name, of in head["attributes"].items()}
    if PURPOSES in values:
        # The only list that a row holds.
        values[PURPOSES] = tuple(one and tuple(one) for one in values[PURPOSES])
    return Segment(
        ids=bytes(ids).decode().split(_BETWEEN),
        vectors=np.frombuffer(vectors, dtype="<f4").reshape(rows, dim),
        codes=bytes(codes),
        attributes={
            name: Part(of, np.frombuffer(one, dtype="<i4"))
            for (name, of), one in zip(values.items(), numbers, strict=True)
        },
    )
