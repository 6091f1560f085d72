"""Oneself: how pages look, what one has seen and done, second factors, a break."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from antigone.access.exposure import exposure_by_day
from antigone.access.preferences import Preferences, keep_preferences
from antigone.casework.lists.own import own_entries
from antigone.casework.procedures import accounts
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import LANGUAGE_NAMES, Desk
from antigone.workbench.forms import Form
from antigone.workbench.page import HousePage
from antigone.workbench.pages.signing_in import has_host_name
from antigone.workbench.second_factor import factors_of
from antigone.workbench.signature import require_signature


class Looks(Form):
    """How the pages look and behave."""

    language = forms.ChoiceField(
        label=N_("Language"),
        required=False,
        choices=[("", N_("that of the browser")), *LANGUAGE_NAMES.items()],
    )
    theme = forms.ChoiceField(
        label=N_("Light or dark"),
        required=False,
        choices=[
            ("", N_("as the machine is set")),
            ("light", N_("light")),
            ("dark", N_("dark")),
        ],
    )
    dense = forms.BooleanField(label=N_("Narrow rows in tables"), required=False)
    single_keys = forms.BooleanField(
        label=N_("Single letters act as keys"),
        required=False,
        help_text=N_("Switch them off if you speak to the machine or a letter is pressed easily."),
    )


class Me(HousePage):
    """What did I see and do, and how do I want the pages?"""

    path = "me"
    name = "me"
    title = N_("Yourself")
    template = "workbench/me.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Return the choices, the second factors, and what the record holds of oneself."""
        chosen = desk.preferences
        initial = {
            "language": chosen.language,
            "theme": chosen.theme,
            "dense": chosen.dense,
            "single_keys": chosen.single_keys,
        }
        return {
            "form": Looks.at(desk, initial=initial),
            "factors": factors_of(desk.account),
            "passkeys": has_host_name(desk.request),
            "provider": settings.ANTIGONE.settings.oidc_name
            or settings.ANTIGONE.settings.oidc_server,
            "exposure": exposure_by_day(desk.account.id).items(),
            "entries": own_entries(desk.actor),
        }

    def act(self, desk: Desk, **_: Any) -> str:
        """Keep how the pages shall look."""
        keep_preferences(desk.account, Preferences(**Looks.at(desk).stated()))
        return desk.url("me")


class _NewPassword(Form):
    password = forms.CharField(
        label=N_("New password"),
        help_text=N_("Twelve characters or more; several words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    again = forms.CharField(
        label=N_("The same once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )


class TwoPasswords(Refusal):
    """What was typed twice differs."""

    code = "two-passwords"
    sentence = N_("The two new passwords differ. The old one stays.")
    remedy = N_("Type the new one twice, the same each time.")


class Password(HousePage):
    """Another password for oneself: whoever opened the account knows the first."""

    path = "me/password"
    name = "password"
    title = N_("Your password")
    template = "workbench/password.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Ask for the new one twice, and for the old one as signature."""
        return {"form": _NewPassword.at(desk)}

    def act(self, desk: Desk, **_: Any) -> str:
        """Change it; this session goes on."""
        stated = _NewPassword.at(desk).stated()
        if stated["password"] != stated["again"]:
            raise TwoPasswords
        require_signature(desk)
        accounts.change_password(desk.actor, stated["password"])
        desk.account.refresh_from_db()
        update_session_auth_hash(desk.request, desk.account)
        return desk.url("me")


class Token(HousePage):
    """A fresh mark for forms, for a page that outlived its session."""

    path = "me/token"
    name = "token"

    def show(self, desk: Desk, **_: Any) -> HttpResponse:
        """Return whose session it is, and the mark."""
        return JsonResponse(
            {"account": desk.account.id.hex, "token": get_token(desk.request)},
        )


class Break(HousePage):
    """A page on which nothing is asked."""

    path = "me/break"
    name = "break"
    title = N_("A break")
    template = "workbench/break.html"
