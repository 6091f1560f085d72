"""A ledger as a store would hold it, for tests that tamper with it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from antigone.ledger import (
    Appended,
    Entry,
    Frontier,
    SigningKey,
    StoredEntry,
    Verification,
    append,
    verify,
)

NAME = "home.example/ledger"


def entry(seq: int, note: str = "") -> Entry:
    return Entry(
        seq=seq,
        at=datetime(2026, 3, 4, tzinfo=UTC) + timedelta(minutes=seq),
        actor="user:7",
        action="photograph.disclose",
        objects=(f"photograph:{seq}{note}",),
        because="assigned examiner",
    )


def appended(key: SigningKey, entries: list[Entry]) -> list[Appended]:
    frontier, last, done = Frontier(), None, []
    for one in entries:
        step = append(one, frontier=frontier, last_head=last, key=key)
        frontier, last = step.frontier, step.head
        done.append(step)
    return done


@dataclass
class Store:
    """Three tables that an intruder may write to, and the copies that lie elsewhere."""

    key: SigningKey
    rows: list[StoredEntry]
    leaves: dict[int, bytes]
    heads: list[str]
    outside: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, key: SigningKey, steps: list[Appended]) -> "Store":
        rows = [step.row for step in steps]
        leaves = {step.row.seq: step.leaf for step in steps}
        return cls(key, rows, leaves, [step.head for step in steps])

    def verify(self, **how: Any) -> Verification:
        return verify(
            self.rows,
            leaf_hashes=self.leaves,
            heads=self.heads,
            public_key=self.key.public_key,
            outside=self.outside,
            **how,
        )

    def found(self, **how: Any) -> list[tuple[str, int, int]]:
        return [(one.kind, one.seq, one.through) for one in self.verify(**how).findings]

    def put(self, seq: int, payload: bytes) -> None:
        at = next(n for n, row in enumerate(self.rows) if row.seq == seq)
        self.rows[at] = StoredEntry(seq, payload)
