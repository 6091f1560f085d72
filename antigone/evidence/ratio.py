"""How much a finding is worth: a number that carries its question, its interval and its limit."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from antigone.errors import Refusal
from antigone.wording import N_, say

Status = Literal["simulated", "tables", "site", "imported"]

# ENFSI Guideline for Evaluative Reporting in Forensic Science (2015), table of verbal equivalents:
# the LR up to which each phrase holds. A boundary takes the weaker phrase. Read in one direction
# only, number to words: examiners' words overstate measured ratios by orders of magnitude.
_NO_SUPPORT_BELOW = math.log10(2)
_VERBAL_SCALE = (
    (1.0, N_("weak support")),
    (2.0, N_("moderate support")),
    (3.0, N_("moderately strong support")),
    (4.0, N_("strong support")),
    (6.0, N_("very strong support")),
    (math.inf, N_("extremely strong support")),
)
_NO_SUPPORT = N_("no support")

_SUPPORTS = N_("The finding supports, {times} times {range}, “{same}” over “{other}”: {strength}.")
_SPEAKS_AGAINST = N_(
    "The finding speaks against, {times} times {range}, “{same}” compared with “{other}”: "
    "{strength} for the second."
)
_SUPPORTS_NEITHER = N_(
    "The finding supports neither “{same}” nor “{other}”, {times} times {range}: {strength}."
)
_SUPPORTS_IN_SHORT = N_("supports, {times} times {range}")
_AGAINST_IN_SHORT = N_("speaks against, {times} times {range}")
_NEITHER_IN_SHORT = N_("supports neither, {times} times {range}")
_FROM_TO = N_("({low} to {high})")
_OR_MORE = N_("or more")
_AT_BOUND = N_("This is at the limit of our reference data; they cannot show more.")
_CAUTIONS: dict[Status, str] = {
    "simulated": N_(
        "Fitted on simulated photographs of living people: it may order a list and explain "
        "itself, and is not field accuracy."
    ),
    "tables": N_("Reckoned from published or assumed frequencies, not from this site's own cases."),
    "site": "",
    "imported": N_("Computed elsewhere and taken over as reported."),
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Marks along a line are written out up to ten thousand, a number in a sentence to thousands of millions.
_WRITTEN_OUT_POWERS, _WRITTEN_OUT = 5, 10

MOST_LOG10 = 300.0
"""log10 LR beyond which no report goes, either way: what lies there is a ratio on another scale."""

# Rounding in a file or in a sum must not turn a valid ratio into a refusal (log10 units).
_SLACK = 1e-9


class UnfitRatio(Refusal):
    """A likelihood ratio contradicts its own interval or bound, or is not a number."""

    code = "unfit-ratio"
    sentence = N_(
        "log10 LR {log10} with interval {low} to {high} and bound {lower} to {upper}, from "
        "“{source}”, contradicts itself. It was not used."
    )
    remedy = N_(
        "The value must lie in its interval, the interval in the bound, and all be finite: check "
        "the report it came from."
    )


class DifferentHypotheses(Refusal):
    """Ratios that answer different questions were to be added."""

    code = "different-hypotheses"
    sentence = N_(
        "“{first}” weighs {first_same} / {first_other}; “{second}” weighs {second_same} / "
        "{second_other}. They were not added."
    )
    remedy = N_("Have one of the findings weighed again under the hypotheses of the other.")


class Hypotheses(NamedTuple):
    """The two explanations that a ratio compares, each a plain clause without a full stop."""

    same: str
    other: str


@dataclass(frozen=True, kw_only=True)
class LikelihoodRatio:
    """How many times more probable a finding is if `hypotheses.same` holds than if the other does.

    `log10`, `interval` (lower and upper end, 95 % unless the source says otherwise) and `bound`
    (what the reference data can carry at most, either way) are log10 likelihood ratios: 0 is no
    support, 2 is a hundred times. `source` names the calibration or the report. `status`:
    "simulated" may order lists and explain itself, "tables" was reckoned from published or assumed
    frequencies, "site" was fitted on a site's own cases, "imported" was reported by a laboratory.

    Refuses with `UnfitRatio` where value, interval and bound contradict one another.
    """

    log10: float
    interval: tuple[float, float]
    bound: tuple[float, float]
    hypotheses: Hypotheses
    source: str
    status: Status

    def __post_init__(self) -> None:
        low, high = self.interval
        lower, upper = self.bound
        numbers = (self.log10, low, high, lower, upper)
        in_order = lower - _SLACK <= low <= self.log10 + _SLACK <= high + 2 * _SLACK
        if not all(map(math.isfinite, numbers)) or not in_order or high > upper + _SLACK:
            raise UnfitRatio(
                log10=self.log10, low=low, high=high, lower=lower, upper=upper, source=self.source
            )
        if self.status not in _CAUTIONS:
            raise ValueError(f"status {self.status!r} is none of {', '.join(_CAUTIONS)}")

    @property
    def at_bound(self) -> bool:
        """Whether the reference data, not the finding, set the value."""
        lower, upper = self.bound
        return self.log10 <= lower + _SLACK or self.log10 >= upper - _SLACK

    def and_(self, other: Self) -> "LikelihoodRatio":
        """Return the ratio of both findings together: logarithms, intervals and bounds are summed.

        That sum holds only for findings that are independent given either hypothesis; the caller
        answers for it (two readings of one face are one finding). The summed interval is wider
        than a joint one would be. Status is the weaker of the two, "simulated" before "tables" before
        "imported" before "site". Refuses with `DifferentHypotheses`.
        """
        if self.hypotheses != other.hypotheses:
            raise DifferentHypotheses(
                first=self.source,
                first_same=self.hypotheses.same,
                first_other=self.hypotheses.other,
                second=other.source,
                second_same=other.hypotheses.same,
                second_other=other.hypotheses.other,
            )
        weakest: tuple[Status, ...] = ("simulated", "tables", "imported", "site")
        return LikelihoodRatio(
            log10=self.log10 + other.log10,
            interval=(self.interval[0] + other.interval[0], self.interval[1] + other.interval[1]),
            bound=(self.bound[0] + other.bound[0], self.bound[1] + other.bound[1]),
            hypotheses=self.hypotheses,
            source=f"{self.source}; {other.source}",
            status=min(self.status, other.status, key=weakest.index),
        )

    __add__ = and_

    def strength(self, language: str = "en") -> str:
        """Return the ENFSI phrase for the strength alone, whichever way it points."""
        return say(_phrase(abs(self.log10)), language)

    def words(self, language: str = "en") -> str:
        """Return direction, times, interval, hypotheses and strength in a full sentence.

        Numbers have two significant figures. Below 1 they are inverted, so that "40 times" is
        read the same way on both sides.
        """
        _, sentence = self._sentences
        said = say(
            sentence,
            language,
            times=self._times,
            range=self._range(language),
            same=say(self.hypotheses.same, language),
            other=say(self.hypotheses.other, language),
            strength=self.strength(language),
        )
        return f"{said} {say(_AT_BOUND, language)}" if self.at_bound else said

    def in_short(self, language: str = "en") -> str:
        """Return direction, times and interval alone, for a line of a list."""
        sentence, _ = self._sentences
        return say(sentence, language, times=self._times, range=self._range(language))

    @property
    def _is_neutral(self) -> bool:
        return abs(self.log10) < _NO_SUPPORT_BELOW - _SLACK

    @property
    def _sentences(self) -> tuple[str, str]:
        """The short and the full sentence for the way the ratio points."""
        if self._is_neutral:
            return _NEITHER_IN_SHORT, _SUPPORTS_NEITHER
        if self.log10 < 0:
            return _AGAINST_IN_SHORT, _SPEAKS_AGAINST
        return _SUPPORTS_IN_SHORT, _SUPPORTS

    @property
    def _times(self) -> str:
        return _times(self.log10 if self._is_neutral else abs(self.log10))

    def _range(self, language: str) -> str:
        """Return the interval in words, turned the way the ratio points."""
        low, high = self.interval
        if self.log10 < 0 and not self._is_neutral:
            low, high = -high, -low
        # The whole interval at the bound: "8 900 to 8 900" would pass for precision.
        cut_off = self.at_bound and low == high and not self._is_neutral
        return say(_OR_MORE if cut_off else _FROM_TO, language, low=_times(low), high=_times(high))

    def caution(self, language: str = "en") -> str:
        """Return what limits the use of this ratio by its status; empty for a site's own."""
        caution = _CAUTIONS[self.status]
        return say(caution, language) if caution else ""

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Return the ratio under the key names that commands and API promise."""
        return {
            "log10_lr": self.log10,
            "interval": list(self.interval),
            "bound": list(self.bound),
            "hypotheses": [say(clause, language) for clause in self.hypotheses],
            "source": self.source,
            "status": self.status,
            "words": self.words(language),
        }


def _phrase(magnitude: float) -> str:
    if magnitude < _NO_SUPPORT_BELOW - _SLACK:
        return _NO_SUPPORT
    return next(phrase for most, phrase in _VERBAL_SCALE if magnitude <= most + _SLACK)


def in_times(log10: float) -> str:
    """Return how many times, whichever way it points, with two significant figures; 1 for none."""
    return _times(abs(log10))


def in_power(exponent: int) -> str:
    """Return 10 ** exponent as people write it: 1, 10, 100, 1 000, 10 000, then 10⁵."""
    if exponent < _WRITTEN_OUT_POWERS:
        return f"{10**exponent:,}".replace(",", "\u202f")
    return "10" + str(exponent).translate(_RAISED)


def _times(log10: float) -> str:
    """Return 10 ** log10 with two significant figures, thousands parted by a narrow space.

    From ten thousand million on as a power of ten: nobody reads twenty zeros. What lies beyond
    `MOST_LOG10` is said as that.
    """
    log10 = min(max(log10, -MOST_LOG10), MOST_LOG10)
    exponent = math.floor(log10 + _SLACK)
    # Reckoned with whole numbers: 10.0 ** 300 would print digits that nobody measured.
    figures = round(10 ** (log10 - exponent) * 10)
    if figures == 100:
        figures, exponent = 10, exponent + 1
    if exponent >= _WRITTEN_OUT:
        leading = "" if figures == 10 else f"{figures / 10:g} × "
        return leading + in_power(exponent)
    if exponent >= 1:
        return f"{figures * 10 ** (exponent - 1):,}".replace(",", "\u202f")
    return f"{figures / 10 ** (1 - exponent):.{1 - exponent}f}".rstrip("0").rstrip(".")
