"""The ledger that the tests tamper with."""

import pytest
from tampering import NAME, Store, appended, entry

from antigone.ledger import Appended, SigningKey, generate_signing_key


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return SigningKey(NAME, generate_signing_key())


@pytest.fixture(scope="session")
def steps(key: SigningKey) -> list[Appended]:
    """Twelve entries as they were appended."""
    return appended(key, [entry(seq) for seq in range(12)])


@pytest.fixture
def store(key: SigningKey, steps: list[Appended]) -> Store:
    """Eight entries, whole; no copy outside."""
    return Store.of(key, steps[:8])
