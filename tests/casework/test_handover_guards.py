"""What the handover refuses, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction

from antigone.access import NotAllowed, Role
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.models.remains import InquirySign
from antigone.casework.procedures import handover, intake
from antigone.casework.sealed import seal
from antigone.config import utc_now
from tests.casework.homecoming import Home, home
from tests.homes import clone, insert_by_sql, key_of, report, sql, unfenced

__all__ = ["home"]

Insert = Callable[[Home], models.Model]
Update = Callable[[Home], tuple[models.Model, dict[str, Any]]]


def _row(home: Home, model: type[models.Model], **of: Any) -> models.Model:
    return model(
        operation_id=home.staff.operation,
        recorded_by_id=home.mortuary.account_id,
        recorded_at=utc_now(),
        **of,
    )


def _sealed(row: models.Model, **texts: str) -> models.Model:
    for name, text in texts.items():
        seal(row, name, text)
    return row


# Custody


def _event(home: Home, **changes: Any) -> models.Model:
    stated: dict[str, Any] = {
        "remains": home.remains,
        "number": 1,
        "from_place": "Pier 3",
        "to_place": "Cold room",
        "institution": "Coroner",
        "handed_by": "Marta",
        "received_by": "Jon",
        "at": utc_now(),
        "because": "Moved",
    }
    return _row(home, rows.CustodyEvent, **stated | changes)


def _event_after(home: Home, **changes: Any) -> models.Model:
    home.move()
    follows = {"number": 2, "from_place": "Pier 3, cold room 2"}
    return _event(home, **follows | changes)


def _event_of(home: Home, name: str, thing: models.Model, **changes: Any) -> models.Model:
    at = {"effect": "Pier 3, safe", "packet": "Pier 3, safe", "sample": "Pier 3, sample safe"}
    of = {"remains": None, name: thing, "number": 2, "from_place": at[name]}
    return _event(home, **of | changes)


def _barred(home: Home, bar: Callable[[Home], object], row: models.Model) -> models.Model:
    bar(home)
    return row


def _event_after_release(home: Home) -> models.Model:
    home.named()
    home.released()
    return _event(home, number=2, from_place="Pier 3, east gate")


def _event_in_grave(home: Home) -> models.Model:
    _buried(home)
    return _event(home, number=2, from_place="Harbour cemetery, Row C 14")


def _event_of_released_effect(home: Home) -> models.Model:
    home.named()
    ring = home.effect()
    home.released(effects=(ring.id,), signed=True)
    return _event_of(home, "effect", ring, number=3, from_place="Pier 3, east gate")


def _event_under_seal(home: Home) -> models.Model:
    ring = home.effect()
    home.packet("P-1", ring)
    return _event_of(home, "effect", ring)


def _event_of_opened(home: Home) -> models.Model:
    packet = home.packet()
    home.opened(packet)
    return _event_of(home, "packet", packet)


AWAY = {"institution": "Funerals Office", "to_place": "Chapel"}

CUSTODY: list[tuple[str, Insert]] = [
    ("custody-out-of-order", lambda h: _event(h, number=2)),
    ("custody-out-of-order", lambda h: _event(h, from_place="Elsewhere")),
    ("custody-out-of-order", lambda h: _event_after(h, number=3)),
    ("custody-out-of-order", lambda h: _event_after(h, from_place="Pier 3")),
    ("custody-out-of-order", lambda h: _event_of(h, "effect", h.effect(), number=3)),
    ("custody-out-of-order", lambda h: _event_of(h, "sample", h.sample(), from_place="x")),
    ("custody-out-of-order", lambda h: _event_of(h, "packet", h.packet(), from_place="")),
    ("custody_has_a_place_and_a_receiver", lambda h: _event(h, received_by="")),
    ("custody_has_a_place_and_a_receiver", lambda h: _event(h, because="")),
    ("one_thing_moves", lambda h: _event(h, remains=None)),
    ("kept-here", lambda h: _barred(h, Home.hold, _event(h, **AWAY))),
    ("kept-here", lambda h: _barred(h, Home.dispute, _event(h, **AWAY))),
    ("kept-here", lambda h: _barred(h, Home.hold, _event_of(h, "effect", h.effect(), **AWAY))),
    ("kept-here", lambda h: _barred(h, Home.hold, _event_of(h, "packet", h.packet(), **AWAY))),
    ("not-held", lambda h: _event(h, remains=h.body("R-7", custody="not-held"))),
    ("gone-home", _event_after_release),
    ("gone-home", _event_of_released_effect),
    ("in-grave", _event_in_grave),
    ("under-seal", _event_under_seal),
    ("not-sealed", _event_of_opened),
    (
        "not-sealed",
        lambda h: _event_of(h, "packet", h.packet(sealed=False), number=1, from_place=""),
    ),
]


# Packets


def _packet(home: Home, **changes: Any) -> models.Model:
    stated = {"remains": home.remains, "code": "P-9", "seal": "S-9"}
    return _row(home, rows.SealedPacket, **stated | changes)


def _item(home: Home, packet: models.Model, effect: models.Model) -> models.Model:
    return _row(home, rows.PacketItem, packet=packet, effect=effect)


def _item_of_sealed(home: Home) -> models.Model:
    ring = home.effect()
    home.packet("P-1", ring)
    return _item(home, home.packet("P-2", sealed=False), ring)


def _item_of_another(home: Home) -> models.Model:
    theirs = home.effect("E-2", home.body("R-2").id)
    return _item(home, home.packet(sealed=False), theirs)


def _opening_of_released(home: Home) -> models.Model:
    home.named()
    packet = home.packet()
    home.released(packets=(packet.id,), signed=True)
    return _row(home, rows.PacketOpening, packet=packet, because="Look")


def _opening(home: Home, **changes: Any) -> models.Model:
    stated = {"packet": home.packet(), "because": "Look"}
    return _row(home, rows.PacketOpening, **stated | changes)


def _witnessed(home: Home, at: str = "witnessed_at") -> dict[str, Any]:
    return {"witnessed_by_id": home.colleague.account_id, at: utc_now()}


PACKETS: list[tuple[str, Insert]] = [
    ("confirmed-in-one-stroke", lambda h: _packet(h, **_witnessed(h))),
    ("packet_has_code_and_seal", lambda h: _packet(h, seal="")),
    ("inventory-closed", lambda h: _item(h, h.packet(), h.effect("E-9"))),
    ("effect-of-another", _item_of_another),
    (
        "effect-of-another",
        lambda h: _item(h, h.packet(sealed=False), h.effect("U-1", nobodys=True)),
    ),
    ("under-seal", _item_of_sealed),
    ("confirmed-in-one-stroke", lambda h: _opening(h, **_witnessed(h))),
    ("opening_states_why", lambda h: _opening(h, because="")),
    ("not-sealed", lambda h: _opening(h, packet=h.packet("P-2", sealed=False))),
    ("gone-home", _opening_of_released),
]


# Farewell and burial


def _buried(home: Home, **changes: Any) -> rows.Interment:
    home.examined()
    return handover.inter(home.mortuary, home.burial(sample=home.sample().id, **changes))


def _viewing(home: Home, **changes: Any) -> models.Model:
    stated: dict[str, Any] = {
        "remains": home.remains,
        "relative": home.relative,
        "supported_by": "Nuria",
        "place": "Chapel",
        "at": utc_now(),
    }
    if "identification" not in changes:
        stated["identification"] = home.named()
    return _row(home, rows.Viewing, **stated | changes)


def _viewing_after_withdrawal(home: Home) -> models.Model:
    identification = home.named()
    home.withdrawn(identification)
    return _viewing(home, identification=identification)


def _viewing_by_another_family(home: Home) -> models.Model:
    return _viewing(home, relative=home.family_member(_other_request(home)))


def _other_request(home: Home) -> rows.TracingRequest:
    return intake.open_request(home.clerk, report("M2"))


def _viewing_of_another_body(home: Home) -> models.Model:
    return _viewing(home, remains=home.body("R-2"))


def _viewing_in_grave(home: Home) -> models.Model:
    viewing = _viewing(home)
    _buried(home)
    return viewing


def _viewing_after_release(home: Home) -> models.Model:
    viewing = _viewing(home)
    home.released()
    return viewing


def _interment(home: Home, **changes: Any) -> models.Model:
    stated: dict[str, Any] = {
        "remains": home.remains,
        "cemetery": "Harbour cemetery",
        "grave": "Row C 14",
        "latitude": 42.2,
        "longitude": -8.7,
        "at": utc_now(),
    }
    if "examination" not in changes:
        stated["examination"] = home.examined()
    if "sample" not in changes:
        stated["sample"] = home.sample()
    return _row(home, rows.Interment, **stated | changes)


def _interment_with_used_up(home: Home) -> models.Model:
    return _interment(home, sample=handover.use_up_sample(home.mortuary, home.sample().id))


def _interment_after_release(home: Home) -> models.Model:
    interment = _interment(home)
    home.named()
    home.released()
    return interment


def _interment_of_not_held(home: Home) -> models.Model:
    seen = home.body("R-7", custody="not-held")
    with unfenced():
        sample = clone(home.sample(), remains_id=seen.id, code="S-7")
        sample.save(force_insert=True)
    return _interment(home, remains=seen, examination=home.examined(seen), sample=sample)


FAREWELLS: list[tuple[str, Insert]] = [
    ("no-identification", _viewing_after_withdrawal),
    ("no-identification", _viewing_of_another_body),
    ("not-her-family", _viewing_by_another_family),
    ("on-hold", lambda h: _barred(h, Home.hold, _viewing(h))),
    ("disputed", lambda h: _barred(h, Home.dispute, _viewing(h))),
    ("in-grave", _viewing_in_grave),
    ("gone-home", _viewing_after_release),
    ("farewell_is_supported", lambda h: _viewing(h, supported_by="")),
    ("on-hold", lambda h: _barred(h, Home.hold, _interment(h))),
    ("disputed", lambda h: _barred(h, Home.dispute, _interment(h))),
    ("not-held", _interment_of_not_held),
    ("gone-home", _interment_after_release),
    ("no-death-examination", lambda h: _interment(h, examination=h.examined(h.body("R-2")))),
    ("no-sample-kept", lambda h: _interment(h, sample=h.sample("S-2", h.body("R-2")))),
    ("no-sample-kept", _interment_with_used_up),
    ("grave_is_marked", lambda h: _interment(h, grave="")),
    ("grave_is_located", lambda h: _interment(h, latitude=90.5)),
    ("cremated_only_for_a_reason", lambda h: _interment(h, cremated=True)),
    ("taken_up_only_for_a_reason", lambda h: _interment(h, raised_at=utc_now())),
]


# Home


def _entitlement(home: Home, **changes: Any) -> models.Model:
    stated: dict[str, Any] = {
        "remains": home.remains,
        "request": home.request,
        "relative": home.relative,
    }
    return _sealed(_row(home, rows.Entitlement, **stated | changes), document="Family book")


def _entitlement_of_named(home: Home, **changes: Any) -> models.Model:
    home.named()
    return _entitlement(home, **changes)


def _verified(home: Home) -> dict[str, Any]:
    return {"verified_by_id": home.colleague.account_id, "verified_at": utc_now()}


def _release(home: Home, **changes: Any) -> models.Model:
    stated: dict[str, Any] = {"remains": home.remains, "place": "Gate"}
    if "identification" not in changes:
        stated["identification"] = home.named()
    if "entitlement" not in changes:
        stated["entitlement"] = home.entitled()
    return _sealed(_row(home, rows.Release, **stated | changes), received_by="Rosa Alba")


def _release_after_withdrawal(home: Home) -> models.Model:
    identification = home.named()
    entitlement = home.entitled()
    home.withdrawn(identification)
    return _release(home, identification=identification, entitlement=entitlement)


def _release_to_ended(home: Home) -> models.Model:
    release = _release(home)
    handover.end_entitlement(home.clerk, release.entitlement_id)
    return release


def _release_unverified(home: Home) -> models.Model:
    named = home.named()
    return _release(home, identification=named, entitlement=home.entitled(verified=False))


def _release_to_another_family(home: Home) -> models.Model:
    """The other family's paper is in order, for their own dead."""
    other, request = home.body("R-2"), _other_request(home)
    home.named(other, request)
    theirs = home.entitled(remains=other.id, relative=home.family_member(request).id)
    return _release(home, entitlement=theirs)


def _release_again(home: Home) -> models.Model:
    done_before = _release(home)
    home.released(done_before.entitlement)
    return done_before


def _release_from_grave(home: Home) -> models.Model:
    release = _release(home)
    _buried(home)
    return release


def _released_item(home: Home, **of: Any) -> models.Model:
    home.named()
    prepared = handover.release(home.mortuary, home.homegoing(home.entitled()))
    return _row(home, rows.ReleasedItem, release=prepared, **of)


def _item_after_release(home: Home) -> models.Model:
    ring = home.effect()
    home.named()
    return _row(home, rows.ReleasedItem, release=home.released(), effect=ring)


RELEASES: list[tuple[str, Insert]] = [
    ("confirmed-in-one-stroke", lambda h: _entitlement_of_named(h, **_verified(h))),
    ("no-identification", _entitlement),
    ("not-her-family", lambda h: _entitlement_of_named(h, relative=_stranger(h))),
    (
        "entitled_is_a_relative_or_an_authority",
        lambda h: _entitlement_of_named(h, authority="Police"),
    ),
    ("entitlement_has_a_document", lambda h: _unsealed(_entitlement_of_named(h), "document")),
    ("confirmed-in-one-stroke", lambda h: _release(h, **_witnessed(h, "at"))),
    ("no-identification", _release_after_withdrawal),
    ("not-entitled", _release_to_ended),
    ("not-entitled", _release_unverified),
    ("not-entitled", _release_to_another_family),
    ("on-hold", lambda h: _barred(h, Home.hold, _release(h))),
    ("disputed", lambda h: _barred(h, Home.dispute, _release(h))),
    ("gone-home", _release_again),
    ("in-grave", _release_from_grave),
    ("effects-go-first", lambda h: _release(h, covers="effects")),
    ("release_has_a_place_and_a_receiver", lambda h: _unsealed(_release(h), "received_by")),
    ("effect-of-another", lambda h: _released_item(h, effect=h.effect("E", h.body("R-2").id))),
    ("inventory-closed", _item_after_release),
    ("dispute_states_who_and_why", lambda h: _row(h, rows.Dispute, remains=h.remains)),
]


def _stranger(home: Home) -> rows.Relative:
    return home.family_member(_other_request(home))


def _unsealed(row: models.Model, name: str) -> models.Model:
    setattr(row, name, None)
    return row


@pytest.mark.parametrize(("code", "attack"), [*CUSTODY, *PACKETS, *FAREWELLS, *RELEASES])
def test_the_database_refuses_it_too(home: Home, code: str, attack: Insert) -> None:
    row = attack(home)
    for write in (lambda one: one.save(force_insert=True), insert_by_sql):
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            write(row)
        # Where two guards hold, either may speak first.
        assert {code_of(refused.value) or str(refused.value)} & _also(code, str(refused.value))


def _also(code: str, said: str) -> set[str]:
    """A check of the table is named in what the database says; a guard by its code."""
    if "_" in code:
        return {said} if code in said else set()
    return {code, *ALSO.get(code, ())}


ALSO = {
    "gone-home": ("not-sealed",),
    "no-identification": ("on-hold",),
    "not-held": ("no-sample-kept",),
}


# What is confirmed, lifted and settled


def _confirmed_seal(home: Home, *, empty: bool = False) -> tuple[models.Model, dict[str, Any]]:
    packet = _packet(home) if empty else home.packet(sealed=False)
    if empty:
        with unfenced():
            packet.save(force_insert=True)
    return packet, _witnessed(home)


def _seal_over_sealed(home: Home) -> tuple[models.Model, dict[str, Any]]:
    ring = home.effect()
    first = home.packet("P-1", ring, sealed=False)
    home.packet("P-2", ring)
    return first, _witnessed(home)


def _prepared(home: Home, **changes: Any) -> rows.Release:
    home.named()
    going = home.homegoing(home.entitled(), **changes)
    return handover.release(home.mortuary, going)


def _confirm(
    home: Home, bar: Callable[[Home], object] = lambda home: None, **changes: Any
) -> tuple[models.Model, dict[str, Any]]:
    prepared = _prepared(home, **changes)
    bar(home)
    return prepared, _witnessed(home, "at")


def _confirm_sealed_item(home: Home) -> tuple[models.Model, dict[str, Any]]:
    ring = home.effect()
    prepared = _prepared(home, effects=(ring.id,))
    home.packet("P-1", ring)
    return prepared, _witnessed(home, "at") | {"inventory_digest": b"1" * 32}


def _confirm_opened_packet(home: Home) -> tuple[models.Model, dict[str, Any]]:
    packet = home.packet()
    prepared = _prepared(home, packets=(packet.id,))
    home.opened(packet)
    return prepared, _witnessed(home, "at") | {"inventory_digest": b"1" * 32}


def _alone(home: Home, row: models.Model, at: str) -> tuple[models.Model, dict[str, Any]]:
    return row, {"witnessed_by_id": row.recorded_by_id, at: utc_now()}


def _lifted(
    home: Home, hold: rows.LegalHold, **changes: Any
) -> tuple[models.Model, dict[str, Any]]:
    seal(hold, "lifted_because", "Nothing was found")
    because = hold.lifted_because
    return hold, {
        "lifted_at": utc_now(),
        "lifted_by_id": home.board.account_id,
        "lifted_because": because,
    } | changes


def _withdrawn_hold(home: Home) -> rows.LegalHold:
    return home.withdrawn(home.named())


def _lifted_by_examiner(home: Home) -> tuple[models.Model, dict[str, Any]]:
    hold = _withdrawn_hold(home)
    home.examined()
    return _lifted(home, hold, lifted_by_id=home.doctor.account_id)


def _settled(home: Home, **changes: Any) -> tuple[models.Model, dict[str, Any]]:
    dispute = home.dispute()
    seal(dispute, "settlement", "It is her")
    return dispute, {
        "settled_at": utc_now(),
        "settled_by_id": home.board.account_id,
        "settlement": dispute.settlement,
    } | changes


def _inquiry_hold(home: Home) -> rows.LegalHold:
    home.examined(home.remains, InquirySign.BOUND)
    (hold,) = home.all(rows.LegalHold)
    return hold


UPDATES: list[tuple[str, Update]] = [
    ("packet-empty", lambda h: _confirmed_seal(h, empty=True)),
    ("packet_sealed_by_two", lambda h: _alone(h, h.packet(sealed=False), "witnessed_at")),
    ("under-seal", _seal_over_sealed),
    ("frozen", lambda h: (h.packet(), {"seal": "other"})),
    ("frozen", lambda h: (h.packet(), {"witnessed_by_id": None, "witnessed_at": None})),
    ("released_by_two", lambda h: _alone(h, _prepared(h), "at")),
    ("on-hold", lambda h: _confirm(h, Home.hold)),
    ("disputed", lambda h: _confirm(h, Home.dispute)),
    ("in-grave", lambda h: _confirm(h, _buried)),
    ("inventory-unsigned", lambda h: _confirm(h, effects=(h.effect().id,))),
    ("under-seal", _confirm_sealed_item),
    ("not-sealed", _confirm_opened_packet),
    ("frozen", lambda h: (_prepared(h), {"place": "Elsewhere"})),
    (
        "hold_is_lifted_by_someone_for_a_reason",
        lambda h: _lifted(h, h.hold(), lifted_because=None),
    ),
    ("hold-needs-examination", lambda h: _lifted(h, _withdrawn_hold(h))),
    ("hold-needs-examination", _lifted_by_examiner),
    ("frozen", lambda h: (h.hold(), {"because": "none"})),
    ("frozen", lambda h: (_inquiry_hold(h), {"remains_id": h.body("R-2").id})),
    (
        "dispute_is_settled_by_another_with_grounds",
        lambda h: _settled(h, settled_by_id=h.clerk.account_id),
    ),
    ("dispute_is_settled_by_another_with_grounds", lambda h: _settled(h, settlement=None)),
    (
        "entitlement_verified_by_another",
        lambda h: (
            _first(h.named(), h.entitled(verified=False)),
            {"verified_by_id": h.clerk.account_id, "verified_at": utc_now()},
        ),
    ),
    ("frozen", lambda h: (_buried(h), {"grave": "Row C 15"})),
    ("taken_up_only_for_a_reason", lambda h: (_buried(h), {"raised_at": utc_now()})),
    ("append-only", lambda h: (h.move(), {"to_place": "Elsewhere"})),
    ("append-only", lambda h: (h.effect(), {"description": "Nothing"})),
]


def _first(_: object, row: models.Model) -> models.Model:
    return row


@pytest.mark.parametrize(("code", "attack"), UPDATES)
def test_what_stands_is_not_changed_past_the_rules(home: Home, code: str, attack: Update) -> None:
    row, changes = attack(home)
    for write in (_save, _update_by_sql):
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            write(row, changes)
        assert {code_of(refused.value) or str(refused.value)} & _also(code, str(refused.value))


def _save(row: models.Model, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in changes])


def _update_by_sql(row: models.Model, changes: dict[str, Any]) -> None:
    fields = {one.attname: one for one in row._meta.concrete_fields}
    sets = ", ".join(f'"{fields[name].column}" = %s' for name in changes)
    values = [fields[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    column, key = key_of(row)
    sql(f'UPDATE {row._meta.db_table} SET {sets} WHERE "{column}" = %s', *values, key)


@pytest.mark.parametrize(
    "made",
    [
        Home.move,
        Home.effect,
        Home.sample,
        Home.packet,
        Home.hold,
        Home.dispute,
        _buried,
        _prepared,
    ],
)
def test_nothing_of_it_is_removed(home: Home, made: Callable[[Home], models.Model]) -> None:
    row = made(home)
    column, key = key_of(row)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql(f'DELETE FROM {row._meta.db_table} WHERE "{column}" = %s', key)
    assert code_of(refused.value) == "never-removed"


def test_a_second_grave_and_a_second_release_are_refused_by_the_table(home: Home) -> None:
    first = _buried(home)
    other = home.body("R-2")
    taken = _interment(
        home,
        remains=other,
        examination=home.examined(other),
        sample=home.sample("S-2", other),
    )
    for row in (clone(first, id=uuid4(), grave="Row C 15"), taken):
        with pytest.raises(IntegrityError, match=r"(?i)unique"), unfenced(), transaction.atomic():
            insert_by_sql(row)


def test_only_those_who_may_take_each_step(home: Home) -> None:
    nobody = home.staff.hire("records", Role.DATA_PROTECTION_OFFICER)
    for step_ in (
        lambda: home.move(nobody),
        lambda: handover.view(nobody, home.farewell()),
        lambda: handover.inter(nobody, home.burial(sample=uuid4())),
        lambda: handover.place_hold(
            nobody, handover.Holding(remains=home.remains.id, reference="1")
        ),
        lambda: handover.lift_hold(home.board, handover.Lifting(hold=uuid4(), because="x")),
        lambda: handover.lift_withdrawn_hold(
            home.prosecutor, handover.Lifting(hold=uuid4(), because="x")
        ),
        lambda: handover.settle_dispute(
            home.clerk, handover.Settling(dispute=uuid4(), grounds="x")
        ),
    ):
        with pytest.raises(NotAllowed):
            step_()
