"""Commands about audits: every body against the missing and the other dead."""

import time

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import columns, example, progress, tell
from antigone.errors import Refusal
from antigone.wording import N_

_LOOK_SECONDS = 0.3


class AuditBroke(Refusal):
    """The work on an audit came to an end before the audit did."""

    code = "audit-broke-off"
    sentence = N_("The audit broke off ({fault}). What was done is kept.")
    remedy = N_("See what it names, then go on with: antigone operation audit run")


@click.group()
def audit() -> None:
    """Every unresolved body against all who are missed, and against every other body."""


@audit.command(epilog=example("antigone operation audit run --operation FERRY"))
@click.option("--leave", is_flag=True, help="Leave the work to the workers of this home.")
@at_desk()
def run(desk: Desk, leave: bool) -> None:
    """Begin an audit, or go on with the one that was cut off.

    A body takes part if it may be searched: death signed by somebody else, its code legible, a face
    that can be compared. Whoever audits has searched from them, and reviews none of them any more.
    Whoever stops it loses nothing; the next call goes on.
    """
    from antigone.casework import lists
    from antigone.casework.jobs import Worker
    from antigone.casework.procedures import auditing

    begun = auditing.begin_audit(desk.actor)
    if leave:
        left = tell(N_("Audit {number} waits for a worker: antigone worker"), number=begun.number)
        desk.say({"audit": begun.number, "ended": False}, left)
        return
    what = tell(N_("Audit {number}"), number=begun.number)
    with progress(what, 2 * begun.bodies) as show:
        worker = Worker(kinds=frozenset({auditing.AUDIT}), told=show)
        far = auditing.progress_of(desk.actor, begun)
        while not (far.ended or far.fault):
            if not worker.work(once=True):
                # Another worker has it in hand, or had it and is gone.
                time.sleep(_LOOK_SECONDS)
            far = auditing.progress_of(desk.actor, begun)
            show(far.done)
    if far.fault:
        raise AuditBroke(fault=far.fault)
    told = next(one for one in lists.audits(desk.actor) if one.number == begun.number)
    answer = {
        "audit": told.number,
        "ended": True,
        "bodies": told.bodies,
        "searched": told.searched,
        "refused": dict(told.refused),
    }
    lines = [
        tell(
            N_("Audit {number}: {searched} of {bodies} bodies were searched and held together."),
            number=told.number,
            searched=told.searched,
            bodies=told.bodies,
        )
    ]
    out = N_("{count} took no part: {why}.")
    lines += [
        tell(out, count=count, why=tell(auditing.WHY_NOT_BY_CODE[why]))
        for why, count in told.refused.items()
    ]
    lines.append(tell(N_("Whom it found: antigone operation audit leads")))
    desk.say(answer, *lines)


@audit.command("list", epilog=example("antigone operation audit list --json"))
@at_desk(opened=False)
def list_audits(desk: Desk) -> None:
    """List the audits of the operation, without anything that they found."""
    from antigone.casework import lists

    rows = [
        {
            "audit": one.number,
            "begun": one.begun_at.isoformat(timespec="seconds"),
            "ended": one.ended_at.isoformat(timespec="seconds") if one.ended_at else None,
            "by": one.by,
            "bodies": one.bodies,
            "searched": one.searched,
            "refused": dict(one.refused),
        }
        for one in lists.audits(desk.actor)
    ]
    desk.show_list(
        "audits",
        rows,
        shown=("audit", "begun", "ended", "by", "bodies", "searched"),
        empty=N_("No audit was made in this operation yet."),
    )


@audit.command(epilog=example("antigone operation audit leads --operation FERRY"))
@at_desk()
def leads(desk: Desk) -> None:
    """Show which bodies might be one person: parts, or one body recorded twice.

    The look is recorded: an examiner who knows it does not review these bodies any more.
    """
    from antigone.casework import lists

    found = lists.perhaps_one(desk.actor)
    rows = [
        (
            one.one,
            one.other,
            tell(N_("perhaps parts of one")) if one.parts else tell(N_("perhaps recorded twice")),
            f"{one.similarity:.3f}",
            tell(N_("above the line")) if one.above_line else tell(N_("only the nearest")),
        )
        for one in found.pairs
    ]
    lines = list(columns(rows)) or [tell(N_("No two bodies look like one person."))]
    if found.left_out:
        out = N_("Of bodies that you compare, {count} more are not shown.")
        lines.append(tell(out, count=found.left_out))
    lines.append(tell(N_("A candidate is a lead, never an identification.")))
    answer = {"leads": [vars(one) for one in found.pairs], "left_out": found.left_out}
    desk.say(answer, *lines)
