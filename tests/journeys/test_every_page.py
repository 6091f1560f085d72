"""Every page, light and dark, from the left and from the right: what axe-core finds, and how wide it is."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from antigone.workbench import urls
from antigone.workbench.page import PAGES
from tests.journeys import half_way, real_home, stops
from tests.journeys.conftest import Site, served, violations
from tests.journeys.looks import in_arabic, light_or_dark, narrow, too_wide, unfold
from tools.crawl import Stop

pytestmark = pytest.mark.slow

# What a theme changes: colours, and nothing else. Every other rule is asked once from the left and once
# from the right.
COLOURS = ("color-contrast", "link-in-text-block")


def test_every_page_can_be_read_by_everybody(
    exercise: Site, browser: Browser, tmp_path: Path
) -> None:
    stood: set[str] = set()
    wrong: list[str] = []
    for page, stop in _everywhere(exercise, browser, tmp_path):
        stood.add(urlsplit(page.url).path)
        wrong += [f"{stop.name} as {stop.member}, {one}" for one in _held_against(page, stop)]
    assert not wrong, "\n".join(wrong)
    assert urls.urlpatterns
    left = {one.name for one in PAGES if one.template and not _is_among(stood, one.route())}
    assert left == set(), "nobody stood at these pages"


def _everywhere(exercise: Site, browser: Browser, folder: Path) -> stops.Stood:
    """Yield every page of the exercise, of a home half-way and of a real one."""
    half, real = folder / "half", folder / "real"
    half.mkdir()
    real.mkdir()
    waiting = half_way.made(half / "home")
    real_home.found(real)
    yield from stops.in_the_exercise(exercise)
    yield from stops.before_the_door(exercise)
    with served(half / "home", browser, half, operation=exercise.operation) as site:
        yield from stops.half_way(site, waiting)
        yield from stops.where_nothing_is_recorded(site)
    with served(real / "home", browser, real) as site:
        yield from stops.with_a_second_factor(site)


def _held_against(page: Page, stop: Stop) -> Iterator[str]:
    unfold(page)
    yield from _in_both_themes(page, "from the left", first="light", second="dark")
    light_or_dark(page, "light")
    with in_arabic(page, stop) as other:
        unfold(other)
        yield from _in_both_themes(other, "from the right", first="dark", second="light")


def _in_both_themes(page: Page, side: str, *, first: str, second: str) -> Iterator[str]:
    for theme, rules in ((first, ()), (second, COLOURS)):
        light_or_dark(page, theme)
        yield from (f"{side}, {theme}: {one}" for one in violations(page, rules))
    with narrow(page):
        if over := too_wide(page):
            yield f"{side}: {over} pixels too wide at 400 %"


def _is_among(stood: set[str], route: str) -> bool:
    pattern = "".join(
        r"[^/]+" if part.startswith("<") else re.escape(part)
        for part in re.split(r"(<[^>]+>)", route)
    )
    return any(re.fullmatch(f"/{pattern}", address) for address in stood)
