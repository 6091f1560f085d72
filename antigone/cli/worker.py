"""The command that does long work: worker."""

import click

from antigone.cli.edge import as_json, example, show_json, tell
from antigone.wording import N_


@click.command(epilog=example("antigone worker\nantigone worker --once --json"))
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--again", is_flag=True, help="Try once more what had failed for good.")
@as_json
def worker(once: bool, again: bool, as_json: bool) -> None:
    """Do long work: erasures, sweeps. Several may run; a killed one's work is taken up by another."""
    import signal

    from antigone.cli.desk import entered, open_vault

    config = entered()
    open_vault(config)
    from antigone.casework import jobs

    # Whoever ends a service does so as with Ctrl-C: what is done is kept, the rest is given back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    returned = jobs.try_failed_again() if again else 0
    taken = jobs.work(once=once)
    failed = jobs.failed()
    if as_json:
        show_json({"taken": taken, "tried_again": returned, "failed": failed})
        return
    click.echo(tell(N_("{count} jobs were done or tried."), count=taken))
    for one in failed:
        what = f"{one['kind']} {one['subject']}"
        click.echo(tell(N_("Failed for good: {what} ({fault})"), what=what, fault=one["fault"]))
