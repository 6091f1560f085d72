"""Finding every face in a photograph, whichever way up it lies.

The detector looks at the photograph in eight orientations, because a body lies as it lies: one
pass finds half of the faces turned by 90° and nearly all turned by 180°, with good scores and
landmarks that are wrong in every one. So no orientation is ever taken for granted; the best view
of each place wins, and its landmarks are taken once more from an upright cut-out of that face.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy
from numpy.typing import NDArray

from antigone.faces.geometry import (
    Affine,
    Landmarks,
    Pixels,
    averaged,
    inverse,
    joined,
    move,
    quarter_turned,
    roll_of,
    rolls_of,
    turned_canvas,
    upright_window,
    warp,
)

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EIGHT_ORIENTATIONS = (0, 45, 90, 135, 180, 225, 270, 315)

# A photograph is looked at small first, then larger as long as it is not settled what it shows: at
# an eighth and a quarter of its longest side, within these limits in pixels, then at fixed sizes.
_EIGHTH, _QUARTER, _LARGE = (128, 256), (192, 640), (640, 1280)
# A larger look than this is for photographs in which nobody was found at all.
_LARGEST_FOR_MORE = 640
_FILLED = 96
# A face narrower than this in a look says that there may be others, too small for it: under
# _UNSEEN pixels. They are looked for if they have at least _WORTH_SEEING in the photograph.
_SMALL_FACE, _UNSEEN, _WORTH_SEEING = 28, 8, 32
# More cut-outs than this cost more than a closer look.
_MOST_SHADOWS = 6
_SURE = 0.80
_LIKELY_FACE = 0.60
# A weak sign of a face counts only if the upright cut-out shows a face clearly.
_WEAK_SIGN, _SHADOW = 0.25, 0.15
_SHOWN_BY_CUTOUT = 0.50
_OVERLAP, _INSIDE = 0.30, 0.60
_CUTOUT = 192
_CUTOUT_FACE = 80
# Degrees by which eyes and mouth may disagree with the orientation in which they were found.
_ROLL_REACH = 40.0
# Degrees from upright at which the landmarks of a cut-out are taken as they are, and the number of
# cut-outs after which they are taken anyway.
_UPRIGHT, _LOOKS = 2.0, 4
_STRIDES = (8, 16, 32)


@dataclass(frozen=True)
class Detection:
    """A face found in a photograph, in pixels of the full-resolution original.

    `box` is x, y, width, height of the upright rectangle around the face as it lies; `landmarks`
    has shape (5, 2): the person's right eye, left eye, nose tip, right and left corner of the
    mouth; `rotation` is the angle in degrees, clockwise, by which the face is turned from upright,
    in (-180, 180]; `score` is the detector's, 0 to 1 (None for landmarks set by hand).
    """

    box: tuple[float, float, float, float]
    landmarks: Landmarks = field(repr=False)
    score: float | None
    rotation: float


class _Sighting(NamedTuple):
    score: float
    side: float
    centre: NDArray[numpy.float64]
    landmarks: Landmarks


class Detector:
    """YuNet (Wu, Peng, Yu, 2023), looking in several orientations, small first."""

    def __init__(
        self, session: "InferenceSession", *, orientations: Sequence[float] = EIGHT_ORIENTATIONS
    ) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._outputs = [
            f"{kind}_{stride}" for stride, kind in product(_STRIDES, ("cls", "obj", "bbox", "kps"))
        ]
        self._orientations = tuple(orientations)

    def find(self, image: Pixels) -> tuple[Detection, ...]:
        """Return all faces in an RGB photograph (H, W, 3), the largest first; none is an answer."""
        # Cut-outs of a turned view would copy the whole of it, every one of them.
        image = numpy.ascontiguousarray(image)
        longest = max(image.shape[:2])
        sightings: list[_Sighting] = []
        faces: list[Detection] = []
        for number, size in enumerate(_sizes_of_looks(longest)):
            if faces and size > _LARGEST_FOR_MORE:
                break
            # In the coarse first look a small face may be no more than the shadow of one.
            seen = self._look(image, size, least=_WEAK_SIGN if number else _SHADOW)
            sightings += [one for one in seen if one.score >= _WEAK_SIGN]
            faces = self._confirm(image, sightings)
            if _is_settled(faces, scale=size / longest) and (
                number or not self._shadows_show_a_face(image, faces, seen, scale=size / longest)
            ):
                break
        if not faces:
            # A face that fills the frame is found when it is shown with room around it.
            sightings += self._look(image, _FILLED, least=_WEAK_SIGN)
            faces = self._confirm(image, sightings)
        if not faces:
            faces = self._confirm(image, sightings, least=_WEAK_SIGN)
        return tuple(sorted(faces, key=lambda face: -face.box[2] * face.box[3]))

    def _shadows_show_a_face(
        self,
        image: Pixels,
        faces: Sequence[Detection],
        sightings: Iterable[_Sighting],
        *,
        scale: float,
    ) -> bool:
        """Say whether what is small in the first look, and at no face's place, is worth a closer one."""
        centres = numpy.array([[x + w / 2, y + h / 2] for x, y, w, h in (one.box for one in faces)])
        sides = numpy.array([one.box[2] for one in faces])
        shadows = [
            one
            for one in sightings
            if one.side * scale < _SMALL_FACE and not _at_place(one, centres, sides).any()
        ]
        return len(shadows) > _MOST_SHADOWS or any(
            self._from_cutout(image, one) is not None for one in shadows
        )

    def _look(self, image: Pixels, longest: int, *, least: float) -> list[_Sighting]:
        """Look once at the given size in every orientation; coordinates are the original's."""
        found: list[_Sighting] = []
        # Made smaller once, not once for each orientation: most of the time at a large photograph.
        smaller, to_smaller = averaged(image, max(image.shape[:2]) / longest)
        turned: dict[float, tuple[Pixels, Affine]] = {}
        for degrees in self._orientations:
            # Resampled within the first quarter alone: the others are the same pixels, turned.
            quarters, rest = divmod(degrees, 90)
            if rest not in turned:
                turned[rest] = turned_canvas(smaller, rest, longest=longest)
            canvas, to_canvas = turned[rest]
            canvas, to_quarter = quarter_turned(canvas, int(quarters))
            back = inverse(joined(joined(to_smaller, to_canvas), to_quarter))
            found += self._sightings(canvas, back, least=least)
        return found

    def _confirm(
        self, image: Pixels, sightings: Iterable[_Sighting], *, least: float = _LIKELY_FACE
    ) -> list[Detection]:
        """Take each place once, best view first, and read its landmarks from an upright cut-out."""
        faces: list[Detection] = []
        taken: list[_Sighting] = []
        for sighting in sorted(sightings, key=lambda one: -one.score):
            if sighting.score < least or any(_same_place(sighting, other) for other in taken):
                continue
            taken.append(sighting)
            refined = self._from_cutout(image, sighting)
            if refined is not None:
                sighting = refined  # noqa: PLW2901 - the better view of the same face
            elif sighting.score < _LIKELY_FACE:
                continue
            if any(_same_place(sighting, other) for other in taken[:-1]):
                continue
            taken[-1] = sighting
            faces.append(as_detection(sighting.landmarks, score=sighting.score, side=sighting.side))
        return faces

    def _from_cutout(self, image: Pixels, sighting: _Sighting) -> _Sighting | None:
        """Look again at an upright cut-out of the face; None if no face shows there.

        Repeated until the face stands upright, because the landmarks of a tilted face lean towards
        upright: the angle that they give is only part of the way.
        """
        best: _Sighting | None = None
        current = sighting
        for _ in range(_LOOKS):
            to_cutout = upright_window(
                current.centre, roll_of(current.landmarks), _CUTOUT_FACE / current.side, _CUTOUT
            )
            cutout = warp(image, to_cutout, (_CUTOUT, _CUTOUT))
            seen = [
                one
                for one in self._sightings(cutout, inverse(to_cutout), least=_SHOWN_BY_CUTOUT)
                if _same_place(one, current)
            ]
            if not seen:
                break
            best = max(seen, key=lambda one: one.score)
            leaning = abs(roll_of(move(to_cutout, best.landmarks)))
            current = best
            if leaning < _UPRIGHT:
                break
        return best and best._replace(score=max(best.score, sighting.score))

    def _sightings(self, canvas: Pixels, back: Affine, *, least: float) -> list[_Sighting]:
        """Run the network once; drop what overlaps and what has no plausible face geometry."""
        from cv2.dnn import blobFromImage

        height, width = canvas.shape[:2]
        # The network halves its input five times; it was trained on BGR, 0 to 255.
        padded = numpy.zeros((-(-height // 32) * 32, -(-width // 32) * 32, 3), numpy.uint8)
        padded[:height, :width] = canvas
        outputs = self._session.run(
            self._outputs, {self._input: blobFromImage(padded, swapRB=True)}
        )
        scores, boxes, points = _decode(outputs, padded.shape[1], least=least)
        if not len(scores):
            return []
        rolls = rolls_of(points)
        plausible = numpy.flatnonzero((numpy.abs(rolls) <= _ROLL_REACH) & _are_faces(points))
        order = plausible[numpy.argsort(-scores[plausible], kind="stable")]
        # The further a face is turned in this view, the less this view is the right one.
        scores = scores * (1 - 0.15 * numpy.abs(rolls) / _ROLL_REACH)
        stretch = float(numpy.sqrt(abs(numpy.linalg.det(back[:, :2]))))
        sides = numpy.sqrt(boxes[:, 2] * boxes[:, 3]) * stretch
        centres = move(back, boxes[:, :2])
        kept: list[_Sighting] = []
        while len(order):
            row, order = order[0], order[1:]
            kept.append(
                _Sighting(
                    float(scores[row]), float(sides[row]), centres[row], move(back, points[row])
                )
            )
            order = order[~_at_place(kept[-1], centres[order], sides[order])]
        return kept


def _sizes_of_looks(longest: int) -> list[int]:
    """Return the sizes at which a photograph is looked at, without those that would add little."""
    sizes = [_within(_EIGHTH, longest // 8)]
    for size in (_within(_QUARTER, longest // 4), *(min(one, longest) for one in _LARGE)):
        if size > 1.25 * sizes[-1]:
            sizes.append(size)
    return sizes


def _within(limits: tuple[int, int], value: int) -> int:
    least, most = limits
    return max(least, min(value, most))


def _is_settled(faces: Sequence[Detection], *, scale: float) -> bool:
    """Say whether a look at this scale found a sure face, and could not have missed a smaller one."""
    if not any((face.score or 0) >= _SURE for face in faces):
        return False
    has_small = any(face.box[2] * scale < _SMALL_FACE for face in faces)
    return not has_small or _WORTH_SEEING * scale >= _UNSEEN


def as_detection(
    landmarks: Landmarks, *, score: float | None = None, side: float | None = None
) -> Detection:
    """Return the detection that five landmarks describe; `side` is the face's size if known.

    Without it the size follows from the landmarks: a face box is about 2.4 times as wide as the
    distance between the eyes, or 2.2 times as high as from the eyes to the mouth.
    """
    eyes, mouth = landmarks[:2].mean(axis=0), landmarks[3:].mean(axis=0)
    if side is None:
        between = float(numpy.hypot(*(landmarks[1] - landmarks[0])))
        side = max(2.4 * between, 2.2 * float(numpy.hypot(*(mouth - eyes))))
    x, y = (eyes + mouth) / 2
    return Detection(
        box=(float(x - side / 2), float(y - side / 2), side, side),
        landmarks=landmarks,
        score=score,
        rotation=roll_of(landmarks),
    )


def _decode(
    outputs: Sequence[NDArray[numpy.float32]], width: int, *, least: float
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64], NDArray[numpy.float64]]:
    """Turn the network's grids into scores (n), centre-size boxes (n, 4) and points (n, 5, 2).

    Each cell of a grid of stride s at column c, row r names a face by its offsets from (c, r) in
    units of s, and its size as an exponent (the reference decoder of YuNet in OpenCV).
    """
    scores, boxes, points = [], [], []
    for level, stride in enumerate(_STRIDES):
        kind, thing, box, point = (grid[0] for grid in outputs[4 * level : 4 * level + 4])
        # Both are shares of one; the score is their geometric mean.
        product_of_both = kind[:, 0] * thing[:, 0]
        rows = numpy.flatnonzero(product_of_both >= least**2)
        if not len(rows):
            continue
        cell = numpy.stack([rows % (width // stride), rows // (width // stride)], axis=1)
        scores.append(numpy.sqrt(product_of_both[rows].astype(numpy.float64)))
        centres = (cell + box[rows, :2]) * stride
        sizes = numpy.exp(box[rows, 2:]) * stride
        boxes.append(numpy.concatenate([centres, sizes], axis=1))
        points.append((cell[:, None] + point[rows].reshape(-1, 5, 2)) * stride)
    if not scores:
        return numpy.empty(0), numpy.empty((0, 4)), numpy.empty((0, 5, 2))
    return (
        numpy.concatenate(scores),
        numpy.concatenate(boxes).astype(numpy.float64),
        numpy.concatenate(points).astype(numpy.float64),
    )


def _are_faces(points: NDArray[numpy.float64]) -> NDArray[numpy.bool_]:
    """Say of which points, (n, 5, 2), could be a face: eyes apart, and above the corners of the mouth."""
    between = points[:, 1] - points[:, 0]
    down = points[:, 3:].mean(axis=1) - points[:, :2].mean(axis=1)
    height = numpy.hypot(down[:, 0], down[:, 1])
    # Measured across the axis of the face, the person's right eye stands to the left of the other.
    across = between[:, 0] * down[:, 1] - between[:, 1] * down[:, 0]
    apart = across / numpy.maximum(height, 1e-6)
    return numpy.asarray((height > 1) & (apart > 0.15 * height))


def _same_place(one: _Sighting, other: _Sighting) -> bool:
    """Say whether two sightings are of one face."""
    return bool(_at_place(one, other.centre[None], numpy.array([other.side]))[0])


def _at_place(
    one: _Sighting, centres: NDArray[numpy.float64], sides: NDArray[numpy.float64]
) -> NDArray[numpy.bool_]:
    """Say which squares, centres (n, 2) and sides (n), overlap a sighting, or lie in it or around it.

    Faces do not contain faces: a "face" made of several real ones (rows of portraits look like
    one from afar) stands at the place of each.
    """
    apart = (one.side + sides[:, None]) / 2 - numpy.abs(centres - one.centre)
    smaller = numpy.minimum(one.side, sides)
    overlap = numpy.clip(apart, 0.0, smaller[:, None]).prod(axis=1)
    union = one.side**2 + sides**2 - overlap
    return numpy.asarray((overlap >= _OVERLAP * union) | (overlap >= _INSIDE * smaller**2))
