"""A vault as the first format wrote it. If one of these fails, homes in the field stay closed."""

import hashlib
from pathlib import Path

import pytest

from antigone.vault import BlobRef, Passphrase, Vault

KEYS = (
    "a5f515230f49165c1bebbf6c6f1a6f5a2248ef510aab2a29195b712edf81f7d7e832601bbc5587571496927b5fc5"
    "13c97a2dacf24183774e6d147be922144a2bbbd9044d3dfe7a76999affeb2600bb45de7b1af6edf0084978dde8bb"
    "8b1d9e593e9ef6ad9e8a948e3cef242614940ce3bb895ce78cc974673032a0ae0099c7ec086ac528b91f0ec49b90"
    "48c98a718ffea842d2f1b372ee7b0474c24d17984170c48da3668c3fed6ddf30a0561834176d876e66e03cc79ce2"
    "24681bbc7408a92ce74f"
)
RECORD = """{
 "format": 1,
 "lock": {
  "kind": "passphrase",
  "salt": "5c9bf6dfc86eac5eedf8772c42f5cd2e",
  "memory_kib": 64,
  "iterations": 1,
  "lanes": 1
 },
 "keys": "%s",
 "checksum": "00494e19874757535fcd1ee1359ff1cc5e5b9d0dabad317fa418dfa209bd4ff3"
}
"""
BLOB_ID = "8fb94e5abcecd86fa3e362d4d491ed9a"
BLOB = (
    "4147423100000010f1edaef9ec0a90416f3ff7b8e82690f6b32be2fa218567169824459bba126195d11e0b9ec25f"
    "2e3cc300892c34c04505b53fb0a1f72d3feb2d52be3d203adb2e11f52543aebaa7bbbbf4cf50dc733254d263cdf8"
    "fb7100e4"
)
WRAPPED = (
    b"AE1\x00\x00\x00\x01\xbd\xb8@\xfa\x01*wf\xfb\xd4\x9df\x18\x88\xe0>v\xf1\x1c&\xf4\x87\x1b\xfdl"
    b"\xf2\xc83\x9aS\x99\x0fL\x83@\xb78\x9c\xd3\xc5\xe0\xfe\x80\xbcy\xf8[V\x8bH\xed81\x9d\xc6H\xa9"
    b"\x7f j"
)
FIELD = (
    "414531000000012c9bce96520388578d0aba5f7114926734c9dd24d734951abdfee20d2df21edeab90916571292f"
    "ed738e856c77"
)


@pytest.fixture
def old_vault(tmp_path: Path) -> Vault:
    folder = tmp_path / "blobs" / BLOB_ID[:2]
    folder.mkdir(parents=True)
    (folder / BLOB_ID).write_bytes(bytes.fromhex(BLOB))
    (tmp_path / "vault.json").write_text(RECORD % KEYS)
    return Vault.open(tmp_path, Passphrase("two small grey boats"))


def test_an_old_blob_is_still_read(old_vault: Vault) -> None:
    ref = BlobRef(blob_id=BLOB_ID, wrapped_key=WRAPPED, size=40)
    assert old_vault.read(ref) == b"the river does not keep what it is given"


def test_an_old_field_is_still_read(old_vault: Vault) -> None:
    sealed = bytes.fromhex(FIELD)
    assert old_vault.fields.open_text(sealed, context="relative:1:phone") == "+380 44 000 00 00"


def test_old_indexes_and_commitments_still_agree(old_vault: Vault) -> None:
    sha256 = hashlib.sha256(b"the river does not keep what it is given").digest()
    commitments = old_vault.commitments
    assert commitments.commit(sha256, purpose="blob").hex() == (
        "3e69087dc0cac691172838d445dac06b1636340cb2ccbb16f11e7d7fcea713df"
    )
    assert commitments.blind_index("+380440000000", purpose="relative.phone").hex() == (
        "e22338d486312de590dc63c8a0c7f0cfea5f2a64149a2f64ab09639206ab3771"
    )
