"""From the records of a body and of a missing person to what their findings are worth.

Pure: it reads frozen values and no database. Every field gives one of two things: a finding with its
worth and one plain sentence, or the reason why it could not be weighed, on which side, and what an
examination would be expected to tell. "Nobody looked", "it cannot be looked at" and "looked at, and
not known" stay three different things.
"""

from antigone.casework.observed.charting import read_chart, teeth, written_chart
from antigone.casework.observed.judged import (
    NOTHING_JUDGED,
    Circumstances,
    Judged,
    Thing,
    Verdict,
    circumstances,
    implants,
    kilometres,
    middle_of,
    prints,
)
from antigone.casework.observed.looks import looks
from antigone.casework.observed.marking import marks, read_mark
from antigone.casework.observed.outstanding import DNA, Expected
from antigone.casework.observed.things import read_thing, things, written_thing
from antigone.casework.observed.values import (
    Body,
    ContradictingRecords,
    Observed,
    Person,
    Unweighed,
    Weighed,
)
from antigone.evidence.findings import Population

__all__ = [
    "DNA",
    "NOTHING_JUDGED",
    "Body",
    "Circumstances",
    "ContradictingRecords",
    "Expected",
    "Judged",
    "Observed",
    "Person",
    "Thing",
    "Unweighed",
    "Verdict",
    "Weighed",
    "kilometres",
    "middle_of",
    "read_chart",
    "read_mark",
    "read_thing",
    "weigh_records",
    "written_chart",
    "written_thing",
]


def weigh_records(
    body: Body,
    person: Person,
    *,
    population: Population,
    bodies: int,
    judged: Judged = NOTHING_JUDGED,
    verdict: Verdict = "",
) -> Observed:
    """Return everything that the records of a pair say, each finding by the figures of `population`.

    `bodies` is how many remains the operation has, `verdict` what two examiners of fingerprints
    concluded. Raises `ContradictingRecords`, `RecoveredBeforeSeen`, `UnfitFinding` and `NoFigure`:
    then nothing is weighed.
    """
    every = (
        *looks(body, person, population),
        *marks(body, person, population),
        teeth(body, person, population),
        prints(verdict, body, population),
        implants(body, person, population),
        *things(body, person, judged, population, bodies=bodies),
        *circumstances(body, person, judged, population),
    )
    return Observed(
        weighed=tuple(one for one in every if isinstance(one, Weighed)),
        unweighed=tuple(one for one in every if isinstance(one, Unweighed)),
    )
