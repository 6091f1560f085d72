"""The vault's key is changed: everything opens as before, and nothing under the old key is left."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from antigone.access import (
    Action,
    Actor,
    Discipline,
    NotAllowed,
    Role,
    across_all_operations,
    within,
)
from antigone.casework import jobs, sealed
from antigone.casework import models as rows
from antigone.casework.fields import SealedText
from antigone.casework.gallery import CaseworkRows
from antigone.casework.guard import code_of
from antigone.casework.guards import tables
from antigone.casework.house import House, open_house, sealed_signing_key
from antigone.casework.instruments import instruments, put_away
from antigone.casework.models.requests import Purpose
from antigone.casework.pictures import pixels_of
from antigone.casework.procedures import erasure, faces, intake, matching
from antigone.casework.procedures.rotating import Rotated, StillToPurge, rotate_key
from antigone.casework.record import examine_record
from antigone.casework.step import step
from antigone.ledger import Entry
from antigone.vault import BlobRef, Envelope, OpenToAll, UnopenedKey, UnreadableField
from antigone.vault.keys import generation_of
from tests.casework.cut_off import committed
from tests.casework.desk import Desk, desk, opened, temporary
from tests.casework.picturing import jpeg, portrait_of
from tests.homes import Staff, open_operation, report, sql, unfenced

__all__ = ["committed", "desk", "opened", "temporary"]

HER = "P002"


@pytest.fixture
def kept(desk: Desk) -> Iterator[Desk]:
    """Photographs of both sides, enrolled, and a request in another operation besides."""
    photograph = desk.give(jpeg(portrait_of(HER)))
    reading = faces.read_faces(desk.clerk, photograph.id)
    mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, 1))
    matching.enrol(desk.clerk, mark.id)
    dead = desk.take(jpeg(portrait_of("P003")), code_stated=True)
    reading = faces.read_faces(desk.mortuary, dead.id)
    choice = desk.choose(dead, reading, 1)
    mark = faces.mark_face(desk.mortuary, choice)
    faces.confirm_face(desk.examiner, choice)
    matching.enrol(desk.mortuary, mark.id)
    yield desk
    put_away()


def _chief(desk: Desk) -> Actor:
    return Actor(account_id=desk.staff.administrator.account_id)


def _held(opened: House) -> list[Envelope]:
    """Everything that lies sealed in the home, found by the tables and not by the rotation."""
    found = [sealed_signing_key(opened)]
    with across_all_operations(because="a test counts what is sealed"):
        for model in apps.get_app_config("casework").get_models():
            for row in model._default_manager.all():
                for field in model._meta.concrete_fields:
                    value = getattr(row, field.attname)
                    if isinstance(field, SealedText) and value is not None:
                        context = f"{model._meta.model_name}:{row.pk.hex}:{field.name}"
                        found.append(opened.vault.fields.envelope(bytes(value), context=context))
                if isinstance(row, rows.StoredBlob) and row.wrapped_key is not None:
                    found.append(_ref(row).envelope)
        living = rows.GalleryRow.objects.filter(place__isnull=False).select_related("place")
        for row in living:
            context = f"template:{row.template_id.hex}:vector"
            sealed_vector = bytes(row.place.sealed)
            found.append(opened.vault.fields.envelope(sealed_vector, context=context))
    return found


def _ref(row: Any) -> BlobRef:
    return BlobRef(blob_id=row.blob_id, wrapped_key=bytes(row.wrapped_key), size=row.size)


def _generations(opened: House) -> set[int]:
    return {generation_of(one.sealed) for one in _held(opened)}


def _assert_all_opens(desk: Desk, opened: House) -> None:
    """As a new process would find it the next morning."""
    fresh = open_house(OpenToAll())
    assert fresh.signing_key.public_key.as_text() == opened.signing_key.public_key.as_text()
    for one in _held(fresh):
        if one.purpose == "field":
            fresh.vault.fields.open(one.sealed, context=one.context)
    with within(desk.staff.operation):
        enquirer = rows.Enquirer.objects.get(pk=desk.request.enquirer_id)
        assert sealed.unseal(enquirer, "name") == "Rosa Alba"
        for model in (rows.ReferencePhotograph, rows.PostMortemPhotograph):
            assert pixels_of(model.objects.get()).shape[2] == 3
    for code in rows.Gallery.objects.values_list("code", flat=True):
        (row,) = CaseworkRows(code, dim=128, vault=fresh.vault).scan()
        assert numpy.linalg.norm(row.vector) == pytest.approx(1)
    assert examine_record().whole


def test_everything_is_sealed_anew_and_the_old_key_goes(kept: Desk, opened: House) -> None:
    before = _held(opened)
    with within(kept.staff.operation):
        old = _ref(rows.ReferencePhotograph.objects.get())
    vectors = {row.id: row.vector for row in instruments().reference_rows.scan()}
    assert {generation_of(one.sealed) for one in before} == {1}
    done = rotate_key(_chief(kept))
    assert done == Rotated(renewed=len(before), held=len(before))
    # Two photographs, two vectors, her name and contact, the ledger's key.
    assert len(before) == 7
    assert not opened.vault.rotating
    assert _generations(opened) == {2}
    _assert_all_opens(kept, opened)
    for row in instruments().reference_rows.scan():
        assert (row.vector == vectors[row.id]).all()
    # Who had copied the rows has nothing.
    with pytest.raises(UnopenedKey):
        opened.vault.read(old)
    for one in before:
        if one.purpose == "field":
            with pytest.raises(UnreadableField):
                opened.vault.fields.open(one.sealed, context=one.context)
    entries = [Entry.parse(bytes(one.payload)) for one in rows.LedgerEntry.objects.all()]
    mine = [one for one in entries if one.action == "vault.rotate"]
    assert all("vault:key" in one.objects for one in mine)
    assert {one.because for one in mine} == {"administrator"}


def test_what_was_sealed_of_every_operation_is_sealed_anew(kept: Desk, opened: House) -> None:
    chief = kept.staff.administrator
    other = Staff(chief, open_operation(chief, "TRAIN"))
    clerk = other.hire("clerk2", Role.INTAKE_OFFICER)
    intake.open_request(clerk, report("M1"))
    rotate_key(_chief(kept))
    assert _generations(opened) == {2}
    rotate_key(_chief(kept))
    assert _generations(opened) == {3}
    with within(other.operation):
        request = rows.TracingRequest.objects.get()
        assert sealed.unseal(request.enquirer, "contact") == "+34 600"


class _CutOff(RuntimeError):
    """The process went away."""


@pytest.mark.parametrize("batches", [1, 2, 3, 4])
def test_a_rotation_that_was_cut_off_goes_on(kept: Desk, opened: House, batches: int) -> None:
    seen: list[int] = []

    def told(renewed: int) -> None:
        seen.append(renewed)
        if len(seen) == batches:
            raise _CutOff

    with pytest.raises(_CutOff):
        rotate_key(_chief(kept), told)
    assert opened.vault.rotating
    assert _generations(opened) == {1, 2}
    _assert_all_opens(kept, opened)
    done = rotate_key(_chief(kept))
    # The second run renews what is left, and makes no third key.
    assert done == Rotated(renewed=7 - seen[-1], held=7)
    assert _generations(opened) == {2}
    assert not opened.vault.rotating
    _assert_all_opens(kept, opened)


_CHILD = """
import json, os, signal, sys
from pathlib import Path
from uuid import UUID
home, database, account, batches = Path(sys.argv[1]), json.loads(sys.argv[2]), *sys.argv[3:]
from django.conf import settings
from antigone.config import Config
from antigone.site.settings import framework_settings
options = framework_settings(Config(home=home))
options["DATABASES"]["default"] |= database
settings.configure(**options)
import django
django.setup()
from antigone.access import Actor
from antigone.casework.house import enter, open_house
from antigone.casework.procedures.rotating import rotate_key
from antigone.vault import OpenToAll
enter(open_house(OpenToAll()))
left = [int(batches)]
def told(renewed):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
rotate_key(Actor(account_id=UUID(account)), told)
"""


@pytest.mark.slow
def test_killed_in_a_rotation(committed: None, kept: Desk, opened: House) -> None:
    described = connection.settings_dict
    shared = {name: described[name] for name in ("ENGINE", "NAME", "OPTIONS")}
    if connection.vendor == "postgresql":
        shared |= {name: described[name] for name in ("USER", "HOST", "PORT")}
    child = subprocess.run(
        [
            *(sys.executable, "-c", _CHILD, str(opened.home), json.dumps(shared, default=str)),
            *(_chief(kept).account_id.hex, "2"),
        ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == -9, child.stderr
    assert opened.vault.rotating
    assert _generations(opened) == {1, 2}
    _assert_all_opens(kept, opened)
    assert rotate_key(_chief(kept)).held == 7
    assert _generations(opened) == {2}
    _assert_all_opens(kept, opened)


def test_search_and_withdrawal_work_while_both_keys_open(
    committed: None, temporary: Path, kept: Desk, opened: House
) -> None:
    def told(renewed: int) -> None:
        if renewed == 2:
            raise _CutOff

    with pytest.raises(_CutOff):
        rotate_key(_chief(kept), told)
    doctor = kept.staff.hire("doctor", Discipline.MEDICAL)
    intake.examine_remains(doctor, intake.DeathFound(remains=kept.remains.id, basis="Rigor"))
    wanted = matching.Wanted(remains=kept.remains.id, purpose=Purpose.IDENTIFY)
    search = matching.search(kept.examiner, wanted)
    with within(kept.staff.operation):
        assert search.candidates.count() == 1
    erasure.withdraw(kept.clerk, erasure.Withdrawing(request=kept.request.id))
    # What was erased has no key that could be sealed anew, and lies there until it is purged.
    with pytest.raises(StillToPurge):
        rotate_key(_chief(kept))
    assert opened.vault.rotating
    assert jobs.work(once=True) == 1
    # The dead body's photograph and vector, and the ledger's key.
    assert rotate_key(_chief(kept)).held == 3
    assert _generations(opened) == {2}


def test_a_photograph_that_never_got_its_row_does_not_keep_the_old_key(
    kept: Desk, opened: House
) -> None:
    """A process was killed between vault and database, long ago."""
    stray = opened.vault.put(b"nobody's").ref
    path = next(opened.home.rglob(stray.blob_id))
    yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    os.utime(path, (yesterday, yesterday))
    assert rotate_key(_chief(kept)).held == 7
    assert not path.exists()
    assert len(list(opened.vault.stored())) == 2


def test_only_an_administrator_changes_the_key(kept: Desk, opened: House) -> None:
    for actor in (kept.clerk, kept.mortuary, kept.examiner):
        with pytest.raises(NotAllowed):
            rotate_key(Actor(account_id=actor.account_id))
    assert not opened.vault.rotating
    assert _generations(opened) == {1}


# What the guards let through for it, and what not


def test_no_guard_stands_in_the_way_of_what_is_sealed() -> None:
    for model in apps.get_app_config("casework").get_models():
        names = [one.name for one in model._meta.local_fields if isinstance(one, SealedText)]
        if issubclass(model, rows.StoredBlob):
            assert model not in tables.APPEND_ONLY
            names.append("wrapped_key")
        settled = (*tables.FROZEN.get(model, ()), *tables.FILLED_ONCE.get(model, ()))
        assert not {*names} & {*settled}, model


def _resealed(old: bytes) -> bytes:
    """What a newer key would leave: the next number in the head, and as many bytes."""
    return old[:3] + (int.from_bytes(old[3:7]) + 1).to_bytes(4) + bytes(len(old) - 7)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_resealed, None),
        (lambda old: old[:-1] + bytes([old[-1] ^ 1]), "append-only"),
        (lambda old: _resealed(old)[:-1], "append-only"),
        (lambda old: None, "append-only"),
    ],
    ids=["a newer key", "the same key", "another length", "emptied"],
)
def test_what_is_written_once_is_sealed_anew_and_not_rewritten(
    kept: Desk, change: Any, code: str | None
) -> None:
    """An analysis stands as it was committed; its sealed part follows the key of the vault."""
    with step(kept.examiner, Action.ANALYSE) as doing:
        analysis = rows.Analysis(
            remains=kept.remains, discipline="face", examiner_id=kept.examiner.account_id
        )
        sealed.seal(analysis, "details", '{"note": "a scar"}')
        doing.write(analysis)
    old = bytes(analysis.details)
    statement = "UPDATE casework_analysis SET details = %s"
    if code is None:
        sql(statement, change(old))
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            sql("UPDATE casework_analysis SET seconds = 1, details = %s", _resealed(change(old)))
        assert code_of(refused.value) == "append-only"
        return
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql(statement, change(old))
    assert code_of(refused.value) == code
