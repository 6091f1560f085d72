"""The exact engine: one numpy product over rows in memory. Every other engine is judged by it.

The product is float32. Its k-th score, less the largest error float32 can make, says which rows
can be among the first k; only these are scored again in float64, one by one. So the answer is the
true one, and does not depend on the order in which rows came or on the machine's way of summing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import numpy as np

from antigone.gallery.attributes import PERSON
from antigone.gallery.backed import RowBackedIndex
from antigone.gallery.columns import ColumnTable
from antigone.gallery.entries import Row, directions
from antigone.gallery.index import SearchResult, require_count
from antigone.gallery.rows import RowStore
from antigone.gallery.sharing import SharedLock
from antigone.gallery.where import Permitted, require_permitted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_CAPACITY = 64
_BLOCK = 1 << 14
# Rows picked out at once: so few that they are still in the processor's cache when multiplied.
_PICKED = 1 << 11
# Below this share of permitted rows, picking them out costs less than multiplying all.
_FEW = 0.3
# Scores held at once, in float32: 64 MB.
_SCORES = 1 << 24


Ranked: TypeAlias = tuple[float, str, int]
"""A row in its order: score with its sign turned, id, slot."""


class Chosen(NamedTuple):
    """The permitted rows of the matrix at one number: all of them, most, or few."""

    mask: "NDArray[np.bool_]"
    few: "NDArray[np.intp] | None"
    rows: int
    people: int


class ExactIndex(RowBackedIndex):
    """A gallery over a row store, searched exactly. Threads share it.

    Memory: `4 * dim` bytes for each place (there are up to twice as many as rows) and about 300
    more for each row; a search takes up to 128 MB (beyond 16 million rows, 8 bytes for each).
    The docstrings of `Index` hold for the methods here.
    """

    _seq: int
    _last_choice: tuple[int, Permitted, Chosen] | None

    def __init__(self, rows: RowStore) -> None:
        """Take over `rows` and read them at the first search."""
        super().__init__(rows)
        self._lock = SharedLock()
        self._forget()

    @property
    def rows(self) -> int:
        """How many rows were read so far."""
        return len(self._ids)

    def search(
        self,
        queries: "ArrayLike",
        k: int,
        where: Permitted,
        exact: bool = False,
    ) -> SearchResult:
        """Return the `k` nearest permitted rows of each query; every search here is exact."""
        permitted = require_permitted(where)
        probes = directions(queries, dim=self.dim, what="query")
        require_count("k", k)
        self._catch_up()
        with self._lock.shared():
            chosen = self._choose(permitted)
            return self._result(self._rank(probes, k, chosen), chosen)

    def count(self, where: Permitted) -> int:
        """Return how many rows are permitted."""
        permitted = require_permitted(where)
        self._catch_up()
        with self._lock.shared():
            return self._choose(permitted).rows

    def close(self) -> None:
        """Let go of the file, and of every vector in memory."""
        super().close()
        with self._lock.alone():
            self._matrix[:] = 0
            self._forget()

    def _nearest(self, probes: "NDArray[np.float64]", k: int) -> SearchResult:
        self._catch_up()
        with self._lock.shared():
            chosen = self._all()
            return self._result(self._rank(probes, k, chosen), chosen)

    def _images(self) -> "Iterator[tuple[str, Iterator[bytes | memoryview]]]":
        yield from super()._images()
        with self._lock.shared():
            blocks = range(0, len(self._matrix), _BLOCK)
            # The whole matrix, the part not in use among it: that is where a trace would stay.
            yield "engine in memory", (self._matrix[at : at + _BLOCK].tobytes() for at in blocks)

    def _catch_up(self) -> None:
        if self._rows.newest() == self._seq:
            return
        with self._lock.alone():
            # Asked again: another thread may have caught up further since.
            if self._rows.newest() < self._seq:
                # The file was exchanged for an older one; what was read from the other is void.
                self._forget()
            self._apply()

    def _apply(self) -> None:
        """Apply what is new; called alone."""
        # The number moves on only when all is applied; applying twice does no harm.
        seq = self._seq
        for change in self._rows.changes(self._seq):
            if change.row is None:
                self._remove(change.id)
            else:
                self._place(change.row)
            seq = change.seq
        self._seq = seq

    def _forget(self) -> None:
        self._seq = 0
        self._matrix = np.zeros((LEAST_CAPACITY, self.dim), dtype=np.float32)
        self._ids: list[str] = []
        self._slot_of: dict[str, int] = {}
        self._table = ColumnTable(LEAST_CAPACITY)
        self._last_choice = None

    def _place(self, row: Row) -> None:
        slot = self._slot_of.get(row.id)
        if slot is None:
            slot = len(self._ids)
            if slot == len(self._matrix):
                self._grow(2 * len(self._matrix))
            self._slot_of[row.id] = slot
            self._ids.append(row.id)
            self._table.used = slot + 1
        self._matrix[slot] = row.vector
        self._table.put(slot, row.attributes)

    def _remove(self, identity: str) -> None:
        slot = self._slot_of.pop(identity, None)
        if slot is None:
            return
        last = len(self._ids) - 1
        self._table.clear(slot)
        if slot != last:
            # The last row moves into the gap, so that the matrix stays dense.
            self._matrix[slot] = self._matrix[last]
            self._table.move(last, slot)
            self._ids[slot] = self._ids[last]
            self._slot_of[self._ids[slot]] = slot
        self._matrix[last] = 0
        self._ids.pop()
        self._table.used = last

    def _grow(self, capacity: int) -> None:
        grown = np.zeros((capacity, self.dim), dtype=np.float32)
        grown[: len(self._matrix)] = self._matrix
        # Memory goes back to the system as it is; somebody else's vector must not be in it.
        self._matrix[:] = 0
        self._matrix = grown
        self._table.grow(len(grown))

    def _choose(self, where: Permitted) -> Chosen:
        # A sweep asks the same question for every body; the answer holds until a row changes.
        last = self._last_choice
        if last is not None and last[0] == self._seq and last[1] == where:
            return last[2]
        mask = where.over(self._table)
        rows = int(np.count_nonzero(mask))
        few = np.flatnonzero(mask) if rows <= _FEW * len(mask) else None
        chosen = Chosen(mask, few, rows, self._table.distinct(PERSON, mask))
        self._last_choice = (self._seq, where, chosen)
        return chosen

    def _all(self) -> Chosen:
        """Choose every row, whatever is permitted."""
        used = self._table.used
        return Chosen(np.ones(used, dtype=np.bool_), None, used, 0)

    def _result(self, best: list[list[Ranked]], chosen: Chosen) -> SearchResult:
        return SearchResult(
            ids=tuple(tuple([identity for _, identity, _ in line]) for line in best),
            scores=tuple(tuple([-score for score, _, _ in line]) for line in best),
            people=tuple(map(self._people, best)),
            rows_searched=chosen.rows,
            people_searched=chosen.people,
            seq=self._seq,
        )

    def _people(self, line: list[Ranked]) -> tuple[str, ...]:
        """Return whose face each row is; one without a person stands for itself."""
        persons = self._table.at(PERSON, [slot for _, _, slot in line])
        pairs = zip(cast("tuple[str | None, ...]", persons), line, strict=True)
        return tuple([person or identity for person, (_, identity, _) in pairs])

    def _rank(self, probes: "NDArray[np.float64]", k: int, chosen: Chosen) -> list[list[Ranked]]:
        """Return the first `k` of each probe, by comparing it with every chosen row."""
        best: list[list[Ranked]] = []
        together = max(1, _SCORES // max(1, len(chosen.mask)))
        for start in range(0, len(probes), together):
            batch = probes[start : start + together]
            scores = self._scores(batch.astype(np.float32), chosen)
            best += [
                self._best(line, probe, min(k, chosen.rows), chosen.few)
                for line, probe in zip(scores, batch, strict=True)
            ]
        return best

    def _scores(self, probes: "NDArray[np.float32]", chosen: Chosen) -> "NDArray[np.float32]":
        """Return scores, one line for each probe: of the few rows, or of all with gaps as -inf."""
        if chosen.few is None:
            scores = probes @ self._matrix[: len(chosen.mask)].T
            if chosen.rows < len(chosen.mask):
                scores[:, ~chosen.mask] = -np.inf
            return scores
        return self._picked(probes, chosen.few)

    def _picked(
        self, probes: "NDArray[np.float32]", slots: "NDArray[np.intp]"
    ) -> "NDArray[np.float32]":
        """Return the scores of these rows alone, one line for each probe."""
        scores = np.empty((len(probes), len(slots)), dtype=np.float32)
        picked = np.empty((min(_PICKED, len(slots)), self.dim), dtype=np.float32)
        for at in range(0, len(slots), _PICKED):
            block = slots[at : at + _PICKED]
            # All slots are rows; "clip" only spares numpy a copy of the result.
            rows = self._matrix.take(block, axis=0, out=picked[: len(block)], mode="clip")
            scores[:, at : at + len(block)] = probes @ rows.T
        return scores

    def _best(
        self,
        scores: "NDArray[np.float32]",
        probe: "NDArray[np.float64]",
        k: int,
        few: "NDArray[np.intp] | None",
    ) -> list[Ranked]:
        """Return the first `k`, in their order; `few` are the rows scored, if not all."""
        if k == 0:
            return []
        kth = np.partition(scores, len(scores) - k)[len(scores) - k]
        # |error| of a float32 sum of d products ≤ d·2^-24·Σ|x_i·y_i|, and Σ ≤ 1 for unit vectors
        # (Higham, Accuracy and Stability of Numerical Algorithms, §3.1); the k-th and its rival
        # may both err, and as much again is left for the rounding of the probe.
        least = float(kth) - 4 * self.dim * 2.0**-24
        places = np.flatnonzero(scores >= least)
        slots = places if few is None else few[places]
        line: list[Ranked] = []
        for at in range(0, len(slots), _BLOCK):
            block = slots[at : at + _BLOCK]
            # Multiply and sum, not a matrix product: each row's score depends on nothing else.
            true = (self._matrix[block].astype(np.float64) * probe).sum(axis=1).clip(-1.0, 1.0)
            line += [
                (-score, self._ids[slot], slot)
                for score, slot in zip(true.tolist(), block.tolist(), strict=True)
            ]
        line.sort()
        return line[:k]
