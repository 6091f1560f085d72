"""One photograph, as its page tells of it in words: what was read, what was marked, what is next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework import pictures
from antigone.casework.models import (
    MarkedFace,
    NotShown,
    PostMortemPhotograph,
    Reading,
    Template,
    WorkingCopy,
)
from antigone.casework.models.photographs import Side
from antigone.casework.reading import reading


def photograph_of_page(actor: Actor, key: UUID) -> dict[str, Any]:
    """Return what the page of a photograph says; no pixel is in it.

    Which face was marked is told only once it is settled: whoever confirms the face of a body chooses
    afresh. Raises `NotHere`, `NotAllowed` and `SeparatePerson`.
    """
    with within(actor.operation_id):
        row = pictures.find(key)
        require(actor, pictures.disclosing(row), of=row)
        of_remains = isinstance(row, PostMortemPhotograph)
        case = row.remains if isinstance(row, PostMortemPhotograph) else row.request
        every = [
            *type(row)
            .objects.filter(**{"remains" if of_remains else "request": case})
            .order_by("recorded_at", "pk")
            .values_list("pk", flat=True)
        ]
        number = every.index(row.pk) + 1
        return {
            "key": row.pk,
            "of_remains": of_remains,
            "case": case.code,
            "number": number,
            "count": len(every),
            "previous": every[number - 2] if number > 1 else None,
            "next": every[number] if number < len(every) else None,
            "way": row.way,
            "recording": row.recording_id,
            "frame_seconds": row.frame_seconds,
            "taken_on": str(row.taken_on or ""),
            "taken_by": getattr(row, "taken_by", ""),
            "cleaned": getattr(row, "cleaned", None),
            "code_legible": getattr(row, "code_legible", None),
            "recorded_at": row.recorded_at,
            "recorded_by": row.recorded_by.shown_name,
            "original": bytes(row.sha256).hex()[:8],
            "erased": row.wrapped_key is None,
            **_faces(actor, pictures.part_of(row)),
        }


def _faces(actor: Actor, part: dict[str, Any]) -> dict[str, Any]:
    reading = Reading.objects.filter(**part).order_by("-recorded_at").first()
    marks = MarkedFace.objects.filter(**part).select_related("marked_by", "confirmed_by")
    mark = marks.filter(ended_at=None).first()
    settled = mark is not None and (part["side"] is Side.REFERENCE or bool(mark.confirmed_by))
    newest = reading.recorded_at if reading else None
    nobody = NotShown.objects.filter(**part).order_by("-recorded_at").first()
    ended = marks.exclude(ended_at=None).order_by("-ended_at").first()
    return {
        "reading": reading.pk if reading else None,
        "read_at": newest,
        "faces": faces_left_to_right(reading.faces) if reading else [],
        "reasons": reading.reasons if reading else [],
        "mark": {
            "by": mark.marked_by.shown_name,
            "mine": mark.marked_by_id == actor.account_id,
            "at": mark.recorded_at,
            "confirmed_by": mark.confirmed_by.shown_name if mark.confirmed_by else "",
            "by_hand": mark.by_hand if settled else None,
            "face": _number_of(mark, reading) if settled and reading else None,
            "enrolled": Template.objects.filter(face=mark).exists(),
            "key": mark.pk,
        }
        if mark
        else None,
        "settled": settled,
        # Two people chose differently, or the mark was taken back: somebody marks afresh.
        "taken_back": mark is None and ended is not None,
        "nobody": mark is None
        and nobody is not None
        and (not ended or nobody.recorded_at >= ended.ended_at),
    }


def copies_of(actor: Actor, key: UUID) -> list[dict[str, Any]]:
    """Return this person's own working copies of a photograph of the dead: names and parameters.

    Raises `NotAllowed`.
    """
    with reading(actor, Action.KEEP_COPY):
        mine = WorkingCopy.objects.filter(photograph=key, recorded_by=actor.account_id)
        return [
            {"key": one.pk, "name": one.name, "parameters": one.parameters}
            for one in mine.order_by("recorded_at")
        ]


def faces_left_to_right(faces: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the faces of a reading as a page shows them: numbered from the left.

    `value` is the number that the reading gave, by which a face is chosen.
    """
    order = sorted(range(len(faces)), key=lambda at: faces[at]["box"][0] + faces[at]["box"][2] / 2)
    return [
        {
            "number": number,
            "value": at + 1,
            "box": [round(side) for side in faces[at]["box"]],
            "points": [(round(x), round(y)) for x, y in faces[at]["landmarks"]],
            "rotation": round(faces[at]["rotation"]),
            "eyes": round(faces[at]["quality"]["measures"].get("inter_eye_distance", 0)),
            "band": faces[at]["quality"].get("band")
            or ("weak" if faces[at]["quality"]["usable"] else "unusable"),
            "reasons": faces[at]["quality"]["reasons"],
        }
        for number, at in enumerate(order, start=1)
    ]


def _number_of(mark: MarkedFace, reading: Reading) -> int | None:
    """Return the number under which the page shows the face that is meant, None if by hand."""
    meant = pictures.detection_of({"box": mark.box, "landmarks": mark.landmarks})
    for face in faces_left_to_right(reading.faces):
        if pictures.same_face(pictures.detection_of(reading.faces[face["value"] - 1]), meant):
            return int(face["number"])
    return None
