"""The report that a decision leaves: identification, exclusion, or a withdrawal.

After the Victim Identification Report of INTERPOL's DVI practice: who was identified, by what
primary and secondary identifiers, by whose decision, and which entry of the ledger proves it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from antigone.documents.languages import written_moment
from antigone.documents.page import (
    Block,
    Facts,
    Heading,
    Items,
    Paragraph,
    Sheet,
    Signatures,
    Table,
    sheet_pdf,
)
from antigone.documents.typesetting import NothingToPrint, isolate
from antigone.wording import N_, say


class ReportForm(StrEnum):
    """What the board decided."""

    IDENTIFICATION = "identification"
    EXCLUSION = "exclusion"
    WITHDRAWAL = "withdrawal"


_HEADINGS = {
    ReportForm.IDENTIFICATION: N_("Victim identification report"),
    ReportForm.EXCLUSION: N_("Report of an exclusion"),
    ReportForm.WITHDRAWAL: N_("Withdrawal of an identification"),
}
_DECISIONS = {
    ReportForm.IDENTIFICATION: N_("{remains} is identified as {person} ({request})."),
    ReportForm.EXCLUSION: N_("{remains} is not {person} ({request})."),
    ReportForm.WITHDRAWAL: N_(
        "The identification of {remains} as {person} ({request}) is withdrawn. It no longer holds"
        " and may not be relied on."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """One means of identification and its result; `dated` is written as precisely as known."""

    name: str
    result: str
    expert: str
    laboratory: str
    reference: str
    dated: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signed, in which role, when."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LedgerProof:
    """The entry that records the decision, and the signed head of the ledger after it (hex)."""

    entry: int
    size: int
    head: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """A decision as the board signed it.

    `particulars` are label and value on the person (born, nationality, document…). `earlier` names
    the report that a withdrawal takes back. Raises `NothingToPrint` without grounds or signatory:
    a decision that nobody stands for is none.
    """

    language: str
    form: ReportForm
    operation: str
    authority: str
    remains: str
    request: str
    person: str
    particulars: tuple[tuple[str, str], ...]
    primary: tuple[Identifier, ...]
    secondary: tuple[Identifier, ...]
    rule: str
    grounds: tuple[str, ...]
    signatories: tuple[Signatory, ...]
    ledger: LedgerProof
    made_at: datetime
    earlier: str = ""
    simulated: bool = False

    def __post_init__(self) -> None:
        for field in ("grounds", "signatories"):
            if not getattr(self, field):
                raise NothingToPrint(field=field)
        if self.form is ReportForm.WITHDRAWAL and not self.earlier:
            raise NothingToPrint(field="earlier")


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF/A-2a. Raises `UnprintableText`."""
    language = report.language
    marks = (N_("restricted"), *((N_("exercise, simulated"),) if report.simulated else ()))
    return sheet_pdf(
        Sheet(
            language=language,
            title=f"{report.remains} {report.request}",
            heading=say(_HEADINGS[report.form], language),
            lead=f"{isolate(report.authority)} · {isolate(report.operation)}",
            blocks=tuple(_blocks(report)),
            made_at=report.made_at,
            head=f"{isolate(report.operation)} · {report.remains}",
            mark=" · ".join(say(mark, language) for mark in marks),
            foot=say(
                N_("ledger entry {entry} · made {at}"),
                language,
                entry=report.ledger.entry,
                at=written_moment(report.made_at, language),
            ),
        )
    )


def _blocks(report: Report) -> list[Block]:
    language = report.language

    def heading(text: str) -> Heading:
        return Heading(text=say(text, language))

    decision = say(
        _DECISIONS[report.form],
        language,
        remains=report.remains,
        person=isolate(report.person),
        request=report.request,
    )
    who = (
        (say(N_("Body"), language), report.remains),
        (say(N_("Tracing request"), language), report.request),
        (say(N_("Name"), language), report.person),
        *report.particulars,
    )
    blocks: list[Block] = [Paragraph(text=decision, tone="strong"), Facts(rows=who)]
    if report.form is ReportForm.WITHDRAWAL:
        taken_back = say(N_("This takes back: {earlier}."), language, earlier=report.earlier)
        blocks.insert(1, Paragraph(text=taken_back, tone="caution"))
    blocks += [heading(N_("Primary identifiers")), _identifiers(report.primary, language)]
    blocks += [heading(N_("Secondary identifiers")), _identifiers(report.secondary, language)]
    blocks += [
        heading(N_("Decision of the board")),
        Paragraph(text=say(N_("Rule: {rule}"), language, rule=report.rule)),
        Items(items=report.grounds),
        heading(N_("Signed by")),
        Signatures(
            rows=tuple(
                (one.name, one.role, written_moment(one.at, language)) for one in report.signatories
            )
        ),
        heading(N_("Proof")),
        Facts(
            rows=(
                (say(N_("Ledger entry"), language), str(report.ledger.entry)),
                (say(N_("Entries at the head"), language), str(report.ledger.size)),
                (say(N_("Head of the ledger"), language), report.ledger.head),
            )
        ),
    ]
    return blocks


def _identifiers(identifiers: tuple[Identifier, ...], language: str) -> Block:
    if not identifiers:
        return Paragraph(text=say(N_("None."), language))
    header = (N_("Means"), N_("Result"), N_("Expert"), N_("Laboratory"), N_("Report"), N_("Dated"))
    return Table(
        header=tuple(say(text, language) for text in header),
        rows=tuple(
            (one.name, one.result, one.expert, one.laboratory, one.reference, one.dated)
            for one in identifiers
        ),
        widths=(2, 3.4, 2.2, 2.4, 1.8, 2),
    )
