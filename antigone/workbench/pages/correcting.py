"""A record is corrected: its values as they stand, a reason, and nobody's word written over."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework import lists
from antigone.casework.lists.places import last_seen, recoveries
from antigone.casework.procedures import correcting
from antigone.casework.procedures.correcting import Change
from antigone.casework.recorded import Written, as_text
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.asking import data_of
from antigone.workbench.correcting import (
    CorrectingPerson,
    CorrectingRemains,
    begun_with,
    changes_sent,
    meetings,
    seen_by_writer,
    told,
    written_in,
)
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import Page
from antigone.workbench.pages import requests, stations
from antigone.workbench.placing import on_map


@dataclass(frozen=True, kw_only=True)
class Record:
    """One kind of record that is corrected; `page` is its own page.

    `known` reads it as it stands, `corrected` what was corrected in it before; that this was looked at
    is on the record. `places` are those of the map that can write a position, in the shape that `mark`
    names.
    """

    page: str
    known: Callable[[Actor, str], dict[str, Any]]
    corrected: Callable[[Actor, str], list[dict[str, Any]]]
    places: Callable[[Actor], dict[str, Any]]
    mark: str


class Correcting(Page, ABC):
    """What stands in a record, and what is it to say?"""

    form: ClassVar[type[Form]]
    record: ClassVar[Record]

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the values as they stand, or as they were left; and what somebody else says by now."""
        known = self.record.known(desk.actor, code)
        now: dict[str, Written] = known["values"]
        draft = drafts.kept(desk, self._page(code))
        if desk.said is not None:
            form = self.form.at(desk)
            seen = seen_by_writer(desk.said.get("seen", ""), now)
            met = meetings(desk, written_in(form, seen), seen, now)
        else:
            initial, seen = self._begun(desk, draft, now)
            undone = self._undone(desk, code)
            form, met = self.form.at(desk, initial={**initial, **begun_with(undone)}), []
        return {
            "record": known,
            "form": form,
            "draft": draft,
            "draft_page": self._page(code),
            "seen": as_text(seen),  # type: ignore[arg-type]
            "met": met,
            "gone": not now,
            "places": on_map(self.record.places(desk.actor)["places"], self.record.mark),
            "crumbs": self.crumbs(desk, code),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Correct what was changed, as it was chosen where two met; or give the draft up."""
        known = self.record.known(desk.actor, code)
        page = self._page(code)
        if desk.request.POST.get("do") == "give-up":
            drafts.drop(desk, page)
            return desk.url(self.record.page, code=code)
        form = self.form.at(desk)
        stated = form.stated()
        seen = seen_by_writer(desk.request.POST.get("seen", ""), known["values"])
        changes = tuple(changes_sent(desk, written_in(form, seen), seen))
        self.correct(desk, known, changes, stated["because"])
        drafts.drop(desk, page)
        return f"{desk.url(self.record.page, code=code)}?corrected=1"

    @abstractmethod
    def correct(
        self, desk: Desk, known: Mapping[str, Any], changes: tuple[Change, ...], because: str
    ) -> None:
        """Correct it."""

    @abstractmethod
    def crumbs(self, desk: Desk, code: str) -> list[tuple[str, str]]:
        """Return where the page lies."""

    def _page(self, code: str) -> str:
        return f"{self.name}/{code}"

    def _begun(
        self, desk: Desk, draft: drafts.Kept | None, now: Mapping[str, Written]
    ) -> tuple[dict[str, Any], dict[str, Written]]:
        """Return what the form begins with, and what the writer has seen of the record.

        A draft keeps what she wrote; what she left alone is shown as it stands today.
        """
        if draft is None:
            return begun_with(now), dict(now)
        seen = seen_by_writer(str(draft.initial.get("seen", "")), now)
        written = written_in(self.form.of(desk, data_of(draft.values)), seen)
        alone = {name: now[name] for name, said in written.items() if said == seen[name]}
        return {**draft.initial, **begun_with(alone)}, {**seen, **alone}

    def _undone(self, desk: Desk, code: str) -> dict[str, Written]:
        """Return the former value of the correction that is to be taken back."""
        key = desk.request.GET.get("undo", "")
        if not key:
            return {}
        return {
            one["field"]: one["former"]
            for one in self.record.corrected(desk.actor, code)
            if str(one["key"]) == key
        }


class CorrectRemains(Correcting):
    """What was taken down wrong of this body?"""

    path = "remains/<str:code>/correct"
    name = "correct-remains"
    title = N_("Correct the record")
    may = (Action.CORRECT_REMAINS,)
    template = "workbench/correcting/remains.html"
    form = CorrectingRemains
    record = Record(
        page="remains",
        known=lists.remains_to_correct,
        corrected=lists.corrections_of_remains,
        places=recoveries,
        mark="recovered",
    )

    def correct(
        self, desk: Desk, known: Mapping[str, Any], changes: tuple[Change, ...], because: str
    ) -> None:
        """Correct the record of the body."""
        stated = correcting.RemainsCorrection(remains=known["id"], changes=changes, because=because)
        correcting.correct_remains(desk.actor, stated)

    def crumbs(self, desk: Desk, code: str) -> list[tuple[str, str]]:
        """Return where the page lies."""
        return [(code, desk.url("remains", code=code)), (desk.say(self.title), "")]


class CorrectRequest(Correcting):
    """What was taken down wrong of this missing person?"""

    path = "requests/<str:code>/correct"
    name = "correct-request"
    title = N_("Correct the record")
    may = (Action.CORRECT_REQUEST,)
    template = "workbench/correcting/request.html"
    form = CorrectingPerson
    record = Record(
        page="request",
        known=lists.request_to_correct,
        corrected=lists.corrections_of_request,
        places=last_seen,
        mark="last-seen",
    )

    def correct(
        self, desk: Desk, known: Mapping[str, Any], changes: tuple[Change, ...], because: str
    ) -> None:
        """Correct the record of the missing person."""
        stated = correcting.RequestCorrection(request=known["id"], changes=changes, because=because)
        correcting.correct_request(desk.actor, stated)

    def crumbs(self, desk: Desk, code: str) -> list[tuple[str, str]]:
        """Return where the page lies."""
        return requests.crumbs(desk, code, (desk.say(self.title), ""))


class RemainsCorrections(Page):
    """What was corrected in the record of this body, by whom and why?"""

    path = "remains/<str:code>/corrections"
    name = "remains-corrections"
    title = N_("What was corrected")
    may = (Action.VIEW_CORRECTIONS,)
    template = "workbench/correcting/corrected.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show every correction, the newest first."""
        corrected = in_words(desk, lists.corrections_of_remains(desk.actor, code))
        known = lists.board(desk.actor, code)
        return {
            "body": known,
            "code": code,
            "corrected": corrected,
            "undo_page": CorrectRemains.name if desk.can(Action.CORRECT_REMAINS) else "",
            "crumbs": stations.crumbs(desk, known, self.title),
        }


class RequestCorrections(Page):
    """What was corrected in the record of this missing person, by whom and why?"""

    path = "requests/<str:code>/corrections"
    name = "request-corrections"
    title = N_("What was corrected")
    may = (Action.VIEW_REQUEST,)
    template = "workbench/correcting/corrected.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show every correction, the newest first; none of somebody whose record was erased."""
        return {
            "code": code,
            "corrected": in_words(desk, lists.corrections_of_request(desk.actor, code)),
            "undo_page": CorrectRequest.name if desk.can(Action.CORRECT_REQUEST) else "",
            "crumbs": requests.crumbs(desk, code, (desk.say(self.title), "")),
        }


def in_words(desk: Desk, corrected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return corrections with both values in the reader's words."""
    return [
        {**one, "told": told(desk, one["field"], one["former"], one["corrected"])}
        for one in corrected
    ]
