"""Backups: everything a home needs to stand up again, sealed, as it stood at one moment.

Rows are read at one moment while others write on. The files they refer to are copied after that, as they
lie in the vault: each is encrypted under a key of its own, and the archive under another. The vault's
key travels as it lies in the home, behind its passphrase or key file, never by itself.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction

from antigone import __version__
from antigone.access.clock import now
from antigone.access.isolation import across_all_operations
from antigone.casework.house import House, house
from antigone.casework.models import LedgerHead
from antigone.casework.record import examine_record, heads_outside, hold_edge, write_entry
from antigone.config import home_mark
from antigone.errors import Refusal
from antigone.ledger.head import claimed_size
from antigone.upkeep import tables
from antigone.upkeep.adopted import adopted_size, write_adopted
from antigone.upkeep.archive import refuse_without_room, written
from antigone.upkeep.refusals import BackupNotWritten
from antigone.vault import FolderShelf, MissingBlob
from antigone.wording import N_

ACTION = "home.back-up"
MANIFEST = "manifest.json"
SETTINGS = "antigone.toml"
KEPT_OF_THE_LEDGER = ("signing-key", "public-key")
_TASK = "task:backup"
_PIECE = 1 << 20
# What an archive adds to its parts.
_SLACK = 16 << 20

Progress = Callable[[int, int], None]


class BackupInside(Refusal):
    """What is lost with the home is no backup of it."""

    code = "backup-inside"
    sentence = N_("{path} lies inside the home that it would save. No backup was made.")
    remedy = N_("Write it to another disk, or to a stick that is kept elsewhere.")


class RotationUnderWay(Refusal):
    """During a rotation keys change under the backup's hands."""

    code = "rotation-under-way"
    sentence = N_("The key of the vault is being rotated. No backup was made.")
    remedy = N_("Finish the rotation first.")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says it holds.

    `entries` is how far the record reached; `findings` what was wrong with it already; `missing` the
    files that rows name and the vault did not hold; `rows` counts each table.
    """

    backup: str
    taken_at: str
    version: str
    applied: list[list[str]]
    rows: dict[str, int]
    entries: int
    head: str
    findings: list[list[Any]]
    blobs: int
    missing: list[str]

    @classmethod
    def read(cls, archive: ZipFile) -> "Manifest":
        """Return what the archive holds, as it was written down last."""
        return cls(**json.loads(archive.read(MANIFEST)))


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A backup that lies where it was wanted; `size` is in bytes."""

    path: Path
    size: int
    manifest: Manifest


def take(path: Path, *, progress: Progress = lambda done, total: None) -> Taken:
    """Write a backup of the open house to a new file; nothing is left if it cannot be finished.

    (0) there is room, and no rotation; (1) calibrations and added engines are copied; (2) every table is
    read at one moment, and the record is verified as it stood then; (3) the files of the vault are
    copied, those that were erased meanwhile left out; (4) the archive is sealed, durable, and gets its
    name; (5) the record says that there is a backup. Call it outside any step.

    Raises `BackupInside`, `NoRoom`, `RotationUnderWay` and what `archive.written` raises.
    """
    opened = house()
    path = path.expanduser().absolute()
    _refuse_unfit(path, opened)
    backup_id, at = uuid4().hex, now()
    with written(
        path,
        vault=opened.vault,
        vault_folder=opened.home / "vault",
        backup_id=backup_id,
        made=at,
        version=__version__,
    ) as archive:
        _write_home(archive, opened)
        write_adopted(archive, opened.home)
        with across_all_operations(because="a backup holds all operations"), tables.still():
            rows = {one._meta.db_table: _write_table(archive, one) for one in tables.tables()}
            blobs = dict(_blobs())
            head = LedgerHead.objects.order_by("-size").values_list("note", flat=True).first()
            entries = claimed_size(head or "")
            found = examine_record(through=entries)
            applied = tables.applied()
        _write_heads(archive, opened, through=entries)
        missing = list(_write_blobs(archive, opened, blobs, progress))
        manifest = Manifest(
            backup=backup_id,
            taken_at=at.isoformat(),
            version=__version__,
            applied=applied,
            rows=rows,
            entries=entries,
            head=head or "",
            findings=[[one.seq, one.through, one.kind] for one in found.findings],
            blobs=len(blobs) - len(missing),
            missing=missing,
        )
        archive.writestr(_member(MANIFEST), json.dumps(asdict(manifest)).encode())
    _enter(backup_id)
    return Taken(path=path, size=path.stat().st_size, manifest=manifest)


def _refuse_unfit(path: Path, opened: House) -> None:
    if path.resolve().is_relative_to(opened.home.resolve()):
        raise BackupInside(path=path)
    if opened.vault.rotating:
        raise RotationUnderWay
    if not path.parent.is_dir():
        raise BackupNotWritten(path=path, fault="No such file or directory")
    needed = sum(one.size for one in opened.vault.stored()) + tables.size_in_bytes() + _SLACK
    refuse_without_room(path.parent, needed + adopted_size(opened.home))


def _write_home(archive: ZipFile, opened: House) -> None:
    archive.writestr(_member("home.json"), json.dumps(home_mark(opened.home)._asdict()).encode())
    settings = opened.home / SETTINGS
    archive.writestr(_member(SETTINGS), settings.read_bytes() if settings.exists() else b"")
    for name in KEPT_OF_THE_LEDGER:
        archive.writestr(_member(f"ledger/{name}"), (opened.ledger_folder / name).read_bytes())


def _write_table(archive: ZipFile, model: Any) -> int:
    member = _member(f"tables/{model._meta.db_table}.jsonl", packed=True)
    with archive.open(member, "w", force_zip64=True) as to:
        return tables.write_table(model, to)


def _write_heads(archive: ZipFile, opened: House, *, through: int) -> None:
    """The heads outside as they lie there, a forged one too, but for those that are younger."""
    with archive.open(_member("ledger/heads.jsonl", packed=True), "w", force_zip64=True) as to:
        for head in heads_outside(opened):
            if claimed_size(head) <= through:
                to.write(json.dumps(head).encode() + b"\n")


def _blobs() -> Iterator[tuple[str, int]]:
    """Yield the id and size of every file that a row can still open."""
    for model in tables.blob_tables():
        kept = model._default_manager.filter(wrapped_key__isnull=False)
        yield from kept.values_list("blob_id", "size").iterator()


def _write_blobs(
    archive: ZipFile, opened: House, blobs: dict[str, int], progress: Progress
) -> Iterator[str]:
    """Copy files as they lie in the vault; yield the ids of those that are not there."""
    shelf = FolderShelf(opened.home / "vault")
    total, done = sum(blobs.values()), 0
    for blob_id, size in blobs.items():
        try:
            with (
                shelf.open(blob_id) as stored,
                archive.open(_member(f"blobs/{blob_id}"), "w", force_zip64=True) as to,
            ):
                shutil.copyfileobj(stored, to, _PIECE)
        except MissingBlob:
            yield blob_id
        done += size
        progress(done, total)


def _member(name: str, *, packed: bool = False) -> ZipInfo:
    member = ZipInfo(name)
    if packed:
        # What lies in the vault is noise, which no packing makes smaller.
        member.compress_type = ZIP_DEFLATED
    return member


def _enter(backup_id: str) -> None:
    """Write down that there is another copy of all this. It holds everything but this entry."""
    with transaction.atomic(durable=True):
        write_entry(
            hold_edge(),
            at=now(),
            actor=_TASK,
            action=ACTION,
            objects=[f"backup:{backup_id}"],
            because="backup of the whole home",
        )
