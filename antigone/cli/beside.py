"""Processes that work beside a command on the same kind of job, and end when it says so.

Each is a worker like any other, with its own connection and its own engine. What opens the vault goes
to it through a pipe, and nowhere else.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antigone.vault import Lock

_PAUSE_SECONDS = 0.2


@contextmanager
def working_beside(
    home: Path, lock: "Lock", *, kind: str, count: int
) -> Iterator[Callable[[], None]]:
    """Let `count` processes do jobs of a kind; yields what tells them that no further one comes.

    They end by themselves when none is due after that, and when the command is gone.
    """
    # Never a fork: the command has connections and threads that a copy must not use.
    spawning = multiprocessing.get_context("spawn")
    all_given = spawning.Event()
    processes = [
        spawning.Process(target=_work, args=(home, lock, kind, all_given), daemon=True)
        for _ in range(count)
    ]
    for one in processes:
        one.start()
    try:
        yield all_given.set
        for one in processes:
            one.join()
    finally:
        for one in processes:
            one.terminate()
            one.join()


def _work(home: Path, lock: "Lock", kind: str, all_given: Event) -> None:
    """Do jobs of a kind in a process of its own."""
    import signal

    from antigone.cli.desk import entered

    entered(home)
    from antigone.casework.house import enter, open_house
    from antigone.casework.jobs import Worker

    # Told to end: what is done is kept, the rest is given back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    enter(open_house(lock))
    worker = Worker(kinds=frozenset({kind}))
    command = multiprocessing.parent_process()
    try:
        is_last = False
        while not is_last:
            is_last = all_given.is_set() or not (command and command.is_alive())
            worker.work(once=True)
            if not is_last:
                time.sleep(_PAUSE_SECONDS)
    except KeyboardInterrupt:
        return
