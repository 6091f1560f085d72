"""The compressed engine: every row is looked at by its code, the nearest ones again exactly.

A search scans the codes of all rows, takes many more of the nearest than were asked for, and scores
these by their vectors. It stops when no other row could still be among the first k: when the k-th
exact score lies above the last code's score by more than codes err. How much they err is measured on
the very rows that were just scored both ways, for this probe and this gallery. Otherwise it takes
twice as many, and in the end all: what was found is then what the exact engine finds.

Few rows are compared exactly at once, so one engine serves a gallery of ten and one of ten million.
Scores and their order are those of the exact engine, to the last digit.
"""

from dataclasses import replace
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from antigone.gallery.codes import Codes
from antigone.gallery.entries import Row, directions
from antigone.gallery.erasure import ErasureFinding, ErasureReceipt, Place
from antigone.gallery.exact import Chosen, ExactIndex, Ranked
from antigone.gallery.index import SearchResult, Verification, require_count
from antigone.gallery.rows import RowStore
from antigone.gallery.where import Permitted, require_permitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

LEAST_ROWS = 30_000
"""Below it one product over all vectors is as quick as a scan of codes (measured: benchmarks)."""

FINE_BYTES = 1 << 25
"""So long codes of single values may become; beyond it pairs of values share them. What lies in a
processor's cache is scanned so quickly that codes twice as long pay: they err a third as much, and few
rows have to be compared again (measured: benchmarks)."""

# Rows taken from a scan for each row asked for, among 100 000 permitted ones of 128 values (of codes of
# single values a small share of them), and never fewer rows than the spread of errors can be measured
# on. The longer a gallery, the closer its rows stand together; the more values, the less a code errs.
_WIDENING = 64
_FINE = 1 / 8
_AT = 100_000
_OF = 128
_LEAST_FETCHED = 128
_FRONT = 2
# How many of the first k a search may be expected to miss: a third of what `verify` allows.
_MISSED = 0.0003
# Float32 sums in the scan, which are no errors of codes.
_ROUNDING = 1e-5
# What a row costs, in rows of one product over all vectors: to be scanned by its code, to be taken
# from the scan and scored, to be picked out and scored without a scan (measured at 1e5 and 1e6).
_SCANNED = 0.05
_FETCHED = 7.0
_GATHERED = 2.0
_PROBES_TOGETHER = 16
_WIDENED_AT_MOST = 3
# No scan pays that takes so many.
_EVERYBODY = 1 << 40


class CompressedIndex(ExactIndex):
    """A gallery over a row store, searched by codes and then exactly. Threads share it.

    Memory beside that of the exact engine: half a byte for each value of a row, or for each pair. The
    docstrings of `Index` hold for the methods here.
    """

    def __init__(
        self,
        rows: RowStore,
        *,
        least_rows: int = LEAST_ROWS,
        widening: int = _WIDENING,
        fine_bytes: int = FINE_BYTES,
    ) -> None:
        """Take over `rows` and read them at the first search.

        Codes are made from `least_rows` on, of single values up to `fine_bytes`. `widening`: rows
        taken from a scan for each asked for.
        """
        self._least_rows = least_rows
        self._widening = widening
        self._fine_bytes = fine_bytes
        self._codes: Codes | None = None
        super().__init__(rows)

    @property
    def compressed(self) -> bool:
        """Whether every row has its code; otherwise each is compared exactly."""
        return self._codes is not None and self._codes.used == len(self._ids) > 0

    def search(
        self, queries: "ArrayLike", k: int, where: Permitted, exact: bool = False
    ) -> SearchResult:
        """Return the `k` nearest permitted rows of each query."""
        permitted = require_permitted(where)
        probes = directions(queries, dim=self.dim, what="query")
        require_count("k", k)
        self._catch_up()
        rank = self._rank if exact else self._rank_by_codes
        with self._lock.shared():
            chosen = self._choose(permitted)
            return self._result(rank(probes, k, chosen), chosen)

    def verify(self, m: int, *, k: int = 50, seed: int = 2026) -> Verification:
        """Compare the first `k` answers to `m` sampled probes with a plain recomputation.

        If codes missed too many, searches take more rows from here on, and if that does not help,
        compare exactly; what is returned is how the engine answers then.
        """
        for _ in range(_WIDENED_AT_MOST):
            found = super().verify(m, k=k, seed=seed)
            if found.complete or not self.compressed:
                return found
            self._widening *= 4
        self._widening = _EVERYBODY
        return super().verify(m, k=k, seed=seed)

    def verify_erased(self, erased: "ErasureReceipt | Sequence[str]") -> ErasureFinding:
        """Look for erased vectors in every file and in memory, and for codes without a row."""
        finding = super().verify_erased(erased)
        with self._lock.shared():
            if self._codes is None:
                return finding
            # A code is too short to be known again; but each must be that of a living row.
            strays = self._codes.strays(self._matrix)
            size = self._codes.size
        where = "codes in memory"
        return replace(
            finding,
            places=(*finding.places, *(Place(where, at) for at in strays)),
            searched=(*finding.searched, where),
            bytes_searched=finding.bytes_searched + size,
        )

    def _nearest(self, probes: "NDArray[np.float64]", k: int) -> SearchResult:
        self._catch_up()
        with self._lock.shared():
            chosen = self._all()
            return self._result(self._rank_by_codes(probes, k, chosen), chosen)

    def _rank_by_codes(
        self, probes: "NDArray[np.float64]", k: int, chosen: Chosen
    ) -> list[list[Ranked]]:
        """Return the first `k` of each probe, by codes as far as these are sure."""
        lines: dict[int, list[Ranked]] = {}
        k = min(k, chosen.rows)
        waiting = list(range(len(probes)))
        fetched = self._first_fetch(k, chosen)
        codes = self._codes if self.compressed else None
        while codes is not None and waiting and _pays(fetched, chosen):
            unsure: list[int] = []
            for start in range(0, len(waiting), _PROBES_TOGETHER):
                places = waiting[start : start + _PROBES_TOGETHER]
                near = codes.nearest(probes[places].astype(np.float32), fetched)
                for place, guessed, slots in zip(places, *near, strict=True):
                    line = self._settle(probes[place], k, chosen, guessed, slots)
                    if line is None:
                        unsure.append(place)
                    else:
                        lines[place] = line
            waiting, fetched = unsure, 2 * fetched
        if waiting:
            lines |= zip(waiting, self._rank(probes[waiting], k, chosen), strict=True)
        return [lines[place] for place in range(len(probes))]

    def _first_fetch(self, k: int, chosen: Chosen) -> int:
        """Return how many rows to take from the scan at first; those not permitted will fall out."""
        rows = max(1, chosen.rows)
        wanted = (
            self._widening * k * max(1.0, (rows / _AT) ** 0.5) * min(1.0, (_OF / self.dim) ** 0.25)
        )
        if self._codes is not None and self._codes.together == 1:
            wanted *= _FINE
        return int(max(wanted, _LEAST_FETCHED) * len(chosen.mask) / rows) + 1

    def _settle(
        self,
        probe: "NDArray[np.float64]",
        k: int,
        chosen: Chosen,
        guessed: "NDArray[np.float32]",
        slots: "NDArray[np.int64]",
    ) -> list[Ranked] | None:
        """Return the first `k` of the rows taken from a scan; None if another might be among them.

        `guessed` are the scores by the codes, best first. The front of them is scored first; it says
        how far codes err, and with that how many of the others have to be.
        """
        lowest = float(guessed[-1])
        if chosen.rows < len(chosen.mask):
            kept = chosen.mask[slots]
            slots, guessed = slots[kept], guessed[kept]
        single = probe[None].astype(np.float32)
        scores = np.empty(0, dtype=np.float32)
        deviations = _deviations(_MISSED * k / max(1, len(slots)))
        needed = max(k, _LEAST_FETCHED // 2, len(slots) // _FRONT)
        while len(scores) < needed <= len(slots):
            scores = np.append(scores, self._picked(single, slots[len(scores) : needed])[0])
            errors = scores - guessed[:needed]
            # Higher above what its code says than by this no other row stands.
            mean = float(errors.mean())
            spread = max(0.0, float(errors @ errors) / needed - mean**2) ** 0.5
            most = mean + deviations * spread + _ROUNDING
            least = float(np.partition(scores, needed - k)[needed - k]) - most
            if needed == len(slots) and least <= lowest:
                return None
            needed = int(np.searchsorted(-guessed, -least))
        return self._best(scores, probe, k, slots[: len(scores)]) if len(scores) >= k else None

    def _picked(
        self, probes: "NDArray[np.float32]", slots: "NDArray[np.intp]"
    ) -> "NDArray[np.float32]":
        """Return the scores of these rows, which one probe reads where they lie."""
        if self._codes is None or len(probes) != 1:
            return super()._picked(probes, slots)
        return self._codes.products(self._matrix, slots, probes[0])[None]

    def _apply(self) -> None:
        super()._apply()
        if len(self._ids) >= self._least_rows:
            self._encode()

    def _forget(self) -> None:
        super()._forget()
        if self._codes is not None:
            self._codes.wipe()
        self._codes = None

    def _place(self, row: Row) -> None:
        super()._place(row)
        slot = self._slot_of[row.id]
        if self._codes is not None and slot < self._codes.used:
            self._codes.put(slot, self._matrix[slot])

    def _remove(self, identity: str) -> None:
        slot = self._slot_of.get(identity)
        if self._codes is not None and slot is not None:
            # Rows that came in the same course of changes first: the last of all moves.
            self._encode()
            self._codes.remove(slot)
        super()._remove(identity)

    def _encode(self) -> None:
        """Give every row that has none its code."""
        if self._codes is not None and self._codes.together < self._together(len(self._ids)):
            self._codes.wipe()
            self._codes = None
        if self._codes is None:
            self._codes = self._fresh_codes(len(self._ids))
        self._codes.append(self._matrix[self._codes.used : len(self._ids)])

    def _fresh_codes(self, rows: int) -> Codes:
        """Return codes without rows, of the kind that serves so many."""
        return Codes(self.dim, together=self._together(rows))

    def _together(self, rows: int) -> int:
        return 1 if rows * self.dim // 2 <= self._fine_bytes else 2


def _pays(fetched: int, chosen: Chosen) -> bool:
    """Return whether a scan that takes so many rows costs less than comparing all that are chosen."""
    scan = _SCANNED * len(chosen.mask) + _FETCHED * fetched
    return scan < min(len(chosen.mask), _GATHERED * chosen.rows)


@cache
def _deviations(misses: float) -> float:
    """Return how many standard deviations an error must reach for a row to be missed unseen.

    `misses` is how many rows may be missed for each row that was scored. Errors of codes are sums of
    many small ones, so they spread normally. As many rows as were scored lie a little behind the
    last of them, ever more thinly the further, so that about a third of them counts (measured).
    """
    return NormalDist().inv_cdf(1 - min(0.5, 3 * misses))
