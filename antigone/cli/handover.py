"""The group of commands about the dead and what was theirs, on the way home."""

import click

from antigone.cli import custody, holds, homegoing


@click.group()
def handover() -> None:
    """Handover: where the dead and what was theirs are, and how they come home."""


for _command in (
    custody.effect,
    custody.sample,
    custody.transfer,
    custody.seal,
    custody.open_,
    custody.where,
    custody.graves,
    custody.print_,
    homegoing.view,
    homegoing.inter,
    homegoing.raise_,
    homegoing.entitle,
    homegoing.verify,
    homegoing.release,
    holds.dispute,
    holds.settle,
    holds.hold,
    holds.lift,
    holds.alerts,
    holds.inquiries,
):
    handover.add_command(_command)
