"""After an erasure: the files are removed, every place is searched, and a receipt says so.

The erasure itself is done by then; this is tidying up, and proof. It may be cut off anywhere and is
begun again by the next worker.
"""

from uuid import UUID

from django.db import connection, transaction

from antigone.access.clock import now
from antigone.access.isolation import within
from antigone.access.writing import noting
from antigone.casework.house import house
from antigone.casework.jobs import Work, handles
from antigone.casework.models import PurgeReceipt, Withdrawal
from antigone.casework.procedures.erasure import PURGE
from antigone.casework.record import hold_edge, write_entry
from antigone.casework.remnants import Look, Remnants, look_everywhere
from antigone.casework.step import found
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


@handles(PURGE)
def purge(work: Work) -> None:
    """Remove the files of a withdrawal, and search for what could be left of it.

    (0) the ciphertext is removed, blob by blob; (1) SQLite writes its file anew, without what it had
    kept in unused space, and empties its log; (2) home, database and temporary folder are searched
    for ciphertext, wrapped keys and vectors; (3) the receipt is written, with its entry, and the
    prints are forgotten. A withdrawal that has its receipt is left alone.

    Raises `NotHere`, `RemnantsLeft` and `StillRead`; then there is no receipt.
    """
    with within(work.operation_id):
        withdrawal = found(Withdrawal, UUID(hex=work.subject.partition(":")[2]))
        if withdrawal.left is None:
            return
        remnants = Remnants.from_json(withdrawal.left)
        done, removed = work.cursor or (0, 0)
        for number, blob_id in enumerate(remnants.blobs[done:], start=done + 1):
            removed += house().vault.purge(blob_id)
            work.reached([number, removed], done=number, total=len(remnants.blobs))
        _write_database_anew()
        looks = look_everywhere(remnants, since=withdrawal.request.recorded_at)
        if left := [path for look in looks for path in look.found]:
            raise RemnantsLeft(count=len(left), first=left[0].name)
        _write_receipt(withdrawal, looks, blobs=len(remnants.blobs), removed=removed)


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
    with transaction.atomic(durable=True), noting() as noted:
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
            because="withdrawal of a permission",
        )
