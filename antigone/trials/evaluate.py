"""Measuring the engine on labelled photographs: FOLDER/person/photograph.jpg.

The first photographs of each person (by name) are her references, the others are probes; probes
may be degraded by the documented simulations. The folder's owner runs this where the photographs
are; numbers come out, no photograph and no template does.

This is a measurement among people whose photographs are labelled already. It names no one.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from antigone.config import seeded
from antigone.errors import MissingExtra, Refusal
from antigone.evidence import Calibration, OutsideReach
from antigone.faces import DecoderPool, Engine, Face, Reading
from antigone.faces.geometry import Pixels
from antigone.faces.sandbox import UnreadablePhotograph
from antigone.trials.measures import Scores, measure
from antigone.trials.simulation import find_condition, simulate
from antigone.wording import N_

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"}
# Enough other people for each probe to weigh, and few enough to weigh them all.
_OTHERS_WEIGHED = 50


class NotLabelled(Refusal):
    """The folder does not have the shape in which labels are read."""

    code = "not-labelled"
    sentence = N_(
        "{folder} does not hold at least two people with more than {references} photographs, "
        "one folder each. Nothing was measured."
    )
    remedy = N_("Arrange it as FOLDER/person/photograph.jpg, or ask for fewer --references.")


@dataclass(frozen=True)
class Labelled:
    """A person of the evaluation: a label, the photographs that enrol her, those that search."""

    label: str
    references: tuple[Path, ...]
    probes: tuple[Path, ...]


@dataclass(frozen=True)
class _Probe:
    """What one probe under one condition gave: nothing, or a unit vector and its length."""

    person: int
    vector: numpy.ndarray[Any, numpy.dtype[numpy.float32]] | None
    length: float


Progress = Callable[[int], None]


def labelled_people(folder: Path, *, references: int) -> list[Labelled]:
    """Return the people of a folder in order of their labels; those with one photograph only enrol.

    Raises `NotLabelled` if fewer than two people can search.
    """
    people = []
    for place in sorted(path for path in _inside(folder) if path.is_dir()):
        photographs = [path for path in _inside(place) if path.suffix.lower() in SUFFIXES]
        if photographs:
            people.append(
                Labelled(
                    place.name, tuple(photographs[:references]), tuple(photographs[references:])
                )
            )
    if sum(1 for person in people if person.probes) < 2:
        raise NotLabelled(folder=folder, references=references)
    return people


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def evaluate(
    people: Sequence[Labelled],
    *,
    engine: Engine,
    pool: DecoderPool,
    conditions: Iterable[str] = (),
    seed: int = 2026,
    progress: Progress = lambda done: None,
) -> dict[str, Any]:
    """Return the figures that `antigone evaluate --json` promises.

    The top level is the photographs as they are; `conditions` holds the same figures for each
    simulated condition. `unreadable` names files that could not be decoded: they count as failures
    to acquire, and someone should look at them. Raises `UnknownCondition` before anything is read.
    """
    names = [find_condition(name).name for name in conditions]
    if any(len(person.references) < 1 for person in people):
        raise ValueError("every person needs a reference")
    _require_lir()
    reader = _Reader(engine=engine, pool=pool, conditions=names, seed=seed)
    done = 0
    templates: list[Any] = []
    probes: dict[str, list[_Probe]] = {name: [] for name in ("", *names)}
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        try:
            for template, used in threads.map(reader.template, people):
                templates.append(template)
                progress(done := done + used)
            searches = [
                (number, path) for number, person in enumerate(people) for path in person.probes
            ]
            for found in threads.map(reader.probes, searches):
                for name, probe in found.items():
                    probes[name].append(probe)
                progress(done := done + 1)
        except BaseException:
            # Whoever stops a long measurement does not want to wait for the rest of it.
            threads.shutdown(wait=False, cancel_futures=True)
            raise

    plain = _figures(
        probes[""], templates, dimension=engine.dimension, seed=seed, condition="clean"
    )
    return {
        "engine": engine.id,
        "people": len(people),
        "photos": sum(len(person.references) + len(person.probes) for person in people),
        "references": max(len(person.references) for person in people),
        "searches": len(probes[""]),
        "seed": seed,
        **plain,
        "unreadable": sorted(reader.unreadable),
        "conditions": {
            name: _figures(
                probes[name], templates, dimension=engine.dimension, seed=seed, condition=name
            )
            for name in names
        },
    }


class _Reader:
    """Reads photographs in several threads; holds what they share."""

    def __init__(
        self, *, engine: Engine, pool: DecoderPool, conditions: Sequence[str], seed: int
    ) -> None:
        self._engine, self._pool = engine, pool
        self._conditions, self._seed = conditions, seed
        self.unreadable: set[str] = set()

    def template(self, person: Labelled) -> tuple[Any, int]:
        """Return the template of a person's references, None if no face was found in any."""
        faces = [face for path in person.references if (face := self._face(path)[1])]
        template = self._engine.template(faces) if faces else None
        return template, len(person.references)

    def probes(self, search: tuple[int, Path]) -> dict[str, _Probe]:
        """Return one probe as it is, and under every condition."""
        person, path = search
        pixels, face = self._face(path)
        found = {"": _as_probe(person, face)}
        for name in self._conditions:
            # The simulation is laid over the face that a person would mark; without one there is
            # nothing to degrade, and the search fails as it does for the plain photograph.
            degraded = None
            if pixels is not None and face is not None:
                rng = seeded(self._seed, name, path.parent.name, path.name)
                changed = simulate(pixels, face.detection.landmarks, name, rng=rng)
                degraded = labelled_face(self._engine.read(changed.image))
            found[name] = _as_probe(person, degraded)
        return found

    def _face(self, path: Path) -> tuple[Pixels | None, Face | None]:
        try:
            pixels = self._pool.open(path).pixels
        except UnreadablePhotograph:
            self.unreadable.add(f"{path.parent.name}/{path.name}")
            return None, None
        return pixels, labelled_face(self._engine.read(pixels))


def labelled_face(reading: Reading) -> Face | None:
    """Return the face that a label most probably means: large, and near the middle of the picture.

    A label names a photograph, not a face. Only a measurement may guess so; a case never does.
    """

    def weight(face: Face) -> float:
        x, y, width, height = face.detection.box
        columns, rows = reading.size
        off = numpy.hypot((x + width / 2) / columns - 0.5, (y + height / 2) / rows - 0.5)
        return float(width * height * max(0.05, 1 - 1.5 * off))

    return max(reading.faces, key=weight, default=None)


def _as_probe(person: int, face: Face | None) -> _Probe:
    if face is None:
        return _Probe(person, None, 0.0)
    return _Probe(person, face.vector / face.quality.value, face.quality.value)


def _figures(
    probes: Sequence[_Probe],
    templates: Sequence[Any],
    *,
    dimension: int,
    seed: int,
    condition: str,
) -> dict[str, Any]:
    """Return all figures of one condition; nobody enrolled is a finding too."""
    enrolled = [number for number, template in enumerate(templates) if template is not None]
    column = {number: place for place, number in enumerate(enrolled)}
    blank = numpy.zeros(dimension, numpy.float32)
    gallery = numpy.array([templates[number].vector for number in enrolled], numpy.float32).reshape(
        -1, dimension
    )
    queries = numpy.stack([blank if one.vector is None else one.vector for one in probes])
    scores = Scores(
        similarity=queries @ gallery.T,
        mate=numpy.array([column.get(one.person, -1) for one in probes]),
        person=numpy.array([one.person for one in probes]),
        acquired=numpy.array([one.vector is not None for one in probes]),
    )
    references = numpy.array([templates[number].references for number in enrolled])
    lengths = [one.length for one in probes]
    return {
        **measure(scores, rng=seeded(seed, "resamples", condition)),
        **_cost(scores, lengths, references, seed=seed, condition=condition),
    }


def _cost(
    scores: Scores,
    lengths: Sequence[float],
    references: numpy.ndarray[Any, numpy.dtype[Any]],
    *,
    seed: int,
    condition: str,
) -> dict[str, Any]:
    """Return the cost of the calibrated likelihood ratios (Brümmer & du Preez, 2006), and what of
    it would remain with the best calibration; None where the calibration does not reach.
    """
    calibration = Calibration.builtin()
    rng = seeded(seed, "others", condition)
    named = condition if condition in calibration.conditions else "clean"
    others = scores.others
    mated: list[float] = []
    non_mated: list[float] = []
    outside = 0
    for row, length in enumerate(lengths):
        mate = scores.mate[row]
        if not scores.acquired[row] or mate < 0:
            continue
        there = numpy.flatnonzero(numpy.isfinite(others[row]))
        drawn = rng.choice(there, min(_OTHERS_WEIGHED, len(there)), replace=False)
        try:
            cell = calibration.cell(
                quality=length, references=int(references[mate]), condition=named
            )
        except OutsideReach:
            outside += 1
            continue
        mated.append(float(cell.log10_lr(scores.similarity[row, mate])))
        non_mated.extend(cell.log10_lr(others[row, drawn]))
    weighed = {"calibration": calibration.id, "calibrated_for": named, "outside_reach": outside}
    if not mated or not non_mated:
        return {"cllr": None, "cllr_min": None, **weighed}
    from lir.data.models import LLRData
    from lir.metrics import cllr, cllr_min

    logs = numpy.array([*mated, *non_mated])
    labels = numpy.repeat([1, 0], [len(mated), len(non_mated)])
    llrs = LLRData(features=logs.reshape(-1, 1), labels=labels)
    return {
        "cllr": round(float(cllr(llrs)), 4),
        "cllr_min": round(float(cllr_min(llrs)), 4),
        **weighed,
    }


def _require_lir() -> None:
    """Refuse before the first photograph is read, not after the last."""
    from importlib.util import find_spec

    if find_spec("lir") is None:
        raise MissingExtra(step="antigone evaluate", extra="calibrate")
