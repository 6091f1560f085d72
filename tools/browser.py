"""Find the browser in which the pages are tested, or get one; say loudly where there can be none.

The system's Chromium first; as root, Debian's is installed; else Playwright's own is fetched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# A closed network and a machine without a screen: without these, every start looks for its maker's
# servers, and the sandbox of the browser refuses to run as root.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(SystemExit):
    """The pages cannot be tested here; that must not pass for tested."""


def find() -> str | None:
    """Return the path of a browser that is installed, None if there is none."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        own = Path(play.chromium.executable_path)
    return str(own) if own.is_file() else None


def get() -> str:
    """Return the path of a browser, installed now if need be. Raises `NoBrowser`."""
    if found := find():
        return found
    tried = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the tests of the pages …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
            done = subprocess.run(
                ["apt-get", "-qq", *words], env=quiet, check=False, capture_output=True, text=True
            )
            tried.append(f"apt-get {words[0]}: exit {done.returncode} {done.stderr[-300:]}")
    if found := find():
        return found
    print("Fetching Playwright's own Chromium …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        check=False,
        capture_output=True,
        text=True,
    )
    tried.append(f"playwright install: exit {done.returncode} {done.stderr[-300:]}")
    if found := find():
        return found
    raise NoBrowser(
        "No browser: the pages cannot be tested. Install Chromium and run make test again.\n"
        + "\n".join(tried)
    )


if __name__ == "__main__":
    print(get())
