"""Charts of teeth as records hold them, and what two of them say.

Written as text, tooth by tooth: "18 missing; 16 filled MO; 21 sound". A tooth that is not in it was
not looked at. A missing person's chart begins with its day, as precise as it is known:
"2019-05: 18 missing; 16 filled MO". Without it nobody knows how much may have been done since.
"""

import re
from collections import Counter

from antigone.casework.description import PartialDate, UnfitDate
from antigone.casework.observed.dates import earliest, latest
from antigone.casework.observed.looks import lacking
from antigone.casework.observed.outstanding import TEETH
from antigone.casework.observed.values import Body, Person, Unweighed, Weighed
from antigone.evidence.findings import (
    Chart,
    Population,
    Tooth,
    UnfitFinding,
    compare_charts,
    dental,
)
from antigone.wording import N_

_WRITTEN = re.compile(r"(\d{2}) ([a-z-]+)(?: ([BDILMO]+))?\Z")
_DATED = re.compile(r"(\d{4}(?:-\d{2}){0,2}): (.*)\Z", re.DOTALL)
_DAYS_A_YEAR = 365.25


def written_chart(chart: Chart) -> str:
    """Return a chart as it stands in the record."""
    parts = []
    for number, state in sorted(chart.teeth.items()):
        surfaces = "".join(sorted(chart.surfaces.get(number, "")))
        parts.append(f"{number} {state}{' ' + surfaces if surfaces else ''}")
    return "; ".join(parts)


def read_chart(text: str) -> Chart | None:
    """Return the chart that `written_chart` wrote, None for words of another kind."""
    teeth: dict[int, Tooth] = {}
    surfaces: dict[int, frozenset[str]] = {}
    for part in text.split("; "):
        found = _WRITTEN.match(part)
        if found is None or found[2] not in [*Tooth]:
            return None
        teeth[int(found[1])] = Tooth(found[2])
        if found[3]:
            surfaces[int(found[1])] = frozenset(found[3])
    return Chart(teeth, surfaces)


def teeth(body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    """Return what the two charts say of each other, or why they cannot be compared."""
    if reason := lacking("dental", body, person, "teeth", lambda: TEETH):
        return reason
    dated = _DATED.match(str(person.description.teeth))
    found = _chart(str(body.description.teeth))
    reported = _chart(dated[2] if dated else str(person.description.teeth))
    for side, chart in (("found", found), ("reported", reported)):
        if chart is None:
            return _unfit(
                side,
                N_("It is no chart: written tooth by tooth, such as “18 missing; 16 filled MO”."),
            )
    assert found is not None and reported is not None
    years = _years(dated[1] if dated else "", body, person)
    if years is None:
        return _unfit(
            "reported",
            N_("The chart has no day that fits: write it first, such as “2019-05: 18 missing”."),
        )
    compared = Counter(compare_charts(found=found, reported=reported).values())
    try:
        ratio = dental(found=found, reported=reported, years=years, population=of)
    except UnfitFinding:
        return _unfit("found", N_("The two charts have no permanent tooth in common."))
    return Weighed(
        kind="dental",
        ratio=ratio,
        sentence=N_(
            "Of the teeth that both charts state, {concordant} agree, {explainable} differ in what may"
            " have been done since, and {unexplainable} in what time does not explain."
        ),
        words={one: compared[one] for one in ("concordant", "explainable", "unexplainable")},
    )


def _chart(text: str) -> Chart | None:
    try:
        return read_chart(text)
    except UnfitFinding:
        return None


def _years(day: str, body: Body, person: Person) -> float | None:
    """Return the years from the chart to death; None without a day, or with one after it."""
    died = person.last_seen or body.recovered
    try:
        made = PartialDate(day) if day else None
    except UnfitDate:
        return None
    if made is None or died is None or earliest(made) > latest(died):
        return None
    return max((earliest(died) - earliest(made)).days, 0) / _DAYS_A_YEAR


def _unfit(side: str, sentence: str) -> Unweighed:
    where = "found" if side == "found" else "reported"
    return Unweighed(kind="dental", side=where, sentence=sentence)
