"""One page as different people see it: light or dark, from the left or the right, in a narrow window."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tools.crawl import Stop

# A window of 1 280 pixels at 400 % shows 320 of them.
NARROW = 320
_TURN = """([language, direction, sheet]) => new Promise((done) => {
  const root = document.documentElement;
  [root.lang, root.dir] = [language, direction];
  const old = document.querySelector('link[rel=stylesheet]');
  const turned = old.cloneNode();
  turned.href = old.href.replace(/app(\\.[0-9a-f]+)?(\\.rtl)?(\\.[0-9a-f]+)?\\.css/, sheet);
  turned.onload = () => { old.remove(); done(); };
  turned.onerror = () => done();
  old.after(turned);
})"""


def light_or_dark(page: Page, theme: str) -> None:
    """Show a page in a theme, as an account that chose it sees it."""
    page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)


def unfold(page: Page) -> None:
    """Open what can be folded out: what is not shown is not looked at."""
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('main details')) one.open = true; }"
    )


@contextmanager
def in_arabic(page: Page, stop: Stop) -> Iterator[Page]:
    """Show the page in Arabic, from the right, until the block ends.

    The page itself stands where it stood. What answers an act is not asked for again: its words stay, and
    it is turned with the sheet of pages that run from the right.
    """
    if stop.once:
        page.evaluate(_TURN, ["ar", "rtl", "app.rtl.css"])
        yield page
        page.evaluate(_TURN, ["en", "ltr", "app.css"])
        return
    other = page.context.new_page()
    other.set_extra_http_headers({"Accept-Language": "ar"})
    other.set_viewport_size(page.viewport_size or {"width": 1280, "height": 720})
    try:
        other.goto(page.url)
        yield other
    finally:
        other.close()


@contextmanager
def narrow(page: Page) -> Iterator[Page]:
    """Show a page in the narrow window of somebody who reads it at 400 %, until the block ends."""
    wide = page.viewport_size or {"width": 1280, "height": 720}
    page.set_viewport_size({"width": NARROW, "height": 800})
    try:
        yield page
    finally:
        page.set_viewport_size(wide)


def too_wide(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    over = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return max(0, int(over))
