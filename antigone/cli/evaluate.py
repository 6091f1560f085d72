"""The command that measures the engine on labelled photographs."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.edge import as_json, columns, decoders, example, progress, show_json, tell
from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_


class ReportNotWritten(Refusal):
    """The system does not let the report be written; hours of reading must not end so."""

    code = "report-not-written"
    sentence = N_("{file} cannot be written ({fault}). Nothing was measured.")
    remedy = N_("Name a file in a folder in which you may write.")


@click.command(
    epilog=example(
        "antigone evaluate photographs/ --references 3 --report report.html\n"
        "antigone evaluate photographs/ --degrade mortuary --degrade blur --json > figures.json\n"
        "antigone evaluate photographs/ --degrade all --resume readings.jsonl"
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--degrade",
    multiple=True,
    metavar="NAME",
    help="Also measure with this simulated condition; may be repeated; 'all' for every one.",
)
@click.option(
    "--references",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="Photographs that enrol each person; the others search.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Also write a report that anybody can read: one file, no script, numbers only.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep what was read in FILE, and go on from it after an interruption. It holds vectors of "
    "these faces, no names, and is removed once the figures are out.",
)
@click.option("--engine", metavar="ID", help="An added engine instead of the built-in.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of what is drawn by lot.")
@as_json
def evaluate(
    folder: Path,
    degrade: tuple[str, ...],
    references: int,
    report: Path | None,
    resume: Path | None,
    engine: str | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Measure the engine on FOLDER/person/photograph.jpg: how often is the right person found?

    FOLDER/people.csv may say age, sex and skin_tone of each person: then figures are also given by
    group. Photographs stay where they are; only numbers come out. Simulated conditions are
    simulated: they say how the engine compares with itself, never how it does on the deceased.
    """
    from antigone.faces import Engine
    from antigone.faces.weights import find_recogniser
    from antigone.trials.albums import labelled_people, people_table
    from antigone.trials.evaluate import evaluate as measure
    from antigone.trials.report import report_of
    from antigone.trials.simulation import CONDITIONS

    config = Config.read()
    people = labelled_people(folder, references=references)
    about = people_table(folder, labels=[path.name for path in folder.iterdir() if path.is_dir()])
    names = [name for name in CONDITIONS if name != "clean"] if "all" in degrade else list(degrade)
    if report:
        _try_to_write(report)
    total = sum(len(person.references) + len(person.probes) for person in people)
    added = engine and find_recogniser(engine, added=config.home / "weights")
    reader = Engine.load(threads=config.settings.threads, recogniser=added or None)
    with decoders(config) as pool, progress(tell(N_("Photographs read")), total) as show:
        found = measure(
            people,
            engine=reader,
            pool=pool,
            about=about,
            conditions=names,
            seed=config.settings.seed if seed is None else seed,
            keep=resume,
            progress=show,
        )
    if report:
        report.write_text(report_of(found.figures, config.language), encoding="utf-8")
    # Names of files are for who sits at the desk; they are no figure, and never go out with them.
    for file in found.unreadable:
        said = tell(N_("Could not be read, counted as no face: {file}"), file=file)
        click.echo(said, err=True)
    if as_json:
        show_json(found.figures)
        return
    _show_figures(found.figures)
    if report:
        click.echo(tell(N_("The report is in {file}."), file=report))


def _try_to_write(report: Path) -> None:
    was_there = report.exists()
    try:
        with report.open("a", encoding="utf-8"):
            pass
        if not was_there:
            report.unlink()
    except OSError as error:
        raise ReportNotWritten(file=report, fault=error.strerror or "") from None


def _show_figures(figures: dict[str, Any]) -> None:
    click.echo(
        tell(
            N_("{people} people, {photos} photographs, {searches} searches, engine {engine}."),
            **{key: figures[key] for key in ("people", "photos", "searches", "engine")},
        )
    )
    rows: list[list[str]] = [
        [
            "", tell(N_("no face")), tell(N_("rank 1")), tell(N_("rank 10")), tell(N_("FNIR at 0.01")),
            tell(N_("TAR at 0.001")), "Cllr", "Cllr min",
        ]
    ]  # fmt: skip
    for name, one in {tell(N_("as they are")): figures, **figures["conditions"]}.items():
        rows.append(
            [
                name,
                _share(one["fta"], one["intervals"]["fta"]),
                _share(one["rank"]["1"], one["intervals"]["rank"]["1"]),
                _share(one["rank"]["10"], one["intervals"]["rank"]["10"]),
                _share(one["fnir"]["0.01"], one["intervals"]["fnir"]["0.01"]),
                _share(one["tar"]["0.001"], one["intervals"]["tar"]["0.001"]),
                "–" if one["cllr"] is None else f"{one['cllr']:.3f}",
                "–" if one["cllr_min"] is None else f"{one['cllr_min']:.3f}",
            ]
        )
    for line in columns(rows):
        click.echo(line)
    if figures["conditions"]:
        click.echo(
            tell(N_("Conditions are simulated. In brackets: 95 % interval, drawn by person."))
        )
    else:
        click.echo(tell(N_("In brackets: 95 % interval, drawn by person.")))


def _share(value: float | None, interval: list[float] | None) -> str:
    if value is None or interval is None:
        return "–"
    low, high = interval
    return f"{100 * value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"
