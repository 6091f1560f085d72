"""How every list is read: the permission first, then the fence, then a case by its code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.models import Remains
from antigone.casework.models.base import CaseRow
from antigone.casework.step import NotHere, step
from antigone.casework.unblinding import unblind

Case = TypeVar("Case", bound=CaseRow)


@contextmanager
def reading(actor: Actor, action: Action) -> Iterator[None]:
    """Read as this person may, within the operation in which he acts. Raises `NotAllowed`."""
    require(actor, action)
    with within(actor.operation_id):
        yield


@contextmanager
def looking(actor: Actor, code: str, action: Action = Action.VIEW_CANDIDATES) -> Iterator[Remains]:
    """Read what tells whom a body might be; that somebody looked is recorded with it.

    Raises `NotAllowed`, `NotHere`, and `SeparatePerson` for an examiner who is comparing the body.
    """
    with step(actor, action) as doing:
        remains = doing.case(Remains, case_of_code(Remains, code).pk)
        unblind(doing, remains)
        yield remains


def by_code(actor: Actor, model: type[Case], code: str, action: Action) -> UUID:
    """Return the id of a case for a step that is about to come. Raises `NotAllowed`, `NotHere`."""
    with reading(actor, action):
        return case_of_code(model, code).pk


def case_of_code(model: type[Case], code: str) -> Case:
    """Return the case of this code, of the operation in scope. Raises `NotHere`."""
    row: Case | None = model.objects.filter(code=code).first()
    if row is None:
        raise NotHere(kind=model._meta.verbose_name, key=code)
    return row
