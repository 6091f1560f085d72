"""The engines under test, and a plain reference that none of their code helps to compute."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType

import numpy as np

import antigone
from antigone.gallery import (
    CompressedIndex,
    ExactIndex,
    Index,
    Permitted,
    SearchResult,
    SQLiteRows,
    open_index,
)
from antigone.gallery.milvus import MilvusIndex
from antigone.gallery.sealed import SealedIndex
from antigone.gallery.segments import Segments
from antigone.vault import OpenToAll, Vault
from tests import postgres

DAY = date(2026, 5, 14)
PERMITTED = Permitted(purpose="identify", on=DAY)


@dataclass(frozen=True)
class Engine:
    """One engine that must keep the promise, and how to open it in a folder, for vectors of `dim`.

    `shared`: other processes can open what it keeps. `embedded`: its files can be looked through.
    """

    name: str
    over: Callable[[Path, int], Index]
    shared: bool = True
    embedded: bool = True

    def open(self, folder: Path, *, dim: int = 4) -> Index:
        return self.over(folder, dim)


def in_file(folder: Path, dim: int) -> SQLiteRows:
    """Return rows in a file of their own."""
    return SQLiteRows(folder / "gallery.db", dim=dim)


def with_copy(folder: Path, dim: int) -> SealedIndex:
    """Return an index with codes for every row and a copy in segments of 64, in a vault beside it."""
    vault, lock = folder / "vault", OpenToAll()
    opened = Vault.open(vault, lock) if vault.exists() else Vault.create(vault, lock)
    segments = Segments(folder / "segments", opened, code="references/test", rows=64)
    return SealedIndex(in_file(folder, dim), segments=segments, least_rows=1)


def with_codes(_: Path, dim: int) -> CompressedIndex:
    """Return an index in memory with codes for every row."""
    return CompressedIndex(SQLiteRows(":memory:", dim=dim), least_rows=1)


def on_a_server(folder: Path, dim: int) -> Index:
    """Return a gallery on the PostgreSQL of the tests; one of its own for each folder."""
    return open_index(f"{postgres.address()}#{folder}", dim=dim)


def on_milvus(folder: Path, dim: int) -> Index:
    """Return a gallery on the Milvus of the tests, over rows in a file."""
    return MilvusIndex(in_file(folder, dim), address=os.environ["TEST_MILVUS"], name=str(folder))


# A further engine is one further line.
ENGINES = [
    Engine("exact over a SQLite file", lambda folder, dim: ExactIndex(in_file(folder, dim))),
    Engine(
        "exact over memory",
        lambda _, dim: ExactIndex(SQLiteRows(":memory:", dim=dim)),
        shared=False,
    ),
    Engine("compressed over memory", with_codes, shared=False),
    Engine("compressed over a SQLite file, with a sealed copy", with_copy),
    Engine("pgvector on a server", on_a_server, embedded=False),
]
if "TEST_MILVUS" in os.environ:
    ENGINES.append(Engine("Milvus on a server", on_milvus, embedded=False))
SHARED = [engine for engine in ENGINES if engine.shared]
EMBEDDED = [engine for engine in ENGINES if engine.embedded]


def row(person: str | None = None, **codes: object) -> dict[str, object]:
    """Return attributes that permit `identify` on any day, with further codes."""
    named = {} if person is None else {"person": person}
    return {"purposes": ["identify"], "valid_from": "2026-01-01", **named, **codes}


@dataclass
class Reference:
    """A gallery as one would explain it: a dictionary, and one sum for each pair."""

    rows: dict[str, tuple[list[float], Mapping[str, object]]] = field(default_factory=dict)

    def upsert(self, ids: Sequence[str], vectors: Sequence[Sequence[float]], attributes) -> None:
        for identity, vector, given in zip(ids, vectors, attributes, strict=True):
            self.rows[identity] = (_unit(vector), given)

    def erase(self, ids: Iterable[str]) -> set[str]:
        return {identity for identity in ids if self.rows.pop(identity, None) is not None}

    def permitted(self, where: Permitted) -> set[str]:
        asked = where.as_json()
        return {
            identity
            for identity, (_, given) in self.rows.items()
            if asked["purpose"] in given["purposes"]
            and given["valid_from"] <= asked["on"]
            and (given.get("valid_until") is None or asked["on"] <= given["valid_until"])
            and (asked["only"] is None or fulfils(asked["only"], given))
        }

    def score(self, identity: str, query: Sequence[float]) -> float:
        pairs = zip(self.rows[identity][0], _unit(query), strict=True)
        return math.fsum(a * b for a, b in pairs)

    def check(
        self, result: SearchResult, queries: Sequence[Sequence[float]], k: int, where: Permitted
    ) -> None:
        """Fail unless `result` is a right answer; of equal scores any choice by id is right."""
        permitted = self.permitted(where)
        assert result.rows_searched == len(permitted)
        persons = {
            identity: self.rows[identity][1].get("person") or identity for identity in permitted
        }
        assert result.people_searched == len(set(persons.values()))
        answers = zip(queries, result.ids, result.scores, result.people, strict=True)
        for query, ids, scores, people in answers:
            assert len(ids) == len(scores) == min(k, len(permitted))
            assert set(ids) <= permitted
            assert list(people) == [persons[identity] for identity in ids]
            order = [(-score, identity) for score, identity in zip(scores, ids, strict=True)]
            assert order == sorted(order)
            assert len(set(ids)) == len(ids)
            for identity, score in zip(ids, scores, strict=True):
                assert abs(score - self.score(identity, query)) < 1e-6
            for left_out in permitted - set(ids):
                assert self.score(left_out, query) <= scores[-1] + 1e-6


def fulfils(written: Mapping[str, object], given: Mapping[str, object]) -> bool:
    """Decide a written condition for one row, by the words of the documentation."""
    ((kind, rest),) = written.items()
    if kind in ("and", "or"):
        return (all if kind == "and" else any)(fulfils(part, given) for part in rest)
    if kind == "not":
        return not fulfils(rest, given)
    ((attribute, wanted),) = rest.items()
    held = given.get(attribute)
    if held is None:
        return False
    if kind in ("eq", "in"):
        values = [wanted] if kind == "eq" else wanted
        return any(_kind(held) == _kind(value) and held == value for value in values)
    ends = [end for end in wanted if end is not None]
    if any(_kind(end) != _kind(held) for end in ends):
        return False
    least, most = wanted
    return (least is None or least <= held) and (most is None or held <= most)


def _kind(value: object) -> type:
    return float if type(value) is int else type(value)


def _unit(vector: Sequence[float]) -> list[float]:
    length = math.sqrt(math.fsum(value * value for value in vector))
    return [value / length for value in vector]


def vector_bytes(vector: Sequence[float]) -> bytes:
    """Return the bytes under which a vector is kept: float32, little-endian, length 1."""
    return np.asarray(_unit(vector), dtype="<f4").tobytes()


def bytes_in(folder: Path) -> bytes:
    """Return every byte of every file in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


class OtherProcess:
    """A process of its own that has the same gallery open; see `other_process.py`."""

    def __init__(self, kind: Engine, folder: Path, *, dim: int = 4) -> None:
        if not kind.embedded:
            # Started here, or each process would start a server of its own.
            postgres.address()
        script = Path(__file__).with_name("other_process.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), kind.name, str(folder), str(dim)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(antigone.__file__).parents[1])},
        )

    def send(self, *order: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def receive(self) -> object:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, *order: object) -> object:
        self.send(*order)
        return self.receive()

    def kill(self) -> int:
        """End the process as a loss of power would (SIGKILL) and return how it ended."""
        self._process.kill()
        return self._process.wait()

    def __enter__(self) -> "OtherProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
