"""Pictures for the exercise: several people in one photograph, and a strip that says "simulated"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy

from antigone.errors import Refusal
from antigone.trials.degradation import CHIN, FaceFrame, Landmarks, Pixels, Plane, resized
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.random import Generator
    from PIL.ImageFont import FreeTypeFont

# What a picture of the exercise always says of itself.
EXERCISE = "exercise, simulated"

_PAPER, _INK = (238, 238, 234), (28, 28, 28)
# How much of a portrait is taken along, in face widths from between the eyes.
_BESIDE, _ABOVE, _BELOW = 1.2, 1.1, 2.2


class NobodyToCompose(Refusal):
    """A group photograph of nobody would be a picture without a question."""

    code = "nobody-to-compose"
    sentence = N_("A group photograph was asked for without any portrait. Nothing was composed.")
    remedy = N_("Give at least one portrait with the five points of its face.")


class Portrait(NamedTuple):
    """One person to be placed: uint8 RGB (H, W, 3), five landmarks (5, 2), roughly upright."""

    image: Pixels
    landmarks: Landmarks


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """Where one person stands in a group photograph: landmarks (5, 2), box (x, y, width, height)."""

    landmarks: Landmarks
    box: tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """A composed group photograph, and each person in it in the order in which they were given."""

    image: Pixels
    people: tuple[Placed, ...]


def composite_group(
    people: Sequence[Portrait],
    *,
    rng: Generator,
    face_width: float = 110.0,
    scales: tuple[float, float] = (0.75, 1.15),
) -> Group:
    """Return one photograph of several people, side by side on one plain background.

    Each face is `face_width` pixels wide times a factor drawn from `scales`, and stands a little
    higher or lower than its neighbour. The background has the colour of the portraits' own edges,
    into which they fade; no face lies behind another person as long as the two ends of `scales`
    differ by less than a factor of two. Raises `NobodyToCompose`.
    """
    if not people:
        raise NobodyToCompose()
    cutouts = [_cut_out(portrait, face_width * float(rng.uniform(*scales))) for portrait in people]
    # Where each pair of eyes comes to lie; neighbours keep clear of each other's faces.
    eyes = [numpy.array([0.0, face_width * float(rng.uniform(-0.25, 0.25))]) for _ in cutouts]
    for number, (left, right) in enumerate(pairwise(cutouts)):
        apart = max(
            _BESIDE * left.width + 0.55 * right.width, 0.55 * left.width + _BESIDE * right.width
        )
        eyes[number + 1][0] = eyes[number][0] + apart
    # The photograph ends below every chin; whoever's portrait ends higher stands lower.
    below = [cutout.image.shape[0] - cutout.eyes[1] for cutout in cutouts]
    bottom = max(
        at[1] + min((CHIN + 0.2) * cutout.width, reach)
        for at, cutout, reach in zip(eyes, cutouts, below, strict=True)
    )
    for at, reach in zip(eyes, below, strict=True):
        at[1] = max(at[1], bottom - reach)
    corners = [numpy.rint(at - cutout.eyes) for at, cutout in zip(eyes, cutouts, strict=True)]
    first = numpy.min(corners, axis=0)
    ends = [
        corner + numpy.array([cutout.image.shape[1], cutout.image.shape[0]])
        for corner, cutout in zip(corners, cutouts, strict=True)
    ]
    last = numpy.array([max(end[0] for end in ends), min(end[1] for end in ends)])
    size = (last - first).astype(int)

    wall = numpy.median(numpy.concatenate([cutout.edge for cutout in cutouts]), axis=0)
    canvas = numpy.tile(wall, (int(size[1]), int(size[0]), 1))
    placed: dict[int, Placed] = {}
    # The smallest first: who stands in front is nearer and larger.
    for number in sorted(range(len(cutouts)), key=lambda one: cutouts[one].width):
        cutout, corner = cutouts[number], corners[number] - first
        _place(canvas, cutout, int(corner[0]), int(corner[1]))
        landmarks = cutout.landmarks + corner
        placed[number] = Placed(landmarks=landmarks, box=FaceFrame.of(landmarks).box())
    image = numpy.clip(numpy.rint(canvas), 0, 255).astype(numpy.uint8)
    return Group(image=image, people=tuple(placed[number] for number in range(len(cutouts))))


class _Cutout(NamedTuple):
    """A portrait at its final size, with what its place in the group depends on."""

    image: Pixels
    landmarks: Landmarks
    eyes: Plane
    width: float
    edge: Plane


def _cut_out(portrait: Portrait, width: float) -> _Cutout:
    image, landmarks = portrait
    face = FaceFrame.of(landmarks)
    (x, y), (rows, columns) = face.origin, image.shape[:2]
    left = max(math.floor(x - _BESIDE * face.width), 0)
    right = max(min(math.ceil(x + _BESIDE * face.width), columns), left + 1)
    top = max(math.floor(y - _ABOVE * face.width), 0)
    bottom = max(min(math.ceil(y + _BELOW * face.width), rows), top + 1)
    part = image[top:bottom, left:right]
    scale = width / face.width
    wide, high = max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1)
    factor = numpy.array([wide / part.shape[1], high / part.shape[0]])
    small = resized(part, wide, high)
    # The upper corners: in a portrait they are nearly always background.
    third = max(high // 3, 1)
    edge = numpy.concatenate(
        [small[:third, : max(wide // 12, 1)], small[:third, -max(wide // 12, 1) :]], axis=1
    )
    return _Cutout(
        small,
        (landmarks - [left, top]) * factor,
        (numpy.array(face.origin) - [left, top]) * factor,
        width,
        edge.reshape(-1, 3).astype(numpy.float64),
    )


def _place(canvas: Plane, cutout: _Cutout, left: int, top: int) -> None:
    """Lay a cut-out onto the canvas, fading at both sides and at the top."""
    rows, columns = cutout.image.shape[:2]
    rows = min(rows, canvas.shape[0] - top)
    fade = max(0.22 * cutout.width, 1.0)
    x, y = numpy.arange(columns) + 0.5, numpy.arange(rows) + 0.5
    across = numpy.minimum(x, columns - x) / fade
    down = y / fade
    opacity = numpy.clip(down, 0.0, 1.0)[:, None] * numpy.clip(across, 0.0, 1.0)[None, :]
    area = canvas[top : top + rows, left : left + columns]
    area += (cutout.image[:rows].astype(numpy.float64) - area) * opacity[..., None]


def caption(image: Pixels, text: str = EXERCISE) -> Pixels:
    """Return the picture with a strip below it that holds the text, wrapped and as large as fits.

    The picture itself, and so its landmarks, stay as they are. An empty text becomes "exercise,
    simulated": a picture of the exercise never goes out unmarked. Pillow's own font knows Latin
    letters only.
    """
    from PIL import Image, ImageDraw, ImageFont

    width = image.shape[1]
    words = text.split() or EXERCISE.split()
    size = min(max(width // 26, 11), 40)
    while True:
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        margin = max(size // 3, 2)
        lines = _wrapped(words, font, width - 2 * margin)
        if lines is not None or size <= 6:
            break
        size -= 1
    # On a picture narrower than its longest word the line is cut: nothing smaller can be read.
    shown = "\n".join(words if lines is None else lines)
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    _, _, _, bottom = draw.multiline_textbbox((margin, margin), shown, font=font)
    strip = Image.new("RGB", (width, math.ceil(bottom) + margin), _PAPER)
    ImageDraw.Draw(strip).multiline_text((margin, margin), shown, fill=_INK, font=font)
    return numpy.concatenate([image, numpy.array(strip)])


def _wrapped(words: Sequence[str], font: FreeTypeFont, width: int) -> list[str] | None:
    """Return the words in lines no wider than `width` pixels, None where one word alone is wider."""
    lines: list[str] = []
    for word in words:
        if font.getlength(word) > width:
            return None
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
