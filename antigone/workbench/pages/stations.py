"""One body at its stations: the board, and the page of each station that has a step of its own."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.access.requirement import NotAllowed
from antigone.casework import lists
from antigone.casework.step import NotHere
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import Page
from antigone.workbench.pages.remains import refuse_too_much
from antigone.workbench.pages.uploads import take_post_mortem
from antigone.workbench.stations import stations_of
from antigone.workbench.uploads import SentFile

_CONDITIONS = dict([*choices_of("Condition"), *choices_of("Absent")])


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "no-file-chosen"
    sentence = N_("No file was chosen. Nothing was added.")
    remedy = N_("Choose one or more photographs, or take one with the camera.")


class RemainsBoard(Page):
    """What has been done, what is missing."""

    path = "remains/<str:code>/"
    name = "remains"
    title = N_("Stations")
    may = (Action.VIEW_REMAINS,)
    template = "workbench/remains/board.html"

    def show(self, desk: Desk, *, code: str, **keys: Any) -> Mapping[str, Any]:
        """Show the stations, the next open one first among the actions."""
        known = lists.board(desk.actor, code)
        stations = stations_of(desk, known)
        begun = [one for one in stations if one.state != "not-started"]
        return {
            "body": known,
            "stations": stations,
            "next": next((one for one in stations if one.waits and one.address), None),
            "empty": not begun and not known["effects"],
            "established": "death" in known["examinations"],
            "signed": desk.request.GET.get("signed", "")[:20],
            "corrected": "corrected" in desk.request.GET,
            "timeline": _timeline(known),
            "marks_count": _marks(known),
            "condition_name": desk.say(_CONDITIONS[known["condition"]]),
            "may": {one.value.replace(".", "_").replace("-", "_"): True for one in desk.permitted},
            "crumbs": [(desk.say(N_("Remains")), desk.url("all-remains")), (known["remains"], "")],
        }


class Photographs(Page):
    """The photographs of one body, in words; none opens by itself."""

    path = "remains/<str:code>/photographs"
    name = "remains-photographs"
    title = N_("Photographs")
    may = (Action.VIEW_REMAINS,)
    template = "workbench/remains/photographs.html"
    takes_photographs = True

    def show(self, desk: Desk, *, code: str, **keys: Any) -> Mapping[str, Any]:
        """List them, with what waits at each."""
        known = lists.board(desk.actor, code)
        return {
            "body": known,
            "receipts": desk.more.get("receipts", []),
            "most": settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 1024**2,
            "may_receive": desk.can(Action.RECEIVE_POST_MORTEM),
            "may_see": desk.can(Action.DISCLOSE_PHOTOGRAPH),
            "crumbs": crumbs(desk, known, self.title),
        }

    def act(self, desk: Desk, *, code: str, **keys: Any) -> HttpResponse:
        """Take files that came with the form itself, where the page's script did not run."""
        refuse_too_much(desk)
        receipts = [
            {"name": one.name, "sentence": _taken(desk, code, one)}
            for one in desk.request.FILES.getlist("files")
        ]
        if not receipts:
            raise NoFileChosen
        desk.more["receipts"] = receipts
        return self._rendered(desk, self.show(desk, code=code))


def _taken(desk: Desk, code: str, file: Any) -> str:
    """Keep one file, or say why not: the others are kept all the same."""
    about = {"remains": code, "legible": desk.request.POST.get("legible", "")}
    name = str(file.name)[:200]
    sent = SentFile(key=desk.account.id, name=name, pieces=file.chunks, about=about)
    try:
        return take_post_mortem(desk, sent).sentence
    except (NotAllowed, NotHere):
        raise
    except Refusal as refusal:
        return f"{refusal.say(desk.language)} {refusal.advise(desk.language)}"


def _timeline(known: Mapping[str, Any]) -> list[dict[str, Any]]:
    signed = [{**one, "kind": kind} for kind, of in known["examinations"].items() for one in of]
    return sorted(signed, key=lambda one: one["at"])


def _marks(known: Mapping[str, Any]) -> int:
    """Return how many marks were recorded on the outside of the body."""
    stated = (
        getattr(one["description"], name)
        for one in known["examinations"].get("external", [])
        for name in ("marks", "tattoos", "scars")
    )
    return sum(len(value) for value in stated if isinstance(value, tuple))


def crumbs(desk: Desk, known: Mapping[str, Any], title: str) -> list[tuple[str, str]]:
    """Return where a station stands."""
    code = known["remains"]
    return [(code, desk.url("remains", code=code)), (desk.say(title), "")]
