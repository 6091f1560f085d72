"""The family of a request: relatives, what each wishes, and contacts that are opened for a moment."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.access.clock import today
from antigone.casework import lists
from antigone.casework.procedures import notices
from antigone.casework.step import NotHere
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.desk import Desk
from antigone.workbench.family import Relating, Wishing, known_relative, wished
from antigone.workbench.page import Page
from antigone.workbench.pages.requests import crumbs

# How long an opened contact stays on the screen.
SHOWN_SECONDS = 300
_WISHES = (
    *("way", "no_voicemail", "neutral_envelope", "contact_from_abroad_endangers"),
    *("told_of_later_fragments", "direct_contact", "e_mail_may_tell", "at_any_hour"),
)


class NewRelative(Page):
    """Who else is family, and what does she wish?"""

    path = "requests/<str:code>/relatives/new"
    name = "new-relative"
    title = N_("New relative")
    may = (Action.RECORD_RELATIVE,)
    template = "workbench/requests/relative.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the form, or what was typed of it."""
        lists.enquirer_of(desk.actor, code)
        page = f"{self.name}/{code}"
        draft = drafts.kept(desk, page)
        kept = draft.initial if draft else {}
        begun = {"contact_given_on": today(), "language": desk.language}
        return {
            "code": code,
            "draft": draft,
            "draft_page": page,
            "relating": Relating.at(desk, initial=begun | kept),
            "wishing": Wishing.at(desk, initial=kept or None),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Record her, and what she wishes if she was asked."""
        relating, wishing = Relating.at(desk), Wishing.at(desk)
        # Both are looked at before either is refused: nobody goes through a form twice.
        wishing.is_valid()
        stated, wishes = relating.stated(), wishing.stated()
        key = lists.request_on_page(desk.actor, code)["key"]
        enquirer = lists.enquirer_of(desk.actor, code)
        known = known_relative(stated, request=key, enquirer=enquirer)
        relative = notices.record_relative(desk.actor, known)
        if (hers := wished(wishes, relative=relative.id)) is not None:
            notices.record_wishes(desk.actor, hers)
        drafts.drop(desk, f"{self.name}/{code}")
        return f"{desk.url('request', code=code)}#relatives"


class RenewRelative(Page):
    """What did a later interview change about her?"""

    path = "requests/<str:code>/relatives/<int:number>/"
    name = "renew-relative"
    title = N_("A later interview")
    may = (Action.RECORD_RELATIVE,)
    template = "workbench/requests/relative.html"

    def show(self, desk: Desk, *, code: str, number: int, **_: Any) -> Mapping[str, Any]:
        """Show an empty form with what is not sealed; name and contacts are asked for again."""
        one = _relative(desk, code, number)
        page = f"{self.name}/{code}/{number}"
        draft = drafts.kept(desk, page)
        open_ = ("relation", "tie", "language", "time_zone", "contact_source", "asks")
        begun = {name: one[name] for name in open_} | {"contact_given_on": today()}
        return {
            "code": code,
            "renews": one,
            "draft": draft,
            "draft_page": page,
            "relating": Relating.at(desk, initial=begun | (draft.initial if draft else {})),
            "wishing": Wishing.at(desk, initial=draft.initial if draft else None),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, number: int, **_: Any) -> str:
        """Record a further row of the same person; her wishes are asked for again with it."""
        one = _relative(desk, code, number)
        relating, wishing = Relating.at(desk), Wishing.at(desk)
        wishing.is_valid()
        stated, wishes = relating.stated(), wishing.stated()
        known = known_relative(
            stated,
            request=lists.request_on_page(desk.actor, code)["key"],
            enquirer=lists.enquirer_of(desk.actor, code),
            renews=one["key"],
        )
        relative = notices.record_relative(desk.actor, known)
        if (hers := wished(wishes, relative=relative.id)) is not None:
            notices.record_wishes(desk.actor, hers)
        drafts.drop(desk, f"{self.name}/{code}/{number}")
        return f"{desk.url('request', code=code)}#relatives"


class ReviseWishes(Page):
    """What does she wish now?"""

    path = "requests/<str:code>/relatives/<int:number>/wishes"
    name = "revise-wishes"
    title = N_("Her wishes")
    may = (Action.RECORD_RELATIVE,)
    template = "workbench/requests/wishes.html"

    def show(self, desk: Desk, *, code: str, number: int, **_: Any) -> Mapping[str, Any]:
        """Show what she last said, but for names, which are sealed."""
        one = _relative(desk, code, number)
        said = one["wishes"]
        begun = {name: getattr(said, name) for name in _WISHES} if said else None
        return {
            "code": code,
            "relative": one,
            "wishing": Wishing.at(desk, initial=begun),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, number: int, **_: Any) -> str:
        """Record what she wishes now; open notices that rest on her earlier word end."""
        one = _relative(desk, code, number)
        wishing = Wishing.at(desk)
        stated = wishing.stated()
        hers = wished(stated, relative=one["key"])
        if hers is None:
            wishing.add_error(
                "wishes_to_be_told", desk.say(N_("Ask her, and record what she says."))
            )
            wishing.stated()
        else:
            notices.record_wishes(desk.actor, hers)
        return f"{desk.url('request', code=code)}#relatives"


class Contacts(Page):
    """How is she reached? Opened for five minutes; that it was opened is on the record."""

    path = "requests/<str:code>/relatives/<int:number>/contacts"
    name = "contacts"
    title = N_("Contacts")
    may = (Action.VIEW_CONTACTS,)
    template = "workbench/requests/contacts.html"

    def show(self, desk: Desk, *, code: str, number: int, **_: Any) -> Mapping[str, Any]:
        """Say what opening means; nothing is opened by coming here."""
        return _sealed(desk, code, number)

    def act(self, desk: Desk, *, code: str, number: int, **_: Any) -> HttpResponse:
        """Open them."""
        if number == 0:
            opened = lists.contact_of_enquirer(desk.actor, code)
        else:
            opened = lists.contacts_of_relative(desk.actor, code, number)
        shown = {**_sealed(desk, code, number), "opened": opened, "seconds": SHOWN_SECONDS}
        return self._rendered(desk, shown)


def _sealed(desk: Desk, code: str, number: int) -> dict[str, Any]:
    """What stands on the page of contacts that are not opened; 0 is who asks."""
    if number:
        _relative(desk, code, number)
    else:
        lists.request_on_page(desk.actor, code)
    title = desk.say(Contacts.title)
    return {"code": code, "number": number, "crumbs": crumbs(desk, code, (title, ""))}


def _relative(desk: Desk, code: str, number: int) -> Mapping[str, Any]:
    """Return one relative by her number. Raises `NotHere`."""
    for one in lists.request_on_page(desk.actor, code)["relatives"]:
        if one["number"] == number:
            found: Mapping[str, Any] = one
            return found
    raise NotHere(kind="relative", key=f"{code}/{number}")
