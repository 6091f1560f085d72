"""Ratios that a laboratory computed and reported as a plain number."""

import math

from antigone.errors import Refusal
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio
from antigone.wording import N_

REPORTED_BOUND = (-12.0, 12.0)
"""log10 LR that a reported ratio counts for at most, either way.

Beyond a trillion the rarity of a profile no longer matters: a swapped tube or a soiled sample is far
more frequent, and no population table knows of it.
"""


class ImpossibleRatio(Refusal):
    """A likelihood ratio that no finding can have was reported."""

    code = "impossible-ratio"
    sentence = N_(
        "{source} reports a likelihood ratio of {times}. A ratio is a finite number above 0. It "
        "was not used."
    )
    remedy = N_(
        "Ask for the ratio as a plain number, not its logarithm. For an exclusion, record the "
        "exclusion itself."
    )


def reported(
    times: float,
    *,
    hypotheses: Hypotheses,
    source: str,
    interval: tuple[float, float] | None = None,
    bound: tuple[float, float] = REPORTED_BOUND,
) -> LikelihoodRatio:
    """Return a reported likelihood ratio as one that can be weighed.

    `times` (above 0) and the ends of `interval` are plain ratios as laboratories print them; `bound`
    is in log10. What lies beyond the bound counts as the bound. `source` names laboratory, software
    and report. Refuses with `ImpossibleRatio` (0, below 0, infinite, not a number) and `UnfitRatio`.
    """
    for number in (times, *(interval or ())):
        if not (math.isfinite(number) and number > 0):
            raise ImpossibleRatio(source=source, times=number)
    lower, upper = bound
    value, low, high = (
        min(max(math.log10(number), lower), upper)
        for number in (times, *(interval or (times,) * 2))
    )
    return LikelihoodRatio(
        log10=value,
        interval=(low, high),
        bound=bound,
        hypotheses=hypotheses,
        source=source,
        status="imported",
    )
