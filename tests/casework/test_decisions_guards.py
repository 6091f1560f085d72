"""What the board's procedures refuse, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from antigone.access import within
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.models.decisions import ExclusionGround
from antigone.casework.models.review import Conclusion
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import decisions
from antigone.casework.rules import STANDARD, Rules
from antigone.casework.sealed import seal
from antigone.config import utc_now
from tests.casework.deciding import DNA, EXCLUSION, FACE, MATCH, Board, board
from tests.homes import clone, insert_by_sql, key_of, sql, unfenced

__all__ = ["board"]

Attack = Callable[[Board], models.Model]


def _row(board: Board, model: type[models.Model], by: str = "cora", **values: Any) -> models.Model:
    stated = {
        "operation_id": board.staff.operation,
        "recorded_by_id": board.people[by].account_id,
        "recorded_at": utc_now(),
    }
    return model(**(stated | values))


def _put(
    board: Board,
    concurrence: rows.Concurrence,
    *signers: str,
    exception: bool = False,
    **changes: Any,
) -> models.Model:
    """A motion with its signatures, and the identification that somebody would write past the board."""
    with unfenced():
        candidate = concurrence.candidate
        rules = rows.RuleSet.objects.order_by("version").last()
        if rules is None:
            rules = _row(board, rows.RuleSet, version=1, rules=STANDARD.as_json(), words="Standard")
            rules.save(force_insert=True)
        case = {
            "remains_id": candidate.remains_id,
            "request_id": candidate.request_id,
            "concurrence_id": concurrence.pk,
            "rules_id": rules.pk,
            "exception": exception,
        }
        motion = _row(board, rows.Motion, matter="identify", **case)
        seal(motion, "grounds", "Because")
        motion.save(force_insert=True)
        for name in signers:
            _row(board, rows.Signature, name, motion=motion).save(force_insert=True)
    stated = {
        **case,
        "motion_id": motion.pk,
        "discipline": concurrence.discipline,
        "examiner_a_id": concurrence.examiner_a_id,
        "examiner_b_id": concurrence.examiner_b_id,
        "signer_a_id": board.cora.account_id,
        "signer_b_id": board.dora.account_id,
    }
    return _row(board, rows.Identification, **(stated | changes))


def _agreed(board: Board, *conclusions: Any, **how: Any) -> rows.Concurrence:
    candidate = board.lead(board.body(), board.missing())
    return board.views(candidate, *(conclusions or (MATCH, MATCH)), **how)


def _complete(board: Board, **changes: Any) -> models.Model:
    return _put(board, _agreed(board), "cora", "dora", **changes)


def _by_examiners(board: Board) -> models.Model:
    signers = {"signer_a_id": board.ann.account_id, "signer_b_id": board.ben.account_id}
    return _put(board, _agreed(board), "ann", "ben", **signers)


def _motion_of_another(board: Board) -> models.Model:
    row = _complete(board)
    row.request_id = board.missing("M2", name="Otto Berg").pk
    return row


def _differing(board: Board) -> models.Model:
    row = _complete(board)
    with unfenced():
        candidate = row.concurrence.candidate
    board.views(candidate, MATCH, EXCLUSION, discipline=FACE)
    return row


def _settled_as_excluded(board: Board) -> models.Model:
    agreed = _agreed(board)
    differing = board.views(agreed.candidate, MATCH, EXCLUSION, discipline=FACE)
    settling = decisions.Settle(
        disagreement=differing.id, grounds="The ears.", follows=differing.second_id
    )
    decisions.settle(board.emil, settling)
    return _put(board, agreed, "cora", "dora")


def _excluded(board: Board) -> models.Model:
    agreed = _agreed(board)
    board.views(agreed.candidate, EXCLUSION, EXCLUSION, discipline=FACE)
    return _put(board, agreed, "cora", "dora")


def _alive(board: Board) -> models.Model:
    row = _complete(board)
    with unfenced():
        for name in ("clerk", "records"):
            _row(
                board,
                rows.AliveConfirmation,
                name,
                request_id=row.request_id,
                seen="spoken-to",
                basis=b"By telephone",
                family_may_hear="nothing",
            ).save(force_insert=True)
        rows.TracingRequest.objects.filter(pk=row.request_id).update(outcome="found-alive")
    return row


def _face_by_rule(board: Board) -> models.Model:
    """Somebody calls a face a confirming identifier; no rule does, and no exception was put."""
    return _put(board, _agreed(board, discipline=FACE), "cora", "dora")


def _face_alone(board: Board) -> models.Model:
    board.ruled()
    return _put(board, _agreed(board, discipline=FACE), "cora", "dora", exception=True)


def _exception_without_rule(board: Board) -> models.Model:
    candidate = board.lead(board.body(), board.missing(), CandidateSource.DOCUMENT, "A ticket")
    agreed = board.views(candidate, MATCH, MATCH, discipline=FACE)
    return _put(board, agreed, "cora", "dora", exception=True)


def _exception_by_an_examiner(board: Board) -> models.Model:
    board.ruled()
    candidate = board.lead(board.body(), board.missing(), CandidateSource.DOCUMENT, "A ticket")
    agreed = board.views(candidate, MATCH, MATCH, discipline=FACE)
    signer = {"signer_b_id": board.ada.account_id}
    return _put(board, agreed, "cora", "ada", exception=True, **signer)


def _older_rules(board: Board) -> models.Model:
    row = _complete(board)
    board.ruled()
    return row


def _second_body(board: Board) -> models.Model:
    decided = board.identified()
    with unfenced():
        request = decided.request
    agreed = board.views(board.lead(board.body("R2"), request), MATCH, MATCH)
    return _put(board, agreed, "cora", "dora")


def _part_of_another(board: Board) -> models.Model:
    decided = board.identified()
    part = board.body("R2", kind="part", part_of=decided.remains_id)
    other = board.missing("M2", name="Otto Berg")
    return _put(board, board.views(board.lead(part, other), MATCH, MATCH), "cora", "dora")


def _withdrawal(board: Board, *signers: str, held: bool = True, **changes: Any) -> models.Model:
    decided = board.identified()
    with unfenced():
        motion = _row(
            board,
            rows.Motion,
            matter="withdraw",
            remains_id=decided.remains_id,
            request_id=decided.request_id,
        )
        seal(motion, "grounds", "Because")
        motion.save(force_insert=True)
        for name in signers:
            _row(board, rows.Signature, name, motion=motion).save(force_insert=True)
        if held:
            _row(
                board,
                rows.LegalHold,
                remains_id=decided.remains_id,
                because="identification-withdrawn",
            ).save(force_insert=True)
    stated = {
        "identification_id": decided.pk,
        "motion_id": motion.pk,
        "signer_a_id": board.cora.account_id,
        "signer_b_id": board.dora.account_id,
    }
    row = _row(board, rows.IdentificationWithdrawal, **(stated | changes))
    seal(row, "grounds", "Because")
    return row


def _forwarded_still(board: Board) -> models.Model:
    row = _withdrawal(board, "cora", "dora")
    with unfenced():
        decided = rows.Identification.objects.get()
    decisions.record_for_bureau(board.records, decisions.Forwarding(remains=decided.remains_id))
    return row


def _exclusion(board: Board, by: str = "cora", **changes: Any) -> models.Model:
    candidate = board.lead(board.body(), board.missing())
    stated = {
        "remains_id": candidate.remains_id,
        "request_id": candidate.request_id,
        "ground": ExclusionGround.NO_SUPPORT,
    }
    row = _row(board, rows.Exclusion, by, **(stated | changes))
    seal(row, "grounds", "Because")
    return row


def _exclusion_of_identified(board: Board) -> models.Model:
    decided = board.identified()
    row = _row(
        board,
        rows.Exclusion,
        remains_id=decided.remains_id,
        request_id=decided.request_id,
        ground=ExclusionGround.CONTRADICTED,
    )
    seal(row, "grounds", "Because")
    return row


def _settlement(board: Board, by: str = "cora", follows: bool = False) -> models.Model:
    differing = _agreed(board, MATCH, EXCLUSION)
    elsewhere = board.lead(board.body("R2"), board.missing("M2", name="Otto Berg"))
    other = board.views(elsewhere, MATCH, MATCH)
    row = _row(
        board,
        rows.Settlement,
        by,
        disagreement_id=differing.pk,
        follows_id=other.first_id if follows else None,
    )
    seal(row, "grounds", "Because")
    return row


def _rules(board: Board, by: str = "dora", **changes: Any) -> models.Model:
    held = board.ruled()
    with unfenced():
        draft = clone(rows.RuleDraft.objects.get())
        draft.save(force_insert=True)
    stated = {
        "version": 3,
        "rules": draft.rules,
        "words": draft.words,
        "draft_id": draft.pk,
        "proposed_by_id": draft.recorded_by_id,
    }
    assert held.version == 2
    return _row(board, rows.RuleSet, by, **(stated | changes))


def _signature(board: Board, by: str) -> models.Model:
    put = decisions.identify(board.ann, board.motion(_agreed(board)))
    return _row(board, rows.Signature, by, motion_id=put.motion.pk)


def _signature_after_the_end(board: Board) -> models.Model:
    decided = board.identified()
    return _row(board, rows.Signature, "emil", motion_id=decided.motion_id)


def _former_member(board: Board) -> models.Model:
    row = _signature(board, "emil")
    sql(
        "UPDATE access_grant SET valid_until = valid_from WHERE account_id = %s",
        board.emil.account_id.hex if connection.vendor == "sqlite" else board.emil.account_id,
    )
    return row


def _unnamed_record(board: Board) -> models.Model:
    decided = board.identified()
    return _row(
        board, rows.BureauRecord, "records", remains_id=decided.remains_id, digest=b"0" * 32
    )


def _copy(board: Board) -> models.Model:
    candidate = board.lead(board.body(), board.missing())
    return _row(
        board,
        rows.DossierCopy,
        remains_id=candidate.remains_id,
        request_id=candidate.request_id,
        number=2,
        digest=b"0" * 32,
    )


_INCONCLUSIVE = (Conclusion.INCONCLUSIVE, Conclusion.INCONCLUSIVE)
LOOSE = Rules(confirms=frozenset({DNA})).as_json()
ATTACKS: list[tuple[str, Attack]] = [
    ("motion-of-another no-concurrence", _motion_of_another),
    ("no-concurrence", lambda b: _complete(b, examiner_a_id=b.emil.account_id)),
    ("no-concurrence", lambda b: _put(b, _agreed(b, *_INCONCLUSIVE), "cora", "dora")),
    ("not-signed-by-two", lambda b: _put(b, _agreed(b), "cora")),
    ("not-signed-by-two", lambda b: _put(b, _agreed(b))),
    ("identification_signed_by_two", lambda b: _complete(b, signer_b_id=b.cora.account_id)),
    ("one_signer_was_no_examiner", _by_examiners),
    ("views-differ", _differing),
    ("settled-as-excluded", _settled_as_excluded),
    ("excluded-by-examiners", _excluded),
    ("request-closed", _alive),
    ("withdrawn-in-one-stroke", lambda b: _complete(b, withdrawn_at=utc_now())),
    ("rules-not-in-force", _older_rules),
    ("rule-does-not-hold face-alone", _face_by_rule),
    ("face-alone", _face_alone),
    ("rule-does-not-hold", _exception_without_rule),
    ("exception_is_signed_by_no_examiner", _exception_by_an_examiner),
    ("person-has-another-body", _second_body),
    ("examiner-recorded-body", lambda b: _put(b, b.examined_by_recorder(), "cora", "dora")),
    ("part-of-another", _part_of_another),
    ("not-signed-by-two", lambda b: _withdrawal(b, "cora")),
    ("withdrawal_signed_by_two", lambda b: _withdrawal(b, "cora", signer_b_id=b.cora.account_id)),
    ("still-relied-on", lambda b: _withdrawal(b, "cora", "dora", held=False)),
    ("still-relied-on", _forwarded_still),
    ("excludes-identified", _exclusion_of_identified),
    ("not-on-the-board", lambda b: _exclusion(b, "clerk")),
    ("not-a-lead", lambda b: _exclusion(b, request_id=b.missing("M2", name="Otto Berg").pk)),
    ("examiners_exclude_by_concurrence", lambda b: _exclusion(b, ground="examiners")),
    ("exclusion_states_its_grounds", lambda b: _without_grounds(_exclusion(b))),
    ("own-view", lambda b: _settlement(b, "ann")),
    ("view-of-another own-view", lambda b: _settlement(b, follows=True)),
    ("not-on-the-board", lambda b: _settlement(b, "clerk")),
    ("version-out-of-order", lambda b: _rules(b, version=7)),
    ("not-as-proposed", lambda b: _rules(b, rules=LOOSE)),
    ("not-as-proposed rules_are_approved_by_another", lambda b: _rules(b, "cora")),
    ("not-on-the-board", lambda b: _rules(b, "clerk")),
    ("not-on-the-board", lambda b: _signature(b, "clerk")),
    ("not-on-the-board", _former_member),
    ("one_signature_each_member already-there", lambda b: _signature(b, "ann")),
    ("motion-ended", _signature_after_the_end),
    ("record-of-another", _unnamed_record),
    ("copy-out-of-order", _copy),
]


def _without_grounds(row: models.Model) -> models.Model:
    row.grounds = None
    return row


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("codes", "attack"), ATTACKS)
def test_the_database_refuses_it_too(board: Board, codes: str, attack: Attack, by: str) -> None:
    row = attack(board)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    # Where two guards hold, either may speak first.
    said = code_of(refused.value) or str(refused.value)
    assert any(code in said for code in codes.split()), said


def _changed(row: models.Model, by: str, **changes: Any) -> IntegrityError:
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            type(row).objects.filter(pk=row.pk).update(**changes)
        else:
            fields = {one.attname: one for one in row._meta.concrete_fields}
            sets = ", ".join(f'"{fields[one].column}" = %s' for one in changes)
            values = [fields[one].get_db_prep_save(to, connection) for one, to in changes.items()]
            column, key = key_of(row)
            sql(f'UPDATE {row._meta.db_table} SET {sets} WHERE "{column}" = %s', *values, key)
    return refused.value


@pytest.mark.parametrize("by", ["models", "sql"])
def test_a_standing_identification_is_not_undone_by_hand(board: Board, by: str) -> None:
    decided = board.identified()
    with within(board.staff.operation):
        remains, request = decided.remains, decided.request
    withdrawn = _changed(decided, by, withdrawn_at=utc_now())
    assert code_of(withdrawn) in ("withdrawn-by-nobody", "still-relied-on")
    for case in (remains, request):
        assert code_of(_changed(case, by, outcome="open")) == "identification-stands"
    assert code_of(_changed(decided, by, signer_a_id=board.emil.account_id)) == "frozen"


@pytest.mark.parametrize("by", ["models", "sql"])
def test_nobody_is_identified_by_an_outcome(board: Board, by: str) -> None:
    for case in (board.body(), board.missing()):
        assert code_of(_changed(case, by, outcome="identified")) == "identified-by-nobody"


@pytest.mark.parametrize("by", ["models", "sql"])
def test_a_withdrawal_is_not_half_done(board: Board, by: str) -> None:
    """Two have signed, and the row is there; but what rested on it still stands."""
    row = _withdrawal(board, "cora", "dora")
    with unfenced():
        decided = rows.Identification.objects.get()
        row.save(force_insert=True)
    assert code_of(_changed(decided, by, withdrawn_at=utc_now())) == "still-relied-on"


@pytest.mark.parametrize("by", ["models", "sql"])
def test_what_was_decided_stays(board: Board, by: str) -> None:
    decided = board.identified()
    with unfenced():
        kept = [decided, decided.motion, decided.rules, rows.Signature.objects.first()]
    for row in kept:
        with pytest.raises((IntegrityError, models.ProtectedError)), unfenced():
            if by == "models":
                with transaction.atomic():
                    row.delete()
            else:
                column, key = key_of(row)
                with transaction.atomic():
                    sql(f'DELETE FROM {row._meta.db_table} WHERE "{column}" = %s', key)
