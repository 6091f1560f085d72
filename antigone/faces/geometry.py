"""Turning, cutting out and mapping back: plane geometry of photographs and landmarks.

An affine is a (2, 3) array that maps points (x, y) of one picture to another. Angles are in
degrees, clockwise as seen, because y points down.
"""

from typing import Any

import numpy
from numpy.typing import NDArray

Pixels = NDArray[numpy.uint8]
Landmarks = NDArray[numpy.float64]
Affine = NDArray[numpy.float64]

# Where the five landmarks of an upright face lie in the 112-pixel crop that ArcFace introduced
# (Deng and others, 2019) and most recognisers since were trained on.
ARCFACE_112 = numpy.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ]
)

# Neutral, so that what lies outside the photograph looks neither like skin nor like shadow.
_OUTSIDE = (127, 127, 127)


def roll_of(landmarks: Landmarks) -> float:
    """Return by how many degrees, clockwise, a face is turned from upright, in (-180, 180].

    From eyes and mouth together: either alone is off when a face is seen from the side.
    """
    return float(rolls_of(landmarks[None])[0])


def rolls_of(points: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Return the same of many faces, shape (n, 5, 2), at once."""
    across = points[:, 1] - points[:, 0] + points[:, 4] - points[:, 3]
    down = points[:, 3:].mean(axis=1) - points[:, :2].mean(axis=1)
    # `down`, turned back by 90°, points across; the sum weighs both by their length.
    x, y = across[:, 0] + down[:, 1], across[:, 1] - down[:, 0]
    return numpy.asarray(numpy.degrees(numpy.arctan2(y, x)))


def move(affine: Affine, points: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Map points of shape (n, 2)."""
    return points @ affine[:, :2].T + affine[:, 2]


def inverse(affine: Affine) -> Affine:
    """Return the affine that undoes this one."""
    back = numpy.linalg.inv(affine[:, :2])
    return numpy.concatenate([back, -back @ affine[:, 2:]], axis=1)


def joined(first: Affine, second: Affine) -> Affine:
    """Return the affine that does one and then the other."""
    return numpy.concatenate(
        [second[:, :2] @ first[:, :2], move(second, first[None, :, 2]).T], axis=1
    )


def upright_window(centre: NDArray[numpy.float64], roll: float, scale: float, size: int) -> Affine:
    """Return the affine that brings a face turned by `roll` upright into a square of `size`."""
    angle = numpy.radians(-roll)
    turn = scale * numpy.array(
        [[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]]
    )
    return numpy.concatenate([turn, (size / 2 - turn @ centre)[:, None]], axis=1)


def turned_canvas(image: Pixels, degrees: float, *, longest: int) -> tuple[Pixels, Affine]:
    """Return the whole photograph turned by -degrees at the given longest side, and its affine.

    A face that lies turned by `degrees` stands upright in the result.
    """
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    affine = upright_window(numpy.array([width / 2, height / 2]), degrees, scale, 0)
    corners = move(affine, numpy.array([[0, 0], [width, 0], [0, height], [width, height]], float))
    affine[:, 2] -= corners.min(axis=0)
    columns, rows = numpy.ceil(numpy.ptp(corners, axis=0) - 1e-6).astype(int)
    return warp(image, affine, (int(columns), int(rows))), affine


def quarter_turned(image: Pixels, quarters: int) -> tuple[Pixels, Affine]:
    """Return a picture turned counter-clockwise by quarters, without resampling, and the affine."""
    affine: Affine = numpy.eye(2, 3)
    width, height = float(image.shape[1]), float(image.shape[0])
    for _ in range(quarters % 4):
        affine = joined(affine, numpy.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width]]))
        width, height = height, width
    return numpy.rot90(image, quarters), affine


def similarity(source: Landmarks, target: Landmarks) -> Affine:
    """Return the best turn, scale and shift from source to target points, without mirroring.

    Least squares in closed form (Umeyama, 1991); for points of the plane as complex numbers it is
    one division.
    """
    a = (source - source.mean(axis=0)) @ numpy.array([1, 1j])
    b = (target - target.mean(axis=0)) @ numpy.array([1, 1j])
    factor = complex(numpy.vdot(a, b) / max(float(numpy.vdot(a, a).real), 1e-12))
    turn = numpy.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    shift = target.mean(axis=0) - turn @ source.mean(axis=0)
    return numpy.concatenate([turn, shift[:, None]], axis=1)


def crop_for(image: Pixels, landmarks: Landmarks, *, size: int = 112) -> Pixels:
    """Cut the upright, scaled face that a recogniser wants out of the full-resolution photograph."""
    return warp(image, similarity(landmarks, ARCFACE_112 * (size / 112)), (size, size))


def warp(image: Pixels, affine: Affine, size: tuple[int, int]) -> Pixels:
    """Resample a picture by an affine into (width, height), without aliasing.

    Pixel centres lie at half-integers in our coordinates, at integers in OpenCV's.
    """
    import cv2

    columns, rows = size
    image = numpy.ascontiguousarray(image)
    shrink = 1 / max(float(numpy.sqrt(abs(numpy.linalg.det(affine[:, :2])))), 1e-9)
    if shrink >= 2:
        # Average first what bilinear sampling would skip, but only the part that is looked at.
        back = inverse(affine)
        seen = move(back, numpy.array([[0, 0], [columns, 0], [0, rows], [columns, rows]], float))
        block = int(shrink)
        limits = numpy.array([image.shape[1], image.shape[0]])
        first = numpy.clip(numpy.floor(seen.min(axis=0)) - block, 0, limits).astype(int)
        last = numpy.clip(numpy.ceil(seen.max(axis=0)) + block, 0, limits).astype(int)
        part = image[first[1] : last[1], first[0] : last[0]]
        if min(part.shape[:2]) >= block:
            image, to_smaller = averaged(part, shrink)
            to_smaller[:, 2] -= to_smaller[:, :2] @ first
            affine = joined(inverse(to_smaller), affine)
    centred = affine.copy()
    centred[:, 2] += affine[:, :2] @ [0.5, 0.5] - 0.5
    warped: Any = cv2.warpAffine(
        image,
        centred,
        (columns, rows),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=_OUTSIDE,
    )
    return numpy.asarray(warped, numpy.uint8)


def averaged(image: Pixels, shrink: float) -> tuple[Pixels, Affine]:
    """Return a picture made smaller by the whole part of `shrink`, each pixel the mean of a block.

    And its affine. What is too small for that, or is not made smaller by two, stays as it is.
    """
    import cv2

    block = int(shrink)
    height, width = image.shape[:2]
    if block < 2 or min(height, width) < block:
        return image, numpy.eye(2, 3)
    # Whole blocks alone are averaged several times as fast; the last ones are filled up.
    right, below = -width % block, -height % block
    if right or below:
        filled: Any = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
        image = numpy.asarray(filled, numpy.uint8)
    size = (image.shape[1] // block, image.shape[0] // block)
    smaller: Any = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return numpy.asarray(smaller, numpy.uint8), numpy.eye(2, 3) / block
