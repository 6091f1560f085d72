"""What an enquirer permits and on which law it is held, said anew; what a restriction keeps, read."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.casework.models import Enquirer, LegalBasis, Permission, TracingRequest, Withdrawal
from antigone.casework.models.requests import Outcome
from antigone.casework.models.withdrawals import WithdrawalOutcome
from antigone.casework.procedures.enrolling import renew_permitted_days
from antigone.casework.procedures.intake import (
    Asking,
    Basis,
    NoLegalBasis,
    Permitted,
    write_enquirer,
)
from antigone.casework.procedures.partners import owe_unshared
from antigone.casework.procedures.requests import AlreadyClosed
from antigone.casework.sealed import unseal
from antigone.casework.step import found, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)


class PermissionOver(Refusal):
    """A permission that has ended before it is recorded permits nothing."""

    code = "permission-over"
    sentence = N_("The permission ends on {day}, before today. Nothing was recorded.")
    remedy = N_("Ask until when it holds, or leave the last day open.")


class NothingRestricted(Refusal):
    """No restriction keeps anything of this request."""

    code = "nothing-restricted"
    sentence = N_("Nothing of this request is kept under a restriction. Nothing was read.")
    remedy = N_("What was erased is gone; what stands open is shown with the request.")


@dataclass(frozen=True, kw_only=True)
class GivenPermission:
    """What somebody permits for a request: `enquirer`, or somebody new in `asking`."""

    request: UUID
    permitted: Permitted
    enquirer: UUID | None = None
    asking: Asking | None = None


@dataclass(frozen=True, kw_only=True)
class GivenBasis:
    """On which law the data of a request are held from now on."""

    request: UUID
    basis: Basis


def record_permission(actor: Actor, given: GivenPermission) -> Permission:
    """Record what an enquirer permits now; her earlier word for the same purpose ends with it.

    The gallery follows in the same transaction: other days, or out of it where nobody permits a
    search by face any more. Partners who hold what they may no longer see are owed a notice. Without
    `asking` and `enquirer` it is the request's own enquirer.

    Raises `NotHere`, `NoEnquirer`, `AlreadyClosed` and `PermissionOver`.
    """
    with step(actor, Action.RECORD_PERMISSION) as doing:
        request = doing.case(TracingRequest, given.request)
        if request.outcome not in _OPEN:
            raise AlreadyClosed(outcome=named("Outcome", request.outcome))
        until = given.permitted.valid_until
        if until is not None and until < today():
            raise PermissionOver(day=until.isoformat())
        if given.asking is not None:
            enquirer = write_enquirer(doing, given.asking)
        else:
            enquirer = found(Enquirer, given.enquirer or request.enquirer_id)
        earlier = Permission.objects.filter(
            request=request, given_by=enquirer, scope=given.permitted.scope, withdrawn_at=None
        )
        earlier.update(withdrawn_at=doing.at)
        permission = doing.write(
            Permission(request=request, given_by=enquirer, **vars(given.permitted))
        )
        renew_permitted_days(request)
        owe_unshared(doing, request)
        return permission


def record_basis(actor: Actor, given: GivenBasis) -> LegalBasis:
    """Record on which law the data are held from now on; the earlier basis for the purpose ends.

    The gallery follows in the same transaction. Raises `NotHere`, `NoLegalBasis`, `AlreadyClosed` and
    `PermissionOver`.
    """
    with step(actor, Action.RECORD_PERMISSION) as doing:
        request = doing.case(TracingRequest, given.request)
        basis = given.basis
        if request.outcome not in _OPEN:
            raise AlreadyClosed(outcome=named("Outcome", request.outcome))
        if not (basis.controller.strip() and basis.article.strip()):
            raise NoLegalBasis
        if basis.valid_until is not None and basis.valid_until < today():
            raise PermissionOver(day=basis.valid_until.isoformat())
        earlier = LegalBasis.objects.filter(request=request, purpose=basis.purpose, ended_at=None)
        earlier.update(ended_at=doing.at)
        recorded = doing.write(LegalBasis(request=request, **vars(basis)))
        renew_permitted_days(request)
        return recorded


def read_restricted(actor: Actor, request: UUID) -> dict[str, Any]:
    """Return what a restriction keeps of a missing person; that it was read is on the record.

    Raises `NotHere` and `NothingRestricted`.
    """
    with step(actor, Action.READ_RESTRICTED) as doing:
        row = doing.case(TracingRequest, request)
        kept = Withdrawal.objects.filter(
            request=row, outcome=WithdrawalOutcome.RESTRICTED, sealed__isnull=False
        )
        newest = kept.order_by("recorded_at").last()
        if newest is None:
            raise NothingRestricted
        doing.name(row.ledger_id, newest.ledger_id)
        read: dict[str, Any] = json.loads(unseal(newest, "sealed"))
        return read
