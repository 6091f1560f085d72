"""Operations and accounts: who holds which role where."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.isolation import within
from antigone.access.models import Account, Grant, OperationIdentity
from antigone.access.requirement import NotAllowed, require
from antigone.casework.models import Operation
from antigone.casework.step import NotHere


def operations(actor: Actor) -> list[dict[str, Any]]:
    """Return the operations in which the person holds a role; an administrator sees all of them."""
    at = now()
    mine = Grant.objects.filter(account=actor.account_id, valid_from__lte=at)
    mine = mine.exclude(valid_until__lte=at)
    known = OperationIdentity.objects.all()
    try:
        require(Actor(account_id=actor.account_id), Action.OPEN_OPERATION)
    except NotAllowed:
        known = known.filter(Exists(mine.filter(operation=OuterRef("pk"))))
    roles: dict[UUID, list[str]] = {}
    for where, role in mine.order_by("role").values_list("operation", "role"):
        roles.setdefault(where, []).append(role)
    listed = []
    for identity in known.order_by("code"):
        with within(identity.pk):
            one = Operation.objects.get()
        listed.append(
            {
                "operation": one.code,
                "name": one.name,
                "kind": one.kind,
                "listing": one.listing,
                "authority": one.authority,
                "declared_missing": one.declared_missing,
                "roles": roles.get(one.pk, []),
            }
        )
    return listed


def operation_of(actor: Actor, code: str) -> dict[str, Any]:
    """Return the operation of a code in which the person holds a role now. Raises `NotHere`.

    A role of the house counts in every operation: what it may see there is asked step by step.
    """
    at = now()
    mine = Grant.objects.filter(account=actor.account_id, valid_from__lte=at)
    mine = mine.exclude(valid_until__lte=at)
    identity = OperationIdentity.objects.filter(code=code).first()
    here = identity and mine.filter(Q(operation=None) | Q(operation=identity))
    roles = list(here.order_by("role").values_list("role", "discipline")) if here else []
    if not roles:
        raise NotHere(kind="operation", key=code)
    with within(identity.pk):
        name = Operation.objects.values_list("name", flat=True).get()
    return {"id": identity.pk, "operation": code, "name": name, "roles": roles}


def accounts(actor: Actor) -> list[dict[str, Any]]:
    """Return the accounts, with the roles that each holds where the actor acts."""
    require(actor, Action.END_ROLE)
    at = now()
    held = Grant.objects.filter(valid_from__lte=at).exclude(valid_until__lte=at)
    known = Account.objects.all()
    if actor.operation_id is not None:
        held = held.filter(operation=actor.operation_id)
        known = known.filter(Exists(held.filter(account=OuterRef("pk"))))
    roles: dict[UUID, list[str]] = {}
    for grant in held.select_related("operation").order_by("role"):
        name = f"{grant.role} ({grant.discipline})" if grant.discipline else grant.role
        where = f" in {grant.operation.code}" if grant.operation else ""
        roles.setdefault(grant.account_id, []).append(name + where)
    return [
        {
            "account": one.sign_in_name,
            "name": one.shown_name,
            "open": one.is_active,
            "roles": roles.get(one.pk, []),
        }
        for one in known.order_by("sign_in_name")
    ]


def grant_of(actor: Actor, name: str, role: str, discipline: str, operation: UUID | None) -> UUID:
    """Return the id of a grant that has not ended. Raises `NotHere`."""
    require(actor, Action.END_ROLE)
    held = Grant.objects.filter(account__sign_in_name__iexact=name, role=role, operation=operation)
    if discipline:
        held = held.filter(discipline=discipline)
    found = held.exclude(valid_until__lte=now()).order_by("valid_from").first()
    if found is None:
        raise NotHere(kind="role", key=f"{name} {role}")
    return found.pk


def operation_named(actor: Actor, code: str) -> UUID:
    """Return the id of an operation in which the actor gives or ends roles. Raises `NotHere`."""
    require(actor, Action.END_ROLE)
    known = OperationIdentity.objects.filter(code=code)
    if actor.operation_id is not None:
        known = known.filter(pk=actor.operation_id)
    found = known.first()
    if found is None:
        raise NotHere(kind="operation", key=code)
    return found.pk


def account_named(actor: Actor, name: str) -> UUID:
    """Return the id of an account. Raises `NotHere`."""
    require(actor, Action.GIVE_ROLE)
    found = Account.objects.filter(sign_in_name__iexact=name).first()
    if found is None:
        raise NotHere(kind="account", key=name)
    return found.pk
