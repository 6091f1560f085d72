"""What the log says of a request: which page, who, what kind of fault; no address, no name, no text."""

import logging
from io import StringIO

import pytest
from django.contrib.auth import get_user
from django.http import HttpResponseServerError
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from antigone.access import Role
from antigone.access.models import Account
from antigone.site.logs import CodesOnly
from tests.homes import Staff

pytestmark = pytest.mark.django_db


def test_a_fault_names_page_and_actor_and_nothing_that_was_typed(staff: Staff) -> None:
    account = Account.objects.get(id=staff.hire("mira", Role.MORTUARY_OFFICER).account_id)
    browser = Client()
    browser.force_login(account)
    request = RequestFactory().get("/me?sought=Ines+Alba")
    request.resolver_match = resolve("/me")
    request.session = browser.session
    # As the framework's own gate notes who it is, once somebody asked for that.
    request._cached_user = get_user(request)

    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(CodesOnly())
    logger = logging.Logger("django.request")
    logger.addHandler(handler)
    log_response(
        "Internal Server Error: %s",
        request.get_full_path(),
        response=HttpResponseServerError(),
        request=request,
        exception=RuntimeError("about Ines Alba"),
        logger=logger,
        level="error",
    )
    line = stream.getvalue()
    assert f"RuntimeError at me by {account.ledger_id}" in line
    for told in ("Ines", "Alba", "sought", "mira"):
        assert told not in line
