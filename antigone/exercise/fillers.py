"""Fillers of the exercise: faces of nobody, each made of two people who do not exist.

The portrait of one is mirrored, and within the outline of the face the other's features are mixed
into it: landmarks laid on landmarks, light and colour evened, the edge soft. Hair, ears and neck are
whole, so that nothing but the face itself says that it is none of the missing. `PAIRS` are those of
which the engine finds neither person again (a test holds it to the line that strangers rarely reach).
"""

import io
from collections.abc import Iterator
from functools import cache

import numpy
from numpy.typing import NDArray

from antigone.exercise.people import picture
from antigone.exercise.staging import smaller
from antigone.faces import Engine
from antigone.faces.geometry import ARCFACE_112, Landmarks, Pixels, move, similarity, warp

# Whose head, and whose features; each head once, or the examiner would know it again.
PAIRS = (
    *(("P005", "P003"), ("P004", "P007"), ("P003", "P006"), ("P009", "P003")),
    *(("P010", "P007"), ("P006", "P003"), ("P007", "P010"), ("P008", "P010")),
)

# Longest side, as of the portraits that families send.
_SENT = 640
# Half axes and centre of the face in the recogniser's square of 112 pixels, how wide its edge is as
# a part of them, and how much of the second person's features is taken.
_CENTRE, _ACROSS, _ALONG, _EDGE, _SHARE = (56.0, 66.0), 40.0, 50.0, 0.4, 0.8


def blend(head: str, features: str) -> Pixels:
    """Return a portrait of nobody from two of `PEOPLE`, RGB, of the size of the first portrait."""
    base, at = _portrait(head, mirrored=True)
    other, there = _portrait(features)
    height, width = base.shape[:2]
    laid = warp(other, similarity(there, at), (width, height)).astype(numpy.float64)
    inside = _face_of(at, (height, width))
    kept = base.astype(numpy.float64)
    core = inside > 0.5
    for channel in range(3):
        own, new = kept[core][:, channel], laid[core][:, channel]
        scale = own.std() / max(float(new.std()), 1.0)
        laid[..., channel] = (laid[..., channel] - new.mean()) * scale + own.mean()
    share = (_SHARE * inside)[..., None]
    mixed = kept * (1 - share) + laid * share
    return numpy.clip(numpy.rint(mixed), 0, 255).astype(numpy.uint8)


def fillers() -> Iterator[tuple[str, bytes]]:
    """Yield every filler: how it was made, and a PNG without any other word."""
    from PIL import Image

    for head, features in PAIRS:
        written = io.BytesIO()
        Image.fromarray(blend(head, features)).save(written, "PNG")
        made = f"Head of {head} and features of {features} of openpeople, who do not exist"
        yield made, written.getvalue()


def _face_of(landmarks: Landmarks, size: tuple[int, int]) -> NDArray[numpy.float64]:
    """Return how far each pixel belongs to the face: 1 within, 0 without, a soft edge between."""
    rows, columns = numpy.indices(size)
    points = numpy.stack([columns.ravel(), rows.ravel()], axis=1).astype(numpy.float64) + 0.5
    placed = move(similarity(landmarks, ARCFACE_112), points) - _CENTRE
    distance = numpy.hypot(placed[:, 0] / _ACROSS, placed[:, 1] / _ALONG).reshape(size)
    inside: NDArray[numpy.float64] = numpy.clip((1 - distance) / _EDGE, 0, 1)
    return inside


@cache
def _portrait(person: str, *, mirrored: bool = False) -> tuple[Pixels, Landmarks]:
    image = smaller(picture(person, "studio_portrait"), _SENT)
    if mirrored:
        image = numpy.ascontiguousarray(image[:, ::-1])
    return image, _engine().read(image).faces[0].detection.landmarks


@cache
def _engine() -> Engine:
    return Engine.load()
