"""The face in a picture, as degradations see it: a frame in face widths, and what a step returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import Field, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

import numpy
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.random import Generator

Pixels = NDArray[numpy.uint8]
Landmarks = NDArray[numpy.float64]
Plane = NDArray[numpy.float64]

# A face is about 2.1 inter-eye distances wide from cheek to cheek, and its mouth 1.16 below the
# eyes (the proportions of the ArcFace template); a face seen from the side keeps only the second.
WIDTH_PER_EYES = 2.1
MOUTH_PER_EYES = 1.16
# Hairline and chin, in face widths below the line of the eyes.
HAIRLINE, CHIN = -0.48, 0.86


class Outcome(NamedTuple):
    """What a step returns: the picture, the landmarks in it, and what was drawn by lot."""

    image: Pixels
    landmarks: Landmarks
    drawn: Mapping[str, float]


class Step(Protocol):
    """One degradation. Implementations are frozen dataclasses: their fields are the parameters."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return a new picture; the one given is never written to."""
        ...


@dataclass(frozen=True)
class FaceFrame:
    """The coordinate system of one face: u to the body's left, v down, both in face widths.

    The origin lies between the eyes; a face is never taken to be narrower than one pixel.
    """

    origin: tuple[float, float]
    across: tuple[float, float]
    down: tuple[float, float]
    width: float

    @classmethod
    def of(cls, landmarks: Landmarks) -> FaceFrame:
        """Derive the frame from five landmarks, upright or turned, mirrored or not."""
        eyes = (landmarks[0] + landmarks[1]) / 2
        toward_mouth = (landmarks[3] + landmarks[4]) / 2 - eyes
        between_eyes = landmarks[1] - landmarks[0]
        height = math.hypot(*toward_mouth) / MOUTH_PER_EYES
        distance = math.hypot(*between_eyes)
        scale = max(distance, height)
        if distance < 0.3 * scale:
            # In profile the eyes fall together and their line points anywhere.
            between_eyes = numpy.array([toward_mouth[1], -toward_mouth[0]])
        length = math.hypot(*between_eyes)
        across = between_eyes / length if length else numpy.array([1.0, 0.0])
        down = numpy.array([-across[1], across[0]])
        if down @ toward_mouth < 0:
            down = -down
        return cls(
            (float(eyes[0]), float(eyes[1])),
            (float(across[0]), float(across[1])),
            (float(down[0]), float(down[1])),
            max(WIDTH_PER_EYES * scale, 1.0),
        )

    def point(self, u: float, v: float) -> tuple[float, float]:
        """Return the pixel coordinates of (u, v)."""
        return (
            self.origin[0] + self.width * (u * self.across[0] + v * self.down[0]),
            self.origin[1] + self.width * (u * self.across[1] + v * self.down[1]),
        )

    def coordinates(self, x: Plane, y: Plane) -> tuple[Plane, Plane]:
        """Return (u, v) of pixel coordinates, element by element."""
        right, below = (x - self.origin[0]) / self.width, (y - self.origin[1]) / self.width
        return (
            right * self.across[0] + below * self.across[1],
            right * self.down[0] + below * self.down[1],
        )

    def box(self) -> tuple[float, float, float, float]:
        """Return (x, y, width, height) of the upright rectangle around hairline, cheeks and chin."""
        corners = [self.point(u, v) for u in (-0.5, 0.5) for v in (HAIRLINE, CHIN)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
