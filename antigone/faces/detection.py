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
    inverse,
    move,
    roll_of,
    turned_canvas,
    upright_window,
    warp,
)

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EIGHT_ORIENTATIONS = (0, 45, 90, 135, 180, 225, 270, 315)

# Longest sides, in pixels, at which a photograph is looked at, one after the other.
_SMALL, _MEDIUM, _LARGE = 192, 640, 1280
# A face narrower than this part of the longest side is worth a closer look, and where one small
# face is there may be others.
_SMALL_FACE = 0.22
_SURE = 0.80
_LIKELY_FACE = 0.60
# A weak sign of a face counts only if the upright cut-out shows a face clearly.
_WEAK_SIGN = 0.25
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
        longest = max(image.shape[:2])
        sightings = self._look(image, _SMALL)
        faces = self._confirm(image, sightings)
        if longest > _SMALL and self._wants_closer_look(faces, longest):
            sightings += self._look(image, min(_MEDIUM, longest))
            faces = self._confirm(image, sightings)
        if not faces and longest > _MEDIUM:
            sightings += self._look(image, min(_LARGE, longest))
            faces = self._confirm(image, sightings)
        if not faces:
            # A face that fills the frame is found when it is shown with room around it.
            sightings += self._look(image, _SMALL // 2)
            faces = self._confirm(image, sightings)
        if not faces:
            faces = self._confirm(image, sightings, least=_WEAK_SIGN)
        return tuple(sorted(faces, key=lambda face: -face.box[2] * face.box[3]))

    @staticmethod
    def _wants_closer_look(faces: Sequence[Detection], longest: int) -> bool:
        return not faces or any(
            max(face.box[2:]) < _SMALL_FACE * longest or (face.score or 0) < _SURE for face in faces
        )

    def _look(self, image: Pixels, longest: int) -> list[_Sighting]:
        """Look once at the given size in every orientation; coordinates are the original's."""
        found: list[_Sighting] = []
        for degrees in self._orientations:
            canvas, to_canvas = turned_canvas(image, degrees, longest=longest)
            found += self._sightings(canvas, inverse(to_canvas), least=_WEAK_SIGN)
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
        height, width = canvas.shape[:2]
        # The network halves its input five times; it was trained on BGR, 0 to 255.
        padded = numpy.zeros((-(-height // 32) * 32, -(-width // 32) * 32, 3), numpy.uint8)
        padded[:height, :width] = canvas
        tensor = padded[..., ::-1].transpose(2, 0, 1)[None].astype(numpy.float32)
        outputs = self._session.run(self._outputs, {self._input: tensor})
        scores, boxes, points = _decode(outputs, padded.shape[1], least=least)
        stretch = float(numpy.sqrt(abs(numpy.linalg.det(back[:, :2]))))
        kept: list[_Sighting] = []
        for row in numpy.argsort(-scores, kind="stable"):
            landmarks = points[row]
            roll = roll_of(landmarks)
            if abs(roll) > _ROLL_REACH or not _is_a_face(landmarks):
                continue
            moved = move(back, landmarks)
            centre = move(back, boxes[row, None, :2])[0]
            # The further a face is turned in this view, the less this view is the right one.
            score = float(scores[row]) * (1 - 0.15 * abs(roll) / _ROLL_REACH)
            side = float(numpy.sqrt(boxes[row, 2] * boxes[row, 3])) * stretch
            sighting = _Sighting(score, side, centre, moved)
            if not any(_same_place(sighting, other) for other in kept):
                kept.append(sighting)
        return kept


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
        score = numpy.sqrt(kind[:, 0].clip(0, 1) * thing[:, 0].clip(0, 1))
        rows = numpy.flatnonzero(score >= least)
        cell = numpy.stack([rows % (width // stride), rows // (width // stride)], axis=1)
        scores.append(score[rows].astype(numpy.float64))
        centres = (cell + box[rows, :2]) * stride
        sizes = numpy.exp(box[rows, 2:]) * stride
        boxes.append(numpy.concatenate([centres, sizes], axis=1))
        points.append((cell[:, None] + point[rows].reshape(-1, 5, 2)) * stride)
    return (
        numpy.concatenate(scores),
        numpy.concatenate(boxes).astype(numpy.float64),
        numpy.concatenate(points).astype(numpy.float64),
    )


def _is_a_face(landmarks: Landmarks) -> bool:
    """Say whether five points could be a face: eyes apart, and above the corners of the mouth."""
    eyes, mouth = landmarks[:2].mean(axis=0), landmarks[3:].mean(axis=0)
    down = mouth - eyes
    between = landmarks[1] - landmarks[0]
    height = float(numpy.hypot(*down))
    # Measured across the axis of the face, the person's right eye stands to the left of the other.
    apart = float(between[0] * down[1] - between[1] * down[0]) / max(height, 1e-6)
    return height > 1 and apart > 0.15 * height


def _same_place(one: _Sighting, other: _Sighting) -> bool:
    """Say whether two sightings are of one face: squares that overlap, or one inside the other.

    Faces do not contain faces: a "face" made of several real ones (rows of portraits look like
    one from afar) stands at the place of each.
    """
    dx, dy = numpy.abs(one.centre - other.centre)
    reach = (one.side + other.side) / 2
    smaller = min(one.side, other.side)
    overlap = max(0.0, min(reach - dx, smaller)) * max(0.0, min(reach - dy, smaller))
    union = one.side**2 + other.side**2 - overlap
    return bool(overlap >= _OVERLAP * union or overlap >= _INSIDE * smaller**2)
