"""Age at death against the age of the missing person."""

from collections.abc import Mapping

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.findings.spans import TWO_SIDED_95, Span, below
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

_LEAST_SPREAD = 0.5


def age(
    *,
    found: Span,
    reported: Span,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the age at death says. Both ranges are in completed years.

    `found` is the examiner's 95 % range. Its middle x is taken as normal about the true age, with
    standard deviation s = half the range / 1.96, widened by the factor "age.widening" because
    stated ranges hold less often than they say. With f the density of x,
    LR = (1 - e)·f(x | reported) / f(x | population) + e,
    in which f(x | reported) is the mean over the reported years, f(x | population) that over the
    ages of the population, and e how often an estimate is wrong altogether and says nothing.
    Source: Konigsberg, Herrmann, Wescott & Kimmerle 2008, J Forensic Sci 53:541 (age is weighed
    against the population's ages, not against the range alone); with a range that holds or does
    not, this is the age ratio of Marsico et al. 2023, Forensic Sci Int Genet 66:102891.

    The missing person's age is that at disappearance; where years may lie between it and death,
    widen `reported`. Refuses with `UnfitFinding`.
    """
    of = population or default_population()
    middle = (found.least + found.most + 1) / 2
    half = (found.most + 1 - found.least) / 2
    ages = age_groups(of.shares_of("age").shares)
    if found.least > ages[-1][1] or reported.least > ages[-1][1]:
        raise UnfitFinding(
            finding="age", field="least", found=max(found.least, reported.least), wanted="an age"
        )

    def times(error: float, widening: float) -> float:
        spread = max(_LEAST_SPREAD, widening * half / TWO_SIDED_95)

        def density(least: float, end: float) -> float:
            return (below(middle - least, 0, spread) - below(middle - end, 0, spread)) / (
                end - least
            )

        same = density(reported.least, reported.most + 1)
        other = sum(share * density(least, end) for least, end, share in ages)
        return (1 - error) * same / other + error

    return weighed(
        times,
        (of.figure("age.error"), of.figure("age.widening")),
        source=f"age {found.least:g} to {found.most:g}; {of}",
        hypotheses=hypotheses,
    )


def age_groups(shares: Mapping[str, float]) -> list[tuple[float, float, float]]:
    """Return groups of age as (least, end, share) in order, from names such as "15-24".

    Refuses with `UnfitFinding` a name that is no range.
    """
    groups: list[tuple[float, float, float]] = []
    for name, share in shares.items():
        least, dash, most = name.partition("-")
        if not dash or not least.isdecimal() or not most.isdecimal() or int(most) < int(least):
            raise UnfitFinding(finding="age", field="groups", found=name, wanted="such as 15-24")
        groups.append((float(least), float(most) + 1, share))
    return sorted(groups)
