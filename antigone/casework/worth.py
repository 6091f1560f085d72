"""What a finding is worth, in words, and what stands behind its number; and which findings count."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from antigone.casework.models import Finding

if TYPE_CHECKING:
    from antigone.evidence.ratio import LikelihoodRatio, Status

EXCLUDED = "excluded"
"""In place of a number: the laboratory excludes the pair, and reports no ratio."""


def ratio_of(finding: Finding) -> "LikelihoodRatio":
    """Return a finding's ratio with its question. The finding has a number."""
    from antigone.evidence import Hypotheses, LikelihoodRatio

    lower, _, upper = finding.bound.partition(" to ")
    return LikelihoodRatio(
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


def in_words(finding: Finding, language: str = "") -> str:
    """Return a finding's number, interval and direction in short; by default in the home's language."""
    return ratio_of(finding).in_short(language or settings.ANTIGONE.language)


def status_of(finding: Finding) -> "Status":
    """What stands behind the number, as the calibration says that made it.

    A laboratory's report has none. A calibration that is not here any more vouches for nothing.
    """
    from antigone.evidence import Calibration
    from antigone.evidence.adopted import FOLDER, adopted

    if finding.weighing_id:
        return "tables"
    if not finding.calibration:
        return "imported"
    known = [Calibration.builtin(), *adopted(settings.ANTIGONE.home / FOLDER)]
    return next((one.status for one in known if one.id == finding.calibration), "simulated")


def standing(findings: Iterable[Finding], *, weighing: UUID | None) -> list[Finding]:
    """Return the findings on one pair that count, of all that were recorded, in their order.

    Of what was reckoned from the records those of the newest `weighing`; of a laboratory's tables the
    newest for each question; of everything else the newest of each kind and source. A corrected one
    takes the older's place, also where it is weaker.
    """
    held: dict[tuple[object, ...], Finding] = {}
    for one in sorted(findings, key=lambda row: row.recorded_at):
        if one.weighing_id:
            if one.weighing_id == weighing:
                held[one.pk,] = one
        elif one.imported_id:
            held[one.kind, one.imported.laboratory, one.same, one.other] = one
        else:
            held[one.kind, one.source] = one
    return list(held.values())
