"""Keyed fingerprints: find or prove a value without keeping it.

All are HMAC-SHA256 under keys derived for one purpose each from the vault's standing secret. Without
the vault they say nothing, not even to a reader who tries every telephone number; a holder of the
vault key can test a guess, which is what a tombstone is for.
"""

import hashlib
import hmac

from antigone.vault.keys import derive, framed


class Commitments:
    """Blind indexes and commitments of one vault. They outlive every key rotation."""

    def __init__(self, standing: bytes) -> None:
        self._standing = standing

    def blind_index(self, value: str, *, purpose: str) -> bytes:
        """Return 32 bytes by which an encrypted field can be looked up exactly.

        `purpose` names the column, such as "relative.phone": the same value in two columns gives
        two indexes, so that they cannot be joined. The caller brings values into one form first
        (a telephone number with its country, a name in one spelling).
        """
        return self._keyed("blind-index", purpose, value.encode())

    def commit(self, *parts: str | bytes, purpose: str) -> bytes:
        """Return 32 bytes that bind to the parts, for the ledger and for tombstones.

        The parts are kept apart: ("ab", "c") and ("a", "bc") differ.
        """
        encoded = [part.encode() if isinstance(part, str) else part for part in parts]
        return self._keyed("commitment", purpose, framed(*encoded))

    def agrees(self, commitment: bytes, *parts: str | bytes, purpose: str) -> bool:
        """Return whether a commitment was made from these parts, in constant time."""
        return hmac.compare_digest(commitment, self.commit(*parts, purpose=purpose))

    def _keyed(self, use: str, purpose: str, content: bytes) -> bytes:
        return hmac.digest(derive(self._standing, use, purpose), content, hashlib.sha256)
