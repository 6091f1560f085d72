"""Appending: one entry becomes a leaf, a new edge of the tree and a signed head."""

from dataclasses import dataclass

from antigone.ledger.entry import Entry, StoredEntry
from antigone.ledger.head import Head, SigningKey
from antigone.ledger.merkle import Frontier
from antigone.ledger.refusals import LedgerOutOfStep, WrongSequence


@dataclass(frozen=True, kw_only=True)
class Appended:
    """What the caller stores, in one transaction: row, leaf hash, edge; the head also outside."""

    row: StoredEntry
    leaf: bytes
    frontier: Frontier
    head: str


def append(entry: Entry, *, frontier: Frontier, last_head: str | None, key: SigningKey) -> Appended:
    """Return what follows when `entry` is added behind `frontier`, in O(log size).

    `last_head` is the newest signed head, None only for an empty ledger. It must fit the stored
    edge: otherwise a tampered edge would be signed, and the true history could never be shown
    again. Raises `WrongSequence`, `LedgerOutOfStep` and `UnreadableHead`.
    """
    if entry.seq != frontier.size:
        raise WrongSequence(size=frontier.size, seq=entry.seq)
    if last_head is None:
        fits = frontier.size == 0
    else:
        last = Head.open(last_head, key.public_key)
        fits = (last.size, last.root) == (frontier.size, frontier.root())
    if not fits:
        raise LedgerOutOfStep(size=frontier.size)
    row, leaf = StoredEntry.of(entry), entry.leaf()
    grown = frontier.append(leaf)
    head = Head(origin=key.public_key.name, size=grown.size, root=grown.root(), at=entry.at)
    return Appended(row=row, leaf=leaf, frontier=grown, head=head.sign(key))
