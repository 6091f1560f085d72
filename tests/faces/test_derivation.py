"""Working copies: made again exactly from the original and the stored parameters, and never invented."""

import json

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.exercise.people import expression
from antigone.faces.derivation import Clahe, Crop, CropOutside, Derivation, UnfitDerivation

ORIGINAL = expression("P005", "neutral")

derivations = st.builds(
    Derivation,
    rotate=st.floats(-180, 180),
    exposure=st.floats(-2, 2),
    white_balance=st.tuples(*[st.floats(0.5, 2)] * 3),
    clahe=st.none() | st.builds(Clahe, limit=st.floats(1, 4), tiles=st.integers(2, 8)),
)


@settings(max_examples=20, deadline=None)
@given(derivation=derivations)
def test_stored_parameters_make_the_same_copy_again(derivation: Derivation) -> None:
    stored = json.loads(json.dumps(derivation.as_json()))
    again = Derivation.from_json(stored)
    assert again == derivation
    assert (again.apply(ORIGINAL) == derivation.apply(ORIGINAL)).all()


def test_nothing_asked_changes_nothing() -> None:
    assert (Derivation().apply(ORIGINAL) == ORIGINAL).all()


def test_quarter_turns_lose_nothing() -> None:
    turned = Derivation(rotate=90).apply(ORIGINAL)
    assert (Derivation(rotate=-90).apply(turned) == ORIGINAL).all()


def test_one_stop_more_is_brighter_and_the_original_stays() -> None:
    before = ORIGINAL.copy()
    assert Derivation(exposure=1).apply(ORIGINAL).mean() > before.mean() + 10
    assert (before == ORIGINAL).all()


def test_a_crop_is_the_part_that_was_named() -> None:
    part = Derivation(crop=Crop(10, 20, 100, 80)).apply(ORIGINAL)
    assert part.shape == (80, 100, 3)
    assert (part == ORIGINAL[20:100, 10:110]).all()
    with pytest.raises(CropOutside):
        Derivation(crop=Crop(400, 300, 500, 500)).apply(ORIGINAL)


@pytest.mark.parametrize(
    "stored",
    [
        {"inpaint": True},
        {"open_eyes": 1},
        {"exposure": "much"},
        {"exposure": float("inf")},
        {"rotate": True},
    ],
)
def test_what_is_not_allowed_on_a_copy_cannot_be_expressed(stored: dict[str, object]) -> None:
    with pytest.raises((UnfitDerivation, Exception)) as raised:
        Derivation.from_json({**Derivation().as_json(), **stored})
    assert hasattr(raised.value, "remedy")


def test_copies_are_photographs() -> None:
    copy = Derivation(rotate=30, exposure=0.5, clahe=Clahe(limit=2.0, tiles=8)).apply(ORIGINAL)
    assert copy.dtype == numpy.uint8
    assert copy.ndim == 3
