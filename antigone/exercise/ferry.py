"""The first scene: the operation is opened, and everybody who works on it gets a role."""

from antigone.access import Actor
from antigone.access.signing_in import actor_named
from antigone.casework.models.operation import Listing, OperationKind
from antigone.casework.procedures import accounts, operations
from antigone.exercise.cast import (
    ADMINISTRATOR,
    AUTHORITY,
    CREW,
    LEGAL_BASIS,
    MANIFEST,
    OPERATION,
    PASSWORD,
)
from antigone.exercise.walk import Walk


def open_ferry(walk: Walk) -> None:
    """Open the operation with its manifest, and take on the crew."""
    administrator = actor_named(walk.config, ADMINISTRATOR.name)
    opened = operations.open_operation(
        administrator,
        operations.NewOperation(
            code=OPERATION,
            name="Ferry of the exercise",
            kind=OperationKind.INCIDENT,
            authority=AUTHORITY,
            legal_basis=LEGAL_BASIS,
            declared_missing=len(MANIFEST),
            listing=Listing.CLOSED,
            manifest=tuple(
                operations.Seat(name=one.listed, seat=f"cabin {one.cabin}") for one in MANIFEST
            ),
        ),
    )
    for member in CREW:
        new = accounts.NewAccount(
            sign_in_name=member.name, shown_name=member.shown, password=PASSWORD
        )
        account = accounts.add_account(administrator, new)
        accounts.give_role(
            administrator,
            accounts.RoleGiven(
                account=account.id,
                operation=opened.id,
                role=member.role,
                discipline=member.discipline,
            ),
        )
        walk.crew[member.name] = Actor(account_id=account.id, operation_id=opened.id)
    walk.crew[ADMINISTRATOR.name] = Actor(
        account_id=administrator.account_id, operation_id=opened.id
    )
