"""Locks: what a person must have or know before the vault opens.

Each lock turns into one unlocking key of 32 bytes and a public description that is stored beside
the wrapped keys. The lock may change without touching a single blob.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from antigone.vault.keys import KEY_BYTES, derive
from antigone.vault.refusals import KeyFileExists, UnfitKeyFile, WeakPassphrase

LockKind = Literal["passphrase", "key-file", "open"]
LockRecord = Mapping[str, str | int]
LEAST_PASSPHRASE = 12
_SALT_BYTES = 16
_KEY_FILE = re.compile(r"antigone-key-1\n([0-9a-f]{64})\n?\Z")


@dataclass(frozen=True, kw_only=True)
class Argon2Cost:
    """What one guess at the passphrase costs.

    Defaults are the second recommended option of RFC 9106, section 4: 64 MiB, three passes, four
    lanes. Ranges (closed): memory 8 KiB for each lane to 4 GiB, iterations 1 to 64, lanes 1 to 16.
    Raises ValueError outside them: a record that was tampered with must not exhaust the machine.
    """

    memory_kib: int = 65536
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (
            1 <= self.lanes <= 16
            and 1 <= self.iterations <= 64
            and 8 * self.lanes <= self.memory_kib <= 4 * 1024 * 1024
        ):
            raise ValueError(f"argon2id parameters out of range: {self}")


@dataclass(frozen=True)
class Passphrase:
    """A passphrase, stretched by argon2id (RFC 9106). The default lock.

    `cost` counts when a lock is made; an existing one carries its own. Raises `WeakPassphrase`
    below 12 characters when a lock is made.
    """

    text: str = field(repr=False)
    cost: Argon2Cost = field(default_factory=Argon2Cost, kw_only=True)
    kind: ClassVar[LockKind] = "passphrase"

    def fresh_record(self) -> LockRecord:
        """Return the description of a new lock."""
        if len(self._prepared()) < LEAST_PASSPHRASE:
            raise WeakPassphrase(least=LEAST_PASSPHRASE)
        return {
            "kind": self.kind,
            "salt": os.urandom(_SALT_BYTES).hex(),
            "memory_kib": self.cost.memory_kib,
            "iterations": self.cost.iterations,
            "lanes": self.cost.lanes,
        }

    def unlocking_key(self, record: LockRecord) -> bytes:
        """Return the key for a described lock. Raises ValueError if the description is unfit."""
        cost = Argon2Cost(
            memory_kib=int(record["memory_kib"]),
            iterations=int(record["iterations"]),
            lanes=int(record["lanes"]),
        )
        return Argon2id(
            salt=bytes.fromhex(str(record["salt"])),
            length=KEY_BYTES,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(self._prepared().encode(errors="surrogatepass"))

    def _prepared(self) -> str:
        # RFC 8265, section 4.2.2: the same words typed on another keyboard must open the vault.
        spaced = "".join(
            " " if unicodedata.category(letter) == "Zs" else letter for letter in self.text
        )
        return unicodedata.normalize("NFC", spaced)


@dataclass(frozen=True)
class KeyFile:
    """A file with 256 random bits, for machines that must start without a person."""

    path: Path
    kind: ClassVar[LockKind] = "key-file"

    @classmethod
    def generate(cls, path: Path) -> "KeyFile":
        """Write a new key file that only its owner can read. Raises `KeyFileExists`."""
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise KeyFileExists(path=path) from None
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"antigone-key-1\n{os.urandom(KEY_BYTES).hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        return cls(path)

    def fresh_record(self) -> LockRecord:
        """Return the description of a new lock."""
        self._secret()
        return {"kind": self.kind, "salt": os.urandom(_SALT_BYTES).hex()}

    def unlocking_key(self, record: LockRecord) -> bytes:
        """Return the key for a described lock. Raises `UnfitKeyFile`."""
        return derive(self._secret(), "key-file", str(record["salt"]))

    def _secret(self) -> bytes:
        try:
            with self.path.open(encoding="ascii") as file:
                # A wrong path may point at a video; a key file has 80 characters.
                found = _KEY_FILE.match(file.read(200))
        except (OSError, UnicodeDecodeError):
            found = None
        if found is None:
            raise UnfitKeyFile(path=self.path)
        return bytes.fromhex(found[1])


@dataclass(frozen=True)
class OpenToAll:
    """No protection: the key lies in the record, for anyone. Only for exercises, and it says so."""

    kind: ClassVar[LockKind] = "open"

    def fresh_record(self) -> LockRecord:
        """Return the description of a new lock, its key included."""
        return {
            "kind": self.kind,
            "key": os.urandom(KEY_BYTES).hex(),
            "says": "This vault is open: whoever can read this file can read everything in it.",
        }

    def unlocking_key(self, record: LockRecord) -> bytes:
        """Return the key that lies in the description."""
        return bytes.fromhex(str(record["key"]))


Lock = Passphrase | KeyFile | OpenToAll
