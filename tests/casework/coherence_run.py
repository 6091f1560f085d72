"""Two processes search while a third enrols and a fourth erases, and any of them is killed by lot.

    python -m tests.casework.coherence_run [SECONDS] [sqlite|postgresql]

runs it outside the tests, for two minutes on SQLite if nothing else is said.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from antigone.config import make_home
from tests.casework.coherence_check import Findings, check, read_logs

SECONDS = 120
KILLS = 60
ROLES = ("enroller", "eraser", "searcher of the gallery", "searcher of the case")
_ROOT = Path(__file__).parents[2]
_PATIENCE = 120


@dataclass(frozen=True)
class Place:
    """Where the processes work: home, address of the database, and the folder of their logs."""

    home: Path
    database: str
    logs: Path

    def start(self, *arguments: str, **streams: Any) -> "subprocess.Popen[str]":
        # What a purge searches besides the home: not the temporary folder of the whole machine.
        own = self.logs / "temporary"
        own.mkdir(exist_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(_ROOT),
            "TMPDIR": str(own),
            "OPENBLAS_NUM_THREADS": "1",
            "ANTIGONE_HOME": str(self.home),
        }
        if self.database:
            environment["ANTIGONE_DATABASE"] = self.database
        return subprocess.Popen(
            [sys.executable, "-W", "error", *arguments],
            env=environment,
            cwd=_ROOT,
            text=True,
            **streams,
        )

    def once(self, what: str) -> None:
        """Let a process do one thing to its end."""
        log = str(self.logs / "at the end.jsonl")
        arguments = ("-m", "tests.casework.coherence_worker", what, log)
        with self.start(*arguments, stderr=subprocess.PIPE) as process:
            try:
                _, complaints = process.communicate(timeout=_PATIENCE)
            finally:
                process.kill()
        assert process.returncode == 0, complaints


class Working:
    """One of the four, begun again after each kill. Use it as a context manager."""

    def __init__(self, place: Place, role: str) -> None:
        self.role = role
        self.kills = 0
        self._place = place
        self._complaints: IO[str] = (place.logs / f"{role}.stderr").open("w+", encoding="utf-8")
        self._begin()

    def kill(self, after: float) -> None:
        """Kill it without warning while it works, and begin it again."""
        self.wait_until_at_work()
        time.sleep(after)
        self._process.kill()
        self._let_go(-signal.SIGKILL)
        self.kills += 1
        self._begin()

    def stop(self) -> None:
        """Let it end after the call that it is in."""
        self.wait_until_at_work()
        self._process.terminate()
        self._let_go(0)

    def wait_until_at_work(self) -> None:
        """Wait until its first call has returned."""
        if not self._at_work:
            assert self._process.stdout is not None
            assert self._process.stdout.readline() == "at work\n", self._said()
            self._at_work = True

    def __enter__(self) -> "Working":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._complaints.close()

    def _begin(self) -> None:
        log = self._place.logs / f"{self.role}.jsonl"
        self._at_work = False
        self._process = self._place.start(
            "-m",
            "tests.casework.coherence_worker",
            self.role,
            str(log),
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )

    def _let_go(self, expected: int) -> None:
        self._process.communicate(timeout=_PATIENCE)
        # Another code means that it ended by itself, before anybody killed or stopped it.
        assert self._process.returncode == expected, self._said()

    def _said(self) -> str:
        self._complaints.seek(0)
        return f"the {self.role} ended by itself:\n{self._complaints.read()[-4000:]}"


def run(place: Place, *, seconds: float, kills: int, seed: int) -> Findings:
    """Found the home, let the four work with kills by lot, and return what their logs prove.

    It takes longer than `seconds` where the kills are not done by then.
    """
    place.logs.mkdir()
    place.once("found")
    lot = random.Random(seed)
    with ExitStack() as stack:
        working = [stack.enter_context(Working(place, role)) for role in ROLES]
        for one in working:
            one.wait_until_at_work()
        begun = time.monotonic()
        for number in range(kills):
            # Spread over the time there is; between two kills at least a moment of work.
            due = begun + seconds * (number + lot.random()) / kills
            time.sleep(max(0.0, due - time.monotonic()))
            lot.choice(working).kill(after=lot.uniform(0, 0.1))
        time.sleep(max(0.0, begun + seconds - time.monotonic()))
        # The searchers last: they compare their memory with a gallery that stands still.
        for one in working:
            one.stop()
    place.once("look")
    logs, torn = read_logs(place.logs.glob("*.jsonl"))
    findings = check(logs)
    findings.torn = torn
    return findings


def _alone(seconds: float, database: str, folder: Path) -> Findings:
    """Run it in a home of its own, on a server of its own if that is PostgreSQL."""
    make_home(folder / "home", kind="real")
    addresses = {"keeper": "", "desk": ""}
    if database == "postgresql":
        os.environ["TEST_DATABASE"] = database
        from tests.postgres import SOCKET

        socket = os.environ[SOCKET]
        import psycopg

        with psycopg.connect(
            dbname="postgres", host=socket, user="postgres", autocommit=True
        ) as server:
            for role in addresses:
                server.execute(f"CREATE ROLE {role} LOGIN")
                addresses[role] = f"postgresql://{role}@/started?host={socket}"
            server.execute("CREATE DATABASE started OWNER keeper")
    place = Place(folder / "home", addresses["desk"], folder / "logs")
    migrate = (
        "from antigone import site; from antigone.config import Config;"
        f" site.migrate(Config.read(), owner={addresses['keeper']!r})"
    )
    place.logs.mkdir()
    with place.start("-c", migrate) as process:
        assert process.wait(_PATIENCE) == 0
    (place.logs / "temporary").rmdir()
    place.logs.rmdir()
    kills = max(1, round(KILLS * seconds / SECONDS))
    return run(place, seconds=seconds, kills=kills, seed=random.randrange(1 << 30))


if __name__ == "__main__":
    chosen = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with TemporaryDirectory(prefix="antigone-coherence-") as made:
        outcome = _alone(chosen, sys.argv[2] if len(sys.argv) > 2 else "sqlite", Path(made))
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in vars(outcome).items()))
    sys.exit(bool(outcome.faults))
