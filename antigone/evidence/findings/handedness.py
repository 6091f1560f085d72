"""The hand a person preferred, where a body or what it carried tells."""

from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Hand = Literal["left", "right"]


def handedness(
    *,
    found: Hand,
    reported: Hand,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the preferred hand says. It says little: bones, watches and pockets mislead.

    With e the error of the inference from the body and p the share of `found` in the population:
    (1 - e) or e over p(1 - e) + (1 - p)·e, as for `sex`. Share of left-handed people: Papadatou-
    Pastou et al. 2020, Psychol Bull 146:481. Refuses with `UnfitFinding`.
    """
    for field, given in (("found", found), ("reported", reported)):
        if given not in ("left", "right"):
            raise UnfitFinding(
                finding="handedness", field=field, found=repr(given), wanted="left or right"
            )
    of = population or default_population()

    def times(share: float, error: float) -> float:
        same = 1 - error if found == reported else error
        return same / (share * (1 - error) + (1 - share) * error)

    return weighed(
        times,
        (of.share("handedness", found), of.figure("handedness.error")),
        source=f"handedness; {of}",
        hypotheses=hypotheses,
    )
