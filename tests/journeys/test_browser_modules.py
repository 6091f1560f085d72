"""The modules of the browser, each on markup of its own: what is lost, what is shown, which key does what."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.stand import Asked, Stand, stand

Opened = Callable[[str], Page]
REFUSED = {
    "code": "unreadable",
    "sentence": "It cannot be read.",
    "remedy": "Ask for the original.",
}
SIGNED_OUT = {"code": "signed-out", "sentence": "You are not signed in.", "remedy": "Sign in."}


@pytest.fixture
def here() -> Iterator[Stand]:
    with stand() as one:
        yield one


@pytest.fixture
def opened(here: Stand, browser: Browser) -> Iterator[Opened]:
    """Open a page whose body the test gives; afterwards nothing is kept, and the console is quiet."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: "Content Security" in said.text and faults.append(said.text))

    def open_page(body: str) -> Page:
        here.body = body
        page.clock.install()
        page.goto(here.address)
        return page

    yield open_page
    kept = page.evaluate("[localStorage.length, sessionStorage.length]")
    context.close()
    assert faults == []
    assert kept == [0, 0]


# ------------------------------------------------------------------------------------------ drafts

DRAFT = (
    '<form method="post" data-draft="/draft"><p class="saved" data-saved></p>'
    '<input type="hidden" name="csrfmiddlewaretoken" value="old">'
    '<input type="hidden" name="version" value="1">'
    '<input name="place" aria-label="Where"><input type="password" name="signature"></form>'
)


def test_what_is_written_is_saved_three_seconds_after_the_last_key(
    here: Stand, opened: Opened
) -> None:
    here.answers["/draft"] = lambda _: (200, {"time": "10:42", "version": "2"})
    page = opened(DRAFT)
    page.get_by_label("Where").fill("Quay 3")
    page.locator("[name=signature]").fill("a secret")
    page.clock.run_for(2_500)
    assert here.of("/draft") == []
    page.clock.run_for(600)
    expect(page.locator("[data-saved]")).to_have_text("Saved 10:42")

    (sent,) = here.of("/draft")
    assert sent.form == {"csrfmiddlewaretoken": "old", "version": "1", "place": "Quay 3"}
    assert sent.headers["x-csrftoken"] == "old"
    assert page.locator("[name=version]").input_value() == "2"


def test_without_a_connection_it_says_since_when_and_goes_on_by_itself(
    here: Stand, opened: Opened
) -> None:
    replies: list[tuple[int, object] | None] = [(200, {"time": "10:42"}), None, None]
    here.answers["/draft"] = lambda _: replies.pop(0) if replies else (200, {"time": "10:50"})
    page = opened(DRAFT)
    line = page.locator("[data-saved]")
    page.get_by_label("Where").fill("Quay")
    page.clock.run_for(3_100)
    expect(line).to_have_text("Saved 10:42")
    page.get_by_label("Where").fill("Quay 3")
    page.clock.run_for(3_100)
    expect(line).to_have_text("Not saved since 10:42. Keep this page open; it goes on by itself.")

    for _ in range(8):
        page.clock.run_for(5_000)
        if line.inner_text() == "Saved 10:50":
            break
    expect(line).to_have_text("Saved 10:50")
    assert here.of("/draft")[-1].form["place"] == "Quay 3"


@pytest.mark.parametrize(
    ("account", "end"), [("7", "Saved 11:00"), ("8", "is not saved under their name")]
)
def test_after_an_ended_session_it_goes_on_only_for_the_same_person(
    here: Stand, opened: Opened, account: str, end: str
) -> None:
    def answer(asked: Asked) -> tuple[int, object]:
        fresh = asked.headers["x-csrftoken"] == "fresh"
        return (200, {"time": "11:00"}) if fresh else (401, SIGNED_OUT)

    here.answers["/draft"] = answer
    page = opened(DRAFT)
    page.get_by_label("Where").fill("Quay 3")
    page.clock.run_for(3_100)
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_have_attribute(
        "target", "_blank"
    )
    assert page.get_by_label("Where").input_value() == "Quay 3"

    here.answers["/me/token"] = lambda _: (200, {"account": account, "token": "fresh"})
    page.clock.run_for(5_100)
    expect(page.locator("[data-saved]")).to_contain_text(end)
    assert len(here.of("/draft")) == (2 if account == "7" else 1)


def test_a_conflict_is_shown_and_nothing_is_written_over(here: Stand, opened: Opened) -> None:
    said = {**REFUSED, "sentence": "D. Weld saved this station.", "url": "/choose"}
    here.answers["/draft"] = lambda _: (409, said)
    page = opened(DRAFT)
    page.get_by_label("Where").fill("Quay 3")
    page.clock.run_for(3_100)
    expect(page.get_by_role("link", name="Choose for each field")).to_have_attribute(
        "href", "/choose"
    )
    page.get_by_label("Where").fill("Quay 4")
    page.clock.run_for(10_000)

    assert len(here.of("/draft")) == 1


# ----------------------------------------------------------------------------------------- uploads

UPLOAD = (
    '<form><section data-upload="/uploads" data-upload-with="remains=R-0042" data-upload-name="kept">'
    '<input type="file" name="files" multiple aria-label="Files">'
    "<ul data-upload-files></ul></section></form>"
)
CONTENT = bytes(range(256)) * 10_000  # 2.56 MB: three parts


class Shelf:
    """Keeps what arrives; loses the connection once, after the second part was written."""

    def __init__(self, here: Stand) -> None:
        self.content = b""
        self.lost = False
        here.answers["/uploads"] = lambda _: (201, {"url": "/uploads/1", "offset": 0})
        here.answers["/uploads/1"] = self.answer

    def answer(self, asked: Asked) -> tuple[int, object] | None:
        if asked.method == "GET":
            return 200, {"offset": len(self.content), "size": len(CONTENT)}
        if asked.method == "POST":
            return 201, {"receipt": {"sentence": "Kept as photograph 2.", "value": "k1"}}
        if int(asked.headers["upload-offset"]) != len(self.content):
            return 409, {"offset": len(self.content)}
        self.content += asked.body
        if len(self.content) > 1 << 20 and not self.lost:
            self.lost = True
            return None
        return 200, {"offset": len(self.content)}


def test_a_broken_upload_goes_on_where_it_stopped(here: Stand, opened: Opened) -> None:
    shelf = Shelf(here)
    page = opened(UPLOAD)
    file = {"name": "quay3_0142.jpg", "mimeType": "image/jpeg", "buffer": CONTENT}
    page.get_by_label("Files").set_input_files(files=[file])
    row = page.locator("[data-upload-files] li")
    expect(row).to_contain_text("Connection lost at 40 %. It goes on by itself.")
    page.clock.run_for(2_100)
    expect(row).to_contain_text("Kept as photograph 2.")

    assert shelf.content == CONTENT
    (begun,) = here.of("/uploads")
    assert begun.form == {
        "remains": "R-0042",
        "name": "quay3_0142.jpg",
        "size": str(len(CONTENT)),
        "type": "image/jpeg",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }
    # The second part arrived although its answer was lost: it is not sent again.
    sent = [int(one.headers["upload-offset"]) for one in here.of("/uploads/1", "PUT")]
    assert sent == [0, 1 << 20, 2 << 20]
    assert page.locator("input[name=kept]").input_value() == "k1"
    # By name, the form would send the file a second time.
    assert page.locator("input[type=file]").get_attribute("name") is None


def test_a_form_waits_for_its_files(here: Stand, opened: Opened) -> None:
    arrived = threading.Event()

    def begin(_: Asked) -> tuple[int, object]:
        arrived.wait(10)
        return 200, {"receipt": {"sentence": "Kept.", "value": "k1"}}

    here.answers["/uploads"] = begin
    here.answers["/done"] = lambda _: (200, {})
    form = UPLOAD.replace("<form>", '<form method="post" action="/done" data-once>')
    page = opened(form.replace("</form>", "<button>Record</button></form>"))
    file = {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": b"1"}
    page.get_by_label("Files").set_input_files(files=[file])
    page.get_by_role("button", name="Record").click()
    page.clock.run_for(100)
    expect(page.locator("#polite")).to_have_text(
        "The files are still being sent; then it goes on by itself."
    )
    assert here.of("/done") == []
    with page.expect_navigation():
        arrived.set()

    (sent,) = here.of("/done")
    assert sent.form == {"kept": "k1"}


def test_each_file_has_its_own_answer(here: Stand, opened: Opened) -> None:
    def begin(asked: Asked) -> tuple[int, object]:
        if asked.form["name"] == "spoilt.jpg":
            return 422, REFUSED
        receipt = {"sentence": "Already here as photograph 1 of R-0040. Nothing was added."}
        return 200, {"receipt": receipt}

    here.answers["/uploads"] = begin
    page = opened(UPLOAD)
    files = [
        {"name": name, "mimeType": "image/jpeg", "buffer": name.encode()}
        for name in ("spoilt.jpg", "again.jpg")
    ]
    page.get_by_label("Files").set_input_files(files=files)
    rows = page.locator("[data-upload-files] li")
    expect(rows.nth(0)).to_contain_text("It cannot be read. Ask for the original.")
    expect(rows.nth(1)).to_contain_text("Already here as photograph 1 of R-0040.")
    page.clock.run_for(100)
    expect(page.locator("#polite")).to_have_text("Files kept: 1 of 2. Refused: 1.")


# ------------------------------------------------------------------------------------------- stage

BUTTONS = "".join(
    f'<button type="button" data-stage-do="{name}" data-key="{key}">{name}</button>'
    for name, key in [
        ("grey", "Space"),
        ("colour", "Shift+Space"),
        ("closer", "+"),
        ("fit", "0"),
        ("right", "r"),
        ("flip", "h"),
        ("brighter", "e"),
        ("outlines", "o"),
        ("points", "p"),
    ]
)


def stage(name: str = "one", more: str = "", pane: str = "") -> str:
    return (
        f'<section class="stage-group" data-stage id="{name}" data-reveal="/reveal" {pane}'
        ' data-cover="/cover" data-covered-label="Photograph 2, covered"'
        ' data-shown-label="Photograph 2" data-width="600" data-height="800"'
        ' data-points-field="landmarks" data-points-words=\'["eye","eye","nose","mouth","mouth"]\'>'
        '<div class="stage" data-stage-image role="application" tabindex="0"'
        ' aria-label="Photograph 2, covered"><div class="stage-cover" data-stage-cover>'
        f"<p>Covered</p></div></div><p data-stage-state></p><div class=stage-tools>{BUTTONS}</div>"
        f'<input type="hidden" name="rotate" data-stage-field="rotate">{more}</section>'
    )


FACES = (
    '<ol><li data-face="1" data-box="100,100,200,300">weak</li>'
    '<li data-face="2" data-box="400,100,100,100">too small</li></ol>'
)


def reveal(asked: Asked) -> tuple[int, object]:
    return 200, {"picture": f"/picture?tone={asked.form['step']}"}


def test_not_a_byte_of_the_picture_before_the_asking_and_none_after_the_covering(
    here: Stand, opened: Opened
) -> None:
    here.answers["/reveal"] = reveal
    here.answers["/cover"] = lambda _: (200, {})
    page = opened(stage())
    box = page.locator("[data-stage-image]")
    box.focus()
    assert here.asked == []

    page.keyboard.press("Space")
    expect(page.locator("[data-stage-state]")).to_contain_text("Shown in grey")
    assert [one.path for one in here.asked] == ["/reveal", "/picture"]
    assert here.of("/picture")[0].query == {"tone": "grey"}
    expect(box).to_have_attribute("aria-label", "Photograph 2")
    page.keyboard.press("Shift+Space")
    expect(page.locator("[data-stage-state]")).to_contain_text("Shown in colour")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-label", "Photograph 2, covered")
    expect(page.locator("[data-stage-cover]")).to_be_visible()

    assert page.locator("#one img").count() == 0
    assert [one.form["step"] for one in here.of("/reveal")] == ["grey", "colour"]


@pytest.mark.parametrize("leaving", ["stillness", "blur"])
def test_it_covers_itself_when_nobody_looks(here: Stand, opened: Opened, leaving: str) -> None:
    here.answers["/reveal"] = reveal
    page = opened(stage())
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#one img")).to_have_count(1)
    if leaving == "blur":
        page.evaluate("window.dispatchEvent(new Event('blur'))")
    else:
        page.clock.run_for(58_000)
        expect(page.locator("#one img")).to_have_count(1)
        page.clock.run_for(4_000)

    expect(page.locator("#one img")).to_have_count(0)
    expect(page.locator("[data-stage-cover]")).to_be_visible()


def test_a_refusal_is_shown_where_the_picture_would_be(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = lambda _: (403, REFUSED)
    page = opened(stage())
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Space")

    expect(page.locator("[data-stage-cover]")).to_contain_text("It cannot be read.")
    expect(page.locator("[data-stage-cover]")).to_contain_text("Ask for the original.")
    assert here.of("/picture") == []


def test_turning_mirroring_and_light_change_the_copy_and_say_so(
    here: Stand, opened: Opened
) -> None:
    here.answers["/reveal"] = reveal
    page = opened(stage(more=FACES))
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#one img")).to_have_count(1)
    for key in ("0", "r", "Shift+R", "h", "e"):
        page.keyboard.press(key)
    state = page.locator("[data-stage-state]")

    expect(state).to_contain_text("turned by 50 degrees · mirrored · exposure +0.3")
    assert page.locator("[name=rotate]").input_value() == "50"
    assert here.of("/picture")[-1].query == {"tone": "grey", "exposure": "0.3"}
    # The outline lies on its face: the corners of the drawing and of the outline, by one matrix.
    assert page.locator(".stage-marks polygon.over").count() == 2
    page.keyboard.press("o")
    assert page.locator(".stage-marks polygon").count() == 0


def test_an_outline_lies_where_its_face_is_however_the_photograph_is_turned(
    here: Stand, opened: Opened
) -> None:
    here.answers["/reveal"] = reveal
    # The white corner of the drawing: 40 of 300 pixels, so 80 of the 600 of the original.
    page = opened(stage(more='<ol><li data-face="1" data-box="0,0,80,80">corner</li></ol>'))
    box = page.locator("[data-stage-image]")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#one img")).to_have_count(1)
    for key in ("0", "Shift+R", "Shift+R", "r", "h"):
        page.keyboard.press(key)
    outline = page.locator("polygon.over").bounding_box()
    page.keyboard.press("o")
    assert outline
    middle = (outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2)

    shot = Image.open(BytesIO(page.screenshot())).convert("L")
    assert shot.getpixel((round(middle[0]), round(middle[1]))) == 255
    assert shot.getpixel((round(middle[0]), round(middle[1] + outline["height"]))) != 255


def test_five_points_are_set_by_keys_in_pixels_of_the_original(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    page = opened(stage(more="<ol data-stage-points></ol>"))
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#one img")).to_have_count(1)
    page.keyboard.press("p")
    field = page.locator("[name=landmarks]")

    def points() -> list[list[float]]:
        return [[float(n) for n in one.split(",")] for one in field.input_value().split()]

    before = points()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    after = points()
    assert after[1] == [before[1][0] + 1, before[1][1] + 10]
    assert after[0] == before[0]
    page.get_by_label("nose, from the left").fill("123")
    assert points()[2][0] == 123
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Escape")

    # Escape ended the points and did not cover: what was set can still be looked at.
    expect(page.locator("#one img")).to_have_count(1)
    assert len(points()) == 5


def test_a_face_is_chosen_by_its_number_or_by_pressing_it(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    choices = "".join(
        f'<label><input type="radio" name="face" value="{value}" data-key="{value}"'
        f' data-say="Face {value} of 2">{value}</label>'
        for value in (1, 2)
    )
    page = opened(stage(more=FACES) + f'<fieldset data-marking="one">{choices}</fieldset>')
    assert page.locator("[name=face]:checked").count() == 0
    page.locator("[data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#one img")).to_have_count(1)
    page.keyboard.press("2")
    page.clock.run_for(100)
    expect(page.locator("#polite")).to_have_text("Face 2 of 2")
    outline = page.locator(".stage-marks g.other polygon.over").bounding_box()
    assert outline
    page.mouse.click(outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2)

    assert page.locator("[name=face]:checked").input_value() == "1"


def pair() -> str:
    tools = "".join(
        f'<button type="button" data-compare-do="{name}" data-key="{key}">{name}</button>'
        for name, key in [("together", "y"), ("overlay", "2"), ("blink", "3"), ("point", "p")]
    )
    panes = stage("a", pane="data-pane=a") + stage("b", pane="data-pane=b")
    # Points of one face are not for pairs: here the key sets a point on both.
    panes = panes.replace('data-stage-do="points" data-key="p"', "disabled")
    return (
        f'<section data-compare data-key-scope="Pair"><div class="compare-panes" data-compare-panes>'
        f"{panes}</div>{tools}"
        '<label data-compare-mix hidden>B <input type="range"></label><p data-compare-state></p>'
        '<ol data-compare-points></ol><input type="hidden" name="pairs" data-compare-field></section>'
    )


def test_two_photographs_move_together_and_apart(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    page = opened(pair())
    page.locator("#a [data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-compare] img")).to_have_count(2)
    matrices = (
        "[...document.querySelectorAll('[data-compare] img')].map((one) => one.style.transform)"
    )
    for key in ("+", "r", "ArrowLeft"):
        page.keyboard.press(key)
    first, second = page.evaluate(matrices)
    assert first == second
    page.keyboard.press("Tab")
    page.keyboard.press("y")
    page.keyboard.press("+")
    still, moved = page.evaluate(matrices)
    assert (still, moved != second) == (first, True)

    page.keyboard.press("Escape")
    expect(page.locator("[data-compare] img")).to_have_count(0)


def test_pairs_of_points_are_written_down_for_both(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    page = opened(pair())
    page.locator("#a [data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-compare] img")).to_have_count(2)
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")

    # Both begin in the middle of 600 × 800; one step to the right on A, ten up on B.
    assert page.locator("[name=pairs]").input_value() == "301,400 300,390"
    page.get_by_role("button", name="Take away").click()
    assert page.locator("[name=pairs]").input_value() == ""


def test_nothing_blinks_before_a_key_and_never_fast(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    page = opened(pair())
    page.locator("#a [data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-compare] img")).to_have_count(2)
    hidden = "document.querySelector('#b [data-stage-image]').style.visibility === 'hidden'"
    page.clock.run_for(3_000)
    assert page.evaluate(hidden) is False
    page.keyboard.press("3")
    seen = []
    for _ in range(10):
        page.clock.run_for(200)
        seen.append(page.evaluate(hidden))
    changes = sum(one != other for one, other in pairwise(seen))

    # Two seconds at 1.5 Hz would be six changes.
    assert 1 <= changes <= 6


def test_one_over_the_other_the_first_leads(here: Stand, opened: Opened) -> None:
    here.answers["/reveal"] = reveal
    page = opened(pair())
    page.locator("#b [data-stage-image]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-compare] img")).to_have_count(2)
    page.keyboard.press("2")
    places = [page.locator(f"#{one} [data-stage-image]").bounding_box() for one in "ab"]

    assert places[0] == places[1]
    assert page.locator("#b [data-stage-image]").evaluate("one => one.style.opacity") == "0.5"
    # The keys go on acting: the focus went to the one whose tools are seen.
    assert page.evaluate("document.activeElement.closest('[data-stage]').id") == "a"
    page.keyboard.press("2")
    apart = [page.locator(f"#{one} [data-stage-image]").bounding_box() for one in "ab"]
    assert apart[0] and apart[1] and apart[0]["x"] < apart[1]["x"]


# -------------------------------------------------------------------------------------------- keys

KEYS = (
    '<a href="#worklist" id="w" data-key="g w">Worklist</a><a href="#rest" id="s" data-key="s">Rest</a>'
    '<input id="find" data-key="/" data-key-label="Search">'
    '<ul data-rows><li data-row><a href="#one" id="r1">one</a></li>'
    '<li data-row><a href="#two" id="r2">two</a></li></ul>'
    '<a href="#primary" data-primary>Open</a><button type="button" data-open-keys>Keys</button>'
)


def test_keys_reach_rows_search_worklist_and_the_main_step(opened: Opened) -> None:
    page = opened(KEYS)
    for keys, focused in [("j", "r1"), ("j", "r2"), ("k", "r1"), ("/", "find")]:
        page.keyboard.press(keys)
        assert page.evaluate("document.activeElement.id") == focused
    # While one writes, a letter is a letter.
    page.keyboard.type("sj")
    assert page.locator("#find").input_value() == "sj"
    assert page.evaluate("location.hash") == ""
    page.locator("#r1").focus()
    page.keyboard.press("g")
    page.keyboard.press("w")
    assert page.evaluate("location.hash") == "#worklist"
    page.keyboard.press("Control+Enter")
    assert page.evaluate("location.hash") == "#primary"


@pytest.mark.parametrize(
    ("key", "code", "focused"),
    # Ukrainian "о" stands where the Latin j is; on a French board digits need no shift by place.
    [("о", "KeyJ", "r1"), ("ت", "KeyJ", "r1"), ("j", "KeyC", "r1"), ("؟", "Slash", "dialog")],
)
def test_keys_are_found_on_every_layout(opened: Opened, key: str, code: str, focused: str) -> None:
    page = opened(KEYS)
    page.evaluate(
        "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key, code, shiftKey: key === '؟', bubbles: true, cancelable: true}))",
        [key, code],
    )
    if focused == "dialog":
        expect(page.get_by_role("dialog")).to_contain_text("Worklist")
    else:
        assert page.evaluate("document.activeElement.id") == focused


def test_single_keys_can_be_switched_off(opened: Opened) -> None:
    page = opened(KEYS)
    page.evaluate("document.documentElement.dataset.singleKeys = 'off'")
    for key in ("s", "j", "?"):
        page.keyboard.press(key)
    assert page.evaluate("[location.hash, document.activeElement.id]") == ["", ""]
    page.keyboard.press("Control+Enter")
    assert page.evaluate("location.hash") == "#primary"
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_contain_text("Single keys are switched off")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


# ----------------------------------------------------------------------------------- tables, charts


def test_components_are_filled_in_by_keys(opened: Opened) -> None:
    rows = "".join(
        f'<tr data-component="{name}"><th>{name}</th><td data-choices>'
        + "".join(
            f'<label><input type="radio" name="{name}">{one}</label>' for one in ("seen", "not")
        )
        + f'</td><td><input aria-label="Note on {name}"></td></tr>'
        for name in ("Ears", "Mouth")
    )
    page = opened(f"<table data-components><tbody>{rows}</tbody></table>")
    page.locator("[name=Ears]").first.focus()
    page.keyboard.press("2")
    page.clock.run_for(100)
    expect(page.locator("#polite")).to_have_text("Ears: not. 1 of 2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("n")
    page.keyboard.type("12")

    assert page.get_by_label("Note on Mouth").input_value() == "12"
    checked = [
        page.locator(f"[name={name}]").evaluate_all("all => all.map(one => one.checked)")
        for name in ("Ears", "Mouth")
    ]
    assert checked == [[False, True], [True, False]]


def test_a_tooth_is_reached_by_arrows_and_written_into_the_list(opened: Opened) -> None:
    teeth = "".join(
        f'<li data-tooth="{number}"><label for="t{number}">{number}</label><select id="t{number}">'
        '<option value="">not looked at</option><option data-mark="sound">sound</option>'
        '<option data-mark="missing">missing</option></select></li>'
        for number in ("18", "17", "21", "48", "47", "31")
    )
    page = opened(f'<div data-odontogram aria-label="Teeth"><ol>{teeth}</ol></div>')
    page.get_by_role("application", name="Teeth").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")

    assert page.locator("#t47").evaluate("one => one.selectedOptions[0].text") == "missing"
    assert page.locator("g.tooth.missing").count() == 1
    # The body's right stands on the reader's left: 17 before 21.
    right, left = (page.locator("g.tooth").nth(at).bounding_box() for at in (1, 2))
    assert right and left and right["x"] < left["x"]


def test_a_part_of_the_body_is_reached_by_arrows_and_marked_in_the_list(opened: Opened) -> None:
    parts = ("front-chest", "front-right-shoulder", "front-left-shoulder", "back-right-shoulder")
    items = "".join(
        f'<li data-region="{one}"><label><input type="checkbox" name="region" value="{one}">{one}'
        "</label></li>"
        for one in parts
    )
    page = opened(f'<div data-bodymap aria-label="Body"><ul>{items}</ul></div>')
    page.get_by_role("application", name="Body").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.clock.run_for(100)

    # Seen from the front, the body's right lies on the reader's left.
    checked = page.locator("[name=region]:checked").evaluate_all("all => all.map(one => one.value)")
    assert checked == ["front-right-shoulder"]
    expect(page.locator("#polite")).to_have_text("front-right-shoulder: marked")


MANY = 400


def test_of_a_large_matrix_only_what_is_in_view_stands_in_the_page(opened: Opened) -> None:
    """400 bodies and 400 people: 160 400 cells, of which a window holds some hundreds."""
    rows = [
        {
            "body": f"R{at}",
            "shares": {str(at): 0.75},
            "out": {"0": 0} if at else {},
            "addresses": {str(at): f"#pair-{at}"},
            "none": 0.25,
        }
        for at in range(MANY)
    ]
    cells = {"people": [f"M{at}" for at in range(MANY)], "grounds": ["by DNA"], "rows": rows}
    page = opened(
        '<div data-matrix="Every pair" data-none="none of these" data-nothing="below 0.005">'
        f'<script type="application/json">{json.dumps(cells)}</script></div>'
    )
    shown = page.locator(".matrix-cells > span")
    assert 50 < shown.count() < 1000
    view = page.get_by_role("application", name="Every pair")
    view.focus()

    def told() -> str | None:
        return page.locator(".chart-says").text_content()

    assert told() == "R0 · M0: 0.75"
    page.keyboard.press("ArrowDown")
    assert told() == "R1 · M0: by DNA"
    page.keyboard.press("Control+End")
    page.clock.run_for(100)
    assert told() == "R399 · none of these: 0.25"
    page.keyboard.press("ArrowLeft")
    page.clock.run_for(100)
    expect(page.locator("#polite")).to_have_text("R399 · M399: 0.75")
    # What is held is in view, with its body and its person beside and above it.
    held, around = (page.locator(one).bounding_box() for one in (".held", ".matrix-view"))
    assert held and around
    assert around["x"] + 132 <= held["x"] and held["x"] + 84 <= around["x"] + around["width"]
    assert around["y"] + 32 <= held["y"] and held["y"] + 32 <= around["y"] + around["height"]
    assert page.locator(".matrix-sides > b").last.text_content() == "R399"
    assert shown.count() < 1000
    page.keyboard.press("Enter")
    assert page.url.endswith("#pair-399")
    page.emulate_media(media="print")
    expect(view).to_be_hidden()


def test_a_conclusion_that_changes_is_counted_from_its_second_answer(opened: Opened) -> None:
    choices = "".join(f'<input type="radio" name="support" value="{n}">' for n in range(3))
    page = opened(
        f'<form><input type="hidden" name="n" value="0" data-counts="support">{choices}</form>'
    )
    for value, changes in [(0, "0"), (2, "1"), (0, "2")]:
        page.locator(f"[name=support][value='{value}']").check()
        assert page.locator("[name=n]").input_value() == changes


@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_the_account_decides_the_theme_and_else_the_system(opened: Opened, theme: str) -> None:
    page = opened("<p>x</p>")
    page.emulate_media(color_scheme="dark")
    if theme:
        page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    # #f7f6f3 and #14191b, as the tokens say.
    assert ground == ("rgb(247, 246, 243)" if theme == "light" else "rgb(20, 25, 27)")


def test_a_printed_sheet_says_at_its_head_what_it_is(opened: Opened) -> None:
    head = '<div class="sheet-head"><span>R-0042 · Ferry</span><span>restricted</span></div>'
    page = opened(f'<p class="notice-line">Nobody here exists.</p>{head}' + "<p>x</p>" * 80)
    sheets = page.pdf(prefer_css_page_size=True)

    texts = [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(sheets)]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert "R-0042 · Ferry · restricted" in text
        assert "Nobody here exists." in text
        assert f"{number} / {len(texts)}" in text
