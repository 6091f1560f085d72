"""What findings are worth: likelihood ratios, their sum for a pair, and all pairs at once."""

from antigone.evidence.calibration import (
    CONDITION_GRADES,
    Calibration,
    Cell,
    OutsideReach,
    UnknownGrade,
)
from antigone.evidence.fusion import (
    NoPrior,
    NothingToWeigh,
    SimulatedEvidence,
    expected_gain,
    most_helpful,
    weigh,
)
from antigone.evidence.ratio import (
    MOST_LOG10,
    DifferentHypotheses,
    Hypotheses,
    LikelihoodRatio,
    UnfitRatio,
)
from antigone.evidence.reconciliation import (
    Problem,
    Reconciliation,
    UnfitProblem,
    difference,
    reconcile,
    share_prior,
)
from antigone.evidence.reported import ImpossibleRatio, Report, UnfitReport, reported
from antigone.evidence.statement import (
    Bar,
    Finding,
    Outstanding,
    Prior,
    Statement,
    UnfitPrior,
    UnfitResults,
)

__all__ = [
    "CONDITION_GRADES",
    "MOST_LOG10",
    "Bar",
    "Calibration",
    "Cell",
    "DifferentHypotheses",
    "Finding",
    "Hypotheses",
    "ImpossibleRatio",
    "LikelihoodRatio",
    "NoPrior",
    "NothingToWeigh",
    "OutsideReach",
    "Outstanding",
    "Prior",
    "Problem",
    "Reconciliation",
    "Report",
    "SimulatedEvidence",
    "Statement",
    "UnfitPrior",
    "UnfitProblem",
    "UnfitRatio",
    "UnfitReport",
    "UnfitResults",
    "UnknownGrade",
    "difference",
    "expected_gain",
    "most_helpful",
    "reconcile",
    "reported",
    "share_prior",
    "weigh",
]
