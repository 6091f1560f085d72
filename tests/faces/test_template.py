"""Several photographs of one person become one template."""

import numpy
import pytest

from antigone.faces.template import (
    BestPair,
    MixedEngines,
    NothingToFuse,
    Template,
    best_pair,
    fuse,
    similarity_of,
)


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


def single(*values: float, engine: str = "one") -> Template:
    return fuse([numpy.array(values, numpy.float32)], engine=engine)


def test_the_best_pair_is_the_nearest_two_photographs_of_two_sides() -> None:
    ones = [single(1, 0), single(0, 5)]
    others = [single(2, 2), single(1, 9), single(-1, 0)]
    # cosines: (1,0)·(2,2) = 0.71, (0,1)·(1,9)/√82 = 0.994
    assert best_pair(ones, others) == BestPair(
        one=1, other=1, similarity=pytest.approx(9 / 82**0.5, abs=1e-6)
    )


def test_fused_templates_and_the_best_pair_answer_different_questions() -> None:
    """The mean of two photographs may be nearer to a person than either photograph is."""
    ones = [numpy.array(v, numpy.float32) for v in ([10, 6], [10, -6])]
    person = single(1, 0)
    fused = similarity_of(fuse(ones, engine="one"), person)
    assert fused == pytest.approx(1)
    pair = best_pair([fuse([one], engine="one") for one in ones], [person])
    assert pair.similarity == pytest.approx(10 / 136**0.5)


def test_there_is_no_best_pair_without_photographs_or_between_engines() -> None:
    with pytest.raises(NothingToFuse):
        best_pair([], [single(1, 0)])
    with pytest.raises(MixedEngines):
        best_pair([single(1, 0)], [single(1, 0), single(0, 1, engine="other")])
