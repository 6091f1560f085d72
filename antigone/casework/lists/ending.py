"""Permissions that have ended or soon will. Expiry asks; it deletes nothing (AP I, art. 33)."""

from datetime import timedelta
from typing import Any

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.models import LegalBasis, Permission
from antigone.casework.models.requests import Outcome

# Of who was found alive the name and the family stay, so that they can be told: for a time.
_ASKED_ABOUT = (Outcome.OPEN, Outcome.INCONCLUSIVE, Outcome.FOUND_ALIVE)


def ending(actor: Actor, *, days: int) -> list[dict[str, Any]]:
    """Return permissions and legal bases that end within so many days, or have: of open requests, and
    of people found alive whose family is kept on record.

    The first to end comes first. Raises `NotAllowed`.
    """
    with within(actor.operation_id):
        require(actor, Action.VIEW_REQUEST)
        limit = {"valid_until__lte": today() + timedelta(days=days)}
        open_ = {"request__outcome__in": _ASKED_ABOUT}
        found = [
            ("permission", row)
            for row in Permission.objects.filter(
                withdrawn_at=None, **limit, **open_
            ).select_related("request")
        ] + [
            ("legal-basis", row)
            for row in LegalBasis.objects.filter(ended_at=None, **limit, **open_).select_related(
                "request"
            )
        ]
        return [
            {
                "request": row.request.code,
                "what": what,
                "until": row.valid_until.isoformat(),
                "ended": row.valid_until < today(),
            }
            for what, row in sorted(
                found, key=lambda one: (one[1].valid_until, one[1].request.code)
            )
        ]
