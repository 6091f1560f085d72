"""Commands about what findings are worth: weigh the records, import a laboratory's table, figures."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, reader_language, tell
from antigone.errors import Refusal
from antigone.wording import N_


class NoSuchTable(Refusal):
    """The file is not there, or may not be read."""

    code = "no-such-table"
    sentence = N_("{name} could not be opened: {fault}. Nothing was done.")
    remedy = N_("Check the path, and that you may read the file.")


@click.command(
    "weigh-records",
    epilog=example(
        "antigone candidate weigh-records R-0042\nantigone candidate weigh-records R-0042 T-0031"
    ),
)
@click.argument("remains")
@click.argument("request", required=False)
@at_desk()
def weigh_records(desk: Desk, remains: str, request: str | None) -> None:
    """Weigh what the records of REMAINS and of each candidate say of each other.

    Sex, age, stature, colours, marks, teeth, prints and implants, by the figures of the operation. What
    only a person can say is stated on the page of the pair, and is kept here as it stands there.
    """
    from antigone.casework import lists
    from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings

    language = reader_language()
    answers: list[dict[str, Any]] = []
    lines: list[str] = []
    for key in lists.pairs_to_weigh(desk.actor, remains, request or ""):
        weigh_findings(desk.actor, WeighRecords(candidate=key))
        found = lists.findings_of_pair(desk.actor, key, language)
        statement = found.stated.statement
        words = (
            statement.total.words(language)
            if statement
            else tell(N_("no finding carries a number"))
        )
        lines.append(tell(N_("{request}: {words}"), request=found.request, words=words))
        answers.append(
            {
                "request": found.request,
                "statement": statement and statement.as_json(language),
                "not_weighed": [
                    {"kind": one.kind, "side": one.side, "why": one.sentence, "absent": one.absent}
                    for one in found.stated.unsaid
                ],
            }
        )
    if not answers:
        lines = [tell(N_("Nobody was proposed for these remains yet."))]
    desk.say({"remains": remains, "weighed": answers}, *lines)


@click.command(
    "import-pairs",
    epilog=example(
        'antigone candidate import-pairs pairs.csv --laboratory "Institute of Legal Medicine"'
        ' --software "dvir 3.3.0" --issued 2026-05-20'
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--laboratory", required=True, help="Who computed the table.")
@click.option("--software", required=True, help="By what, with its version.")
@click.option(
    "--issued", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Day of the report."
)
@click.option("--same", default="", help="The first explanation, where the table states none.")
@click.option("--other", default="", help="The second one.")
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    help="JSON file that says how to read the table; remembered for this laboratory.",
)
@click.option(
    "--pedigrees", type=click.Path(path_type=Path), help="LINKAGE file; checked, and not kept."
)
@at_desk()
def import_pairs(
    desk: Desk,
    file: Path,
    laboratory: str,
    software: str,
    issued: datetime,
    same: str,
    other: str,
    columns: Path | None,
    pedigrees: Path | None,
) -> None:
    """Import FILE, a laboratory's CSV table of pairs, all of it or nothing.

    Without --same and --other, ratios that state no explanations of their own compare “the remains are
    the missing person” with “the remains are an unrelated person of the population”.
    """
    from antigone.casework.procedures import importing_pairs
    from antigone.casework.procedures.pedigrees import PedigreeFile
    from antigone.evidence import Hypotheses
    from antigone.evidence.findings import SAME_OR_UNRELATED
    from antigone.exchange.pair_columns import Columns

    if bool(same) != bool(other):
        raise click.UsageError(tell(N_("Give --same and --other together, or neither.")))
    mapping = None
    if columns is not None:
        mapping = Columns.from_json(_content(columns).decode("utf-8", "replace"), name=columns.name)
    done = importing_pairs.import_pairs(
        desk.actor,
        importing_pairs.PairFile(
            name=file.name,
            content=_content(file),
            laboratory=laboratory,
            software=software,
            issued=issued.date(),
            hypotheses=Hypotheses(same=same, other=other) if same else SAME_OR_UNRELATED,
            columns=mapping,
            pedigrees=PedigreeFile(name=pedigrees.name, content=_content(pedigrees))
            if pedigrees
            else None,
        ),
    )
    lines = [
        tell(
            N_("{results} results imported, {unlisted} of them on pairs that are on no list."),
            results=done.results,
            unlisted=done.unlisted,
        )
    ]
    lines += [
        tell(N_("{request} is a candidate for {remains}."), request=person, remains=body)
        for body, person in done.proposed
    ]
    lines += [
        tell(
            N_("The table cannot tell apart: {missing}, for {remains}."),
            missing=", ".join(one["missing"]),
            remains=", ".join(one["remains"]),
        )
        for one in done.alike
    ]
    if done.left_out:
        left_out = ", ".join(done.left_out)
        lines.append(tell(N_("Withdrawn before and not brought back: {codes}."), codes=left_out))
    answer: dict[str, Any] = {
        "file": file.name,
        "results": done.results,
        "proposed": [list(one) for one in done.proposed],
        "unlisted": done.unlisted,
        "left_out": list(done.left_out),
        "alike": [{name: list(codes) for name, codes in one.items()} for one in done.alike],
    }
    desk.say(answer, *lines)


@click.command(
    epilog=example(
        "antigone operation figures\n"
        'antigone operation figures --adopt garrison.toml --because "All served in one place"'
    )
)
@click.option("--adopt", type=click.Path(path_type=Path), help="TOML file to weigh by from now on.")
@click.option("--because", default="", help="Whom it describes, and why it replaces others.")
@at_desk()
def figures(desk: Desk, adopt: Path | None, because: str) -> None:
    """Show by which figures of the population findings are weighed here, or adopt others."""
    from antigone.casework import lists
    from antigone.casework.procedures import populations

    if adopt is not None:
        given = populations.Figures(name=adopt.name, content=_content(adopt), because=because)
        populations.adopt_figures(desk.actor, given)
    held = lists.figures_held(desk.actor)
    rows = [
        {
            "version": one.version,
            "name": one.name,
            "stated_version": one.stated_version,
            "provenance": one.provenance,
            "because": one.because,
        }
        for one in held
    ]
    desk.show_list(
        "figures",
        rows,
        shown=("version", "name", "stated_version", "because"),
        empty=N_("No figures."),
    )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoSuchTable(name=file.name, fault=error.strerror) from None
