"""Clothing, effects and papers: how rare they are, and how often they lie with somebody else."""

from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Attached = Literal["worn", "carried", "near"]
Kind = Literal["clothing", "effect", "paper"]


def belonging(
    *,
    kind: Kind,
    found: bool,
    bodies: int,
    rarity: Figure | str = "",
    attached: Attached = "worn",
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what one reported thing says: found with the remains, or looked for and not found.

    `rarity` is how often remains bear one like it of their own: a counted `Figure`, or
    "common", "uncommon", "rare", "marked" (engraved, with a name). Papers that bear the name are
    "named" unless stated otherwise. `attached` is how the thing was found; `bodies` (2 or more) how
    many remains the operation has.

    With w how often families are wrong about it, d how often a thing stays with its owner, h = (1 -
    w)·d, f the rarity, t how often such things are found with somebody else, spread over the other
    bodies, and c = f + t / (bodies - 1):
    found (h + (1 - h)·c) / c; not found 1 - h.
    A passport in a pocket is worth what t allows: people carry each other's papers.
    Source: the form is that for transferred traces, Evett 1984, Appl Stat 33:25 (transfer and
    background frequency apart); all default figures are assumptions. Refuses with
    `UnfitFinding` and `NoFigure`.
    """
    if bodies < 2:
        raise UnfitFinding(finding="belonging", field="bodies", found=bodies, wanted="2 or more")
    of = population or default_population()
    named = rarity or ("named" if kind == "paper" else "common")
    often = named if isinstance(named, Figure) else of.figure(f"belongings.rarity.{named}")

    def times(wrong: float, kept: float, strayed: float, rare: float) -> float:
        had = (1 - wrong) * kept
        if not found:
            return 1 - had
        chance = min(1.0, rare + strayed / (bodies - 1))
        return (had + (1 - had) * chance) / chance

    return weighed(
        times,
        (
            of.figure(f"belongings.wrongly_reported.{kind}"),
            of.figure(f"belongings.kept.{kind}"),
            of.figure(f"belongings.strayed.{attached}"),
            often,
        ),
        source=f"{kind}, {attached}; {of}",
        hypotheses=hypotheses,
    )
