"""A home in which nobody works yet, who comes to work in it, and what they bring along.

    python -m tests.journeys.empty_home FOLDER           founds the home, as the exercise founds its own
    python -m tests.journeys.empty_home FOLDER midway    … and stops the exercise where two must compare

Nobody here exists: the people are those of the exercise's cast, the faces those of `openpeople`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from antigone.exercise.cast import ADMINISTRATOR, CREW, OPERATION, PASSWORD, Member
from antigone.exercise.people import expression, picture
from antigone.exercise.staging import as_file, smaller, with_label
from tests.journeys.conftest import Site, served

if TYPE_CHECKING:
    from antigone.config import Config

# Who is needed until somebody is told, and brought home; each step that takes two has its second.
NEEDED = (
    *("ines", "mira", "marek", "dora", "sven", "fay", "jon", "nour", "nils"),
    *("bruno", "berta", "felix", "lara", "rafi", "petra"),
)
REQUEST, BODY, PERSON = "T-0001", "R-0001", "P003"
_SENT = 640


def main() -> None:
    """Found the home."""
    from antigone.config import Config
    from antigone.site.founding import Founding, found_home
    from antigone.vault import OpenToAll

    home = Path(sys.argv[1])
    found_home(
        Config(home=home),
        Founding(
            path=home,
            kind="exercise",
            lock=OpenToAll(),
            sign_in_name=ADMINISTRATOR.name,
            shown_name=ADMINISTRATOR.shown,
            password=PASSWORD,
        ),
    )
    if sys.argv[2:] == ["midway"]:
        _go_midway(Config(home=home))


def _go_midway(config: "Config") -> None:
    """Let the crew take in one request and one body, and search; two examiners are to compare them."""
    from antigone.site import start
    from antigone.vault import OpenToAll

    start(config)
    from antigone.casework.house import inside, open_house
    from antigone.exercise import families, ferry, quay
    from antigone.exercise.cast import BODIES, MANIFEST
    from antigone.exercise.walk import Walk

    with inside(open_house(OpenToAll())):
        walk = Walk(config, lambda done: None)
        ferry.open_ferry(walk)
        body = BODIES[0]
        families.report(walk, next(one for one in MANIFEST if one.person == body.person))
        quay.record(walk, body)
        quay.search(walk, walk.bodies[0])


@contextmanager
def opened(browser: Browser, folder: Path) -> Iterator["Team"]:
    """Found an empty home, serve it, and close every browser at the end."""
    home = folder / "home"
    command = [sys.executable, "-m", "tests.journeys.empty_home", str(home)]
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "HOME": str(folder)}
    )
    with served(home, browser, folder, operation=OPERATION) as site, ExitStack() as chairs:
        yield Team(site, chairs)


@dataclass
class Team:
    """Everybody who works in the home, each at a browser of their own; seated when first asked for."""

    site: Site
    chairs: ExitStack
    seated: dict[str, Page] = field(default_factory=dict)

    def at(self, name: str, path: str | None = None, **how: Any) -> Page:
        """Return the page of somebody, who goes to a path of the operation if one is named."""
        if name not in self.seated:
            seat = self.site.seat_of(name, PASSWORD, **how)
            self.seated[name] = self.chairs.enter_context(seat)
        page = self.seated[name]
        if path is not None:
            page.goto(self.site.here(path))
        return page

    def command(self, *words: str) -> str:
        """Give a command at the home's own machine, and return what it printed."""
        environment = {**os.environ, "ANTIGONE_HOME": str(self.site.home)}
        given = [sys.executable, "-m", "antigone", *words]
        done = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def member(name: str) -> Member:
    """Return somebody of the cast."""
    return next(one for one in CREW if one.name == name)


@cache
def photograph_of_the_dead(code: str = BODY, seen: str = "neutral") -> bytes:
    """Return a photograph in which a label lies beside the face."""
    return as_file(with_label(expression(PERSON, seen), code))


@cache
def photograph_of_the_missing(kind: str = "amateur_selfie", person: str = PERSON) -> bytes:
    """Return a photograph that a family gave."""
    return as_file(smaller(picture(person, kind), _SENT))


# ------------------------------------------------------------------ what hands do at every page


def press(page: Page, name: str) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    """Follow a link by what it says."""
    page.get_by_role("link", name=name).first.click()


def says(page: Page, *sentences: str) -> None:
    """Expect that the page says each of these, and refuses nothing."""
    for one in sentences:
        expect(page.locator("main")).to_contain_text(one)
    expect(page.locator("main .refusal, main .summary")).to_have_count(0)


def choose(page: Page, button: str, *files: tuple[str, bytes], within: str = "main") -> None:
    """Choose files in the browser's own chooser."""
    with page.expect_file_chooser() as asked:
        page.locator(within).get_by_text(button, exact=True).first.click()
    asked.value.set_files(
        [FilePayload(name=name, mimeType="image/png", buffer=content) for name, content in files]
    )


def sign(page: Page) -> None:
    """Write the password under an act that cannot be undone."""
    page.locator("#signature-password").fill(PASSWORD)


# ----------------------------------------------------------------------- who comes, and the case


def open_operation(page: Page) -> None:
    """The administrator opens the operation."""
    page.goto("/administration/operations/")
    says(page, "None yet.")
    page.get_by_label("Code").fill(OPERATION)
    page.locator("#id_name").fill("Ferry of the exercise")
    page.get_by_label("Kind").select_option("incident")
    page.get_by_label("Authority").fill("Coroner of the exercise")
    page.get_by_label("Legal basis").fill("Coroners Act of the exercise, s. 12")
    page.get_by_label("Declared number").fill("11")
    press(page, "Open the operation")
    says(page, "Ferry of the exercise")


def invite(page: Page, one: Member) -> None:
    """The administrator makes an account, reads what its role brings, and gives it."""
    page.goto("/administration/people/new")
    page.get_by_label("Name to sign in with").fill(one.name)
    page.get_by_label("Name as others read it").fill(one.shown)
    page.get_by_label("First password").fill(PASSWORD)
    press(page, "Make the account")
    says(page, "Without a role nothing opens.")
    page.locator("#id_role").select_option(one.role.value)
    if one.discipline:
        page.locator("#id_discipline").select_option(one.discipline.value)
    page.locator("#id_operation").select_option(OPERATION)
    press(page, "Show what it brings")
    expect(page.locator("main h2").first).to_contain_text("possible")
    press(page, "Give the role")
    expect(page.locator("main tbody tr")).to_have_count(1)


def open_request(page: Page, site: Site, *, code: str = REQUEST) -> None:
    """The intake officer leads a conversation of five steps, and opens the request."""
    page.goto(site.here("requests/new"))
    expect(page.locator("#id_code")).to_have_value(code)
    page.locator("button[data-primary]").click()
    page.locator("#id_name").fill("Aylin Osman")
    page.locator("button[data-primary]").click()
    page.locator("#id_missing_because").fill("Was aboard the ferry, cabin 103.")
    page.locator("button[data-primary]").click()
    page.locator("#id_enquirer").select_option("relative")
    page.locator("#id_enquirer_name").fill("Emre Osman")
    page.locator("#id_enquirer_contact").fill("+90 555 0103")
    page.locator("input[name=permits][value=yes]").check()
    page.locator("input[name=biometrics][value=yes]").check()
    page.locator("button[data-primary]").click()
    page.locator(".upload").wait_for()


@pytest.fixture
def team(browser: Browser, tmp_path: Path) -> Iterator[Team]:
    """An empty home that is served, in which only the administrator can sign in."""
    with opened(browser, tmp_path) as here:
        yield here


if __name__ == "__main__":
    main()
