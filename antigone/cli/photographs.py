"""Commands about photographs: add, list, read, mark, confirm, enrol."""

from pathlib import Path
from typing import Any

import click

from antigone.cli import codes
from antigone.cli.describing import partial_date
from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import columns, example, tell
from antigone.errors import Refusal
from antigone.wording import N_


class NoSuchPhotographFile(Refusal):
    """The file cannot be opened."""

    code = "no-photograph-file"
    sentence = N_("{name} cannot be opened ({fault}). Nothing was stored.")
    remedy = N_("Check the spelling and the folder.")


class FivePoints(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Five points as "x,y x,y x,y x,y x,y"."""

    name = "points"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[float, float], ...]:
        """Return the points."""
        try:
            points = tuple(tuple(map(float, one.split(","))) for one in str(value).split())
            if len(points) != 5 or any(len(one) != 2 for one in points):
                raise ValueError
        except ValueError:
            self.fail(tell(N_("“{value}” is not five points."), value=value), param, ctx)
        return points  # type: ignore[return-value]


_chosen_face = click.option("--face", type=click.IntRange(1), help="Number of the face, as read.")
_points = click.option(
    "--points",
    type=FivePoints(),
    default=None,
    help="Five points by hand: right eye, left eye, nose tip, right and left corner of the mouth.",
)
_not_shown = click.option("--not-shown", is_flag=True, help="Nobody in the picture is the one.")


@click.group()
def photograph() -> None:
    """Photographs of the missing and of the deceased, named by case and number: R-0042/2."""


@photograph.command(
    epilog=example(
        "antigone photograph add R-0042 quay3_0142.jpg --way taken-here --taken-on 2026-05-12\n"
        "antigone photograph add T-0031 portrait.jpg"
    )
)
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--way", type=click.Choice(codes.WAYS), help="How it came here.")
@click.option("--taken-on", default="", help="As precise as known.")
@click.option("--taken-by", default="", help="Of remains: who took it.")
@click.option("--taken-at", default="", help="Of remains: where.")
@click.option("--cleaned", is_flag=True, help="Of remains: the face was cleaned before.")
@click.option(
    "--code-legible/--code-not-legible",
    default=None,
    help="Of remains: you see the code in the picture, or you do not.",
)
@at_desk()
def add(
    desk: Desk,
    code: str,
    file: Path,
    way: str | None,
    taken_on: str,
    taken_by: str,
    taken_at: str,
    cleaned: bool,
    code_legible: bool | None,
) -> None:
    """Keep a photograph of the case CODE, a request or remains."""
    from antigone.casework import lists
    from antigone.casework.models.photographs import Way
    from antigone.casework.procedures import photographs

    case = lists.case_of_photographs(desk.actor, code)
    stated: dict[str, Any] = {"name": file.name, "taken_on": partial_date(taken_on)}
    stated["content"] = _content(file)
    if way:
        stated["way"] = Way(way)
    if case.of_remains:
        of_the_dead = photographs.TakenPhotograph(
            remains=case.id,
            code_stated=code_legible,
            taken_by=taken_by,
            taken_at=taken_at,
            cleaned=cleaned,
            **stated,
        )
        row = photographs.receive_post_mortem(desk.actor, of_the_dead)
    else:
        row = photographs.receive_reference(
            desk.actor, photographs.GivenPhotograph(request=case.id, **stated)
        )
    named = lists.name_of_photograph(desk.actor, row.pk, code)
    answer: dict[str, Any] = {"photograph": named}
    said = [tell(N_("{photograph} is kept."), photograph=named)]
    if case.of_remains:
        answer["code_legible"] = row.code_legible
        if not row.code_legible:
            said.append(tell(N_("The code of {code} cannot be read in it."), code=code))
    desk.say(answer, *said)


@photograph.command("list", epilog=example("antigone photograph list R-0042"))
@click.argument("code")
@at_desk(opened=False)
def list_photographs(desk: Desk, code: str) -> None:
    """List the photographs of a case and how far each has come; none is shown."""
    from antigone.casework import lists

    desk.show_list(
        "photographs",
        lists.photographs(desk.actor, code),
        shown=("photograph", "way", "taken_on", "faces_read", "marked", "enrolled"),
        empty=N_("No photograph came in for this case yet."),
    )


@photograph.command(epilog=example("antigone photograph read R-0042/1"))
@click.argument("photograph")
@at_desk()
def read(desk: Desk, photograph: str) -> None:
    """Find every face in a photograph, and say how far each can be compared."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import faces

    key = lists.photograph(desk.actor, photograph, Action.READ_FACES)
    reading = faces.read_faces(desk.actor, key)
    answer = {
        "photograph": photograph,
        "engine": reading.engine,
        "faces": reading.faces,
        "reasons": reading.reasons,
    }
    rows = []
    for number, face in enumerate(reading.faces, start=1):
        left, top, width, height = (round(side) for side in face["box"])
        usable = tell(N_("usable")) if face["quality"]["usable"] else tell(N_("unusable alone"))
        at = tell(N_("{width} × {height} at {left}, {top}"), width=width, height=height, left=left,
                  top=top)  # fmt: skip
        value = f"{face['quality']['value']:.1f}"
        rows.append((tell(N_("face {number}"), number=number), at, value, usable))
    none = tell(N_("{photograph}: no face was found ({reasons})."), photograph=photograph,
                reasons=", ".join(reading.reasons))  # fmt: skip
    desk.say(answer, *(columns(rows) or [none]))


@photograph.command(epilog=example("antigone photograph mark R-0042/1 --face 1"))
@click.argument("photograph")
@_chosen_face
@_points
@_not_shown
@at_desk()
def mark(
    desk: Desk,
    photograph: str,
    face: int | None,
    points: tuple[tuple[float, float], ...] | None,
    not_shown: bool,
) -> None:
    """Mark the one face that is meant. For remains a second person then chooses afresh."""
    from antigone.access import Action
    from antigone.casework.procedures import faces

    chosen = _choice(desk, photograph, Action.MARK_FACE, face, points, not_shown)
    faces.mark_face(desk.actor, chosen)
    if not_shown:
        said = tell(
            N_("{photograph}: nobody in it is the one who is meant."), photograph=photograph
        )
    else:
        said = tell(N_("{photograph}: a face is marked."), photograph=photograph)
    desk.say({"photograph": photograph, "marked": not not_shown}, said)


@photograph.command(epilog=example("antigone photograph unmark T-0031/1"))
@click.argument("photograph")
@at_desk()
def unmark(desk: Desk, photograph: str) -> None:
    """Take back the mark on a family's photograph; the face leaves the gallery with it."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import faces

    faces.unmark_face(desk.actor, lists.photograph(desk.actor, photograph, Action.UNMARK_FACE))
    said = tell(N_("{photograph}: no face is marked any more."), photograph=photograph)
    desk.say({"photograph": photograph, "marked": False}, said)


@photograph.command(epilog=example("antigone photograph confirm R-0042/1 --face 1"))
@click.argument("photograph")
@_chosen_face
@_points
@_not_shown
@at_desk()
def confirm(
    desk: Desk,
    photograph: str,
    face: int | None,
    points: tuple[tuple[float, float], ...] | None,
    not_shown: bool,
) -> None:
    """Choose the face of remains as the second person, without seeing the first choice.

    If the two differ, neither counts.
    """
    from antigone.access import Action
    from antigone.casework.procedures import faces

    chosen = _choice(desk, photograph, Action.CONFIRM_FACE, face, points, not_shown)
    agreement = faces.confirm_face(desk.actor, chosen)
    if agreement.agreed:
        said = tell(N_("{photograph}: the face is confirmed."), photograph=photograph)
    else:
        said = tell(N_("{photograph}: two people chose differently; neither choice counts."),
                    photograph=photograph)  # fmt: skip
    desk.say({"photograph": photograph, "agreed": agreement.agreed}, said)


@photograph.command(epilog=example("antigone photograph enrol T-0031/1"))
@click.argument("photograph")
@at_desk()
def enrol(desk: Desk, photograph: str) -> None:
    """Make the template of the marked face, under the permission of its photograph."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.procedures import matching

    key = lists.photograph(desk.actor, photograph, Action.ENROL)
    template = matching.enrol(desk.actor, lists.marked_face(desk.actor, key, Action.ENROL))
    answer = {"photograph": photograph, "engine": template.engine, "quality": template.quality}
    desk.say(answer, tell(N_("{photograph}: the face is enrolled."), photograph=photograph))


def _choice(
    desk: Desk,
    photograph: str,
    action: Any,
    face: int | None,
    points: tuple[tuple[float, float], ...] | None,
    not_shown: bool,
) -> Any:
    from antigone.casework import lists
    from antigone.casework.procedures import faces

    key = lists.photograph(desk.actor, photograph, action)
    return faces.FaceChoice(
        photograph=key,
        reading=lists.newest_reading(desk.actor, key, action),
        faces=() if face is None else (face,),
        points=points or (),
        not_shown=not_shown,
    )


def _content(file: Path) -> bytes:
    from antigone.faces.sandbox import refuse_address

    refuse_address(str(file))
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoSuchPhotographFile(name=file.name, fault=error.strerror) from None
