"""Who looks, and when, written over a picture: a copy that leaves the house says whose it was.

Drawn into the pixels, across all of them, light with a dark edge: legible on skin and on shadow, and
thin enough to compare what lies under it.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

from antigone.documents.typesetting import FONTS
from antigone.faces.geometry import Pixels

_SHARE = 0.14
_SMALLEST, _LARGEST = 11, 64
_DEGREES = 24
_LATIN = "NotoSans.ttf"
# The typefaces by the first word of a letter's name.
_BY_SCRIPT = {
    "ARABIC": "NotoNaskhArabic.ttf",
    "ARMENIAN": "NotoSansArmenian.ttf",
    "BENGALI": "NotoSansBengali.ttf",
    "DEVANAGARI": "NotoSansDevanagari.ttf",
    "ETHIOPIC": "NotoSansEthiopic.ttf",
    "GEORGIAN": "NotoSansGeorgian.ttf",
    "HEBREW": "NotoSansHebrew.ttf",
    "THAI": "NotoSansThai.ttf",
    "TAMIL": "NotoSansTamil.ttf",
    "TELUGU": "NotoSansTelugu.ttf",
}


def watermarked(image: Pixels, lines: tuple[str, ...]) -> Pixels:
    """Return a copy of an RGB picture (H, W, 3), uint8, with the lines written across all of it.

    Each line is set in the typeface of its script; a letter that none of them has shows as a box.
    """
    height, width = image.shape[:2]
    size = int(numpy.clip(max(height, width) // 40, _SMALLEST, _LARGEST))
    tile = _tile(lines, size)
    over = Image.new("L", (width, height), 128)
    step_x, step_y = tile.width + 3 * size, tile.height + 2 * size
    for row, top in enumerate(range(-step_y // 2, height, step_y)):
        for left in range(-step_x // 2 * (row % 2) - size, width, step_x):
            over.paste(tile, (left, top))
    # 128 changes nothing; lighter and darker of it are the letters and their edge.
    change = (numpy.asarray(over, numpy.int16) - 128)[..., None]
    written: Pixels = (image + change * _SHARE * 2).clip(0, 255).astype(numpy.uint8)
    return written


@lru_cache(maxsize=64)
def _tile(lines: tuple[str, ...], size: int) -> Image.Image:
    """Return the lines, turned, as a grey picture around 128."""
    fonts = [ImageFont.truetype(_face(line), size) for line in lines]
    boxes = [font.getbbox(line) for font, line in zip(fonts, lines, strict=True)]
    wide = int(max(box[2] for box in boxes)) + 4
    line_height = int(1.5 * size)
    flat = Image.new("L", (wide, line_height * len(lines)), 128)
    draw = ImageDraw.Draw(flat)
    for number, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        at = (2, number * line_height)
        draw.text(at, line, font=font, fill=255, stroke_width=max(1, size // 16), stroke_fill=60)
    return flat.rotate(_DEGREES, expand=True, fillcolor=128, resample=Image.Resampling.BILINEAR)


def _face(line: str) -> Path:
    for letter in line:
        name = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
        if name in _BY_SCRIPT:
            return Path(FONTS) / _BY_SCRIPT[name]
    return Path(FONTS) / _LATIN
