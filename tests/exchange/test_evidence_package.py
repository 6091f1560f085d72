"""Packets as files: only their reader opens them, and nothing in them can be changed unseen."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pyrage
import pytest

from antigone.exchange.evidence_package import (
    BlindPackage,
    ErasureAsked,
    ForeignPackage,
    Kind,
    LinkedView,
    PackageReturn,
    PacketPair,
    SecretKeys,
    UnfitKeyOfReader,
    UnreadablePackage,
    acknowledged_content,
    acknowledged_from,
    digest_of,
    erasures_content,
    erasures_from,
    known_as,
    link,
    open_package,
    require_reading_key,
    seal_package,
)
from antigone.ledger import PublicKey, SigningKey

# The smallest PNG there is: one grey pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
FIRST, SECOND = UUID(int=1), UUID(int=2)
HERE, THERE = SecretKeys.generate(), SecretKeys.generate()
SENDER = SigningKey("antigone/packets/here", HERE.signing)
KNOWN: tuple[PublicKey, ...] = (SENDER.public_key,)

PACKAGE = BlindPackage(
    packet=UUID(int=7),
    discipline="face",
    edition="FISWG",
    components=("nose", "ears"),
    instructions="The body alone first.",
    valid_until=date(2026, 8, 1),
    body=("body-1.png",),
    pairs=(
        PacketPair(pair=FIRST, picture="pair-1.png"),
        PacketPair(pair=SECOND, picture="pair-2.png"),
    ),
    pictures={"body-1.png": PNG, "pair-1.png": PNG, "pair-2.png": PNG},
)


def sealed(content: dict[str, Any], kind: Kind = Kind.PACKET, **changes: Any) -> bytes:
    return seal_package(
        content, **({"kind": kind, "signer": SENDER, "reads_with": THERE.reads_with} | changes)
    )


def opened(file: bytes, kind: Kind = Kind.PACKET, **changes: Any) -> Any:
    return open_package(
        "packet.age", file, **({"kind": kind, "keys": THERE, "known": KNOWN} | changes)
    )


def forged(content: dict[str, Any], write: Callable[[Any], bytes]) -> bytes:
    """A file whose content is written in another way, well signed by a known institution."""
    written = write({**content, "to": THERE.reads_with})
    note = SENDER.sign(
        f"antigone-evidence-package/1\nblind-packet\n{hashlib.sha256(written).hexdigest()}\n"
    )
    reader = pyrage.x25519.Recipient.from_str(THERE.reads_with)
    return bytes(pyrage.encrypt(note.encode() + b"\0" + written, [reader]))


def test_what_was_sealed_is_what_is_opened() -> None:
    read = opened(sealed(PACKAGE.content()))
    assert BlindPackage.from_content(read.content, name="x") == PACKAGE
    assert read.signer == SENDER.public_key
    assert read.digest == digest_of(PACKAGE.content(), reads_with=THERE.reads_with)


def test_two_files_of_one_packet_have_one_digest_and_nothing_in_common() -> None:
    one, other = sealed(PACKAGE.content()), sealed(PACKAGE.content())
    assert opened(one).digest == opened(other).digest
    # An age file begins with its version and a stanza for the reader; the rest is ciphertext.
    assert one != other
    assert one.startswith(b"age-encryption.org/v1\n-> X25519 ")
    for told in (b"body", b"pair", b"PNG", b"antigone", PACKAGE.packet.hex.encode()):
        assert told not in one


def test_a_packet_says_nothing_but_what_an_examiner_needs() -> None:
    written = json.loads(json.dumps(PACKAGE.content()))
    assert set(written) == {
        *("packet", "discipline", "edition", "components", "instructions", "valid_until"),
        *("body", "pairs", "pictures"),
    }
    assert all(set(one) == {"pair", "picture"} for one in written["pairs"])


@pytest.mark.parametrize("place", [0, 40, 120, -200, -1])
def test_a_file_that_was_altered_is_refused(place: int) -> None:
    file = bytearray(sealed(PACKAGE.content()))
    file[place] ^= 1
    with pytest.raises(UnreadablePackage):
        opened(bytes(file))


@pytest.mark.parametrize("kept", [0, 10, 200, -1])
def test_a_file_that_was_cut_off_is_refused(kept: int) -> None:
    with pytest.raises(UnreadablePackage):
        opened(sealed(PACKAGE.content())[:kept])


def test_only_its_reader_opens_it() -> None:
    with pytest.raises(UnreadablePackage) as refused:
        opened(sealed(PACKAGE.content()), keys=HERE)
    assert "not sealed to the key" in refused.value.say()


def test_a_key_that_is_not_known_is_refused_also_under_the_senders_name() -> None:
    stranger = SigningKey(SENDER.public_key.name, SecretKeys.generate().signing)
    with pytest.raises(ForeignPackage):
        opened(sealed(PACKAGE.content(), signer=stranger))
    with pytest.raises(ForeignPackage):
        opened(sealed(PACKAGE.content()), known=())


def test_one_kind_of_file_is_never_taken_for_another() -> None:
    for kind in set(Kind) - {Kind.PACKET}:
        with pytest.raises(UnreadablePackage):
            opened(sealed(PACKAGE.content()), kind)


def test_nobody_passes_a_packet_on_as_written_for_somebody_else() -> None:
    """A reader can seal what he was sent anew to a third one; the signature still names him."""
    age = pyrage.x25519.Identity.from_str(THERE.reading)
    inside = pyrage.decrypt(sealed(PACKAGE.content()), [age])
    third = SecretKeys.generate()
    passed_on = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(third.reads_with)])
    with pytest.raises(UnreadablePackage) as refused:
        opened(passed_on, keys=third)
    assert "another institution" in refused.value.say()


def test_a_content_has_one_form_only() -> None:
    def loosely(value: Any) -> bytes:
        return json.dumps(value).encode()

    def exactly(value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    assert opened(forged(PACKAGE.content(), exactly)).content == PACKAGE.content()
    for write in (loosely, lambda value: exactly([value]), lambda value: b"{", lambda value: b""):
        with pytest.raises(UnreadablePackage):
            opened(forged(PACKAGE.content(), write))


@pytest.mark.parametrize(
    "change",
    [
        {"body": []},
        {"pairs": []},
        {"pairs": [{"pair": FIRST.hex, "picture": "pair-1.png"}] * 2},
        {"pairs": [{"pair": FIRST.hex, "picture": "../body-1.png"}]},
        {"pictures": {}},
        {"pictures": {"body-1.png": "%%", "pair-1.png": "", "pair-2.png": ""}},
        {"pictures": {name: base64.b64encode(b"GIF89a").decode() for name in PACKAGE.pictures}},
        {"packet": "7"},
        {"valid_until": "soon"},
        {"components": "nose"},
        {"discipline": 3},
        {"name": "Ines Alba"},
    ],
)
def test_what_is_no_packet_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePackage):
        BlindPackage.from_content(PACKAGE.content() | change, name="x")


def test_a_key_of_a_reader_is_an_age_key() -> None:
    require_reading_key(THERE.reads_with)
    for unfit in ("", "age1", THERE.reading, "ssh-ed25519 AAAA", THERE.reads_with[:-1]):
        with pytest.raises(UnfitKeyOfReader):
            require_reading_key(unfit)
        with pytest.raises(UnfitKeyOfReader):
            sealed(PACKAGE.content(), reads_with=unfit)


# What comes back


def _views(*said: tuple[UUID | None, dict[str, Any]]) -> tuple[LinkedView, ...]:
    before, views = b"d" * 32, []
    for pair, one in said:
        before = link(before, pair, one)
        views.append(LinkedView(pair=pair, said=one, link=before))
    return tuple(views)


ANSWER = PackageReturn(
    packet=PACKAGE.packet,
    packet_digest=b"d" * 32,
    examiner="e1",
    known_as=known_as(b"d" * 32, "Jon Berg"),
    views=_views(
        (None, {"note": "A scar"}), (FIRST, {"conclusion": "same"}), (SECOND, {"conclusion": "no"})
    ),
)


def _read(answer: PackageReturn) -> PackageReturn:
    return PackageReturn.from_content(json.loads(json.dumps(answer.content())), name="x")


def test_an_answer_comes_back_as_it_was_committed() -> None:
    assert _read(ANSWER) == ANSWER
    assert "Berg" not in json.dumps(ANSWER.content())


def test_the_order_of_committing_cannot_be_told_otherwise() -> None:
    body, first, second = ANSWER.views
    changed = replace(first, said={"conclusion": "no"})
    for views in (
        (),
        (first, second),
        (first, body, second),
        (body, second, first),
        (body, changed, second),
        (body, second),
        (replace(body, pair=FIRST), first, second),
    ):
        with pytest.raises(UnreadablePackage):
            _read(replace(ANSWER, views=views))
    with pytest.raises(UnreadablePackage):
        _read(replace(ANSWER, packet_digest=b"x" * 32))
    # What was committed last can be left out; that a pair is missing the receiver sees.
    assert _read(replace(ANSWER, views=(body, first))).views == (body, first)


def test_what_was_erased_is_missing_only_where_it_is_said() -> None:
    body, first, second = ANSWER.views
    gone = (body, replace(first, said=None), second)
    with pytest.raises(UnreadablePackage):
        _read(replace(ANSWER, views=gone))
    assert _read(replace(ANSWER, views=gone, erased=(FIRST,))).erased == (FIRST,)


def test_a_namesake_is_seen_whatever_the_spelling_and_only_with_this_packet() -> None:
    assert known_as(b"d" * 32, "jon  BERG ") == ANSWER.known_as
    assert known_as(b"e" * 32, "Jon Berg") != ANSWER.known_as
    assert known_as(b"d" * 32, "Jan Berg") != ANSWER.known_as


def test_notices_and_their_acknowledgement_are_opaque_ids() -> None:
    asked = (
        ErasureAsked(notice=UUID(int=3), packet=PACKAGE.packet, pairs=(FIRST,)),
        ErasureAsked(notice=UUID(int=4), packet=PACKAGE.packet, pairs=()),
    )
    read = opened(sealed(erasures_content(asked), Kind.ERASURE), Kind.ERASURE)
    assert erasures_from(read.content, name="x") == asked
    told = acknowledged_content(one.notice for one in asked)
    assert acknowledged_from(told, name="x") == (UUID(int=3), UUID(int=4))
    for unfit in ({}, {"notices": [{}]}, {"notices": 3}):
        with pytest.raises(UnreadablePackage):
            erasures_from(unfit, name="x")
    with pytest.raises(UnreadablePackage):
        acknowledged_from({"erased": ["x"]}, name="x")
