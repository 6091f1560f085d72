"""Sealed fields and keyed fingerprints."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antigone.vault import Passphrase, UnreadableField, Vault

PLACE = "relative:41:phone"


def test_a_field_is_read_in_its_place(vault: Vault) -> None:
    sealed = vault.fields.seal_text("Олена, +380 44 000 00 00", context=PLACE)
    assert vault.fields.open_text(sealed, context=PLACE) == "Олена, +380 44 000 00 00"
    assert "Олена".encode() not in sealed


def test_a_field_cannot_be_moved_to_another_row(vault: Vault) -> None:
    sealed = vault.fields.seal_text("+380 44 000 00 00", context=PLACE)
    with pytest.raises(UnreadableField) as caught:
        vault.fields.open(sealed, context="relative:42:phone")
    assert caught.value.parameters == {"context": "relative:42:phone"}


def test_every_flipped_byte_cut_or_addition_is_refused(vault: Vault) -> None:
    sealed = vault.fields.seal_text("+380 44 000 00 00", context=PLACE)
    for at in range(len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 0x80
        with pytest.raises(UnreadableField):
            vault.fields.open(bytes(broken), context=PLACE)
    for other in (*(sealed[:cut] for cut in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(UnreadableField):
            vault.fields.open(other, context=PLACE)


def test_a_wrapped_data_key_is_not_a_field(vault: Vault) -> None:
    ref = vault.put(b"photograph").ref
    with pytest.raises(UnreadableField):
        vault.fields.open(ref.wrapped_key, context=ref.blob_id)


def test_equal_fields_look_different(vault: Vault) -> None:
    one, two = (vault.fields.seal(b"same", context=PLACE) for _ in range(2))
    assert one != two


def test_a_field_grows_by_as_much_as_is_said(vault: Vault) -> None:
    assert len(vault.fields.seal(b"", context=PLACE)) == 35
    assert vault.fields.open(vault.fields.seal(b"", context=PLACE), context=PLACE) == b""


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50
)
@given(content=st.binary(max_size=300), context=st.text(max_size=40))
def test_any_field_comes_back(vault: Vault, content: bytes, context: str) -> None:
    # A lone surrogate is no text: it cannot be the name of a place.
    context = context.encode("utf-8", "ignore").decode()
    assert (
        vault.fields.open(vault.fields.seal(content, context=context), context=context) == content
    )


def test_an_index_finds_the_same_value_again_and_nothing_else(vault: Vault) -> None:
    index = vault.commitments.blind_index
    assert index("+380440000000", purpose="relative.phone") == index(
        "+380440000000", purpose="relative.phone"
    )
    assert index("+380440000000", purpose="relative.phone") != index(
        "+380440000001", purpose="relative.phone"
    )


def test_two_columns_and_two_uses_cannot_be_joined(vault: Vault) -> None:
    commitments = vault.commitments
    phone = commitments.blind_index("0440000000", purpose="relative.phone")
    assert phone != commitments.blind_index("0440000000", purpose="enquirer.phone")
    assert phone != commitments.commit("0440000000", purpose="relative.phone")


def test_two_homes_have_nothing_in_common(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    other = Vault.create(tmp_path / "other", lock)
    assert vault.commitments.commit("x", purpose="blob") != other.commitments.commit(
        "x", purpose="blob"
    )


def test_parts_are_kept_apart(vault: Vault) -> None:
    commit = vault.commitments.commit
    made = {
        commit(*parts, purpose="tombstone")
        for parts in [("ab", "c"), ("a", "bc"), ("abc",), ("", "abc"), ("abc", ""), ()]
    }
    assert len(made) == 6
    assert commit("é", purpose="tombstone") == commit("é".encode(), purpose="tombstone")


def test_agreement(vault: Vault) -> None:
    commitments = vault.commitments
    made = commitments.commit("Olena", "1961-05-03", purpose="tombstone")
    assert commitments.agrees(made, "Olena", "1961-05-03", purpose="tombstone")
    assert not commitments.agrees(made, "Olena", "1961-05-04", purpose="tombstone")
    assert not commitments.agrees(made, "Olena", "1961-05-03", purpose="blob")
    assert not commitments.agrees(b"", "Olena", "1961-05-03", purpose="tombstone")
