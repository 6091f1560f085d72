"""A body gets its name: by two examiners, a rule, and two members of the board; and not otherwise."""

from typing import Any

import pytest

from antigone.access import Discipline, NotAllowed, Role, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.description import Description
from antigone.casework.models.alive import Seen
from antigone.casework.models.remains import RemainsKind
from antigone.casework.models.review import Conclusion
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import decisions, intake, matching, requests
from antigone.casework.procedures.matching import Reportable, Reported
from antigone.casework.record import examine_record
from antigone.casework.sealed import unseal
from antigone.errors import Refusal
from tests.casework.deciding import DNA, EXCLUSION, FACE, GROUNDS, MATCH, Board, board
from tests.casework.desk import last_entry
from tests.homes import Staff

__all__ = ["board"]


def test_two_members_give_a_body_its_name(board: Board) -> None:
    body, request = board.body(), board.missing()
    concurrence = board.views(board.lead(body, request), MATCH, MATCH)
    motion = board.motion(concurrence)
    first = decisions.identify(board.ann, motion)
    assert not first.complete and first.identification is None
    assert board.fresh(body).outcome == board.fresh(request).outcome == "open"
    second = decisions.identify(board.cora, motion)
    assert second.complete and second.motion == first.motion
    decided = board.fresh(second.identification)
    assert (decided.signer_a_id, decided.signer_b_id) == (
        board.ann.account_id,
        board.cora.account_id,
    )
    assert (decided.discipline, decided.exception, decided.withdrawn_at) == ("dna", False, None)
    assert board.fresh(body).outcome == board.fresh(request).outcome == "identified"
    assert board.fresh(first.motion).ended_at is not None
    entry = last_entry()
    assert entry.action == "identification.decide" and decided.ledger_id in entry.objects
    # The rule that held is stored with it: version 1 is everybody's.
    with within(board.staff.operation):
        assert decided.rules.version == 1 and "DNA" in decided.rules.words
    assert examine_record().whole


def test_grounds_are_sealed_and_bound(board: Board) -> None:
    decided = board.identified()
    motion = board.fresh(decided.motion)
    assert unseal(motion, "grounds") == GROUNDS and b"femur" not in bytes(motion.grounds)
    assert GROUNDS not in str(last_entry())


def _concurrence(board: Board, *conclusions: Conclusion, **how: Any) -> rows.Concurrence:
    candidate = board.lead(board.body(), board.missing())
    return board.views(candidate, *(conclusions or (MATCH, MATCH)), **how)


def _refused(board: Board, concurrence: rows.Concurrence, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        decisions.identify(board.cora, board.motion(concurrence, **changes))
    assert board.count(rows.Motion) == 0
    return refused.value


@pytest.mark.parametrize("grounds", ["", "   ", "x" * 4001])
def test_without_grounds(board: Board, grounds: str) -> None:
    refusal = _refused(board, _concurrence(board), grounds=grounds)
    assert isinstance(refusal, decisions.NoGrounds)


@pytest.mark.parametrize("grounds", ["It is Ines Alba.", "ALBA, Ines: DNA agrees"])
def test_a_name_in_the_grounds(board: Board, grounds: str) -> None:
    """Grounds stay when a name must be erased."""
    refusal = _refused(board, _concurrence(board), grounds=grounds)
    assert isinstance(refusal, decisions.NameInGrounds)


def test_one_word_of_a_name_may_be_an_ordinary_one(board: Board) -> None:
    motion = board.motion(_concurrence(board), grounds="An alba was found on the body.")
    assert decisions.identify(board.cora, motion).signers == (board.cora.account_id,)


def test_examiners_of_another_pair(board: Board) -> None:
    other = board.missing("M2", name="Otto Berg")
    refusal = _refused(board, _concurrence(board), request=other.id)
    assert isinstance(refusal, decisions.ConcurrenceOfAnother)


@pytest.mark.parametrize("conclusion", [EXCLUSION, Conclusion.INCONCLUSIVE])
def test_examiners_who_agreed_on_something_else(board: Board, conclusion: Conclusion) -> None:
    refusal = _refused(board, _concurrence(board, conclusion, conclusion))
    assert isinstance(refusal, decisions.NotAMatch)


def test_views_that_differ_in_any_discipline(board: Board) -> None:
    """DNA agrees; two examiners of the face do not. Nobody has resolved it."""
    concurrence = _concurrence(board)
    differing = board.views(concurrence.candidate, MATCH, EXCLUSION, discipline=FACE)
    assert isinstance(differing, rows.Disagreement)
    refusal = _refused(board, concurrence)
    assert isinstance(refusal, decisions.ViewsDiffer) and "face" in refusal.say()
    settling = decisions.Settle(disagreement=differing.id, grounds="The photograph is too dark.")
    decisions.settle(board.dora, settling)
    assert decisions.identify(board.cora, board.motion(concurrence)).signers


def test_a_disagreement_settled_as_exclusion_stands_against_it(board: Board) -> None:
    concurrence = _concurrence(board)
    differing = board.views(concurrence.candidate, MATCH, EXCLUSION, discipline=FACE)
    follows = differing.second_id
    settling = decisions.Settle(
        disagreement=differing.id, grounds="The ears differ.", follows=follows
    )
    decisions.settle(board.dora, settling)
    assert isinstance(_refused(board, concurrence), decisions.ExcludedByExaminers)


def test_another_discipline_excludes(board: Board) -> None:
    concurrence = _concurrence(board)
    board.views(concurrence.candidate, EXCLUSION, EXCLUSION, discipline=FACE)
    refusal = _refused(board, concurrence)
    assert isinstance(refusal, decisions.ExcludedByExaminers) and "face" in refusal.say()


def test_an_exclusion_on_another_way_to_the_same_person_counts(board: Board) -> None:
    """The person came onto the list twice; what was excluded once is not forgotten on the other."""
    concurrence = _concurrence(board)
    candidate = concurrence.candidate
    again = board.lead(candidate.remains, candidate.request, CandidateSource.DOCUMENT, "A ticket")
    board.views(again, EXCLUSION, EXCLUSION, discipline=FACE)
    assert isinstance(_refused(board, concurrence), decisions.ExcludedByExaminers)


def test_a_face_alone_identifies_nobody(board: Board) -> None:
    concurrence = _concurrence(board, discipline=FACE)
    for exception in (False, True):
        refusal = _refused(board, concurrence, exception=exception)
        assert isinstance(refusal, decisions.RuleDoesNotHold)
        assert refusal.parameters["part"] == "face-alone"


def test_a_face_alone_identifies_nobody_whatever_the_rules_say(board: Board) -> None:
    board.ruled()
    concurrence = _concurrence(board, discipline=FACE)
    refusal = _refused(board, concurrence, exception=True)
    assert isinstance(refusal, decisions.RuleDoesNotHold)
    assert refusal.parameters["part"] == "face-alone"


def test_no_primary_identifier(board: Board) -> None:
    board.people |= {name: board.staff.hire(name, Discipline.MEDICAL) for name in ("mia", "moe")}
    medical = _concurrence(board, discipline=Discipline.MEDICAL, by=(board.mia, board.moe))
    refusal = _refused(board, medical)
    assert isinstance(refusal, decisions.RuleDoesNotHold)
    assert refusal.parameters["part"] == "no-primary-identifier"
    # The standard lets a board decide no exception.
    refusal = _refused(board, medical, exception=True)
    assert refusal.parameters["part"] == "no-exception"


def test_an_exception_on_a_face_with_something_beside_it(board: Board) -> None:
    """The rules allow it; a paper was found on the body; two sign who examined nothing."""
    rules = board.ruled()
    body, request = board.body(), board.missing()
    candidate = board.lead(body, request, CandidateSource.DOCUMENT, "A passport in the coat")
    concurrence = board.views(candidate, MATCH, MATCH, discipline=FACE)
    motion = board.motion(concurrence, exception=True)
    with pytest.raises(decisions.SignersExamined):
        decisions.identify(board.ada, motion)
    decisions.identify(board.cora, motion)
    with pytest.raises(decisions.SignersExamined):
        decisions.identify(board.ada, motion)
    decided = decisions.identify(board.emil, motion).identification
    assert decided is not None and decided.exception and decided.discipline == "face"
    assert decided.rules_id == rules.id


def test_an_implant_with_a_serial_number_where_the_rules_take_it(board: Board) -> None:
    board.ruled(implant=True, exception=None)
    board.people |= {name: board.staff.hire(name, Discipline.MEDICAL) for name in ("mia", "moe")}
    implants = Description(implants=("Left hip, serial 48-2231-A",))
    for code, stated, holds in (
        ("1", Description(implants=("Hip replaced 2019: 482231A",)), True),
        ("2", Description(implants=("Hip replaced 2019",)), False),
    ):
        body = board.body(f"R{code}")
        death = intake.DeathFound(remains=body.id, basis="Lividity", description=implants)
        intake.examine_remains(board.doctor, death)
        request = board.missing(f"M{code}", description=stated)
        views = {"discipline": Discipline.MEDICAL, "by": (board.mia, board.moe)}
        motion = board.motion(board.views(board.lead(body, request), MATCH, MATCH, **views))
        if holds:
            decisions.identify(board.cora, motion)
            assert decisions.identify(board.dora, motion).complete
        else:
            with pytest.raises(decisions.RuleDoesNotHold):
                decisions.identify(board.cora, motion)


def test_a_reported_finding_that_contradicts(board: Board) -> None:
    concurrence = _concurrence(board)
    weighed = Reported(
        candidate=concurrence.candidate_id,
        kind=Reportable.DENTAL,
        source="Report 3",
        log10_lr=-3.0,
        interval=(-3.5, -2.5),
        bound=(-6, 6),
        same="the same person",
        other="somebody of the region",
    )
    matching.weigh(board.doctor, weighed)
    refusal = _refused(board, concurrence)
    assert isinstance(refusal, decisions.RuleDoesNotHold)
    assert refusal.parameters["part"] == "contradicted"


def test_enough_secondary_findings_must_agree(board: Board) -> None:
    board.ruled(agreeing=1, exception=None)
    concurrence = _concurrence(board)
    refusal = _refused(board, concurrence)
    assert refusal.parameters["part"] == "too-few-findings"
    board.views(concurrence.candidate, MATCH, MATCH, discipline=FACE)
    assert decisions.identify(board.cora, board.motion(concurrence)).signers


def test_one_member_does_not_sign_twice(board: Board) -> None:
    motion = board.motion(_concurrence(board))
    decisions.identify(board.cora, motion)
    with pytest.raises(decisions.SignedAlready):
        decisions.identify(board.cora, motion)
    assert board.count(rows.Identification) == 0


def test_both_examiners_do_not_sign(board: Board) -> None:
    motion = board.motion(_concurrence(board))
    decisions.identify(board.ann, motion)
    with pytest.raises(decisions.SignersExamined):
        decisions.identify(board.ben, motion)
    assert decisions.identify(board.cora, motion).complete


def test_the_second_signs_the_same_sentence(board: Board) -> None:
    concurrence = _concurrence(board)
    decisions.identify(board.ann, board.motion(concurrence))
    with pytest.raises(decisions.OtherGrounds):
        decisions.identify(board.cora, board.motion(concurrence, grounds="Something else."))


def test_a_motion_under_older_rules_is_put_anew(board: Board) -> None:
    motion = board.motion(_concurrence(board))
    older = decisions.identify(board.ann, motion).motion
    rules = board.ruled()
    anew = decisions.identify(board.cora, motion)
    assert anew.signers == (board.cora.account_id,) and anew.motion != older
    assert board.fresh(older).ended_at is not None
    decided = decisions.identify(board.ann, motion).identification
    assert decided is not None and decided.rules_id == rules.id


def test_nobody_outside_the_board_signs(board: Board) -> None:
    concurrence = _concurrence(board)
    for outsider in (board.bess, board.clerk, board.records):
        with pytest.raises(NotAllowed):
            decisions.identify(outsider, board.motion(concurrence))


def test_an_examiner_who_recorded_the_body(board: Board) -> None:
    """The review bars her; a decision asks again, whatever way her view came in."""
    refusal = _refused(board, board.examined_by_recorder())
    assert isinstance(refusal, decisions.ExaminerRecordedBody)


# One name, one body


def test_a_body_has_one_name(board: Board) -> None:
    body, other = board.body(), board.missing("M2", name="Otto Berg")
    concurrence = board.views(board.lead(body, other), MATCH, MATCH)
    again = board.lead(body, board.missing())
    agreed = board.views(again, MATCH, MATCH)
    decisions.identify(board.ann, board.motion(agreed))
    assert decisions.identify(board.cora, board.motion(agreed)).complete
    with pytest.raises(decisions.OtherIdentity):
        decisions.identify(board.dora, board.motion(concurrence))


def test_a_person_has_one_body(board: Board) -> None:
    decided = board.identified()
    concurrence = board.views(board.lead(board.body("R2"), decided.request), MATCH, MATCH)
    with pytest.raises(decisions.OtherIdentity):
        decisions.identify(board.cora, board.motion(concurrence))


def _identify(board: Board, body: rows.Remains, request: rows.TracingRequest) -> Any:
    motion = board.motion(board.views(board.lead(body, request), MATCH, MATCH))
    decisions.identify(board.cora, motion)
    return decisions.identify(board.dora, motion).identification


def test_parts_of_one_person(board: Board) -> None:
    decided = board.identified()
    loose = board.body("R2", kind=RemainsKind.PART)
    placed = board.body("R3", kind=RemainsKind.PART, part_of=decided.remains_id)
    assert _identify(board, loose, decided.request) and _identify(board, placed, decided.request)


def test_a_part_is_not_somebody_else_than_its_body(board: Board) -> None:
    decided = board.identified()
    part = board.body("R2", kind=RemainsKind.PART, part_of=decided.remains_id)
    with pytest.raises(decisions.OtherIdentity):
        _identify(board, part, board.missing("M2", name="Otto Berg"))


def test_a_part_of_another_body_is_not_hers(board: Board) -> None:
    decided = board.identified()
    other = board.body("R2")
    part = board.body("R3", kind=RemainsKind.PART, part_of=other.id)
    with pytest.raises(decisions.OtherIdentity):
        _identify(board, part, decided.request)


def test_she_lives(board: Board) -> None:
    concurrence = _concurrence(board)
    second = board.staff.hire("colleague", Role.INTAKE_OFFICER)
    for clerk in (board.clerk, second):
        seen = requests.SeenAlive(
            request=concurrence.candidate.request_id, seen=Seen.SPOKEN_TO, basis="By telephone"
        )
        requests.found_alive(clerk, seen)
    refusal = _refused(board, concurrence)
    assert isinstance(refusal, decisions.RequestClosed) and "found alive" in refusal.say()


def test_a_legal_hold_does_not_stop_it(board: Board) -> None:
    body = board.body()
    signs = frozenset({intake.InquirySign.BOUND})
    death = intake.DeathFound(remains=body.id, basis="Lividity", inquiry_signs=signs)
    intake.examine_remains(board.doctor, death)
    assert board.identified(body).withdrawn_at is None


# How few people it takes


def test_three_people_run_a_whole_case(staff: Staff) -> None:
    """Two examiners, one of them on the board, and a third who does everything else."""
    anna = staff.hire("anna", DNA, Role.BOARD_MEMBER)
    bruno = staff.hire("bruno", DNA)
    carla = staff.hire(
        "carla",
        Role.BOARD_MEMBER,
        Role.INTAKE_OFFICER,
        Role.MORTUARY_OFFICER,
        Discipline.MEDICAL,
    )
    board = Board(staff, {"clerk": carla, "mortuary": carla, "dora": carla})
    body, request = board.body(), board.missing()
    death = intake.DeathFound(remains=body.id, basis="Rigor and lividity")
    intake.examine_remains(carla, death)
    concurrence = board.views(board.lead(body, request), MATCH, MATCH, by=(anna, bruno))
    motion = board.motion(concurrence)
    decisions.identify(anna, motion)
    assert decisions.identify(carla, motion).identification is not None


def test_two_people_cannot(staff: Staff) -> None:
    """Both would have examined, and one of the signers must not have."""
    anna = staff.hire("anna", DNA, Role.BOARD_MEMBER, Role.INTAKE_OFFICER)
    bruno = staff.hire("bruno", DNA, Role.BOARD_MEMBER, Role.MORTUARY_OFFICER)
    board = Board(staff, {"clerk": anna, "mortuary": bruno, "dora": bruno})
    body, request = board.body(), board.missing()
    candidate = board.lead(body, request)
    from django.db import IntegrityError

    # Who recorded the body, or took in the request, or proposed her, examines nothing here.
    for pair in ((anna, bruno), (bruno, anna)):
        with pytest.raises((SeparatePerson, IntegrityError)):
            board.views(candidate, MATCH, MATCH, by=pair)
    assert board.count(rows.Concurrence) == 0


# Rules


def test_rules_are_changed_by_two(board: Board) -> None:
    held = board.ruled()
    assert (held.version, held.proposed_by_id, held.recorded_by_id) == (
        2,
        board.cora.account_id,
        board.dora.account_id,
    )
    assert "the board may decide an exception" in held.words


def test_nobody_approves_his_own_rules(board: Board) -> None:
    proposed = decisions.ProposedRules(rules=decisions.ruling.STANDARD, because="To be sure")
    draft = decisions.propose_rules(board.cora, proposed)
    with pytest.raises(decisions.OwnDraft):
        decisions.approve_rules(board.cora, draft.id)
    decisions.approve_rules(board.dora, draft.id)
    with pytest.raises(decisions.DraftSettled):
        decisions.approve_rules(board.emil, draft.id)


def test_rules_need_a_reason(board: Board) -> None:
    proposed = decisions.ProposedRules(rules=decisions.ruling.STANDARD, because=" ")
    with pytest.raises(decisions.NoReasonForRules):
        decisions.propose_rules(board.cora, proposed)


# Settling


def test_views_are_kept_when_they_are_settled(board: Board) -> None:
    differing = _concurrence(board, MATCH, EXCLUSION)
    stated = {"disagreement": differing.id, "grounds": "The sample was degraded."}
    with pytest.raises(decisions.OwnView):
        decisions.settle(board.ann, decisions.Settle(**stated))
    settled = decisions.settle(board.cora, decisions.Settle(**stated, follows=differing.first_id))
    assert settled.follows_id == differing.first_id
    assert board.count(rows.Comparison) == 2
    with pytest.raises(decisions.SettledAlready):
        decisions.settle(board.dora, decisions.Settle(**stated))
    # What the board follows is no agreement of two: a third examiner has to concur.
    agreed = board.views(differing.candidate, MATCH, discipline=DNA, by=(board.bess,))
    assert agreed.conclusion == MATCH
    assert decisions.identify(board.cora, board.motion(agreed)).signers


def test_a_view_of_another_pair_is_not_followed(board: Board) -> None:
    differing = _concurrence(board, MATCH, EXCLUSION)
    other = board.lead(board.body("R2"), board.missing("M2", name="Otto Berg"))
    elsewhere = board.views(other, MATCH, MATCH)
    settling = decisions.Settle(
        disagreement=differing.id, grounds="See there.", follows=elsewhere.first_id
    )
    with pytest.raises(decisions.ViewOfAnother):
        decisions.settle(board.cora, settling)
