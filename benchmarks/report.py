"""What a benchmark says: tables, the meaning of each figure, and whether a promise was kept."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, median
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")

HEAD = """# What was measured

Written by `make bench` (or `python -m benchmarks NAME`, which renews one part); do not edit.
Each part says when and on what it was measured. Figures are ratios within one run: seconds belong
to one machine, ratios nearly hold on the next. The pictures are of people who do not exist. The
other libraries are installed for measuring only and are never shipped with Antigone; some of their
weights have licences that exclude commercial use.
"""


class CannotMeasure(Exception):
    """Something that a benchmark needs is missing; the sentence says what to do."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of finished cells under a title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """Return the table for a terminal, numbers to the right."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [
            "  ".join(
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (self.columns, *self.rows)
        ]
        return "\n".join([self.title, "", lines[0], "-" * len(lines[0]), *lines[1:]])

    def as_markdown(self) -> str:
        """Return the table for a page."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = ["| " + " | ".join(row) + " |" for row in (self.columns, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines])


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A figure that was promised, and whether it holds; one that does not fails the run."""

    sentence: str
    kept: bool

    def __str__(self) -> str:
        return f"{'Kept' if self.kept else 'BROKEN'}: {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Section:
    """Everything one benchmark found. `values` is the same for a machine to read."""

    name: str
    title: str
    tables: tuple[Table, ...]
    meanings: tuple[str, ...]
    versions: Mapping[str, str]
    values: Mapping[str, Any]
    promises: tuple[Promise, ...] = ()

    def as_text(self) -> str:
        """Return the section for a terminal."""
        return "\n\n".join(
            [
                f"{self.name}: {self.title}",
                *(table.as_text() for table in self.tables),
                "\n".join(f"· {meaning}" for meaning in self.meanings),
                *map(str, self.promises),
            ]
        )

    def as_markdown(self) -> str:
        """Return the section for a page, with the day, the machine and the versions."""
        with_versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        return "\n\n".join(
            [
                f"## {self.name}: {self.title}",
                f"{datetime.now(UTC).date()}, {machine()}. {with_versions}.",
                *(table.as_markdown() for table in self.tables),
                "\n".join(f"- {meaning}" for meaning in self.meanings),
                *(f"**{promise}**" for promise in self.promises),
            ]
        )


def machine() -> str:
    """Return in general words what was measured on."""
    processor = platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists() and (found := re.search(r"model name\s*: (.+)", about.read_text())):
        processor = f"{found[1].strip()} ({processor})"
    return (
        f"{os.cpu_count()} cores, {processor}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def versions_of(*packages: str) -> dict[str, str]:
    """Return the installed version of each package."""
    return {name: version(name) for name in packages}


def with_section(page: str, section: Section) -> str:
    """Return the page with this section in the place of the one of its name, or at the end.

    What other benchmarks found stays, with the day on which they found it.
    """
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    body = section.as_markdown() + "\n"
    places = [at for at, part in enumerate(parts) if part.startswith(f"## {section.name}: ")]
    if places:
        parts[places[0]] = body
    else:
        parts.append(body)
    return "\n".join([HEAD, *(part.rstrip("\n") + "\n" for part in parts)])


def mean_of_medians(costs: Mapping[str, Sequence[float]]) -> float:
    """Return the mean over photographs of the median over rounds.

    The median drops what a busy machine added; the mean keeps what a hard photograph costs.
    """
    return fmean(median(rounds) for rounds in costs.values())


def ratio(value: float) -> str:
    """Return a ratio with as many digits as it deserves, e.g. "0.31 ×", "2.4 ×", "19 ×"."""
    digits = 2 if value < 1 else 1 if value < 10 else 0
    return f"{value:.{digits}f} ×"


def share(part: int, whole: int) -> str:
    """Return a share in per cent, "100 %" only if nothing is missing, "–" of nothing."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return f"{min(percent, 99.9):.1f} %" if part < whole else "100 %"
