"""How a photograph is looked at: small first, and still nobody behind a large face is passed over."""

import numpy
import pytest

from antigone.exercise.people import expression, picture
from antigone.faces import Engine
from antigone.faces.detection import _sizes_of_looks
from antigone.faces.geometry import Pixels, move, turned_canvas


def behind(person: str, other: str, *, width: int, degrees: float) -> tuple[Pixels, list[float]]:
    """Return a portrait with somebody else, turned, small in its upper corner, and where she is."""
    large = turned_canvas(picture(person, "studio_portrait"), 0, longest=1000)[0].copy()
    image = expression(other, "neutral")
    # A face is about half as wide as such a picture.
    longest = round(2 * width * max(image.shape) / image.shape[1])
    small, _ = turned_canvas(image, -degrees, longest=longest)
    height, across = small.shape[:2]
    large[10 : 10 + height, 10 : 10 + across] = small
    return large, [10 + across / 2, 10 + height / 2]


@pytest.mark.parametrize("whole", [0.0, 45.0, 180.0])
@pytest.mark.parametrize("degrees", [0.0, 90.0, 200.0, 315.0])
def test_somebody_small_behind_a_large_face_is_found(
    engine: Engine, degrees: float, whole: float
) -> None:
    composed, at = behind("P002", "P007", width=130, degrees=degrees)
    image, affine = turned_canvas(composed, whole, longest=1200 if whole else 1000)
    there = move(affine, numpy.array([at]))[0]
    boxes = [face.detection.box for face in engine.read(image).faces]
    assert len(boxes) == 2
    x, y, width, height = boxes[1]
    assert numpy.hypot(x + width / 2 - there[0], y + height / 2 - there[1]) < 130


@pytest.mark.parametrize(
    ("longest", "sizes"),
    [
        # Never smaller than 128; enlarged to 192 at most; the last is the photograph itself.
        (100, [128, 192]),
        (250, [128, 192, 250]),
        (1000, [128, 250, 640, 1000]),
        # An eighth and a quarter, within their limits.
        (2000, [250, 500, 640, 1280]),
        (8000, [256, 640, 1280]),
    ],
)
def test_each_look_is_worth_more_than_the_one_before(longest: int, sizes: list[int]) -> None:
    assert _sizes_of_looks(longest) == sizes
