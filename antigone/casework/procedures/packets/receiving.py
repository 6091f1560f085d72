"""Receiving the answer to a packet: it becomes the view of one examiner, like any other."""

import json
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
from antigone.casework.components import Component
from antigone.casework.models import (
    Analysis,
    BlindPacket,
    Comparison,
    ErasureNotice,
    Institution,
    PacketReturn,
    Pair,
    Round,
)
from antigone.casework.models.review import Conclusion, RoundEnd, Support
from antigone.casework.procedures.packets.answering import GivenPackage, examiner_code
from antigone.casework.procedures.packets.keys import OwnExchange, own_exchange, public_key
from antigone.casework.procedures.packets.releasing import (
    PacketAnswered,
    PacketExpired,
    PacketRecalled,
    pairs_of,
    still_shared,
)
from antigone.casework.procedures.review.analysing import require_short
from antigone.casework.procedures.review.comparing import (
    Compared,
    PointPair,
    require_carried,
    written,
)
from antigone.casework.procedures.review.concurring import concur
from antigone.casework.procedures.review.drawing import end
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, Step, step
from antigone.errors import Refusal
from antigone.exchange.evidence_package import (
    Kind,
    LinkedView,
    Opened,
    PackageReturn,
    known_as,
    open_package,
)
from antigone.wording import N_


class AnswerOfAnother(Refusal):
    """Another institution signed it than the one that was asked."""

    code = "answer-of-another"
    sentence = N_("{name} is signed by {institution}, which was not asked. Nothing was kept.")
    remedy = N_("Ask the institution that has the packet for its answer.")


class OtherPacket(Refusal):
    """What was compared is not what was sent."""

    code = "other-packet"
    sentence = N_("{name} answers other pictures than those of {packet}. Nothing was kept.")
    remedy = N_("Ask the institution which file it answered, and send the packet again.")


class AnswerIncomplete(Refusal):
    """A view of each pair, once, in the order that was drawn."""

    code = "answer-incomplete"
    sentence = N_("{name} does not hold one view of each pair, in their order. Nothing was kept.")
    remedy = N_("Ask the institution to compare what is missing, and to write its answer again.")


class UnfitView(Refusal):
    """A view that could not have been committed here."""

    code = "unfit-view"
    sentence = N_("{name} holds a view that cannot stand: {why} Nothing was kept.")
    remedy = N_("Tell the institution; its examiner commits the comparisons anew.")


class SameExaminer(Refusal):
    """Whoever answered works here, or has given a view of these candidates before."""

    code = "same-examiner"
    sentence = N_("{name} comes from an examiner who {part}. Nothing was kept.")
    remedy = N_("Ask the institution for another examiner, or ask another institution.")


_WORKS_HERE = N_("works here")
_HAS_SEEN = N_("compared one of these people before")
_NOT_ITS_FORM = N_("It is not stated in the form of a view.")


@dataclass(frozen=True, kw_only=True)
class Received:
    """What came of a packet: how many views stand, and how many pairs were dropped.

    Dropped are people who may no longer be shown, or are looked for no more.
    """

    packet: BlindPacket
    views: int
    dropped: int


@dataclass(frozen=True, kw_only=True)
class _View:
    """One pair with the view of it, read and checked."""

    pair: Pair
    compared: Compared = field(repr=False)


def receive(actor: Actor, given: GivenPackage) -> Received:
    """Receive the answer to a packet, and let it stand as the view of one examiner elsewhere.

    (0) it is sealed to this operation, whole, and signed by an institution that is known; (1) the
    packet left here, is neither recalled nor answered nor expired, and that very institution was
    asked; (2) the same pictures were compared; (3) the body was analysed first, then every pair once,
    in order, and each view could stand here; (4) the examiner is nobody of this home, and has given
    no view of these people before; (5) people who may not be shown any more are dropped. Concurrence
    and disagreement follow as in any review.

    Raises `NoPacketKeys`, `UnreadablePackage`, `ForeignPackage`, `NotHere`, `AnswerOfAnother`,
    `PacketRecalled`, `PacketAnswered`, `PacketExpired`, `OtherPacket`, `AnswerIncomplete`,
    `UnfitView` and `SameExaminer`; then nothing was kept.
    """
    with within(actor.operation_id):
        require(actor, Action.RECEIVE_PACKET)
        own = own_exchange()
        known = {public_key(one): one for one in Institution.objects.all()}
    opened = open_package(given.name, given.content, kind=Kind.ANSWER, keys=own.secret, known=known)
    answer = PackageReturn.from_content(opened.content, name=given.name)
    with step(actor, Action.RECEIVE_PACKET) as doing:
        packet = _asked(doing, given.name, answer, known[opened.signer])
        views = _views(given.name, packet, answer)
        _require_another(given.name, packet, answer, own)
        return _write(doing, packet, answer, views, opened)


def _asked(doing: Step, name: str, answer: PackageReturn, institution: Institution) -> BlindPacket:
    """Return the packet that is answered, if it may be."""
    packet = doing.case(BlindPacket, answer.packet)
    if packet.institution_id != institution.pk:
        raise AnswerOfAnother(name=name, institution=institution.name)
    if packet.recalled_at is not None:
        raise PacketRecalled(packet=packet.code)
    if packet.released_at is None:
        raise NotHere(kind="packet", key=answer.packet)
    if hasattr(packet, "answer"):
        raise PacketAnswered(packet=packet.code, remains=packet.remains.code)
    if packet.valid_until < today():
        raise PacketExpired(packet=packet.code, day=packet.valid_until.isoformat())
    if bytes(packet.digest) != answer.packet_digest:
        raise OtherPacket(name=name, packet=packet.code)
    return packet


def _views(name: str, packet: BlindPacket, answer: PackageReturn) -> list[_View]:
    """Return every view with its pair. Raises `AnswerIncomplete` and `UnfitView`."""
    told = ErasureNotice.objects.filter(packet=packet).values_list("pairs", flat=True)
    gone = {UUID(hex=pair) for one in told for pair in one}
    pairs = pairs_of(packet)
    given = [one for one in answer.views[1:] if one.said is not None]
    wanted = [one.pk for one in pairs if one.pk not in answer.erased]
    # Only what we asked to have erased may be missing.
    if [one.pair for one in given] != wanted or not set(answer.erased) <= gone:
        raise AnswerIncomplete(name=name)
    by_key = {one.pk: one for one in pairs}
    _analysis(name, answer.views[0])
    return [_View(pair=by_key[one.pair], compared=_compared(name, one)) for one in given]


def _analysis(name: str, view: LinkedView) -> dict[str, Any]:
    said = dict(view.said or {})
    try:
        seen = parts.seen_from_json(said["components"])
        parts.require_all(seen)
        require_short(said["note"])
        details = {"components": parts.as_json(seen), "note": str(said["note"])}
        return {"details": details, "seconds": _seconds(said["seconds"])}
    except Refusal as refusal:
        raise UnfitView(name=name, why=refusal.say()) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnfitView(name=name, why=_NOT_ITS_FORM) from None


def _compared(name: str, view: LinkedView) -> Compared:
    said = dict(view.said or {})
    try:
        details = said["details"]
        compared = Compared(
            pair=view.pair,
            conclusion=Conclusion(said["conclusion"]),
            support=Support(said["support"]),
            components=parts.judgements_from_json(details["components"]),
            points=tuple(
                PointPair(
                    post_mortem=_point(one["post_mortem"]),
                    reference=_point(one["reference"]),
                    component=Component(one["component"]),
                )
                for one in details["points"]
            ),
            note=str(details["note"]),
            seconds=_seconds(said["seconds"]),
            changes=_seconds(said["changes"]),
        )
        require_carried(compared, Discipline.FACE)
    except Refusal as refusal:
        raise UnfitView(name=name, why=refusal.say()) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnfitView(name=name, why=_NOT_ITS_FORM) from None
    return compared


def _point(said: Any) -> tuple[float, float]:
    across, down = said
    return float(across), float(down)


def _seconds(said: Any) -> int:
    if not isinstance(said, int) or not 0 <= said <= 10**9:
        raise ValueError
    return said


def _require_another(
    name: str, packet: BlindPacket, answer: PackageReturn, own: OwnExchange
) -> None:
    """Refuse who works in this home, or has given a view of one of the candidates before."""
    for account in Account.objects.exclude(sign_in_name__startswith="packet-"):
        mine = known_as(answer.packet_digest, account.shown_name)
        code = examiner_code(account.pk, own.public.signs_with)
        if answer.known_as == mine or answer.examiner == code:
            raise SameExaminer(name=name, part=_WORKS_HERE)
    candidates = [one.candidate_id for one in pairs_of(packet) if one.candidate_id]
    before = Comparison.objects.filter(
        candidate__in=candidates,
        discipline=packet.discipline,
        packet__answer__examiner=answer.examiner,
    )
    if before.exists():
        raise SameExaminer(name=name, part=_HAS_SEEN)


def _write(
    doing: Step, packet: BlindPacket, answer: PackageReturn, views: list[_View], opened: Opened
) -> Received:
    doing.write(PacketReturn(packet=packet, digest=opened.digest, examiner=answer.examiner))
    doing.commit_to("packet.return", opened.digest)
    row = Round.objects.get(packet=packet)
    of = {"examiner": row.examiner, "discipline": packet.discipline, "packet": packet}
    alone = _analysis(packet.code, answer.views[0])
    analysis = Analysis(
        **of,
        remains=packet.remains,
        looked_at=[str(UUID(hex=one)) for one in packet.body],
        seconds=alone["seconds"],
    )
    _seal(doing, analysis, "analysis", json.dumps(alone["details"], ensure_ascii=False))
    doing.write(analysis)
    standing = [one for one in views if still_shared(one.pair)]
    for view in standing:
        said = view.compared
        comparison = Comparison(
            **of,
            pair=view.pair,
            candidate=view.pair.candidate,
            conclusion=said.conclusion,
            support=said.support,
            seconds=said.seconds,
            changes=said.changes,
        )
        _seal(doing, comparison, "comparison", written(said))
        doing.write(comparison)
        concur(doing, comparison)
    end(row, doing, RoundEnd.COMPLETE)
    every = Pair.objects.filter(round=row).count()
    return Received(packet=packet, views=len(standing), dropped=every - len(standing))


def _seal(doing: Step, row: Analysis | Comparison, what: str, details: str) -> None:
    seal(row, "details", details)
    doing.commit_to(what, row.pk.bytes, details)
