"""Blind packets as they may be read: institutions, what was sent, and what waits to be answered."""

from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import BlindPacket, ErasureNotice, ForeignPacket, Institution
from antigone.casework.reading import reading
from antigone.casework.step import NotHere


def institutions(actor: Actor) -> list[dict[str, Any]]:
    """Return the institutions whose keys are known, with their keys."""
    with reading(actor, Action.SEND_PACKET):
        return [
            {"institution": one.name, "reads_with": one.reads_with, "signs_with": one.signs_with}
            for one in Institution.objects.order_by("name")
        ]


def institution_named(actor: Actor, name: str) -> UUID:
    """Return an institution's id by its name. Raises `NotHere`."""
    with reading(actor, Action.SEND_PACKET):
        row = Institution.objects.filter(name__iexact=name).first()
        if row is None:
            raise NotHere(kind="institution", key=name)
        key: UUID = row.pk
        return key


def packets_sent(actor: Actor) -> list[dict[str, Any]]:
    """Return the packets of the operation and where each stands. Whom it holds is not told."""
    with reading(actor, Action.SEND_PACKET):
        every = BlindPacket.objects.select_related("remains", "institution", "answer")
        return [
            {
                "packet": one.code,
                "remains": one.remains.code,
                "institution": one.institution.name,
                "state": _state(one),
                "until": one.valid_until.isoformat(),
                "because": one.purpose,
                "to_erase": ErasureNotice.objects.filter(packet=one, acknowledged_at=None).count(),
            }
            for one in every.order_by("code")
        ]


def packets_to_answer(actor: Actor) -> list[dict[str, Any]]:
    """Return the foreign packets that the actor has taken, and how far each has come."""
    with reading(actor, Action.ANSWER_PACKET):
        mine = ForeignPacket.objects.filter(examiner=actor.account_id)
        return [
            {
                "packet": one.code,
                "institution": one.institution.name,
                "discipline": one.discipline,
                "analysed": one.views.exists(),
                "compared": one.views.exclude(pair=None).count(),
                "until": one.valid_until.isoformat(),
                "returned": one.returned_at is not None,
            }
            for one in mine.select_related("institution").order_by("code")
        ]


def _state(packet: BlindPacket) -> str:
    if packet.recalled_at is not None:
        return "recalled"
    if hasattr(packet, "answer"):
        return "answered"
    return "prepared" if packet.released_at is None else "released"
