"""The file of a backup: an archive that is sealed as a whole while it is being written.

    antigone-backup 1
    …                     a ZIP archive, in chunks of AES-256-GCM (`vault.sealing`)
    {"made": …}           what opens it: the vault's key record as it lies in the home, and the
                          archive's own key, sealed by the vault key
    32 bytes, 8 bytes     SHA-256 and length of what opens it
    antigone-backup-end

What opens it comes last: a file without its end was cut off, and says so. The names of the missing
stand plain in a home's database; in this file nothing is plain but when it was made.
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import struct
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO

from antigone.errors import Refusal
from antigone.upkeep.refusals import (
    BackupExists,
    BackupNotWritten,
    BackupRunning,
    DamagedBackup,
    KeyRecordChanged,
    NewerBackup,
    NoBackup,
    NoRoom,
)
from antigone.vault import DamagedBlob, Lock, LockKind, NoVault, UnreadableField, Vault
from antigone.vault.durable import sync_folder
from antigone.vault.keys import KEY_BYTES
from antigone.vault.sealing import SealedReader, Sealer
from antigone.vault.strongbox import RECORD_NAME

FORMAT = 1
_MAGIC = b"antigone-backup 1\n"
_END = b"\nantigone-backup-end\n"
_TAIL = struct.Struct(f">32sQ{len(_END)}s")
_LARGEST_DESCRIPTION = 1 << 20
_PIECE = 1 << 20


def refuse_without_room(folder: Path, needed: int) -> None:
    """Raise `NoRoom` unless the disk of a folder has so many bytes left."""
    if (free := shutil.disk_usage(folder).free) < needed:
        raise NoRoom(path=folder, free=free >> 20, needed=(needed >> 20) + 1)


@dataclass(frozen=True)
class Sealed:
    """A backup that was looked at from outside: when it was made, and by which kind of lock it opens.

    Nothing of it is trusted before it is opened.
    """

    path: Path
    id: str
    made: datetime
    version: str
    lock_kind: LockKind
    key_record: bytes
    _key: bytes
    _size: int
    _end: int

    @classmethod
    def look_at(cls, path: Path) -> "Sealed":
        """Read what opens a backup. Raises `NoBackup`, `NewerBackup` and `DamagedBackup`."""
        try:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise NoBackup(path=path)
                return cls._read(path, file)
        except OSError:
            raise NoBackup(path=path) from None

    @classmethod
    def _read(cls, path: Path, file: BinaryIO) -> "Sealed":
        damaged = DamagedBackup(path=path)
        size = file.seek(0, os.SEEK_END)
        if size < len(_MAGIC) + _TAIL.size:
            raise damaged
        file.seek(size - _TAIL.size)
        digest, length, end = _TAIL.unpack(file.read(_TAIL.size))
        start = size - _TAIL.size - length
        if end != _END or length > _LARGEST_DESCRIPTION or start < len(_MAGIC):
            raise damaged
        file.seek(start)
        text = file.read(length)
        if hashlib.sha256(text).digest() != digest:
            raise damaged
        try:
            said = json.loads(text)
            if (found := int(said["format"])) > FORMAT:
                raise NewerBackup(path=path, found=found, known=FORMAT)
            record = str(said["vault"]).encode()
            return cls(
                path=path,
                id=str(said["id"]),
                made=datetime.fromisoformat(said["made"]),
                version=str(said["version"]),
                lock_kind=json.loads(record)["lock"]["kind"],
                key_record=record,
                _key=b64decode(said["key"]),
                _size=int(said["size"]),
                _end=start,
            )
        except (ValueError, KeyError, TypeError):
            raise damaged from None

    @contextmanager
    def opened(self, lock: Lock) -> Iterator[zipfile.ZipFile]:
        """Open the archive with the secret of the vault that it was made from.

        What does not authenticate is never returned. Raises `DamagedBackup`, also at any later read
        in the block, and what `Vault.open` raises, about this file.
        """
        key = self._unlock(lock)
        with self.path.open("rb") as file, self._naming_damage():
            part = io.BufferedReader(_Part(file, len(_MAGIC), self._end))
            # The reader checks the last chunk at once: a shortened file is refused here.
            sealed = SealedReader(part, key=key, blob_id=self.id, size=self._size)
            with zipfile.ZipFile(io.BufferedReader(sealed, _PIECE)) as archive:
                yield archive

    def check(self, archive: zipfile.ZipFile, progress: Callable[[int, int], None]) -> int:
        """Read every byte of an opened backup; return what its parts take, in bytes.

        Raises `DamagedBackup`.
        """
        parts = archive.infolist()
        total, done = sum(one.file_size for one in parts), 0
        with self._naming_damage():
            for one in parts:
                with archive.open(one) as part:
                    while piece := part.read(_PIECE):
                        done += len(piece)
                progress(done, total)
        return total

    @contextmanager
    def _naming_damage(self) -> Iterator[None]:
        """Turn what a damaged archive raises into `DamagedBackup`."""
        try:
            yield
        except (DamagedBlob, zipfile.BadZipFile, zlib.error, EOFError):
            raise DamagedBackup(path=self.path) from None

    def _unlock(self, lock: Lock) -> bytes:
        # The record is read where it lies; nothing is laid into a home before all is checked.
        with TemporaryDirectory(prefix="antigone-") as folder:
            (Path(folder) / RECORD_NAME).write_bytes(self.key_record)
            try:
                vault = Vault.open(Path(folder), lock)
                return vault.fields.open(self._key, context=_context(self.id))
            except (UnreadableField, NoVault):
                raise DamagedBackup(path=self.path) from None
            except Refusal as refusal:
                if Path(str(refusal.parameters.get("path", ""))).is_relative_to(folder):
                    raise type(refusal)(**{**refusal.parameters, "path": self.path}) from None
                raise


@contextmanager
def written(
    path: Path, *, vault: Vault, vault_folder: Path, backup_id: str, made: datetime, version: str
) -> Iterator[zipfile.ZipFile]:
    """Yield an archive that becomes the file `path` when the block ends.

    Until then it has another name beside it; if the block raises, nothing is left. Raises
    `BackupExists`, `BackupRunning`, `BackupNotWritten` and `KeyRecordChanged`.
    """
    if path.exists() or path.is_symlink():
        raise BackupExists(path=path)
    part = path.with_name(f".{path.name}.part")
    record = vault_folder / RECORD_NAME
    try:
        before = record.read_bytes()
        key = os.urandom(KEY_BYTES)
        sealed_key = vault.fields.seal(key, context=_context(backup_id))
        with _begun(part, path) as file:
            file.write(_MAGIC)
            stream = _Sealing(file, Sealer(key=key, blob_id=backup_id))
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                yield archive
            stream.finish()
            description = {
                "format": FORMAT,
                "id": backup_id,
                "made": made.isoformat(),
                "version": version,
                "size": stream.size,
                "key": b64encode(sealed_key).decode(),
                "vault": before.decode(),
            }
            text = json.dumps(description, sort_keys=True).encode()
            file.write(text + _TAIL.pack(hashlib.sha256(text).digest(), len(text), _END))
            file.flush()
            os.fsync(file.fileno())
            if record.read_bytes() != before:
                raise KeyRecordChanged
            _give_its_name(part, path)
    except OSError as error:
        raise BackupNotWritten(path=path, fault=error.strerror or error) from error


@contextmanager
def _begun(part: Path, path: Path) -> Iterator[BinaryIO]:
    """Hold the file under its passing name; what a killed backup left there is taken away."""
    opened = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(opened, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRunning(path=path) from None
        try:
            file.truncate()
            yield file
        finally:
            part.unlink(missing_ok=True)


def _give_its_name(part: Path, path: Path) -> None:
    try:
        # A link, unlike a renaming, never replaces what came there meanwhile.
        path.hardlink_to(part)
    except FileExistsError:
        raise BackupExists(path=path) from None
    except OSError:
        # Sticks and some network disks know no links.
        if path.exists():
            raise BackupExists(path=path) from None
        part.rename(path)
    sync_folder(path.parent)


def _context(backup_id: str) -> str:
    return f"backup:{backup_id}:key"


class _Sealing:
    """What the archive is written to: it can go forward only, and holds one chunk."""

    def __init__(self, file: BinaryIO, sealer: Sealer) -> None:
        self._file = file
        self._sealer = sealer
        self.size = 0
        file.write(sealer.header)

    def write(self, plain: bytes) -> int:
        self.size += len(plain)
        for sealed in self._sealer.feed(plain):
            self._file.write(sealed)
        return len(plain)

    def flush(self) -> None:
        """Nothing is held back but the chunk that may be the last."""

    def close(self) -> None:
        """The file stays open: what opens the archive is still to come."""

    def finish(self) -> None:
        self._file.write(self._sealer.finish())


class _Part(io.RawIOBase):
    """A stretch of a file, as if it were the whole."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file = file
        self._start = start
        self._size = end - start
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = base + offset
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._start + self._at)
        found = self._file.read(min(len(buffer), max(0, self._size - self._at)))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
