"""What steps draw with: windows in face widths, smooth noise, layers, and warps that repeat."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy

if TYPE_CHECKING:
    from numpy.random import Generator

from antigone.trials.degradation.face import FaceFrame, Pixels, Plane

# What a rotated or tilted picture is laid upon: a plain grey like a steel table.
MORTUARY_GREY = (124, 128, 130)


class Window(NamedTuple):
    """The part of a picture that a step works on, with face coordinates for each of its pixels."""

    area: tuple[slice, slice]
    u: Plane
    v: Plane


def window_around(
    image: Pixels, face: FaceFrame, u: tuple[float, float], v: tuple[float, float]
) -> Window | None:
    """Return the window around a rectangle in face coordinates, None where it misses the picture."""
    corners = [face.point(a, b) for a in u for b in v]
    rows, columns = image.shape[:2]
    left = max(math.floor(min(x for x, _ in corners)), 0)
    right = min(math.ceil(max(x for x, _ in corners)), columns)
    top = max(math.floor(min(y for _, y in corners)), 0)
    bottom = min(math.ceil(max(y for _, y in corners)), rows)
    if left >= right or top >= bottom:
        return None
    x = numpy.arange(left, right)[None, :] + 0.5
    y = numpy.arange(top, bottom)[:, None] + 0.5
    return Window((slice(top, bottom), slice(left, right)), *face.coordinates(x, y))


def ramp(value: Plane, low: float, high: float) -> Plane:
    """Rise smoothly from 0 at `low` to 1 at `high`.

    Polynomials rather than exponentials throughout: they round alike on every processor.
    """
    t: Plane = numpy.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


class Grain:
    """Smooth noise over the plane, from a table drawn once: it scales with the face, not the pixels."""

    def __init__(self, rng: Generator) -> None:
        self._table: Plane = rng.random((64, 64))

    def __call__(self, u: Plane, v: Plane) -> Plane:
        """Return noise between -1 and 1; one lump is about one unit of `u` or `v`."""
        column, row = numpy.floor(u), numpy.floor(v)
        s, t = ramp(u - column, 0.0, 1.0), ramp(v - row, 0.0, 1.0)
        i, j = row.astype(numpy.int64) & 63, column.astype(numpy.int64) & 63
        k, m = (i + 1) & 63, (j + 1) & 63
        upper = self._table[i, j] * (1 - s) + self._table[i, m] * s
        lower = self._table[k, j] * (1 - s) + self._table[k, m] * s
        noise: Plane = 2.0 * (upper * (1 - t) + lower * t) - 1.0
        return noise


def to_pixels(values: Plane) -> Pixels:
    return numpy.clip(numpy.rint(values), 0, 255).astype(numpy.uint8)


def lay(image: Pixels, window: Window, colour: Plane, opacity: Plane) -> Pixels:
    """Return the picture with `colour` (…, 3) laid over the window, `opacity` from 0 to 1."""
    result = image.copy()
    under = result[window.area].astype(numpy.float64)
    result[window.area] = to_pixels(under + (colour - under) * opacity[..., None])
    return result


def colour_near(
    image: Pixels, face: FaceFrame, u: float, v: float, *, radius: float
) -> Plane | None:
    """Return the median colour around a point of the face, None where it is outside the picture."""
    window = window_around(image, face, (u - radius, u + radius), (v - radius, v + radius))
    if window is None:
        return None
    return numpy.asarray(numpy.median(image[window.area].reshape(-1, 3), axis=0))


def skin_colour(image: Pixels, face: FaceFrame) -> Plane:
    """Return the colour of the cheeks, or of the whole picture where both are outside it."""
    cheeks = [colour_near(image, face, side * 0.24, 0.26, radius=0.05) for side in (-1.0, 1.0)]
    seen = [cheek for cheek in cheeks if cheek is not None]
    if not seen:
        return numpy.asarray(numpy.median(image.reshape(-1, 3), axis=0))
    return numpy.asarray(numpy.mean(seen, axis=0))


def smooth(image: Pixels, sigma: float) -> Pixels:
    import cv2

    # A blur wider than the picture is a flat colour; beyond that only the run time would grow.
    sigma = min(sigma, float(max(image.shape[:2])))
    if sigma < 0.1:
        return image.copy()
    # The accurate hint selects fixed-point arithmetic, the same on every processor.
    blurred = cv2.GaussianBlur(
        image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT, hint=cv2.ALGO_HINT_ACCURATE
    )
    return numpy.asarray(blurred, numpy.uint8)


def sample(image: Pixels, x: Plane, y: Plane) -> Pixels:
    """Return the picture at the given coordinates, mortuary grey outside it."""
    import cv2

    rows, columns = image.shape[:2]
    # In steps of 1/32 pixel, as integers: OpenCV's floating-point path differs between processors.
    fixed_x = numpy.rint((numpy.clip(x, -2.0, columns + 2.0) - 0.5) * 32).astype(numpy.int32)
    fixed_y = numpy.rint((numpy.clip(y, -2.0, rows + 2.0) - 0.5) * 32).astype(numpy.int32)
    whole = numpy.stack([fixed_x >> 5, fixed_y >> 5], axis=-1).astype(numpy.int16)
    part = ((fixed_y & 31) * 32 + (fixed_x & 31)).astype(numpy.uint16)
    sampled = cv2.remap(
        image,
        whole,
        part,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=MORTUARY_GREY,
    )
    return numpy.asarray(sampled, numpy.uint8)


def resized(image: Pixels, columns: int, rows: int) -> Pixels:
    """Return the picture at another size, without aliasing."""
    from PIL import Image

    resample = Image.Resampling.BICUBIC
    return numpy.array(Image.fromarray(image).resize((columns, rows), resample))
