"""The part of the promise that rests on the row store alone, the same for every engine over one."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from antigone.config import seeded
from antigone.gallery.entries import Row, directions, fit_entries, fit_ids
from antigone.gallery.erasure import ErasureFinding, ErasureReceipt, Place
from antigone.gallery.index import (
    GalleryInMotion,
    Lookup,
    SearchResult,
    Verification,
    require_count,
)
from antigone.gallery.rows import Picture, Restoration, RowStore
from antigone.gallery.snapshots import Snapshot, SnapshotReader, write_snapshot
from antigone.gallery.traces import Traces
from antigone.gallery.where import Permitted, require_permitted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_TRIES = 5
_PAGE = 4096
# Two scores nearer than this are equal for a verification: float32 rounding of the rows.
_EQUAL = 1e-6


class RowBackedIndex(ABC):
    """Writes, reads by id and proofs over a `RowStore`; the search is the engine's own.

    The docstrings of `Index` hold for the methods here.
    """

    def __init__(self, rows: RowStore) -> None:
        self._rows = rows

    @property
    def dim(self) -> int:
        """Values in a vector."""
        return self._rows.dim

    def upsert(self, ids: Sequence[str], vectors: "ArrayLike", attributes: Sequence[object]) -> int:
        """Enrol templates, or replace them, as one change; see `Index.upsert`."""
        return self._rows.append(fit_entries(ids, vectors, attributes, dim=self.dim))

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase templates physically, as one change; see `Index.erase`."""
        receipt = self._rows.erase(fit_ids(ids))
        # Not only unseen by the next search, but out of this process's memory now.
        self._catch_up()
        return receipt

    def get(self, ids: Sequence[str]) -> Lookup:
        """Return rows by their ids, and which ids are unknown."""
        wanted = fit_ids(ids)
        rows = tuple(self._rows.read(wanted))
        found = {row.id for row in rows}
        return Lookup(rows=rows, unknown=tuple(i for i in wanted if i not in found))

    def iterate(self, where: Permitted) -> Iterator[Row]:
        """Yield each permitted row once, by id."""
        # Checked at the call, not at the first row.
        permitted = require_permitted(where)
        return (row for row in self._rows.scan() if permitted.admits(row.attributes))

    def snapshot(self, path: Path) -> Snapshot:
        """Write all rows to a new file."""
        with self._rows.picture() as picture:
            return write_snapshot(picture, path, dim=self.dim)

    def restore(self, path: Path) -> Restoration:
        """Fill an empty gallery from a snapshot; what was erased here stays erased."""
        with SnapshotReader(path, dim=self.dim) as snapshot:
            return self._rows.refill(snapshot.entries())

    def verify(self, m: int, *, k: int = 50, seed: int = 2026) -> Verification:
        """Compare the first `k` answers to `m` sampled probes with a plain recomputation.

        Probes are rows with noise, drawn with `seed`. No permission is asked: nobody learns from
        it who is enrolled.
        """
        require_count("m", m)
        require_count("k", k)
        for _ in range(_TRIES):
            probes = self._sample(m, seed)
            given = self._nearest(probes, k)
            with self._rows.picture() as picture:
                if picture.seq == given.seq:
                    return _compare(given, picture, probes, k)
        raise GalleryInMotion(tries=_TRIES)

    def verify_erased(self, erased: ErasureReceipt | Sequence[str]) -> ErasureFinding:
        """Look for erased vectors in every file of the gallery and in this engine's memory."""
        # Another reader may have held the log when the rows were erased.
        self._rows.purge()
        self._catch_up()
        if isinstance(erased, ErasureReceipt):
            rows = [row for row in self._rows.read(erased.ids) if row.seq <= erased.seq]
            traces = erased.traces
            untraceable: tuple[str, ...] = ()
        else:
            lookup = self.get(erased)
            rows, untraceable = list(lookup.rows), lookup.unknown
            traces = Traces.of((row.vector for row in rows), dim=self.dim)
        enrolled = tuple(row.id for row in rows)
        searched: list[str] = []
        places: list[Place] = []
        read = 0
        accounted: int | None = None
        for where, pieces in self._images():
            counted = _Counted(pieces)
            found = traces.within(counted)
            searched.append(where)
            read += counted.bytes
            if found and accounted is None:
                accounted = self._accounted(traces, enrolled)
            if accounted is not None and len(found) > accounted:
                # The stretches of one copy follow each other and are told once.
                known = set(found)
                places += [Place(where, at) for at in found if at - traces.stretch not in known]
        return ErasureFinding(
            enrolled=enrolled,
            places=tuple(places),
            untraceable=untraceable,
            searched=tuple(searched),
            bytes_searched=read,
        )

    def close(self) -> None:
        """Let go of the files and the memory."""
        self._rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def _catch_up(self) -> None:
        """Apply every change of the store that the engine has not seen."""

    @abstractmethod
    def _nearest(self, probes: "NDArray[np.float64]", k: int) -> SearchResult:
        """Search all rows, by the way the engine usually takes."""

    def _images(self) -> "Iterator[tuple[str, Iterator[bytes | memoryview]]]":
        """Yield everything that may hold bytes of vectors, name and content."""
        yield from self._rows.images()

    def _accounted(self, traces: Traces, enrolled: tuple[str, ...]) -> int:
        """Return how many stretches the living rows account for, those in question left out."""
        others = (row.vector.tobytes() for row in self._rows.scan() if row.id not in enrolled)
        pages = iter(lambda: b"".join(islice(others, _PAGE)), b"")
        return len(traces.within(pages))

    def _sample(self, m: int, seed: int) -> "NDArray[np.float64]":
        """Return `m` probes near rows drawn by lot, or one for each row where there are fewer."""
        random = seeded(seed, "gallery-verify")
        drawn: list[NDArray[np.float32]] = []
        # Algorithm R (Vitter, ACM TOMS 1985): one pass, every row as likely as any other.
        for place, row in enumerate(self._rows.scan()):
            if place < m:
                drawn.append(row.vector)
            elif (chosen := int(random.integers(place + 1))) < m:
                drawn[chosen] = row.vector
        if not drawn:
            return np.empty((0, self.dim))
        noise = directions(random.standard_normal((len(drawn), self.dim)), dim=self.dim, what="")
        return directions(np.stack(drawn) + 0.9 * noise, dim=self.dim, what="")


class _Counted:
    """Pieces that are counted as they pass."""

    def __init__(self, pieces: "Iterator[bytes | memoryview]") -> None:
        self._pieces = pieces
        self.bytes = 0

    def __iter__(self) -> "Iterator[bytes | memoryview]":
        for piece in self._pieces:
            self.bytes += len(piece)
            yield piece


def _compare(
    given: SearchResult, picture: Picture, probes: "NDArray[np.float64]", k: int
) -> Verification:
    """Recompute every score in float64 and hold the engine's answers against them."""
    best = np.full((len(probes), 0), -np.inf)
    true: list[dict[str, float]] = [{} for _ in probes]
    given_to: dict[str, list[int]] = {}
    for place, ids in enumerate(given.ids):
        for identity in ids:
            given_to.setdefault(identity, []).append(place)
    while page := list(islice(picture.rows, _PAGE)):
        scores = probes @ np.stack([row.vector for row in page]).astype(np.float64).T
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :k]
        for column, row in enumerate(page):
            for place in given_to.get(row.id, ()):
                true[place][row.id] = float(scores[place, column])
    found = sum(
        sum(score >= best[place, -1] - _EQUAL for score in true[place].values())
        for place in range(len(probes))
    )
    differences = [
        abs(score - true[place].get(identity, np.inf))
        for place, (ids, scores) in enumerate(zip(given.ids, given.scores, strict=True))
        for identity, score in zip(ids, scores, strict=True)
    ]
    return Verification(
        probes=len(probes),
        k=k,
        rows=picture.count,
        rows_in_engine=given.rows_searched,
        recall=float(found / best.size) if best.size else 1.0,
        worst_difference=max(differences, default=0.0),
        seq=given.seq,
    )
