"""Signing in and out, and the second factors of oneself. Allauth decides; these are its pages."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as printed
from allauth.mfa.totp import views as app
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from antigone.access.clock import now
from antigone.access.preferences import keep_preferences
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.wording import LANGUAGES, N_
from antigone.workbench import tour
from antigone.workbench.desk import LANGUAGE_COOKIE, Desk
from antigone.workbench.doors import Door, way_back
from antigone.workbench.page import refused
from antigone.workbench.second_factor import has_one

_A_YEAR = 365 * 24 * 3600


class Stale(Refusal):
    """A form came without the mark of this page, or with an old one."""

    code = "stale-page"
    sentence = N_(
        "This page was opened before the last sign-in, or by another site. Nothing was done."
    )
    remedy = N_("Open the page again, and repeat the step.")


class TooOften(Refusal):
    """An address was asked too often from one place."""

    code = "too-often"
    sentence = N_("This was asked too often from here. Nothing was done.")
    remedy = N_("Wait a minute, then try once more.")


class LastFactor(Refusal):
    """Without it a password alone would open every case."""

    code = "last-factor"
    sentence = N_("Your roles need a second factor, and this is the last. Nothing was removed.")
    remedy = N_("Add another one first, then remove this one.")


class SignIn(Door):
    """Is it you?"""

    path = "sign-in"
    name = "account_login"
    title = N_("Sign in")
    template = "workbench/account/sign_in.html"
    for_anybody = True
    inner = staticmethod(account.login)

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return what else opens the door: passkeys by name of host, a provider, the exercise."""
        chosen = settings.ANTIGONE.settings
        return {
            "next": request.GET.get("next") or request.POST.get("next", ""),
            "passkeys": has_host_name(request),
            "refused": request.GET.get("refused", ""),
            "provider": chosen.oidc_name or chosen.oidc_server,
            "crew": tour.crew(request),
        }


class SignInByPasskey(Door):
    """The passkey's answer, and the question to it."""

    path = "sign-in/passkey"
    name = "mfa_login_webauthn"
    for_anybody = True
    inner = staticmethod(passkeys.login_webauthn)

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Return what allauth says; a passkey that does not fit leads back with a word about it."""
        answered: HttpResponse = cls.inner(request, **keys)
        # A sign-in that was refused leads to where one signs in; allauth has no page to say why.
        if request.method == "POST" and answered.get("Location") == reverse("account_login"):
            return HttpResponseRedirect(f"{reverse('account_login')}?refused=passkey")
        return answered


class SignInSecond(Door):
    """The second factor of a sign-in."""

    path = "sign-in/second-factor"
    name = "mfa_authenticate"
    title = N_("Second factor")
    template = "workbench/account/second_factor.html"
    for_anybody = True
    inner = staticmethod(factors.authenticate)

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return the time of this machine, by which codes are made."""
        return {"machine_time": now(), "passkeys": has_host_name(request)}


class SignOut(Door):
    """The end of a session."""

    path = "sign-out"
    name = "account_logout"
    title = N_("Sign out")
    template = "workbench/account/sign_out.html"
    for_anybody = True
    inner = staticmethod(account.logout)


class ChooseLanguage(Door):
    """The language of the pages, for oneself or for this browser."""

    path = "language"
    name = "language"
    for_anybody = True

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **_: Any) -> HttpResponse:
        """Keep the language, and go back."""
        answer = redirect(way_back(request))
        chosen = request.POST.get("language", "")
        if request.method == "POST" and chosen in LANGUAGES:
            answer.set_cookie(
                LANGUAGE_COOKIE,
                chosen,
                max_age=_A_YEAR,
                httponly=True,
                samesite="Strict",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            if desk is not None:
                keep_preferences(desk.account, replace(desk.preferences, language=chosen))
        return answer


class Again(Door):
    """The password once more, before second factors change."""

    path = "me/again"
    name = "account_reauthenticate"
    title = N_("Your password once more")
    template = "workbench/account/again.html"
    inner = staticmethod(account.reauthenticate)


class AgainByCode(Door):
    """A code once more, before second factors change."""

    path = "me/again/code"
    name = "mfa_reauthenticate"
    title = N_("A code once more")
    template = "workbench/account/again.html"
    inner = staticmethod(factors.reauthenticate)

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return the time of this machine, by which codes are made."""
        return {"by_code": True, "machine_time": now()}


class AgainByPasskey(Door):
    """A passkey once more, before second factors change."""

    path = "me/again/passkey"
    name = "mfa_reauthenticate_webauthn"
    title = N_("A passkey once more")
    template = "workbench/account/again_by_passkey.html"
    inner = staticmethod(passkeys.reauthenticate_webauthn)


class SecondFactor(Door):
    """Which second factor shall it be? For whoever must add one before any page opens."""

    path = "me/second-factor"
    name = "second-factor"
    title = N_("Add a second factor")
    template = "workbench/account/choose_second_factor.html"

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **_: Any) -> HttpResponse:
        """Show the ways; whoever has one already goes on."""
        if desk is not None and has_one(desk.account):
            return redirect("me")
        return TemplateResponse(request, cls.template, {"passkeys": has_host_name(request)})


class FactorsOfMine(Door):
    """Where allauth leads when a second factor was changed: to what is known of oneself."""

    path = "me/second-factor/all"
    name = "mfa_index"

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **_: Any) -> HttpResponse:
        """Lead to oneself."""
        return redirect(f"{reverse('me')}#second-factors")


class PasskeysOfMine(FactorsOfMine):
    """The same for passkeys."""

    path = "me/second-factor/passkeys"
    name = "mfa_list_webauthn"


class AddApp(Door):
    """An app that makes codes."""

    path = "me/second-factor/app"
    name = "mfa_activate_totp"
    title = N_("Add an app that makes codes")
    template = "workbench/account/add_app.html"
    inner = staticmethod(app.activate_totp)

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return the secret to type where no camera is, in groups of four; and the time."""
        secret = request.session.get(SECRET_SESSION_KEY, "")
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {"secret": " ".join(groups), "machine_time": now(), "totp_svg": None}


class AppPicture(Door):
    """The picture that an app reads, as a file: the policy lets no picture stand in a page."""

    path = "me/second-factor/app.svg"
    name = "app-picture"

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **_: Any) -> HttpResponse:
        """Return the picture of the secret that waits in this session."""
        secret = request.session.get(SECRET_SESSION_KEY)
        if secret is None or desk is None:
            return refused(request, desk, NotHere(kind="page", key=cls.name), HTTPStatus.NOT_FOUND)
        adapter = get_adapter()
        picture = adapter.build_totp_svg(adapter.build_totp_url(desk.account, secret))
        return HttpResponse(picture, content_type="image/svg+xml")


class RemoveApp(Door):
    """The app is gone: its codes count no more."""

    path = "me/second-factor/app/remove"
    name = "mfa_deactivate_totp"
    title = N_("Remove the app")
    template = "workbench/account/remove_app.html"
    inner = staticmethod(app.deactivate_totp)


class PrintedCodes(Door):
    """Codes to print, each for one sign-in; shown once."""

    path = "me/second-factor/codes"
    name = "mfa_view_recovery_codes"
    title = N_("Printed codes")
    template = "workbench/account/printed_codes.html"
    inner = staticmethod(printed.view_recovery_codes)


class NewPrintedCodes(Door):
    """New codes in the place of the old ones."""

    path = "me/second-factor/codes/new"
    name = "mfa_generate_recovery_codes"
    title = N_("New printed codes")
    template = "workbench/account/new_printed_codes.html"
    inner = staticmethod(printed.generate_recovery_codes)


class AddPasskey(Door):
    """A passkey of this machine, a telephone or a stick."""

    path = "me/second-factor/passkey"
    name = "mfa_add_webauthn"
    title = N_("Add a passkey")
    template = "workbench/account/add_passkey.html"
    inner = staticmethod(passkeys.add_webauthn)


class RemovePasskey(Door):
    """The passkey counts no more."""

    path = "me/second-factor/passkey/<int:pk>/remove"
    name = "mfa_remove_webauthn"
    title = N_("Remove the passkey")
    template = "workbench/account/remove_passkey.html"
    inner = staticmethod(passkeys.remove_webauthn)

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Remove it, unless it is the last second factor of somebody who must have one."""
        own = Authenticator.objects.filter(pk=keys["pk"], user=request.user).first()
        if own is not None and not get_adapter().can_delete_authenticator(own):
            return refused(request, desk, LastFactor(), HTTPStatus.UNPROCESSABLE_ENTITY)
        answered: HttpResponse = cls.inner(request, **keys)
        return answered


def has_host_name(request: HttpRequest) -> bool:
    """Say whether browsers use a name here: a passkey belongs to a name, never to an IP address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return not host.strip("[]").replace(".", "").replace(":", "").isdigit() and host != "[::1]"


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose mark does not fit."""
    return refused(request, None, Stale(), HTTPStatus.FORBIDDEN)


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer whoever asks too often."""
    return refused(request, None, TooOften(), HTTPStatus.TOO_MANY_REQUESTS)
