"""Rotation of the vault key: the old one goes when nothing depends on it, and not before."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from antigone.vault import (
    Envelope,
    NoRotation,
    Passphrase,
    RotationUnfinished,
    UnopenedKey,
    UnreadableField,
    Vault,
)


class Rows:
    """Stands for the database: what it holds is what a rotation must renew."""

    def __init__(self, vault: Vault, *, blobs: int, fields: int) -> None:
        self.blobs = {}
        for number in range(blobs):
            ref = vault.put(b"photograph %d" % number).ref
            self.blobs[ref.blob_id] = ref
        self.fields = {
            f"relative:{n}:name": vault.fields.seal_text(f"name {n}", context=f"relative:{n}:name")
            for n in range(fields)
        }

    def held(self, vault: Vault) -> Iterator[Envelope]:
        yield from [ref.envelope for ref in self.blobs.values()]
        for context, sealed in list(self.fields.items()):
            yield vault.fields.envelope(sealed, context=context)

    def store(self, envelope: Envelope) -> None:
        if envelope.purpose == "field":
            self.fields[envelope.context] = envelope.sealed
        else:
            ref = self.blobs[envelope.context]
            self.blobs[envelope.context] = replace(ref, wrapped_key=envelope.sealed)

    def readable(self, vault: Vault) -> None:
        for number, ref in enumerate(self.blobs.values()):
            assert vault.read(ref) == b"photograph %d" % number
        for context, sealed in self.fields.items():
            relative = context.split(":")[1]
            assert vault.fields.open_text(sealed, context=context) == f"name {relative}"


@pytest.fixture
def rows(vault: Vault) -> Rows:
    return Rows(vault, blobs=3, fields=3)


def test_a_rotation_from_beginning_to_end(
    vault: Vault, tmp_path: Path, lock: Passphrase, rows: Rows
) -> None:
    before = Rows.__new__(Rows)
    before.blobs, before.fields = dict(rows.blobs), dict(rows.fields)
    vault.begin_rotation()
    assert vault.rotating
    rows.readable(vault)
    for envelope in vault.rewrap(rows.held(vault)):
        rows.store(envelope)
    assert vault.finish_rotation(rows.held(vault)) == 6
    assert not vault.rotating
    for opened in (vault, Vault.open(tmp_path / "vault", lock)):
        rows.readable(opened)
        # A copy of the old rows, from a stolen backup, opens nothing any more.
        for ref in before.blobs.values():
            with pytest.raises(UnopenedKey):
                opened.read(ref)
        for context, sealed in before.fields.items():
            with pytest.raises(UnreadableField):
                opened.fields.open(sealed, context=context)


@pytest.mark.parametrize("done", range(7))
def test_an_interrupted_rotation_is_resumed(
    vault: Vault, tmp_path: Path, lock: Passphrase, rows: Rows, done: int
) -> None:
    vault.begin_rotation()
    for _, envelope in zip(range(done), vault.rewrap(rows.held(vault)), strict=False):
        rows.store(envelope)

    again = Vault.open(tmp_path / "vault", lock)  # the next morning
    assert again.rotating
    rows.readable(again)
    if done < 6:
        with pytest.raises(RotationUnfinished, match=str(6 - done)):
            again.finish_rotation(rows.held(again))
        rows.readable(again)
    again.begin_rotation()  # goes on, does not pile up a third key
    renewed = list(again.rewrap(rows.held(again)))
    assert len(renewed) == 6 - done
    for envelope in renewed:
        rows.store(envelope)
    assert again.finish_rotation(rows.held(again)) == 6
    rows.readable(again)


def test_nothing_begins_by_itself(vault: Vault, rows: Rows) -> None:
    assert not vault.rotating
    with pytest.raises(NoRotation):
        list(vault.rewrap(rows.held(vault)))
    with pytest.raises(NoRotation):
        vault.finish_rotation(rows.held(vault))


def test_a_blob_that_was_not_shown_keeps_the_old_key(vault: Vault, rows: Rows) -> None:
    """The caller's list may be incomplete; the shelf knows better."""
    forgotten = vault.put(b"row not committed yet").ref
    vault.begin_rotation()
    for envelope in vault.rewrap(rows.held(vault)):
        rows.store(envelope)
    with pytest.raises(RotationUnfinished, match=forgotten.blob_id):
        vault.finish_rotation(rows.held(vault))
    assert vault.read(forgotten) == b"row not committed yet"
    vault.purge(forgotten.blob_id)
    vault.finish_rotation(rows.held(vault))


def test_what_is_stored_during_a_rotation_is_under_the_new_key(vault: Vault, rows: Rows) -> None:
    vault.begin_rotation()
    late = vault.put(b"photograph 3").ref
    rows.blobs[late.blob_id] = late
    renewed = list(vault.rewrap(rows.held(vault)))
    assert late.blob_id not in [one.context for one in renewed]
    for envelope in renewed:
        rows.store(envelope)
    vault.finish_rotation(rows.held(vault))
    rows.readable(vault)


def test_a_damaged_key_stops_the_rotation_and_is_named(vault: Vault, rows: Rows) -> None:
    blob_id, ref = next(iter(rows.blobs.items()))
    rows.blobs[blob_id] = replace(ref, wrapped_key=ref.wrapped_key[:-1] + b"\0\0")
    vault.begin_rotation()
    with pytest.raises(UnopenedKey, match=blob_id):
        list(vault.rewrap(rows.held(vault)))
    with pytest.raises(UnopenedKey, match=blob_id):
        vault.finish_rotation(rows.held(vault))
    assert vault.rotating


def test_other_processes_follow(vault: Vault, tmp_path: Path, lock: Passphrase, rows: Rows) -> None:
    other = Vault.open(tmp_path / "vault", lock)
    vault.begin_rotation()
    for envelope in vault.rewrap(rows.held(vault)):
        rows.store(envelope)
    rows.readable(other)  # meets a generation it has not heard of, and looks again
    with other.begin_deposit() as deposit:
        deposit.write(b"began under the old key")
        vault.finish_rotation(rows.held(vault))
        early = deposit.finish().ref
    assert vault.read(early) == b"began under the old key"


def test_indexes_and_commitments_outlive_every_key(vault: Vault, rows: Rows) -> None:
    index = vault.commitments.blind_index("+380440000000", purpose="relative.phone")
    vault.begin_rotation()
    for envelope in vault.rewrap(rows.held(vault)):
        rows.store(envelope)
    vault.finish_rotation(rows.held(vault))
    again = vault.commitments.blind_index("+380440000000", purpose="relative.phone")
    assert again == index


def test_a_restored_old_key_record_does_not_open_new_rows(
    vault: Vault, tmp_path: Path, lock: Passphrase, rows: Rows
) -> None:
    shutil.copy(tmp_path / "vault" / "vault.json", tmp_path / "old.json")
    vault.begin_rotation()
    for envelope in vault.rewrap(rows.held(vault)):
        rows.store(envelope)
    vault.finish_rotation(rows.held(vault))
    shutil.copy(tmp_path / "old.json", tmp_path / "vault" / "vault.json")
    old = Vault.open(tmp_path / "vault", lock)
    for ref in rows.blobs.values():
        with pytest.raises(UnopenedKey):
            old.read(ref)
