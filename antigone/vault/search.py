"""Searching every byte of a folder: the proof behind an erasure receipt.

A receipt may say "found nowhere" only of what was read. Files that could not be read are part of
the answer, never silently left out.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

_WINDOW = 4 * 1024 * 1024
_WORD = 8
# A needle this long holds a whole word at one of the eight alignments, wherever it lies.
_LONG = 2 * _WORD - 1
_FILTER_BITS = 24
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Occurrence(NamedTuple):
    """Where a needle was found: the file, the offset in bytes, and which needle (from 0)."""

    file: Path
    offset: int
    needle: int


@dataclass(frozen=True, kw_only=True)
class ByteSearch:
    """What a search found, and how far it reached. `size` is in bytes."""

    found: tuple[Occurrence, ...]
    unread: tuple[Path, ...]
    files: int
    size: int

    @property
    def found_nowhere(self) -> bool:
        """True if everything was read and nothing was found."""
        return not self.found and not self.unread


def search_bytes(
    folder: Path,
    needles: Sequence[bytes],
    *,
    window_bytes: int = _WINDOW,
    only: Callable[[Path], bool] = lambda path: True,
) -> ByteSearch:
    """Search all files under `folder` for the exact bytes of every needle.

    `only` says which files can hold one; the others are neither read nor counted.
    Files are read in windows of `window_bytes` (at least 1) that overlap, so that nothing hides on
    a boundary. The time hardly depends on the number of needles of 15 bytes and more, so that one
    pass serves a mass erasure. Links are not followed and count as unread. A file that vanishes
    meanwhile is gone, not unread. Raises ValueError without needles, for an empty one, and if
    `folder` is not a folder: "found nowhere" in a place that is not there would be a false receipt.
    """
    if not needles or not all(needles):
        raise ValueError("needles must be given, none of them empty")
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    sought = _Needles(needles)
    found: list[Occurrence] = []
    unread: list[Path] = []
    files = size = 0
    for path in _everything_under(folder, unread):
        try:
            mode = path.lstat().st_mode
            if not only(path):
                continue
            if stat.S_ISREG(mode):
                size += _search_file(path, sought, window_bytes, found)
                files += 1
            elif stat.S_ISLNK(mode):
                unread.append(path)
        except FileNotFoundError:
            continue
        except OSError:
            unread.append(path)
    return ByteSearch(found=tuple(found), unread=tuple(unread), files=files, size=size)


class _Needles:
    """All needles at once.

    Long ones are looked for by the words of eight bytes they contain at any alignment: one pass
    over the aligned words of a window through a filter, then a look at the few that are left.
    """

    def __init__(self, needles: Sequence[bytes]) -> None:
        self.needles = needles
        self.longest = max(map(len, needles))
        self._short = [n for n, needle in enumerate(needles) if len(needle) < _LONG]
        long = [n for n, needle in enumerate(needles) if len(needle) >= _LONG]
        cut = b"".join(needles[n][shift : shift + _WORD] for n in long for shift in range(_WORD))
        words = np.frombuffer(cut, dtype=np.uint64)
        order = np.argsort(words, kind="stable")
        self._words = words[order]
        self._owners = np.repeat(np.array(long, dtype=np.int64), _WORD)[order]
        self._shifts = np.tile(np.arange(_WORD, dtype=np.int64), len(long))[order]
        self._filter = np.zeros(1 << _FILTER_BITS if long else 0, dtype=np.bool_)
        if long:
            self._filter[self._place(self._words)] = True

    def within(self, window: bytes) -> Iterator[tuple[int, int]]:
        """Yield the offset in the window and the number of each needle that lies in it whole."""
        for number in self._short:
            at = window.find(self.needles[number])
            while at >= 0:
                yield at, number
                at = window.find(self.needles[number], at + 1)
        if not len(self._words):
            return
        words = np.frombuffer(window, dtype=np.uint64, count=len(window) // _WORD)
        suspects = np.flatnonzero(self._filter[self._place(words)])
        first = np.searchsorted(self._words, words[suspects], side="left")
        beyond = np.searchsorted(self._words, words[suspects], side="right")
        for hit in np.flatnonzero(beyond > first):
            for entry in range(first[hit], beyond[hit]):
                at = int(suspects[hit]) * _WORD - int(self._shifts[entry])
                number = int(self._owners[entry])
                if at >= 0 and window.startswith(self.needles[number], at):
                    yield at, number

    @staticmethod
    def _place(words: "np.typing.NDArray[np.uint64]") -> "np.typing.NDArray[np.uint64]":
        return (words * _SPREAD) >> np.uint64(64 - _FILTER_BITS)


def _everything_under(folder: Path, unread: list[Path]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            unread.append(Path(error.filename))

    for parent, folders, files in os.walk(folder, onerror=note):
        folders.sort()
        for name in sorted(files):
            yield Path(parent, name)
        for name in folders:
            if Path(parent, name).is_symlink():
                yield Path(parent, name)


def _search_file(path: Path, sought: _Needles, window_bytes: int, found: list[Occurrence]) -> int:
    overlap = sought.longest - 1
    # A set: what lies within the overlap is seen by both windows.
    here: set[Occurrence] = set()
    with path.open("rb", buffering=0) as file:
        kept, start = b"", 0
        while piece := file.read(window_bytes):
            window = kept + piece
            here.update(
                Occurrence(path, start + at, number) for at, number in sought.within(window)
            )
            kept = window[-overlap:] if overlap else b""
            start += len(window) - len(kept)
    found.extend(sorted(here, key=lambda one: (one.offset, one.needle)))
    return start + len(kept)
