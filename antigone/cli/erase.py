"""Commands about what was erased: erase list. What erases is `request withdraw` and `found-alive`."""

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example
from antigone.wording import N_


@click.group()
def erase() -> None:
    """What was taken back or given for the living, and whether traces of it were searched for."""


@erase.command("list", epilog=example("antigone erase list --operation FERRY"))
@at_desk(opened=False)
def list_erasures(desk: Desk) -> None:
    """List what was withdrawn, or erased as somebody was found alive, with its receipt."""
    from antigone.casework import lists

    desk.show_list(
        "withdrawals",
        lists.withdrawals(desk.actor),
        shown=("request", "withdrawn_on", "found_alive", "outcome", "because", "files_gone"),
        empty=N_("Nothing was withdrawn in this operation."),
    )
