"""Signed heads: against the published note, and under every changed character."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from antigone.ledger import (
    ForeignHead,
    ForgedHead,
    Head,
    PublicKey,
    SigningKey,
    UnfitSigningKey,
    UnknownSigner,
    UnreadableHead,
    generate_signing_key,
)
from antigone.ledger.head import open_note

NAME = "home.example/ledger"
AT = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)


def pem_of(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


# The example of golang.org/x/mod/sumdb/note, made by another implementation.
PUBLISHED_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED_NOTE = (
    PUBLISHED_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
    "gotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_note() -> None:
    pem = pem_of(Ed25519PrivateKey.from_private_bytes(PUBLISHED_SEED))
    key = SigningKey("PeterNeumann", pem)
    assert key.public_key.as_text() == PUBLISHED_KEY
    assert PublicKey.from_text(PUBLISHED_KEY) == key.public_key
    assert key.sign(PUBLISHED_TEXT) == PUBLISHED_NOTE
    assert open_note(PUBLISHED_NOTE, key.public_key) == PUBLISHED_TEXT


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey(NAME, generate_signing_key())


@pytest.fixture(scope="module")
def head() -> Head:
    return Head(origin=NAME, size=3, root=bytes(range(32)), at=AT)


def test_a_head_comes_back(key: SigningKey, head: Head) -> None:
    note = head.sign(key)
    assert Head.open(note, key.public_key) == head
    assert note.split("\n\n")[0] == (
        "home.example/ledger\n3\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "time 2026-03-04T05:06:07.000008Z"
    )


def test_every_changed_character_is_refused(key: SigningKey, head: Head) -> None:
    note = head.sign(key)
    for at, letter in enumerate(note):
        for other in {"x", "0", " ", "\n", "=", "—"} - {letter}:
            with pytest.raises(UnreadableHead):
                Head.open(note[:at] + other + note[at + 1 :], key.public_key)
        with pytest.raises(UnreadableHead):
            Head.open(note[:at], key.public_key)
        with pytest.raises(UnreadableHead):
            Head.open(note[:at] + note[at + 1 :], key.public_key)


def test_refusals_say_which(key: SigningKey, head: Head) -> None:
    note = head.sign(key)
    with pytest.raises(ForgedHead, match=NAME):
        Head.open(note.replace("\n3\n", "\n4\n"), key.public_key)
    with pytest.raises(UnknownSigner):
        Head.open(note, SigningKey(NAME, generate_signing_key()).public_key)
    with pytest.raises(ForeignHead):
        Head(origin="other.example/ledger", size=0, root=bytes(32), at=AT).sign(key)
    foreign = key.sign(Head(origin="other.example/l", size=0, root=bytes(32), at=AT).text())
    with pytest.raises(ForeignHead, match=r"other\.example/l"):
        Head.open(foreign, key.public_key)


@pytest.mark.parametrize(
    "text",
    [
        "{name}\n3\n",
        "{name}\n03\n{root}\ntime 2026-03-04T05:06:07.000008Z\n",
        "{name}\n-3\n{root}\ntime 2026-03-04T05:06:07.000008Z\n",
        "{name}\n٣\n{root}\ntime 2026-03-04T05:06:07.000008Z\n",
        "{name}\n3\nAAAA\ntime 2026-03-04T05:06:07.000008Z\n",
        "{name}\n3\n{root}\n2026-03-04T05:06:07.000008Z\n",
        "{name}\n3\n{root}\ntime yesterday\n",
        "{name}\n3\n{root}\ntime 2026-03-04T05:06:07.8Z\n",
        "{name}\n3\n{root}\ntime 2026-03-04T05:06:07.000008Z\nmore\n",
        "{name}\n3\n\n{root}\ntime 2026-03-04T05:06:07.000008Z\n",
    ],
)
def test_what_the_key_signed_in_another_form_is_no_head(key: SigningKey, text: str) -> None:
    root = base64.b64encode(bytes(32)).decode()
    with pytest.raises(UnreadableHead):
        Head.open(key.sign(text.format(name=NAME, root=root)), key.public_key)


def test_a_cosignature_needs_no_permission_of_ours(key: SigningKey, head: Head) -> None:
    """Another institution may add its line; an empty or broken line of ours does not count."""
    note = head.sign(key)
    witness = SigningKey("witness.example", generate_signing_key())
    line = witness.sign(head.text()).split("\n\n")[1]
    assert Head.open(note + line, key.public_key) == head
    assert Head.open(note, key.public_key) == head
    with pytest.raises(UnknownSigner):
        Head.open(head.text() + "\n" + line, key.public_key)
    forged = replace(head, size=4).sign(key).split("\n\n")[1]
    with pytest.raises(ForgedHead):
        Head.open(note + forged, key.public_key)


@pytest.mark.parametrize("note", ["", "\n", "\n\n", "a\n\n", "a\n\nb", "a\n\n— \n", "x" * 70_000])
def test_what_is_no_note_is_refused(key: SigningKey, note: str) -> None:
    with pytest.raises(UnreadableHead):
        Head.open(note, key.public_key)


def test_a_lone_surrogate_is_refused_not_a_crash(key: SigningKey, head: Head) -> None:
    with pytest.raises(UnreadableHead):
        Head.open(head.sign(key).replace("\n3\n", "\n\udce9\n"), key.public_key)


def test_one_moment_has_one_form(key: SigningKey, head: Head) -> None:
    kyiv = timezone(timedelta(hours=2))
    assert replace(head, at=AT.astimezone(kyiv)).text() == head.text()


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "x" * 201])
def test_names_that_would_break_the_note_are_refused(name: str) -> None:
    with pytest.raises(UnfitSigningKey):
        SigningKey(name, generate_signing_key())


def test_what_is_no_ed25519_key_is_refused() -> None:
    for pem in (b"", b"-----BEGIN", pem_of(generate_private_key(SECP256R1()))):
        with pytest.raises(UnfitSigningKey):
            SigningKey(NAME, pem)


def test_a_typing_error_in_the_public_key_is_caught() -> None:
    for at in range(len(PUBLISHED_KEY)):
        broken = PUBLISHED_KEY[:at] + "~" + PUBLISHED_KEY[at + 1 :]
        with pytest.raises(UnfitSigningKey):
            PublicKey.from_text(broken)
    for text in ("", "a+b", PUBLISHED_KEY[:-4], PUBLISHED_KEY.replace("PeterN", "PeterM")):
        with pytest.raises(UnfitSigningKey):
            PublicKey.from_text(text)
    assert PublicKey.from_text(PUBLISHED_KEY + "\n").name == "PeterNeumann"
