"""What limits the weight of a face on a list: few photographs, weak ones, data that end, simulation.

Read from what was stored when the search was made. A number without its limits is taken for more than
it is; so each line of a list says them in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from antigone.casework.models import Candidate, Search, Template
from antigone.casework.models.photographs import Side
from antigone.faces.quality import Band, Bands
from antigone.faces.weights import manifest


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What limits one candidate's weight.

    `codes` are of the vocabulary's "Limit", the widest first. `pairs` is among how many pairs of
    photographs the similarity was the highest; 0 where there was one only, or none is here any more.
    """

    codes: tuple[str, ...]
    pairs: int


def limits_of(search: Search, listed: Sequence[Candidate]) -> dict[UUID, Limits]:
    """Return what limits the weight of each candidate of one search.

    Photographs count as far as they are here still: what a family took back is not told.
    """
    probes = search.probes.aggregate(count=Count("pk"), best=Max("template__quality"))
    held = Template.objects.filter(
        side=Side.REFERENCE, engine=search.engine, recorded_at__lte=search.recorded_at
    )
    references = dict(
        held.filter(request__in=[one.request_id for one in listed])
        .order_by()
        .values_list("request")
        .annotate(count=Count("pk"))
    )
    shown = {one.photograph_id for one in listed}
    qualities = dict(
        held.filter(face__reference__in=shown).values_list("face__reference", "quality")
    )
    bands = _bands(search.engine)
    of_the_dead = _band_code("probe", probes["best"], bands)
    found = {}
    for one in listed:
        count = references.get(one.request_id, 0)
        codes = (
            "one-reference" if count == 1 else "",
            "one-probe" if probes["count"] == 1 else "",
            _band_code("reference", qualities.get(one.photograph_id), bands),
            of_the_dead,
        )
        pairs = count * probes["count"]
        found[one.pk] = Limits(codes=tuple(filter(None, codes)), pairs=pairs if pairs > 1 else 0)
    return found


def _bands(engine: str) -> Bands | None:
    """The bands of the engine's quality, None for an engine that is not here any more."""
    about: Any = manifest("recogniser")
    return Bands(**about.values["quality_bands"]) if about.id == engine else None


def _band_code(which: str, quality: float | None, bands: Bands | None) -> str:
    if bands is None or quality is None:
        return ""
    band = bands.of(quality)
    return "" if band is Band.GOOD else f"{band.value}-{which}"
