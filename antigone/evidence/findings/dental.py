"""Dental charts: FDI notation, tooth by tooth, and what may have happened in between.

A tooth's history goes one way. It is filled, crowned, extracted; nothing brings it back. A later
chart that shows less work than an earlier one is unexplainable by time, and only an error or another
person accounts for it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NoReturn

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio

PERMANENT = tuple(10 * quadrant + place for quadrant in (1, 2, 3, 4) for place in range(1, 9))
PRIMARY = tuple(10 * quadrant + place for quadrant in (5, 6, 7, 8) for place in range(1, 6))
"""Teeth by FDI number (ISO 3950): 11 to 48, and the primary ones 51 to 85."""

SURFACES = frozenset("MODBLI")
"""Mesial, occlusal, distal, buccal (or labial), lingual (or palatal), incisal."""

_FRONT = 3
Comparison = Literal["concordant", "explainable", "unexplainable"]


class Tooth(StrEnum):
    """What a chart says of one tooth. A tooth lost after death is left out of the chart."""

    UNERUPTED = "unerupted"
    SOUND = "sound"
    DECAYED = "decayed"
    FILLED = "filled"
    ROOT_FILLED = "root-filled"
    CROWNED = "crowned"
    MISSING = "missing"
    REPLACED = "replaced"


_WORKED_UPON = (Tooth.FILLED, Tooth.ROOT_FILLED, Tooth.CROWNED, Tooth.MISSING, Tooth.REPLACED)
LATER: Mapping[Tooth, tuple[Tooth, ...]] = MappingProxyType(
    {
        Tooth.UNERUPTED: (Tooth.SOUND, Tooth.DECAYED, *_WORKED_UPON),
        Tooth.SOUND: (Tooth.DECAYED, *_WORKED_UPON),
        Tooth.DECAYED: _WORKED_UPON,
        Tooth.FILLED: _WORKED_UPON[1:],
        Tooth.ROOT_FILLED: _WORKED_UPON[2:],
        # A root is filled through a crown, and a removable denture is taken out.
        Tooth.CROWNED: (Tooth.ROOT_FILLED, Tooth.MISSING, Tooth.REPLACED),
        Tooth.MISSING: (Tooth.REPLACED,),
        Tooth.REPLACED: (Tooth.MISSING,),
    }
)
"""What each tooth may have become by a later day."""


@dataclass(frozen=True)
class Chart:
    """The teeth that a chart states, by FDI number; `surfaces` of fillings where it states them.

    A tooth that is not stated was not examined, and says nothing. Refuses with `UnfitFinding`.
    """

    teeth: Mapping[int, Tooth]
    surfaces: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        teeth: dict[int, Tooth] = {}
        for number, state in self.teeth.items():
            if number not in PERMANENT + PRIMARY:
                _refuse("tooth", number, "an FDI number, 11 to 48 or 51 to 85")
            try:
                teeth[number] = Tooth(state)
            except ValueError:
                _refuse(f"tooth {number}", repr(state), ", ".join(Tooth))
        for number, surfaces in self.surfaces.items():
            if teeth.get(number) not in (Tooth.FILLED, Tooth.ROOT_FILLED):
                _refuse(f"surfaces of {number}", teeth.get(number, "not charted"), "a filled tooth")
            if not surfaces or not set(surfaces) <= SURFACES:
                _refuse(f"surfaces of {number}", set(surfaces), "of M, O, D, B, L, I")
        object.__setattr__(self, "teeth", MappingProxyType(teeth))
        object.__setattr__(
            self,
            "surfaces",
            MappingProxyType({number: frozenset(of) for number, of in self.surfaces.items()}),
        )


def compare_charts(*, found: Chart, reported: Chart) -> dict[int, Comparison]:
    """Return each tooth that both charts state: concordant, explainable by time, or unexplainable."""
    return {
        number: _compare(number, found, reported)
        for number in sorted(found.teeth.keys() & reported.teeth.keys())
    }


def dental(
    *,
    found: Chart,
    reported: Chart,
    years: float,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what two charts say, `years` apart (from the last visit to death, 0 or more).

    If they are of one person, each tooth is by itself: with e the error of charting a tooth, λ how
    many teeth are treated a year, q its share in the population,
    concordant (1 - e)·exp(-λ·years) + e·q; explainable (1 - e)(1 - exp(-λ·years))·q / (Σ q of all
    that it may have become) + e·q; unexplainable e·q.
    If not, teeth of one mouth are *not* independent: Σ over kinds of mouth w·Π q(tooth | mouth).
    Without that, two sound mouths would count as twenty-eight agreements, and be worth thousands.
    The interval's lower end supposes that everybody has the kind of mouth where this chart is most
    frequent.

    Primary teeth carry no weight (they are shed), and are only compared. Source: comparison by
    categories, American Board of Forensic Odontology, guidelines for body identification; frequency
    instead of a count of points, Adams 2003, J Forensic Sci 48:497; mixture and figures: assumption,
    set to the means of NHANES 2017-2020. Refuses with `UnfitFinding`.
    """
    if not (math.isfinite(years) and years >= 0):
        _refuse("years", years, "a number from 0")
    of = population or default_population()
    compared = {
        number: what
        for number, what in compare_charts(found=found, reported=reported).items()
        if number in PERMANENT
    }
    if not compared:
        _refuse("teeth", "none that both charts state", "at least one permanent tooth")
    mouths, often_in, often = _shares(of)
    per_mouth = [
        math.prod(often_in[mouth, _region(number)][found.teeth[number]] for number in compared)
        for mouth in mouths
    ]
    mixed = sum(weight * own for weight, own in zip(mouths.values(), per_mouth, strict=True))

    def same(error: float, treated: float) -> float:
        kept = math.exp(-treated * years)
        product = 1.0
        for number, what in compared.items():
            shares = often[_region(number)]
            state, before = found.teeth[number], reported.teeth[number]
            chance = error * shares[state]
            if what == "concordant":
                chance += (1 - error) * (kept if LATER[before] else 1.0)
            elif what == "explainable":
                became = sum(shares[later] for later in LATER[before])
                if number in reported.surfaces:  # Another surface of it may have been filled.
                    became += shares[before]
                chance += (1 - error) * (1 - kept) * shares[state] / became
            product *= chance
        return product

    def times(error: float, treated: float, commonest: float) -> float:
        other = mixed + commonest * (max(per_mouth) - mixed)
        return same(error, treated) / other

    return weighed(
        times,
        (
            of.figure("dental.error"),
            of.figure("dental.treated_a_year"),
            of.figure("dental.commonest"),
        ),
        source=f"dental charts, {len(compared)} teeth; {of}",
        hypotheses=hypotheses,
    )


@lru_cache(maxsize=16)
def _shares(
    of: Population,
) -> tuple[
    Mapping[str, float],
    Mapping[tuple[str, str], Mapping[Tooth, float]],
    Mapping[str, Mapping[Tooth, float]],
]:
    """Return the kinds of mouth, and the shares of teeth by kind and region, and by region alone."""
    mouths = of.shares_of("dental.mouth").shares
    often_in = {
        (mouth, region): {
            state: of.share(f"dental.{mouth}.{region}", state).value for state in Tooth
        }
        for mouth in mouths
        for region in ("front", "back")
    }
    often = {
        region: {
            state: sum(weight * often_in[mouth, region][state] for mouth, weight in mouths.items())
            for state in Tooth
        }
        for region in ("front", "back")
    }
    return mouths, often_in, often


def _compare(number: int, found: Chart, reported: Chart) -> Comparison:
    state, before = found.teeth[number], reported.teeth[number]
    if number in PRIMARY and state == Tooth.MISSING:
        return "concordant" if before == state else "explainable"
    if state != before:
        return "explainable" if state in LATER[before] else "unexplainable"
    now, then = found.surfaces.get(number), reported.surfaces.get(number)
    if now is None or then is None or now == then:
        return "concordant"
    return "explainable" if then < now else "unexplainable"


def _region(number: int) -> str:
    return "front" if number % 10 <= _FRONT else "back"


def _refuse(field: str, found: object, wanted: str) -> NoReturn:
    raise UnfitFinding(finding="dental chart", field=field, found=found, wanted=wanted)
