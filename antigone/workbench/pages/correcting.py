"""A record is corrected: its values as they stand, a reason, and nobody's word written over."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from antigone.access.actions import Action
from antigone.casework import lists
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


class Correcting(Page, ABC):
    """What stands in a record, and what is it to say?"""

    form: ClassVar[type[Form]]
    record: ClassVar[str]

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the values as they stand, or as they were left; and what somebody else says by now."""
        known = self.known(desk, code)
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
            "crumbs": self.crumbs(desk, code),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Correct what was changed, as it was chosen where two met; or give the draft up."""
        known = self.known(desk, code)
        page = self._page(code)
        if desk.request.POST.get("do") == "give-up":
            drafts.drop(desk, page)
            return desk.url(self.record, code=code)
        form = self.form.at(desk)
        stated = form.stated()
        seen = seen_by_writer(desk.request.POST.get("seen", ""), known["values"])
        changes = tuple(changes_sent(desk, written_in(form, seen), seen))
        self.correct(desk, known, changes, stated["because"])
        drafts.drop(desk, page)
        return f"{desk.url(self.record, code=code)}?corrected=1"

    @abstractmethod
    def known(self, desk: Desk, code: str) -> dict[str, Any]:
        """Return the record as it stands."""

    @abstractmethod
    def corrected(self, desk: Desk, code: str) -> list[dict[str, Any]]:
        """Return what was corrected in it before."""

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
            for one in self.corrected(desk, code)
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
    record = "remains"

    def known(self, desk: Desk, code: str) -> dict[str, Any]:
        """Return what is recorded of the body."""
        return lists.remains_to_correct(desk.actor, code)

    def corrected(self, desk: Desk, code: str) -> list[dict[str, Any]]:
        """Return what was corrected before; that it was looked at is on the record."""
        return lists.corrections_of_remains(desk.actor, code)

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
    record = "request"

    def known(self, desk: Desk, code: str) -> dict[str, Any]:
        """Return what is recorded of the missing person."""
        return lists.request_to_correct(desk.actor, code)

    def corrected(self, desk: Desk, code: str) -> list[dict[str, Any]]:
        """Return what was corrected before."""
        return lists.corrections_of_request(desk.actor, code)

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
