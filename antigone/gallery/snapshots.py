"""One file with all rows of a gallery, as they stood at one number.

The file ends with the SHA-256 of everything before it, which is checked before the first row is
believed: against damage, not against an enemy, who can compute a new one. Vectors stand in it
unencrypted; it belongs in a vault.

    antigone-gallery-snapshot 1
    {"dim": 128, "rows": 2, "seq": 7}
    {"attributes": {…}, "id": "T1"}
    512 bytes: float32, little-endian, length 1
    …
    32 bytes: SHA-256
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from antigone.errors import Refusal
from antigone.gallery.attributes import fit_attributes, write_attributes
from antigone.gallery.entries import Entry, fit_ids
from antigone.gallery.rows import Picture
from antigone.wording import N_

_MAGIC = b"antigone-gallery-snapshot 1\n"
_DIGEST = hashlib.sha256().digest_size
_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 16


class SnapshotExists(Refusal):
    """A snapshot is never written over another."""

    code = "snapshot-exists"
    sentence = N_("{path} is there already. Nothing was written.")
    remedy = N_("Choose another name.")


class UnreadableSnapshot(Refusal):
    """The file cannot be opened, read or written."""

    code = "unreadable-snapshot"
    sentence = N_("{path} cannot be used: {reason}. Nothing was changed.")
    remedy = N_("Check the path, its permissions and the space on the disk.")


class DamagedSnapshot(Refusal):
    """The file is not what was written."""

    code = "damaged-snapshot"
    sentence = N_("{path} is damaged or not a snapshot of a gallery. Nothing was restored.")
    remedy = N_("Take another copy, or rebuild the gallery from the case records.")


class OtherSnapshot(Refusal):
    """The snapshot belongs to a gallery of another engine."""

    code = "other-snapshot"
    sentence = N_("{path} holds vectors of {found} values, not {wanted}. Nothing was restored.")
    remedy = N_("Restore it into a gallery of the engine it was made with.")


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What was written: the file, its rows, the number they stood at, and the SHA-256 in hex."""

    path: Path
    rows: int
    seq: int
    sha256: str


def write_snapshot(picture: Picture, path: Path, *, dim: int) -> Snapshot:
    """Write all rows to a new file that only its owner may read; durable on return.

    Raises `SnapshotExists` and `UnreadableSnapshot`; then there is no file.
    """
    if path.exists():
        raise SnapshotExists(path=path)
    part = path.with_name(f".{path.name}.part")
    digest = hashlib.sha256()
    header = {"dim": dim, "rows": picture.count, "seq": picture.seq}
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for piece in _written(header, picture):
                digest.update(piece)
                file.write(piece)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise UnreadableSnapshot(path=path, reason=error.strerror or error) from error
    finally:
        part.unlink(missing_ok=True)
    return Snapshot(path=path, rows=picture.count, seq=picture.seq, sha256=digest.hexdigest())


class SnapshotReader:
    """An opened snapshot whose bytes have been checked. Use it as a context."""

    def __init__(self, path: Path, *, dim: int) -> None:
        """Raises `UnreadableSnapshot`, `DamagedSnapshot` and `OtherSnapshot`."""
        self._path = path
        self._dim = dim
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise UnreadableSnapshot(path=path, reason=error.strerror or error) from error
        try:
            self._check_bytes()
            self._rows = self._header()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "SnapshotReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def entries(self) -> Iterator[Entry]:
        """Yield the rows. Raises `DamagedSnapshot` where one is not what a gallery holds."""
        for _ in range(self._rows):
            try:
                line = json.loads(self._file.readline(_LONGEST_LINE))
                (identity,) = fit_ids([line["id"]])
                attributes = fit_attributes(identity, line["attributes"])
                vector = np.frombuffer(self._file.read(4 * self._dim), dtype="<f4")
                length = float(np.square(vector, dtype=np.float64).sum())
                sound = len(vector) == self._dim and abs(length - 1) < 1e-3
            except (ValueError, KeyError, TypeError, Refusal):
                sound = False
            if not sound:
                raise DamagedSnapshot(path=self._path)
            yield Entry(id=identity, vector=vector, attributes=attributes)

    def _check_bytes(self) -> None:
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        digest = hashlib.sha256()
        left = max(0, size - _DIGEST)
        while left and (piece := self._file.read(min(_CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
        if self._file.read(_DIGEST + 1) != digest.digest():
            raise DamagedSnapshot(path=self._path)
        self._file.seek(0)

    def _header(self) -> int:
        try:
            if self._file.readline(_LONGEST_LINE) != _MAGIC:
                raise DamagedSnapshot(path=self._path)
            header = json.loads(self._file.readline(_LONGEST_LINE))
            rows, dim = int(header["rows"]), int(header["dim"])
        except (ValueError, KeyError, TypeError):
            raise DamagedSnapshot(path=self._path) from None
        if dim != self._dim:
            raise OtherSnapshot(path=self._path, found=dim, wanted=self._dim)
        return rows


def _written(header: dict[str, int], picture: Picture) -> Iterator[bytes]:
    yield _MAGIC
    yield json.dumps(header, sort_keys=True).encode() + b"\n"
    for row in picture.rows:
        attributes = write_attributes(row.attributes)
        yield f'{{"attributes":{attributes},"id":{json.dumps(row.id)}}}\n'.encode()
        yield np.ascontiguousarray(row.vector, dtype="<f4").tobytes()


def _settle(folder: Path) -> None:
    # The new name must survive a loss of power too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
