"""Many requests in one file, and a list that grows beyond what was declared."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Actor, Role
from antigone.access.requirement import NotAllowed, SeparatePerson
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.models.operation import OperationKind
from antigone.casework.procedures import accounts, bulk, erasure, intake, operations
from antigone.config import utc_now
from antigone.exchange.request_files import FaultyTable, UnreadableTable
from tests.casework.desk import last_entry
from tests.homes import Staff, insert_by_sql, report, unfenced

HEADER = "code,name,missing_because,controller,article,enquirer_name,permits,biometrics"
LISTED = (
    "B1,Ines Alba,On the list of the shipping line,Coroner,Act s. 12,Rosa Alba,identify,yes",
    "B2,Нона Бойко,On the list of the shipping line,Coroner,Act s. 12,Olha Boyko,,",
    "B3,Ada Crane,On the list of the shipping line,Coroner,Act s. 12,Ben Crane,identify,no",
)
WHY = "List of the shipping line, agreement of 3 May"


def file(*lines: str, name: str = "list.csv") -> bulk.GivenFile:
    return bulk.GivenFile(name=name, content="\n".join((HEADER, *(lines or LISTED))).encode())


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    return staff.hire("clerk", Role.INTAKE_OFFICER)


@pytest.fixture
def officer(staff: Staff) -> Actor:
    return staff.hire("officer", Role.DATA_PROTECTION_OFFICER)


def test_two_signatures_open_it_and_each_request_is_on_record(clerk: Actor, officer: Actor) -> None:
    bulk.enter_file(clerk, file(), because=WHY)
    bulk.sign_file(officer, file())
    opened = bulk.open_requests(clerk, file())
    assert opened == bulk.Opened(opened=("B1", "B2", "B3"), there_already=(), withdrawn_before=())
    assert last_entry().action == "request.open"
    with unfenced():
        people = dict(rows.MissingPerson.objects.values_list("request__code", "name"))
        assert people == {"B1": "Ines Alba", "B2": "Нона Бойко", "B3": "Ada Crane"}
        permitted = rows.Permission.objects.values_list("request__code", "biometrics")
        assert dict(permitted) == {"B1": True, "B3": False}
        assert rows.TracingRequest.objects.filter(bulk__because=WHY).count() == 3


def test_an_import_that_was_stopped_goes_on_where_it_was(clerk: Actor, officer: Actor) -> None:
    bulk.enter_file(clerk, file(), because=WHY)
    bulk.sign_file(officer, file())

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.open_requests(clerk, file(), progress=stop)
    again = bulk.open_requests(clerk, file())
    assert (again.there_already, again.opened) == (("B1", "B2"), ("B3",))


def test_nothing_is_opened_before_two_have_signed_one_of_them_the_officer(
    staff: Staff, clerk: Actor, officer: Actor
) -> None:
    with pytest.raises(bulk.FileNotEntered):
        bulk.open_requests(clerk, file())
    bulk.enter_file(clerk, file(), because=WHY)
    with pytest.raises(bulk.FileNotSigned):
        bulk.open_requests(clerk, file())
    with pytest.raises(SeparatePerson):
        bulk.sign_file(clerk, file())
    bulk.sign_file(staff.hire("records", Role.RECORDS_OFFICER), file())
    with pytest.raises(bulk.FileNotSigned):
        bulk.open_requests(clerk, file())
    with pytest.raises(NotAllowed):
        bulk.sign_file(staff.hire("mortuary", Role.MORTUARY_OFFICER), file())
    bulk.sign_file(officer, file())
    assert len(bulk.open_requests(clerk, file()).opened) == 3


def test_the_officer_alone_is_not_two(staff: Staff) -> None:
    both = staff.hire("both", Role.INTAKE_OFFICER, Role.DATA_PROTECTION_OFFICER)
    bulk.enter_file(both, file(), because=WHY)
    with pytest.raises(SeparatePerson):
        bulk.sign_file(both, file())
    with pytest.raises(bulk.FileNotSigned):
        bulk.open_requests(both, file())


def test_a_file_that_was_changed_after_it_was_signed_is_another(
    clerk: Actor, officer: Actor
) -> None:
    bulk.enter_file(clerk, file(), because=WHY)
    bulk.sign_file(officer, file())
    more = file(*LISTED, "B4,Somebody Else,No reason,Coroner,Act,Nobody,,")
    with pytest.raises(bulk.FileNotEntered):
        bulk.open_requests(clerk, more)


def test_a_file_without_a_reason_or_twice_is_not_entered(clerk: Actor) -> None:
    with pytest.raises(bulk.NoReasonForFile):
        bulk.enter_file(clerk, file(), because=" ")
    bulk.enter_file(clerk, file(), because=WHY)
    with pytest.raises(bulk.FileEntered):
        bulk.enter_file(clerk, file(name="other.csv"), because=WHY)


def test_a_person_whose_data_were_withdrawn_does_not_come_back_by_a_list(
    clerk: Actor, officer: Actor
) -> None:
    request = intake.open_request(clerk, report())
    erasure.withdraw(clerk, erasure.Withdrawing(request=request.id))
    bulk.enter_file(clerk, file(), because=WHY)
    bulk.sign_file(officer, file())
    opened = bulk.open_requests(clerk, file())
    assert (opened.opened, opened.withdrawn_before) == (("B2", "B3"), (2,))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code,name\nB1,Ines", ["line 1, missing_because", "line 1, controller"]),
        (f"{HEADER},phone\n{LISTED[0]},1".encode(), ["line 1, phone: not one of"]),
        (f"{HEADER}\n{LISTED[0]}\n{LISTED[0]}".encode(), ["line 3, code: “B1” stands in line 2"]),
        (f"{HEADER}\nB1,,x,y,z,R,,".encode(), ["line 2, name: it is empty"]),
        (f"{HEADER}\nB1,Ines,x,y,z,,,".encode(), ["line 2, enquirer_name: it is empty"]),
        (f"{HEADER}\nB1,Ines,x,y,z,R,everything,".encode(), ["line 2, permits: not one of"]),
        (f"{HEADER}\nB1,Ines,x,y,z,R,,maybe".encode(), ["line 2, biometrics: neither yes nor no"]),
        (f"{HEADER},born\nB1,Ines,x,y,z,R,,,1.2.87".encode(), ["line 2, born: not a date"]),
        (f"{HEADER}\nB1,Ines,x,y,z,R,,,surplus".encode(), ["line 2, (beyond the last)"]),
    ],
)
def test_faults_are_named_by_line_and_field_all_at_once(
    clerk: Actor, content: bytes, said: list[str]
) -> None:
    with pytest.raises(FaultyTable) as refused:
        bulk.enter_file(clerk, bulk.GivenFile(name="list.csv", content=content), because=WHY)
    for one in said:
        assert one in refused.value.say("en")
    with unfenced():
        assert not rows.BulkFile.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", HEADER.encode(), b"PK\x03\x04broken", b'code,"na']
)
def test_what_is_no_table_is_refused(clerk: Actor, content: bytes) -> None:
    with pytest.raises((UnreadableTable, FaultyTable)):
        bulk.enter_file(clerk, bulk.GivenFile(name="list", content=content), because=WHY)


def test_a_spreadsheet_is_read_like_the_table_it_holds(clerk: Actor, officer: Actor) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for line in (HEADER, *LISTED):
        book.active.append(line.split(","))
    written = io.BytesIO()
    book.save(written)
    sheet = bulk.GivenFile(name="list.xlsx", content=written.getvalue())
    bulk.enter_file(clerk, sheet, because=WHY)
    bulk.sign_file(officer, sheet)
    assert bulk.open_requests(clerk, sheet).opened == ("B1", "B2", "B3")


# A list that grows beyond what was declared


@pytest.fixture
def small(staff: Staff) -> Actor:
    """An officer of intake where two people were declared missing."""
    house = Actor(account_id=staff.administrator.account_id)
    opened = operations.open_operation(
        house,
        operations.NewOperation(
            code="BOAT",
            name="Boat",
            kind=OperationKind.INCIDENT,
            authority="Coroner",
            legal_basis="Act",
            declared_missing=2,
        ),
    )
    return _works(staff, opened.id, "boatman", Role.INTAKE_OFFICER)


def _works(staff: Staff, operation: Any, name: str, role: Role) -> Actor:
    house = Actor(account_id=staff.administrator.account_id)
    new = accounts.NewAccount(sign_in_name=name, shown_name=name, password="two small grey boats")
    account = accounts.add_account(house, new)
    given = accounts.RoleGiven(account=account.id, operation=operation, role=role)
    accounts.give_role(house, given)
    return Actor(account_id=account.id, operation_id=operation)


def test_half_as_many_again_as_declared_and_no_more_until_the_officer_clears_it(
    staff: Staff, small: Actor
) -> None:
    for code in ("M1", "M2", "M3"):  # 1.5 × 2
        intake.open_request(small, report(code))
    with pytest.raises(intake.GalleryTooLarge, match="2 people were declared missing, and 3"):
        intake.open_request(small, report("M4"))
    clearance = operations.Clearance(people=4, because="A second boat was found to be with it.")
    with pytest.raises(NotAllowed):
        operations.clear_gallery(small, clearance)
    officer = _works(staff, small.operation_id, "dpo", Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(operations.NoReasonForClearance):
        operations.clear_gallery(officer, operations.Clearance(people=4, because=""))
    operations.clear_gallery(officer, clearance)
    intake.open_request(small, report("M4"))
    with pytest.raises(intake.GalleryTooLarge):
        intake.open_request(small, report("M5"))


# What the database refuses by itself


def _row(model: type, actor: Actor, **values: Any) -> Any:
    return model(
        operation_id=actor.operation_id,
        recorded_by_id=actor.account_id,
        recorded_at=utc_now(),
        **values,
    )


def _unsigned(small: Actor, staff: Staff) -> Any:
    with unfenced():
        entered = _row(rows.BulkFile, small, name="x", sha256=b"0" * 32, lines=1, because="because")
        entered.save(force_insert=True)
        for role in (Role.INTAKE_OFFICER,):
            _row(rows.BulkSignature, small, file=entered, role=role).save(force_insert=True)
    return _row(rows.TracingRequest, small, code="X", number=1, bulk=entered)


def _false_role(small: Actor, staff: Staff) -> Any:
    entered = _unsigned(small, staff).bulk
    other = _works(staff, small.operation_id, "other", Role.INTAKE_OFFICER)
    return _row(rows.BulkSignature, other, file=entered, role=Role.DATA_PROTECTION_OFFICER)


def _fourth(small: Actor, staff: Staff) -> Any:
    for code in ("M1", "M2", "M3"):
        intake.open_request(small, report(code))
    return _row(rows.TracingRequest, small, code="X", number=4)


ATTACKS: list[tuple[str, Callable[[Actor, Staff], Any]]] = [
    ("bulk-not-signed", _unsigned),
    ("role-not-held", _false_role),
    ("gallery-too-large", _fourth),
    ("out-of-the-list", lambda small, staff: _row(rows.TracingRequest, small, code="X", number=0)),
    (
        "clearance-not-the-officers",
        lambda small, staff: _row(rows.GalleryClearance, small, people=99, because="because"),
    ),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), ATTACKS)
def test_the_database_refuses_it_too(
    staff: Staff, small: Actor, code: str, attack: Callable[[Actor, Staff], Any], by: str
) -> None:
    row = attack(small, staff)
    row.pk = uuid4()
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    assert code_of(refused.value) == code
