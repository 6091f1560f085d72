"""Make the map that the pages carry: coasts of the world, and where the names of countries stand.

From Natural Earth (public domain) as `world-atlas` packs it (ISC licence). No borders are drawn: where one
ends is disputed in many places, and a map of the dead takes no side. Names are said by the browser in
the reader's language, from the code of the country.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ATLAS = Path(__file__).parent.parent / "node_modules" / "world-atlas"
# A hundredth of a degree is 1.1 km at most: as fine as a coast at 1 : 10 million is true.
PARTS = 100
TOLERANCE = 0.01

Point = tuple[float, float]


def main() -> None:
    """Write the map to the path given."""
    Path(sys.argv[1]).write_text(json.dumps(world(), separators=(",", ":")), encoding="ascii")


def world() -> dict[str, Any]:
    """Return `parts` of a degree, `coasts` and `names`.

    A coast is a closed ring as one list of whole numbers: longitude and latitude of its first point
    in parts of a degree, then of each further one the steps from the one before. A name is the
    country's number (ISO 3166-1), its English name, longitude and latitude in degrees, and how many
    degrees its largest land is wide.
    """
    land = json.loads((ATLAS / "land-10m.json").read_text("utf-8"))
    countries = json.loads((ATLAS / "countries-50m.json").read_text("utf-8"))
    coasts = [steps_of(simplified(ring)) for ring in rings_of(land, land["objects"]["land"])]
    return {
        "parts": PARTS,
        # What is smaller than one part has no outline left.
        "coasts": sorted((one for one in coasts if len(one) > 6), key=len, reverse=True),
        "names": sorted(names_of(countries), key=lambda one: -one[4]),
    }


def names_of(countries: dict[str, Any]) -> Iterator[tuple[str, str, float, float, float]]:
    """Yield where the name of each country stands: in the middle of its largest land."""
    for one in countries["objects"]["countries"]["geometries"]:
        # What has no code is claimed by another: the browser has no name to say.
        if not one.get("id"):
            continue
        ring = max(rings_of(countries, one), key=lambda each: abs(middle_of(each)[2]))
        x, y, _ = middle_of(ring)
        x = (x + 180) % 360 - 180
        wide = max(point[0] for point in ring) - min(point[0] for point in ring)
        yield one["id"], one["properties"]["name"], round(x, 1), round(y, 1), round(wide, 1)


def rings_of(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield the rings of a geometry in degrees, put together from its arcs (TopoJSON 1.0)."""
    if geometry["type"] == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from rings_of(topology, one)
        return
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for arcs in polygon:
            ring: list[Point] = []
            for number in arcs:
                points = arc_of(topology, number)
                ring += points[1:] if ring else points
            yield unwrapped(ring)


def unwrapped(ring: list[Point]) -> list[Point]:
    """Let a ring go on past 180 degrees instead of leaping to the other side of the map.

    Its middle lies on the map. The one around the pole does not come back to where it began: it is
    closed along 90 degrees south.
    """
    out = ring[:1]
    for (before, _), (x, y) in pairwise(ring):
        out.append((out[-1][0] + (x - before + 180) % 360 - 180, y))
    if abs(out[-1][0] - out[0][0]) > 180:
        out += [(out[-1][0], -90.0), (out[0][0], -90.0), out[0]]
    middle = (min(x for x, _ in out) + max(x for x, _ in out)) / 2
    shift = (middle + 180) % 360 - 180 - middle
    return [(x + shift, y) for x, y in out]


def arc_of(topology: dict[str, Any], number: int) -> list[Point]:
    """Return one arc in degrees; a negative number is that arc backwards."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for across, up in topology["arcs"][number if number >= 0 else ~number]:
        x, y = x + across, y + up
        points.append((x * wide + left, y * high + low))
    return points if number >= 0 else points[::-1]


def middle_of(ring: list[Point]) -> tuple[float, float, float]:
    """Return the centre of gravity of a ring, and twice its area with the sign of its direction."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        part = x1 * y2 - x2 * y1
        area, x, y = area + part, x + (x1 + x2) * part, y + (y1 + y2) * part
    return (x / (3 * area), y / (3 * area), area) if area else (*ring[0], 0.0)


def simplified(ring: list[Point]) -> list[Point]:
    """Leave out what lies within the tolerance of the line drawn (Douglas and Peucker 1973)."""
    kept = {0, len(ring) - 1}
    waiting = [(0, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = TOLERANCE, 0
        (x1, y1), (x2, y2) = ring[first], ring[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        for number in range(first + 1, last):
            x, y = ring[number]
            # A ring ends where it began: there the distance is that from a point.
            apart = (
                abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / length
                if length
                else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            )
            if apart > far:
                far, at = apart, number
        if at:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [ring[number] for number in sorted(kept)]


def steps_of(ring: list[Point]) -> list[int]:
    """Return a ring as whole numbers: where it begins, and the steps from there."""
    steps: list[int] = []
    x = y = 0
    for longitude, latitude in ring:
        to_x, to_y = round(longitude * PARTS), round(latitude * PARTS)
        if not steps or (to_x, to_y) != (x, y):
            steps += [to_x - x, to_y - y]
            x, y = to_x, to_y
    return steps


if __name__ == "__main__":
    main()
