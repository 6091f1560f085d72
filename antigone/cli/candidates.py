"""Commands about candidates: whom a body might be, and what speaks for it."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.cli.evidence import import_pairs, weigh_records
from antigone.wording import N_


@click.group()
def candidate() -> None:
    """Candidates: people whom remains might be. A candidate is a lead."""


for _command in (weigh_records, import_pairs):
    candidate.add_command(_command)


@candidate.command(
    epilog=example(
        'antigone candidate propose R-0042 T-0031 --source laboratory --note "DNA report 14/2026"'
    )
)
@click.argument("remains")
@click.argument("request")
@click.option("--source", required=True, type=click.Choice(codes.SOURCES), help="Kind of source.")
@click.option("--note", default="", help="Which report, document or circumstance.")
@at_desk()
def propose(desk: Desk, remains: str, request: str, source: str, note: str) -> None:
    """Propose that REMAINS might be the missing person of REQUEST, for a reason that is no face."""
    from antigone.casework.models.search import CandidateSource
    from antigone.casework.procedures import matching

    proposal = matching.Proposal(
        remains=resolved(desk, "Remains", remains, "candidate.propose"),
        request=resolved(desk, "TracingRequest", request, "candidate.propose"),
        source=CandidateSource(source),
        note=note,
    )
    matching.propose(desk.actor, proposal)
    answer = {"remains": remains, "request": request, "source": source}
    said = N_("{request} is a candidate for {remains}.")
    desk.say(answer, tell(said, request=request, remains=remains))


@candidate.command("list", epilog=example("antigone candidate list R-0042"))
@click.argument("remains")
@at_desk()
def list_candidates(desk: Desk, remains: str) -> None:
    """List whom REMAINS might be, from the newest search and from every other source.

    The look is recorded: an examiner who knows the list does not review these remains any more.
    """
    from antigone.casework import lists

    desk.show_list(
        "candidates",
        lists.candidates(desk.actor, remains),
        shown=("rank", "request", "missing_person", "source", "similarity", "words"),
        empty=N_("Nobody was proposed for these remains yet."),
    )


@candidate.command(
    epilog=example(
        "antigone candidate weigh R-0042\n"
        "antigone candidate weigh R-0042 T-0031\n"
        'antigone candidate weigh R-0042 T-0031 --kind dna --source "Report 14/2026"'
        ' --log10-lr 6.2 --interval 5.8 6.6 --bound -9 9 --same "the same person"'
        ' --other "an unrelated person of the region"'
    )
)
@click.argument("remains")
@click.argument("request", required=False)
@click.option(
    "--kind", type=click.Choice(codes.REPORTABLE), help="A laboratory's report, not a face."
)
@click.option("--source", default="", help="Which report.")
@click.option("--log10-lr", type=float, help="The ratio that it states, as log10.")
@click.option("--interval", nargs=2, type=float, help="Its interval, as log10.")
@click.option("--bound", nargs=2, type=float, help="What its reference data can carry, as log10.")
@click.option("--same", default="", help="The first explanation that was compared.")
@click.option("--other", default="", help="The second one.")
@click.option("--laboratory", default="", help="Which laboratory reports it.")
@click.option("--software", default="", help="Which program and version computed it.")
@click.option("--reported-on", type=codes.day, help="Day of the report.")
@click.option(
    "--report-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The report's file; only its digest is kept.",
)
@at_desk()
def weigh(desk: Desk, remains: str, request: str | None, **report: Any) -> None:
    """Record what a piece of evidence is worth: the face, or a laboratory's report with --kind.

    Without REQUEST, every candidate of the newest search is weighed by the face.
    """
    from antigone.casework import lists
    from antigone.casework.procedures import matching

    evidence: list[Any]
    if request is None:
        if report["kind"] is not None:
            raise click.UsageError(tell(N_("A report is about one request: name it.")))
        evidence = [matching.FaceOf(candidate=one) for one in lists.unweighed(desk.actor, remains)]
    else:
        by_face = report["kind"] is None
        key = lists.candidate_between(desk.actor, remains, request, by_face=by_face)
        evidence = [matching.FaceOf(candidate=key) if by_face else _reported(key, **report)]
    for one in evidence:
        matching.weigh(desk.actor, one)
    found = lists.candidates(desk.actor, remains)
    shown = [one for one in found if request in (None, one["request"])]
    lines = [f"{one['request']}: {one['words']}" for one in shown if one["words"]]
    desk.say({"remains": remains, "weighed": len(evidence), "candidates": shown}, *lines)


def _reported(
    candidate: UUID,
    *,
    kind: str,
    reported_on: datetime | None,
    report_file: Path | None,
    **stated: Any,
) -> Any:
    from antigone.casework.procedures import matching

    if None in (stated["log10_lr"], stated["interval"], stated["bound"]):
        raise click.UsageError(tell(N_("A report needs --log10-lr, --interval and --bound.")))
    return matching.Reported(
        candidate=candidate,
        kind=matching.Reportable(kind),
        reported_on=reported_on and reported_on.date(),
        report_sha256=sha256(report_file.read_bytes()).digest() if report_file else None,
        **stated,
    )
