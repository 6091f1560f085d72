"""The one gate of the workbench: what a page is, who may open it, and how a refusal is shown.

Nothing can be reached that is not a `Page`. So the table of addresses and roles is complete by
construction, and a page that forgets to say who may open it opens for nobody.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from antigone.access.actions import Action
from antigone.access.requirement import AccountClosed, NotAllowed
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.site import features
from antigone.wording import N_
from antigone.workbench.desk import LANGUAGE_NAMES, RIGHT_TO_LEFT, Desk, desk_at

SIGN_IN = "/sign-in"
_METHODS = {"GET": "show", "HEAD": "show", "POST": "act", "PUT": "take"}
PAGES: list[type["Page"]] = []
REFUSED = N_("Not done")


class SignedOut(Refusal):
    """The session ended; what is on the page is not lost."""

    code = "signed-out"
    sentence = N_("You are not signed in any more. Nothing was done.")
    remedy = N_("Sign in again in a new tab; this page goes on by itself.")


class NotThisWay(Refusal):
    """A page was asked for something that it does not do."""

    code = "not-this-way"
    sentence = N_("This address does not take that. Nothing was done.")
    remedy = N_("Go back to the worklist and begin there.")


class NothingHere(Refusal):
    """What is missing and what belongs to others look the same."""

    code = "nothing-here"
    sentence = N_("There is nothing at this address that you could see.")
    remedy = N_("Check the code, and that you work in the right operation.")


class Page:
    """One page with one question, in an operation.

    `path` lies below /o/<op>/, in the framework's notation; `may` names the steps of which one must
    be permitted to whoever opens it. `title` is a sentence for the head of the page: never a name.
    `takes_photographs` lets its page ask for the camera of the machine; no other page may.
    `show` returns what the template needs, or a whole answer; `act` does one procedure and returns
    where to go; `take` receives bytes. What they refuse is shown in the same place, with all input.
    """

    path: ClassVar[str]
    name: ClassVar[str]
    may: ClassVar[tuple[Action, ...]]
    title: ClassVar[str] = N_("Antigone")
    template: ClassVar[str] = ""
    takes_photographs: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "path" in vars(cls):
            PAGES.append(cls)

    @classmethod
    def route(cls) -> str:
        """Return the address below the root."""
        return f"o/<str:op>/{cls.path}"

    @classmethod
    def admits(cls, desk: Desk) -> None:
        """Raise `NotAllowed` unless one of the steps is permitted."""
        if not any(desk.can(one) for one in cls.may):
            desk.require_one_of(cls.may)

    def show(self, desk: Desk, *_: Any, **keys: Any) -> Mapping[str, Any] | HttpResponse:
        """Return what the template shows; a page without one is not there to be looked at."""
        if not self.template:
            raise NotThisWay
        return {}

    def act(self, desk: Desk, *_: Any, **keys: Any) -> str | HttpResponse:
        """Do what was sent, and return the address to go to."""
        raise NotThisWay

    def take(self, desk: Desk, *_: Any, **keys: Any) -> HttpResponse:
        """Receive bytes."""
        raise NotThisWay

    @classmethod
    def view(cls, request: HttpRequest, op: str = "", **keys: Any) -> HttpResponse:
        """Answer one request: (0) signed in; (1) the operation is one's own; (2) a step is permitted;
        (3) the page is shown, or does its step; (4) nothing of it is kept by the browser.
        """
        page = cls()
        if _holds_null(request):
            return refused(request, None, NotThisWay(), HTTPStatus.METHOD_NOT_ALLOWED)
        try:
            desk = desk_at(request, op)
        except AccountClosed:
            return _signed_out(request)
        except NotHere as refusal:
            return refused(request, None, refusal, HTTPStatus.NOT_FOUND)
        with translation.override(desk.language):
            answer = page._answer(desk, keys)
        answer["Content-Language"] = desk.language
        add_never_cache_headers(answer)
        patch_vary_headers(answer, ("Cookie",))
        answer["Cache-Control"] = "no-store"
        return answer

    def _answer(self, desk: Desk, keys: Mapping[str, Any]) -> HttpResponse:
        method = _METHODS.get(str(desk.request.method), "")
        try:
            self.admits(desk)
            if not method:
                raise NotThisWay
            done = getattr(self, method)(desk, **keys)
        except Refusal as refusal:
            status = _status_of(refusal)
            shown_in_place = method == "act" and self.template and not desk.wants_json
            if shown_in_place and status == HTTPStatus.UNPROCESSABLE_ENTITY:
                return self._shown_again(desk, keys, refusal)
            return refused(desk.request, desk, refusal, status)
        if isinstance(done, str):
            return JsonResponse({"go": done}) if desk.wants_json else HttpResponseRedirect(done)
        return done if isinstance(done, HttpResponseBase) else self._rendered(desk, done)

    def _shown_again(self, desk: Desk, keys: Mapping[str, Any], refusal: Refusal) -> HttpResponse:
        desk.refusal = refusal
        try:
            shown = self.show(desk, **keys)
        except Refusal:
            return refused(desk.request, desk, refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
        if isinstance(shown, HttpResponseBase):
            return refused(desk.request, desk, refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._rendered(desk, shown, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _rendered(
        self, desk: Desk, shown: Mapping[str, Any], status: int = HTTPStatus.OK
    ) -> HttpResponse:
        context = {"desk": desk, "title": self.title, "languages": LANGUAGE_NAMES.items(), **shown}
        answer = render(desk.request, self.template, context, status=status)
        if self.takes_photographs:
            answer[features.HEADER] = features.policy(camera=True)
        return answer


class HousePage(Page):
    """A page of the house itself: for whoever is signed in, or holds a role of the house."""

    may: ClassVar[tuple[Action, ...]] = ()

    @classmethod
    def route(cls) -> str:
        """Return the address below the root."""
        return cls.path

    @classmethod
    def admits(cls, desk: Desk) -> None:
        """Raise `NotAllowed` unless one of the steps is permitted, where any is named."""
        if cls.may:
            super().admits(desk)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address that leads nowhere: the same as for what belongs to others."""
    refusal = NotHere(kind="page", key=request.path[:80])
    return refused(request, None, refusal, HTTPStatus.NOT_FOUND)


def _status_of(refusal: Refusal) -> HTTPStatus:
    if isinstance(refusal, NotHere):
        return HTTPStatus.NOT_FOUND
    if isinstance(refusal, NotAllowed):
        return HTTPStatus.FORBIDDEN
    if isinstance(refusal, NotThisWay):
        return HTTPStatus.METHOD_NOT_ALLOWED
    return HTTPStatus.UNPROCESSABLE_ENTITY


def _holds_null(request: HttpRequest) -> bool:
    """Say whether a character came that nobody types, and at which one of the databases fails."""
    sent = (values for said in (request.GET, request.POST) for _, values in said.lists())
    return "\0" in request.path or any("\0" in one for values in sent for one in values)


def _signed_out(request: HttpRequest) -> HttpResponse:
    if Desk.asks_for_json(request) or request.method not in ("GET", "HEAD"):
        return refused(request, None, SignedOut(), HTTPStatus.UNAUTHORIZED)
    return HttpResponseRedirect(f"{SIGN_IN}?next={quote(request.get_full_path())}")


def refused(
    request: HttpRequest, desk: Desk | None, refusal: Refusal, status: HTTPStatus
) -> HttpResponse:
    language = desk.language if desk else Desk.language_of(request)
    # Whether it exists elsewhere is not told, so the sentence about what is missing says no key.
    if status == HTTPStatus.NOT_FOUND:
        refusal = NothingHere()
    if Desk.asks_for_json(request):
        answer: HttpResponse = JsonResponse(refusal.as_json(language), status=status)
    else:
        context = {
            "desk": desk,
            "refusal": refusal,
            "language": language,
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "title": REFUSED,
            "languages": LANGUAGE_NAMES.items(),
        }
        answer = render(request, "workbench/refused.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
