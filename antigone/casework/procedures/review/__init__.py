"""Review: two examiners of one discipline, each alone, before anybody decides.

The order is the safety: the body is analysed alone; pairs are drawn, with strangers among them; they
are compared one at a time, without names or numbers; only then are two views held together. All of
it under one name.
"""

from antigone.casework.procedures.review.analysing import (
    Analysed,
    AnalysedAlready,
    NoMaterial,
    NoteTooLong,
    PairsDrawn,
    analyse,
    look_alone,
)
from antigone.casework.procedures.review.comparing import (
    Committed,
    Compared,
    NoReport,
    NothingComparable,
    NothingDrawn,
    NotNext,
    PairShown,
    PointOutside,
    PointPair,
    UnfitConclusion,
    compare,
    next_pair,
)
from antigone.casework.procedures.review.drawing import (
    Drawing,
    Drawn,
    NoAnalysis,
    NobodyLeft,
    NobodyToCompare,
    NotCompared,
    Relieving,
    draw,
    draw_further,
    relieve,
)
from antigone.casework.procedures.review.examiners import OtherDiscipline
from antigone.casework.procedures.review.fillers import (
    FillerHereAlready,
    GivenFiller,
    NoProvenance,
    UnfitFiller,
    add_filler,
)
from antigone.casework.procedures.review.following import Following, follow
from antigone.casework.procedures.review.material import NoFaceOfBody
from antigone.casework.procedures.review.proficiency import Proficiency, proficiency
from antigone.casework.procedures.review.remarking import Added, NothingSaid, add_remark

__all__ = [
    "Added",
    "Analysed",
    "AnalysedAlready",
    "Committed",
    "Compared",
    "Drawing",
    "Drawn",
    "FillerHereAlready",
    "Following",
    "GivenFiller",
    "NoAnalysis",
    "NoFaceOfBody",
    "NoMaterial",
    "NoProvenance",
    "NoReport",
    "NobodyLeft",
    "NobodyToCompare",
    "NotCompared",
    "NotNext",
    "NoteTooLong",
    "NothingComparable",
    "NothingDrawn",
    "NothingSaid",
    "OtherDiscipline",
    "PairShown",
    "PairsDrawn",
    "PointOutside",
    "PointPair",
    "Proficiency",
    "Relieving",
    "UnfitConclusion",
    "UnfitFiller",
    "add_filler",
    "add_remark",
    "analyse",
    "compare",
    "draw",
    "draw_further",
    "follow",
    "look_alone",
    "next_pair",
    "proficiency",
    "relieve",
]
