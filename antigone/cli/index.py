"""Commands about the index that is searched: status, rebuild, verify.

Whoever opens the vault may call them. They tell counts, and of nobody whether he is in it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import as_json, example, show_json, tell
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.gallery.sealed import SealedIndex


@click.group()
def index() -> None:
    """The index by which faces of the missing are found; the database is the truth behind it."""


@index.command(epilog=example("antigone index status\nantigone index status --json"))
@as_json
def status(as_json: bool) -> None:
    """Show how many templates there are, how they are searched, and how the sealed copy stands."""
    _enter()
    from antigone.casework.gallery import copy_of
    from antigone.casework.instruments import instruments
    from antigone.gallery.compressed import LEAST_ROWS

    tools = instruments()
    rows = tools.reference_rows
    copy = copy_of(rows.code, tools.house.vault)
    listed = copy.listed()
    count, seq = rows.count(), rows.newest()
    answer: dict[str, Any] = {
        "gallery": rows.code,
        "dim": rows.dim,
        "templates": count,
        "seq": seq,
        "engine": "compressed" if count >= LEAST_ROWS else "exact",
        "compressed_from": LEAST_ROWS,
        "copy": listed
        and {
            "templates": listed.rows,
            "seq": listed.seq,
            "segments": len(listed.segments),
            "missing_segments": listed.count - len(listed.segments),
            "bytes": copy.size,
        },
    }
    if as_json:
        show_json(answer)
        return
    how = N_("compared one by one") if count < LEAST_ROWS else N_("found by codes, then compared")
    said = N_("{gallery}: {count} templates of {dim} values, {how}.")
    click.echo(tell(said, gallery=rows.code, count=count, dim=rows.dim, how=tell(how)))
    if listed is None:
        click.echo(tell(N_("There is no sealed copy: the next start reads every row.")))
    elif listed.count > len(listed.segments):
        gap = N_("The sealed copy lacks what was erased: the next start reads every row.")
        click.echo(tell(gap))
    else:
        kept = N_("The sealed copy holds {count} templates in {segments} segments ({size} MB).")
        size = f"{copy.size / 1e6:.1f}"
        click.echo(tell(kept, count=listed.rows, segments=len(listed.segments), size=size))


@index.command(epilog=example("antigone index rebuild\nantigone index rebuild --json"))
@as_json
def rebuild(as_json: bool) -> None:
    """Read every template anew from the database, and write the sealed copy anew."""
    with _index() as opened:
        copied = opened.rebuild()
        if as_json:
            show_json({"templates": opened.rows, "copied": copied})
            return
        click.echo(tell(N_("{count} templates were read anew."), count=opened.rows))
        if not copied:
            click.echo(tell(N_("So few need no sealed copy.")))


@index.command(epilog=example("antigone index verify\nantigone index verify --probes 500 --json"))
@click.option(
    "--probes",
    type=click.IntRange(1, 10_000),
    default=200,
    show_default=True,
    help="How many searches are compared with a plain recomputation.",
)
@click.option(
    "--first",
    type=click.IntRange(1, 1_000),
    default=50,
    show_default=True,
    help="How many templates of each search count.",
)
@as_json
@click.pass_context
def verify(context: click.Context, probes: int, first: int, as_json: bool) -> None:
    """Compare the index with the database; exit 1 if somebody would be missed.

    Probes are templates drawn by lot, made worse. An index that misses more than one in a thousand
    searches further from then on; if that does not help, it compares one by one.
    """
    with _index() as opened:
        found = opened.verify(probes, k=first)
    if as_json:
        show_json({**vars(found), "sound": found.sound})
    else:
        said = N_("{probes} searches among {rows} templates: {share} of the nearest were found.")
        share = f"{100 * found.recall:.2f} %"
        click.echo(tell(said, probes=found.probes, rows=found.rows_in_engine, share=share))
        if found.rows != found.rows_in_engine:
            text = N_("The database holds {rows} templates. Rebuild: antigone index rebuild")
            click.echo(tell(text, rows=found.rows))
    context.exit(0 if found.sound else 1)


def _enter() -> None:
    from antigone.cli.desk import entered, open_vault

    open_vault(entered())


@contextmanager
def _index() -> "Iterator[SealedIndex]":
    """Yield an index of the references that shows on the terminal how far it has read."""
    _enter()
    from antigone.casework.gallery import WatchedRows, copy_of
    from antigone.casework.instruments import instruments
    from antigone.gallery.sealed import SealedIndex

    def told(count: int) -> None:
        if sys.stderr.isatty():
            click.echo("\r" + tell(N_("{count} templates read"), count=count), nl=False, err=True)

    mine = instruments().reference_rows
    vault = instruments().house.vault
    rows = WatchedRows(mine.code, dim=mine.dim, vault=vault, told=told)
    with SealedIndex(rows, segments=copy_of(mine.code, vault)) as opened:
        yield opened
    if sys.stderr.isatty():
        click.echo(err=True)
