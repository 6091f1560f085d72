"""What happened here: every request and every body with its outcome, on one page.

Nobody falls off: a person asked for and not found has a line, and so has a body on no list.
"""

from dataclasses import dataclass
from datetime import datetime

from antigone.documents.languages import written_moment
from antigone.documents.page import Block, Paragraph, Sheet, Table, sheet_pdf
from antigone.documents.typesetting import isolate
from antigone.wording import N_, say


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """One request, one body, or both brought together; an empty code is printed as a dash.

    `outcome` and `told` are sentences: what became of it, and who knows.
    """

    request: str
    person: str
    remains: str
    outcome: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All lines of one operation; `summary` is one sentence that counts them."""

    language: str
    operation: str
    authority: str
    summary: str
    lines: tuple[OutcomeLine, ...]
    made_at: datetime
    simulated: bool = False


def overview_pdf(overview: Overview) -> bytes:
    """Return the table as PDF/A-2a, across the page. Raises `UnprintableText`."""
    language = overview.language
    header = (N_("Asked for"), N_("Name"), N_("Found"), N_("Outcome"), N_("Who knows"))
    blocks: list[Block] = [
        Table(
            header=tuple(say(text, language) for text in header),
            rows=tuple(
                (
                    line.request or "–",
                    line.person or "–",
                    line.remains or "–",
                    line.outcome,
                    line.told or "–",
                )
                for line in overview.lines
            ),
            widths=(1.2, 2.6, 1.2, 6, 4),
        )
    ]
    if overview.simulated:
        nobody = say(N_("Exercise: nobody named here exists."), language)
        blocks.append(Paragraph(text=nobody, tone="quiet"))
    return sheet_pdf(
        Sheet(
            language=language,
            title=overview.operation,
            heading=say(N_("What happened here"), language),
            lead=overview.summary,
            blocks=tuple(blocks),
            made_at=overview.made_at,
            head=f"{isolate(overview.authority)} · {isolate(overview.operation)}",
            mark=say(N_("exercise, simulated"), language) if overview.simulated else "",
            foot=written_moment(overview.made_at, language),
            landscape=True,
        )
    )
