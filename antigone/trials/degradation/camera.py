"""What the camera sees: turned, from above, small, dark, blurred, moved, saved as JPEG."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.random import Generator

from antigone.trials.degradation.face import (
    FaceFrame,
    Landmarks,
    Outcome,
    Pixels,
)
from antigone.trials.degradation.painting import (
    resized,
    sample,
    smooth,
    to_pixels,
)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The picture turned by `degrees`, clockwise, on a canvas that grows to hold all of it.

    Multiples of 90 move pixels without resampling; what the canvas adds is mortuary grey.
    """

    degrees: float

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the turned picture; the landmarks turn with it."""
        quarters, rest = divmod(self.degrees % 360.0, 90.0)
        rows, columns = image.shape[:2]
        angle = math.radians(self.degrees)
        cosine, sine = math.cos(angle), math.sin(angle)
        if rest == 0.0:
            # Exact, where the functions of a circle are off by a hair.
            cosine, sine = round(cosine), round(sine)
        wide = max(math.ceil(abs(cosine) * columns + abs(sine) * rows - 1e-6), 1)
        high = max(math.ceil(abs(sine) * columns + abs(cosine) * rows - 1e-6), 1)
        turned = (landmarks - [columns / 2, rows / 2]) @ numpy.array(
            [[cosine, sine], [-sine, cosine]]
        )
        turned += [wide / 2, high / 2]
        if rest == 0.0:
            return Outcome(numpy.rot90(image, -int(quarters)).copy(), turned, {})
        x = numpy.arange(wide)[None, :] + 0.5 - wide / 2
        y = numpy.arange(high)[:, None] + 0.5 - high / 2
        result = sample(
            image, cosine * x + sine * y + columns / 2, -sine * x + cosine * y + rows / 2
        )
        return Outcome(result, turned, {})


@dataclass(frozen=True, kw_only=True)
class FromAbove:
    """The picture's plane tilted about the line of the eyes, as seen by a camera above the forehead.

    `pitch` is in degrees, `distance` from camera to face in face widths, or 1.2 times the picture's
    longer side where that is more: who takes in a whole room stands further away. A tilted plane
    keeps nose and brow flat: the real view from above is harder.
    """

    pitch: float = 30.0
    distance: float = 4.0

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the tilted picture; the landmarks follow. The canvas grows or shrinks by need."""
        face = FaceFrame.of(landmarks)
        angle = math.radians(self.pitch)
        flat, steep = math.cos(angle), math.sin(angle)
        rows, columns = image.shape[:2]
        far = max(self.distance, 1.2 * max(rows, columns) / face.width)

        def seen(points: Landmarks) -> Landmarks:
            u, v = face.coordinates(points[:, 0], points[:, 1])
            # What lies at or behind the camera has no place in the picture.
            depth = numpy.maximum(far + v * steep, 0.25 * far)
            a, b = u * far / depth, v * flat * far / depth
            return numpy.array([face.point(float(p), float(q)) for p, q in zip(a, b, strict=True)])

        corners = seen(numpy.array([[0, 0], [columns, 0], [0, rows], [columns, rows]], float))
        # The part near the camera would fill a wall; the canvas grows by a quarter at most, but
        # always holds the face.
        x, y, wide, high = FaceFrame.of(seen(landmarks)).box()
        inner = numpy.array([[x, y], [x + wide, y + high]])
        inner = numpy.clip(inner, [-columns, -rows], [2 * columns, 2 * rows])
        room = numpy.array([columns, rows]) / 4
        first = numpy.maximum(corners.min(axis=0), -room)
        last = numpy.minimum(corners.max(axis=0), numpy.array([columns, rows]) + room)
        first = numpy.floor(numpy.minimum(first, inner[0]) + 1e-6)
        last = numpy.maximum(numpy.ceil(numpy.maximum(last, inner[1]) - 1e-6), first + 1)

        a, b = face.coordinates(
            numpy.arange(first[0], last[0])[None, :] + 0.5,
            numpy.arange(first[1], last[1])[:, None] + 0.5,
        )
        # Beyond the horizon there is nothing to see: such rays are sent outside the picture.
        slope = numpy.maximum(far * flat - b * steep, 1e-3)
        v = far * b / slope
        u = a * (far + v * steep) / far
        result = sample(
            image,
            face.origin[0] + face.width * (u * face.across[0] + v * face.down[0]),
            face.origin[1] + face.width * (u * face.across[1] + v * face.down[1]),
        )
        return Outcome(result, seen(landmarks) - first, {})


@dataclass(frozen=True, kw_only=True)
class Shrink:
    """The picture made smaller until the face is `face_width` pixels wide, and left small.

    A face that is already smaller stays as it is: nothing is ever enlarged.
    """

    face_width: float = 32.0

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the small picture; the landmarks scale with it."""
        rows, columns = image.shape[:2]
        scale = min(self.face_width / FaceFrame.of(landmarks).width, 1.0)
        small = max(round(columns * scale), 1), max(round(rows * scale), 1)
        if small == (columns, rows):
            return Outcome(image.copy(), landmarks.copy(), {})
        return Outcome(
            resized(image, *small), landmarks * [small[0] / columns, small[1] / rows], {}
        )


@dataclass(frozen=True, kw_only=True)
class Darkness:
    """Too little light: exposure reduced, then photon noise and read noise.

    `exposure` multiplies the light (after undoing the sRGB curve), `electrons` is what a white
    pixel collects at full exposure, `read_noise` the deviation of reading it, in electrons.
    """

    exposure: float = 0.16
    electrons: float = 450.0
    read_noise: float = 3.0

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the dark picture; the landmarks stay where they are."""
        level = numpy.arange(256) / 255.0
        light = numpy.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
        collected = rng.poisson((light * self.exposure * self.electrons)[image]).astype(
            numpy.float64
        )
        collected += rng.normal(0.0, self.read_noise, image.shape)
        # Through a table of 12-bit readings, as a camera does it.
        reading = numpy.clip(numpy.rint(collected / self.electrons * 4095), 0, 4095)
        linear = numpy.arange(4096) / 4095.0
        shown = numpy.where(
            linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055
        )
        return Outcome(to_pixels(shown * 255.0)[reading.astype(numpy.int64)], landmarks.copy(), {})


@dataclass(frozen=True, kw_only=True)
class Blur:
    """Out of focus: a Gaussian with the standard deviation `sigma`, in face widths."""

    sigma: float = 0.04

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the blurred picture; the landmarks stay where they are."""
        return Outcome(
            smooth(image, self.sigma * FaceFrame.of(landmarks).width), landmarks.copy(), {}
        )


@dataclass(frozen=True, kw_only=True)
class Motion:
    """A moving hand: an even smear of `length` face widths, in a direction drawn by lot."""

    length: float = 0.08

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the smeared picture, centred on the still one; the landmarks stay."""
        direction = float(rng.uniform(0.0, 180.0))
        half = min(self.length * FaceFrame.of(landmarks).width, float(max(image.shape[:2]))) / 2
        along = numpy.linspace(-half, half, 2 * math.ceil(half) + 1)
        angle = math.radians(direction)
        shifts = numpy.rint(numpy.outer(along, [math.cos(angle), math.sin(angle)])).astype(int)
        rows, columns = image.shape[:2]
        margin = int(numpy.abs(shifts).max())
        wide = numpy.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="edge")
        total = numpy.zeros(image.shape, numpy.uint32)
        for x, y in shifts + margin:
            total += wide[y : y + rows, x : x + columns]
        return Outcome(to_pixels(total / len(shifts)), landmarks.copy(), {"direction": direction})


@dataclass(frozen=True, kw_only=True)
class Jpeg:
    """Saved as JPEG with `quality` from 1 to 95 (Pillow's scale), colour at half resolution."""

    quality: int = 30

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the picture as it comes back from the file; the landmarks stay."""
        from PIL import Image

        stored = io.BytesIO()
        Image.fromarray(image).save(stored, "JPEG", quality=self.quality, subsampling="4:2:0")
        with Image.open(stored) as opened:
            return Outcome(numpy.array(opened.convert("RGB")), landmarks.copy(), {})
