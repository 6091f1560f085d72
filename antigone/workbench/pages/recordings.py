"""A video on its page: how far it is read, whose face in it is meant, and the frames that came in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures import recordings
from antigone.casework.step import NotHere
from antigone.faces.frames import UNREAD_SENTENCES, Unread
from antigone.faces.quality import BAND_SENTENCES, Band
from antigone.faces.track_sheet import ACROSS, SIDE
from antigone.wording import N_
from antigone.workbench import views
from antigone.workbench.desk import Desk
from antigone.workbench.forms import number_sent
from antigone.workbench.page import NotThisWay, Page
from antigone.workbench.pages.photographs import (
    SEEING,
    CoverPhotograph,
    clock,
    reason_in_words,
)
from antigone.workbench.pages.photographs_marking import NoFaceChosen, ReadMeanwhile


class Recording(Page):
    """Who is seen in this video, and which of them is meant?"""

    path = "videos/<uuid:key>/"
    name = "recording"
    title = N_("Video")
    may = SEEING
    template = "workbench/photographs/recording.html"

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Tell of the video in words; the faces stay covered, and none is chosen beforehand."""
        told = lists.video_of_page(desk.actor, key)
        case = desk.url("remains" if told["of_remains"] else "request", code=told["case"])
        title = desk.say(N_("Video {number} of {code}"), number=told["number"], code=told["case"])
        tracks = [
            {"number": number, "words": _track_in_words(desk, one)}
            for number, one in enumerate(told["tracks"], start=1)
        ]
        return {
            "video": told,
            "name": title,
            "tracks": tracks,
            "stage": _stage_of(desk, told, title, tracks)
            if tracks and not told["choice"]
            else None,
            "unread": _unread_in_words(desk, told["ending"]) if told["ending"] else [],
            "reasons": [reason_in_words(desk, one) for one in told["reasons"]],
            "frames": [{**one, "at": clock(one["seconds"])} for one in told["frames"]],
            "seen": desk.seen_today,
            "may_choose": desk.can(Action.MARK_FACE),
            "may_read": desk.can(Action.READ_FACES) and told["state"] == "failed",
            "may_take_back": desk.can(Action.UNMARK_FACE) and told["choice"] is not None,
            "back": case,
            "crumbs": [(told["case"], case), (title, "")],
        }

    def act(self, desk: Desk, *, key: UUID, **keys: Any) -> str:
        """Choose whose face is meant, take that back, or have the video read again."""
        said = desk.request.POST
        match said.get("do"):
            case "choose":
                told = lists.video_of_page(desk.actor, key)
                if said.get("reading") != str(told["reading"]):
                    raise ReadMeanwhile
                recordings.choose_track(
                    desk.actor,
                    recordings.TrackChosen(
                        recording=key, reading=told["reading"], track=_chosen(said.get("face", ""))
                    ),
                )
            case "take-back":
                recordings.take_back_track(desk.actor, key)
            case "read":
                recordings.ask_reading(desk.actor, key)
            case _:
                raise NotThisWay
        return desk.url("recording", key=key)


class CoverOfRecording(Page):
    """The veil that lies over the faces of a video: ten cells of them, in grey."""

    path = "videos/<uuid:key>/veil"
    name = "recording-veil"
    may = SEEING

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> HttpResponse:
        """Send the veil."""
        return views.veil(desk, recordings.cover_of_sheet(desk.actor, key))


class RevealRecording(Page):
    """Uncover the faces of a video: once on the record for each page view."""

    path = "videos/<uuid:key>/reveal/<str:view>"
    name = "recording-reveal"
    may = SEEING

    def act(self, desk: Desk, *, key: UUID, view: str, **keys: Any) -> HttpResponse:
        """Write the entry if this page view has none, and say where the picture is."""
        try:
            pixels = views.kept(desk, view, key.hex)
        except (views.ViewOver, NotHere):
            of_the_dead = lists.video_of_page(desk.actor, key)["of_remains"]
            pixels = recordings.disclose_sheet(desk.actor, key)
            view = views.keep(desk, {key.hex: pixels}, key=view, of_the_dead=of_the_dead)
        tone = "colour" if desk.request.POST.get("step") == "colour" else "grey"
        address = f"{desk.url('recording-picture', key=key, view=view)}?tone={tone}"
        height, width = pixels.shape[:2]
        return JsonResponse({"picture": address, "width": width, "height": height})


class PictureOfRecording(Page):
    """The picture itself, within a page view that stands in the record."""

    path = "videos/<uuid:key>/picture/<str:view>"
    name = "recording-picture"
    may = SEEING

    def show(self, desk: Desk, *, key: UUID, view: str, **keys: Any) -> HttpResponse:
        """Send the picture as the stage asks for it, with the viewer's name in its pixels."""
        return views.shown(desk, views.kept(desk, view, key.hex))


class CoverRecording(CoverPhotograph):
    """The faces were covered again."""

    path = "videos/<uuid:key>/cover/<str:view>"
    name = "recording-cover"


def _stage_of(
    desk: Desk, told: Mapping[str, Any], title: str, tracks: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what the stage of the sheet needs: each track is a row of it."""
    view, key = views.new_key(), told["key"]
    return {
        "name": key.hex,
        "title": title,
        "covered": desk.say(N_("{title}, covered"), title=title),
        "reveal": desk.url("recording-reveal", key=key, view=view),
        "cover": desk.url("recording-cover", key=key, view=view),
        "veil": desk.url("recording-veil", key=key),
        "faces": [
            {**one, "box": [0, SIDE * (one["number"] - 1), SIDE * ACROSS, SIDE], "points": []}
            for one in tracks
        ],
    }


def _track_in_words(desk: Desk, track: Mapping[str, Any]) -> str:
    """Return how long a face was seen, and how far it can be compared."""
    band = desk.say(BAND_SENTENCES[Band(track["best"][0]["quality"]["band"])])
    seen = desk.say(
        N_("from {first} to {last}"), first=clock(track["first"]), last=clock(track["last"])
    )
    return f"{seen} · {band}"


def _unread_in_words(desk: Desk, ending: Mapping[str, Any]) -> list[str]:
    """Return what of the file could not be read."""
    declared = ending["declared"]
    values = {
        "seconds": f"{ending['seconds']:.1f}",
        "declared": "?" if declared is None else f"{declared:.1f}",
        "damaged": ending["damaged"],
    }
    return [desk.say(UNREAD_SENTENCES[Unread(one)], **values) for one in ending["unread"]]


def _chosen(face: str) -> int | None:
    """Return the number of the chosen face, None for nobody. Raises `NoFaceChosen`."""
    if face == "none":
        return None
    number = number_sent(face, most=9999)
    if not number:
        raise NoFaceChosen
    return number
