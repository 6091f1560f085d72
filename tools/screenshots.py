"""Take pictures of every page there is, for the documentation and for whoever looks.

    make screenshots            writes them to docs/screenshots/: light, dark, Arabic and narrow

Beside the finished exercise stand what waits half-way, what is empty, what refuses, and the doors of a real
home. Nobody in them exists, and every photograph stays covered. What folds is open in the dark and the
narrow pictures, and closed in the others, as one meets it.
"""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from antigone.exercise.cast import OPERATION
from tests.journeys import half_way, real_home, stops
from tests.journeys.conftest import Site, served
from tests.journeys.looks import in_arabic, light_or_dark, narrow, unfold
from tools.browser import FLAGS, get
from tools.crawl import Stop

TARGET = Path("docs/screenshots")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    # Looked for first: whoever looks may need Playwright herself, and a process has room for one.
    path = get()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        for page, stop in everywhere(browser, Path(folder)):
            take(page, stop)
            print(stop.name, stop.member, flush=True)


def everywhere(browser: Browser, folder: Path) -> stops.Stood:
    """Yield every page of the homes, which are made anew."""
    for name in ("ferry", "half", "real"):
        (folder / name).mkdir()
    made = [sys.executable, "-m", "antigone", "exercise", "--into", f"{folder / 'ferry' / 'home'}"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    waiting = half_way.made(folder / "half" / "home")
    real_home.found(folder / "real")
    with ExitStack() as serving:

        def serve(name: str, operation: str = "") -> Site:
            at = folder / name
            return serving.enter_context(served(at / "home", browser, at, operation=operation))

        ferry, half, real = serve("ferry", OPERATION), serve("half", OPERATION), serve("real")
        yield from stops.in_the_exercise(ferry)
        yield from stops.before_the_door(ferry)
        yield from stops.half_way(half, waiting)
        yield from stops.where_nothing_is_recorded(half)
        yield from stops.with_a_second_factor(real)
        # What a console complained of stands in the tests, not here.
        for site in (ferry, half, real):
            site.faults.clear()


def take(page: Page, stop: Stop) -> None:
    """Take the four pictures of one page."""
    _keep(page, stop, "")
    with in_arabic(page, stop) as other:
        _keep(other, stop, "-arabic")
    unfold(page)
    light_or_dark(page, "dark")
    _keep(page, stop, "-dark")
    light_or_dark(page, "light")
    with narrow(page):
        _keep(page, stop, "-narrow")


def _keep(page: Page, stop: Stop, how: str) -> None:
    page.screenshot(path=TARGET / f"{stop.name}{how}.png", full_page=True)


if __name__ == "__main__":
    main()
