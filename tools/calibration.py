"""Fit the built-in face calibration and write its numbers and its data card.

    python -m tools.calibration

reads `calibration/pairs.csv.gz` and `calibration/impostors.csv.gz` and writes, with the same bytes
every time, `antigone/evidence/calibrations/sface-simulated.json` and `sface-simulated.md`. Needs
the extra `calibrate`. Methods: `lir` of the Netherlands Forensic Institute.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antigone.trials.false_matches import TailFit, fit_tail
from antigone.trials.fitting import (
    BANDS,
    KNOTS,
    REFERENCES,
    CellFit,
    Minimum,
    Pairs,
    cells_within,
    fit_cell,
)
from antigone.trials.numbers_file import as_text, cell_entry, tail_entry
from tools.calibration_scores import (
    CONDITIONS,
    GRADES,
    IMPOSTORS,
    PAIRS,
    ROOT,
    Histogram,
    conditions_of,
    read_impostors,
    read_pairs,
)

WRITTEN = ROOT / "antigone" / "evidence" / "calibrations" / "sface-simulated.json"
CARD = WRITTEN.with_suffix(".md")


@dataclass(frozen=True)
class Fitted:
    """Everything the files are written from."""

    cells: list[CellFit]
    outside: list[dict[str, Any]]
    tails: dict[tuple[str, int], TailFit]


def fit_tails(histogram: Histogram) -> dict[tuple[str, int], TailFit]:
    """Return the false match rates of every grade that has conditions, and of every condition."""
    names = [name for name in GRADES if conditions_of(name)]
    return {
        (name, references): fit_tail(
            histogram.counts(conditions_of(name), references), conditions=len(conditions_of(name))
        )
        for name in [*names, *CONDITIONS]
        for references in REFERENCES
    }


def fit_everything(pairs: Pairs, histogram: Histogram, *, tell: Callable[[str], None]) -> Fitted:
    """Fit all cells of grades and conditions on all people."""
    names = {name: conditions_of(name) for name in [*GRADES, *CONDITIONS]}
    within, outside = cells_within(pairs, names, Minimum())
    cells = []
    for number, (name, band, references, cell) in enumerate(within, 1):
        tell(f"{number}/{len(within)} {name}, {band}, {references} reference(s)")
        cells.append(fit_cell(cell, name, band, references))
    return Fitted(cells, outside, fit_tails(histogram))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def as_numbers(fitted: Fitted) -> dict[str, Any]:
    """Return the content of the numbers file."""
    return {
        "id": "sface-simulated-1",
        "engine": "sface-2021dec",
        "status": "simulated",
        "inputs": {f"calibration/{path.name}": sha256(path) for path in (PAIRS, IMPOSTORS)},
        "interval": 0.95,
        "minimum": Minimum()._asdict(),
        "bands": {band: list(ends) for band, ends in BANDS.items()},
        "references": list(REFERENCES),
        "grades": {
            grade: {"conditions": list(conditions), "because": because}
            for grade, (conditions, because) in GRADES.items()
        },
        "conditions": list(CONDITIONS),
        "knots": KNOTS.tolist(),
        "cells": [cell_entry(fit) for fit in fitted.cells],
        "outside": fitted.outside,
        "non_mated": [
            tail_entry(tail, of=name, references=references)
            for (name, references), tail in fitted.tails.items()
        ],
    }


def main() -> None:
    from tools.calibration_card import data_card

    def tell(line: str) -> None:
        print(line, flush=True)

    pairs, unread = read_pairs()
    histogram = read_impostors()
    fitted = fit_everything(pairs, histogram, tell=tell)
    tell("held-out figures and data card")
    card = data_card(pairs, unread, histogram, fitted)
    WRITTEN.write_text(as_text(as_numbers(fitted)), encoding="utf-8")
    CARD.write_text(card, encoding="utf-8")
    tell(f"written: {WRITTEN.relative_to(ROOT)}, {CARD.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
