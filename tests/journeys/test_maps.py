"""Maps: what is drawn where, what each key does, and a place that is set by keys and found again."""

import re
from collections.abc import Callable, Iterator
from math import asin, cos, radians, sin, sqrt

import pytest
from playwright.sync_api import Browser, Page, expect

from antigone.exercise.cast import PASSWORD
from tests.journeys.conftest import Site, violations
from tests.journeys.hands import Keys
from tests.journeys.stand import stand

pytestmark = pytest.mark.slow

Opened = Callable[..., Page]
PLACES = (
    ("recovered", "R-0001", "36.5120, 18.0410"),
    ("recovered", "R-0002", "36.5121, 18.0411"),
    ("recovered", "R-0003", "36.7000, 18.3000"),
    ("last-seen", "T-0001", "36.5120, 18.0410"),
)


def page_body(places: tuple[tuple[str, str, str], ...] = (), *, field: str | None = None) -> str:
    listed = "".join(
        f'<li data-map-kind="{kind}" data-map-code="{code}" data-map-place="{place}"></li>'
        for kind, code, place in places
    )
    written = (
        "" if field is None else f'<input id="at" aria-label="At" maxlength="60" value="{field}">'
    )
    return (
        f'<ul hidden>{listed}</ul>{written}<div class="map" data-map="/static/world.json"'
        ' data-map-label="Map" data-map-field="at" data-key-scope="Map"></div>'
        '<script defer src="/static/map.js"></script>'
    )


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    with stand() as here:
        context = browser.new_context(viewport={"width": 900, "height": 800})
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console", lambda said: "Content Security" in said.text and faults.append(said.text)
        )

        def open_page(body: str) -> Page:
            here.body = body
            page.goto(here.address)
            expect(page.locator(".map-chart .graticule")).to_be_attached()
            return page

        yield open_page
        context.close()
        assert faults == []


def says(page: Page) -> str:
    return page.locator(".chart-says").inner_text()


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two places, latitude and longitude, by the haversine formula."""
    (a, b), (c, d) = (tuple(map(radians, place)) for place in (one, other))
    h = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6371 * asin(sqrt(h))


def test_places_are_told_apart_by_shape_and_those_that_cover_each_other_are_counted(
    opened: Opened,
) -> None:
    page = opened(page_body(PLACES))
    chart = page.locator(".map-chart")
    expect(chart.locator(".places rect")).to_have_count(2)
    expect(chart.locator(".places circle")).to_have_count(1)
    words = chart.locator(".places text").all_text_contents()
    assert sorted(words) == ["R-0003", "T-0001", "× 2"]
    assert page.locator(".map-legend li").all_inner_texts() == [
        " recovered here",
        " last seen here",
    ]
    # Every label of a line is a degree of this sea.
    lines = chart.locator(".graticule text").all_text_contents()
    assert lines and all(re.fullmatch(r"(36\.\d|18\.\d|17\.\d)° [NE]", one) for one in lines)


def test_scale_and_lines_agree_with_the_sphere(opened: Opened) -> None:
    page = opened(page_body(PLACES))
    drawn = page.evaluate(
        """() => {
          const bar = document.querySelector('.map-chart .scale').getBBox();
          const words = document.querySelector('.map-chart .scale-words').textContent;
          const at = {};
          for (const one of document.querySelectorAll('.map-chart .graticule text'))
            at[one.textContent] = [Number(one.getAttribute('x')), Number(one.getAttribute('y'))];
          return [bar.width, words, at];
        }"""
    )
    wide, words, at = drawn
    metres_a_pixel = 1000 * float(words.removesuffix(" km")) / wide
    north = sorted((float(name[:4]), place[1]) for name, place in at.items() if "N" in name)
    east = sorted((float(name[:4]), place[0]) for name, place in at.items() if "E" in name)
    (south, low), (up, high) = north[0], north[-1]
    assert (low - high) * metres_a_pixel / 1000 == pytest.approx(
        apart_km((south, 18), (up, 18)), rel=0.01
    )
    (west, left), (far, right) = east[0], east[-1]
    assert (right - left) * metres_a_pixel / 1000 == pytest.approx(
        apart_km((36.6, west), (36.6, far)), rel=0.01
    )


def test_the_nearest_coast_is_where_it_is(opened: Opened) -> None:
    # South of Cape Agulhas, the southernmost point of Africa: 34.83 degrees south, 20.00 east.
    page = opened(page_body((("recovered", "R-0001", "-37.0, 20.0"),)))
    found = re.search(r"(\d+) km, bearing (\d+)°", says(page))
    assert found is not None
    assert float(found[1]) == pytest.approx(apart_km((-37.0, 20.0), (-34.83, 20.0)), rel=0.02)
    assert (int(found[2]) + 5) % 360 < 10, "due north"


def test_keys_move_the_world_under_the_cross_and_write_no_more_than_they_know(
    opened: Opened,
) -> None:
    page = opened(page_body(field="Life raft 4"))
    field = page.get_by_label("At")
    page.locator(".map-chart svg").focus()
    page.keyboard.press("Enter")
    # On a map of the world a pixel is almost half a degree.
    expect(field).to_have_value("Life raft 4; 20.0, 0.0 (WGS 84)")
    for key in ("+",) * 8 + ("ArrowUp",) * 3 + ("ArrowRight",) * 2:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    written = field.input_value()
    found = re.fullmatch(r"Life raft 4; (\d+\.\d{3}), (\d+\.\d{3}) \(WGS 84\)", written)
    assert found is not None, written
    latitude, longitude = map(float, found.groups())
    # Three presses of 24 pixels up and two to the right; a degree is narrower to the east.
    assert (latitude - 20) / longitude == pytest.approx(1.5 * cos(radians(20)), rel=0.02)
    expect(page.locator("#polite")).to_have_text(f"Written: {found[1]}, {found[2]} (WGS 84)")


def test_a_click_sets_and_a_full_field_is_left_alone(opened: Opened) -> None:
    page = opened(page_body(PLACES, field="36.5120, 18.0410"))
    assert says(page).startswith("36.512, 18.041 ·")
    page.locator(".map-chart svg").click(position={"x": 600, "y": 200})
    written = page.get_by_label("At").input_value()
    assert re.fullmatch(r"36\.5\d+, 18\.\d+ \(WGS 84\)", written), written
    words = "w" * 55
    page.get_by_label("At").fill(words)
    page.locator(".map-chart svg").press("Enter")
    expect(page.locator("#assertive")).to_contain_text("The field is full.")
    assert page.get_by_label("At").input_value() == words


def test_the_map_goes_around_the_world(opened: Opened) -> None:
    places = (("recovered", "R-0001", "-17.0, 179.9"), ("recovered", "R-0002", "-17.0, -179.9"))
    page = opened(page_body(places))
    # Two tenths of a degree apart across the line of the date, not the whole world.
    assert says(page).startswith("-17.0")
    centres = [
        box["x"] for one in page.locator(".places rect").all() if (box := one.bounding_box())
    ]
    assert len(centres) == 2 and 100 < abs(centres[0] - centres[1]) < 900
    assert page.locator(".map-chart .land").first.get_attribute("d")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_place_is_set_by_keys_alone_and_found_on_the_map(midway: Site, width: int) -> None:
    with midway.seat_of("mira", PASSWORD, viewport={"width": width, "height": 800}) as page:
        hands = Keys(page)
        page.goto(midway.here("remains/new"))
        code = page.locator("#id_code").input_value()
        hands.write("#id_place", "Quay 4")
        hands.press("details.later > summary")
        hands.write("#id_recovered_at", "Life raft")
        expect(page.locator(".map-chart .graticule")).to_be_attached()
        hands.reach(".map-chart svg")
        for key in (*"++++++++", "Shift+ArrowUp", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        written = page.locator("#id_recovered_at").input_value()
        position = re.fullmatch(r"Life raft; (-?\d+\.\d+, -?\d+\.\d+) \(WGS 84\)", written)
        assert position is not None, written
        hands.check("#id_without")
        hands.press("button[name=do][value=open]")
        page.wait_for_url(f"**/remains/{code}/")

        hands.press(".foot a[href$='/map/']")
        page.wait_for_url("**/map/")
        expect(page.locator("main table")).to_contain_text(code)
        expect(page.locator(".map-chart .graticule")).to_be_attached()
        hands.reach(".map-chart svg")
        said: list[str] = []
        while not said or (code not in said[-1] and len(said) < 9):
            page.keyboard.press("n")
            said.append(says(page))
        assert said[-1].startswith(f"{code} · "), said
        # The map shows as many decimals as its scale tells; both begin alike.
        latitude = said[-1].split(" · ")[1].split(",")[0]
        assert float(latitude) == pytest.approx(float(position[1].split(",")[0]), abs=0.1)
        assert violations(page) == []
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0
