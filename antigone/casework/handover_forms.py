"""The forms that go with the dead and with what was theirs, filled from the record.

GC I art. 17: the entry in the grave register. Art. 16: the statement and inventory of a sealed packet.
"""

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.custody import thing_of_code, whereabouts
from antigone.casework.models import (
    Effect,
    Interment,
    MissingPerson,
    Operation,
    Remains,
    SealedPacket,
)
from antigone.casework.models.base import CaseRow
from antigone.casework.reading import reading
from antigone.casework.step import NotHere
from antigone.documents.records import (
    Article,
    FormHead,
    GraveEntry,
    PacketStatement,
    grave_pdf,
    packet_pdf,
)
from antigone.documents.report import Signatory


def form_of(actor: Actor, code: str) -> bytes:
    """Return as PDF the grave register entry of a body, or the inventory of a sealed packet.

    Raises `NotHere` for what has no such form: nobody buried, a packet that two have not sealed.
    """
    with reading(actor, Action.VIEW_CUSTODY):
        thing = thing_of_code(code)
        if isinstance(thing, Remains):
            buried = Interment.objects.filter(remains=thing).order_by("at").last()
            if buried is not None:
                return grave_pdf(grave_entry(buried))
        if isinstance(thing, SealedPacket) and thing.witnessed_by_id is not None:
            return packet_pdf(packet_statement(thing))
        raise NotHere(kind="form", key=code)


def grave_entry(buried: Interment) -> GraveEntry:
    """Return what the register says of a grave, of the operation in scope."""
    signed = buried.examination.signed_at.date().isoformat()
    remarks = [f"Cremated: {buried.cremation_because}"] if buried.cremated else []
    if buried.raised_at is not None:
        day = buried.raised_at.date().isoformat()
        remarks.append(f"Taken up on {day}: {buried.raised_because}")
    return GraveEntry(
        head=_head(buried, buried.remains.code, f"G-{buried.remains.code}"),
        name=_name_of(buried.remains),
        cemetery=buried.cemetery,
        grave=buried.grave,
        position=f"{buried.latitude:.6f}, {buried.longitude:.6f} (WGS 84)",
        buried=buried.at.date().isoformat(),
        rite=buried.rite,
        marker=buried.grave,
        disc="",
        examination=f"{buried.examination.signed_by.shown_name}, {signed}",
        sample=f"{buried.sample.code}, {buried.sample.seal}",
        remarks="; ".join(remarks),
    )


def packet_statement(packet: SealedPacket) -> PacketStatement:
    """Return whose a packet is and all that lies in it, of the operation in scope."""
    owner = _name_of(packet.remains) if packet.remains else ""
    inside = Effect.objects.filter(packed__packet=packet).order_by("code")
    return PacketStatement(
        head=_head(packet, packet.remains.code if packet.remains else "", packet.code),
        packet=packet.code,
        seal=packet.seal,
        owner=owner,
        identified_by="Decision of the board" if owner else "",
        articles=tuple(
            Article(description=f"{one.code}: {one.description}", count=1) for one in inside
        ),
        kept_at=whereabouts(packet).place,
    )


def _head(row: CaseRow, code: str, number: str) -> FormHead:
    operation = Operation.objects.get()
    signed = [Signatory(name=row.recorded_by.shown_name, role="", at=row.recorded_at)]
    if isinstance(row, SealedPacket) and row.witnessed_by is not None:
        name = row.witnessed_by.shown_name
        signed.append(Signatory(name=name, role="", at=row.witnessed_at))
    return FormHead(
        language=settings.ANTIGONE.language,
        operation=operation.name,
        authority=operation.authority,
        number=number,
        code=code,
        made_at=row.recorded_at,
        signatories=tuple(signed),
        simulated=settings.ANTIGONE.is_exercise,
    )


def _name_of(remains: Remains) -> str:
    """Return the name that a body has now, empty if none."""
    named = remains.identifications.filter(withdrawn_at=None).first()
    person = MissingPerson.objects.filter(request=named.request_id).first() if named else None
    return person.name if person else ""
