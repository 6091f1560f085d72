"""The review as it may be read: one's own work while it is blind, and every view when it is done."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import Grant
from antigone.access.requirement import require
from antigone.access.roles import Discipline, Role
from antigone.casework.house import house
from antigone.casework.models import (
    Analysis,
    Candidate,
    Comparison,
    Concurrence,
    Disagreement,
    MarkedFace,
    Pair,
    PostMortemPhotograph,
    Remains,
    Round,
    TracingRequest,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.review import Place, RoundEnd
from antigone.casework.reading import case_of_code, looking, reading
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, step


def rounds_of(actor: Actor) -> list[dict[str, Any]]:
    """Return what waits for the actor to compare: which body, as what, and how far it has come.

    Whether it is a first, second or third view is not told: a third one means that two differ.
    """
    with reading(actor, Action.VIEW_PAIR):
        mine = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        return [
            {
                "remains": one.remains.code,
                "discipline": one.discipline,
                "analysed": _analysed(actor, one.remains, one.discipline),
                "pairs": one.pairs.count(),
                "compared": Comparison.objects.filter(pair__round=one).count(),
            }
            for one in mine.select_related("remains").order_by("remains__code", "discipline")
        ]


def analyses_of(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return what the actor has committed of a body alone."""
    with reading(actor, Action.ANALYSE):
        mine = Analysis.objects.filter(
            remains=case_of_code(Remains, code), examiner=actor.account_id
        )
        return [
            {
                "discipline": one.discipline,
                "looked_at": one.looked_at,
                "seconds": one.seconds,
                **json.loads(unseal(one, "details")),
            }
            for one in mine.order_by("recorded_at")
        ]


def faces_to_analyse(actor: Actor, code: str) -> dict[str, UUID]:
    """Return the photographs of a body whose face is confirmed, by the names that people use."""
    with reading(actor, Action.ANALYSE):
        remains = case_of_code(Remains, code)
        confirmed = MarkedFace.objects.filter(
            side=Side.REMAINS, ended_at=None, confirmed_by__isnull=False
        )
        usable = set(confirmed.values_list("post_mortem", flat=True))
        taken = PostMortemPhotograph.objects.filter(remains=remains)
        return {
            f"{code}/{number}": one.pk
            for number, one in enumerate(taken.order_by("recorded_at", "pk"), start=1)
            if one.pk in usable and one.wrapped_key is not None
        }


def faces_of(actor: Actor, remains: UUID) -> tuple[UUID, ...]:
    """Return the photographs of a body whose face is confirmed, for whoever knows it by no code."""
    with reading(actor, Action.ANALYSE):
        confirmed = MarkedFace.objects.filter(
            side=Side.REMAINS,
            post_mortem__remains=remains,
            post_mortem__wrapped_key__isnull=False,
            ended_at=None,
            confirmed_by__isnull=False,
        )
        return tuple(confirmed.values_list("post_mortem", flat=True))


def reviews(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return each candidate on whom two have committed, with every view; the look is recorded.

    Before that, a view is told to nobody. Raises `SeparatePerson` for an examiner who has not
    finished, and `NotHere`.
    """
    with looking(actor, code, Action.VIEW_REVIEW) as remains:
        told = Concurrence.objects.filter(candidate__remains=remains)
        differ = Disagreement.objects.filter(candidate__remains=remains)
        pairs = {
            *told.values_list("candidate", "discipline"),
            *differ.values_list("candidate", "discipline"),
        }
        every = Comparison.objects.filter(candidate__in=[candidate for candidate, _ in pairs])
        every = every.select_related("candidate__request", "examiner", "packet__institution")
        every = every.prefetch_related("remarks")
        found: dict[tuple[UUID, str], dict[str, Any]] = {}
        for one in every.order_by("candidate__request__code", "discipline", "recorded_at"):
            key = (one.candidate_id, one.discipline)
            if key in pairs:
                found.setdefault(key, _head(one, told, differ))["views"].append(_view(one))
        return list(found.values())


def parted_views(actor: Actor, remains: UUID, discipline: Discipline) -> list[list[dict[str, Any]]]:
    """Return, where two had differed before the actor's own view, all views of the same pair.

    Only when the actor's third row is complete; unnamed, in an order that says nothing, her own
    marked as `mine`. Nobody is told whom the pair shows. The look is recorded.
    """
    with step(actor, Action.VIEW_REVIEW) as doing:
        body = doing.case(Remains, remains)
        doing.name(body.ledger_id, "views:parted")
        thirds = Pair.objects.filter(
            round__remains=body,
            round__discipline=discipline,
            round__examiner=actor.account_id,
            round__place=Place.THIRD,
            round__ended_because=RoundEnd.COMPLETE,
            comparison__isnull=False,
        )
        told = []
        for pair in thirds.exclude(candidate=None).order_by("position"):
            views = Comparison.objects.filter(candidate=pair.candidate_id, discipline=discipline)
            told.append(
                [
                    {
                        "id": one.pk if one.examiner_id == actor.account_id else None,
                        "mine": one.examiner_id == actor.account_id,
                        "conclusion": one.conclusion,
                        "support": one.support,
                        **_said(one),
                    }
                    for one in sorted(views, key=_lot)
                ]
            )
        return told


def _lot(view: Comparison) -> bytes:
    """A place that says neither who wrote a view, nor when."""
    lot: bytes = house().vault.commitments.commit(view.pk.bytes, purpose="views.parted")
    return lot


def candidates_named(actor: Actor, code: str, requests: Sequence[str]) -> tuple[UUID, ...]:
    """Return the newest candidates of a body by their requests' codes; the look is recorded.

    Whoever names them knows them. Raises `NotHere` and `SeparatePerson`.
    """
    if not requests:
        return ()
    with looking(actor, code) as remains:
        found = []
        for one in requests:
            request = case_of_code(TracingRequest, one)
            newest = Candidate.objects.filter(remains=remains, request=request)
            row = newest.order_by("-recorded_at").first()
            if row is None:
                raise NotHere(kind="candidate", key=one)
            found.append(row.pk)
        return tuple(found)


def examiner_named(actor: Actor, name: str, action: Action) -> UUID:
    """Return the account of an examiner of this operation by the sign-in name. Raises `NotHere`."""
    require(actor, action)
    held = Grant.objects.filter(
        role=Role.EXAMINER,
        operation=actor.operation_id,
        account__sign_in_name__iexact=name,
    ).first()
    if held is None:
        raise NotHere(kind="examiner", key=name)
    key: UUID = held.account_id
    return key


def name_of_examiner(actor: Actor, key: UUID) -> str:
    """Return the sign-in name of somebody who was drawn, so that she can be told."""
    require(actor, Action.DRAW_EXAMINER)
    held = Grant.objects.filter(operation=actor.operation_id, account=key).first()
    if held is None:
        raise NotHere(kind="examiner", key=key)
    return str(held.account.sign_in_name)


def _analysed(actor: Actor, remains: Remains, discipline: str) -> bool:
    mine = {"remains": remains, "discipline": discipline, "examiner": actor.account_id}
    return Analysis.objects.filter(**mine).exists()


def _head(view: Comparison, told: Any, differ: Any) -> dict[str, Any]:
    of = {"candidate": view.candidate, "discipline": view.discipline}
    concurrence = told.filter(**of).first()
    return {
        "request": view.candidate.request.code,
        "discipline": view.discipline,
        "concurrence": concurrence and concurrence.conclusion,
        "differed": differ.filter(**of).exists(),
        "settled": differ.filter(**of, settlement__isnull=False).exists(),
        "views": [],
    }


def _view(one: Comparison) -> dict[str, Any]:
    return {
        "examiner": one.packet.institution.name if one.packet else one.examiner.shown_name,
        "conclusion": one.conclusion,
        "support": one.support,
        "seconds": one.seconds,
        "changes": one.changes,
        "committed_at": one.recorded_at.isoformat(timespec="seconds"),
        **_said(one),
    }


def _said(one: Comparison) -> dict[str, Any]:
    said = unseal(one, "details")
    kept = json.loads(said) if said else {"components": {}, "points": [], "note": ""}
    later = sorted(one.remarks.all(), key=lambda row: row.recorded_at)
    return {**kept, "remarks": [text for row in later if (text := unseal(row, "text"))]}
