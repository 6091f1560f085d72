"""Commands about comparisons: comparison draw, next, commit, list, show, relieve, proficiency."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click

from antigone.cli import codes
from antigone.cli.analyses import (
    components_option,
    discipline_option,
    folder_option,
    judged,
    seconds_option,
    write_picture,
)
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_

points_option = click.option(
    "--points",
    type=click.File(),
    help="JSON list of points: component, post_mortem [x, y] and reference [x, y], from 0 to 1.",
)


View = Callable[[Any], Any]
_VIEW = (
    click.option("--conclusion", required=True, type=click.Choice(codes.CONCLUSIONS)),
    click.option(
        "--support",
        required=True,
        type=click.Choice(codes.SUPPORTS),
        metavar="STRENGTH",
        help=f"How strongly, one of: {', '.join(codes.SUPPORTS)}.",
    ),
    components_option,
    points_option,
    click.option("--note", default="", help="What carries it; for documents, which report."),
    seconds_option,
    click.option("--changes", type=click.IntRange(0), default=0, help="How often you changed it."),
)


def with_view(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a view, as one value: what it makes of a pair."""

    @wraps(command)
    def given(
        *arguments: Any,
        conclusion: str,
        support: str,
        components: IO[str] | None,
        points: IO[str] | None,
        note: str,
        seconds: int,
        changes: int,
        **options: Any,
    ) -> None:
        def view(pair: Any) -> Any:
            from antigone.casework.components import judgements_from_json
            from antigone.casework.models.review import Conclusion, Support
            from antigone.casework.procedures import review

            return review.Compared(
                pair=pair,
                conclusion=Conclusion(conclusion),
                support=Support(support),
                components=judgements_from_json(judged(components)),
                points=points_in(points),
                note=note,
                seconds=seconds,
                changes=changes,
            )

        command(*arguments, view=view, **options)

    for option in reversed(_VIEW):
        given = option(given)
    return given


@click.group()
def comparison() -> None:
    """Comparisons: pair by pair, without names, numbers or others' views."""


@comparison.command(
    epilog=example(
        "antigone comparison draw R-0042\n"
        "antigone comparison draw R-0042 --discipline dna\n"
        "antigone comparison draw R-0042 --request T-0031"
    )
)
@click.argument("remains")
@discipline_option
@click.option(
    "--request", "requests", multiple=True, help="Compare this one too, whatever a search says."
)
@at_desk()
def draw(desk: Desk, remains: str, discipline: str, requests: tuple[str, ...]) -> None:
    """Open the next row of pairs of REMAINS.

    The first falls to you, if you have analysed the body; the second and third examiner are drawn.
    """
    from antigone.access.roles import Discipline
    from antigone.casework import lists
    from antigone.casework.procedures import review

    drawing = review.Drawing(
        remains=resolved(desk, "Remains", remains, "review.draw"),
        discipline=Discipline(discipline),
        candidates=lists.candidates_named(desk.actor, remains, requests),
    )
    drawn = review.draw(desk.actor, drawing)
    name = lists.name_of_examiner(desk.actor, drawn.examiner)
    answer = {"remains": remains, "discipline": discipline, "examiner": name, "pairs": drawn.pairs}
    said = N_("{remains}: {pairs} pairs wait for {name}.")
    desk.say(answer, tell(said, remains=remains, pairs=drawn.pairs, name=name))


@comparison.command("next", epilog=example("antigone comparison next R-0042 --to desk"))
@click.argument("remains")
@discipline_option
@folder_option
@at_desk()
def next_one(desk: Desk, remains: str, discipline: str, folder: Path) -> None:
    """Show the pair that waits for you: two pictures of one size, or the names of reports.

    The look is recorded.
    """
    from antigone.access.roles import Discipline
    from antigone.casework.procedures import review

    key = resolved(desk, "Remains", remains, "pair.view")
    shown = review.next_pair(desk.actor, key, Discipline(discipline))
    if shown is None:
        desk.say({"remains": remains, "pair": None}, tell(N_("Nothing waits for you any more.")))
        return
    files = {}
    for name, pixels in (("body", shown.post_mortem), ("beside", shown.reference)):
        if pixels is not None:
            file = folder / f"{remains}-pair-{shown.position}-{name}.png"
            write_picture(file, pixels)
            files[name] = str(file)
    answer = {
        "remains": remains,
        "pair": str(shown.pair),
        "position": shown.position,
        "of": shown.of,
        "files": files,
        "documents": list(shown.documents),
        "components": blank_judgements(shown.components),
    }
    head = tell(N_("Pair {position} of {of}: {pair}"), position=shown.position, of=shown.of,
                pair=shown.pair)  # fmt: skip
    desk.say(answer, head, *files.values(), *shown.documents)


@comparison.command(
    epilog=example(
        "antigone comparison commit 5f0c1f6e-9d5c-4a86-9a4e-6f5b7a0c1d2e --conclusion exclusion"
        " --support moderate-against --components pair.json --seconds 300"
    )
)
@click.argument("pair", type=click.UUID)
@with_view
@at_desk()
def commit(desk: Desk, pair: Any, view: View) -> None:
    """Commit your view of PAIR, the one that waits for you. It is never changed."""
    from antigone.casework.procedures import review

    committed = review.compare(desk.actor, view(pair))
    answer = {"pair": str(pair), "waiting": committed.waiting}
    said = N_("Your view stands. {count} pairs wait.")
    desk.say(answer, tell(said, count=committed.waiting))


@comparison.command("list", epilog=example("antigone comparison list"))
@at_desk(opened=False)
def list_rounds(desk: Desk) -> None:
    """List what waits for you to compare."""
    from antigone.casework import lists

    desk.show_list(
        "rounds",
        lists.rounds_of(desk.actor),
        shown=("remains", "discipline", "analysed", "compared", "pairs"),
        empty=N_("Nothing waits for you to compare."),
    )


@comparison.command(epilog=example("antigone comparison show R-0042"))
@click.argument("remains")
@at_desk()
def show(desk: Desk, remains: str) -> None:
    """Show every view on REMAINS of which two have been committed.

    The look is recorded: an examiner who has looked does not review these remains any more.
    """
    from antigone.casework import lists

    found = lists.reviews(desk.actor, remains)
    rows = [
        (one["request"], one["discipline"], view["examiner"], view["conclusion"], view["support"])
        for one in found
        for view in one["views"]
    ]
    none = tell(N_("No candidate has two views yet."))
    desk.say({"remains": remains, "reviews": found}, *(columns(rows) or [none]))


@comparison.command(epilog=example("antigone comparison relieve R-0042 jon"))
@click.argument("remains")
@click.argument("examiner")
@discipline_option
@at_desk()
def relieve(desk: Desk, remains: str, examiner: str, discipline: str) -> None:
    """Relieve EXAMINER of the pairs of REMAINS that are left; what is committed stands."""
    from antigone.access import Action
    from antigone.access.roles import Discipline
    from antigone.casework import lists
    from antigone.casework.procedures import review

    relieving = review.Relieving(
        remains=resolved(desk, "Remains", remains, "review.relieve"),
        discipline=Discipline(discipline),
        examiner=lists.examiner_named(desk.actor, examiner, Action.RELIEVE_EXAMINER),
    )
    review.relieve(desk.actor, relieving)
    answer = {"remains": remains, "discipline": discipline, "relieved": examiner}
    said = N_("{remains}: {name} is relieved; another can be drawn.")
    desk.say(answer, tell(said, remains=remains, name=examiner))


@comparison.command(
    epilog=example("antigone comparison proficiency\nantigone comparison proficiency jon")
)
@click.argument("examiner", required=False)
@discipline_option
@at_desk(opened=False)
def proficiency(desk: Desk, examiner: str | None, discipline: str) -> None:
    """Show your own results on strangers among the pairs; for the board, EXAMINER's."""
    from antigone.access import Action
    from antigone.access.roles import Discipline
    from antigone.casework import lists
    from antigone.casework.procedures import review

    key = None
    if examiner is not None:
        key = lists.examiner_named(desk.actor, examiner, Action.VIEW_PROFICIENCY)
    found = review.proficiency(desk.actor, key, Discipline(discipline))
    low, high = found.interval
    answer = {
        "discipline": discipline,
        "fillers": found.fillers,
        "excluded": found.excluded,
        "inconclusive": found.inconclusive,
        "taken_for_the_same": found.taken_for_the_same,
        "interval": [round(low, 4), round(high, 4)],
    }
    said = N_("{excluded} of {fillers} strangers excluded; the true share lies in {low}–{high}.")
    line = tell(said, excluded=found.excluded, fillers=found.fillers, low=f"{low:.0%}",
                high=f"{high:.0%}")  # fmt: skip
    desk.say(answer, line)


def blank_judgements(components: Iterable[Any]) -> dict[str, Any]:
    """Return the components as they are filled in, each without a judgement."""
    blank = {"comparable": None, "why_not": "", "changed": False, "note": ""}
    blank |= {"finding": None, "explained": False, "weight": None}
    return {one.value: blank for one in components}


def points_in(file: IO[str] | None) -> tuple[Any, ...]:
    """Return the points in a file, none if there is none."""
    from antigone.casework.components import Component
    from antigone.casework.procedures.review import PointPair

    if file is None:
        return ()
    try:
        return tuple(
            PointPair(
                post_mortem=(float(one["post_mortem"][0]), float(one["post_mortem"][1])),
                reference=(float(one["reference"][0]), float(one["reference"][1])),
                component=Component(one.get("component", "other")),
            )
            for one in json.load(file)
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        fault = tell(N_("It is no JSON list of points."))
        raise click.BadParameter(fault, param_hint="--points") from None
