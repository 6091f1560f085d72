"""The file a calibration is kept in: JSON, one cell a line, the same bytes for the same numbers."""

import json
from collections.abc import Mapping
from typing import Any

from antigone.trials.false_matches import TailFit
from antigone.trials.fitting import CellFit


def cell_entry(fit: CellFit) -> dict[str, Any]:
    """Return one cell as `antigone.evidence.Calibration` reads it."""
    return {
        "of": fit.of,
        "band": fit.band,
        "references": fit.references,
        "method": fit.method,
        "mated": fit.mated,
        "non_mated": fit.non_mated,
        "people": fit.people,
        "bound": list(fit.bound),
        "log10": fit.log10.tolist(),
        "low": fit.low.tolist(),
        "high": fit.high.tolist(),
    }


def tail_entry(tail: TailFit, *, of: str, references: int) -> dict[str, Any]:
    """Return the false match rates of one grade as `antigone.evidence.Calibration` reads them."""
    return {
        "of": of,
        "references": references,
        "comparisons": tail.comparisons,
        "scores": tail.scores.tolist(),
        "log10_fmr": tail.log10_fmr.tolist(),
        "tail_slope": tail.slope,
    }


def as_text(numbers: Mapping[str, Any]) -> str:
    """Return JSON with one cell a line: small, and readable in a comparison of two versions."""
    lines = []
    for key, value in numbers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n  ".join(json.dumps(entry, separators=(",", ":")) for entry in value)
            lines.append(f'"{key}": [\n  {inner}\n ]')
        else:
            lines.append(f'"{key}": {json.dumps(value)}')
    return "{\n " + ",\n ".join(lines) + "\n}\n"
