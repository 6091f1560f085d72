"""However many withdrawals wait: one pass over the home, and a receipt for each."""

import io
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from antigone.access import Role, within
from antigone.casework import jobs
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.models import Job
from antigone.casework.procedures import erasure, intake, photographs
from antigone.casework.record import examine_record
from antigone.ledger import Entry
from tests.casework.cut_off import committed, killed
from tests.casework.desk import Desk, desk, opened, temporary
from tests.homes import Staff, Watch, open_operation, report

__all__ = ["committed", "desk", "opened", "temporary"]


def _picture(seed: int) -> bytes:
    """A photograph unlike every other: what is looked for must be its own."""
    noise = numpy.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    return file.getvalue()


def _withdraw(desk: Desk, count: int, *, photographs_each: int = 1) -> list[rows.Withdrawal]:
    """Let as many families give a photograph and take it back."""
    done = []
    start = rows.Job.objects.count() * 1000
    for number in range(count):
        request = intake.open_request(desk.clerk, report(f"W{start + number}"))
        for which in range(photographs_each):
            desk.give(_picture(start + 100 * number + which), request=request.id)
        withdrawing = erasure.Withdrawing(request=request.id)
        done.append(erasure.withdraw(desk.clerk, withdrawing))
    return done


def _receipts(desk: Desk) -> list[rows.PurgeReceipt]:
    with within(desk.staff.operation):
        return list(rows.PurgeReceipt.objects.order_by("recorded_at"))


class _Readings:
    """How often each file was opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.of: Counter[Path] = Counter()
        opening = Path.open

        def counted(path: Path, *how: Any, **more: Any) -> Any:
            self.of[path] += 1
            return opening(path, *how, **more)

        monkeypatch.setattr(Path, "open", counted)


def test_many_withdrawals_cost_one_pass_over_the_home(
    committed: None,
    desk: Desk,
    opened: House,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = opened.home / "kept"
    kept.write_bytes(b"a file of the home")
    readings = _Readings(monkeypatch)
    asked = []
    for count in (1, 5):
        withdrawals = _withdraw(desk, count)
        readings.of.clear()
        with CaptureQueriesContext(connection) as captured:
            assert jobs.work(once=True) == 1
        vacuums = sum(one["sql"] == "VACUUM" for one in captured)
        asked.append((vacuums, readings.of[kept]))
        receipts = {one.withdrawal_id: one for one in _receipts(desk)}
        assert {one.pk for one in withdrawals} <= receipts.keys()
        searched = [receipts[one.pk].searched for one in withdrawals]
        assert all(one == searched[0] for one in searched)
        assert all(receipts[one.pk].bytes_removed > 0 for one in withdrawals)
    assert asked[0] == asked[1]
    assert asked[1][0] == (connection.vendor == "sqlite")
    # Once for ciphertext, once for the prints.
    assert 1 <= asked[1][1] <= 2
    entries = [Entry.parse(bytes(one.payload)) for one in rows.LedgerEntry.objects.all()]
    assert sum(one.action == "erasure.purge" for one in entries) == 6
    assert examine_record().whole
    assert list(opened.vault.stored()) == []


def test_one_pass_serves_every_operation(committed: None, desk: Desk, temporary: Path) -> None:
    (here,) = _withdraw(desk, 1)
    chief = desk.staff.administrator
    other = Staff(chief, open_operation(chief, "TRAIN"))
    clerk = other.hire("clerk2", Role.INTAKE_OFFICER)
    request = intake.open_request(clerk, report("M1"))
    photographs.receive_reference(
        clerk,
        photographs.GivenPhotograph(request=request.id, name="x.png", content=_picture(9)),
    )
    there = erasure.withdraw(clerk, erasure.Withdrawing(request=request.id))
    assert jobs.work(once=True) == 1
    for withdrawal, operation in ((here, desk.staff.operation), (there, other.operation)):
        with within(operation):
            receipt = rows.PurgeReceipt.objects.get()
            assert receipt.withdrawal_id == withdrawal.pk
            assert receipt.operation_id == operation
    assert examine_record().whole


def test_what_is_left_of_one_holds_up_no_other(
    committed: None, desk: Desk, opened: House, temporary: Path
) -> None:
    """Somebody copied a blob of the second family; the first and third get their receipts."""
    first, second, third = _withdraw(desk, 3)
    (blob,) = second.left["blobs"]
    copy = temporary / "copy"
    copy.write_bytes(next(opened.home.rglob(blob)).read_bytes())
    size = copy.stat().st_size
    assert jobs.work(once=True) == 1
    job = Job.objects.get()
    assert (job.state, job.fault) == ("failed", "remnants-left")
    assert {one.withdrawal_id for one in _receipts(desk)} == {first.pk, third.pk}
    copy.unlink()
    # A new withdrawal has a job of its own, which takes up what the other one could not finish.
    (fourth,) = _withdraw(desk, 1)
    assert jobs.work(once=True) == 1
    receipts = {one.withdrawal_id: one for one in _receipts(desk)}
    assert receipts.keys() == {one.pk for one in (first, second, third, fourth)}
    assert receipts[second.pk].bytes_removed == size, "removed by the job that failed"
    assert jobs.try_failed_again() == 1
    assert jobs.work(once=True) == 1
    assert len(_receipts(desk)) == 4


def test_killed_in_the_middle_nothing_is_lost(
    committed: None, desk: Desk, opened: House, temporary: Path, watch: Watch
) -> None:
    withdrawals = _withdraw(desk, 3, photographs_each=2)
    with within(desk.staff.operation):
        sizes = {
            one.pk: sum(next(opened.home.rglob(blob)).stat().st_size for blob in one.left["blobs"])
            for one in withdrawals
        }
    # Killed when the first blob of the second family is gone.
    killed(opened, "purge", withdrawals[1].left["blobs"][0])
    assert len(_receipts(desk)) == 0
    (late,) = _withdraw(desk, 1)
    with within(desk.staff.operation):
        sizes[late.pk] = sum(
            next(opened.home.rglob(blob)).stat().st_size for blob in late.left["blobs"]
        )
    # The killed worker's lease lasts, and the late one's job need not wait for it.
    assert jobs.work(once=True) == 1
    watch.ahead = timedelta(minutes=2)
    assert jobs.work(once=True) == 1
    receipts = {one.withdrawal_id: one for one in _receipts(desk)}
    assert receipts.keys() == sizes.keys()
    # What a killed worker had removed without having said so cannot be counted: one blob at most.
    counted = {key: one.bytes_removed for key, one in receipts.items()}
    missing = [sizes[key] - counted[key] for key in sizes if counted[key] != sizes[key]]
    assert len(missing) <= 1 and all(0 < one < max(sizes.values()) for one in missing)
    assert [one.blobs for one in receipts.values()].count(2) == 3
    assert list(opened.vault.stored()) == []
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert examine_record().whole


def test_a_withdrawal_during_a_purge_waits_for_the_next(
    committed: None, desk: Desk, temporary: Path
) -> None:
    """A job that somebody has begun may have listed what waits already."""
    _withdraw(desk, 2)
    assert Job.objects.count() == 1
    Job.objects.update(attempts=1)
    _withdraw(desk, 1)
    assert Job.objects.count() == 2
