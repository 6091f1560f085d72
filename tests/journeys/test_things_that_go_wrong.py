"""What goes wrong on a bad day: nothing that was written or sent is lost, and the words are clear."""

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from antigone.exercise.cast import PASSWORD
from tests.journeys.conftest import Site, violations
from tests.journeys.empty_home import choose, photograph_of_the_dead, press

pytestmark = pytest.mark.slow

PIECE = 1 << 20


def large_picture(seed: int) -> bytes:
    """A picture of noise, which no compression makes small: some four megabytes."""
    noise = numpy.random.default_rng(seed).integers(0, 256, (1200, 1200, 3), numpy.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).save(written, "PNG")
    return written.getvalue()


@contextmanager
def slow_line(page: Page) -> Iterator[Any]:
    """A line that carries half a megabyte a second; yields a switch that cuts and mends it."""
    session = page.context.new_cdp_session(page)

    def switch(*, cut: bool) -> None:
        each_second = {"downloadThroughput": 1 << 20, "uploadThroughput": 1 << 19}
        session.send(
            "Network.emulateNetworkConditions", {"offline": cut, "latency": 0, **each_second}
        )
        page.context.set_offline(cut)

    session.send("Network.enable")
    switch(cut=False)
    yield switch


def pieces_sent(page: Page) -> list[int]:
    """Return a list that fills with the offset at which each piece of a file begins."""
    sent: list[int] = []

    def heard(request: Request) -> None:
        if request.method == "PUT" and "/uploads/" in request.url:
            sent.append(int(request.headers["upload-offset"]))

    page.on("requestfinished", heard)
    return sent


def test_files_that_are_dropped_are_sent_each_with_its_own_receipt(midway: Site) -> None:
    """A photograph and a torn one, let fall on the form as from a folder."""
    good, torn = photograph_of_the_dead("R-0001", "sad"), large_picture(3)[:20_000]
    with midway.seat_of("mira", PASSWORD) as page:
        page.goto(midway.here("remains/R-0001/photographs"))
        carried = page.evaluate_handle(
            """files => { const hand = new DataTransfer();
                for (const [name, text] of files)
                  hand.items.add(new File([Uint8Array.from(atob(text), one => one.charCodeAt(0))],
                    name, {type: 'image/png'}));
                return hand; }""",
            [
                (name, b64encode(content).decode())
                for name, content in (("a.png", good), ("b.png", torn))
            ],
        )
        page.dispatch_event(".upload", "drop", {"dataTransfer": carried})
        states = page.locator(".upload-files .upload-state")
        expect(states).to_have_count(2)
        expect(states.nth(0)).to_contain_text("Kept as photograph")
        expect(states.nth(1)).to_contain_text("cannot be read")


def test_an_upload_stopped_half_way_goes_on_and_leaves_nothing_readable(midway: Site) -> None:
    content = large_picture(1)
    assert len(content) > 4 * PIECE
    with midway.seat_of("mira", PASSWORD) as page, slow_line(page) as switch:
        page.goto(midway.here("remains/new"))
        sent = pieces_sent(page)
        choose(page, "Choose a file", ("quay4.png", content))
        state = page.locator(".upload-files .upload-state")
        expect(state).to_contain_text("%")
        _until(page, lambda: len(sent) >= 1)
        _nothing_readable(midway, content)
        switch(cut=True)
        expect(state).to_contain_text("goes on")
        before = list(sent)
        switch(cut=False)
        expect(state).to_contain_text("Here, and can be read.", timeout=40_000)
        assert sent == sorted(set(sent)), "a piece was sent twice"
        assert len(before) < len(sent) == -(-len(content) // PIECE)
        _nothing_readable(midway, content)


def test_a_browser_closed_half_way_goes_on_from_its_offset(midway: Site) -> None:
    content = large_picture(2)
    with midway.seat_of("marek", PASSWORD) as page, slow_line(page):
        page.goto(midway.here("remains/new"))
        sent = pieces_sent(page)
        choose(page, "Choose a file", ("quay5.png", content))
        _until(page, lambda: len(sent) >= 2)
    with midway.seat_of("marek", PASSWORD) as page:
        page.goto(midway.here("remains/new"))
        further = pieces_sent(page)
        choose(page, "Choose a file", ("quay5.png", content))
        state = page.locator(".upload-files .upload-state")
        expect(state).to_contain_text("Here, and can be read.", timeout=40_000)
    assert min(further) > max(sent), (sent, further)


def test_a_browser_closed_in_a_form_finds_it_again(midway: Site) -> None:
    with midway.seat_of("dora", PASSWORD) as page:
        page.goto(midway.here("remains/R-0001/examination"))
        page.get_by_text("Sign a further examination").click()
        page.locator("#id_basis").fill("Seen again in daylight")
        expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=10_000)
    with midway.seat_of("dora", PASSWORD) as page:
        page.goto(midway.here(""))
        expect(page.locator("main")).to_contain_text("Begun and not recorded")
        page.goto(midway.here("remains/R-0001/examination"))
        expect(page.locator("#id_basis")).to_have_value("Seen again in daylight")
        expect(page.locator("#id_basis")).to_be_visible()


def test_two_people_take_one_code(midway: Site) -> None:
    with midway.seat_of("mira", PASSWORD) as first, midway.seat_of("marek", PASSWORD) as second:
        for page, place in ((first, "Quay 6"), (second, "Quay 7")):
            page.goto(midway.here("remains/new"))
            page.locator("#id_code").fill("R-0600")
            page.locator("#id_place").fill(place)
            page.locator("#id_without").check()
        press(first, "Record and next")
        expect(first.locator("main")).to_contain_text("R-0600 is recorded.")
        press(second, "Record and next")
        refusal = second.locator(".refusal")
        expect(refusal).to_contain_text("R-0600 belongs to a body recorded at")
        expect(refusal).to_contain_text("Mira, mortuary")
        expect(second.locator("#id_place")).to_have_value("Quay 7")
        expect(second.locator("#id_without")).to_be_checked()


def test_two_people_correct_one_record_and_nothing_is_lost(midway: Site) -> None:
    with midway.seat_of("mira", PASSWORD) as first, midway.seat_of("marek", PASSWORD) as second:
        for page in (first, second):
            page.goto(midway.here("remains/R-0001/"))
            page.get_by_text("What was recorded").click()
            page.get_by_role("link", name="Correct the record").click()
        former = second.locator("#id_place").input_value()
        for page, place in ((first, "Quay 8, tent A"), (second, "Quay 8, tent B")):
            page.locator("#id_place").fill(place)
            page.locator("#id_because").fill(f"The logbook says {place}")
        second.locator("#id_recovered_by").fill("Dive team 2")
        expect(second.locator("[data-saved]")).to_contain_text("Saved", timeout=10_000)
        press(first, "Correct")
        expect(first.locator("main")).to_contain_text("What stood there before is kept.")

        press(second, "Correct")
        refusal = second.locator(".refusal")
        expect(refusal).to_contain_text("Mira, mortuary changed this record at")
        expect(refusal).to_contain_text("Choose for each, theirs or yours, and send again.")
        conflict = second.get_by_role("group", name="Where", exact=True)
        expect(conflict).to_contain_text("Theirs: Quay 8, tent A")
        expect(conflict).to_contain_text("Mira, mortuary")
        expect(conflict).to_contain_text("Yours: Quay 8, tent B")
        expect(second.locator("#id_recovered_by")).to_have_value("Dive team 2")
        expect(second.locator("#id_because")).to_have_value("The logbook says Quay 8, tent B")
        assert violations(second) == []
        conflict.get_by_role("radio", name="Yours:").check()
        press(second, "Correct")
        expect(second.locator("main")).to_contain_text("What stood there before is kept.")

        first.goto(midway.here("remains/R-0001/corrections"))
        rows = first.locator("main tbody tr")
        expect(rows).to_have_count(3)
        for said in (former, "Quay 8, tent A", "Quay 8, tent B", "Dive team 2"):
            expect(first.locator("main")).to_contain_text(said)
        expect(first.locator("main")).to_contain_text("The logbook says Quay 8, tent A")
        assert violations(first) == []
        first.locator("tr", has_text="Dive team 2").get_by_role("link").click()
        expect(first.locator("#id_recovered_by")).to_have_value("")
        expect(first.locator("#id_place")).to_have_value("Quay 8, tent B")


def test_a_session_that_ends_in_a_comparison_loses_nothing(midway: Site) -> None:
    with midway.seat_of("fay", PASSWORD) as page:
        _come_to_the_pair(page, midway)
        page.locator("#note").fill("The scar at the chin agrees.")
        page.locator("input[name=scars-seen][value=similar]").check()
        page.locator("select[name=scars-weight]").select_option("medium")
        page.locator("#rest").fill("Nothing else can be told.")
        page.get_by_role("radio", name="strong support for").check()
        page.context.clear_cookies()
        page.get_by_role("button", name="Commit and go on").click()
        saved = page.locator("[data-saved]")
        expect(saved).to_contain_text("Your session ended. Everything on this page is kept.")
        expect(page.locator("#note")).to_have_value("The scar at the chin agrees.")

        with page.context.expect_page() as opened:
            saved.get_by_role("link").click()
        other = opened.value
        other.locator("input[name=login]").fill("fay")
        other.locator("input[name=password]").fill(PASSWORD)
        press(other, "Sign in")
        other.wait_for_load_state()
        other.close()
        page.bring_to_front()
        page.wait_for_url(re.compile("/(pair|done|pause)"), timeout=30_000)
        expect(page.locator("h1")).to_contain_text("is recorded", timeout=30_000)


def test_an_unreadable_picture_among_good_ones_is_named_and_the_others_are_kept(
    midway: Site,
) -> None:
    with midway.seat_of("mira", PASSWORD) as page:
        page.goto(midway.here("remains/new"))
        page.locator("#id_code").fill("R-0700")
        page.locator("#id_place").fill("Quay 8")
        page.locator("#id_without").check()
        press(page, "Record and open")
        page.goto(midway.here("remains/R-0700/photographs"))
        good = [photograph_of_the_dead("R-0700", seen) for seen in ("scared", "smug")]
        choose(
            page,
            "Choose files",
            ("one.png", good[0]),
            ("torn.png", good[1][: len(good[1]) // 2]),
            ("two.png", good[1]),
        )
        rows = page.locator(".upload-files").first.locator("li")
        expect(rows.nth(0)).to_contain_text("Kept as photograph 1 of R-0700.")
        expect(rows.nth(1)).to_contain_text("torn.png")
        expect(rows.nth(1)).to_contain_text(re.compile("cannot be read|ends too early"))
        expect(rows.nth(2)).to_contain_text("Kept as photograph 2 of R-0700.")
        page.reload()
        expect(page.locator("main .task-list li")).to_have_count(2)


def _come_to_the_pair(page: Page, site: Site) -> None:
    page.goto(site.here("examine/"))
    press(page, "Begin")
    page.locator("input[name=scars-seen][value=seen]").check()
    page.locator("#rest").fill("Nothing else can be told.")
    press(page, "Commit")
    page.wait_for_url("**/pair")


def _until(page: Page, holds: Any) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come so far")


def _nothing_readable(site: Site, content: bytes) -> None:
    """No part of a file, of the length of a line, lies open in the home or the temporary folder."""
    parts = [content[at : at + 64] for at in range(100, len(content) - 64, len(content) // 9)]
    looked = 0
    for folder in (site.home, site.home.parent / "temp"):
        for file in folder.rglob("*"):
            if file.is_file():
                looked += 1
                written = file.read_bytes()
                assert not any(part in written for part in parts), file
    assert looked > 3
