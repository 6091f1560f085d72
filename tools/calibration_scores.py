"""The scores behind the built-in calibration, and which simulated condition stands for which grade."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.trials.false_matches import SCORES
from antigone.trials.fitting import BANDS, Numbers, Pairs, Whole

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "calibration" / "pairs.csv.gz"
IMPOSTORS = ROOT / "calibration" / "impostors.csv.gz"

_COMPOSITE = "mortuary"
# Simulated condition → grade. The composite of a mortuary photograph (lids, pallor, from above,
# dim, turned, JPEG) stands in every grade, because every one of these photographs is taken there:
# without it the calibration speaks against the right person at middling similarity.
GRADES: dict[str, tuple[tuple[str, ...], str]] = {
    "fresh": (
        ("pallor", "eyes_closed", "dark_noise", "blur", _COMPOSITE),
        "Single changes and the mortuary composite. `clean` is left out: no photograph of the dead "
        "is that of a person who looks into the camera.",
    ),
    "early change": (
        (_COMPOSITE,),
        "The composite alone: several changes at once, none of them swelling.",
    ),
    "bloat": (
        ("swelling", _COMPOSITE, "field_hard"),
        "The swelling warp by itself is kinder than the composite, so it does not stand alone.",
    ),
    "advanced": ((), "No simulation resembles skin slippage and discolouration."),
    "burnt": ((), "No simulation."),
    "trauma to face": (
        ("occl_lower30", "occl_upper30", _COMPOSITE),
        "Covering stands for injury that hides 30 % of the face; deformation is not simulated.",
    ),
    "skeletal": ((), "There is no face."),
}
CONDITIONS = (
    "clean",
    "pallor",
    "dark_noise",
    "eyes_closed",
    "occl_lower30",
    "occl_upper30",
    "blur",
    "swelling",
    "mortuary",
    "field_hard",
)


@dataclass(frozen=True)
class Histogram:
    """Non-mated comparisons counted in bins of similarity; `bins` are left edges."""

    condition: NDArray[np.str_]
    references: Whole
    length_from: Numbers
    bins: Numbers
    count: Whole

    def counts(self, conditions: Sequence[str], references: int, band: str | None = None) -> Whole:
        """Return how many comparisons fall into each of `SCORES`."""
        chosen = np.isin(self.condition, conditions) & (self.references == references)
        if band is not None:
            low, high = BANDS[band]
            chosen &= (self.length_from >= low) & (self.length_from < high)
        places = np.round((self.bins[chosen] - SCORES[0]) * 100).astype(int)
        return np.bincount(places, weights=self.count[chosen], minlength=len(SCORES)).astype(int)


def read_pairs(path: Path = PAIRS) -> tuple[Pairs, dict[str, int]]:
    """Return the comparisons with a face in the probe, and how many probes had none."""
    columns: list[list[str]] = []
    unread: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            if row["similarity"]:
                columns.append(list(row.values())[:6])
            else:
                unread[row["condition"]] = unread.get(row["condition"], 0) + 1
    condition, references, person, mated, similarity, length = zip(*columns, strict=True)
    return Pairs(
        np.array(condition),
        np.array(references, dtype=np.int64),
        np.array(person, dtype=np.int64),
        np.array(mated, dtype=np.int64),
        np.array(similarity, dtype=np.float64),
        np.array(length, dtype=np.float64),
    ), unread


def read_impostors(path: Path = IMPOSTORS) -> Histogram:
    """Return the histogram of all non-mated comparisons."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    return Histogram(
        np.array([row["condition"] for row in rows]),
        np.array([int(row["references"]) for row in rows]),
        np.array([float(row["probe_length_from"]) for row in rows]),
        np.array([float(row["similarity_bin"]) for row in rows]),
        np.array([int(row["count"]) for row in rows]),
    )


def conditions_of(name: str) -> tuple[str, ...]:
    """Return the simulated conditions behind a grade or a condition."""
    return GRADES[name][0] if name in GRADES else (name,)
