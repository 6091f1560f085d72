"""Whether stated probabilities come true as often as they say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from antigone.errors import Refusal
from antigone.wording import N_

_Z95 = 1.959964


class UnfitForecasts(Refusal):
    """Probabilities and outcomes do not belong together."""

    code = "unfit-forecasts"
    sentence = N_("{found} were given, not {wanted}. No reliability was computed.")
    remedy = N_("Give one outcome, true or false, for each probability from 0 to 1.")


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Forecasts between two probabilities: their mean, how many there were, and what came true.

    `low` and `high` are the ends of the 95 % Wilson interval of `observed`.
    """

    stated: float
    observed: float
    count: int
    low: float
    high: float


def reliability(
    probabilities: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10
) -> tuple[Bin, ...]:
    """Return the forecasts in bins of equal width from 0 to 1; empty bins are left out.

    Wilson 1927, doi:10.1080/01621459.1927.10502953, for the intervals. Refuses with `UnfitForecasts`.
    """
    stated = np.asarray(probabilities, dtype=np.float64)
    came_true = np.asarray(outcomes, dtype=np.bool_)
    if stated.shape != came_true.shape or stated.ndim != 1 or not len(stated):
        raise UnfitForecasts(
            found=f"{stated.size} probabilities and {came_true.size} outcomes",
            wanted="as many of both",
        )
    if not ((stated >= 0) & (stated <= 1)).all():
        raise UnfitForecasts(found="numbers beyond 0 and 1", wanted="probabilities")
    places = np.minimum((stated * bins).astype(np.int64), bins - 1)
    return tuple(
        _bin(stated[places == place], came_true[places == place])
        for place in range(bins)
        if (places == place).any()
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of what came true from what was stated, weighted by count."""
    whole = sum(one.count for one in bins)
    return sum(one.count * abs(one.observed - one.stated) for one in bins) / whole


def _bin(stated: np.ndarray, came_true: np.ndarray) -> Bin:
    count, observed = len(stated), float(came_true.mean())
    spread = _Z95**2 / count
    middle = (observed + spread / 2) / (1 + spread)
    reach = (
        _Z95 * math.sqrt(observed * (1 - observed) / count + spread / (4 * count)) / (1 + spread)
    )
    return Bin(
        stated=float(stated.mean()),
        observed=observed,
        count=count,
        low=max(0.0, middle - reach),
        high=min(1.0, middle + reach),
    )
