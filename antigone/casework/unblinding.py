"""Who has looked at whom a body might be reviews that body no more, and that he looked is on record.

An examiner who knows the list, a score or another's view is no independent witness (STANDARDS:
people choose wrongly from candidate lists, and follow what they know). So a look is a step with its
entry, and a row that the review asks for.
"""

from collections.abc import Mapping
from uuid import UUID

from antigone.access.isolation import within
from antigone.access.models import Grant
from antigone.casework.models import Remains, Round, Unblinding
from antigone.casework.step import Step


def unblind(doing: Step, remains: Remains) -> None:
    """Record in a step that its actor now knows whom the body might be."""
    by = doing.actor.account_id
    known = Unblinding.objects.filter(remains=remains, recorded_by=by).first()
    if known is None:
        doing.write(Unblinding(remains=remains))
    else:
        doing.name(known.ledger_id)


def compares_anywhere(account: UUID) -> bool:
    """Say whether somebody compares a body of any operation of this home, and has not finished."""
    held = Grant.objects.filter(account=account).exclude(operation=None)
    for operation in held.values_list("operation", flat=True).distinct():
        with within(operation):
            if Round.objects.filter(examiner=account, ended_at=None).exists():
                return True
    return False


def unblind_all(doing: Step, bodies: Mapping[UUID, Remains]) -> None:
    """Record it of many, by their keys; those that he knew already stay out of the entry."""
    known = Unblinding.objects.filter(remains__in=bodies, recorded_by=doing.actor.account_id)
    for key in bodies.keys() - set(known.values_list("remains", flat=True)):
        unblind(doing, bodies[key])
