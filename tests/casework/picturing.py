"""Pictures for the casework: people who do not exist, alone and together, with labels beside them."""

import io
from functools import cache

import numpy
from PIL import Image

from antigone.documents.labels import Label, qr_modules
from antigone.exercise.people import picture
from antigone.faces import Engine
from antigone.faces.geometry import Pixels
from antigone.trials.composing import Portrait, composite_group
from tests.conftest import resized


def jpeg(image: Pixels, note: str = "") -> bytes:
    """Return a file, with a note in its EXIF."""
    written = io.BytesIO()
    exif = Image.Exif()
    if note:
        exif[0x010E] = note
    Image.fromarray(image).save(written, "JPEG", quality=92, exif=exif)
    return written.getvalue()


@cache
def portrait_of(person: str) -> Pixels:
    return resized(picture(person, "studio_portrait"), (500, 500))


@cache
def group_of(engine: Engine, *people: str) -> Pixels:
    """Return several people side by side."""
    placed = [
        Portrait(portrait_of(one), engine.read(portrait_of(one)).faces[0].detection.landmarks)
        for one in people
    ]
    return composite_group(placed, rng=numpy.random.default_rng(7), face_width=150.0).image


def labelled(image: Pixels, *codes: str, operation: str = "FERRY") -> Pixels:
    """Return the picture with the label of each code in its lower corners."""
    shown = image.copy()
    for number, code in enumerate(codes):
        payload = Label(operation=operation, code=code).payload
        dark = numpy.pad(numpy.array(qr_modules(payload)), 4)
        square = numpy.where(numpy.kron(dark, numpy.ones((4, 4), bool)), 0, 255)[..., None]
        side = len(square)
        place = slice(0, side) if number == 0 else slice(-side, None)
        shown[-side:, place] = square
    return shown
