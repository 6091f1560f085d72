"""What all findings say of one pair, for whoever may see whom a body might be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import permitted
from antigone.casework.dossiers import name_of
from antigone.casework.models import Candidate, PairImport, PopulationTable, Remains
from antigone.casework.observed import Judged
from antigone.casework.observing import judged_before
from antigone.casework.pairs import Pair
from antigone.casework.reading import looking, reading
from antigone.casework.statements import Stated, stated_of
from antigone.casework.step import found, step
from antigone.casework.unblinding import unblind


@dataclass(frozen=True, kw_only=True)
class FindingsOfPair:
    """One pair with everything that is said of it, and what people stated when it was weighed."""

    remains: str
    request: str
    person: str
    stated: Stated
    judged: Judged


@dataclass(frozen=True, kw_only=True)
class FiguresHeld:
    """A table of figures as the operation holds it; version 0 is what is shipped."""

    version: int
    name: str
    stated_version: str
    provenance: str
    because: str
    adopted_at: datetime | None
    adopted_by: str


def findings_of_pair(actor: Actor, candidate: UUID, language: str = "en") -> FindingsOfPair:
    """Return what all findings say of one pair; the look is recorded.

    Whoever looks does not review the body any more. Raises `NotHere` and `SeparatePerson`.
    """
    with _looking(actor, candidate) as pair:
        return FindingsOfPair(
            remains=pair.remains.code,
            request=pair.request.code,
            person=name_of(pair.request),
            stated=stated_of(pair, language),
            judged=judged_before(pair),
        )


def pairs_to_weigh(actor: Actor, remains: str, request: str = "") -> list[UUID]:
    """Return a candidate of each pair of a body, the newest one, or of one pair; the look is recorded.

    Whoever asks does not review the body any more. Raises `NotHere` and `SeparatePerson`.
    """
    with looking(actor, remains, Action.WEIGH_FINDINGS) as body:
        listed = Candidate.objects.filter(remains=body).order_by("recorded_at")
        if request:
            listed = listed.filter(request__code=request)
        return list(dict(listed.values_list("request", "pk")).values())


def figures_held(actor: Actor) -> list[FiguresHeld]:
    """Return every table of figures of the operation, the one in force first."""
    from antigone.evidence.findings import default_population

    shipped = default_population()
    with reading(actor, Action.VIEW_DOSSIER):
        adopted = PopulationTable.objects.select_related("recorded_by").order_by("-version")
        held = [
            FiguresHeld(
                version=one.version,
                name=one.name,
                stated_version=one.stated_version,
                provenance=one.provenance,
                because=one.because,
                adopted_at=one.recorded_at,
                adopted_by=one.recorded_by.shown_name,
            )
            for one in adopted
        ]
    first = FiguresHeld(
        version=0,
        name=shipped.name,
        stated_version=shipped.version,
        provenance=shipped.provenance,
        because="",
        adopted_at=None,
        adopted_by="",
    )
    return [*held, first]


@contextmanager
def _looking(actor: Actor, candidate: UUID) -> Iterator[Pair]:
    """Look at a pair as a member of the board may, else as whoever may see candidates."""
    board = Action.VIEW_DOSSIER in permitted(actor)
    with step(actor, Action.VIEW_DOSSIER if board else Action.VIEW_CANDIDATES) as doing:
        one = found(Candidate, candidate)
        body = doing.case(Remains, one.remains_id)
        unblind(doing, body)
        yield Pair(body, one.request)


def pair_imports(actor: Actor) -> list[dict[str, Any]]:
    """Return the laboratories' tables that came in, the newest first. Nobody is named in the list."""
    with reading(actor, Action.IMPORT_PAIRS):
        every = PairImport.objects.select_related("recorded_by").order_by("-recorded_at")
        return [
            {
                "name": one.name,
                "laboratory": one.laboratory,
                "software": one.software,
                "issued": one.issued,
                "results": one.results,
                "imported_at": one.recorded_at,
                "imported_by": one.recorded_by.shown_name,
            }
            for one in every
        ]
