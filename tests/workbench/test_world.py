"""The map that the pages carry: coasts where coasts are, names where countries are, and no border."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

MADE = Path(__file__).parents[2] / "antigone" / "workbench" / "static" / "antigone"


@pytest.fixture(scope="module")
def world() -> dict[str, Any]:
    return dict(json.loads((MADE / "world.json").read_text("ascii")))


def ring_of(steps: list[int], parts: int) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        points.append((x / parts, y / parts))
    return points


def is_land(world: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Count how often a line to the east crosses a coast: from land an odd number of times."""
    crossed = 0
    for steps in world["coasts"]:
        for (x1, y1), (x2, y2) in pairwise(ring_of(steps, world["parts"])):
            if (y1 > latitude) != (y2 > latitude):
                crossed += longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1)
    return crossed % 2 == 1


# Positions as any atlas has them: towns well inland, waters well away from the shore.
@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "land"),
    [
        ("Enna, Sicily", 14.28, 37.57, True),
        ("Madrid", -3.70, 40.42, True),
        ("Alice Springs", 133.88, -23.70, True),
        ("south pole", 0.0, -89.0, True),
        ("Ionian Sea", 18.03, 36.50, False),
        ("Gulf of Guinea", 0.0, 0.0, False),
        ("Black Sea", 34.0, 43.0, False),
        ("north pole", 0.0, 89.0, False),
    ],
)
def test_land_and_water_are_where_they_are(
    world: dict[str, Any], place: str, longitude: float, latitude: float, land: bool
) -> None:
    assert is_land(world, longitude, latitude) is land, place


def test_every_coast_is_closed_and_none_leaps_across_the_map(world: dict[str, Any]) -> None:
    for steps in world["coasts"]:
        ring = ring_of(steps, world["parts"])
        assert ring[0] == pytest.approx(ring[-1], abs=1 / world["parts"])
        leaps = [abs(x2 - x1) for (x1, _), (x2, y2) in pairwise(ring) if y2 > -89]
        assert max(leaps, default=0) < 60


def test_countries_are_named_by_number_in_the_middle_of_their_land(world: dict[str, Any]) -> None:
    names = {number: (english, x, y) for number, english, x, y, _ in world["names"]}
    assert len(names) > 190
    english, x, y = names["380"]
    assert english == "Italy" and 8 < x < 16 and 40 < y < 46
    assert all(len(number) == 3 and number.isdigit() for number in names)


def test_it_is_small_enough_for_a_slow_line_and_holds_no_borders(world: dict[str, Any]) -> None:
    assert (MADE / "world.json").stat().st_size < 1_000_000
    assert set(world) == {"parts", "coasts", "names"}
