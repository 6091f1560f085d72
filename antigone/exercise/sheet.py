"""The contact sheet of the exercise: each body beside the first three on its list."""

from typing import TYPE_CHECKING, Any

import numpy

from antigone.faces.geometry import Pixels
from antigone.wording import N_, say

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

    from antigone.exercise.findings import Held

_TILE, _GAP, _TEXT, _MARGIN = 200, 16, 72, 24
_PAGE, _INK, _QUIET, _SURFACE = "#F7F6F3", "#1F2629", "#525C60", "#ECEAE4"


def contact_sheet(held: "Held") -> "Picture":
    """Return the sheet as one picture, two bodies a row, captioned "exercise, simulated".

    In English and with codes for names: the one font that is always there has Latin letters only.
    """
    from PIL import Image, ImageDraw

    rows = -(-len(held.remains) // 2)
    block = 4 * _TILE + 4 * _GAP
    size = (2 * block + 3 * _MARGIN, rows * (_TILE + _TEXT + _GAP) + 3 * _MARGIN + 32)
    sheet = Image.new("RGB", size, _PAGE)
    draw = ImageDraw.Draw(sheet)
    title = N_(
        "Exercise, simulated. Nobody here exists. Left the deceased, right the first three leads."
    )
    draw.text((_MARGIN, _MARGIN), say(title), _INK, font=_font(22))
    for number, one in enumerate(held.remains):
        left = _MARGIN + (number % 2) * (block + _MARGIN)
        top = 2 * _MARGIN + 32 + (number // 2) * (_TILE + _TEXT + _GAP)
        _place(sheet, (left, top), one.shown, one.body.code, one.body.grade)
        for place, lead in enumerate(one.first_leads, start=1):
            # The deceased stands a little apart from those whose families search.
            at = (left + place * (_TILE + _GAP) + _GAP, top)
            head = f"{'ABC'[place - 1]}  {lead['request']}"
            _place(sheet, at, held.references.get(lead["photograph"]), head, _strength(lead))
        if not one.candidates:
            words = say(N_("no usable face: no search"))
            at = (left + 2 * _TILE + 3 * _GAP, top + _TILE // 2)
            draw.text(at, words, _QUIET, font=_font(17))
    return sheet


def _place(
    sheet: "Picture", at: tuple[int, int], image: Pixels | None, head: str, words: str
) -> None:
    """Put one picture with two lines of words below it on the sheet; None if there is none."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(sheet)
    if image is not None:
        sheet.paste(_tile(image), at)
    else:
        none = say(N_("no picture"))
        draw.rectangle((*at, at[0] + _TILE, at[1] + _TILE), _SURFACE)
        draw.text((at[0] + _GAP, at[1] + _TILE // 2), none, _QUIET, font=_font(14))
    draw.text((at[0], at[1] + _TILE + 6), head, _INK, font=_font(17))
    wrapped = _wrapped(words, _font(14), _TILE)
    draw.text((at[0], at[1] + _TILE + 28), wrapped, _QUIET, font=_font(14))


def _strength(lead: dict[str, Any]) -> str:
    words: str = lead["words"]
    if any("\u0370" <= letter < "\u2000" for letter in words):
        # The reader's language has letters that the font lacks.
        words = f"log10 LR {lead['log10_lr']}"
    if lead["source"] != "face":
        return f"{words} ({lead['source']})"
    return words + say(N_(" (below the line)")) if lead["above_threshold"] is False else words


def _wrapped(text: str, font: "FreeTypeFont", width: int) -> str:
    """Return a text in lines that are no wider than a tile."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    # Only now: the font has no narrow space, and a number may not be parted at a wide one.
    return "\n".join(lines).replace("\u202f", " ")


def _tile(image: Pixels) -> "Picture":
    """Return a picture that fits into a square tile, on a quiet ground."""
    from PIL import Image

    tile = Image.new("RGB", (_TILE, _TILE), _SURFACE)
    picture = Image.fromarray(numpy.ascontiguousarray(image))
    scale = _TILE / max(picture.size)
    picture = picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))),
        Image.Resampling.LANCZOS,
    )
    tile.paste(picture, ((_TILE - picture.width) // 2, (_TILE - picture.height) // 2))
    return tile


def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    # Pillow's own font, so that nothing has to be installed; the sheet shows codes, not names,
    # because it has Latin letters only.
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
