"""Commands about what keeps somebody here: disputes, legal holds, alerts, inquiries."""

from uuid import UUID

import click

from antigone.cli.custody import because_option
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.command(
    epilog=example(
        'antigone handover dispute R-0042 --raised-by "Pablo Alba" --because "He says it is not her"'
    )
)
@click.argument("remains")
@click.option("--raised-by", default="", help="Who contests.")
@because_option
@at_desk()
def dispute(desk: Desk, remains: str, raised_by: str, because: str) -> None:
    """Record that somebody contests who REMAINS is, or who may receive."""
    from antigone.casework.procedures import handover as steps

    contested = steps.Contested(
        remains=resolved(desk, "Remains", remains, "dispute.raise"),
        raised_by=raised_by,
        because=because,
    )
    steps.raise_dispute(desk.actor, contested)
    said = N_("{code}: nobody is buried, viewed or released while the dispute is open.")
    desk.say({"remains": remains, "dispute": "open"}, tell(said, code=remains))


@click.command(epilog=example('antigone handover settle R-0042 --grounds "Nine concordant points"'))
@click.argument("remains")
@click.option("--grounds", default="", help="On what the board settles it.")
@at_desk()
def settle(desk: Desk, remains: str, grounds: str) -> None:
    """Settle the dispute about REMAINS, as a member of the board."""
    from antigone.casework.lists.handing import open_dispute
    from antigone.casework.procedures import handover as steps

    key = open_dispute(desk.actor, remains)
    steps.settle_dispute(desk.actor, steps.Settling(dispute=key, grounds=grounds))
    said = tell(N_("{code}: the dispute is settled."), code=remains)
    desk.say({"remains": remains, "dispute": "settled"}, said)


@click.command(epilog=example('antigone handover hold R-0042 --reference "File 14/2026"'))
@click.argument("remains")
@click.option("--reference", default="", help="The inquiry's file.")
@at_desk()
def hold(desk: Desk, remains: str, reference: str) -> None:
    """Hold REMAINS back for an inquiry, as the prosecutor's liaison."""
    from antigone.casework.procedures import handover as steps

    key = resolved(desk, "Remains", remains, "hold.place")
    steps.place_hold(desk.actor, steps.Holding(remains=key, reference=reference))
    said = tell(N_("{code}: a legal hold stands."), code=remains)
    desk.say({"remains": remains, "legal_hold": True}, said)


@click.command(
    epilog=example(
        'antigone handover lift R-0042 --because "File 14/2026 was closed"\n'
        'antigone handover lift R-0042 --after-withdrawal --because "Examined again"'
    )
)
@click.argument("remains")
@click.option(
    "--after-withdrawal", is_flag=True, help="The hold of a withdrawn identification; the board's."
)
@because_option
@at_desk()
def lift(desk: Desk, remains: str, after_withdrawal: bool, because: str) -> None:
    """Lift the holds on REMAINS that are yours to lift, with the reason."""
    from antigone.casework.lists.handing import open_holds
    from antigone.casework.procedures import handover as steps

    keys = open_holds(desk.actor, remains, after_withdrawal=after_withdrawal)
    for key in keys:
        lifting = steps.Lifting(hold=key, because=because)
        if after_withdrawal:
            steps.lift_withdrawn_hold(desk.actor, lifting)
        else:
            steps.lift_hold(desk.actor, lifting)
    said = tell(N_("{code}: {count} holds lifted."), code=remains, count=len(keys))
    desk.say({"remains": remains, "lifted": len(keys)}, said)


@click.command(epilog=example("antigone handover alerts\nantigone handover alerts --seen"))
@click.option("--seen", is_flag=True, help="Say that you have seen those that are listed.")
@at_desk()
def alerts(desk: Desk, seen: bool) -> None:
    """List the alerts to your roles that nobody has seen yet."""
    from antigone.casework.lists import handing
    from antigone.casework.procedures import handover as steps

    waiting = handing.alerts(desk.actor)
    for one in waiting if seen else []:
        steps.see_alert(desk.actor, UUID(one["alert"]))
    desk.show_list(
        "alerts",
        waiting,
        shown=("remains", "reason", "role", "since"),
        empty=N_("No alert waits for you."),
    )


@click.command(epilog=example("antigone handover inquiries"))
@at_desk(opened=False)
def inquiries(desk: Desk) -> None:
    """List the remains that oblige to an inquiry; for the prosecutor's liaison alone."""
    from antigone.casework.lists import handing

    desk.show_list(
        "inquiries",
        handing.inquiries(desk.actor),
        shown=("remains", "place", "signs", "holds", "unseen"),
        empty=N_("Nothing obliges to an inquiry here."),
    )
