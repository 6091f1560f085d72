"""Text becomes pages: the one typesetter, its typefaces, and what a name may hold.

Names come from forms, spreadsheets and other institutions. They reach the typesetter as values in
JSON, never as part of a template, so that nothing in a name is ever carried out. PDF/A is the gate:
it refuses what otherwise passes in silence, a character that no typeface has.
"""

import hashlib
import json
import re
import threading
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from typst import Compiler

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
TEMPLATES = _HERE / "templates"
RIGHT_TO_LEFT = frozenset({"ar"})

_OPEN, _CLOSE = "\u2068", "\u2069"
_JOINERS = "\u200c\u200d"
_BREAK = "\u200b"
# With joiners on both sides, Arabic letters keep the shape they have inside the word.
_JOINED_BREAK = f"\u200d{_BREAK}\u200d"
# No script stacks more marks on one letter; hundreds would run over the lines above and below.
_MOST_MARKS = 6
# A longer word may be broken, at every eighth letter or sooner in narrow columns.
_LONGEST_WORD, _PIECE = 24, 8
# All but the two spaces that hold a line together, as French and our numbers want them.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]")
_REFUSED_TEXT = re.compile(r'the (?:text|text contains the disallowed codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class UnprintableText(Refusal):
    """No typeface has a shape for a character; an empty box in its place would be no name."""

    code = "unprintable-text"
    sentence = N_("{characters} cannot be printed: no typeface here has it. Nothing was made.")
    remedy = N_("Write the name in Latin letters too, as in the passport, and use that form.")


class TextTooLong(Refusal):
    """A field holds far more than a person ever wrote into it."""

    code = "text-too-long"
    sentence = N_(
        "“{field}” holds {length} characters; at most {most} are printed. Nothing was made."
    )
    remedy = N_("Shorten it, or divide it into several paragraphs.")


class NothingToPrint(Refusal):
    """A field that the document cannot do without is empty."""

    code = "nothing-to-print"
    sentence = N_("“{field}” is empty. Nothing was made.")
    remedy = N_("Fill it in and make the document again.")


class TypefacesMissing(Refusal):
    """The typefaces are not where the installation puts them."""

    code = "typefaces-missing"
    sentence = N_("The typeface {family} is not installed. No document was made.")
    remedy = N_("Run “make setup” in a source folder, or install the antigone package again.")


def settle(text: str, *, longest: int = _LONGEST_WORD) -> str:
    """Return text as it is printed; everything that is printed passes through here once.

    Composed (NFC); every run of spaces and line ends one space; control characters, bidirectional
    overrides and marks, soft hyphens and other invisible format characters gone, except the joiners
    that Persian, Hindi and emoji need and our own isolates; at most six combining marks on a
    letter; a break allowed in words of more than `longest` letters.
    """
    visible = "".join(filter(_is_printed, _SPACES.sub(" ", text.replace(_JOINED_BREAK, ""))))
    kept, marks = [], 0
    for character in unicodedata.normalize("NFC", visible):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    words = _SPACES.sub(" ", "".join(kept)).strip(" ").split(" ")
    return " ".join(_breakable(word, longest) if len(word) > longest else word for word in words)


def _is_printed(character: str) -> bool:
    category = unicodedata.category(character)
    invisible = category == "Cf" and character not in _JOINERS + _OPEN + _CLOSE
    return not invisible and category not in ("Cc", "Cs")


def isolate(name: str, *, longest: int = _LONGEST_WORD) -> str:
    """Return a name settled and set apart, so that its direction leaves the sentence alone.

    What stood around it (a comma, a number, a second name) keeps its place even where the name
    runs from right to left. Isolates inside the name are dropped first: it cannot close ours.
    """
    bare = name.replace(_OPEN, "").replace(_CLOSE, "")
    return _OPEN + settle(bare, longest=longest) + _CLOSE


def readable(text: str, *, isolates: bool = False) -> str:
    """Return printed text without the breaks that guide the typesetter, and without isolates.

    With `isolates` these stay: plain text that runs both ways needs them as paper does.
    """
    text = text.replace(_JOINED_BREAK, "").replace(_BREAK, "")
    return text if isolates else text.replace(_OPEN, "").replace(_CLOSE, "")


def require_text(field: str, text: str, *, most: int) -> None:
    """Raise `NothingToPrint` when nothing of the text is left to print, `TextTooLong` above most.

    `field` names the place for the person at the desk; `most` is in characters.
    """
    if not readable(settle(text)).strip(_JOINERS + " \u00a0\u202f"):
        raise NothingToPrint(field=field)
    if len(text) > most:
        raise TextTooLong(field=field, length=len(text), most=most)


def _breakable(word: str, longest: int) -> str:
    most = min(_PIECE, longest)
    pieces, since = [], 0
    for place, character in enumerate(word):
        if since >= most and _may_part(word[place - 1], character):
            joined = _ARABIC.match(word[place - 1]) and _ARABIC.match(character)
            pieces.append(_JOINED_BREAK if joined else _BREAK)
            since = 0
        pieces.append(character)
        since += 1
    return "".join(pieces)


def _may_part(before: str, after: str) -> bool:
    """Say whether two characters belong to two letters, as far as a line's end is concerned."""
    return not (
        unicodedata.category(after) in ("Mn", "Mc", "Me")
        or after in _JOINERS + _CLOSE
        or before in _JOINERS + _OPEN
        or ord(after) in _REGIONAL
        or ord(after) in _SKIN_TONES
    )


def typeset(
    template: str, values: Mapping[str, object], *, language: str, title: str, made_at: datetime
) -> bytes:
    """Return a PDF/A-2a: the same arguments give the same bytes, on every machine.

    `template` names a file in `templates`; `values` is what it prints (JSON types); `title` stands
    in the file's properties and window bars, so it never holds a name; `made_at` is an aware time
    and the file's date. Raises `UnprintableText` and `TypefacesMissing`.
    """
    from typst import TypstError

    moment = made_at.astimezone(UTC)
    given = {
        **values,
        "language": language,
        "right_to_left": language in RIGHT_TO_LEFT,
        "title": settle(title),
        "date": [moment.year, moment.month, moment.day],
        "typefaces": list(dict.fromkeys(font["family"] for font in typefaces())),
    }
    with _COMPILING:
        compiler = _compiler()
        try:
            made = compiler.compile(
                input=(TEMPLATES / template).read_bytes(),
                format="pdf",
                pdf_standards="a-2a",
                timestamp=int(moment.timestamp()),
                sys_inputs={"document": json.dumps(given)},
            )
        except TypstError as refused:
            if characters := _refused_characters(refused.diagnostic):
                raise UnprintableText(characters=characters) from None
            raise
    assert isinstance(made, bytes)
    return made


def digest(document: bytes) -> str:
    """Return the SHA-256 of a document's bytes, hexadecimal: what an approval is bound to."""
    return hashlib.sha256(document).hexdigest()


@cache
def typefaces() -> list[dict[str, str]]:
    """Return the typefaces that travel with Antigone, in the order they are looked through."""
    manifest = tomllib.loads((FONTS / "fonts.toml").read_text(encoding="utf-8"))
    fonts: list[dict[str, str]] = manifest["fonts"]
    return fonts


# The typesetter is one native object; two threads in it at a time end in an error.
_COMPILING = threading.Lock()


@cache
def _compiler() -> "Compiler":
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    for font in typefaces():
        if font["family"] not in fonts.families():
            raise TypefacesMissing(family=font["family"])
    # Our own templates are all that a template can read; packages from the network there are none.
    return typst.Compiler(
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
    )


def _refused_characters(diagnostic: str) -> str:
    found = []
    for text in _REFUSED_TEXT.findall(diagnostic):
        plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
        points = " ".join(f"U+{ord(one):04X}" for one in plain)
        found.append(f"“{plain}” ({points})" if plain.isprintable() else points)
    return ", ".join(dict.fromkeys(found))
