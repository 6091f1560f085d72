"""What findings are worth: likelihood ratios, and the calibration of face similarity."""

from antigone.evidence.calibration import (
    CONDITION_GRADES,
    Calibration,
    Cell,
    OutsideReach,
    UnknownGrade,
)
from antigone.evidence.ratio import (
    DifferentHypotheses,
    Hypotheses,
    LikelihoodRatio,
    UnfitRatio,
)

__all__ = [
    "CONDITION_GRADES",
    "Calibration",
    "Cell",
    "DifferentHypotheses",
    "Hypotheses",
    "LikelihoodRatio",
    "OutsideReach",
    "UnfitRatio",
    "UnknownGrade",
]
