"""Verification: reads a stored ledger against its signed heads and names what is wrong.

Nothing here trusts the store. What is true of an entry is what leads to a head that the key signed:
where an entry and the leaf hash beside it differ, the next signed head decides which was altered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from antigone.ledger.entry import Entry, StoredEntry
from antigone.ledger.head import Head, PublicKey, claimed_size
from antigone.ledger.merkle import Frontier, leaf_hash
from antigone.ledger.refusals import UnfitEntry, UnreadableHead
from antigone.wording import N_, say

FindingKind = Literal[
    "altered",
    "leaf-altered",
    "leaf-missing",
    "missing",
    "truncated",
    "inserted",
    "reordered",
    "forged",
    "unsigned",
    "head-missing",
    "head-forged",
    "outside-forged",
    "forked",
    "rewritten",
]

# One entry or position, and a run of them.
_SENTENCES: dict[FindingKind, tuple[str, str]] = {
    "altered": (
        N_("Entry {seq} was altered after it was written."),
        N_("Entries {seq} to {through} were altered after they were written."),
    ),
    "leaf-altered": (
        N_("The leaf hash beside entry {seq} was altered; the entry is as it was signed."),
        N_("The leaf hashes beside entries {seq} to {through} were altered; the entries were not."),
    ),
    "leaf-missing": (
        N_("The leaf hash beside entry {seq} was removed."),
        N_("The leaf hashes beside entries {seq} to {through} were removed."),
    ),
    "missing": (
        N_("Entry {seq} was removed: its number is missing among the others."),
        N_("Entries {seq} to {through} were removed: their numbers are missing among the others."),
    ),
    "truncated": (
        N_("Entry {seq} was cut off the end: it is still counted elsewhere."),
        N_("Entries {seq} to {through} were cut off the end: they are still counted elsewhere."),
    ),
    "inserted": (
        N_("A second entry with the number {seq} was inserted."),
        N_("Second entries with the numbers {seq} to {through} were inserted."),
    ),
    "reordered": (
        N_("Entry {seq} does not stand in its place: the order was changed."),
        N_("Entries {seq} to {through} do not stand in their places: the order was changed."),
    ),
    "forged": (
        N_("Entry {seq} was forged: it does not lead to the signed head of {size} entries."),
        N_(
            "Among entries {seq} to {through} at least one was forged: together they do not lead to"
            " the signed head of {size} entries."
        ),
    ),
    "unsigned": (
        N_("Entry {seq} was added without a signature, or its signed head was removed."),
        N_("Entries {seq} to {through} were added without a signature, or their heads removed."),
    ),
    "head-missing": (
        N_("The signed head made with entry {seq} was removed."),
        N_("The signed heads made with entries {seq} to {through} were removed."),
    ),
    "head-forged": (
        N_("The head stored with entry {seq} is not one that the key signed."),
        N_("The heads stored with entries {seq} to {through} are not ones that the key signed."),
    ),
    "outside-forged": (
        N_("The head kept outside for entry {seq} is not one that the key signed."),
        N_("The heads kept outside for entries {seq} to {through} are not signed by the key."),
    ),
    "forked": (
        N_("Two validly signed heads contradict each other at entry {seq}: someone used the key."),
        N_("Validly signed heads contradict each other at entries {seq} to {through}."),
    ),
    "rewritten": (
        N_(
            "The ledger up to entry {seq} is not the one that the head kept outside attests: it was"
            " rewritten and signed anew by someone who holds the key."
        ),
        N_("The ledger from entry {seq} to {through} was rewritten by someone who holds the key."),
    ),
}
_KEY_HOLDER = N_(
    "Against someone who holds the signing key this check proves nothing: that person can rewrite"
    " the ledger and sign it anew. Only a head kept outside, by someone else, shows it."
)
_NO_OUTSIDE = N_(
    "No head from outside was compared. If the newest entries were removed together with their"
    " heads, this check cannot see it."
)
_OLD_OUTSIDE = N_(
    "The newest head from outside attests {size} entries. If later ones were removed together with"
    " their heads, this check cannot see it."
)
_BROKEN = N_(
    "Only the first {proven} entries could be compared with signed heads; later ones were compared"
    " with their leaf hashes alone."
)
# Undecided pairs of entry and leaf hash double the histories to follow; an honest store has none.
_MOST_HISTORIES = 32
_MOST_COMPARED = 64


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong, at entry `seq` or from `seq` to `through` (both included, from 0)."""

    seq: int
    through: int
    kind: FindingKind

    def say(self, language: str = "en") -> str:
        """Return the finding as a sentence."""
        one, many = _SENTENCES[self.kind]
        sentence = one if self.seq == self.through else many
        return say(sentence, language, seq=self.seq, through=self.through, size=self.through + 1)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What a verification found, and how far it could see.

    `entries` rows were read; the first `proven` entries of the ledger lead to a signed head. `heads`
    and `outside` are the sizes of the newest valid heads, stored and kept outside; None without
    one. `frontier` is where the next run may start, None if this one was broken.
    """

    findings: tuple[Finding, ...]
    entries: int
    proven: int
    heads: int | None
    outside: int | None
    frontier: Frontier | None

    @property
    def whole(self) -> bool:
        """True if nothing was found wrong. Read it together with `limits`."""
        return not self.findings

    def limits(self, language: str = "en") -> list[str]:
        """Return what this check could not see, as sentences. Never empty."""
        limits = []
        if self.frontier is None:
            limits.append(say(_BROKEN, language, proven=self.proven))
        if self.outside is None:
            limits.append(say(_NO_OUTSIDE, language))
        else:
            limits.append(say(_OLD_OUTSIDE, language, size=self.outside))
        limits.append(say(_KEY_HOLDER, language))
        return limits


def verify(
    entries: Iterable[StoredEntry],
    *,
    leaf_hashes: Mapping[int, bytes],
    heads: Iterable[str],
    public_key: PublicKey,
    outside: Iterable[str] = (),
    start: Frontier | None = None,
    head_every_append: bool = True,
) -> Verification:
    """Return what is wrong with a run of stored entries, naming each.

    `entries` come in the order of the store, `leaf_hashes` and signed `heads` from their own tables,
    `outside` are heads copied out of the reach of the database: only they show that the end was cut
    off with its heads. `start` is the `frontier` of an earlier run, for long ledgers; heads are then
    those of this run. `head_every_append` says that each append signed a head, so that a missing one
    is a finding; False for a ledger with occasional checkpoints.

    Where several things were done to one ledger, each altered entry is named, and the first forged
    one; what follows a break is compared with its leaf hash only (see `limits`).
    """
    check = _Check(
        rows=list(entries),
        leaf_hashes=leaf_hashes,
        start=start or Frontier(),
        head_every_append=head_every_append,
    )
    check.open_heads(heads, public_key, check.stored, "head-forged")
    check.open_heads(outside, public_key, check.outside, "outside-forged")
    check.number_rows()
    check.walk()
    check.judge_rows()
    return check.result()


@dataclass(frozen=True)
class _History:
    """One way the ledger may have been, with what was assumed where the store contradicts itself."""

    frontier: Frontier
    assumed: tuple[tuple[int, bytes], ...] = ()


class _Check:
    def __init__(
        self,
        *,
        rows: Sequence[StoredEntry],
        leaf_hashes: Mapping[int, bytes],
        start: Frontier,
        head_every_append: bool,
    ) -> None:
        self.stored: dict[int, set[bytes]] = {}
        self.outside: dict[int, set[bytes]] = {}
        self._rows = rows
        self._leaves = leaf_hashes
        self._start = start
        self._head_every_append = head_every_append
        self._found: dict[FindingKind, set[int]] = {}
        self._runs: list[Finding] = []
        self._payloads: dict[int, list[bytes]] = {}
        self._hashes: dict[int, list[bytes]] = {}
        self._histories = [_History(start)]
        self._broken = False
        self._proven = start.size
        self._highest = 0

    def open_heads(
        self,
        notes: Iterable[str],
        key: PublicKey,
        roots: dict[int, set[bytes]],
        kind: FindingKind,
    ) -> None:
        for note in notes:
            try:
                head = Head.open(note, key)
            except UnreadableHead:
                self._find(kind, max(0, claimed_size(note) - 1))
            else:
                roots.setdefault(head.size, set()).add(head.root)
                if len(roots[head.size]) > 1:
                    self._find("forked", max(0, head.size - 1))

    def number_rows(self) -> None:
        """Order, doubles, gaps, and the end."""
        numbers = [row.seq for row in self._rows]
        for row, expected in zip(self._rows, sorted(numbers), strict=True):
            if row.seq != expected:
                self._find("reordered", row.seq)
            self._payloads.setdefault(row.seq, []).append(row.payload)
            self._hashes.setdefault(row.seq, []).append(leaf_hash(row.payload))
        present = sorted(self._payloads)
        for before, after in pairwise([self._start.size - 1, *present]):
            if after > before + 1:
                self._runs.append(Finding(before + 1, after - 1, "missing"))
        end = max([self._start.size, *(number + 1 for number in present)])
        counted = max([end, *self.stored, *self.outside, *(number + 1 for number in self._leaves)])
        if counted > end:
            self._runs.append(Finding(end, counted - 1, "truncated"))

    def walk(self) -> None:
        """Follow every history that the store admits, and keep those that the heads admit."""
        self._meet_heads(self._start.size)
        last = max(self._payloads, default=-1)
        numbers = self._payloads.keys() | {n for n in self._leaves if n <= last}
        expected = self._start.size
        self._highest = max([0, *self.stored, *self.outside])
        for number in sorted(n for n in numbers if n >= expected):
            self._miss_head(number)
            if number != expected:
                self._broken = True
            expected = number + 1
            if not self._broken:
                self._grow(number)
                self._meet_heads(number + 1)

    def _grow(self, number: int) -> None:
        candidates = self._candidates(number)
        undecided = len(candidates) > 1
        self._histories = [
            _History(
                history.frontier.append(one),
                (*history.assumed, (number, one)) if undecided else history.assumed,
            )
            for history in self._histories
            for one in candidates
        ][:_MOST_HISTORIES]

    def _candidates(self, number: int) -> list[bytes]:
        leaf = self._leaves.get(number)
        hashes = self._hashes.get(number, [])
        return list(dict.fromkeys([leaf, *hashes] if leaf is not None else hashes))

    def _meet_heads(self, size: int) -> None:
        stored, outside = self.stored.get(size, set()), self.outside.get(size, set())
        if not stored and not outside:
            return
        by_stored = self._leading_to(stored)
        by_outside = self._leading_to(outside)
        if by_outside:
            if stored and not stored & outside:
                self._find("forked", max(0, size - 1))
            self._accept(by_outside, size)
        elif by_stored:
            if outside and "rewritten" not in self._found:
                # Every later head from outside contradicts too; the first one says it.
                self._find("rewritten", max(0, size - 1))
            self._accept(by_stored, size)
        else:
            last = max(0, size - 1)
            self._runs.append(Finding(min(self._proven, last), last, "forged"))
            self._broken = True

    def _leading_to(self, roots: set[bytes]) -> list[_History]:
        return [one for one in self._histories if one.frontier.root() in roots] if roots else []

    def _accept(self, histories: list[_History], size: int) -> None:
        self._histories = histories
        self._proven = size

    def _miss_head(self, number: int) -> None:
        if number + 1 in self.stored or number in self._found.get("head-forged", ()):
            return
        if number + 1 > self._highest:
            self._find("unsigned", number)
        elif self._head_every_append:
            self._find("head-missing", number)

    def judge_rows(self) -> None:
        """Compare each row with what was found to be true of its number."""
        decided = dict(self._histories[0].assumed)
        altered: list[int] = []
        for number, hashes in self._hashes.items():
            leaf = self._leaves.get(number)
            true = decided.get(number, leaf if leaf is not None else hashes[0])
            if leaf is None:
                self._find("leaf-missing", number)
            elif leaf != true:
                self._find("leaf-altered", number)
            if true not in hashes:
                altered.append(number)
            if len(hashes) > 1 or number < self._start.size:
                self._find("inserted", number)
        for number in altered:
            moved = self._moved_from(number, altered)
            self._find("reordered" if moved else "altered", number)

    def _moved_from(self, number: int, altered: Sequence[int]) -> bool:
        """Whether the row is another number's, moved here, perhaps with its number rewritten."""
        try:
            entry = Entry.parse(self._payloads[number][0])
        except UnfitEntry:
            return False
        if entry.seq != number:
            return entry.leaf() == self._leaves.get(entry.seq)
        return len(altered) <= _MOST_COMPARED and any(
            replace(entry, seq=other).leaf() == self._leaves.get(other)
            for other in altered
            if other != number
        )

    def result(self) -> Verification:
        findings = list(self._runs)
        for kind, numbers in self._found.items():
            findings += [Finding(first, last, kind) for first, last in _runs(numbers)]
        return Verification(
            findings=tuple(sorted(findings)),
            entries=len(self._rows),
            proven=self._proven,
            heads=max(self.stored, default=None),
            outside=max(self.outside, default=None),
            frontier=None if self._broken else self._histories[0].frontier,
        )

    def _find(self, kind: FindingKind, number: int) -> None:
        self._found.setdefault(kind, set()).add(number)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
