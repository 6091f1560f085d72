"""The record is corrected: what was taken down wrong of a body, or of a missing person.

Whoever corrects says what she saw when she began. If a field says something else by now, nothing is
written, and both are laid before her: an office in which the last to send wins loses what the others
knew. The former value stays with who changed it, when and why.
"""

from antigone.casework.procedures.correcting.missing import (
    NobodyToCorrect,
    RequestCorrection,
    called,
    correct_request,
    forget_corrections,
    former_values,
)
from antigone.casework.procedures.correcting.remains import (
    ConditionSigned,
    HandedOn,
    NamedAsItIs,
    NoSuchBody,
    PartsRelyOnIt,
    RemainsCorrection,
    correct_remains,
)
from antigone.casework.procedures.correcting.standing import (
    Change,
    ChangedMeanwhile,
    Difference,
    NoReasonToCorrect,
    NotCorrected,
    NothingToCorrect,
    NoticeUnderWay,
    UnfitCorrection,
)

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "ConditionSigned",
    "Difference",
    "HandedOn",
    "NamedAsItIs",
    "NoReasonToCorrect",
    "NoSuchBody",
    "NobodyToCorrect",
    "NotCorrected",
    "NothingToCorrect",
    "NoticeUnderWay",
    "PartsRelyOnIt",
    "RemainsCorrection",
    "RequestCorrection",
    "UnfitCorrection",
    "called",
    "correct_remains",
    "correct_request",
    "forget_corrections",
    "former_values",
]
