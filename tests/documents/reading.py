"""Read a PDF back with two libraries that did not make it."""

import io
import re
from dataclasses import dataclass
from functools import cache, cached_property

import pypdf
import pypdfium2
from pypdf.generic import DictionaryObject, IndirectObject
from pypdfium2 import raw

# Directions, isolates, joiners and breaks: what guides the typesetter and is no part of a name.
_INVISIBLE = re.compile(r"[\s\u00ad\u061c\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff\ufffe]")


def compact(text: str) -> str:
    """Return text without spaces, line ends and invisible characters."""
    return _INVISIBLE.sub("", text)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a PDF holds: text by page, images drawn, how near a line comes to an edge (points).

    Text is read in the order in which it is drawn: words that run from right to left come out
    backwards, and are looked for so.
    """

    pages: tuple[str, ...]
    images: int
    least_margin: float

    @cached_property
    def text(self) -> str:
        return compact("".join(self.pages))

    def lacks(self, words: str) -> list[str]:
        """Return the words that were not printed, in whichever direction they run."""
        given, text = map(compact, words.split()), self.text
        return [word for word in given if word not in text and word[::-1] not in text]


def read(document: bytes) -> Paper:
    margins, drawn = [], 0
    with pypdfium2.PdfDocument(document) as pdf:
        for page in pdf:
            letters = page.get_textpage()
            margins.append(_least_margin(letters, *page.get_size()))
            drawn += sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
    reader = pypdf.PdfReader(io.BytesIO(document))
    return Paper(
        pages=tuple(map(_drawn_text, reader.pages)),
        images=drawn,
        least_margin=min(margins),
    )


# What matters of a content stream: a font is chosen, a string of two-byte glyph codes is drawn.
# Properties of marked content hold strings too, which nobody sees; brackets in strings are paired.
_PIECE = rb"\\[\s\S]|[^\\()]"
_DRAWING = re.compile(
    rb"<<[\s\S]*?>>|/(f\d+) [-\d.]+ Tf"
    rb"|\(((?:" + _PIECE + rb"|\((?:" + _PIECE + rb")*\))*)\)|<([0-9a-fA-F]+)>"
)
_ESCAPED = re.compile(rb"\\(\d{3}|[\s\S])")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _drawn_text(page: pypdf.PageObject) -> str:
    """Return the text of the glyphs as they are drawn, by each font's own table."""
    fonts = {
        name[1:].encode(): _glyph_texts(font.get_object()["/ToUnicode"].get_data().decode())
        for name, font in page["/Resources"]["/Font"].items()
    }
    said, font = [], {}
    for chosen, string, digits in _DRAWING.findall(page.get_contents().get_data()):
        if chosen:
            font = fonts[chosen]
            continue
        codes = bytes.fromhex(digits.decode()) if digits else _ESCAPED.sub(_plain, string)
        said += [font.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
    return "".join(said)


def _plain(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return bytes([int(code, 8)]) if code.isdigit() else _LETTERS.get(code, code)


@cache
def _glyph_texts(mapping: str) -> dict[bytes, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", mapping)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _least_margin(letters: pypdfium2.PdfTextPage, width: float, height: float) -> float:
    rectangles = (letters.get_rect(number) for number in range(letters.count_rects()))
    return min(
        min(left, bottom, width - right, height - top) for left, bottom, right, top in rectangles
    )


def carried(document: bytes) -> int:
    """Count every object of the file that is an image or could carry one, drawn or not."""
    reader = pypdf.PdfReader(io.BytesIO(document))
    places = [
        (number, generation)
        for generation, table in reader.xref.items()
        for number in table
        if generation < 65535
    ]
    places += [(number, 0) for number in reader.xref_objStm]
    found = 0
    for number, generation in places:
        one = IndirectObject(number, generation, reader).get_object()
        if isinstance(one, DictionaryObject):
            carries = one.get("/Subtype") == "/Image" or one.get("/Type") == "/EmbeddedFile"
            found += carries or "/JS" in one or "/OpenAction" in one
    return found
