"""A photograph on its page: covered, uncovered step by step, read, and made ready for comparison."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures import copying, faces, matching, photographs
from antigone.casework.step import NotHere
from antigone.faces.derivation import Derivation
from antigone.faces.geometry import Pixels
from antigone.faces.quality import BAND_SENTENCES, REASON_SENTENCES, Band, Reason
from antigone.wording import N_
from antigone.workbench import views
from antigone.workbench.desk import Desk
from antigone.workbench.page import NotThisWay, Page

SEEING = (Action.DISCLOSE_PHOTOGRAPH, Action.DISCLOSE_REFERENCE)


class Photograph(Page):
    """What can be seen here, and can it be compared?"""

    path = "photographs/<uuid:key>/"
    name = "photograph"
    title = N_("Photograph")
    may = SEEING
    template = "workbench/photographs/photograph.html"

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Tell of the photograph in words; it stays covered."""
        told = lists.photograph_of_page(desk.actor, key)
        copies = _copies(desk, told)
        wanted = desk.request.GET.get("copy", "")
        opened = next((one for one in copies if str(one["key"]) == wanted), None)
        return {
            "photograph": told,
            "stage": stage_of(desk, told, opened),
            "copies": copies,
            "opened": opened,
            "may_copy": told["of_remains"] and desk.can(Action.KEEP_COPY),
            "typed": desk.request.POST.get("name", ""),
            "reasons": [reason_in_words(desk, one) for one in told["reasons"]],
            "seen": desk.seen_today,
            "confirmed": desk.request.GET.get("confirmed", ""),
            "may_read": desk.can(Action.READ_FACES),
            "next": _next_step(desk, told),
            "back": _case_address(desk, told),
            "crumbs": [
                (told["case"], _case_address(desk, told)),
                (name_in_words(desk, told), ""),
            ],
        }

    def act(self, desk: Desk, *, key: UUID, **keys: Any) -> str:
        """Read its faces, make its face searchable, or take a mark back."""
        match desk.request.POST.get("do"):
            case "read":
                faces.read_faces(desk.actor, key)
            case "enrol":
                marked = lists.marked_face(desk.actor, key, Action.ENROL)
                matching.enrol(desk.actor, marked)
            case "unmark":
                faces.unmark_face(desk.actor, key)
            case "copy":
                said = desk.request.POST
                steps = views.steps_of(
                    said.get("exposure", ""), said.get("warmth", ""), rotate=said.get("rotate", "")
                )
                looked = copying.Looked(photograph=key, name=said.get("name", ""), steps=steps)
                kept = copying.keep_copy(desk.actor, looked)
                return f"{desk.url('photograph', key=key)}?copy={kept.pk}"
            case _:
                raise NotThisWay
        return desk.url("photograph", key=key)


class CoverOfPhotograph(Page):
    """The veil that lies over a photograph: ten cells of it, in grey."""

    path = "photographs/<uuid:key>/veil"
    name = "photograph-veil"
    may = SEEING

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> HttpResponse:
        """Send the veil."""
        return views.veil(desk, photographs.cover_of(desk.actor, key))


class RevealPhotograph(Page):
    """Uncover a photograph: once on the record for each page view, however often it is covered."""

    path = "photographs/<uuid:key>/reveal/<str:view>"
    name = "photograph-reveal"
    may = SEEING

    def act(self, desk: Desk, *, key: UUID, view: str, **keys: Any) -> HttpResponse:
        """Write the entry if this page view has none, and say where the picture is."""
        try:
            pixels = views.kept(desk, view, key.hex)
        except (views.ViewOver, NotHere):
            of_the_dead = lists.photograph_of_page(desk.actor, key)["of_remains"]
            shown = photographs.view_to_open(desk.actor, key)
            pixels = photographs.disclose(desk.actor, key, shown).pixels
            view = views.keep(desk, {key.hex: pixels}, key=view, of_the_dead=of_the_dead)
        tone = "colour" if desk.request.POST.get("step") == "colour" else "grey"
        address = desk.url("photograph-picture", key=key, view=view)
        copy = desk.request.GET.get("copy", "")
        height, width = _derived(desk, key, pixels, copy).shape[:2]
        address = f"{address}?tone={tone}{f'&copy={copy}' if copy else ''}"
        return JsonResponse({"picture": address, "width": width, "height": height})


class PictureOfPhotograph(Page):
    """The picture itself, within a page view that stands in the record."""

    path = "photographs/<uuid:key>/picture/<str:view>"
    name = "photograph-picture"
    may = SEEING

    def show(self, desk: Desk, *, key: UUID, view: str, **keys: Any) -> HttpResponse:
        """Send the picture as the stage asks for it, with the viewer's name in its pixels."""
        pixels = views.kept(desk, view, key.hex)
        return views.shown(desk, _derived(desk, key, pixels, desk.request.GET.get("copy", "")))


class CoverPhotograph(Page):
    """The photograph was covered again."""

    path = "photographs/<uuid:key>/cover/<str:view>"
    name = "photograph-cover"
    may = SEEING

    def act(self, desk: Desk, *, key: UUID, view: str, **keys: Any) -> HttpResponse:
        """Count how long it was uncovered, for whoever looked at it."""
        views.looked(desk, view, desk.request.POST.get("seconds", ""))
        return JsonResponse({})


def clock(seconds: float) -> str:
    """Return a moment of a video as its player shows it, to the tenth: 1:05.5."""
    tenths = round(10 * seconds)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def stage_of(
    desk: Desk, told: Mapping[str, Any], opened: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the stage of one photograph needs; nothing of the picture is in it.

    `opened` is a working copy: turned as it was, so that outlines of the original do not fit it.
    """
    view, key = views.new_key(), told["key"]
    title = name_in_words(desk, told)
    asked = f"?copy={opened['key']}" if opened else ""
    return {
        "name": key.hex,
        "title": title,
        "covered": desk.say(N_("{title}, covered"), title=title),
        "reveal": desk.url("photograph-reveal", key=key, view=view) + asked,
        "cover": desk.url("photograph-cover", key=key, view=view),
        "veil": "" if told["erased"] else desk.url("photograph-veil", key=key),
        "faces": []
        if opened
        else [{**face, "words": face_in_words(desk, face)} for face in told["faces"]],
    }


def name_in_words(desk: Desk, told: Mapping[str, Any]) -> str:
    """Return how a photograph is called: by its number and the code of its case, never by a name.

    A frame of a video says where in it it stood.
    """
    if told["recording"]:
        return desk.say(
            N_("Photograph {number} of {code}, at {time} of a video"),
            number=told["number"],
            code=told["case"],
            time=clock(told["frame_seconds"]),
        )
    return desk.say(N_("Photograph {number} of {code}"), number=told["number"], code=told["case"])


def face_in_words(desk: Desk, face: Mapping[str, Any]) -> str:
    """Return how far a face can be compared, and why not further."""
    parts = [desk.say(BAND_SENTENCES[Band(face["band"])])]
    if face["eyes"]:
        parts.append(desk.say(N_("{count} px between the eyes"), count=face["eyes"]))
    if abs(face["rotation"]) >= 5:
        parts.append(desk.say(N_("turned {degrees}°"), degrees=abs(face["rotation"])))
    # That it has few pixels was said with their number.
    told = [one for one in face["reasons"] if one != Reason.FEW_PIXELS]
    return " · ".join([*parts, *(reason_in_words(desk, one) for one in told)])


def reason_in_words(desk: Desk, reason: str) -> str:
    """Return why a face is hard to compare, or why none was found."""
    return desk.say(REASON_SENTENCES[Reason(reason)])


def _copies(desk: Desk, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not told["of_remains"] or not desk.can(Action.KEEP_COPY):
        return []
    return [
        {**one, "words": _steps_in_words(desk, one["parameters"])}
        for one in lists.copies_of(desk.actor, told["key"])
    ]


def _steps_in_words(desk: Desk, parameters: Mapping[str, Any]) -> str:
    """Return what was done to a copy; "as it is" for nothing."""
    said = []
    if parameters["rotate"]:
        said.append(desk.say(N_("turned {degrees}°"), degrees=f"{parameters['rotate']:g}"))
    if parameters["exposure"]:
        said.append(desk.say(N_("exposure {stops}"), stops=f"{parameters['exposure']:+g}"))
    red, _, blue = parameters["white_balance"]
    if red != blue:
        said.append(desk.say(N_("warmer")) if red > blue else desk.say(N_("cooler")))
    return ", ".join(said) or desk.say(N_("as it is"))


def _derived(desk: Desk, key: UUID, pixels: Pixels, copy: str) -> Pixels:
    """Return the picture, or this person's own copy of it, made again from its steps."""
    if not copy:
        return pixels
    for one in lists.copies_of(desk.actor, key):
        if str(one["key"]) == copy:
            return Derivation.from_json(one["parameters"]).apply(pixels)
    raise NotHere(kind="working copy", key=copy)


def _case_address(desk: Desk, told: Mapping[str, Any]) -> str:
    return desk.url("remains" if told["of_remains"] else "request", code=told["case"])


def _next_step(desk: Desk, told: Mapping[str, Any]) -> str:
    """Return what waits: "read", "mark", "confirm", "enrol", or nothing for this person."""
    mark = told["mark"]
    if told["erased"]:
        return ""
    if told["reading"] is None:
        return "read" if desk.can(Action.READ_FACES) else ""
    if mark is None:
        return "mark" if desk.can(Action.MARK_FACE) and not told["nobody"] else ""
    if not told["settled"]:
        return "confirm" if desk.can(Action.CONFIRM_FACE) and not mark["mine"] else ""
    return "enrol" if desk.can(Action.ENROL) and not mark["enrolled"] else ""
