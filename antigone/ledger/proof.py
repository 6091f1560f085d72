"""Proofs as texts that anyone can check with the public key alone, without the ledger.

That an entry is in the ledger: the text of c2sp.org/tlog-proof, with the entry itself as its extra
data. That the ledger grew from one head to another without changing what it held: a text of ours.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from antigone.ledger.entry import Entry, StoredEntry
from antigone.ledger.head import Head, PublicKey, claimed_size, from_base64
from antigone.ledger.merkle import (
    HASH_BYTES,
    consistency_proof,
    grew,
    includes,
    inclusion_proof,
    leaf_hash,
)
from antigone.ledger.refusals import ProofDoesNotHold, UnfitEntry, UnreadableProof

_INCLUSION = "c2sp.org/tlog-proof@v1"
_GROWTH = "antigone/ledger-growth@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})\Z")
_LARGEST_PROOF = 256 * 1024


@dataclass(frozen=True)
class Inclusion:
    """This entry is in the ledger that this head attests."""

    entry: Entry
    head: Head


@dataclass(frozen=True)
class Growth:
    """The ledger of `new` holds, unchanged and in its order, everything that `old` attests."""

    old: Head
    new: Head


def write_inclusion(row: StoredEntry, *, leaves: Sequence[bytes], head: str) -> str:
    """Return the proof that a row is in the ledger whose leaf hashes and signed head are given.

    Raises ValueError if there is no such leaf.
    """
    path = inclusion_proof(leaves, row.seq)
    lines = [_INCLUSION, f"extra {_text(row.payload)}", f"index {row.seq}", *map(_text, path)]
    return "\n".join(lines) + "\n\n" + head


def check_inclusion(text: str, key: PublicKey) -> Inclusion:
    """Return what a proof text proves.

    (0) the key signed the head; (1) the path leads from the entry to its root; (2) the entry states
    the number at which it stands. Raises `UnreadableProof`, `UnreadableHead`, `ProofDoesNotHold`.
    """
    proof, blank, note = _limited(text).partition("\n\n")
    lines = proof.split("\n")
    if not blank or lines[0] != _INCLUSION or len(lines) < 3 or not lines[1].startswith("extra "):
        raise UnreadableProof
    payload = _bytes(lines[1].removeprefix("extra "))
    index = _INDEX.match(lines[2])
    if index is None:
        raise UnreadableProof
    seq = int(index[1])
    head = Head.open(note, key)
    holds = includes(
        leaf=leaf_hash(payload),
        index=seq,
        size=head.size,
        path=[_hash(line) for line in lines[3:]],
        root=head.root,
    )
    if not holds:
        raise ProofDoesNotHold(size=head.size)
    try:
        entry = Entry.parse(payload)
    except UnfitEntry:
        raise UnreadableProof from None
    if entry.seq != seq:
        raise ProofDoesNotHold(size=head.size)
    return Inclusion(entry, head)


def write_growth(*, leaves: Sequence[bytes], old: str, new: str) -> str:
    """Return the proof that the ledger grew from the head `old` to `new`, whose leaves are given.

    Raises ValueError if the size of `old` is not 1 to the number of leaves.
    """
    path = consistency_proof(leaves, claimed_size(old))
    return "\n".join([_GROWTH, *map(_text, path)]) + f"\n\n{old}\n{new}"


def check_growth(text: str, key: PublicKey) -> Growth:
    """Return what a growth text proves.

    (0) the key signed both heads; (1) the new tree holds the old one. Raises `UnreadableProof`,
    `UnreadableHead`, `ProofDoesNotHold`.
    """
    parts = _limited(text).split("\n\n")
    if len(parts) != 5:
        raise UnreadableProof
    lines = parts[0].split("\n")
    if lines[0] != _GROWTH:
        raise UnreadableProof
    old = Head.open(f"{parts[1]}\n\n{parts[2]}\n", key)
    new = Head.open(f"{parts[3]}\n\n{parts[4]}", key)
    holds = grew(
        first=old.size,
        second=new.size,
        path=[_hash(line) for line in lines[1:]],
        first_root=old.root,
        second_root=new.root,
    )
    if not holds:
        raise ProofDoesNotHold(size=new.size)
    return Growth(old, new)


def _limited(text: str) -> str:
    if len(text) > _LARGEST_PROOF:
        raise UnreadableProof
    return text


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise UnreadableProof from None


def _hash(line: str) -> bytes:
    decoded = _bytes(line)
    if len(decoded) != HASH_BYTES:
        raise UnreadableProof
    return decoded
