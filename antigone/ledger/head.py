"""Signed heads: what the ledger looked like at one size, signed, in a text that travels.

The text is a checkpoint of C2SP (c2sp.org/tlog-checkpoint) in a signed note (c2sp.org/signed-note,
Ed25519 by RFC 8032): origin, size, root, the time as an extension line, a blank line, and one line
for each signature. It can be printed, e-mailed, or cosigned by another institution.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from antigone.ledger.merkle import HASH_BYTES
from antigone.ledger.refusals import (
    ForeignHead,
    ForgedHead,
    UnfitSigningKey,
    UnknownSigner,
    UnreadableHead,
)

_ED25519 = b"\x01"
_ID_BYTES = 4
_LARGEST_NOTE = 64 * 1024
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}\Z")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\Z")
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class PublicKey:
    """The name of a ledger and the key that verifies its heads.

    As text it is one line, `name+id+key`, short enough to hand over on paper.
    """

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not _NAME.match(self.name) or len(self.raw) != 32:
            raise UnfitSigningKey

    @property
    def id(self) -> bytes:
        """The four bytes that name this key in a signature line."""
        named = self.name.encode() + b"\n" + _ED25519 + self.raw
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def as_text(self) -> str:
        """Return the key as one line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def from_text(cls, text: str) -> "PublicKey":
        """Return the key that a line states. Raises `UnfitSigningKey`, also for a typing error."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            decoded = from_base64(encoded)
        except ValueError:
            raise UnfitSigningKey from None
        key = cls(name, decoded[1:])
        if decoded[:1] != _ED25519 or key.id.hex() != key_id:
            raise UnfitSigningKey
        return key

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Return whether this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """The key that signs heads. Kept by the caller as PEM, sealed in the vault."""

    def __init__(self, name: str, pem: bytes) -> None:
        """Read the key of the ledger `name` (no spaces, no plus sign). Raises `UnfitSigningKey`."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            raise UnfitSigningKey from None
        if not isinstance(key, Ed25519PrivateKey):
            raise UnfitSigningKey
        self._key = key
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key = PublicKey(name, raw)

    def sign(self, text: str) -> str:
        """Return the text as a signed note. The text must end with a newline."""
        signed = self.public_key.id + self._key.sign(text.encode())
        encoded = base64.b64encode(signed).decode()
        return f"{text}\n\N{EM DASH} {self.public_key.name} {encoded}\n"


def generate_signing_key() -> bytes:
    """Return a new Ed25519 key as unencrypted PEM (PKCS #8). Seal it before it is stored."""
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


@dataclass(frozen=True, kw_only=True)
class Head:
    """The ledger `origin` at `size` entries has this root; stated at a time, aware, kept in UTC."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def text(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.at.astimezone(UTC):{_TIME}}\n"

    def sign(self, key: SigningKey) -> str:
        """Return the signed note. Raises `ForeignHead` if the key is another's."""
        if key.public_key.name != self.origin:
            raise ForeignHead(found=self.origin, name=key.public_key.name)
        return key.sign(self.text())

    @classmethod
    def open(cls, note: str, key: PublicKey) -> "Head":
        """Return what a signed note states. Raises `UnreadableHead` or one of its kinds.

        (0) the key signed it; (1) it is about the ledger of that name; (2) it is written in the one
        form. Lines of other signers are passed over: a cosignature needs no permission of ours.
        """
        text = open_note(note, key)
        head = cls._parse(text)
        if head.origin != key.name:
            raise ForeignHead(found=head.origin, name=key.name)
        if head.text() != text:
            raise UnreadableHead
        return head

    @classmethod
    def _parse(cls, text: str) -> "Head":
        try:
            origin, size, root, time, end = text.split("\n")
            if end or not _SIZE.match(size) or not time.startswith("time "):
                raise ValueError
            decoded = from_base64(root)
            if len(decoded) != HASH_BYTES:
                raise ValueError
            at = datetime.strptime(time.removeprefix("time "), _TIME).replace(tzinfo=UTC)
        except ValueError:
            raise UnreadableHead from None
        return cls(origin=origin, size=int(size), root=decoded, at=at)


def open_note(note: str, key: PublicKey) -> str:
    """Return the text of a signed note that this key signed.

    Raises `UnreadableHead`, `ForgedHead` and `UnknownSigner`.
    """
    if len(note) > _LARGEST_NOTE or any(letter < " " and letter != "\n" for letter in note):
        raise UnreadableHead
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise UnreadableHead
    text += "\n"
    valid = False
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            signed = from_base64(encoded)
        except ValueError:
            raise UnreadableHead from None
        if dash != "\N{EM DASH}" or not _NAME.match(name) or len(signed) <= _ID_BYTES:
            raise UnreadableHead
        if (name, signed[:_ID_BYTES]) == (key.name, key.id):
            if not key.signed(_encoded(text), signed[_ID_BYTES:]):
                raise ForgedHead(name=key.name)
            valid = True
    if not valid:
        raise UnknownSigner(name=key.name)
    return text


def from_base64(text: str) -> bytes:
    """Return the bytes of the one base64 form (RFC 4648, 4). Raises ValueError for any other.

    A second spelling of the same bytes would be a text that was changed and still passes.
    """
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not the canonical base64 form")
    return raw


def claimed_size(note: str) -> int:
    """Return the size that an unverified note claims, else 0: where to look, not what to trust."""
    line = note.split("\n", 2)[1:2]
    return int(line[0]) if line and _SIZE.match(line[0]) else 0


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UnreadableHead from None
