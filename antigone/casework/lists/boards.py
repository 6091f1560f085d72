"""What the board has on its table: pairs with a result, and everything about one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework import dossiers
from antigone.casework.models import (
    Candidate,
    Comparison,
    Concurrence,
    Disagreement,
    Identification,
    MissingPerson,
    Motion,
    Remains,
    Round,
    Unblinding,
)
from antigone.casework.models.requests import Outcome
from antigone.casework.pairs import Pair, open_leads
from antigone.casework.sealed import unseal
from antigone.casework.step import found, step
from antigone.casework.unblinding import unblind

if TYPE_CHECKING:
    from antigone.documents.dossier import Dossier


@dataclass(frozen=True, kw_only=True)
class OnTheTable:
    """One pair before the board: the dossier's values, and what can be done with them."""

    remains: str
    request: str
    outcome: str
    dossier: "Dossier"
    not_compared: tuple[str, ...]
    concurrences: tuple[Mapping[str, Any], ...]
    differing: tuple[Mapping[str, Any], ...]
    motion: Mapping[str, Any] | None
    identification: UUID | None
    keys: tuple[UUID, UUID]
    other_leads: tuple[str, ...]


def matters(actor: Actor) -> list[dict[str, Any]]:
    """Return every pair on which two examiners have committed, and how far it has come.

    The look is recorded, and whoever looks reviews none of these bodies any more. Bodies that the
    actor still compares without knowing whom they might be are left out.
    """
    with step(actor, Action.VIEW_DOSSIER) as doing:
        doing.name("matters:board")
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        blind = set(comparing.values_list("remains", flat=True))
        told = _told(Concurrence.objects.all()) | _told(Disagreement.objects.all())
        listed = Candidate.objects.filter(pk__in=told).exclude(remains__in=blind)
        rows = {
            (one.remains_id, one.request_id): one
            for one in listed.select_related("remains", "request").order_by("recorded_at")
        }
        _unblind_all(doing, {one.remains_id: one.remains for one in rows.values()}, actor)
        names = dict(
            MissingPerson.objects.filter(request__in=[request for _, request in rows]).values_list(
                "request", "name"
            )
        )
        waiting = {
            (one.remains_id, one.request_id): one.matter
            for one in Motion.objects.filter(ended_at=None)
        }
        standing = set(
            Identification.objects.filter(withdrawn_at=None).values_list("remains", "request")
        )
        unsettled = set(
            Disagreement.objects.filter(settlement=None).values_list(
                "candidate__remains", "candidate__request"
            )
        )
        agreed: dict[tuple[UUID, UUID], list[tuple[str, str]]] = {}
        for one in Concurrence.objects.select_related("candidate").order_by("recorded_at"):
            key = (one.candidate.remains_id, one.candidate.request_id)
            agreed.setdefault(key, []).append((one.discipline, one.conclusion))
        return [
            {
                "candidate": one.pk,
                "remains": one.remains.code,
                "request": one.request.code,
                "missing_person": names.get(one.request_id, ""),
                "agreed": agreed.get(key, []),
                "differs": key in unsettled,
                "motion": waiting.get(key, ""),
                "identified": key in standing,
                "closed": one.remains.outcome != Outcome.OPEN,
            }
            for key, one in sorted(rows.items(), key=lambda row: row[1].remains.code)
        ]


def on_the_table(actor: Actor, candidate: UUID, *, language: str = "") -> OnTheTable:
    """Return everything about one pair, for a member of the board; the look is recorded.

    Sentences are in the reader's `language`, without one in the home's.

    Raises `NotHere` and `SeparatePerson`.
    """
    with step(actor, Action.VIEW_DOSSIER) as doing:
        one = found(Candidate, candidate)
        body, asked = doing.case(Remains, one.remains_id), one.request
        unblind(doing, body)
        pair = Pair(body, asked)
        waiting = Motion.objects.filter(remains=body, request=asked, ended_at=None)
        motion = waiting.order_by("recorded_at").last()
        standing = Identification.objects.filter(remains=body, request=asked, withdrawn_at=None)
        decided = standing.first()
        dossier = dossiers.dossier_of(doing, body, asked, copy=0, language=language)
        return OnTheTable(
            remains=body.code,
            request=asked.code,
            outcome=body.outcome,
            dossier=dossier,
            not_compared=tuple(dossiers.not_compared(pair)),
            concurrences=tuple(
                {"id": each.pk, "discipline": each.discipline, "conclusion": each.conclusion}
                for each in pair.concurrences
            ),
            differing=tuple(_differing(pair)),
            motion=motion and _motion(motion),
            identification=decided and decided.pk,
            keys=(body.pk, asked.pk),
            other_leads=tuple(sorted(each.code for each in open_leads(body) if each != asked)),
        )


def _told(agreements: Any) -> set[UUID]:
    return set(agreements.values_list("candidate", flat=True))


def _unblind_all(doing: Any, bodies: Mapping[UUID, Remains], actor: Actor) -> None:
    known = Unblinding.objects.filter(remains__in=bodies, recorded_by=actor.account_id)
    for key in bodies.keys() - set(known.values_list("remains", flat=True)):
        unblind(doing, bodies[key])


def _differing(pair: Pair) -> Any:
    differing = Disagreement.objects.filter(candidate__in=pair.candidates, settlement=None)
    for one in differing:
        views = Comparison.objects.filter(candidate=one.candidate, discipline=one.discipline)
        yield {
            "id": one.pk,
            "discipline": one.discipline,
            "views": [
                {
                    "id": view.pk,
                    "examiner": view.examiner.shown_name,
                    "conclusion": view.conclusion,
                    "support": view.support,
                }
                for view in views.select_related("examiner").order_by("recorded_at")
            ],
        }


def _motion(one: Motion) -> dict[str, Any]:
    signed = one.signatures.select_related("recorded_by").order_by("recorded_at")
    return {
        "matter": one.matter,
        "concurrence": one.concurrence_id,
        "exception": one.exception,
        "grounds": unseal(one, "grounds"),
        "signed_by": [by.recorded_by.shown_name for by in signed],
        "signers": [by.recorded_by_id for by in signed],
        "put_at": one.recorded_at,
    }
