"""What the review refuses, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, models, transaction

from antigone.access import Actor, Discipline
from antigone.access.models import Grant
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.config import utc_now
from tests.casework.review_desk import OTHER, SAME, Review, bench, mortuary
from tests.homes import blob, clone, insert_by_sql, sql, unfenced

__all__ = ["bench", "mortuary"]


@dataclass
class Stage:
    """A body with three views of its candidate, and what an attack needs beside it."""

    bench: Review
    idle: Actor
    rounds: list[rows.Round]
    view: rows.Comparison
    analysis: rows.Analysis
    concurrence: rows.Concurrence
    disagreement: rows.Disagreement
    filler_pair: rows.Pair
    reference: rows.ReferencePhotograph
    # Of the same body: the same person once more, and somebody else, whom nobody has compared.
    again: models.Model
    stranger: models.Model
    # Rows of pairs: the third examiner's, one of somebody without analysis, the clerk's, an ended one.
    open: models.Model
    waiting: models.Model
    idle_pair: models.Model
    clerks: models.Model
    left: models.Model

    @property
    def me(self) -> UUID:
        """The third examiner, who has an open row."""
        account: UUID = self.rounds[2].examiner_id
        return account


def _staged(bench: Review) -> Stage:
    bench.first(SAME)
    bench.drawn(OTHER)
    bench.drawn(SAME)
    idle, gone = (bench.staff.hire(name, Discipline.FACE) for name in ("idle", "gone"))
    for actor in (bench.mortuary.officer, bench.mortuary.clerk):
        bench.train(actor)
    candidate = bench.candidate
    request = bench.mortuary.request("M2")
    rounds = sorted(bench.rows_of(rows.Round), key=lambda one: one.recorded_at)
    pairs = bench.rows_of(rows.Pair)
    of_candidate = next(one for one in pairs if one.candidate_id)
    filler_pair = next(one for one in pairs if one.filler_id)
    analysis = bench.rows_of(rows.Analysis)[0]
    (concurrence,) = bench.rows_of(rows.Concurrence)
    (disagreement,) = bench.rows_of(rows.Disagreement)
    (reference,) = bench.rows_of(rows.ReferencePhotograph)
    with unfenced():
        again = _kept(clone(candidate, rank=2))
        stranger = _kept(clone(candidate, request_id=request.id, rank=3))
        later = {"recorded_at": utc_now()}
        opened = _kept(clone(rounds[2], ended_at=None, ended_because="", **later))
        fresh = {"position": 1, "candidate_id": again.pk, "reference_id": None}
        waiting = _kept(clone(of_candidate, round_id=opened.pk, **fresh))
        of_idle = _kept(clone(opened, examiner_id=idle.account_id))
        idle_pair = _kept(clone(waiting, round_id=of_idle.pk))
        clerks = _kept(clone(opened, examiner_id=bench.mortuary.clerk.account_id))
        left_round = _kept(clone(opened, examiner_id=gone.account_id))
        left = _kept(clone(filler_pair, round_id=left_round.pk, position=1))
        by_gone = {"examiner_id": gone.account_id, "recorded_by_id": gone.account_id}
        analysis = clone(analysis, **later)
        _kept(clone(analysis, **by_gone))
        ended = {"ended_at": utc_now(), "ended_because": "relieved"}
        rows.Round.objects.filter(pk=left_round.pk).update(**ended)
    view = next(
        one
        for one in bench.rows_of(rows.Comparison)
        if one.candidate_id and one.examiner_id == rounds[0].examiner_id
    )
    return Stage(
        bench,
        idle,
        rounds,
        view,
        analysis,
        concurrence,
        disagreement,
        filler_pair,
        reference,
        again,
        stranger,
        opened,
        waiting,
        idle_pair,
        clerks,
        left,
    )


def _kept(row: models.Model) -> models.Model:
    row.save(force_insert=True)
    return row


def _by(account: UUID) -> dict[str, UUID]:
    return {"examiner_id": account, "recorded_by_id": account}


def _in_another_round(stage: Stage) -> models.Model:
    body = rows.Remains.objects.exclude(pk=stage.bench.remains.pk).get()
    other = _kept(clone(stage.open, remains_id=body.pk))
    new = {"candidate_id": stage.stranger.pk, "post_mortem_id": None}
    return clone(stage.waiting, round_id=other.pk, **new)


def _after_her_own_intake(stage: Stage) -> models.Model:
    _kept(clone(stage.reference, recorded_by_id=stage.me, **blob("z")))
    return _view(stage)


def _after_her_own_video(stage: Stage) -> models.Model:
    video = rows.Recording(
        operation_id=stage.bench.staff.operation,
        side="reference",
        request=stage.bench.request,
        way="handed-over",
        recorded_by_id=stage.me,
        recorded_at=utc_now(),
        **blob("v"),
    )
    _kept(video)
    return _view(stage)


def _after_her_grant(stage: Stage) -> models.Model:
    Grant.objects.filter(account=stage.me).update(valid_until=utc_now())
    return _view(stage, recorded_at=utc_now() + timedelta(seconds=1))


def _after_a_look(stage: Stage) -> models.Model:
    look = rows.Unblinding(
        operation_id=stage.bench.staff.operation,
        remains=stage.bench.remains,
        recorded_by_id=stage.me,
        recorded_at=utc_now(),
    )
    _kept(look)
    return _view(stage)


def _view(stage: Stage, **changes: Any) -> models.Model:
    """A view of the pair that waits for the third examiner, changed."""
    stated = {"pair_id": stage.waiting.pk, "candidate_id": stage.again.pk, **_by(stage.me)}
    stated |= {"recorded_at": utc_now()}
    return clone(stage.view, **(stated | changes))


def _officer(stage: Stage) -> UUID:
    return stage.bench.mortuary.officer.account_id


def _searcher(stage: Stage) -> UUID:
    return stage.bench.mortuary.examiner.account_id


def _first(stage: Stage) -> UUID:
    account: UUID = stage.rounds[0].examiner_id
    return account


ATTACKS: list[tuple[str, Callable[[Stage], models.Model]]] = [
    ("recorded-the-body", lambda s: clone(s.analysis, **_by(_officer(s)))),
    ("knows-the-candidates", lambda s: clone(s.analysis, **_by(_searcher(s)))),
    ("no-examiner-of-it", lambda s: clone(s.analysis, **_by(s.bench.board.account_id))),
    ("no-examiner-of-it", lambda s: clone(s.analysis, discipline="dna")),
    (
        "analyst_records_her_own_analysis",
        lambda s: clone(s.analysis, recorded_by_id=s.bench.board.account_id),
    ),
    ("recorded-the-body", lambda s: clone(s.open, examiner_id=_officer(s))),
    ("knows-the-candidates", lambda s: clone(s.open, examiner_id=_searcher(s))),
    ("no-examiner-of-it", lambda s: clone(s.open, examiner_id=s.bench.board.account_id)),
    (
        "no-analysis",
        lambda s: clone(s.open, examiner_id=s.idle.account_id, place="first", drawn=False),
    ),
    ("ended-at-once", lambda s: clone(s.rounds[0])),
    (
        "only_the_first_examiner_comes_by_herself",
        lambda s: clone(s.open, examiner_id=_first(s), drawn=False),
    ),
    ("one_open_round_each_examiner", lambda s: clone(s.open)),
    (
        "round_ends_for_a_reason",
        lambda s: clone(s.open, examiner_id=_first(s), ended_because="complete"),
    ),
    ("round-ended", lambda s: clone(s.filler_pair, round_id=s.rounds[0].pk, position=9)),
    ("pair-of-another-body", _in_another_round),
    ("pair-of-own-request", lambda s: clone(s.waiting, round_id=s.clerks.pk)),
    ("examined-twice", lambda s: clone(s.waiting, position=2)),
    (
        "examined-twice",
        lambda s: clone(s.waiting, position=2, candidate_id=s.view.candidate_id),
    ),
    (
        "face-of-another",
        lambda s: clone(s.waiting, position=2, candidate_id=s.stranger.pk, post_mortem_id=uuid4()),
    ),
    (
        "reference-of-another",
        lambda s: clone(
            s.waiting, position=2, candidate_id=s.stranger.pk, reference_id=s.reference.pk
        ),
    ),
    ("pair_is_candidate_or_filler", lambda s: clone(s.waiting, position=2, candidate_id=None)),
    ("round-ended", lambda s: _view(s, pair_id=s.left.pk, candidate_id=None, **_gone(s))),
    ("not-her-round", lambda s: _view(s, **_by(_first(s)))),
    ("not-her-round", lambda s: _view(s, candidate_id=s.stranger.pk)),
    ("no-analysis", lambda s: _view(s, pair_id=s.idle_pair.pk, **_by(s.idle.account_id))),
    ("comparison-of-own-request", _after_her_own_intake),
    ("comparison-of-own-request", _after_her_own_video),
    ("no-examiner-of-it", _after_her_grant),
    ("knows-the-candidates", _after_a_look),
    ("examiner_records_her_own_view", lambda s: _view(s, recorded_by_id=_searcher(s))),
    ("support_fits_the_conclusion", lambda s: _view(s, conclusion="exclusion", support="strong")),
    ("views-do-not-concur", lambda s: clone(s.concurrence, candidate_id=s.again.pk)),
    ("views-do-not-concur", lambda s: clone(s.concurrence, discipline="dna")),
    ("views-do-not-differ", lambda s: clone(s.disagreement, candidate_id=s.again.pk)),
    ("already-there", lambda s: clone(s.concurrence)),
]


def _gone(stage: Stage) -> dict[str, UUID]:
    return _by(rows.Round.objects.get(pk=stage.left.round_id).examiner_id)


def test_the_database_refuses_it_too(bench: Review) -> None:
    """One stage for all: each attack is undone, and must be refused for its own reason."""
    bench.mortuary.body("R2")
    stage = _staged(bench)
    for code, attack in ATTACKS:
        for keep in (_kept, insert_by_sql):
            with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
                keep(attack(stage))
            said = code_of(refused.value) or str(refused.value)
            assert code in said or _column_of(code) in said, (code, said)
    # What is refused above is refused for its own reason: unchanged, the view is taken.
    with unfenced():
        insert_by_sql(_view(stage))


def _column_of(constraint: str) -> str:
    """SQLite names the columns of a partial index, and not the index."""
    return {"one_open_round_each_examiner": "casework_round.examiner_id"}.get(constraint, "never")


@pytest.mark.parametrize("by", ["models", "sql"])
def test_what_was_committed_stands(bench: Review, by: str) -> None:
    bench.first(SAME)
    bench.drawn(OTHER)
    lists.candidates(bench.board, "R1")
    changes: list[tuple[type[models.Model], dict[str, Any], str]] = [
        (rows.Analysis, {"seconds": 1}, "append-only"),
        (rows.Unblinding, {"recorded_at": utc_now()}, "append-only"),
        (rows.Pair, {"position": 99}, "append-only"),
        (rows.Comparison, {"conclusion": "inconclusive"}, "frozen"),
        (rows.Comparison, {"details": b"rewritten"}, "view-rewritten"),
        (rows.Disagreement, {"discipline": "dna"}, "append-only"),
        (rows.Round, {"ended_at": None}, "frozen"),
        (rows.Round, {"ended_because": "relieved"}, "end-rewritten"),
        (rows.Round, {"seed": "mine"}, "frozen"),
        (rows.Filler, {"provenance": "somebody"}, "frozen"),
    ]
    for model, values, code in changes:
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            if by == "models":
                model.objects.update(**values)
            else:
                ((name, value),) = values.items()
                sql(f'UPDATE {model._meta.db_table} SET "{name}" = %s', value)
        assert code_of(refused.value) == code, (model, values)
    for model in {one for one, _, _ in changes}:
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            if by == "models":
                model.objects.all()._raw_delete("default")
            else:
                sql(f"DELETE FROM {model._meta.db_table}")
        assert code_of(refused.value) == "never-removed", model
