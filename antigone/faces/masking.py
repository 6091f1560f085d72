"""Covering faces in a copy of a photograph: everybody but the one it is about, or all of it.

A photograph of a missing person often shows others, and a photograph of the dead is shown to nobody
by surprise. Both copies are made here, from pixels alone, so that no embedded preview survives. What
is covered is gone: the mask depends on nothing that it hides, and the veil keeps a few cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from antigone.errors import Refusal
from antigone.faces.detection import Detection
from antigone.faces.geometry import (
    ARCFACE_112,
    Affine,
    Pixels,
    inverse,
    move,
    similarity,
    upright_window,
)
from antigone.wording import N_

Mask = NDArray[numpy.bool_]
_Plane = NDArray[numpy.float32]

# The same for everyone: the mean colour of a face would still tell its skin.
MASK = (128, 133, 134)

# Half axes of the mask, in sides of the face's box, and how far its centre stands above that of the
# box: hair, ears and chin are covered too, since people are known by them.
_MASK_ACROSS, _MASK_ALONG, _MASK_UP = 0.85, 1.00, 0.06
# Half axes of the face itself: cheek to cheek, brow to chin.
_FACE_ACROSS, _FACE_ALONG = 0.50, 0.62
# How far around the square that a recogniser cuts out its resampling looks, in pixels of that
# square, and of the photograph at least.
_LOOKS_AROUND = 2.5
# How much of another face may stay: a strip of cheek, and none of its five landmarks.
_MOST_LEFT = 0.17

# The longest side of the grid that a veil keeps. With ten cells the engine finds no good face even
# where one fills the picture, and tells her from others no better than by chance; with sixteen it
# begins to know her again.
_VEIL_CELLS = 10
_VEIL_CONTRAST = 0.5


class NoSuchFace(Refusal):
    """The marked face is not among the faces of this photograph."""

    code = "no-such-face"
    sentence = N_(
        "Face {number} was marked, but the photograph has {count}. No masked copy was made."
    )
    remedy = N_("Read the photograph again and mark one of the faces found.")


class FacesTooClose(Refusal):
    """Covering one person would mean covering the marked one; leaving her would show both."""

    code = "faces-too-close"
    sentence = N_(
        "Face {number} lies so close to the marked one that it cannot be covered by itself. "
        "No masked copy was made."
    )
    remedy = N_(
        "If face {number} is no face, or is the marked one found twice, take it off the list; "
        "else mark the person in another photograph."
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Masked:
    """A copy in which every other face is covered.

    `covered` says where, (H, W); `crop_intact` whether all that the marked face's vector is read
    from is as in the original, bit for bit (None if no face was marked).
    """

    image: Pixels = field(repr=False)
    covered: Mask = field(repr=False)
    crop_intact: bool | None


def masked(image: Pixels, faces: Sequence[Detection], *, marked: int | None) -> Masked:
    """Return a copy of an RGB photograph (H, W, 3) with every face covered but `faces[marked]`.

    With `marked=None` every face is covered. Nothing is ever laid over the face that is marked,
    cheek to cheek and brow to chin. In the rest of the square that a recogniser cuts out for it,
    each point belongs to the face it is nearer to, measured in sizes of the face: who stands apart
    keeps her square whole, and of two cheek to cheek the other is covered up to the marked one's
    cheek. Only faces that are given are covered; one that was not found can be given by hand, with
    `antigone.faces.detection.as_detection(landmarks)`.

    Raises `NoSuchFace`, and `FacesTooClose` where too much of another face would stay.
    """
    if marked is not None and not 0 <= marked < len(faces):
        raise NoSuchFace(number=marked + 1, count=len(faces))
    own = None if marked is None else _Place.of(faces[marked])
    covered = numpy.zeros(image.shape[:2], bool)
    for number, face in enumerate(faces):
        if number == marked:
            continue
        place = _Place.of(face)
        rows, columns = window = place.window(covered.shape)
        x, y = _centres(columns)[None, :], _centres(rows)[:, None]
        hidden = place.masks(x, y)
        if own is not None:
            hidden &= ~own.keeps(x, y, beside=place)
            if _shows_through(face, place, own, hidden, (x, y)):
                raise FacesTooClose(number=number + 1)
        covered[window] |= hidden
    copy = image.copy()
    copy[covered] = MASK
    return Masked(
        image=copy,
        covered=covered,
        crop_intact=None if own is None else not own.square_meets(covered),
    )


def veiled(image: Pixels) -> Pixels:
    """Return a photograph (H, W, 3) grey, blurred, at a third of its size: its cover until revealed.

    It stops accidents and bystanders; it protects nobody from harm. It cannot be sharpened back:
    only a grid of ten cells along the longest side is kept of the photograph, at half the contrast,
    and the blur is drawn from that. Many veils of one face, each with its own grid, hold more than
    one does.
    """
    import cv2

    height, width = image.shape[:2]
    scale = _VEIL_CELLS / max(height, width)
    cells = (max(1, round(width * scale)), max(1, round(height * scale)))
    grid = cv2.resize(image, cells, interpolation=cv2.INTER_AREA).astype(numpy.float64)
    grey = grid @ numpy.array([0.299, 0.587, 0.114])
    # In whole steps before anything is drawn from it: a cell holds no more than it shows.
    grey = numpy.rint(128 + _VEIL_CONTRAST * (grey - 128)).astype(numpy.float32)
    size = (max(1, round(width / 3)), max(1, round(height / 3)))
    drawn = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC)
    drawn = cv2.GaussianBlur(drawn, (0, 0), 0.5 * max(size) / _VEIL_CELLS)
    veil = numpy.clip(numpy.rint(drawn), 0, 255).astype(numpy.uint8)
    return numpy.repeat(veil.reshape(size[1], size[0], 1), 3, axis=2)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where one face lies. `frame` brings points upright, in sides of its box from its centre;
    `square` into the square of 112 pixels that a recogniser cuts out.
    """

    frame: Affine
    square: Affine
    side: float

    @classmethod
    def of(cls, face: Detection) -> "_Place":
        x, y, width, height = face.box
        side = max(width, height, 1.0)
        centre = numpy.array([x + width / 2, y + height / 2])
        return cls(
            frame=upright_window(centre, face.rotation, 1 / side, 0),
            square=similarity(face.landmarks, ARCFACE_112),
            side=side,
        )

    def window(self, shape: tuple[int, ...]) -> tuple[slice, slice]:
        """Return the rows and columns of the picture among which the mask lies."""
        x, y = move(inverse(self.frame), numpy.array([[0.0, -_MASK_UP]]))[0]
        reach = max(_MASK_ACROSS, _MASK_ALONG) * self.side + 1
        first, last = (
            _within(value - reach, value + reach, length)
            for value, length in ((y, shape[0]), (x, shape[1]))
        )
        return first, last

    def masks(self, x: _Plane, y: _Plane) -> Mask:
        """Say which points the mask of this face takes."""
        across, along = _moved(self.frame, x, y)
        taken: Mask = numpy.hypot(across / _MASK_ACROSS, (along + _MASK_UP) / _MASK_ALONG) <= 1
        return taken

    def nearness(self, x: _Plane, y: _Plane) -> _Plane:
        """Return how far points are from the centre of the face; its outline is at 1."""
        across, along = _moved(self.frame, x, y)
        distance: _Plane = numpy.hypot(across / _FACE_ACROSS, along / _FACE_ALONG)
        return distance

    def keeps(self, x: _Plane, y: _Plane, *, beside: "_Place") -> Mask:
        """Say which points this face, being the marked one, does not yield to another's mask."""
        own = self.nearness(x, y)
        return (own <= 1) | (self.cuts(x, y) & (own <= beside.nearness(x, y)))

    def cuts(self, x: _Plane, y: _Plane) -> Mask:
        """Say which points the recogniser's square is made from."""
        pixel = float(numpy.sqrt(abs(numpy.linalg.det(self.square[:, :2]))))
        margin = _LOOKS_AROUND * max(1.0, pixel)
        across, down = _moved(self.square, x, y)
        return (
            (across >= -margin)
            & (across <= 112 + margin)
            & (down >= -margin)
            & (down <= 112 + margin)
        )

    def square_meets(self, covered: Mask) -> bool:
        """Say whether anything is covered of what the recogniser's square is made from."""
        rows, columns = numpy.nonzero(covered)
        return bool(self.cuts(_at(columns), _at(rows)).any())


def _shows_through(
    face: Detection, place: _Place, own: _Place, hidden: Mask, at: tuple[_Plane, _Plane]
) -> bool:
    """Say whether too much of a face stays visible beside the marked one."""
    inside = place.nearness(*at) <= 1
    left = float((inside & ~hidden).sum()) / max(float(inside.sum()), 1.0)
    x, y = (face.landmarks[:, axis].astype(numpy.float32) for axis in (0, 1))
    return left > _MOST_LEFT or bool(own.keeps(x, y, beside=place).any())


def _moved(affine: Affine, x: _Plane, y: _Plane) -> tuple[_Plane, _Plane]:
    (a, b, c), (d, e, f) = affine.astype(numpy.float32)
    return a * x + b * y + c, d * x + e * y + f


def _at(indices: NDArray[numpy.intp]) -> _Plane:
    """Return where the centres of pixels lie: at half-integers."""
    return indices.astype(numpy.float32) + numpy.float32(0.5)


def _centres(part: slice) -> _Plane:
    return _at(numpy.arange(part.start, part.stop))


def _within(first: float, last: float, length: int) -> slice:
    start = int(numpy.clip(numpy.floor(first), 0, length))
    return slice(start, int(numpy.clip(numpy.ceil(last), start, length)))
