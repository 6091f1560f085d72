"""What the doors keep, sealed: sessions, and the secrets of second factors.

Under keys derived from the vault's standing secret, which outlives key rotations: a rotation signs
nobody out and takes nobody's second factor away. Without the open vault it is noise.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from antigone.casework.house import house

_NONCE_BYTES = 12


def seal(content: bytes, *, purpose: str) -> bytes:
    """Return the content sealed for one purpose, 28 bytes longer. Raises `HouseClosed`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes | None:
    """Return what was sealed for this purpose, None if it was not or was altered."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key(purpose)).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError):
        return None


def keyed_name(name: str, *, purpose: str) -> str:
    """Return 40 hex digits that stand for a name: found again with it, and never turned back."""
    return house().vault.commitments.blind_index(name, purpose=purpose).hex()[:40]


def secret_of(purpose: str) -> str:
    """Return a secret of this home for one purpose, the same after every start."""
    return _key(purpose).hex()


def _key(purpose: str) -> bytes:
    return house().vault.commitments.commit(purpose=f"door.{purpose}")
