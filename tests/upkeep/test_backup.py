"""A backup is whole, sealed, of one moment, and never laid over anything."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, connections

from antigone.casework.house import House
from antigone.casework.models import LedgerEntry
from antigone.casework.procedures import intake
from antigone.errors import Refusal
from antigone.ledger import Entry
from antigone.upkeep import archive, backup, refusals
from antigone.upkeep.archive import Sealed
from antigone.upkeep.backup import Manifest, take
from antigone.upkeep.refusals import DamagedBackup, NoBackup
from antigone.vault import KeyFile, Lock, OpenToAll, Passphrase, search_bytes
from antigone.vault.locks import Argon2Cost
from tests.casework.desk import Desk
from tests.homes import found_remains
from tests.upkeep.conftest import NAME, PLACE, Kept, all_rows

_OPEN = OpenToAll()
QUICK = Argon2Cost(memory_kib=64, iterations=1, lanes=1)


def manifest_of(path: Path) -> Manifest:
    with Sealed.look_at(path).opened(OpenToAll()) as opened:
        return Manifest.read(opened)


def test_nothing_in_it_is_plain_and_all_of_it_is_there(
    given: Desk, opened: House, kept: Kept
) -> None:
    before = all_rows()
    taken = take(kept.folder / "a.backup")
    path = taken.path
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in kept.folder.iterdir()] == ["a.backup"]
    needles = [NAME.encode(), NAME.split()[0].encode(), PLACE.encode(), b"FERRY", b"casework"]
    assert search_bytes(kept.folder, needles).found_nowhere
    manifest = manifest_of(path)
    assert manifest == taken.manifest
    assert manifest.rows == {name: len(rows) for name, rows in before.items()}
    assert manifest.rows["casework_missingperson"] == 2
    assert (manifest.blobs, manifest.missing, manifest.findings) == (1, [], [])
    assert manifest.entries == len(before["casework_ledgerentry"])
    last = Entry.parse(bytes(LedgerEntry.objects.get(seq=manifest.entries).payload))
    assert (last.actor, last.action) == ("task:backup", "home.back-up")
    assert last.objects == (f"backup:{manifest.backup}",)


def test_it_is_of_one_moment_while_others_write(given: Desk, opened: House, kept: Kept) -> None:
    """Somebody records bodies all the while; what the backup holds is what one moment held."""
    over, recorded = [], []

    def record() -> None:
        try:
            while not over:
                number = f"R-{1000 + len(recorded)}"
                intake.record_remains(given.mortuary, found_remains(number))
                recorded.append(number)
        finally:
            connections.close_all()

    writer = Thread(target=record)
    writer.start()
    try:
        while len(recorded) < 3:
            pass
        manifests = [take(kept.folder / f"{n}.backup").manifest for n in range(3)]
    finally:
        over.append(True)
        writer.join()
    for manifest in manifests:
        rows = manifest.rows
        # One entry and one head for each; and of the entries, one body each since the first.
        assert rows["casework_ledgerentry"] == rows["casework_ledgerhead"] == manifest.entries
        assert manifest.findings == []
    first, last = manifests[0], manifests[-1]
    grown = last.entries - first.entries
    # Two backups were entered between the first and the last; the rest are bodies.
    assert last.rows["casework_remains"] - first.rows["casework_remains"] == grown - 2
    assert grown > 2


def test_nothing_is_overwritten(given: Desk, kept: Kept) -> None:
    path = kept.folder / "a.backup"
    path.write_bytes(b"somebody's")
    with pytest.raises(refusals.BackupExists):
        take(path)
    path.unlink()
    # Nor what came there while it was being taken.
    with pytest.raises(refusals.BackupExists):
        take(path, progress=lambda done, total: path.write_bytes(b"somebody's"))
    assert [(one.name, one.read_bytes()) for one in kept.folder.iterdir()] == [
        ("a.backup", b"somebody's")
    ]


def test_where_it_would_be_lost_or_not_fit_it_is_refused(
    given: Desk, opened: House, kept: Kept
) -> None:
    with pytest.raises(backup.BackupInside):
        take(opened.home / "a.backup")
    with pytest.raises(refusals.BackupNotWritten):
        take(kept.folder / "absent" / "a.backup")
    with pytest.raises(refusals.NoRoom):
        archive.refuse_without_room(kept.folder, 1 << 60)
    # Rows would be sealed under one key, and the record of keys be that of another.
    with pytest.raises(refusals.KeyRecordChanged):
        take(kept.folder / "a.backup", progress=lambda *_: opened.vault.begin_rotation())
    with pytest.raises(backup.RotationUnderWay):
        take(kept.folder / "a.backup")
    assert list(kept.folder.iterdir()) == []


def test_two_at_once_under_one_name(given: Desk, kept: Kept) -> None:
    path = kept.folder / "a.backup"

    def again(done: int, total: int) -> None:
        with pytest.raises(refusals.BackupRunning):
            take(path)

    take(path, progress=again)
    assert manifest_of(path).blobs == 1


def test_killed_in_the_middle_it_leaves_no_backup(
    given: Desk, opened: House, kept: Kept, killed: Callable[..., None]
) -> None:
    path = kept.folder / "a.backup"
    script = """
from antigone.upkeep.backup import take
enter(open_house(OpenToAll()))
take(Path(wanted[0]), progress=kill)
"""
    before = LedgerEntry.objects.count()
    killed(opened.home, script, path)
    assert not path.exists()
    (left,) = kept.folder.iterdir()
    with pytest.raises(DamagedBackup):
        Sealed.look_at(left)
    assert LedgerEntry.objects.count() == before
    take(path)
    assert [one.name for one in kept.folder.iterdir()] == ["a.backup"]


def test_what_the_vault_has_lost_is_said(given: Desk, opened: House, kept: Kept) -> None:
    (stored,) = opened.vault.stored()
    opened.vault.purge(stored.blob_id)
    manifest = take(kept.folder / "a.backup").manifest
    assert (manifest.blobs, manifest.missing) == (0, [stored.blob_id])


def test_what_was_wrong_with_the_record_is_said(given: Desk, kept: Kept) -> None:
    from antigone.casework.guard import take_down

    take_down(connection)
    LedgerEntry.objects.filter(seq=2).update(payload=b"{}")
    assert take(kept.folder / "a.backup").manifest.findings == [[2, 2, "altered"]]


# What is not whole is refused


@pytest.fixture
def sealed(given: Desk, kept: Kept) -> Path:
    return take(kept.folder / "a.backup").path


def read_all(path: Path, lock: Lock = _OPEN) -> None:
    found = Sealed.look_at(path)
    with found.opened(lock) as opened:
        found.check(opened, lambda *how_far: None)


def test_cut_off_anywhere_it_is_refused(sealed: Path) -> None:
    whole = sealed.read_bytes()
    size = len(whole)
    for length in (0, 5, 17):
        sealed.write_bytes(whole[:length])
        with pytest.raises(NoBackup):
            read_all(sealed)
    for length in (18, 30, 70_000, size // 2, size - 2000, size - 61, size - 30, size - 1):
        sealed.write_bytes(whole[:length])
        with pytest.raises(DamagedBackup):
            read_all(sealed)


def test_one_flipped_bit_anywhere_is_refused(sealed: Path) -> None:
    whole = sealed.read_bytes()
    size = len(whole)
    read_all(sealed)
    # The header, its chunk size, each chunk, what opens it, checksum, length and end.
    near_the_end = range(size - 1400, size, 37)
    for place in (20, 24, *range(30, size - 1400, size // 40), *near_the_end, size - 1):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        sealed.write_bytes(changed)
        with pytest.raises(DamagedBackup):
            read_all(sealed)
    sealed.write_bytes(whole)
    read_all(sealed)


def test_a_byte_more_is_refused(sealed: Path) -> None:
    sealed.write_bytes(sealed.read_bytes() + b"\n")
    with pytest.raises(DamagedBackup):
        read_all(sealed)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"a text\n" * 1000, b"PK\x03\x04" + bytes(1000)):
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(NoBackup):
            Sealed.look_at(tmp_path / "a")
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(NoBackup):
            Sealed.look_at(path)


def test_a_newer_one_is_refused(sealed: Path) -> None:
    """As a later version would write it: another number, and the digest that goes with it."""
    whole = sealed.read_bytes()
    tail = archive._TAIL
    _, length, end = tail.unpack(whole[-tail.size :])
    said = json.loads(whole[-tail.size - length : -tail.size])
    text = json.dumps(said | {"format": archive.FORMAT + 1}, sort_keys=True).encode()
    later = tail.pack(hashlib.sha256(text).digest(), len(text), end)
    newer = sealed.with_name("newer")
    newer.write_bytes(whole[: -tail.size - length] + text + later)
    with pytest.raises(refusals.NewerBackup) as refused:
        Sealed.look_at(newer)
    assert refused.value.parameters["found"] == archive.FORMAT + 1


def test_it_opens_with_the_lock_of_its_day_and_no_other(
    given: Desk, opened: House, kept: Kept, tmp_path: Path
) -> None:
    """The plain key is in no backup; what opened the vault when it was taken opens it for ever."""
    first, second = Passphrase("five loud green doors", cost=QUICK), tmp_path / "key"
    opened.vault.change_lock(first)
    old = take(kept.folder / "old.backup").path
    key_file = KeyFile.generate(second)
    opened.vault.change_lock(key_file)
    new = take(kept.folder / "new.backup").path
    assert (Sealed.look_at(old).lock_kind, Sealed.look_at(new).lock_kind) == (
        "passphrase",
        "key-file",
    )
    read_all(old, first)
    read_all(new, key_file)
    wrong = {
        old: [Passphrase("five loud green windows", cost=QUICK), key_file, OpenToAll()],
        new: [KeyFile.generate(tmp_path / "other"), first, OpenToAll()],
    }
    for path, locks in wrong.items():
        for lock in locks:
            with pytest.raises(Refusal) as refused:
                read_all(path, lock)
            assert refused.value.code in ("wrong-passphrase", "wrong-key-file", "wrong-lock")
            assert str(path) in str(refused.value), "the sentence names the backup"
