"""What only a person can say of a pair: whether a thing is the reported one, how far, how long ago.

Free words do not tell whether a ring is *the* ring. Whoever weighs states it; everything else is drawn
from the records.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Any, Literal

from antigone.casework.description import Absent
from antigone.casework.models.remains import Condition
from antigone.casework.observed.dates import earliest, latest
from antigone.casework.observed.looks import lacking
from antigone.casework.observed.outstanding import Expected, expected
from antigone.casework.observed.values import Body, Person, Unweighed, Weighed, in_figures
from antigone.casework.positions import Position
from antigone.casework.rules import serials_in
from antigone.evidence import LikelihoodRatio
from antigone.evidence.findings import (
    Population,
    RecoveredBeforeSeen,
    Span,
    fingerprint,
    handedness,
    implant_serial,
    place,
    time,
)
from antigone.wording import N_

BelongingKind = Literal["clothing", "effect", "paper"]
Rarity = Literal["common", "uncommon", "rare", "marked", "named"]
Attached = Literal["worn", "carried", "near"]
Verdict = Literal["", "identified", "excluded", "inconclusive"]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing that the family reports, and whether it was found with the body.

    `rarity` is how many people have one like it, `attached` how it was found.
    """

    kind: BelongingKind
    what: str = field(repr=False)
    found: bool
    rarity: Rarity
    attached: Attached = "worn"


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where and when, each None where nobody can say it.

    `distance_km` from the place where she was last seen to that of recovery, `area_km` the radius of
    the area that the operation's remains come from; `dead_for` the range of days between death and
    recovery that an examiner states, `period_days` how long people have been dying there.
    """

    distance_km: float | None = None
    area_km: float | None = None
    dead_for: Span | None = None
    period_days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What whoever weighs has to say beyond the records; `hands` are the found and the reported."""

    things: tuple[Thing, ...] = ()
    circumstances: Circumstances = Circumstances()
    hands: tuple[Literal["left", "right"], Literal["left", "right"]] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what was stated as plain JSON values."""
        said = asdict(self.circumstances)
        days = self.circumstances.dead_for
        said["dead_for"] = [days.least, days.most] if days else None
        return {
            "things": [asdict(one) for one in self.things],
            "circumstances": said,
            "hands": list(self.hands) if self.hands else None,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Judged":
        """Return what `as_json` wrote."""
        said = dict(written["circumstances"])
        days = said.pop("dead_for")
        hands = written["hands"]
        return cls(
            things=tuple(Thing(**one) for one in written["things"]),
            circumstances=Circumstances(dead_for=Span(*days) if days else None, **said),
            hands=(hands[0], hands[1]) if hands else None,
        )


NOTHING_JUDGED = Judged()
_EARTH_KM = 6371.0
_WIDER = 2.0
# Assumed: prints of both can be had in four cases of ten.
_PRINTS_OF_BOTH = 0.4


def implants(body: Body, person: Person, of: Population) -> Weighed | Unweighed:
    """Return what serial numbers of implants say: equal, or different in one place."""
    if reason := lacking("implant", body, person, "implants"):
        return reason
    found, reported = (serials_in(one.description.implants) for one in (body, person))
    # The nearest first: equal numbers before those that differ in one place.
    nearest = min(
        ((_apart(here, there), here, there) for here in found for there in reported),
        default=(2, "", ""),
    )
    if nearest[0] < 2:
        return Weighed(
            kind="implant",
            ratio=implant_serial(found=nearest[1], reported=nearest[2], population=of),
            sentence=N_("Serial number found: {found}. Reported: {reported}."),
            words={"found": nearest[1], "reported": nearest[2]},
        )
    # A hip and a heart have different numbers: two that differ say nothing unless they are of one kind.
    sentence = N_("No serial number stands on both sides that could be of one implant.")
    return Unweighed(kind="implant", side="found", sentence=sentence)


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def circumstances(
    body: Body, person: Person, judged: Judged, of: Population
) -> Iterator[Weighed | Unweighed]:
    """Yield what place, time and the preferred hand say. Raises `RecoveredBeforeSeen`."""
    seen, recovered, said = person.last_seen, body.recovered, judged.circumstances
    if seen and recovered and latest(recovered) < earliest(seen):
        raise RecoveredBeforeSeen(seen=seen, recovered=recovered, field="seen")
    if said.distance_km is None or said.area_km is None:
        sentence = N_("Nobody has stated how far the place of recovery is from where she was seen.")
        yield Unweighed(kind="place", side="found", sentence=sentence)
    elif said.area_km < _WIDER * of.figure("place.wandering").value:
        # The finding holds one place against the whole area: where that is no wider than people go
        # by themselves, it would speak against everybody.
        sentence = N_(
            "Everybody was found within the distances that people go: it tells nothing here."
        )
        yield Unweighed(kind="place", side="found", sentence=sentence)
    else:
        yield Weighed(
            kind="place",
            ratio=place(distance_km=said.distance_km, area_km=said.area_km, population=of),
            sentence=N_("Recovered {distance} km from where the missing person was last seen."),
            words={"distance": f"{said.distance_km:.3g}"},
            rests_on="circumstances",
        )
    days = [one for one in (seen, recovered) if one is None or one.precision != "day"]
    if said.dead_for is None or said.period_days is None:
        sentence = N_("No examiner has stated how long the body has been dead.")
        yield Unweighed(kind="time", side="found", sentence=sentence)
    elif days or seen is None or recovered is None:
        sentence = N_("The day of recovery, or the day she was last seen, is not known as a day.")
        yield Unweighed(kind="time", side="reported", sentence=sentence)
    else:
        yield Weighed(
            kind="time",
            ratio=time(
                seen=earliest(seen),
                recovered=earliest(recovered),
                dead_for=said.dead_for,
                period_days=said.period_days,
                population=of,
            ),
            sentence=N_("Last seen on {seen}; recovered on {recovered}, dead for {days} days."),
            words={
                "seen": str(seen),
                "recovered": str(recovered),
                "days": in_figures(said.dead_for),
            },
            rests_on="circumstances",
        )
    if judged.hands:
        found, reported = judged.hands
        yield Weighed(
            kind="handedness",
            ratio=handedness(found=found, reported=reported, population=of),
            sentence=N_("Preferred hand by the body: {found}. Reported: {reported}."),
            words={"found": ("Hand", found), "reported": ("Hand", reported)},
        )


def prints(verdict: Verdict, body: Body, of: Population) -> Weighed | Unweighed:
    """Return what two examiners of fingerprints concluded together, empty where no two have."""
    if not verdict:
        gone = body.condition == Condition.SKELETAL
        return Unweighed(
            kind="fingerprint",
            side="found",
            sentence=N_("No two examiners have compared prints."),
            absent=Absent.NOT_AVAILABLE if gone else Absent.NOT_EXAMINED,
            expected=None if gone else _if_compared(of),
        )
    return Weighed(
        kind="fingerprint",
        ratio=fingerprint(verdict=verdict, examiners=2, population=of),
        sentence=N_("Two examiners compared prints, each without the other: {verdict}."),
        words={"verdict": ("PrintVerdict", verdict)},
    )


def _if_compared(of: Population) -> Expected:
    shares = {
        one: of.figure(f"fingerprint.{one}.other").value for one in ("identified", "excluded")
    }
    results: list[tuple[float, LikelihoodRatio]] = [
        (shares["identified"], fingerprint(verdict="identified", population=of)),
        (shares["excluded"], fingerprint(verdict="excluded", population=of)),
        (1 - sum(shares.values()), fingerprint(verdict="inconclusive", population=of)),
    ]
    return expected(results)._replace(yields=_PRINTS_OF_BOTH)


def kilometres(one: Position, other: Position) -> float:
    """Return the distance between two positions along the surface of the earth (haversine)."""
    north, there = radians(one.latitude), radians(other.latitude)
    half = sin((there - north) / 2) ** 2
    half += cos(north) * cos(there) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def middle_of(places: Sequence[Position]) -> Position:
    """Return the middle of positions on the globe, also where they lie on both sides of 180 degrees."""
    angles = [(radians(one.latitude), radians(one.longitude)) for one in places]
    x = sum(cos(north) * cos(east) for north, east in angles)
    y = sum(cos(north) * sin(east) for north, east in angles)
    z = sum(sin(north) for north, _ in angles)
    return Position(degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x)))
