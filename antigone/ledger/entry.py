"""The ledger's entry: who did what to which, and why it was allowed. No names, no contents.

An entry is kept for ever and may be shown to a court, to a partner, or to the other side. So it
holds opaque ids and keyed commitments only, and what does not look like one is refused.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from antigone.ledger.merkle import leaf_hash
from antigone.ledger.refusals import UnfitEntry

ENTRY_FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}\Z")
_ACTION = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*\Z")
_PURPOSE = re.compile(r"[a-z][a-z0-9._-]{0,63}\Z")
_COMMITMENT = re.compile(r"[0-9a-f]{64}\Z")
_BECAUSE = re.compile(r"[ -~]{0,200}\Z")
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_KEYS = {"v", "seq", "at", "actor", "action", "objects", "commitments", "because"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act.

    `seq` counts from 0 without gaps. `at` is aware and kept in UTC to the microsecond. `actor` and
    `objects` are opaque ids; `action` is a code such as "photograph.disclose". `commitments` are
    pairs of a purpose and 64 hexadecimal digits. `because` is the reason of the permission, in up
    to 200 printable ASCII characters. Raises `UnfitEntry`.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    objects: tuple[str, ...] = ()
    commitments: tuple[tuple[str, str], ...] = ()
    because: str = ""

    def __post_init__(self) -> None:
        if type(self.seq) is not int or not 0 <= self.seq < 2**63:
            raise UnfitEntry(part="seq")
        if self.at.tzinfo is None:
            raise UnfitEntry(part="at")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        _must(_ID, "actor", self.actor)
        _must(_ACTION, "action", self.action)
        for one in self.objects:
            _must(_ID, "objects", one)
        for purpose, commitment in self.commitments:
            _must(_PURPOSE, "commitments", purpose)
            _must(_COMMITMENT, "commitments", commitment)
        _must(_BECAUSE, "because", self.because)

    def canonical(self) -> bytes:
        """Return the one form of this entry that is hashed and stored.

        JSON with sorted keys, no spaces, ASCII and whole numbers only, which is also its canonical
        form by RFC 8785.
        """
        content = {
            "v": ENTRY_FORMAT,
            "seq": self.seq,
            "at": self.at.strftime(_TIME),
            "actor": self.actor,
            "action": self.action,
            "objects": self.objects,
            "commitments": self.commitments,
            "because": self.because,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")

    def leaf(self) -> bytes:
        """Return the leaf hash of this entry."""
        return leaf_hash(self.canonical())

    @classmethod
    def parse(cls, payload: bytes) -> "Entry":
        """Return the entry a payload states. Raises `UnfitEntry` for any but the canonical form."""
        unfit = UnfitEntry(part="payload")
        try:
            content = json.loads(payload)
            if content.keys() != _KEYS or content["v"] != ENTRY_FORMAT:
                raise unfit
            entry = cls(
                seq=content["seq"],
                at=datetime.strptime(content["at"], _TIME).replace(tzinfo=UTC),
                actor=content["actor"],
                action=content["action"],
                objects=tuple(content["objects"]),
                commitments=tuple((purpose, one) for purpose, one in content["commitments"]),
                because=content["because"],
            )
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise unfit from None
        if entry.canonical() != payload:
            raise unfit
        return entry


@dataclass(frozen=True)
class StoredEntry:
    """A row as it lies in the store: its number, and the payload that was hashed.

    The payload is not parsed here: whether it still is an entry is for verification to say.
    """

    seq: int
    payload: bytes

    @classmethod
    def of(cls, entry: Entry) -> "StoredEntry":
        """Return the row that stores an entry."""
        return cls(entry.seq, entry.canonical())


def _must(pattern: re.Pattern[str], part: str, value: object) -> None:
    if not isinstance(value, str) or not pattern.match(value):
        raise UnfitEntry(part=part)
