"""Where strength is drawn: one log scale for every candidate and finding, six powers of ten each way.

The picture repeats what words and numbers beside it say. It is made of coordinates alone, since the
policy of the pages allows no style.
"""

from typing import Any

_MIDDLE = 120
_TEN = 20
_ENDS = 6
TICKS = tuple(_MIDDLE + _TEN * power for power in range(-_ENDS, _ENDS + 1))


def drawn(log10_lr: float | None, interval: list[float] | None) -> dict[str, Any] | None:
    """Return where a ratio and its interval stand on a drawing 240 wide, None where there is none.

    `kind` is "supports", "against" or "neither"; `beyond` says that the end of the scale is passed.
    """
    if log10_lr is None or interval is None:
        return None
    low, high = interval
    kind = "supports" if low > 0 else "against" if high < 0 else "neither"
    return {
        "point": _across(log10_lr),
        "low": _across(low),
        "high": _across(high),
        "kind": kind,
        "beyond": abs(log10_lr) > _ENDS,
    }


def _across(log10: float) -> float:
    return round(_MIDDLE + _TEN * max(-_ENDS, min(_ENDS, log10)), 1)
