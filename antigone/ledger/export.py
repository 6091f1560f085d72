"""The exported ledger: one JSON object a line, complete enough to be verified elsewhere.

The first line names the ledger and its public key, for orientation only: whoever verifies uses the
key that was handed over on paper. The last line states the number of entries.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from antigone.ledger.entry import StoredEntry
from antigone.ledger.head import PublicKey
from antigone.ledger.refusals import UnfitSigningKey, UnreadableExport

EXPORT_FORMAT = 1


class ExportLine(NamedTuple):
    """One entry with what stands beside it; a leaf hash or head that is missing is None."""

    row: StoredEntry
    leaf: bytes | None
    head: str | None


@dataclass(frozen=True)
class Export:
    """A ledger as it was exported, ready for `verify`."""

    claimed_key: PublicKey
    entries: tuple[StoredEntry, ...]
    leaf_hashes: dict[int, bytes]
    heads: tuple[str, ...]


def write_export(lines: Iterable[ExportLine], *, public_key: PublicKey) -> Iterator[bytes]:
    """Yield the lines of an export. Payloads that are not UTF-8 are kept readable by escapes."""
    yield _line({"antigone-ledger": EXPORT_FORMAT, "key": public_key.as_text()})
    count = 0
    for row, leaf, head in lines:
        count += 1
        payload = row.payload.decode("utf-8", errors="surrogateescape")
        yield _line(
            {
                "seq": row.seq,
                "payload": payload,
                "leaf": None if leaf is None else leaf.hex(),
                "head": head,
            }
        )
    yield _line({"entries": count})


def read_export(lines: Iterable[bytes]) -> Export:
    """Return what an export holds, unverified. Raises `UnreadableExport`, also if it was cut."""
    number = 0
    key: PublicKey | None = None
    entries: list[StoredEntry] = []
    leaves: dict[int, bytes] = {}
    heads: list[str] = []
    ended = False
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
            if ended:
                raise UnreadableExport(line=number)
            if key is None:
                if content["antigone-ledger"] != EXPORT_FORMAT:
                    raise UnreadableExport(line=number)
                key = PublicKey.from_text(content["key"])
            elif "entries" in content:
                ended = content["entries"] == len(entries)
            else:
                row, leaf, head = _read_line(content)
                entries.append(row)
                if leaf is not None:
                    leaves[row.seq] = leaf
                if head is not None:
                    heads.append(head)
        except (ValueError, KeyError, TypeError, AttributeError, UnfitSigningKey):
            raise UnreadableExport(line=number) from None
    if key is None or not ended:
        raise UnreadableExport(line=number + 1)
    return Export(key, tuple(entries), leaves, tuple(heads))


def _read_line(content: dict[str, object]) -> ExportLine:
    seq, payload = content["seq"], content["payload"]
    leaf, head = content["leaf"], content["head"]
    if type(seq) is not int or not isinstance(payload, str) or not isinstance(head, str | None):
        raise ValueError
    if not isinstance(leaf, str | None):
        raise ValueError
    return ExportLine(
        StoredEntry(seq, payload.encode("utf-8", errors="surrogateescape")),
        None if leaf is None else bytes.fromhex(leaf),
        head,
    )


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True).encode("ascii") + b"\n"
