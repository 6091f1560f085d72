"""Length of the body, or stature from bones, against the stature a family or a paper states."""

import math
from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.findings.sex import SEXES, Sex
from antigone.evidence.findings.spans import TWO_SIDED_95, Span
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

_TALLEST = 280.0
_SHORTEST_ADULT = 100.0


def stature(
    *,
    found: Span,
    reported: Span,
    sex: Sex,
    measured: Literal["body", "bones"] = "body",
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what stature says of an adult. Ranges are in centimetres, `found` a 95 % range.

    `sex` is the one the remains show: people of that sex are the population, so that sex is not
    counted twice. A body that lies measures longer by "stature.lengthening"; "bones" means living
    stature from bones. True statures are normal with mean μ and standard deviation σ, the measure x
    and the statement y normal about the truth with s and r:
    LR = (1 - e)·N(x, y; μ, μ, σ² + s², σ² + r², σ²) / (N(x; μ, σ² + s²)·N(y; μ, σ² + r²)) + e,
    with e how often a measure or statement is wrong altogether.
    Source: Lindley 1977, Biometrika 64:207; for stature Konigsberg, Ross & Jungers 2006, in Forensic
    Anthropology and Medicine, ch. 13; error of statements: Willey & Falsetti 1991, J Forensic Sci
    36:813. Refuses with `UnfitFinding` what is no adult's stature.
    """
    for field, span in (("found", found), ("reported", reported)):
        if not _SHORTEST_ADULT <= span.least <= span.most <= _TALLEST:
            raise UnfitFinding(
                finding="stature",
                field=field,
                found=f"{span.least:g} to {span.most:g}",
                wanted=f"centimetres of an adult, {_SHORTEST_ADULT:g} to {_TALLEST:g}",
            )
    if sex not in SEXES:
        raise UnfitFinding(
            finding="stature", field="sex", found=repr(sex), wanted=" or ".join(SEXES)
        )
    of = population or default_population()
    longer = of.figure("stature.lengthening").value if measured == "body" else 0.0
    x = (found.least + found.most) / 2 - longer
    y = (reported.least + reported.most) / 2
    half_found = (found.most - found.least) / 2 / TWO_SIDED_95
    half_reported = (reported.most - reported.least) / 2 / TWO_SIDED_95

    def times(mean: float, spread: float, measure: float, statement: float, error: float) -> float:
        of_x = spread**2 + max(measure, half_found) ** 2
        of_y = spread**2 + statement**2 + half_reported**2
        return (1 - error) * _together_over_apart(x - mean, y - mean, of_x, of_y, spread**2) + error

    names = (f"{sex}.mean", f"{sex}.spread", f"error.{measured}", "error.statement", "error.wrong")
    return weighed(
        times,
        [of.figure(f"stature.{name}") for name in names],
        source=f"stature by {measured}; {of}",
        hypotheses=hypotheses,
    )


def _together_over_apart(x: float, y: float, of_x: float, of_y: float, shared: float) -> float:
    """Return N2(x, y) / (N(x)·N(y)) for means of 0, two variances and a covariance."""
    determinant = of_x * of_y - shared**2
    exponent = (of_y * x**2 - 2 * shared * x * y + of_x * y**2) / determinant
    exponent -= x**2 / of_x + y**2 / of_y
    return math.sqrt(of_x * of_y / determinant) * math.exp(-exponent / 2)
