"""Where and when somebody disappeared, against where and when the remains were found."""

import math
from datetime import date

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import RecoveredBeforeSeen, UnfitFinding
from antigone.evidence.findings.spans import Span
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio


def place(
    *,
    distance_km: float,
    area_km: float,
    wandering: Figure | None = None,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the distance between last-seen place and place of recovery says.

    `area_km` is the radius of the area from which the operation's remains come; `wandering` the
    spread (one standard deviation along one axis, km) of such distances, by default the
    population's. With s the spread, R the radius, e how often a last-seen place is wrong:
    LR = (1 - e)·(R² / 2s²)·exp(-distance² / 2s²) + e,
    two densities in the plane, a normal one about the last-seen place and an even one over the area.
    Source: the densities are elementary; a normal decay with distance is the simplest of those in
    O'Leary 2009, J Investig Psychol Offender Profil 6:253; the default spread is an assumption. An
    operation that knows its roads, rivers and fronts gives its own. Refuses with `UnfitFinding`.
    """
    for field, given in (("distance_km", distance_km), ("area_km", area_km)):
        if not (math.isfinite(given) and given >= 0) or (field == "area_km" and given == 0):
            raise UnfitFinding(finding="place", field=field, found=given, wanted="kilometres")
    of = population or default_population()

    def times(spread: float, error: float) -> float:
        ratio = (area_km / spread) ** 2 / 2 * math.exp(-((distance_km / spread) ** 2) / 2)
        return (1 - error) * ratio + error

    return weighed(
        times,
        (wandering or of.figure("place.wandering"), of.figure("place.error")),
        source=f"place, {distance_km:g} km in {area_km:g} km; {of}",
        hypotheses=hypotheses,
    )


def time(
    *,
    seen: date,
    recovered: date,
    dead_for: Span,
    period_days: float,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what the time of death says. `seen` is the day on which somebody last saw her alive.

    `dead_for` is the examiner's 95 % range of days between death and recovery, `period_days` the
    length of the period before recovery in which the operation's dead may have died. With a the
    chance of dying so that the range holds, if death comes after a mean of "time.until_death" days
    from `seen` (exponential, cut at recovery), b that chance if it comes on any day of the period, e
    how often such a range does not hold:
    LR = ((1 - e)·a + e·(1 - a)) / ((1 - e)·b + e·(1 - b)).
    Source: elementary; the default mean and e are assumptions. Refuses with `RecoveredBeforeSeen`
    and `UnfitFinding`.
    """
    if recovered < seen:
        raise RecoveredBeforeSeen(seen=seen, recovered=recovered, field="seen")
    if not (math.isfinite(period_days) and period_days > 0):
        raise UnfitFinding(
            finding="time", field="period_days", found=period_days, wanted="days above 0"
        )
    of = population or default_population()
    elapsed = (recovered - seen).days + 1
    # Days after `seen` at which the range begins and ends; a day counts whole.
    begin = min(max(elapsed - (dead_for.most + 1), 0.0), elapsed)
    end = min(max(elapsed - dead_for.least, 0.0), elapsed)
    even = min(period_days, dead_for.most + 1) - min(period_days, dead_for.least)

    def times(mean: float, error: float) -> float:
        holds = (math.exp(-begin / mean) - math.exp(-end / mean)) / -math.expm1(-elapsed / mean)
        by_chance = even / period_days
        return ((1 - error) * holds + error * (1 - holds)) / (
            (1 - error) * by_chance + error * (1 - by_chance)
        )

    return weighed(
        times,
        (of.figure("time.until_death"), of.figure("time.error")),
        source=f"time of death; {of}",
        hypotheses=hypotheses,
    )
