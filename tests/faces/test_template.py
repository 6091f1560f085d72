"""Several photographs of one person become one template."""

import numpy
import pytest

from antigone.faces.template import MixedEngines, NothingToFuse, fuse, similarity_of


def test_a_longer_vector_weighs_more() -> None:
    good, poor = numpy.array([12.0, 0], numpy.float32), numpy.array([0, 4.0], numpy.float32)
    template = fuse([good, poor], engine="one")
    # mean (6, 2), length sqrt(40)
    assert template.vector == pytest.approx([6 / 40**0.5, 2 / 40**0.5], abs=1e-6)
    assert template.quality == pytest.approx(40**0.5)
    assert template.references == 2


@pytest.mark.parametrize("vectors", [[], [numpy.zeros(4, numpy.float32)], [[1.0, float("nan")]]])
def test_nothing_usable_is_refused(vectors: list[object]) -> None:
    with pytest.raises(NothingToFuse):
        fuse(vectors, engine="one")  # type: ignore[arg-type]


def test_vectors_of_two_engines_never_meet() -> None:
    one, other = (fuse([numpy.ones(4, numpy.float32)], engine=name) for name in ("one", "other"))
    assert similarity_of(one, one) == pytest.approx(1)
    with pytest.raises(MixedEngines, match=r"one.*other"):
        similarity_of(one, other)
