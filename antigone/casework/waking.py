"""A bell that wakes the thread which waits for work, within one process."""

from threading import Condition


class Bell:
    """Counts its rings, so that one which came between a look and the wait is not slept through."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._rung = 0

    @property
    def rung(self) -> int:
        """How often it was rung."""
        with self._condition:
            return self._rung

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._condition:
            self._rung += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait until it was rung more often than `heard`, at most so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._rung > heard, timeout=seconds)
