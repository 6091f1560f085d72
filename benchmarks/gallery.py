"""Searching templates: the compressed engine beside a numpy product and other exhaustive searches.

Templates are drawn: groups of people who resemble each other, directions that are used more than
others, one template a person. Probes are some of them made worse, down to where a mortuary's
photographs lie. Each gallery is measured in a process of its own with one thread, by processor time,
so that whoever else uses the machine costs little.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.report import Promise, Section, Table, ratio, versions_of

K = 50
SEED = 20261122
USUAL = ((100_000, 128), (1_000_000, 128), (200_000, 512))
LARGE = ((10_000_000, 128),)
PROBES = 2_000
TIMED = 60
AT_A_TURN = 10
FILTERS = {"half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}
# DESIGN, gallery: how many times as long the peer takes, at least.
WANTED = {
    (100_000, 128): {"numpy": 4, "face_recognition": 35, "deepface": 500},
    (1_000_000, 128): {"numpy": 7, "fp16": 4, "tenth": 2, "hundredth": 1.1},
    (200_000, 512): {"numpy": 8},
    (10_000_000, 128): {"numpy": 15, "fp16": 7},
}
PEERS = {
    "numpy": "numpy product",
    "fp16": "faiss fp16",
    "face_recognition": "face_recognition distance",
    "deepface": "loop as in DeepFace",
}


def measure(*, large: bool = False) -> Section:
    """Measure every size; `large` adds ten million templates (20 GB of memory, half an hour)."""
    found = {}
    for rows, dim in (*USUAL, *(LARGE if large else ())):
        print(f"gallery: {rows} × {dim}", file=sys.stderr, flush=True)
        found[(rows, dim)] = _alone(rows, dim)
    return Section(
        name="gallery",
        title="searching templates, one thread, the first 50",
        tables=(_against_peers(found), _under_filters(found), _standing(found)),
        meanings=(
            "Ratio: processor time of the peer over that of Antigone's whole call, permission,"
            f" filter, people and exact order included; medians of {TIMED} probes, {AT_A_TURN} at a turn.",
            "numpy product: float32 matrix by vector, `argpartition`, sort. faiss fp16:"
            " IndexScalarQuantizer, QT_fp16, inner product. face_recognition distance: its"
            " `face_distance`, `np.linalg.norm(rows - probe, axis=1)` on float64 as dlib gives it,"
            " and the first 50. Loop as in DeepFace: its cosine distance row by row, timed on 2 000"
            " rows and multiplied. pgvector is not measured here.",
            "Filters: the peer picks the permitted rows out with numpy, `matrix[places] @ probe`;"
            " finding the places is not counted against it, nor is reading the attributes a second"
            " time against Antigone.",
            f"Recall: of the first 50 of an exact search, {PROBES} probes (200 under a filter)."
            " Mates lost: probes whose own person exact search lists among 50 and the codes do not.",
            "Memory limit: the ratio to numpy if a scan of the codes went as fast as numpy reads"
            " vectors and nothing else were to be done.",
            "Start: taking up a sealed copy, over opening (reading, decrypting, checking) its files."
            " Rebuild: reading all rows anew, without the database's share.",
            "While others write: 99th percentile of searches by the clock during 2 000 enrolments"
            " and 2 000 erasures, each a change of its own after one `fsync`, over the quiet median.",
        ),
        versions=versions_of("antigone", "faiss-cpu", "numpy"),
        values={f"{rows}x{dim}": one for (rows, dim), one in found.items()},
        promises=tuple(_promises(found)),
    )


def _against_peers(found: dict[tuple[int, int], dict[str, Any]]) -> Table:
    return Table(
        title="Time of the peer over Antigone's; what a search by codes finds of an exact one",
        columns=("templates", *PEERS.values(), "memory limit", "recall", "mates lost"),
        rows=tuple(
            (
                f"{rows:.0e} × {dim}".replace("e+0", "e"),
                *(ratio(one["ratios"][name]) if name in one["ratios"] else "–" for name in PEERS),
                ratio(one["memory_limit"]),
                f"{one['recall']:.5f}",
                f"{one['mates_lost']} of {one['mates_found']}",
            )
            for (rows, dim), one in found.items()
        ),
    )


def _under_filters(found: dict[tuple[int, int], dict[str, Any]]) -> Table:
    return Table(
        title="Under a filter: a numpy gather over Antigone, and recall",
        columns=("templates", *(f"{100 * share:g} %" for share in FILTERS.values())),
        rows=tuple(
            (
                f"{rows:.0e} × {dim}".replace("e+0", "e"),
                *(
                    f"{ratio(one['ratios'][name])}, {one['filtered_recall'][name]:.4f}"
                    for name in FILTERS
                ),
            )
            for (rows, dim), one in found.items()
        ),
    )


def _standing(found: dict[tuple[int, int], dict[str, Any]]) -> Table:
    return Table(
        title="Memory, start, and searches while others write",
        columns=("templates", "vectors", "codes", "sealed copy", "start", "rebuild", "writing"),
        rows=tuple(
            (
                f"{rows:.0e} × {dim}".replace("e+0", "e"),
                f"{one['vector_bytes'] / 1e9:.2f} GB",
                f"{one['code_bytes'] / 1e9:.3f} GB",
                f"{one['copy_bytes'] / 1e9:.2f} GB",
                ratio(one["start"]),
                f"{ratio(one['rebuild'])} start",
                ratio(one["writing"]),
            )
            for (rows, dim), one in found.items()
        ),
    )


def _promises(found: dict[tuple[int, int], dict[str, Any]]) -> Iterator[Promise]:
    for (rows, dim), one in found.items():
        size = f"{rows:.0e} × {dim}".replace("e+0", "e")
        for name, least in WANTED[(rows, dim)].items():
            of = PEERS.get(name) or f"a numpy gather of {100 * FILTERS[name]:g} %"
            yield Promise(
                sentence=f"{size}: at least {least} × as quick as {of}",
                kept=one["ratios"][name] >= least,
            )
        yield Promise(
            sentence=f"{size}: recall at least 0.999, no mate lost",
            kept=min(one["recall"], *one["filtered_recall"].values()) >= 0.999
            and not one["mates_lost"],
        )


def _alone(rows: int, dim: int) -> dict[str, Any]:
    """Measure one gallery in a process of its own, with one thread."""
    single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.gallery", str(rows), str(dim)],
        env={**os.environ, **single},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


@dataclass
class Drawn:
    """A row store of drawn templates, in this process's memory: what a database adds is not measured."""

    count: int
    dim: int

    def __post_init__(self) -> None:
        import numpy as np

        self.random = np.random.default_rng(SEED)
        # Directions of faces are used unevenly, about as the values of SFace are.
        self.wide = (np.arange(1, self.dim + 1) ** -0.35).astype(np.float32)
        self.middle = 0.1 * self.random.standard_normal(self.dim).astype(np.float32)
        self.groups = self.wide * self.random.standard_normal(
            (max(1, self.count // 200), self.dim), dtype=np.float32
        )
        self.later: list[Any] = []

    def draw(self, count: int) -> Any:
        """Return templates, float32 of length 1."""
        import numpy as np

        own = self.wide * self.random.standard_normal((count, self.dim), dtype=np.float32)
        group = self.groups[self.random.integers(len(self.groups), size=count)]
        vectors = 0.6 * group + 0.8 * own + self.middle
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def codes(self, place: int) -> dict[str, Any]:
        """Return the attributes of one template: shares of the gallery by lot."""
        lots = self.random.random(len(FILTERS))
        held = {
            name: bool(lot < share)
            for (name, share), lot in zip(FILTERS.items(), lots, strict=True)
        }
        return {
            "person": f"M-{place}",
            "purposes": ("identify",),
            "valid_from": "2026-01-01",
            "valid_until": None,
            **held,
        }

    def newest(self) -> int:
        return 1 + len(self.later)

    def changes(self, after_seq: int) -> Iterator[Any]:
        from antigone.gallery import Change, Row

        if after_seq < 1:
            for start in range(0, self.count, 1 << 14):
                vectors = self.draw(min(1 << 14, self.count - start))
                for place, vector in enumerate(vectors, start):
                    name = f"{place:032x}"
                    row = Row(id=name, seq=1, vector=vector, attributes=self.codes(place))
                    yield Change(seq=1, id=name, row=row)
        yield from self.later[max(0, after_seq - 1) :]

    def change(self, identity: str, vector: Any) -> None:
        """Enrol a template, or erase it where there is no vector."""
        from antigone.gallery import Change, Row

        seq = self.newest() + 1
        row = None
        if vector is not None:
            row = Row(id=identity, seq=seq, vector=vector, attributes=self.codes(seq))
        self.later.append(Change(seq=seq, id=identity, row=row))

    def picture(self) -> Any:
        from contextlib import nullcontext

        from antigone.gallery import Picture

        return nullcontext(Picture(seq=self.newest(), count=self.count, rows=iter(())))

    def close(self) -> None:
        """Nothing is held."""


def _measure_alone(rows: int, dim: int) -> dict[str, Any]:
    """Measure one gallery, in this process."""
    import faiss

    from antigone.gallery.sealed import SealedIndex
    from antigone.gallery.segments import Segments
    from antigone.vault import OpenToAll, Vault

    faiss.omp_set_num_threads(1)
    store = Drawn(rows, dim)
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault.create(Path(folder) / "vault", OpenToAll())

        def segments() -> Segments:
            return Segments(Path(folder) / "copy", vault, code="references/bench")

        index = SealedIndex(store, segments=segments())
        rebuild = _cost(lambda: index.count(_everybody()))
        assert index.compressed
        store.random = _drawing(1)
        probes, chosen = _probes(index, store)
        found = _beside_peers(index, probes)
        found |= _lost(index, probes, chosen)
        for name in FILTERS:
            _under(name, index, probes, found)
        found["vector_bytes"], found["code_bytes"] = 4 * rows * dim, index._codes.size
        assert index.save()
        index._forget()
        copy = segments()
        found["copy_bytes"] = copy.size
        opening = median(
            _cost(lambda: [len(piece) for _, pieces in copy.images() for piece in pieces])
            for _ in range(3)
        )
        again = SealedIndex(store, segments=copy)
        start = _cost(again._catch_up)
        assert again.rows == rows
        found["start"], found["rebuild"] = start / opening, rebuild / start
        found["writing"] = _while_others_write(again, store, probes)
    return found


def _everybody() -> Any:
    from antigone.gallery import Permitted

    return Permitted(purpose="identify", on=date(2026, 5, 14))


def _drawing(number: int) -> Any:
    import numpy as np

    return np.random.default_rng([SEED, number])


def _probes(index: Any, store: Drawn) -> tuple[Any, Any]:
    """Return templates made worse, and whose they are."""
    import numpy as np

    chosen = store.random.integers(store.count, size=PROBES)
    noise = store.random.standard_normal((PROBES, store.dim), dtype=np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    # From what is barely above strangers to a good second photograph.
    cosine = store.random.uniform(0.3, 0.8, size=(PROBES, 1)).astype(np.float32)
    return cosine * index._matrix[chosen] + np.sqrt(1 - cosine**2) * noise, chosen


def _beside_peers(index: Any, probes: Any) -> dict[str, Any]:
    import faiss
    import numpy as np

    matrix, everybody = index._matrix[: index.rows], _everybody()
    rows, dim = matrix.shape
    half = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    half.add(matrix)
    works: dict[str, Callable[[Any], object]] = {
        "": lambda probe: index.search(probe, K, everybody),
        "numpy": lambda probe: _first(matrix @ probe),
        "fp16": lambda probe: half.search(probe[None], K),
    }
    if rows <= 100_000:
        double = matrix.astype(np.float64)
        works["face_recognition"] = lambda probe: _first(
            -np.linalg.norm(double - probe.astype(np.float64), axis=1)
        )
    times = _in_turns(works, probes[:TIMED])
    if rows <= 100_000:
        listed = [row.tolist() for row in matrix[:2000]]
        loop = _cost(lambda: _as_deepface(listed, probes[0].tolist()))
        times["deepface"] = loop * rows / len(listed)
    own = times.pop("")
    return {
        "ratios": {name: seconds / own for name, seconds in times.items()},
        # Float32 against half a byte for each pair of values.
        "memory_limit": 4 * dim / (dim / 4),
    }


def _lost(index: Any, probes: Any, chosen: Any) -> dict[str, Any]:
    quick, exact = (index.search(probes, K, _everybody(), exact=one) for one in (False, True))
    mates = [f"{place:032x}" for place in chosen]
    found = [mate in ids for mate, ids in zip(mates, exact.ids, strict=True)]
    kept = [mate in ids for mate, ids in zip(mates, quick.ids, strict=True)]
    return {
        "recall": _recall(quick, exact),
        "mates_found": sum(found),
        "mates_lost": sum(a and not b for a, b in zip(found, kept, strict=True)),
        "filtered_recall": {},
    }


def _under(name: str, index: Any, probes: Any, found: dict[str, Any]) -> None:
    """Measure one filter, and put it into `found`."""
    import numpy as np

    from antigone.gallery import Eq

    where = replace(_everybody(), only=Eq(name, True))
    matrix = index._matrix[: index.rows]
    places = np.flatnonzero(index._table.among(name, (True,)))
    # Once before the clock: a sweep asks the same question for every body.
    index.search(probes[0], K, where)
    works: dict[str, Callable[[Any], object]] = {
        "": lambda probe: index.search(probe, K, where),
        name: lambda probe: _first(matrix[places] @ probe),
    }
    times = _in_turns(works, probes[:TIMED])
    found["ratios"][name] = times[name] / times[""]
    quick, exact = (index.search(probes[:200], K, where, exact=one) for one in (False, True))
    found["filtered_recall"][name] = _recall(quick, exact)


def _first(scores: Any) -> Any:
    """Return the places of the best, in their order."""
    import numpy as np

    best = np.argpartition(scores, -K)[-K:] if len(scores) > K else np.arange(len(scores))
    return best[np.argsort(-scores[best])]


def _while_others_write(index: Any, store: Drawn, probes: Any) -> float:
    """Return the 99th percentile of searches during changes, over the quiet median, by the clock."""
    import numpy as np

    where = _everybody()

    def search(probe: Any) -> float:
        begun = time.perf_counter()
        index.search(probe, K, where)
        return time.perf_counter() - begun

    quiet = median(search(probe) for probe in probes[:TIMED])
    fresh = store.draw(2000)

    def write() -> None:
        steps = [*enumerate(fresh), *((place, None) for place in range(len(fresh)))]
        with tempfile.TemporaryFile() as log:
            for place, vector in steps:
                # What a database does at the very least before a change has returned.
                log.write(bytes(4 * store.dim))
                log.flush()
                os.fsync(log.fileno())
                store.change(f"new{place}", vector)
                index._catch_up()

    times: list[float] = []
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        while not writing.done():
            times.append(search(probes[len(times) % len(probes)]))
        writing.result()
    return float(np.quantile(times, 0.99) / quiet)


def _as_deepface(rows: list[list[float]], probe: list[float]) -> list[float]:
    """The cosine distance of DeepFace (commons/distance, before it was vectorised), row by row."""
    import numpy as np

    distances = []
    for row in rows:
        a = np.matmul(np.transpose(row), probe)
        b = np.sum(np.multiply(row, row))
        c = np.sum(np.multiply(probe, probe))
        distances.append(1 - (a / (np.sqrt(b) * np.sqrt(c))))
    return distances


def _cost(work: Callable[[], object]) -> float:
    """Return the processor time of this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _in_turns(works: dict[str, Callable[[Any], object]], probes: Any) -> dict[str, float]:
    """Return what each takes, medians over the probes; each has several probes at a turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for start in range(0, len(probes), AT_A_TURN):
        for name, work in works.items():
            for probe in probes[start : start + AT_A_TURN]:
                begun = time.thread_time()
                work(probe)
                times[name].append(time.thread_time() - begun)
    return {name: median(of) for name, of in times.items()}


def _recall(quick: Any, exact: Any) -> float:
    pairs = list(zip(quick.ids, exact.ids, strict=True))
    return sum(len(set(a) & set(b)) for a, b in pairs) / sum(len(b) for _, b in pairs)


if __name__ == "__main__":
    print(json.dumps(_measure_alone(int(sys.argv[1]), int(sys.argv[2]))))
