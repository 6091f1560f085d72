"""The command about what ends: retention."""

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_


@click.command(epilog=example("antigone retention\nantigone retention --days 90 --json"))
@click.option("--days", type=click.IntRange(0), default=30, show_default=True)
@at_desk(opened=False)
def retention(desk: Desk, days: int) -> None:
    """List permissions and legal bases that have ended or end within some days.

    Nothing is deleted by itself: ask the enquirer, then permit anew or withdraw.
    """
    from antigone.casework import lists

    rows = lists.ending(desk.actor, days=days)
    if not rows:
        desk.say({"ending": []}, tell(N_("Nothing ends in these days.")))
        return
    lines = columns(
        [
            [
                row["request"],
                row["what"],
                row["until"],
                tell(N_("has ended")) if row["ended"] else tell(N_("will end")),
            ]
            for row in rows
        ]
    )
    asks = N_("Ask the enquirer; then: antigone request permit, or: antigone request withdraw")
    desk.say({"ending": rows}, *lines, tell(asks))
