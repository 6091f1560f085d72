"""What might see more in dark, blurred, covered and mortuary photographs, tried on people held out.

Ten people who do not exist: five to choose by, five to report on, and nobody is compared across.
Each has two references; her expressions, put through the simulated conditions, are the probes.
Nothing here is part of the engine. What was kept, and why the rest was not, stands in
`docs/explanation/beyond-the-baseline.md`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from antigone.config import seeded
from antigone.exercise.people import EXPRESSIONS, PEOPLE, expression, picture
from antigone.faces import Engine, Face
from antigone.faces.detection import Detector
from antigone.faces.geometry import (
    ARCFACE_112,
    Landmarks,
    Pixels,
    crop_for,
    inverse,
    similarity,
    turned_canvas,
    upright_window,
    warp,
)
from antigone.faces.template import Vector
from antigone.trials.reading import labelled_face
from antigone.trials.simulation import simulate
from benchmarks.report import Section, Table, ratio, share, versions_of
from benchmarks.textures import textures

SEED, SHOWN, TEXTURES = 2026, EXPRESSIONS[::2], 200
HALVES = {"choosing": PEOPLE[0::2], "reporting": PEOPLE[1::2]}
REFERENCES = ("studio_portrait", "amateur_selfie")
HARD = ("dark_noise", "blur", "occl_upper30", "occl_lower30", "low_32", "mortuary", "field_hard")
HOPELESS = ("field_hard", "unusable", "low_12")
# A way must leave this much less in the wrong order, in both halves, to be worth its cost; and be
# better for four of five people, so that no single face decides.
_WORTH, _PEOPLE = 0.10, 4
# Scale about the middle of the crop, and shifts in its pixels.
_CROPS = {
    "nearer": (1.06, 0, 0),
    "farther": (0.94, 0, 0),
    "left": (1, -3, 0),
    "right": (1, 3, 0),
    "up": (1, 0, -3),
    "down": (1, 0, 3),
}
# Width of the face and side of the cut-out in which its landmarks are looked for once more.
_SCALES = ((56, 160), (80, 192), (128, 288))

Vectors = Mapping[str, Vector]
# Of which looks a way is the mean, and what it costs in SFace runs beyond the first, roughly.
WAYS: dict[str, tuple[tuple[str, ...], float]] = {
    "as it is": (("plain",), 0),
    "without the upright cut-out": (("first look",), 0),
    "averaged with its mirror": (("plain", "mirrored"), 1),
    "three sizes averaged": (("plain", "nearer", "farther"), 2),
    "seven crops averaged": (("plain", *_CROPS), 6),
    "points of three cut-outs": (("three scales",), 0.5),
    "points of nine cut-outs": (("nine views",), 1.5),
    "points from a larger cut-out": (("larger",), 0.3),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One photograph of a person: what each look at her face gave, and how good the face is."""

    person: str
    condition: str
    looks: Vectors = field(repr=False)


def measure() -> Section:
    """Try every way on both halves, and return what each gave."""
    engine = Engine.load()
    references = [
        Shown(person=person, condition=kind, looks=looks(engine, pixels, face))
        for person in PEOPLE
        for kind in REFERENCES
        for pixels in [numpy.ascontiguousarray(picture(person, kind)[::4, ::4])]
        if (face := labelled_face(engine.read(pixels)))
    ]
    probes: list[Shown] = []
    for person in PEOPLE:
        print(f"… beyond: {person}", file=sys.stderr, flush=True)
        for name in SHOWN:
            for condition in HARD:
                pixels = degraded(engine, person, name, condition)
                if face := labelled_face(engine.read(pixels)):
                    given = looks(engine, pixels, face)
                    probes.append(Shown(person=person, condition=condition, looks=given))
    singles = {
        name: {half: wrong(references, probes, people, parts) for half, people in HALVES.items()}
        for name, (parts, _) in WAYS.items()
    }
    together = {
        name: {
            half: wrong_together(references, probes, people, way) for half, people in HALVES.items()
        }
        for name, way in FUSIONS.items()
    }
    found = detected(engine)
    missing = len(PEOPLE) * len(SHOWN) * len(HARD) - len(probes)
    return report(singles, together, found, between(engine), missing=missing)


def degraded(engine: Engine, person: str, name: str, condition: str) -> Pixels:
    """Return an expression under a condition, the same on every run."""
    pixels = expression(person, name)
    (face, *_) = engine.read(pixels).faces
    rng = seeded(SEED, condition, person, name)
    return simulate(pixels, face.detection.landmarks, condition, rng=rng).image


# --- one photograph


def looks(engine: Engine, image: Pixels, face: Face) -> dict[str, Vector]:
    """Return the vectors of one face that the ways are made of, un-normalised."""
    points, side = face.detection.landmarks, face.detection.box[2]
    to_crop = similarity(points, ARCFACE_112)

    def at(landmarks: Landmarks) -> Vector:
        return engine.describe(warp(image, similarity(landmarks, ARCFACE_112), (112, 112)))

    def shifted(scale: float, right: float, down: float) -> Vector:
        middle = numpy.array([56.0, 64.0])
        moved = to_crop * scale
        moved[:, 2] += (1 - scale) * middle + [right, down]
        return engine.describe(warp(image, moved, (112, 112)))

    detector = engine._detector
    views = {
        (scale, tilt): seen_again(detector, image, face, scale=scale, tilt=tilt)
        for scale in _SCALES
        for tilt in (-12, 0, 12)
    }
    found = {view: landmarks for view, landmarks in views.items() if landmarks is not None}
    upright = [landmarks for (_, tilt), landmarks in found.items() if not tilt]
    crop = warp(image, to_crop, (112, 112))
    return {
        "plain": face.vector,
        "mirrored": engine.describe(numpy.ascontiguousarray(crop[:, ::-1])),
        **{name: shifted(*crop_) for name, crop_ in _CROPS.items()},
        "first look": at(first_look(detector, image, points, side)),
        "three scales": at(numpy.mean(upright or [points], axis=0)),
        "nine views": at(numpy.median([*found.values()] or [points], axis=0)),
        "larger": at(found.get((_SCALES[2], 0), points)),
    }


def seen_again(
    detector: Detector, image: Pixels, face: Face, *, scale: tuple[int, int], tilt: float
) -> Landmarks | None:
    """Return the landmarks of a found face in a cut-out of another size or tilt."""
    points, side = face.detection.landmarks, face.detection.box[2]
    centre = (points[:2].mean(axis=0) + points[3:].mean(axis=0)) / 2
    width, size = scale
    window = upright_window(centre, face.detection.rotation + tilt, width / side, size)
    cutout = warp(image, window, (size, size))
    seen = [
        one
        for one in detector._sightings(cutout, inverse(window), least=0.3)
        if numpy.hypot(*(one.centre - centre)) < side / 2 and 0.5 < one.side / side < 2
    ]
    return max(seen, key=lambda one: one.score).landmarks if seen else None


def first_look(detector: Detector, image: Pixels, points: Landmarks, side: float) -> Landmarks:
    """Return the landmarks of the best of eight views, as they were before they were refined."""
    centre = points.mean(axis=0)
    seen = [
        one
        for one in detector._look(image, 192, least=0.25)
        if numpy.hypot(*(one.centre - centre)) < side / 2
    ]
    return max(seen, key=lambda one: one.score).landmarks if seen else points


def between(engine: Engine) -> dict[str, tuple[float, float]]:
    """Return mean and least cosine of portraits turned between two orientations to themselves upright.

    By the landmarks of the upright cut-out, and by those of the best of eight views.
    """
    refined, first = [], []
    for person in PEOPLE:
        upright = numpy.ascontiguousarray(picture(person, REFERENCES[0])[::4, ::4])
        reference = unit(engine.read(upright).faces[0].vector)
        for degrees in (22.5, 112.5, 202.5, 292.5):
            turned, _ = turned_canvas(upright, -degrees, longest=600)
            face = engine.read(turned).faces[0]
            at = face.detection
            seen = first_look(engine._detector, turned, at.landmarks, at.box[2])
            refined.append(float(unit(face.vector) @ reference))
            first.append(float(unit(engine.describe(crop_for(turned, seen))) @ reference))
    return {
        "with the upright cut-out (as it is)": (float(numpy.mean(refined)), min(refined)),
        "without it": (float(numpy.mean(first)), min(first)),
    }


# --- how often a stranger is nearer


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """The share of pairs in which a stranger is nearer than the person herself, in all and by person."""

    share: float
    by_person: Mapping[str, float]


def wrong(
    references: Sequence[Shown],
    probes: Sequence[Shown],
    people: Sequence[str],
    parts: Sequence[str],
) -> Wrong:
    """Return it for single photographs against each person's portrait."""

    def direction(shown: Shown) -> Vector:
        return unit(sum_of([shown.looks[part] for part in parts]))

    portraits = {one.person: direction(one) for one in references if one.condition == REFERENCES[0]}
    return _wrong_order(
        [
            (
                one.condition,
                one.person,
                {other: float(direction(one) @ portraits[other]) for other in people},
            )
            for one in probes
            if one.person in people
        ]
    )


Scored = tuple[str, str, Mapping[str, float]]


def _wrong_order(scored: Sequence[Scored]) -> Wrong:
    """Hold every probe against all strangers' scores of its condition; the mean over conditions."""
    by_person: dict[str, list[float]] = {}
    for condition in dict.fromkeys(condition for condition, _, _ in scored):
        of_it = [(person, near) for name, person, near in scored if name == condition]
        strangers = numpy.sort(
            [score for person, near in of_it for other, score in near.items() if other != person]
        )
        for person, near in of_it:
            above = len(strangers) - numpy.searchsorted(strangers, near[person])
            by_person.setdefault(person, []).append(float(above) / len(strangers))
    means = {person: float(numpy.mean(shares)) for person, shares in by_person.items()}
    return Wrong(share=float(numpy.mean([*means.values()])), by_person=means)


def sum_of(vectors: Sequence[Vector]) -> Vector:
    total: Vector = numpy.sum(vectors, axis=0, dtype=numpy.float32)
    return total


def unit(vector: Vector) -> Vector:
    direction: Vector = vector / numpy.float32(numpy.linalg.norm(vector))
    return direction


# --- several photographs


def _weighted(power: float) -> Callable[[Sequence[Vector]], Vector]:
    """Return a fusion that weighs each direction by its length to a power; 1 is the engine's own."""

    def fused(vectors: Sequence[Vector]) -> Vector:
        return sum_of([unit(one) * numpy.linalg.norm(one) ** power for one in vectors])

    return fused


def _best(vectors: Sequence[Vector]) -> Vector:
    return max(vectors, key=lambda one: float(numpy.linalg.norm(one)))


FUSIONS: dict[str, Callable[[Sequence[Vector]], Vector]] = {
    "mean of the un-normalised vectors (as it is)": _weighted(1),
    "all alike": _weighted(0),
    "by the square of quality": _weighted(2),
    "by the fourth power of quality": _weighted(4),
    "the best one alone": _best,
}


def wrong_together(
    references: Sequence[Shown],
    probes: Sequence[Shown],
    people: Sequence[str],
    fused: Callable[[Sequence[Vector]], Vector],
) -> Wrong:
    """Return it for two probes, under two conditions, against two references of each person."""
    gallery = {
        person: unit(fused([one.looks["plain"] for one in references if one.person == person]))
        for person in people
    }
    scored: list[Scored] = []
    for person in people:
        hers = [one for one in probes if one.person == person]
        # Photographs of one body differ in what is wrong with them.
        for one, other in zip(hers, [*hers[1:], hers[0]], strict=True):
            near = unit(fused([one.looks["plain"], other.looks["plain"]]))
            scores = {name: float(near @ vector) for name, vector in gallery.items()}
            scored.append((one.condition, person, scores))
    return _wrong_order(scored)


# --- faces that are hardly there


@dataclass(frozen=True, kw_only=True)
class Detected:
    """Of photographs in which a face hardly shows: found, with landmarks near the truth; and marks."""

    found: int
    right: int
    photographs: int
    invented: int


def detected(engine: Engine) -> dict[str, Detected]:
    """Return what three thresholds find of faces that are hardly there, and on pictures of nobody."""
    detector = engine._detector
    nobody = [pixels for _, pixels in textures(TEXTURES, seed=SEED, size=128)]
    ways: dict[str, Callable[[Pixels], NDArray[numpy.float64]]] = {
        "sure signs alone (0.6)": lambda image: _marks(detector, image, least=0.60),
        "weak signs that a cut-out shows (0.25, as it is)": lambda image: numpy.array(
            [found.landmarks for found in detector.find(image)]
        ).reshape(-1, 5, 2),
        "faint signs that a cut-out shows (0.10)": lambda image: _marks(
            detector, image, least=0.10
        ),
    }
    tallies = {name: [0, 0, 0] for name in ways}
    count = 0
    for person in PEOPLE:
        for name in SHOWN[:4]:
            pixels = expression(person, name)
            (face, *_) = engine.read(pixels).faces
            for condition in HOPELESS:
                rng = seeded(SEED, condition, person, name)
                shown = simulate(pixels, face.detection.landmarks, condition, rng=rng)
                count += 1
                for way, find in ways.items():
                    off = _off(find(shown.image), shown.landmarks)
                    tallies[way][0] += off < 1
                    tallies[way][1] += off < 0.25
    for way, find in ways.items():
        tallies[way][2] = sum(bool(len(find(image))) for image in nobody)
    return {
        way: Detected(found=found, right=right, photographs=count, invented=invented)
        for way, (found, right, invented) in tallies.items()
    }


def _marks(detector: Detector, image: Pixels, *, least: float) -> NDArray[numpy.float64]:
    """Return the landmarks of the marks whose best view scores at least so much."""
    longest = max(image.shape[:2])
    seen = [
        one
        for size in (96, 192, min(640, longest))
        for one in detector._look(image, size, least=least)
    ]
    faces = detector._confirm(image, seen, least=least)
    return numpy.array([found.landmarks for found in faces]).reshape(-1, 5, 2)


def _off(marks: NDArray[numpy.float64], truth: Landmarks) -> float:
    """Return how far the nearest mark lies from the truth, in distances between the eyes."""
    between = float(numpy.hypot(*(truth[1] - truth[0])))
    off = numpy.hypot(*numpy.moveaxis(marks - truth, 2, 0)).max(axis=1, initial=0.0)
    return float((off / between).min(initial=numpy.inf))


# --- the page


def is_worth_it(of: Mapping[str, Wrong], baseline: Mapping[str, Wrong]) -> bool:
    """Say whether a way is better by the rule that was set before anybody looked."""
    return all(
        of[half].share <= (1 - _WORTH) * baseline[half].share
        and better(of[half], baseline[half]) >= _PEOPLE
        for half in HALVES
    )


def better(one: Wrong, baseline: Wrong) -> int:
    """Return for how many people fewer strangers are nearer."""
    return sum(one.by_person[person] < was for person, was in baseline.by_person.items())


def report(
    singles: Mapping[str, Mapping[str, Wrong]],
    together: Mapping[str, Mapping[str, Wrong]],
    found: Mapping[str, Detected],
    turned: Mapping[str, tuple[float, float]],
    *,
    missing: int,
) -> Section:
    """Put what was found into tables, with one line about each figure."""
    halves = [f"{half}: {what}" for half in HALVES for what in ("stranger nearer", "better for")]
    return Section(
        name="beyond",
        title="what might see more, tried on people held out",
        tables=(
            Table(
                title="One photograph, seven hard conditions",
                columns=("way", "more SFace runs", *halves, "by the rule"),
                rows=_rows(singles, {name: runs for name, (_, runs) in WAYS.items()}),
            ),
            Table(
                title="Two photographs on either side, fused",
                columns=("fusion", *halves, "by the rule"),
                rows=_rows(together, None),
            ),
            Table(
                title="Faces between two orientations",
                columns=("landmarks", "cosine to upright", "the least"),
                rows=tuple(
                    (name, f"{mean:.2f}", f"{least:.2f}") for name, (mean, least) in turned.items()
                ),
            ),
            Table(
                title="Faces that are hardly there",
                columns=("way", "found", "landmarks right", "marks where nobody is"),
                rows=tuple(
                    (
                        name,
                        share(one.found, one.photographs),
                        share(one.right, one.photographs),
                        share(one.invented, TEXTURES),
                    )
                    for name, one in found.items()
                ),
            ),
        ),
        meanings=(
            "Stranger nearer: of all pairs of a person's photograph with herself and a stranger's "
            "photograph under the same condition with anybody else, the share in which the strangers "
            "are nearer; mean over conditions and people. Half of them is chance, none is perfect.",
            "Better for: of five people, those for whom it is less than as it is.",
            f"By the rule: set beforehand. Kept is what leaves {_WORTH:.0%} less in the wrong order in "
            f"both halves, and is better for {_PEOPLE} of five people in each. What looks good where "
            "it was chosen and not where it is reported was luck.",
            f"Photographs: {len(SHOWN)} expressions of each of ten people under {', '.join(HARD)}; "
            f"no face was found in {missing} of them, which are in no row.",
            "Between two orientations: the portraits turned by 22.5° and quarters more.",
            f"Hardly there: four expressions of each under {', '.join(HOPELESS)}. Found: all five "
            "landmarks within one distance between the eyes; right: within a quarter. Nobody: "
            f"{TEXTURES} pictures of noise and textures.",
            "These people were made by one image model and resemble each other: the figures compare "
            "ways with each other, and promise nothing about the dead.",
        ),
        versions=versions_of(
            "antigone", "onnxruntime", "numpy", "opencv-python-headless", "openpeople"
        ),
        values={
            "single": {
                name: {half: vars(one) for half, one in of.items()} for name, of in singles.items()
            },
            "fused": {
                name: {half: vars(one) for half, one in of.items()} for name, of in together.items()
            },
            "between two orientations": turned,
            "hardly there": {name: vars(one) for name, one in found.items()},
        },
    )


def _rows(
    tried: Mapping[str, Mapping[str, Wrong]], runs: Mapping[str, float] | None
) -> tuple[tuple[str, ...], ...]:
    first = next(iter(tried.values()))
    rows = []
    for name, of in tried.items():
        cells = [name]
        if runs is not None:
            cells.append(ratio(runs[name]) if runs[name] else "–")
        for half in HALVES:
            cells.append(f"{100 * of[half].share:.2f} %")
            cells.append("–" if of is first else str(better(of[half], first[half])))
        cells.append("–" if of is first else "worth it" if is_worth_it(of, first) else "not")
        rows.append(tuple(cells))
    return tuple(rows)
