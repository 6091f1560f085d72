"""The second factor: whoever works in a real home adds one before any page opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from antigone.access.clock import now
from antigone.access.models import Account, Grant

_DONE = "has-second-factor"
# What opens without one: signing in and out, adding it, and the words about oneself.
_OPEN = (
    "/sign-in",
    "/sign-out",
    "/static/",
    "/language",
    "/me/second-factor",
    "/me/again",
    "/me/token",
)


def must_have_one(account: Account) -> bool:
    """Say whether this person may not work without a second factor.

    Every role asks for it. The administrator sees no case, but gives the roles that do: with a
    password alone whoever learns it could let anybody in. In the exercise nobody exists.
    """
    if settings.ANTIGONE.is_exercise:
        return False
    at = now()
    held = Grant.objects.filter(account=account, valid_from__lte=at).exclude(valid_until__lte=at)
    return bool(held.exists())


def has_one(account: Account) -> bool:
    """Say whether this person has an app or a passkey; printed codes alone are not one."""
    real = Authenticator.objects.filter(user=account).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return bool(real.exists())


@dataclass(frozen=True, kw_only=True)
class Factors:
    """The second factors of one person."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes_left: int


def factors_of(account: Account) -> Factors:
    """Return the second factors of one person, without their secrets."""
    kinds = Authenticator.Type
    held = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    printed = [one.wrap() for one in held if one.type == kinds.RECOVERY_CODES]
    return Factors(
        app=next((one for one in held if one.type == kinds.TOTP), None),
        passkeys=tuple(one for one in held if one.type == kinds.WEBAUTHN),
        codes_left=sum(len(one.get_unused_codes()) for one in printed),
    )


def last_used() -> dict[UUID, datetime | None]:
    """Return for everybody with a second factor when it was last used."""
    real = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return dict(real.values_list("user").annotate(Max("last_used_at")))


class SecondFactorFirst:
    """Leads whoever still owes a second factor to where it is added."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or lead to the second factor first."""
        if not request.path.startswith(_OPEN) and self._owes_one(request):
            where = quote(request.get_full_path() if request.method == "GET" else "/")
            return HttpResponseRedirect(f"{reverse('second-factor')}?next={where}")
        return self._answer(request)

    @staticmethod
    def _owes_one(request: HttpRequest) -> bool:
        account = request.user
        if not account.is_authenticated or request.session.get(_DONE):
            return False
        if not must_have_one(account):
            return False
        if has_one(account):
            # Asked once in a session: the last one cannot be removed while it is owed.
            request.session[_DONE] = True
            return False
        return True
