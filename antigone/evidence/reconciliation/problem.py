"""What is to be reconciled: all remains, all missing, and the weight of each pair.

An assignment says of each of the remains which of the missing they are, or that they are somebody
else; nobody is assigned twice, but for parts of one body. Its weight is the product of the
likelihood ratios of its pairs and of the prior weight of each pair. That product holds where the
findings on one pair tell nothing about another pair; for two missing of one family, DNA is better
weighed jointly by the laboratory (Vigeland & Egeland 2021, doi:10.21203/rs.3.rs-296414/v1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation.refusals import (
    ImpossibleWeight,
    LockedApart,
    LockedTwice,
    SameNameTwice,
    UnfitProblem,
    UnknownName,
)

Numbers = NDArray[np.float64]
Pair = tuple[str, str]
EXCLUDED = -math.inf
UNNAMED = "the problem"


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """All remains against all missing.

    - `remains` and `missing`: names, each its own.
    - `log10_lr`: a row for each of the remains, a column for each of the missing. None (or minus
      infinity) means excluded. Kept as a read-only array of floats.
    - `log10_prior`: log10 weight that each assigned pair has before the evidence. 0 is the flat
      prior: every permitted assignment is equally likely. See `share_prior`.
    - `closed`: every one of the remains is one of the missing; the list is complete.
    - `parts`: groups of remains that may be parts of one body. Those of one group may be assigned to
      one person together; everybody else is assigned once.
    - `locked`: pairs taken as given, such as a confirmed identification.
    - `source`: what refusals call it.

    Refuses with `UnfitProblem` and its kinds.
    """

    remains: tuple[str, ...]
    missing: tuple[str, ...]
    log10_lr: Numbers
    log10_prior: float = 0.0
    closed: bool = False
    parts: tuple[tuple[str, ...], ...] = ()
    locked: tuple[Pair, ...] = ()
    source: str = UNNAMED

    def __post_init__(self) -> None:
        for field in ("remains", "missing"):
            object.__setattr__(self, field, self._names(field, getattr(self, field)))
        object.__setattr__(self, "log10_lr", self._weights())
        object.__setattr__(self, "parts", tuple(tuple(group) for group in self.parts))
        object.__setattr__(self, "locked", tuple((str(r), str(m)) for r, m in self.locked))
        if not math.isfinite(self.log10_prior):
            raise UnfitProblem(
                source=self.source, field="prior", found=self.log10_prior, wanted="a finite number"
            )
        self._check_parts()
        self._check_locks()

    def permitted(self) -> Numbers:
        """Return log10_lr with everything that a lock leaves out excluded as well."""
        left = self.log10_lr.copy()
        for of, person in self.locked:
            row, column = self.remains.index(of), self.missing.index(person)
            weight = left[row, column]
            left[row] = EXCLUDED
            others = [at for at, name in enumerate(self.remains) if not self.may_share(of, name)]
            left[others, column] = EXCLUDED
            left[row, column] = weight
        return left

    def settled(self) -> NDArray[np.bool_]:
        """Return for each of the remains whether they must be one of the missing."""
        locked = {of for of, _ in self.locked}
        return np.array([self.closed or name in locked for name in self.remains], dtype=np.bool_)

    def may_share(self, one: str, other: str) -> bool:
        """Return whether two of the remains may be assigned to one person together."""
        return one == other or any(one in group and other in group for group in self.parts)

    def keeping(self, remains: Sequence[int], missing: Sequence[int]) -> "Problem":
        """Return the problem of these rows and columns alone; the prior weight of a pair stays."""
        kept_remains = tuple(self.remains[at] for at in remains)
        kept_missing = tuple(self.missing[at] for at in missing)
        groups = (tuple(one for one in group if one in kept_remains) for group in self.parts)
        return replace(
            self,
            remains=kept_remains,
            missing=kept_missing,
            log10_lr=self.permitted()[np.ix_(list(remains), list(missing))],
            parts=tuple(group for group in groups if len(group) > 1),
            locked=tuple(
                (of, person)
                for of, person in self.locked
                if of in kept_remains and person in kept_missing
            ),
        )

    def _names(self, field: str, given: Any) -> tuple[str, ...]:
        names = () if isinstance(given, str) else tuple(given)
        if isinstance(given, str) or not all(isinstance(one, str) and one.strip() for one in names):
            raise UnfitProblem(source=self.source, field=field, found=given, wanted="names")
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise SameNameTwice(source=self.source, field=field, name=name)
            seen.add(name)
        return names

    def _weights(self) -> Numbers:
        rows: list[Any] = list(self.log10_lr)
        if len(rows) != len(self.remains):
            raise UnfitProblem(
                source=self.source,
                field="log10_lr",
                found=f"{len(rows)} rows",
                wanted=f"one for each of the {len(self.remains)} remains",
            )
        weights = np.empty((len(self.remains), len(self.missing)))
        for at, (name, row) in enumerate(zip(self.remains, rows, strict=True)):
            weights[at] = self._row(name, row)
        weights.flags.writeable = False
        return weights

    def _row(self, name: str, row: Any) -> Numbers:
        if isinstance(row, str) or not hasattr(row, "__len__") or len(row) != len(self.missing):
            found = f"{len(row)} numbers" if isinstance(row, list | tuple) else "no list"
            raise UnfitProblem(
                source=self.source,
                field=f"log10_lr, {name}",
                found=found,
                wanted=f"one for each of the {len(self.missing)} missing",
            )
        if not isinstance(row, np.ndarray):
            for person, weight in zip(self.missing, row, strict=True):
                if weight is not None and (
                    isinstance(weight, bool) or not isinstance(weight, int | float | np.floating)
                ):
                    raise ImpossibleWeight(
                        source=self.source,
                        field="log10_lr",
                        remains=name,
                        missing=person,
                        found=repr(weight),
                    )
            row = [EXCLUDED if weight is None else float(weight) for weight in row]
        numbers = np.asarray(row, dtype=np.float64)
        wrong = np.isnan(numbers) | (numbers == math.inf)
        if wrong.any():
            at = int(np.argmax(wrong))
            raise ImpossibleWeight(
                source=self.source,
                field="log10_lr",
                remains=name,
                missing=self.missing[at],
                found=numbers[at],
            )
        return numbers

    def _check_parts(self) -> None:
        seen: set[str] = set()
        for group in self.parts:
            for name in group:
                if name not in self.remains:
                    raise UnknownName(source=self.source, field="parts", name=name)
                if name in seen:
                    raise SameNameTwice(source=self.source, field="parts", name=name)
                seen.add(name)

    def _check_locks(self) -> None:
        for of, person in self.locked:
            for name, known in ((of, self.remains), (person, self.missing)):
                if name not in known:
                    raise UnknownName(source=self.source, field="locked", name=name)
            at = self.remains.index(of), self.missing.index(person)
            if self.log10_lr[at] == EXCLUDED:
                raise LockedApart(source=self.source, field="locked", remains=of, missing=person)
        for (of, person), (other, other_person) in combinations(dict.fromkeys(self.locked), 2):
            if of == other:
                raise LockedTwice(
                    source=self.source, field="locked", name=of, first=person, second=other_person
                )
            if person == other_person and not self.may_share(of, other):
                raise LockedTwice(
                    source=self.source, field="locked", name=person, first=of, second=other
                )


def share_prior(share: float, *, remains: int, missing: int, source: str = UNNAMED) -> float:
    """Return the log10 prior weight of a pair under which `share` of the remains are on the list.

    Before the evidence an assignment of k pairs weighs θ^k, whoever is assigned to whom. θ is the
    number for which the expected share of the remains that are assigned,
    Σ k·N(k)·θ^k / (n·Σ N(k)·θ^k), equals `share`; N(k) = C(n, k)·C(m, k)·k! assignments of n remains
    to m missing have k pairs. So `share` is the probability, before the evidence, that remains taken
    at random are one of the missing on the list: 0.8 for a manifest thought to name four in five.
    Returns log10 θ. Exclusions, locks and parts do not enter.

    Refuses with `UnfitProblem` a share that is not above 0 and below min(n, m)/n.
    """
    most = min(remains, missing) / remains if remains else 0.0
    if not 0 < share < most:
        raise UnfitProblem(
            source=source, field="prior", found=share, wanted=f"above 0 and below {most:.4g}"
        )
    pairs = np.arange(min(remains, missing) + 1)
    ways = np.array(
        [
            math.lgamma(remains + 1)
            - math.lgamma(remains - k + 1)
            + math.lgamma(missing + 1)
            - math.lgamma(missing - k + 1)
            - math.lgamma(k + 1)
            for k in pairs
        ]
    )
    low, high = -700.0, 700.0
    for _ in range(200):
        middle = (low + high) / 2
        weights = ways + pairs * middle
        weights = np.exp(weights - weights.max())
        if float(pairs @ weights) < share * remains * float(weights.sum()):
            low = middle
        else:
            high = middle
    return (low + high) / 2 / math.log(10)
