"""A body that has a name, those who work on its way home, and what can stand in the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.guard import put_up
from antigone.casework.guards import guards
from antigone.casework.models.handover import SampleKind
from antigone.casework.models.remains import WITHDRAWN_HOLD
from antigone.casework.procedures import decisions, handover, intake
from antigone.casework.sealed import seal
from antigone.casework.step import step
from antigone.config import utc_now
from tests.homes import Staff, found_remains, report, settle, sql, unfenced

# What other parts of the path hold together; here it is given.
_GIVEN = ("round", "pair", "comparison", "concurrence", "ruleset", "motion", "identification")


@dataclass
class Home:
    """One missing woman, one body, and seven people."""

    staff: Staff
    clerk: Actor
    mortuary: Actor
    colleague: Actor
    doctor: Actor
    board: Actor
    prosecutor: Actor
    request: rows.TracingRequest
    remains: rows.Remains
    relative: rows.Relative

    def body(self, code: str, **changes: Any) -> rows.Remains:
        return intake.record_remains(self.mortuary, found_remains(code, **changes))

    def examined(self, remains: rows.Remains | None = None, *signs: Any) -> rows.Examination:
        death = intake.DeathFound(
            remains=(remains or self.remains).id,
            basis="Rigor and lividity",
            inquiry_signs=frozenset(signs),
        )
        return intake.examine_remains(self.doctor, death)

    def sample(self, code: str = "S-1", remains: rows.Remains | None = None) -> rows.Sample:
        taken = handover.TakenSample(
            remains=(remains or self.remains).id,
            code=code,
            kind=SampleKind.TOOTH,
            seal="B-77",
            taken_by="Dr Vidal",
            place="Pier 3, sample safe",
            received_by="Marta Ruiz",
        )
        return handover.record_sample(self.mortuary, taken)

    def effect(
        self, code: str = "E-1", remains: UUID | None = None, nobodys: bool = False, **more: Any
    ) -> rows.Effect:
        stated: dict[str, Any] = {
            "remains": None if nobodys else remains or self.remains.id,
            "code": code,
            "description": "A ring, inscribed 14 June 1989",
            "place": "Pier 3, safe",
            "found_by": "Dr Vidal",
            "received_by": "Marta Ruiz",
            "valuable": True,
        }
        return handover.record_effect(self.mortuary, handover.FoundEffect(**stated | more))

    def packet(self, code: str = "P-1", *effects: rows.Effect, sealed: bool = True) -> Any:
        inside = effects or (self.effect(f"{code}-E"),)
        sealing = handover.Sealing(
            code=code,
            seal=f"SEAL-{code}",
            remains=inside[0].remains_id,
            effects=tuple(one.id for one in inside),
        )
        packet = handover.seal_packet(self.mortuary, sealing)
        if sealed:
            read = handover.SealRead(packet=packet.id, seal=packet.seal)
            return handover.confirm_seal(self.colleague, read)
        return packet

    def opened(self, packet: rows.SealedPacket) -> rows.PacketOpening:
        because = "The inscription of the ring is to be read"
        handover.open_packet(self.mortuary, handover.Opening(packet=packet.id, because=because))
        read = handover.SealRead(packet=packet.id, seal=packet.seal)
        return handover.confirm_opening(self.colleague, read)

    def move(self, actor: Actor | None = None, **changes: Any) -> rows.CustodyEvent:
        stated: dict[str, Any] = {
            "to_place": "Pier 3, cold room 2",
            "handed_by": "Marta Ruiz",
            "received_by": "Jon Etxea",
            "because": "The first room is full",
        }
        if not {"remains", "effect", "sample", "packet"} & set(changes):
            stated["remains"] = self.remains.id
        return handover.transfer(actor or self.mortuary, handover.Transfer(**stated | changes))

    def hold(self, remains: rows.Remains | None = None) -> rows.LegalHold:
        holding = handover.Holding(remains=(remains or self.remains).id, reference="14/2026")
        return handover.place_hold(self.prosecutor, holding)

    def dispute(self) -> rows.Dispute:
        contested = handover.Contested(
            remains=self.remains.id, raised_by="Pablo Alba", because="He says it is not Ines"
        )
        return handover.raise_dispute(self.clerk, contested)

    def burial(self, **changes: Any) -> handover.Burial:
        stated: dict[str, Any] = {
            "remains": self.remains.id,
            "cemetery": "Harbour cemetery",
            "grave": "Row C 14",
            "latitude": 42.2406,
            "longitude": -8.7207,
            "handed_by": "Marta Ruiz",
            "buried_by": "Funerals Office",
        }
        return handover.Burial(**stated | changes)

    def farewell(self, **changes: Any) -> handover.Farewell:
        stated: dict[str, Any] = {
            "remains": self.remains.id,
            "relative": self.relative.id,
            "supported_by": "Nuria Pons, psychologist",
            "place": "Chapel of the hospital",
            "effects_shown": True,
        }
        return handover.Farewell(**stated | changes)

    def entitled(self, *, verified: bool = True, **changes: Any) -> rows.Entitlement:
        stated: dict[str, Any] = {
            "remains": self.remains.id,
            "relative": self.relative.id,
            "document": "Family book of Rosa Alba, p. 3",
        }
        entitlement = handover.entitle(self.clerk, handover.Entitling(**stated | changes))
        if verified:
            return handover.verify_entitlement(self.colleague, entitlement.id)
        return entitlement

    def homegoing(self, entitlement: rows.Entitlement, **changes: Any) -> handover.Homegoing:
        stated: dict[str, Any] = {
            "remains": self.remains.id,
            "entitlement": entitlement.id,
            "received_by": "Rosa Alba",
            "place": "Pier 3, east gate",
        }
        return handover.Homegoing(**stated | changes)

    def released(
        self, entitlement: rows.Entitlement | None = None, signed: bool = False, **changes: Any
    ) -> rows.Release:
        homegoing = self.homegoing(entitlement or self.entitled(), **changes)
        prepared = handover.release(self.mortuary, homegoing)
        return handover.confirm_release(self.colleague, handing(prepared, signed))

    def named(
        self,
        remains: rows.Remains | None = None,
        request: rows.TracingRequest | None = None,
    ) -> rows.Identification:
        """Give a body the name of a request, as a board would have decided."""
        return identified(
            remains or self.remains,
            request or self.request,
            examiners=(self.doctor, self.mortuary),
            signer=self.board,
        )

    def withdrawn(self, identification: rows.Identification) -> rows.LegalHold:
        """Take the name back by two of the board; return the hold that freezes the handover."""
        withdraw = decisions.Withdraw(
            identification=identification.id, grounds="The second chart is another person's"
        )
        second = self.staff.hire(f"board {identification.id}", Role.BOARD_MEMBER)
        decisions.withdraw(self.board, withdraw)
        decisions.withdraw(second, withdraw)
        with within(self.staff.operation):
            return rows.LegalHold.objects.get(because=WITHDRAWN_HOLD, lifted_at=None)

    def family_member(self, request: rows.TracingRequest) -> rows.Relative:
        return relative_of(request, self.clerk)

    def all(self, model: type[Any]) -> list[Any]:
        with within(self.staff.operation):
            return list(model.objects.all())


def handing(prepared: rows.Release, signed: bool = False) -> handover.Handing:
    return handover.Handing(release=prepared.id, handed_by="Jon Etxea", inventory_signed=signed)


@contextmanager
def _without_guards(names: tuple[str, ...]) -> Iterator[None]:
    tables = {f"casework_{name}" for name in names}
    down = [guard for guard in guards() if guard.table in tables]
    settle()
    for guard in down:
        sql(
            f'DROP TRIGGER IF EXISTS "{guard.name}"'
            + (f' ON "{guard.table}"' if connection.vendor == "postgresql" else "")
        )
    with unfenced():
        yield
    settle()
    put_up(connection, down)


def relative_of(request: rows.TracingRequest, liaison: Actor) -> rows.Relative:
    """Register a sister in a request, as an interview did."""
    with step(liaison, Action.RECORD_RELATIVE) as doing:
        sister = rows.Relative(
            request=request,
            enquirer_id=request.enquirer_id,
            relation="sister",
            tie="both",
            language="es",
            contact_source="relative-interview",
            contact_given_on=doing.at.date(),
        )
        seal(sister, "name", "Rosa Alba")
        return doing.write(sister)


def identified(
    remains: rows.Remains,
    request: rows.TracingRequest,
    *,
    examiners: tuple[Actor, Actor],
    signer: Actor,
) -> rows.Identification:
    """Write what a board would have decided on the word of two examiners."""
    with _without_guards(_GIVEN):
        return _written(remains, request, examiners, signer)


def _written(
    remains: rows.Remains,
    request: rows.TracingRequest,
    examiners: tuple[Actor, Actor],
    signer: Actor,
) -> rows.Identification:
    one, other = (examiner.account_id for examiner in examiners)

    def write(model: type[models.Model], **of: Any) -> Any:
        row = model(
            operation_id=remains.operation_id,
            recorded_by_id=signer.account_id,
            recorded_at=utc_now(),
            **of,
        )
        row.save(force_insert=True)
        return row

    candidate = write(
        rows.Candidate,
        remains=remains,
        request=request,
        source="dental",
        source_note="Chart 3",
    )
    views = []
    for place, examiner in (("first", one), ("second", other)):
        work = {"discipline": "dental", "examiner_id": examiner}
        given = write(
            rows.Round,
            remains=remains,
            place=place,
            drawn=place == "second",
            fillers=0,
            seed="1",
            ended_at=utc_now(),
            ended_because="complete",
            **work,
        )
        pair = write(rows.Pair, round=given, position=1, candidate=candidate)
        view = rows.Comparison(
            operation_id=remains.operation_id,
            recorded_by_id=examiner,
            recorded_at=utc_now(),
            pair=pair,
            candidate=candidate,
            conclusion="potential-match",
            support="strong",
            **work,
        )
        view.save(force_insert=True)
        views.append(view)
    both = {"examiner_a_id": one, "examiner_b_id": other}
    concurrence = write(
        rows.Concurrence,
        candidate=candidate,
        discipline="dental",
        conclusion="potential-match",
        first=views[0],
        second=views[1],
        **both,
    )
    newest = rows.RuleSet.objects.filter(operation_id=remains.operation_id).first()
    rules = newest or write(rows.RuleSet, version=1, rules={}, words="A dental chart confirms.")
    case = {
        "remains": remains,
        "request": request,
        "concurrence": concurrence,
        "rules": rules,
        "exception": False,
    }
    motion = rows.Motion(matter="identify", **case)
    seal(motion, "grounds", "Nine concordant points")
    motion.operation_id, motion.recorded_by_id = remains.operation_id, signer.account_id
    motion.recorded_at = utc_now()
    motion.save(force_insert=True)
    signers = {"signer_a_id": signer.account_id, "signer_b_id": one}
    return write(rows.Identification, motion=motion, discipline="dental", **case, **both, **signers)


@pytest.fixture
def home(staff: Staff) -> Home:
    """A body that is recorded and nothing more; its missing woman, and her sister."""
    hired = {
        "clerk": staff.hire("clerk", Role.INTAKE_OFFICER, Role.FAMILY_LIAISON_OFFICER),
        "mortuary": staff.hire("mortuary", Role.MORTUARY_OFFICER),
        "colleague": staff.hire("colleague", Role.MORTUARY_OFFICER, Role.RECORDS_OFFICER),
        "doctor": staff.hire("doctor", Discipline.MEDICAL),
        "board": staff.hire("board", Role.BOARD_MEMBER),
        "prosecutor": staff.hire("prosecutor", Role.PROSECUTORS_LIAISON),
    }
    request = intake.open_request(hired["clerk"], report())
    remains = intake.record_remains(hired["mortuary"], found_remains("R-1"))
    home = Home(staff, **hired, request=request, remains=remains, relative=None)  # type: ignore[arg-type]
    home.relative = home.family_member(request)
    return home
