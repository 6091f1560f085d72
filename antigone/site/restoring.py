"""Restoring a home: from a backup into an empty folder, closed until everything stands and was examined."""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

from antigone.config import RESTORING, Config, HomeExists, HomeNotMade
from antigone.errors import Refusal
from antigone.site.start import migrate
from antigone.upkeep.adopted import lay_adopted
from antigone.upkeep.archive import Sealed, refuse_without_room
from antigone.vault import KeyFile, Lock
from antigone.vault.durable import replace_file, sync_folder
from antigone.vault.strongbox import RECORD_NAME
from antigone.wording import N_

RESTORED = "restored.json"
_SETTINGS_FILE = "antigone.toml"
_MARKER = "home.json"
Progress = Callable[[str, int, int], None]


class NoRecordGiven(Refusal):
    """Without the record, what was erased after the backup would come back with it."""

    code = "no-record-given"
    sentence = N_("What was erased after the backup is not known without the record of the home.")
    remedy = N_(
        "Name the newest copy of its ledger folder with --record; if there is none, say why with"
        " --without-record."
    )


@dataclass(frozen=True, kw_only=True)
class Restoring:
    """What is restored, and where to.

    `record` is the ledger folder of the lost home, or the newest copy of it; `unproven_because` says
    why there is none, or why a part of it must do. `owner` is the address of the tables' owner on
    PostgreSQL.
    """

    backup: Sealed
    home: Path
    lock: Lock
    record: Path | None = None
    unproven_because: str = ""
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A home that stands again.

    `acts_since` counts what the record says was done after the backup was taken, which the home does
    not hold, but for `withdrawals`, which were repeated, and the rows `ended_again` (permissions,
    templates, marks, roles, accounts). `known_until` is up to when erasures are known.
    `unopened` are the files that do not open, or were not in the backup; calibrations and engines that
    are not what was tested, as they were not when they were saved, are among them.
    """

    home: str
    backup: str
    taken_at: str
    restored_at: str
    rows: int
    files: int
    unopened: list[str]
    withdrawals: int
    ended_again: int
    withdrawals_elsewhere: int
    known_until: str
    unproven_because: str
    acts_since: dict[str, int] = field(default_factory=dict)
    findings: int = 0


def restore_home(restoring: Restoring, *, progress: Progress) -> Restored:
    """Restore a home into an empty or new folder, or where an earlier restore was cut off.

    (0) every byte of the backup is read before anything is laid; (1) folder and disk can take it;
    (2) the folder is marked as unfinished; (3) tables are made and filled, the record goes on, and
    withdrawals since are repeated; (4) files are laid, those of erased photographs are not; (5) guards
    and record are examined; (6) the mark is removed: now the home opens. What is refused leaves the
    folder as it was.

    Raises `NoRecordGiven`, `HomeExists`, `HomeNotMade`, `NoRoom`, `DamagedBackup`, what
    `Sealed.opened` and `migrate` raise, and what `upkeep.since` and `upkeep.restore` refuse.
    """
    path, sealed = restoring.home, restoring.backup
    if restoring.record is None and not restoring.unproven_because:
        raise NoRecordGiven
    again = (path / RESTORING).exists()
    if not again and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise HomeExists(path=path)
    with sealed.opened(restoring.lock) as archive:
        size = sealed.check(archive, lambda *how_far: progress("check", *how_far))
        with _unfinished(path, sealed) as restore:
            # Rows take more room in a database than in the archive.
            refuse_without_room(path, 2 * size)
            return _lay(archive, restoring, restore, progress)


@contextmanager
def _unfinished(path: Path, sealed: Sealed) -> Iterator[str]:
    """Hold the folder as one whose restore has not come to its end; yield the id of the restore.

    The mark comes first and goes last. If the block raises, the folder becomes as it was; a database
    elsewhere that was filled by then keeps the folder marked, so that the next run knows its own work.
    """
    mark, stood = path / RESTORING, path.exists()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        restore = json.loads(mark.read_bytes())["restore"] if mark.exists() else uuid4().hex
        replace_file(mark, json.dumps({"restore": restore, "backup": sealed.id}).encode())
        _clear(path, but=mark)
    except (OSError, ValueError, KeyError) as error:
        fault = error.strerror if isinstance(error, OSError) else RESTORING
        raise HomeNotMade(path=path, fault=fault) from None
    try:
        yield restore
    except BaseException:
        if not _filled_elsewhere(restore):
            _clear(path)
            if not stood:
                path.rmdir()
        raise
    mark.unlink()
    sync_folder(path)


def _clear(path: Path, *, but: Path | None = None) -> None:
    for one in path.iterdir():
        if one == but:
            continue
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()


def _filled_elsewhere(restore: str) -> bool:
    from django.conf import settings

    if not settings.configured:
        return False
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite":
        connection.close()
        return False
    from antigone.upkeep.restore import laid_by

    try:
        return laid_by(restore)
    except DatabaseError:
        # Without tables nothing was laid.
        return False


def _lay(archive: ZipFile, restoring: Restoring, restore: str, progress: Progress) -> Restored:
    path, lock = restoring.home, restoring.lock
    config = _lay_folder(archive, restoring)
    unfit = lay_adopted(archive, path)
    migrate(config, owner=restoring.owner, restoring=True)
    from antigone.casework.house import inside, open_house
    from antigone.upkeep import restore as laying
    from antigone.upkeep import tables
    from antigone.upkeep.backup import Manifest
    from antigone.upkeep.since import read_since

    manifest = Manifest.read(archive)
    laying.check_tables(manifest)
    frontier, key = laying.edge_of(archive)
    since = read_since(
        restoring.record,
        frontier=frontier,
        public_key=key,
        unproven_because=restoring.unproven_because,
    )
    with inside(open_house(lock)) as opened:
        laid = laying.lay_rows(
            archive, since, restore=restore, unproven_because=restoring.unproven_because
        )
        files, unopened = laying.lay_blobs(
            archive, opened, progress=lambda *how_far: progress("files", *how_far)
        )
        laying.lay_heads(archive, opened.ledger_folder, since)
        tables.write_anew()
        laying.examine(manifest)
    restored = Restored(
        home=str(path),
        backup=manifest.backup,
        taken_at=manifest.taken_at,
        restored_at=config.clock().isoformat(),
        rows=laid.rows,
        files=files,
        unopened=[*unopened, *manifest.missing, *unfit],
        withdrawals=len(laid.repeated),
        ended_again=laid.ended,
        withdrawals_elsewhere=laid.operations_unknown,
        known_until=(since.known_until.isoformat() if since.known_until else manifest.taken_at),
        unproven_because=restoring.unproven_because,
        acts_since=since.acts,
        findings=len(manifest.findings),
    )
    replace_file(path / RESTORED, json.dumps(asdict(restored)).encode())
    return restored


def _lay_folder(archive: ZipFile, restoring: Restoring) -> Config:
    """Lay what is not in the database, but for the vault's files; return the home's configuration."""
    path = restoring.home
    for name in ("vault", "ledger"):
        (path / name).mkdir(mode=0o700)
    replace_file(path / "vault" / RECORD_NAME, restoring.backup.key_record)
    for name in ("signing-key", "public-key"):
        replace_file(path / "ledger" / name, archive.read(f"ledger/{name}"))
    replace_file(path / _MARKER, archive.read(_MARKER))
    settings = tomllib.loads(archive.read(_SETTINGS_FILE).decode("utf-8-sig"))
    # A rehearsal must not write into the copy that belongs to the home at work.
    settings.pop("record_copy", None)
    if isinstance(restoring.lock, KeyFile):
        settings["key_file"] = str(restoring.lock.path)
    _write_settings(path, settings)
    config = Config.read(home=path)
    if config.sources.get("database", _SETTINGS_FILE) != _SETTINGS_FILE:
        # Nor may it ever open that home's database.
        _write_settings(path, {**settings, "database": config.settings.database})
    return config


def _write_settings(path: Path, settings: dict[str, object]) -> None:
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in settings.items()]
    head = "# Settings of this home; `antigone settings` explains each.\n"
    replace_file(path / _SETTINGS_FILE, "".join([head, *lines]).encode())
