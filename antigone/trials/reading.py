"""Reading the photographs of a trial, in several threads, and going on where it was stopped.

What a face gives is a vector and its quality. Vectors stay in memory; they go to a file only where
somebody asks to be able to resume, and the file is removed with the last figure.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

import numpy

from antigone.config import seeded
from antigone.errors import Refusal
from antigone.faces import DecoderPool, Engine, Face, Reading
from antigone.faces.geometry import Pixels
from antigone.faces.sandbox import UnreadablePhotograph
from antigone.faces.template import Vector
from antigone.trials.simulation import simulate
from antigone.wording import N_

PLAIN = ""
"""The name under which a photograph as it is stands beside the conditions."""


class OtherReadings(Refusal):
    """The file holds what another engine or another lot gave; going on would mix the two."""

    code = "other-readings"
    sentence = N_(
        "{file} does not hold readings of the engine {engine} with the seed {seed}. Nothing was read."
    )
    remedy = N_("Name the file of this measurement, or one that does not exist yet.")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The labelled face of one photograph: un-normalised vector, quality, and the time it took."""

    vector: Vector = field(repr=False)
    quality: float
    band: str
    seconds: float

    @property
    def direction(self) -> Vector:
        """The unit vector."""
        unit: Vector = self.vector / numpy.float32(self.quality)
        return unit


@dataclass(frozen=True)
class Photographed:
    """What one photograph gave: a face or None, as it is ("") and under each condition."""

    found: Mapping[str, Seen | None]
    readable: bool = True

    def under(self, condition: str) -> Seen | None:
        """Return the face under a condition; None where none was found."""
        return self.found.get(condition)


class Reader:
    """Reads photographs under conditions. Threads share one; `keep` is the file to go on from."""

    def __init__(
        self,
        *,
        engine: Engine,
        pool: DecoderPool,
        conditions: Sequence[str] = (),
        seed: int,
        keep: Path | None = None,
    ) -> None:
        self._engine, self._pool = engine, pool
        self._conditions, self._seed = tuple(conditions), seed
        self._kept = _Kept(keep, engine=engine.id, seed=seed) if keep else None
        self.unreadable: set[str] = set()
        self.engine_id = engine.id

    def reference(self, path: Path) -> Photographed:
        """Return a photograph as it is. An unreadable one is a finding, not an end."""
        return self._read(path, ())

    def probe(self, path: Path) -> Photographed:
        """Return a photograph as it is, and under every condition."""
        return self._read(path, self._conditions)

    def _read(self, path: Path, conditions: Sequence[str]) -> Photographed:
        key = self._kept.key(path) if self._kept else ""
        known = self._kept.of(key) if self._kept else {}
        lacking = [name for name in (PLAIN, *conditions) if name not in known]
        if lacking:
            added = self._look(path, lacking)
            if added is None:
                self.unreadable.add(f"{path.parent.name}/{path.name}")
                return Photographed({}, readable=False)
            if self._kept:
                self._kept.add(key, added)
            known = {**known, **added}
        return Photographed(known)

    def _look(self, path: Path, names: Sequence[str]) -> dict[str, Seen | None] | None:
        try:
            pixels = self._pool.open(path).pixels
        except UnreadablePhotograph:
            return None
        plain, face = self._see(pixels)
        found = {PLAIN: plain}
        for name in names:
            if name == PLAIN:
                continue
            # The simulation is laid over the face that a person would mark; without one there is
            # nothing to degrade, and the search fails as it does for the plain photograph.
            found[name] = None
            if face is not None:
                rng = seeded(self._seed, name, path.parent.name, path.name)
                changed = simulate(pixels, face.detection.landmarks, name, rng=rng)
                found[name] = self._see(changed.image)[0]
        return found

    def _see(self, pixels: Pixels) -> tuple[Seen | None, Face | None]:
        began = perf_counter()
        face = labelled_face(self._engine.read(pixels))
        took = perf_counter() - began
        if face is None:
            return None, None
        quality = face.quality
        return Seen(
            vector=face.vector, quality=quality.value, band=str(quality.band), seconds=took
        ), face

    def finish(self) -> None:
        """Remove the file of readings: the figures are out, and vectors are kept no longer."""
        if self._kept:
            self._kept.remove()


def side_by_side() -> int:
    """Return how many photographs are read at a time."""
    return os.cpu_count() or 1


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


class _Kept:
    """Readings in a file, a line for each photograph, without any label or name."""

    def __init__(self, path: Path, *, engine: str, seed: int) -> None:
        self._path, self._lock = path, Lock()
        self._found: dict[str, dict[str, Seen | None]] = {}
        about = {"readings": 1, "engine": engine, "seed": seed}
        if path.is_file():
            first, *lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
            if first != json.dumps(about):
                raise OtherReadings(file=path, engine=engine, seed=seed)
            for line in lines:
                self._learn(line)
            # A line that was cut off must not run into the next.
            self._write("\n")
        else:
            # Vectors of faces: for the eyes of who measures, and nobody else's.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._write(json.dumps(about) + "\n")

    def key(self, path: Path) -> str:
        """Name a photograph by its content and its place, which draws what is drawn by lot."""
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        place = f"{path.parent.name}/{path.name}"
        return hashlib.sha256(f"{place}\0{content}".encode("utf-8", "surrogateescape")).hexdigest()

    def of(self, key: str) -> dict[str, Seen | None]:
        return self._found.get(key, {})

    def add(self, key: str, found: Mapping[str, Seen | None]) -> None:
        line = json.dumps({"photograph": key, "found": {k: _packed(v) for k, v in found.items()}})
        with self._lock:
            self._write(line + "\n")

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text)

    def _learn(self, line: str) -> None:
        try:
            entry = json.loads(line)
            found = {name: _unpacked(seen) for name, seen in entry["found"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            # Cut off when the power went: that photograph is read again.
            return
        self._found.setdefault(str(entry["photograph"]), {}).update(found)


def _packed(seen: Seen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "vector": base64.b64encode(seen.vector.astype("<f4").tobytes()).decode("ascii"),
        "quality": seen.quality,
        "band": seen.band,
        "seconds": round(seen.seconds, 6),
    }


def _unpacked(entry: dict[str, Any] | None) -> Seen | None:
    if entry is None:
        return None
    return Seen(
        vector=numpy.frombuffer(base64.b64decode(entry["vector"]), "<f4").astype(numpy.float32),
        quality=float(entry["quality"]),
        band=str(entry["band"]),
        seconds=float(entry["seconds"]),
    )
