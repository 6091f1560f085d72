"""Videos of a case, named by its code and a number, such as "R-0042/v1": how far each has come."""

import re
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework import footage, pictures
from antigone.casework.models import (
    PostMortemPhotograph,
    Recording,
    RecordingReading,
    ReferencePhotograph,
    Remains,
    TracingRequest,
    TrackChoice,
)
from antigone.casework.models.jobs import JobState
from antigone.casework.models.photographs import Side
from antigone.casework.reading import case_of_code, reading
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import N_

_NAME = re.compile(r"(.+)/v([1-9][0-9]{0,5})\Z")


class NotAVideoNumber(Refusal):
    """The name is not that of a video."""

    code = "not-a-video-number"
    sentence = N_("“{named}” is not the number of a video. Nothing was done.")
    remedy = N_("Write the code of its case and its number, such as R-0042/v2.")


def video(actor: Actor, named: str, action: Action) -> UUID:
    """Return the id of a video. Raises `NotAVideoNumber` and `NotHere`."""
    found = _NAME.match(named)
    if found is None:
        raise NotAVideoNumber(named=named)
    with reading(actor, action):
        every = _in_order(_case(found[1]))
        if int(found[2]) > len(every):
            raise NotHere(kind="video", key=named)
        return every[int(found[2]) - 1].pk


def name_of_video(actor: Actor, key: UUID) -> str:
    """Return the name of a video that came in just now. Raises `NotHere`."""
    with within(actor.operation_id):
        return _named(footage.find(key))


def videos(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the videos of a case, how far each has come. No picture is shown by this."""
    with within(actor.operation_id):
        of_remains = Remains.objects.filter(code=code).exists()
    with reading(actor, Action.VIEW_REMAINS if of_remains else Action.VIEW_REQUEST):
        return videos_of(_case(code))


def videos_of(case: TracingRequest | Remains) -> list[dict[str, Any]]:
    """Return the videos of a case in the order of their numbers, for a list that may be read."""
    return [
        {"key": one.pk, "video": f"{case.code}/v{number}", "number": number, **_progress(one)}
        for number, one in enumerate(_in_order(case), start=1)
    ]


def newest_video_reading(actor: Actor, key: UUID, action: Action) -> UUID:
    """Return the id of the newest reading of a video. Raises `NotHere`."""
    with reading(actor, action):
        row = footage.find(key)
        newest = row.readings.order_by("recorded_at").last()
        if newest is None:
            raise NotHere(kind="reading", key="newest")
        return newest.pk


def video_of_page(actor: Actor, key: UUID) -> dict[str, Any]:
    """Return what the page of a video says; no pixel is in it.

    Which face was chosen is not told before somebody else confirmed it in its frames: whoever confirms
    the face of a body chooses afresh. Raises `NotHere`, `NotAllowed` and `SeparatePerson`.
    """
    with within(actor.operation_id):
        row = footage.find(key)
        require(actor, footage.disclosing(row), of=row)
        case = footage.case_of(row)
        every = [one.pk for one in _in_order(case)]
        newest = row.readings.order_by("recorded_at").last()
        choice = footage.standing_choice(row)
        return {
            "key": row.pk,
            "of_remains": row.side == Side.REMAINS,
            "case": case.code,
            "number": every.index(row.pk) + 1,
            "way": row.way,
            "taken_on": str(row.taken_on or ""),
            "cleaned": row.cleaned if row.side == Side.REMAINS else None,
            "recorded_at": row.recorded_at,
            "recorded_by": row.recorded_by.shown_name,
            "original": bytes(row.sha256).hex()[:8],
            "reading": newest.pk if newest else None,
            "tracks": newest.tracks if newest else [],
            "reasons": newest.reasons if newest else [],
            "ending": _ending(newest) if newest else None,
            "let_go": newest.let_go if newest else 0,
            "choice": _chosen(choice) if choice else None,
            "frames": _frames(row),
            **_progress(row),
        }


def moment_of_video(actor: Actor, photograph: UUID) -> float | None:
    """Return at which second of its video a photograph stood, None for one of no video.

    For the pair of a list: raises `NotAllowed` and `NotHere`.
    """
    with reading(actor, Action.VIEW_CANDIDATES):
        seconds: float | None = pictures.find(photograph).frame_seconds
        return seconds


def _chosen(choice: TrackChoice) -> dict[str, Any]:
    return {
        "by": choice.recorded_by.shown_name,
        "at": choice.recorded_at,
        "nobody": choice.track is None,
        "taken": choice.taken_at is not None,
    }


def _ending(newest: RecordingReading) -> dict[str, Any]:
    return {
        "seconds": newest.seconds,
        "declared": newest.declared,
        "damaged": newest.damaged,
        "unread": newest.unread,
    }


def _frames(row: Recording) -> list[dict[str, Any]]:
    """Return the photographs that came in from it, in the order of the video."""
    of_remains = row.side == Side.REMAINS
    model = PostMortemPhotograph if of_remains else ReferencePhotograph
    case = "remains" if of_remains else "request"
    every = model.objects.filter(**{case: footage.case_of(row)}).order_by("recorded_at", "pk")
    numbered = {key: number for number, key in enumerate(every.values_list("pk", flat=True), 1)}
    came = model.objects.filter(recording=row).order_by("frame")
    return [
        {"key": one.pk, "number": numbered[one.pk], "seconds": one.frame_seconds} for one in came
    ]


def _progress(row: Recording) -> dict[str, Any]:
    """Return how far a video is: erased, read, chosen; or how many seconds of it are read.

    `state` is one of erased, waits, reading, failed, unchosen, nobody, taking, taking-failed, chosen.
    """
    newest = row.readings.order_by("recorded_at").last()
    choice = footage.standing_choice(row)
    kind = footage.TAKE if choice is not None else footage.READ
    job = footage.work_on([row]).filter(kind=kind).order_by("made_at").last()
    failed = job is not None and job.state == JobState.FAILED
    if row.wrapped_key is None:
        state = "erased"
    elif choice is not None and choice.track is None:
        state = "nobody"
    elif choice is not None and choice.taken_at is not None:
        state = "chosen"
    elif choice is not None:
        state = "taking-failed" if failed else "taking"
    elif newest is not None:
        state = "unchosen"
    elif failed:
        state = "failed"
    else:
        state = "reading" if job is not None and job.state == JobState.RUNNING else "waits"
    return {
        "state": state,
        "faces": len(newest.tracks) if newest else None,
        "fault": job.fault if job is not None and failed else "",
        "done": job.done if job is not None and newest is None else None,
        "total": job.total if job is not None and newest is None else None,
    }


def _case(code: str) -> TracingRequest | Remains:
    of_remains = Remains.objects.filter(code=code).exists()
    return case_of_code(Remains if of_remains else TracingRequest, code)


def _named(row: Recording) -> str:
    case = footage.case_of(row)
    return f"{case.code}/v{[one.pk for one in _in_order(case)].index(row.pk) + 1}"


def _in_order(case: TracingRequest | Remains) -> list[Recording]:
    """The numbers of videos: the order in which they came."""
    return list(case.recordings.order_by("recorded_at", "pk"))
