"""Searching: from a dead body only, among those who permit it today, and with its line drawn."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from antigone.access import Action, Discipline, NotAllowed, Role, within
from antigone.casework import guards
from antigone.casework import models as rows
from antigone.casework.description import Absent
from antigone.casework.guard import take_down
from antigone.casework.instruments import instruments
from antigone.casework.models.remains import Condition
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures import intake, matching
from antigone.casework.step import step
from antigone.config import utc_now
from antigone.evidence import CONDITION_GRADES
from antigone.gallery.shortlist import UnfitLine
from antigone.ledger import Entry
from tests.casework.faces_at_hand import ENGINE, Mortuary, lifeless, mortuary, permitted, portrait
from tests.homes import Staff, Watch, found_remains, open_operation, settle

__all__ = ["mortuary"]


def _no_search(mortuary: Mortuary) -> None:
    with within(mortuary.staff.operation):
        assert not rows.Search.objects.exists()
        assert not rows.Candidate.objects.exists()


def test_the_right_person_stands_first(mortuary: Mortuary) -> None:
    people = {person: mortuary.enrolled(person, person) for person in ("P001", "P002", "P003")}
    remains = mortuary.ready("R1", "P002")
    before = rows.LedgerEntry.objects.count()
    search = mortuary.search(remains)
    first, *others = mortuary.listed(search)
    assert first.request_id == people["P002"].id
    assert [first.rank, *(one.rank for one in others)] == [1, 2, 3]
    assert first.above_threshold and not any(one.above_threshold for one in others)
    assert first.similarity > others[0].similarity >= others[1].similarity
    with within(mortuary.staff.operation):
        photograph = rows.ReferencePhotograph.objects.get(pk=first.photograph_id)
        assert photograph.request_id == people["P002"].id
    assert (search.engine, search.people, search.templates, search.hidden) == (ENGINE, 3, 3, 0)
    assert (search.purpose, search.fpir, search.gallery_seq) == (Purpose.IDENTIFY, 0.01, 3)
    # One entry names what was written: the search, its probe, three candidates.
    assert rows.LedgerEntry.objects.count() == before + 1
    entry = Entry.parse(bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload))
    assert entry.action == "search.run"
    kinds = [one.split(":")[0] for one in entry.objects]
    assert sorted(kinds) == ["candidate"] * 3 + ["operation", "probe", "search"]


def test_the_line_is_that_of_the_calibration(mortuary: Mortuary) -> None:
    """1 - (1 - f(t))^2 = 0.05 for two people: f(t) = 1 - 0.95^(1/2)."""
    mortuary.enrolled("M1", "P001")
    mortuary.enrolled("M2", "P002")
    remains = mortuary.ready("R1", "P002")
    wanted = matching.Wanted(remains=remains.id, purpose=Purpose.IDENTIFY, fpir=0.05)
    search = matching.search(mortuary.examiner, wanted)
    calibration = instruments().calibration
    assert calibration is not None
    strangers = calibration.non_mated(grade="fresh", references=1)
    assert strangers.survival(search.threshold) == pytest.approx(1 - 0.95**0.5, rel=1e-6)
    assert search.expected_false == pytest.approx(2 * (1 - 0.95**0.5), rel=1e-6)


def test_every_grade_of_condition_is_known_to_the_calibration() -> None:
    from antigone.casework.procedures.searching import GRADES

    assert list(GRADES) == list(Condition)
    assert tuple(GRADES.values()) == CONDITION_GRADES


@pytest.mark.parametrize("condition", [Condition.BURNT, Absent.NOT_AVAILABLE])
def test_without_reference_data_no_line_is_drawn(
    mortuary: Mortuary, condition: Condition | Absent
) -> None:
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    seen = intake.DeathFound(remains=remains.id, basis="Seen again", condition=condition)
    intake.examine_remains(mortuary.doctor, seen)
    search = mortuary.search(remains)
    assert (search.threshold, search.expected_false) == (None, None)
    (candidate,) = mortuary.listed(search)
    assert candidate.rank == 1
    assert candidate.above_threshold is None


def test_several_photographs_of_the_dead_search_together(mortuary: Mortuary) -> None:
    """The best pair counts, and a person stands once."""
    request = mortuary.request("M1")
    for person in ("P003", "P002"):
        matching.enrol(mortuary.clerk, mortuary.reference(request, portrait(person)).id)
    remains = mortuary.ready("R1", "P005")
    matching.enrol(mortuary.officer, mortuary.photographed(remains, lifeless("P002")).id)
    search = mortuary.search(remains)
    assert search.templates == 2
    (candidate,) = mortuary.listed(search)
    with within(mortuary.staff.operation):
        assert search.probes.count() == 2
        best = rows.ReferencePhotograph.objects.order_by("recorded_at").last()
        assert candidate.photograph_id == best.id


# What keeps a living person from being searched


def test_no_search_without_an_examination_of_death(mortuary: Mortuary) -> None:
    remains = mortuary.body("R1", examined=False)
    matching.enrol(mortuary.officer, mortuary.photographed(remains, lifeless("P001")).id)
    with pytest.raises(matching.NoDeathExamination):
        mortuary.search(remains)
    _no_search(mortuary)


def test_another_examination_is_not_one_of_death(mortuary: Mortuary) -> None:
    remains = mortuary.body("R1", examined=False)
    matching.enrol(mortuary.officer, mortuary.photographed(remains, lifeless("P001")).id)
    with step(mortuary.doctor, Action.EXAMINE_REMAINS) as doing:
        doing.write(
            rows.Examination(
                remains=remains,
                kind="external",
                signed_by_id=mortuary.doctor.account_id,
                signed_at=doing.at,
                basis="Tattoos",
                condition="fresh",
            )
        )
    with pytest.raises(matching.NoDeathExamination):
        mortuary.search(remains)


def test_who_signed_the_death_does_not_search(mortuary: Mortuary) -> None:
    """The doctor is an examiner of faces too: nobody makes a body and searches for it."""
    remains = mortuary.ready("R1", "P001")
    with pytest.raises(matching.SearcherSignedDeath) as refused:
        mortuary.search(remains, mortuary.doctor)
    assert refused.value.parameters == {"remains": "R1"}
    _no_search(mortuary)
    mortuary.search(remains)


def test_a_second_signature_frees_the_first_doctor_to_search(mortuary: Mortuary) -> None:
    """One signature of somebody else is enough."""
    remains = mortuary.ready("R1", "P001")
    second = mortuary.staff.hire("second", Discipline.ANTHROPOLOGY)
    intake.examine_remains(second, intake.DeathFound(remains=remains.id, basis="Lividity"))
    assert mortuary.search(remains, mortuary.doctor).searched_by_id == mortuary.doctor.account_id


def test_no_search_without_a_legible_code(mortuary: Mortuary) -> None:
    remains = mortuary.body("R1")
    face = mortuary.photographed(remains, lifeless("P001"), legible=False)
    matching.enrol(mortuary.officer, face.id)
    with pytest.raises(matching.NoLegibleCode):
        mortuary.search(remains)
    _no_search(mortuary)


@pytest.mark.parametrize("purpose", [None, Purpose.NOTIFY, Purpose.RECONCILE, Purpose.LEGAL_DUTY])
def test_no_search_for_another_purpose(mortuary: Mortuary, purpose: Purpose | None) -> None:
    remains = mortuary.ready("R1", "P001")
    with pytest.raises(matching.PurposeMissing):
        wanted = matching.Wanted(remains=remains.id, purpose=purpose)
        matching.search(mortuary.examiner, wanted)
    _no_search(mortuary)


def test_no_search_without_an_enrolled_face(mortuary: Mortuary) -> None:
    remains = mortuary.body("R1")
    mortuary.photographed(remains, lifeless("P001"))
    with pytest.raises(matching.NoUsableProbe):
        mortuary.search(remains)
    _no_search(mortuary)


@pytest.mark.parametrize("fpir", [0.0, -0.1, 0.7, 1.0])
def test_a_share_that_means_nothing_is_refused(mortuary: Mortuary, fpir: float) -> None:
    remains = mortuary.ready("R1", "P001")
    with pytest.raises(UnfitLine):
        wanted = matching.Wanted(remains=remains.id, purpose=Purpose.IDENTIFY, fpir=fpir)
        matching.search(mortuary.examiner, wanted)


def test_only_examiners_of_faces_search(mortuary: Mortuary) -> None:
    remains = mortuary.ready("R1", "P001")
    for actor in (mortuary.clerk, mortuary.officer, mortuary.records):
        with pytest.raises(NotAllowed):
            mortuary.search(remains, actor)


# Who may be found


def _found(mortuary: Mortuary, remains: rows.Remains) -> tuple[list[UUID], int]:
    search = mortuary.search(remains)
    return mortuary.people_on(search), search.hidden


def test_a_permission_that_ended_yesterday_finds_nobody(mortuary: Mortuary, watch: Watch) -> None:
    """Nothing was erased: the day alone decides."""
    ends = permitted(valid_until=utc_now().date())
    request = mortuary.enrolled("M1", "P001", permitted=ends)
    remains = mortuary.ready("R1", "P001")
    assert _found(mortuary, remains) == ([request.id], 0)
    watch.ahead = timedelta(days=1)
    assert _found(mortuary, remains) == ([], 1)


def test_a_permission_that_begins_tomorrow_finds_nobody_today(
    mortuary: Mortuary, watch: Watch
) -> None:
    begins = permitted(valid_from=utc_now().date() + timedelta(days=1))
    request = mortuary.enrolled("M1", "P001", permitted=begins)
    remains = mortuary.ready("R1", "P001")
    assert _found(mortuary, remains) == ([], 1)
    watch.ahead = timedelta(days=1)
    assert _found(mortuary, remains) == ([request.id], 0)


@pytest.mark.parametrize(
    "ending",
    [
        lambda at: rows.Permission.objects.update(withdrawn_at=at),
        lambda at: rows.LegalBasis.objects.update(ended_at=at),
        lambda _: rows.TracingRequest.objects.update(outcome="found-alive"),
        lambda _: rows.TracingRequest.objects.update(outcome="withdrawn"),
    ],
    ids=["permission", "legal basis", "found alive", "withdrawn"],
)
def test_who_may_not_be_looked_for_any_more_is_not_found(mortuary: Mortuary, ending: Any) -> None:
    """Also where the erasure of her template has not run."""
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    # What else belongs to such an outcome is asked by other guards, and has its own tests.
    settle()
    take_down(connection)
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION) as doing:
        ending(doing.at)
    assert _found(mortuary, remains) == ([], 1)


def test_another_operations_missing_do_not_exist_here(mortuary: Mortuary) -> None:
    mine = mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    chief = mortuary.staff.administrator
    other = Staff(chief, open_operation(chief, "TRAIN"))
    clerk = other.hire("clerk2", Role.INTAKE_OFFICER)
    there = Mortuary(other, mortuary.vault, clerk, clerk, clerk, clerk, clerk)
    foreign = there.enrolled("M1", "P001")
    assert _found(mortuary, remains) == ([mine.id], 0)
    assert foreign.id != mine.id


# Sweeping


def test_a_sweep_finds_what_a_new_reference_brings(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    first, second = mortuary.ready("R1", "P002"), mortuary.ready("R2", "P003")
    unexamined = mortuary.body("R3", examined=False)
    faceless = mortuary.body("R4")
    resolved = mortuary.ready("R5", "P005")
    # What belongs to an identification is asked by other guards, and has its own tests.
    settle()
    take_down(connection)
    with step(mortuary.officer, Action.RECORD_REMAINS):
        rows.Remains.objects.filter(pk=resolved.pk).update(outcome="identified")
    guards.install(connection)
    mortuary.search(first)
    mortuary.search(second)
    assert matching.sweep(mortuary.examiner).searches == ()
    new = mortuary.enrolled("M2", "P002")
    swept = matching.sweep(mortuary.examiner)
    assert [one.remains_id for one in swept.searches] == [first.id, second.id]
    assert mortuary.people_on(swept.searches[0])[0] == new.id
    assert {one.remains: type(one.because) for one in swept.skipped} == {
        unexamined.id: matching.NoDeathExamination,
        faceless.id: matching.NoLegibleCode,
    }
    again = matching.sweep(mortuary.examiner)
    assert again.searches == ()
    assert len(again.skipped) == 2


def test_a_sweep_searches_again_with_a_further_face_of_the_dead(mortuary: Mortuary) -> None:
    """The first photograph shows somebody else's likeness better than hers; the second shows her."""
    people = {person: mortuary.enrolled(person, person) for person in ("P002", "P005")}
    remains, other = mortuary.ready("R1", "P005"), mortuary.ready("R2", "P002")
    mortuary.search(remains)
    mortuary.search(other)
    further = mortuary.photographed(remains, lifeless("P002"), confirmed=False)
    # A mark alone changes nothing: it is not hers before a second person has looked.
    assert matching.sweep(mortuary.examiner).searches == ()
    with step(mortuary.examiner, Action.CONFIRM_FACE) as doing:
        further.confirmed_by_id, further.confirmed_at = mortuary.examiner.account_id, doing.at
        further.save()
    assert matching.sweep(mortuary.examiner).searches == ()
    matching.enrol(mortuary.officer, further.id)
    (search,) = matching.sweep(mortuary.examiner).searches
    assert search.remains_id == remains.id
    with within(mortuary.staff.operation):
        assert search.probes.count() == 2
    assert set(mortuary.people_on(search)) == {one.id for one in people.values()}
    assert matching.sweep(mortuary.examiner) == matching.Swept(searches=(), skipped=())


def test_a_further_face_that_is_too_poor_is_not_searched_with(mortuary: Mortuary) -> None:
    """It would be a reason to search again for ever, and never a probe."""
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    mortuary.search(remains)
    further = mortuary.photographed(remains, lifeless("P002"))
    with step(mortuary.officer, Action.ENROL) as doing:
        doing.write(
            rows.Template(
                face=further,
                side="remains",
                remains=remains,
                engine=ENGINE,
                dim=128,
                # Below 8 a face is unusable alone.
                quality=7.9,
            )
        )
    assert matching.sweep(mortuary.examiner).searches == ()


def test_each_body_of_a_sweep_is_a_step_of_its_own(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    mortuary.ready("R1", "P001")
    own = intake.record_remains(mortuary.officer, found_remains("R2"))
    intake.examine_remains(mortuary.doctor, intake.DeathFound(remains=own.id, basis="Rigor"))
    before = rows.LedgerEntry.objects.count()
    # The doctor signed for both: nothing can be swept by her.
    swept = matching.sweep(mortuary.doctor)
    assert [type(one.because) for one in swept.skipped] == [matching.SearcherSignedDeath] * 2
    assert rows.LedgerEntry.objects.count() == before
    swept = matching.sweep(mortuary.examiner)
    assert (len(swept.searches), len(swept.skipped)) == (1, 1)
    assert rows.LedgerEntry.objects.count() == before + 1


def test_a_sweep_needs_its_role_even_where_nothing_waits(mortuary: Mortuary) -> None:
    with pytest.raises(NotAllowed):
        matching.sweep(mortuary.clerk)
