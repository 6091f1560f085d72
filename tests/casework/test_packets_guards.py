"""What packets refuse, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction

from antigone.access.models import Account, Grant
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.procedures import packets
from antigone.config import utc_now
from tests.casework.packet_desk import Abroad, abroad, bench, mortuary
from tests.casework.review_desk import OTHER, SAME
from tests.homes import clone, insert_by_sql, key_of, sql, unfenced

__all__ = ["abroad", "bench", "mortuary"]


@dataclass
class Stage:
    """A packet that was answered, one that is out and one that is prepared; and one taken there."""

    abroad: Abroad
    answered: rows.BlindPacket
    out: rows.BlindPacket
    prepared: rows.BlindPacket
    answer: rows.PacketReturn
    view: rows.Comparison
    analysis: rows.Analysis
    opened: rows.Round
    pair_out: rows.Pair
    account: Account
    foreign: rows.ForeignPacket
    foreign_view: rows.ForeignView
    picture: rows.ForeignPicture
    notice: rows.ErasureNotice


def _staged(abroad: Abroad) -> Stage:
    abroad.bench.first(SAME)
    abroad.receive(abroad.answered(abroad.sent(), OTHER))
    (answered,) = abroad.rows_of(rows.BlindPacket)
    foreign = abroad.taken(abroad.sent())
    abroad.analysed(foreign)
    (out,) = (one for one in abroad.rows_of(rows.BlindPacket) if one.pk != answered.pk)
    rounds = {one.packet_id: one for one in abroad.rows_of(rows.Round)}
    pairs = abroad.rows_of(rows.Pair)
    with unfenced():
        prepared = _kept(clone(out, code="B9", released_at=None, released_by_id=None, digest=None))
        notice = _kept(rows.ErasureNotice(**_case(out), packet=out, pairs=[]))
        account = Account.objects.get(pk=rounds[out.pk].examiner_id)
    (analysis,) = (one for one in abroad.rows_of(rows.Analysis) if one.packet_id)
    views = [one for one in abroad.rows_of(rows.Comparison) if one.packet_id]
    return Stage(
        abroad,
        answered,
        out,
        prepared,
        abroad.rows_of(rows.PacketReturn)[0],
        next(one for one in views if one.candidate_id),
        analysis,
        rounds[out.pk],
        next(one for one in pairs if one.round_id == rounds[out.pk].pk and one.candidate_id),
        account,
        next(one for one in abroad.rows_there(rows.ForeignPacket) if one.pk == foreign),
        next(one for one in abroad.rows_there(rows.ForeignView) if one.packet_id == foreign),
        next(
            one
            for one in abroad.rows_there(rows.ForeignPicture)
            if one.packet_id != foreign and one.wrapped_key is None
        ),
        notice,
    )


def _case(row: Any) -> dict[str, Any]:
    return {
        "operation_id": row.operation_id,
        "recorded_by_id": row.recorded_by_id,
        "recorded_at": utc_now(),
    }


def _kept(row: Any) -> Any:
    row.save(force_insert=True)
    return row


def _return_of_out(stage: Stage, examiner: str) -> None:
    """Let the packet that is out come back, with an analysis."""
    _kept(clone(stage.answer, packet_id=stage.out.pk, examiner=examiner))
    of = {"packet_id": stage.out.pk, "examiner_id": stage.opened.examiner_id}
    _kept(clone(stage.analysis, **of))


def _view_of_out(stage: Stage, **changes: Any) -> models.Model:
    stated = {
        "pair_id": stage.pair_out.pk,
        "packet_id": stage.out.pk,
        "examiner_id": stage.opened.examiner_id,
        "recorded_at": utc_now(),
    }
    return clone(stage.view, **(stated | changes))


def _round(stage: Stage, **changes: Any) -> models.Model:
    account = clone(stage.account, sign_in_name=f"packet-{uuid4().hex}")
    _kept(account)
    stated = {"packet_id": stage.prepared.pk, "examiner_id": account.pk}
    return clone(stage.opened, **(stated | changes))


def _works_here(stage: Stage) -> models.Model:
    return _round(stage, examiner_id=stage.abroad.bench.examiners[2].account_id)


def _other_body(stage: Stage) -> models.Model:
    return _round(stage, remains_id=_kept(clone(stage.abroad.bench.remains, code="R9")).pk)


def _second_round(stage: Stage) -> models.Model:
    _kept(_round(stage))
    return _round(stage)


def _again_abroad(stage: Stage) -> models.Model:
    _return_of_out(stage, stage.answer.examiner)
    return _view_of_out(stage)


def _without_analysis(stage: Stage) -> models.Model:
    _kept(clone(stage.answer, packet_id=stage.out.pk, examiner="e2"))
    return _view_of_out(stage)


def _grant(stage: Stage) -> models.Model:
    with_role = Grant.objects.filter(role="examiner")[0]
    return clone(with_role, account_id=stage.account.pk)


def _foreign_view(stage: Stage, **changes: Any) -> models.Model:
    stated = {"number": 1, "pair": uuid4(), "recorded_at": utc_now()}
    return clone(stage.foreign_view, **(stated | changes))


def _after_return(stage: Stage) -> models.Model:
    rows.ForeignPacket.objects.filter(pk=stage.foreign.pk).update(returned_at=utc_now())
    return _foreign_view(stage)


def _expired(stage: Stage) -> models.Model:
    past = clone(stage.prepared, code="B8", valid_until=utc_now().date() - timedelta(days=2))
    _kept(past)
    _release(stage, past)
    return clone(stage.answer, packet_id=past.pk)


def _release(stage: Stage, packet: Any) -> None:
    rows.BlindPacket.objects.filter(pk=packet.pk).update(
        released_at=utc_now(),
        released_by_id=stage.abroad.records.account_id,
        digest=b"d" * 32,
    )


INSERTS: dict[str, Callable[[Stage], models.Model]] = {
    "released-at-once": lambda stage: clone(stage.out, code="B7"),
    "packet-of-another-body": _other_body,
    "second-round-of-packet": _second_round,
    "first-view-by-packet": lambda stage: _round(stage, place="first"),
    "packet-examiner-works-here": _works_here,
    "packet-examiner-works-here#grant": _grant,
    "packet-is-out": lambda stage: clone(
        stage.pair_out,
        position=77,
        candidate_id=None,
        reference_id=None,
        filler_id=stage.abroad.bench.fillers[0].pk,
    ),
    "packet-not-out": lambda stage: clone(stage.answer, packet_id=stage.prepared.pk),
    "packet-expired": _expired,
    "no-analysis-in-packet#no-return": _view_of_out,
    "no-return-of-packet": lambda stage: clone(
        stage.analysis, packet_id=stage.out.pk, examiner_id=stage.opened.examiner_id
    ),
    "no-analysis-in-packet": _without_analysis,
    "examined-twice-abroad": _again_abroad,
    "nothing-left-the-home": lambda stage: clone(stage.notice, packet_id=stage.prepared.pk),
    "acknowledged-at-once": lambda stage: clone(
        stage.notice, written_at=utc_now(), acknowledged_at=utc_now()
    ),
    "not-her-packet": lambda stage: _foreign_view(
        stage, recorded_by_id=stage.abroad.colleague.account_id
    ),
    "packet-returned": _after_return,
    "out-of-order": lambda stage: _foreign_view(stage, number=3),
}


@pytest.mark.parametrize("by", ["models", "sql"])
def test_no_row_is_written_that_the_procedures_refuse(abroad: Abroad, by: str) -> None:
    stage = _staged(abroad)
    for name, attack in INSERTS.items():
        with unfenced(), transaction.atomic():
            row = attack(stage)
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                if by == "models":
                    row.save(force_insert=True)
                else:
                    insert_by_sql(row)
            assert code_of(refused.value) == name.partition("#")[0], name
            transaction.set_rollback(True)


def test_what_the_guards_let_through_is_what_the_procedures_write(abroad: Abroad) -> None:
    """The same rows, without what is wrong in them: else the attacks would prove nothing."""
    stage = _staged(abroad)
    with unfenced(), transaction.atomic():
        _kept(_round(stage))
        _return_of_out(stage, "e2")
        _kept(_view_of_out(stage))
        _kept(_foreign_view(stage))
        _kept(clone(stage.notice))
        _release(stage, stage.prepared)
        # Sealed anew under the vault's next key, whose number stands in the first seven bytes.
        said = bytes(stage.foreign_view.said)
        anew = said[:6] + bytes([said[6] + 1]) + said[7:]
        rows.ForeignView.objects.filter(pk=stage.foreign_view.pk).update(said=anew)
        transaction.set_rollback(True)


def _changes(stage: Stage) -> dict[str, tuple[models.Model, str, Any]]:
    return {
        "frozen": (stage.out, "digest", b"e" * 32),
        "frozen#code": (stage.out, "code", "B0"),
        "frozen#body": (stage.out, "valid_until", utc_now().date()),
        "released-when-recalled": (stage.prepared, "released_at", utc_now()),
        "append-only": (stage.answer, "examiner", "e9"),
        "append-only#institution": (stage.abroad.institution, "signs_with", "x"),
        "frozen#view": (stage.foreign_view, "number", 5),
        "view-rewritten": (stage.foreign_view, "said", b"other words"),
        "key-brought-back": (stage.picture, "wrapped_key", b"key"),
        "packet-examiner-works-here": (stage.account, "is_active", True),
        "packet-examiner-works-here#password": (stage.account, "password", "pbkdf2$x"),
        "frozen#pairs": (stage.notice, "packet_id", stage.prepared.pk),
    }


@pytest.mark.parametrize("by", ["models", "sql"])
def test_nothing_is_rewritten_or_opened(abroad: Abroad, by: str) -> None:
    stage = _staged(abroad)
    with unfenced():
        rows.BlindPacket.objects.filter(pk=stage.prepared.pk).update(recalled_at=utc_now())
    for name, (row, column, value) in _changes(stage).items():
        field = next(one for one in row._meta.concrete_fields if one.attname == column)
        with unfenced(), pytest.raises(IntegrityError) as refused, transaction.atomic():
            if by == "models":
                type(row).objects.filter(pk=row.pk).update(**{column: value})
            else:
                key, kept = key_of(row)
                new = field.get_db_prep_save(value, connection)
                table = row._meta.db_table
                sql(f'UPDATE {table} SET "{field.column}" = %s WHERE "{key}" = %s', new, kept)
        assert code_of(refused.value) == name.partition("#")[0], name


def test_one_person_cannot_let_a_packet_go_past_the_procedure_either(abroad: Abroad) -> None:
    stage = _staged(abroad)
    for values in (
        {"released_by_id": stage.prepared.recorded_by_id},
        {"released_by_id": None},
        {"digest": None},
    ):
        filled: dict[str, Any] = {
            "released_at": utc_now(),
            "released_by_id": stage.abroad.records.account_id,
            "digest": b"d" * 32,
        }
        with unfenced(), pytest.raises(IntegrityError), transaction.atomic():
            rows.BlindPacket.objects.filter(pk=stage.prepared.pk).update(**(filled | values))


def test_an_answer_is_not_given_before_the_body_was_analysed(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    taken = abroad.taken(abroad.sent())
    with unfenced(), pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.ForeignPacket.objects.filter(pk=taken).update(returned_at=utc_now())
    assert code_of(refused.value) == "returned-without-analysis"
    with pytest.raises(packets.BodyFirst):
        packets.give_answer(abroad.foreign, taken)


def test_no_packet_is_removed(abroad: Abroad) -> None:
    stage = _staged(abroad)
    for row in (
        *(stage.out, stage.answer, stage.notice, stage.foreign, stage.foreign_view),
        *(stage.picture, stage.abroad.institution),
    ):
        key, value = key_of(row)
        with unfenced(), pytest.raises(IntegrityError) as refused, transaction.atomic():
            sql(f'DELETE FROM {row._meta.db_table} WHERE "{key}" = %s', value)
        assert code_of(refused.value) == "never-removed", row
