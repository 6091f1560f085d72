"""How allauth works in this house: no sign-up, no e-mail, no saved account, sealed secrets."""

import io
import os
import time
from base64 import b32encode, b64decode, b64encode
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from antigone.access.models import Account
from antigone.site.sealing import seal, unseal
from antigone.wording import N_

_PURPOSE = "second-factor"

WRONG = N_("This name and password do not open an account here.")
TOO_OFTEN = N_("This was tried too often. Wait five minutes, then try once more.")
NO_FIT = N_("The code does not fit.")


class Accounts(DefaultAccountAdapter):
    """Accounts are made by an administrator; whoever signs in is neither made nor changed by it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": N_("The password does not fit."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for himself."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Return whose name and password these are; a closed account is like none."""
        account: Account | None = super().authenticate(request, **credentials)
        return account if account is not None and account.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """A closed account is not told apart from one that never was."""
        return HttpResponseRedirect(f"{reverse('account_login')}?refused=passkey")

    def is_reauthentication_required(self, *, app: str, **how: Any) -> bool:
        """Whoever signed in just now is not asked for the password again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(one["at"] > fresh for one in records)

    def add_message(self, *_: Any, **__: Any) -> None:
        """Pages say what was done; nothing is shown on the next one that no longer belongs there."""

    def send_mail(self, *_: Any, **__: Any) -> None:
        """No address of anybody is kept, so nothing can be sent."""


class SecondFactors(DefaultMFAAdapter):
    """Second factors, their secrets sealed under the vault."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NO_FIT,
        "cannot_delete_authenticator": N_(
            "Your roles need a second factor. Add another one first, then remove this one."
        ),
        "cannot_generate_recovery_codes": N_("Printed codes stand beside an app or a passkey."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it may lie in the database."""
        return b64encode(seal(text.encode(), purpose=_PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; in the place of one that was altered, one that nobody knows.

        An empty one would be worse than none: its codes can be computed by anybody.
        """
        opened = unseal(b64decode(encrypted_text), purpose=_PURPOSE)
        return b32encode(os.urandom(20)).decode() if opened is None else opened.decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture that an app reads, as a file of its own."""
        import segno

        written = io.BytesIO()
        segno.make(url, error="m").save(
            written, kind="svg", scale=6, border=4, light="#ffffff", xmldecl=False
        )
        return written.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last second factor of whoever must have one stays."""
        from antigone.workbench.second_factor import must_have_one

        others = type(authenticator).objects.filter(user=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk).exclude(type="recovery_codes")
        return bool(others.exists()) or not must_have_one(authenticator.user)

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002
        """Return a name for a new passkey: its number, which needs no translation."""
        from allauth.mfa.models import Authenticator

        return str(Authenticator.objects.filter(user=user, type=type).count() + 1)

    def _get_site_name(self) -> str:
        return "Antigone"
