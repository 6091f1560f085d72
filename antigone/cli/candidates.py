"""Commands about candidates: whom a body might be, and what speaks for it."""

from typing import Any

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.group()
def candidate() -> None:
    """Candidates: people whom remains might be. A candidate is a lead."""


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
@at_desk()
def weigh(
    desk: Desk,
    remains: str,
    request: str | None,
    kind: str | None,
    source: str,
    log10_lr: float | None,
    interval: tuple[float, float] | None,
    bound: tuple[float, float] | None,
    same: str,
    other: str,
) -> None:
    """Record what a piece of evidence is worth: the face, or a laboratory's report with --kind.

    Without REQUEST, every candidate of the newest search is weighed by the face.
    """
    from antigone.casework import lists
    from antigone.casework.procedures import matching

    evidence: list[Any]
    if request is None:
        if kind is not None:
            raise click.UsageError(tell(N_("A report is about one request: name it.")))
        evidence = [matching.FaceOf(candidate=one) for one in lists.unweighed(desk.actor, remains)]
    else:
        key = lists.candidate_between(desk.actor, remains, request, by_face=kind is None)
        evidence = [_evidence(matching, key, kind, source, log10_lr, interval, bound, same, other)]
    for one in evidence:
        matching.weigh(desk.actor, one)
    found = lists.candidates(desk.actor, remains)
    shown = [one for one in found if request in (None, one["request"])]
    lines = [f"{one['request']}: {one['words']}" for one in shown if one["words"]]
    desk.say({"remains": remains, "weighed": len(evidence), "candidates": shown}, *lines)


def _evidence(
    matching: Any,
    key: Any,
    kind: str | None,
    source: str,
    log10_lr: float | None,
    interval: tuple[float, float] | None,
    bound: tuple[float, float] | None,
    same: str,
    other: str,
) -> Any:
    if kind is None:
        return matching.FaceOf(candidate=key)
    if log10_lr is None or interval is None or bound is None:
        raise click.UsageError(tell(N_("A report needs --log10-lr, --interval and --bound.")))
    return matching.Reported(
        candidate=key,
        kind=matching.Reportable(kind),
        source=source,
        log10_lr=log10_lr,
        interval=interval,
        bound=bound,
        same=same,
        other=other,
    )
