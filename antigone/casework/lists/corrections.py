"""What may be corrected in a record, as it stands now, and what was corrected in it before."""

from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.models import MissingPerson, Remains, TracingRequest
from antigone.casework.procedures.correcting.remains import signed_condition
from antigone.casework.reading import case_of_code, looking, reading
from antigone.casework.recorded import from_text, person_as_written, remains_as_written
from antigone.casework.sealed import unseal


def remains_to_correct(actor: Actor, code: str) -> dict[str, Any]:
    """Return what is recorded of a body, field by field, and who signed its condition if anybody did.

    Raises `NotAllowed`, `NotHere`, and `SeparatePerson` for an examiner who is comparing the body.
    """
    with within(actor.operation_id):
        require(actor, Action.CORRECT_REMAINS)
        one = case_of_code(Remains, code)
        require(actor, Action.CORRECT_REMAINS, of=one)
        signed = signed_condition(one)
        return {
            "id": one.pk,
            "code": one.code,
            "values": remains_as_written(one),
            "condition_signed_by": signed.signed_by.shown_name if signed else "",
        }


def request_to_correct(actor: Actor, code: str) -> dict[str, Any]:
    """Return what is recorded of a missing person, field by field; no values where it is erased.

    Raises `NotAllowed` and `NotHere`.
    """
    with reading(actor, Action.CORRECT_REQUEST):
        one = case_of_code(TracingRequest, code)
        person = MissingPerson.objects.filter(request=one).first()
        values = person_as_written(person) if person else {}
        return {"id": one.pk, "code": one.code, "values": values}


def corrections_of_remains(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return what was corrected in the record of a body, the newest first.

    A reason may tell whose body it is: that somebody looked is recorded, and he examines it no more.
    Raises `NotAllowed`, `NotHere`, and `SeparatePerson` for an examiner who is comparing the body.
    """
    with looking(actor, code, Action.VIEW_CORRECTIONS) as remains:
        return _corrected(remains)


def corrections_of_request(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return what was corrected in the record of a missing person, the newest first.

    What was erased with her is left out. Raises `NotAllowed` and `NotHere`.
    """
    with reading(actor, Action.VIEW_REQUEST):
        return _corrected(case_of_code(TracingRequest, code))


def _corrected(case: Remains | TracingRequest) -> list[dict[str, Any]]:
    kept = case.corrections.filter(former__isnull=False).select_related("recorded_by")
    return [
        {
            "key": one.pk,
            "field": one.field,
            "former": from_text(unseal(one, "former")),
            "corrected": from_text(unseal(one, "corrected")),
            "because": unseal(one, "because"),
            "by": one.recorded_by.shown_name,
            "at": one.recorded_at,
        }
        for one in kept.order_by("-recorded_at", "field")
    ]
