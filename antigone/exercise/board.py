"""The board: it reads what two examiners of a discipline agreed on, and decides with its grounds."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from antigone.access import Actor, within
from antigone.casework.models import Candidate, Concurrence, Disagreement, Exclusion
from antigone.casework.models.decisions import ExclusionGround
from antigone.casework.models.review import Conclusion
from antigone.casework.procedures import decisions
from antigone.exercise.walk import Body, Walk
from antigone.wording import N_

_PRIMARY = ("dna", "dental", "fingerprint")

_BY_FACE = N_("identify somebody by face alone")
_SIGNED_TWICE = N_("sign for the board twice")
_NO_GROUNDS = N_("decide without saying why")


def decide(walk: Walk) -> None:
    """Settle what examiners left open, identify whom a primary identifier carries, close the rest."""
    bruno = walk.crew["bruno"]
    for key in _disagreements(bruno):
        decisions.settle(
            bruno,
            decisions.Settle(
                disagreement=key,
                grounds="Two views differ on this photograph; neither is followed, others decide.",
            ),
        )
    for found in walk.bodies:
        _identify(walk, found)
    for found in walk.bodies:
        _close_leads(walk, found)
    unnamed = [one for one in walk.bodies if one.found.code not in walk.identifications]
    for found in unnamed:
        reason = decisions.UnidentifiedBecause.CANDIDATES_EXCLUDED
        decisions.close_unidentified(bruno, decisions.Unidentified(remains=found.id, reason=reason))


def _identify(walk: Walk, found: Body) -> None:
    bruno, berta = walk.crew["bruno"], walk.crew["berta"]
    for agreed in _agreements(bruno, found):
        if agreed["discipline"] == "face":
            alone = decisions.Identify(
                remains=found.id,
                request=agreed["request"],
                concurrence=agreed["id"],
                grounds="Two examiners of faces agree.",
            )
            attempt = partial(decisions.identify, bruno, alone)
            walk.must_refuse(_BY_FACE, attempt, once=True)
    for agreed in _agreements(bruno, found):
        if agreed["discipline"] not in _PRIMARY:
            continue
        motion = partial(
            decisions.Identify,
            remains=found.id,
            request=agreed["request"],
            concurrence=agreed["id"],
        )
        grounds = f"Two examiners of {agreed['discipline']} agree; nothing contradicts."
        empty = partial(decisions.identify, bruno, motion(grounds=" "))
        walk.must_refuse(_NO_GROUNDS, empty, once=True)
        decisions.identify(bruno, motion(grounds=grounds))
        twice = partial(decisions.identify, bruno, motion(grounds=grounds))
        walk.must_refuse(_SIGNED_TWICE, twice, once=True)
        decided = decisions.identify(berta, motion(grounds=grounds))
        walk.identifications[found.found.code] = decided.identification


def _close_leads(walk: Walk, found: Body) -> None:
    """Close whoever else stands on the list of a body, each with its ground."""
    berta = walk.crew["berta"]
    named = found.found.code in walk.identifications
    ground = ExclusionGround.IDENTIFIED_OTHERWISE if named else ExclusionGround.NO_SUPPORT
    grounds = (
        "The body was identified as another person."
        if named
        else "No two examiners found a potential match, and no other finding speaks for it."
    )
    leads = tuple(
        decisions.Lead(remains=found.id, request=request) for request in _open(berta, found)
    )
    if leads:
        decisions.exclude(berta, decisions.Exclude(leads=leads, ground=ground, grounds=grounds))


def _disagreements(actor: Actor) -> list[Any]:
    with within(actor.operation_id):
        waiting = Disagreement.objects.filter(settlement=None).order_by("recorded_at")
        return list(waiting.values_list("pk", flat=True))


def _agreements(actor: Actor, found: Body) -> Iterator[dict[str, Any]]:
    with within(actor.operation_id):
        agreed = Concurrence.objects.filter(
            candidate__remains=found.id, conclusion=Conclusion.POTENTIAL_MATCH
        )
        rows = list(
            agreed.order_by("recorded_at").values_list("id", "discipline", "candidate__request")
        )
    for key, discipline, request in rows:
        yield {"id": key, "discipline": str(discipline), "request": request}


def _open(actor: Actor, found: Body) -> list[Any]:
    with within(actor.operation_id):
        closed = Exclusion.objects.filter(remains=found.id).values_list("request", flat=True)
        listed = Candidate.objects.filter(remains=found.id).order_by("recorded_at")
        listed = listed.exclude(request__identifications__remains=found.id)
        requests = listed.exclude(request__in=list(closed)).values_list("request", flat=True)
        return list(dict.fromkeys(requests))
