"""What happened in the exercise, and where to look: every row opens the real page as who works there."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from antigone.casework.step import NotHere
from antigone.wording import N_
from antigone.workbench import tour
from antigone.workbench.desk import Desk
from antigone.workbench.doors import Door, way_back
from antigone.workbench.page import refused

_BY_NAME = "allauth.account.auth_backends.AuthenticationBackend"


class Tour(Door):
    """What happened here, and where can I look?"""

    path = "tour"
    name = "tour"
    title = N_("What happened here")
    template = "workbench/tour.html"
    for_anybody = True

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **_: Any) -> HttpResponse:
        """Show it in an exercise; a real home has no such address."""
        if not tour.is_open(request):
            return refused(request, desk, NotHere(kind="page", key=cls.path), HTTPStatus.NOT_FOUND)
        return TemplateResponse(request, cls.template)

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return what became of everybody, and what was tried and refused."""
        lines = tour.lines()
        return {
            "lines": lines,
            "asked": sum(1 for one in lines if one.request),
            "found": len({one.remains for one in lines if one.remains}),
            "tried": tour.tried(),
            "followed": tour.FOLLOWED,
            "stations": tour.STATIONS,
        }


class LookAs(Door):
    """Sign in as somebody of the crew, in one step; only in an exercise, only at this machine."""

    path = "tour/as/<str:crew>"
    name = "look-as"
    for_anybody = True

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Sign in, and go where the row leads."""
        account = tour.member(request, keys["crew"])
        if account is None or request.method != "POST":
            return refused(request, desk, NotHere(kind="page", key="tour"), HTTPStatus.NOT_FOUND)
        request.session.flush()
        login(request, account, backend=_BY_NAME)
        return HttpResponseRedirect(way_back(request))
