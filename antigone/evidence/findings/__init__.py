"""Findings: what each thing that was seen is worth, one small function for each.

Every function takes what was found (post mortem) and what was reported (ante mortem), draws the
errors of observers and the frequencies among people from a `Population`, and returns a
`LikelihoodRatio` with interval and bound. What nobody examined is no finding: leave it out.

Functions do not know of each other. Whoever adds findings up declares which rest upon the same
thing (`antigone.evidence.Finding.group`); stature is weighed among people of one sex, so that sex
and stature may stand beside each other.
"""

from antigone.evidence.findings.age import age
from antigone.evidence.findings.belongings import Belonging, belonging, described_belonging
from antigone.evidence.findings.circumstances import place, time
from antigone.evidence.findings.colour import colour
from antigone.evidence.findings.dental import Chart, Tooth, compare_charts, dental
from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, Shares
from antigone.evidence.findings.fingerprint import fingerprint
from antigone.evidence.findings.handedness import handedness
from antigone.evidence.findings.implants import implant_model, implant_serial
from antigone.evidence.findings.marks import Mark, mark, unmentioned_mark
from antigone.evidence.findings.population import (
    Population,
    default_population,
    population_from_toml,
)
from antigone.evidence.findings.refusals import (
    NoFigure,
    RecoveredBeforeSeen,
    UnfitFigure,
    UnfitFinding,
)
from antigone.evidence.findings.sex import sex
from antigone.evidence.findings.spans import Span
from antigone.evidence.findings.stature import stature

__all__ = [
    "SAME_OR_UNRELATED",
    "Belonging",
    "Chart",
    "Figure",
    "Mark",
    "NoFigure",
    "Population",
    "RecoveredBeforeSeen",
    "Shares",
    "Span",
    "Tooth",
    "UnfitFigure",
    "UnfitFinding",
    "age",
    "belonging",
    "colour",
    "compare_charts",
    "default_population",
    "dental",
    "described_belonging",
    "fingerprint",
    "handedness",
    "implant_model",
    "implant_serial",
    "mark",
    "place",
    "population_from_toml",
    "sex",
    "stature",
    "time",
    "unmentioned_mark",
]
