"""The command about the vault's key: vault rotate."""

import sys

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.group()
def vault() -> None:
    """The vault, and the key under which everything in it is sealed."""


@vault.command(epilog=example("antigone vault rotate"))
@at_desk(in_operation=False)
def rotate(desk: Desk) -> None:
    """Give the vault a new key, seal everything anew under it, and destroy the old one.

    It may be stopped at any time; called again, it goes on. Others can work meanwhile. A backup opens
    with the passphrase or key file that the vault had when it was made.
    """
    from antigone.casework.procedures.rotating import rotate_key

    def told(renewed: int) -> None:
        if sys.stderr.isatty():
            click.echo("\r" + tell(N_("{count} sealed anew"), count=renewed), nl=False, err=True)

    done = rotate_key(desk.actor, told)
    if sys.stderr.isatty():
        click.echo(err=True)
    said = N_("The old key is destroyed: {held} keys and texts lie under the new one.")
    desk.say({"renewed": done.renewed, "held": done.held}, tell(said, held=done.held))
