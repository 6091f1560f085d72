"""Plane geometry: what is turned can be turned back, what is cut out lies where it should."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.faces.geometry import (
    ARCFACE_112,
    averaged,
    crop_for,
    inverse,
    move,
    quarter_turned,
    roll_of,
    similarity,
    turned_canvas,
    warp,
)

angles = st.floats(-179, 179)


@given(angle=angles, scale=st.floats(0.1, 20), x=st.floats(-500, 500), y=st.floats(-500, 500))
def test_similarity_finds_the_turn_scale_and_shift(
    angle: float, scale: float, x: float, y: float
) -> None:
    turn = numpy.radians(angle)
    truth = numpy.array(
        [
            [scale * numpy.cos(turn), -scale * numpy.sin(turn), x],
            [scale * numpy.sin(turn), scale * numpy.cos(turn), y],
        ]
    )
    found = similarity(ARCFACE_112, move(truth, ARCFACE_112))
    assert numpy.allclose(found, truth, atol=1e-6 * max(scale, 1) * 500)
    assert numpy.allclose(move(inverse(found), move(found, ARCFACE_112)), ARCFACE_112, atol=1e-6)


@given(angle=angles)
def test_roll_is_the_angle_by_which_a_face_was_turned(angle: float) -> None:
    turn = numpy.radians(angle)
    rotation = numpy.array(
        [[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]]
    )
    assert roll_of(ARCFACE_112 @ rotation.T) == pytest.approx(angle + roll_of(ARCFACE_112), abs=0.5)


@pytest.mark.parametrize("degrees", [0, 45, 90, 135, 180, 225, 270, 315])
@pytest.mark.parametrize("longest", [64, 256, 700])
def test_a_dot_is_found_where_the_affine_says(degrees: int, longest: int) -> None:
    image = numpy.zeros((300, 420, 3), numpy.uint8)
    image[100:112, 300:312] = 255
    canvas, affine = turned_canvas(image, degrees, longest=longest)
    weights = canvas[..., 0] * (canvas[..., 0] > 140)
    rows, columns = numpy.nonzero(weights)
    found = numpy.array([columns.mean() + 0.5, rows.mean() + 0.5])
    assert numpy.abs(found - move(affine, numpy.array([[306.0, 106.0]]))[0]).max() < 0.8


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2, 3])
def test_quarters_turn_pixels_and_points_alike(quarters: int) -> None:
    image = numpy.zeros((30, 42, 3), numpy.uint8)
    image[7, 35] = 255
    turned, affine = quarter_turned(image, quarters)
    rows, columns = numpy.nonzero(turned[..., 0])
    assert move(affine, numpy.array([[35.5, 7.5]]))[0].tolist() == [columns[0] + 0.5, rows[0] + 0.5]
    # As the resampled view, in which a face that lies turned by so much stands upright.
    resampled, _ = turned_canvas(image, 90 * quarters, longest=42)
    assert (turned == resampled).all()


@pytest.mark.parametrize("size", [(70, 105), (71, 106), (76, 111)])
def test_blocks_are_averaged_and_points_go_with_them(size: tuple[int, int]) -> None:
    height, width = size
    image = numpy.arange(height * width, dtype=numpy.uint32).reshape(size) % 251
    image = numpy.repeat(image[..., None], 3, axis=2).astype(numpy.uint8)
    smaller, affine = averaged(image, 7.9)
    assert smaller.shape[:2] == (-(-height // 7), -(-width // 7))
    assert abs(float(smaller[2, 3, 0]) - image[14:21, 21:28, 0].mean()) <= 0.5
    assert move(affine, numpy.array([[21.0, 14.0]]))[0].tolist() == pytest.approx([3, 2])
    same, nothing = averaged(image, 1.9)
    assert same is image
    assert (nothing == numpy.eye(2, 3)).all()


def test_a_large_face_is_averaged_not_sampled() -> None:
    """Stripes finer than the crop can show come out grey, not as false stripes."""
    image = numpy.zeros((2240, 2240, 3), numpy.uint8)
    image[:, ::2] = 255
    crop = crop_for(image, ARCFACE_112 * 20)
    assert abs(float(crop.mean()) - 127) < 3
    assert float(crop.std()) < 4


def test_warping_by_nothing_changes_nothing() -> None:
    image = numpy.random.default_rng(2).integers(0, 255, (50, 60, 3), numpy.uint8)
    same = warp(image, numpy.array([[1.0, 0, 0], [0, 1.0, 0]]), (60, 50))
    assert (same == image).all()
