"""The command that measures the engine on labelled photographs."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.edge import as_json, columns, decoders, example, progress, show_json, tell
from antigone.config import Config
from antigone.wording import N_


@click.command(
    epilog=example(
        "antigone evaluate photographs/ --references 3\n"
        "antigone evaluate photographs/ --degrade mortuary --degrade blur --json > figures.json\n"
        "antigone evaluate photographs/ --degrade all"
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
@click.option("--seed", type=click.IntRange(min=0), help="Seed of what is drawn by lot.")
@as_json
def evaluate(
    folder: Path, degrade: tuple[str, ...], references: int, seed: int | None, as_json: bool
) -> None:
    """Measure the engine on FOLDER/person/photograph.jpg: how often is the right person found?

    Photographs stay where they are; only numbers come out. Simulated conditions are simulated:
    they say how the engine compares with itself, never how it does on the deceased.
    """
    from antigone.faces import Engine
    from antigone.trials.evaluate import evaluate as measure
    from antigone.trials.evaluate import labelled_people
    from antigone.trials.simulation import CONDITIONS

    config = Config.read()
    people = labelled_people(folder, references=references)
    names = [name for name in CONDITIONS if name != "clean"] if "all" in degrade else list(degrade)
    total = sum(len(person.references) + len(person.probes) for person in people)
    engine = Engine.load(threads=config.settings.threads)
    with decoders(config) as pool, progress(tell(N_("Photographs read")), total) as show:
        figures = measure(
            people,
            engine=engine,
            pool=pool,
            conditions=names,
            seed=config.settings.seed if seed is None else seed,
            progress=show,
        )
    if as_json:
        show_json(figures)
    else:
        _show_figures(figures)


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
    for file in figures["unreadable"]:
        click.echo(tell(N_("Could not be read, counted as no face: {file}"), file=file))
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
