"""Commands about what faces are weighed by: list the calibrations of a home, adopt one of its own."""

from pathlib import Path

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import as_json, columns, example, show_json, tell
from antigone.config import Config
from antigone.wording import N_


@click.group()
def calibration() -> None:
    """What similarities of faces are worth: the built-in calibration, and this site's own."""


@calibration.command("list", epilog=example("antigone calibration list"))
@as_json
def list_calibrations(as_json: bool) -> None:
    """List the calibrations, the one in force last."""
    from antigone.evidence import Calibration
    from antigone.evidence.adopted import FOLDER, adopted

    known = [Calibration.builtin(), *adopted(Config.read().home / FOLDER)]
    rows = [
        {
            "id": one.id,
            "engine": one.engine,
            "status": one.status,
            "grades": sorted({cell.of for cell in one.cells.values() if cell.of in one.grades}),
            "against_relatives": one.related is not None,
        }
        for one in known
    ]
    if as_json:
        show_json({"calibrations": rows})
        return
    shown = [[str(row["id"]), str(row["status"]), ", ".join(row["grades"])] for row in rows]  # type: ignore[arg-type]
    for line in columns(shown):
        click.echo(line)


@calibration.command(
    epilog=example(
        "antigone calibration adopt site.json --because 'Card looked through by the board on 3 May'"
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.json")
@click.option("--because", required=True, metavar="WORDS", help="Why faces shall be weighed by it.")
@at_desk()
def adopt(desk: Desk, file: Path, because: str) -> None:
    """Weigh faces by a calibration of this site's own cases from now on, in the whole home.

    Only such a one may enter a statement. A member of the board adopts it; the record binds the file
    and the reason. What was weighed before keeps its numbers.
    """
    from antigone.casework.procedures.calibrations import Adoption, adopt_calibration

    adopted = adopt_calibration(desk.actor, Adoption(path=file, because=because))
    desk.say(
        {"calibration": adopted.id, "status": adopted.status},
        tell(N_("Faces are weighed by {calibration} from now on."), calibration=adopted.id),
    )
