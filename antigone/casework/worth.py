"""What a finding is worth, in words, and what stands behind its number."""

from typing import TYPE_CHECKING

from django.conf import settings

from antigone.casework.models import Finding

if TYPE_CHECKING:
    from antigone.evidence.ratio import Status


def in_words(finding: Finding) -> str:
    """Return a finding's number, interval and direction in the home's language, in short."""
    from antigone.evidence import Hypotheses, LikelihoodRatio

    lower, _, upper = finding.bound.partition(" to ")
    ratio = LikelihoodRatio(
        log10=finding.log10_lr,
        interval=(finding.lower, finding.upper),
        # The bound is kept rounded.
        bound=(
            min(float(lower), finding.lower, finding.log10_lr),
            max(float(upper), finding.upper, finding.log10_lr),
        ),
        hypotheses=Hypotheses(same=finding.same, other=finding.other),
        source=finding.source,
        status=status_of(finding),
    )
    return ratio.in_short(settings.ANTIGONE.language)


def status_of(finding: Finding) -> "Status":
    """What stands behind the number, as the calibration says that made it.

    A laboratory's report has none. A calibration that is not here any more vouches for nothing.
    """
    from antigone.evidence import Calibration

    if not finding.calibration:
        return "imported"
    known = Calibration.builtin()
    return known.status if finding.calibration == known.id else "simulated"
