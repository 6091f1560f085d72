"""What every command shares at the edge: options, language, JSON, progress, refusals."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_, preferred_language, say

if TYPE_CHECKING:
    from antigone.faces import DecoderPool

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


def example(text: str) -> str:
    """Return the epilogue that shows how a command is called."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in text.strip().splitlines())


def show_json(value: object) -> None:
    """Print one JSON value, indented for people, with letters of every script as they are."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    # File names may hold bytes that are no letters; as escapes they are still valid JSON.
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def show_refusal(refusal: Refusal) -> None:
    """Print what was not done, why, and what to do next, to standard error."""
    language = reader_language()
    click.echo(refusal.say(language), err=True)
    click.echo(refusal.advise(language), err=True)


def reader_language() -> str:
    """Return the language that the settings ask for, else the system's."""
    try:
        return Config.read().language
    except Refusal:
        # Perhaps the very one that is being shown.
        return preferred_language()


def tell(sentence: str, /, **parameters: object) -> str:
    """Return a sentence of the catalogue in the reader's language."""
    return say(sentence, reader_language(), **parameters)


@contextmanager
def decoders(config: Config) -> Iterator["DecoderPool"]:
    """Yield the pool of limited processes that this home's settings allow."""
    from antigone.faces.confined import Limits
    from antigone.faces.sandbox import DecoderPool

    settings = config.settings
    limits = Limits(
        seconds=settings.decode_seconds,
        memory_mb=settings.decode_memory_mb,
        megapixels=settings.decode_megapixels,
    )
    with DecoderPool(processes=settings.decode_processes, limits=limits) as pool:
        yield pool


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show long work as a sentence with numbers on the terminal; silent where nobody looks."""
    import sys

    if not sys.stderr.isatty():
        yield lambda done: None
        return

    def show(done: int) -> None:
        line = tell(N_("{what}: {done} of {total}"), what=what, done=done, total=total)
        click.echo(f"\r{line}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("", err=True)


def columns(rows: Iterable[Iterable[Any]], *, gap: int = 2) -> list[str]:
    """Return rows as lines with aligned columns, by the width that letters take on a screen."""
    table = [[str(cell) for cell in row] for row in rows]
    if not table:
        return []
    widths = [max(screen_width(row[i]) for row in table) for i in range(len(table[0]))]
    return [
        (" " * gap)
        .join(
            cell + " " * (width - screen_width(cell))
            for cell, width in zip(row, widths, strict=True)
        )
        .rstrip()
        for row in table
    ]


def screen_width(text: str) -> int:
    """Return the columns a text takes: none for combining marks, two for wide letters."""
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )
