"""The photographs that every library is shown, and where the face in them truly is.

Ten people who do not exist: a portrait, a self-portrait, the whole body, two expressions. Where the
face is, no library decides alone: it is the median of what all of them say of the upright picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from antigone.exercise.people import PEOPLE, expression, picture
from antigone.faces.geometry import Pixels, move, turned_canvas

Points = NDArray[numpy.float64]

TURNS = (0, 45, 90, 135, 180, 225, 270, 315)
# The longest side at which the libraries are asked where the face is.
REFERENCE = 1000
# How far a library's points may lie from the truth to count as right, in distances between eyes.
_RIGHT = 0.25
_AGREE = 3
_EXPRESSIONS = ("happy", "exhausted")


class NoConsensus(Exception):
    """Fewer than three libraries agree where the face is: this picture can test none of them."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """A photograph as it came, upright."""

    name: str
    kind: str
    pixels: Pixels = field(repr=False)

    @property
    def longest(self) -> int:
        return int(max(self.pixels.shape[:2]))


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Where a face is: the person's right eye, left eye and the middle of the mouth, shape (3, 2)."""

    points: Points

    @property
    def between_eyes(self) -> float:
        return float(numpy.hypot(*(self.points[1] - self.points[0])))

    @property
    def side(self) -> float:
        """The side of the face's box, by the usual proportions, from whichever is seen better."""
        eyes = self.points[:2].mean(axis=0)
        return max(2.4 * self.between_eyes, 2.2 * float(numpy.hypot(*(self.points[2] - eyes))))

    @property
    def centre(self) -> Points:
        return (self.points[:2].mean(axis=0) + self.points[2]) / 2

    def has(self, box: Sequence[float]) -> bool:
        """Whether a box (x, y, width, height) marks this face.

        Its centre lies on the face, and it is between half and twice as large: libraries disagree
        about how much hair and chin belong to a face, and none may win by marking everything.
        """
        x, y, width, height = box
        off = float(numpy.hypot(*(self.centre - [x + width / 2, y + height / 2])))
        size = float(numpy.sqrt(max(width, 0) * max(height, 0)))
        return off <= self.side / 2 and self.side / 2 <= size <= 2 * self.side

    def agrees_with(self, points: Sequence[Sequence[float]]) -> bool:
        """Whether both eyes and the mouth lie where they are, each within a quarter of the way
        between the eyes; eyes taken for each other do not."""
        off = numpy.hypot(*(numpy.asarray(points, float) - self.points).T)
        return bool(off.max() <= _RIGHT * self.between_eyes)


def originals(people: Iterable[str] = PEOPLE) -> list[Original]:
    """Return every photograph, person by person."""
    kinds = {
        "portrait": "studio_portrait",
        "self-portrait": "amateur_selfie",
        "whole body": "amateur_posture",
    }
    return [
        Original(name=f"{person}-{name}", kind=kind, pixels=pixels)
        for person in people
        for kind, name, pixels in [
            *((kind, name, picture(person, name)) for kind, name in kinds.items()),
            *(("expression", name, expression(person, name)) for name in _EXPRESSIONS),
        ]
    ]


def consensus(said: Mapping[str, Points]) -> Truth:
    """Return the median of the points that each library gives for one face, shape (3, 2) each.

    Raises `NoConsensus` unless three agree with it.
    """
    if len(said) >= _AGREE:
        truth = Truth(points=numpy.median(list(said.values()), axis=0))
        if sum(truth.agrees_with(points.tolist()) for points in said.values()) >= _AGREE:
            return truth
    raise NoConsensus


def shown(
    original: Original, truth: Truth | None, *, longest: int, degrees: float
) -> tuple[Pixels, Truth | None]:
    """Return a photograph turned clockwise, its own longest side as given, and the truth in it.

    `truth` is in pixels of the reference size. A photograph turned aslant lies in a larger one,
    grey around it, and loses nothing.
    """
    pixels, affine = turned_canvas(original.pixels, -degrees, longest=longest)
    if truth is None:
        return pixels, None
    back = original.longest / min(REFERENCE, original.longest)
    return pixels, Truth(points=move(affine, truth.points * back))
