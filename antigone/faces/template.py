"""Templates: what is kept of a face so that it can be searched, and how several become one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from antigone.errors import Refusal
from antigone.wording import N_

Vector = NDArray[numpy.float32]


class NothingToFuse(Refusal):
    """A template was asked for from no vector at all, or from one without direction."""

    code = "nothing-to-fuse"
    sentence = N_("There is no usable face to make a template from. Nothing was made.")
    remedy = N_("Give at least one photograph in which the face is marked.")


class MixedEngines(Refusal):
    """Vectors of different engines measure different things; a number between them means nothing."""

    code = "mixed-engines"
    sentence = N_("One face was read by {first}, the other by {second}. They were not compared.")
    remedy = N_("Read both photographs again with the same engine.")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A face ready to be searched: a unit vector, the engine it belongs to, and what it rests on.

    `vector` is float32 of the engine's dimension with length 1; `references` is the number of
    photographs in it; `quality` the length of their mean before it was normalised.
    """

    engine: str
    vector: Vector = field(repr=False)
    references: int
    quality: float


def fuse(vectors: Sequence[Vector], *, engine: str) -> Template:
    """Return the template of one person from the un-normalised vectors of her photographs.

    The mean of the un-normalised vectors lets a good photograph weigh more than a poor one, since
    length is quality. Raises `NothingToFuse`.
    """
    if not len(vectors):
        raise NothingToFuse()
    mean = numpy.mean(numpy.asarray(vectors, numpy.float64), axis=0)
    length = float(numpy.linalg.norm(mean))
    if not numpy.isfinite(length) or length < 1e-6:
        raise NothingToFuse()
    return Template(
        engine=engine,
        vector=(mean / length).astype(numpy.float32),
        references=len(vectors),
        quality=length,
    )


def similarity_of(one: Template, other: Template) -> float:
    """Return the cosine of two templates, in [-1, 1]. Raises `MixedEngines`."""
    if one.engine != other.engine:
        raise MixedEngines(first=one.engine, second=other.engine)
    return float(numpy.clip(one.vector @ other.vector, -1, 1))


@dataclass(frozen=True, kw_only=True)
class BestPair:
    """The two photographs that resemble each other most, by their places in what was compared."""

    one: int
    other: int
    similarity: float


def best_pair(ones: Sequence[Template], others: Sequence[Template]) -> BestPair:
    """Return the most similar pair of single photographs of two sides, the first of equals.

    Fused templates rank; this pair is what a person is shown, because a mean has no picture.
    Raises `NothingToFuse` if a side is empty, `MixedEngines` if two engines meet.
    """
    pairs = [
        BestPair(one=i, other=j, similarity=similarity_of(one, other))
        for i, one in enumerate(ones)
        for j, other in enumerate(others)
    ]
    if not pairs:
        raise NothingToFuse()
    return max(pairs, key=lambda pair: pair.similarity)
