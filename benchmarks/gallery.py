"""Searching templates: the compressed engine beside a numpy product and other exhaustive searches.

What is measured, and how, says `antigone.gallery.measuring`, which `antigone bench gallery` runs on any
machine. Here the figures become tables, and what was promised of them is held against them.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TypeAlias

from antigone.gallery.compressed import FINE_BYTES, LEAST_ROWS
from antigone.gallery.drawn import FILTERS
from antigone.gallery.measuring import LARGE, TOGETHER, USUAL, Figures
from antigone.gallery.measuring import measure as figures_of
from benchmarks.plots import latency_plot, write
from benchmarks.report import Promise, Section, Table, ratio, versions_of

SMALL = (10_000, 128)
"""Compared one by one, without codes: where the page on capacity begins."""

Found: TypeAlias = dict[tuple[int, int], Figures]

MILLION = (1_000_000, 128)
# DESIGN, gallery: how many times as long the peer takes, at least.
WANTED: dict[tuple[int, int], dict[str, float]] = {
    (100_000, 128): {"numpy": 4, "face_recognition": 35, "deepface": 500},
    MILLION: {"numpy": 7, "fp16": 4, "tenth": 2, "hundredth": 1.1},
    (200_000, 512): {"numpy": 8},
    (10_000_000, 128): {"numpy": 15, "fp16": 7},
}
PEERS = {
    "numpy": "numpy product",
    "together": f"the same, {TOGETHER} probes",
    "fp16": "faiss fp16",
    "face_recognition": "face_recognition",
    "deepface": "loop as in DeepFace",
}
MOST_CODES = {(10_000_000, 128): 0.4e9}
# Milliseconds of any search, and of each row that is taken from a scan and scored (measured).
FIXED = 0.15
TAKEN = 0.00025
MOST_START = 3
MOST_WRITING = 5


def measure(*, large: bool = False) -> Section:
    """Measure every size; `large` adds ten million templates (12 GB of memory, an hour)."""
    found = {}
    for rows, dim in (SMALL, *USUAL, *(LARGE if large else ())):
        print(f"gallery: {rows} × {dim}", file=sys.stderr, flush=True)
        found[(rows, dim)] = figures_of(rows, dim)
    write("gallery-latency", _latency(found))
    loads = [load for one in found.values() for load in one.load]
    return Section(
        name="gallery",
        title="searching templates, one thread, the first 50",
        tables=(_against_peers(found), _under_filters(found), _standing(found)),
        meanings=(
            f"While this was measured, {min(loads):.1f} to {max(loads):.1f} processes wanted a"
            " processor, on average; each that does takes cache and memory from what is measured.",
            "Ratio: processor time of the peer over that of Antigone's whole call, permission,"
            " filter, people and exact order included. Peers take turns of ten probes, of which the"
            " best counts on both sides; each figure is the median over twelve turns.",
            "numpy product: float32 matrix by vector, `argpartition`, sort; by 16 probes it is one"
            " product of matrices, and memory is read once for all of them. faiss fp16:"
            " IndexScalarQuantizer, QT_fp16, inner product. face_recognition: its"
            " `face_distance`, `np.linalg.norm(rows - probe, axis=1)` on float64 as dlib gives it,"
            " and the first 50. Loop as in DeepFace: its cosine distance row by row, timed on 2 000"
            " rows and multiplied. pgvector is not measured here.",
            "Memory limit: the ratio to numpy if codes were read as quickly as numpy reads vectors"
            " and nothing else were to do. Codes of single values, in galleries up to 32 MB of"
            " them, are twice as long as those of pairs. Ten thousand templates have codes here, and"
            " usually none: below 30 000 each is compared.",
            "Filters: the peer picks the permitted rows out with numpy, `matrix[places] @ probe`;"
            " finding the places is not counted against it, nor is reading the attributes a second"
            " time against Antigone. Where few rows are permitted, what a call costs anyway (about"
            " a tenth of a millisecond) outweighs the rest.",
            "Recall: of the first 50 of an exact search, 2 000 probes (200 under a filter;"
            " a quarter of these among ten million)."
            " Mates lost: probes whose own person exact search lists among 50 and the codes do not.",
            "Start: taking up a sealed copy, over opening (reading, decrypting, checking) its files."
            " Rebuild: reading all rows anew, without the database's share (100 000 are read, and"
            " multiplied).",
            "While others write: 99th percentile of searches by the clock during as many enrolments"
            " and erasures as a hundredth of the rows, 10 000 of each at most, ten at a time after"
            " one `fsync`, over the quiet median.",
        ),
        versions=versions_of("antigone", "faiss-cpu", "numpy"),
        values={f"{rows}x{dim}": asdict(one) for (rows, dim), one in found.items()},
        promises=tuple(_promises(found)),
    )


def _against_peers(found: Found) -> Table:
    return Table(
        title="Time of the peer over Antigone's; what a search by codes finds of an exact one",
        columns=("templates", "a search", *PEERS.values(), "memory limit", "recall", "mates lost"),
        rows=tuple(
            (
                _size(*size),
                f"{1000 * one.seconds:.2f} ms",
                *(ratio(one.ratios[name]) if name in one.ratios else "–" for name in PEERS),
                f"{ratio(one.memory_limit)} at {one.gigabytes_a_second:.0f} GB/s",
                f"{one.recall:.5f}",
                f"{one.mates_lost} of {one.mates_found}",
            )
            for size, one in found.items()
        ),
    )


def _under_filters(found: Found) -> Table:
    return Table(
        title="Under a filter: a numpy gather over Antigone, and recall",
        columns=("templates", *(f"{100 * share:g} %" for share in FILTERS.values())),
        rows=tuple(
            (
                _size(*size),
                *(
                    f"{ratio(one.ratios[name])}, {one.filtered_recall[name]:.4f}"
                    for name in FILTERS
                ),
            )
            for size, one in found.items()
        ),
    )


def _standing(found: Found) -> Table:
    return Table(
        title="Memory, start, and searches while others write",
        columns=(
            *("templates", "memory", "vectors", "codes", "sealed copy"),
            *("start", "", "rebuild", "writing"),
        ),
        rows=tuple(
            (
                _size(*size),
                f"{one.memory_bytes / 1e9:.2f} GB",
                f"{one.vector_bytes / 1e9:.2f} GB",
                f"{one.code_bytes / 1e9:.3f} GB",
                f"{one.copy_bytes / 1e9:.2f} GB",
                f"{one.start_seconds:.1f} s",
                ratio(one.start),
                f"{one.rebuild_seconds:.0f} s",
                ratio(one.writing),
            )
            for size, one in found.items()
        ),
    )


def _latency(found: Found) -> str:
    """Return the picture of the page on capacity: what was measured, and the model it states."""
    measured = [
        (rows, 1000 * one.seconds) for (rows, dim), one in sorted(found.items()) if dim == 128
    ]
    return latency_plot(
        [(10**at, _modelled(10**at, found[MILLION])) for at in range(4, 9)], measured
    )


def _modelled(rows: int, known: Figures) -> float:
    """Return milliseconds of a search, by the model that docs/explanation/capacity.md states."""
    if rows < LEAST_ROWS:
        return FIXED + 4 * known.dim * rows / known.gigabytes_a_second / 1e6
    fine = rows * known.dim // 2 <= FINE_BYTES
    length = known.dim / (2 if fine else 4)
    taken = (400 if fine else 3_200) * math.sqrt(max(1.0, rows / 100_000))
    return FIXED + length * rows / known.gigabytes_a_second / 1e6 + TAKEN * taken


def _promises(found: Found) -> Iterator[Promise]:
    for place, one in found.items():
        size = _size(*place)
        for name, least in WANTED.get(place, {}).items():
            of = PEERS.get(name) or f"a numpy gather of {100 * FILTERS[name]:g} %"
            yield Promise(
                sentence=f"{size}: at least {least} × as quick as {of}",
                kept=one.ratios[name] >= least,
            )
        yield Promise(sentence=f"{size}: recall at least 0.999, no mate lost", kept=one.sound)
        if place in MOST_CODES:
            most = MOST_CODES[place]
            yield Promise(
                sentence=f"{size}: at most {most / 1e9:g} GB of codes", kept=one.code_bytes <= most
            )
        if place == MILLION:
            yield Promise(
                sentence=f"{size}: a start costs at most {MOST_START} × opening the sealed copy",
                kept=one.start <= MOST_START,
            )
            yield Promise(
                sentence=f"{size}: while others write, at most {MOST_WRITING} × the quiet median",
                kept=one.writing <= MOST_WRITING,
            )


def _size(rows: int, dim: int) -> str:
    return f"{rows:.0e} × {dim}".replace("e+0", "e")
