"""Every kind of page, as somebody who may open it: no violation of axe-core, no sideways scroll."""

import re

import pytest
from playwright.sync_api import Page

from antigone.exercise.cast import PASSWORD
from antigone.workbench import urls
from antigone.workbench.page import PAGES
from tests.journeys.conftest import Site, violations
from tools.crawl import CREW, doors, walk

pytestmark = pytest.mark.slow

LOOKS = (("en", "light"), ("ar", "dark"))
# In the finished exercise nothing leads to these; who works in an empty home meets them, and they are
# held to the same rules there (test_from_empty_home, test_signing_in_journey) or in the tests of their room.
LOOKED_AT_ELSEWHERE = {
    *("examine-analysis", "examine-pair", "examine-done", "examine-third", "examine-pause"),
    *("mark-face", "begun-request", "request-step", "prepare-notice", "notice-contacts", "settle"),
    "identify",
    *("account_login", "account_logout", "mfa_authenticate", "account_reauthenticate"),
    *(
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "second-factor",
        "mfa_deactivate_totp",
        "mfa_remove_webauthn",
    ),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "front"),
}


def test_every_page_can_be_read_by_everybody(exercise: Site) -> None:
    seen: set[str] = set()
    stood: list[str] = []
    wrong: list[str] = []
    for member in CREW:
        with exercise.seat_of(member, PASSWORD) as page:
            for stop in walk(page, member, seen, begin=doors(exercise.operation)):
                stood.append(stop.address.split("?")[0])
                for language, theme in LOOKS:
                    _dress(page, language, theme)
                    found = violations(page)
                    wrong += [
                        f"{stop.address} as {member}, {language} {theme}: {one}" for one in found
                    ]
                wrong += _scrolls_sideways(page, stop.address)
    assert not wrong, "\n".join(wrong)
    assert urls.urlpatterns
    left = {one.name for one in PAGES if one.template and not _stood_at(one.route(), stood)}
    assert left <= LOOKED_AT_ELSEWHERE, sorted(left - LOOKED_AT_ELSEWHERE)


def test_pages_before_the_door(exercise: Site) -> None:
    with exercise.seat() as page:
        for address in ("/sign-in", "/tour", "/o/nowhere/"):
            page.goto(address)
            for language, theme in LOOKS:
                _dress(page, language, theme)
                assert violations(page) == [], address
            assert _scrolls_sideways(page, address) == []


def _stood_at(route: str, stood: list[str]) -> bool:
    pattern = "".join(
        r"[^/]+" if part.startswith("<") else re.escape(part)
        for part in re.split(r"(<[^>]+>)", route)
    )
    return any(re.fullmatch(f"/{pattern}", address) for address in stood)


def _dress(page: Page, language: str, theme: str) -> None:
    page.evaluate(
        "([lang, dir, theme]) => { const root = document.documentElement; root.lang = lang;"
        " root.dir = dir; root.dataset.bsTheme = theme; }",
        [language, "rtl" if language == "ar" else "ltr", theme],
    )


def _scrolls_sideways(page: Page, address: str) -> list[str]:
    """A window of 1 280 pixels at 400 % shows 320 of them."""
    wide = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    over = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.set_viewport_size(wide or {"width": 1280, "height": 720})
    return [f"{address}: {over} pixels too wide at 400 %"] if over > 0 else []
