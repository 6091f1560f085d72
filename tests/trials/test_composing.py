"""Group photographs and captions of the exercise."""

from itertools import pairwise

import numpy
import pytest

from antigone.config import seeded
from antigone.trials.composing import NobodyToCompose, Portrait, caption, composite_group
from antigone.trials.degradation import FaceFrame, Pixels

POINTS = numpy.array(
    [[176.0, 138.0], [224.0, 138.0], [200.0, 166.0], [181.0, 193.0], [219.0, 193.0]]
)
WALL = (60, 62, 64)


def marked(number: int, scale: float = 1.0) -> Portrait:
    """Return a portrait with a bright dot on one landmark, so that its place can be found again."""
    y, x = numpy.mgrid[0 : int(420 * scale), 0 : int(400 * scale)] + 0.5
    points = POINTS * scale
    image = numpy.full((*x.shape, 3), WALL, numpy.uint8)
    image[(x - points[number, 0]) ** 2 + (y - points[number, 1]) ** 2 < (6 * scale) ** 2] = 255
    return Portrait(image, points)


def brightest_within(image: Pixels, box: tuple[float, float, float, float]) -> tuple[float, float]:
    left, top, right, bottom = (
        round(v) for v in (box[0], box[1], box[0] + box[2], box[1] + box[3])
    )
    part = numpy.clip(image[top:bottom, left:right].astype(float).mean(axis=2) - 120, 0, None)
    y, x = numpy.mgrid[top:bottom, left:right] + 0.5
    return float((x * part).sum() / part.sum()), float((y * part).sum() / part.sum())


@pytest.mark.parametrize("seed", range(8))
def test_everyone_is_where_the_group_says(seed: int) -> None:
    people = [marked(0), marked(2, scale=2.0), marked(4, scale=0.5), marked(1)]
    group = composite_group(people, rng=seeded(seed, "group"))
    assert group.image.dtype == numpy.uint8
    assert len(group.people) == 4
    for placed, number in zip(group.people, (0, 2, 4, 1), strict=True):
        expected = tuple(placed.landmarks[number])
        assert brightest_within(group.image, placed.box) == pytest.approx(expected, abs=1.5)


def test_faces_stand_apart_at_varied_scale_inside_the_picture() -> None:
    group = composite_group([marked(2)] * 5, rng=seeded(5), face_width=100, scales=(0.7, 1.2))
    boxes = [placed.box for placed in group.people]
    for (x, _, width, _), (next_x, _, _, _) in pairwise(boxes):
        assert x + width < next_x
    for x, y, width, height in boxes:
        assert x >= 0
        assert y >= 0
        assert x + width <= group.image.shape[1]
        assert y + height <= group.image.shape[0] + 1
    widths = [FaceFrame.of(placed.landmarks).width for placed in group.people]
    assert max(widths) / min(widths) > 1.1
    assert all(65 < width < 125 for width in widths)


def test_group_is_the_same_by_seed_and_leaves_the_portraits_alone() -> None:
    people = [marked(0), marked(1)]
    kept = people[0].image.copy()
    one, same, other = (composite_group(people, rng=seeded(seed)) for seed in (1, 1, 2))
    assert one.image.tobytes() == same.image.tobytes()
    assert one.image.shape != other.image.shape or one.image.tobytes() != other.image.tobytes()
    assert numpy.array_equal(people[0].image, kept)


@pytest.mark.parametrize("size", [(30, 30), (420, 60)])
def test_portraits_cut_close_to_the_face(size: tuple[int, int]) -> None:
    tight = Portrait(numpy.full((*size, 3), 90, numpy.uint8), POINTS - [180.0, 130.0])
    group = composite_group([tight, marked(2), tight], rng=seeded(5))
    assert len(group.people) == 3


def test_one_person_is_a_group_and_nobody_is_refused() -> None:
    assert len(composite_group([marked(2)], rng=seeded(5)).people) == 1
    with pytest.raises(NobodyToCompose):
        composite_group([], rng=seeded(5))


@pytest.mark.parametrize("width", [8, 40, 90, 300, 2000])
@pytest.mark.parametrize("text", ["exercise, simulated", "", "one " * 40, "x" * 80, "é — 10°"])
def test_caption_adds_a_strip_and_leaves_the_picture(width: int, text: str) -> None:
    image = seeded(5).integers(0, 256, (50, width, 3), dtype=numpy.uint8)
    found = caption(image, text)
    assert found.dtype == numpy.uint8
    assert found.shape[1:] == (width, 3)
    assert found.shape[0] > 50
    assert numpy.array_equal(found[:50], image)
    assert found[50:].min() < 120, "something is written"


def test_an_empty_caption_still_says_simulated() -> None:
    image = numpy.zeros((50, 300, 3), numpy.uint8)
    assert numpy.array_equal(caption(image, "  "), caption(image))


def test_long_captions_take_more_lines_and_stay_inside() -> None:
    image = numpy.zeros((50, 300, 3), numpy.uint8)
    short, long = caption(image, "simulated"), caption(image, "exercise, simulated, " * 8)
    assert long.shape[0] > short.shape[0]
    margins = long[50:, [0, 1, -2, -1]]
    assert margins.min() > 200
