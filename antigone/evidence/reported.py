"""Ratios that a laboratory computed and reported as a plain number, and the report they stand in."""

import math
import re
from dataclasses import dataclass
from datetime import date

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


class UnfitReport(Refusal):
    """A report does not say who computed what, by what, and when."""

    code = "unfit-report"
    sentence = N_("The report “{document}” states no {field} that can be kept. It was not used.")
    remedy = N_("Ask the laboratory for it: without it nobody can repeat or question the number.")


_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, kw_only=True)
class Report:
    """Where imported numbers come from: `laboratory`, `software` with its version, the day `issued`.

    `document` is the file's or report's name, `sha256` the digest of its bytes (64 hexadecimal
    digits). Refuses with `UnfitReport`.
    """

    laboratory: str
    software: str
    issued: date
    document: str
    sha256: str

    def __post_init__(self) -> None:
        for field in ("document", "laboratory", "software"):
            if not getattr(self, field).strip():
                raise UnfitReport(document=self.document, field=field)
        if not _DIGEST.match(self.sha256):
            raise UnfitReport(document=self.document, field="sha256")

    @property
    def source(self) -> str:
        """The report in one line, as a ratio names it."""
        return (
            f"{self.laboratory}, {self.software}, {self.issued.isoformat()}, {self.document} "
            f"(sha256 {self.sha256[:12]}…)"
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
