"""Commands about operations: incidents and mandates."""

from typing import IO

import click

from antigone.cli import codes
from antigone.cli.audits import audit
from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, tell
from antigone.cli.evidence import figures
from antigone.wording import N_


@click.group()
def operation() -> None:
    """Operations: one incident or one mandate each, apart from every other."""


operation.add_command(audit)
operation.add_command(figures)


@operation.command(
    "open",
    epilog=example(
        'antigone operation open FERRY "Ferry Aurora" --authority "Coroner of the county"'
        ' --legal-basis "Coroners Act, s. 12" --declared-missing 11'
    ),
)
@click.argument("code")
@click.argument("name")
@click.option("--authority", required=True, help="Who answers for it.")
@click.option("--legal-basis", required=True, help="The article that permits it.")
@click.option(
    "--declared-missing", required=True, type=click.IntRange(0), help="How many are missing."
)
@click.option(
    "--kind", type=click.Choice(codes.OPERATION_KINDS), default="incident", show_default=True
)
@click.option(
    "--manifest", type=click.File(), help="Who was there: a name a line, a tab, the seat."
)
@at_desk(in_operation=False)
def open_operation(
    desk: Desk,
    code: str,
    name: str,
    authority: str,
    legal_basis: str,
    declared_missing: int,
    kind: str,
    manifest: IO[str] | None,
) -> None:
    """Open an operation with the short CODE and the NAME by which it is known.

    With a manifest it is a closed one. Nobody holds a role in it yet.
    """
    from antigone.access import Actor
    from antigone.casework.models.operation import Listing, OperationKind
    from antigone.casework.procedures import operations

    lines = [line.rstrip("\r\n").partition("\t") for line in manifest or () if line.strip()]
    new = operations.NewOperation(
        code=code,
        name=name,
        kind=OperationKind(kind),
        authority=authority,
        legal_basis=legal_basis,
        declared_missing=declared_missing,
        listing=Listing.CLOSED if lines else Listing.OPEN,
        manifest=tuple(operations.Seat(name=who.strip(), seat=seat) for who, _, seat in lines),
    )
    operations.open_operation(Actor(account_id=desk.actor.account_id), new)
    answer = {"operation": code, "name": name, "manifest": len(lines)}
    desk.say(answer, tell(N_("{code} is open. Give roles in it next."), code=code))


@operation.command(
    "clear-gallery",
    epilog=example('antigone operation clear-gallery 40 --because "A second boat sank with it"'),
)
@click.argument("people", type=click.IntRange(1))
@click.option("--because", required=True, help="Why more are looked for than were declared.")
@at_desk()
def clear_gallery(desk: Desk, people: int, because: str) -> None:
    """Let the list of the missing grow to PEOPLE; for the data protection officer."""
    from antigone.casework.procedures import operations

    clearance = operations.Clearance(people=people, because=because)
    operations.clear_gallery(desk.actor, clearance)
    said = tell(N_("Up to {people} people may be looked for."), people=people)
    desk.say({"operation": desk.operation, "people": people}, said)


@operation.command("list", epilog=example("antigone operation list"))
@at_desk(in_operation=False, opened=False)
def list_operations(desk: Desk) -> None:
    """List the operations in which you hold a role."""
    from antigone.casework import lists

    desk.show_list(
        "operations",
        lists.operations(desk.actor),
        shown=("operation", "name", "kind", "authority", "roles"),
        empty=N_("You hold a role in no operation."),
    )
