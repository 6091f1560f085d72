"""Commands that search: from remains only."""

from typing import Any

import click

from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_


@click.group()
def search() -> None:
    """Search from remains, among those whom their families look for."""


@search.command(
    epilog=example("antigone search run R-0042\nantigone search run R-0042 --fpir 0.003 --json")
)
@click.argument("remains")
@click.option(
    "--fpir", type=float, help="Declared share of searches without a mate above the line."
)
@click.option("--investigation", type=click.IntRange(1, 500), help="People listed below the line.")
@at_desk()
def run(desk: Desk, remains: str, fpir: float | None, investigation: int | None) -> None:
    """Search from REMAINS, and list who should be looked at.

    Death must be established by somebody else, and a photograph must show the code.
    """
    from antigone.casework import lists
    from antigone.casework.models.requests import Purpose
    from antigone.casework.procedures import matching

    more = {} if investigation is None else {"investigation": investigation}
    wanted = matching.Wanted(
        remains=resolved(desk, "Remains", remains, "search.run"),
        purpose=Purpose.IDENTIFY,
        fpir=fpir,
        **more,
    )
    matching.search(desk.actor, wanted)
    _show(desk, lists.newest_search(desk.actor, remains))


@search.command(epilog=example("antigone search show R-0042"))
@click.argument("remains")
@at_desk()
def show(desk: Desk, remains: str) -> None:
    """Show the newest search of REMAINS.

    The look is recorded: an examiner who knows the list does not review these remains any more.
    """
    from antigone.casework import lists

    _show(desk, lists.newest_search(desk.actor, remains))


@search.command(epilog=example("antigone search sweep --operation FERRY"))
@at_desk()
def sweep(desk: Desk) -> None:
    """Search again for every unresolved body that has not seen the newest reference."""
    from antigone.casework import lists
    from antigone.casework.procedures import matching
    from antigone.cli.edge import reader_language

    swept = matching.sweep(desk.actor)
    names = lists.codes_of_remains(desk.actor)
    language = reader_language()
    searched = sorted(names[one.remains_id] for one in swept.searches)
    skipped = [
        {"remains": names[one.remains], **one.because.as_json(language)} for one in swept.skipped
    ]
    said = [tell(N_("{count} remains were searched again."), count=len(searched))]
    said += [f"{one['remains']}: {one['sentence']}" for one in skipped]
    desk.say({"searched": searched, "skipped": skipped}, *said)


def _show(desk: Desk, found: dict[str, Any]) -> None:
    gallery = found["gallery"]
    head = tell(N_("{remains}: {people} people searched, {hidden} not permitted today."),
                remains=found["remains"], people=gallery["people"], hidden=found["hidden"])  # fmt: skip
    rows = [
        (
            str(one["rank"]),
            one["request"],
            one["missing_person"] or "–",
            f"{one['similarity']:.3f}",
            one["words"] or tell(N_("not weighed")),
            tell(N_("above the line")) if one["above_threshold"] else "",
        )
        for one in found["candidates"]
    ]
    if found["expected_false"] is None:
        line = tell(N_("No line can be drawn: nobody has measured strangers at this condition."))
    else:
        line = tell(N_("Wrong people expected above the line: {count}"),
                    count=f"{found['expected_false']:.3f}")  # fmt: skip
    lead = tell(N_("A candidate is a lead, never an identification."))
    desk.say(found, head, *columns(rows), line, lead)
