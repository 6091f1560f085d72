"""Ways to sit at a page: in Arabic, by keys alone, at four times the size; and what must hold on each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page

from tests.journeys.hands import Keys, Mouse


def _anything_holds(page: Page) -> None:
    """Nothing in particular."""


@dataclass(frozen=True)
class Way:
    """How somebody sits at the page, in which language it speaks, and what must hold on each."""

    hands: Callable[[Page], Mouse | Keys] = Mouse
    seat: Mapping[str, Any] = field(default_factory=dict)
    holds: Callable[[Page], None] = _anything_holds
    language: str = "en"


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


USUAL = Way()
WAYS = {
    "arabic": Way(Mouse, {"locale": "ar"}, reads_from_the_right, "ar"),
    "keys": Way(Keys, {}, shows_where_the_focus_is),
    "large": Way(Mouse, {"viewport": {"width": 320, "height": 640}}, fits_at_four_times_the_size),
}

_seated: WeakKeyDictionary[BrowserContext, Way] = WeakKeyDictionary()


def seat(page: Page, way: Way) -> None:
    """Let whoever sits at this browser go on in a way."""
    _seated[page.context] = way


def way_of(page: Page) -> Way:
    """Return how somebody sits at a page."""
    return _seated.get(page.context, USUAL)


def hands_at(page: Page) -> Mouse | Keys:
    """Return the hands of whoever sits at a page."""
    return way_of(page).hands(page)
