"""What lies on the face: a bandage or a sheet over part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy

if TYPE_CHECKING:
    from numpy.random import Generator

from antigone.trials.degradation.face import (
    CHIN,
    HAIRLINE,
    FaceFrame,
    Landmarks,
    Outcome,
    Pixels,
    Plane,
)
from antigone.trials.degradation.painting import (
    Grain,
    Window,
    lay,
    ramp,
    window_around,
)


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
        face, grain = FaceFrame.of(landmarks), Grain(rng)
        covered = self.share * (CHIN - HAIRLINE)
        if self.part == "lower":
            window = window_around(image, face, (-4.3, 4.3), (CHIN - covered - 0.2, 4.2))
        else:
            window = window_around(image, face, (-0.8, 0.8), (-0.8, HAIRLINE + covered + 0.4))
        if window is None:
            return Outcome(image.copy(), landmarks.copy(), {})
        if self.part == "lower":
            result = self._sheet(image, window, grain, CHIN - covered)
        else:
            result = self._bandage(image, window, grain, HAIRLINE + covered)
        return Outcome(result, landmarks.copy(), {})

    def _sheet(self, image: Pixels, window: Window, grain: Grain, hem: float) -> Pixels:
        """Draw up a sheet: its hem crosses the face at `hem` and falls away beside it."""
        u, v = window.u, window.v
        inside = v - hem - self._wave(grain, u) - 0.06 * u**2 - 0.012 * u**4
        inside = numpy.minimum(inside, 4.1 - v)
        folds = grain(2.6 * u + 0.8 * grain(1.5 * u, 1.1 * v), 0.7 * v + 20.0)
        creases = grain(7.0 * u + 2.0 * folds, 2.0 * v + 40.0)
        light = 1.0 + 0.12 * folds + 0.04 * creases + 0.02 * grain(90.0 * u, 90.0 * v)
        # The turned hem: a lighter roll, then the shade of its seam.
        light += 0.05 * (1.0 - ramp(numpy.abs(inside - 0.02), 0.0, 0.025))
        light -= 0.07 * (1.0 - ramp(numpy.abs(inside - 0.075), 0.0, 0.014))
        return self._lay_cloth(image, window, inside, light)

    def _bandage(self, image: Pixels, window: Window, grain: Grain, edge: float) -> Pixels:
        """Wind a bandage around the head: its lower edge crosses the brow at `edge`."""
        u, v = window.u, window.v
        height = edge + self._wave(grain, u) + 0.16 * u**2 - v
        # Three turns, each a little askew, each with its own lighter edge and a shade under it.
        turns = height / 0.15 + 0.25 * u + 0.15 * grain(3.0 * u, 5.0 + u)
        within = turns - numpy.floor(turns)
        lip = 0.06 * (1.0 - ramp(within, 0.05, 0.25)) - 0.16 * ramp(within, 0.86, 0.98)
        light = 1.0 + lip + 0.05 * grain(3.0 * u, 14.0 * turns)
        light += 0.035 * grain(70.0 * u, 70.0 * v)
        light *= 1.0 - 0.45 * (u / 0.6) ** 2
        # It ends where the head curves away, behind the temples.
        sides = 0.56 + 0.02 * grain(7.0 * v, 9.0 + 0.0 * u) - numpy.abs(u)
        top = 0.47 + 0.4 * self._wave(grain, u + 5.0) - height
        inside = numpy.minimum(numpy.minimum(height, top), sides)
        return self._lay_cloth(image, window, inside, light)

    def _wave(self, grain: Grain, u: Plane) -> Plane:
        return self.waviness * grain(2.2 * u + 11.0, numpy.full_like(u, 3.5))

    def _lay_cloth(self, image: Pixels, window: Window, inside: Plane, light: Plane) -> Pixels:
        """Lay a cloth where `inside` (face widths from its edge) is positive, with its shadow."""
        colour = numpy.array([186.0, 192.0, 190.0]) * light[..., None]
        shaded = lay(image, window, numpy.zeros(3), 0.38 * ramp(inside, -0.07, 0.0))
        edge = ramp(inside, -self.softness / 2, self.softness / 2)
        return lay(shaded, window, colour, edge)
