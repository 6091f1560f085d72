"""From similarities to a list of candidates, with a line that follows from the gallery's size.

A similarity that is rare between two strangers is common among ten thousand. With N comparisons
and a false match rate f(t), a search without a mate puts somebody above t with probability
1 - (1 - f(t))^N; the line is drawn where this equals the declared share of searches, FPIR
(ISO/IEC 19795-1; NIST FRTE 1:N). Each list shows how many people it is expected to show wrongly.

Nothing here is a finding. Who stands above the line is a candidate, and somebody must look; who
stands below is shown for investigation only, and marked.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from antigone.errors import Refusal
from antigone.gallery.entries import directions
from antigone.gallery.index import Index, SearchResult
from antigone.gallery.where import Permitted
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

INVESTIGATION = 50
"""People shown below the line (NIST FRTE, investigation mode)."""


class UnfitDistribution(Refusal):
    """A distribution of non-mated scores that no line can be drawn from."""

    code = "unfit-distribution"
    sentence = N_("The scores of different people are not {wanted}. No line was drawn.")
    remedy = N_("Fit the calibration again.")


class UnfitLine(Refusal):
    """A line was asked for with numbers out of their range."""

    code = "unfit-line"
    sentence = N_("{name} is {value}, not {wanted}. No line was drawn.")
    remedy = N_("Correct the number.")


@dataclass(frozen=True, kw_only=True)
class NonMated:
    """How often the similarity of two different people reaches a score, as a calibration found it.

    - `scores`: knots, rising. `log10_fmr`: log10 of the share of non-mated comparisons at or above
      each, falling from 0 at the first knot; straight lines between.
    - Beyond the last knot the data end. The tail is
      `log10_fmr[-1] + tail_slope·x + tail_curvature·x²` with x = score - scores[-1], in log10 per
      unit of score; the slope is below 0 and the curvature 0 or below.
    - `source`: which calibration this is.

    Raises `UnfitDistribution`.
    """

    scores: tuple[float, ...]
    log10_fmr: tuple[float, ...]
    tail_slope: float
    tail_curvature: float = 0.0
    source: str

    def __post_init__(self) -> None:
        numbers = (*self.scores, *self.log10_fmr, self.tail_slope, self.tail_curvature)
        if not all(map(math.isfinite, numbers)):
            raise UnfitDistribution(wanted="finite numbers")
        if len(self.scores) != len(self.log10_fmr) or len(self.scores) < 2:
            raise UnfitDistribution(wanted="two or more knots with a rate for each")
        if any(low >= high for low, high in pairwise(self.scores)):
            raise UnfitDistribution(wanted="in rising order")
        if self.log10_fmr[0] != 0 or any(low <= high for low, high in pairwise(self.log10_fmr)):
            raise UnfitDistribution(wanted="ever rarer, from all of them at the first knot")
        if self.tail_slope >= 0 or self.tail_curvature > 0:
            raise UnfitDistribution(wanted="ever rarer beyond the data")

    @property
    def extrapolated_above(self) -> float:
        """The score above which no data stand behind the rate."""
        return self.scores[-1]

    def log10_survival(self, score: float) -> float:
        """Return log10 of the share of non-mated comparisons at or above `score`, 0 or below."""
        if score <= self.scores[0]:
            return 0.0
        if score >= self.scores[-1]:
            beyond = score - self.scores[-1]
            return self.log10_fmr[-1] + (self.tail_slope + self.tail_curvature * beyond) * beyond
        return _between(score, self.scores, self.log10_fmr)

    def survival(self, score: float) -> float:
        """Return the share of non-mated comparisons at or above `score`, 0 to 1."""
        return float(10 ** self.log10_survival(score))

    def inverse(self, fmr: float) -> float:
        """Return the score that a share `fmr` of non-mated comparisons reaches.

        The score may lie above 1: then the data say that no similarity is rare enough.
        Raises `UnfitLine` for a share that is not above 0 and at most 1.
        """
        if not 0 < fmr <= 1:
            raise UnfitLine(name="fmr", value=fmr, wanted="above 0 and at most 1")
        wanted = math.log10(fmr)
        drop = wanted - self.log10_fmr[-1]
        if drop >= 0:
            rising = tuple(-rate for rate in self.log10_fmr)
            return _between(-wanted, rising, self.scores)
        # The root of curvature·x² + slope·x - drop = 0 that lies above 0, in the form that does
        # not cancel and holds for a straight tail (curvature 0) too.
        root = math.sqrt(self.tail_slope**2 + 4 * self.tail_curvature * drop)
        return self.scores[-1] + 2 * drop / (self.tail_slope - root)


@dataclass(frozen=True, kw_only=True)
class Line:
    """Where a shortlist divides.

    - `threshold`: similarity at or above which a candidate stands above the line. It may lie
      above 1, where no similarity is rare enough for so large a gallery.
    - `people`: in the gallery searched. `comparisons`: chances to be wrong; more than `people`
      where somebody has several templates, or several probes were searched.
    - `fpir`: the declared share of searches without a mate that may put somebody above.
    - `expected_false`: wrong people above the line in a search without a mate, on average.
    - `extrapolated`: whether the threshold lies where data end.
    """

    threshold: float
    people: int
    comparisons: int
    fpir: float
    expected_false: float
    extrapolated: bool
    non_mated: NonMated

    def expected_false_at(self, score: float) -> float:
        """Return how many wrong people are expected at or above `score`: comparisons · FMR.

        Where somebody has several templates it is an upper bound, and never more than `people`.
        """
        return min(float(self.people), self.comparisons * self.non_mated.survival(score))


def draw_line(
    non_mated: NonMated, *, people: int, fpir: float = 0.01, comparisons: int | None = None
) -> Line:
    """Draw the line for a gallery: t such that 1 - (1 - FMR(t))^N = `fpir`.

    N is `comparisons`, which is `people` unless more is given: three templates of one person are
    three chances to look like the probe, and a line drawn for one chance would break the declared
    share (the bound is that of independent chances, so the line errs upward). An empty gallery
    gets the line of one comparison, above which nobody is expected.

    Raises `UnfitLine`: `people` 0 or more, `comparisons` at least that, `fpir` above 0 below 1.
    """
    if people < 0:
        raise UnfitLine(name="people", value=people, wanted="0 or more")
    count = people if comparisons is None else comparisons
    if count < people:
        raise UnfitLine(name="comparisons", value=count, wanted=f"{people} or more")
    if not 0 < fpir < 1:
        raise UnfitLine(name="fpir", value=fpir, wanted="above 0 and below 1")
    # 1 - (1 - fpir)^(1/N), in the form that keeps its digits where N is in the millions.
    fmr = -math.expm1(math.log1p(-fpir) / max(1, count))
    threshold = non_mated.inverse(fmr)
    return Line(
        threshold=threshold,
        people=people,
        comparisons=count,
        fpir=fpir,
        expected_false=min(float(people), count * fmr),
        extrapolated=threshold > non_mated.extrapolated_above,
        non_mated=non_mated,
    )


@dataclass(frozen=True, kw_only=True)
class ShortlistLine:
    """One person on a shortlist, with the pair of photographs that look most alike.

    - `id`: the code of the person. `template`, `probe`: the best pair: the id of the template, and
      which probe (counted from 0).
    - `rank`: from 1. A rank is no strength.
    - `similarity`: cosine, -1 to 1.
    - `expected_false`: wrong people expected at or above this similarity in such a search.
    - `extrapolated`: whether that number stands where data end.
    """

    id: str
    rank: int
    similarity: float
    above_threshold: bool
    template: str
    probe: int
    expected_false: float
    extrapolated: bool


@dataclass(frozen=True, kw_only=True)
class Shortlist:
    """Who should be looked at, in order; each person once.

    `lines` holds everybody above the line, then the nearest below it, for investigation only.
    `not_listed` people were searched and stand further down. `seq` is the number the gallery
    stood at, `templates` the rows that were searched.
    """

    lines: tuple[ShortlistLine, ...]
    line: Line
    templates: int
    not_listed: int
    seq: int

    @property
    def above(self) -> tuple[ShortlistLine, ...]:
        """The candidates above the line."""
        return tuple(entry for entry in self.lines if entry.above_threshold)

    @property
    def below(self) -> tuple[ShortlistLine, ...]:
        """Those shown for investigation only."""
        return tuple(entry for entry in self.lines if not entry.above_threshold)


def shortlist(
    index: Index,
    probes: "ArrayLike",
    *,
    where: Permitted,
    non_mated: NonMated,
    fpir: float = 0.01,
    investigation: int = INVESTIGATION,
) -> Shortlist:
    """Search one body's probes and list the people who should be looked at.

    `probes` has shape (q, dim), or (dim,) for one: photographs of *one* body. Of each person the
    best pair of probe and template counts. Everybody above the line is listed, however many, and
    below it the nearest `investigation` people (0 to leave them out). Equal similarities stand
    in the order of their codes.

    Raises `UnfitLine` and what `Index.search` raises.
    """
    if investigation < 0:
        raise UnfitLine(name="investigation", value=investigation, wanted="0 or more")
    queries = directions(probes, dim=index.dim, what="probe")
    k = 2 * max(1, investigation)
    while True:
        result = index.search(queries, k, where)
        line = draw_line(
            non_mated,
            people=result.people_searched,
            fpir=fpir,
            comparisons=result.rows_searched * len(queries),
        )
        if (lines := _lines(result, line, k, investigation)) is not None:
            return Shortlist(
                lines=lines,
                line=line,
                templates=result.rows_searched,
                not_listed=result.people_searched - len(lines),
                seq=result.seq,
            )
        # Some person's several templates filled the answer: ask for more, so that nobody who
        # belongs on the list is crowded out by somebody else's photographs.
        k *= 4


def _lines(
    result: SearchResult, line: Line, k: int, investigation: int
) -> tuple[ShortlistLine, ...] | None:
    """Return the lines of a list, or `None` where `k` rows do not settle who is on it."""
    best: dict[str, tuple[float, str, int]] = {}
    for probe, (ids, scores, people) in enumerate(
        zip(result.ids, result.scores, result.people, strict=True)
    ):
        for identity, score, person in zip(ids, scores, people, strict=True):
            # Of equal pairs the first code and the first probe, so that a list can be repeated.
            pair = (-score, identity, probe)
            if person not in best or pair < best[person]:
                best[person] = pair
    order = sorted((score, person) for person, (score, _, _) in best.items())
    above = sum(-score >= line.threshold for score, _ in order)
    wanted = order[: above + investigation]
    if k < result.rows_searched:
        # Whatever the answers left out scores at most this.
        unseen = max(scores[-1] for scores in result.scores)
        complete = len(wanted) == above + investigation
        if unseen >= line.threshold or not complete or any(-score <= unseen for score, _ in wanted):
            return None
    return tuple(
        ShortlistLine(
            id=person,
            rank=rank,
            similarity=-score,
            above_threshold=-score >= line.threshold,
            template=best[person][1],
            probe=best[person][2],
            expected_false=line.expected_false_at(-score),
            extrapolated=-score > line.non_mated.extrapolated_above,
        )
        for rank, (score, person) in enumerate(wanted, start=1)
    )


def _between(at: float, places: tuple[float, ...], values: tuple[float, ...]) -> float:
    """Return the straight line through knots at `at`, which lies between the first and last."""
    right = min(bisect_right(places, at), len(places) - 1)
    share = (at - places[right - 1]) / (places[right] - places[right - 1])
    return values[right - 1] + share * (values[right] - values[right - 1])
