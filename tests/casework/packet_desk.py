"""A review that needs somebody elsewhere, and the institution that answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.models.requests import SharingLevel
from antigone.casework.models.review import Conclusion
from antigone.casework.procedures import packets, permissions, review
from antigone.casework.procedures.packets.keys import own_exchange
from antigone.exchange.evidence_package import Kind, known_as, open_package, seal_package
from antigone.ledger import PublicKey
from tests.casework.faces_at_hand import permitted
from tests.casework.review_desk import FACE, JUDGED, OTHER, SEEN, SUPPORT, Review, bench, mortuary
from tests.homes import Staff, open_operation

__all__ = ["abroad", "bench", "mortuary"]


@dataclass
class Abroad:
    """The asking operation with one view given, and another one that answers packets."""

    bench: Review
    there: Staff
    foreign: Actor
    colleague: Actor
    desk: Actor
    # As each side knows the other.
    institution: rows.Institution
    asking: rows.Institution

    @property
    def records(self) -> Actor:
        return self.bench.mortuary.records

    @property
    def board(self) -> Actor:
        return self.bench.board

    def prepared(self, **changes: Any) -> packets.Prepared:
        stated = {
            "remains": self.bench.remains.id,
            "institution": self.institution.id,
            "because": "Nobody is left here",
        }
        return packets.prepare(self.board, packets.Preparing(**(stated | changes)))

    def sent(self, **changes: Any) -> bytes:
        """A packet that two have let go, as a file."""
        prepared = self.prepared(**changes)
        return packets.release(self.records, prepared.packet.id).file

    def taken(self, file: bytes, actor: Actor | None = None) -> UUID:
        given = packets.GivenPackage(name="packet.age", content=file)
        return packets.take(actor or self.foreign, given).id

    def analysed(self, packet: UUID, actor: Actor | None = None) -> None:
        seen = packets.SeenAlone(packet=packet, components=SEEN, note="Scar, left", seconds=70)
        packets.analyse(actor or self.foreign, seen)

    def view(self, pair: UUID, conclusion: Conclusion, **changes: Any) -> review.Compared:
        stated = {
            "pair": pair,
            "conclusion": conclusion,
            "support": SUPPORT[conclusion],
            "components": JUDGED,
            "points": (review.PointPair(post_mortem=(0.1, 0.2), reference=(0.3, 0.4)),),
            "note": "The left ear",
            "seconds": 50,
        }
        return review.Compared(**(stated | changes))

    def compared(self, packet: UUID, conclusion: Conclusion, actor: Actor | None = None) -> None:
        """Compare all that waits: strangers are excluded, candidates get the conclusion."""
        actor = actor or self.foreign
        while pair := packets.next_pair(actor, packet):
            said = OTHER if self.is_filler(pair.pair) else conclusion
            packets.compare(actor, packet, self.view(pair.pair, said))

    def opened(self, file: bytes, kind: Kind = Kind.PACKET, *, there: bool = True) -> Any:
        """Return what a file holds, for whoever it is sealed to."""
        sender = self.asking if there else self.institution
        with within(self.there.operation if there else self.bench.staff.operation):
            keys = own_exchange().secret
        known = [PublicKey.from_text(sender.signs_with)]
        return open_package("x", file, kind=kind, keys=keys, known=known).content

    def resealed(self, content: Any, kind: Kind = Kind.ANSWER) -> bytes:
        """Return a content signed by the institution itself."""
        with within(self.there.operation):
            own = own_exchange()
        reader = self.asking.reads_with
        return seal_package(content, kind=kind, signer=own.signer, reads_with=reader)

    def from_another_home(self, answer: bytes, code: str = "e1") -> bytes:
        """In one home every account is known; elsewhere it has another code and another name."""
        content = self.opened(answer, Kind.ANSWER, there=False)
        name = known_as(bytes.fromhex(content["packet_digest"]), f"Dr {code}")
        return self.resealed(content | {"examiner": code, "known_as": name.hex()})

    def answered(self, file: bytes, conclusion: Conclusion, code: str = "e1") -> bytes:
        """The whole way of an examiner in another home."""
        return self.from_another_home(self.answered_here(file, conclusion), code)

    def answered_here(
        self, file: bytes, conclusion: Conclusion, actor: Actor | None = None
    ) -> bytes:
        """The whole way of an examiner who has an account in this home."""
        packet = self.taken(file, actor)
        self.analysed(packet, actor)
        self.compared(packet, conclusion, actor)
        return packets.give_answer(actor or self.foreign, packet)

    def receive(self, answer: bytes) -> packets.Received:
        given = packets.GivenPackage(name="answer.age", content=answer)
        return packets.receive(self.records, given)

    def is_filler(self, pair: UUID) -> bool:
        with within(self.bench.staff.operation):
            return rows.Pair.objects.get(pk=pair).filler_id is not None

    def rows_of(self, model: Any) -> list[Any]:
        return self.bench.rows_of(model)

    def rows_there(self, model: Any) -> list[Any]:
        with within(self.there.operation):
            return list(model.objects.all())

    def share(self, sharing: SharingLevel, request: rows.TracingRequest | None = None) -> None:
        """The sister says how far the photograph may travel."""
        given = permissions.GivenPermission(
            request=(request or self.bench.request).id, permitted=permitted(sharing=sharing)
        )
        permissions.record_permission(self.bench.mortuary.clerk, given)


@pytest.fixture
def abroad(bench: Review) -> Abroad:
    """Two operations that know each other's keys; the first one's candidate has one view."""
    there = Staff(bench.staff.administrator, open_operation(bench.staff.administrator, "ABROAD"))
    foreign, colleague = (there.hire(name, FACE) for name in ("foreign", "colleague"))
    desk = there.hire("desk", Role.RECORDS_OFFICER)
    ours = packets.make_keys(bench.mortuary.records)
    theirs = packets.make_keys(desk)
    institution = packets.add_institution(
        bench.mortuary.records, packets.NewInstitution(name="Institute", **vars(theirs))
    )
    asking = packets.add_institution(desk, packets.NewInstitution(name="Ferry", **vars(ours)))
    met = Abroad(bench, there, foreign, colleague, desk, institution, asking)
    met.share(SharingLevel.PARTNERS)
    return met
