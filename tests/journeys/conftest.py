"""People at their pages: a real browser, a serving process, a home in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.exercise.conftest import held, untouched
from tools.browser import FLAGS, get

__all__ = ["browser", "exercise", "held", "untouched"]

AXE = Path("node_modules/axe-core/axe.min.js")
_WAIT_SECONDS = 60
# A machine that does other things at the same time is slow, and no fault of a page.
_PATIENCE_MS = 60_000
expect.set_options(timeout=_PATIENCE_MS)


@dataclass
class Site:
    """A home that is served. `address` is http://localhost:PORT; `operation` the one in it."""

    address: str
    home: Path
    browser: Browser
    operation: str = ""
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def seat(self, **how: Any) -> Iterator[Page]:
        """Give somebody a browser of their own; what its console complains of is a fault."""
        context = self.browser.new_context(base_url=self.address, **how)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._answered)
        try:
            yield page
        finally:
            context.close()

    @contextmanager
    def seat_of(self, name: str, password: str, **how: Any) -> Iterator[Page]:
        """Give a member of the crew a browser, signed in."""
        with self.seat(**how) as page:
            sign_in(page, name, password)
            yield page

    def here(self, path: str = "") -> str:
        """Return an address in the operation."""
        return f"{self.address}/o/{self.operation}/{path}"

    def _heard(self, message: ConsoleMessage) -> None:
        # What a page refuses with is told by its status; the browser complains of it besides.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _answered(self, answer: Any) -> None:
        if answer.status >= 500 or (answer.status == 404 and "/static/" in answer.url):
            self.faults.append(f"{answer.status} {answer.url}")


def sign_in(page: Page, name: str, password: str) -> None:
    """Sign in by name and password, as a person does."""
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys of a process, found or installed; never left out."""
    # Looked for first: whoever looks may need Playwright herself, and a process has room for one.
    found = get()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def served(home: Path, browser: Browser, folder: Path, *, operation: str = "") -> Iterator[Site]:
    """Serve a home in a process of its own, as `antigone serve` does, until the block ends."""
    port = _free_port()
    temp = folder / "temp"
    temp.mkdir(exist_ok=True)
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "antigone", "serve", "--port", str(port)],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(temp),
            "LC_ALL": "C.UTF-8",
            "ANTIGONE_HOME": str(home),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_until_it_answers(process, f"{address}/sign-in", folder / "serve.log")
        site = Site(address, home, browser, operation)
        yield site
        assert not site.faults, site.faults
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        log.close()


@pytest.fixture(scope="session")
def exercise(
    held: Any, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The home of the exercise, a copy of it, served for everybody who looks at its pages."""
    import shutil

    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(held.folder / "untouched" / "home", folder / "ferry")
    settings = (folder / "ferry" / "antigone.toml").read_text("utf-8")
    operation = next(
        line.split('"')[1] for line in settings.splitlines() if line.startswith("operation")
    )
    with served(folder / "ferry", browser, folder, operation=operation) as site:
        yield site


@pytest.fixture(scope="session")
def midway(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home in which the crew has begun: one request, one body, and a pair that waits for two."""
    folder = tmp_path_factory.mktemp("midway")
    command = [sys.executable, "-m", "tests.journeys.empty_home", str(folder / "home"), "midway"]
    subprocess.run(command, check=True, env={**os.environ, "HOME": str(folder)})
    with served(folder / "home", browser, folder, operation="FERRY") as site:
        yield site


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core holds against a page, each as rule and place; of these rules, or of all."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """rules => axe.run(document, {
            resultTypes: ['violations'], ...(rules.length ? {runOnly: rules} : {})
        })""",
        list(rules),
    )
    return [
        f"{one['id']}: {node['html'][:160]} {json.dumps(node.get('failureSummary', ''))[:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(log.read_text("utf-8", "replace"))
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}: {log.read_text('utf-8', 'replace')}")
