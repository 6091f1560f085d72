"""From marked faces to candidates and what speaks for them: the steps of matching, under one name.

Nothing here decides. A template is made under a permission, a search starts from a dead body, a
candidate is somebody to look at, and a finding says how far its numbers reach.
"""

from antigone.casework.procedures.enrolling import (
    AlreadyEnrolled,
    FaceNotConfirmed,
    LegalBasisEnded,
    MarkEnded,
    NoBiometricPermission,
    OtherEngine,
    PermissionEnded,
    enrol,
)
from antigone.casework.procedures.proposing import (
    FaceNeedsSearch,
    NoSource,
    Proposal,
    ProposedAlready,
    propose,
)
from antigone.casework.procedures.searching import (
    NoDeathExamination,
    NoLegibleCode,
    NoUsableProbe,
    PurposeMissing,
    SearcherSignedDeath,
    Skipped,
    Swept,
    Wanted,
    search,
    sweep,
)
from antigone.casework.procedures.weighing import (
    FaceOf,
    NoHypotheses,
    NotFromASearch,
    PairErased,
    Reportable,
    Reported,
    SimulatedCalibration,
    UnfitLaboratoryReport,
    weigh,
    weigh_list,
)

__all__ = [
    "AlreadyEnrolled",
    "FaceNeedsSearch",
    "FaceNotConfirmed",
    "FaceOf",
    "LegalBasisEnded",
    "MarkEnded",
    "NoBiometricPermission",
    "NoDeathExamination",
    "NoHypotheses",
    "NoLegibleCode",
    "NoSource",
    "NoUsableProbe",
    "NotFromASearch",
    "OtherEngine",
    "PairErased",
    "PermissionEnded",
    "Proposal",
    "ProposedAlready",
    "PurposeMissing",
    "Reportable",
    "Reported",
    "SearcherSignedDeath",
    "SimulatedCalibration",
    "Skipped",
    "Swept",
    "UnfitLaboratoryReport",
    "Wanted",
    "enrol",
    "propose",
    "search",
    "sweep",
    "weigh",
    "weigh_list",
]
