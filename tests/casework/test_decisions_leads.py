"""Leads are closed with grounds, none is taken off a list, and a body without a name has an outcome."""

import json
from typing import Any

import pytest

from antigone.access import Action, NotAllowed, Role, within
from antigone.casework import dossiers, lists
from antigone.casework import models as rows
from antigone.casework.models.alive import Seen
from antigone.casework.models.decisions import ExclusionGround
from antigone.casework.models.search import CandidateSource
from antigone.casework.pairs import open_leads
from antigone.casework.procedures import decisions, erasure, requests
from antigone.casework.sealed import unseal
from antigone.casework.step import step
from antigone.config import Config, utc_now
from tests.casework.deciding import EXCLUSION, MATCH, Board, board
from tests.homes import unfenced

__all__ = ["board"]

WHY = "Nothing but the place speaks for it."


def _lead(candidate: rows.Candidate) -> decisions.Lead:
    return decisions.Lead(remains=candidate.remains_id, request=candidate.request_id)


def _exclude(
    board: Board, *candidates: rows.Candidate, ground: str = "no-support", grounds: str = WHY
) -> tuple[rows.Exclusion, ...]:
    leads = tuple(_lead(one) for one in candidates)
    excluding = decisions.Exclude(leads=leads, ground=ExclusionGround(ground), grounds=grounds)
    return decisions.exclude(board.cora, excluding)


def _end(board: Board, body: rows.Remains) -> rows.Remains:
    reason = decisions.UnidentifiedBecause.CANDIDATES_EXCLUDED
    return decisions.close_unidentified(
        board.cora, decisions.Unidentified(remains=body.id, reason=reason)
    )


def test_a_body_on_no_list_ends_with_each_lead_closed(board: Board) -> None:
    """Nobody misses her here: three leads, closed with one ground, and an outcome with a reason."""
    body = board.body()
    people = [board.missing(f"M{n}", name=f"Person {n}") for n in (1, 2, 3)]
    leads = [board.lead(body, one) for one in people]
    with pytest.raises(decisions.LeadsOpen) as refused:
        _end(board, body)
    assert "M1, M2, M3" in refused.value.say()
    closed = _exclude(board, *leads)
    assert len(closed) == 3 and {unseal(one, "grounds") for one in closed} == {WHY}
    with within(board.staff.operation):
        assert open_leads(body) == []
    _end(board, body)
    ended = board.fresh(body)
    assert (ended.outcome, ended.outcome_reason) == ("inconclusive", "candidates-excluded")
    # The exclusion stands beside each candidate, wherever they are listed.
    shown = lists.candidates(board.dora, "R1")
    assert [one["excluded"] for one in shown] == ["no-support"] * 3


def test_a_new_candidate_opens_it_again(board: Board) -> None:
    body, request = board.body(), board.missing()
    _exclude(board, board.lead(body, request))
    _end(board, body)
    board.lead(body, request, CandidateSource.DOCUMENT, "A letter in the coat")
    assert board.fresh(body).outcome == "open"
    with within(board.staff.operation):
        assert open_leads(body) == [request]
    assert [one["excluded"] for one in lists.candidates(board.dora, "R1")] == ["no-support", ""]


def test_examiners_who_agreed_to_exclude(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    with pytest.raises(decisions.GroundDoesNotHold):
        _exclude(board, candidate, ground="examiners")
    agreed = board.views(candidate, EXCLUSION, EXCLUSION)
    (closed,) = _exclude(board, candidate, ground="examiners")
    assert closed.concurrence_id == agreed.id


def test_identified_otherwise(board: Board) -> None:
    body, request, other = board.body(), board.missing(), board.missing("M2", name="Otto Berg")
    candidate = board.lead(body, other)
    with pytest.raises(decisions.GroundDoesNotHold):
        _exclude(board, candidate, ground="identified-otherwise")
    board.identified(body, request)
    assert _exclude(board, candidate, ground="identified-otherwise")


def test_found_alive(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    with pytest.raises(decisions.GroundDoesNotHold):
        _exclude(board, candidate, ground="found-alive")
    for clerk in (board.clerk, board.staff.hire("colleague", Role.INTAKE_OFFICER)):
        seen = requests.SeenAlive(
            request=candidate.request_id, seen=Seen.SPOKEN_TO, basis="By telephone"
        )
        requests.found_alive(clerk, seen)
    assert _exclude(board, candidate, ground="found-alive")


def test_no_support_is_not_said_of_a_match(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    board.views(candidate, MATCH, MATCH)
    with pytest.raises(decisions.SupportStands):
        _exclude(board, candidate)
    assert _exclude(board, candidate, ground="contradicted", grounds="Seen elsewhere since.")


def test_all_of_several_or_none(board: Board) -> None:
    body = board.body()
    lead = board.lead(body, board.missing())
    stranger = board.missing("M2", name="Otto Berg")
    leads = (_lead(lead), decisions.Lead(remains=body.id, request=stranger.id))
    excluding = decisions.Exclude(leads=leads, ground=ExclusionGround.NO_SUPPORT, grounds=WHY)
    with pytest.raises(decisions.NotALead):
        decisions.exclude(board.cora, excluding)
    assert board.count(rows.Exclusion) == 0


@pytest.mark.parametrize(
    ("grounds", "refusal"),
    [("", decisions.NoGrounds), ("It is not Ines Alba", decisions.NameInGrounds)],
)
def test_grounds_that_cannot_be_kept(board: Board, grounds: str, refusal: Any) -> None:
    candidate = board.lead(board.body(), board.missing())
    with pytest.raises(refusal):
        _exclude(board, candidate, grounds=grounds)


def test_a_standing_identification_is_not_excluded(board: Board) -> None:
    decided = board.identified()
    with within(board.staff.operation):
        candidate = decided.remains.candidates.get()
    with pytest.raises(decisions.ExcludesIdentified):
        _exclude(board, candidate)


def test_a_closed_lead_is_not_closed_again(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    _exclude(board, candidate)
    with pytest.raises(decisions.ExcludedBefore):
        _exclude(board, candidate)


def test_a_body_that_is_not_open_does_not_end(board: Board) -> None:
    decided = board.identified()
    with within(board.staff.operation):
        body = decided.remains
    with pytest.raises(decisions.EndedOpen):
        _end(board, body)


def test_only_the_board_closes(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    excluding = decisions.Exclude(
        leads=(_lead(candidate),), ground=ExclusionGround.NO_SUPPORT, grounds=WHY
    )
    for outsider in (board.clerk, board.bess, board.records):
        with pytest.raises(NotAllowed):
            decisions.exclude(outsider, excluding)


def test_an_exclusion_ends_the_motion_on_it(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    motion = board.motion(board.views(candidate, MATCH, MATCH))
    put = decisions.identify(board.ann, motion).motion
    _exclude(board, candidate, ground="contradicted", grounds="Seen elsewhere since.")
    assert board.fresh(put).ended_at is not None


def test_an_exclusion_does_not_stand_in_the_way_of_an_erasure(board: Board) -> None:
    """What the family gave goes; that a lead was closed stays, and names nobody."""
    candidate = board.lead(board.body(), board.missing())
    (closed,) = _exclude(board, candidate)
    withdrawing = erasure.Withdrawing(request=candidate.request_id)
    assert erasure.withdraw(board.clerk, withdrawing).outcome == "erased"
    with within(board.staff.operation):
        assert not rows.MissingPerson.objects.exists()
        kept = unseal(rows.Exclusion.objects.get(pk=closed.pk), "grounds")
    assert kept == WHY and "Alba" not in kept


def test_what_was_simulated_is_printed_in_an_exercise_only(board: Board, config: Config) -> None:
    """A calibration on simulated photographs says nothing of a real person."""
    body, request = board.body(), board.missing()
    candidate = board.lead(body, request)
    with unfenced():
        rows.Finding(
            operation_id=board.staff.operation,
            recorded_by_id=board.doctor.account_id,
            recorded_at=utc_now(),
            candidate=candidate,
            kind="face",
            source="Comparison by the engine",
            log10_lr=1.5,
            lower=1.0,
            upper=2.0,
            bound="-2.0 to 2.5",
            same="the same person",
            other="somebody of the region",
            calibration="sface-simulated",
        ).save(force_insert=True)

    def printed() -> Any:
        with step(board.cora, Action.VIEW_DOSSIER) as doing:
            doing.name(body.ledger_id)
            return dossiers.dossier_of(doing, body, request, copy=1)

    (line,) = printed().findings
    assert line.simulated and (line.log10, line.interval) == (1.5, (1.0, 2.0))
    assert printed().simulated
    marker = config.home / "home.json"
    marker.write_text(json.dumps(json.loads(marker.read_text()) | {"kind": "real"}))
    assert printed().findings == () and not printed().simulated
