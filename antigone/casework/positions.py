"""Positions on the earth, as people write them into the place where somebody was found or last seen.

The text stays what was recorded; a position is only read out of it, for a map.
"""

import re
from dataclasses import dataclass
from math import isfinite

from antigone.errors import Refusal
from antigone.wording import N_

_DEGREES = r"[-+\u2212]?\d{1,3}\.\d{1,10}"
_DECIMAL = re.compile(rf"(?<![\d.])({_DEGREES})\s*,\s*({_DEGREES})(?![\d.]|\s*[°NSEW])")
# As ships write it: 36°30.72′N 18°02.46′E, with or without seconds.
_SIGNED = r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[\"″”]\s*)?"
_AT_SEA = re.compile(rf"{_SIGNED}([NS])[\s,;/]*{_SIGNED}([EW])")
# What the database can find such a text by, before it is read: a number with decimals, or degrees.
LOOKS_LIKE_ONE = r"[0-9]\.[0-9].*,|°"


class ImpossiblePosition(Refusal):
    """A position that is none would put somebody where nobody searched."""

    code = "impossible-position"
    sentence = N_("{written} is no position on the earth. Nothing was recorded.")
    remedy = N_(
        "Latitude lies between −90 and 90, longitude between −180 and 180 degrees, and not both are 0:"
        " 36.5120, 18.0410."
    )


@dataclass(frozen=True)
class Position:
    """Latitude and longitude in degrees, WGS 84. Refuses with `ImpossiblePosition`."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        # Zero and zero is where a missing position lands, in the Gulf of Guinea.
        stands = (
            isfinite(self.latitude)
            and isfinite(self.longitude)
            and abs(self.latitude) <= 90
            and abs(self.longitude) <= 180
            and (self.latitude, self.longitude) != (0, 0)
        )
        if not stands:
            raise ImpossiblePosition(written=f"{self.latitude:g}, {self.longitude:g}")

    def __str__(self) -> str:
        """Return it as text, to about a metre, and no finer than it was given."""
        return ", ".join(f"{round(one, 5)!r}" for one in (self.latitude, self.longitude))


def position_in(written: str) -> Position | None:
    """Return the last position of a text, None where there is none.

    Understood are degrees with decimals (36.5120, 18.0410) and degrees with minutes and seconds
    (36°30.72′N 18°02.46′E). Raises `ImpossiblePosition`.
    """
    found = [(one.end(), one) for one in (*_DECIMAL.finditer(written), *_AT_SEA.finditer(written))]
    if not found:
        return None
    last = max(found, key=lambda one: one[0])[1]
    if last.re is _DECIMAL:
        return Position(*(float(part.replace("\u2212", "-")) for part in last.groups()))
    parts = last.groups()
    return Position(_in_degrees(*parts[:4]), _in_degrees(*parts[4:]))


def _in_degrees(degrees: str, minutes: str | None, seconds: str | None, side: str) -> float:
    value = int(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if side in "SW" else value
