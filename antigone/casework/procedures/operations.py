"""Opening an operation: an incident or a mandate begins with an authority and a legal basis."""

from dataclasses import dataclass
from uuid import uuid4

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import OperationIdentity
from antigone.casework.codes import require_fit
from antigone.casework.models import GalleryClearance, ManifestEntry, Operation
from antigone.casework.models.operation import Listing, OperationKind
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_


class NoAuthority(Refusal):
    """Nobody answers for the operation, or nothing permits it."""

    code = "no-authority"
    sentence = N_("An operation needs an authority and a legal basis. None was opened.")
    remedy = N_("Name the authority that answers for it, and the article that permits it.")


class OperationCodeTaken(Refusal):
    """The code belongs to another operation of this home."""

    code = "operation-code-taken"
    sentence = N_("The code “{key}” is in use or empty. No operation was opened.")
    remedy = N_("Choose another code.")


class NoManifest(Refusal):
    """A closed operation is one whose manifest is known."""

    code = "no-manifest"
    sentence = N_("Only a closed operation has a manifest, and it must have one. None was opened.")
    remedy = N_("Add the list of who was there, or open the operation without a list.")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody on the manifest."""

    name: str
    seat: str = ""


@dataclass(frozen=True, kw_only=True)
class NewOperation:
    """What is stated when an operation begins. `manifest` makes it a closed one."""

    code: str
    name: str
    kind: OperationKind
    authority: str
    legal_basis: str
    declared_missing: int
    listing: Listing = Listing.OPEN
    manifest: tuple[Seat, ...] = ()


class NoReasonForClearance(Refusal):
    """A larger list, for no stated reason."""

    code = "no-reason-for-clearance"
    sentence = N_("The clearance does not say why. The list stays as large as it may be.")
    remedy = N_("State why more people are looked for than were declared missing.")


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """To how many people the list of the missing may grow, and why."""

    people: int
    because: str


def clear_gallery(actor: Actor, clearance: Clearance) -> GalleryClearance:
    """Let more people be looked for than one and a half times those declared missing.

    Raises `NoReasonForClearance`.
    """
    with step(actor, Action.CLEAR_GALLERY) as doing:
        if not clearance.because.strip():
            raise NoReasonForClearance
        return doing.write(GalleryClearance(people=clearance.people, because=clearance.because))


def open_operation(actor: Actor, new: NewOperation) -> Operation:
    """Open an operation in which nobody holds a role yet.

    The actor acts for the house. Raises `NoAuthority`, `NoManifest`, `UnfitCode` and
    `OperationCodeTaken`.
    """
    identity = uuid4()
    with step(actor, Action.OPEN_OPERATION, opening=identity) as doing:
        if not (new.authority.strip() and new.legal_basis.strip() and new.name.strip()):
            raise NoAuthority
        if (new.listing == Listing.CLOSED) != bool(new.manifest):
            raise NoManifest
        require_fit(new.code)
        if not new.code or OperationIdentity.objects.filter(code=new.code).exists():
            raise OperationCodeTaken(key=new.code)
        operation = Operation.objects.create(
            id=identity,
            code=new.code,
            name=new.name,
            kind=new.kind,
            listing=new.listing,
            authority=new.authority,
            legal_basis=new.legal_basis,
            declared_missing=new.declared_missing,
            opened_at=doing.at,
        )
        ManifestEntry.objects.bulk_create(
            ManifestEntry(
                operation=operation,
                recorded_by_id=actor.account_id,
                recorded_at=doing.at,
                line=line,
                name=one.name,
                seat=one.seat,
            )
            for line, one in enumerate(new.manifest, start=1)
        )
        return operation
