"""From an empty real home: a second factor before any page, printed codes, a passkey that opens the door."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, served, sign_in

pytestmark = pytest.mark.slow

PASSWORD = "two small grey boats"


@pytest.fixture
def site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """A real home, new, with one administrator."""
    (tmp_path / "password").write_text(PASSWORD)
    home = tmp_path / "home"
    subprocess.run(
        [
            *(sys.executable, "-m", "antigone", "init", str(home), "--administrator", "rosa"),
            *("--password-file", str(tmp_path / "password")),
            *("--key-file", str(tmp_path / "antigone.key")),
        ],
        check=True,
        capture_output=True,
    )
    with served(home, browser, tmp_path) as site:
        yield site


def test_a_password_alone_opens_nothing_and_a_passkey_opens_the_door(site: Site) -> None:
    with site.seat() as page:
        add_key(page)
        sign_in(page, "rosa", PASSWORD)
        expect(page).to_have_url(re.compile("/me/second-factor"))
        page.goto("/administration/")
        expect(page).to_have_url(re.compile("/me/second-factor"))

        page.get_by_role("link", name="An app that makes codes").click()
        picture = page.locator("img.app-picture")
        # Under the policy a picture in the page itself would stay empty.
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        secret = page.locator("main ol .code").inner_text().replace(" ", "")
        page.locator("#code").fill("000000")
        page.get_by_role("button", name="Add the app").click()
        expect(page.locator(".refusal")).to_contain_text("This machine says")
        page.locator("#code").fill(code_of(secret))
        page.get_by_role("button", name="Add the app").click()
        printed = page.locator(".printed-codes .code").all_inner_texts()
        assert len(printed) == 10
        page.goto("/administration/")
        expect(page.get_by_role("heading", name="People")).to_be_visible()
        sign_out(page)

        sign_in(page, "rosa", PASSWORD)
        expect(page).to_have_url(re.compile("/sign-in/second-factor"))
        # A telephone, or a machine, whose clock is an hour wrong.
        page.locator("#code").fill(code_of(secret, ahead=3600))
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".refusal")).to_contain_text(
            re.compile(r"This machine says .*\d{4}.* \d{2}:\d{2}.*printed code", re.DOTALL)
        )
        page.locator("#code").fill(printed[0])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto("/me")
        expect(page.locator("#second-factors")).to_contain_text("Printed codes left")

        page.get_by_role("link", name="Add a passkey").click()
        page.locator("#passkey-name").fill("blue stick")
        page.get_by_role("button", name="Add the passkey").click()
        page.wait_for_url(re.compile("/me#second-factors"))
        expect(page.locator("#second-factors")).to_contain_text("blue stick")
        sign_out(page)

        page.goto("/sign-in")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.goto("/administration/")
        expect(page.get_by_role("heading", name="People")).to_be_visible()


def add_key(page: Page) -> None:
    """Give the browser a key that holds passkeys and knows its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_out(page: Page) -> None:
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))


def code_of(secret: str, *, ahead: int = 0) -> str:
    """The code of RFC 6238 for this period, as a clock shows it that is so many seconds ahead."""
    return format_hotp_value(hotp_value(secret, (int(time.time()) + ahead) // 30))
