"""One body and one missing person as their records stand now, for the weighing of their findings.

Reads only, within the operation in scope. Of each field the newest examination that states it counts;
a later one corrects an earlier one, and says nothing of what it does not mention.
"""

import json
from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from antigone.access.roles import Discipline
from antigone.casework.description import Absent, Description, PartialDate
from antigone.casework.models import (
    Effect,
    Examination,
    MissingPerson,
    PopulationTable,
    Remains,
    TracingRequest,
)
from antigone.casework.models.remains import RemainsKind
from antigone.casework.models.review import Conclusion
from antigone.casework.models.withdrawals import is_restricted
from antigone.casework.observed import (
    NOTHING_JUDGED,
    Body,
    Judged,
    Person,
    Verdict,
    kilometres,
    middle_of,
)
from antigone.casework.pairs import Pair
from antigone.casework.positions import ImpossiblePosition, Position, position_in
from antigone.casework.sealed import unseal

if TYPE_CHECKING:
    from antigone.evidence.findings import Population

# Bodies that all lie in one place come from an area all the same.
_LEAST_AREA_KM = 1.0
_VERDICTS: dict[str, Verdict] = {
    Conclusion.POTENTIAL_MATCH: "identified",
    Conclusion.EXCLUSION: "excluded",
    Conclusion.INCONCLUSIVE: "inconclusive",
}


def body_of(remains: Remains) -> Body:
    """Return what was established of a body."""
    known = Description()
    condition = remains.condition
    for one in Examination.objects.filter(remains=remains).order_by("signed_at"):
        known = replace(known, **_stated(one.description))
        if one.condition != Absent.NOT_EXAMINED:
            condition = one.condition
    things = Effect.objects.filter(remains=remains).order_by("code")
    return Body(
        code=remains.code,
        description=known,
        condition=str(condition),
        whole=remains.kind == RemainsKind.BODY,
        recovered=_date(remains.recovered_on),
        kept=tuple(things.values_list("description", flat=True)),
    )


def person_of(request: TracingRequest) -> Person:
    """Return how a missing person is described; nothing of her where that was sealed or erased."""
    person = MissingPerson.objects.filter(request=request).first()
    if person is None:
        return Person(code=request.code, description=Description())
    return Person(
        code=request.code,
        description=person.description,
        born=_date(person.born),
        last_seen=_date(person.last_seen),
    )


def verdict_on(pair: Pair) -> Verdict:
    """Return what two examiners of fingerprints concluded together, empty where no two have."""
    for one in pair.concurrences:
        if one.discipline == Discipline.FINGERPRINT:
            return _VERDICTS[one.conclusion]
    return ""


def said_with(pair: Pair) -> dict[str, Any]:
    """Return what was written with a pair's newest weighing: "judged", and "lines" for each finding.

    Nothing where there is none, or where what the missing person's family gave is sealed or erased.
    """
    weighing = pair.weighing
    person = MissingPerson.objects.filter(request=pair.request)
    if weighing is None or not person.exists() or is_restricted(pair.request.pk, None):
        return {"lines": []}
    return dict(json.loads(unseal(weighing, "details") or '{"lines": []}'))


def judged_before(pair: Pair) -> Judged:
    """Return what people stated of a pair when it was weighed last; nothing where nobody has."""
    judged = said_with(pair).get("judged")
    return Judged.from_json(judged) if judged else NOTHING_JUDGED


def with_distance(judged: Judged, pair: Pair) -> Judged:
    """Return what was judged, with the distance that the two records hold where nobody stated one.

    The area is the circle about the middle of all places of recovery that have a position; where they
    have no middle, as around 0, 0, nothing is added.
    """
    said = judged.circumstances
    person = MissingPerson.objects.filter(request=pair.request).first()
    found = _position(pair.remains.recovered_at, pair.remains.place)
    seen = _position(person.last_seen_place) if person else None
    if said.distance_km is not None or found is None or seen is None:
        return judged
    every = Remains.objects.values_list("recovered_at", "place")
    places = [one for texts in every if (one := _position(*texts))]
    try:
        middle = middle_of(places)
    except ImpossiblePosition:
        return judged
    reached = max(kilometres(middle, one) for one in places)
    area = said.area_km or max(reached, _LEAST_AREA_KM)
    measured = replace(said, distance_km=kilometres(found, seen), area_km=area)
    return replace(judged, circumstances=measured)


def _position(*texts: str) -> Position | None:
    for text in texts:
        # One odd text, such as "Hall 95.1, 20.2", must not stop the weighing of every pair.
        with suppress(ImpossiblePosition):
            if text and (one := position_in(text)):
                return one
    return None


def figures_in_force() -> tuple[PopulationTable | None, "Population"]:
    """Return the operation's newest table with its figures; the shipped ones where it has none."""
    from antigone.evidence.findings import default_population

    newest = PopulationTable.objects.order_by("version").last()
    if newest is None:
        return None, default_population()
    return newest, default_population().replaced_by(newest.content, source=newest.name)


def _stated(description: Description) -> dict[str, object]:
    every = {one.name: getattr(description, one.name) for one in fields(description)}
    return {name: value for name, value in every.items() if value is not Absent.NOT_EXAMINED}


def _date(written: str) -> PartialDate | None:
    return PartialDate(str(written)) if written else None
