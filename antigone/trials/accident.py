"""A simulated closed accident: a manifest, as many bodies, and findings that err as often as they say.

Nobody in it exists. Faces take their scores from the comparisons that the built-in calibration was
fitted on; sex, age, marks and teeth are drawn, and misjudged, with the figures of the findings
themselves; DNA with the law that a right ratio has. So it tells whether the weighing is consistent:
whether findings of such different strength, added up for all bodies at once, still come true as often
as they say. It cannot tell whether the figures are right, and is no measure of the field.
"""

import csv
import gzip
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.errors import Refusal
from antigone.evidence import Calibration, OutsideReach, Problem, reconcile
from antigone.evidence.findings.age import age, age_groups
from antigone.evidence.findings.marks import KINDS, Mark, mark
from antigone.evidence.findings.population import default_population
from antigone.evidence.findings.sex import SEXES, Sex, sex
from antigone.evidence.findings.spans import TWO_SIDED_95, Span
from antigone.evidence.reported import REPORTED_BOUND
from antigone.trials.mouths import Mouths
from antigone.wording import N_

SEEDS = range(1, 201)
"""Fixed before anything was tuned: every figure that is published is over all of them."""

PEOPLE = 300
WITH_DNA, WITH_MARKS, WITH_TEETH = 0.4, 0.5, 0.3
"""Shares of the missing of whom there are relatives' DNA, a mark that the family tells of, a chart."""

GRADES: Mapping[str, float] = {
    "fresh": 0.2,
    "early change": 0.3,
    "trauma to face": 0.25,
    "bloat": 0.15,
    "burnt": 0.1,
}
"""Conditions of the bodies, some found at once, some late. No calibration reaches burnt faces; they
are not weighed, and neither is a probe in which no face was found."""

SWAPPED = 0.001
"""How often a sample is somebody else's. Assumption; the profile's own error is in its ratio."""

# Share and mean log10 LR, if the relation holds: parent or child, full sibling, the person's own
# toothbrush. Assumption, of the order that laboratories report for about twenty STR markers.
_KINSHIP = ((0.5, 6.0), (0.3, 4.0), (0.2, 12.0))
# Half of an examiner's 95 % range, years: children by their teeth, adults by their bones.
_CHILD, _OF_CHILDREN, _OF_ADULTS = 15, (1.0, 2.0), (4.0, 8.0)
_TELLING = 0.01
_SIDED = ("shoulder", "upper-arm", "forearm", "hand", "thigh", "lower-leg", "foot")

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


class MissingScores(Refusal):
    """The score files that faces are drawn from are not there."""

    code = "missing-scores"
    sentence = N_("{path} is not there. No accident was simulated.")
    remedy = N_("Run it in a source folder: the scores stand in “calibration” and are not shipped.")


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceScores:
    """Comparisons of one reference with one probe: similarity, probe quality, by condition."""

    mated: Mapping[str, Numbers]
    others: Mapping[str, Numbers]

    @classmethod
    def read(cls, path: Path) -> "FaceScores":
        """Read `pairs.csv.gz` (see calibration/README.md). Refuses with `MissingScores`."""
        if not path.is_file():
            raise MissingScores(path=path)
        rows: dict[tuple[str, str], list[tuple[float, float]]] = {}
        with gzip.open(path, "rt", encoding="ascii", newline="") as file:
            for row in csv.DictReader(file):
                # Empty where no face was found in the probe: that is a result as well.
                if row["references"] == "1":
                    seen = float(row["similarity"] or "nan"), float(row["probe_length"] or "nan")
                    rows.setdefault((row["condition"], row["mated"]), []).append(seen)
        return cls(
            mated={name: np.array(of) for (name, mated), of in rows.items() if mated == "1"},
            others={name: np.array(of) for (name, mated), of in rows.items() if mated == "0"},
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Accident:
    """Remains, missing, what is known of each pair, and who is whom (a column for each row)."""

    problem: Problem
    truth: Places


@dataclass(frozen=True, kw_only=True, eq=False)
class Leads:
    """For each body one person: `strength` orders the leads, `right` says which were right."""

    strength: Numbers
    right: NDArray[np.bool_]

    def wrong(self, coverage: float) -> int:
        """Return how many of the strongest leads are wrong, given to this share of the bodies."""
        strongest = np.argsort(-self.strength, kind="stable")[: round(coverage * len(self.right))]
        return int((~self.right[strongest]).sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What came of one accident.

    - `jointly`: the best joint assignment; strength is the posterior.
    - `by_score`: the person with the highest weight, body by body; strength is the weight.
    - `by_share`: the same person; strength is the weight's share of the body's weights, as if nobody
      else had been found.
    - `stated`, `came_true`: every pair with a posterior of 1 % or more, and whether it is right.
    """

    jointly: Leads
    by_score: Leads
    by_share: Leads
    stated: Numbers
    came_true: NDArray[np.bool_]
    converged: bool


def simulate(
    seed: int,
    *,
    scores: FaceScores,
    people: int = PEOPLE,
    calibration: Calibration | None = None,
) -> Accident:
    """Return one accident; the same seed gives the same one. `people` were on board, all died."""
    rng = np.random.default_rng(seed)
    truth = rng.permutation(people)
    weights = _sex(rng, truth) + _age(rng, truth) + _marks(rng, truth) + _teeth(rng, truth)
    weights += _dna(rng, truth) + _faces(rng, truth, scores, calibration or Calibration.builtin())
    problem = Problem(
        remains=tuple(f"R{at}" for at in range(people)),
        missing=tuple(f"M{at}" for at in range(people)),
        log10_lr=weights,
        closed=True,
    )
    return Accident(problem=problem, truth=truth)


def judge(accident: Accident, *, seed: int = 0) -> Outcome:
    """Return how right reconciliation was, and how right each body's highest weight."""
    found = reconcile(accident.problem, seed=seed)
    weights, truth = accident.problem.log10_lr, accident.truth
    bodies = np.arange(len(truth))
    column = {name: at for at, name in enumerate(accident.problem.missing)}
    joint = np.array([column[found.best[name] or ""] for name in accident.problem.remains])
    alone = weights.argmax(axis=1)
    highest = weights[bodies, alone]
    telling = found.posterior >= _TELLING
    return Outcome(
        jointly=Leads(strength=found.posterior[bodies, joint], right=joint == truth),
        by_score=Leads(strength=highest, right=alone == truth),
        by_share=Leads(
            strength=1 / (10 ** (weights - highest[:, None])).sum(axis=1), right=alone == truth
        ),
        stated=found.posterior[telling],
        came_true=(truth[:, None] == bodies)[telling],
        converged=found.convergence is None or found.convergence.converged,
    )


def _sex(rng: np.random.Generator, truth: Places) -> Numbers:
    of = default_population()
    error, record = of.figure("sex.error.body").value, of.figure("sex.record").value
    female = rng.random(len(truth)) < of.share("sex", "female").value
    found = female[truth] ^ (rng.random(len(truth)) < error)
    reported = female ^ (rng.random(len(truth)) < record)
    table = np.array([[_of_sex(one, other) for other in SEXES] for one in SEXES])
    weights: Numbers = table[(~found).astype(int)[:, None], (~reported).astype(int)]
    return weights


def _age(rng: np.random.Generator, truth: Places) -> Numbers:
    """Ages by the population's groups; the middle of a range is normal about the age."""
    of = default_population()
    error, widening = of.figure("age.error").value, of.figure("age.widening").value
    lived = _ages(rng, len(truth))
    child = lived[truth] < _CHILD
    half = np.where(child, rng.choice(_OF_CHILDREN, len(truth)), rng.choice(_OF_ADULTS, len(truth)))
    misjudged = rng.random(len(truth)) < error
    about = np.where(misjudged, _ages(rng, len(truth)), lived[truth])
    middle = about + rng.normal(0, widening * half / TWO_SIDED_95)
    # Ranges are stated in completed years, and none begins before birth.
    least = np.maximum(np.round(middle - half), 0)
    most = least + 2 * half - 1
    reported = np.floor(lived)
    return np.array(
        [
            [_of_age(least[row], most[row], year) for year in reported.tolist()]
            for row in range(len(truth))
        ]
    )


def _ages(rng: np.random.Generator, count: int) -> Numbers:
    groups = age_groups(default_population().shares_of("age").shares)
    least, end, share = map(np.array, zip(*groups, strict=True))
    group = rng.choice(len(share), size=count, p=share / share.sum())
    return rng.uniform(least[group], end[group])


def _marks(rng: np.random.Generator, truth: Places) -> Numbers:
    """Families tell of one mark; examiners overlook some that are there."""
    of = default_population()
    count = len(truth)
    borne = [_borne(rng) for _ in range(count)]
    seen = [
        tuple(
            one
            for one in borne[person]
            if rng.random() >= of.figure(f"marks.missed.{one.kind}").value
        )
        for person in truth
    ]
    weights = np.zeros((count, count))
    marked = [person for person in range(count) if borne[person]]
    asked = rng.choice(marked, size=min(round(WITH_MARKS * count), len(marked)), replace=False)
    for person in asked.tolist():
        wrong = rng.random() < of.figure("marks.wrongly_reported").value
        # A mark told wrongly is one that somebody might have, only not this person.
        bearer = rng.choice(marked) if wrong else person
        told = borne[bearer][rng.integers(len(borne[bearer]))]
        for row in range(count):
            like = tuple(one for one in seen[row] if one.corresponds(told))
            weights[row, person] = _of_mark(told, like)
    return weights


def _borne(rng: np.random.Generator) -> tuple[Mark, ...]:
    """Return the marks of one person: a random number of each kind, places by their shares."""
    of = default_population()
    marks: list[Mark] = []
    for kind in KINDS:
        places = of.shares_of(f"marks.place.{kind}").shares
        motifs = of.shares_of("marks.motif").shares
        for _ in range(rng.poisson(of.figure(f"marks.number.{kind}").value)):
            place = _one_of(rng, places)
            side = ("left", "right")[rng.integers(2)] if place in _SIDED else ""
            motif = _one_of(rng, motifs) if kind == "tattoo" else ""
            marks.append(Mark(kind=kind, place=place, side=side, motif=motif))  # type: ignore[arg-type]
    return tuple(marks)


def _one_of(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    heaped = np.cumsum(list(shares.values()))
    return list(shares)[int(np.searchsorted(heaped, rng.random() * heaped[-1], "right"))]


def _teeth(rng: np.random.Generator, truth: Places) -> Numbers:
    mouths = Mouths.of_population()
    years = rng.uniform(0, 10, len(truth))
    charted = mouths.draw(rng, len(truth))
    found = mouths.later(rng, charted[truth], years[truth])
    has_chart = rng.random(len(truth)) < WITH_TEETH
    return np.where(has_chart, mouths.log10_lr(found, charted, years), 0.0)


def _dna(rng: np.random.Generator, truth: Places) -> Numbers:
    """Ratios of a laboratory that reports right ones, through samples that are rarely swapped.

    The log LR of a right ratio that is normal has mean +s²/2 and -s²/2 (natural logarithms).
    """
    count = len(truth)
    shares, strengths = map(np.array, zip(*_KINSHIP, strict=True))
    mean = strengths[rng.choice(len(shares), size=count, p=shares)] * math.log(10)
    same = (truth[:, None] == np.arange(count)) & (rng.random((count, 1)) >= SWAPPED)
    drawn = rng.normal(np.where(same, mean, -mean), np.sqrt(2 * mean))
    # With a chance of SWAPPED the sample is of somebody else, under either explanation alike.
    reported = np.log10((1 - SWAPPED) * np.exp(np.clip(drawn, -600, 600)) + SWAPPED)
    return np.where(rng.random(count) < WITH_DNA, np.clip(reported, *REPORTED_BOUND), 0.0)


def _faces(
    rng: np.random.Generator, truth: Places, scores: FaceScores, calibration: Calibration
) -> Numbers:
    """Each body is one probe of its grade, compared with one reference of everybody."""
    weights = np.zeros((len(truth), len(truth)))
    grades = rng.choice(list(GRADES), size=len(truth), p=list(GRADES.values()))
    for row, grade in enumerate(map(str, grades)):
        conditions = calibration.grades[grade]
        if not conditions:
            continue
        condition = conditions[rng.integers(len(conditions))]
        mated = scores.mated[condition]
        similarity, length = mated[rng.integers(len(mated))]
        try:
            cell = calibration.cell(quality=float(length), references=1, grade=grade)
        except OutsideReach:
            continue
        others = _of_band(scores, condition, calibration.band(float(length)) or "", calibration)
        compared = others[rng.integers(len(others), size=len(truth))]
        compared[truth[row]] = similarity
        weights[row] = cell.log10_lr(compared)
    return weights


def _of_band(scores: FaceScores, condition: str, band: str, calibration: Calibration) -> Numbers:
    """Return similarities of different people whose probes are of one quality."""
    similarity, length = scores.others[condition].T
    alike: Numbers = similarity[[calibration.band(float(one)) == band for one in length]]
    return alike


@cache
def _of_sex(found: Sex, reported: Sex) -> float:
    return sex(found=found, reported=reported).log10


@cache
def _of_age(least: float, most: float, reported: float) -> float:
    return age(found=Span(least, most), reported=Span(reported, reported)).log10


@cache
def _of_mark(told: Mark, like: Sequence[Mark]) -> float:
    return mark(reported=told, found=like).log10
