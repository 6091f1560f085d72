"""Pictures that a page has kept for its reader: uncovered by her, one at a time, and covered again.

The addresses say nothing of what is on them: a random key, and a letter or a number.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.access.exposure import begin_look
from antigone.faces.geometry import Pixels
from antigone.wording import N_
from antigone.workbench import pace, views
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page

# Beside the dead: a photograph of somebody living, which is not counted among those of the dead.
REFERENCE = "b"


class Reveal(Page):
    """Uncovers a picture; not before is any byte of it sent."""

    path = "seen/<str:view>/<str:picture>/reveal"
    name = "seen-reveal"
    may = (Action.ANALYSE, Action.VIEW_CANDIDATES)

    def act(self, desk: Desk, *, view: str, picture: str, **keys: Any) -> HttpResponse:
        """Return where the picture is to be had."""
        height, width = views.kept(desk, view, picture).shape[:2]
        if picture != REFERENCE:
            begin_look(desk.account.id, view)
        pace.touch(desk)
        tone = "colour" if desk.request.POST.get("step") == "colour" else "grey"
        address = desk.url("seen-picture", view=view, picture=picture)
        return JsonResponse({"picture": f"{address}?tone={tone}", "width": width, "height": height})


class Picture(Page):
    """One picture of a page view, as it is asked for."""

    path = "seen/<str:view>/<str:picture>/picture"
    name = "seen-picture"
    may = (Action.ANALYSE, Action.VIEW_CANDIDATES)

    def show(self, desk: Desk, *, view: str, picture: str, **keys: Any) -> HttpResponse:
        """Answer with the picture."""
        return views.shown(desk, views.kept(desk, view, picture))


class Cover(Page):
    """Says that a picture was covered, and how long it was to be seen."""

    path = "seen/<str:view>/<str:picture>/cover"
    name = "seen-cover"
    may = (Action.ANALYSE, Action.VIEW_CANDIDATES)

    def act(self, desk: Desk, *, view: str, picture: str, **keys: Any) -> HttpResponse:
        """Count the time, for herself alone."""
        pace.touch(desk)
        if picture != REFERENCE:
            views.looked(desk, view, desk.request.POST.get("seconds", ""))
        return JsonResponse({})


def stages(
    desk: Desk, pictures: Mapping[str, Pixels], titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Keep the pictures of a page view, and return a covered stage for each of them."""
    view = views.keep(desk, pictures, of_the_dead=False)
    return [_stage(desk, view, name, titles[name], pixels) for name, pixels in pictures.items()]


def _stage(desk: Desk, view: str, name: str, title: str, pixels: Pixels) -> dict[str, Any]:
    keys = {"view": view, "picture": name}
    height, width = pixels.shape[:2]
    return {
        "name": name,
        "title": title,
        "covered": desk.say(N_("{title}, covered"), title=title),
        "reveal": desk.url("seen-reveal", **keys),
        "cover": desk.url("seen-cover", **keys),
        "width": width,
        "height": height,
    }
