"""The lines are attacked through the models and past them; the database holds them by itself."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import Migration

from antigone.access.models import Account
from antigone.casework import guards
from antigone.casework import models as rows
from antigone.casework.guard import code_of, standing, take_down
from antigone.casework.procedures import intake
from antigone.config import utc_now
from tests.homes import (
    Scene,
    blob,
    clone,
    face,
    found_remains,
    insert_by_sql,
    key_of,
    report,
    settle,
    sql,
    unfenced,
)

Attack = Callable[[Scene], models.Model]


def _second_request(scene: Scene, **changes: Any) -> rows.TracingRequest:
    return intake.open_request(scene.intake, report("M2", **changes))


def _second_remains(scene: Scene) -> rows.Remains:
    return intake.record_remains(scene.mortuary, found_remains("R2"))


def _photograph_of(scene: Scene, request: rows.TracingRequest) -> models.Model:
    return clone(scene.reference, request_id=request.id, **blob("new"))


def _withdrawn(scene: Scene) -> models.Model:
    with unfenced():
        scene.permission.withdrawn_at = utc_now()
        scene.permission.save()
    return _photograph_of(scene, scene.request)


def _without_basis(scene: Scene) -> models.Model:
    with unfenced():
        scene.legal_basis.ended_at = utc_now()
        scene.legal_basis.save()
    return _photograph_of(scene, scene.request)


def _expired(scene: Scene) -> models.Model:
    over = utc_now().date() - timedelta(days=2)
    permitted = report().permitted
    assert permitted is not None
    past = intake.Permitted(**(vars(permitted) | {"valid_until": over}))
    return _photograph_of(scene, _second_request(scene, permitted=past))


def _search_of_unexamined(scene: Scene) -> models.Model:
    remains = _second_remains(scene)
    with unfenced():
        clone(scene.post_mortem, remains_id=remains.id, **blob("g")).save(force_insert=True)
    return clone(scene.search, remains_id=remains.id)


def _search_of_own_signature(scene: Scene) -> models.Model:
    doctor = scene.doctor.account_id
    return clone(scene.search, searched_by_id=doctor, recorded_by_id=doctor)


def _search_without_code(scene: Scene) -> models.Model:
    remains = _second_remains(scene)
    death = intake.DeathFound(remains=remains.id, basis="Lividity")
    intake.examine_remains(scene.doctor, death)
    with unfenced():
        clone(scene.post_mortem, remains_id=remains.id, code_legible=False, **blob("c")).save(
            force_insert=True
        )
    return clone(scene.search, remains_id=remains.id)


def _unmarked_template(scene: Scene) -> models.Model:
    return clone(scene.enrolled, face_id=uuid4())


def _ended_face_template(scene: Scene) -> models.Model:
    """The mark was ended because it was the wrong face."""
    with unfenced():
        photograph = clone(scene.reference, **blob("d"))
        photograph.save(force_insert=True)
        ended = clone(scene.living_face, reference_id=photograph.pk, ended_at=utc_now())
        ended.save(force_insert=True)
    return clone(scene.enrolled, face_id=ended.pk)


def _second_body_photograph(scene: Scene) -> models.Model:
    photograph = clone(scene.post_mortem, **blob("e"))
    with unfenced():
        photograph.save(force_insert=True)
    return photograph


def _unconfirmed_template(scene: Scene) -> models.Model:
    photograph = _second_body_photograph(scene)
    with unfenced():
        unconfirmed = clone(
            scene.dead_face, post_mortem_id=photograph.pk, confirmed_by_id=None, confirmed_at=None
        )
        unconfirmed.save(force_insert=True)
    return clone(scene.probe_template, face_id=unconfirmed.pk)


def _template_for_another(scene: Scene) -> models.Model:
    other = _second_request(scene)
    return clone(scene.enrolled, request_id=other.id, engine="other")


def _template_without_biometrics(scene: Scene) -> models.Model:
    permitted = report().permitted
    assert permitted is not None
    no_biometrics = intake.Permitted(**(vars(permitted) | {"biometrics": False}))
    request = _second_request(scene, permitted=no_biometrics)
    with unfenced():
        photograph = _photograph_of(scene, request)
        photograph.save(force_insert=True)
        marked = clone(scene.living_face, reference_id=photograph.pk)
        marked.save(force_insert=True)
    return clone(scene.enrolled, face_id=marked.pk, request_id=request.id)


def _probe_of_the_living(scene: Scene) -> models.Model:
    return clone(scene.probe, template_id=scene.enrolled.id)


def _candidate_of_another_search(scene: Scene) -> models.Model:
    return clone(scene.candidate, remains_id=_second_remains(scene).id, rank=2)


INSERTS: list[tuple[str, Attack]] = [
    (
        "no-permission",
        lambda s: _photograph_of(s, _second_request(s, permitted=None)),
    ),
    ("no-permission", _withdrawn),
    ("no-permission", _expired),
    ("no-legal-basis", _without_basis),
    ("no-remains", lambda s: clone(s.post_mortem, remains_id=uuid4(), **blob("f"))),
    ("no-death-examination", _search_of_unexamined),
    ("searcher-signed-death", _search_of_own_signature),
    ("no-legible-code", _search_without_code),
    ("probe-of-another", _probe_of_the_living),
    ("candidate-of-another", _candidate_of_another_search),
    ("second-marked-face", lambda s: clone(s.living_face)),
    (
        "confirmed-in-one-stroke",
        lambda s: clone(s.dead_face, post_mortem_id=_second_body_photograph(s).pk),
    ),
    ("face-not-marked", _unmarked_template),
    ("face-not-marked", _ended_face_template),
    ("face-not-confirmed", _unconfirmed_template),
    ("face-of-another", _template_for_another),
    ("no-biometric-permission", _template_without_biometrics),
    (
        "vector-without-template",
        lambda s: rows.GalleryRow(
            template_id=uuid4(),
            gallery=s.gallery,
            seq=2,
            place=rows.VectorPlace.objects.create(gallery=s.gallery, sealed=b"0" * 16),
            attributes={},
        ),
    ),
    ("ledger-sequence", lambda s: rows.LedgerEntry(seq=10_000, payload=b"{}", leaf=b"0" * 32)),
    ("head-without-entry", lambda s: rows.LedgerHead(size=10_000, note="")),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), INSERTS)
def test_a_forbidden_row_is_refused(scene: Scene, code: str, attack: Attack, by: str) -> None:
    row = attack(scene)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    # Where two guards hold, either may speak first.
    assert code_of(refused.value) in {code, *ALSO.get(code, ())}


ALSO = {
    "no-remains": ("other-operation-remains",),
    "face-not-marked": ("other-operation-face", "face-of-another"),
    "probe-of-another": (),
}

UPDATES: list[tuple[str, str, dict[str, Any]]] = [
    ("permission", "frozen", {"biometrics": False}),
    ("permission", "frozen", {"valid_until": utc_now().date()}),
    ("legal_basis", "frozen", {"article": "none"}),
    ("reference", "frozen", {"sha256": b"1" * 32}),
    ("post_mortem", "frozen", {"code_legible": False}),
    ("remains", "frozen", {"code": "R9"}),
    ("request", "frozen", {"code": "M9"}),
    ("remains", "frozen", {"recorded_at": utc_now()}),
    ("dead_face", "frozen", {"confirmed_by_id": None, "confirmed_at": None}),
    ("dead_face", "frozen", {"box": [0, 0, 9, 9]}),
    ("dead_face", "face-in-use", {"ended_at": utc_now()}),
    ("enrolled", "frozen", {"quality": 1.0}),
    ("examination", "append-only", {"basis": "Something else"}),
    ("search", "append-only", {"fpir": 0.5}),
    ("probe", "append-only", {"recorded_at": utc_now()}),
    ("candidate", "append-only", {"rank": 7}),
    ("finding", "append-only", {"source": "elsewhere"}),
    ("gallery", "gallery-sequence", {"newest": 0}),
    ("gallery_row", "gallery-sequence", {"seq": 1}),
    ("place", "place-size", {"sealed": b"short"}),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("name", "code", "changes"), UPDATES)
def test_a_forbidden_change_is_refused(
    scene: Scene, name: str, code: str, changes: dict[str, Any], by: str
) -> None:
    row = getattr(scene, name)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            for column, value in changes.items():
                setattr(row, column, value)
            row.save(force_update=True)
        else:
            fields = {one.attname: one for one in row._meta.concrete_fields}
            sets = ", ".join(f'"{fields[one].column}" = %s' for one in changes)
            values = [
                fields[one].get_db_prep_save(value, connection) for one, value in changes.items()
            ]
            column, key = key_of(row)
            sql(f'UPDATE {row._meta.db_table} SET {sets} WHERE "{column}" = %s', *values, key)
    assert code_of(refused.value) == code


DELETIONS = [
    "remains",
    "request",
    "post_mortem",
    "examination",
    "search",
    "probe",
    "candidate",
    "finding",
    "permission",
    "legal_basis",
    "enrolled",
    "gallery",
    "gallery_row",
    "place",
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize("name", DELETIONS)
def test_what_must_stay_is_not_removed(scene: Scene, name: str, by: str) -> None:
    row = getattr(scene, name)
    refusals = (IntegrityError, models.ProtectedError)
    with pytest.raises(refusals) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.delete()
        else:
            column, key = key_of(row)
            sql(f'DELETE FROM {row._meta.db_table} WHERE "{column}" = %s', key)
    assert by == "models" or code_of(refused.value)


def _guarded_tables() -> list[str]:
    return sorted({guard.table for guard in guards.guards()})


def test_nothing_is_replaced_under_the_same_key(scene: Scene) -> None:
    """REPLACE would delete the old row without asking, on a connection that is not ours."""
    if connection.vendor == "sqlite":
        sql("PRAGMA recursive_triggers = OFF")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    filled = 0
    for table in _guarded_tables():
        if not sql(f"SELECT 1 FROM {table}"):
            continue
        filled += 1
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            sql(f"{verb} INTO {table} SELECT * FROM {table}")
        assert code_of(refused.value), table
    assert filled >= 20
    if connection.vendor == "sqlite":
        sql("PRAGMA recursive_triggers = ON")


def test_nothing_is_replaced_under_another_key(scene: Scene) -> None:
    """A new key with an old code would delete the row that has the code."""
    column_list = ", ".join(f'"{one.column}"' for one in rows.Remains._meta.concrete_fields)
    others = column_list.replace('"id"', "%s")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(
            f"{verb} INTO casework_remains ({column_list}) SELECT {others} FROM casework_remains",
            uuid4().hex,
        )
    assert code_of(refused.value) == "already-there"


def test_no_table_is_emptied(scene: Scene) -> None:
    settle()
    for table in _guarded_tables():
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            # SQLite has no TRUNCATE; DELETE without a condition is its optimised form.
            if connection.vendor == "postgresql":
                sql(f"TRUNCATE {table} CASCADE")
            else:
                sql("DELETE FROM casework_ledgerentry")
        assert code_of(refused.value) in ("emptied", "never-removed")


def test_switching_triggers_off_does_not_help(scene: Scene) -> None:
    if connection.vendor == "postgresql":
        sql("SET LOCAL session_replication_role = replica")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql("UPDATE casework_examination SET basis = 'x'")
    assert code_of(refused.value) == "append-only"


def test_a_face_is_confirmed_by_somebody_else(scene: Scene) -> None:
    photograph = _second_body_photograph(scene)
    with unfenced():
        marked = face(
            scene.mortuary,
            side="remains",
            post_mortem_id=photograph.pk,
            operation_id=scene.staff.operation,
            recorded_by_id=scene.mortuary.account_id,
            recorded_at=utc_now(),
        )
        marked.save(force_insert=True)
        marked.confirmed_by_id, marked.confirmed_at = marked.marked_by_id, utc_now()
        with pytest.raises(IntegrityError, match="face_confirmed_by_a_second_person"):
            marked.save()


@pytest.mark.parametrize("by", ["models", "sql"])
def test_a_row_refers_to_its_own_operation_only(scene: Scene, by: str) -> None:
    from tests.homes import open_operation

    other = open_operation(scene.staff.administrator, "TRAIN")
    stray = clone(scene.examination, operation_id=other)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            stray.save(force_insert=True)
        else:
            insert_by_sql(stray)
    assert code_of(refused.value) == "other-operation-remains"


def test_codes_outside_the_list_are_refused_by_the_database(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE casework_remains SET party = 'enemy'")


def test_guards_stand_and_are_named_when_they_do_not(scene: Scene) -> None:
    settle()
    assert guards.missing(connection) == ()
    take_down(connection)
    assert len(guards.missing(connection)) > 100
    guards.install(connection)
    assert guards.missing(connection) == ()


def test_a_weakened_guard_is_named(db: None) -> None:
    name = next(one.name for one in guards.guards() if one.code == "ledger-sequence")
    if connection.vendor == "sqlite":
        sql(f'DROP TRIGGER "{name}"')
        sql(
            f'CREATE TRIGGER "{name}" BEFORE INSERT ON "casework_ledgerentry"'
            " FOR EACH ROW WHEN FALSE BEGIN SELECT RAISE(ABORT, 'guard:ledger-sequence'); END"
        )
    else:
        sql(f'ALTER TABLE casework_ledgerentry DISABLE TRIGGER "{name}"')
    assert guards.missing(connection) == (name,)


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (rows.Permission, "valid_from"),
        (rows.LedgerEntry, "leaf"),
        (rows.Examination, "basis"),
        (Account, "shown_name"),
    ],
)
def test_guards_survive_a_table_that_is_made_anew(
    transactional_db: None, model: type[models.Model], column: str
) -> None:
    """On SQLite every change of a column makes the table anew, without its triggers."""
    plan = [(Migration("0002_nothing", "casework"), False)]
    old = model._meta.get_field(column)
    new = copy(old)
    new.null = True
    emit_pre_migrate_signal(0, False, "default", apps=apps, plan=plan)
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
        editor.alter_field(model, new, old)
    lost = guards.missing(connection)
    emit_post_migrate_signal(0, False, "default", apps=apps, plan=plan)
    assert lost and guards.missing(connection) == ()
    assert len(standing(connection)) > 100
