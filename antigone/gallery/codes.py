"""Short codes of vectors, scanned as a whole: which rows are worth an exact comparison.

Each value, or each pair of values where there are many rows, becomes four bits: the number of the
nearest of sixteen points. faiss adds up table entries for 32 rows at a time (Product Quantizer
"FastScan": André, Kermarrec and Le Scouarnec, Cache locality is not enough, VLDB 2015). Nothing is left
out of a scan, whatever it asks.

The points are learnt from nobody. Vectors are turned at random first, after which values are spread
as in a normal distribution whatever the faces are, and the sixteen points are the same for all
(Lloyd's method on drawn numbers). So no trace of an erased face lives on in a table
that was fitted to it, nothing has to be trained again as a gallery grows, and the codes of two
machines agree. On clustered vectors it also erred less than a table fitted to them.

Rows are dense and in the order of their slots: the code of a row that goes is written over by the
last one, whose place is filled with zeros, at once.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antigone.config import seeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS_TOGETHER = 32
"""Rows whose codes lie in one block; only whole blocks can be kept and brought back."""

_POINTS = 16
_SEED = 20261122
_DRAWN = 20_000
_STEPS = 40
_BATCH = 1 << 14
# Rounding of a code's distance, in squared cosine distance; a foreign code is off by a third or more.
_SAME = 1e-4


class Codes:
    """The codes of the rows 0 … `used` - 1. Searches may share it; whoever changes it is alone."""

    def __init__(self, dim: int, *, together: int) -> None:
        """Begin without rows, for vectors of `dim` values; `together` of them share four bits: 1 or 2."""
        # 0.3 seconds, and most galleries never need it.
        import faiss

        self.together = together
        # An odd last value gets a zero beside it.
        self._width = dim + dim % 2
        self._dim = dim
        self._turn = _turned(self._width)[:dim]
        parts = self._width // together
        # What faiss returns is of a kind that only its C++ side knows.
        self._index = cast(
            "Any", faiss.index_factory(self._width, f"PQ{parts}x4fs", faiss.METRIC_INNER_PRODUCT)
        )
        points = np.tile(_points(together) / np.sqrt(self._width), (parts, 1)).astype(np.float32)
        faiss.copy_array_to_vector(points.ravel(), self._index.pq.centroids)
        self._index.is_trained = True
        self._packer = self._index.get_CodePacker()
        self._faiss: Any = faiss

    @property
    def used(self) -> int:
        """How many rows have a code."""
        return int(self._index.ntotal)

    @property
    def size(self) -> int:
        """How many bytes of memory the codes take."""
        return int(self._index.codes.size())

    def append(self, vectors: "NDArray[np.float32]") -> None:
        """Give the next rows their codes; float32 of length 1, shape (n, dim)."""
        for start in range(0, len(vectors), _BATCH):
            self._index.add(vectors[start : start + _BATCH] @ self._turn)

    def put(self, slot: int, vector: "NDArray[np.float32]") -> None:
        """Write the code of a vector over that of a row."""
        self._write(slot, self._index.sa_encode((vector @ self._turn)[None])[0])

    def remove(self, slot: int) -> None:
        """Let the last row take the place of this one; nothing is left of this one's code."""
        last = self.used - 1
        if slot != last:
            block = self._blocks()[last // ROWS_TOGETHER :][:1]
            self._write(slot, self._packer.unpack_1(block, last % ROWS_TOGETHER))
        self._write(last, np.zeros(self._packer.code_size, dtype=np.uint8))
        self._set_used(last)

    def nearest(
        self, probes: "NDArray[np.float32]", count: int
    ) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
        """Return for each probe the `count` rows that seem nearest: approximate scores, slots.

        Best first; shapes (n, count). `count` is at most `used`.
        """
        # One thread: this search, and not another, is what the house's threads are for.
        self._faiss.omp_set_num_threads(1)
        scores, slots = self._index.search(probes @ self._turn, count)
        return scores, slots

    def products(
        self,
        matrix: "NDArray[np.float32]",
        slots: "NDArray[np.int64]",
        probe: "NDArray[np.float32]",
    ) -> "NDArray[np.float32]":
        """Return the products of a probe with some rows of a matrix, read where they lie.

        `matrix` has shape (n, dim), `slots` shape (m,) and names rows of it alone; `probe` shape
        (dim,). All lie in memory without gaps.
        """
        self._faiss.omp_set_num_threads(1)
        found = np.empty(len(slots), dtype=np.float32)
        given = map(self._faiss.swig_ptr, (found, probe, matrix, slots))
        self._faiss.fvec_inner_products_by_idx(*given, self._dim, 1, len(slots))
        return found

    def block_bytes(self, start: int, stop: int) -> bytes:
        """Return the codes of rows from `start` (a whole number of blocks) to `stop`."""
        return self._blocks()[start // ROWS_TOGETHER : -(-stop // ROWS_TOGETHER)].tobytes()

    def append_blocks(self, content: bytes, rows: int) -> bool:
        """Take up codes that `block_bytes` gave; False if they cannot go here or are not whole."""
        blocks = np.frombuffer(content, dtype=np.uint8)
        at, size = self.used, int(self._packer.block_size)
        if at % ROWS_TOGETHER or len(blocks) != -(-rows // ROWS_TOGETHER) * size:
            return False
        self._index.codes.resize(at // ROWS_TOGETHER * size + len(blocks))
        self._blocks()[at // ROWS_TOGETHER :] = blocks.reshape(-1, size)
        self._set_used(at + rows)
        return True

    def strays(self, vectors: "NDArray[np.float32]") -> list[int]:
        """Return the bytes of memory at which a code lies that belongs to no row.

        `vectors` are those of all rows, in order. A code belongs to its row if no code is nearer.
        """
        found: list[int] = []
        for start in range(0, self.used, _BATCH):
            turned = vectors[start : start + _BATCH][: self.used - start] @ self._turn
            kept = self._index.reconstruct_n(start, len(turned))
            best = self._index.sa_decode(self._index.sa_encode(turned))
            off = np.square(turned - kept).sum(axis=1) - np.square(turned - best).sum(axis=1)
            found += (start + np.flatnonzero(off > _SAME)).tolist()
        blocks = self._blocks()
        # Behind the last row there must be nothing.
        for slot in range(self.used, len(blocks) * ROWS_TOGETHER):
            block = blocks[slot // ROWS_TOGETHER :][:1]
            if block.any() and self._packer.unpack_1(block, slot % ROWS_TOGETHER).any():
                found.append(slot)
        return [slot * int(self._packer.code_size) for slot in found]

    def wipe(self) -> None:
        """Write zeros over everything."""
        self._blocks()[:] = 0
        self._set_used(0)

    def _blocks(self) -> "NDArray[np.uint8]":
        """Return faiss's own memory, one line for each block."""
        size = int(self._index.codes.size())
        if not size:
            return np.zeros((0, int(self._packer.block_size)), dtype=np.uint8)
        view: NDArray[np.uint8] = self._faiss.rev_swig_ptr(self._index.codes.get(), size)
        return view.reshape(-1, int(self._packer.block_size))

    def _write(self, slot: int, code: "NDArray[np.uint8]") -> None:
        block = self._blocks()[slot // ROWS_TOGETHER :][:1]
        self._packer.pack_1(code, slot % ROWS_TOGETHER, block)

    def _set_used(self, used: int) -> None:
        self._index.ntotal = used
        self._index.ntotal2 = -(-used // ROWS_TOGETHER) * ROWS_TOGETHER


@cache
def _turned(width: int) -> "NDArray[np.float32]":
    """Return a rotation drawn by lot, the same everywhere, shape (width, width)."""
    drawn = seeded(_SEED, "gallery-turn").standard_normal((width, width))
    turned, _ = np.linalg.qr(drawn)
    return turned.astype(np.float32)


@cache
def _points(together: int) -> "NDArray[np.float64]":
    """Return sixteen points that stand best for so many normal values of variance 1 at a time."""
    drawn = seeded(_SEED, "gallery-points").standard_normal((_DRAWN, together))
    points = drawn[:_POINTS].copy()
    for _ in range(_STEPS):
        nearest = (np.square(points).sum(axis=1) - 2 * drawn @ points.T).argmin(axis=1)
        held = np.bincount(nearest, minlength=_POINTS)
        for axis in range(together):
            sums = np.bincount(nearest, weights=drawn[:, axis], minlength=_POINTS)
            points[:, axis] = sums / held
    return points
