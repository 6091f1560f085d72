"""The worklist: what waits for whom, from the records as they are, and what it must not tell."""

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Action, Actor, Discipline, Role
from antigone.access.clock import today
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.lists.owed import all_owed
from antigone.casework.models.alive import Seen
from antigone.casework.models.notices import AttemptOutcome
from antigone.casework.models.remains import InquirySign
from antigone.casework.procedures import (
    decisions,
    erasure,
    handover,
    intake,
    notices,
    requests,
)
from antigone.casework.step import step
from tests.casework.deciding import DNA, EXCLUSION, FACE, MATCH, Board, board
from tests.casework.homecoming import Home, home
from tests.casework.identified import Family, family, unguarded
from tests.homes import Scene, Staff, blob, face, found_remains, report

__all__ = ["board", "family", "home"]


def kinds(actor: Actor, turn: str = "mine") -> set[str]:
    return {one.kind for one in getattr(lists.worklist(actor, {}), turn)}


def one_of(actor: Actor, kind: str, turn: str = "mine") -> lists.Waiting:
    listed = [one for one in getattr(lists.worklist(actor, {}), turn) if one.kind == kind]
    assert len(listed) == 1, listed
    return listed[0]


def test_a_body_waits_for_its_photograph_and_its_examination(staff: Staff) -> None:
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    body = intake.record_remains(mortuary, found_remains("R-0042"))
    photograph = one_of(mortuary, "photograph-remains")
    assert (photograph.code, photograph.why, photograph.by) == (
        "R-0042",
        "no-photograph",
        "mortuary",
    )
    assert photograph.goes == body.id
    assert photograph.since == body.recorded_at
    assert one_of(mortuary, "examine-death", "others").code == "R-0042"
    assert one_of(doctor, "examine-death").code == "R-0042"
    intake.examine_remains(doctor, intake.DeathFound(remains=body.id, basis="Rigor"))
    assert kinds(doctor) == set()


def unconfirmed(scene: Scene) -> None:
    """A second photograph of the body, whose face the mortuary officer has marked."""
    with step(scene.mortuary, Action.RECEIVE_POST_MORTEM) as doing:
        taken = doing.write(
            rows.PostMortemPhotograph(
                remains=scene.remains, code_legible=False, way="taken-here", **blob("c")
            )
        )
    with step(scene.mortuary, Action.MARK_FACE) as doing:
        doing.write(face(scene.mortuary, side="remains", post_mortem=taken))


def test_a_mark_waits_for_anybody_but_who_made_it(scene: Scene) -> None:
    unconfirmed(scene)
    waiting = one_of(scene.examiner, "confirm-face")
    assert (waiting.code, waiting.nth, waiting.by) == ("R1", 2, "mortuary")
    assert one_of(scene.mortuary, "confirm-face", "others").by == "mortuary"


def test_a_search_waits_for_nobody_who_alone_signed_that_she_is_dead(scene: Scene) -> None:
    both = scene.staff.hire("both", Discipline.FACE, Discipline.MEDICAL)
    body = intake.record_remains(scene.mortuary, found_remains("R2"))
    intake.examine_remains(both, intake.DeathFound(remains=body.id, basis="Rigor"))
    enrolled(scene, body)
    assert one_of(both, "search", "others").code == "R2"
    assert one_of(scene.examiner, "search").code == "R2"


def enrolled(scene: Scene, body: rows.Remains, *, enrols: bool = True) -> None:
    """A body with a confirmed face in the gallery of the dead, or about to be."""
    with step(scene.mortuary, Action.RECEIVE_POST_MORTEM) as doing:
        taken = doing.write(
            rows.PostMortemPhotograph(
                remains=body, code_legible=True, way="taken-here", **blob(body.code)
            )
        )
    with step(scene.mortuary, Action.MARK_FACE) as doing:
        marked = doing.write(face(scene.mortuary, side="remains", post_mortem=taken))
    with step(scene.examiner, Action.CONFIRM_FACE) as doing:
        marked.confirmed_by_id, marked.confirmed_at = scene.examiner.account_id, doing.at
        marked.save()
    if not enrols:
        return
    with step(scene.examiner, Action.ENROL) as doing:
        doing.write(
            rows.Template(
                face=marked, side="remains", remains=body, engine="test", dim=4, quality=12.0
            )
        )


def test_who_enrols_learns_of_the_side_alone_that_she_may_read(scene: Scene) -> None:
    with step(scene.intake, Action.RECEIVE_REFERENCE) as doing:
        given = doing.write(
            rows.ReferencePhotograph(request=scene.request, way="handed-over", **blob("given"))
        )
    with step(scene.intake, Action.MARK_FACE) as doing:
        doing.write(face(scene.intake, side="reference", reference=given))
    body = intake.record_remains(scene.mortuary, found_remains("R2"))
    enrolled(scene, body, enrols=False)
    of_the_missing, of_the_dead = one_of(scene.intake, "enrol"), one_of(scene.mortuary, "enrol")
    assert (of_the_missing.code, of_the_missing.nth, of_the_missing.goes) == ("M1", 2, given.id)
    assert (of_the_dead.code, of_the_dead.nth) == ("R2", 1)
    # She may enrol either, and be shown this face without a name: no code of a request for her.
    assert one_of(scene.examiner, "enrol").code == "R2"


def test_an_unfinished_request_says_what_is_missing_first(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    board_member = staff.hire("board", Role.BOARD_MEMBER)
    intake.open_request(clerk, report("T-0031", permitted=None))
    intake.open_request(clerk, report("T-0032"))
    waiting = [one for one in lists.worklist(clerk, {}).mine if one.kind == "finish-request"]
    assert [(one.code, one.why) for one in waiting] == [
        ("T-0031", "no-permission"),
        ("T-0032", "no-photograph"),
    ]
    assert kinds(board_member) == set()
    assert kinds(board_member, "others") == {"finish-request"}


def test_what_ends_soon_is_asked_for_again(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    soon = today() + timedelta(days=20)
    permitted = replace(report().permitted, valid_until=soon)
    basis = replace(report().basis, valid_until=soon + timedelta(days=11))
    intake.open_request(clerk, report(permitted=permitted, basis=basis))
    # The basis ends in 31 days, one more than is soon.
    assert one_of(clerk, "renew").why == "permission-ends"


def test_the_second_word_of_life_is_somebody_elses(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    second = staff.hire("second", Role.INTAKE_OFFICER)
    request = intake.open_request(clerk, report())
    word = requests.SeenAlive(
        request=request.id, seen=Seen.IN_PERSON, basis="Came with her passport"
    )
    requests.found_alive(clerk, word)
    assert one_of(clerk, "confirm-alive", "others").by == "clerk"
    assert one_of(second, "confirm-alive").code == "M1"
    requests.found_alive(second, word)
    assert "confirm-alive" not in kinds(second)


def test_of_who_was_found_alive_the_rest_is_asked_about_when_the_permission_ends(
    staff: Staff,
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    second = staff.hire("second", Role.INTAKE_OFFICER)
    permitted = replace(report().permitted, valid_until=today() + timedelta(days=20))
    request = intake.open_request(clerk, report(permitted=permitted))
    assert "take-back" not in kinds(clerk)
    for officer in (clerk, second):
        word = requests.SeenAlive(
            request=request.id, seen=Seen.IN_PERSON, basis="Came with her passport"
        )
        requests.found_alive(officer, word)
    waiting = one_of(clerk, "take-back")
    assert (waiting.code, waiting.why) == ("M1", "permission-ends")
    assert "renew" not in kinds(clerk)
    assert [one["request"] for one in lists.ending(clerk, days=30)] == ["M1"]
    erasure.withdraw(clerk, erasure.Withdrawing(request=request.id))
    assert "take-back" not in kinds(clerk)


def test_resting_things_come_back_by_themselves(staff: Staff) -> None:
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    intake.record_remains(mortuary, found_remains("R1"))
    item = one_of(doctor, "examine-death").item
    listed = lists.worklist(doctor, {item: today() + timedelta(days=3)})
    assert (listed.mine, [one.code for one in listed.resting]) == ((), ["R1"])
    assert (listed.count("mine"), listed.count("resting")) == (0, 1)


def test_the_board_signs_what_another_member_moved(board: Board) -> None:
    candidate = board.lead(board.body(), board.missing())
    motion = board.motion(board.views(candidate, MATCH, MATCH))
    assert one_of(board.cora, "decide").code == "R1"
    decisions.identify(board.ann, motion)
    assert one_of(board.ann, "sign-motion", "others").by == "ann"
    waiting = one_of(board.cora, "sign-motion")
    assert (waiting.code, waiting.why, waiting.by) == ("R1", "identify", "ann")
    assert "decide" not in kinds(board.cora)
    decisions.identify(board.cora, motion)
    assert "sign-motion" not in kinds(board.emil)
    assert one_of(board.records, "record-for-bureau").code == "R1"


def test_views_that_differ_wait_for_the_board(board: Board) -> None:
    board.views(board.lead(board.body(), board.missing()), MATCH, EXCLUSION)
    assert one_of(board.cora, "settle-views").code == "R1"
    assert "settle-views" not in kinds(board.bess)


def test_an_examiner_who_compares_reads_that_something_waits_and_no_more(board: Board) -> None:
    """Of the body that she compares there is no trace: no code, nobody's name, no count."""
    body, request = board.body("R-0042"), board.missing("T-0031")
    candidate = board.lead(body, request)
    both = board.staff.hire("both", FACE, DNA, Role.MORTUARY_OFFICER)
    open_round(board, candidate, both)
    listed = lists.worklist(both, {})
    assert [one.kind for one in listed.mine] == ["next-examination"]
    said = repr(listed.mine) + repr(listed.others)
    assert "R-0042" not in said and "T-0031" not in said and "Ines" not in said
    assert listed.mine[0].since is None


def open_round(board: Board, candidate: rows.Candidate, examiner: Actor) -> None:
    """Pairs of a body that wait for somebody."""
    with unguarded(rows.Round, rows.Pair), step(board.dora, Action.DRAW_EXAMINER) as doing:
        opened = doing.write(
            rows.Round(
                remains=candidate.remains,
                discipline="dna",
                place="first",
                examiner_id=examiner.account_id,
                drawn=True,
                fillers=0,
                seed="0",
            )
        )
        doing.write(rows.Pair(round=opened, position=1, candidate=candidate))


def test_that_somebody_is_on_a_list_is_told_to_who_knows_it_only(board: Board) -> None:
    board.lead(board.body(), board.missing())
    assert one_of(board.records, "send-to-examination").code == "R1"
    assert one_of(board.dora, "send-to-examination").why == "candidates-listed"
    assert "send-to-examination" not in kinds(board.bess) | kinds(board.bess, "others")


def test_whoever_is_owed_a_word_is_on_the_worklist(family: Family) -> None:
    family.told()
    assert kinds(family.liaison) == {"finish-request"}
    identification = family.identify()
    owed = one_of(family.liaison, "prepare-notice")
    assert (owed.code, owed.why) == ("M1", "identification")
    family.prepare(identification, relative=family_row(family).id)
    assert "prepare-notice" not in kinds(family.liaison)
    assert one_of(family.liaison, "approve-notice", "others").by == "liaison"
    letter = one_of(family.second, "approve-notice")
    assert (letter.code, letter.nth) == ("M1", 1)
    notices.approve(family.second, letter.goes)
    assert one_of(family.liaison, "tell").code == "M1"


def family_row(family: Family, request: str = "M1") -> rows.Relative:
    with family.here():
        return rows.Relative.objects.get(request__code=request)


def test_everybody_who_is_owed_a_word_is_found_together(family: Family) -> None:
    """One who wishes to be told; none who asked, so an authority; and one of the adverse party."""
    family.told()
    family.identify()
    other = intake.open_request(family.clerk, report("M2", name="Jon Alba"))
    nobody = intake.record_remains(family.mortuary, found_remains("R2"))
    family.identify(nobody, other)
    adverse = intake.record_remains(family.mortuary, found_remains("R3", party="adverse"))
    third = intake.open_request(family.clerk, report("M3", name="Eva Rey"))
    family.relative(request=third.id)
    family.identify(adverse, third)
    named = lists.notices(family.liaison, states=("to-prepare",))
    assert [(one["request"], one["remains"], one["kind"], one["recipient"]) for one in named] == [
        ("M1", "R1", "identification", family_row(family, "M1").relation),
        ("M2", "R2", "identification", "authority"),
        ("M3", "R3", "identification", "bureau"),
    ]
    with family.here():
        owed = [one.request.code for one in all_owed()]
    assert owed == ["M1", "M2", "M3"]


def test_a_correction_comes_before_all_that_is_older(family: Family) -> None:
    relative = family.told()
    identification = family.identify()
    notice = family.approved(identification, relative=relative.id)
    notices.record_attempt(
        family.liaison,
        notices.Attempted(notice=notice.id, outcome=AttemptOutcome.REACHED),
    )
    family.withdrawn(identification)
    first = lists.worklist(family.liaison, {}).mine[0]
    assert (first.kind, first.why) == ("prepare-notice", "correction")


def test_a_hold_and_an_alert_wait_for_the_prosecutors_liaison(home: Home) -> None:
    home.examined(None, InquirySign.BOUND)
    assert {"see-alert", "lift-hold"} <= kinds(home.prosecutor)
    assert "lift-hold" not in kinds(home.mortuary, "others")


def test_a_receiver_is_verified_and_a_release_confirmed_by_another(home: Home) -> None:
    home.named()
    entitlement = home.entitled(verified=False)
    assert one_of(home.clerk, "verify-receiver", "others").code == "R-1"
    assert one_of(home.colleague, "verify-receiver").by == "clerk"
    handover.verify_entitlement(home.colleague, entitlement.id)
    assert one_of(home.mortuary, "release").code == "R-1"
    handover.release(home.mortuary, home.homegoing(entitlement))
    assert one_of(home.mortuary, "confirm-release", "others").code == "R-1"
    assert one_of(home.colleague, "confirm-release").code == "R-1"


def test_a_colleague_without_a_role_waits_for_the_administrator(staff: Staff) -> None:
    house = Actor(account_id=staff.administrator.account_id, operation_id=staff.operation)
    staff.hire("nobody")
    assert one_of(house, "give-role").by == "nobody"


def test_the_worklist_asks_as_often_whatever_waits(staff: Staff) -> None:
    """With 20 cases and with 200: the number of questions is that of the kinds."""
    everything = staff.hire(
        "everything",
        *(role for role in Role if role not in (Role.EXAMINER, Role.ADMINISTRATOR)),
        Discipline.FACE,
    )

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            lists.worklist(everything, {})
        return len(asked)

    for number in range(10):
        intake.open_request(everything, report(f"T-{number}"))
        intake.record_remains(everything, found_remains(f"R-{number}"))
    few = questions()
    for number in range(10, 100):
        intake.open_request(everything, report(f"T-{number}"))
        intake.record_remains(everything, found_remains(f"R-{number}"))
    assert questions() == few
    listed = lists.worklist(everything, {}, most=50)
    assert len(listed.mine) == 50
    # Nobody counts all of them: fifty of each kind are read, and it is said that there are more.
    assert listed.count("mine", "finish-request") == 50
    assert listed.has_more("mine", "finish-request")
    assert listed.count("others", "examine-death") == 50
    assert listed.has_more("others", "examine-death")
    every = lists.worklist(everything, {}, most=100)
    assert every.count("mine", "finish-request") == 100
    assert not every.has_more("mine", "finish-request")


def test_one_operation_does_not_see_what_waits_in_another(scene: Scene) -> None:
    from tests.homes import open_operation

    other = Staff(scene.staff.administrator, open_operation(scene.staff.administrator, "PLANE"))
    stranger = other.hire("stranger", Role.MORTUARY_OFFICER, Role.BOARD_MEMBER)
    listed = lists.worklist(stranger, {})
    assert (listed.mine, listed.others) == ((), ())
