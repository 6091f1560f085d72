"""The promise that every engine of the gallery keeps, and the door to the engines.

One conformance suite (`tests/gallery/test_promise.py`) holds each engine to it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import parse_qs, urlsplit

from antigone.errors import Refusal
from antigone.gallery.entries import Row
from antigone.gallery.erasure import ErasureFinding, ErasureReceipt
from antigone.gallery.rows import Restoration, SQLiteRows
from antigone.gallery.snapshots import Snapshot
from antigone.gallery.where import Permitted
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from antigone.gallery.milvus import FollowedRows
    from antigone.gallery.postgres import PostgresRows


class UnknownGallery(Refusal):
    """No engine answers to this address."""

    code = "unknown-gallery"
    sentence = N_("“{url}” is not the address of a gallery. Nothing was opened.")
    remedy = N_("Use one of: {known}.")


class UnfitCount(Refusal):
    """A number of rows, probes or values makes no sense."""

    code = "unfit-count"
    sentence = N_("{name} is {value}, not a whole number from 1. Nothing was done.")
    remedy = N_("Give a number from 1.")


class GalleryInMotion(Refusal):
    """The gallery changed under a verification each time it was tried."""

    code = "gallery-in-motion"
    sentence = N_("The gallery changed during each of {tries} verifications; none counts.")
    remedy = N_("Verify again at a quieter time.")


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """Who is nearest to each probe, among those whose permission covers the search.

    `ids`, `scores` and `people` have one tuple for each probe, best first and equal scores by id.

    - `scores`: cosine similarities, -1 to 1. A similarity is no strength of evidence.
    - `people`: the attribute `person` of each row; a row without one stands for itself.
    - `rows_searched`, `people_searched`: how many were permitted and looked at.
    - `seq`: the number the gallery stood at.
    """

    ids: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[float, ...], ...]
    people: tuple[tuple[str, ...], ...]
    rows_searched: int
    people_searched: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """The rows that were found, in the order asked, and the ids that were not."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """How an engine's answers compare with a plain recomputation in float64 from the rows.

    - `probes`, `k`: how many probes were drawn, and how many rows asked for each.
    - `rows`: rows in the store; `rows_in_engine`: rows the engine searched.
    - `recall`: share of the true first `k` that the engine gave, 0 to 1 (of equals, any counts).
    - `worst_difference`: largest difference between a score given and the true one.
    """

    probes: int
    k: int
    rows: int
    rows_in_engine: int
    recall: float
    worst_difference: float
    seq: int

    @property
    def complete(self) -> bool:
        """Whether recall reaches 0.999: no more than 1 in 1 000 of the nearest was missed."""
        return self.recall >= 0.999

    @property
    def sound(self) -> bool:
        """Whether all rows are there, recall is complete and scores agree to 0.00001."""
        return self.rows == self.rows_in_engine and self.complete and self.worst_difference <= 1e-5


class Index(Protocol):
    """A gallery of templates that can be searched. Vectors have shape (dim,), float32, length 1.

    Every read sees every change whose call has returned, from whichever process.
    """

    @property
    def dim(self) -> int:
        """Values in a vector."""
        ...

    def upsert(self, ids: Sequence[str], vectors: "ArrayLike", attributes: Sequence[object]) -> int:
        """Enrol templates, or replace them, as one change; durable on return.

        `vectors` has shape (n, dim) and any lengths; each row of `attributes` carries `purposes`,
        `valid_from` and `valid_until`, and may carry `person` and further coded values. Returns
        the number of the change.

        Raises `UnfitId`, `RepeatedId`, `UnevenBatch`, `UnfitVector`, `UnfitAttribute`,
        `NoPermission` and what the row store raises; then nothing was enrolled.
        """
        ...

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase templates physically, as one change; ids that are not there are told.

        Raises `UnfitId` and what the row store raises; then nothing was erased.
        """
        ...

    def search(
        self, queries: "ArrayLike", k: int, where: Permitted, exact: bool = False
    ) -> SearchResult:
        """Return the `k` nearest permitted rows of each query, or all where there are fewer.

        `queries` has shape (q, dim), or (dim,) for one, and any lengths above zero. `exact` asks
        an approximate engine to spare no row.

        Raises `PermissionNotAsked`, `UnfitVector` and `UnfitCount`.
        """
        ...

    def get(self, ids: Sequence[str]) -> Lookup:
        """Return rows by their ids, and which ids are unknown. Raises `UnfitId`."""
        ...

    def iterate(self, where: Permitted) -> Iterator[Row]:
        """Yield each permitted row once, by id. Raises `PermissionNotAsked`."""
        ...

    def count(self, where: Permitted) -> int:
        """Return how many rows are permitted. Raises `PermissionNotAsked`."""
        ...

    def snapshot(self, path: Path) -> Snapshot:
        """Write all rows to a new file. Raises `SnapshotExists` and `UnreadableSnapshot`."""
        ...

    def restore(self, path: Path) -> Restoration:
        """Fill an empty gallery from a snapshot; what was erased here stays erased.

        Raises `UnreadableSnapshot`, `DamagedSnapshot`, `OtherSnapshot` and `NotEmpty`; then
        nothing was changed.
        """
        ...

    def verify(self, m: int, *, k: int = 50, seed: int = 2026) -> Verification:
        """Compare the first `k` answers to `m` sampled probes with a plain recomputation.

        Raises `UnfitCount` and `GalleryInMotion`.
        """
        ...

    def verify_erased(self, erased: ErasureReceipt | Sequence[str]) -> ErasureFinding:
        """Look for erased vectors in every file of the gallery and in this engine's memory.

        For ids of living rows it finds these; for erased ids only a receipt tells what to look
        for. Raises `UnfitId`.
        """
        ...

    def close(self) -> None:
        """Let go of the files and the memory."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_index(url: str, *, dim: int) -> Index:
    """Open the gallery at an address, made if missing, for vectors of `dim` values.

    - `sqlite:///PATH`: one file; few rows are searched exactly, many by codes and then exactly. An
      absolute path gives four slashes.
    - `memory:`: nothing is kept.
    - `postgresql://…#NAME`: the gallery NAME on a PostgreSQL server with pgvector, which searches it.
    - `milvus://HOST:PORT?rows=URL#NAME`: the gallery NAME on a Milvus server; its rows, the truth, lie at
      the percent-encoded `sqlite:///PATH` or `postgresql://…`.

    Raises `UnknownGallery`, `UnfitCount`, and what the row store raises on opening.
    """
    require_count("dim", dim)
    for start, (_, opener) in _ENGINES.items():
        if url.startswith(start):
            return opener(url.removeprefix(start), dim, url)
    raise UnknownGallery(url=url, known=_known())


def require_count(name: str, value: object) -> int:
    """Return `value` if it is a whole number from 1. Raises `UnfitCount`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UnfitCount(name=name, value=value)
    return value


def _known() -> str:
    return ", ".join(form for form, _ in _ENGINES.values())


# The engines take the promise from here, so they are imported when one is opened.
def _open_sqlite(path: str, dim: int, url: str) -> Index:
    from antigone.gallery.compressed import CompressedIndex

    # An empty path would be a temporary database that is gone when it is closed.
    if not path or path == ":memory:":
        raise UnknownGallery(url=url, known=_known())
    return CompressedIndex(SQLiteRows(Path(path), dim=dim))


def _open_memory(path: str, dim: int, url: str) -> Index:
    from antigone.gallery.compressed import CompressedIndex

    if path:
        raise UnknownGallery(url=url, known=_known())
    return CompressedIndex(SQLiteRows(":memory:", dim=dim))


def _open_postgresql(_: str, dim: int, url: str) -> Index:
    from antigone.gallery.pgvector import PgvectorIndex

    return PgvectorIndex(_postgres_rows(url, dim, url))


def _open_milvus(_: str, dim: int, url: str) -> Index:
    from antigone.gallery.milvus import MilvusIndex

    parts = urlsplit(url)
    (kept,) = parse_qs(parts.query).get("rows", [""])
    if not parts.netloc or not parts.fragment:
        raise UnknownGallery(url=url, known=_known())
    if kept.startswith("sqlite:///"):
        rows: FollowedRows = SQLiteRows(Path(kept.removeprefix("sqlite:///")), dim=dim)
    elif kept.startswith("postgresql://"):
        rows = _postgres_rows(f"{kept}#{parts.fragment}", dim, url)
    else:
        raise UnknownGallery(url=url, known=_known())
    try:
        return MilvusIndex(rows, address=f"http://{parts.netloc}", name=parts.fragment)
    except BaseException:
        rows.close()
        raise


def _postgres_rows(address: str, dim: int, url: str) -> "PostgresRows":
    from antigone.gallery.postgres import PostgresRows

    where, _, name = address.partition("#")
    if not name:
        raise UnknownGallery(url=url, known=_known())
    return PostgresRows(where, name=name, dim=dim)


_ENGINES: dict[str, tuple[str, Callable[[str, int, str], Index]]] = {
    "sqlite:///": ("sqlite:///PATH", _open_sqlite),
    "memory:": ("memory:", _open_memory),
    "postgresql://": ("postgresql://…#NAME", _open_postgresql),
    "milvus://": ("milvus://HOST:PORT?rows=URL#NAME", _open_milvus),
}
