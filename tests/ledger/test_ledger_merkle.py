"""The tree against its published vectors, and against the definition written out again.

Vectors: the reference trees and proofs of the certificate-transparency project (RFC 6962, whose
hashes and proofs RFC 9162 keeps).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.ledger import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_of,
    grew,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [leaf_hash(entry) for entry in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N96 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N5F = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N6B = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
NBC = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NCA = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
ND3 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N0E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NFA = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
N6E = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert frontier_of(LEAVES[:size]).root().hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 2, [N96]),
        (1, 2, [N6E]),
        (0, 8, [N96, N5F, N6B]),
        (5, 8, [NBC, NCA, ND3]),
        (2, 3, [NFA]),
        (1, 5, [N6E, N5F, NBC]),
    ],
)
def test_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    found = inclusion_proof(LEAVES[:size], index)
    assert [step.hex() for step in found] == path
    root = bytes.fromhex(ROOTS[size])
    assert includes(leaf=LEAVES[index], index=index, size=size, path=found, root=root)


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (1, 8, [N96, N5F, N6B]),
        (6, 8, [N0E, NCA, ND3]),
        (2, 5, [N5F, NBC]),
    ],
)
def test_published_consistency_proofs(first: int, second: int, path: list[str]) -> None:
    found = consistency_proof(LEAVES[:second], first)
    assert [step.hex() for step in found] == path
    roots = {"first_root": bytes.fromhex(ROOTS[first]), "second_root": bytes.fromhex(ROOTS[second])}
    assert grew(first=first, second=second, path=found, **roots)


# The definition of RFC 9162 written out as it stands there, for comparison.


def split(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def mth(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path_of(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path_of(m, leaves[:k]), mth(leaves[k:])]
    return [*path_of(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


MANY = [leaf_hash(b"entry %d" % n) for n in range(64)]
MANY_ROOTS = [mth(MANY[:size]) for size in range(65)]


@pytest.mark.parametrize("size", range(1, 65))
def test_every_proof_up_to_64(size: int) -> None:
    leaves, root = MANY[:size], MANY_ROOTS[size]
    assert root_of(leaves) == root
    for index in range(size):
        path = inclusion_proof(leaves, index)
        assert list(path) == path_of(index, leaves)
        assert includes(leaf=leaves[index], index=index, size=size, path=path, root=root)
    for first in range(1, size + 1):
        path = consistency_proof(leaves, first)
        assert list(path) == subproof(first, leaves, True)
        assert grew(
            first=first,
            second=size,
            path=path,
            first_root=MANY_ROOTS[first],
            second_root=root,
        )


def variations(path: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """Every path that differs a little: a step changed, dropped, doubled, two swapped, more."""
    for at in range(len(path)):
        yield (*path[:at], bytes(32), *path[at + 1 :])
        yield path[:at] + path[at + 1 :]
        yield (*path[:at], path[at], *path[at:])
    for at in range(len(path) - 1):
        yield (*path[:at], path[at + 1], path[at], *path[at + 2 :])
    yield (*path, bytes(32))
    yield (bytes(32), *path)


SIZES = (1, 2, 3, 4, 7, 8, 13, 16, 33, 64)


@pytest.mark.parametrize("size", SIZES)
def test_a_tampered_inclusion_proof_fails(size: int) -> None:
    leaves, root = MANY[:size], MANY_ROOTS[size]
    for index in range(size):
        path = inclusion_proof(leaves, index)
        claim: dict[str, Any] = {
            "leaf": leaves[index],
            "index": index,
            "size": size,
            "path": path,
            "root": root,
        }
        assert includes(**claim)
        for other in variations(path):
            assert not includes(**claim | {"path": other})
        assert not includes(**claim | {"root": bytes(32)})
        assert not includes(**claim | {"leaf": bytes(32)})
        for wrong in {-1, index - 1, index + 1, size, size + 1} - {index}:
            assert not includes(**claim | {"index": wrong})
        assert not includes(**claim | {"size": 0})
        assert not includes(**claim | {"size": -1})


@pytest.mark.parametrize("second", SIZES)
def test_a_tampered_consistency_proof_fails(second: int) -> None:
    for first in range(1, second):
        path = consistency_proof(MANY[:second], first)
        claim: dict[str, Any] = {
            "first": first,
            "second": second,
            "path": path,
            "first_root": MANY_ROOTS[first],
            "second_root": MANY_ROOTS[second],
        }
        assert grew(**claim)
        for other in variations(path):
            assert not grew(**claim | {"path": other})
        assert not grew(**claim | {"path": ()})
        assert not grew(**claim | {"first_root": bytes(32)})
        assert not grew(**claim | {"second_root": bytes(32)})
        assert not grew(**claim | {"first": second, "second": first})


def test_growth_from_nothing_and_without_change() -> None:
    root = MANY_ROOTS[5]
    assert grew(first=0, second=5, path=(), first_root=EMPTY_ROOT, second_root=root)
    assert not grew(first=0, second=5, path=(), first_root=root, second_root=root)
    assert not grew(first=0, second=5, path=(root,), first_root=EMPTY_ROOT, second_root=root)
    assert grew(first=5, second=5, path=(), first_root=root, second_root=root)
    assert not grew(first=5, second=5, path=(root,), first_root=root, second_root=root)
    assert not grew(first=5, second=5, path=(), first_root=EMPTY_ROOT, second_root=root)
    assert not grew(first=-1, second=5, path=(root,), first_root=root, second_root=root)


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    """The second-preimage attack that the two prefixes prevent."""
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])
    assert root_of(LEAVES[:2]) != root_of([leaf_hash(LEAVES[0] + LEAVES[1])])


@settings(deadline=None)
@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_frontier_grows_as_the_tree_does(entries: list[bytes]) -> None:
    frontier, leaves = Frontier(), []
    for entry in entries:
        leaves.append(leaf_hash(entry))
        frontier = frontier.append(leaves[-1])
    assert frontier.size == len(leaves)
    assert frontier.root() == mth(leaves)
    assert Frontier.unpack(frontier.pack()) == frontier


def test_an_append_touches_few_hashes() -> None:
    """2^20 - 1 leaves have 20 peaks; one more joins them all into one."""
    peaks = tuple(bytes([n]) * 32 for n in range(20))
    grown = Frontier(2**20 - 1, peaks).append(bytes(32))
    assert (grown.size, len(grown.peaks)) == (2**20, 1)


@pytest.mark.parametrize(
    ("size", "peaks"), [(1, ()), (0, (bytes(32),)), (3, (bytes(32),)), (1, (b"short",)), (-1, ())]
)
def test_an_impossible_frontier_is_an_error(size: int, peaks: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="peak"):
        Frontier(size, peaks)
    with pytest.raises(ValueError, match="peak"):
        Frontier.unpack((7).to_bytes(8, "big") + bytes(33))


@pytest.mark.parametrize("index", [-1, 8, 100])
def test_no_proof_about_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(LEAVES, index)
    with pytest.raises(ValueError, match="did not grow"):
        consistency_proof(LEAVES, 9 if index > 0 else index)
