"""It was wrong: nothing that rested on the identification is left, at whatever moment the power fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from antigone.access import NotAllowed, Role, across_all_operations, within
from antigone.casework import models as rows
from antigone.casework.models.notices import AttemptOutcome
from antigone.casework.models.relatives import ContactSource, Tie
from antigone.casework.procedures import decisions, handover, notices
from antigone.casework.record import examine_record
from antigone.config import utc_now
from tests.casework.deciding import DNA, MATCH, Board, board
from tests.casework.identified import LIAISON
from tests.homes import Watch

__all__ = ["board"]

WRONG = "The samples of two bodies were exchanged in the laboratory."


@dataclass
class Relied:
    """An identification on which others have relied: told, forwarded, released."""

    board: Board
    decided: rows.Identification
    told: rows.Notice
    waiting: rows.Notice
    record: rows.BureauRecord
    release: rows.Release

    @property
    def motion(self) -> decisions.Withdraw:
        return decisions.Withdraw(identification=self.decided.id, grounds=WRONG)


@pytest.fixture
def relied(board: Board, watch: Watch) -> Relied:
    _at_noon(watch)
    decided = board.identified()
    liaison = board.staff.hire("liaison", Role.FAMILY_LIAISON_OFFICER)
    second = board.staff.hire("second", Role.FAMILY_LIAISON_OFFICER)
    colleague = board.staff.hire("colleague", Role.MORTUARY_OFFICER, Role.RECORDS_OFFICER)
    sister, brother = (_relative(board, decided, name) for name in ("Rosa Alba", "Luis Alba"))
    told, waiting = (
        notices.prepare(
            liaison,
            notices.Prepare(liaison=LIAISON, identification=decided.id, relative=one.id),
        )
        for one in (sister, brother)
    )
    notices.approve(second, told.id)
    tried = notices.Attempted(notice=told.id, outcome=AttemptOutcome.REACHED)
    notices.record_attempt(liaison, tried)
    spoken = notices.Delivered(notice=told.id, told_by="Ana Ferrer", present="Her son")
    notices.record_delivery(liaison, spoken)
    sent = decisions.record_for_bureau(
        board.records, decisions.Forwarding(remains=decided.remains_id)
    )
    entitling = handover.Entitling(
        remains=decided.remains_id, relative=sister.id, document="Family book, p. 3"
    )
    entitled = handover.entitle(liaison, entitling)
    handover.verify_entitlement(colleague, entitled.id)
    homegoing = handover.Homegoing(
        remains=decided.remains_id,
        entitlement=entitled.id,
        received_by="Rosa Alba",
        place="Pier 3, east gate",
    )
    prepared = handover.release(board.mortuary, homegoing)
    handing = handover.Handing(release=prepared.id, handed_by="Jon Etxea", inventory_signed=False)
    release = handover.confirm_release(colleague, handing)
    return Relied(board, decided, told, waiting, sent.record, release)


def _at_noon(watch: Watch) -> None:
    """Nobody is called at night, whatever the hour at which the tests run."""
    tomorrow = utc_now() + timedelta(days=1)
    watch.ahead = tomorrow.replace(hour=11, minute=0, second=0, microsecond=0) - utc_now()


def _relative(board: Board, decided: rows.Identification, name: str) -> rows.Relative:
    known = notices.KnownRelative(
        request=decided.request_id,
        name=name,
        relation="sister",
        tie=Tie.BOTH,
        language="es",
        contact_source=ContactSource.RELATIVE_INTERVIEW,
        contact_given_on=date(2026, 1, 5),
        time_zone="Europe/Madrid",
        phone="+34 600",
        address="Calle Mayor 1\n28001 Madrid",
    )
    relative = notices.record_relative(board.clerk, known)
    notices.record_wishes(board.clerk, notices.Wished(relative=relative.id, wishes_to_be_told=True))
    return relative


def _fallen(relied: Relied) -> None:
    """Nothing rests on it any more, and everybody whom it concerns is called."""
    board = relied.board
    decided = board.fresh(relied.decided)
    assert decided.withdrawn_at is not None
    with within(board.staff.operation):
        assert decided.remains.outcome == decided.request.outcome == "open"
        holds = decided.remains.holds.filter(lifted_at=None)
        assert [one.because for one in holds] == ["identification-withdrawn"]
        assert {one.role for one in decided.remains.alerts.all()} == {
            "family-liaison-officer",
            "mortuary-officer",
            "records-officer",
            "prosecutors-liaison",
        }
        (correction,) = rows.Notice.objects.filter(kind="correction")
        assert correction.relative_id == relied.told.relative_id
        assert not hasattr(correction, "approval"), "a second person reads it first"
    assert board.fresh(relied.record).recalled_at is not None
    assert board.fresh(relied.release).recalled_at is not None
    assert board.fresh(relied.waiting).ended_because == "identification-withdrawn"
    assert board.fresh(relied.told).ended_at is None, "it was told, and the record says so"


def test_what_rested_on_it_falls_with_it(relied: Relied) -> None:
    board = relied.board
    first = decisions.withdraw(board.cora, relied.motion)
    assert not first.complete and board.fresh(relied.decided).withdrawn_at is None
    with pytest.raises(decisions.SignedAlready):
        decisions.withdraw(board.cora, relied.motion)
    second = decisions.withdraw(board.dora, relied.motion)
    assert second.withdrawal is not None
    _fallen(relied)
    with pytest.raises(decisions.NotStanding):
        decisions.withdraw(board.emil, relied.motion)
    assert examine_record().whole


def test_only_the_board_withdraws_and_with_grounds(relied: Relied) -> None:
    for outsider in (relied.board.clerk, relied.board.bess, relied.board.records):
        with pytest.raises(NotAllowed):
            decisions.withdraw(outsider, relied.motion)
    silent = decisions.Withdraw(identification=relied.decided.id, grounds=" ")
    with pytest.raises(decisions.NoGrounds):
        decisions.withdraw(relied.board.cora, silent)


class PowerFails(OperationalError):
    """At one statement of the transaction."""


@contextmanager
def _failing_at(number: int) -> Iterator[list[int]]:
    seen = [0]

    def count(execute: Any, sql: str, *more: Any) -> Any:
        seen[0] += 1
        if seen[0] == number:
            raise PowerFails(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        yield seen


def _state() -> dict[str, list[Any]]:
    """Every row of every table of the casework."""
    with across_all_operations(because="a test compares everything before and after"):
        return {
            model.__name__: sorted(map(repr, model._default_manager.values_list()))
            for model in apps.get_app_config("casework").get_models()
        }


def test_killed_at_any_statement_it_is_all_or_nothing(relied: Relied) -> None:
    board = relied.board
    decisions.withdraw(board.cora, relied.motion)
    before = _state()
    number = 1
    while True:
        with _failing_at(number) as seen:
            try:
                decisions.withdraw(board.dora, relied.motion)
            except PowerFails:
                number += 1
            else:
                break
        assert _state() == before, number
    # The last run came to its end without a failure: every statement has failed once before.
    assert seen[0] == number - 1 and number > 40
    _fallen(relied)


def test_a_withdrawn_body_can_be_identified_again(relied: Relied) -> None:
    board = relied.board
    for member in (board.cora, board.dora):
        decisions.withdraw(member, relied.motion)
    body, other = board.fresh(relied.decided), board.missing("M2", name="Otto Berg")
    with within(board.staff.operation):
        remains = body.remains
    candidate = board.lead(remains, other)
    fresh = tuple(board.staff.hire(name, DNA) for name in ("dan", "dee"))
    motion = board.motion(board.views(candidate, MATCH, MATCH, by=fresh))
    decisions.identify(board.cora, motion)
    assert decisions.identify(board.emil, motion).identification is not None


def test_of_several_parts_the_others_stay_hers(board: Board) -> None:
    """One part was taken for hers in error; her body still has her name, and so has her request."""
    decided = board.identified()
    with within(board.staff.operation):
        request = decided.request
    part = board.body("R2", kind="part")
    motion = board.motion(board.views(board.lead(part, request), MATCH, MATCH))
    decisions.identify(board.cora, motion)
    wrong = decisions.identify(board.dora, motion).identification
    assert wrong is not None
    withdrawing = decisions.Withdraw(identification=wrong.id, grounds=WRONG)
    for member in (board.cora, board.dora):
        decisions.withdraw(member, withdrawing)
    assert (board.fresh(part).outcome, board.fresh(request).outcome) == ("open", "identified")
