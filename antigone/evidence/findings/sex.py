"""Sex of the remains against the sex of the missing person."""

from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Sex = Literal["female", "male"]
SEXES: tuple[Sex, ...] = ("female", "male")


def sex(
    *,
    found: Sex,
    reported: Sex,
    method: str = "body",
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the sex of the remains says.

    P(found | same) / P(found | other), with e the examiner's error by `method` ("body", "pelvis",
    "skull"), r the error of records, p the share of `found` in the population:
    numerator (1 - r)(1 - e) + r·e if both agree, (1 - r)·e + r(1 - e) if not;
    denominator p(1 - e) + (1 - p)·e.
    Source: Steadman, Adams & Konigsberg 2006, Am J Phys Anthropol 131:15; Marsico et al. 2023,
    Forensic Sci Int Genet 66:102891 (without r). A missing person registered under another sex than
    the body would show is reported by what the body would show. A child's bones do not tell: leave
    sex out there. Refuses with `UnfitFinding` and
    `NoFigure`.
    """
    for field, given in (("found", found), ("reported", reported)):
        if given not in SEXES:
            raise UnfitFinding(
                finding="sex", field=field, found=repr(given), wanted=" or ".join(SEXES)
            )
    of = population or default_population()

    def times(share: float, error: float, record: float) -> float:
        if found == reported:
            same = (1 - record) * (1 - error) + record * error
        else:
            same = (1 - record) * error + record * (1 - error)
        return same / (share * (1 - error) + (1 - share) * error)

    return weighed(
        times,
        (of.share("sex", found), of.figure(f"sex.error.{method}"), of.figure("sex.record")),
        source=f"sex by {method}; {of}",
        hypotheses=hypotheses,
    )
