"""Audits: every body against the missing and the other dead, and nobody who is missed against another."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from antigone import casework
from antigone.access import Action, Actor, Discipline, NotAllowed, Role
from antigone.casework import jobs, lists
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.instruments import instruments
from antigone.casework.jobs import Worker
from antigone.casework.models.remains import RemainsKind
from antigone.casework.procedures import auditing, erasure, intake, matching, purging
from antigone.casework.step import step
from antigone.config import utc_now
from antigone.exercise.people import expression
from antigone.gallery.sealed import SealedIndex
from tests.casework.cut_off import committed
from tests.casework.desk import last_entry, temporary
from tests.casework.faces_at_hand import ENGINE, Mortuary, lifeless, mortuary, shot, small
from tests.homes import insert_by_sql, unfenced

__all__ = ["committed", "mortuary", "temporary"]


def work(**how: Any) -> int:
    return Worker(kinds=frozenset({auditing.AUDIT}), **how).work(once=True)


def audited(actor: Actor) -> lists.Audit:
    """Audit to the end, and return what is told of it."""
    auditing.begin_audit(actor)
    work()
    return lists.audits(actor)[0]


def again(mortuary: Mortuary, code: str, person: str, name: str = "neutral") -> rows.Remains:
    """Another record of a body, photographed another time."""
    remains = mortuary.body(code)
    taken = shot(small(expression(person, name)))
    matching.enrol(mortuary.officer, mortuary.photographed(remains, taken).id)
    return remains


def _compares(examiner: Actor, body: rows.Remains) -> None:
    """Let an examiner begin her round of a body, blind."""
    with step(examiner, Action.COMPARE) as doing:
        of = {"remains": body, "discipline": "face", "examiner_id": examiner.account_id}
        doing.write(rows.Analysis(**of, looked_at=["photograph"]))
        doing.write(rows.Round(**of, place="first", drawn=False, fillers=0, seed="7"))


def pairs(actor: Actor) -> list[tuple[str, str]]:
    return [(one.one, one.other) for one in lists.perhaps_one(actor).pairs]


def test_a_body_that_was_recorded_twice_is_found_and_nothing_is_decided(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    first, second = mortuary.ready("R1", "P001"), again(mortuary, "R2", "P001")
    mortuary.ready("R3", "P002")
    told = audited(mortuary.examiner)
    assert (told.number, told.bodies, told.searched, dict(told.refused)) == (1, 3, 3, {})
    assert told.ended_at is not None
    found = lists.perhaps_one(mortuary.records)
    first_lead, *others = found.pairs
    assert (first_lead.one, first_lead.other, first_lead.parts) == ("R1", "R2", False)
    assert first_lead.above_line
    # The people of the exercise resemble each other: whoever else is above, is so far less.
    assert all(one.similarity < first_lead.similarity - 0.2 for one in others)
    with unfenced():
        for body in rows.Remains.objects.all():
            assert (body.outcome, body.part_of_id) == ("open", None)
        # Both are listed with the woman whom they might be: that is what is weighed together.
        named = rows.Candidate.objects.filter(request__code="M1", rank=1, above_threshold=True)
        assert set(named.values_list("remains", flat=True)) == {first.pk, second.pk}
        assert not rows.Identification.objects.exists()


def test_a_part_is_told_as_one_and_no_more_once_it_was_put_together(mortuary: Mortuary) -> None:
    whole = mortuary.ready("R1", "P001")
    found = intake.FoundRemains(
        code="R1-A", place="Pier 3", authority="Coroner", kind=RemainsKind.PART
    )
    part = intake.record_remains(mortuary.officer, found)
    intake.examine_remains(
        mortuary.doctor, intake.DeathFound(remains=part.id, basis="Found apart", condition="fresh")
    )
    taken = shot(small(expression("P001", "neutral")))
    matching.enrol(mortuary.officer, mortuary.photographed(part, taken).id)
    audited(mortuary.examiner)
    assert [
        (one.one, one.other, one.parts) for one in lists.perhaps_one(mortuary.records).pairs
    ] == [("R1", "R1-A", True)]
    with unfenced():
        rows.Remains.objects.filter(pk=part.pk).update(part_of=whole)
    assert pairs(mortuary.records) == []
    audited(mortuary.examiner)
    with unfenced():
        assert rows.AuditLead.objects.count() == 1, "the second audit finds nothing new"


def test_only_bodies_that_may_be_searched_take_part(mortuary: Mortuary) -> None:
    mortuary.ready("R1", "P001")
    unexamined = mortuary.body("R2", examined=False)
    matching.enrol(mortuary.officer, mortuary.photographed(unexamined, lifeless("P001")).id)
    unlabelled = mortuary.body("R3")
    face = mortuary.photographed(unlabelled, lifeless("P001"), legible=False)
    matching.enrol(mortuary.officer, face.id)
    mortuary.body("R4")
    told = audited(mortuary.examiner)
    assert (told.bodies, told.searched) == (4, 1)
    assert dict(told.refused) == {
        "no-death-examination": 1,
        "no-legible-code": 2,
    }
    assert pairs(mortuary.records) == []
    # Who alone signed that they are dead audits none of them.
    told = audited(mortuary.doctor)
    assert (told.searched, told.refused["searcher-signed-death"]) == (0, 3)


def test_nearest_alone_where_nobody_has_measured_strangers(mortuary: Mortuary) -> None:
    def burnt(code: str, person: str) -> rows.Remains:
        remains = mortuary.body(code, examined=False)
        death = intake.DeathFound(remains=remains.id, basis="Fire", condition="burnt")
        intake.examine_remains(mortuary.doctor, death)
        matching.enrol(mortuary.officer, mortuary.photographed(remains, lifeless(person)).id)
        return remains

    for code, person in (("R1", "P001"), ("R2", "P002"), ("R3", "P003")):
        burnt(code, person)
    audited(mortuary.examiner)
    found = lists.perhaps_one(mortuary.records).pairs
    # Of three bodies each has one that is nearest; two of them are each other's.
    assert len(found) == 2
    assert not any(one.above_line for one in found)


def test_a_search_that_knows_everything_is_not_made_twice(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    made = mortuary.search(remains)
    audited(mortuary.examiner)
    with unfenced():
        assert [one.search_id for one in rows.AuditedBody.objects.all()] == [made.pk]
    mortuary.enrolled("M2", "P002")
    audited(mortuary.examiner)
    with unfenced():
        assert rows.Search.objects.filter(remains=remains).count() == 2
        newest = rows.Search.objects.order_by("recorded_at").last()
        assert newest.people == 2


def test_each_body_stands_in_an_entry_and_only_examiners_of_faces_may(mortuary: Mortuary) -> None:
    first, second = mortuary.ready("R1", "P001"), mortuary.ready("R2", "P002")
    for nobody in (mortuary.clerk, mortuary.officer, mortuary.records):
        with pytest.raises(NotAllowed):
            auditing.begin_audit(nobody)
    with unfenced():
        before = rows.LedgerEntry.objects.count()
    auditing.begin_audit(mortuary.examiner)
    assert last_entry().action == "search.audit"
    work()
    with unfenced():
        # Begun; two searches; both searched in one block and compared in one; ended.
        assert rows.LedgerEntry.objects.count() - before == 6
        entries = [bytes(one.payload) for one in rows.LedgerEntry.objects.order_by("-seq")[:3]]
    for body in (first, second):
        assert all(body.ledger_id.encode() in one for one in entries[1:])


def test_no_body_no_audit(mortuary: Mortuary) -> None:
    with pytest.raises(auditing.NothingToAudit):
        auditing.begin_audit(mortuary.examiner)


def test_an_audit_that_was_cut_off_goes_on_behind_what_was_done(
    mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "A_BLOCK", 1)
    for code, person in (("R1", "P001"), ("R2", "P002"), ("R3", "P003")):
        mortuary.ready(code, person)
    again(mortuary, "R4", "P001")
    cut_at = iter((2, 5, 6))
    heard: list[int] = []

    def told(done: int) -> None:
        heard.append(done)
        if done in stops:
            stops.remove(done)
            raise KeyboardInterrupt

    stops = set(cut_at)
    run = auditing.begin_audit(mortuary.examiner)
    assert auditing.begin_audit(mortuary.examiner).pk == run.pk, "one at a time"
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            work(told=told)
        assert not auditing.progress_of(mortuary.examiner, run).ended
    assert work(told=told) == 1
    # Four searched, four compared, and the end. What was cut off within a step is undone and done
    # once more; nothing before it is.
    assert heard == [1, 2, 2, 3, 4, 5, 5, 6, 6, 7, 8, 8]
    far = auditing.progress_of(mortuary.examiner, run)
    assert (far.done, far.total, far.ended, far.fault) == (8, 8, True, "")
    assert pairs(mortuary.records)[0] == ("R1", "R4")
    with unfenced():
        assert rows.Search.objects.count() == 4
        assert rows.AuditedBody.objects.count() == 4
    assert auditing.begin_audit(mortuary.examiner).number == 2


def test_whoever_has_lost_the_role_stops_and_a_colleague_goes_on(mortuary: Mortuary) -> None:
    mortuary.ready("R1", "P001")
    run = auditing.begin_audit(mortuary.examiner)
    with unfenced():
        rows.Job.objects.filter(kind=auditing.AUDIT).update(
            cursor={"by": mortuary.clerk.account_id.hex, "compared": 0}
        )
    work()
    far = auditing.progress_of(mortuary.examiner, run)
    assert (far.ended, far.fault) == (False, "not-allowed")
    colleague = mortuary.staff.hire("colleague", Discipline.FACE)
    assert auditing.begin_audit(colleague).pk == run.pk
    work()
    assert auditing.progress_of(colleague, run).ended


def _broken_off_after_the_searches(mortuary: Mortuary) -> rows.AuditRun:
    """An audit whose first half is done by the examiner, and whose job failed in the second."""
    run = auditing.begin_audit(mortuary.examiner)
    stops = [run.bodies + 1]

    def told(done: int) -> None:
        if done in stops:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(told=told)
    with unfenced():
        assert rows.AuditedBody.objects.exclude(search=None).count() == run.bodies
        assert not rows.AuditLead.objects.exists()
        rows.Job.objects.filter(kind=auditing.AUDIT).update(
            state="failed", fault="worker-lost", attempts=3, ended_at=utc_now()
        )
    return run


def _leads_of(actor: Actor) -> set[tuple[str, str]]:
    with unfenced():
        mine = rows.AuditLead.objects.filter(recorded_by=actor.account_id)
        return {tuple(sorted((one.one.code, one.other.code))) for one in mine}  # type: ignore[misc]


def test_whoever_goes_on_holds_no_body_against_another_whose_death_she_alone_signed(
    mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "A_BLOCK", 1)
    mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    for code in ("R3", "R4"):
        remains = mortuary.body(code, examined=False)
        by = mortuary.staff.hire(f"other-{code}", Discipline.MEDICAL)
        death = intake.DeathFound(remains=remains.id, basis="Rigor", condition="fresh")
        intake.examine_remains(by, death)
        taken = shot(small(expression("P001", "neutral" if code == "R3" else "thoughtful")))
        matching.enrol(mortuary.officer, mortuary.photographed(remains, taken).id)
    run = _broken_off_after_the_searches(mortuary)
    assert auditing.begin_audit(mortuary.doctor).pk == run.pk
    work()
    assert auditing.progress_of(mortuary.doctor, run).ended
    # The doctor signed R1 and R2 alone; R3 and R4 were signed by others.
    assert _leads_of(mortuary.doctor) == {("R3", "R4")}


def test_whoever_goes_on_holds_no_body_against_another_that_she_compares(
    mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "A_BLOCK", 1)
    body = mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    run = _broken_off_after_the_searches(mortuary)
    blind = mortuary.staff.hire("blind", Discipline.FACE)
    _compares(blind, body)
    assert auditing.begin_audit(blind).pk == run.pk
    work()
    assert auditing.progress_of(blind, run).ended
    assert _leads_of(blind) == set()


def test_nor_against_one_that_she_began_to_compare_while_the_audit_went_on(
    committed: None, mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "A_BLOCK", 1)
    mortuary.ready("R1", "P007")
    body = mortuary.ready("R2", "P001")
    again(mortuary, "R3", "P001")
    run = _broken_off_after_the_searches(mortuary)
    blind = mortuary.staff.hire("blind", Discipline.FACE)

    def told(done: int) -> None:
        if done == run.bodies + 1:
            transaction.on_commit(lambda: _compares(blind, body))

    auditing.begin_audit(blind)
    work(told=told)
    assert auditing.progress_of(blind, run).ended
    with unfenced():
        assert rows.Round.objects.filter(examiner=blind.account_id).count() == 1
    assert ("R2", "R3") not in _leads_of(blind)


def test_an_audit_with_another_engine_is_ended_and_another_begun(mortuary: Mortuary) -> None:
    mortuary.ready("R1", "P001")
    old = _run(mortuary, number=1)
    with unfenced():
        old.save(force_insert=True)
    jobs.add(
        auditing.AUDIT,
        operation=mortuary.staff.operation,
        subject=old.pk.hex,
        cursor={"by": mortuary.examiner.account_id.hex, "compared": 0},
    )
    work()
    far = auditing.progress_of(mortuary.examiner, old)
    assert (far.ended, far.fault) == (False, "other-engine")
    begun = auditing.begin_audit(mortuary.examiner)
    assert (begun.number, begun.engine) == (2, ENGINE)
    assert old.ledger_id in last_entry().objects
    work()
    assert auditing.progress_of(mortuary.examiner, old).ended
    assert auditing.progress_of(mortuary.examiner, begun).ended


@pytest.mark.parametrize("amid", [1, 4])
def test_an_audit_lets_an_erasure_go_before_its_next_block(
    committed: None, mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch, amid: int
) -> None:
    monkeypatch.setattr(auditing, "A_BLOCK", 1)
    for code, person in (("R1", "P001"), ("R2", "P002"), ("R3", "P003")):
        mortuary.ready(code, person)
    request = mortuary.enrolled("M1", "P004")
    erasure.withdraw(mortuary.clerk, erasure.Withdrawing(request=request.pk))
    purges = rows.Job.objects.filter(kind=purging.PURGE)
    purges.update(not_before=utc_now() + timedelta(days=1))
    auditing.begin_audit(mortuary.examiner)

    def told(done: int) -> None:
        if done == amid:
            purges.update(not_before=utc_now())

    kinds = frozenset({auditing.AUDIT, purging.PURGE})
    # The audit, the erasure, and the audit where it gave way.
    assert Worker(kinds=kinds, told=told).work(once=True) == 3
    purged = purges.get()
    audit = rows.Job.objects.get(kind=auditing.AUDIT)
    assert (purged.state, audit.state, audit.attempts) == ("done", "done", 1)
    assert purged.ended_at < audit.ended_at


def test_whoever_compares_a_body_neither_audits_it_nor_reads_of_it(mortuary: Mortuary) -> None:
    body = mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    blind = mortuary.staff.hire("blind", Discipline.FACE)
    _compares(blind, body)
    told = audited(blind)
    assert (told.searched, dict(told.refused)) == (1, {"separate-person": 1})
    audited(mortuary.examiner)
    assert pairs(mortuary.records) == [("R1", "R2")]
    seen = lists.perhaps_one(blind)
    assert (seen.pairs, seen.left_out) == ((), 1)
    with unfenced():
        known = rows.Unblinding.objects.filter(remains=body)
        assert [one.recorded_by_id for one in known] == [mortuary.records.account_id]
    assert last_entry().action == "candidate.view"
    board = mortuary.staff.hire("board", Role.BOARD_MEMBER)
    assert len(lists.perhaps_one(board, Action.VIEW_DOSSIER).pairs) == 1
    with pytest.raises(NotAllowed):
        lists.perhaps_one(mortuary.clerk)


# Never request against request


def test_two_who_are_missed_and_look_alike_are_never_held_together(
    mortuary: Mortuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The very same face, under two requests; and two bodies, one of them perhaps hers.
    mortuary.enrolled("M1", "P001")
    mortuary.enrolled("M2", "P001")
    mortuary.ready("R1", "P001")
    mortuary.ready("R2", "P007")
    asked: list[Any] = []
    searching = SealedIndex.search

    def overheard(index: SealedIndex, queries: Any, *how: Any, **more: Any) -> Any:
        asked.extend(numpy.atleast_2d(queries))
        return searching(index, queries, *how, **more)

    monkeypatch.setattr(SealedIndex, "search", overheard)
    audited(mortuary.examiner)
    tools = instruments()
    with unfenced():
        keys: dict[str, list[str]] = {side: [] for side in ("remains", "reference")}
        for one in rows.Template.objects.all():
            keys[one.side].append(one.pk.hex)
        dead = [row.vector for row in tools.remains_rows.read(keys["remains"])]
        missed = [row.vector for row in tools.reference_rows.read(keys["reference"])]

    def is_one_of(query: Any, faces: list[Any]) -> bool:
        return any(numpy.allclose(query, one / numpy.linalg.norm(one), atol=1e-6) for one in faces)

    assert (len(dead), len(missed)) == (2, 2)
    assert len(asked) >= 2
    assert all(is_one_of(one, dead) and not is_one_of(one, missed) for one in asked)


def test_no_table_has_a_place_for_two_who_are_missed_with_a_likeness() -> None:
    compared = []
    for model in apps.get_app_config("casework").get_models():
        fields = {one.name: one.related_model for one in model._meta.concrete_fields}
        if "similarity" in fields or "rank" in fields:
            compared.append(model)
            of_the_missing = [one for one in fields.values() if one is rows.TracingRequest]
            of_the_dead = [one for one in fields.values() if one is rows.Remains]
            assert len(of_the_missing) <= 1 <= len(of_the_dead), model
    assert set(compared) == {rows.Candidate, rows.AuditLead}


def test_the_gallery_is_asked_in_one_place_alone_with_what_was_read_of_the_dead() -> None:
    places = set()
    for path in Path(casework.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_index = isinstance(node, ast.Attribute) and node.attr == "references"
            is_list = isinstance(node, ast.Name) and node.id == "shortlist"
            if is_index or is_list:
                places.add((path.parent.name, path.name, "index" if is_index else "list"))
    assert places - {("casework", "instruments.py", "index")} == {
        ("procedures", "searching.py", "index"),
        ("procedures", "searching.py", "list"),
    }


# What the database refuses by itself


def _row(model: type, actor: Actor, **values: Any) -> Any:
    return model(
        operation_id=actor.operation_id,
        recorded_by_id=actor.account_id,
        recorded_at=utc_now(),
        **values,
    )


def _run(mortuary: Mortuary, **changes: Any) -> Any:
    stated = {"number": 2, "engine": "x", "bodies": 1} | changes
    return _row(rows.AuditRun, mortuary.examiner, **stated)


def _open(mortuary: Mortuary) -> Any:
    run = _run(mortuary)
    with unfenced():
        run.save(force_insert=True)
    return run


def _body(mortuary: Mortuary, **changes: Any) -> Any:
    actor = changes.pop("by", mortuary.examiner)
    stated = {"run": _open(mortuary), "remains": mortuary.ready("R8", "P003")} | changes
    stated.setdefault("search", mortuary.search(stated["remains"]))
    return _row(rows.AuditedBody, actor, **stated)


def _lead(
    mortuary: Mortuary,
    *unsearched: str,
    by: Actor | None = None,
    signed: tuple[str, ...] = ("R8", "R9"),
) -> Any:
    """A lead about R8 and R9, of which a colleague signed the death too unless `signed` has its code."""
    run = _open(mortuary)
    two = {"one": mortuary.ready("R8", "P003"), "other": mortuary.ready("R9", "P004")}
    colleague = mortuary.staff.hire("colleague", Discipline.MEDICAL)
    for body in two.values():
        if body.code not in signed:
            death = intake.DeathFound(remains=body.id, basis="Rigor", condition="fresh")
            intake.examine_remains(colleague, death)
    with unfenced():
        for name, body in two.items():
            of = {"run": run, "remains": body}
            if name in unsearched:
                of |= {"refusal": "no-legible-code"}
            else:
                of |= {"search": mortuary.search(body)}
            _row(rows.AuditedBody, mortuary.examiner, **of).save(force_insert=True)
    of = {"run": run, **two, "similarity": 0.5, "above_line": True}
    return _row(rows.AuditLead, by or mortuary.examiner, **of)


def _twice(mortuary: Mortuary) -> Any:
    lead = _lead(mortuary)
    with unfenced():
        lead.save(force_insert=True)
    lead.one, lead.other = lead.other, lead.one
    return lead


ATTACKS: list[tuple[str, Callable[[Mortuary], Any]]] = [
    ("audit-out-of-order", lambda mortuary: _run(mortuary, number=7)),
    (
        "audit-ended",
        lambda mortuary: _body(mortuary, run=rows.AuditRun.objects.get(number=1)),
    ),
    (
        "search-of-another",
        lambda mortuary: _body(mortuary, search=rows.Search.objects.get(remains__code="R1")),
    ),
    ("searcher-signed-death", lambda mortuary: _body(mortuary, by=mortuary.doctor)),
    ("lead-of-unsearched-one", lambda mortuary: _lead(mortuary, "one")),
    ("lead-of-unsearched-other", lambda mortuary: _lead(mortuary, "other")),
    ("lead-stands-already", _twice),
    ("lead-by-signer-of-one", lambda mortuary: _lead(mortuary, by=mortuary.doctor, signed=("R8",))),
    (
        "lead-by-signer-of-other",
        lambda mortuary: _lead(mortuary, by=mortuary.doctor, signed=("R9",)),
    ),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), ATTACKS)
def test_the_database_refuses_it_too(
    mortuary: Mortuary, code: str, attack: Callable[[Mortuary], Any], by: str
) -> None:
    mortuary.ready("R1", "P001")
    audited(mortuary.examiner)
    with unfenced():
        row = attack(mortuary)
    row.pk = uuid4()
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    assert code_of(refused.value) == code


@pytest.mark.parametrize(
    ("model", "changed", "code"),
    [
        (rows.AuditRun, {"bodies": 9}, "frozen"),
        (rows.AuditRun, {"ended_at": None}, "frozen"),
        (rows.AuditedBody, {"refusal": "x"}, "append-only"),
        (rows.AuditLead, {"similarity": 0.0}, "append-only"),
    ],
)
def test_what_an_audit_found_is_not_rewritten(
    mortuary: Mortuary, model: Any, changed: dict[str, Any], code: str
) -> None:
    mortuary.ready("R1", "P001")
    again(mortuary, "R2", "P001")
    audited(mortuary.examiner)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        assert model.objects.update(**changed)
    assert code_of(refused.value) == code
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert code_of(refused.value) == "never-removed"
