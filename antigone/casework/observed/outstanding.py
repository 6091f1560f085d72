"""How much an examination that nobody has made would be expected to tell.

By the results it could have: how often each is seen among others, and what it would be worth. From
these follow the mean log10 LR if it is she and if it is somebody else (see `Outstanding.of_results`).
"""

from collections.abc import Iterable
from typing import NamedTuple

from antigone.evidence import LikelihoodRatio, Outstanding


class Expected(NamedTuple):
    """The mean log10 LR of an examination under either explanation, and how often it has a result."""

    if_same: float
    if_other: float
    yields: float = 1.0


# Assumed, where no table says how strong such results usually are: fifteen markers and more of two
# close relatives come to about a million; a body in bad condition gives a profile less often.
DNA = Expected(6.0, -6.0, 0.8)
# Assumed: charts of some twenty teeth, of which half are treated.
TEETH = Expected(2.5, -2.5, 0.9)


def expected(results: Iterable[tuple[float, LikelihoodRatio]]) -> Expected:
    """Return what results are expected to tell: each with its share among others, and its worth."""
    shares = [(share, 10**ratio.log10) for share, ratio in results if share > 0]
    of_others = sum(share for share, _ in shares)
    of_same = sum(share * times for share, times in shares)
    weighed = Outstanding.of_results(
        [(share * times / of_same, share / of_others) for share, times in shares],
        discipline="",
        sentence="",
    )
    return Expected(weighed.if_same, weighed.if_other)


def of_two(agrees: LikelihoodRatio, differs: LikelihoodRatio) -> Expected:
    """Return what an examination with two possible results is expected to tell.

    The two ratios a and b leave no choice: with q the probability of the first result if it is
    somebody else, q·a + (1 - q)·b = 1, so q = (1 - b) / (a - b).
    """
    a, b = 10**agrees.log10, 10**differs.log10
    if not b < 1 < a:
        return Expected(0.0, 0.0)
    other = (1 - b) / (a - b)
    return expected(((other, agrees), (1 - other, differs)))
