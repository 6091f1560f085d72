"""Who works here, as an administrator sees it: people and their roles; no case, no code of one."""

from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from antigone.access.actions import PERMITTED, Action, Office
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.models import Account, Grant
from antigone.access.requirement import require
from antigone.access.roles import Discipline, Role
from antigone.casework.models import LedgerEntry
from antigone.casework.outside import as_stored
from antigone.casework.step import NotHere
from antigone.ledger import Entry


def people(actor: Actor) -> list[dict[str, Any]]:
    """Return every account of the home, with the roles that stand, and those that begin later."""
    require(actor, Action.ADD_ACCOUNT)
    held: dict[Any, list[dict[str, Any]]] = {}
    for grant in _standing():
        held.setdefault(grant.account_id, []).append(_grant(grant))
    return [
        {
            "id": one.pk,
            "account": one.sign_in_name,
            "name": one.shown_name,
            "open": one.is_active,
            "roles": held.get(one.pk, []),
        }
        for one in Account.objects.order_by("-is_active", "shown_name")
    ]


def person(actor: Actor, name: str) -> dict[str, Any]:
    """Return one account with its roles. Raises `NotHere`."""
    for one in people(actor):
        if one["account"] == name:
            return one
    raise NotHere(kind="account", key=name)


def steps_of(role: Role, discipline: Discipline | None) -> frozenset[Action]:
    """Return every step that an office permits."""
    mine = {Office(role), Office(role, discipline)}
    return frozenset(action for action, offices in PERMITTED.items() if mine & offices)


def newest_backup(actor: Actor, *, action: str) -> Entry | None:
    """Return the entry of the newest backup, None if none was ever taken."""
    require(actor, Action.CHANGE_SETTINGS)
    look = "position(%s in payload)" if connection.vendor == "postgresql" else "instr(payload, %s)"
    mark = f'"action":"{action}"'.encode()
    taken = LedgerEntry.objects.annotate(found=RawSQL(look, (mark,))).filter(found__gt=0)
    payload = taken.order_by("-seq").values_list("payload", flat=True).first()
    return None if payload is None else Entry.parse(as_stored(payload))


def _standing() -> Any:
    grants = Grant.objects.exclude(valid_until__lte=now()).select_related("operation")
    return grants.order_by("operation__code", "role", "discipline")


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.pk,
        "role": grant.role,
        "discipline": grant.discipline,
        "operation": grant.operation.code if grant.operation else "",
        "since": grant.valid_from,
        "until": grant.valid_until,
    }
