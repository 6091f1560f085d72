"""What death, a mortuary or the field does to a photograph, one simulated step at a time.

Each step is a frozen value whose parameters are named and have fixed defaults. `apply` takes a
picture, its five landmarks and a generator, and returns all that changed, and the numbers that were
drawn by lot. Whatever is relative to the face is stated in face widths, so that a step means the
same on a passport photograph and on one from across the room.

Coordinates are in pixels with centres at half-integers (the picture's left edge is x = 0), angles
in degrees, clockwise as seen. Landmarks are the body's right eye, left eye, nose tip, right and
left corner of the mouth, at any in-plane angle, and may lie outside the picture.

The same seed gives the same bytes on every processor: randomness is numpy's, warps and blurs use
the integer paths of OpenCV, resizing and JPEG those of Pillow. Painted lids, tints and cloths are
drawings. They are kinder than reality, and no figure made with them is field accuracy.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import Field, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol

import numpy
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.random import Generator

Pixels = NDArray[numpy.uint8]
Landmarks = NDArray[numpy.float64]
Plane = NDArray[numpy.float64]

# A face is about 2.1 inter-eye distances wide from cheek to cheek, and its mouth 1.16 below the
# eyes (the proportions of the ArcFace template); a face seen from the side keeps only the second.
_WIDTH_PER_EYES = 2.1
_MOUTH_PER_EYES = 1.16
# Hairline and chin, in face widths below the line of the eyes.
HAIRLINE, CHIN = -0.48, 0.86

# What a rotated or tilted picture is laid upon: a plain grey like a steel table.
MORTUARY_GREY = (124, 128, 130)


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
        height = math.hypot(*toward_mouth) / _MOUTH_PER_EYES
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
            max(_WIDTH_PER_EYES * scale, 1.0),
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


class _Window(NamedTuple):
    """The part of a picture that a step works on, with face coordinates for each of its pixels."""

    area: tuple[slice, slice]
    u: Plane
    v: Plane


def _window(
    image: Pixels, face: FaceFrame, u: tuple[float, float], v: tuple[float, float]
) -> _Window | None:
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
    return _Window((slice(top, bottom), slice(left, right)), *face.coordinates(x, y))


def _ramp(value: Plane, low: float, high: float) -> Plane:
    """Rise smoothly from 0 at `low` to 1 at `high`.

    Polynomials rather than exponentials throughout: they round alike on every processor.
    """
    t: Plane = numpy.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


class _Grain:
    """Smooth noise over the plane, from a table drawn once: it scales with the face, not the pixels."""

    def __init__(self, rng: Generator) -> None:
        self._table: Plane = rng.random((64, 64))

    def __call__(self, u: Plane, v: Plane) -> Plane:
        """Return noise between -1 and 1; one lump is about one unit of `u` or `v`."""
        column, row = numpy.floor(u), numpy.floor(v)
        s, t = _ramp(u - column, 0.0, 1.0), _ramp(v - row, 0.0, 1.0)
        i, j = row.astype(numpy.int64) & 63, column.astype(numpy.int64) & 63
        k, m = (i + 1) & 63, (j + 1) & 63
        upper = self._table[i, j] * (1 - s) + self._table[i, m] * s
        lower = self._table[k, j] * (1 - s) + self._table[k, m] * s
        noise: Plane = 2.0 * (upper * (1 - t) + lower * t) - 1.0
        return noise


def _to_pixels(values: Plane) -> Pixels:
    return numpy.clip(numpy.rint(values), 0, 255).astype(numpy.uint8)


def _lay(image: Pixels, window: _Window, colour: Plane, opacity: Plane) -> Pixels:
    """Return the picture with `colour` (…, 3) laid over the window, `opacity` from 0 to 1."""
    result = image.copy()
    under = result[window.area].astype(numpy.float64)
    result[window.area] = _to_pixels(under + (colour - under) * opacity[..., None])
    return result


def _colour_near(
    image: Pixels, face: FaceFrame, u: float, v: float, *, radius: float
) -> Plane | None:
    """Return the median colour around a point of the face, None where it is outside the picture."""
    window = _window(image, face, (u - radius, u + radius), (v - radius, v + radius))
    if window is None:
        return None
    return numpy.asarray(numpy.median(image[window.area].reshape(-1, 3), axis=0))


def _skin_colour(image: Pixels, face: FaceFrame) -> Plane:
    """Return the colour of the cheeks, or of the whole picture where both are outside it."""
    cheeks = [_colour_near(image, face, side * 0.24, 0.26, radius=0.05) for side in (-1.0, 1.0)]
    seen = [cheek for cheek in cheeks if cheek is not None]
    if not seen:
        return numpy.asarray(numpy.median(image.reshape(-1, 3), axis=0))
    return numpy.asarray(numpy.mean(seen, axis=0))


def _blurred(image: Pixels, sigma: float) -> Pixels:
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


def _sampled(image: Pixels, x: Plane, y: Plane) -> Pixels:
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


# --- what the body shows -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Pallor:
    """Paler, flatter, less coloured skin with a mottled bluish-grey tint.

    `saturation` is the share of colour that remains, `contrast` the share of light and shade
    around the tone of the cheeks, `lift` the share of the way from that tone to white, `tint` the
    levels added to red, green and blue, `mottling` the relative strength of its unevenness. Skin is
    found by its nearness to the colour of the cheeks, within about one face height of the face.
    """

    saturation: float = 0.42
    contrast: float = 0.75
    lift: float = 0.10
    tint: tuple[float, float, float] = (-8.0, -2.0, 5.0)
    mottling: float = 0.9

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the pale picture; the landmarks stay where they are."""
        face, grain = FaceFrame.of(landmarks), _Grain(rng)
        window = _window(image, face, (-0.9, 0.9), (-1.1, 2.1))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        skin = _skin_colour(image, face)
        seen = image[window.area].astype(numpy.float64)
        weights = numpy.array([0.299, 0.587, 0.114])
        light, tone = seen @ weights, float(skin @ weights)
        flat = tone + self.contrast * (light - tone) + self.lift * (255.0 - tone)
        unevenness = 1.0 + self.mottling * grain(4.0 * window.u, 4.0 * window.v)
        colour = (
            flat[..., None]
            + self.saturation * (seen - light[..., None])
            + numpy.array(self.tint) * unevenness[..., None]
        )
        return Outcome(
            _lay(image, window, colour, self._skin(seen, light, skin, tone, window)),
            landmarks.copy(),
            {},
        )

    @staticmethod
    def _skin(seen: Plane, light: Plane, skin: Plane, tone: float, window: _Window) -> Plane:
        # Hue apart from brightness, so that shaded skin is still skin; hair and cloth are darker or
        # brighter than shade and shine. Lips, nostrils and lids lie within the face and always count.
        hue = (seen - light[..., None]) / (light[..., None] + 24.0)
        expected = (skin - tone) / (tone + 24.0)
        apart = numpy.sqrt(((hue - expected) ** 2).sum(axis=-1))
        alike = (1.0 - _ramp(apart, 0.16, 0.34)) * _ramp(light / (tone + 1.0), 0.15, 0.4)
        distance = numpy.sqrt((window.u / 0.9) ** 2 + ((window.v - 0.5) / 1.6) ** 2)
        inner = numpy.sqrt((window.u / 0.46) ** 2 + ((window.v - 0.3) / 0.5) ** 2)
        within = 0.75 * (1.0 - _ramp(inner, 0.7, 1.1)) * _ramp(light / (tone + 1.0), 0.1, 0.35)
        return numpy.maximum(alike, within) * (1.0 - _ramp(distance, 0.6, 1.0))


@dataclass(frozen=True, kw_only=True)
class ClosedEyes:
    """Painted lids: a soft ellipse of the surrounding skin over each eye, with a line of lashes.

    `half_width`, `above` and `below` are the reach of a lid from the eye's centre, `lashes` the
    thickness of the line, all in face widths; `lash_shade` is how dark the line is, from 0 (not
    seen) to 1 (black).
    """

    half_width: float = 0.158
    above: float = 0.080
    below: float = 0.072
    lashes: float = 0.011
    lash_shade: float = 0.72

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the picture with both lids closed; the landmarks stay where they are."""
        face = FaceFrame.of(landmarks)
        cheek = _skin_colour(image, face)
        result = image
        for number, outward in ((0, -1.0), (1, 1.0)):
            eye = replace(
                face,
                origin=(float(landmarks[number, 0]), float(landmarks[number, 1])),
                across=(outward * face.across[0], outward * face.across[1]),
            )
            result = self._close(result, eye, cheek, _Grain(rng))
        return Outcome(result.copy(), landmarks.copy(), {})

    def _close(self, image: Pixels, eye: FaceFrame, cheek: Plane, grain: _Grain) -> Pixels:
        """Close one eye; in `eye`, u points to the temple and the origin is the pupil."""
        reach = 1.3
        window = _window(
            image,
            eye,
            (-reach * self.half_width, reach * self.half_width),
            (-reach * self.above, reach * self.below),
        )
        if window is None:
            return image
        u, v = window.u, window.v
        vertical = numpy.where(v < 0, v / self.above, v / self.below)
        distance = (u / self.half_width) ** 2 + vertical**2
        opacity = 1.0 - _ramp(distance, 0.45, 1.15)

        colour = self._skin_around(image, eye, cheek, u, v)
        colour += _texture(image, eye, window)
        # The closed lids meet low, in a line that sags between the corners of the eye.
        along = u / self.half_width
        seam = 0.008 + 0.030 * (1.0 - along**2) + 0.006 * along
        over = seam - v
        # The globe under the lid catches the light; the fold above it and the rim below do not.
        bulge = (1.0 - _ramp(numpy.abs(along), 0.0, 0.9)) * (
            1.0 - _ramp(numpy.abs(over - 0.045), 0.0, 0.05)
        )
        fold_at = 0.085 - 0.035 * along**2
        fold = (1.0 - _ramp(numpy.abs(over - fold_at), 0.0, 0.016)) * (
            1.0 - _ramp(numpy.abs(along), 0.55, 0.95)
        )
        under = _ramp(-over, -0.004, 0.008) * (1.0 - _ramp(-over, 0.006, 0.045))
        # The socket lies in the shade of brow and nose.
        socket = 0.13 * _ramp(over, 0.03, 0.10) + 0.12 * _ramp(-along, 0.2, 1.0)
        shade = 0.97 + 0.07 * bulge - 0.12 * fold - 0.10 * under - socket
        colour *= shade[..., None]

        # Lashes: sharp above, where the lid ends, and fringed below, where the hairs do.
        fringe = 1.0 + 0.8 * grain(130.0 * u + 60.0 * over * along, 6.0 * v)
        fade = 1.0 - _ramp(numpy.abs(along), 0.66, 0.86)
        above = 1.0 - _ramp(over, 0.0, 0.7 * self.lashes)
        below = 1.0 - _ramp(-over / (self.lashes * (0.8 + 0.7 * fringe)), 0.2, 1.0)
        line = self.lash_shade * fade * numpy.where(over > 0, above, below)
        colour += (0.16 * cheek - colour) * line[..., None]
        return _lay(image, window, colour, opacity)

    def _skin_around(
        self, image: Pixels, eye: FaceFrame, cheek: Plane, u: Plane, v: Plane
    ) -> Plane:
        """Blend the colours seen around the eye, so that the light on the lid is the face's own."""
        anchors = [(0.0, 0.125), (0.195, 0.03), (-0.165, 0.06), (0.0, -0.105), (0.09, 0.115)]
        total = numpy.zeros((*u.shape, 3))
        weight = numpy.zeros(u.shape)
        for a, b in anchors:
            seen = _colour_near(image, eye, a, b, radius=0.022)
            # A brow, a lock of hair or the rim of glasses is no lid.
            if seen is None or seen.sum() < 0.66 * cheek.sum():
                seen = 0.84 * cheek
            nearness = 1.0 / ((u - a) ** 2 + (v - b) ** 2 + 0.004)
            total += nearness[..., None] * seen
            weight += nearness
        return total / weight[..., None]


def _texture(image: Pixels, eye: FaceFrame, window: _Window) -> Plane:
    """Return the fine structure of the skin below the eye, for the skin painted over it."""
    rows, columns = window.area
    shift_x = round(0.20 * eye.width * eye.down[0])
    shift_y = round(0.20 * eye.width * eye.down[1])
    top, left = rows.start + shift_y, columns.start + shift_x
    bottom, right = rows.stop + shift_y, columns.stop + shift_x
    if top < 0 or left < 0 or bottom > image.shape[0] or right > image.shape[1]:
        return numpy.zeros((*window.u.shape, 3))
    patch = image[top:bottom, left:right]
    fine = patch.astype(numpy.float64) - _blurred(patch, 0.02 * eye.width)
    # Clipped: the edge of a nostril or of glasses must not be copied onto the lid.
    return numpy.clip(fine, -10.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class Swelling:
    """Fuller cheeks, lids and lips, by a smooth warp.

    `face` widens the whole lower face, `cheeks`, `lids` and `lips` magnify those places; each is
    the share by which its middle is enlarged.
    """

    face: float = 0.10
    cheeks: float = 0.16
    lids: float = 0.30
    lips: float = 0.26

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the swollen face; the landmarks move with the skin they lie on."""
        face = FaceFrame.of(landmarks)
        window = _window(image, face, (-1.2, 1.2), (-1.0, 1.6))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        bumps = self._bumps(face, landmarks)
        u, v = self._source(window.u, window.v, bumps)
        x, y = face.point(0.0, 0.0)
        result = image.copy()
        result[window.area] = _sampled(
            image,
            x + face.width * (u * face.across[0] + v * face.down[0]),
            y + face.width * (u * face.across[1] + v * face.down[1]),
        )
        return Outcome(result, self._moved(landmarks, face, bumps), {})

    def _bumps(self, face: FaceFrame, landmarks: Landmarks) -> list[tuple[float, ...]]:
        """Return centre, radii and enlargement along u and v of each place that swells."""
        u, v = face.coordinates(landmarks[:, 0], landmarks[:, 1])
        mouth_u, mouth_v = float(u[3] + u[4]) / 2, float(v[3] + v[4]) / 2
        eyes = [(float(u[number]), float(v[number])) for number in (0, 1)]
        middle = 0.3 * mouth_u
        return [
            (middle, 0.38, 0.95, 0.85, self.face, 0.0),
            *(
                (middle + side * 0.27, 0.36, 0.30, 0.34, self.cheeks, self.cheeks)
                for side in (-1, 1)
            ),
            # Above and below each eye: between two swollen lids the opening grows narrow.
            *((a, b - 0.085, 0.17, 0.12, 0.3 * self.lids, self.lids) for a, b in eyes),
            *((a, b + 0.085, 0.17, 0.12, 0.3 * self.lids, self.lids) for a, b in eyes),
            (mouth_u, mouth_v, 0.34, 0.20, 0.5 * self.lips, self.lips),
        ]

    @staticmethod
    def _source(u: Plane, v: Plane, bumps: list[tuple[float, ...]]) -> tuple[Plane, Plane]:
        """Return where the skin that is now at (u, v) was before."""
        move_u, move_v = numpy.zeros_like(u), numpy.zeros_like(v)
        for centre_u, centre_v, radius_u, radius_v, along_u, along_v in bumps:
            a, b = u - centre_u, v - centre_v
            inside = numpy.clip(1.0 - (a / radius_u) ** 2 - (b / radius_v) ** 2, 0.0, 1.0)
            bell = inside * inside * (3.0 - 2.0 * inside)
            move_u += a * bell * along_u / (1.0 + along_u)
            move_v += b * bell * along_v / (1.0 + along_v)
        return u - move_u, v - move_v

    def _moved(
        self, landmarks: Landmarks, face: FaceFrame, bumps: list[tuple[float, ...]]
    ) -> Landmarks:
        """Return where the landmarks went: the warp solved the other way, by repetition."""
        was_u, was_v = face.coordinates(landmarks[:, 0], landmarks[:, 1])
        u, v = was_u.copy(), was_v.copy()
        for _ in range(40):
            back_u, back_v = self._source(u, v, bumps)
            u, v = u + (was_u - back_u), v + (was_v - back_v)
        return numpy.array([face.point(float(a), float(b)) for a, b in zip(u, v, strict=True)])


@dataclass(frozen=True, kw_only=True)
class Cover:
    """An opaque cloth: a sheet drawn up over the lower face, or a bandage around the upper.

    `part` says which; `share` is the part of the face's height, hairline to chin, that is covered;
    `softness` is the width of the edge and `waviness` how far it strays from its line, in face
    widths.
    """

    part: Literal["lower", "upper"]
    share: float = 0.30
    softness: float = 0.02
    waviness: float = 0.025

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the covered picture; the landmarks stay where they are, also under the cloth."""
        face, grain = FaceFrame.of(landmarks), _Grain(rng)
        covered = self.share * (CHIN - HAIRLINE)
        if self.part == "lower":
            window = _window(image, face, (-4.3, 4.3), (CHIN - covered - 0.2, 4.2))
        else:
            window = _window(image, face, (-0.8, 0.8), (-0.8, HAIRLINE + covered + 0.4))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        if self.part == "lower":
            result = self._sheet(image, window, grain, CHIN - covered)
        else:
            result = self._bandage(image, window, grain, HAIRLINE + covered)
        return Outcome(result, landmarks.copy(), {})

    def _sheet(self, image: Pixels, window: _Window, grain: _Grain, hem: float) -> Pixels:
        """Draw up a sheet: its hem crosses the face at `hem` and falls away beside it."""
        u, v = window.u, window.v
        inside = v - hem - self._wave(grain, u) - 0.06 * u**2 - 0.012 * u**4
        inside = numpy.minimum(inside, 4.1 - v)
        folds = grain(2.6 * u + 0.8 * grain(1.5 * u, 1.1 * v), 0.7 * v + 20.0)
        creases = grain(7.0 * u + 2.0 * folds, 2.0 * v + 40.0)
        light = 1.0 + 0.12 * folds + 0.04 * creases + 0.02 * grain(90.0 * u, 90.0 * v)
        # The turned hem: a lighter roll, then the shade of its seam.
        light += 0.05 * (1.0 - _ramp(numpy.abs(inside - 0.02), 0.0, 0.025))
        light -= 0.07 * (1.0 - _ramp(numpy.abs(inside - 0.075), 0.0, 0.014))
        return self._lay_cloth(image, window, inside, light)

    def _bandage(self, image: Pixels, window: _Window, grain: _Grain, edge: float) -> Pixels:
        """Wind a bandage around the head: its lower edge crosses the brow at `edge`."""
        u, v = window.u, window.v
        height = edge + self._wave(grain, u) + 0.16 * u**2 - v
        # Three turns, each a little askew, each with its own lighter edge and a shade under it.
        turns = height / 0.15 + 0.25 * u + 0.15 * grain(3.0 * u, 5.0 + u)
        within = turns - numpy.floor(turns)
        lip = 0.06 * (1.0 - _ramp(within, 0.05, 0.25)) - 0.16 * _ramp(within, 0.86, 0.98)
        light = 1.0 + lip + 0.05 * grain(3.0 * u, 14.0 * turns)
        light += 0.035 * grain(70.0 * u, 70.0 * v)
        light *= 1.0 - 0.45 * (u / 0.6) ** 2
        # It ends where the head curves away, behind the temples.
        sides = 0.56 + 0.02 * grain(7.0 * v, 9.0 + 0.0 * u) - numpy.abs(u)
        top = 0.47 + 0.4 * self._wave(grain, u + 5.0) - height
        inside = numpy.minimum(numpy.minimum(height, top), sides)
        return self._lay_cloth(image, window, inside, light)

    def _wave(self, grain: _Grain, u: Plane) -> Plane:
        return self.waviness * grain(2.2 * u + 11.0, numpy.full_like(u, 3.5))

    def _lay_cloth(self, image: Pixels, window: _Window, inside: Plane, light: Plane) -> Pixels:
        """Lay a cloth where `inside` (face widths from its edge) is positive, with its shadow."""
        colour = numpy.array([186.0, 192.0, 190.0]) * light[..., None]
        shaded = _lay(image, window, numpy.zeros(3), 0.38 * _ramp(inside, -0.07, 0.0))
        edge = _ramp(inside, -self.softness / 2, self.softness / 2)
        return _lay(shaded, window, colour, edge)


# --- what the camera sees ----------------------------------------------------------------------


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
        result = _sampled(
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
        result = _sampled(
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
        return Outcome(_to_pixels(shown * 255.0)[reading.astype(numpy.int64)], landmarks.copy(), {})


@dataclass(frozen=True, kw_only=True)
class Blur:
    """Out of focus: a Gaussian with the standard deviation `sigma`, in face widths."""

    sigma: float = 0.04

    def apply(self, image: Pixels, landmarks: Landmarks, rng: Generator) -> Outcome:
        """Return the blurred picture; the landmarks stay where they are."""
        return Outcome(
            _blurred(image, self.sigma * FaceFrame.of(landmarks).width), landmarks.copy(), {}
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
        return Outcome(_to_pixels(total / len(shifts)), landmarks.copy(), {"direction": direction})


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
