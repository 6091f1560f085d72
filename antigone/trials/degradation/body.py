"""What the body shows: pallor, closed lids, swelling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.random import Generator

from antigone.trials.degradation.face import (
    FaceFrame,
    Landmarks,
    Outcome,
    Pixels,
    Plane,
)
from antigone.trials.degradation.painting import (
    Grain,
    Window,
    colour_near,
    lay,
    ramp,
    sample,
    skin_colour,
    smooth,
    window_around,
)


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
        face, grain = FaceFrame.of(landmarks), Grain(rng)
        window = window_around(image, face, (-0.9, 0.9), (-1.1, 2.1))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        skin = skin_colour(image, face)
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
            lay(image, window, colour, self._skin(seen, light, skin, tone, window)),
            landmarks.copy(),
            {},
        )

    @staticmethod
    def _skin(seen: Plane, light: Plane, skin: Plane, tone: float, window: Window) -> Plane:
        # Hue apart from brightness, so that shaded skin is still skin; hair and cloth are darker or
        # brighter than shade and shine. Lips, nostrils and lids lie within the face and always count.
        hue = (seen - light[..., None]) / (light[..., None] + 24.0)
        expected = (skin - tone) / (tone + 24.0)
        apart = numpy.sqrt(((hue - expected) ** 2).sum(axis=-1))
        alike = (1.0 - ramp(apart, 0.16, 0.34)) * ramp(light / (tone + 1.0), 0.15, 0.4)
        distance = numpy.sqrt((window.u / 0.9) ** 2 + ((window.v - 0.5) / 1.6) ** 2)
        inner = numpy.sqrt((window.u / 0.46) ** 2 + ((window.v - 0.3) / 0.5) ** 2)
        within = 0.75 * (1.0 - ramp(inner, 0.7, 1.1)) * ramp(light / (tone + 1.0), 0.1, 0.35)
        return numpy.maximum(alike, within) * (1.0 - ramp(distance, 0.6, 1.0))


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
        cheek = skin_colour(image, face)
        result = image
        for number, outward in ((0, -1.0), (1, 1.0)):
            eye = replace(
                face,
                origin=(float(landmarks[number, 0]), float(landmarks[number, 1])),
                across=(outward * face.across[0], outward * face.across[1]),
            )
            result = self._close(result, eye, cheek, Grain(rng))
        return Outcome(result.copy(), landmarks.copy(), {})

    def _close(self, image: Pixels, eye: FaceFrame, cheek: Plane, grain: Grain) -> Pixels:
        """Close one eye; in `eye`, u points to the temple and the origin is the pupil."""
        reach = 1.3
        window = window_around(
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
        opacity = 1.0 - ramp(distance, 0.45, 1.15)

        colour = self._skin_around(image, eye, cheek, u, v)
        colour += _texture(image, eye, window)
        # The closed lids meet low, in a line that sags between the corners of the eye.
        along = u / self.half_width
        seam = 0.008 + 0.030 * (1.0 - along**2) + 0.006 * along
        over = seam - v
        # The globe under the lid catches the light; the fold above it and the rim below do not.
        bulge = (1.0 - ramp(numpy.abs(along), 0.0, 0.9)) * (
            1.0 - ramp(numpy.abs(over - 0.045), 0.0, 0.05)
        )
        fold_at = 0.085 - 0.035 * along**2
        fold = (1.0 - ramp(numpy.abs(over - fold_at), 0.0, 0.016)) * (
            1.0 - ramp(numpy.abs(along), 0.55, 0.95)
        )
        under = ramp(-over, -0.004, 0.008) * (1.0 - ramp(-over, 0.006, 0.045))
        # The socket lies in the shade of brow and nose.
        socket = 0.13 * ramp(over, 0.03, 0.10) + 0.12 * ramp(-along, 0.2, 1.0)
        shade = 0.97 + 0.07 * bulge - 0.12 * fold - 0.10 * under - socket
        colour *= shade[..., None]

        # Lashes: sharp above, where the lid ends, and fringed below, where the hairs do.
        fringe = 1.0 + 0.8 * grain(130.0 * u + 60.0 * over * along, 6.0 * v)
        fade = 1.0 - ramp(numpy.abs(along), 0.66, 0.86)
        above = 1.0 - ramp(over, 0.0, 0.7 * self.lashes)
        below = 1.0 - ramp(-over / (self.lashes * (0.8 + 0.7 * fringe)), 0.2, 1.0)
        line = self.lash_shade * fade * numpy.where(over > 0, above, below)
        colour += (0.16 * cheek - colour) * line[..., None]
        return lay(image, window, colour, opacity)

    def _skin_around(
        self, image: Pixels, eye: FaceFrame, cheek: Plane, u: Plane, v: Plane
    ) -> Plane:
        """Blend the colours seen around the eye, so that the light on the lid is the face's own."""
        anchors = [(0.0, 0.125), (0.195, 0.03), (-0.165, 0.06), (0.0, -0.105), (0.09, 0.115)]
        total = numpy.zeros((*u.shape, 3))
        weight = numpy.zeros(u.shape)
        for a, b in anchors:
            seen = colour_near(image, eye, a, b, radius=0.022)
            # A brow, a lock of hair or the rim of glasses is no lid.
            if seen is None or seen.sum() < 0.66 * cheek.sum():
                seen = 0.84 * cheek
            nearness = 1.0 / ((u - a) ** 2 + (v - b) ** 2 + 0.004)
            total += nearness[..., None] * seen
            weight += nearness
        return total / weight[..., None]


def _texture(image: Pixels, eye: FaceFrame, window: Window) -> Plane:
    """Return the fine structure of the skin below the eye, for the skin painted over it."""
    rows, columns = window.area
    shift_x = round(0.20 * eye.width * eye.down[0])
    shift_y = round(0.20 * eye.width * eye.down[1])
    top, left = rows.start + shift_y, columns.start + shift_x
    bottom, right = rows.stop + shift_y, columns.stop + shift_x
    if top < 0 or left < 0 or bottom > image.shape[0] or right > image.shape[1]:
        return numpy.zeros((*window.u.shape, 3))
    patch = image[top:bottom, left:right]
    fine = patch.astype(numpy.float64) - smooth(patch, 0.02 * eye.width)
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
        window = window_around(image, face, (-1.2, 1.2), (-1.0, 1.6))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        bumps = self._bumps(face, landmarks)
        u, v = self._source(window.u, window.v, bumps)
        x, y = face.point(0.0, 0.0)
        result = image.copy()
        result[window.area] = sample(
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
