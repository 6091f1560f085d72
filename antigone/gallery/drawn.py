"""Galleries of templates that belong to nobody, drawn by lot, for measuring.

Groups of people who resemble each other, directions that are used more than others, one template a
person, and attributes that permit a half, a tenth and less of them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from antigone.config import seeded
from antigone.gallery.attributes import Stored
from antigone.gallery.codes import Codes
from antigone.gallery.columns import Part
from antigone.gallery.entries import Row
from antigone.gallery.rows import Change, Picture
from antigone.gallery.segments import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILTERS = {"half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}
"""Attributes, and the share of the templates that each permits."""

DRAWN_AT_ONCE = 1 << 14
_SEED = 20261122
_PERMISSION: Mapping[str, Stored | None] = {
    "purposes": ("identify",),
    "valid_from": "2026-01-01",
    "valid_until": None,
}


@dataclass
class DrawnRows:
    """A row store of drawn templates, in this process's memory: what a database adds is not measured."""

    rows: int
    dim: int
    later: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = drawing("rows")
        # Directions of faces are used unevenly, about as the values of SFace are.
        self._wide = (np.arange(1, self.dim + 1) ** -0.35).astype(np.float32)
        self._middle = 0.1 * self._random.standard_normal(self.dim).astype(np.float32)
        groups = (max(1, self.rows // 200), self.dim)
        self._groups = self._wide * self._random.standard_normal(groups, dtype=np.float32)

    def draw(self, count: int) -> "NDArray[np.float32]":
        """Return templates, float32 of length 1, shape (count, dim)."""
        own = self._wide * self._random.standard_normal((count, self.dim), dtype=np.float32)
        group = self._groups[self._random.integers(len(self._groups), size=count)]
        vectors = 0.6 * group + 0.8 * own + self._middle
        found: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return found

    def newest(self) -> int:
        """Return the number of the newest change."""
        return self.later[-1].seq if self.later else 1

    def changes(self, after_seq: int) -> Iterator[Change]:
        """Yield every row at first, and what came later."""
        if after_seq < 1:
            for start in range(0, self.rows, DRAWN_AT_ONCE):
                vectors = self.draw(min(DRAWN_AT_ONCE, self.rows - start))
                for place, vector in enumerate(vectors, start):
                    yield self._entered(name_of(place), place, 1, vector)
        first = bisect_right(self.later, after_seq, key=lambda one: one.seq)
        yield from self.later[first:]

    def change(self, vectors: "Mapping[str, NDArray[np.float32] | None]") -> None:
        """Enrol templates as one change, or erase those that have no vector."""
        seq = self.newest() + 1
        for identity, vector in vectors.items():
            if vector is None:
                self.later.append(Change(seq=seq, id=identity, row=None))
            else:
                self.later.append(self._entered(identity, len(self.later), seq, vector))

    def picture(self) -> AbstractContextManager[Picture]:
        """Hold still, without rows: only their number is asked for."""
        return nullcontext(Picture(seq=self.newest(), count=self.rows, rows=iter(())))

    def lots(self, count: int) -> "NDArray[np.bool_]":
        """Return for each filter and each of some templates whether it is permitted."""
        return self._random.random((len(FILTERS), count)) < np.array([[*FILTERS.values()]]).T

    def _entered(
        self, identity: str, place: int, seq: int, vector: "NDArray[np.float32]"
    ) -> Change:
        held = zip(FILTERS, self.lots(1)[:, 0].tolist(), strict=True)
        attributes = {"person": f"M-{place}", **_PERMISSION, **dict(held)}
        row = Row(id=identity, seq=seq, vector=vector, attributes=attributes)
        return Change(seq=seq, id=identity, row=row)


class DrawnSegments(Mapping[int, Segment]):
    """The sealed copy of drawn rows, each segment drawn when it is asked for."""

    def __init__(self, store: DrawnRows, segment_rows: int, together: int) -> None:
        self._store = store
        self._starts = range(0, store.rows, segment_rows)
        self._together = together

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._starts)))

    def __getitem__(self, place: int) -> Segment:
        start = self._starts[place]
        count = min(self._starts.step, self._store.rows - start)
        places = range(start, start + count)
        vectors = self._store.draw(count)
        codes = Codes(self._store.dim, together=self._together)
        codes.append(vectors)
        alike = np.zeros(count, dtype=np.intp)
        return Segment(
            ids=list(map(name_of, places)),
            vectors=vectors,
            codes=codes.block_bytes(0, count),
            attributes={
                "person": Part(tuple(f"M-{one}" for one in places), np.arange(count)),
                **{name: Part((value,), alike) for name, value in _PERMISSION.items()},
                **{
                    name: Part((False, True), lots.astype(np.intp))
                    for name, lots in zip(FILTERS, self._store.lots(count), strict=True)
                },
            },
        )


def name_of(place: int) -> str:
    """Return the id of a drawn template."""
    return f"{place:032x}"


def drawing(what: str) -> np.random.Generator:
    """Return what draws the same for the same purpose in every process."""
    return seeded(_SEED, f"gallery-measured-{what}")
