"""Signing in by the provider of one's own institution: only for an account that was joined with it before.

Nobody gets an account by it, no account is changed by it, and of what the provider tells only its opaque
name of the person is kept.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


class Providers(DefaultSocialAccountAdapter):
    """What happens when somebody comes back from the provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody opens an account for himself."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the provider's person with the account that is signed in, or let a joined one pass."""
        if sociallogin.state.get("process") == "connect" and request.user.is_authenticated:
            if not sociallogin.is_existing:
                joined = sociallogin.account
                SocialAccount.objects.create(
                    user=request.user, provider=joined.provider, uid=joined.uid, extra_data={}
                )
            raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('me')}#second-factors"))
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            raise ImmediateHttpResponse(
                HttpResponseRedirect(f"{reverse('account_login')}?refused=provider")
            )

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        """Whatever went wrong at the provider, one goes on with name and password."""
        raise ImmediateHttpResponse(
            HttpResponseRedirect(f"{reverse('account_login')}?refused=provider")
        )

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """No account is filled from what a provider says."""
        return sociallogin.user
