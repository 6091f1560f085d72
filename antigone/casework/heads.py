"""Heads as examiners compare them: one person, upright, in a square of one size.

The body, the missing and the strangers among them all go this way, and come out alike in size and
form: what a picture shows tells them apart, and nothing else does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from antigone.casework import pictures
from antigone.faces.geometry import Pixels, roll_of, upright_window, warp
from antigone.faces.masking import masked

# Pixels of the square, and the part of its side that the face's box takes: hair, ears and neck are
# compared too.
SIDE = 640
_BOX = 0.42


def head_in(
    image: Pixels, meant: Mapping[str, Any], faces: Sequence[Mapping[str, Any]] = ()
) -> Pixels:
    """Return the head of the face that is meant, RGB (SIDE, SIDE, 3), everybody else covered.

    `meant` and `faces` have `box` and `landmarks`, as readings keep them. Turned and cut, with no
    other change (see `antigone.faces.derivation`). Raises `FacesTooClose`.
    """
    face = pictures.detection_of(meant)
    among, marked = pictures.place_among([pictures.detection_of(one) for one in faces], face)
    covered = masked(image, among, marked=marked).image
    x, y, width, height = face.box
    centre = numpy.array([x + width / 2, y + height / 2])
    scale = SIDE * _BOX / max(width, height)
    window = upright_window(centre, roll_of(face.landmarks), scale, SIDE)
    return warp(covered, window, (SIDE, SIDE))
