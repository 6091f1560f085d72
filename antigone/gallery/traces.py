"""Finding what should be gone: looking for erased vectors without having kept them.

A receipt that held the erased vector would itself be the leak. It holds a 64-bit print of every 32
bytes instead: too little to rebuild them (eight float32 values of a face template carry about 180
bits), enough to recognise them wherever they still lie. Any piece of 63 bytes or more is found.
Whoever has the very same vector can confirm it against the prints; nobody can read it from them.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORDS = 8
_BUCKET_BITS = 20


@dataclass(frozen=True)
class Traces:
    """The prints of some vectors, under salts of their own.

    A print joins two multilinear hashes, h(w) = (a0 + Σ a_i·w_i mod 2^64) >> 32 over 32-bit words
    (Lemire and Kaser, Strongly universal string hashing is fast, The Computer Journal 2014).
    """

    salts: tuple[tuple[int, ...], tuple[int, ...]]
    prints: tuple[int, ...]

    @classmethod
    def of(
        cls,
        vectors: "Iterable[NDArray[np.float32]]",
        *,
        dim: int,
        salt: Callable[[int], int] = lambda number: secrets.randbits(64),
    ) -> "Traces":
        """Take the prints of vectors of `dim` values.

        `salt` returns the 64 bits of each number from 0; left out, they are fresh. Prints under the
        same salts can be joined.
        """
        words = min(_WORDS, dim)
        first = tuple(salt(number) for number in range(words + 1))
        second = tuple(salt(number) for number in range(words + 1, 2 * words + 2))
        prints: set[int] = set()
        for vector in vectors:
            values = np.ascontiguousarray(vector, dtype="<f4").view("<u4")
            for start in range(0, len(values) - words + 1, words):
                stretch = values[start : start + words]
                # A stretch of zeros lies everywhere and tells nothing.
                if stretch.any():
                    high, low = int(_hash(stretch, first)[0]), int(_hash(stretch, second)[0])
                    prints.add(high << 32 | low)
        return cls((first, second), tuple(sorted(prints)))

    @classmethod
    def joined(cls, many: "Iterable[Traces]") -> "tuple[Traces, ...]":
        """Return traces that find the same: one for all that have their salts in common."""
        prints: dict[tuple[tuple[int, ...], tuple[int, ...]], set[int]] = {}
        for one in many:
            prints.setdefault(one.salts, set()).update(one.prints)
        return tuple(cls(salts, tuple(sorted(of))) for salts, of in prints.items())

    def within(self, pieces: "Iterable[bytes | memoryview]") -> list[int]:
        """Return the byte at which each stretch of a vector begins, in rising order.

        `pieces` are read as one long text; a stretch may lie across their borders.
        """
        if not self.prints:
            return []
        found: list[int] = []
        rest = b""
        start = 0
        for piece in pieces:
            text = rest + bytes(piece)
            found.extend(sorted(start + at for at in self._places(text)))
            # One byte less than a stretch: every place is looked at, and none twice.
            rest = text[max(0, len(text) - self.stretch + 1) :]
            start += len(text) - len(rest)
        return found

    @property
    def stretch(self) -> int:
        """Bytes under one print."""
        return 4 * (len(self.salts[0]) - 1)

    @cached_property
    def _by_high(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for both in self.prints:
            found.setdefault(both >> 32, set()).add(both & 0xFFFFFFFF)
        return found

    @cached_property
    def _buckets(self) -> "NDArray[np.bool_]":
        buckets = np.zeros(1 << _BUCKET_BITS, dtype=np.bool_)
        highs = np.fromiter(self._by_high, dtype=np.uint32)
        buckets[highs >> np.uint32(32 - _BUCKET_BITS)] = True
        return buckets

    def _places(self, text: bytes) -> Iterator[int]:
        first, second = self.salts
        width = len(first) - 1
        # SQLite lays blobs at any byte, so all four alignments are read.
        for shift in range(4):
            count = max(0, len(text) - shift) // 4
            if count < width:
                continue
            words = np.frombuffer(text, dtype="<u4", offset=shift, count=count)
            highs = _hash(words, first)
            for at in np.flatnonzero(self._buckets[highs >> np.uint32(32 - _BUCKET_BITS)]).tolist():
                lows = self._by_high.get(int(highs[at]))
                if lows and int(_hash(words[at : at + width], second)[0]) in lows:
                    yield shift + 4 * at


def _hash(words: "NDArray[np.uint32]", salt: tuple[int, ...]) -> "NDArray[np.uint32]":
    """Return the hash of every run of `len(salt) - 1` words."""
    width = len(salt) - 1
    count = len(words) - width + 1
    total = np.full(count, salt[0], dtype=np.uint64)
    for place, factor in enumerate(salt[1:]):
        total += words[place : place + count].astype(np.uint64) * np.uint64(factor)
    return (total >> np.uint64(32)).astype(np.uint32)
