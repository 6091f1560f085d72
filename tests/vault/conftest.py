"""Vaults for tests: real ones on disk, behind a lock that is cheap to open."""

from pathlib import Path

import pytest

from antigone.vault import Argon2Cost, Passphrase, Vault


@pytest.fixture
def lock() -> Passphrase:
    return Passphrase("two small grey boats", cost=Argon2Cost(memory_kib=8, iterations=1, lanes=1))


@pytest.fixture
def vault(tmp_path: Path, lock: Passphrase) -> Vault:
    return Vault.create(tmp_path / "vault", lock, chunk_bytes=64)
