"""The open house: the vault and the ledger's key, which live in the home beside the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from antigone.errors import Refusal
from antigone.ledger import PublicKey, SigningKey, generate_signing_key
from antigone.vault import Envelope, Lock, Vault
from antigone.vault.durable import replace_file
from antigone.wording import N_

_VAULT = "vault"
_LEDGER = "ledger"
_KEY = "signing-key"
_PUBLIC = "public-key"
_CONTEXT = "ledger:signing-key"


class HouseClosed(Refusal):
    """The vault of the home was not opened in this process."""

    code = "house-closed"
    sentence = N_("The vault of this home is not open. Nothing was done.")
    remedy = N_("Open it with its passphrase or key file, and repeat the step.")


class NoLedgerKey(Refusal):
    """The key that signs the ledger's heads is missing from the home."""

    code = "no-ledger-key"
    sentence = N_("The ledger's key is missing from {path}. Nothing was done.")
    remedy = N_("Restore this folder from a backup. The records themselves are not affected.")


@dataclass(frozen=True)
class House:
    """What a step needs beside the database."""

    home: Path
    vault: Vault
    signing_key: SigningKey

    @property
    def ledger_folder(self) -> Path:
        """Where the ledger's key and the copies of its heads lie, outside the database."""
        return self.home / _LEDGER


_open: list[House] = []


def house() -> House:
    """Return the open house. Raises `HouseClosed`."""
    if not _open:
        raise HouseClosed
    return _open[-1]


def make_house(lock: Lock) -> House:
    """Make vault and ledger key in a new home, and return them open, without entering.

    Raises what `Vault.create` raises.
    """
    home: Path = settings.ANTIGONE.home
    vault = Vault.create(home / _VAULT, lock)
    folder = home / _LEDGER
    folder.mkdir(mode=0o700, exist_ok=True)
    pem = generate_signing_key()
    _write_once(folder / _KEY, vault.fields.seal(pem, context=_CONTEXT))
    key = SigningKey(f"antigone/{os.urandom(6).hex()}", pem)
    _write_once(folder / _PUBLIC, key.public_key.as_text().encode() + b"\n")
    return House(home, vault, key)


def open_house(lock: Lock) -> House:
    """Open vault and ledger key of the home, without entering.

    Raises what `Vault.open` raises, `NoLedgerKey` and `UnreadableField`.
    """
    home: Path = settings.ANTIGONE.home
    vault = Vault.open(home / _VAULT, lock)
    folder = home / _LEDGER
    try:
        sealed = (folder / _KEY).read_bytes()
        name = PublicKey.from_text((folder / _PUBLIC).read_text(encoding="ascii")).name
    except OSError:
        raise NoLedgerKey(path=folder) from None
    return House(home, vault, SigningKey(name, vault.fields.open(sealed, context=_CONTEXT)))


def sealed_signing_key(opened: House) -> Envelope:
    """Return the ledger's key as it lies in the home, for a rotation of the vault's key."""
    sealed = (opened.ledger_folder / _KEY).read_bytes()
    return opened.vault.fields.envelope(sealed, context=_CONTEXT)


def keep_signing_key(opened: House, renewed: Envelope) -> None:
    """Put the ledger's key, sealed anew, in the place of the old form. The key is the same."""
    replace_file(opened.ledger_folder / _KEY, renewed.sealed)


def enter(opened: House) -> None:
    """Let this process work in the house, in all its threads."""
    _open[:] = [opened]


@contextmanager
def inside(opened: House) -> Iterator[House]:
    """Work in the house until the block ends."""
    _open.append(opened)
    try:
        yield opened
    finally:
        _open.remove(opened)


def _write_once(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
