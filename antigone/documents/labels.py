"""Labels for the dead: one code for each body, legible to people and cameras in every frame.

The code for people is short (`R-0042`). The QR beside it also says which operation issued it and
carries a check character, so that a misread digit becomes a refusal and never another body. Codes
come in blocks of numbers: tents without network never issue the same one as long as each keeps to
its block.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from antigone.errors import MissingExtra, Refusal
from antigone.wording import N_, say

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

# What stands in front of every payload of ours, and the version of the rest.
_OURS, _VERSION = "ANTIGONE", "1"
_OPERATION = re.compile(r"[A-Z0-9]{2,8}\Z")
_PREFIX = re.compile(r"[A-Z]{1,3}\Z")
# At least four digits; beyond 9999 as many as it takes, without leading zeros.
_CODE = re.compile(r"([A-Z]{1,3})-(\d{4}|[1-9]\d{4,5})\Z", re.ASCII)
_HIGHEST = 999_999
_THING = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}\Z", re.ASCII)

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Millimetres. Four labels (A6, upright) on an A4 page, cut apart along two lines: large, because a
# full-length photograph shows them small. Everything stands on the edges of the QR, which has its
# four modules of white on every side.
PAGE = (210.0, 297.0)
LABEL = (105.0, 148.5)
_LEFT, _WIDTH = 17.6, 69.85
_NAME_BASE, _NAME_SIZE, _NAME_LEAST = 14.2, 6.2, 3.6
_QR_TOP = 27.0
_CODE_BASE, _CODE_HEIGHT = 122.5, 16.0
_RULE, _RULE_WEIGHT = 126.2, 0.7
_PRINT_BASE, _PRINT_SIZE, _PRINT_LINE = 132.4, 3.4, 5.0
_DOTS_PER_INCH = 300
_PER_PAGE = 4
# Every page of a sheet is drawn before the first is written.
_MOST_LABELS = 200


class UnfitOperationCode(Refusal):
    """The short code of an operation does not fit into a label."""

    code = "unfit-operation-code"
    sentence = N_("“{value}” cannot be the short code of an operation. Nothing was made.")
    remedy = N_("Take 2 to 8 capital letters A to Z and digits, for example FERRY.")


class UnfitBodyCode(Refusal):
    """What was given is no code of a body."""

    code = "unfit-body-code"
    sentence = N_("“{value}” is no code of a body. Nothing was done.")
    remedy = N_(
        "Codes look like R-0042: up to three capital letters, a hyphen, four digits or more."
    )


class UnfitThingCode(Refusal):
    """The code of an effect or sample has letters that a hand scanner would type wrongly."""

    code = "unfit-thing-code"
    sentence = N_("“{value}” cannot be printed as a code. No label was made.")
    remedy = N_("Take Latin letters, digits, hyphens, dots and slashes; at most 40.")


class UnfitBlock(Refusal):
    """A block of numbers that cannot be issued."""

    code = "unfit-block"
    sentence = N_("No block of {count} codes {prefix} can begin at {first}. Nothing was made.")
    remedy = N_("Take one to three capital letters, and numbers from 1 to {highest}.")


class BlocksOverlap(Refusal):
    """Two tents would issue the same code: two bodies, one name."""

    code = "blocks-overlap"
    sentence = N_(
        "{first} to {last} overlaps with {other_first} to {other_last}. Nothing was made."
    )
    remedy = N_("Begin at {free}: from there on, no number is taken by the blocks named.")


class NotOurCode(Refusal):
    """A code that something else put into the picture: a parcel, a poster, a ticket."""

    code = "not-our-code"
    sentence = N_("The code in the picture is none of Antigone's labels.")
    remedy = N_("Put the body's own label into the frame and take the picture again.")


class DamagedCode(Refusal):
    """One of our labels, but not as it was printed; what it says is not guessed."""

    code = "damaged-code"
    sentence = N_("A label was found, but what it says does not fit together. It was not read.")
    remedy = N_("Take the picture again with the label flat and clean, or print the label again.")


class NewerCode(Refusal):
    """A label of a later kind than this version of Antigone knows."""

    code = "newer-code"
    sentence = N_("The label was printed by a newer version of Antigone. It was not read.")
    remedy = N_("Use the version that printed it, or a newer one.")


class UnfitLabelCount(Refusal):
    """No label at all, or more than one file holds."""

    code = "unfit-label-count"
    sentence = N_("One file holds 1 to {most} labels, not {count}. Nothing was made.")
    remedy = N_("Make several files, each with a block of its own.")


class UnprintableName(Refusal):
    """The font has no shape for a letter; a box in its place would be no name."""

    code = "unprintable-name"
    sentence = N_("{letters} cannot be printed with this font. No label was made.")
    remedy = N_("Name a font file that has these letters with --font, or write the name in Latin.")


class UnfitFont(Refusal):
    """A file that is no font."""

    code = "unfit-font"
    sentence = N_("{path} cannot be used as a font. No label was made.")
    remedy = N_("Name a TrueType or OpenType file, or leave --font away.")


@dataclass(frozen=True, order=True, kw_only=True)
class Label:
    """One body's code within one operation. Raises `UnfitOperationCode`, `UnfitBodyCode`."""

    operation: str
    code: str

    def __post_init__(self) -> None:
        if not _OPERATION.match(self.operation):
            raise UnfitOperationCode(value=self.operation)
        if not _CODE.match(self.code) or int(self.code.partition("-")[2]) == 0:
            raise UnfitBodyCode(value=self.code)

    @property
    def check(self) -> str:
        """The check character over operation and code."""
        return check_character(self.operation + self.code.replace("-", ""))

    @property
    def payload(self) -> str:
        """What the QR holds: `ANTIGONE:1:FERRY:R-0042:P`."""
        return ":".join((_OURS, _VERSION, self.operation, self.code, self.check))

    @classmethod
    def read(cls, payload: str) -> "Label":
        """Return the label that a payload names; nothing in it is corrected or completed.

        Raises `NotOurCode`, `NewerCode` and `DamagedCode`.
        """
        name, _, rest = payload.partition(":")
        version, _, rest = rest.partition(":")
        if name != _OURS:
            raise NotOurCode()
        if version != _VERSION:
            raise NewerCode() if re.fullmatch(r"[1-9]\d{0,2}", version, re.ASCII) else DamagedCode()
        try:
            operation, code, check = rest.split(":")
            label = cls(operation=operation, code=code)
        except (ValueError, UnfitOperationCode, UnfitBodyCode):
            raise DamagedCode() from None
        if check != label.check:
            raise DamagedCode()
        return label


def check_character(text: str) -> str:
    """Return the check character of digits and capital letters: ISO 7064, MOD 37,36.

    It differs for every text that differs in one character, and for nearly all in which two
    neighbours are exchanged.
    """
    rest = 36
    for letter in text:
        rest = (rest + _ALPHABET.index(letter)) % 36 or 36
        rest = rest * 2 % 37
    return _ALPHABET[(37 - rest) % 36]


@dataclass(frozen=True, kw_only=True)
class CodeBlock:
    """Consecutive numbers that one tent may issue. Raises `UnfitBlock`."""

    prefix: str
    first: int
    count: int

    def __post_init__(self) -> None:
        fits = self.first >= 1 and self.count >= 1 and self.first + self.count - 1 <= _HIGHEST
        if not fits or not _PREFIX.match(self.prefix):
            raise UnfitBlock(
                prefix=self.prefix, first=self.first, count=self.count, highest=_HIGHEST
            )

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes of the block, in order."""
        numbers = range(self.first, self.first + self.count)
        return tuple(f"{self.prefix}-{number:04d}" for number in numbers)

    @property
    def following(self) -> int:
        """The first number that the next block may begin with."""
        return self.first + self.count

    def overlaps(self, other: "CodeBlock") -> bool:
        """Say whether the two blocks have a code in common."""
        return (
            self.prefix == other.prefix
            and self.first < other.following
            and other.first < self.following
        )


def code_block(
    prefix: str, first: int, count: int, *, issued: Iterable[CodeBlock] = ()
) -> CodeBlock:
    """Return a block of codes that shares none with the blocks already issued.

    Raises `UnfitBlock` and `BlocksOverlap`.
    """
    block = CodeBlock(prefix=prefix, first=first, count=count)
    taken = [one for one in issued if one.prefix == prefix]
    for other in taken:
        if block.overlaps(other):
            raise BlocksOverlap(
                first=block.codes[0],
                last=block.codes[-1],
                other_first=other.codes[0],
                other_last=other.codes[-1],
                free=f"{prefix}-{max(one.following for one in taken):04d}",
            )
    return block


def label_pages(
    labels: Sequence[Label], *, name: str = "", language: str = "en", font: Path | None = None
) -> list["Picture"]:
    """Return A4 pages at 300 dots per inch, black on white, with four labels each to be cut apart.

    `name` is the operation's name for people (default: its short code); `font` a file with letters
    that Pillow's own font does not have: that one knows plain Latin only.

    Raises `UnfitLabelCount`, `UnprintableName`, `UnfitFont`, and `MissingExtra` without `segno`.
    """
    if not 1 <= len(labels) <= _MOST_LABELS:
        raise UnfitLabelCount(count=len(labels), most=_MOST_LABELS)
    pages = []
    for start in range(0, len(labels), _PER_PAGE):
        sheet = _Sheet(font)
        for place, label in enumerate(labels[start : start + _PER_PAGE]):
            corner = (place % 2 * LABEL[0], place // 2 * LABEL[1])
            sheet.draw_label(label, corner, name or label.operation, language)
        sheet.draw_cut_lines()
        pages.append(sheet.picture)
    return pages


def thing_pages(
    codes: Sequence[str], *, operation: str, name: str = "", language: str = "en"
) -> list["Picture"]:
    """Return pages of labels for effects, samples and packets: a QR of the plain code, and the code.

    A hand scanner types what stands in it. It is no label of a body and is never read as one, so that
    it may lie in the frame of a photograph. Raises `UnfitLabelCount`, `UnfitThingCode` and
    `UnprintableName`.
    """
    if not 1 <= len(codes) <= _MOST_LABELS:
        raise UnfitLabelCount(count=len(codes), most=_MOST_LABELS)
    for code in codes:
        if not _THING.match(code):
            raise UnfitThingCode(value=code)
    pages = []
    for start in range(0, len(codes), _PER_PAGE):
        sheet = _Sheet(None)
        for place, code in enumerate(codes[start : start + _PER_PAGE]):
            corner = (place % 2 * LABEL[0], place // 2 * LABEL[1])
            small = N_("One per thing. Not for bodies.")
            sheet.draw(corner, name or operation, code, code, (small, operation), language)
        sheet.draw_cut_lines()
        pages.append(sheet.picture)
    return pages


def labels_pdf(pages: Sequence["Picture"]) -> bytes:
    """Return the pages as one PDF; the same pages give the same bytes."""
    written = io.BytesIO()
    pages[0].save(
        written,
        "PDF",
        save_all=True,
        append_images=list(pages[1:]),
        resolution=_DOTS_PER_INCH,
        creationDate=None,
        modDate=None,
    )
    return written.getvalue()


class _Sheet:
    """One page, in black and white: what a printer with little toner left still shows."""

    def __init__(self, font: Path | None) -> None:
        from PIL import Image, ImageDraw

        self._font_file = font
        self.picture = Image.new("1", (_dots(PAGE[0]), _dots(PAGE[1])), 1)
        self._draw = ImageDraw.Draw(self.picture)

    def draw_label(
        self, label: Label, corner: tuple[float, float], name: str, language: str
    ) -> None:
        """Draw one label with its upper left corner at (x, y) in millimetres."""
        small = N_("One per body. Legible in every frame.")
        below = (small, f"{label.operation} · {label.code} · {label.check}")
        self.draw(corner, name, label.payload, label.code, below, language)

    def draw(
        self,
        corner: tuple[float, float],
        name: str,
        payload: str,
        code: str,
        below: tuple[str, str],
        language: str,
    ) -> None:
        """Draw name, QR and code, with a sentence and a line of codes below."""
        left, top = corner[0] + _LEFT, corner[1]
        self._write(name, (left, top + _NAME_BASE), _NAME_SIZE, least=_NAME_LEAST)
        self._draw_qr(payload, (left, top + _QR_TOP))
        self._write_code(code, (left, top + _CODE_BASE))
        # A line below, or 0066 held upside down reads 9900.
        self._fill(left, top + _RULE, _WIDTH, _RULE_WEIGHT)
        said = say(below[0], language)
        if _missing(said, self._font(_PRINT_SIZE)):
            # Small print in English rather than a row of empty boxes.
            said = below[0]
        for number, line in enumerate((said, below[1])):
            base = top + _PRINT_BASE + number * _PRINT_LINE
            self._write(line, (left, base), _PRINT_SIZE)

    def draw_cut_lines(self) -> None:
        """Draw where to cut: single dots, light enough to disappear beside a label."""
        for dot in range(0, self.picture.height, _dots(1.2)):
            self.picture.putpixel((_dots(LABEL[0]), dot), 0)
        for dot in range(0, self.picture.width, _dots(1.2)):
            self.picture.putpixel((dot, _dots(LABEL[1])), 0)

    def _draw_qr(self, payload: str, corner: tuple[float, float]) -> None:
        matrix = qr_modules(payload)
        # Whole dots for each module: a ragged edge is the first thing a small picture loses.
        module = _dots(_WIDTH) // len(matrix)
        x, y = _dots(corner[0]), _dots(corner[1])
        for row, line in enumerate(matrix):
            for column, dark in enumerate(line):
                if dark:
                    at = (x + column * module, y + row * module)
                    self._draw.rectangle((*at, at[0] + module - 1, at[1] + module - 1), 0)

    def _write(
        self, text: str, at: tuple[float, float], size: float, *, least: float | None = None
    ) -> None:
        """Write a line on its base; smaller where it is too long, and cut short after that."""
        while least is not None and size > least and self._length(text, size) > _WIDTH:
            size -= 0.2
        if missing := _missing(text, self._font(size)):
            raise UnprintableName(letters=" ".join(missing))
        while self._length(text, size) > _WIDTH:
            text = text.removesuffix("...")[:-1] + "..."
        place = (_dots(at[0]), _dots(at[1]))
        self._draw.text(place, text, 0, font=self._font(size), anchor="ls")

    def _write_code(self, code: str, at: tuple[float, float]) -> None:
        """Write a code as wide as the QR, with figures of one width and a slash in each zero."""
        unit = _latin(1000)
        widths = [unit.getlength("0" if letter.isdigit() else letter) + 50 for letter in code]
        height = -unit.getbbox("0", anchor="ls")[1]
        scale = min(_dots(_WIDTH) / sum(widths), _dots(_CODE_HEIGHT) / height)
        font, weight = _latin(1000 * scale), max(1, round(20 * scale))
        x, base = _dots(at[0]) + (_dots(_WIDTH) - sum(widths) * scale) / 2, _dots(at[1])
        for letter, width in zip(code, widths, strict=True):
            middle = round(x + width * scale / 2)
            self._draw.text((middle, base), letter, 0, font=font, anchor="ms", stroke_width=weight)
            if letter == "0":
                self._slash(font.getbbox("0", anchor="ms"), (middle, base), round(85 * scale))
            x += width * scale

    def _slash(
        self, box: tuple[float, float, float, float], at: tuple[int, int], weight: int
    ) -> None:
        left, top, right, bottom = box
        across, down = 0.24 * (right - left), 0.26 * (bottom - top)
        ends = [
            (at[0] + left + across, at[1] + bottom - down),
            (at[0] + right - across, at[1] + top + down),
        ]
        self._draw.line(ends, 0, width=weight)

    def _fill(self, x: float, y: float, width: float, height: float) -> None:
        self._draw.rectangle((_dots(x), _dots(y), _dots(x + width), _dots(y + height)), 0)

    def _length(self, text: str, size: float) -> float:
        return self._font(size).getlength(text) / _DOTS_PER_INCH * 25.4

    def _font(self, size: float) -> "FreeTypeFont":
        """Return the font for names at a size in millimetres."""
        from PIL import ImageFont

        dots = size / 25.4 * _DOTS_PER_INCH
        if self._font_file is None:
            return _latin(dots)
        try:
            return ImageFont.truetype(str(self._font_file), dots)
        except (OSError, ValueError):
            raise UnfitFont(path=self._font_file) from None


def qr_modules(payload: str) -> list[list[bool]]:
    """Return the QR of a payload, row by row, without the light margin; True is dark.

    Correction level Q: a quarter of it may be hidden by a glare or a thumb.
    """
    try:
        import segno
    except ModuleNotFoundError:
        raise MissingExtra(step="antigone labels", extra="server") from None
    made = segno.make(payload, error="q", mode="alphanumeric", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in made.matrix]


def _latin(dots: float) -> "FreeTypeFont":
    """Return Pillow's own font: plain Latin, figures of one width, nothing to install."""
    from PIL import ImageFont

    font = ImageFont.load_default(dots)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _missing(text: str, font: "FreeTypeFont") -> list[str]:
    """Return the letters that a font has no shape for, each once."""
    # A noncharacter: every font shows its empty box for it.
    box = bytes(font.getmask("\uffff"))
    letters = dict.fromkeys(letter for letter in text if not letter.isspace())
    return [letter for letter in letters if bytes(font.getmask(letter)) == box]


def _dots(millimetres: float) -> int:
    return round(millimetres / 25.4 * _DOTS_PER_INCH)
