"""The strongbox: the one file that holds the wrapped vault keys, and the lock on it.

It holds two kinds of secret. *Generations* of the vault key wrap data keys and fields, and are
rotated. The *standing* secret feeds blind indexes and commitments; it is made once and never
rotated, because what it made stands in the ledger and in tombstones for ever.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from antigone.vault.durable import one_at_a_time, replace_file, unfinished_name
from antigone.vault.keys import KEY_BYTES, NONCE_BYTES, Keyring, derive, generation_of
from antigone.vault.locks import KeyFile, Lock, LockKind, LockRecord
from antigone.vault.refusals import (
    DamagedVault,
    KeyFileInside,
    LockChanged,
    NewerVault,
    NoVault,
    WrongKeyFile,
    WrongLock,
    WrongPassphrase,
)

VAULT_FORMAT = 1
RECORD_NAME = "vault.json"
_LARGEST_RECORD = 1 << 20


@dataclass(frozen=True, repr=False)
class Secrets:
    """What an open strongbox knows."""

    ring: Keyring
    standing: bytes


@dataclass(frozen=True, repr=False)
class _Record:
    lock: LockRecord
    sealed: bytes
    stamp: tuple[int, ...]


class Strongbox:
    """An open strongbox, shared by the threads of a process. It notices changes made by others."""

    def __init__(self, folder: Path, *, record: _Record, unlocking_key: bytes) -> None:
        """Not called directly: see `make` and `open`."""
        self._folder = folder
        self._guard = threading.Lock()
        self._unlocking_key = unlocking_key
        self._record = record
        self._secrets = _unseal(record, unlocking_key)

    @classmethod
    def make(cls, folder: Path, lock: Lock) -> "Strongbox":
        """Make new secrets and store them behind the lock. The folder must exist."""
        _refuse_key_inside(folder, lock)
        lock_record = lock.fresh_record()
        unlocking_key = lock.unlocking_key(lock_record)
        ring = Keyring({1: os.urandom(KEY_BYTES)})
        _write(folder, Secrets(ring, os.urandom(KEY_BYTES)), lock_record, unlocking_key)
        return cls(folder, record=_read(folder), unlocking_key=unlocking_key)

    @classmethod
    def open(cls, folder: Path, lock: Lock) -> "Strongbox":
        """Open with the lock's secret.

        Raises `NoVault`, `NewerVault`, `DamagedVault`, `WrongLock`, `UnfitKeyFile`,
        `WrongPassphrase` and `WrongKeyFile`.
        """
        record = _read(folder)
        kind = record.lock.get("kind")
        if kind != lock.kind:
            # An open vault is never opened by a passphrase: it would look protected.
            raise WrongLock(path=folder, found=kind, offered=lock.kind)
        try:
            unlocking_key = lock.unlocking_key(record.lock)
        except (KeyError, ValueError, TypeError):
            raise DamagedVault(path=folder / RECORD_NAME) from None
        try:
            return cls(folder, record=record, unlocking_key=unlocking_key)
        except InvalidTag:
            if kind == "passphrase":
                raise WrongPassphrase(path=folder) from None
            if kind == "key-file":
                raise WrongKeyFile(path=folder) from None
            raise DamagedVault(path=folder / RECORD_NAME) from None
        except ValueError:
            raise DamagedVault(path=folder / RECORD_NAME) from None

    @property
    def lock_kind(self) -> LockKind:
        """How this vault is locked; "open" means not at all."""
        kind: LockKind = self._record.lock["kind"]  # type: ignore[assignment]
        return kind

    @property
    def standing(self) -> bytes:
        """The secret behind blind indexes and commitments."""
        return self._secrets.standing

    def ring_for_sealing(self) -> Keyring:
        """Return the ring as it stands on disk now.

        Another process may have begun or finished a rotation: sealing under a key that is about to
        be destroyed would lose what is sealed. Raises `LockChanged`.
        """
        return self._current().ring

    def ring_for_opening(self, sealed: bytes) -> Keyring:
        """Return a ring that knows the envelope's generation, if any does. Raises `NotOpened`."""
        if generation_of(sealed) in self._secrets.ring.generations:
            return self._secrets.ring
        return self._current().ring

    def change_ring(self, change: Callable[[Keyring], Keyring]) -> Keyring:
        """Store a changed ring; two processes never change it at once."""
        with one_at_a_time(self._folder):
            secrets = self._current()
            ring = change(secrets.ring)
            if ring is not secrets.ring:
                _write(
                    self._folder,
                    Secrets(ring, secrets.standing),
                    self._record.lock,
                    self._unlocking_key,
                )
            return self._current().ring

    def change_lock(self, lock: Lock) -> None:
        """Put another lock on the same secrets.

        Raises `WeakPassphrase`, `KeyFileInside`, `UnfitKeyFile` and `LockChanged`.
        """
        _refuse_key_inside(self._folder, lock)
        lock_record = lock.fresh_record()
        unlocking_key = lock.unlocking_key(lock_record)
        with one_at_a_time(self._folder):
            secrets = self._current()
            _write(self._folder, secrets, lock_record, unlocking_key)
            with self._guard:
                self._unlocking_key = unlocking_key
                self._record = _read(self._folder)

    def sweep(self) -> tuple[str, ...]:
        """Remove what an interrupted change left behind, and return its name."""
        left = unfinished_name(self._folder / RECORD_NAME)
        with one_at_a_time(self._folder):
            try:
                left.unlink()
            except FileNotFoundError:
                return ()
        return (left.name,)

    def _current(self) -> Secrets:
        with self._guard:
            if _stamp(self._folder) != self._record.stamp:
                record = _read(self._folder)
                try:
                    self._secrets = _unseal(record, self._unlocking_key)
                except InvalidTag:
                    raise LockChanged(path=self._folder) from None
                self._record = record
            return self._secrets


def _write(folder: Path, secrets: Secrets, lock: LockRecord, unlocking_key: bytes) -> None:
    content = {
        "generations": {str(n): key.hex() for n, key in secrets.ring.generations.items()},
        "standing": secrets.standing.hex(),
    }
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(derive(unlocking_key, "strongbox")).encrypt(
        nonce, _canonical(content), _bound(lock)
    )
    body: dict[str, object] = {"format": VAULT_FORMAT, "lock": dict(lock), "keys": sealed.hex()}
    body["checksum"] = _checksum(body)
    replace_file(folder / RECORD_NAME, json.dumps(body, indent=1).encode() + b"\n")


def _read(folder: Path) -> _Record:
    path = folder / RECORD_NAME
    try:
        with path.open("rb") as file:
            stamp = _stamp_of(os.fstat(file.fileno()))
            raw = file.read(_LARGEST_RECORD)
    except (FileNotFoundError, NotADirectoryError):
        raise NoVault(path=folder) from None
    try:
        body = json.loads(raw)
        checksum = body.pop("checksum")
        # The checksum is no protection against people. It tells a wrong passphrase, which a person
        # can mend by typing again, from a failing disk, which she cannot.
        if checksum != _checksum(body):
            raise DamagedVault(path=path)
        found = body["format"]
        if found != VAULT_FORMAT:
            raise NewerVault(path=folder, found=found, known=VAULT_FORMAT)
        lock = dict(body["lock"])
        return _Record(lock=lock, sealed=bytes.fromhex(body["keys"]), stamp=stamp)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamagedVault(path=path) from None


def _unseal(record: _Record, unlocking_key: bytes) -> Secrets:
    nonce, sealed = record.sealed[:NONCE_BYTES], record.sealed[NONCE_BYTES:]
    content = json.loads(
        AESGCM(derive(unlocking_key, "strongbox")).decrypt(nonce, sealed, _bound(record.lock))
    )
    generations = {int(n): bytes.fromhex(key) for n, key in content["generations"].items()}
    return Secrets(Keyring(generations), bytes.fromhex(content["standing"]))


def _bound(lock: LockRecord) -> bytes:
    return _canonical({"format": VAULT_FORMAT, "lock": dict(lock)})


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _checksum(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _stamp(folder: Path) -> tuple[int, ...]:
    try:
        return _stamp_of((folder / RECORD_NAME).stat())
    except FileNotFoundError:
        raise NoVault(path=folder) from None


def _stamp_of(stat: os.stat_result) -> tuple[int, ...]:
    return (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _refuse_key_inside(folder: Path, lock: Lock) -> None:
    if isinstance(lock, KeyFile) and lock.path.resolve().is_relative_to(folder.resolve()):
        raise KeyFileInside(path=lock.path)
