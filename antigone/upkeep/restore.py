"""Restoring: the rows of a backup, what the record says since, and the files that are still due.

Everything that makes rows true happens in one transaction: they are laid, the record goes on to where
it was, withdrawals are repeated, and an entry says that this is a restored home. Files of erased
photographs are never laid at all.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from django.db import connection, transaction

from antigone.access.clock import now
from antigone.access.isolation import across_all_operations
from antigone.access.models import Account
from antigone.access.writing import noting
from antigone.casework import guards
from antigone.casework.guard import take_down
from antigone.casework.house import House, house
from antigone.casework.models import LedgerEdge, LedgerEntry, LedgerHead
from antigone.casework.procedures.replaying import (
    Withdrawn,
    end_again,
    is_withdrawal,
    lay_lost,
    repeat,
    say_again,
)
from antigone.casework.record import examine_record, hold_edge, write_entry
from antigone.errors import Refusal
from antigone.ledger import Frontier, PublicKey, leaf_hash
from antigone.upkeep import tables
from antigone.upkeep.backup import Manifest, Progress
from antigone.upkeep.refusals import NotAsItWas
from antigone.upkeep.since import Since
from antigone.vault import BlobRef, DamagedBlob, FolderShelf, UnopenedKey
from antigone.wording import N_

ACTION = "home.restore"
_TASK = "task:restore"
_PIECE = 1 << 20
_MOST_NAMED = 60
_EDGE = "casework_ledgeredge"


class DatabaseInUse(Refusal):
    """The database belongs to a home: laying another over it would destroy that one."""

    code = "database-in-use"
    sentence = N_("The database of the settings already holds a home. Nothing was restored.")
    remedy = N_("Name an empty one with ANTIGONE_DATABASE; empty means SQLite in the home.")


class OtherTables(Refusal):
    """The backup's tables are those of another version."""

    code = "other-tables"
    sentence = N_("The backup was taken by version {version}, whose tables are not those of this.")
    remedy = N_(
        "Restore it with that version; then install this one and run: antigone init --migrate"
    )


@dataclass(frozen=True, kw_only=True)
class Laid:
    """The rows that were laid, the withdrawals that were repeated on them, and what else ended again."""

    rows: int
    repeated: tuple[str, ...]
    ended: int
    operations_unknown: int


def edge_of(archive: ZipFile) -> tuple[Frontier, PublicKey]:
    """Return the edge of the record's tree in a backup, and the key that signs its heads."""
    with archive.open(f"tables/{_EDGE}.jsonl") as lines:
        (row,) = tables.read_table(lines)
    field = LedgerEdge._meta.get_field("frontier")
    key = PublicKey.from_text(archive.read("ledger/public-key").decode("ascii"))
    return Frontier.unpack(bytes(field.to_python(row["frontier"]))), key


def check_tables(manifest: Manifest) -> None:
    """Raise `OtherTables` unless the database has the tables that the backup was taken from."""
    if manifest.applied != tables.applied():
        raise OtherTables(version=manifest.version)


def lay_rows(archive: ZipFile, since: Since, *, restore: str, unproven_because: str) -> Laid:
    """Fill the database from a backup, and bring it to where the record is. All of it, or nothing.

    (0) the database holds no home, but for what an earlier run of this restore laid; (1) the guards
    are down, and every row is laid; (2) the record goes on with the entries since; (3) the guards stand
    again; (4) what ended since ends again under them, who was found alive is so again, and withdrawals
    are repeated; (5) the entry of this restore is written.

    `restore` is the id of this restore. Raises `DatabaseInUse`, `NotAsItWas`, `UnclearWithdrawal`.
    """
    manifest = Manifest.read(archive)
    withdrawals = [Withdrawn.read(one) for one in since.entries if is_withdrawal(one)]
    fence = across_all_operations(because="a restored home is laid as a whole")
    with transaction.atomic(durable=True), fence, noting():
        _refuse_other_home(restore)
        take_down(connection)
        tables.empty_tables()
        rows = _fill(archive, manifest)
        _go_on(since)
        lay_lost(withdrawals)
        tables.check_references()
        guards.install(connection)
        ended = end_again([one for one in since.entries if not is_withdrawal(one)])
        say_again(since.entries)
        repeated = repeat(withdrawals)
        _enter(manifest, restore, repeated, since, unproven_because)
    return Laid(
        rows=rows,
        repeated=tuple(repeated),
        ended=ended,
        operations_unknown=len(withdrawals) - len(repeated),
    )


def laid_by(restore: str) -> bool:
    """Return whether the rows in the database were laid by this restore, in an earlier run."""
    mine = f'"restore:{restore}"'.encode()
    payloads = LedgerEntry.objects.order_by("-seq").values_list("payload", flat=True)
    return any(mine in bytes(one) for one in payloads.iterator())


def _refuse_other_home(restore: str) -> None:
    in_use = Account.objects.exists() or LedgerEntry.objects.exists()
    if in_use and not laid_by(restore):
        raise DatabaseInUse


def _fill(archive: ZipFile, manifest: Manifest) -> int:
    total = 0
    for model in tables.tables():
        name = model._meta.db_table
        with archive.open(f"tables/{name}.jsonl") as lines:
            count = tables.fill_table(model, lines)
        if count != manifest.rows[name]:
            raise NotAsItWas(what=name)
        total += count
    return total


def _go_on(since: Since) -> None:
    """Append what is proven of the record, as it was signed: no head that was handed out is undone."""
    edge = hold_edge()
    frontier = Frontier.unpack(bytes(edge.frontier))
    for entry, line in zip(since.entries, since.lines, strict=True):
        leaf = leaf_hash(line.payload)
        frontier = frontier.append(leaf)
        LedgerEntry.objects.create(seq=entry.seq, payload=line.payload, leaf=leaf)
        LedgerHead.objects.create(size=frontier.size, note=line.head)
    edge.size, edge.frontier = frontier.size, frontier.pack()
    edge.save(update_fields=["size", "frontier"])


def _enter(
    manifest: Manifest, restore: str, repeated: list[str], since: Since, unproven_because: str
) -> None:
    commitments = []
    if unproven_because:
        # The reason is free text, which may name somebody: the record only binds to it.
        reason = house().vault.commitments.commit(unproven_because, purpose="restore.reason")
        commitments.append(("restore.reason", reason.hex()))
    known = since.known_until or manifest.taken_at
    because = f"restored from a backup of {manifest.entries} entries"
    write_entry(
        hold_edge(),
        at=now(),
        actor=_TASK,
        action=ACTION,
        objects=[f"backup:{manifest.backup}", f"restore:{restore}", *repeated[:_MOST_NAMED]],
        commitments=commitments,
        because=f"{because}; erasures after {known} are unknown" if unproven_because else because,
    )


def lay_blobs(archive: ZipFile, opened: House, *, progress: Progress) -> tuple[int, list[str]]:
    """Lay the files that a row still opens; return how many, and which of them do not open.

    A file that was damaged or missing when the backup was taken is so still.
    """
    shelf = FolderShelf(opened.home / "vault")
    held = set(archive.namelist())
    refs = [one for one in _refs() if f"blobs/{one.blob_id}" in held]
    total, done = sum(one.size for one in refs), 0
    unopened = []
    for ref in refs:
        slot = shelf.begin(ref.blob_id)
        try:
            with archive.open(f"blobs/{ref.blob_id}") as sealed:
                while piece := sealed.read(_PIECE):
                    slot.write(piece)
            slot.commit()
        finally:
            slot.abandon()
        try:
            opened.vault.reader(ref).close()
        except (DamagedBlob, UnopenedKey):
            unopened.append(ref.blob_id)
        done += ref.size
        progress(done, total)
    return len(refs), unopened


def _refs() -> Iterator[BlobRef]:
    with across_all_operations(because="a restored home is laid as a whole"):
        for model in tables.blob_tables():
            kept = model._default_manager.filter(wrapped_key__isnull=False)
            for blob_id, key, size in kept.values_list("blob_id", "wrapped_key", "size"):
                yield BlobRef(blob_id=blob_id, wrapped_key=bytes(key), size=size)


def lay_heads(archive: ZipFile, folder: Path, since: Since) -> None:
    """Lay the heads that stood outside the database, and those of the entries since."""
    with (
        archive.open("ledger/heads.jsonl") as kept,
        (folder / "heads-restored.jsonl").open("wb") as to,
    ):
        to.writelines(kept)
        to.writelines(json.dumps(one.head).encode() + b"\n" for one in since.lines)


def examine(manifest: Manifest) -> None:
    """See that guards and record are in order before the home is opened. Raises `NotAsItWas`.

    What was wrong with the record when the backup was taken is still wrong, and nothing else.
    """
    if missing := guards.missing(connection):
        raise NotAsItWas(what=missing[0])
    known = {tuple(one) for one in manifest.findings}
    for one in examine_record().findings:
        if (one.seq, one.through, one.kind) not in known:
            raise NotAsItWas(what=one.say().rstrip("."))
