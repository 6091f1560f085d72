"""Who has looked at whom a body might be reviews that body no more, and that he looked is on record.

An examiner who knows the list, a score or another's view is no independent witness (STANDARDS:
people choose wrongly from candidate lists, and follow what they know). So a look is a step with its
entry, and a row that the review asks for.
"""

from antigone.casework.models import Remains, Unblinding
from antigone.casework.step import Step


def unblind(doing: Step, remains: Remains) -> None:
    """Record in a step that its actor now knows whom the body might be."""
    by = doing.actor.account_id
    known = Unblinding.objects.filter(remains=remains, recorded_by=by).first()
    if known is None:
        doing.write(Unblinding(remains=remains))
    else:
        doing.name(known.ledger_id)
