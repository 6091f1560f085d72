"""The sheet of counts that an institution may publish: nobody can be recognised in it."""

from dataclasses import dataclass
from datetime import datetime

from antigone.documents.languages import written_moment
from antigone.documents.page import Block, Heading, Paragraph, Sheet, Table, sheet_pdf
from antigone.documents.typesetting import isolate
from antigone.wording import N_, say

# A count of one to four in a small place is a person with a name.
SMALLEST_PRINTED = 5


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """One table: label and count; `None` is a count that was suppressed before it came here."""

    title: str
    rows: tuple[tuple[str, int | None], ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CountSheet:
    """Counts of one operation over one period (in words)."""

    language: str
    operation: str
    authority: str
    period: str
    tables: tuple[CountTable, ...]
    made_at: datetime
    simulated: bool = False


def printed_count(count: int | None) -> str:
    """Return a count as it is printed: one to four, and what was suppressed, as `<5`."""
    if count is None or 0 < count < SMALLEST_PRINTED:
        return f"<{SMALLEST_PRINTED}"
    return f"{count:,}".replace(",", "\u202f")


def counts_pdf(sheet: CountSheet) -> bytes:
    """Return the sheet of counts as PDF/A-2a. Raises `UnprintableText`."""
    language = sheet.language
    explained = say(
        N_(
            "<{least} stands for 1 to {most}, and for counts from which such a one could be"
            " worked out: with so few, a person could be recognised."
        ),
        language,
        least=SMALLEST_PRINTED,
        most=SMALLEST_PRINTED - 1,
    )
    blocks: list[Block] = [Paragraph(text=explained, tone="quiet")]
    for table in sheet.tables:
        blocks.append(Heading(text=table.title))
        blocks.append(
            Table(
                header=(say(N_("What was counted"), language), say(N_("Number"), language)),
                rows=tuple((label, printed_count(count)) for label, count in table.rows),
                widths=(6, 1),
                figures=(1,),
            )
        )
        if table.note:
            blocks.append(Paragraph(text=table.note, tone="quiet"))
    return sheet_pdf(
        Sheet(
            language=language,
            title=sheet.operation,
            heading=say(N_("What was done, in numbers"), language),
            lead=f"{isolate(sheet.authority)} · {isolate(sheet.operation)} · {isolate(sheet.period)}",
            blocks=tuple(blocks),
            made_at=sheet.made_at,
            head=sheet.operation,
            mark=say(N_("exercise, simulated"), language) if sheet.simulated else "",
            foot=written_moment(sheet.made_at, language),
        )
    )
