"""Remains: the bodies and parts of an operation, and what was established of them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.pictures import photographs_of
from antigone.casework.models import Examination, LegalHold, Remains
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.parts import Place
from antigone.casework.reading import case_of_code, reading


def remains(actor: Actor) -> list[dict[str, Any]]:
    """Return every body and part of the operation. Unit and party are no columns of it."""
    with reading(actor, Action.VIEW_REMAINS):
        return _lines(Remains.objects.all())


def remains_listed(actor: Actor, *, outcome: str = "", number: int = 1) -> dict[str, Any]:
    """Return part `number` of the list of the dead in the order of their codes, its place in the whole,
    and how many there are of each outcome."""
    with reading(actor, Action.VIEW_REMAINS):
        every = Remains.objects.order_by("code")
        counts = dict(Remains.objects.order_by().values_list("outcome").annotate(count=Count("pk")))
        place = Place.of(number, counts.get(outcome, 0) if outcome else sum(counts.values()))
        shown = every.filter(outcome=outcome) if outcome else every
        # Those of this part first: what is counted of each would else be counted of everybody.
        keys = list(shown.values_list("pk", flat=True)[place.slice])
        return {
            "remains": _lines(Remains.objects.filter(pk__in=keys)),
            "place": place,
            "counts": counts,
        }


def remains_named(actor: Actor, code: str) -> dict[str, Any]:
    """Return one body as its record stands. Signs for an inquiry are for the prosecutor alone."""
    with reading(actor, Action.VIEW_REMAINS):
        one = case_of_code(Remains, code)
        examinations = [
            {
                "kind": signed.kind,
                "signed_on": signed.signed_at.date().isoformat(),
                "signed_by": signed.signed_by.shown_name,
                "basis": signed.basis,
                "condition": signed.condition,
                "description": signed.description.as_json(),
            }
            for signed in Examination.objects.filter(remains=one)
            .select_related("signed_by")
            .order_by("signed_at")
        ]
        return {
            "remains": one.code,
            "kind": one.kind,
            "part_of": one.part_of.code if one.part_of else None,
            "place": one.place,
            "authority": one.authority,
            "custody": one.custody,
            "party": one.party,
            "condition": one.condition,
            "recovered_on": str(one.recovered_on or ""),
            "recovered_at": one.recovered_at,
            "recovered_by": one.recovered_by,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
            "legal_hold": LegalHold.objects.filter(remains=one, lifted_at=None).exists(),
            "examinations": examinations,
            "photographs": photographs_of(one),
        }


def _lines(rows: QuerySet[Remains]) -> list[dict[str, Any]]:
    death = Examination.objects.filter(remains=OuterRef("pk"), kind=ExaminationKind.DEATH)
    legible = Q(photographs__code_legible=True)
    listed: QuerySet[Any] = rows.annotate(
        established=Exists(death),
        photographs_count=Count("photographs", distinct=True),
        legible_count=Count("photographs", filter=legible, distinct=True),
    )
    return [
        {
            "remains": one.code,
            "kind": one.kind,
            "place": one.place,
            "condition": one.condition,
            "death_established": one.established,
            "photographs": one.photographs_count,
            "code_legible": one.legible_count,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
        }
        for one in listed.order_by("code")
    ]


def codes_of_remains(actor: Actor) -> dict[UUID, str]:
    """Return the code of each body of the operation."""
    with reading(actor, Action.VIEW_REMAINS):
        return dict(Remains.objects.values_list("pk", "code"))
