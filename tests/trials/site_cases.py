"""Cases of a site whose ratios are known, as comparisons and as the file that is fitted on them."""

from functools import cache
from pathlib import Path

import numpy as np

from antigone.trials.calibrate import as_numbers, fit_site
from antigone.trials.cases import Comparisons, in_columns
from antigone.trials.fitting import Minimum
from antigone.trials.numbers_file import as_text

BANDS = {"unusable": (0.0, 8.0), "weak": (8.0, 10.0), "good": (10.0, 99.0)}
SAME, STRANGER, SIBLING, SPREAD = 0.5, 0.1, 0.25, 0.1


def site(people: int = 160, *, photographs: int = 1, grade: str = "fresh") -> Comparisons:
    """Return cases whose ratios are known: similarities of normals with one spread.

    People 2n and 2n + 1 are siblings.
    """
    random = np.random.default_rng(7)
    rows: list[tuple[object, ...]] = []
    for person in range(people):
        for nth in range(photographs):
            for other in range(people):
                kin = person // 2 == other // 2 and person != other
                mean = SAME if person == other else SIBLING if kin else STRANGER
                similarity = float(np.clip(random.normal(mean, SPREAD), -0.99, 0.99))
                probe = person * photographs + nth
                rows.append((grade, probe, nth, person, other, kin, 1, similarity, 12.0))
    return in_columns(rows)


@cache
def site_calibration(
    grade: str = "fresh", *, by: str = "nobody", engine: str = "sface-2021dec"
) -> str:
    """Return the file of a calibration that a small site has fitted."""
    few = Minimum(mated=50, non_mated=500, people=50)
    fit = fit_site(site(60, grade=grade), bands=BANDS, minimum=few, resamples=3)
    return as_text(as_numbers(fit, engine=engine, bands=BANDS, card={"by": by}))


def write_site(path: Path, **of: str) -> Path:
    """Write that file, and return where it lies."""
    path.write_text(site_calibration(**of), encoding="utf-8")
    return path
