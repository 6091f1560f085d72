"""The engine on a Milvus server or cluster: what is searched there is derived, the row store is the truth.

Milvus scans every permitted row by its code (index SCANN with all its lists probed) and scores many of
the nearest again by their vectors: the algorithm of the compressed engine. Every row that it names is then
read from the row store and scored as the exact engine scores it. So whoever was erased is not returned,
whatever Milvus still knows, and scores and their order are the same to the last digit.

Changes are carried over in their order, by one process at a time. A row that no template can be, with an
empty id, tells up to which number; it is written last, so a batch that broke off is carried over again.

Milvus keeps vectors as plaintext, in logs and segments: it belongs on an encrypted volume.
`docs/galleries-on-servers.md` says what remains there and until when, and nothing is claimed here.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from functools import singledispatch
from hashlib import sha256
from itertools import islice
from logging import CRITICAL, getLogger
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from antigone.errors import MissingExtra
from antigone.gallery.attributes import PERSON, PURPOSES, VALID_FROM, VALID_UNTIL, key_of
from antigone.gallery.backed import RowBackedIndex
from antigone.gallery.entries import Row, directions
from antigone.gallery.erasure import ErasureFinding, ErasureReceipt
from antigone.gallery.index import SearchResult, Verification, require_count
from antigone.gallery.postgres import GalleryServerGone, UnfitServer, plain
from antigone.gallery.rows import RowStore
from antigone.gallery.sharing import SharedLock
from antigone.gallery.where import And, Eq, In, Not, Or, Permitted, Range, Where, require_permitted
from antigone.wording import N_, say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from pymilvus import MilvusClient

# Clusters of the index. All are probed, so their number changes the work and not the answer.
_LISTS = 16
# Rows scored by their vectors for each row asked for, among 100 000; as in the compressed engine.
_WIDENING, _AT = 64, 100_000
# Asked for beyond the first k at once, so that a second question is rare.
_BEYOND = 64
# What Milvus returns at most, and what it takes at once.
_MOST = 16_384
_BATCH = 1000
_PAGE = 4096
_TRIES = 20
_FOREVER = date.max.toordinal()
# Characters of an id may take four bytes each.
_TEXT = 4 * 200
_MARK = ""

Line = list[tuple[float, str, str | None]]
"""The first rows of a probe in their order: score with its sign turned, id, person."""


class _RowChanged(Exception):
    """A row that the server named was changed or erased while it was read."""


class FollowedRows(RowStore, Protocol):
    """A row store whose changes are carried elsewhere, by one process at a time."""

    def turn(self) -> AbstractContextManager[None]:
        """Hold back others who carry this store's changes, from whichever process."""
        ...


class MilvusIndex(RowBackedIndex):
    """A gallery in a partition of a Milvus collection, over a row store. Threads and machines share it.

    The docstrings of `Index` hold for the methods here. `verify_erased` cannot look through the
    server's files, and so never says that something is gone.
    """

    _rows: FollowedRows

    def __init__(self, rows: FollowedRows, *, address: str, name: str) -> None:
        """Take over `rows` and open their gallery `name` at `address` (`http://host:port`).

        Raises `MissingExtra`, `GalleryServerGone` and `UnfitServer`.
        """
        super().__init__(rows)
        self._name = name
        self._lock = SharedLock()
        self._seen = -1
        self._counts: dict[str, tuple[int, int, int]] = {}
        self._collection = f"antigone_{rows.dim}"
        self._partition = "p" + sha256(name.encode()).hexdigest()[:40]
        _require_client()
        with self._speaking():
            self._client = _connected(address)
            self._prepare()

    def search(
        self, queries: "ArrayLike", k: int, where: Permitted, exact: bool = False
    ) -> SearchResult:
        """Return the `k` nearest permitted rows of each query.

        With `exact`, every row is read from the row store, which takes long for many.
        """
        permitted = require_permitted(where)
        probes = directions(queries, dim=self.dim, what="query")
        require_count("k", k)
        return self._ask(probes, k, _permission(permitted), permitted.admits, exact=exact)

    def count(self, where: Permitted) -> int:
        """Return how many rows are permitted."""
        permitted = require_permitted(where)
        self._catch_up()
        with self._lock.shared(), self._speaking():
            return self._counted(_permission(permitted))[0]

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        """Erase templates as one change; the server keeps old copies until it compacts them."""
        return replace(super().erase(ids), purged=False)

    def verify(self, m: int, *, k: int = 50, seed: int = 2026) -> Verification:
        """Compare the first `k` answers to `m` sampled probes with a plain recomputation.

        Where the server holds other rows than the store, or misses too many, all are carried over anew.
        """
        found = super().verify(m, k=k, seed=seed)
        if found.rows != found.rows_in_engine or not found.complete:
            self.repair()
            found = super().verify(m, k=k, seed=seed)
        return found

    def verify_erased(self, erased: "ErasureReceipt | Sequence[str]") -> ErasureFinding:
        """Tell who is enrolled still; what lies on the server cannot be looked through from here."""
        return replace(super().verify_erased(erased), searched=(), bytes_searched=0)

    def repair(self) -> None:
        """Empty the gallery on the server and carry every row over again."""
        with self._lock.alone(), self._speaking(), self._rows.turn():
            self._empty()
            self._seen = -1
        self._catch_up()

    def close(self) -> None:
        """Let go of the connection and of the row store."""
        super().close()
        self._client.close()

    def _prepare(self) -> None:
        """Make what is missing on the server."""
        from pymilvus import DataType

        with self._rows.turn():
            if not self._client.has_collection(self._collection):
                schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
                schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=_TEXT)
                schema.add_field("seq", DataType.INT64)
                schema.add_field("person", DataType.VARCHAR, max_length=_TEXT)
                schema.add_field("valid_from", DataType.INT64)
                schema.add_field("valid_until", DataType.INT64)
                schema.add_field("codes", DataType.JSON)
                schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self.dim + self.dim % 2)
                indexes = self._client.prepare_index_params()
                indexes.add_index(
                    "vector",
                    index_type="SCANN",
                    metric_type="IP",
                    # As a text: the server takes no truth here.
                    params={"nlist": _LISTS, "with_raw_data": "true"},
                )
                indexes.add_index("valid_from", index_type="STL_SORT")
                indexes.add_index("valid_until", index_type="STL_SORT")
                self._client.create_collection(
                    self._collection,
                    schema=schema,
                    index_params=indexes,
                    consistency_level="Strong",
                )
            if not self._client.has_partition(self._collection, self._partition):
                self._client.create_partition(self._collection, self._partition)
            self._client.load_partitions(self._collection, [self._partition])

    def _catch_up(self) -> None:
        if self._rows.newest() == self._seen:
            return
        with self._lock.alone(), self._speaking(), self._rows.turn():
            applied = self._applied()
            if applied > self._rows.newest():
                # The store was exchanged for an older one; what was carried from the other is void.
                self._empty()
                applied = 0
            self._carry(applied)

    def _carry(self, applied: int) -> None:
        """Carry over every change after `applied`, then the mark that tells so."""
        seq = applied
        batch: dict[str, Row | None] = {}
        for change in self._rows.changes(applied):
            batch[change.id] = change.row
            seq = change.seq
            if len(batch) == _BATCH:
                self._write(batch)
                batch = {}
        self._write(batch)
        if seq != applied:
            self._client.upsert(self._collection, [self._mark(seq)], partition_name=self._partition)
        self._seen = seq
        self._counts.clear()

    def _write(self, batch: dict[str, Row | None]) -> None:
        rows = [
            _fields(row) | {"vector": _even(row.vector)}
            for row in batch.values()
            if row is not None
        ]
        gone = [identity for identity, row in batch.items() if row is None]
        if gone:
            self._client.delete(self._collection, ids=gone, partition_name=self._partition)
        if rows:
            self._client.upsert(self._collection, rows, partition_name=self._partition)

    def _mark(self, seq: int) -> dict[str, object]:
        vector = np.zeros(self.dim, dtype=np.float32)
        vector[0] = 1
        nobody = {"person": _MARK, "valid_from": _FOREVER, "valid_until": 0, "codes": {}}
        return {"id": _MARK, "seq": seq, "vector": _even(vector), **nobody}

    def _applied(self) -> int:
        found = self._client.query(
            self._collection,
            filter=f'id == "{_MARK}"',
            output_fields=["seq"],
            partition_names=[self._partition],
            consistency_level="Strong",
        )
        return int(found[0]["seq"]) if found else 0

    def _empty(self) -> None:
        self._client.release_partitions(self._collection, [self._partition])
        self._client.drop_partition(self._collection, self._partition)
        self._client.create_partition(self._collection, self._partition)
        self._client.load_partitions(self._collection, [self._partition])

    def _nearest(self, probes: "NDArray[np.float64]", k: int) -> SearchResult:
        return self._ask(probes, k, f'id != "{_MARK}"', lambda _: True, exact=False)

    def _ask(
        self, probes: "NDArray[np.float64]", k: int, condition: str, admits: Any, *, exact: bool
    ) -> SearchResult:
        for _ in range(_TRIES):
            try:
                return self._asked(probes, k, condition, admits, exact=exact)
            except _RowChanged:
                continue
        # Somebody writes without pause: the row store alone answers.
        return self._asked(probes, k, condition, admits, exact=True)

    def _asked(
        self, probes: "NDArray[np.float64]", k: int, condition: str, admits: Any, *, exact: bool
    ) -> SearchResult:
        self._catch_up()
        with self._lock.shared(), self._speaking():
            rows, people = self._counted(condition)
            seq = self._seen
            wanted = min(k, rows)
            lines: list[Line] = [[] for _ in probes]
            if wanted:
                waiting = list(range(len(probes)))
                fetched = _MOST + 1 if exact else wanted + _BEYOND
                while waiting and fetched <= _MOST:
                    waiting = self._fetch(probes, wanted, condition, rows, fetched, waiting, lines)
                    fetched = min(4 * fetched, _MOST) if fetched < _MOST else _MOST + 1
                for place in waiting:
                    lines[place] = self._read_all(probes[place], wanted, admits)
        return SearchResult(
            ids=tuple(tuple(identity for _, identity, _ in line) for line in lines),
            scores=tuple(tuple(-score for score, _, _ in line) for line in lines),
            people=tuple(
                tuple(person or identity for _, identity, person in line) for line in lines
            ),
            rows_searched=rows,
            people_searched=people,
            seq=seq,
        )

    def _fetch(
        self,
        probes: "NDArray[np.float64]",
        k: int,
        condition: str,
        rows: int,
        fetched: int,
        waiting: list[int],
        lines: list[Line],
    ) -> list[int]:
        """Answer the probes that `fetched` rows suffice for, and return the others."""
        widened = int(_WIDENING * k * max(1.0, (rows / _AT) ** 0.5))
        answers = self._client.search(
            self._collection,
            data=_even(probes[waiting]).tolist(),
            limit=fetched,
            filter=condition,
            partition_names=[self._partition],
            search_params={
                "metric_type": "IP",
                "params": {"nprobe": _LISTS, "reorder_k": max(fetched, widened)},
            },
            output_fields=["seq"],
            consistency_level="Strong",
        )
        left = []
        # Both the k-th and its rival may err by a float32 sum of d products, as in the exact engine.
        margin = 8 * self.dim * 2.0**-24
        for place, found in zip(waiting, answers, strict=True):
            near = [(float(one["distance"]), cast("str", one["id"])) for one in found]
            if len(near) < min(fetched, rows):
                left.append(place)
                continue
            least = near[k - 1][0] - margin
            if len(near) < rows and near[-1][0] >= least:
                # Others behind them are as near as float32 can tell.
                left.append(place)
                continue
            stood = {one["id"]: one["entity"]["seq"] for one in found}
            kept = self._rows.read([identity for score, identity in near if score >= least])
            if {row.id: row.seq for row in kept} != {
                identity: stood[identity] for score, identity in near if score >= least
            }:
                raise _RowChanged
            lines[place] = _ordered(kept, probes[place])[:k]
        return left

    def _read_all(self, probe: "NDArray[np.float64]", k: int, admits: Any) -> Line:
        """Read every row from the store: for more than the server returns, or than it can tell apart."""
        line: Line = []
        rows = (row for row in self._rows.scan() if admits(row.attributes))
        while page := list(islice(rows, _PAGE)):
            line = sorted([*line, *_ordered(page, probe)], key=lambda one: one[:2])[:k]
        return line

    def _counted(self, condition: str) -> tuple[int, int]:
        """Return how many rows are permitted, and of how many people; kept until a row changes."""
        kept = self._counts.get(condition)
        if kept is not None and kept[0] == self._seen:
            return kept[1:]
        pages = self._client.query_iterator(
            self._collection,
            filter=condition,
            output_fields=["person"],
            partition_names=[self._partition],
            consistency_level="Strong",
            batch_size=_PAGE,
        )
        rows = 0
        people: set[str] = set()
        while page := pages.next():
            rows += len(page)
            people.update(one["person"] for one in page)
        pages.close()
        self._counts[condition] = (self._seen, rows, len(people))
        return rows, len(people)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn what the server says into a refusal."""
        import grpc
        from pymilvus.client.types import Status
        from pymilvus.exceptions import MilvusException, MilvusUnavailableException

        try:
            yield
        except (MilvusUnavailableException, grpc.RpcError, ConnectionError) as error:
            raise GalleryServerGone(name=self._name, reason=plain(error)) from error
        except MilvusException as error:
            away = error.code == Status.CONNECT_FAILED
            refusal = GalleryServerGone if away else UnfitServer
            raise refusal(name=self._name, reason=error.message) from error


def _require_client() -> None:
    try:
        import pymilvus  # noqa: F401
    except ImportError:
        raise MissingExtra(step=say(N_("Searching on Milvus")), extra="cluster") from None


def _connected(address: str) -> "MilvusClient":
    from pymilvus import MilvusClient

    # What it has to say comes as an error; its log would say it again with a traceback.
    getLogger("pymilvus").setLevel(CRITICAL)
    return MilvusClient(uri=address)


def _ordered(rows: Sequence[Row], probe: "NDArray[np.float64]") -> Line:
    line: Line = []
    for row in rows:
        # Multiply and sum, not a matrix product, as the exact engine does.
        score = float((row.vector.astype(np.float64) * probe).sum().clip(-1.0, 1.0))
        line.append((-score, row.id, cast("str | None", row.attributes.get(PERSON))))
    line.sort(key=lambda one: one[:2])
    return line


def _fields(row: Row) -> dict[str, object]:
    kept = row.attributes
    codes: dict[str, object] = {
        f"p_{_hex(purpose)}": True for purpose in cast("tuple[str, ...]", kept[PURPOSES])
    }
    for name, value in kept.items():
        if value is not None and name not in (PURPOSES, VALID_FROM, VALID_UNTIL):
            key, written = _coded(name, value)
            codes[key] = written
    end = cast("str | None", kept.get(VALID_UNTIL))
    return {
        "id": row.id,
        "seq": row.seq,
        "person": kept.get(PERSON) or row.id,
        "valid_from": _day(cast("str", kept[VALID_FROM])),
        "valid_until": _FOREVER if end is None else _day(end),
        "codes": codes,
    }


def _even(vectors: "NDArray[Any]") -> "NDArray[np.float32]":
    """Return vectors with an even number of values, which the server's codes need; a zero adds nothing."""
    odd = vectors.shape[-1] % 2
    widths = [(0, 0)] * (vectors.ndim - 1) + [(0, odd)]
    return np.pad(np.asarray(vectors, dtype=np.float32), widths)


def _coded(name: str, value: object) -> tuple[str, bool | float | str]:
    """Return under which key a value is kept, by its kind, and how.

    A condition about a number meets no text so. Texts are kept as the hexadecimal form of their UTF-8,
    whose order is theirs and in which nothing needs to be quoted.
    """
    kind, held = key_of(value)  # type: ignore[arg-type]
    if kind == "truth":
        return f"b_{name}", bool(held)
    if kind == "number":
        # Minus nothing is nothing.
        return f"n_{name}", float(cast("float", held)) + 0.0
    return f"t_{name}", _hex(cast("str", held))


def _hex(text: str) -> str:
    return text.encode().hex()


def _day(written: str) -> int:
    return date.fromisoformat(written).toordinal()


def _permission(where: Permitted) -> str:
    day = where.on.toordinal()
    condition = (
        f'valid_from <= {day} and valid_until >= {day} and codes["p_{_hex(where.purpose)}"] == true'
    )
    return condition if where.only is None else f"{condition} and {_said(where.only)}"


# What is missing fulfils no condition, and "not" is the plain complement: the server holds it so too.
@singledispatch
def _said(where: Where) -> str:
    raise TypeError(type(where))


@_said.register
def _eq(where: Eq) -> str:
    key, value = _coded(where.attribute, where.value)
    return f'(codes["{key}"] == {_literal(value)})'


@_said.register
def _in(where: In) -> str:
    # Of no values, none: nothing is kept under a key without a letter.
    parts = [_eq(Eq(where.attribute, value)) for value in where.values] or ['(codes["_"] == true)']
    return f"({' or '.join(parts)})"


@_said.register
def _range(where: Range) -> str:
    parts = []
    for sign, end in ((">=", where.least), ("<=", where.most)):
        if end is not None:
            key, value = _coded(where.attribute, end)
            parts.append(f'(codes["{key}"] {sign} {_literal(value)})')
    return f"({' and '.join(parts)})"


@_said.register(And)
@_said.register(Or)
def _joined(where: And | Or) -> str:
    word = " and " if isinstance(where, And) else " or "
    return f"({word.join(map(_said, where.parts))})"


@_said.register
def _not(where: Not) -> str:
    return f"(not {_said(where.part)})"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)
