"""Requests: who is looked for, by whom it is permitted, what became of it."""

from typing import Any

from django.db.models import Count

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.pictures import photographs_of
from antigone.casework.models import (
    LegalBasis,
    MissingPerson,
    Permission,
    TracingRequest,
    Withdrawal,
)
from antigone.casework.reading import case_of_code, reading


def requests(actor: Actor) -> list[dict[str, Any]]:
    """Return every request of the operation: nobody is left out, whatever became of it."""
    with reading(actor, Action.VIEW_REQUEST):
        listed = TracingRequest.objects.annotate(
            photographs_count=Count("photographs", distinct=True),
            enrolled_count=Count("templates", distinct=True),
        )
        names = dict(MissingPerson.objects.values_list("request", "name"))
        return [
            {
                "request": one.code,
                "missing_person": names.get(one.pk, ""),
                "outcome": one.outcome,
                "reason": one.outcome_reason,
                "photographs": one.photographs_count,
                "enrolled": one.enrolled_count,
            }
            for one in listed.order_by("code")
        ]


def request(actor: Actor, code: str) -> dict[str, Any]:
    """Return one request as its record stands; who asks and how she is reached stays sealed."""
    with reading(actor, Action.VIEW_REQUEST):
        one = case_of_code(TracingRequest, code)
        person = MissingPerson.objects.filter(request=one).first()
        enquirer = one.enquirer
        return {
            "request": one.code,
            "outcome": one.outcome,
            "reason": one.outcome_reason,
            "opened_on": one.recorded_at.date().isoformat(),
            "enquirer": {"kind": enquirer.kind, "authority": enquirer.authority},
            "missing_person": person
            and {
                "name": person.name,
                "other_names": person.other_names,
                "born": str(person.born or ""),
                "last_seen": str(person.last_seen or ""),
                "last_seen_place": person.last_seen_place,
                "missing_because": person.missing_because,
                "description": person.description.as_json(),
            },
            "legal_bases": [
                {**_days(basis), "controller": basis.controller, "article": basis.article}
                | {"purpose": basis.purpose, "ended": basis.ended_at is not None}
                for basis in LegalBasis.objects.filter(request=one).order_by("recorded_at")
            ],
            "permissions": [
                {**_days(given), "scope": given.scope, "biometrics": given.biometrics}
                | {"sharing": given.sharing, "withdrawn": given.withdrawn_at is not None}
                for given in Permission.objects.filter(request=one).order_by("recorded_at")
            ],
            "photographs": photographs_of(one),
        }


def withdrawals(actor: Actor) -> list[dict[str, Any]]:
    """Return what was withdrawn in the operation, or erased because somebody was found alive, and
    whether its files are gone."""
    with reading(actor, Action.WITHDRAW_PERMISSION):
        every = Withdrawal.objects.select_related("request", "receipt").order_by("recorded_at")
        return [
            {
                "request": one.request.code,
                "withdrawn_on": one.recorded_at.date().isoformat(),
                "outcome": one.outcome,
                "because": one.because,
                "found_alive": one.withdrawn_by_id is None,
                "files_gone": hasattr(one, "receipt"),
                "searched": one.receipt.searched if hasattr(one, "receipt") else [],
            }
            for one in every
        ]


def _days(row: LegalBasis | Permission) -> dict[str, str | None]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
    }
