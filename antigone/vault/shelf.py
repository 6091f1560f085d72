"""Shelves: where ciphertext lies. One small promise, so that an object store can stand in.

A shelf never sees a key or a plaintext, and knows nothing of the rows that refer to it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from antigone.vault.durable import PRIVATE_FILE, make_private_folder, sync_folder
from antigone.vault.refusals import MissingBlob

_BLOB_ID = re.compile(r"[0-9a-f]{32}\Z")


class Stored(NamedTuple):
    """One complete blob on a shelf; `size` in bytes of ciphertext, `written` in UTC."""

    blob_id: str
    size: int
    written: datetime


class Slot(Protocol):
    """One blob that is being written. Nothing is on the shelf before `commit` returns."""

    def write(self, sealed: bytes) -> None:
        """Add ciphertext."""

    def commit(self) -> None:
        """Make the blob complete and durable."""

    def abandon(self) -> None:
        """Leave no trace. Does nothing after `commit`."""


class Shelf(Protocol):
    """The promise. Ids are 32 hexadecimal digits."""

    def begin(self, blob_id: str) -> Slot:
        """Open a place for a new blob."""

    def open(self, blob_id: str) -> BinaryIO:
        """Return a seekable reader of the ciphertext. Raises `MissingBlob`."""

    def remove(self, blob_id: str) -> int:
        """Remove durably and return the bytes removed, 0 if there was nothing."""

    def stored(self) -> Iterator[Stored]:
        """Yield every complete blob."""

    def sweep(self) -> tuple[str, ...]:
        """Remove what interrupted writers left; never what one is writing. Return the ids."""


class FolderShelf:
    """A shelf in a local folder (POSIX): folders 0700, files 0600.

    Writers work in `unfinished/`, hold a lock on their file while they live, and move it to
    `blobs/` when it is complete and on disk.
    """

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._unfinished = folder / "unfinished"
        make_private_folder(self._blobs)
        make_private_folder(self._unfinished)

    def begin(self, blob_id: str) -> Slot:
        """Open a place for a new blob."""
        return _FolderSlot(self._unfinished / _checked(blob_id), self._path(blob_id))

    def open(self, blob_id: str) -> BinaryIO:
        """Return a seekable reader of the ciphertext. Raises `MissingBlob`."""
        try:
            opened = os.open(self._path(blob_id), os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise MissingBlob(blob=blob_id) from None
        return os.fdopen(opened, "rb")

    def remove(self, blob_id: str) -> int:
        """Remove durably and return the bytes removed, 0 if there was nothing.

        Nothing is overwritten: on today's disks that reaches other cells, and the blob is already
        unreadable without its data key.
        """
        path = self._path(blob_id)
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return 0
        sync_folder(path.parent)
        return size

    def stored(self) -> Iterator[Stored]:
        """Yield every complete blob, in the order of its id."""
        for path in sorted(self._blobs.glob("??/*")):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            yield Stored(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))

    def sweep(self) -> tuple[str, ...]:
        """Remove what interrupted writers left; never what one is writing. Return the ids."""
        removed = []
        for path in sorted(self._unfinished.iterdir()):
            try:
                opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            except FileNotFoundError:
                continue
            try:
                flock(opened, LOCK_EX | LOCK_NB)
                path.unlink()
                removed.append(path.name)
            except (BlockingIOError, FileNotFoundError):
                continue
            finally:
                os.close(opened)
        sync_folder(self._unfinished)
        return tuple(removed)

    def _path(self, blob_id: str) -> Path:
        return self._blobs / _checked(blob_id)[:2] / blob_id


class _FolderSlot:
    def __init__(self, unfinished: Path, final: Path) -> None:
        self._unfinished = unfinished
        self._final = final
        self._file = _create_locked(unfinished)

    def write(self, sealed: bytes) -> None:
        self._file.write(sealed)

    def commit(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        make_private_folder(self._final.parent)
        self._unfinished.rename(self._final)
        sync_folder(self._final.parent)
        sync_folder(self._unfinished.parent)
        self._file.close()

    def abandon(self) -> None:
        if not self._file.closed:
            self._unfinished.unlink(missing_ok=True)
            # Closing writes what is buffered; on a full disk that fails again, and does not matter.
            with suppress(OSError):
                self._file.close()


def _create_locked(path: Path) -> BinaryIO:
    while True:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        flock(opened, LOCK_EX)
        if os.fstat(opened).st_nlink:
            return os.fdopen(opened, "wb")
        # A sweep took the file between its creation and the lock; nothing was in it.
        os.close(opened)


def _checked(blob_id: str) -> str:
    # The id becomes a path: whatever is not an id must not reach the disk.
    if not _BLOB_ID.match(blob_id):
        raise MissingBlob(blob=blob_id)
    return blob_id
