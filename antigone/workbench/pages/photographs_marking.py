"""Which face is meant? Chosen by one person for the missing, by two, each alone, for the dead."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures import faces
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page
from antigone.workbench.pages.photographs import name_in_words, stage_of


class NoFaceChosen(Refusal):
    """Nothing is chosen beforehand, and nothing is taken for granted."""

    code = "no-face-chosen"
    sentence = N_("No face is chosen. Nothing was marked.")
    remedy = N_("Choose one face, set five points, or say that the person is not in it.")


class NotFivePoints(Refusal):
    """A face by hand is five points, in their order."""

    code = "not-five-points"
    sentence = N_("The five points are not all set. Nothing was marked.")
    remedy = N_("Set both eyes, the nose and both corners of the mouth, as the list names them.")


class ReadMeanwhile(Refusal):
    """The numbers on the page are those of an older reading."""

    code = "read-meanwhile"
    sentence = N_("The faces were read anew while you looked. Nothing was marked.")
    remedy = N_("Look at the faces again; their numbers may have changed.")


# The order in which a face by hand is set; left and right are the person's own.
POINTS = (
    N_("the person’s right eye"),
    N_("the person’s left eye"),
    N_("tip of the nose"),
    N_("right corner of the mouth"),
    N_("left corner of the mouth"),
)


class MarkFace(Page):
    """Which one is this person?"""

    path = "photographs/<uuid:key>/mark"
    name = "mark-face"
    title = N_("Which face?")
    may = (Action.MARK_FACE, Action.CONFIRM_FACE)
    template = "workbench/photographs/mark.html"

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show the faces, none chosen; whoever confirms sees nothing of the first choice."""
        told = lists.photograph_of_page(desk.actor, key)
        mark = told["mark"]
        name = name_in_words(desk, told)
        stage = stage_of(desk, told)
        for face in stage["faces"]:
            face["said"] = _said(desk, face, len(stage["faces"]))
        return {
            "photograph": told,
            "stage": stage,
            "points_words": json.dumps([desk.say(one) for one in POINTS], ensure_ascii=False),
            "confirms": mark is not None and not told["settled"],
            "barred": mark is not None and (told["settled"] or mark["mine"]),
            "name": name,
            "back": desk.url("photograph", key=key),
            "crumbs": [(name, desk.url("photograph", key=key)), (desk.say(self.title), "")],
        }

    def act(self, desk: Desk, *, key: UUID, **keys: Any) -> str:
        """Mark the face; for the face of a body that is marked, choose it afresh."""
        told = lists.photograph_of_page(desk.actor, key)
        said = desk.request.POST
        if said.get("reading") != str(told["reading"]):
            raise ReadMeanwhile
        choice = _choice(told, said.get("face", ""), said.get("landmarks", ""))
        here = desk.url("photograph", key=key)
        if told["mark"] is None or told["settled"]:
            faces.mark_face(desk.actor, choice)
            return here
        agreement = faces.confirm_face(desk.actor, choice)
        return f"{here}?confirmed={'yes' if agreement.agreed else 'no'}"


def _choice(told: Mapping[str, Any], face: str, landmarks: str) -> faces.FaceChoice:
    of = {"photograph": told["key"], "reading": told["reading"]}
    if told["reading"] is None or not face:
        raise NoFaceChosen
    if face == "none":
        return faces.FaceChoice(**of, not_shown=True)
    if face == "points":
        return faces.FaceChoice(**of, points=_five(landmarks))
    # The page numbers faces from the left; the reading has an order of its own.
    for one in told["faces"]:
        if face == str(one["number"]):
            return faces.FaceChoice(**of, faces=(one["value"],))
    raise NoFaceChosen


def _said(desk: Desk, face: Mapping[str, Any], count: int) -> str:
    """Return what is announced when a face is chosen."""
    chosen = desk.say(
        N_("Face {number} of {count}, left to right: {words}."),
        number=face["number"],
        count=count,
        words=face["words"],
    )
    others = desk.say_count(
        N_("One other will be covered."), N_("{count} others will be covered."), count - 1
    )
    return f"{chosen} {others}" if count > 1 else chosen


def _five(landmarks: str) -> tuple[tuple[float, float], ...]:
    try:
        points = tuple(
            (float(x), float(y)) for x, y in (one.split(",") for one in landmarks.split())
        )
    except ValueError:
        raise NotFivePoints from None
    if len(points) != 5:
        raise NotFivePoints
    return points
