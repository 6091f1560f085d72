"""What an examiner of friction ridges concluded, weighed by how often examiners err."""

from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Verdict = Literal["identified", "excluded", "inconclusive"]
_VERDICTS: tuple[Verdict, ...] = ("identified", "excluded", "inconclusive")


def fingerprint(
    *,
    verdict: Verdict,
    examiners: Literal[1, 2] = 1,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what a fingerprint verdict says. A ratio of the laboratory's own goes by `reported`.

    P(verdict | same) / P(verdict | other), both counted in trials with known answers; for
    `examiners` = 2, who looked independently and agree, both are squared: the bound, log10 of the
    comparisons tried, holds what that assumes. "inconclusive" is what the other two leave.
    Source: Ulery, Hicklin, Buscaglia & Roberts 2011, PNAS 108:7733 (latent prints: the harder case;
    "all false positive errors" were detected by independent examination). Refuses with
    `UnfitFinding`.
    """
    if verdict not in _VERDICTS or examiners not in (1, 2):
        raise UnfitFinding(
            finding="fingerprint",
            field="verdict",
            found=f"{verdict!r} of {examiners}",
            wanted=f"one of {', '.join(_VERDICTS)}, of 1 or 2 examiners",
        )
    of = population or default_population()
    names = [f"fingerprint.{given}.{if_}" for if_ in ("same", "other") for given in _VERDICTS[:2]]

    def times(
        identified_same: float, excluded_same: float, identified_other: float, excluded_other: float
    ) -> float:
        same = _chance(verdict, identified_same, excluded_same)
        other = _chance(verdict, identified_other, excluded_other)
        return float((same / other) ** examiners)

    return weighed(
        times,
        [of.figure(name) for name in names],
        source=f"fingerprint, {verdict} by {examiners}; {of}",
        hypotheses=hypotheses,
    )


def _chance(verdict: Verdict, identified: float, excluded: float) -> float:
    return {
        "identified": identified,
        "excluded": excluded,
        "inconclusive": max(0.0, 1 - identified - excluded),
    }[verdict]
