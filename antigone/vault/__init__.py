"""Encrypted blobs, keys, and erasure that can be proved.

Photographs and gallery snapshots lie here as ciphertext only. Each has a data key of its own, which
lives, wrapped by the vault key, in the row that owns the blob: deleting the row's key erases it.
"""

from antigone.vault.commitments import Commitments
from antigone.vault.fields import Fields
from antigone.vault.keys import Envelope
from antigone.vault.locks import Argon2Cost, KeyFile, Lock, LockKind, OpenToAll, Passphrase
from antigone.vault.refusals import (
    DamagedBlob,
    DamagedVault,
    KeyFileExists,
    KeyFileInside,
    LockChanged,
    MissingBlob,
    NewerVault,
    NoRotation,
    NoVault,
    RotationUnfinished,
    UnfitKeyFile,
    UnopenedKey,
    UnreadableField,
    VaultExists,
    WeakPassphrase,
    WrongKeyFile,
    WrongLock,
    WrongPassphrase,
)
from antigone.vault.search import ByteSearch, Occurrence, search_bytes
from antigone.vault.shelf import FolderShelf, Shelf, Slot, Stored
from antigone.vault.vault import BlobRef, Deposit, OpenDeposit, Readable, Vault

__all__ = [
    "Argon2Cost",
    "BlobRef",
    "ByteSearch",
    "Commitments",
    "DamagedBlob",
    "DamagedVault",
    "Deposit",
    "Envelope",
    "Fields",
    "FolderShelf",
    "KeyFile",
    "KeyFileExists",
    "KeyFileInside",
    "Lock",
    "LockChanged",
    "LockKind",
    "MissingBlob",
    "NewerVault",
    "NoRotation",
    "NoVault",
    "Occurrence",
    "OpenDeposit",
    "OpenToAll",
    "Passphrase",
    "Readable",
    "RotationUnfinished",
    "Shelf",
    "Slot",
    "Stored",
    "UnfitKeyFile",
    "UnopenedKey",
    "UnreadableField",
    "Vault",
    "VaultExists",
    "WeakPassphrase",
    "WrongKeyFile",
    "WrongLock",
    "WrongPassphrase",
    "search_bytes",
]
