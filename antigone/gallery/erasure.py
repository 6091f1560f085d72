"""What an erasure did, and what was found when somebody looked again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from antigone.errors import Refusal
from antigone.gallery.traces import Traces
from antigone.wording import N_


class UnfitReceipt(Refusal):
    """A receipt that was kept cannot be read back."""

    code = "unfit-receipt"
    sentence = N_("This is not a receipt of an erasure. Nothing was looked for.")
    remedy = N_("Take the receipt as it was kept, or verify by ids.")


@dataclass(frozen=True, kw_only=True)
class ErasureReceipt:
    """What was erased, and what was not there to erase.

    - `ids`: erased by this call. `unknown`: asked for, but not in the gallery.
    - `seq`: the number of the change; no read from here on sees the rows.
    - `purged`: whether old copies were also driven out of the write-ahead log. False means that
      another reader held it; `verify_erased` tries again and says what it finds.
    - `traces`: prints by which the vectors can be looked for; they do not hold them.
    """

    ids: tuple[str, ...]
    unknown: tuple[str, ...]
    seq: int
    purged: bool
    traces: Traces = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the receipt as plain JSON values, to be kept until somebody has looked."""
        return {
            "ids": list(self.ids),
            "unknown": list(self.unknown),
            "seq": self.seq,
            "purged": self.purged,
            "salts": [[f"{number:016x}" for number in salt] for salt in self.traces.salts],
            "prints": [f"{number:016x}" for number in self.traces.prints],
        }

    @classmethod
    def from_json(cls, written: object) -> "ErasureReceipt":
        """Return what `as_json` wrote. Raises `UnfitReceipt`."""
        try:
            kept = cast("Mapping[str, list[str]]", written)
            first, second = (tuple(int(part, 16) for part in salt) for salt in kept["salts"])
            return cls(
                ids=tuple(kept["ids"]),
                unknown=tuple(kept["unknown"]),
                seq=int(cast("int", kept["seq"])),
                purged=bool(kept["purged"]),
                traces=Traces((first, second), tuple(int(part, 16) for part in kept["prints"])),
            )
        except (KeyError, TypeError, ValueError):
            raise UnfitReceipt from None


@dataclass(frozen=True)
class Place:
    """Where a piece of an erased vector lies: a file or a memory, and the byte it begins at."""

    where: str
    byte: int


@dataclass(frozen=True, kw_only=True)
class ErasureFinding:
    """What a search for erased vectors found.

    - `enrolled`: ids that are in the gallery still (enrolled anew after the receipt do not count).
    - `places`: where their bytes lie. Places that a living row with the same bytes accounts for
      are left out: the same photograph may have come from two families.
    - `untraceable`: ids without a row and without a receipt: there is nothing to look for.
    - `searched`: the files and memories that were read; empty where a server keeps the rows.
    """

    enrolled: tuple[str, ...]
    places: tuple[Place, ...]
    untraceable: tuple[str, ...]
    searched: tuple[str, ...]
    bytes_searched: int

    @property
    def gone(self) -> bool:
        """Whether everything was looked for, and nothing found."""
        return bool(self.searched) and not (self.enrolled or self.places or self.untraceable)
