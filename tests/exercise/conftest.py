"""The exercise, held once for all tests that look at it, as people hold it."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Place:
    """A folder in which commands run, each in a process of its own."""

    folder: Path
    home: Path
    answer: dict[str, Any] = field(default_factory=dict)
    log: str = field(default="", repr=False)
    printed: str = field(default="", repr=False)

    def run(self, *words: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        temp = self.folder / "temp"
        temp.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-W", "error", *map(str, words)],
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "TMPDIR": str(temp),
                "LC_ALL": "C.UTF-8",
                "PYTHONDONTWRITEBYTECODE": "1",
                "ANTIGONE_HOME": str(self.home),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=500,
        )

    def look(self, *words: str) -> Any:
        """Run a command in the home, which must not be refused, and return its JSON."""
        ended = self.run("-m", "antigone", *words, "--json")
        assert (ended.returncode, ended.stderr) == (0, ""), (words, ended.stderr)
        return json.loads(ended.stdout)


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The exercise, held by the first process of the tests that needs it, for all of them."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "exercise"
    with (shared / "exercise.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _hold(folder)
    answer = json.loads((folder / "answer").read_text("utf-8"))
    log, printed = ((folder / name).read_text("utf-8") for name in ("log", "printed"))
    return Place(folder, folder / "ferry", answer, log, printed)


@pytest.fixture(scope="session")
def untouched(held: Place) -> Path:
    """Copies of the home and its temporary folder, from before anybody looked around in them."""
    return held.folder / "untouched"


def _hold(folder: Path) -> None:
    folder.mkdir()
    home = folder / "ferry"
    ended = Place(folder, folder / "none").run(
        HERE / "logged.py", folder / "log", "exercise", "--into", home, "--json"
    )
    assert ended.returncode == 0, ended.stderr
    (folder / "answer").write_text(ended.stdout, "utf-8")
    (folder / "printed").write_text(ended.stderr, "utf-8")
    shutil.copytree(home, folder / "untouched" / "home")
    shutil.copytree(folder / "temp", folder / "untouched" / "temp")


@pytest.fixture(scope="session")
def facts(held: Place) -> dict[str, Any]:
    ended = held.run(HERE / "facts.py")
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
