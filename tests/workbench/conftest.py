"""A home with people and cases in it, and a browser for each of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from antigone.access import Actor
from antigone.access.models import Account
from antigone.casework.house import House
from tests.homes import administrator, built, config, opened, scene, staff, watch

__all__ = ["administrator", "built", "config", "opened", "scene", "staff", "watch"]

BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def browser_of(opened: House) -> BrowserOf:
    """Return a browser in which somebody is signed in; it sends no mark of forms."""

    def browser_of(actor: Actor) -> Client:
        browser = Client()
        browser.force_login(Account.objects.get(id=actor.account_id))
        return browser

    return browser_of
