"""Commands that measure how quick this machine is."""

from dataclasses import asdict

import click

from antigone.cli.edge import as_json, example, show_json, tell
from antigone.wording import N_


@click.group()
def bench() -> None:
    """How quick this machine is; nobody's templates are needed for it, nor touched."""


@bench.command(
    epilog=example(
        "antigone bench gallery\n"
        "antigone bench gallery --rows 40000 --json\n"
        "antigone bench gallery --large --json > figures.json"
    )
)
@click.option(
    "--rows",
    type=click.IntRange(1_000, 100_000_000),
    help="Measure one gallery of so many templates instead of the usual three.",
)
@click.option(
    "--dim",
    type=click.IntRange(8, 4096),
    default=128,
    show_default=True,
    help="Values of a template, with --rows.",
)
@click.option("--large", is_flag=True, help="Ten million templates too: 12 GB of memory, an hour.")
@as_json
@click.pass_context
def gallery(context: click.Context, rows: int | None, dim: int, large: bool, as_json: bool) -> None:
    """Measure how long a search takes, beside what else one might use; exit 1 if somebody is missed.

    Templates are drawn by lot and belong to nobody. One process, one thread; by processor time, and
    still most to be trusted where nothing else runs. The usual three sizes take some minutes.
    """
    from antigone.gallery.measuring import LARGE, USUAL, measure

    sizes = ((rows, dim),) if rows else (*USUAL, *(LARGE if large else ()))
    found = []
    for count, values in sizes:
        figures = measure(count, values)
        found.append(figures)
        if as_json:
            continue
        said = N_(
            "{rows} templates of {dim} values: {milliseconds} ms for a search, {numpy} times as"
            " quick as a numpy product; {recall} % of the nearest were found, {memory} MB of memory."
        )
        click.echo(
            tell(
                said,
                rows=count,
                dim=values,
                milliseconds=f"{1000 * figures.seconds:.2f}",
                numpy=f"{figures.ratios['numpy']:.1f}",
                recall=f"{100 * figures.recall:.2f}",
                memory=f"{figures.memory_bytes / 1e6:.0f}",
            )
        )
    if as_json:
        show_json([{**asdict(figures), "sound": figures.sound} for figures in found])
    context.exit(0 if all(figures.sound for figures in found) else 1)
