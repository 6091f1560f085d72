"""Fillers are faces of nobody: whole heads, one face each, and none of the people they are made of."""

import numpy
import pytest

from antigone.exercise.fillers import PAIRS, blend, fillers
from antigone.exercise.people import PEOPLE, picture
from antigone.exercise.staging import smaller
from antigone.faces import Engine


@pytest.fixture(scope="module")
def known(engine: Engine) -> "numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]":
    """The ten people of the exercise, each as a unit vector."""
    seen = [
        engine.read(smaller(picture(one, "studio_portrait"), 320)).faces[0].vector for one in PEOPLE
    ]
    return numpy.stack([one / numpy.linalg.norm(one) for one in seen])


def test_nobody_of_the_exercise_is_found_in_a_filler(engine: Engine, known: numpy.ndarray) -> None:
    """Less alike than the people of the exercise are to each other, who are ten and not one.

    Their nearest pair is at 0.64 (a portrait against a portrait); a second portrait of one person
    lies well above 0.7.
    """
    nearest = max(
        float(known[one] @ known[other])
        for one in range(len(PEOPLE))
        for other in range(len(PEOPLE))
        if one < other
    )
    for pair in PAIRS:
        (face,) = engine.read(blend(*pair)).faces
        assert face.quality.usable
        alike = known @ (face.vector / numpy.linalg.norm(face.vector))
        assert alike.max() < max(nearest, 0.64), pair


def test_each_head_is_met_once_and_each_file_says_nothing_else() -> None:
    assert len({head for head, _ in PAIRS}) == len(PAIRS)
    made = dict(fillers())
    assert len(made) == len(PAIRS)
    for provenance, content in made.items():
        assert "who do not exist" in provenance
        assert b"tEXt" not in content and b"eXIf" not in content
