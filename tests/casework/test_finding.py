"""Finding people by their names in any script, and cases by their codes; never what is not one's own."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Actor, Discipline, Role
from antigone.access.requirement import NotAllowed
from antigone.casework import lists
from antigone.casework.description import PartialDate
from antigone.casework.names import Reason
from antigone.casework.procedures import erasure, intake
from antigone.casework.spelling import same_name
from tests.casework.desk import last_entry
from tests.casework.identified import Family, family
from tests.homes import Staff, found_remains, open_operation, report

__all__ = ["family"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kovalenko", "Коваленко"),
        # As Polish and German offices write it.
        ("Kowalenko", "Коваленко"),
        # Г is H in Ukrainian and G in Russian papers.
        ("Hanna Hryhorenko", "Ганна Григоренко"),
        ("Ganna Grigorenko", "Ганна Григоренко"),
        ("Shcherbak", "Щербак"),
        ("Юлія", "Юлия"),
        # Arabic leaves the short vowels out.
        ("Muhammad Khaled", "محمد خالد"),
        ("Mohammed", "محمد"),
        ("Al-Rahman", "الرحمن"),
        ("José Muñoz", "Jose Munoz"),
    ],
)
def test_one_name_is_one_in_every_script(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ivanenko", "Коваленко"), ("Salim", "سليمان"), ("Anna", "Hanna"), ("", "Коваленко")],
)
def test_other_names_are_others(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.fixture
def clerk(staff: Staff) -> Iterator[Actor]:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER, Role.MORTUARY_OFFICER)
    for code, name, others in (
        ("T-0031", "Іван Коваленко", ("Wanja",)),
        ("T-0032", "Kovalenok Irina", ()),
        ("T-0033", "محمد خالد", ()),
    ):
        intake.open_request(clerk, report(code, name=name, other_names=others))
    intake.record_remains(clerk, found_remains("R-0042"))
    yield clerk


def test_a_result_says_why_it_stands_there(clerk: Actor) -> None:
    (first, second) = lists.find(clerk, "Kovalenko").results
    assert (first.code, first.name, first.reason) == (
        "T-0031",
        "Іван Коваленко",
        Reason.WRITTEN_LIKE,
    )
    assert (first.typed, first.written, first.also) == ("Kovalenko", "Коваленко", False)
    # Two letters changed places.
    assert (second.code, second.reason, second.written) == ("T-0032", Reason.NEARLY, "Kovalenok")
    (nearly,) = lists.find(clerk, "Ivan Kovalenka").results
    assert (nearly.code, nearly.reason) == ("T-0031", Reason.NEARLY)
    (also,) = lists.find(clerk, "wanja").results
    assert (also.code, also.reason, also.also) == ("T-0031", Reason.NAME, True)
    (begins,) = lists.find(clerk, "Mohammed Kh").results
    assert (begins.code, begins.reason) == ("T-0033", Reason.BEGINS)


def test_codes_are_found_as_they_begin(clerk: Actor) -> None:
    (body,) = lists.find(clerk, "r-0042").results
    assert (body.kind, body.code, body.reason) == ("remains", "R-0042", Reason.CODE)
    assert [one.code for one in lists.find(clerk, "T-003").results] == [
        "T-0031",
        "T-0032",
        "T-0033",
    ]
    assert lists.find(clerk, "   ").results == ()


def test_who_may_not_see_names_finds_none_and_is_told_of_none(staff: Staff, clerk: Actor) -> None:
    examiner = staff.hire("examiner", Discipline.FACE)
    assert lists.find(examiner, "Kovalenko") == lists.find(examiner, "T-0031")
    assert lists.find(examiner, "Kovalenko").more == 0
    assert [one.code for one in lists.find(examiner, "R-0042").results] == ["R-0042"]
    other = Staff(staff.administrator, open_operation(staff.administrator, "PLANE"))
    stranger = other.hire("stranger", Role.INTAKE_OFFICER, Role.MORTUARY_OFFICER)
    for sought in ("Kovalenko", "T-0031", "R-0042"):
        assert lists.find(stranger, sought).results == ()


def test_who_has_been_erased_is_found_no_more(clerk: Actor) -> None:
    assert lists.find(clerk, "Коваленко").results
    key = lists.by_code(clerk, _request(), "T-0031", _view())
    erasure.withdraw(clerk, erasure.Withdrawing(request=key))
    assert [one.code for one in lists.find(clerk, "Коваленко").results] == ["T-0032"]


def _request() -> type:
    from antigone.casework.models import TracingRequest

    return TracingRequest


def _view() -> object:
    from antigone.access import Action

    return Action.VIEW_REQUEST


def test_finding_asks_as_often_whatever_is_there(clerk: Actor) -> None:
    def questions(sought: str) -> int:
        lists.find(clerk, sought)
        with CaptureQueriesContext(connection) as asked:
            lists.find(clerk, sought)
        return len(asked)

    few = questions("Kovalenko")
    for number in range(40):
        intake.open_request(clerk, report(f"M-{number}", name=f"Kovalenko {number}"))
    assert questions("Kovalenko") == few
    found = lists.find(clerk, "Kovalenko")
    assert (len(found.results), found.more) == (20, 22)


def test_a_person_who_is_reported_twice_is_noticed_by_name_and_day(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    born = PartialDate("1987-04-23")
    intake.open_request(clerk, report("T-0019", name="Іван Коваленко", born=born))

    def seen(name: str, day: str = "", phone: str = "") -> list[str]:
        return [one["request"] for one in lists.duplicates(clerk, name=name, born=day, phone=phone)]

    assert seen("Ivan Kovalenko", "1987-04-23") == ["T-0019"]
    # What is less precise does not contradict; what is unknown neither.
    assert seen("Kovalenko", "1987") == ["T-0019"]
    assert seen("Kovalenko") == ["T-0019"]
    assert seen("Ivan Kovalenko", "1987-04-24") == []
    # A name that is only near is another name.
    assert seen("Ivan Kovalenka", "1987-04-23") == []
    (by_phone,) = lists.duplicates(clerk, name="Somebody", phone="+34 600")
    assert (by_phone["request"], by_phone["by"]) == ("T-0019", "telephone")


def test_relatives_are_found_by_their_exact_contact_and_it_is_recorded(family: Family) -> None:
    family.relative(phone="+34 611 22")
    assert lists.by_contact(family.liaison, "+34 611 22")[0]["request"] == "M1"
    entry = last_entry()
    assert (entry.action, family.request.ledger_id in entry.objects) == ("contacts.view", True)
    assert lists.by_contact(family.liaison, "+34 611") == []
    assert lists.by_contact(family.liaison, "Rosa Alba") == []
    assert lists.by_contact(family.liaison, "rosa@EXAMPLE.org")[0]["as"] == "relative"
    with pytest.raises(NotAllowed):
        lists.by_contact(family.clerk, "+34 611 22")
