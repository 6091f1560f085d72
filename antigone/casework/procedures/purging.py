"""After an erasure: the files are removed, every place is searched, and a receipt says so.

The erasure itself is done by then; this is tidying up, and proof. It may be cut off anywhere and is
begun again by the next worker.
"""

from django.db import connection, transaction

from antigone.access.clock import now
from antigone.access.isolation import across_all_operations, within
from antigone.access.writing import noting
from antigone.casework.gallery import clear_outdated_copies
from antigone.casework.house import house
from antigone.casework.jobs import Work, handles
from antigone.casework.models import Job, PurgeReceipt, Withdrawal
from antigone.casework.models.jobs import JobState
from antigone.casework.procedures.given import PURGE
from antigone.casework.record import hold_edge, write_entry
from antigone.casework.remnants import Look, Remnants, look_everywhere
from antigone.errors import Refusal
from antigone.wording import N_

_TASK = "task:erasure.purge"


class RemnantsLeft(Refusal):
    """Something of what was erased lies where this house does not reach."""

    code = "remnants-left"
    sentence = N_("Pieces of what was erased lie in {count} files, the first is {first}.")
    remedy = N_("Find out what made this copy, remove it, and run the job again.")


class StillRead(RuntimeError):
    """Somebody reads the database, whose log cannot be emptied meanwhile. The job is tried again."""


@handles(PURGE, first=True)
def purge(work: Work) -> None:
    """Remove the files of every withdrawal that waits, and search for what could be left of them.

    (0) the ciphertext is removed, blob by blob, and any copy of an index from before; (1) SQLite writes
    its file anew, without what it had kept in unused space, and empties its log; (2) home, database and
    temporary folder are searched for ciphertext, wrapped keys and vectors; (3) of each withdrawal of
    which nothing was found the receipt is written, with its entry, and the prints are forgotten. What
    costs a pass over the home is done once for all of them. A withdrawal that has its receipt is left
    alone.

    Raises `RemnantsLeft` where something of one was found, and `StillRead`; it has no receipt then.
    """
    waiting = _waiting()
    if not waiting:
        return
    every = [Remnants.from_json(one.left) for one in waiting]
    removed = _remove_files(work, waiting, every)
    clear_outdated_copies(house().vault)
    _write_database_anew()
    # The oldest record among them: of the temporary folder rather too much is read than too little.
    since = min(one.request.recorded_at for one in waiting)
    looks, left = look_everywhere(every, since=since)
    for withdrawal, remnants, files in zip(waiting, every, left, strict=True):
        if not files:
            count = len(remnants.blobs)
            _write_receipt(withdrawal, looks, blobs=count, removed=removed[withdrawal.pk.hex])
    if files := sorted({path for of_one in left for path in of_one}):
        raise RemnantsLeft(count=len(files), first=files[0].name)


def _waiting() -> list[Withdrawal]:
    with across_all_operations(because="one pass over the home serves every operation in it"):
        waiting = Withdrawal.objects.filter(left__isnull=False).select_related("request")
        return list(waiting.order_by("recorded_at", "pk"))


def _remove_files(work: Work, waiting: list[Withdrawal], every: list[Remnants]) -> dict[str, int]:
    """Remove the blobs of each withdrawal, and return the bytes, those of earlier attempts counted."""
    reached = _reached_before()
    total = sum(len(one.blobs) for one in every)
    done = 0
    for withdrawal, remnants in zip(waiting, every, strict=True):
        key = withdrawal.pk.hex
        number, removed = reached.get(key, (0, 0))
        done += number
        for blob_id in remnants.blobs[number:]:
            removed += house().vault.purge(blob_id)
            number, done = number + 1, done + 1
            reached[key] = (number, removed)
            work.reached(reached, done=done, total=total)
    return {one.pk.hex: reached.get(one.pk.hex, (0, 0))[1] for one in waiting}


def _reached_before() -> dict[str, tuple[int, int]]:
    """Return how many blobs are gone and their bytes, by withdrawal, as unfinished jobs say.

    All of them: a job that waits for its next attempt is overtaken by one that was added since.
    """
    reached: dict[str, tuple[int, int]] = {}
    unfinished = Job.objects.filter(kind=PURGE, cursor__isnull=False).exclude(state=JobState.DONE)
    for cursor in unfinished.values_list("cursor", flat=True):
        for key, (number, removed) in cursor.items():
            reached[key] = max(reached.get(key, (0, 0)), (number, removed))
    return reached


def _write_database_anew() -> None:
    """Leave nothing of a removed row in the file: `secure_delete` misses copies of moved cells.

    PostgreSQL vacuums by itself, and keeps its log as long as its operator says.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise StillRead


def _write_receipt(
    withdrawal: Withdrawal, looks: tuple[Look, ...], *, blobs: int, removed: int
) -> None:
    inside = within(withdrawal.operation_id)
    with transaction.atomic(durable=True), inside, noting() as noted:
        edge = hold_edge()
        at = now()
        searched = [look.as_json() for look in looks]
        if PurgeReceipt.objects.filter(withdrawal=withdrawal).exists():
            return
        PurgeReceipt(
            operation_id=withdrawal.operation_id,
            # Nobody acts here; the receipt belongs to the step that made it necessary.
            recorded_by_id=withdrawal.recorded_by_id,
            recorded_at=at,
            withdrawal=withdrawal,
            blobs=blobs,
            bytes_removed=removed,
            searched=searched,
        ).save(force_insert=True)
        withdrawal.left = None
        withdrawal.save(update_fields=["left"])
        write_entry(
            edge,
            at=at,
            actor=_TASK,
            action=PURGE,
            objects=[
                f"operation:{withdrawal.operation_id.hex}",
                *noted,
                *(f"searched:{look.place}" for look in looks),
            ],
            because="found alive"
            if withdrawal.withdrawn_by_id is None
            else "withdrawal of a permission",
        )
