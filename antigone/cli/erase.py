"""Commands about what was withdrawn: erase list. What erases is `request withdraw`."""

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example
from antigone.wording import N_


@click.group()
def erase() -> None:
    """What was withdrawn, and whether every file was searched for what could be left of it."""


@erase.command("list", epilog=example("antigone erase list --operation FERRY"))
@at_desk(opened=False)
def list_erasures(desk: Desk) -> None:
    """List what was withdrawn, with its receipt once the files are gone."""
    from antigone.casework import lists

    desk.show_list(
        "withdrawals",
        lists.withdrawals(desk.actor),
        shown=("request", "withdrawn_on", "outcome", "because", "files_gone"),
        empty=N_("Nothing was withdrawn in this operation."),
    )
