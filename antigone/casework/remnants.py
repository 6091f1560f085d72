"""What an erasure leaves to be removed and looked for, without keeping what was erased.

Of the wrapped keys, the vectors and their sealed form only prints are kept, from which nothing can be
rebuilt; of the ciphertext, which nothing opens any more, short pieces in hexadecimal.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from antigone.gallery.traces import Traces
from antigone.vault import BlobRef, Vault, search_bytes

_PIECE = 16
_WINDOW = 1 << 22
# How far the clock of a file system may run behind that of the record.
_CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Remnants:
    """The blobs whose files must go, and the prints and pieces by which a rest would be known."""

    blobs: tuple[str, ...] = ()
    ciphertext: tuple[bytes, ...] = field(default=(), repr=False)
    prints: tuple[Traces, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        refs: Sequence[BlobRef],
        *,
        sealed: Sequence[bytes],
        vectors: Sequence[Traces],
        vault: Vault,
    ) -> "Remnants":
        """Take the prints of blobs, of sealed values, and of vectors (as their erasure gave them)."""
        ciphertext: list[bytes] = []
        secret: list[bytes] = list(sealed)
        for ref in refs:
            of_the_file = vault.traces(replace(ref, wrapped_key=b""))
            ciphertext += of_the_file
            secret += set(vault.traces(ref)) - set(of_the_file)
        return cls(
            blobs=tuple(ref.blob_id for ref in refs),
            ciphertext=tuple(ciphertext),
            prints=(_prints(secret, salt_of(vault)), *vectors),
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "blobs": list(self.blobs),
            "ciphertext": [piece.hex() for piece in self.ciphertext],
            "prints": [
                {
                    "salts": [[f"{number:016x}" for number in salt] for salt in one.salts],
                    "prints": [f"{number:016x}" for number in one.prints],
                }
                for one in self.prints
            ],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Remnants":
        """Return what `as_json` wrote."""
        return cls(
            blobs=tuple(kept["blobs"]),
            ciphertext=tuple(bytes.fromhex(piece) for piece in kept["ciphertext"]),
            prints=tuple(
                Traces(
                    tuple(tuple(int(part, 16) for part in salt) for salt in one["salts"]),
                    tuple(int(part, 16) for part in one["prints"]),
                )
                for one in kept["prints"]
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Look:
    """One place that was searched, and how far."""

    place: str
    files: int
    size: int
    unread: int

    def as_json(self) -> dict[str, Any]:
        """Return what a receipt states; no path of the machine is in it."""
        return {
            "place": self.place,
            "files": self.files,
            "bytes": self.size,
            "unread": self.unread,
        }


def salt_of(vault: Vault) -> Callable[[int], int]:
    """Return the salts of this home's prints: alike, so that one pass looks for many withdrawals."""

    def salt(number: int) -> int:
        return int.from_bytes(vault.commitments.commit(str(number), purpose="print.salt")[:8])

    return salt


def look_everywhere(
    many: Sequence[Remnants], *, since: datetime
) -> tuple[tuple[Look, ...], tuple[tuple[Path, ...], ...]]:
    """Search the home, the database's files where they lie elsewhere, and the temporary folder.

    Every place is read once for all of them. Returns the places, and for each of `many` the files in
    which something of it is left.

    The temporary folder belongs to everybody: of it only files that changed since the data came in
    are read (with some minutes added, for clocks that differ); an older one cannot hold them. Of PostgreSQL
    nothing is read: its files belong to a server, and are never said to be searched.
    """
    left: list[set[Path]] = [set() for _ in many]
    looks = tuple(_look(*place, many, left) for place in _places(since))
    return looks, tuple(tuple(sorted(files)) for files in left)


def _places(since: datetime) -> Iterator[tuple[str, Path, Callable[[Path], bool]]]:
    """Yield the name of a place, its folder, and which files count there."""
    home: Path = settings.ANTIGONE.home
    yield "home", home, lambda path: True
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        if not database.resolve().is_relative_to(home.resolve()):
            yield "database", database.parent, lambda path: path.name.startswith(database.name)
    earliest = (since - _CLOCK_SLACK).timestamp()
    if earliest > time.time():
        # A record from the future says nothing about when files were written.
        earliest = 0.0
    yield "temporary-folder", Path(tempfile.gettempdir()), partial(_changed_since, earliest)


def _changed_since(earliest: float, path: Path) -> bool:
    about = path.lstat()
    # The second time is set by the system alone, whatever a copy does to the first.
    return max(about.st_mtime, about.st_ctime) >= earliest


def _look(
    place: str,
    folder: Path,
    wanted: Callable[[Path], bool],
    many: Sequence[Remnants],
    left: Sequence[set[Path]],
) -> Look:
    """Search one place, and add to `left` what was found of each."""
    files = size = 0
    unread: set[Path] = set()
    ciphertext = [(piece, number) for number, one in enumerate(many) for piece in one.ciphertext]
    if ciphertext:
        searched = search_bytes(folder, [piece for piece, _ in ciphertext], only=wanted)
        unread.update(searched.unread)
        for occurrence in searched.found:
            left[ciphertext[occurrence.needle][1]].add(occurrence.file)
    prints = Traces.joined(traces for one in many for traces in one.prints)
    for path in _files(folder, wanted):
        try:
            size += path.stat().st_size
            if any(one.within(_pieces(path)) for one in prints):
                # Rare enough to be read again: whose it is, only the prints of each can tell.
                for number, one in enumerate(many):
                    if any(traces.within(_pieces(path)) for traces in one.prints):
                        left[number].add(path)
            files += 1
        except FileNotFoundError:
            continue
        except OSError:
            unread.add(path)
    return Look(place=place, files=files, size=size, unread=len(unread))


def _files(folder: Path, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield the ordinary files below a folder; links and pipes are not followed."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            try:
                counts = not path.is_symlink() and path.is_file() and wanted(path)
            except OSError:  # gone meanwhile
                continue
            if counts:
                yield path


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_WINDOW):
            yield piece


def _prints(values: Sequence[bytes], salt: Callable[[int], int]) -> Traces:
    """Take the prints of every piece of 16 bytes."""
    pieces = [
        np.frombuffer(value[start : start + _PIECE], dtype="<f4")
        for value in values
        for start in range(0, len(value) - _PIECE + 1, _PIECE)
    ]
    return Traces.of(pieces, dim=_PIECE // 4, salt=salt)
