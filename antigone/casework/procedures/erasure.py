"""A permission is withdrawn: what that person gave is gone when the step ends, and stays away.

Where the law needs it kept, it is restricted instead: out of the gallery, the name sealed, shown to
nobody but the prosecutor's liaison.
"""

from dataclasses import dataclass
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.house import house
from antigone.casework.models import Enquirer, Tombstone, TracingRequest, Withdrawal
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.models.withdrawals import TombstoneKind
from antigone.casework.procedures.given import Given, commit_giver, spelt
from antigone.casework.step import found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NothingToWithdraw(Refusal):
    """Whoever withdraws gave nothing here, or has withdrawn it before."""

    code = "nothing-to-withdraw"
    sentence = N_("Nothing stands in this request that this person could withdraw.")
    remedy = N_("Check who gave the permission; a legal hold may have to be lifted first.")


class ErasedBefore(Refusal):
    """Its giver withdrew it once, or whom it shows was found; an import must not bring it back."""

    code = "erased-before"
    sentence = N_("This photograph was erased here before. It was not kept.")
    remedy = N_("Ask for another photograph; who gave this one may give it again in person.")


@dataclass(frozen=True, kw_only=True)
class Withdrawing:
    """Who takes back what was given for a request; the request's own enquirer if empty."""

    request: UUID
    enquirer: UUID | None = None


def withdraw(actor: Actor, withdrawing: Withdrawing) -> Withdrawal:
    """End a permission, and erase what that person gave and no one else did.

    In one transaction: the permission ends; gallery rows, templates, marks, readings and photographs
    go, and with them the only copies of their keys; if nobody else asks for her, the missing person's
    record, the relatives that person named, her own name and contact go too. What others gave stays.
    Tombstones are set, and the job that removes the files is added. The request stays on the list,
    without a name.

    Under a legal hold on a body that she may be, or once she is identified, nothing of it is
    destroyed: the answer then says "restricted"; once that is over, the same step erases. Raises
    `NotHere` and `NothingToWithdraw`.
    """
    with step(actor, Action.WITHDRAW_PERMISSION) as doing:
        request = doing.case(TracingRequest, withdrawing.request)
        key = withdrawing.enquirer or request.enquirer_id
        if key is None:
            raise NothingToWithdraw
        given = Given(doing, request, found(Enquirer, key))
        if not given.stands:
            raise NothingToWithdraw
        return given.end(given.held)


def refuse_erased_before(sha256: bytes, giver: Enquirer | None) -> None:
    """Refuse a photograph that was erased, unless who had given it, or she herself, gives it anew."""
    if giver is not None and giver.kind == EnquirerKind.HERSELF:
        return
    stones = _stones(TombstoneKind.PHOTOGRAPH, sha256)
    if stones and (giver is None or commit_giver(giver) not in stones):
        raise ErasedBefore


def was_withdrawn(name: str, born: str = "") -> bool:
    """Say whether an import would bring back a person whose record was erased here.

    For imports only: a request that a person opens is never held against this.
    """
    return bool(_stones(TombstoneKind.PERSON, spelt(name), born))


def _stones(kind: TombstoneKind, *parts: str | bytes) -> list[bytes]:
    """Return who had given what these tombstones stand for."""
    commitment = house().vault.commitments.commit(*parts, purpose=f"tombstone.{kind}")
    stones = Tombstone.objects.filter(kind=kind, commitment=commitment)
    return [bytes(one) for one in stones.values_list("giver", flat=True)]
