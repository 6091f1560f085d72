"""What a page consists of: a few plain blocks, each a frozen value, none of which can be code.

Reports are built from these blocks and letters from some of them; the template only knows how each
looks. Words come from the caller, in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from antigone.documents.typesetting import isolate, readable, settle, typeset
from antigone.evidence.charts import Scale, Step, directions, steps
from antigone.evidence.statement import Statement

# Points: the line of an A4 page between our margins, the space between columns, and a letter of a
# table, a little more than the mean so that most words that fit are left whole.
_PORTRAIT, _LANDSCAPE, _GUTTER, _LETTER = 471.0, 717.0, 8.0, 6.0
_MOST_REPEATED = 90


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph. `tone` is plain, quiet (hints), strong, or caution (a matter to be seen)."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Items:
    """A short list, in the order given."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Fields of a form: label and value, one under the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with a header that repeats on every page.

    `widths` are shares of the line, one for each column; `figures` are the columns (from 0) whose
    entries are numbers, set to the end of the column. `room` is the least height of a row in mm, for
    what is written by hand; 0 is as high as the text.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    figures: tuple[int, ...] = ()
    room: float = 0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One finding on the common scale, in log10 units.

    `bound` says that the value is at the limit of the reference data; `against`, that the finding
    speaks against the identification.
    """

    label: str
    figure: str
    value: float
    low: float
    high: float
    bound: bool = False

    @property
    def against(self) -> bool:
        """Whether the finding speaks against."""
        return self.value < 0


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Findings on one scale; the numbers stand beside the bars."""

    caption: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Waterfall:
    """A statement as a picture: what was assumed, one bar and one sentence for each finding, the sum."""

    statement: Statement
    language: str


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """Who signed, as what, and when; no line is left blank to be filled in later."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photograph for the board alone: an already masked derivative, JPEG or PNG.

    No letter has a field of this kind.
    """

    caption: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Photographs side by side, small."""

    pictures: tuple[Picture, ...]


Block = Heading | Paragraph | Items | Facts | Table | Bars | Waterfall | Signatures | Pictures


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form or report of one page or more.

    `head`, `mark` and `foot` stand on every page; `watermark` runs across every page, pictures
    included; `title` is the file's property and holds no name; `made_at` is an aware time.
    """

    language: str
    title: str
    heading: str
    blocks: tuple[Block, ...]
    made_at: datetime
    head: str
    lead: str = ""
    mark: str = ""
    foot: str = ""
    watermark: str = ""
    landscape: bool = False


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF/A-2a; the same sheet gives the same bytes.

    Raises `UnprintableText`.
    """
    return typeset(
        "sheet.typ",
        {
            "heading": settle(sheet.heading),
            "lead": settle(sheet.lead),
            "head": _brief(sheet.head),
            "mark": settle(sheet.mark),
            "foot": _brief(sheet.foot),
            "watermark": settle(sheet.watermark),
            "landscape": sheet.landscape,
            "blocks": as_values(sheet.blocks, line=_LANDSCAPE if sheet.landscape else _PORTRAIT),
        },
        language=sheet.language,
        title=sheet.title,
        made_at=sheet.made_at,
    )


def _brief(text: str) -> str:
    """Return what repeats on every page, cut short: the page itself says it in full."""
    text = readable(settle(text), isolates=True)
    if len(text) > _MOST_REPEATED:
        text = readable(text[: _MOST_REPEATED - 1]) + "…"
    return settle(text)


def as_values(blocks: Sequence[Block], *, line: float = _PORTRAIT) -> list[dict[str, object]]:
    """Return blocks as the template reads them, every text settled, every field set apart.

    `line` is the width between the margins in points: a word that a column cannot hold is broken.
    """
    return [_block(block, line) for block in blocks]


def _block(block: Block, line: float) -> dict[str, object]:
    match block:
        case Facts(rows=rows):
            values: dict[str, object] = {
                "rows": [[settle(label), isolate(value)] for label, value in rows]
            }
        case Table():
            share = line / sum(block.widths)
            fit = [max(4, int((width * share - _GUTTER) / _LETTER)) for width in block.widths]
            values = {
                "header": [
                    settle(one, longest=most) for one, most in zip(block.header, fit, strict=True)
                ],
                "rows": [
                    [isolate(one, longest=most) for one, most in zip(row, fit, strict=True)]
                    for row in block.rows
                ],
                "widths": list(block.widths),
                "figures": list(block.figures),
                "room": block.room,
            }
        case Signatures(rows=signed):
            values = {"rows": [[isolate(one) for one in row] for row in signed]}
        case Bars():
            values = {"caption": settle(block.caption), **_scale(block.bars)}
        case Waterfall():
            values = _steps(steps(block.statement, block.language))
            values["directions"] = [settle(word) for word in directions(block.language)]
        case Pictures(pictures=pictures):
            values = {
                "pictures": [
                    {"caption": isolate(one.caption), "content": list(one.content)}
                    for one in pictures
                ]
            }
        case Items(items=items):
            values = {"items": [settle(item) for item in items]}
        case _:
            values = {one.name: settle(getattr(block, one.name)) for one in fields(block)}
    return {"kind": type(block).__name__, **values}


def _scale(bars: Sequence[Bar]) -> dict[str, object]:
    """Return bars as shares (0 to 1) of a scale that always shows -2 to 6."""
    lowest = min([-2, *(int(bar.low // 1) for bar in bars)])
    highest = max([6, *(int(-(-bar.high // 1)) for bar in bars)])
    span = highest - lowest

    def share(value: float) -> float:
        return round((min(max(value, lowest), highest) - lowest) / span, 4)

    step = 2 if span <= 16 else 5
    ticks = [tick for tick in range(lowest, highest + 1) if tick % step == 0]
    return {
        "ticks": [[f"{tick:+d}" if tick else "0", share(tick)] for tick in ticks],
        "bars": [
            {
                "label": isolate(bar.label),
                "figure": isolate(bar.figure),
                "start": share(min(bar.value, 0)),
                "length": round(share(max(bar.value, 0)) - share(min(bar.value, 0)), 4),
                "low": share(bar.low),
                "high": share(bar.high),
                "bound": bar.bound,
                "against": bar.against,
            }
            for bar in bars
        ],
    }


def _steps(drawn: Sequence[Step]) -> dict[str, object]:
    """Return steps as shares (0 to 1) of the scale that holds them all."""
    scale = Scale.around(drawn)

    def ends(one: float, other: float) -> dict[str, float]:
        low, high = sorted((scale.at(one), scale.at(other)))
        return {"start": round(low, 4), "length": round(high - low, 4)}

    reached = [step.before if step.standing == "covered" else step.after for step in drawn]
    return {
        "ticks": [[settle(figure), round(share, 4)] for figure, share in scale.ticks()],
        "zero": round(scale.at(0), 4),
        "steps": [
            {
                "name": isolate(step.name),
                "sentence": isolate(step.sentence) if step.sentence else "",
                "note": settle(step.note),
                "figures": [settle(figure) for figure in step.figures],
                "standing": step.standing,
                "against": step.after < step.before,
                "reached": round(scale.at(end), 4),
                "interval": ends(*step.interval) if step.interval else None,
                **ends(step.before, step.after),
            }
            for step, end in zip(drawn, reached, strict=True)
        ],
    }
