"""A first day, in three ways: in Arabic, by keys alone, and at four times the size.

A body is recorded with its photograph, its face marked; a request is opened. Nothing here looks for
words, since they are another language's; what is looked for is where things stand, and that all of it
can be reached and read.
"""

import pytest
from playwright.sync_api import Page, expect

from antigone.exercise.cast import PASSWORD
from tests.journeys.conftest import Site
from tests.journeys.empty_home import photograph_of_the_dead, photograph_of_the_missing
from tests.journeys.hands import Keys, Mouse
from tests.journeys.ways import WAYS, Way

pytestmark = pytest.mark.slow


# Whom each of them asks for, whose face it is, and how it was photographed: nobody is given twice.
SHE = {
    "arabic": ("ليلى حداد", "P001", "happy"),
    "keys": ("Maren Holt", "P002", "sad"),
    "large": ("Olena Haiduk", "P004", "angry"),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_body_is_recorded_and_its_face_marked(midway: Site, name: str) -> None:
    way, (_, _, seen) = WAYS[name], SHE[name]
    with midway.seat_of("mira", PASSWORD, **way.seat) as page:
        hands = way.hands(page)
        page.goto(midway.here("remains/new"))
        way.holds(page)
        code = page.locator("#id_code").input_value()
        hands.write("#id_place", "Quay 4")
        content = photograph_of_the_dead(code, seen)
        hands.choose(".upload input[type=file]", (f"{code}.png", content))
        page.locator(".upload-files input[name=upload]").wait_for(state="attached")
        hands.check("input[name=legible][value=yes]")
        way.holds(page)
        hands.press("button[name=do][value=open]")
        page.wait_for_url(f"**/remains/{code}/")
        way.holds(page)

        hands.press("main .task-list a[href$='/photographs']")
        page.wait_for_url("**/photographs")
        hands.press("main .task-list a[href*='/photographs/']")
        page.wait_for_url("**/photographs/*-*/")
        way.holds(page)
        hands.press("main button[name=do][value=read]")
        page.locator("main a[data-primary][href$='/mark']").wait_for()
        hands.press("main a[data-primary][href$='/mark']")
        page.wait_for_url("**/mark")
        way.holds(page)
        if isinstance(hands, Keys):
            hands.reach("[data-stage-image]")
            page.keyboard.press("Space")
            expect(page.locator("[data-stage-image]")).to_have_attribute(
                "aria-label", f"Photograph 1 of {code}"
            )
            page.keyboard.press("Escape")
        hands.check("#face-1")
        hands.press("button[data-primary]")
        page.wait_for_url("**/photographs/*-*/")
        way.holds(page)
        page.goto(midway.here(f"remains/{code}/photographs"))
        expect(page.locator("main .task-list .tag-waits")).to_have_count(1)


@pytest.mark.parametrize("name", WAYS)
def test_a_request_is_opened(midway: Site, name: str) -> None:
    way, (named, person, _) = WAYS[name], SHE[name]
    with midway.seat_of("ines", PASSWORD, **way.seat) as page:
        hands = way.hands(page)
        page.goto(midway.here("requests/new"))
        way.holds(page)
        code = page.locator("#id_code").input_value()
        _next(page, hands, way)
        hands.write("#id_name", named)
        hands.write("#id_born", "1987-04")
        _next(page, hands, way)
        hands.write("#id_missing_because", "Was aboard the ferry.")
        _next(page, hands, way)
        hands.write("#id_enquirer_name", "Somebody")
        hands.check("input[name=permits][value=yes]")
        hands.check("input[name=biometrics][value=yes]")
        _next(page, hands, way)
        hers = ("hers.png", photograph_of_the_missing(person=person))
        hands.choose(".upload input[type=file]", hers)
        page.locator(".upload-files input[name=upload]").wait_for(state="attached")
        _next(page, hands, way)
        hands.press("button[data-primary]")
        page.wait_for_url(f"**/requests/new/{code}/")
        way.holds(page)
        hands.press("button[name=do][value=open]")
        page.wait_for_url(f"**/requests/{code}/")
        way.holds(page)
        expect(page.locator("main a[href*='/photographs/']").first).to_be_visible()


def _next(page: Page, hands: Mouse | Keys, way: Way) -> None:
    here = page.url
    hands.press("button[data-primary]")
    page.wait_for_url(lambda url: url != here)
    way.holds(page)
