"""Ranges in which an examiner or a family states an age or a stature."""

import math
from dataclasses import dataclass

from antigone.evidence.findings.refusals import UnfitFinding


@dataclass(frozen=True)
class Span:
    """From `least` to `most`, both included: completed years, centimetres or days by its field.

    A single value has both ends equal. Refuses with `UnfitFinding`.
    """

    least: float
    most: float

    def __post_init__(self) -> None:
        in_order = 0 <= self.least <= self.most
        if not (math.isfinite(self.least) and math.isfinite(self.most) and in_order):
            raise UnfitFinding(
                finding="range",
                field="least, most",
                found=f"{self.least} to {self.most}",
                wanted="two numbers in order, from 0",
            )


def below(value: float, mean: float, spread: float) -> float:
    """Return the probability that a normal variable lies below a value."""
    return 0.5 * math.erfc((mean - value) / (spread * math.sqrt(2)))


TWO_SIDED_95 = 1.959963984540054
"""Half the width of a 95 % range, in standard deviations of the normal law."""
