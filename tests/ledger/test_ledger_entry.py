"""What an entry may hold, and the one form in which it is hashed."""

import hashlib
import json
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.ledger import Entry, StoredEntry, UnfitEntry

DAY = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)
ENTRY = Entry(
    seq=0,
    at=DAY,
    actor="user:7",
    action="photograph.disclose",
    objects=("photograph:12", "remains:R-3"),
    commitments=(("blob", "ab" * 32),),
    because="assigned examiner",
)
CANONICAL = (
    b'{"action":"photograph.disclose","actor":"user:7","at":"2026-03-04T05:06:07.000008Z",'
    b'"because":"assigned examiner","commitments":[["blob","' + b"ab" * 32 + b'"]],'
    b'"objects":["photograph:12","remains:R-3"],"seq":0,"v":1}'
)


def test_the_canonical_form_is_frozen() -> None:
    assert ENTRY.canonical() == CANONICAL
    assert ENTRY.leaf() == hashlib.sha256(b"\0" + CANONICAL).digest()
    assert StoredEntry.of(ENTRY) == StoredEntry(0, CANONICAL)


def test_it_is_frozen_and_compares_by_value() -> None:
    with pytest.raises(FrozenInstanceError):
        ENTRY.seq = 1  # type: ignore[misc]
    assert Entry.parse(CANONICAL) == ENTRY
    assert hash(Entry.parse(CANONICAL)) == hash(ENTRY)


def test_one_moment_has_one_form() -> None:
    kyiv = timezone(timedelta(hours=2))
    assert replace(ENTRY, at=DAY.astimezone(kyiv)).canonical() == CANONICAL
    assert replace(ENTRY, at=DAY.replace(microsecond=0)).canonical() != CANONICAL


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("seq", -1),
        ("seq", 2**63),
        ("seq", True),
        ("seq", 1.0),
        ("at", DAY.replace(tzinfo=None)),
        ("actor", ""),
        ("actor", "Olena Koval"),
        ("actor", "Олена"),
        ("actor", "user:7\n"),
        ("actor", 7),
        ("action", "Photograph.disclose"),
        ("action", "photograph..disclose"),
        ("action", ""),
        ("objects", ("remains:R-3", "the boy in the red coat")),
        ("objects", ("x" * 129,)),
        ("objects", (3,)),
        ("commitments", (("blob", "AB" * 32),)),
        ("commitments", (("blob", "ab" * 31),)),
        ("commitments", (("Blob name", "ab" * 32),)),
        ("because", "line\nbreak"),
        ("because", "ім'я"),
        ("because", "x" * 201),
    ],
)
def test_what_could_be_a_name_is_refused_and_not_repeated(part: str, value: Any) -> None:
    with pytest.raises(UnfitEntry) as caught:
        replace(ENTRY, **{part: value})
    assert caught.value.parameters == {"part": part}
    assert "Koval" not in str(caught.value)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        CANONICAL + b"\n",
        CANONICAL.replace(b'"seq":0', b'"seq": 0'),
        CANONICAL.replace(b'"seq":0', b'"seq":0.0'),
        CANONICAL.replace(b'"seq":0', b'"seq":0,"seq":0'),
        CANONICAL.replace(b'"seq":0', b'"seq":true'),
        CANONICAL.replace(b'"v":1', b'"v":2'),
        CANONICAL.replace(b'"v":1', b'"v":1,"x":1'),
        CANONICAL.replace(b"user:7", b"user\\u003a7"),
        CANONICAL.replace(b"000008Z", b"8Z"),
        CANONICAL.replace(b'"objects":["photograph:12","remains:R-3"]', b'"objects":"abc"'),
        json.dumps(json.loads(CANONICAL)).encode(),
    ],
)
def test_only_the_canonical_form_is_an_entry(payload: bytes) -> None:
    with pytest.raises(UnfitEntry):
        Entry.parse(payload)


IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,20}", fullmatch=True)
ENTRIES = st.builds(
    Entry,
    seq=st.integers(0, 2**63 - 1),
    at=st.datetimes(
        min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)
    ),
    actor=IDS,
    action=st.from_regex(r"[a-z][a-z0-9_-]{0,10}(\.[a-z][a-z0-9_-]{0,10}){0,2}", fullmatch=True),
    objects=st.lists(IDS, max_size=3).map(tuple),
    commitments=st.lists(
        st.tuples(st.just("blob"), st.binary(min_size=32, max_size=32).map(bytes.hex)), max_size=2
    ).map(tuple),
    because=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)


@settings(deadline=None)
@given(ENTRIES)
def test_every_entry_comes_back_from_its_form(entry: Entry) -> None:
    payload = entry.canonical()
    assert Entry.parse(payload) == entry
    assert payload.isascii()


@settings(deadline=None)
@given(ENTRIES, ENTRIES)
def test_two_entries_never_share_a_leaf(one: Entry, other: Entry) -> None:
    assert (one.leaf() == other.leaf()) == (one == other)
