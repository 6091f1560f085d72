"""Forms that the law asks for: the record of the dead, the grave, the sealed packet.

Sources: First Geneva Convention, articles 16 and 17 (STANDARDS of the field; check the original
before official use). The record is owed for the unnamed too: whatever is not known is printed as
not known, and no field is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from antigone.documents.languages import written_moment
from antigone.documents.page import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Sheet,
    Signatures,
    Table,
    sheet_pdf,
)
from antigone.documents.report import Signatory
from antigone.documents.typesetting import isolate
from antigone.wording import N_, say


@dataclass(frozen=True, kw_only=True)
class FormHead:
    """What every form begins with; `number` is the form's own, `code` the body's."""

    language: str
    operation: str
    authority: str
    number: str
    code: str
    made_at: datetime
    signatories: tuple[Signatory, ...]
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class ArticleSixteenRecord:
    """The record of GC I article 16; every field in words, empty where it is not known.

    `enclosures` names what goes with it: certificate, half of the disc, last will, sealed packets.
    """

    head: FormHead
    power: str = ""
    service_number: str = ""
    surname: str = ""
    first_names: str = ""
    born: str = ""
    disc: str = ""
    when_and_where: str = ""
    particulars: str = ""
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GraveEntry:
    """One entry of the grave register; a grave is a located, registered place.

    `position` is written as measured (coordinates with their datum, or a sketch's number).
    `sample` names the sample kept, `examination` who examined before burial.
    """

    head: FormHead
    name: str
    cemetery: str
    grave: str
    position: str
    buried: str
    rite: str
    marker: str
    disc: str
    examination: str
    sample: str
    remarks: str = ""


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article in a sealed packet; `count` is how many, `where` where it was found."""

    description: str
    count: int
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class PacketStatement:
    """The statement that goes with a sealed packet: whose it is, and everything in it.

    `owner` says who is known to be the owner, or that nobody is; `identified_by` by what.
    """

    head: FormHead
    packet: str
    seal: str
    owner: str
    identified_by: str
    articles: tuple[Article, ...]
    kept_at: str


def record_pdf(record: ArticleSixteenRecord) -> bytes:
    """Return the article 16 record as PDF/A-2a. Raises `UnprintableText`."""
    rows = (
        (N_("Power on which the person depends"), record.power),
        (N_("Army, regimental, personal or serial number"), record.service_number),
        (N_("Surname"), record.surname),
        (N_("First names"), record.first_names),
        (N_("Date of birth"), record.born),
        (N_("Other particulars on the identity card or disc"), record.disc),
        (N_("Date and place of capture or death"), record.when_and_where),
        (N_("Wounds, illness or cause of death"), record.particulars),
    )
    language = record.head.language
    return _form(
        record.head,
        N_("Record of a deceased person"),
        N_("First Geneva Convention, article 16"),
        [
            _fields(rows, language),
            Heading(text=say(N_("Enclosed"), language)),
            Table(
                header=("", say(N_("What goes with this record"), language)),
                rows=tuple(
                    (str(place), text)
                    for place, text in enumerate(record.enclosures or ("",), start=1)
                ),
                widths=(1, 14),
            )
            if record.enclosures
            else Paragraph(text=say(N_("Nothing."), language)),
        ],
    )


def grave_pdf(entry: GraveEntry) -> bytes:
    """Return an entry of the grave register as PDF/A-2a. Raises `UnprintableText`."""
    rows = (
        (N_("Name"), entry.name),
        (N_("Cemetery or place"), entry.cemetery),
        (N_("Grave"), entry.grave),
        (N_("Position"), entry.position),
        (N_("Buried"), entry.buried),
        (N_("Rite"), entry.rite),
        (N_("Marker on the grave"), entry.marker),
        (N_("Identity disc"), entry.disc),
        (N_("Examined before burial"), entry.examination),
        (N_("Sample kept"), entry.sample),
        (N_("Remarks"), entry.remarks or say(N_("none"), entry.head.language)),
    )
    return _form(
        entry.head,
        N_("Grave register entry"),
        N_("First Geneva Convention, article 17"),
        [_fields(rows, entry.head.language)],
    )


def packet_pdf(statement: PacketStatement) -> bytes:
    """Return the statement and inventory of a sealed packet as PDF/A-2a.

    Raises `UnprintableText`.
    """
    language = statement.head.language
    rows = (
        (N_("Packet"), statement.packet),
        (N_("Seal"), statement.seal),
        (N_("Owner"), statement.owner),
        (N_("Owner known by"), statement.identified_by),
        (N_("Kept at"), statement.kept_at),
    )
    header = (N_("Article"), N_("Number"), N_("Found"))
    return _form(
        statement.head,
        N_("Sealed packet: statement and inventory"),
        N_("First Geneva Convention, article 16"),
        [
            _fields(rows, language),
            Heading(text=say(N_("Complete inventory"), language)),
            Table(
                header=("", *(say(text, language) for text in header)),
                rows=tuple(
                    (str(place), one.description, str(one.count), one.where)
                    for place, one in enumerate(statement.articles, start=1)
                ),
                widths=(0.8, 7, 1.6, 5),
                figures=(2,),
            ),
        ],
    )


def _fields(rows: Sequence[tuple[str, str]], language: str) -> Facts:
    unknown = say(N_("not known"), language)
    return Facts(rows=tuple((say(label, language), value or unknown) for label, value in rows))


def _form(head: FormHead, heading: str, law: str, blocks: list[Block]) -> bytes:
    language = head.language
    first = _fields(
        ((N_("Form number"), head.number), (N_("Code of the body"), head.code)), language
    )
    signed = tuple(
        (one.name, one.role, written_moment(one.at, language)) for one in head.signatories
    )
    return sheet_pdf(
        Sheet(
            language=language,
            title=f"{head.number} {head.code}",
            heading=say(heading, language),
            lead=f"{isolate(head.authority)} · {say(law, language)}",
            blocks=(
                first,
                *blocks,
                Heading(text=say(N_("Signed by"), language)),
                Signatures(rows=signed),
            ),
            made_at=head.made_at,
            head=f"{isolate(head.operation)} · {head.code}",
            mark=say(N_("exercise, simulated"), language) if head.simulated else "",
            foot=written_moment(head.made_at, language),
        )
    )
