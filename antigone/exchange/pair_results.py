"""What a laboratory's table of pairs says, once it is read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from antigone.evidence import Hypotheses, LikelihoodRatio, Report
from antigone.exchange.pair_columns import Columns, Kinship

# Equal to so many units of log10: a table prints six figures and more.
_SAME_WITHIN = 1e-9


@dataclass(frozen=True, kw_only=True)
class PairResult:
    """What the laboratory says of one pair under one pair of hypotheses.

    `ratio` is None where the laboratory excludes the pair. `row` is where it stands in the file.
    """

    row: int
    remains: str
    missing: str
    family: str
    kinship: Kinship
    hypotheses: Hypotheses
    ratio: LikelihoodRatio | None


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Missing persons whom the table cannot part, such as two brothers sought through one mother.

    For every one of `remains` all of `missing` have the same ratio. Choosing among them is left to
    other findings, or to nobody.
    """

    missing: tuple[str, ...]
    remains: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PairTable:
    """A table as it was read: its report, how its columns were read, its results in their order.

    `stated_alike` are the symmetric cases that the laboratory itself names; they may have no ratio.
    """

    report: Report
    columns: Columns
    results: tuple[PairResult, ...]
    stated_alike: tuple[Alike, ...] = ()

    def under(self, hypotheses: Hypotheses) -> tuple[PairResult, ...]:
        """Return the results for one question; others are never mixed in."""
        return tuple(one for one in self.results if one.hypotheses == hypotheses)

    def questions(self) -> tuple[Hypotheses, ...]:
        """Return the pairs of hypotheses that the table answers, in their order."""
        return tuple(dict.fromkeys(one.hypotheses for one in self.results))

    def alike(self, hypotheses: Hypotheses) -> tuple[Alike, ...]:
        """Return the symmetric cases under one question.

        Missing persons are alike if they have results for the same remains, equal for each (1e-9 of
        their log10), at least one of them above 1, and are not said to be of different families.
        """
        rows: dict[str, dict[str, float]] = {}
        families: dict[str, str] = {}
        for one in self.under(hypotheses):
            weight = -math.inf if one.ratio is None else one.ratio.log10
            rows.setdefault(one.missing, {})[one.remains] = weight
            families[one.missing] = one.family
        groups: dict[tuple[object, ...], list[str]] = {}
        for person, weights in rows.items():
            if max(weights.values()) > 0:
                rounded = tuple(
                    (of, round(weight / _SAME_WITHIN) if math.isfinite(weight) else None)
                    for of, weight in sorted(weights.items())
                )
                groups.setdefault((families[person], rounded), []).append(person)
        return tuple(
            Alike(
                missing=tuple(people),
                remains=tuple(of for of, weight in rows[people[0]].items() if weight > 0),
            )
            for people in groups.values()
            if len(people) > 1
        )

    def weights(
        self, hypotheses: Hypotheses, *, remains: Sequence[str], missing: Sequence[str]
    ) -> list[list[float | None]]:
        """Return log10 ratios for `antigone.evidence.Problem`: a row for each of the remains.

        None where the laboratory excludes the pair, 0 where it computed nothing.
        """
        known = {(one.remains, one.missing): one.ratio for one in self.under(hypotheses)}
        return [
            [
                0.0 if (of, person) not in known else ratio.log10 if ratio else None
                for person in missing
                for ratio in (known.get((of, person)),)
            ]
            for of in remains
        ]
