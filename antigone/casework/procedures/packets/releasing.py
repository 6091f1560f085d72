"""Letting a packet go: a second person, one file, and what left bound by its digest."""

import io
from dataclasses import dataclass, field
from uuid import UUID

from PIL import Image

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.isolation import within
from antigone.access.requirement import SeparatePerson, require
from antigone.casework import pictures
from antigone.casework.components import EDITION, Component
from antigone.casework.heads import head_in
from antigone.casework.models import (
    BlindPacket,
    ErasureNotice,
    MarkedFace,
    Pair,
    Reading,
    ReferencePhotograph,
    Round,
)
from antigone.casework.models.review import RoundEnd
from antigone.casework.procedures.packets.keys import own_exchange
from antigone.casework.procedures.partners import may_travel
from antigone.casework.procedures.review.comparing import Beside
from antigone.casework.procedures.review.drawing import end
from antigone.casework.procedures.review.material import still_sought
from antigone.casework.step import found, step
from antigone.casework.unblinding import unblind
from antigone.errors import Refusal
from antigone.exchange.evidence_package import (
    BlindPackage,
    Kind,
    PacketPair,
    digest_of,
    seal_package,
)
from antigone.exchange.frame_codes import read_codes
from antigone.faces.geometry import Pixels
from antigone.wording import N_

INSTRUCTIONS = (
    "Look at the pictures of the body alone first, judge every component, and commit what you see."
    " Then compare pair after pair in the order given, each with the first picture of the body, and"
    " commit each before you look at the next. Some pairs show a stranger. Nothing else is known to"
    " you about anybody here, and nothing should be. Search for nobody with these pictures; keep none."
)


class PacketChanged(Refusal):
    """What would leave now is not what was prepared, or what left before."""

    code = "packet-changed"
    sentence = N_(
        "What {packet} was prepared from has changed: a permission, a photograph or a face. It was"
        " not let go."
    )
    remedy = N_("Recall it with: antigone packet recall {packet}; then prepare another.")


class PacketRecalled(Refusal):
    """It is over."""

    code = "packet-recalled"
    sentence = N_("{packet} was recalled. Nothing was done.")
    remedy = N_("Prepare another one.")


class PacketAnswered(Refusal):
    """Its answer is here."""

    code = "packet-answered"
    sentence = N_("{packet} was answered already. Nothing was done.")
    remedy = N_("See what came of it with: antigone comparison show {remains}")


class PacketExpired(Refusal):
    """The day by which it had to be answered is past."""

    code = "packet-expired"
    sentence = N_("{packet} was to be answered by {day}. Nothing was done.")
    remedy = N_("Recall it, and prepare another; the families' permissions are looked at anew.")


class LabelInPicture(Refusal):
    """A label in a picture names the body."""

    code = "label-in-picture"
    sentence = N_("A body's label can be read in a picture of {packet}. It was not let go.")
    remedy = N_("Recall the packet; take a photograph of the face without the label, and mark it.")


@dataclass(frozen=True, kw_only=True)
class Released:
    """The file for the institution. Losing it harms nobody: only the institution can open it."""

    packet: BlindPacket
    file: bytes = field(repr=False)


def look(actor: Actor, packet: UUID) -> dict[str, bytes]:
    """Show the pictures that would leave, by their names, to whoever shall let them go.

    Each is on the record as disclosed. Who looks knows the faces, and reviews this body no more.
    Raises `NotHere`, `PacketRecalled`, `PacketAnswered`, `PacketChanged`, `SeparatePerson` and
    `LabelInPicture`.
    """
    with step(actor, Action.SEND_PACKET) as doing:
        row = doing.case(BlindPacket, packet)
        _require_open(row)
        part = row.remains.bars(actor.account_id, Action.VIEW_CANDIDATES)
        if part:
            raise SeparatePerson(action=Action.SEND_PACKET.value, part=part)
        unblind(doing, row.remains)
        doing.name(row.ledger_id, *_shown(row), "view:masked")
    with within(actor.operation_id):
        return dict(_package(row).pictures)


def release(actor: Actor, packet: UUID) -> Released:
    """Let a packet go, as the second person, and return it as a file; again, if the file was lost.

    (0) it is neither recalled nor answered nor expired; (1) who prepared it does not let it go; (2)
    every person in it is still looked for, and who gave the photograph permits partners to see it
    now; (3) no label of a body can be read in any picture; (4) what leaves is bound by its digest,
    each photograph named in the entry. A second file has the very same content.

    Raises `NotHere`, `SeparatePerson`, `PacketRecalled`, `PacketAnswered`, `PacketExpired`,
    `PacketChanged`, `LabelInPicture` and what reading the photographs raises.
    """
    with within(actor.operation_id):
        require(actor, Action.SEND_PACKET)
        row = found(BlindPacket, packet)
        _require_fit(row)
        before = _sources(row)
        package = _package(row)
        own = own_exchange()
        reader = row.institution.reads_with
        content = package.content()
        digest = digest_of(content, reads_with=reader)
    with step(actor, Action.SEND_PACKET) as doing:
        row = doing.case(BlindPacket, packet)
        _require_fit(row)
        if _sources(row) != before:
            raise PacketChanged(packet=row.code)
        if row.released_at is None:
            if row.recorded_by_id == actor.account_id:
                raise SeparatePerson(
                    action=Action.SEND_PACKET.value, part=N_("you prepared the packet")
                )
            row.digest, row.released_at = digest, doing.at
            row.released_by_id = actor.account_id
            row.save(update_fields=["digest", "released_by", "released_at"])
        elif bytes(row.digest) != digest:
            raise PacketChanged(packet=row.code)
        doing.name(row.ledger_id, row.institution.ledger_id, *_shown(row))
        doing.commit_to("packet", digest)
        doing.commit_to("packet.reader", reader)
    file = seal_package(content, kind=Kind.PACKET, signer=own.signer, reads_with=reader)
    return Released(packet=row, file=file)


def recall(actor: Actor, packet: UUID) -> BlindPacket:
    """End a packet that shall not be answered any more; who holds it is owed a notice to erase it.

    Its candidates wait for another view again. Raises `NotHere`, `PacketRecalled` and
    `PacketAnswered`.
    """
    with step(actor, Action.SEND_PACKET) as doing:
        row = doing.case(BlindPacket, packet)
        _require_open(row)
        row.recalled_at = doing.at
        row.save(update_fields=["recalled_at"])
        for opened in Round.objects.filter(packet=row, ended_at=None):
            end(opened, doing, RoundEnd.RELIEVED)
        if row.released_at is not None:
            doing.write(ErasureNotice(packet=row, pairs=[]))
        return row


def pairs_of(packet: BlindPacket) -> list[Pair]:
    """Return the pairs of a packet, in their order."""
    every = Pair.objects.filter(round__packet=packet).order_by("position")
    return list(every.select_related("candidate__request", "filler"))


def still_shared(pair: Pair) -> bool:
    """Say whether a pair may be seen by partners now: a stranger always, a person while it holds."""
    if pair.candidate is None:
        return True
    reference = ReferencePhotograph.objects.filter(
        pk=pair.reference_id, wrapped_key__isnull=False
    ).first()
    return (
        reference is not None
        and not pictures.is_restricted(reference)
        and still_sought(pair.candidate.request)
        and may_travel(reference)
    )


def _require_open(packet: BlindPacket) -> None:
    if packet.recalled_at is not None:
        raise PacketRecalled(packet=packet.code)
    if hasattr(packet, "answer"):
        raise PacketAnswered(packet=packet.code, remains=packet.remains.code)


def _require_fit(packet: BlindPacket) -> None:
    """Refuse to let go what is over, or shows somebody who may not be shown any more."""
    _require_open(packet)
    if packet.valid_until < today():
        raise PacketExpired(packet=packet.code, day=packet.valid_until.isoformat())
    if not all(still_shared(one) for one in pairs_of(packet)):
        raise PacketChanged(packet=packet.code)


def _sources(packet: BlindPacket) -> list[object]:
    """Return what the pictures are made from: which faces, and which readings."""
    shown = [UUID(hex=one) for one in packet.body]
    shown += [one.reference_id for one in pairs_of(packet) if one.reference_id]
    found_of: list[object] = []
    for key in shown:
        for model, fields in ((MarkedFace, ("pk", "ended_at")), (Reading, ("pk",))):
            for column in ("reference", "post_mortem"):
                rows = model.objects.filter(**{column: key}).order_by("pk")
                found_of += rows.values_list(*fields)
    return found_of


def _shown(packet: BlindPacket) -> list[str]:
    """Return the ledger ids of every photograph in a packet."""
    body = [f"postmortemphotograph:{one}" for one in packet.body]
    beside = [
        one.filler.ledger_id if one.filler else f"referencephotograph:{one.reference_id.hex}"
        for one in pairs_of(packet)
    ]
    return [*body, *beside]


def _package(packet: BlindPacket) -> BlindPackage:
    """Make what leaves, from the rows: the same rows give the same bytes."""
    shown: dict[str, bytes] = {}
    body = []
    for number, key in enumerate(packet.body, start=1):
        body.append(f"body-{number}.png")
        head = _head_of_body(packet, UUID(hex=key))
        if read_codes(head).labels:
            raise LabelInPicture(packet=packet.code)
        shown[body[-1]] = _written(head)
    pairs = []
    for pair in pairs_of(packet):
        name = f"pair-{pair.position}.png"
        shown[name] = _written(Beside.of(pair).head())
        pairs.append(PacketPair(pair=pair.pk, picture=name))
    return BlindPackage(
        packet=packet.pk,
        discipline=str(packet.discipline),
        edition=EDITION,
        components=tuple(one.value for one in Component),
        instructions=INSTRUCTIONS,
        valid_until=packet.valid_until,
        body=tuple(body),
        pairs=tuple(pairs),
        pictures=shown,
    )


def _head_of_body(packet: BlindPacket, key: UUID) -> Pixels:
    photograph = pictures.find(key)
    mark = MarkedFace.objects.filter(
        post_mortem=photograph, ended_at=None, confirmed_by__isnull=False
    ).first()
    reading = Reading.objects.filter(post_mortem=photograph).order_by("-recorded_at").first()
    if mark is None or reading is None:
        raise PacketChanged(packet=packet.code)
    return head_in(pictures.pixels_of(photograph), vars(mark), tuple(reading.faces))


def _written(head: Pixels) -> bytes:
    """Return a head as a PNG that says nothing but what it shows."""
    file = io.BytesIO()
    Image.fromarray(head).save(file, "PNG")
    return file.getvalue()
