"""Remains: the bodies and parts of an operation, and what was established of them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.pictures import photographs_of
from antigone.casework.models import Examination, LegalHold, Remains
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.reading import case_of_code, reading


def remains(actor: Actor) -> list[dict[str, Any]]:
    """Return every body and part of the operation. Unit and party are no columns of it."""
    with reading(actor, Action.VIEW_REMAINS):
        death = Examination.objects.filter(remains=OuterRef("pk"), kind=ExaminationKind.DEATH)
        legible = Q(photographs__code_legible=True)
        listed = Remains.objects.annotate(
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


def codes_of_remains(actor: Actor) -> dict[UUID, str]:
    """Return the code of each body of the operation."""
    with reading(actor, Action.VIEW_REMAINS):
        return dict(Remains.objects.values_list("pk", "code"))
