"""From the similarity of two faces to a likelihood ratio, as far as the reference data reach.

A calibration is fitted elsewhere and read here as numbers: `tools/calibration.py` fits the one that
is shipped, `antigone calibrate` fits one on a site's own cases. It is made of cells: a grade of
condition (or, for trials, one simulated condition), a band of probe quality and a number of
references. Where no cell holds enough comparisons nothing is weighed: `OutsideReach` says which of
them is missing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from antigone.errors import Refusal
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio, Status
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.gallery import NonMated

Numbers = NDArray[np.float64]
Band = Literal["unusable", "weak", "good"]

CONDITION_GRADES = (
    "fresh",
    "early change",
    "bloat",
    "advanced",
    "burnt",
    "trauma to face",
    "skeletal",
)
UNRELATED = Hypotheses(
    same=N_("the photographs show the same person"),
    other=N_("the photographs show two unrelated people"),
)
RELATED = Hypotheses(
    same=N_("the photographs show the same person"),
    other=N_("the photographs show two people who are closely related"),
)
_BUILTIN = "sface-simulated.json"
# Cosines of float32 vectors miss 1 by a few units in the last place.
_COSINE_SLACK = 1e-5


class OutsideReach(Refusal):
    """A similarity cannot be weighed because no reference data stand behind the answer.

    `parameters["outside"]` is "grade", "quality", "references" or "similarity".
    """

    code = "outside-reach"
    sentence = N_(
        "Outside reach: {calibration} holds too few comparisons for {of}, probe quality “{band}” "
        "(vector length {length:.1f}) and {references} reference photographs. Nothing was weighed."
    )
    remedy = N_(
        "List the candidate without a weight, or compare a better photograph or the best single "
        "reference."
    )


class GradeOutsideReach(OutsideReach):
    """No reference data exist for this grade of condition."""

    sentence = N_(
        "Outside reach: {calibration} holds no comparisons for the grade “{of}”. Nothing was "
        "weighed."
    )
    remedy = N_(
        "List the candidate without a weight; for this grade other findings must carry the "
        "identification."
    )


class ReferencesOutsideReach(OutsideReach):
    """No reference data exist for this number of reference photographs."""

    sentence = N_(
        "Outside reach: {calibration} holds no comparisons for {of} and {references} reference "
        "photographs. No threshold was set."
    )
    remedy = N_("Search without a threshold and look at the nearest candidates.")


class SimilarityOutsideReach(OutsideReach):
    """The number given is not a cosine similarity."""

    sentence = N_(
        "Outside reach: {similarity} is not a similarity from −1 to 1. Nothing was weighed."
    )
    remedy = N_("Compare the two faces again with the engine of the calibration.")


class UnknownGrade(Refusal):
    """A grade or condition was named that the calibration does not know; perhaps a typing error."""

    code = "unknown-grade"
    sentence = N_("“{name}” is no grade of {calibration}. Nothing was weighed.")
    remedy = N_("Use one of: {known}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One fitted curve: similarity → log10 LR, for one grade, quality band and reference count.

    `knots` are similarities; `log10`, `low` and `high` stand at the knots, rise with similarity and
    lie within `bound`. `mated`, `non_mated` and `people` say how much stands behind them.
    """

    of: str
    band: Band
    references: int
    method: str
    mated: int
    non_mated: int
    people: int
    bound: tuple[float, float]
    knots: Numbers
    log10: Numbers
    low: Numbers
    high: Numbers

    def log10_lr(self, similarity: ArrayLike) -> Numbers:
        """Return log10 LR for similarities from −1 to 1: straight lines between knots, flat beyond."""
        return np.interp(np.asarray(similarity, dtype=np.float64), self.knots, self.log10)

    def interval(self, similarity: float) -> tuple[float, float]:
        """Return the ends of the 95 % bootstrap interval of log10 LR."""
        low = np.interp(similarity, self.knots, self.low)
        return float(low), float(np.interp(similarity, self.knots, self.high))


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """What a similarity of one engine is worth, fitted on labelled comparisons.

    `id` and `engine` name it; `status` is "simulated" (may order lists and explain itself) or
    "site". `grades` maps each grade of condition to the simulated conditions that stand for it, an
    empty tuple where none does. `related` weighs the same similarities against a close relative of
    the person, None where nobody has fitted that.
    """

    id: str
    engine: str
    status: Status
    hypotheses: Hypotheses
    grades: Mapping[str, tuple[str, ...]]
    conditions: tuple[str, ...]
    cells: Mapping[tuple[str, Band, int], Cell]
    _bands: Mapping[Band, tuple[float, float]]
    _counted: tuple[int, ...]
    _non_mated: Mapping[tuple[str, int], Mapping[str, Any]]
    related: "Calibration | None" = None

    @classmethod
    @cache
    def builtin(cls) -> "Calibration":
        """Return the calibration of the default engine, fitted on simulated conditions.

        Simulated, on living people: never field accuracy. See `calibrations/sface-simulated.md`.
        """
        numbers = files("antigone.evidence").joinpath("calibrations", _BUILTIN)
        return cls.from_json(numbers.read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> "Calibration":
        """Read a numbers file, as `tools/calibration.py` and `antigone calibrate` write it."""
        return cls._of(json.loads(text), UNRELATED)

    @classmethod
    def _of(cls, numbers: Mapping[str, Any], hypotheses: Hypotheses) -> "Calibration":
        related = numbers.get("related")
        knots = _fixed(numbers["knots"])
        cells = [
            Cell(
                **{
                    **entry,
                    "bound": tuple(entry["bound"]),
                    **{curve: _fixed(entry[curve]) for curve in ("log10", "low", "high")},
                },
                knots=knots,
            )
            for entry in numbers["cells"]
        ]
        return cls(
            id=numbers["id"],
            engine=numbers["engine"],
            status=numbers["status"],
            hypotheses=hypotheses,
            related=cls._of({**numbers, **related, "related": None}, RELATED) if related else None,
            grades=MappingProxyType(
                {grade: tuple(of["conditions"]) for grade, of in numbers["grades"].items()}
            ),
            conditions=tuple(numbers["conditions"]),
            cells=MappingProxyType({(cell.of, cell.band, cell.references): cell for cell in cells}),
            _bands=MappingProxyType({band: tuple(ends) for band, ends in numbers["bands"].items()}),
            _counted=tuple(sorted(numbers["references"])),
            _non_mated=MappingProxyType(
                {(entry["of"], entry["references"]): entry for entry in numbers["non_mated"]}
            ),
        )

    def weigh(
        self,
        similarity: float,
        *,
        quality: float,
        references: int,
        grade: str = "",
        condition: str = "",
    ) -> LikelihoodRatio:
        """Return how much a similarity supports that two photographs show the same person.

        `similarity`: cosine, −1 to 1, of templates of `engine`. `quality`: length of the
        probe's un-normalised vector. `references`: photographs behind the reference template (2
        are weighed as 1, more than 3 as 3, and the source says so). Exactly one of `grade` (one of
        `CONDITION_GRADES`) and `condition` (a simulated condition, for trials) is named.

        The hypothesis is an *unrelated* person; relatives look alike, and `related` weighs against
        them. Refuses with `OutsideReach` and `UnknownGrade`.
        """
        if not abs(similarity) <= 1 + _COSINE_SLACK:
            raise SimilarityOutsideReach(
                outside="similarity", calibration=self.id, similarity=similarity
            )
        cell = self.cell(quality=quality, references=references, grade=grade, condition=condition)
        counted = _counted(references, as_if=cell.references)
        return LikelihoodRatio(
            log10=float(cell.log10_lr(similarity)),
            interval=cell.interval(similarity),
            bound=cell.bound,
            hypotheses=self.hypotheses,
            source=f"{self.id} ({cell.of}, {cell.band}, {counted})",
            status=self.status,
        )

    def cell(
        self,
        *,
        quality: float,
        references: int,
        grade: str = "",
        condition: str = "",
    ) -> Cell:
        """Return the cell that answers for these circumstances; arguments as in `weigh`.

        Refuses with `OutsideReach` and `UnknownGrade`.
        """
        of = self._known(grade=grade, condition=condition)
        band = self.band(quality)
        counted = self._references(references)
        if band is not None and (cell := self.cells.get((of, band, counted))):
            return cell
        reached = any((of, band, other) in self.cells for other in self._counted)
        raise OutsideReach(
            outside="references" if reached or references < 1 else "quality",
            calibration=self.id,
            of=of,
            band=band or "unknown",
            length=quality,
            references=references,
        )

    def band(self, quality: float) -> Band | None:
        """Return the quality band of an un-normalised vector length, or None if it is not one."""
        for band, (low, high) in self._bands.items():
            if low <= quality < high:
                return band
        return None

    def non_mated(self, *, references: int, grade: str = "", condition: str = "") -> "NonMated":
        """Return how often two different people reach a similarity, for the thresholds of a search.

        Over all quality bands; counted as far as the data go, an exponential tail beyond, where
        `extrapolated_above` says so. Arguments as in `weigh`. The rate is that of strangers drawn
        from the reference set: within one sex, age band and region it is higher. Refuses with
        `OutsideReach` and `UnknownGrade`.
        """
        # Late: whoever only weighs a pair should not pay for the stores of a gallery.
        from antigone.gallery import NonMated

        of = self._known(grade=grade, condition=condition)
        fitted = self._non_mated.get((of, self._references(references)))
        if fitted is None:
            raise ReferencesOutsideReach(
                outside="references", calibration=self.id, of=of, references=references
            )
        return NonMated(
            scores=tuple(fitted["scores"]),
            log10_fmr=tuple(fitted["log10_fmr"]),
            tail_slope=fitted["tail_slope"],
            source=f"{self.id} ({of}, {_counted(references, as_if=fitted['references'])})",
        )

    def _known(self, *, grade: str, condition: str) -> str:
        if bool(grade) == bool(condition):
            raise TypeError("name exactly one of grade and condition")
        known = tuple(self.grades) if grade else self.conditions
        of = grade or condition
        if of not in known:
            raise UnknownGrade(name=of, calibration=self.id, known=", ".join(known))
        if grade and not self.grades[grade]:
            raise GradeOutsideReach(outside="grade", calibration=self.id, of=of)
        return of

    def _references(self, references: int) -> int:
        """Return the largest fitted number of references that is not above the one given."""
        return max((fitted for fitted in self._counted if fitted <= references), default=0)


def _counted(references: int, *, as_if: int) -> str:
    counted = f"{references} reference{'' if references == 1 else 's'}"
    return counted if references == as_if else f"{counted} weighed as {as_if}"


def _fixed(values: list[float]) -> Numbers:
    numbers = np.array(values, dtype=np.float64)
    numbers.flags.writeable = False
    return numbers
