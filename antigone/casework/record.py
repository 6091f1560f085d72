"""The record: ledger entries appended under one lock, with a signed head copied outside.

The arithmetic is the ledger's; here are its rows. Whoever holds the edge row is the only writer, on
PostgreSQL as on SQLite, so that entries stand in the order in which their changes became true.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import transaction

from antigone.casework.house import House, house
from antigone.casework.models import LedgerEdge, LedgerEntry, LedgerHead
from antigone.casework.outside import Written, as_stored, copy_entry
from antigone.errors import Refusal
from antigone.ledger import Entry, Frontier, StoredEntry, Verification, append, verify
from antigone.ledger.head import claimed_size
from antigone.vault.durable import one_at_a_time
from antigone.wording import N_


class NoRecord(Refusal):
    """The home's ledger was never begun, or its edge was removed."""

    code = "no-record"
    sentence = N_("The ledger of this home was not begun. Nothing was done.")
    remedy = N_("Finish making the home; if it had a ledger, restore the database from a backup.")


def begin_record() -> None:
    """Begin the ledger of a new home; one that was begun is left alone."""
    LedgerEdge.objects.get_or_create(one=1, defaults={"frontier": Frontier().pack()})


def hold_edge() -> LedgerEdge:
    """Take the append lock until the transaction ends. Raises `NoRecord`."""
    edge = LedgerEdge.objects.select_for_update().first()
    if edge is None:
        raise NoRecord
    return edge


def write_entry(
    edge: LedgerEdge,
    *,
    at: datetime,
    actor: str,
    action: str,
    objects: Sequence[str],
    commitments: Sequence[tuple[str, str]] = (),
    because: str,
) -> int:
    """Append an entry behind the edge that is held, and return its number.

    Entry, leaf, head and edge are part of the caller's transaction. The head goes outside when that
    has come to its end: one that was copied before could attest what never became true.

    Raises `HouseClosed`, `UnfitEntry` and `LedgerOutOfStep`.
    """
    opened = house()
    frontier = Frontier.unpack(bytes(edge.frontier))
    last = LedgerHead.objects.order_by("-size").values_list("note", flat=True).first()
    entry = Entry(
        seq=frontier.size,
        at=at,
        actor=actor,
        action=action,
        objects=tuple(objects),
        commitments=tuple(commitments),
        because=because,
    )
    added = append(entry, frontier=frontier, last_head=last, key=opened.signing_key)
    LedgerEntry.objects.create(seq=entry.seq, payload=added.row.payload, leaf=added.leaf)
    LedgerHead.objects.create(size=added.frontier.size, note=added.head)
    edge.size, edge.frontier = added.frontier.size, added.frontier.pack()
    edge.save(update_fields=["size", "frontier"])
    written = Written(added.row.payload, added.head)
    # The entry before its head: a head outside without its entry would look like a lost entry.
    transaction.on_commit(lambda: copy_entry(opened, written, behind=last))
    transaction.on_commit(lambda: _copy_outside(opened, added.head, at))
    return entry.seq


def examine_record(handed_over: Sequence[str] = (), *, through: int | None = None) -> Verification:
    """Return what is wrong with the ledger of this home, entry by entry, heads outside included.

    `handed_over` are heads that somebody else kept; those in the home's folder are always compared,
    for a ledger that is read as it stood at `through` entries only those that are as old.
    """
    outside = chain(heads_outside(house()), handed_over)
    if through is not None:
        outside = (one for one in outside if claimed_size(one) <= through)
    stored = LedgerEntry.objects.order_by("seq").values_list("seq", "payload", "leaf")
    entries, leaves = [], {}
    for seq, payload, leaf in stored.iterator():
        entries.append(StoredEntry(seq, as_stored(payload)))
        leaves[seq] = as_stored(leaf)
    return verify(
        entries,
        leaf_hashes=leaves,
        heads=map(str, LedgerHead.objects.order_by("size").values_list("note", flat=True)),
        public_key=house().signing_key.public_key,
        outside=outside,
    )


def heads_outside(opened: House) -> Iterator[str]:
    """Yield the heads that lie in the home's folder, in the order in which they were written."""
    for path in sorted(opened.ledger_folder.glob("heads-*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            # A line that was cut by a power failure was never acknowledged by anyone.
            if line.endswith('"') and line.startswith('"'):
                try:
                    yield json.loads(line)
                except ValueError:
                    # Somebody wrote here: shown as it is, so that verification names it.
                    yield line


def _copy_outside(opened: House, head: str, at: datetime) -> None:
    path: Path = opened.ledger_folder / f"heads-{at:%Y-%m}.jsonl"
    with one_at_a_time(opened.ledger_folder), path.open("a+b") as file:
        if file.tell() and _last_byte(path) != b"\n":
            file.write(b"\n")
        file.write(json.dumps(head).encode() + b"\n")
        file.flush()
        _sync(file.fileno())


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1)


def _sync(descriptor: int) -> None:
    import os

    os.fsync(descriptor)
