"""What follows a committed view, and what is added to it: drawn by itself, never changed."""

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Actor, within
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.components import Component, Seen
from antigone.casework.guard import code_of
from antigone.casework.procedures import erasure, review
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere
from tests.casework.review_desk import FACE, OTHER, SAME, Review, bench, mortuary
from tests.homes import clone, unfenced

__all__ = ["bench", "mortuary"]
NOTHING = {one: Seen(comparable=False, why_not="burnt") for one in Component}


def _drawing(bench: Review) -> review.Drawing:
    return review.Drawing(remains=bench.remains.id, discipline=FACE)


def test_the_first_examiners_row_is_drawn_and_then_waits_for_her(bench: Review) -> None:
    anna = bench.examiners[0]
    bench.analysed(anna)
    assert review.follow(anna, _drawing(bench)) is review.Following.PAIRS
    (opened,) = bench.rows_of(rows.Round)
    assert opened.examiner_id == anna.account_id
    # Asked once more, nothing is drawn twice.
    assert review.follow(anna, _drawing(bench)) is review.Following.PAIRS
    assert len(bench.rows_of(rows.Round)) == 1


def test_after_the_last_pair_somebody_else_is_drawn(bench: Review) -> None:
    anna = bench.first(SAME)
    assert review.follow(anna, _drawing(bench)) is review.Following.DONE
    assert {one.place for one in bench.rows_of(rows.Round)} == {"first", "second"}


def test_who_finds_nothing_comparable_is_shown_nobody(bench: Review) -> None:
    anna = bench.examiners[0]
    bench.analysed(anna, components=NOTHING)
    assert review.follow(anna, _drawing(bench)) is review.Following.NOTHING_COMPARABLE
    assert bench.rows_of(rows.Round) == []


def test_where_three_views_part_the_third_examiner_sees_them(bench: Review) -> None:
    bench.first(SAME)
    bench.drawn(OTHER)
    third = bench.drawn(OTHER)
    assert review.follow(third, _drawing(bench)) is review.Following.VIEWS_PART
    views = len(bench.rows_of(rows.Comparison))
    # Three views are all there are; the others had no third pair and see none.
    assert review.follow(bench.examiners[0], _drawing(bench)) is review.Following.DONE
    assert len(bench.rows_of(rows.Comparison)) == views


def test_two_alone_stop_at_a_lead(bench: Review) -> None:
    for actor in (*bench.examiners[1:], bench.mortuary.doctor):
        lists.candidates(actor, "R1")
    anna = bench.first(SAME)
    assert review.follow(anna, _drawing(bench)) is review.Following.TEAM_TOO_SMALL
    assert len(bench.rows_of(rows.Comparison)) == 3, "what was committed stands"


# Remarks


def _view_of(bench: Review, actor: Actor) -> rows.Comparison:
    return next(
        one
        for one in bench.rows_of(rows.Comparison)
        if one.candidate_id and one.examiner_id == actor.account_id
    )


def test_a_remark_stands_beside_ones_own_view(bench: Review) -> None:
    anna = bench.first(SAME)
    view = _view_of(bench, anna)
    remark = review.add_remark(anna, review.Added(view=view.pk, text=" A scar besides. "))
    assert remark.recorded_by_id == anna.account_id
    with within(bench.staff.operation):
        assert unseal(remark, "text") == "A scar besides."
        entry = bytes(rows.LedgerEntry.objects.latest("seq").payload)
    assert b'"action":"review.remark"' in entry
    assert b"scar" not in entry
    with pytest.raises(review.NothingSaid):
        review.add_remark(anna, review.Added(view=view.pk, text=" "))
    with pytest.raises(review.NoteTooLong):
        review.add_remark(anna, review.Added(view=view.pk, text="x" * 2001))
    with pytest.raises(NotHere):
        review.add_remark(bench.examiners[1], review.Added(view=view.pk, text="Not mine."))
    assert len(bench.rows_of(rows.Remark)) == 1


def test_the_database_refuses_what_the_procedure_refuses(bench: Review) -> None:
    anna = bench.first(SAME)
    remark = review.add_remark(anna, review.Added(view=_view_of(bench, anna).pk, text="A scar."))
    forged = {"recorded_by_id": bench.examiners[1].account_id}
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        clone(remark, **forged).save(force_insert=True)
    assert code_of(refused.value) == "remark-on-anothers-view"
    for change, code in (
        ({"text": b"another text"}, "remark-rewritten"),
        ({"recorded_at": bench.remains.recorded_at}, "frozen"),
    ):
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            rows.Remark.objects.filter(pk=remark.pk).update(**change)
        assert code_of(refused.value) == code
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        rows.Remark.objects.filter(pk=remark.pk)._raw_delete("default")
    assert code_of(refused.value) == "never-removed"


def test_a_remark_is_emptied_with_what_the_family_gave(bench: Review) -> None:
    anna = bench.first(SAME)
    bench.drawn(SAME)
    view = _view_of(bench, anna)
    review.add_remark(anna, review.Added(view=view.pk, text="A scar."))
    withdrawing = erasure.Withdrawing(request=bench.request.pk)
    erasure.withdraw(bench.mortuary.clerk, withdrawing)
    (remark,) = bench.rows_of(rows.Remark)
    assert remark.text is None
    (pair,) = lists.reviews(bench.board, "R1")
    assert all(one["remarks"] == [] for one in pair["views"])
