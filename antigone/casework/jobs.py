"""Long work as rows: taken by one worker at a time, resumed where it stopped, given up after a while.

A worker takes a job by one conditional UPDATE and keeps it by a lease that a thread prolongs. A
worker that was killed prolongs nothing: when its lease has run out, the next one takes the job at
its cursor. So a handler does its work in parts that may be repeated, and says after each part, in
the part's own transaction, how far it has come. The same on SQLite and PostgreSQL.
"""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from threading import Event, Thread
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from antigone.access.clock import now
from antigone.casework.guard import code_of
from antigone.casework.models.jobs import Job, JobState
from antigone.casework.planning import count_rows
from antigone.casework.waking import Bell
from antigone.errors import Refusal

LEASE = timedelta(seconds=60)
POLL_SECONDS = 5.0
_TIDIED_EVERY_SECONDS = 3600.0
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)
_BEATS_IN_A_LEASE = 3
WORKER_LOST = "worker-lost"

# What a worker does when nothing waits; whoever starts it may add to it.
QUIET: tuple[Callable[[], object], ...] = (count_rows,)

# Rung when a job was added in this process; those of other processes are found by looking.
bell = Bell()


class LeaseLost(RuntimeError):
    """Another worker has this job by now; what was done since must not count."""


class AskedToStop(RuntimeError):
    """The worker ends, or another job goes first; this one goes back as it is, and the attempt does
    not count.
    """


@dataclass
class Work:
    """A job in hand, as its handler sees it."""

    id: UUID
    kind: str
    operation_id: UUID | None
    subject: str
    attempt: int
    cursor: Any
    lease: str
    stop: Event
    told: Callable[[int], object] = lambda done: None

    def reached(self, cursor: Any, *, done: int | None = None, total: int | None = None) -> None:
        """Say how far the work has come. Inside a step's block both become true together.

        Raises `LeaseLost` if another worker has the job by now, and `AskedToStop` when the worker
        ends: a step is then undone and its part repeated later, a part outside any step is kept.
        Outside a step it is also raised when a job is due that goes first.
        """
        if self.stop.is_set() and connection.in_atomic_block:
            raise AskedToStop
        values: dict[str, Any] = {"cursor": cursor}
        if done is not None:
            values["done"] = done
        if total is not None:
            values["total"] = total
        if not _held(self).update(**values):
            raise LeaseLost
        self.cursor = cursor
        if done is not None:
            self.told(done)
        if self.stop.is_set() or (not connection.in_atomic_block and self._gives_way()):
            raise AskedToStop

    def _gives_way(self) -> bool:
        return self.kind not in _first and _due(now()).filter(kind__in=_first).exists()


Handler = Callable[[Work], None]
_handlers: dict[str, Handler] = {}
# An hour of video must not keep what a family took back from being erased.
_first: set[str] = set()


def handles(kind: str, *, first: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs of a kind. It may be called again after any part.

    Kinds that go `first` are taken before all others, and others give way to them after a part.
    """

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind].__qualname__ != handler.__qualname__:
            raise ValueError(f"two handlers for jobs of the kind {kind}")
        _handlers[kind] = handler
        if first:
            _first.add(kind)
        return handler

    return register


def load_handlers() -> None:
    """Import every procedure, so that those which handle jobs have registered."""
    from antigone.casework import procedures

    for module in iter_modules(procedures.__path__, f"{procedures.__name__}."):
        import_module(module.name)


def add(
    kind: str,
    *,
    operation: UUID | None = None,
    subject: str = "",
    after: timedelta = timedelta(),
    most_attempts: int = 5,
    cursor: Any = None,
) -> Job:
    """Add a job; in a step's block it exists only if the step came to its end.

    `subject` is an opaque id, never a name; `cursor` is where its work begins. A job of the same kind
    and subject that nobody has begun is returned instead: what it will find when it runs includes
    what was added since.
    """
    waiting = Job.objects.filter(
        kind=kind, operation=operation, subject=subject, state=JobState.WAITING, attempts=0
    )
    at = now()
    with transaction.atomic():
        # Held until the step ends: a worker that took the job before would not see what is written.
        found = waiting.select_for_update().filter(not_before__lte=at + after).first()
        job = found or Job.objects.create(
            kind=kind,
            operation_id=operation,
            subject=subject,
            made_at=at,
            not_before=at + after,
            most_attempts=most_attempts,
            cursor=cursor,
        )
        transaction.on_commit(bell.ring)
    return job


@dataclass
class Worker:
    """Does jobs until it is told to stop. `lease` is how long a killed worker's job waits.

    `quiet` is what is done once an hour, in a moment in which no job is due. `kinds` are the jobs
    that it takes; None for every kind. `told` hears how far each has come.
    """

    lease: timedelta = LEASE
    kinds: frozenset[str] | None = None
    told: Callable[[int], object] = lambda done: None
    poll_seconds: float = POLL_SECONDS
    quiet: tuple[Callable[[], object], ...] = QUIET
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}")
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _tidied_at: float | None = None

    def work(self, *, once: bool = False, most: int | None = None) -> int:
        """Do jobs and return how many were taken; `once` stops when none is due, `most` after so many."""
        load_handlers()
        taken = 0
        while not self._stop.is_set() and taken != most:
            heard = bell.rung
            _renew_connection()
            if work := self._take():
                taken += 1
                self._do(work)
            elif once:
                break
            else:
                self._tidy_sometimes()
                bell.wait(heard, self.poll_seconds)
        return taken

    def start(self) -> None:
        """Work in a thread of this process."""
        self._thread = Thread(target=self._work_and_close, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the part that is being done; its job goes back. Waits for the thread."""
        self._stop.set()
        bell.ring()
        if self._thread is not None:
            self._thread.join()

    def _tidy_sometimes(self) -> None:
        if self._tidied_at is None or monotonic() - self._tidied_at > _TIDIED_EVERY_SECONDS:
            self._tidied_at = monotonic()
            for tidy in self.quiet:
                tidy()

    def _work_and_close(self) -> None:
        try:
            self.work()
        finally:
            connections.close_all()

    def _take(self) -> Work | None:
        """Take the job that has waited longest. Nobody else takes it while the lease lasts."""
        while True:
            at = now()
            _give_up_lost(at)
            mine = self.kinds or _handlers
            turn = Case(When(kind__in=_first, then=Value(0)), default=Value(1))
            due = _due(at).filter(kind__in=mine).order_by(turn, "not_before", "made_at")
            key = due.values_list("id", flat=True).first()
            if key is None:
                return None
            lease = f"{self.name}:{secrets.token_hex(8)}"
            # The one moment that counts: of several workers, one finds the row still due.
            won = (
                _due(at)
                .filter(id=key)
                .update(
                    state=JobState.RUNNING,
                    attempts=F("attempts") + 1,
                    leased_by=lease,
                    leased_until=at + self.lease,
                    heartbeat_at=at,
                )
            )
            if won:
                job = Job.objects.get(id=key)
                return Work(
                    id=job.id,
                    kind=job.kind,
                    operation_id=job.operation_id,
                    subject=job.subject,
                    attempt=job.attempts,
                    cursor=job.cursor,
                    lease=lease,
                    stop=self._stop,
                    told=self.told,
                )

    def _do(self, work: Work) -> None:
        try:
            with self._beating(work):
                _handlers[work.kind](work)
        except LeaseLost:
            return
        except (AskedToStop, KeyboardInterrupt) as asked:
            _end(work, state=JobState.WAITING, attempts=F("attempts") - 1)
            if isinstance(asked, KeyboardInterrupt):
                raise
        except Refusal as refusal:
            # A rule said no; it will say so again.
            _end(work, state=JobState.FAILED, fault=refusal.code, ended_at=now())
        except Exception as error:  # noqa: BLE001 - whatever it is, the next job must be done
            _try_again(work, _code(error))
        else:
            _end(work, state=JobState.DONE, fault="", ended_at=now())

    @contextmanager
    def _beating(self, work: Work) -> Iterator[None]:
        """Prolong the lease in a thread, so that a long part is not taken for a dead worker."""
        over = Event()
        every = self.lease.total_seconds() / _BEATS_IN_A_LEASE

        def beat() -> None:
            while not over.wait(every):
                try:
                    at = now()
                    held = _held(work).update(leased_until=at + self.lease, heartbeat_at=at)
                except Exception:  # noqa: BLE001 - a beat that failed is followed by the next
                    continue
                finally:
                    connections.close_all()
                if not held:
                    return

        thread = Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def work(*, once: bool = False, lease: timedelta = LEASE) -> int:
    """Do jobs in this thread, and return how many were taken. See `Worker`."""
    return Worker(lease=lease).work(once=once)


def _renew_connection() -> None:
    """Let go of a connection that is old or was cut; the next question opens another."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def failed() -> list[dict[str, Any]]:
    """Return what failed for good: kind, opaque subject, and the code of the fault."""
    given_up = Job.objects.filter(state=JobState.FAILED).order_by("ended_at")
    return list(given_up.values("kind", "subject", "fault", "attempts"))


def try_failed_again() -> int:
    """Put back what failed for good, at its cursor, and return how many jobs that are."""
    return Job.objects.filter(state=JobState.FAILED).update(
        state=JobState.WAITING, attempts=0, not_before=now(), ended_at=None
    )


def _due(at: Any) -> QuerySet:
    """Jobs that anyone may take now: waiting ones, and those whose worker is gone."""
    return Job.objects.filter(
        Q(state=JobState.WAITING, not_before__lte=at)
        | Q(state=JobState.RUNNING, leased_until__lt=at),
        attempts__lt=F("most_attempts"),
    )


def _held(work: Work) -> QuerySet:
    return Job.objects.filter(id=work.id, state=JobState.RUNNING, leased_by=work.lease)


def _end(work: Work, **values: Any) -> None:
    _held(work).update(leased_by="", leased_until=None, heartbeat_at=None, **values)


def _try_again(work: Work, fault: str) -> None:
    """Put the job back for later; after its last attempt it has failed."""
    at = now()
    last = Q(attempts__gte=F("most_attempts"))
    held = _held(work)
    if held.filter(last).exists():
        _end(work, state=JobState.FAILED, fault=fault, ended_at=at)
    else:
        wait = min(_FIRST_WAIT * 4 ** (work.attempt - 1), _LONGEST_WAIT)
        _end(work, state=JobState.WAITING, fault=fault, not_before=at + wait)


def _give_up_lost(at: Any) -> None:
    """A job that killed its worker at every attempt is not tried for ever."""
    lost = Job.objects.filter(
        state=JobState.RUNNING, leased_until__lt=at, attempts__gte=F("most_attempts")
    )
    lost.update(
        state=JobState.FAILED, fault=WORKER_LOST, ended_at=at,
        leased_by="", leased_until=None, heartbeat_at=None,
    )  # fmt: skip


def _code(error: Exception) -> str:
    """A code for what went wrong; never its text, which may quote what it was about."""
    if isinstance(error, IntegrityError) and (guard := code_of(error)):
        return f"guard:{guard}"
    return type(error).__name__[:80]
