"""Keys: derived for one purpose each, and the envelopes that small secrets travel in.

An envelope is AES-256-GCM under a key derived from one generation of the vault key. It names its
generation, so that during a rotation the old and the new ones open side by side.
"""

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_HEADER = struct.Struct(">3sI")
_MAGIC = b"AE1"

Purpose = Literal["data-key", "field"]


class NotOpened(Exception):
    """An envelope did not open. Caught within the vault, which knows what to call the thing."""


def framed(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes: each after its length."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def derive(secret: bytes, *purpose: str) -> bytes:
    """Return 32 bytes that serve this purpose alone (HKDF-SHA256, RFC 5869)."""
    info = framed(b"antigone/1", *(part.encode() for part in purpose))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A sealed secret and the place it belongs to, as a rotation needs to see it."""

    purpose: Purpose
    context: str
    sealed: bytes


@dataclass(frozen=True, repr=False)
class Keyring:
    """The generations of the vault key, by number from 1. More than one only during a rotation."""

    generations: Mapping[int, bytes]
    _ciphers: dict[tuple[int, Purpose], AESGCM] = field(
        default_factory=dict, init=False, compare=False
    )

    @property
    def newest(self) -> int:
        """The generation that seals."""
        return max(self.generations)

    def seal(self, content: bytes, *, purpose: Purpose, context: str) -> bytes:
        """Return `content` sealed under the newest generation, bound to its place.

        Nonces are random: at most 2^32 envelopes under one generation (NIST SP 800-38D, 8.3).
        """
        header = _HEADER.pack(_MAGIC, self.newest)
        nonce = os.urandom(NONCE_BYTES)
        bound = framed(header, purpose.encode(), context.encode())
        return header + nonce + self._cipher(self.newest, purpose).encrypt(nonce, content, bound)

    def open(self, sealed: bytes, *, purpose: Purpose, context: str) -> bytes:
        """Return what was sealed for this purpose and place. Raises `NotOpened`."""
        generation = generation_of(sealed)
        if generation not in self.generations:
            raise NotOpened
        header, rest = sealed[: _HEADER.size], sealed[_HEADER.size :]
        bound = framed(header, purpose.encode(), context.encode())
        try:
            return self._cipher(generation, purpose).decrypt(
                rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound
            )
        except (InvalidTag, ValueError):
            raise NotOpened from None

    def _cipher(self, generation: int, purpose: Purpose) -> AESGCM:
        place = (generation, purpose)
        if place not in self._ciphers:
            key = derive(self.generations[generation], "envelope", purpose)
            self._ciphers[place] = AESGCM(key)
        return self._ciphers[place]


def generation_of(sealed: bytes) -> int:
    """Return the generation an envelope names, unauthenticated. Raises `NotOpened` if none."""
    if len(sealed) < _HEADER.size + NONCE_BYTES + TAG_BYTES:
        raise NotOpened
    magic, generation = _HEADER.unpack_from(sealed)
    if magic != _MAGIC:
        raise NotOpened
    return int(generation)
