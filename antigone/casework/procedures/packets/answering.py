"""Answering a packet of another institution: the body alone first, then pair after pair.

Nothing of it becomes a case here: no body, no request, no template, no search. The pictures lie in
the vault for its one examiner, and their keys go when the answer is given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.isolation import within
from antigone.access.models import Account
from antigone.access.requirement import require
from antigone.access.roles import Discipline
from antigone.casework import components as parts
from antigone.casework.components import Component, Seen
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import ForeignPacket, ForeignPicture, ForeignView, Institution
from antigone.casework.procedures.packets.keys import number_of, own_exchange, public_key
from antigone.casework.procedures.review.analysing import require_short
from antigone.casework.procedures.review.comparing import (
    Compared,
    NotNext,
    require_carried,
    written,
)
from antigone.casework.procedures.review.examiners import require_discipline
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import NotHere, Step, step
from antigone.errors import Refusal
from antigone.exchange.evidence_package import (
    BlindPackage,
    Kind,
    LinkedView,
    PackageReturn,
    digest_of,
    known_as,
    link,
    open_package,
    seal_package,
)
from antigone.faces.geometry import Pixels
from antigone.vault import BlobRef, Deposit
from antigone.wording import N_


class TakenAlready(Refusal):
    """One packet is answered by one person."""

    code = "packet-taken"
    sentence = N_("This packet was taken here before. Nothing was kept.")
    remedy = N_("See who answers it with: antigone packet list")


class TermPast(Refusal):
    """Its sender expects no answer any more."""

    code = "packet-term-past"
    sentence = N_("The packet was to be answered by {day}. Nothing was done.")
    remedy = N_("Ask the institution that sent it for a new one.")


class GivenAway(Refusal):
    """The answer has left."""

    code = "packet-given-back"
    sentence = N_("{packet} was answered; its pictures are erased. Nothing was done.")
    remedy = N_("If the file was lost, write it again with: antigone packet return {packet}")


class BodyFirst(Refusal):
    """The body alone comes before everybody who is held against it."""

    code = "body-first"
    sentence = N_("The body of {packet} was not analysed yet. Nothing was shown.")
    remedy = N_("Look at it alone and commit what you see with: antigone packet analyse {packet}")


class BodyAnalysed(Refusal):
    """An analysis stands as it was committed."""

    code = "body-analysed"
    sentence = N_("You committed an analysis of {packet} already. Nothing was changed.")
    remedy = N_("Go on with: antigone packet next {packet}")


class StillUnanswered(Refusal):
    """An answer is whole."""

    code = "packet-unanswered"
    sentence = N_("{count} pairs of {packet} are not compared yet. Nothing was written.")
    remedy = N_("Go on with: antigone packet next {packet}")


@dataclass(frozen=True, kw_only=True)
class GivenPackage:
    """A packet as somebody holds it: a file."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ForeignPair:
    """All that an examiner gets of a pair: two heads, RGB. `position` of `of` counts what waits."""

    pair: UUID
    position: int
    of: int
    body: Pixels = field(repr=False)
    beside: Pixels = field(repr=False)
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeenAlone:
    """What an examiner saw of the body in a packet, alone; `seconds` is how long it took."""

    packet: UUID
    components: Mapping[Component, Seen] = field(default_factory=dict, repr=False)
    note: str = field(default="", repr=False)
    seconds: int = 0


def take(actor: Actor, given: GivenPackage) -> ForeignPacket:
    """Take a packet in, to answer it oneself.

    (0) it is sealed to this operation, whole, and signed by an institution that is known; (1) the
    actor examines its discipline; (2) its term is not past; (3) nobody has taken it; (4) every
    picture can be opened safely.

    Raises `NoPacketKeys`, `UnreadablePackage`, `ForeignPackage`, `OtherDiscipline`, `TermPast`,
    `TakenAlready` and the family of `UnreadablePhotograph`.
    """
    with within(actor.operation_id):
        require(actor, Action.ANSWER_PACKET)
        own = own_exchange()
        known = {public_key(one): one for one in Institution.objects.all()}
    opened = open_package(given.name, given.content, kind=Kind.PACKET, keys=own.secret, known=known)
    package = BlindPackage.from_content(opened.content, name=given.name)
    for name, picture in package.pictures.items():
        instruments().decoders.decode(name, picture)
    vault = house().vault
    deposits: dict[str, Deposit] = {}
    try:
        for name, picture in package.pictures.items():
            deposits[name] = vault.put(picture)
        with step(actor, Action.ANSWER_PACKET) as doing:
            require_discipline(doing, Discipline(package.discipline))
            _require_term(package.valid_until)
            if ForeignPacket.objects.filter(number=package.packet).exists():
                raise TakenAlready
            row = ForeignPacket(
                code=number_of(doing, ForeignPacket, "F"),
                institution=known[opened.signer],
                number=package.packet,
                digest=digest_of(opened.content, reads_with=own.public.reads_with),
                discipline=package.discipline,
                examiner_id=actor.account_id,
                valid_until=package.valid_until,
            )
            plain = {**package.content(), "pictures": {}}
            seal(row, "content", json.dumps(plain))
            doing.write(row)
            doing.commit_to("packet", bytes(row.digest))
            for name, one in deposits.items():
                doing.write(
                    ForeignPicture(packet=row, name=name, sha256=one.sha256, **vars(one.ref))
                )
            return row
    except BaseException:
        with within(actor.operation_id):
            for one in deposits.values():
                # What fails after the transaction must not take the picture of a row that stands.
                if not ForeignPicture.objects.filter(blob_id=one.ref.blob_id).exists():
                    vault.purge(one.ref.blob_id)
        raise


def body_of(actor: Actor, packet: UUID) -> dict[str, Pixels]:
    """Show the body of a packet alone: RGB pictures by their names. The look is on the record.

    Raises `NotHere`, `GivenAway` and `TermPast`.
    """
    with step(actor, Action.ANSWER_PACKET) as doing:
        row = _mine(doing, packet)
        names = tuple(_contents(row)["body"])
        pictures = [_picture(row, one) for one in names]
        doing.name(*(one.ledger_id for one in pictures))
    return {name: _pixels(one) for name, one in zip(names, pictures, strict=True)}


def analyse(actor: Actor, seen: SeenAlone) -> ForeignView:
    """Commit what was seen of the body alone. It is never changed.

    Raises `NotHere`, `GivenAway`, `TermPast`, `BodyAnalysed`, `UnfitComponents` and `NoteTooLong`.
    """
    with step(actor, Action.ANSWER_PACKET) as doing:
        row = _mine(doing, seen.packet)
        if row.views.exists():
            raise BodyAnalysed(packet=row.code)
        parts.require_all(seen.components)
        require_short(seen.note)
        said = {
            "components": parts.as_json(seen.components),
            "note": seen.note,
            "seconds": seen.seconds,
        }
        return _commit(doing, row, None, said)


def next_pair(actor: Actor, packet: UUID) -> ForeignPair | None:
    """Show the pair that waits, None when there is none left. The look is on the record.

    Pairs that had to be erased are passed over. Raises `NotHere`, `GivenAway`, `TermPast` and
    `BodyFirst`.
    """
    with step(actor, Action.ANSWER_PACKET) as doing:
        row = _mine(doing, packet)
        doing.name(row.ledger_id)
        waiting = _waiting(row)
        if not waiting:
            return None
        contents = _contents(row)
        best = _picture(row, contents["body"][0])
        beside = _picture(row, waiting[0]["picture"])
        doing.name(best.ledger_id, beside.ledger_id)
        done = row.views.count() - 1
    return ForeignPair(
        pair=UUID(hex=waiting[0]["pair"]),
        position=done + 1,
        of=done + len(waiting),
        body=_pixels(best),
        beside=_pixels(beside),
        components=tuple(Component),
    )


def compare(actor: Actor, packet: UUID, compared: Compared) -> int:
    """Commit the view of the pair that waits; return how many wait still. It is never changed.

    Raises `NotHere`, `GivenAway`, `TermPast`, `BodyFirst`, `NotNext`, `UnfitConclusion`,
    `UnfitComponents`, `NothingComparable`, `PointOutside` and `NoteTooLong`.
    """
    with step(actor, Action.ANSWER_PACKET) as doing:
        row = _mine(doing, packet)
        waiting = _waiting(row)
        if not waiting or waiting[0]["pair"] != compared.pair.hex:
            raise NotNext
        require_carried(compared, Discipline(row.discipline))
        said = {
            "conclusion": compared.conclusion.value,
            "support": compared.support.value,
            "details": json.loads(written(compared)),
            "seconds": compared.seconds,
            "changes": compared.changes,
        }
        _commit(doing, row, compared.pair, said)
        return len(waiting) - 1


def give_answer(actor: Actor, packet: UUID) -> bytes:
    """Write the answer as a file for the institution that asked, and erase the pictures.

    Her name stays here: the answer has a code for her, the same in each answer to that institution.
    Written again, it says the very same. Raises `NotHere`, `TermPast` and `StillUnanswered`.
    """
    with step(actor, Action.ANSWER_PACKET) as doing:
        row = _own(doing, packet)
        own = own_exchange()
        if row.returned_at is None:
            _require_term(row.valid_until)
            if waiting := _waiting(row):
                raise StillUnanswered(packet=row.code, count=len(waiting))
            row.returned_at = doing.at
            row.save(update_fields=["returned_at"])
        left = ForeignPicture.objects.filter(packet=row)
        gone = list(left.values_list("blob_id", flat=True))
        left.filter(wrapped_key__isnull=False).update(wrapped_key=None)
        answer = _answer(row).content()
        doing.name(row.ledger_id)
        reader = row.institution.reads_with
        doing.commit_to("packet.return", digest_of(answer, reads_with=reader))
    purge(gone)
    return seal_package(answer, kind=Kind.ANSWER, signer=own.signer, reads_with=reader)


def examiner_code(account: UUID, signs_with: str) -> str:
    """Return the code of an examiner here for one institution: nobody else can make or read it."""
    purpose = "packet.examiner"
    return house().vault.commitments.commit(account.bytes, signs_with, purpose=purpose).hex()


def purge(blobs: list[str]) -> None:
    """Remove pictures from the disk whose keys are gone."""
    for one in blobs:
        house().vault.purge(one)


def _answer(row: ForeignPacket) -> PackageReturn:
    views = tuple(
        LinkedView(
            pair=one.pair,
            said=json.loads(unseal(one, "said")) if one.said is not None else None,
            link=bytes(one.link),
        )
        for one in row.views.order_by("number")
    )
    said = {one.pair for one in views if one.said is not None}
    every = (UUID(hex=one["pair"]) for one in _contents(row)["pairs"])
    digest = bytes(row.digest)
    return PackageReturn(
        packet=row.number,
        packet_digest=digest,
        examiner=examiner_code(row.examiner_id, row.institution.signs_with),
        known_as=known_as(digest, Account.objects.get(pk=row.examiner_id).shown_name),
        views=views,
        erased=tuple(one for one in every if one not in said),
    )


def _commit(
    doing: Step, row: ForeignPacket, pair: UUID | None, said: dict[str, Any]
) -> ForeignView:
    last = row.views.order_by("-number").first()
    before = bytes(row.digest if last is None else last.link)
    view = ForeignView(
        packet=row,
        number=0 if last is None else last.number + 1,
        pair=pair,
        link=link(before, pair, said),
    )
    seal(view, "said", json.dumps(said))
    doing.commit_to("packet.view", view.link)
    return doing.write(view)


def _waiting(row: ForeignPacket) -> list[dict[str, str]]:
    """Return the pairs that are to be compared, in their order. Raises `BodyFirst`."""
    done = {one.hex for one in row.views.exclude(pair=None).values_list("pair", flat=True)}
    if not row.views.exists():
        raise BodyFirst(packet=row.code)
    here = set(row.pictures.exclude(wrapped_key=None).values_list("name", flat=True))
    contents = _contents(row)
    if contents["body"][0] not in here:
        return []
    return [one for one in contents["pairs"] if one["pair"] not in done and one["picture"] in here]


def _contents(row: ForeignPacket) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(unseal(row, "content"))
    return read


def _picture(row: ForeignPacket, name: str) -> ForeignPicture:
    picture: ForeignPicture | None = row.pictures.filter(
        name=name, wrapped_key__isnull=False
    ).first()
    if picture is None:
        raise NotHere(kind="picture", key=name)
    return picture


def _pixels(picture: ForeignPicture) -> Pixels:
    ref = BlobRef(
        blob_id=picture.blob_id, wrapped_key=bytes(picture.wrapped_key), size=picture.size
    )
    return instruments().decoders.decode(picture.name, house().vault.read(ref)).pixels


def _own(doing: Step, packet: UUID) -> ForeignPacket:
    row = doing.case(ForeignPacket, packet)
    if row.examiner_id != doing.actor.account_id:
        # Whether somebody else answers such a packet is not told.
        raise NotHere(kind="packet", key=packet)
    return row


def _mine(doing: Step, packet: UUID) -> ForeignPacket:
    row = _own(doing, packet)
    require_discipline(doing, Discipline(row.discipline))
    if row.returned_at is not None:
        raise GivenAway(packet=row.code)
    _require_term(row.valid_until)
    return row


def _require_term(until: Any) -> None:
    if until < today():
        raise TermPast(day=until.isoformat())
