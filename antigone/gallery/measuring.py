"""How quickly a machine searches: the engine over drawn templates, beside what one might use instead.

Templates are drawn by lot; probes are some of them made worse, down to where a mortuary's photographs
lie. Each gallery is measured in a process of its own with one thread, by processor time;
what is compared is taken in turns, so that whoever else uses the machine costs both sides alike.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antigone.gallery.codes import Codes
from antigone.gallery.compressed import CompressedIndex
from antigone.gallery.drawn import (
    DRAWN_AT_ONCE,
    FILTERS,
    DrawnRows,
    DrawnSegments,
    drawing,
    name_of,
)
from antigone.gallery.sealed import SealedIndex
from antigone.gallery.segments import Segments
from antigone.gallery.where import Eq, Permitted
from antigone.vault import OpenToAll, Vault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from antigone.gallery.index import SearchResult
    from antigone.gallery.rows import RowStore

USUAL = ((100_000, 128), (1_000_000, 128), (200_000, 512))
"""Templates and values of the galleries that are measured."""

LARGE = ((10_000_000, 128),)
"""What takes 12 GB of memory and an hour."""

K = 50
PROBES = 2_000
TOGETHER = 16
_TURNS = 12
_AT_A_TURN = 10
_UNDER_A_FILTER = 200
# Beyond so many rows a quarter of the probes and of the turns: each exact search reads gigabytes.
_QUARTERED = 5_000_000
_MOST_CHANGES = 10_000
_TOGETHER_WRITTEN = 10
_STARTS = 3
_REBUILT = 100_000
# A loop in Python over more rows would outlast everything else; it is timed on so many.
_LOOPED = 2_000
_EVERYBODY = Permitted(purpose="identify", on=date(2026, 5, 14))


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured on one gallery of `rows` templates of `dim` values.

    - `ratios`: processor time of each peer over that of a whole search here, the first 50 of one probe.
      "numpy": float32 product, `argpartition`, sort. "together": the same for 16 probes at once.
      "fp16": faiss IndexScalarQuantizer. "face_recognition": its `face_distance` on float64.
      "deepface": its cosine distance row by row. By the share of permitted rows ("half" … ): a numpy
      gather of these rows.
    - `seconds`: of one search here, the best of ten probes, median over the turns.
      `gigabytes_a_second`: at which numpy read the vectors.
    - `memory_limit`: the ratio to numpy if codes were read as quickly and nothing else were to do.
    - `recall`: share of the first 50 of an exact search that was found, over 2 000 probes;
      `filtered_recall`: the least over the filters, 200 probes each.
    - `mates_found`, `mates_lost`: probes whose own person exact search lists, and those of them whom
      the search by codes does not.
    - `memory_bytes`: what this process holds more for the gallery; of that `vector_bytes`
      and `code_bytes`. `copy_bytes`: the sealed copy in files.
    - `start`: taking up the sealed copy, over opening its files (reading, decrypting, checking);
      `start_seconds`, `rebuild_seconds`: from the copy,
      and from the rows without what a database adds (at most 100 000 are read, and multiplied).
    - `writing`: 99th percentile of searches by the clock during `changes` enrolments and as many
      erasures, ten at a time, over the quiet median before; `changes_a_second`: templates.
    - `load`: how many processes wanted a processor, on average, at the beginning and at the end.
    """

    rows: int
    dim: int
    ratios: dict[str, float]
    seconds: float
    gigabytes_a_second: float
    memory_limit: float
    recall: float
    filtered_recall: dict[str, float]
    mates_found: int
    mates_lost: int
    memory_bytes: int
    vector_bytes: int
    code_bytes: int
    copy_bytes: int
    start: float
    start_seconds: float
    rebuild_seconds: float
    changes: int
    writing: float
    changes_a_second: float
    load: tuple[float, float]

    @property
    def sound(self) -> bool:
        """Whether recall is 0.999 or more everywhere and no mate was lost."""
        least = min(self.recall, *self.filtered_recall.values())
        return least >= 0.999 and not self.mates_lost


def measure(rows: int, dim: int) -> Figures:
    """Measure one gallery in a process of its own, with one thread."""
    single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    ran = subprocess.run(
        [sys.executable, "-m", "antigone.gallery.measuring", str(rows), str(dim)],
        env={**os.environ, **single},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout)
    return Figures(**{**found, "load": tuple(found["load"])})


def measure_here(rows: int, dim: int) -> Figures:
    """Measure one gallery in this process, in a folder that is removed."""
    load = os.getloadavg()[0]
    quarter = 4 if rows > _QUARTERED else 1
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault.create(Path(folder) / "vault", OpenToAll())
        copy = Segments(Path(folder) / "copy", vault, code="references/measured")
        store = DrawnRows(rows, dim)
        together = CompressedIndex(cast("RowStore", store))._together(rows)
        drawn = DrawnSegments(store, copy.rows, together)
        copy.write(drawn, count=len(drawn), seq=1, dim=dim, unless=lambda: False)
        opening = min(_cost(lambda: _opened(copy)) for _ in range(_STARTS))
        before = _held_memory()
        starts: list[float] = []
        for _ in range(_STARTS):
            index = SealedIndex(cast("RowStore", store), segments=copy, least_rows=1)
            starts.append(_cost(partial(index.count, _EVERYBODY)))
            if len(starts) < _STARTS:
                index._forget()
        memory = _held_memory() - before
        assert index.compressed and index.rows == rows
        probes, chosen = _probes(index._matrix[:rows], PROBES // quarter)
        found = _beside_peers(index, probes, _TURNS // quarter)
        found |= _recalled(index, probes, chosen)
        for name in FILTERS:
            ratio, recall = _under(name, index, probes, quarter)
            found["ratios"][name] = ratio
            found["filtered_recall"][name] = recall
        code_bytes = cast("Codes", index._codes).size
        changes = min(_MOST_CHANGES, rows // 100)
        copy_bytes = copy.size
        writing, a_second = _while_others_write(index, store, probes, changes)
    return Figures(
        rows=rows,
        dim=dim,
        **found,
        memory_bytes=memory,
        vector_bytes=4 * rows * dim,
        code_bytes=code_bytes,
        memory_limit=4 * rows * dim / code_bytes,
        copy_bytes=copy_bytes,
        start=min(starts) / opening,
        start_seconds=min(starts),
        rebuild_seconds=_rebuilding(rows, dim),
        changes=changes,
        writing=writing,
        changes_a_second=a_second,
        load=(load, os.getloadavg()[0]),
    )


def _opened(copy: Segments) -> int:
    """Read, decrypt and check every file of a sealed copy; return how many bytes there were."""
    return sum(len(piece) for _, pieces in copy.images() for piece in pieces)


def _rebuilding(rows: int, dim: int) -> float:
    """Return how long it takes to read rows one by one and give them codes, in seconds."""
    store = DrawnRows(min(rows, _REBUILT), dim)
    index = CompressedIndex(cast("RowStore", store), least_rows=1)
    return _cost(lambda: index.count(_EVERYBODY)) * rows / store.rows


def _probes(
    matrix: "NDArray[np.float32]", count: int
) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
    """Return templates made worse, and whose they are."""
    random = drawing("probes")
    chosen = random.integers(len(matrix), size=count)
    noise = random.standard_normal((count, matrix.shape[1]), dtype=np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    # From what is barely above strangers to a good second photograph.
    cosine = random.uniform(0.3, 0.8, size=(count, 1)).astype(np.float32)
    away = np.sqrt(1 - cosine**2)
    return (cosine * matrix[chosen] + away * noise).astype(np.float32), chosen


def _beside_peers(index: SealedIndex, probes: "NDArray[np.float32]", turns: int) -> dict[str, Any]:
    import faiss

    matrix = index._matrix[: index.rows]
    rows, dim = matrix.shape
    half: Any = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    for start in range(0, rows, DRAWN_AT_ONCE):
        half.add(matrix[start : start + DRAWN_AT_ONCE])
    works: dict[str, Callable[[Any], object]] = {
        "": lambda probe: index.search(probe, K, _EVERYBODY),
        "numpy": lambda probe: _first(matrix @ probe),
        "fp16": lambda probe: half.search(probe[None], K),
    }
    if rows <= 100_000:
        double = matrix.astype(np.float64)
        works["face_recognition"] = lambda probe: _first(
            -np.linalg.norm(double - probe.astype(np.float64), axis=1)
        )
    times = _in_turns(works, probes, turns=turns)
    found = {name: _ratio(times[name], times[""]) for name in works if name}
    if rows <= 100_000:
        listed = [row.tolist() for row in matrix[:_LOOPED]]
        loop = _cost(lambda: _as_deepface(listed, probes[0].tolist())) * rows / len(listed)
        found["deepface"] = loop / median(times[""])
    batches = probes[: len(probes) // TOGETHER * TOGETHER].reshape(-1, TOGETHER, dim)
    together = _in_turns(
        {
            "": lambda batch: index.search(batch, K, _EVERYBODY),
            "numpy": lambda batch: [_first(line) for line in batch @ matrix.T],
        },
        batches,
        turns=3,
        at_a_turn=2,
    )
    found["together"] = _ratio(together["numpy"], together[""])
    product = median(_cost(lambda: matrix @ probes[0]) for _ in range(7))
    return {
        "ratios": found,
        "seconds": median(times[""]),
        "gigabytes_a_second": matrix.nbytes / product / 1e9,
    }


def _recalled(
    index: SealedIndex, probes: "NDArray[np.float32]", chosen: "NDArray[np.int64]"
) -> dict[str, Any]:
    quick, exact = (index.search(probes, K, _EVERYBODY, exact=one) for one in (False, True))
    mates = [name_of(place) for place in chosen]
    found = [mate in ids for mate, ids in zip(mates, exact.ids, strict=True)]
    kept = [mate in ids for mate, ids in zip(mates, quick.ids, strict=True)]
    return {
        "recall": _recall(quick, exact),
        "mates_found": sum(found),
        "mates_lost": sum(a and not b for a, b in zip(found, kept, strict=True)),
        "filtered_recall": {},
    }


def _under(
    name: str, index: SealedIndex, probes: "NDArray[np.float32]", quarter: int
) -> tuple[float, float]:
    """Return how long a numpy gather takes over a search under one filter, and the recall there."""
    where = replace(_EVERYBODY, only=Eq(name, True))
    matrix = index._matrix[: index.rows]
    places = np.flatnonzero(index._table.among(name, (True,)))
    # Once before the clock: a sweep asks the same question for every body.
    index.search(probes[0], K, where)
    times = _in_turns(
        {
            "": lambda probe: index.search(probe, K, where),
            "gather": lambda probe: _first(matrix[places] @ probe),
        },
        probes,
        turns=_TURNS // quarter,
    )
    few = probes[: _UNDER_A_FILTER // quarter]
    quick, exact = (index.search(few, K, where, exact=one) for one in (False, True))
    return _ratio(times["gather"], times[""]), _recall(quick, exact)


def _while_others_write(
    index: SealedIndex, store: DrawnRows, probes: "NDArray[np.float32]", changes: int
) -> tuple[float, float]:
    """Return the 99th percentile of searches during changes over the quiet median; changes a second."""

    def search(probe: "NDArray[np.float32]") -> float:
        begun = time.perf_counter()
        index.search(probe, K, _EVERYBODY)
        return time.perf_counter() - begun

    quiet = median(search(probe) for probe in probes[: _TURNS * _AT_A_TURN])
    fresh = store.draw(changes)

    names = [f"new{place}" for place in range(changes)]

    def write() -> None:
        with tempfile.TemporaryFile() as log:
            for vectors in (fresh, [None] * changes):
                for start in range(0, changes, _TOGETHER_WRITTEN):
                    places = range(start, min(start + _TOGETHER_WRITTEN, changes))
                    # What a database does at the very least before a change has returned.
                    log.write(bytes(4 * store.dim * len(places)))
                    log.flush()
                    os.fsync(log.fileno())
                    store.change({names[place]: vectors[place] for place in places})
                    index._catch_up()

    times: list[float] = []
    begun = time.perf_counter()
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        while not writing.done():
            times.append(search(probes[len(times) % len(probes)]))
        writing.result()
    passed = time.perf_counter() - begun
    return float(np.quantile(times, 0.99) / quiet), 2 * changes / passed


def _first(scores: "NDArray[Any]") -> "NDArray[np.intp]":
    """Return the places of the best, in their order."""
    best = np.argpartition(scores, -K)[-K:] if len(scores) > K else np.arange(len(scores))
    ordered: NDArray[np.intp] = best[np.argsort(-scores[best])]
    return ordered


def _as_deepface(rows: list[list[float]], probe: list[float]) -> list[float]:
    """The cosine distance of DeepFace (commons/distance, before it was vectorised), row by row."""
    distances = []
    for row in rows:
        a = np.matmul(np.transpose(row), probe)
        b = np.sum(np.multiply(row, row))
        c = np.sum(np.multiply(probe, probe))
        distances.append(float(1 - (a / (np.sqrt(b) * np.sqrt(c)))))
    return distances


def _cost(work: Callable[[], object]) -> float:
    """Return the processor time of this thread, in seconds."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _in_turns(
    works: dict[str, Callable[[Any], object]],
    probes: "NDArray[np.float32]",
    *,
    turns: int,
    at_a_turn: int = _AT_A_TURN,
) -> dict[str, list[float]]:
    """Return what each takes, the best of each of its turns; all have the same probes."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for start in range(0, turns * at_a_turn, at_a_turn):
        for name, work in works.items():
            costs = []
            for probe in probes[start : start + at_a_turn]:
                begun = time.thread_time()
                work(probe)
                costs.append(time.thread_time() - begun)
            times[name].append(min(costs))
    return times


def _ratio(theirs: list[float], ours: list[float]) -> float:
    """Return the median over the turns of how many times as long they took."""
    return median(a / b for a, b in zip(theirs, ours, strict=True))


def _recall(quick: "SearchResult", exact: "SearchResult") -> float:
    pairs = list(zip(quick.ids, exact.ids, strict=True))
    wanted = sum(len(b) for _, b in pairs)
    # A thousandth of a small gallery may be nobody.
    return sum(len(set(a) & set(b)) for a, b in pairs) / wanted if wanted else 1.0


def _held_memory() -> int:
    """Return how much memory this process holds, in bytes; the most it has held, where none is told."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    json.dump(asdict(measure_here(*map(int, sys.argv[1:]))), sys.stdout)
