"""Scars, tattoos and other marks: coded by kind and place, with size, motif and picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

Side = Literal["", "left", "right", "middle"]

KINDS = ("tattoo", "scar", "surgical-scar", "birthmark", "piercing", "amputation")
PLACES = (
    *("head", "face", "neck", "chest", "abdomen", "back", "buttocks", "genitals"),
    *("shoulder", "upper-arm", "forearm", "hand", "thigh", "lower-leg", "foot"),
)
_SIDES: tuple[Side, ...] = ("", "left", "right", "middle")
_SIZES_AGREE_WITHIN = 2.0


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One mark. `kind` is one of `KINDS`, `place` of `PLACES`; `side` is empty where not stated.

    `size_mm` is its longest measure, None where not stated. `motif` (tattoos) is one of the
    population's, empty where not stated. `pictured`: a photograph or drawing of it exists.

    Refuses with `UnfitFinding`.
    """

    kind: str
    place: str
    side: Side = ""
    size_mm: float | None = None
    motif: str = ""
    pictured: bool = False

    def __post_init__(self) -> None:
        for field, known in (("kind", KINDS), ("place", PLACES), ("side", _SIDES)):
            given = getattr(self, field)
            if given not in known:
                raise UnfitFinding(
                    finding="mark", field=field, found=repr(given), wanted=", ".join(known)
                )
        if self.size_mm is not None and not 0 < self.size_mm < 3000:
            raise UnfitFinding(
                finding="mark", field="size_mm", found=self.size_mm, wanted="millimetres above 0"
            )
        if self.motif and self.kind != "tattoo":
            raise UnfitFinding(
                finding="mark", field="motif", found=self.motif, wanted="nothing but for a tattoo"
            )

    def corresponds(self, other: "Mark") -> bool:
        """Return whether nothing that both state differs; sizes may differ by a factor of two."""
        if (self.kind, self.place) != (other.kind, other.place):
            return False
        if self.side and other.side and self.side != other.side:
            return False
        if self.motif and other.motif and self.motif != other.motif:
            return False
        if self.size_mm and other.size_mm:
            larger, smaller = max(self.size_mm, other.size_mm), min(self.size_mm, other.size_mm)
            return larger <= _SIZES_AGREE_WITHIN * smaller
        return True


def mark(
    *,
    reported: Mark,
    found: Sequence[Mark],
    alike: bool | None = None,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what one reported mark says. `found` is everything seen where it should be.

    Call it only if that place was there to be examined; an empty `found` means "looked, and not
    there". `alike` is what an examiner says of the two pictures, None where there are not two. A
    found mark counts if it corresponds and, with pictures, is `alike`.

    With w how often families report a mark wrongly, d how often one that is there is found, and q
    how often one like it is found on somebody else:
    found ((1 - w)(d + (1 - d)·q) + w·q) / q; not found (1 - w)(1 - d) + w.
    q = 1 - exp(-d·n·share of the place·½ if both state a side·share of the motif if both do·share
    of the size if both state one·share of pictures taken to be alike), n marks of the kind a person.
    Source: the form is that of Steadman, Adams & Konigsberg 2006, Am J Phys Anthropol 131:15, for
    fractures; tattoos and motifs: Birngruber et al. 2020, doi:10.1007/s00194-020-00396-y, and Holz
    et al. 2022, doi:10.1007/s00414-022-02814-0. Refuses with `UnfitFinding` and `NoFigure`.
    """
    of = population or default_population()
    like = [one for one in found if one.corresponds(reported)]
    pictures = reported.pictured and any(one.pictured for one in like)
    if alike is not None and not pictures:
        raise UnfitFinding(
            finding="mark",
            field="alike",
            found=alike,
            wanted="nothing: there are not two pictures of marks that correspond in words",
        )
    if alike is False:
        like = []
    # Of several that correspond, the one that states least: a lucky detail must not add weight.
    other = min(like, key=_detail, default=reported)
    kinds, factors = _frequency(reported, other, of, pictures=alike is True)

    def times(missed: float, wrong: float, number: float, *shares: float) -> float:
        seen = 1 - missed
        often = -math.expm1(-seen * number * math.prod(shares) * factors)
        if like:
            return ((1 - wrong) * (seen + missed * often) + wrong * often) / often
        return (1 - wrong) * missed + wrong

    return weighed(
        times,
        (
            of.figure(f"marks.missed.{reported.kind}"),
            of.figure("marks.wrongly_reported"),
            *kinds,
        ),
        source=f"{reported.kind}, {reported.place}; {of}",
        hypotheses=hypotheses,
    )


def unmentioned_mark(
    *,
    found: Mark,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what a mark says that the body has and a family, asked for marks, did not mention.

    u / (1 - q(1 - u)), with u how often a mark that is there goes unmentioned and q how often people
    have one like it: it speaks against, and weakly, because families do not know everything.
    Source: as for `mark`; u is an assumption. Refuses with `NoFigure`.
    """
    of = population or default_population()
    kinds, factors = _frequency(found, found, of, pictures=False)

    def times(unmentioned: float, number: float, *shares: float) -> float:
        often = -math.expm1(-number * math.prod(shares) * factors)
        return unmentioned / (1 - often * (1 - unmentioned))

    return weighed(
        times,
        (of.figure(f"marks.unmentioned.{found.kind}"), *kinds),
        source=f"{found.kind} not mentioned, {found.place}; {of}",
        hypotheses=hypotheses,
    )


def _frequency(
    one: Mark, other: Mark, of: Population, *, pictures: bool
) -> tuple[list[Figure], float]:
    """Return the figures whose product is how many such marks people have, and a plain factor."""
    figures = [
        of.figure(f"marks.number.{one.kind}"),
        of.share(f"marks.place.{one.kind}", one.place),
    ]
    if one.motif and other.motif:
        figures.append(of.share("marks.motif", one.motif))
    if one.size_mm and other.size_mm:
        figures.append(of.figure("marks.size_agrees"))
    if pictures:
        figures.append(of.figure("marks.pictures_alike"))
    sided = one.side in ("left", "right") and other.side in ("left", "right")
    return figures, 0.5 if sided else 1.0


def _detail(one: Mark) -> int:
    return sum((bool(one.side), one.size_mm is not None, bool(one.motif), one.pictured))
