"""Custody at every moment, farewell, burial, and the way home: what is done, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from antigone.access import Actor, NotAllowed, Role, SeparatePerson, within
from antigone.casework import handover_forms
from antigone.casework import models as rows
from antigone.casework.lists import handing as handing_lists
from antigone.casework.lists import register
from antigone.casework.models.remains import InquirySign
from antigone.casework.procedures import accounts, erasure, handover, intake
from antigone.casework.procedures.intake import CodeTaken
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere
from antigone.config import utc_now
from antigone.errors import Refusal
from tests.casework.desk import last_entry
from tests.casework.homecoming import Home, handing, home
from tests.homes import report

__all__ = ["home"]


def where(home: Home, code: str) -> tuple[str, str, str]:
    """Return the state, the place and the holder of something, as anybody may read it."""
    one = register.chain_of(home.colleague, code)
    return one["state"], one["place"], one["holder"]


def test_place_and_holder_are_known_at_every_moment(home: Home) -> None:
    assert where(home, "R-1") == ("held", "Pier 3", "")
    home.move(remains=home.remains.id)
    home.move(remains=home.remains.id, to_place="Hospital", institution="County hospital")
    effect = home.effect()
    home.sample()
    assert where(home, "R-1") == ("held", "Hospital", "Jon Etxea")
    chain = register.chain_of(home.colleague, "R-1")
    assert [(one["number"], one["from"], one["to"]) for one in chain["chain"]] == [
        (1, "Pier 3", "Pier 3, cold room 2"),
        (2, "Pier 3, cold room 2", "Hospital"),
    ]
    assert [one["institution"] for one in chain["chain"]] == ["Coroner", "County hospital"]
    # Everything that has a label is on the one list.
    listed = register.where_everything_is(home.colleague)
    assert [(one["code"], one["kind"], one["institution"]) for one in listed] == [
        ("R-1", "remains", "County hospital"),
        ("E-1", "effect", "Coroner"),
        ("S-1", "sample", "Coroner"),
    ]
    entry = last_entry()
    assert entry.action == "sample.record"
    assert effect.ledger_id not in entry.objects


def test_a_chain_runs_forward_in_time(home: Home) -> None:
    before = utc_now() - timedelta(hours=3)
    home.move(at=before)
    for wrong in (before - timedelta(minutes=1), utc_now() + timedelta(hours=1)):
        with pytest.raises(handover.OutOfTime):
            home.move(at=wrong)
    with pytest.raises(handover.OutOfTime):
        home.move(at=utc_now().replace(tzinfo=None))
    home.move(at=before + timedelta(minutes=1))


def test_every_label_stands_for_one_thing(home: Home) -> None:
    home.effect("X-1")
    for again in (
        lambda: home.effect("X-1"),
        lambda: home.sample("R-1"),
        lambda: home.packet("X-1", home.effect("X-2")),
        lambda: home.effect(" "),
    ):
        with pytest.raises(CodeTaken):
            again()
    for nothing in (
        lambda: home.effect("X-3", description=" "),
        lambda: home.effect("X-3", found_by=""),
        lambda: home.move(because=""),
    ):
        with pytest.raises(handover.Unstated):
            nothing()
    with pytest.raises(handover.NotOneThing):
        home.move(remains=home.remains.id, effect=home.effect("X-3").id)


def test_under_a_hold_the_dead_move_within_the_house_only(home: Home) -> None:
    packet, sample = home.packet(), home.sample()
    loose = home.effect("E-9")
    hold = home.hold()
    assert home.move().because == "The first room is full"
    away = {"institution": "Funerals Office", "to_place": "Chapel"}
    for thing in ({}, {"packet": packet.id}, {"effect": loose.id}):
        with pytest.raises(handover.UnderLegalHold):
            home.move(**thing, **away)
    # The laboratory's answer is what the inquiry waits for.
    home.move(sample=sample.id, institution="Forensic laboratory", to_place="Laboratory")
    lifting = handover.Lifting(hold=hold.id, because="The prosecutor closed file 14/2026")
    handover.lift_hold(home.prosecutor, lifting)
    home.move(**away)
    home.hold()
    # What is elsewhere may always come back.
    assert home.move(institution="Coroner").institution == "Coroner"


def test_under_a_dispute_nobody_leaves(home: Home) -> None:
    dispute = home.dispute()
    home.move()
    with pytest.raises(handover.UnderDispute):
        home.move(institution="Funerals Office")
    settling = handover.Settling(
        dispute=dispute.id, grounds="The dental charts agree in nine points"
    )
    with pytest.raises(SeparatePerson):
        handover.settle_dispute(_as_board(home, "clerk"), settling)
    handover.settle_dispute(home.board, settling)
    home.move(institution="Funerals Office")
    with pytest.raises(handover.SettledBefore):
        handover.settle_dispute(home.board, settling)
    (kept,) = home.all(rows.Dispute)
    assert unseal(kept, "raised_by") == "Pablo Alba"
    assert unseal(kept, "settlement").startswith("The dental charts")


def _as_board(home: Home, name: str) -> Any:
    """Give somebody who works here a place on the board as well."""
    actor = getattr(home, name)
    given = accounts.RoleGiven(
        account=actor.account_id, operation=home.staff.operation, role=Role.BOARD_MEMBER
    )
    chief = Actor(account_id=home.staff.administrator.account_id)
    accounts.give_role(chief, given)
    return actor


def test_remains_that_were_only_seen_are_never_moved(home: Home) -> None:
    seen = home.body("R-7", custody="not-held")
    with within(home.staff.operation):
        everything: list[Callable[[], object]] = [
            lambda: home.move(remains=seen.id),
            lambda: home.sample(remains=seen),
            lambda: home.effect(remains=seen.id),
        ]
    for step_ in everything:
        with pytest.raises(handover.NotHeldHere):
            step_()


# Packets


def test_a_packet_is_sealed_and_opened_by_two(home: Home) -> None:
    ring, watch = home.effect("E-1"), home.effect("E-2", description="A watch")
    packet = home.packet("P-1", ring, watch, sealed=False)
    assert where(home, "P-1")[0] == "prepared"
    read = handover.SealRead(packet=packet.id, seal="SEAL-P-1")
    with pytest.raises(SeparatePerson):
        handover.confirm_seal(home.mortuary, read)
    with pytest.raises(handover.NotSealed):
        home.move(packet=packet.id)
    with pytest.raises(handover.OtherSeal):
        wrong = handover.SealRead(packet=packet.id, seal="SEAL-P-2")
        handover.confirm_seal(home.colleague, wrong)
    handover.confirm_seal(home.colleague, read)
    with pytest.raises(handover.ConfirmedBefore):
        handover.confirm_seal(home.colleague, read)
    home.move(packet=packet.id, to_place="Bank vault")
    # What lies in it is where it is.
    assert where(home, "E-2") == ("sealed in P-1", "Bank vault", "Jon Etxea")
    with pytest.raises(handover.UnderSeal):
        home.move(effect=ring.id)
    with pytest.raises(handover.UnderSeal):
        home.packet("P-2", ring)
    opening = handover.Opening(packet=packet.id, because="The inscription is to be read")
    with pytest.raises(NotHere):
        handover.confirm_opening(home.colleague, read)
    handover.open_packet(home.mortuary, opening)
    assert where(home, "P-1")[0] == "sealed"
    with pytest.raises(SeparatePerson):
        handover.confirm_opening(home.mortuary, read)
    handover.confirm_opening(home.colleague, read)
    assert [where(home, code)[0] for code in ("P-1", "E-1")] == ["opened", "held"]
    # Two lines: taken into custody, and taken out of the packet where that was opened.
    chain = register.chain_of(home.colleague, "E-1")["chain"]
    assert [(one["number"], one["to"]) for one in chain] == [(1, "Pier 3, safe"), (2, "Bank vault")]
    again = home.packet("P-2", ring, watch)
    assert where(home, "P-2")[:2] == ("sealed", "Bank vault")
    assert again.witnessed_by_id == home.colleague.account_id


def test_a_packet_holds_what_belongs_together(home: Home) -> None:
    other = home.body("R-2")
    theirs = home.effect("E-2", other.id)
    with pytest.raises(handover.NotTheirs):
        home.packet("P-1", home.effect("E-1"), theirs)
    with pytest.raises(handover.NothingInside):
        handover.seal_packet(
            home.mortuary, handover.Sealing(code="P-1", seal="1", remains=other.id, effects=())
        )
    away = home.effect("E-3")
    home.move(effect=away.id)
    with pytest.raises(handover.ApartFromEachOther):
        home.packet("P-1", home.effect("E-4"), away)


def test_articles_that_are_nobodys_are_kept_sealed_and_sent_too(home: Home) -> None:
    """GC I art. 16: also unidentified articles go to the bureau."""
    article = home.effect("U-1", nobodys=True)
    packet = home.packet("UP-1", article)
    assert packet.remains_id is None
    bureau = "National Information Bureau"
    home.move(packet=packet.id, institution=bureau, to_place="Bureau", received_by=bureau)
    one = register.chain_of(home.colleague, "U-1")
    assert (one["remains"], one["institution"]) == (None, bureau)
    with pytest.raises(handover.NotTheirs):
        home.packet("P-2", home.effect("E-1"), home.effect("U-2", nobodys=True))


# Farewell


def test_a_farewell_is_said_in_person_after_an_identification(home: Home) -> None:
    with pytest.raises(handover.NotIdentified):
        handover.view(home.clerk, home.farewell())
    home.named()
    viewing = handover.view(home.clerk, home.farewell())
    assert (viewing.relative_id, viewing.effects_shown) == (home.relative.id, True)
    assert last_entry().action == "handover.view"
    # Nothing of it is a picture or a file.
    assert not [one for one in viewing._meta.get_fields() if "blob" in one.name]
    for alone in ({"supported_by": " "}, {"place": ""}):
        with pytest.raises(handover.Unstated):
            handover.view(home.clerk, home.farewell(**alone))


def test_nobody_sees_the_dead_of_another_family(home: Home) -> None:
    home.named()
    others = intake.open_request(home.clerk, report("M2"))
    stranger = home.family_member(others)
    with pytest.raises(handover.NotOfThisFamily):
        handover.view(home.clerk, home.farewell(relative=stranger.id))
    with pytest.raises(handover.NotOfThisFamily):
        home.entitled(relative=stranger.id)


# Burial


def test_the_unidentified_are_buried_so_that_they_are_found_again(home: Home) -> None:
    home.examined()
    sample = home.sample()
    buried = handover.inter(home.mortuary, home.burial(sample=sample.id))
    assert where(home, "R-1") == ("in-grave", "Harbour cemetery, Row C 14", "Funerals Office")
    (line,) = register.graves(home.colleague)
    assert (line["remains"], line["grave"], line["sample"]) == ("R-1", "Row C 14", "S-1")
    assert (line["latitude"], line["longitude"]) == (42.2406, -8.7207)
    assert (line["identified"], line["cremated"], line["raised_at"]) == (False, False, None)
    with pytest.raises(handover.LiesInAGrave):
        home.move()
    with pytest.raises(handover.LiesInAGrave):
        handover.inter(home.mortuary, home.burial(sample=sample.id, grave="Row C 15"))

    home.named()
    entitlement = home.entitled()
    with pytest.raises(handover.LiesInAGrave):
        home.released(entitlement)
    taking = handover.TakingUp(
        remains=home.remains.id,
        because="Identified; the family asks for her",
        to_place="Pier 3, cold room 1",
        handed_by="Funerals Office",
        received_by="Marta Ruiz",
    )
    with pytest.raises(handover.Unstated):
        handover.take_up(home.mortuary, handover.TakingUp(**vars(taking) | {"because": " "}))
    raised = handover.take_up(home.mortuary, taking)
    assert raised.id == buried.id
    with pytest.raises(handover.NotInAGrave):
        handover.take_up(home.mortuary, taking)
    home.released(entitlement)
    assert where(home, "R-1")[0] == "released"
    # The register keeps the grave, and says why it is empty.
    (line,) = register.graves(home.colleague)
    assert line["raised_because"].startswith("Identified")


def test_what_a_burial_needs(home: Home) -> None:
    sample = home.sample()
    inter: Callable[..., object] = lambda **changes: handover.inter(  # noqa: E731
        home.mortuary, home.burial(**({"sample": sample.id} | changes))
    )
    with pytest.raises(handover.NotExamined):
        inter()
    home.examined()
    other = home.body("R-2")
    with pytest.raises(handover.NoSampleKept):
        inter(sample=home.sample("S-2", other).id)
    for unlocated in (
        {"cemetery": " "},
        {"grave": ""},
        {"latitude": 91.0},
        {"longitude": -181.0},
        {"latitude": float("nan")},
        {"latitude": 0.0, "longitude": 0.0},
    ):
        with pytest.raises(handover.NoLocatedGrave):
            inter(**unlocated)
    with pytest.raises(handover.NoReasonToCremate):
        inter(cremated=True, cremation_because=" ")
    home.examined(other)
    kept = home.sample("S-3", other)
    handover.inter(home.mortuary, home.burial(remains=other.id, sample=kept.id))
    with pytest.raises(handover.GraveTaken):
        inter()
    handover.use_up_sample(home.mortuary, sample.id)
    with pytest.raises(handover.NoSampleKept):
        inter(grave="Row C 15")
    with pytest.raises(handover.SampleUsedUp):
        home.move(sample=sample.id)
    with pytest.raises(handover.SampleUsedUp):
        handover.use_up_sample(home.mortuary, sample.id)


def test_a_cremation_states_its_reason(home: Home) -> None:
    home.examined()
    because = "Imperative reason of hygiene: cholera in the district"
    burial = home.burial(sample=home.sample().id, cremated=True, cremation_because=because)
    handover.inter(home.mortuary, burial)
    (line,) = register.graves(home.colleague)
    assert (line["cremated"], line["cremation_because"]) == (True, because)


# Home


def test_a_person_goes_home_by_two_with_what_was_hers(home: Home) -> None:
    home.named()
    ring, packet = home.effect("E-1"), home.packet("P-1", home.effect("E-2"))
    entitlement = home.entitled()
    going = home.homegoing(entitlement, effects=(ring.id,), packets=(packet.id,))
    prepared = handover.release(home.mortuary, going)
    assert where(home, "R-1")[0] == "held"
    with pytest.raises(SeparatePerson):
        handover.confirm_release(home.mortuary, handing(prepared, signed=True))
    with pytest.raises(handover.InventoryUnsigned):
        handover.confirm_release(home.colleague, handing(prepared))
    done = handover.confirm_release(home.colleague, handing(prepared, signed=True))
    assert where(home, "R-1") == ("released", "Pier 3, east gate", "sister, M1")
    assert [where(home, code)[0] for code in ("E-1", "P-1", "E-2")] == ["released"] * 3
    with within(home.staff.operation):
        inventory = handover.inventory_of(done).decode()
    assert all(code in inventory for code in ("E-1", "P-1", "SEAL-P-1", "E-2"))
    # Her name is in the vault, and nowhere else.
    assert handover.receiver_of(done) == "Rosa Alba"
    chains = [register.chain_of(home.colleague, code) for code in ("R-1", "E-1", "P-1")]
    assert "Rosa" not in str(chains)
    with pytest.raises(handover.GoneHome):
        home.move()
    with pytest.raises(handover.GoneHome):
        home.move(effect=ring.id)
    with pytest.raises(handover.GoneHome):
        handover.view(home.clerk, home.farewell())
    with pytest.raises(handover.GoneHome):
        home.opened(packet)
    with pytest.raises(handover.ConfirmedBefore):
        handover.confirm_release(home.colleague, handing(prepared, signed=True))
    with pytest.raises(handover.GoneHome):
        home.released(entitlement)
    # What is found later follows her, to whom it is due.
    late = home.effect("E-7")
    follows = {"person": False, "effects": (late.id,)}
    with pytest.raises(handover.InventoryUnsigned):
        home.released(entitlement, **follows)
    home.released(entitlement, signed=True, **follows)
    assert where(home, "E-7")[0] == "released"


def test_an_authority_receives_where_no_relative_does(home: Home) -> None:
    home.named()
    entitlement = home.entitled(relative=None, authority="Consulate of Ruritania")
    home.released(entitlement)
    assert where(home, "R-1")[2] == "Consulate of Ruritania"
    chain = register.chain_of(home.colleague, "R-1")
    assert chain["institution"] == "Consulate of Ruritania"


def test_who_may_receive_is_verified_by_another(home: Home) -> None:
    with pytest.raises(handover.NotIdentified):
        home.entitled()
    home.named()
    for nobody in ({"relative": None}, {"authority": "Police"}):
        with pytest.raises(handover.NoReceiver):
            home.entitled(**nobody)
    with pytest.raises(handover.Unstated):
        home.entitled(document=" ")
    unverified = home.entitled(verified=False)
    with pytest.raises(SeparatePerson):
        handover.verify_entitlement(home.clerk, unverified.id)
    with pytest.raises(handover.NotEntitled):
        home.released(unverified)
    handover.verify_entitlement(home.colleague, unverified.id)
    with pytest.raises(handover.ConfirmedBefore):
        handover.verify_entitlement(home.colleague, unverified.id)
    handover.end_entitlement(home.clerk, unverified.id)
    with pytest.raises(handover.NotEntitled):
        home.released(unverified)
    with pytest.raises(handover.EntitlementEnded):
        handover.end_entitlement(home.clerk, unverified.id)
    with pytest.raises(handover.NotEntitled):
        other = home.body("R-2")
        home.named(other, _second_request(home))
        home.released(home.entitled(), remains=other.id)


def _second_request(home: Home) -> rows.TracingRequest:
    return intake.open_request(home.clerk, report("M2"))


def test_effects_never_go_before_the_person(home: Home) -> None:
    home.named()
    ring = home.effect()
    alone = {"person": False, "effects": (ring.id,)}
    entitlement = home.entitled()
    with pytest.raises(handover.EffectsGoFirst):
        home.released(entitlement, signed=True, **alone)
    stranger = home.effect("E-2", home.body("R-2").id)
    with pytest.raises(handover.NotTheirs):
        home.released(entitlement, signed=True, effects=(stranger.id,))
    packet = home.packet("P-1", ring)
    with pytest.raises(handover.UnderSeal):
        home.released(entitlement, signed=True, effects=(ring.id,))
    home.opened(packet)
    with pytest.raises(handover.NotSealed):
        home.released(entitlement, signed=True, packets=(packet.id,))
    home.examined()
    handover.inter(home.mortuary, home.burial(sample=home.sample().id))
    with pytest.raises(handover.NothingInside):
        home.released(entitlement, person=False)
    # Buried where the family wished: her ring goes to them.
    home.released(entitlement, signed=True, **alone)


@pytest.mark.parametrize(
    ("bar", "refusal"),
    [(Home.hold, handover.UnderLegalHold), (Home.dispute, handover.UnderDispute)],
)
def test_what_holds_somebody_back_holds_everywhere(
    home: Home, bar: Callable[[Home], object], refusal: type[Refusal]
) -> None:
    home.named()
    home.examined()
    sample, entitlement = home.sample(), home.entitled()
    prepared = handover.release(home.mortuary, home.homegoing(entitlement))
    bar(home)
    for barred in (
        lambda: handover.view(home.clerk, home.farewell()),
        lambda: handover.inter(home.mortuary, home.burial(sample=sample.id)),
        lambda: handover.release(home.mortuary, home.homegoing(entitlement)),
        # It came in between.
        lambda: handover.confirm_release(home.colleague, handing(prepared)),
        lambda: home.move(institution="Funerals Office"),
    ):
        with pytest.raises(refusal):
            barred()
    assert where(home, "R-1")[0] == "held"


def test_after_a_withdrawal_nobody_leaves_until_the_board_knows_more(home: Home) -> None:
    identification = home.named()
    entitlement = home.entitled()
    prepared = handover.release(home.mortuary, home.homegoing(entitlement))
    hold = home.withdrawn(identification)
    barred: list[tuple[type[Refusal], Callable[[], object]]] = [
        (handover.NotIdentified, lambda: handover.release(
            home.mortuary, home.homegoing(entitlement))),
        (handover.ConfirmedBefore, lambda: handover.confirm_release(
            home.colleague, handing(prepared))),
        (handover.NotIdentified, lambda: handover.view(home.clerk, home.farewell())),
        (handover.NotIdentified, home.entitled),
        (handover.UnderLegalHold, lambda: home.move(institution="Funerals Office")),
    ]  # fmt: skip
    for refusal, step_ in barred:
        with pytest.raises(refusal):
            step_()
    lifting = handover.Lifting(hold=hold.id, because="Examined again, teeth and prints")
    with pytest.raises(handover.BoardLifts):
        handover.lift_hold(home.prosecutor, lifting)
    with pytest.raises(handover.NotExaminedAgain):
        handover.lift_withdrawn_hold(home.board, lifting)
    home.examined()
    with pytest.raises(handover.Unstated):
        handover.lift_withdrawn_hold(home.board, handover.Lifting(hold=hold.id, because=" "))
    lifted = handover.lift_withdrawn_hold(home.board, lifting)
    assert unseal(lifted, "lifted_because").startswith("Examined again")
    with pytest.raises(handover.LiftedBefore):
        handover.lift_withdrawn_hold(home.board, lifting)
    with pytest.raises(handover.ProsecutorLifts):
        handover.lift_withdrawn_hold(
            home.board, handover.Lifting(hold=home.hold().id, because="No")
        )


def test_who_was_released_in_error_comes_back_before_she_goes_anywhere(home: Home) -> None:
    identification = home.named()
    home.released()
    hold = home.withdrawn(identification)
    # The family brings her back: into the house, under the hold.
    home.examined()
    lifting = handover.Lifting(hold=hold.id, because="Examined again")
    handover.lift_withdrawn_hold(home.board, lifting)
    right = _second_request(home)
    home.named(request=right)
    sister = home.family_member(right)
    entitlement = home.entitled(relative=sister.id)
    with pytest.raises(handover.NotBack):
        home.released(entitlement)
    home.move(institution="Coroner", to_place="Pier 3", handed_by="The family of M1")
    home.released(entitlement)
    assert where(home, "R-1")[2] == "sister, M2"
    chain = register.chain_of(home.colleague, "R-1")["chain"]
    assert [one["institution"] for one in chain] == ["family, M1", "Coroner", "family, M2"]


def test_an_old_entitlement_does_not_serve_another_name(home: Home) -> None:
    identification = home.named()
    old = home.entitled()
    hold = home.withdrawn(identification)
    home.examined()
    handover.lift_withdrawn_hold(home.board, handover.Lifting(hold=hold.id, because="Examined"))
    home.named(request=_second_request(home))
    with pytest.raises(handover.NotEntitled):
        home.released(old)


# Inquiries


def test_signs_of_an_inquiry_alert_and_hold_and_are_the_prosecutors_to_see(home: Home) -> None:
    home.examined(home.remains, InquirySign.BOUND, InquirySign.EXECUTION)
    (line,) = handing_lists.inquiries(home.prosecutor)
    assert (line["remains"], line["signs"]) == ("R-1", ["bound", "execution"])
    assert line["holds"] == ["inquiry:bound", "inquiry:execution"]
    for other in (home.board, home.mortuary, home.colleague, home.doctor):
        with pytest.raises(NotAllowed):
            handing_lists.inquiries(other)
    (alert,) = handing_lists.alerts(home.prosecutor)
    assert handing_lists.alerts(home.mortuary) == []
    with pytest.raises(NotHere):
        handover.see_alert(home.mortuary, UUID(alert["alert"]))
    handover.see_alert(home.prosecutor, UUID(alert["alert"]))
    assert handing_lists.alerts(home.prosecutor) == []
    for key in handing_lists.open_holds(home.prosecutor, "R-1", after_withdrawal=False):
        lifting = handover.Lifting(hold=key, because="The inquiry was closed")
        handover.lift_hold(home.prosecutor, lifting)
    (line,) = handing_lists.inquiries(home.prosecutor)
    assert (line["holds"], len(line["lifted"])) == ([], 2)
    # What is told of a hold to everybody else names no sign.
    home.hold()
    with pytest.raises(handover.UnderLegalHold) as refused:
        home.move(institution="Funerals Office")
    assert "bound" not in str(refused.value)


# The forms


def test_the_forms_say_what_the_record_says(home: Home) -> None:
    """GC I art. 17, the grave; art. 16, the packet with its complete inventory."""
    home.examined()
    packet = home.packet("P-1", home.effect("E-1"), home.effect("E-2", description="Two coins"))
    buried = handover.inter(home.mortuary, home.burial(sample=home.sample().id))
    with within(home.staff.operation):
        grave = handover_forms.grave_entry(rows.Interment.objects.get())
        assert (grave.cemetery, grave.grave, grave.name) == ("Harbour cemetery", "Row C 14", "")
        assert grave.position == "42.240600, -8.720700 (WGS 84)"
        assert grave.sample == "S-1, B-77"
        listed = handover_forms.packet_statement(rows.SealedPacket.objects.get())
        signed = [one.name for one in listed.head.signatories]
    assert [one.description for one in listed.articles] == [
        "E-1: A ring, inscribed 14 June 1989",
        "E-2: Two coins",
    ]
    assert signed == ["mortuary", "colleague"]
    home.named()
    with within(home.staff.operation):
        assert handover_forms.grave_entry(buried).name == "Ines Alba"
        assert handover_forms.packet_statement(packet).owner == "Ines Alba"
    for code in ("R-1", "P-1"):
        assert handover_forms.form_of(home.colleague, code).startswith(b"%PDF")
    for without in ("E-1", "S-1"):
        with pytest.raises(NotHere):
            handover_forms.form_of(home.colleague, without)


def test_what_the_family_takes_back_leaves_no_name_in_the_record_of_the_handover(
    home: Home,
) -> None:
    identification = home.named()
    home.released()
    withdrawing = erasure.Withdrawing(request=home.request.id)
    hold = home.withdrawn(identification)
    home.examined()
    lifting = handover.Lifting(hold=hold.id, because="Examined again")
    handover.lift_withdrawn_hold(home.board, lifting)
    assert erasure.withdraw(home.clerk, withdrawing).outcome == "erased"
    (entitlement,), (released,) = home.all(rows.Entitlement), home.all(rows.Release)
    assert (entitlement.document, released.received_by) == (None, None)
    assert entitlement.ended_at is not None
    # That there was an error, and when, stays.
    assert released.recalled_at is not None
    chain = register.chain_of(home.colleague, "R-1")["chain"]
    assert [one["received_by"] for one in chain] == ["sister, M1"]
