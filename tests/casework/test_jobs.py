"""The queue as one worker sees it: order, retries, ends, and what a fault leaves behind."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from antigone.access.clock import now
from antigone.casework import jobs
from antigone.casework.models import Job
from antigone.casework.waking import Bell
from antigone.errors import Refusal
from tests.homes import Staff, Watch, sql


class Closed(Refusal):
    """A rule says no."""

    code = "closed-for-a-test"
    sentence = "{name} may not."
    remedy = "Nothing."


@pytest.fixture
def handled(config: Any, db: None) -> Iterator[list[jobs.Work]]:
    """What the handler of the kind "test" was given; other kinds fail in their own ways."""
    before, before_first = dict(jobs._handlers), set(jobs._first)
    seen: list[jobs.Work] = []

    @jobs.handles("test")
    def note(work: jobs.Work) -> None:
        seen.append(work)

    @jobs.handles("test.breaks")
    def breaks(work: jobs.Work) -> None:
        seen.append(work)
        raise ValueError("Ines Alba")

    @jobs.handles("test.refuses")
    def refuses(work: jobs.Work) -> None:
        seen.append(work)
        raise Closed(name="Ines Alba")

    @jobs.handles("test.guarded")
    def guarded(work: jobs.Work) -> None:
        with transaction.atomic():
            sql("DELETE FROM access_account")

    @jobs.handles("test.first", first=True)
    def comes_first(work: jobs.Work) -> None:
        seen.append(work)

    @jobs.handles("test.interrupted")
    def interrupted(work: jobs.Work) -> None:
        seen.append(work)
        for part in range(work.cursor or 0, 3):
            if part == 1 and len(seen) == 1:
                jobs.add("test.first")
            work.reached(part + 1)

    @jobs.handles("test.parts")
    def parts(work: jobs.Work) -> None:
        for part in range(work.cursor or 0, 4):
            seen.append(work)
            work.reached(part + 1, done=part + 1, total=4)
            if part == 1 and work.attempt == 1:
                raise ValueError

    yield seen
    jobs._handlers.clear()
    jobs._handlers.update(before)
    jobs._first.clear()
    jobs._first.update(before_first)


def test_jobs_are_done_in_the_order_in_which_they_came(handled: list[jobs.Work]) -> None:
    for subject in ("a", "b", "c"):
        jobs.add("test", subject=subject)
    assert jobs.work(once=True) == 3
    assert [one.subject for one in handled] == ["a", "b", "c"]
    assert {(one.state, one.attempts, one.leased_by) for one in Job.objects.all()} == {
        ("done", 1, "")
    }
    assert jobs.work(once=True) == 0


def test_what_goes_first_is_not_kept_waiting_by_long_work(
    transactional_db: None, handled: list[jobs.Work]
) -> None:
    jobs.add("test")
    jobs.add("test.first")
    assert jobs.work(once=True) == 2
    assert [one.kind for one in handled] == ["test.first", "test"]
    handled.clear()
    jobs.add("test.interrupted")
    assert jobs.work(once=True) == 3
    assert [one.kind for one in handled] == ["test.interrupted", "test.first", "test.interrupted"]
    assert [one.cursor for one in handled] == [2, None, 3], "it went on where it gave way"
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_a_job_that_nobody_has_begun_is_not_added_twice(handled: list[jobs.Work]) -> None:
    first = jobs.add("test", subject="a")
    assert jobs.add("test", subject="a").id == first.id
    assert jobs.add("test", subject="b").id != first.id
    jobs.work(once=True)
    assert jobs.add("test", subject="a").id != first.id, "what came later is looked at again"


def test_a_job_of_a_step_that_was_undone_never_was(handled: list[jobs.Work], staff: Staff) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.add("test", operation=staff.operation)
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_what_is_for_later_waits(handled: list[jobs.Work], watch: Watch) -> None:
    jobs.add("test", after=timedelta(hours=2))
    assert jobs.work(once=True) == 0
    watch.ahead = timedelta(hours=3)
    assert jobs.work(once=True) == 1


def test_a_fault_is_tried_again_ever_later_and_then_given_up(
    handled: list[jobs.Work], watch: Watch
) -> None:
    job = jobs.add("test.breaks", most_attempts=4)
    waits = []
    for attempt in range(1, 5):
        assert jobs.work(once=True) == 1
        assert jobs.work(once=True) == 0, "not at once"
        job.refresh_from_db()
        assert (job.attempts, job.fault) == (attempt, "ValueError"), "a code, and no text"
        waits.append(round((job.not_before - now()).total_seconds()))
        watch.ahead = job.not_before - now() + watch.ahead + timedelta(seconds=1)
    # Ten seconds, then four times as long each time; the last attempt sets no further one.
    assert waits[:3] == [10, 40, 160]
    assert (job.state, job.ended_at is not None) == ("failed", True)
    watch.ahead += timedelta(days=9)
    assert jobs.work(once=True) == 0


def test_a_rule_that_says_no_is_not_asked_again(handled: list[jobs.Work]) -> None:
    job = jobs.add("test.refuses")
    jobs.work(once=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.fault) == ("failed", 1, "closed-for-a-test")


def test_a_guard_that_stopped_a_job_is_named(handled: list[jobs.Work], staff: Staff) -> None:
    job = jobs.add("test.guarded", most_attempts=1)
    jobs.work(once=True)
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", "guard:never-removed")


def test_a_second_attempt_begins_where_the_first_one_stopped(
    handled: list[jobs.Work], watch: Watch
) -> None:
    job = jobs.add("test.parts")
    jobs.work(once=True)
    job.refresh_from_db()
    assert (job.state, job.cursor, job.done, job.total) == ("waiting", 2, 2, 4)
    watch.ahead = timedelta(minutes=1)
    jobs.work(once=True)
    job.refresh_from_db()
    assert (job.state, job.cursor, job.done) == ("done", 4, 4)
    assert len(handled) == 4, "no part twice"


def test_a_job_whose_worker_is_gone_is_taken_after_its_lease_and_no_sooner(
    handled: list[jobs.Work], watch: Watch
) -> None:
    job = jobs.add("test")
    lost = jobs.Worker()._take()
    assert lost
    assert jobs.work(once=True) == 0
    watch.ahead = jobs.LEASE + timedelta(seconds=1)
    assert jobs.work(once=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    with pytest.raises(jobs.LeaseLost):
        lost.reached(7)
    job.refresh_from_db()
    assert job.cursor is None, "who lost the lease changes nothing any more"


def test_a_job_that_kills_every_worker_is_given_up(handled: list[jobs.Work], watch: Watch) -> None:
    job = jobs.add("test", most_attempts=2)
    for _ in range(2):
        assert jobs.Worker()._take()
        watch.ahead += jobs.LEASE + timedelta(seconds=1)
    assert jobs.work(once=True) == 0
    job.refresh_from_db()
    assert (job.state, job.fault, handled) == ("failed", "worker-lost", [])


def test_a_kind_that_this_version_does_not_know_is_left_for_another(
    handled: list[jobs.Work],
) -> None:
    job = jobs.add("of-the-future")
    assert jobs.work(once=True) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_a_worker_that_ends_gives_its_job_back(handled: list[jobs.Work]) -> None:
    worker = jobs.Worker()

    @jobs.handles("test.stops")
    def stops(work: jobs.Work) -> None:
        worker.stop()
        work.reached(1)

    job = jobs.add("test.stops")
    assert worker.work(once=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.leased_by) == ("waiting", 0, "")


def test_a_bell_that_was_rung_before_the_wait_is_heard() -> None:
    bell = Bell()
    heard = bell.rung
    bell.ring()
    bell.wait(heard, 60)
    bell.wait(bell.rung, 0.01)


def test_in_a_quiet_moment_it_is_tidied_once(handled: list[jobs.Work]) -> None:
    jobs.add("test", subject="first")
    done: list[str] = []

    def tidy() -> None:
        done.append("tidied")
        assert [one.subject for one in handled] == ["first"], "work comes first"
        worker.stop()

    worker = jobs.Worker(poll_seconds=0.01, quiet=(tidy, lambda: done.append("and counted")))
    assert worker.work() == 1
    assert done == ["tidied", "and counted"]
