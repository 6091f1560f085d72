"""Commands about the home itself: init, doctor, settings."""

from pathlib import Path

import click

from antigone.cli.edge import as_json, columns, example, show_json, tell
from antigone.config import Config, make_home
from antigone.wording import N_


@click.command(epilog=example("antigone init ~/antigone"))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--field", is_flag=True, help="A field home: records of the deceased only, no gallery."
)
@as_json
def init(folder: Path | None, field: bool, as_json: bool) -> None:
    """Make a home in an empty FOLDER (by default the one that ANTIGONE_HOME names).

    Nothing leaves it, and only its owner may enter it.
    """
    path = folder.expanduser().absolute() if folder else Config.read().home
    mark = make_home(path, kind="field" if field else "real")
    if as_json:
        show_json({"home": str(path), **mark._asdict()})
        return
    click.echo(tell(N_("A home was made in {path}."), path=path))
    click.echo(tell(N_("See whether all is in order with: antigone doctor")))


@click.command(epilog=example("antigone settings\nANTIGONE_FPIR=0.003 antigone settings --json"))
@as_json
def settings(as_json: bool) -> None:
    """Show every setting: its value, where it was set, and what it means."""
    config = Config.read()
    if as_json:
        show_json({"home": str(config.home), "settings": [one._asdict() for one in config.lines()]})
        return
    click.echo(tell(N_("Home: {path}"), path=config.home))
    rows = [
        (one.name, "–" if one.value == "" else one.value, one.source, tell(one.meaning))
        for one in config.lines()
    ]
    for line in columns(rows):
        click.echo(line)


@click.command(epilog=example("antigone doctor"))
@as_json
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Examine this machine, the face engine and the home; exit 1 if something is wrong."""
    from antigone.upkeep.doctor import examine

    findings = examine(Config.read())
    if as_json:
        show_json({"findings": [one.as_json() for one in findings]})
    else:
        for one in findings:
            state = tell(N_("good")) if one.good else tell(N_("WRONG"))
            click.echo(f"{state:>6}  {tell(one.subject)}: {one.finding}")
            if not one.good:
                click.echo(f"        {one.remedy}")
    context.exit(0 if all(one.good for one in findings) else 1)
