"""The command that counts what may be published."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_

# What each count of `statistics` is called.
_NAMES = {
    "searches": N_("Searches"),
    "identified": N_("Identified"),
    "open": N_("Open"),
    "inconclusive": N_("Inconclusive"),
    "found-alive": N_("Found alive"),
    "withdrawn": N_("Withdrawn by who asked"),
    "missing": N_("All"),
    "without-a-name": N_("All"),
    "identifications-withdrawn": N_("Identifications withdrawn"),
    "disagreements-settled": N_("Differing views, settled"),
    "disagreements-open": N_("Differing views, open"),
    "families-told": N_("Families told"),
}


@click.command(epilog=example("antigone stats --operation FERRY\nantigone stats --pdf numbers.pdf"))
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write them as a sheet, too."
)
@at_desk(opened=False)
def stats(desk: Desk, pdf: Path | None) -> None:
    """Count what may be published of the operation: nobody can be recognised in it.

    Counts of one to four are withheld, and so is every count from which one could be worked out.
    """
    from antigone.casework.statistics import LEAST, statistics

    found = statistics(desk.actor)
    if pdf is not None:
        pdf.write_bytes(_sheet(desk, found))
    answer = {
        "since": found.since.isoformat(),
        "withheld_below": LEAST,
        "tables": [
            {
                "name": table.name,
                "counts": {one.name: one.count for one in table.counts},
                "total": table.total and {table.total.name: table.total.count},
            }
            for table in found.tables
        ],
        "median_days": {one.name: one.days for one in found.durations},
    }
    lines = []
    for table in found.tables:
        lines.append(tell(table.name))
        lines += [f"  {line}" for line in columns(_rows(table))]
    lines.append(tell(N_("Median time, in days")))
    times = [(tell(one.name), _shown(one.days)) for one in found.durations]
    lines += [f"  {line}" for line in columns(times)]
    desk.say(answer, *lines)


def _rows(table: Any) -> list[tuple[str, str]]:
    counts = (*table.counts, *((table.total,) if table.total else ()))
    return [(tell(_NAMES[one.name]), _shown(one.count)) for one in counts]


def _shown(count: int | None) -> str:
    return tell(N_("withheld")) if count is None else str(count)


def _sheet(desk: Desk, found: Any) -> bytes:
    from antigone.config import utc_now
    from antigone.documents.counts import CountSheet, CountTable, counts_pdf

    tables = [
        CountTable(
            title=tell(table.name),
            rows=tuple(
                (tell(_NAMES[one.name]), one.count)
                for one in (*table.counts, *((table.total,) if table.total else ()))
            ),
        )
        for table in found.tables
    ]
    times = tuple((tell(one.name), one.days) for one in found.durations if one.days is not None)
    shown = [f"{name}: {days}" for name, days in times]
    note = tell(N_("Median time, in days")) + ". " + "; ".join(shown) if shown else ""
    if note:
        tables[-1] = CountTable(title=tables[-1].title, rows=tables[-1].rows, note=note)
    sheet = CountSheet(
        language=desk.config.language,
        operation=found.operation,
        authority=found.authority,
        period=tell(N_("since {day}"), day=found.since.isoformat()),
        tables=tuple(tables),
        made_at=utc_now(),
        simulated=desk.config.is_exercise,
    )
    return counts_pdf(sheet)
