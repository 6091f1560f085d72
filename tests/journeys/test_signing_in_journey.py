"""From an empty real home: a second factor before any page, printed codes, a passkey that opens the door."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import real_home
from tests.journeys.conftest import Site, served, sign_in
from tests.journeys.real_home import PASSWORD, add_key, code_of

pytestmark = pytest.mark.slow


@pytest.fixture
def site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """A real home, new, with one administrator."""
    with served(real_home.found(tmp_path), browser, tmp_path) as site:
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


def sign_out(page: Page) -> None:
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
