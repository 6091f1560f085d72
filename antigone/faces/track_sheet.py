"""One picture of all faces that were followed through a video: a row of each one's best frames.

It is what somebody chooses from, so it is made of the frames themselves and of nothing else of them.
"""

from collections.abc import Iterable, Sequence

import numpy

from antigone.faces.frames import Frame
from antigone.faces.geometry import Pixels
from antigone.faces.tracks import Sighting, Track

SIDE = 200
ACROSS = 3
# Around the face's box on each side, as a part of the box: hair and chin belong to whoever is known.
_AROUND = 0.35
_GROUND = 128


def shown_frames(tracks: Sequence[Track]) -> frozenset[int]:
    """Return the numbers of the frames from which the sheet of some tracks is made."""
    return frozenset(one.frame for track in tracks for one in track.best[:ACROSS])


def draw_sheet(tracks: Sequence[Track], frames: Iterable[Frame]) -> Pixels:
    """Return the sheet, RGB of shape (200 for each track, 600, 3), uint8; track n is its n-th row.

    It is made from the frames that `shown_frames` names; what of them does not come stays grey.
    """
    sheet = numpy.full((SIDE * len(tracks), SIDE * ACROSS, 3), _GROUND, numpy.uint8)
    for frame in frames:
        for row, track in enumerate(tracks):
            for column, one in enumerate(track.best[:ACROSS]):
                if one.frame == frame.number:
                    place = numpy.s_[SIDE * row :, SIDE * column :]
                    sheet[place][:SIDE, :SIDE] = _cut(frame.pixels, one)
    return sheet


def _cut(pixels: Pixels, seen: Sighting) -> Pixels:
    """Return the square around a face at the sheet's size; beyond the frame it stays grey."""
    import cv2

    x, y, width, height = seen.face.detection.box
    side = max(width, height) * (1 + 2 * _AROUND)
    scale = SIDE / side
    left, top = x + (width - side) / 2, y + (height - side) / 2
    moved = numpy.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    ground = (_GROUND,) * 3
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    cut: Pixels = cv2.warpAffine(
        pixels, moved, (SIDE, SIDE), flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    return cut
