"""To the provider of one's own institution, and back; an address of homes that name one."""

from http import HTTPStatus
from importlib import import_module
from typing import Any, ClassVar

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from antigone.casework.step import NotHere
from antigone.workbench.desk import Desk
from antigone.workbench.doors import Door
from antigone.workbench.page import refused

_VIEWS = "allauth.socialaccount.providers.openid_connect.views"


class ByProvider(Door):
    """A step on the way by a provider."""

    for_anybody = True
    asked: ClassVar[str]

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Return what allauth says, where the home names a provider."""
        if not apps.is_installed("allauth.socialaccount"):
            return refused(
                request, desk, NotHere(kind="page", key=request.path), HTTPStatus.NOT_FOUND
            )
        answered: HttpResponse = getattr(import_module(_VIEWS), cls.asked)(request, **keys)
        return answered


class ToProvider(ByProvider):
    """To the provider: an act of one's own, never a link."""

    path = "sign-in/by/<str:provider_id>"
    name = "openid_connect_login"
    asked = "login"

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Go to the provider."""
        if request.method != "POST":
            return refused(
                request, desk, NotHere(kind="page", key=request.path), HTTPStatus.NOT_FOUND
            )
        return super().answer(request, desk, **keys)


class FromProvider(ByProvider):
    """Back from the provider."""

    path = "sign-in/by/<str:provider_id>/back"
    name = "openid_connect_callback"
    asked = "callback"
