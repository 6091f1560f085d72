"""Several processes on one gallery: a search sees every enrolment and erasure that has returned."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.casework.faces_at_hand import lifeless, portrait
from tests.site.conftest import Run, addresses, begin, home, run

__all__ = ["addresses", "begin", "home", "run"]

PEOPLE = [f"P{number:03d}" for number in range(1, 11)]
_WORKER = Path(__file__).with_name("other_desk.py")


class Desk:
    """A process that works in the home: an order goes in as a line, its answer comes back."""

    def __init__(self, home: Path, database: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(_WORKER)],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "ANTIGONE_HOME": str(home),
                **({"ANTIGONE_DATABASE": database} if database else {}),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, *order: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def receive(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, *order: Any) -> Any:
        self.send(*order)
        return self.receive()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def desks(
    home: Path, run: Run, addresses: dict[str, str], tmp_path: Path
) -> Iterator[Callable[[], Desk]]:
    """Open desks in a migrated home, each a process of its own."""
    database = addresses["desk"]
    assert run(f"site.migrate(Config.read(), owner={addresses['keeper']!r})", database) == "done"
    for person in PEOPLE:
        (tmp_path / f"{person}-portrait").write_bytes(portrait(person).content)
    (tmp_path / "P001-lifeless").write_bytes(lifeless("P001").content)
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Desk(home, database))


def _landmarks(person: str) -> list[list[float]]:
    found: list[list[float]] = portrait(person).faces[0].detection.landmarks.tolist()
    return found


@pytest.mark.slow
def test_every_search_sees_every_returned_change(desks: Callable[[], Desk], tmp_path: Path) -> None:
    writer, searcher = desks(), desks()
    dead = lifeless("P001").faces[0].detection.landmarks.tolist()
    writer.ask("found", str(tmp_path / "P001-lifeless"), dead)
    requests = {
        person: writer.ask(
            "report", person, str(tmp_path / f"{person}-portrait"), _landmarks(person)
        )
        for person in PEOPLE
    }
    searcher.ask("enter")
    standing: set[str] = set()
    searches = 0
    for turn in range(3):
        for person in PEOPLE:
            # The other process writes while this one searches: either state may be seen,
            before = set(standing)
            changed = {requests[person]}
            writer.send("enrol" if turn % 2 == 0 else "erase", requests[person])
            during = set(searcher.ask("search"))
            assert before - changed <= during <= before | changed
            writer.receive()
            standing ^= changed
            # and what has returned must be.
            assert set(searcher.ask("search")) == standing
            searches += 2
    assert searches == 2 * 3 * len(PEOPLE)
    assert len(standing) == len(PEOPLE)
    # What stays in a process's own memory agrees with a plain recomputation.
    assert searcher.ask("verify") is True
    assert writer.ask("search") == searcher.ask("search")
