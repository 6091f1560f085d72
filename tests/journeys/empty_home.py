"""A home in which nobody works yet, who comes to work in it, and what they bring along.

    python -m tests.journeys.empty_home FOLDER           founds the home, as the exercise founds its own
    python -m tests.journeys.empty_home FOLDER midway    … and stops the exercise where two must compare

Nobody here exists: the people are those of the exercise's cast, the faces those of `openpeople`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Locator, Page, expect

from antigone.exercise.cast import ADMINISTRATOR, CREW, OPERATION, PASSWORD, Member
from antigone.exercise.people import expression, picture
from antigone.exercise.staging import as_file, smaller, with_label
from tests.journeys.conftest import Site, served
from tests.journeys.hands import Keys
from tests.journeys.ways import USUAL, Way, hands_at, way_of
from tests.journeys.ways import seat as take_seat
from tests.journeys.words import spoken, wholly

if TYPE_CHECKING:
    from antigone.config import Config

# Who is needed until somebody is told, and brought home; each step that takes two has its second.
NEEDED = (
    *("ines", "mira", "marek", "dora", "sven", "fay", "jon", "nour", "nils"),
    *("bruno", "berta", "felix", "lara", "rafi", "petra", "leyla"),
)
REQUEST, BODY, PERSON = "T-0001", "R-0001", "P003"
_SENT = 640


def main() -> None:
    """Found the home."""
    from antigone.config import Config

    home = Path(sys.argv[1])
    found(home)
    if sys.argv[2:] == ["midway"]:
        _go_midway(Config(home=home))


def found(home: Path) -> None:
    """Found an exercise's home, with its administrator and nobody else."""
    from antigone.config import Config
    from antigone.site.founding import Founding, found_home
    from antigone.vault import OpenToAll

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
    way: Way = USUAL
    seated: dict[str, Page] = field(default_factory=dict)

    def at(self, name: str, path: str | None = None, **how: Any) -> Page:
        """Return the page of somebody, who goes to a path of the operation if one is named."""
        if name not in self.seated:
            seat = self.site.seat_of(name, PASSWORD, **(dict(self.way.seat) | how))
            self.seated[name] = self.chairs.enter_context(seat)
            take_seat(self.seated[name], self.way)
        page = self.seated[name]
        if path is not None:
            page.goto(self.site.here(path))
            self.way.holds(page)
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
    way = way_of(page)
    with page.expect_navigation():
        hands_at(page).press(page.get_by_role("button", name=wholly(name, way.language)))
    way.holds(page)


def follow(page: Page | Locator, name: str) -> None:
    """Follow a link by what it says."""
    at = page if isinstance(page, Page) else page.page
    way = way_of(at)
    said = name if way.language == "en" else spoken(name, way.language)
    with at.expect_navigation():
        hands_at(at).press(page.get_by_role("link", name=said))
    way.holds(at)


def says(page: Page, *sentences: str) -> None:
    """Expect that the page says each of these, and refuses nothing."""
    for one in sentences:
        expect(page.locator("main")).to_contain_text(_said(page, one))
    expect(page.locator("main .refusal, main .summary")).to_have_count(0)


def contains(found: Locator, sentence: str) -> None:
    """Expect that a part of the page says this."""
    expect(found).to_contain_text(_said(found.page, sentence))


def labelled(page: Page, name: str) -> Locator:
    """Return the field of this name."""
    return page.get_by_label(_said(page, name)).first


def offers(page: Page, name: str) -> bool:
    """Say whether there is a button of this name."""
    return page.get_by_role("button", name=wholly(name, way_of(page).language)).count() > 0


def uncover(page: Page, stage: Locator) -> None:
    """Go to a covered photograph, and uncover it by its key."""
    hands = hands_at(page)
    if isinstance(hands, Keys):
        hands.reach(stage)
    else:
        stage.focus()
    page.keyboard.press("Space")


def radio(page: Page, name: str) -> Locator:
    """Return the choice of this name."""
    return page.get_by_role("radio", name=_said(page, name)).first


def write(page: Page, target: str | Locator, text: str) -> None:
    """Write into a field."""
    hands_at(page).write(target, text)


def check(page: Page, target: str | Locator) -> None:
    """Choose a radio button or a box."""
    hands_at(page).check(target)


def select(page: Page, target: str | Locator, value: str) -> None:
    """Choose from a list, by what is sent."""
    hands_at(page).select(target, value)


def choose(page: Page, button: str, *files: tuple[str, bytes], within: str = "main") -> None:
    """Choose files in the browser's own chooser."""
    said = wholly(button, way_of(page).language)
    label = page.locator(within).locator("label").filter(has_text=said)
    hands_at(page).choose(label.first.locator("input[type=file]"), *files)


def sign(page: Page) -> None:
    """Write the password under an act that cannot be undone."""
    write(page, "#signature-password", PASSWORD)


def _said(page: Page, sentence: str) -> str | re.Pattern[str]:
    language = way_of(page).language
    return sentence if language == "en" else spoken(sentence, language)


# ----------------------------------------------------------------------- who comes, and the case


def open_operation(page: Page) -> None:
    """The administrator opens the operation."""
    page.goto("/administration/operations/")
    says(page, "None yet.")
    write(page, labelled(page, "Code"), OPERATION)
    write(page, "#id_name", "Ferry of the exercise")
    select(page, labelled(page, "Kind"), "incident")
    write(page, labelled(page, "Authority"), "Coroner of the exercise")
    write(page, labelled(page, "Legal basis"), "Coroners Act of the exercise, s. 12")
    write(page, labelled(page, "Declared number"), "11")
    press(page, "Open the operation")
    says(page, "Ferry of the exercise")


def invite(page: Page, one: Member) -> None:
    """The administrator makes an account, reads what its role brings, and gives it."""
    page.goto("/administration/people/new")
    write(page, labelled(page, "Name to sign in with"), one.name)
    write(page, labelled(page, "Name as others read it"), one.shown)
    write(page, labelled(page, "First password"), PASSWORD)
    press(page, "Make the account")
    says(page, "Without a role nothing opens.")
    select(page, "#id_role", one.role.value)
    if one.discipline:
        select(page, "#id_discipline", one.discipline.value)
    select(page, "#id_operation", OPERATION)
    press(page, "Show what it brings")
    contains(page.locator("main h2").first, "possible")
    press(page, "Give the role")
    expect(page.locator("main tbody tr")).to_have_count(1)


def open_request(page: Page, site: Site, *, code: str = REQUEST) -> None:
    """The intake officer leads a conversation of five steps, and opens the request."""
    page.goto(site.here("requests/new"))
    expect(page.locator("#id_code")).to_have_value(code)
    _next(page)
    write(page, "#id_name", "Aylin Osman")
    _next(page)
    write(page, "#id_missing_because", "Was aboard the ferry, cabin 103.")
    _next(page)
    select(page, "#id_enquirer", "relative")
    write(page, "#id_enquirer_name", "Emre Osman")
    write(page, "#id_enquirer_contact", "+90 555 0103")
    check(page, "input[name=permits][value=yes]")
    check(page, "input[name=biometrics][value=yes]")
    _next(page)
    page.locator(".upload").wait_for()


def _next(page: Page) -> None:
    with page.expect_navigation():
        hands_at(page).press("button[data-primary]")
    way_of(page).holds(page)


if __name__ == "__main__":
    main()
