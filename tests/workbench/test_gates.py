"""What holds for every page: a form is sent once, the camera is asked for where one is used, and
sessions that are over leave no row."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from antigone.access import Actor
from antigone.site import sessions
from antigone.workbench import pages
from antigone.workbench.page import PAGES
from tests.homes import Scene, Watch, scene

__all__ = ["scene"]

BrowserOf = Callable[[Actor], Client]
TEMPLATES = Path(pages.__file__).parents[1] / "templates"
# The script of passkeys sends these itself, when the device has answered.
_BY_SCRIPT = {
    "mfa_login_webauthn",
    "mfa_authenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_add_webauthn",
}


def test_every_form_that_acts_is_sent_once() -> None:
    twice = []
    forms = 0
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<form [^>]*>", path.read_text(encoding="utf-8")):
            if 'method="post"' in tag and not any(f"'{one}'" in tag for one in _BY_SCRIPT):
                forms += 1
                if "data-once" not in tag:
                    twice.append((path.name, tag))
    assert forms > 60, "the templates were not found"
    assert twice == []


def test_the_camera_is_asked_for_where_photographs_are_taken_and_nowhere_else() -> None:
    asks = {
        page.template
        for page in PAGES
        if page.template and "capture=" in (TEMPLATES / page.template).read_text(encoding="utf-8")
    }
    assert asks, "no page takes photographs"
    assert {page.template for page in PAGES if page.takes_photographs} == asks


@pytest.mark.django_db
def test_every_answer_says_what_its_page_may_ask_of_the_machine(
    scene: Scene, browser_of: BrowserOf
) -> None:
    browser = browser_of(scene.mortuary)
    for address in ("/me", "/nowhere", "/o/FERRY/", "/o/FERRY/remains/free?code=R9"):
        told = dict(
            one.split("=") for one in browser.get(address)["Permissions-Policy"].split(", ")
        )
        assert told.pop("publickey-credentials-get") == "(self)"
        assert told.pop("publickey-credentials-create") == "(self)"
        assert set(told.values()) == {"()"}
        assert {"camera", "microphone", "geolocation", "usb"} <= told.keys()
    for page in ("/o/FERRY/remains/new", "/o/FERRY/remains/R1/photographs"):
        taking = browser.get(page)
        assert taking.status_code == 200
        assert "camera=(self)" in taking["Permissions-Policy"]
        assert "microphone=()" in taking["Permissions-Policy"]
    refused = browser.post("/o/FERRY/remains/new", {"code": ""})
    assert refused.status_code == 422
    assert "camera=(self)" in refused["Permissions-Policy"]


@pytest.mark.django_db
def test_sessions_that_are_over_leave_no_row(
    scene: Scene, browser_of: BrowserOf, watch: Watch, settings: Any
) -> None:
    browser = browser_of(scene.mortuary)
    assert browser.get("/me").status_code == 200
    assert Session.objects.count() == 1
    assert sessions.forget_ended() == 0, "it is still open"
    watch.ahead = sessions.AT_MOST + timedelta(minutes=1)
    # The framework reckons the end of a row by the clock of the machine.
    settings.SESSION_COOKIE_AGE = 7 * 24 * 3600
    fresh = browser_of(scene.doctor)
    assert fresh.get("/me").status_code == 200
    assert sessions.forget_ended() == 1
    assert Session.objects.count() == 1
    assert fresh.get("/me").status_code == 200
