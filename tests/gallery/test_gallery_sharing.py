"""The lock: readers together, a writer alone, and a waiting writer before new readers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from antigone.gallery.sharing import SharedLock

SOON = 0.05
LATE = 10


def hold(side, entered: Event, leave: Event) -> None:
    with side():
        entered.set()
        assert leave.wait(LATE)


def test_readers_share_and_a_writer_waits_for_the_last_of_them() -> None:
    lock = SharedLock()
    entered, leave = [Event() for _ in range(3)], [Event() for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(hold, lock.shared, entered[i], leave[i]) for i in range(2)]
        assert entered[0].wait(LATE)
        assert entered[1].wait(LATE)
        writer = threads.submit(hold, lock.alone, entered[2], leave[2])
        assert not entered[2].wait(SOON)
        leave[0].set()
        assert not entered[2].wait(SOON)
        leave[1].set()
        assert entered[2].wait(LATE)
        leave[2].set()
        for work in (*readers, writer):
            work.result()


@pytest.mark.parametrize("other", ["shared", "alone"])
def test_nobody_enters_beside_a_writer(other: str) -> None:
    lock = SharedLock()
    entered, leave = [Event(), Event()], [Event(), Event()]
    with ThreadPoolExecutor(2) as threads:
        writer = threads.submit(hold, lock.alone, entered[0], leave[0])
        assert entered[0].wait(LATE)
        second = threads.submit(hold, getattr(lock, other), entered[1], leave[1])
        assert not entered[1].wait(SOON)
        leave[0].set()
        assert entered[1].wait(LATE)
        leave[1].set()
        writer.result()
        second.result()


def test_a_waiting_writer_goes_before_a_new_reader() -> None:
    lock = SharedLock()
    entered, leave = [Event() for _ in range(3)], [Event() for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(hold, lock.shared, entered[0], leave[0])
        assert entered[0].wait(LATE)
        writer = threads.submit(hold, lock.alone, entered[1], leave[1])
        assert not entered[1].wait(SOON)
        late = threads.submit(hold, lock.shared, entered[2], leave[2])
        assert not entered[2].wait(SOON)
        leave[0].set()
        assert entered[1].wait(LATE)
        assert not entered[2].wait(SOON)
        leave[1].set()
        assert entered[2].wait(LATE)
        leave[2].set()
        for work in (first, writer, late):
            work.result()


def test_an_error_inside_lets_go() -> None:
    lock = SharedLock()
    for side in (lock.shared, lock.alone):
        with pytest.raises(KeyError), side():
            raise KeyError
    with lock.alone():
        pass
