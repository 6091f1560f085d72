"""Who asks and who is family, unsealed for a moment: each look is a step with its entry."""

from collections.abc import Sequence

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.asked import current_family
from antigone.casework.models import Relative, TracingRequest
from antigone.casework.reading import case_of_code
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, step


def contacts_of_relative(actor: Actor, code: str, number: int) -> dict[str, str]:
    """Return what the vault keeps of a relative; that it was read is on the record.

    Raises `NotHere` and `NotAllowed`.
    """
    with step(actor, Action.VIEW_CONTACTS) as doing:
        family = current_family(doing.case(TracingRequest, case_of_code(TracingRequest, code).pk))
        one = _numbered(family, code, number)
        doing.name(one.ledger_id)
        wishes = one.wishes.order_by("-number").first()
        opened = {name: unseal(one, name) for name in ("name", "phone", "address", "e_mail")}
        if wishes is not None:
            doing.name(wishes.ledger_id)
            names = ("told_by", "present", "call_back_word")
            opened |= {name: unseal(wishes, name) for name in names}
        return opened | {"relation": one.relation, "time_zone": one.time_zone}


def contact_of_enquirer(actor: Actor, code: str) -> dict[str, str]:
    """Return who asks and how she is reached; that it was read is on the record."""
    with step(actor, Action.VIEW_CONTACTS) as doing:
        request = doing.case(TracingRequest, case_of_code(TracingRequest, code).pk)
        doing.name(request.ledger_id)
        if request.enquirer is None:
            return {}
        doing.name(request.enquirer.ledger_id)
        return {name: unseal(request.enquirer, name) for name in ("name", "contact")}


def _numbered(family: Sequence[Relative], code: str, number: int) -> Relative:
    if not 1 <= number <= len(family):
        raise NotHere(kind="relative", key=f"{code}/{number}")
    return family[number - 1]
