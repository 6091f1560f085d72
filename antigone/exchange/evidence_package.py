"""Blind packets as files: what leaves for another institution, and what comes back from it.

One file holds one JSON value in its one canonical form, the sender's signature over kind and digest,
and is encrypted to one reader: age v1 (age-encryption.org/v1, X25519), Ed25519 (RFC 8032) in a signed
note (c2sp.org/signed-note). Signed inside, encrypted outside: who carries it learns neither what it
is nor who wrote it. Whoever reads it checks, before a word of it is believed: (0) the key opens it;
(1) somebody known signed it; (2) it is of the kind that was asked for; (3) it is whole; (4) it is
addressed to this reader, so that nobody can pass it on as his own.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from antigone.errors import MissingExtra, Refusal
from antigone.ledger import PublicKey, SigningKey, UnknownSigner, generate_signing_key
from antigone.ledger.head import open_note
from antigone.wording import N_

_FORM = "antigone-evidence-package/1"
MOST_BYTES = 200_000_000
MOST_PAIRS = 500
_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\.png\Z")
_PNG = b"\x89PNG\r\n\x1a\n"


class Kind(StrEnum):
    """What a file is."""

    PACKET = "blind-packet"
    ANSWER = "packet-return"
    ERASURE = "erasure-notice"
    ERASED = "erasure-acknowledgement"


class UnreadablePackage(Refusal):
    """Not a packet for this reader, or not whole."""

    code = "unreadable-packet"
    sentence = N_("{name} cannot be opened here: {why}. Nothing of it was kept.")
    remedy = N_("Ask its sender for the file again, sealed to the key that this home prints.")


class ForeignPackage(Refusal):
    """The signature is nobody's who is known here."""

    code = "unknown-sender"
    sentence = N_("{name} is not signed by an institution that is known here. Nothing was kept.")
    remedy = N_("Record the institution with its keys, compared by telephone, or ask who sent it.")


class UnfitKeyOfReader(Refusal):
    """The key by which an institution reads is no such key."""

    code = "unfit-reading-key"
    sentence = N_("“{key}” is no key that a packet can be sealed to. Nothing was done.")
    remedy = N_("It begins with “age1”; the other home prints it with: antigone packet key")


_NOT_OURS = "it is not sealed to the key of this operation, or it is damaged"
_NOT_WHOLE = "it was cut off or altered"
_OTHER_KIND = "it is another kind of file"
_NOT_ADDRESSED = "it was written for another institution"
_TOO_LARGE = "it is too large"


@dataclass(frozen=True, kw_only=True)
class SecretKeys:
    """One reader's own keys: an age identity, and an Ed25519 key as PEM. Sealed by the caller."""

    reading: str = field(repr=False)
    signing: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "SecretKeys":
        """Make new ones. Raises `MissingExtra`."""
        return cls(reading=str(_age().x25519.Identity.generate()), signing=generate_signing_key())

    @property
    def reads_with(self) -> str:
        """The public key to which files for this reader are sealed: one line, "age1…"."""
        return str(_age().x25519.Identity.from_str(self.reading).to_public())


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a file held, who signed it, and the SHA-256 of its content."""

    content: Mapping[str, Any] = field(repr=False)
    signer: PublicKey
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class PacketPair:
    """One comparison to be made: the body's picture beside this one."""

    pair: UUID
    picture: str


@dataclass(frozen=True, kw_only=True)
class BlindPackage:
    """What an examiner elsewhere gets: pictures, pairs in their order, and nothing else.

    `body` names the pictures of the body alone; the first of them stands in every pair. `pictures`
    are PNG files by their names.
    """

    packet: UUID
    discipline: str
    edition: str
    components: tuple[str, ...]
    instructions: str
    valid_until: date
    body: tuple[str, ...]
    pairs: tuple[PacketPair, ...]
    pictures: Mapping[str, bytes] = field(repr=False)

    def content(self) -> dict[str, Any]:
        """Return plain JSON values; the pictures in base64."""
        return {
            "packet": self.packet.hex,
            "discipline": self.discipline,
            "edition": self.edition,
            "components": list(self.components),
            "instructions": self.instructions,
            "valid_until": self.valid_until.isoformat(),
            "body": list(self.body),
            "pairs": [{"pair": one.pair.hex, "picture": one.picture} for one in self.pairs],
            "pictures": {
                name: base64.b64encode(picture).decode() for name, picture in self.pictures.items()
            },
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any], *, name: str) -> "BlindPackage":
        """Return what `content` wrote. Raises `UnreadablePackage`."""
        with _strictly(name):
            read = cls(
                packet=UUID(hex=content["packet"]),
                discipline=_text(content["discipline"]),
                edition=_text(content["edition"]),
                components=tuple(map(_text, content["components"])),
                instructions=_text(content["instructions"]),
                valid_until=date.fromisoformat(content["valid_until"]),
                body=tuple(map(_text, content["body"])),
                pairs=tuple(
                    PacketPair(pair=UUID(hex=one["pair"]), picture=_text(one["picture"]))
                    for one in content["pairs"]
                ),
                pictures={
                    key: base64.b64decode(value, validate=True)
                    for key, value in content["pictures"].items()
                },
            )
            named = [*read.body, *(one.picture for one in read.pairs)]
            unlike = {one.pair for one in read.pairs}
            if not (
                read.body
                and 0 < len(read.pairs) == len(unlike) <= MOST_PAIRS
                and sorted(named) == sorted(read.pictures)
                and all(_PICTURE.match(one) for one in named)
                and all(one.startswith(_PNG) for one in read.pictures.values())
                and read.content() == content
            ):
                raise ValueError
        return read


@dataclass(frozen=True, kw_only=True)
class LinkedView:
    """One thing that was committed, and the link to all that was committed before it.

    The first is the analysis of the body alone, `pair` None. `said` is None where it was erased.
    """

    pair: UUID | None
    said: Mapping[str, Any] | None = field(repr=False)
    link: bytes


@dataclass(frozen=True, kw_only=True)
class PackageReturn:
    """What came of a packet: every view in the order in which it was committed.

    `examiner` is the code that the institution gives her; `known_as` lets an asking home see that
    she is one of its own, and nothing more (see `known_as`). `erased` are pairs that had to go.
    """

    packet: UUID
    packet_digest: bytes
    examiner: str
    known_as: bytes
    views: tuple[LinkedView, ...]
    erased: tuple[UUID, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "packet": self.packet.hex,
            "packet_digest": self.packet_digest.hex(),
            "examiner": self.examiner,
            "known_as": self.known_as.hex(),
            "views": [
                {"pair": one.pair and one.pair.hex, "said": one.said, "link": one.link.hex()}
                for one in self.views
            ],
            "erased": [one.hex for one in self.erased],
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any], *, name: str) -> "PackageReturn":
        """Return what `content` wrote, its links checked. Raises `UnreadablePackage`."""
        with _strictly(name):
            read = cls(
                packet=UUID(hex=content["packet"]),
                packet_digest=bytes.fromhex(content["packet_digest"]),
                examiner=_text(content["examiner"]),
                known_as=bytes.fromhex(content["known_as"]),
                views=tuple(
                    LinkedView(
                        pair=one["pair"] and UUID(hex=one["pair"]),
                        said=one["said"],
                        link=bytes.fromhex(one["link"]),
                    )
                    for one in content["views"]
                ),
                erased=tuple(UUID(hex=one) for one in content["erased"]),
            )
            if not read._hangs_together() or read.content() != content:
                raise ValueError
        return read

    def _hangs_together(self) -> bool:
        """Whether the analysis comes first, and each view was committed after the one before it."""
        before = self.packet_digest
        for number, view in enumerate(self.views):
            if (view.pair is None) != (number == 0):
                return False
            if view.said is None and view.pair not in self.erased:
                return False
            if view.said is not None and view.link != link(before, view.pair, view.said):
                return False
            before = view.link
        return bool(self.views) and bool(self.examiner)


@dataclass(frozen=True, kw_only=True)
class ErasureAsked:
    """What of one packet must be erased: these pairs, or everything if none is named."""

    notice: UUID
    packet: UUID
    pairs: tuple[UUID, ...]


def erasures_content(asked: Iterable[ErasureAsked]) -> dict[str, Any]:
    """Return erasure notices as plain JSON values."""
    return {
        "notices": [
            {
                "notice": one.notice.hex,
                "packet": one.packet.hex,
                "pairs": [pair.hex for pair in one.pairs],
            }
            for one in asked
        ]
    }


def erasures_from(content: Mapping[str, Any], *, name: str) -> tuple[ErasureAsked, ...]:
    """Return what `erasures_content` wrote. Raises `UnreadablePackage`."""
    with _strictly(name):
        return tuple(
            ErasureAsked(
                notice=UUID(hex=one["notice"]),
                packet=UUID(hex=one["packet"]),
                pairs=tuple(UUID(hex=pair) for pair in one["pairs"]),
            )
            for one in content["notices"]
        )


def acknowledged_content(notices: Iterable[UUID]) -> dict[str, Any]:
    """Return an acknowledgement of erasure notices as plain JSON values."""
    return {"erased": [one.hex for one in notices]}


def acknowledged_from(content: Mapping[str, Any], *, name: str) -> tuple[UUID, ...]:
    """Return what `acknowledged_content` wrote. Raises `UnreadablePackage`."""
    with _strictly(name):
        return tuple(UUID(hex=one) for one in content["erased"])


def link(before: bytes, pair: UUID | None, said: Mapping[str, Any]) -> bytes:
    """Return 32 bytes that bind a view to all that was committed before it.

    `before` is the link of the view before, or the digest of the packet.
    """
    return hashlib.sha256(before + _canonical({"pair": pair and pair.hex, "said": said})).digest()


def known_as(digest: bytes, shown_name: str) -> bytes:
    """Return 32 bytes that an examiner's name and one packet give, so that namesakes are seen.

    Who holds the packet can test a name she suspects; so it goes to the asking home alone.
    """
    spelt = " ".join(unicodedata.normalize("NFKC", shown_name).casefold().split())
    return hmac.digest(digest, spelt.encode(), hashlib.sha256)


def digest_of(content: Mapping[str, Any], *, reads_with: str) -> bytes:
    """Return the SHA-256 of a content as it is sealed to one reader."""
    return hashlib.sha256(_canonical({**content, "to": reads_with})).digest()


def seal_package(
    content: Mapping[str, Any], *, kind: Kind, signer: SigningKey, reads_with: str
) -> bytes:
    """Return a content as a file for one reader. Raises `UnfitKeyOfReader` and `MissingExtra`."""
    written = _canonical({**content, "to": reads_with})
    note = signer.sign(f"{_FORM}\n{kind.value}\n{hashlib.sha256(written).hexdigest()}\n")
    sealed: bytes = _age().encrypt(note.encode() + b"\0" + written, [_recipient(reads_with)])
    return sealed


def open_package(
    name: str, file: bytes, *, kind: Kind, keys: SecretKeys, known: Iterable[PublicKey]
) -> Opened:
    """Open a file, if somebody known has signed it for this reader.

    Raises `UnreadablePackage`, `ForeignPackage` and `MissingExtra`.
    """
    if len(file) > MOST_BYTES:
        raise UnreadablePackage(name=name, why=_TOO_LARGE)
    age = _age()
    try:
        inside: bytes = age.decrypt(file, [age.x25519.Identity.from_str(keys.reading)])
    except age.DecryptError:
        raise UnreadablePackage(name=name, why=_NOT_OURS) from None
    head, _, written = inside.partition(b"\0")
    try:
        note = head.decode()
    except UnicodeDecodeError:
        raise UnreadablePackage(name=name, why=_NOT_WHOLE) from None
    text, signer = _signed(name, note, known)
    digest = hashlib.sha256(written)
    form, stated, hexadecimal = text.removesuffix("\n").split("\n")
    if form != _FORM or stated != kind:
        raise UnreadablePackage(name=name, why=_OTHER_KIND)
    if hexadecimal != digest.hexdigest():
        raise UnreadablePackage(name=name, why=_NOT_WHOLE)
    with _strictly(name):
        content = json.loads(written)
        if not isinstance(content, dict) or _canonical(content) != written:
            raise ValueError
    if content.pop("to", "") != keys.reads_with:
        raise UnreadablePackage(name=name, why=_NOT_ADDRESSED)
    return Opened(content=content, signer=signer, digest=digest.digest())


def require_reading_key(reads_with: str) -> None:
    """Refuse what is no key to seal to. Raises `UnfitKeyOfReader` and `MissingExtra`."""
    _recipient(reads_with)


class _strictly:  # noqa: N801  Used as a word in a sentence: with _strictly(name).
    """Any value that is not what it should be makes the whole file unreadable."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(
            error,
            KeyError | ValueError | TypeError | AttributeError | RecursionError | binascii.Error,
        ):
            raise UnreadablePackage(name=self._name, why=_NOT_WHOLE) from None


def _signed(name: str, note: str, known: Iterable[PublicKey]) -> tuple[str, PublicKey]:
    for key in known:
        try:
            text = open_note(note, key)
        except UnknownSigner:
            continue
        except Refusal:
            raise UnreadablePackage(name=name, why=_NOT_WHOLE) from None
        if text.count("\n") != 3:
            raise UnreadablePackage(name=name, why=_OTHER_KIND)
        return text, key
    raise ForeignPackage(name=name)


def _recipient(reads_with: str) -> Any:
    age = _age()
    try:
        return age.x25519.Recipient.from_str(reads_with)
    except age.RecipientError:
        raise UnfitKeyOfReader(key=reads_with) from None


def _canonical(value: Mapping[str, Any]) -> bytes:
    """Return a JSON value in its one form: keys in order, no spaces, ASCII."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _age() -> Any:
    try:
        import pyrage
    except ModuleNotFoundError:
        raise MissingExtra(step="Blind packets", extra="server") from None
    return pyrage
