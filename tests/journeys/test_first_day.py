"""A first day, in three ways: in Arabic, by keys alone, and at four times the size.

A body is recorded with its photograph, its face marked; a request is opened. Nothing here looks for
words, since they are another language's; what is looked for is where things stand, and that all of it
can be reached and read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from antigone.exercise.cast import PASSWORD
from tests.journeys.conftest import Site
from tests.journeys.empty_home import photograph_of_the_dead, photograph_of_the_missing
from tests.journeys.hands import Keys, Mouse

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Way:
    """How somebody sits at the page, and what must hold on each."""

    hands: Callable[[Page], Mouse | Keys]
    seat: dict[str, Any]
    holds: Callable[[Page], None]
    named: str
    person: str
    seen: str


def reads_from_the_right(page: Page) -> None:
    """Everything runs from the right, codes from the left, and nothing is cut or too wide."""
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        *("ar", "rtl")
    ]
    wrong = page.evaluate(
        """() => [...document.querySelectorAll('.code, #id_code, [type=password]')]
            .filter(one => one.offsetParent && getComputedStyle(one).direction !== 'ltr')
            .map(one => one.outerHTML)"""
    )
    assert wrong == []
    _nothing_is_cut(page)


def fits_at_four_times_the_size(page: Page) -> None:
    """One column, and the action can be reached without moving sideways."""
    _nothing_is_cut(page)
    for action in page.locator("[data-primary]").all():
        action.scroll_into_view_if_needed()
        at = action.bounding_box()
        assert at and at["x"] >= 0 and at["x"] + at["width"] <= 320, (page.url, at)


def shows_where_the_focus_is(page: Page) -> None:
    """Something has the focus, and a ring around it."""
    page.keyboard.press("Tab")
    ring = page.evaluate(
        "() => { const style = getComputedStyle(document.activeElement);"
        " return [style.outlineStyle, style.outlineWidth]; }"
    )
    assert ring == ["solid", "2px"], (page.url, ring)


def _nothing_is_cut(page: Page) -> None:
    over = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0, f"{page.url}: {over} pixels too wide"
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')].filter(one => {
            const style = getComputedStyle(one);
            return one.offsetParent && !one.closest('.visually-hidden, .stage, svg, thead')
              && !['INPUT', 'TEXTAREA', 'SELECT'].includes(one.tagName)
              && style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
          }).map(one => one.outerHTML.slice(0, 160))"""
    )
    assert cut == [], page.url


WAYS = {
    "arabic": Way(Mouse, {"locale": "ar"}, reads_from_the_right, "ليلى حداد", "P001", "happy"),
    "keys": Way(Keys, {}, shows_where_the_focus_is, "Maren Holt", "P002", "sad"),
    "large": Way(
        Mouse,
        {"viewport": {"width": 320, "height": 640}},
        fits_at_four_times_the_size,
        *("Olena Haiduk", "P004", "angry"),
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_body_is_recorded_and_its_face_marked(midway: Site, name: str) -> None:
    way = WAYS[name]
    with midway.seat_of("mira", PASSWORD, **way.seat) as page:
        hands = way.hands(page)
        page.goto(midway.here("remains/new"))
        way.holds(page)
        code = page.locator("#id_code").input_value()
        hands.write("#id_place", "Quay 4")
        content = photograph_of_the_dead(code, way.seen)
        hands.choose(".upload input[type=file]", f"{code}.png", content)
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
    way = WAYS[name]
    with midway.seat_of("ines", PASSWORD, **way.seat) as page:
        hands = way.hands(page)
        page.goto(midway.here("requests/new"))
        way.holds(page)
        code = page.locator("#id_code").input_value()
        _next(page, hands, way)
        hands.write("#id_name", way.named)
        hands.write("#id_born", "1987-04")
        _next(page, hands, way)
        hands.write("#id_missing_because", "Was aboard the ferry.")
        _next(page, hands, way)
        hands.write("#id_enquirer_name", "Somebody")
        hands.check("input[name=permits][value=yes]")
        hands.check("input[name=biometrics][value=yes]")
        _next(page, hands, way)
        hands.choose(
            ".upload input[type=file]", "hers.png", photograph_of_the_missing(person=way.person)
        )
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
