"""The vault: encrypted blobs whose keys live with the rows that own them.

A blob's data key, wrapped by the vault key, is handed to the caller, who stores it in the row that
refers to the blob. Deleting that row's key *is* the erasure, in the same database transaction as
everything else; removing the ciphertext (`purge`) is tidying up that may come later.
"""

import hashlib
import io
import os
from base64 import b64encode
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from antigone.vault.commitments import Commitments
from antigone.vault.durable import make_private_folder
from antigone.vault.fields import Fields
from antigone.vault.keys import KEY_BYTES, Envelope, Keyring, NotOpened, generation_of
from antigone.vault.locks import Lock, LockKind
from antigone.vault.refusals import (
    MissingBlob,
    NoRotation,
    RotationUnfinished,
    UnopenedKey,
    VaultExists,
)
from antigone.vault.sealing import CHUNK_BYTES, SealedReader, Sealer
from antigone.vault.shelf import FolderShelf, Shelf, Slot, Stored
from antigone.vault.strongbox import Strongbox

_TRACE_BYTES = 16
_TRACED_PLACES = 16


class Readable(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


@dataclass(frozen=True, kw_only=True)
class BlobRef:
    """What a row must hold to read its blob again: id, wrapped data key, size in bytes."""

    blob_id: str
    wrapped_key: bytes
    size: int

    @property
    def envelope(self) -> Envelope:
        """The wrapped key as a key rotation needs to see it."""
        return Envelope(purpose="data-key", context=self.blob_id, sealed=self.wrapped_key)


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """The receipt for a stored blob.

    `sha256` is evidence and stays in the house: whoever has the photograph could recognise it.
    `commitment` is its keyed form, the only one that goes into the ledger or outside.
    """

    ref: BlobRef
    sha256: bytes
    commitment: bytes


class OpenDeposit:
    """A blob that is arriving in pieces, encrypted from its first byte on disk.

    Leaving the `with` block without `finish` leaves nothing behind.
    """

    def __init__(self, strongbox: Strongbox, shelf: Shelf, *, chunk_bytes: int) -> None:
        self._strongbox = strongbox
        self._blob_id = os.urandom(16).hex()
        self._key = os.urandom(KEY_BYTES)
        self._sealer = Sealer(key=self._key, blob_id=self._blob_id, chunk_bytes=chunk_bytes)
        self._sha256 = hashlib.sha256()
        self._size = 0
        self._slot: Slot | None = shelf.begin(self._blob_id)
        self._slot.write(self._sealer.header)

    def write(self, plain: bytes) -> None:
        """Add the next bytes of the original."""
        slot = self._open_slot()
        self._sha256.update(plain)
        self._size += len(plain)
        for sealed in self._sealer.feed(plain):
            slot.write(sealed)

    def finish(self) -> Deposit:
        """Return the receipt; the blob is on disk, and unreadable until its row is stored.

        Raises `LockChanged`.
        """
        slot = self._open_slot()
        slot.write(self._sealer.finish())
        slot.commit()
        self._slot = None
        # The key is wrapped after the blob is complete: if the vault key changed while a long video
        # came in, the wrapped key must be under the one that stays.
        wrapped = self._strongbox.ring_for_sealing().seal(
            self._key, purpose="data-key", context=self._blob_id
        )
        sha256 = self._sha256.digest()
        commitments = Commitments(self._strongbox.standing)
        return Deposit(
            ref=BlobRef(blob_id=self._blob_id, wrapped_key=wrapped, size=self._size),
            sha256=sha256,
            commitment=commitments.commit(sha256, purpose="blob"),
        )

    def abandon(self) -> None:
        """Give up and leave nothing behind. Does nothing after `finish`."""
        if self._slot is not None:
            self._slot.abandon()
            self._slot = None

    def __enter__(self) -> "OpenDeposit":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.abandon()

    def _open_slot(self) -> Slot:
        if self._slot is None:
            raise ValueError("this deposit is already finished or abandoned")
        return self._slot


class Vault:
    """An open vault. Safe to share between threads; several processes may have it open."""

    def __init__(self, strongbox: Strongbox, shelf: Shelf, *, chunk_bytes: int) -> None:
        """Not called directly: see `create` and `open`."""
        self._strongbox = strongbox
        self._shelf = shelf
        self._chunk_bytes = chunk_bytes

    @classmethod
    def create(
        cls,
        folder: Path,
        lock: Lock,
        *,
        shelf: Shelf | None = None,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> "Vault":
        """Make a vault in a new or empty folder, which only its owner can enter.

        `chunk_bytes`, 1 to 1 048 576, is how much of a blob is sealed at a time; each blob carries
        its own. Raises `VaultExists`, `WeakPassphrase`, `UnfitKeyFile` and `KeyFileInside`.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise VaultExists(path=folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_private_folder(folder)
        folder.chmod(0o700)
        strongbox = Strongbox.make(folder, lock)
        return cls(strongbox, shelf or FolderShelf(folder), chunk_bytes=chunk_bytes)

    @classmethod
    def open(
        cls,
        folder: Path,
        lock: Lock,
        *,
        shelf: Shelf | None = None,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> "Vault":
        """Open a vault with the secret of its lock.

        Raises `NoVault`, `NewerVault`, `DamagedVault`, `WrongLock`, `WrongPassphrase`,
        `WrongKeyFile` and `UnfitKeyFile`.
        """
        strongbox = Strongbox.open(folder, lock)
        return cls(strongbox, shelf or FolderShelf(folder), chunk_bytes=chunk_bytes)

    @property
    def lock_kind(self) -> LockKind:
        """How this vault is locked. "open" means that it protects nothing, and pages must say so."""
        return self._strongbox.lock_kind

    @property
    def fields(self) -> Fields:
        """Sealed fields under this vault's key."""
        return Fields(self._strongbox)

    @property
    def commitments(self) -> Commitments:
        """Blind indexes and commitments of this vault."""
        return Commitments(self._strongbox.standing)

    # Putting in and taking out

    def begin_deposit(self) -> OpenDeposit:
        """Open a deposit for bytes that are pushed, such as an upload."""
        return OpenDeposit(self._strongbox, self._shelf, chunk_bytes=self._chunk_bytes)

    def put(self, source: bytes | Readable) -> Deposit:
        """Store bytes, or everything that a stream still gives. Raises `LockChanged`.

        The caller stores the returned reference in the same transaction as the row that owns it.
        """
        stream: Readable = io.BytesIO(source) if isinstance(source, bytes) else source
        with self.begin_deposit() as deposit:
            while piece := stream.read(self._chunk_bytes):
                deposit.write(piece)
            return deposit.finish()

    def reader(self, ref: BlobRef) -> io.BufferedReader:
        """Return a seekable reader of the original. Close it.

        Raises `MissingBlob`, `UnopenedKey`, and here or at any later read `DamagedBlob`.
        """
        key = self._data_key(ref)
        stored = self._shelf.open(ref.blob_id)
        try:
            raw = SealedReader(stored, key=key, blob_id=ref.blob_id, size=ref.size)
        except BaseException:
            stored.close()
            raise
        return io.BufferedReader(raw, self._chunk_bytes)

    def read(self, ref: BlobRef) -> bytes:
        """Return the whole original. Raises as `reader` does."""
        with self.reader(ref) as reader:
            return reader.read()

    # Erasure

    def traces(self, ref: BlobRef) -> tuple[bytes, ...]:
        """Return byte strings by which what is left of a blob would be recognised.

        Taken before the erasure, searched for after it with `search_bytes`. Pieces of the wrapped
        key (as bytes, hexadecimal and base64; short, because a database may split a value over two
        pages) and of the ciphertext, from about 16 places.
        """
        key = ref.wrapped_key
        needles = [
            form[start : start + length]
            for form, length in (
                (key[-(len(key) // _TRACE_BYTES) * _TRACE_BYTES :], _TRACE_BYTES),
                (key.hex().encode(), 2 * _TRACE_BYTES),
                (b64encode(key), _TRACE_BYTES),
            )
            for start in range(0, len(form) - length + 1, length)
        ]
        try:
            with self._shelf.open(ref.blob_id) as stored:
                end = stored.seek(0, io.SEEK_END) - _TRACE_BYTES
                step = max(_TRACE_BYTES, end // _TRACED_PLACES)
                for place in range(end, 0, -step):
                    stored.seek(place)
                    needles.append(stored.read(_TRACE_BYTES))
        except MissingBlob:
            pass
        return tuple(needles)

    def purge(self, blob_id: str) -> int:
        """Remove the ciphertext durably; return the bytes removed, 0 if it was gone already.

        Crypto-erasure has happened before, when the caller deleted the wrapped key. Calling this
        again after an interruption is safe. Raises `MissingBlob` if `blob_id` is not an id.
        """
        return self._shelf.remove(blob_id)

    def stored(self) -> Iterator[Stored]:
        """Yield every complete blob on the shelf, with or without a row."""
        return self._shelf.stored()

    def sweep(self) -> tuple[str, ...]:
        """Remove what interrupted puts and changes left; never what one is writing now.

        Returns what was removed.
        """
        return self._shelf.sweep() + self._strongbox.sweep()

    def remove_strays(self, *, kept: Container[str], written_before: datetime) -> tuple[str, ...]:
        """Remove complete blobs that no row refers to, and return their ids.

        Such a blob was stored, and then the transaction of its row did not come to an end. `kept`
        are the ids that rows hold. `written_before` (aware) spares the blobs whose transaction may
        still be running: leave it an hour behind the clock.
        """
        strays = [
            blob.blob_id
            for blob in self._shelf.stored()
            if blob.written < written_before and blob.blob_id not in kept
        ]
        for blob_id in strays:
            self._shelf.remove(blob_id)
        return tuple(strays)

    # Keys

    def change_lock(self, lock: Lock) -> None:
        """Replace the passphrase or key file. No blob and no wrapped key changes.

        A copy of the old key record still opens with the old lock; after a passphrase became known
        to others, rotate the vault key too. Raises `WeakPassphrase`, `KeyFileInside`,
        `UnfitKeyFile` and `LockChanged`.
        """
        self._strongbox.change_lock(lock)

    @property
    def rotating(self) -> bool:
        """True while an old vault key waits to be retired."""
        return len(self._strongbox.ring_for_sealing().generations) > 1

    def begin_rotation(self) -> None:
        """Make a new vault key, which seals from now on; the old one still opens.

        If a rotation is under way already, it goes on and no further key is made.
        """

        def add(ring: Keyring) -> Keyring:
            if len(ring.generations) > 1:
                return ring
            return Keyring({**ring.generations, ring.newest + 1: os.urandom(KEY_BYTES)})

        self._strongbox.change_ring(add)

    def rewrap(self, held: Iterable[Envelope]) -> Iterator[Envelope]:
        """Yield, for each envelope still under the old key, the same one under the new.

        What is already renewed is passed over, so an interrupted run is simply started again. The
        caller stores what comes out in place of what went in. The data keys stay the same: someone
        who copied one before keeps what it opens. Raises `NoRotation`, `UnopenedKey` and
        `UnreadableField`.
        """
        if not self.rotating:
            raise NoRotation
        ring = self._strongbox.ring_for_sealing()
        for one in held:
            content = self._content(one)
            if generation_of(one.sealed) != ring.newest:
                sealed = ring.seal(content, purpose=one.purpose, context=one.context)
                yield Envelope(purpose=one.purpose, context=one.context, sealed=sealed)

    def finish_rotation(self, held: Iterable[Envelope]) -> int:
        """Destroy the old vault key, if nothing depends on it any more; return how many were seen.

        `held` are all wrapped keys and sealed fields of the home, read again from where they are
        stored. Each is opened under the new key, and every blob on the shelf must be among them: a
        blob whose row is not yet committed keeps the old key alive. Fields are known to the caller
        alone; one that is not shown here is lost. Raises `NoRotation`, `RotationUnfinished`,
        `UnopenedKey` and `UnreadableField`.
        """
        if not self.rotating:
            raise NoRotation
        newest = self._strongbox.ring_for_sealing().newest
        unseen = {blob.blob_id for blob in self._shelf.stored()}
        left: list[str] = []
        seen = 0
        for one in held:
            seen += 1
            self._content(one)
            if generation_of(one.sealed) != newest:
                left.append(one.context)
            if one.purpose == "data-key":
                unseen.discard(one.context)
        left += sorted(unseen)
        if left:
            raise RotationUnfinished(left=len(left), first=left[0])

        def retire(ring: Keyring) -> Keyring:
            # Meanwhile another process may have finished this rotation and begun the next.
            return Keyring({newest: ring.generations[newest]}) if ring.newest == newest else ring

        self._strongbox.change_ring(retire)
        return seen

    def _content(self, one: Envelope) -> bytes:
        if one.purpose == "field":
            return self.fields.open(one.sealed, context=one.context)
        try:
            ring = self._strongbox.ring_for_opening(one.sealed)
            return ring.open(one.sealed, purpose=one.purpose, context=one.context)
        except NotOpened:
            raise UnopenedKey(blob=one.context) from None

    def _data_key(self, ref: BlobRef) -> bytes:
        return self._content(ref.envelope)
