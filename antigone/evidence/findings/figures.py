"""Numbers that findings rest upon, each with its interval, its people and its source.

Errors of observation and frequencies among people are separate figures: a feature that one person
in a million has is not worth a million if one chart in a thousand is misread.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Self

from antigone.evidence.findings.refusals import UnfitFigure
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio
from antigone.wording import N_

SAME_OR_UNRELATED = Hypotheses(
    same=N_("the remains are the missing person"),
    other=N_("the remains are an unrelated person of the population"),
)

ASSUMED_REACH = 2.0
"""log10 LR that a finding counts for at most, either way, if it rests on an assumed figure."""

ASSUMED_PEOPLE = 50
"""An assumed share is given the interval that it would have if so many people had been counted."""

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number: a share of people, an error rate, or a measure in `unit`.

    `low` to `high` is its 95 % interval. `people` is how many were counted, 0 where nobody was: then
    it is an assumption, and `source` says so. `reach` is the log10 LR that it can carry at most,
    either way: log10 of the people counted, `ASSUMED_REACH` where nobody was, or what is stated.

    Refuses with `UnfitFigure`.
    """

    value: float
    low: float
    high: float
    people: int
    source: str
    unit: str = "share"
    reach: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.low, self.value, self.high, self.reach)
        in_order = 0 <= self.low <= self.value <= self.high
        if not all(map(math.isfinite, numbers)) or not in_order:
            raise UnfitFigure(
                source=self.source,
                name="value",
                found=f"{self.low}, {self.value}, {self.high}",
                wanted="finite numbers in order, from 0",
            )
        if self.unit == "share" and self.high > 1:
            raise UnfitFigure(source=self.source, name="value", found=self.high, wanted="up to 1")
        if not self.reach:
            counted = math.log10(self.people) if self.people > 1 else ASSUMED_REACH
            object.__setattr__(self, "reach", counted)

    @classmethod
    def share(cls, value: float, *, source: str, people: int = 0, reach: float = 0.0) -> Self:
        """Return a share of people with Wilson's interval (1927, J Am Stat Assoc 22:209).

        `people` is how many were counted, 0 for an assumption (see `ASSUMED_PEOPLE`).
        """
        if not 0 <= value <= 1:
            raise UnfitFigure(source=source, name="value", found=value, wanted="0 to 1")
        low, high = wilson(value, people or ASSUMED_PEOPLE)
        return cls(value=value, low=low, high=high, people=people, source=source, reach=reach)

    @property
    def assumed(self) -> bool:
        """Whether nobody was counted."""
        return self.people == 0


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How people divide into kinds: shares that sum to 1. `people`, `source`, `reach` as in `Figure`.

    Refuses with `UnfitFigure`.
    """

    shares: Mapping[str, float]
    people: int
    source: str
    reach: float = 0.0

    def __post_init__(self) -> None:
        total = math.fsum(self.shares.values())
        if any(share < 0 for share in self.shares.values()) or not abs(total - 1) < 1e-6:
            raise UnfitFigure(
                source=self.source, name="shares", found=total, wanted="shares that sum to 1"
            )
        object.__setattr__(self, "shares", MappingProxyType(dict(self.shares)))

    def __getitem__(self, kind: str) -> Figure:
        """Return the share of one kind, with its interval. Raises KeyError."""
        return Figure.share(
            self.shares[kind], people=self.people, source=self.source, reach=self.reach
        )


def wilson(share: float, people: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of so many people counted."""
    square = _NORMAL_95**2 / people
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def weighed(
    times: Callable[..., float],
    figures: Sequence[Figure],
    *,
    source: str,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return the ratio `times(*values)` of figures as one with interval and bound.

    The interval runs from the smallest to the largest ratio that arises when every figure takes
    either end of its own interval, all at once: it is wider than a joint one. The bound is the
    reach of the weakest figure; what lies beyond counts as the bound.
    """
    reach = min(figure.reach for figure in figures)

    def log10(values: Sequence[float]) -> float:
        try:
            ratio = times(*values)
        except ZeroDivisionError:
            # Never seen under the second hypothesis: no figure carries more than its reach.
            return reach
        return min(max(math.log10(ratio) if ratio > 0 else -math.inf, -reach), reach)

    value = log10([figure.value for figure in figures])
    ends = [log10(ends) for ends in product(*((each.low, each.high) for each in figures))]
    return LikelihoodRatio(
        log10=value,
        interval=(min(value, *ends), max(value, *ends)),
        bound=(-reach, reach),
        hypotheses=hypotheses,
        source=source,
        status="tables",
    )
