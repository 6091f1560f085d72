"""The command that fits a calibration on a site's own cases, and takes it into the home."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antigone.cli.edge import as_json, decoders, example, progress, show_json, tell
from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.trials.fitting import Bands


class OutputExists(Refusal):
    """A calibration that somebody may have adopted is not written over."""

    code = "output-exists"
    sentence = N_("{file} exists, or cannot be written. Nothing was fitted.")
    remedy = N_("Name another file with --output, in a folder in which you may write.")


@click.command(
    epilog=example(
        "antigone calibrate cases/ --output site.json --by 'Institute of Forensic Medicine'"
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("site-calibration.json"),
    show_default=True,
    metavar="FILE.json",
    help="Where the numbers go; the data card is written beside them.",
)
@click.option("--by", default="", metavar="WHO", help="Who fits it, for the data card.")
@click.option(
    "--population", default="", metavar="WORDS", help="Who these people are, for the data card."
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep what was read in FILE, and go on from it after an interruption. It holds vectors of "
    "these faces, no names, and is removed once the numbers are out.",
)
@click.option("--engine", metavar="ID", help="An added engine instead of the built-in.")
@as_json
def calibrate(
    folder: Path,
    output: Path,
    by: str,
    population: str,
    resume: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Fit what a similarity is worth on FOLDER/person/{am,pm}/photograph.jpg, your identified cases.

    conditions.csv states the grade of every post-mortem photograph; people.csv may state age, sex,
    skin_tone and relatives. People must have been identified by something else than their faces.
    Numbers come out, no name and no photograph. With too few cases nothing is fitted, and it is said
    how many are needed. Whoever has read the card adopts it with: antigone calibration adopt.
    """
    from antigone.faces import Engine
    from antigone.faces.weights import find_recogniser, manifest
    from antigone.trials.calibrate import TooFewCases, as_numbers, fit_site, require_enough
    from antigone.trials.cases import compare_cases, read_cases
    from antigone.trials.numbers_file import as_text
    from antigone.trials.reading import Reader
    from antigone.trials.site_card import as_markdown, card
    from antigone.trials.worth import require_calibrate

    config = Config.read()
    require_calibrate("antigone calibrate")
    cases = read_cases(folder)
    require_enough(cases)
    beside = output.with_suffix(".md")
    if output.exists() or beside.exists() or not output.parent.is_dir():
        raise OutputExists(file=output)
    added = engine and find_recogniser(engine, added=config.home / "weights")
    about = added or manifest("recogniser")
    loaded = Engine.load(threads=config.settings.threads, recogniser=added or None)
    bands = _bands(about.values["quality_bands"])
    with (
        decoders(config) as pool,
        progress(tell(N_("Photographs read")), cases.photographs) as show,
    ):
        reader = Reader(engine=loaded, pool=pool, seed=config.settings.seed, keep=resume)
        compared = compare_cases(cases, reader, progress=show)
    for file in compared.unreadable:
        said = tell(N_("Could not be read, counted as no face: {file}"), file=file)
        click.echo(said, err=True)
    try:
        fit = fit_site(compared.comparisons, bands=bands)
    except TooFewCases:
        # Nobody waits for the rest of it: vectors are kept no longer.
        reader.finish()
        raise
    today = datetime.now(UTC).date().isoformat()
    described = card(cases, compared, fit, by=by, population=population, fitted_on=today)
    numbers = as_numbers(fit, engine=loaded.id, bands=bands, card=described)
    output.write_text(as_text(numbers), encoding="utf-8")
    beside.write_text(as_markdown(numbers), encoding="utf-8")
    reader.finish()
    if as_json:
        show_json({"calibration": numbers["id"], "file": str(output), "card": described})
        return
    click.echo(
        tell(
            N_(
                "{id}: {cells} cells fitted on {people} people. Read {card} before anybody adopts it."
            ),
            id=numbers["id"],
            cells=len(fit.cells),
            people=described["people"],
            card=beside,
        )
    )


def _bands(ends: dict[str, float]) -> "Bands":
    unusable, good = float(ends["unusable_below"]), float(ends["good_from"])
    return {"unusable": (0.0, unusable), "weak": (unusable, good), "good": (good, 99.0)}
