"""Intake: each refusal of the first steps, and what they leave."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from antigone.access import Action, Actor, Discipline, Role, SeparatePerson, require, within
from antigone.casework import models as rows
from antigone.casework.codes import UnfitCode
from antigone.casework.description import Absent, Description, PartialDate, Range
from antigone.casework.models.remains import Condition, InquirySign, RemainsKind
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.procedures import accounts, intake, operations
from antigone.casework.sealed import envelopes, index_of, unseal
from antigone.casework.step import NotHere
from tests.homes import Scene, Staff, found_remains, open_operation, report


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    return staff.hire("clerk", Role.INTAKE_OFFICER)


@pytest.fixture
def mortuary(staff: Staff) -> Actor:
    return staff.hire("mortuary", Role.MORTUARY_OFFICER)


def test_a_request_keeps_what_was_said_and_seals_who_said_it(clerk: Actor, staff: Staff) -> None:
    described = Description(
        sex="female", age=Range(30, 35), tattoos=(), eyes=Absent.UNKNOWN, hair="black, long"
    )
    request = intake.open_request(
        clerk, report(description=described, born=PartialDate("1994-03"), other_names=("Inés",))
    )
    with within(staff.operation):
        person = rows.MissingPerson.objects.get(request=request)
        assert person.description == described
        assert person.description.scars is Absent.NOT_EXAMINED
        assert person.born == "1994-03"
        enquirer = rows.Enquirer.objects.get(
            name_index=index_of(rows.Enquirer, "name", "  rosa ALBA ")
        )
        assert b"Rosa" not in bytes(enquirer.name)
        assert unseal(enquirer, "name") == "Rosa Alba"
        assert len(list(envelopes())) == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"basis": None}, intake.NoLegalBasis),
        ({"basis": replace(report().basis, article=" ")}, intake.NoLegalBasis),
        ({"missing_because": " "}, intake.NoReason),
        ({"name": ""}, intake.NoMissingName),
        ({"asking": intake.Asking(kind=EnquirerKind.RELATIVE)}, intake.NoEnquirer),
        ({"asking": intake.Asking(kind=EnquirerKind.BUREAU, name="x")}, intake.NoEnquirer),
        ({"code": ""}, intake.CodeTaken),
    ],
)
def test_a_request_is_refused(
    clerk: Actor, staff: Staff, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        intake.open_request(clerk, report(**changes))
    with within(staff.operation):
        assert not rows.TracingRequest.objects.exists()
        assert not rows.Enquirer.objects.exists()


def test_a_code_stands_for_one_case(clerk: Actor, mortuary: Actor) -> None:
    intake.open_request(clerk, report())
    intake.record_remains(mortuary, found_remains())
    with pytest.raises(intake.CodeTaken):
        intake.open_request(clerk, report())
    with pytest.raises(intake.CodeTaken):
        intake.record_remains(mortuary, found_remains())


@pytest.mark.parametrize("code", ["2026/0142", "R-0042\n", "R\0"])
def test_a_code_fits_into_an_address_and_beside_a_photographs_number(
    staff: Staff, clerk: Actor, mortuary: Actor, code: str
) -> None:
    with pytest.raises(UnfitCode):
        intake.open_request(clerk, report(code))
    with pytest.raises(UnfitCode):
        intake.record_remains(mortuary, found_remains(code))
    with pytest.raises(UnfitCode):
        open_operation(staff.administrator, code)


@pytest.mark.parametrize("left_out", ["code", "place", "authority"])
def test_remains_without_code_place_or_authority_are_refused(
    mortuary: Actor, left_out: str
) -> None:
    with pytest.raises(intake.NoRemainsCode):
        intake.record_remains(mortuary, replace(found_remains(), **{left_out: " "}))


def test_a_part_belongs_to_a_body_of_this_operation(mortuary: Actor) -> None:
    body = intake.record_remains(mortuary, found_remains("R1"))
    part = intake.record_remains(
        mortuary, found_remains("R1-1", kind=RemainsKind.PART, part_of=body.id)
    )
    assert part.part_of == body
    with pytest.raises(intake.NotAPart):
        intake.record_remains(mortuary, found_remains("R2", part_of=body.id))
    with pytest.raises(NotHere):
        intake.record_remains(mortuary, found_remains("R3", kind=RemainsKind.PART, part_of=uuid4()))


def test_signs_for_an_inquiry_alert_the_prosecutor_and_hold_the_body(
    mortuary: Actor, staff: Staff
) -> None:
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    remains = intake.record_remains(mortuary, found_remains())
    intake.examine_remains(
        doctor,
        intake.DeathFound(
            remains=remains.id,
            basis="Ligatures at both wrists",
            condition=Condition.EARLY_CHANGE,
            inquiry_signs=frozenset({InquirySign.BOUND, InquirySign.CUSTODY}),
        ),
    )
    with within(staff.operation):
        assert sorted(rows.LegalHold.objects.values_list("because", flat=True)) == [
            "inquiry:bound",
            "inquiry:custody",
        ]
        assert rows.Alert.objects.get().role == Role.PROSECUTORS_LIAISON
        assert rows.Remains.objects.get().condition == Condition.EARLY_CHANGE


def test_an_examination_rests_on_something(mortuary: Actor, staff: Staff) -> None:
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    remains = intake.record_remains(mortuary, found_remains())
    with pytest.raises(intake.NoBasisOfDeath):
        intake.examine_remains(doctor, intake.DeathFound(remains=remains.id, basis=" "))
    with pytest.raises(NotHere):
        intake.examine_remains(doctor, intake.DeathFound(remains=uuid4(), basis="Rigor"))


def test_who_recorded_the_body_does_not_review_it(scene: Scene) -> None:
    both = scene.staff.hire("both", Role.MORTUARY_OFFICER, Discipline.FACE)
    remains = intake.record_remains(both, found_remains("R2"))
    with within(scene.staff.operation), pytest.raises(SeparatePerson):
        require(both, Action.COMPARE, of=remains)


# Operations and accounts


def test_a_closed_operation_has_a_manifest(administrator: Actor) -> None:
    new = operations.NewOperation(
        code="FERRY",
        name="Ferry",
        kind=operations.OperationKind.INCIDENT,
        authority="Coroner",
        legal_basis="Act",
        declared_missing=2,
        listing=operations.Listing.CLOSED,
        manifest=(operations.Seat(name="Ines Alba", seat="12"), operations.Seat(name="Ada Roth")),
    )
    for unfit, refusal in (
        (replace(new, manifest=()), operations.NoManifest),
        (replace(new, listing=operations.Listing.OPEN), operations.NoManifest),
        (replace(new, authority=" "), operations.NoAuthority),
        (replace(new, legal_basis=""), operations.NoAuthority),
        (replace(new, code=""), operations.OperationCodeTaken),
    ):
        with pytest.raises(refusal):
            operations.open_operation(administrator, unfit)
    operation = operations.open_operation(administrator, new)
    with within(operation.id):
        assert list(rows.ManifestEntry.objects.values_list("line", "seat")) == [(1, "12"), (2, "")]
    with pytest.raises(operations.OperationCodeTaken):
        operations.open_operation(administrator, new)


def test_a_home_is_founded_once(administrator: Actor) -> None:
    new = accounts.NewAccount(sign_in_name="x", shown_name="x", password="long enough for it")
    with pytest.raises(accounts.AlreadyFounded):
        accounts.found(new)
    with pytest.raises(accounts.WeakPassword):
        replace(new, password="short")


def test_nobody_gives_roles_to_himself_nor_conflicting_ones(staff: Staff) -> None:
    house = Actor(account_id=staff.administrator.account_id)
    own = accounts.RoleGiven(
        account=house.account_id, role=Role.INTAKE_OFFICER, operation=staff.operation
    )
    with pytest.raises(accounts.OwnRole):
        accounts.give_role(house, own)
    with pytest.raises(accounts.NoSuchAccountHere):
        accounts.give_role(house, replace(own, account=uuid4()))
    officer = staff.hire("officer", Role.DATA_PROTECTION_OFFICER)
    for operation in (None, staff.operation):
        given = accounts.RoleGiven(
            account=officer.account_id, role=Role.ADMINISTRATOR, operation=operation
        )
        with pytest.raises(accounts.RolesConflict):
            accounts.give_role(house, given)


def test_an_administrator_of_one_operation_gives_no_role_elsewhere(staff: Staff) -> None:
    local = staff.hire("local", Role.ADMINISTRATOR)
    clerk = staff.hire("clerk")
    given = accounts.RoleGiven(account=clerk.account_id, role=Role.ADMINISTRATOR)
    with pytest.raises(accounts.OtherOperation):
        accounts.give_role(local, given)
    grant = accounts.give_role(
        local, replace(given, operation=staff.operation, role=Role.INTAKE_OFFICER)
    )
    accounts.end_role(local, grant.id)
    with pytest.raises(accounts.NoSuchGrant):
        accounts.end_role(local, grant.id)


def test_a_grant_ends_with_its_time(staff: Staff, watch: Any) -> None:
    officer = staff.hire("m")
    accounts.give_role(
        Actor(account_id=staff.administrator.account_id),
        accounts.RoleGiven(
            account=officer.account_id,
            role=Role.MORTUARY_OFFICER,
            operation=staff.operation,
            until=watch() + timedelta(days=1),
        ),
    )
    assert require(officer, Action.RECORD_REMAINS)
    watch.ahead = timedelta(days=2)
    with pytest.raises(Exception, match="You hold no role here"):
        require(officer, Action.RECORD_REMAINS)
