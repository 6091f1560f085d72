"""Two examiners of one discipline, each alone: what they are given, refused, and come to."""

from dataclasses import replace
from typing import Any

import pytest

from antigone.access import Actor, Discipline, NotAllowed, Role, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.components import (
    Component,
    Judgement,
    Seen,
    UnfitComponents,
    as_json,
    judgements_from_json,
)
from antigone.casework.description import Description, Range
from antigone.casework.models.review import Conclusion, Place, RoundEnd, Support
from antigone.casework.procedures import (
    erasure,
    faces,
    intake,
    matching,
    photographs,
    review,
)
from antigone.casework.procedures.review.fillers import goes_with
from antigone.casework.procedures.review.proficiency import wilson
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.exercise.fillers import PAIRS
from tests.casework.faces_at_hand import lifeless, pair
from tests.casework.review_desk import (
    FACE,
    JUDGED,
    OPEN,
    OTHER,
    SAME,
    SEEN,
    Review,
    bench,
    filler_file,
    mortuary,
)

__all__ = ["bench", "mortuary"]
DNA = Discipline.DNA


# The whole way


def test_two_examiners_who_conclude_the_same_concur(bench: Review) -> None:
    first = bench.first(SAME)
    assert bench.rows_of(rows.Concurrence) == []
    second = bench.drawn(SAME)
    (concurrence,) = bench.rows_of(rows.Concurrence)
    assert second != first
    assert (concurrence.candidate_id, concurrence.conclusion) == (bench.candidate.id, SAME)
    assert (concurrence.examiner_a_id, concurrence.examiner_b_id) == (
        first.account_id,
        second.account_id,
    )
    assert bench.rows_of(rows.Disagreement) == []
    assert {one.ended_because for one in bench.rows_of(rows.Round)} == {RoundEnd.COMPLETE}
    with pytest.raises(review.NobodyToCompare):
        bench.draw(bench.mortuary.records)


@pytest.mark.parametrize(
    ("first", "second", "third", "concur"),
    [
        (SAME, OTHER, SAME, SAME),
        (OTHER, SAME, SAME, SAME),
        (SAME, OTHER, OTHER, OTHER),
        (SAME, OTHER, OPEN, None),
        # Inconclusive confirms nobody, and is confirmed by an inconclusive view alone.
        (SAME, OPEN, SAME, SAME),
        (SAME, OPEN, OPEN, OPEN),
        (OPEN, OTHER, SAME, None),
    ],
)
def test_where_two_differ_a_third_is_drawn_and_every_view_is_kept(
    bench: Review,
    first: Conclusion,
    second: Conclusion,
    third: Conclusion,
    concur: Conclusion | None,
) -> None:
    actors = [bench.first(first), bench.drawn(second)]
    (disagreement,) = bench.rows_of(rows.Disagreement)
    assert disagreement.candidate_id == bench.candidate.id
    actors.append(bench.drawn(third))
    assert len({one.account_id for one in actors}) == 3
    views = [one for one in bench.rows_of(rows.Comparison) if one.candidate_id]
    assert sorted(one.conclusion for one in views) == sorted([first, second, third])
    concluded = [one.conclusion for one in bench.rows_of(rows.Concurrence)]
    assert concluded == ([] if concur is None else [concur])
    assert bench.rows_of(rows.Disagreement) == [disagreement]


def test_two_inconclusive_views_concur_that_the_material_does_not_suffice(bench: Review) -> None:
    bench.first(OPEN)
    bench.drawn(OPEN)
    (concurrence,) = bench.rows_of(rows.Concurrence)
    assert concurrence.conclusion == OPEN


def test_each_examiner_has_a_row_of_her_own_with_fillers_among_it(bench: Review) -> None:
    bench.first(SAME)
    bench.drawn(SAME)
    one, other = sorted(bench.rows_of(rows.Round), key=lambda row: row.place)
    assert (one.place, one.drawn, other.place, other.drawn) == (
        Place.FIRST,
        False,
        Place.SECOND,
        True,
    )
    assert (one.fillers, other.fillers) == (2, 2)
    assert one.seed != other.seed
    pairs = bench.rows_of(rows.Pair)
    for opened in (one, other):
        mine = [pair for pair in pairs if pair.round_id == opened.id]
        assert sorted(pair.position for pair in mine) == [1, 2, 3]
        assert [pair.candidate_id for pair in mine if pair.candidate_id] == [bench.candidate.id]
    # Whoever had met a filler in one row would know it in the next.
    assert all(pair.post_mortem_id == pairs[0].post_mortem_id for pair in pairs)


def test_without_a_filler_at_hand_there_is_none_and_that_is_recorded(bench: Review) -> None:
    with within(bench.staff.operation):
        used = {one.pk for one in bench.fillers}
    for name in ("dora", "emil"):
        examiner = bench.staff.hire(name, DNA)
    bench.reported()
    bench.analysed(examiner, discipline=DNA, photographs=(), documents=("Profile 12",))
    bench.draw(examiner, DNA)
    (opened,) = bench.rows_of(rows.Round)
    assert opened.fillers == 0
    assert used == {one.pk for one in bench.rows_of(rows.Filler)}


def test_faceless_cases_complete_on_documents(bench: Review) -> None:
    examiners = [bench.staff.hire(name, DNA) for name in ("dora", "emil")]
    candidate = bench.reported()
    actor = examiners[0]
    bench.analysed(actor, discipline=DNA, photographs=(), components={}, documents=("Profile 12",))
    bench.draw(actor, DNA)
    pair = bench.next(actor, DNA)
    assert (pair.documents, pair.reference, pair.post_mortem, pair.components) == (
        ("Report 17/2026",),
        None,
        None,
        (),
    )
    with pytest.raises(review.NoReport):
        bench.commit(actor, pair, SAME, components={})
    bench.finish(actor, SAME, DNA)
    drawn = bench.draw(bench.mortuary.records, DNA)
    assert drawn == review.Drawn(examiner=examiners[1].account_id, pairs=1)
    bench.analysed(examiners[1], discipline=DNA, photographs=(), documents=("Profile 12",))
    bench.finish(examiners[1], SAME, DNA)
    (concurrence,) = bench.rows_of(rows.Concurrence)
    assert (concurrence.candidate_id, concurrence.discipline) == (candidate.id, DNA)


# Who may not


def test_whoever_recorded_the_body_does_not_review_it(bench: Review) -> None:
    both = bench.staff.hire("both", Role.MORTUARY_OFFICER, FACE)
    found = intake.FoundRemains(code="R8", place="Pier 3", authority="Coroner")
    own = intake.record_remains(both, found)
    with pytest.raises(SeparatePerson, match="recorded the body"):
        bench.analysed(both, remains=own.id)
    with pytest.raises(SeparatePerson, match="recorded the body"):
        review.next_pair(both, own.id, FACE)


@pytest.mark.parametrize("how", ["searched", "proposed", "weighed", "looked", "read the views"])
def test_whoever_knows_whom_it_might_be_does_not_review_it(bench: Review, how: str) -> None:
    actor = bench.examiners[0]
    if how == "searched":
        bench.mortuary.search(bench.remains, actor)
    elif how == "proposed":
        matching.propose(
            actor,
            matching.Proposal(
                remains=bench.remains.id,
                request=bench.request.id,
                source="document",
                note="Passport",
            ),
        )
    elif how == "weighed":
        matching.weigh(actor, matching.FaceOf(candidate=bench.candidate.id))
    elif how == "looked":
        _lists().candidates(actor, "R1")
    else:
        _lists().reviews(actor, "R1")
    with pytest.raises(SeparatePerson, match="have seen whom the body might be"):
        bench.analysed(actor)
    bench.examiners.remove(actor)
    bench.first(SAME)
    # Nor is she ever drawn.
    for conclusion in (OTHER, OPEN):
        assert bench.drawn(conclusion) != actor
    assert {one.examiner_id for one in bench.rows_of(rows.Round)}.isdisjoint({actor.account_id})


def _lists() -> Any:
    from antigone.casework import lists

    return lists


def test_whoever_took_in_the_request_does_not_compare_her(bench: Review) -> None:
    clerk = bench.mortuary.clerk
    bench.train(clerk)
    bench.analysed(clerk)
    with pytest.raises(SeparatePerson, match="took in the request"):
        bench.draw(clerk)
    bench.first(SAME)
    assert bench.drawn(SAME) != clerk


def test_whoever_compares_learns_nothing_until_she_has_finished(bench: Review) -> None:
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    lists = _lists()
    proposal = matching.Proposal(
        remains=bench.remains.id, request=bench.request.id, source="document", note="Passport"
    )
    with within(bench.staff.operation):
        reference = rows.ReferencePhotograph.objects.get()
    attempts = (
        lambda: lists.candidates(actor, "R1"),
        lambda: lists.newest_search(actor, "R1"),
        lambda: lists.candidate_between(actor, "R1", "T-0031", by_face=True),
        lambda: lists.reviews(actor, "R1"),
        lambda: bench.mortuary.search(bench.remains, actor),
        lambda: matching.weigh(actor, matching.FaceOf(candidate=bench.candidate.id)),
        lambda: matching.propose(actor, proposal),
        lambda: photographs.disclose(actor, reference.id, photographs.View.MASKED),
    )
    for attempt in attempts:
        with pytest.raises(SeparatePerson, match="and have not finished"):
            attempt()
    assert [one.because.code for one in matching.sweep(actor).skipped] in ([], ["separate-person"])
    bench.finish(actor, SAME)
    assert lists.candidates(actor, "R1")[0]["missing_person"] == "Ines Alba"


def test_a_two_person_team_is_stopped_at_a_lead(bench: Review) -> None:
    for actor in (*bench.examiners[1:], bench.mortuary.doctor):
        _lists().candidates(actor, "R1")
    bench.first(SAME)
    with pytest.raises(review.NobodyLeft) as refused:
        bench.draw(bench.mortuary.records)
    assert "two-person team" in refused.value.say()
    assert "blind packet" in refused.value.advise()
    assert bench.rows_of(rows.Concurrence) == []


def test_a_three_person_team_has_its_two_examiners(bench: Review) -> None:
    """One recorded the body and searched; the other two analyse and compare."""
    for actor in (bench.examiners[2], bench.mortuary.doctor):
        _lists().candidates(actor, "R1")
    bench.first(SAME)
    assert bench.drawn(SAME) == bench.examiners[1]
    assert len(bench.rows_of(rows.Concurrence)) == 1


# What an analysis, a row of pairs and a view need


def test_an_analysis_needs_usable_material_of_this_body_and_is_made_once(bench: Review) -> None:
    actor = bench.examiners[0]
    other = bench.mortuary.photographed(bench.mortuary.body("R2"), lifeless("P002"))
    with pytest.raises(review.NoMaterial):
        bench.analysed(actor, photographs=())
    with pytest.raises(NotHere):
        bench.analysed(actor, photographs=(other.post_mortem_id,))
    unsure = bench.mortuary.photographed(bench.remains, lifeless("P003"), confirmed=False)
    with pytest.raises(review.NoMaterial):
        bench.analysed(actor, photographs=(unsure.post_mortem_id,))
    with pytest.raises(review.OtherDiscipline):
        bench.analysed(actor, discipline=DNA, photographs=(), documents=("Profile 12",))
    with pytest.raises(UnfitComponents, match="ears"):
        without = {one: seen for one, seen in SEEN.items() if one is not Component.EARS}
        bench.analysed(actor, components=without)
    with pytest.raises(UnfitComponents, match="skin"):
        bench.analysed(actor, components=SEEN | {Component.SKIN: Seen(comparable=False)})
    photographs_of_body = tuple(_lists().faces_to_analyse(actor, "R1").values())
    bench.analysed(actor, photographs=photographs_of_body)
    with pytest.raises(review.AnalysedAlready):
        bench.analysed(actor, photographs=photographs_of_body)
    further = bench.mortuary.photographed(bench.remains, lifeless("P009"))
    bench.analysed(actor, photographs=(further.post_mortem_id,))
    bench.draw(actor)
    with pytest.raises(review.PairsDrawn):
        bench.analysed(actor, photographs=photographs_of_body)


def test_pairs_are_drawn_for_whoever_has_analysed_and_shown_to_nobody_before(bench: Review) -> None:
    first = bench.examiners[0]
    with pytest.raises(review.NoAnalysis):
        bench.draw(first)
    with pytest.raises(review.OtherDiscipline):
        bench.draw(bench.mortuary.records)
    bench.analysed(first)
    with pytest.raises(review.NothingDrawn):
        bench.next(first)
    bench.draw(first)
    drawn = bench.draw(bench.mortuary.records).examiner
    actor = Actor(account_id=drawn, operation_id=bench.staff.operation)
    with pytest.raises(review.NoAnalysis):
        bench.next(actor)
    with pytest.raises(review.NobodyToCompare):
        bench.draw(first)


def test_a_view_is_of_the_next_pair_and_carried_by_what_was_seen(bench: Review) -> None:
    actor, other, _ = bench.examiners
    bench.analysed(actor)
    bench.draw(actor)
    pair = bench.next(actor)
    later = max(bench.rows_of(rows.Pair), key=lambda one: one.position)
    nothing = {one: Judgement(comparable=False, why_not="covered") for one in Component}
    unfit: tuple[tuple[type[Refusal], dict[str, Any]], ...] = (
        (review.UnfitConclusion, {"support": Support.STRONG_AGAINST}),
        (review.NothingComparable, {"components": nothing}),
        (UnfitComponents, {"components": {}}),
        (review.NoteTooLong, {"note": "x" * 2001}),
        (review.PointOutside, {"points": (_point(1.01),)}),
        (review.PointOutside, {"points": (_point(float("nan")),)}),
        (review.NotNext, {"pair": later.id}),
    )
    for refusal, changes in unfit:
        with pytest.raises(refusal):
            bench.commit(actor, pair, SAME, **changes)
    with pytest.raises(NotHere):
        bench.commit(other, pair, SAME)
    assert bench.rows_of(rows.Comparison) == []
    assert bench.commit(actor, pair, SAME, points=(_point(1.0),)).waiting == 2
    with pytest.raises(review.NotNext):
        bench.commit(actor, pair, OTHER)
    bench.finish(actor, SAME)
    with pytest.raises(review.NothingDrawn):
        bench.commit(actor, pair, OTHER)


def _point(x: float) -> review.PointPair:
    return review.PointPair(post_mortem=(x, 0.5), reference=(0.0, 0.5), component=Component.EARS)


def test_whoever_is_relieved_leaves_the_rest_to_another(bench: Review) -> None:
    bench.first(SAME)
    away = bench.drawn()
    relieving = review.Relieving(
        remains=bench.remains.id, discipline=FACE, examiner=away.account_id
    )
    review.relieve(bench.board, relieving)
    with pytest.raises(review.NothingDrawn):
        bench.next(away)
    with pytest.raises(review.NotCompared):
        review.relieve(bench.board, relieving)
    assert bench.drawn(SAME) != away
    assert len(bench.rows_of(rows.Concurrence)) == 1


def test_whom_nobody_may_look_for_any_more_is_passed_over(bench: Review) -> None:
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    erasure.withdraw(bench.mortuary.clerk, erasure.Withdrawing(request=bench.request.id))
    shown = []
    while pair := bench.next(actor):
        assert bench.is_filler(pair)
        shown.append((pair.position, pair.of))
        if not bench.commit(actor, pair, OTHER).waiting:
            break
    # That somebody is missing from the row is not to be seen.
    assert shown == [(1, 2), (2, 2)]
    with pytest.raises(review.NobodyToCompare):
        bench.draw(bench.mortuary.records)


def test_what_was_written_about_a_face_goes_with_it_and_the_conclusion_stays(
    bench: Review,
) -> None:
    bench.first(OTHER)
    (before,) = [one for one in bench.rows_of(rows.Comparison) if one.candidate_id]
    assert before.details
    erasure.withdraw(bench.mortuary.clerk, erasure.Withdrawing(request=bench.request.id))
    (after,) = [one for one in bench.rows_of(rows.Comparison) if one.candidate_id]
    assert (after.details, after.conclusion) == (None, OTHER)


def test_candidates_below_the_line_are_compared_when_somebody_names_them(bench: Review) -> None:
    request = bench.mortuary.enrolled("M2", "P005")
    with within(bench.staff.operation):
        photograph = rows.ReferencePhotograph.objects.get(request=request)
    faces.read_faces(bench.mortuary.clerk, photograph.id)
    search = bench.mortuary.search(bench.remains)
    below = [one for one in bench.mortuary.listed(search) if not one.above_threshold]
    assert below, "a man stands below the line"
    drawn = bench.draw(bench.mortuary.records, FACE, below[0])
    assert drawn.examiner not in (
        bench.mortuary.records.account_id,
        bench.mortuary.examiner.account_id,
    )
    (opened,) = bench.rows_of(rows.Round)
    assert (opened.place, opened.drawn) == (Place.FIRST, True)


# Proficiency


def test_the_interval_is_wilsons() -> None:
    # Wilson (1927); 8 of 10 as computed by statsmodels 0.14: proportion_confint(8, 10, method="wilson").
    assert wilson(8, 10) == pytest.approx((0.4901624715, 0.9433178485), abs=1e-9)
    # All right: the upper end is 1, the lower one n / (n + z²).
    assert wilson(5, 5) == pytest.approx((5 / (5 + 1.959963984540054**2), 1.0))
    assert wilson(0, 0) == (0.0, 1.0)


def test_results_on_fillers_are_for_the_examiner_and_the_board_and_after_the_row(
    bench: Review,
) -> None:
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    while pair := bench.next(actor):
        assert review.proficiency(actor).fillers == 0
        # She takes the strangers for the deceased.
        if not bench.commit(actor, pair, SAME).waiting:
            break
    found = review.proficiency(actor)
    assert (found.fillers, found.excluded, found.taken_for_the_same) == (2, 0, 2)
    assert found == review.proficiency(bench.board, actor.account_id)
    for other in (bench.examiners[1], bench.mortuary.records):
        with pytest.raises(NotAllowed):
            review.proficiency(other, actor.account_id)


# Components and fillers


def test_there_are_nineteen_components_and_json_is_held_to_them() -> None:
    assert len(Component) == 19
    for unfit in (
        {"soul": {}},
        {"ears": {"comparable": True, "rank": 1}},
        {"ears": "similar"},
        {"ears": {"comparable": True, "finding": "the same"}},
    ):
        with pytest.raises(UnfitComponents):
            judgements_from_json(unfit)
    read = judgements_from_json(as_json(JUDGED))
    assert read == JUDGED


def test_a_filler_is_one_face_of_nobody_with_its_provenance(bench: Review) -> None:
    given = review.GivenFiller(
        name="x.png", content=filler_file(*PAIRS[2]), provenance="Blend of two generated faces"
    )
    records = bench.mortuary.records
    with pytest.raises(review.NoProvenance):
        review.add_filler(records, replace(given, provenance=" "))
    with pytest.raises(review.UnfitFiller):
        review.add_filler(records, replace(given, content=pair("P001", "P002").content))
    with pytest.raises(review.FillerHereAlready):
        review.add_filler(records, replace(given, content=filler_file(*PAIRS[0])))
    with pytest.raises(NotAllowed):
        review.add_filler(bench.examiners[0], given)
    blobs = {one.blob_id for one in bench.rows_of(rows.Filler)}
    assert len(blobs) == 2


def test_fillers_go_with_sex_and_age_where_both_are_stated() -> None:
    woman = Description(sex="female", age=Range(30, 40))
    for filler, goes in (
        (rows.Filler(), True),
        (rows.Filler(sex="female", least_age=38, most_age=50), True),
        (rows.Filler(sex="female", least_age=41, most_age=50), False),
        (rows.Filler(sex="male", least_age=30, most_age=40), False),
        (rows.Filler(sex="male"), False),
    ):
        assert goes_with(filler, [woman]) is goes
        assert goes_with(filler, [Description()])
