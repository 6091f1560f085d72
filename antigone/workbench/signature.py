"""The signature under an act that cannot be undone: password, and second factor where there is one.

    class Identify(Page):
        def act(self, desk: Desk, **keys: Any) -> str:
            stated = Grounds.at(desk).stated()
            require_signature(desk)
            decisions.identify(desk.actor, …)

with `{% include "workbench/signature.html" %}` at the end of the form. What was typed is never shown
again, and nothing of it is kept.
"""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password

from antigone.access.clock import now
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench.desk import Desk

PASSWORD, CODE = "signature-password", "signature-code"
_TRIES, _MINUTES = 5, 5
_LIMITS = {"signature": f"{_TRIES}/{_MINUTES}m/key"}


class NotSigned(Refusal):
    """The signature is not there, or not whole."""

    code = "not-signed"
    sentence = N_("This needs your signature. Nothing was done; all you typed above is kept.")
    remedy = N_("Type your password, and a code where one is asked for.")


class WrongSignature(Refusal):
    """Password or code does not fit; which of them is not told."""

    code = "wrong-signature"
    sentence = N_("Password or code does not fit. Nothing was done; all you typed above is kept.")
    remedy = N_(
        "Type both again. A code counts once: wait for the next one. This machine says {time} UTC;"
        " if that is wrong, use a printed code."
    )


class TooManySignatures(Refusal):
    """Somebody at this desk tried too often."""

    code = "too-many-signatures"
    sentence = N_("{tries} signatures did not fit. Nothing was done; all you typed above is kept.")
    remedy = N_("Wait {minutes} minutes, then sign once more.")


def require_signature(desk: Desk) -> None:
    """Raise `NotSigned`, `WrongSignature` or `TooManySignatures` unless the person signs here, now.

    Call it after everything else that was stated was found fit, and right before the procedure: a
    code counts once.
    """
    said = desk.request.POST
    password, code = said.get(PASSWORD, ""), said.get(CODE, "").replace(" ", "")
    asks = asks_for_code(desk)
    if not password or (asks and not code):
        raise NotSigned
    counted = ratelimit.consume(
        desk.request,
        app="antigone",
        action="signature",
        config=_LIMITS,
        key=desk.account.id.hex,
    )
    if not counted:
        raise TooManySignatures(tries=_TRIES, minutes=_MINUTES)
    # The password first: a code that was looked at is used up.
    fits = check_password(password, desk.account.password) and (not asks or _fits(desk, code))
    if not fits:
        raise WrongSignature(time=f"{now():%H:%M}")
    counted.rollback()


def asks_for_code(desk: Desk) -> bool:
    """Say whether this person's signature takes a code: whoever has a second factor is asked for it."""
    return bool(_factors(desk).exists())


def _factors(desk: Desk) -> Any:
    # A passkey answers no typed question; printed codes come with it.
    typed = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    return Authenticator.objects.filter(user=desk.account, type__in=typed)


def _fits(desk: Desk, code: str) -> bool:
    return any(one.wrap().validate_code(code) for one in _factors(desk))
