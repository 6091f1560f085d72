"""Who may open the vault, and what the person at the desk is told when it stays closed."""

import hashlib
import json
from pathlib import Path

import pytest

from antigone.vault import (
    Argon2Cost,
    DamagedVault,
    KeyFile,
    KeyFileExists,
    KeyFileInside,
    LockChanged,
    NewerVault,
    NoVault,
    OpenToAll,
    Passphrase,
    UnfitKeyFile,
    Vault,
    WeakPassphrase,
    WrongKeyFile,
    WrongLock,
    WrongPassphrase,
    search_bytes,
)

CHEAP = Argon2Cost(memory_kib=8, iterations=1, lanes=1)


def rewritten(folder: Path, **changes: object) -> None:
    """Change the key record as someone would who also repairs its checksum."""
    path = folder / "vault.json"
    body = json.loads(path.read_text()) | changes
    del body["checksum"]
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    body["checksum"] = hashlib.sha256(canonical).hexdigest()
    path.write_text(json.dumps(body))


def test_the_right_passphrase_opens(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    ref = vault.put(b"original").ref
    assert Vault.open(tmp_path / "vault", lock).read(ref) == b"original"
    assert vault.lock_kind == "passphrase"


@pytest.mark.parametrize(
    "attempt", ["", "two small grey boat", "Two small grey boats", "two small grey boats "]
)
def test_a_wrong_passphrase_is_refused(vault: Vault, tmp_path: Path, attempt: str) -> None:
    with pytest.raises(WrongPassphrase, match="passphrase"):
        Vault.open(tmp_path / "vault", Passphrase(attempt))


def test_the_cost_that_counts_is_the_stored_one(vault: Vault, tmp_path: Path) -> None:
    dear = Passphrase("two small grey boats", cost=Argon2Cost(memory_kib=4096))
    assert Vault.open(tmp_path / "vault", dear).lock_kind == "passphrase"


def test_the_default_cost_is_the_recommended_one(tmp_path: Path) -> None:
    """RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes."""
    Vault.create(tmp_path / "vault", Passphrase("two small grey boats"))
    stored = json.loads((tmp_path / "vault" / "vault.json").read_text())["lock"]
    assert (stored["memory_kib"], stored["iterations"], stored["lanes"]) == (64 * 1024, 3, 4)


def test_the_same_words_from_another_keyboard_open(tmp_path: Path) -> None:
    composed, decomposed = "quatre bateaux gris\u00e9s", "quatre bateaux\u00a0grise\u0301s"
    Vault.create(tmp_path / "vault", Passphrase(composed, cost=CHEAP))
    Vault.open(tmp_path / "vault", Passphrase(decomposed))


def test_words_that_no_text_can_hold_are_only_wrong(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "vault", Passphrase("broken \udce9 terminal"))


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase, match="12"):
        Vault.create(tmp_path / "vault", Passphrase("eleven char", cost=CHEAP))
    Vault.create(tmp_path / "vault", Passphrase("twelve chars", cost=CHEAP))


def test_secrets_do_not_show(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    assert "boats" not in repr(lock)
    assert search_bytes(tmp_path, [b"two small grey boats", b"boats"]).found_nowhere


def test_a_key_file_opens_and_another_does_not(tmp_path: Path) -> None:
    key, other = (KeyFile.generate(tmp_path / name) for name in ("key", "other"))
    vault = Vault.create(tmp_path / "vault", key)
    ref = vault.put(b"original").ref
    assert Vault.open(tmp_path / "vault", key).read(ref) == b"original"
    assert vault.lock_kind == "key-file"
    with pytest.raises(WrongKeyFile):
        Vault.open(tmp_path / "vault", other)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    KeyFile.generate(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(KeyFileExists):
        KeyFile.generate(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"antigone-key-1\n", b"\xff" * 100, b"antigone-key-1\n" + b"g" * 64]
)
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    for path in (tmp_path / "key", tmp_path / "nowhere"):
        with pytest.raises(UnfitKeyFile):
            Vault.create(tmp_path / "vault", KeyFile(path))


def test_the_key_does_not_lie_beside_what_it_locks(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    inside = KeyFile.generate(tmp_path / "vault" / "key")
    with pytest.raises(KeyFileInside):
        vault.change_lock(inside)
    (tmp_path / "link").symlink_to(tmp_path / "vault" / "key")
    with pytest.raises(KeyFileInside):
        vault.change_lock(KeyFile(tmp_path / "link"))
    Vault.open(tmp_path / "vault", lock)


def test_an_open_vault_says_so(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault", OpenToAll())
    ref = vault.put(b"a simulated photograph").ref
    assert Vault.open(tmp_path / "vault", OpenToAll()).read(ref) == b"a simulated photograph"
    assert vault.lock_kind == "open"
    assert "This vault is open" in (tmp_path / "vault" / "vault.json").read_text()


def test_an_open_vault_is_not_opened_by_a_passphrase(
    tmp_path: Path, vault: Vault, lock: Passphrase
) -> None:
    """It would look protected."""
    Vault.create(tmp_path / "open", OpenToAll())
    with pytest.raises(WrongLock, match="open"):
        Vault.open(tmp_path / "open", lock)
    with pytest.raises(WrongLock):
        Vault.open(tmp_path / "vault", OpenToAll())


def test_no_vault_and_newer_vault(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    with pytest.raises(NoVault):
        Vault.open(tmp_path / "nowhere", lock)
    with pytest.raises(NoVault):
        Vault.open(tmp_path, lock)
    rewritten(tmp_path / "vault", format=2)
    with pytest.raises(NewerVault, match="2"):
        Vault.open(tmp_path / "vault", lock)


def test_every_damaged_byte_of_the_key_record_is_told_from_a_wrong_passphrase(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    path = tmp_path / "vault" / "vault.json"
    whole = path.read_bytes()
    content, refused = json.loads(whole), 0
    for at in range(len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0x01
        path.write_bytes(broken)
        try:
            same = json.loads(broken) == content  # white space between the parts says nothing
        except ValueError:
            same = False
        if same:
            Vault.open(tmp_path / "vault", lock)
        else:
            refused += 1
            with pytest.raises(DamagedVault):
                Vault.open(tmp_path / "vault", lock)
    assert refused > 500
    for cut in (0, 1, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(DamagedVault):
            Vault.open(tmp_path / "vault", lock)


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 2**40},
        {"memory_kib": "much"},
        {"memory_kib": None},
        {"iterations": 10**9},
        {"lanes": 0},
        {"salt": "no"},
        {"salt": ""},
    ],
)
def test_a_tampered_lock_cannot_exhaust_the_machine(
    vault: Vault, tmp_path: Path, lock: Passphrase, change: dict[str, object]
) -> None:
    stored = json.loads((tmp_path / "vault" / "vault.json").read_text())["lock"]
    rewritten(tmp_path / "vault", lock=stored | change)
    with pytest.raises(DamagedVault):
        Vault.open(tmp_path / "vault", lock)


@pytest.mark.parametrize("change", [{"lock": "none"}, {"lock": []}, {"keys": ""}, {"keys": "zz"}])
def test_a_tampered_record_is_refused(
    vault: Vault, tmp_path: Path, lock: Passphrase, change: dict[str, object]
) -> None:
    rewritten(tmp_path / "vault", **change)
    with pytest.raises((DamagedVault, WrongLock)):
        Vault.open(tmp_path / "vault", lock)


def test_a_tampered_salt_opens_nothing(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    stored = json.loads((tmp_path / "vault" / "vault.json").read_text())["lock"]
    rewritten(tmp_path / "vault", lock=stored | {"salt": "00" * 16})
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "vault", lock)


@pytest.mark.parametrize(
    "cost", [{"lanes": 0}, {"lanes": 17}, {"iterations": 0}, {"iterations": 65}, {"memory_kib": 31}]
)
def test_costs_out_of_range_are_an_error(cost: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="argon2id"):
        Argon2Cost(**cost)


def test_the_lock_changes_and_the_blobs_stay(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    ref = vault.put(b"original").ref
    sealed = vault.fields.seal_text("Olena", context="relative:1:name")
    new = Passphrase("seven lamps on the pier", cost=CHEAP)
    vault.change_lock(new)
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "vault", lock)
    for opened in (vault, Vault.open(tmp_path / "vault", new)):
        assert opened.read(ref) == b"original"
        assert opened.fields.open_text(sealed, context="relative:1:name") == "Olena"
        assert opened.read(opened.put(b"later").ref) == b"later"


def test_the_lock_changes_its_kind(vault: Vault, tmp_path: Path, lock: Passphrase) -> None:
    ref = vault.put(b"original").ref
    key = KeyFile.generate(tmp_path / "key")
    vault.change_lock(key)
    assert vault.lock_kind == "key-file"
    with pytest.raises(WrongLock):
        Vault.open(tmp_path / "vault", lock)
    assert Vault.open(tmp_path / "vault", key).read(ref) == b"original"


def test_a_process_that_missed_the_change_stores_nothing_and_still_reads(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    """What it stored might be wrapped under a key that no longer exists."""
    ref = vault.put(b"original").ref
    other = Vault.open(tmp_path / "vault", lock)
    other.change_lock(Passphrase("seven lamps on the pier", cost=CHEAP))
    with pytest.raises(LockChanged):
        vault.put(b"late")
    with pytest.raises(LockChanged):
        vault.fields.seal(b"late", context="relative:1:name")
    assert vault.read(ref) == b"original"


def test_a_lock_that_is_refused_changes_nothing(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    before = (tmp_path / "vault" / "vault.json").read_bytes()
    with pytest.raises(WeakPassphrase):
        vault.change_lock(Passphrase("short"))
    assert (tmp_path / "vault" / "vault.json").read_bytes() == before
