"""What a record said before goes with the person it told of, and follows the key of the vault."""

from pathlib import Path

from django.db import connection

from antigone.access import Actor, Role, within
from antigone.casework import jobs, lists
from antigone.casework import models as rows
from antigone.casework.description import PartialDate
from antigone.casework.house import House
from antigone.casework.procedures import erasure, intake, permissions
from antigone.casework.procedures.rotating import rotate_key
from antigone.casework.record import examine_record
from antigone.vault import search_bytes
from antigone.vault.keys import generation_of
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, last_entry, opened, temporary
from tests.casework.homecoming import identified
from tests.casework.test_correcting import MOVED, SEALED, WHY, change, kept, of_body, of_person
from tests.homes import report

__all__ = ["committed", "desk", "opened", "temporary"]

WRONG, FORMER = "Zdenka Przybylska", "Cabin of the upper deck"


def _wronged(desk: Desk) -> None:
    """Her name and why she is missing were taken down wrong, and corrected."""
    desk.request = intake.open_request(
        desk.clerk, report("M7", name=WRONG, missing_because=FORMER, born=PartialDate("1987"))
    )
    of_person(
        desk.clerk,
        desk.request,
        change("name", WRONG, "Zdenka Pribylska"),
        change("missing_because", FORMER, "Cabin of the lower deck"),
    )


def _withdraw(desk: Desk) -> rows.Withdrawal:
    return erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))


def test_what_was_said_before_is_erased_with_her(
    committed: None, desk: Desk, opened: House, temporary: Path
) -> None:
    _wronged(desk)
    sealed = [bytes(getattr(one, name)) for one in kept(desk) for name in SEALED]
    assert len(sealed) == 6

    _withdraw(desk)

    assert [(one.field, one.former, one.corrected, one.because) for one in kept(desk)] == [
        ("missing_because", None, None, None),
        ("name", None, None, None),
    ]
    assert {one.ledger_id for one in kept(desk)} <= set(last_entry().objects)
    assert lists.corrections_of_request(desk.clerk, "M7") == []
    assert jobs.work(once=True) == 1
    folders = [opened.home, temporary]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    for folder in folders:
        assert not search_bytes(folder, [*sealed, WRONG.encode(), FORMER.encode()]).found
    # The file with the wrong name does not bring her back, nor does the one with the right name.
    with within(desk.staff.operation):
        for name in (WRONG, "Zdenka Pribylska"):
            assert erasure.was_withdrawn(name, "1987"), name
        assert not erasure.was_withdrawn("Zdenka Alba", "1987")
    assert examine_record().whole


def test_what_the_law_keeps_of_her_keeps_what_was_said_before(desk: Desk) -> None:
    _wronged(desk)
    officer = desk.staff.hire("officer", Role.DATA_PROTECTION_OFFICER)
    identified(
        desk.remains, desk.request, examiners=(desk.clerk, desk.mortuary), signer=desk.examiner
    )

    assert _withdraw(desk).outcome == "restricted"

    assert {one.former for one in kept(desk)} == {None}
    read = permissions.read_restricted(officer, desk.request.id)
    assert read["name"] == "Zdenka Pribylska"
    assert sorted(read["before"]) == [["missing_because", FORMER], ["name", WRONG]]


def test_it_is_sealed_anew_with_the_key_of_the_vault(desk: Desk, opened: House) -> None:
    of_body(desk.mortuary, desk.remains, MOVED)
    of_person(desk.clerk, desk.request, change("born", "", "1987"))
    rotate_key(Actor(account_id=desk.staff.administrator.account_id))
    for one in kept(desk):
        for name in SEALED:
            assert generation_of(bytes(getattr(one, name))) == 2
    (seen,) = lists.corrections_of_remains(desk.mortuary, "R-0001")
    assert (seen["former"], seen["because"]) == ("Pier 3", WHY)
