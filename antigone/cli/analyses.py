"""Commands about analyses: analysis begin, commit, list. The body alone, before anybody else."""

import json
from pathlib import Path
from typing import IO, Any

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_

discipline_option = click.option(
    "--discipline", type=codes.discipline, default="face", show_default=True, help="As what."
)
components_option = click.option(
    "--components", type=click.File(), help="JSON file with the nineteen components, each judged."
)
folder_option = click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), default=".",
    help="Folder for the pictures.",
)  # fmt: skip
seconds_option = click.option(
    "--seconds", type=click.IntRange(0), default=0, help="How long it took."
)


@click.group()
def analysis() -> None:
    """Analyses: the body alone, before any candidate is seen."""


@analysis.command(epilog=example("antigone analysis begin R-0042 --to desk --json > analysis.json"))
@click.argument("remains")
@folder_option
@at_desk()
def begin(desk: Desk, remains: str, folder: Path) -> None:
    """Write the confirmed faces of REMAINS as pictures, and the components that are judged.

    The look is recorded. Who recorded the body, or knows whom it might be, does not analyse it.
    """
    from antigone.casework import lists
    from antigone.casework.components import EDITION, Component
    from antigone.casework.procedures import photographs

    written = {}
    for name, key in lists.faces_to_analyse(desk.actor, remains).items():
        shown = photographs.disclose(desk.actor, key, photographs.View.MASKED)
        file = folder / f"{name.replace('/', '-')}.png"
        write_picture(file, shown.pixels)
        written[name] = str(file)
    blank = {"comparable": None, "why_not": "", "changed": False, "note": ""}
    answer = {
        "remains": remains,
        "files": written,
        "edition": EDITION,
        "components": {one.value: blank for one in Component},
    }
    desk.say(answer, *written.values())


@analysis.command(
    epilog=example(
        "antigone analysis commit R-0042 --components analysis.json --seconds 240\n"
        'antigone analysis commit R-0042 --discipline dna --document "Profile 12/2026"'
    )
)
@click.argument("remains")
@discipline_option
@components_option
@click.option("--document", "documents", multiple=True, help="What was read; may be repeated.")
@click.option("--note", default="", help="What else was seen.")
@seconds_option
@at_desk()
def commit(
    desk: Desk,
    remains: str,
    discipline: str,
    components: IO[str] | None,
    documents: tuple[str, ...],
    note: str,
    seconds: int,
) -> None:
    """Commit what you saw of REMAINS alone. It is never changed."""
    from antigone.access.roles import Discipline
    from antigone.casework import lists
    from antigone.casework.components import seen_from_json
    from antigone.casework.procedures import review

    of_face = Discipline(discipline) is Discipline.FACE
    looked_at = lists.faces_to_analyse(desk.actor, remains) if of_face else {}
    analysed = review.Analysed(
        remains=resolved(desk, "Remains", remains, "review.analyse"),
        discipline=Discipline(discipline),
        photographs=tuple(looked_at.values()),
        documents=documents,
        components=seen_from_json(judged(components)),
        note=note,
        seconds=seconds,
    )
    review.analyse(desk.actor, analysed)
    answer = {"remains": remains, "discipline": discipline, "committed": True}
    desk.say(answer, tell(N_("{remains}: your analysis stands."), remains=remains))


@analysis.command("list", epilog=example("antigone analysis list R-0042"))
@click.argument("remains")
@at_desk()
def list_analyses(desk: Desk, remains: str) -> None:
    """List your own analyses of REMAINS; nobody else's is shown."""
    from antigone.casework import lists

    desk.show_list(
        "analyses",
        lists.analyses_of(desk.actor, remains),
        shown=("discipline", "looked_at", "seconds", "note"),
        empty=N_("You have committed no analysis of these remains yet."),
    )


def judged(file: IO[str] | None) -> dict[str, Any]:
    """Return the components in a file, as `begin` and `next` print them."""
    if file is None:
        return {}
    try:
        written = json.load(file)
        found = written.get("components", written)
        if not isinstance(found, dict):
            raise ValueError
    except (ValueError, AttributeError):
        raise click.BadParameter(
            tell(N_("It is no JSON object.")), param_hint="--components"
        ) from None
    return found


def write_picture(file: Path, pixels: Any) -> None:
    """Write pixels as a PNG that says nothing but what it shows."""
    from PIL import Image

    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(file, "PNG")
