"""What the record says since a backup was taken: proven, entry by entry, or refused.

The backup holds the record up to its own moment. The lines that lie outside the database go on from
there. They are believed only if they lead, without a gap, from the backup's edge of the tree to heads that
the key of this record signed.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from antigone.casework.outside import FILE, Written, read_outside
from antigone.errors import Refusal
from antigone.ledger import Entry, Frontier, PublicKey, StoredEntry, UnfitEntry, leaf_hash, verify
from antigone.ledger.head import claimed_size
from antigone.wording import N_


class UnreadableRecord(Refusal):
    """The folder holds no record, or a line of it is not as it was written."""

    code = "unreadable-record"
    sentence = N_("{path} holds no record that can be read. Nothing was restored.")
    remedy = N_("Name the ledger folder of the lost home, or the newest copy of it.")


class RecordEndsBefore(Refusal):
    """The copy is older than the backup itself and says nothing of what followed."""

    code = "record-ends-before"
    sentence = N_("The record in {path} ends with entry {last}, before the backup was finished.")
    remedy = N_("Name a newer copy; if there is none, say why with --without-record.")


class RecordDoesNotFollow(Refusal):
    """The lines do not lead from the backup to heads that its key signed."""

    code = "record-does-not-follow"
    sentence = N_("The record in {path} does not prove what followed the backup ({finding}).")
    remedy = N_("Name another copy; with --without-record what is proven of this one is used.")


@dataclass(frozen=True, kw_only=True)
class Since:
    """The entries that followed a backup, and up to when the record is known.

    `known_until` is None where nothing beyond the backup is.
    """

    entries: tuple[Entry, ...] = ()
    lines: tuple[Written, ...] = ()
    known_until: datetime | None = None

    @property
    def acts(self) -> dict[str, int]:
        """How often each act was done since: what the backup does not hold, but for withdrawals."""
        return dict(Counter(one.action for one in self.entries))


def read_since(
    folder: Path | None, *, frontier: Frontier, public_key: PublicKey, unproven_because: str = ""
) -> Since:
    """Return what the record in `folder` proves of the time after a backup.

    `frontier` is the backup's edge of the tree. `unproven_because` takes what is proven, if only a part,
    or nothing. Raises `UnreadableRecord`, `RecordEndsBefore` and `RecordDoesNotFollow`.
    """
    if folder is None:
        return Since()
    try:
        lines = _lines(folder)
    except (OSError, ValueError):
        raise UnreadableRecord(path=folder) from None
    last = max((one.size for one in lines), default=0)
    if last <= frontier.size and not unproven_because:
        # The backup itself is entered when it is finished, so every living record goes beyond it.
        raise RecordEndsBefore(path=folder, last=last - 1)
    after = [one for one in lines if one.size > frontier.size]
    rows = [StoredEntry(one.size - 1, one.payload) for one in after]
    found = verify(
        rows,
        leaf_hashes={row.seq: leaf_hash(row.payload) for row in rows},
        heads=[one.head for one in after],
        outside=[one for one in _heads(folder) if claimed_size(one) > frontier.size],
        public_key=public_key,
        start=frontier,
    )
    if not found.whole and not unproven_because:
        raise RecordDoesNotFollow(path=folder, finding=found.findings[0].say().rstrip("."))
    proven = [one for one in after if one.size <= found.proven]
    try:
        entries = tuple(Entry.parse(one.payload) for one in proven)
    except UnfitEntry:
        raise UnreadableRecord(path=folder) from None
    until = entries[-1].at if entries else None
    return Since(entries=entries, lines=tuple(proven), known_until=until)


def _lines(folder: Path) -> list[Written]:
    path = folder if folder.is_file() else folder / FILE
    return list(read_outside(path))


def _heads(folder: Path) -> Iterator[str]:
    """Yield the signed heads that lie beside the lines: they may know of more."""
    for path in sorted(folder.glob("heads-*.jsonl")) if folder.is_dir() else ():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.endswith('"') and line.startswith('"'):
                yield json.loads(line)
