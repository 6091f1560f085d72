"""Workers are processes: one that is killed loses nothing, and no two do one job at one time."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site.conftest import Run, Start

_WORKER = """site.start(Config.read())
    import os, time
    from datetime import timedelta
    from antigone.casework import jobs
    from antigone.casework.models import Job

    def say(*words):
        # One write of one line: whole, whoever else writes.
        line = " ".join(map(str, words)) + chr(10)
        place = os.open({said!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(place, line.encode())
        os.close(place)

    @jobs.handles("parts")
    def parts(work):
        for part in range(work.cursor or 0, 10):
            say({who!r}, work.subject, "begins", part)
            time.sleep({seconds})
            say({who!r}, work.subject, "ends", part)
            work.reached(part + 1, done=part + 1, total=10)

    @jobs.handles("one")
    def one(work):
        say({who!r}, work.subject, "begins", 0)
        time.sleep({seconds})
        say({who!r}, work.subject, "ends", 0)
"""
_WORK = """
    worker = jobs.Worker(lease=timedelta(seconds={lease}), poll_seconds=0.05)
    while Job.objects.filter(state__in=("waiting", "running")).exists():
        worker.work(once=True)
        time.sleep(0.05)
"""


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """The text of a worker that writes down what it does."""

    def script(who: str, *, seconds: float = 0.0, lease: float = 60, work: bool = True) -> str:
        text = _WORKER.format(said=str(tmp_path / "said"), who=who, seconds=seconds)
        return text + (_WORK.format(lease=lease) if work else "")

    return script


@pytest.fixture
def database(run: Run, addresses: dict[str, str]) -> str:
    """The address of a database with our tables."""
    desk, keeper = addresses["desk"], addresses["keeper"]
    assert run(f"site.migrate(Config.read(), owner={keeper!r})", desk) == "done"
    return desk


def said(place: Path) -> list[list[str]]:
    file = place / "said"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.slow
def test_a_killed_worker_s_job_is_finished_by_another(
    run: Run, begin: Start, database: str, script: Callable[..., str], tmp_path: Path
) -> None:
    add = script("adder", work=False) + "\n    jobs.add('parts', subject='J')"
    assert run(add, database) == "done"
    with begin(script("first", seconds=0.3, lease=1.5), database) as first:
        deadline = time.monotonic() + 60
        while ["first", "J", "begins", "4"] not in said(tmp_path):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
    check = (
        "\n    job = Job.objects.get(); assert (job.state, job.attempts) == ('done', 2), job.state"
    )
    assert run(script("second", lease=1.5) + check, database) == "done"
    ended = [(who, int(part)) for who, _, what, part in said(tmp_path) if what == "ends"]
    # Part 4 was begun and not ended: it is the first that is done again.
    assert ended == [("first", n) for n in range(4)] + [("second", n) for n in range(4, 10)]


@pytest.mark.slow
def test_no_two_workers_do_one_job_at_one_time(
    run: Run, begin: Start, database: str, script: Callable[..., str], tmp_path: Path
) -> None:
    add = "\n    for n in range(12): jobs.add('one', subject=f'J{n}')"
    assert run(script("adder", work=False) + add, database) == "done"
    # Each takes longer than its lease: only the heartbeat keeps the others away.
    workers = [begin(script(who, seconds=0.9, lease=0.6), database) for who in "ABC"]
    for worker in workers:
        told, faults = worker.communicate(timeout=120)
        assert told == "done\n", faults
    lines = said(tmp_path)
    assert sorted(subject for _, subject, what, _ in lines if what == "begins") == sorted(
        f"J{n}" for n in range(12)
    )
    assert len({who for who, *_ in lines}) > 1, "they shared the work"
