"""The one gate: may this person take this step, here, now? No is the answer until a role says yes."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from antigone.access.actions import PERMITTED, Action, Office
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.models import Account, Grant
from antigone.access.roles import DISCIPLINE_NAMES, ROLE_NAMES, Discipline, Role
from antigone.errors import Refusal
from antigone.wording import N_, Named


class NotAllowed(Refusal):
    """The account holds no role that permits the step."""

    code = "not-allowed"
    sentence = N_("You hold no role here that permits this step. Nothing was done.")
    remedy = N_("It can be done by: {roles}. An administrator of this home gives roles.")


class SeparatePerson(Refusal):
    """The role would permit the step, but this person already took another part in the case."""

    code = "separate-person"
    sentence = N_("You may not take this step in this case: {part}. Nothing was done.")
    remedy = N_("Ask a colleague with the same role who has had no part in it.")

    def __init__(self, **parameters: object) -> None:
        """`part` is a sentence of the catalogue, said in the reader's language."""
        part = str(parameters["part"])
        super().__init__(**{**parameters, "part": Named(part, (part,))})


class AccountClosed(Refusal):
    """The account was closed, or never was."""

    code = "account-closed"
    sentence = N_("This account is not open. Nothing was done.")
    remedy = N_("Sign in with your own account, or ask an administrator to open one.")


class Case(Protocol):
    """A row that knows which parts of its case must be taken by different people."""

    operation_id: UUID

    def bars(self, account_id: UUID, action: Action) -> str:
        """Return the earlier part that bars this person from the step, empty if none does."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """A yes, with its reason: the role that gave it."""

    actor: Actor
    action: Action
    because: str


def require(actor: Actor, action: Action, *, of: Case | None = None) -> Allowed:
    """Return the permission and its reason.

    (0) the account is open; (1) a grant for this operation (or, where the role allows it, for the
    house) is valid now; (2) its role, and for an examiner the discipline, permits the step; (3) the
    case `of` belongs to this operation; (4) it does not bar this person because of an earlier part.

    Raises `AccountClosed`, `NotAllowed` and `SeparatePerson`.
    """
    if not Account.objects.filter(id=actor.account_id, is_active=True).exists():
        raise AccountClosed
    offices = PERMITTED.get(action, frozenset())
    for grant in _grants_held(actor):
        if office := _office_held(grant, offices):
            break
    else:
        raise NotAllowed(action=action.value, roles=_names(offices))
    allowed = Allowed(actor=actor, action=action, because=_name(office))
    if of is not None:
        keep_apart(allowed, of)
    return allowed


def permitted(actor: Actor) -> frozenset[Action]:
    """Return every step that the roles of this person permit here now; a case may still bar one.

    For what a page offers. Whoever takes a step is asked again, by `require`.
    """
    if not Account.objects.filter(id=actor.account_id, is_active=True).exists():
        return frozenset()
    held = list(_grants_held(actor))
    return frozenset(
        action
        for action, offices in PERMITTED.items()
        if any(_office_held(grant, offices) for grant in held)
    )


def roles_held(actor: Actor) -> set[str]:
    """Return the roles that somebody holds in the operation now, without those of the house."""
    held = _grants_held(actor).filter(operation=actor.operation_id)
    return set(held.values_list("role", flat=True))


def keep_apart(allowed: Allowed, of: Case) -> None:
    """Hold a permission against one case. Raises `NotAllowed` and `SeparatePerson`."""
    actor, action = allowed.actor, allowed.action
    if of.operation_id != actor.operation_id:
        raise NotAllowed(action=action.value, roles=_names(PERMITTED[action]))
    if part := of.bars(actor.account_id, action):
        raise SeparatePerson(action=action.value, part=part)


def _grants_held(actor: Actor) -> QuerySet[Grant]:
    """The grants that count where the person acts, the oldest first."""
    at = now()
    # A grant for the house counts in every operation: its roles see no case.
    here = Q(operation=None) | Q(operation=actor.operation_id)
    held = Grant.objects.filter(here, account=actor.account_id, valid_from__lte=at)
    return held.exclude(valid_until__lte=at).order_by("valid_from")


def _office_held(grant: Grant, offices: frozenset[Office]) -> Office | None:
    """Return the office under which a grant permits the step."""
    role = Role(grant.role)
    discipline = Discipline(grant.discipline) if grant.discipline else None
    held = Office(role, discipline)
    return held if held in offices or Office(role) in offices else None


def _name(office: Office) -> str:
    return f"{office.role} ({office.discipline})" if office.discipline else office.role.value


def _names(offices: frozenset[Office]) -> Named:
    held = sorted(offices, key=_name)
    return Named(", ".join(_name(one) for one in held), *(_words(one) for one in held))


def _words(office: Office) -> tuple[str, ...]:
    role = ROLE_NAMES[office.role]
    return (role, DISCIPLINE_NAMES[office.discipline]) if office.discipline else (role,)
