"""What may enter a gallery: an id, a direction and the attributes of one template.

Only the direction of a template is compared, so vectors are brought to length 1 here, once, for
every engine alike.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from antigone.errors import Refusal
from antigone.gallery.attributes import Attributes, fit_attributes, is_text
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class UnfitId(Refusal):
    """An id is not a short code."""

    code = "unfit-id"
    sentence = N_("{id} is not an id of 1 to 200 characters. Nothing was done.")
    remedy = N_("Give each template its own short code.")


class RepeatedId(Refusal):
    """One call named an id twice; which of the two was meant is not for the gallery to guess."""

    code = "repeated-id"
    sentence = N_("{id} stands twice in one enrolment. Nothing was enrolled.")
    remedy = N_("Give each template its own id.")


class UnevenBatch(Refusal):
    """Ids, vectors and attributes do not pair up."""

    code = "uneven-batch"
    sentence = N_(
        "{ids} ids came with {vectors} vectors and {attributes} sets of attributes."
        " Nothing was enrolled."
    )
    remedy = N_("Give one vector and one set of attributes for each id.")


class UnfitVector(Refusal):
    """A vector has no direction in this gallery."""

    code = "unfit-vector"
    sentence = N_("{which} is {found}, not {wanted}. Nothing was done.")
    remedy = N_("Read the photograph again with the engine this gallery belongs to.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """One template as it is written: `vector` is float32 of length 1, shape (dim,)."""

    id: str
    vector: "NDArray[np.float32]"
    attributes: Attributes


@dataclass(frozen=True, kw_only=True, eq=False)
class Row(Entry):
    """One template as it stands in the gallery since the change numbered `seq`."""

    seq: int


def fit_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Return ids in the order given, each once. Raises `UnfitId`."""
    # A bare text would be taken for a list of one-letter ids.
    if isinstance(ids, str):
        raise UnfitId(id=repr(ids))
    for identity in ids:
        if not is_text(identity):
            raise UnfitId(id=repr(identity))
    return tuple(dict.fromkeys(ids))


def directions(vectors: "ArrayLike", *, dim: int, what: str) -> "NDArray[np.float64]":
    """Return vectors of length 1, float64, shape (n, dim); one vector alone may be (dim,).

    Raises `UnfitVector` for another shape, and for values that are not finite or all zero.
    """
    wanted = f"numbers of shape (n, {dim})"
    try:
        given = np.asarray(vectors, dtype=np.float64)
    except (TypeError, ValueError):
        raise UnfitVector(which=what, found="no table of numbers", wanted=wanted) from None
    if given.ndim == 1 and given.size == dim:
        given = given.reshape(1, dim)
    if given.ndim != 2 or given.shape[1] != dim:
        raise UnfitVector(which=what, found=f"of shape {given.shape}", wanted=wanted)
    finite = np.isfinite(given).all(axis=1)
    if not finite.all():
        place = int(np.argmin(finite))
        raise UnfitVector(which=f"{what} {place + 1}", found="not finite", wanted="a direction")
    largest = np.abs(given).max(axis=1, initial=0.0)
    if not largest.all():
        place = int(np.argmin(largest))
        raise UnfitVector(which=f"{what} {place + 1}", found="all zero", wanted="a direction")
    # Dividing by the largest value first keeps the squares of extreme values in range.
    given = given / largest[:, None]
    lengths = np.sqrt(np.square(given).sum(axis=1))
    return np.asarray(given / lengths[:, None], dtype=np.float64)


def fit_entries(
    ids: Sequence[str], vectors: "ArrayLike", attributes: Sequence[object], *, dim: int
) -> list[Entry]:
    """Return the entries that one enrolment writes, in the order given.

    `vectors` has shape (n, dim) and any lengths above zero; `ids` and `attributes` have n places.

    Raises `UnfitId`, `RepeatedId`, `UnevenBatch`, `UnfitVector`, `UnfitAttribute` and
    `NoPermission`; then nothing of the batch is written.
    """
    once = fit_ids(ids)
    if len(once) != len(ids):
        raise RepeatedId(id=Counter(ids).most_common(1)[0][0])
    if not once and not len(attributes):
        return []
    table = directions(vectors, dim=dim, what="vector").astype("<f4")
    if not len(once) == len(table) == len(attributes):
        raise UnevenBatch(ids=len(once), vectors=len(table), attributes=len(attributes))
    return [
        Entry(id=identity, vector=vector, attributes=fit_attributes(identity, given))
        for identity, vector, given in zip(once, table, attributes, strict=True)
    ]
