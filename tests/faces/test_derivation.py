"""Working copies: made again exactly from the original and the stored parameters, never invented."""

import hashlib
import json

import cv2
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from antigone.config import seeded
from antigone.exercise.people import expression
from antigone.faces import Engine
from antigone.faces.derivation import (
    Clahe,
    Crop,
    CropOutside,
    Derivation,
    NotAllowedOnACopy,
    UnfitDerivation,
)
from antigone.faces.geometry import Pixels, move, warp

ORIGINAL = expression("P005", "neutral")[:300, :260]

derivations = st.builds(
    Derivation,
    rotate=st.floats(-360, 360) | st.sampled_from([0, 90, -90, 180, 270]),
    crop=st.none() | st.builds(Crop, *[st.integers(0, 60)] * 2, *[st.integers(1, 150)] * 2),
    denoise=st.sampled_from([0, 0, 0, 3]),
    exposure=st.floats(-6, 6),
    white_balance=st.tuples(*[st.floats(0.125, 8)] * 3),
    clahe=st.none() | st.builds(Clahe, limit=st.floats(1, 16), tiles=st.integers(1, 32)),
)


def luma(image: Pixels) -> NDArray[numpy.float64]:
    return numpy.asarray(image @ numpy.array([0.299, 0.587, 0.114]))


@settings(max_examples=25, deadline=None)
@given(derivation=derivations)
def test_stored_parameters_make_the_same_copy_again(derivation: Derivation) -> None:
    again = Derivation.from_json(json.loads(json.dumps(derivation.as_json())))
    assert again == derivation
    assert hash(again) == hash(derivation)
    before = ORIGINAL.copy()
    copy = derivation.apply(ORIGINAL)
    assert copy.dtype == numpy.uint8
    assert (again.apply(ORIGINAL) == copy).all()
    assert (before == ORIGINAL).all()


@pytest.mark.parametrize(
    ("derivation", "digest"),
    [
        (Derivation(rotate=-33.3, crop=Crop(20, 30, 100, 90)), "fe0d63f5398db983"),
        (Derivation(exposure=0.7, white_balance=(1.2, 1.0, 0.8)), "2a14bebdb6d80613"),
        (Derivation(clahe=Clahe(limit=3.0, tiles=8)), "a614f5a3b8d4f772"),
    ],
    ids=["turned and cut", "lighter and warmer", "local contrast"],
)
def test_a_copy_of_today_can_be_made_again_in_ten_years(
    derivation: Derivation, digest: str
) -> None:
    """The bytes are a promise of version 1. Whoever changes them makes a new version instead."""
    y, x = numpy.mgrid[:120, :160]
    original = numpy.stack([x + y, 3 * x + y * y // 7, 255 - x * y // 90], axis=2).astype(
        numpy.uint8
    )
    copy = derivation.apply(original)
    assert hashlib.sha256(repr(copy.shape).encode() + copy.tobytes()).hexdigest()[:16] == digest


def test_nothing_asked_changes_nothing() -> None:
    copy = Derivation().apply(ORIGINAL)
    assert (copy == ORIGINAL).all()
    assert not numpy.shares_memory(copy, ORIGINAL)


@pytest.mark.parametrize("quarters", [-4, -3, -2, -1, 1, 2, 3, 4])
def test_quarter_turns_lose_nothing(quarters: int) -> None:
    turned = Derivation(rotate=90 * quarters).apply(ORIGINAL)
    assert (turned == numpy.rot90(ORIGINAL, -quarters)).all()


@pytest.mark.parametrize("degrees", [-171.0, -45.0, 0.25, 30.5, 89.9, 133.0])
def test_turning_agrees_with_another_implementation(degrees: float) -> None:
    derivation = Derivation(rotate=degrees, crop=Crop(15, 25, 200, 180))
    copy = derivation.apply(ORIGINAL)
    size = (ORIGINAL.shape[1], ORIGINAL.shape[0])
    other = warp(ORIGINAL, derivation.affine(size), (200, 180))
    assert numpy.abs(copy.astype(int) - other).mean() < 0.3


def test_a_face_that_lies_stands_upright_when_turned_by_minus_its_rotation(engine: Engine) -> None:
    lying = Derivation(rotate=127).apply(ORIGINAL)
    (face,) = engine.read(lying).faces
    upright = Derivation(rotate=-face.detection.rotation)
    (seen,) = engine.read(upright.apply(lying)).faces
    assert abs(seen.detection.rotation) < 5
    # And what was marked on the one is found on the other, as well as the engine finds it twice.
    moved = move(upright.affine((lying.shape[1], lying.shape[0])), face.detection.landmarks)
    assert numpy.abs(moved - seen.detection.landmarks).mean() < 4


def test_a_crop_is_the_part_that_was_named() -> None:
    part = Derivation(crop=Crop(10, 20, 100, 80)).apply(ORIGINAL)
    assert (part == ORIGINAL[20:100, 10:110]).all()


def test_a_place_on_the_original_is_found_on_the_copy() -> None:
    original = numpy.zeros((90, 140, 3), numpy.uint8)
    original[40:46, 100:106] = 255
    for degrees in (0, 17.5, 90, -120):
        derivation = Derivation(rotate=degrees, crop=Crop(3, 5, 80, 85))
        seen = derivation.apply(original)[..., 0].astype(float).clip(140) - 140
        y, x = numpy.mgrid[:85, :80] + 0.5
        found = numpy.array([(x * seen).sum(), (y * seen).sum()]) / max(seen.sum(), 1)
        (expected,) = move(derivation.affine((140, 90)), numpy.array([[103.0, 43.0]]))
        if (expected > 5).all() and (expected < [75, 80]).all():
            assert numpy.abs(found - expected).max() < 0.5
    assert (expected < 0).any() or (expected > 5).all()


@pytest.mark.parametrize("crop", [Crop(200, 0, 61, 10), Crop(0, 291, 10, 10), Crop(900, 900, 1, 1)])
def test_nothing_is_cut_from_outside_the_picture(crop: Crop) -> None:
    with pytest.raises(CropOutside, match="260 × 300"):
        Derivation(crop=crop).apply(ORIGINAL)


def test_one_stop_doubles_the_light() -> None:
    """sRGB 100 is 0.1274 of full light; one stop more is 0.2548, which is sRGB 138."""
    grey = numpy.full((4, 4, 3), 100, numpy.uint8)
    assert (Derivation(exposure=1).apply(grey) == 138).all()
    assert (Derivation(white_balance=(2.0, 1.0, 1.0)).apply(grey) == [138, 100, 100]).all()
    assert (Derivation(exposure=-1, white_balance=(2.0,) * 3).apply(grey) == 100).all()
    assert Derivation(exposure=6).apply(grey).max() == 255


@pytest.mark.parametrize(("limit", "tiles"), [(1.5, 2), (3.0, 2), (8.0, 1)])
def test_local_contrast_agrees_with_another_implementation(limit: float, tiles: int) -> None:
    # Sides that the tiles divide, and large tiles: the other one pads, and gives the rest of a
    # division to the darkest, which shows in small tiles.
    original = numpy.ascontiguousarray(ORIGINAL[:256, :256])
    copy = Derivation(clahe=Clahe(limit, tiles)).apply(original)
    grey = numpy.rint(luma(original)).astype(numpy.uint8)
    other = cv2.createCLAHE(limit, (tiles, tiles)).apply(grey)
    unclipped = (copy.min(axis=2) > 0) & (copy.max(axis=2) < 255)
    assert numpy.abs(luma(copy) - other)[unclipped].mean() < 1.5


def test_denoising_takes_noise_away_and_leaves_edges() -> None:
    clean = numpy.full((80, 80, 3), 90, numpy.uint8)
    clean[:, 40:] = 170
    noisy = numpy.clip(clean + seeded(1).normal(0, 6, clean.shape), 0, 255).astype(numpy.uint8)
    copy = Derivation(denoise=8).apply(noisy)
    assert copy[:, 5:35].std() < 0.4 * noisy[:, 5:35].std()
    assert copy[:, 45:].mean() - copy[:, :35].mean() == pytest.approx(80, abs=2)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (3, 2)])
def test_the_smallest_pictures_have_copies_too(size: tuple[int, int]) -> None:
    image = numpy.full((*size, 3), 77, numpy.uint8)
    derivation = Derivation(rotate=10, denoise=3, exposure=0.5, clahe=Clahe(2.0, 8))
    assert derivation.apply(image).size


@pytest.mark.parametrize("step", ["inpaint", "open_eyes", "super_resolution", "steps", "sharpen"])
def test_a_step_that_invents_cannot_be_written_down(step: str) -> None:
    with pytest.raises(NotAllowedOnACopy, match=step):
        Derivation.from_json({**Derivation().as_json(), step: True})
    assert step not in Derivation.__dataclass_fields__


@pytest.mark.parametrize(
    "stored",
    [
        *({"exposure": value} for value in ("much", None, 6.5, float("inf"), float("nan"))),
        *({"rotate": value} for value in (True, 361, [90])),
        *({"denoise": value} for value in (-1, 31, 2.5)),
        *({"white_balance": value} for value in ([1, 1], [1, 1, 0], 1, "rgb", [1, 1, True])),
        *({"crop": value} for value in ([1, 2, 3, 4], {"x": 1}, {**Crop(0, 0, 0, 5)._asdict()})),
        {"crop": {**Crop(0, 0, 5, 5)._asdict(), "x": -1}},
        {"crop": {**Crop(0, 0, 5, 5)._asdict(), "x": 1.5}},
        *({"clahe": value} for value in (2.0, {"limit": 0.5, "tiles": 8})),
        {"clahe": {"limit": 2.0, "tiles": 33}},
        {"clahe": {"limit": 2.0, "tiles": 8, "blend": 1}},
        *({"version": value} for value in (None, 2, 0, "1", True)),
    ],
    ids=repr,
)
def test_values_that_mean_nothing_are_refused(stored: dict[str, object]) -> None:
    with pytest.raises(UnfitDerivation):
        Derivation.from_json({**Derivation().as_json(), **stored})
