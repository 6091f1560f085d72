"""The faces of the exercise: ten people who do not exist.

They come from the package `openpeople` (MIT; made by an image model): for each a portrait, a
self-portrait, and a sheet of sixteen expressions that is cut apart here. No photograph of a real
person is in this project.
"""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy
from numpy.typing import NDArray

from antigone.errors import MissingExtra
from antigone.faces.geometry import Pixels

PEOPLE = tuple(f"P{number:03d}" for number in range(1, 11))
EXPRESSIONS = (
    *("neutral", "happy", "sad", "angry"),
    *("surprised", "disgusted", "scared", "confused"),
    *("smug", "flirty", "thoughtful", "pensive"),
    *("exhausted", "shocked", "playful", "determined"),
)


@cache
def picture(person: str, kind: str) -> Pixels:
    """Return one picture of a person, RGB (H, W, 3): "studio_portrait", "amateur_selfie", …

    Raises `MissingExtra` where the pictures are not installed.
    """
    try:
        import openpeople
    except ModuleNotFoundError:
        raise MissingExtra(step="antigone exercise", extra="exercise") from None
    from PIL import Image

    folder = Path(openpeople.__file__).parent / "data" / "curated" / person / "assets"
    with Image.open(folder / f"{kind}.jpg") as image:
        pixels = numpy.asarray(image.convert("RGB"))
    pixels.flags.writeable = False
    return pixels


def expression(person: str, name: str) -> Pixels:
    """Return one expression of a person, about 500 × 330 pixels; `name` is one of `EXPRESSIONS`."""
    return cut_apart(picture(person, "emotions_sheet"))[EXPRESSIONS.index(name)]


def cut_apart(sheet: Pixels) -> list[Pixels]:
    """Return the pictures of a sheet, row by row, without the white frames around them."""
    bright = sheet.min(axis=2) > 225
    pictures = []
    for top, bottom in _inside(bright.mean(axis=1) > 0.7):
        for left, right in _inside(bright[top:bottom].mean(axis=0) > 0.9):
            pictures.append(sheet[top:bottom, left:right])
    return pictures


def _inside(is_line: NDArray[numpy.bool_]) -> list[tuple[int, int]]:
    """Return the spans between the first and second line, the third and fourth, and so on."""
    changes = numpy.flatnonzero(numpy.diff(is_line.astype(int), prepend=0, append=0))
    lines = list(zip(changes[::2], changes[1::2], strict=True))
    spans = [(int(one[1]) + 2, int(other[0]) - 2) for one, other in pairwise(lines)]
    return [span for span in spans if span[1] - span[0] > 200]
