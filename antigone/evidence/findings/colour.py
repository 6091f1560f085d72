"""Colour of eyes and hair."""

from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio


def colour(
    *,
    part: Literal["eyes", "hair"],
    found: str,
    reported: str,
    state: Literal["fresh", "changed"] = "fresh",
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the colour of eyes or hair says. Colours are those of the population's shares.

    P(found | reported) / Σ P(true)·P(found | true). The chance of taking one colour for another is
    the figure "eyes.taken_for.A.B" of the two, either way round ("taken_for.others" where they have
    none), times "eyes.change" once the body has changed; each row is divided by its sum.
    Source: Marsico et al. 2023, Forensic Sci Int Genet 66:102891 (which divides by the plain share
    of the colour); loss of colour after death: assumption. Refuses with `NoFigure`.
    """
    of = population or default_population()
    shares = of.shares_of(part).shares
    seen = of.share(part, found)
    of.share(part, reported)  # Refused here if the population does not have it.

    def taken_for(true: str, for_: str, factor: float) -> float:
        if true == for_:
            return 1.0
        names = (f"{part}.taken_for.{true}.{for_}", f"{part}.taken_for.{for_}.{true}")
        name = next((one for one in names if one in of.figures), f"{part}.taken_for.others")
        return min(1.0, factor * of.figure(name).value)

    def chance(true: str, factor: float) -> float:
        row = {one: taken_for(true, one, factor) for one in shares}
        return row[found] / sum(row.values())

    change = of.figure(f"{part}.change").value if state == "changed" else 1.0

    def times(share: float, doubt: float) -> float:
        factor = doubt * change
        rest = (1 - share) / (1 - seen.value) if seen.value < 1 else 0.0
        other = share * chance(found, factor)
        other += sum(rest * shares[one] * chance(one, factor) for one in shares if one != found)
        return chance(reported, factor) / other

    return weighed(
        times,
        (seen, of.figure(f"{part}.doubt")),
        source=f"colour of {part}; {of}",
        hypotheses=hypotheses,
    )
