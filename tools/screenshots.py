"""Take a picture of every kind of page of the exercise, for the documentation and for whoever looks.

    make screenshots            writes them to docs/screenshots/, light; a few dark, Arabic and narrow

The pages are those of a fresh exercise; nobody in it exists, and every photograph stays covered.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from antigone.exercise.cast import OPERATION, PASSWORD
from tests.journeys.conftest import served, sign_in
from tools.browser import FLAGS, get
from tools.crawl import CREW, doors, walk

TARGET = Path("docs/screenshots")
# Beside the light one: how each of these looks to others.
ALSO: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "arabic": {"locale": "ar"},
    "narrow": {"viewport": {"width": 320, "height": 900}},
}
_SHOWN_AGAIN = ("worklist", "remains-CODE", "requests-CODE", "decisions-ID", "remains-new")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    # Looked for first: whoever looks may need Playwright herself, and a process has room for one.
    found = get()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "ferry"
        if not home.exists():
            command = [sys.executable, "-m", "antigone", "exercise", "--into", str(home)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        browser = play.chromium.launch(executable_path=found, args=list(FLAGS))
        with served(home, browser, Path(folder), operation=OPERATION) as site:
            again = []
            seen: set[str] = set()
            for member in CREW:
                with site.seat_of(member, PASSWORD) as page:
                    for stop in walk(page, member, seen, begin=doors(OPERATION)):
                        page.screenshot(path=TARGET / f"{stop.name}.png", full_page=True)
                        print(stop.name, member, flush=True)
                        again += [stop] if stop.name in _SHOWN_AGAIN else []
            for name, how in ALSO.items():
                for stop in again:
                    with site.seat(**how) as page:
                        sign_in(page, stop.member, PASSWORD)
                        page.goto(stop.address)
                        page.screenshot(path=TARGET / f"{stop.name}-{name}.png", full_page=True)
            # What a console complained of stands in the tests, not here.
            site.faults.clear()


if __name__ == "__main__":
    main()
