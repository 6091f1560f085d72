"""Putting in, taking out, and what an interruption leaves: nothing readable, nothing unfindable."""

import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import antigone
from antigone.vault import (
    BlobRef,
    DamagedBlob,
    MissingBlob,
    Passphrase,
    UnopenedKey,
    Vault,
    VaultExists,
    search_bytes,
)

MARK = b"<<a face that no one may find here>>"
LATER = datetime.now(UTC) + timedelta(days=1)


def file_of(vault_folder: Path, ref: BlobRef) -> Path:
    (path,) = (vault_folder / "blobs").glob(f"*/{ref.blob_id}")
    return path


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_bytes_and_streams_come_back(vault: Vault) -> None:
    original = os.urandom(1000)
    for source in (original, io.BytesIO(original)):
        deposit = vault.put(source)
        assert vault.read(deposit.ref) == original
        assert deposit.ref.size == 1000


def test_the_receipt_has_the_hash_for_the_house_and_a_keyed_one_for_outside(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    deposit = vault.put(MARK)
    assert deposit.sha256 == hashlib.sha256(MARK).digest()
    assert vault.commitments.agrees(deposit.commitment, deposit.sha256, purpose="blob")
    # Whoever has the photograph cannot recognise it by the commitment without the vault.
    other = Vault.create(tmp_path / "other", lock)
    assert other.put(MARK).commitment != deposit.commitment
    assert vault.put(MARK).commitment == deposit.commitment


def test_the_same_photograph_twice_looks_different_on_disk(vault: Vault, tmp_path: Path) -> None:
    one, two = vault.put(MARK).ref, vault.put(MARK).ref
    stored = [file_of(tmp_path / "vault", ref).read_bytes()[8:] for ref in (one, two)]
    assert stored[0] != stored[1]
    assert one.wrapped_key != two.wrapped_key


def test_an_upload_may_be_pushed(vault: Vault) -> None:
    with vault.begin_deposit() as deposit:
        for piece in (b"one ", b"", b"after ", b"another " * 40):
            deposit.write(piece)
        receipt = deposit.finish()
    assert vault.read(receipt.ref) == b"one after " + b"another " * 40


def test_a_finished_deposit_takes_no_more(vault: Vault) -> None:
    with vault.begin_deposit() as deposit:
        deposit.finish()
        with pytest.raises(ValueError, match="finished"):
            deposit.write(b"more")
        with pytest.raises(ValueError, match="finished"):
            deposit.finish()
    assert vault.sweep() == ()


def test_the_reader_seeks(vault: Vault) -> None:
    original = os.urandom(500)
    with vault.reader(vault.put(original).ref) as reader:
        assert reader.seekable()
        reader.seek(-10, io.SEEK_END)
        assert reader.read() == original[-10:]
        reader.seek(100)
        assert reader.read(130) == original[100:230]


def test_only_the_owner_can_enter(tmp_path: Path, lock: Passphrase) -> None:
    before = os.umask(0)
    try:
        vault = Vault.create(tmp_path / "vault", lock)
        vault.put(MARK)
    finally:
        os.umask(before)
    for path in (tmp_path / "vault", *(tmp_path / "vault").rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_a_vault_is_never_laid_over_anything(
    tmp_path: Path, lock: Passphrase, vault: Vault
) -> None:
    with pytest.raises(VaultExists):
        Vault.create(tmp_path / "vault", lock)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep me")
    with pytest.raises(VaultExists):
        Vault.create(tmp_path / "full", lock)
    with pytest.raises(VaultExists):
        Vault.create(tmp_path / "full" / "letter.txt", lock)


def test_no_plaintext_on_disk_at_any_moment_of_a_put(vault: Vault, tmp_path: Path) -> None:
    """Every file is searched each time the vault asks for more of the original."""
    seen = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.append(search_bytes(tmp_path, [MARK, MARK[:12]]))
            return super().read(size)

    receipt = vault.put(Watched(MARK * 50))
    seen.append(search_bytes(tmp_path, [MARK, MARK[:12]]))
    assert len(seen) > 50 * len(MARK) // 64
    assert all(one.found_nowhere for one in seen)
    # The searches did look at the growing blob, not past it.
    assert any(one.size > seen[0].size for one in seen)
    assert vault.read(receipt.ref) == MARK * 50


@pytest.mark.parametrize("failure", [OSError("cable pulled out"), KeyboardInterrupt()])
def test_a_put_that_fails_leaves_nothing(
    vault: Vault, tmp_path: Path, failure: BaseException
) -> None:
    before = files_in(tmp_path)

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 300:
                raise failure
            return super().read(size)

    with pytest.raises(type(failure)):
        vault.put(Failing(os.urandom(1000)))
    assert files_in(tmp_path) == before


CRASHING = """
import io, os, sys
from pathlib import Path
from antigone.vault import Passphrase, Vault

class Crashing(io.BytesIO):
    def read(self, size=-1, /):
        piece = super().read(size)
        if (sys.argv[2] == "midway" and self.tell() > 5000) or not piece:
            if sys.argv[2] != "after":
                os.kill(os.getpid(), 9)
        return piece

vault = Vault.open(Path(sys.argv[1]), Passphrase("two small grey boats"), chunk_bytes=64)
vault.put(Crashing({mark!r} * 1000))
os.kill(os.getpid(), 9)
"""


def crash(folder: Path, moment: str) -> None:
    script = CRASHING.format(mark=MARK)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), moment],
        check=False,
        capture_output=True,
        cwd=Path(antigone.__file__).parents[1],
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("moment", ["midway", "at the end"])
def test_a_killed_put_leaves_only_ciphertext_and_sweep_finds_it(
    vault: Vault, tmp_path: Path, moment: str
) -> None:
    kept = vault.put(b"already here").ref
    before = files_in(tmp_path)
    crash(tmp_path / "vault", moment)
    left = set(files_in(tmp_path)) - set(before)
    assert len(left) == 1
    assert search_bytes(tmp_path, [MARK[:16]]).found_nowhere
    assert [blob.blob_id for blob in vault.stored()] == [kept.blob_id]
    assert len(vault.sweep()) == 1
    assert files_in(tmp_path) == before
    assert vault.read(kept) == b"already here"


def test_a_put_killed_before_its_row_was_stored_is_a_stray(vault: Vault, tmp_path: Path) -> None:
    kept = vault.put(b"already here").ref
    crash(tmp_path / "vault", "after")
    assert vault.sweep() == ()  # the blob is complete; only the rows can tell that it is nobody's
    (stray,) = {blob.blob_id for blob in vault.stored()} - {kept.blob_id}
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert vault.remove_strays(kept={kept.blob_id}, written_before=an_hour_ago) == ()
    assert vault.remove_strays(kept={kept.blob_id}, written_before=LATER) == (stray,)
    assert [blob.blob_id for blob in vault.stored()] == [kept.blob_id]


def test_sweep_leaves_a_put_that_is_under_way_alone(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    with vault.begin_deposit() as deposit:
        deposit.write(MARK * 10)
        assert vault.sweep() == ()
        assert Vault.open(tmp_path / "vault", lock).sweep() == ()
        receipt = deposit.finish()
    assert vault.read(receipt.ref) == MARK * 10


def test_sweep_removes_a_half_written_key_record(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    (tmp_path / "vault" / "vault.json.new").write_text("{")
    assert vault.sweep() == ("vault.json.new",)
    assert not (tmp_path / "vault" / "vault.json.new").exists()
    assert Vault.open(tmp_path / "vault", lock).lock_kind == "passphrase"


def test_a_damaged_blob_is_refused_by_name(vault: Vault, tmp_path: Path) -> None:
    ref = vault.put(MARK * 10).ref
    path = file_of(tmp_path / "vault", ref)
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedBlob) as caught:
        vault.read(ref)
    assert caught.value.parameters == {"blob": ref.blob_id}
    assert ref.blob_id in caught.value.say()


def test_a_missing_blob_is_refused_by_name(vault: Vault, tmp_path: Path) -> None:
    ref = vault.put(MARK).ref
    file_of(tmp_path / "vault", ref).unlink()
    with pytest.raises(MissingBlob, match=ref.blob_id):
        vault.read(ref)


@pytest.mark.parametrize(
    "blob_id",
    ["", "../vault.json", "/etc/passwd", "0" * 31, "0" * 33, "G" * 32, "0" * 32 + "\n", "０" * 32],
)
def test_what_is_not_an_id_never_becomes_a_path(vault: Vault, blob_id: str) -> None:
    ref = vault.put(MARK).ref
    strange = replace(ref, blob_id=blob_id)
    with pytest.raises(UnopenedKey):  # a key opens for its own blob only
        vault.reader(strange)
    with pytest.raises(MissingBlob):
        vault.purge(blob_id)


def test_rows_cannot_be_made_to_show_one_anothers_blobs(vault: Vault) -> None:
    one, two = vault.put(b"of this family").ref, vault.put(b"of another").ref
    with pytest.raises(UnopenedKey):
        vault.read(replace(one, wrapped_key=two.wrapped_key))
    with pytest.raises(UnopenedKey):
        vault.read(replace(one, blob_id=two.blob_id))


def test_every_flipped_byte_of_a_wrapped_key_is_refused(vault: Vault) -> None:
    ref = vault.put(MARK).ref
    for at in range(len(ref.wrapped_key)):
        key = bytearray(ref.wrapped_key)
        key[at] ^= 1
        with pytest.raises(UnopenedKey):
            vault.read(replace(ref, wrapped_key=bytes(key)))
    for other in (b"", ref.wrapped_key[:-1], ref.wrapped_key + b"\0"):
        with pytest.raises(UnopenedKey):
            vault.read(replace(ref, wrapped_key=other))


def test_a_key_of_another_vault_opens_nothing(
    vault: Vault, tmp_path: Path, lock: Passphrase
) -> None:
    other = Vault.create(tmp_path / "other", lock)
    ref = vault.put(MARK).ref
    with pytest.raises(UnopenedKey):
        other.read(ref)


def test_threads_share_a_vault(vault: Vault) -> None:
    originals = [os.urandom(300) for _ in range(24)]
    with ThreadPoolExecutor(6) as pool:
        refs = list(pool.map(lambda one: vault.put(one).ref, originals))
        assert list(pool.map(vault.read, refs)) == originals


def test_an_erased_blob_is_found_nowhere(vault: Vault, tmp_path: Path) -> None:
    """What an erasure receipt rests on: looked for before, looked for after, with the same eyes."""
    row = tmp_path / "row"  # stands for the database
    gone, kept = vault.put(MARK * 20).ref, vault.put(MARK * 20).ref
    row.write_text(gone.wrapped_key.hex())
    traces = vault.traces(gone)
    places = {one.file for one in search_bytes(tmp_path, traces).found}
    assert places == {row, file_of(tmp_path / "vault", gone)}

    row.write_text("")
    assert vault.purge(gone.blob_id) == 8 + 20 * len(MARK) + 12 * 16  # 720 bytes: 12 chunks of 64
    assert search_bytes(tmp_path, traces).found_nowhere
    with pytest.raises(MissingBlob):
        vault.read(gone)
    assert vault.read(kept) == MARK * 20


def test_a_purge_may_be_repeated(vault: Vault) -> None:
    ref = vault.put(MARK).ref
    assert vault.purge(ref.blob_id) > 0
    assert vault.purge(ref.blob_id) == 0
    assert vault.traces(ref)  # of the key alone


def test_traces_find_the_key_in_every_form_a_store_may_give_it(
    vault: Vault, tmp_path: Path
) -> None:
    ref = vault.put(b"").ref
    traces = vault.traces(ref)
    assert all(len(one) >= 16 for one in traces)
    for name, form in (
        ("raw", ref.wrapped_key),
        ("hex", ref.wrapped_key.hex().encode()),
        ("base64", b64encode(ref.wrapped_key)),
        ("split", ref.wrapped_key[:30] + b"page break" + ref.wrapped_key[30:]),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"before" + form + b"after")
        assert search_bytes(tmp_path / name, traces).found, name
