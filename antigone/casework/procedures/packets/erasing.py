"""What a family takes back is erased elsewhere too: told by a signed notice, and acknowledged."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.models import (
    ErasureNotice,
    ForeignPacket,
    ForeignPicture,
    ForeignView,
    Institution,
)
from antigone.casework.procedures.packets.answering import GivenPackage, purge
from antigone.casework.procedures.packets.keys import own_exchange, public_key
from antigone.casework.sealed import unseal
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.exchange.evidence_package import (
    ErasureAsked,
    Kind,
    acknowledged_content,
    acknowledged_from,
    erasures_content,
    erasures_from,
    open_package,
    seal_package,
)
from antigone.wording import N_


class NothingOwed(Refusal):
    """No institution has to be told anything."""

    code = "no-notice-owed"
    sentence = N_("No institution has to erase anything that it has not acknowledged already.")
    remedy = N_("A notice comes to be when a permission is withdrawn or a packet recalled.")


class NotAsked(Refusal):
    """An acknowledgement of what this institution was never told."""

    code = "erasure-not-asked"
    sentence = N_("{name} acknowledges what was not asked of {institution}. Nothing was recorded.")
    remedy = N_("Ask the institution which notice it answers.")


def write_notices(actor: Actor) -> dict[str, bytes]:
    """Return for each institution one file with every notice that it has not acknowledged.

    Raises `NothingOwed` and `NoPacketKeys`.
    """
    with step(actor, Action.ERASE_PACKET) as doing:
        own = own_exchange()
        owed = ErasureNotice.objects.filter(acknowledged_at=None).order_by("recorded_at", "pk")
        rows = list(owed.select_related("packet__institution"))
        if not rows:
            raise NothingOwed
        doing.name(*(one.ledger_id for one in rows))
        owed.filter(written_at=None).update(written_at=doing.at)
    told: dict[Institution, list[ErasureAsked]] = {}
    for one in rows:
        asked = ErasureAsked(
            notice=one.pk,
            packet=one.packet_id,
            pairs=tuple(UUID(hex=pair) for pair in one.pairs),
        )
        told.setdefault(one.packet.institution, []).append(asked)
    return {
        institution.name: seal_package(
            erasures_content(asked),
            kind=Kind.ERASURE,
            signer=own.signer,
            reads_with=institution.reads_with,
        )
        for institution, asked in told.items()
    }


def erase(actor: Actor, given: GivenPackage) -> bytes:
    """Erase what another institution says must go, and return the acknowledgement as a file.

    The keys of the pictures and what was written about them go in the transaction, the files after
    it. What never was here, or is gone already, is acknowledged too. Raises `NoPacketKeys`,
    `UnreadablePackage` and `ForeignPackage`.
    """
    with within(actor.operation_id):
        require(actor, Action.ERASE_PACKET)
        own = own_exchange()
        known = {public_key(one): one for one in Institution.objects.all()}
    opened = open_package(
        given.name, given.content, kind=Kind.ERASURE, keys=own.secret, known=known
    )
    asked = erasures_from(opened.content, name=given.name)
    sender = known[opened.signer]
    gone: list[str] = []
    with step(actor, Action.ERASE_PACKET) as doing:
        doing.name(sender.ledger_id)
        doing.commit_to("erasure-notice", opened.digest)
        for one in asked:
            packet = ForeignPacket.objects.filter(number=one.packet, institution=sender).first()
            if packet is not None:
                gone += _erase(packet, one.pairs)
    purge(gone)
    return seal_package(
        acknowledged_content(one.notice for one in asked),
        kind=Kind.ERASED,
        signer=own.signer,
        reads_with=sender.reads_with,
    )


def acknowledge(actor: Actor, given: GivenPackage) -> int:
    """Record that an institution has erased what it was asked to; return how many notices that ends.

    Raises `NoPacketKeys`, `UnreadablePackage`, `ForeignPackage` and `NotAsked`.
    """
    with within(actor.operation_id):
        require(actor, Action.ERASE_PACKET)
        own = own_exchange()
        known = {public_key(one): one for one in Institution.objects.all()}
    opened = open_package(given.name, given.content, kind=Kind.ERASED, keys=own.secret, known=known)
    erased = set(acknowledged_from(opened.content, name=given.name))
    sender = known[opened.signer]
    with step(actor, Action.ERASE_PACKET) as doing:
        doing.name(sender.ledger_id)
        mine = ErasureNotice.objects.filter(
            pk__in=erased, packet__institution=sender, written_at__isnull=False
        )
        if mine.count() != len(erased):
            raise NotAsked(name=given.name, institution=sender.name)
        return mine.filter(acknowledged_at=None).update(acknowledged_at=doing.at)


def _erase(packet: ForeignPacket, pairs: Iterable[UUID]) -> list[str]:
    """Destroy the keys of the pictures of these pairs, of all if none is named; return their files."""
    named = {one.hex for one in pairs}
    contents = json.loads(unseal(packet, "content"))
    names = [one["picture"] for one in contents["pairs"] if one["pair"] in named]
    of_pictures = Q(name__in=names) if named else Q()
    of_views = Q(pair__in=[UUID(hex=one) for one in named]) if named else Q()
    pictures = ForeignPicture.objects.filter(of_pictures, packet=packet)
    gone = list(pictures.values_list("blob_id", flat=True))
    pictures.filter(wrapped_key__isnull=False).update(wrapped_key=None)
    ForeignView.objects.filter(of_views, packet=packet, said__isnull=False).update(said=None)
    return gone
