"""What death, a mortuary or the field does to a photograph, one simulated step at a time.

Each step is a frozen value whose parameters are named and have fixed defaults. `apply` takes a
picture, its five landmarks and a generator, and returns all that changed, and the numbers that were
drawn by lot. Whatever is relative to the face is stated in face widths, so that a step means the
same on a passport photograph and on one from across the room.

Coordinates are in pixels with centres at half-integers (the picture's left edge is x = 0), angles
in degrees, clockwise as seen. Landmarks are the body's right eye, left eye, nose tip, right and
left corner of the mouth, at any in-plane angle, and may lie outside the picture.

The same seed gives the same bytes on every processor: randomness is numpy's, warps and blurs use
the integer paths of OpenCV, resizing and JPEG those of Pillow. Painted lids, tints and cloths are
drawings. They are kinder than reality, and no figure made with them is field accuracy.
"""

from antigone.trials.degradation.body import ClosedEyes, Pallor, Swelling
from antigone.trials.degradation.camera import (
    Blur,
    Darkness,
    FromAbove,
    Jpeg,
    Motion,
    Shrink,
    Turn,
)
from antigone.trials.degradation.covering import Cover
from antigone.trials.degradation.face import (
    CHIN,
    HAIRLINE,
    FaceFrame,
    Landmarks,
    Outcome,
    Pixels,
    Plane,
    Step,
)
from antigone.trials.degradation.painting import MORTUARY_GREY, resized

__all__ = [
    "CHIN",
    "HAIRLINE",
    "MORTUARY_GREY",
    "Blur",
    "ClosedEyes",
    "Cover",
    "Darkness",
    "FaceFrame",
    "FromAbove",
    "Jpeg",
    "Landmarks",
    "Motion",
    "Outcome",
    "Pallor",
    "Pixels",
    "Plane",
    "Shrink",
    "Step",
    "Swelling",
    "Turn",
    "resized",
]
