"""Photographs: what comes in under which permission, what is refused, and what is shown."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.db import IntegrityError, connection, models, transaction

from antigone.access import NotAllowed, within
from antigone.access.isolation import OutsideOperation
from antigone.access.writing import OutsideStep
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.house import House
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures import faces, intake, photographs
from antigone.casework.step import NotHere
from antigone.exchange.frame_codes import AnotherBodysLabel
from antigone.faces import Engine
from antigone.faces.sandbox import IsAnAddress, NotAPhotograph, UnreadablePhotograph
from antigone.vault import BlobRef
from tests.casework.desk import Desk, desk, last_entry, opened
from tests.casework.picturing import group_of, jpeg, labelled, portrait_of
from tests.homes import clone, found_remains, insert_by_sql, report, sql, unfenced

__all__ = ["desk", "opened"]

HER = "P002"


def _kept(opened: House) -> int:
    return len(list(opened.vault.stored()))


def test_the_original_is_kept_bit_for_bit_and_sealed(desk: Desk, opened: House) -> None:
    content = jpeg(portrait_of(HER), note="camera of the sister")
    photograph = desk.give(content)
    assert bytes(photograph.sha256) == sha256(content).digest()
    ref = BlobRef(
        blob_id=photograph.blob_id, wrapped_key=photograph.wrapped_key, size=photograph.size
    )
    assert opened.vault.read(ref) == content
    on_disk = b"".join(path.read_bytes() for path in opened.home.rglob("*") if path.is_file())
    assert b"camera of the sister" not in on_disk
    entry = last_entry()
    assert entry.action == "reference.receive"
    assert [purpose for purpose, _ in entry.commitments] == ["blob"]
    assert photograph.given_by_id == desk.request.enquirer_id


def _without_permission(desk: Desk) -> Any:
    return {"request": intake.open_request(desk.clerk, report("M2", permitted=None)).id}


def _permitted_for_notices(desk: Desk) -> Any:
    permitted = intake.Permitted(**(vars(report().permitted) | {"scope": Purpose.NOTIFY}))
    return {"request": intake.open_request(desk.clerk, report("M2", permitted=permitted)).id}


def _permission_over(desk: Desk) -> Any:
    permitted = intake.Permitted(
        **(vars(report().permitted) | {"valid_until": report().permitted.valid_from})
    )
    return {"request": intake.open_request(desk.clerk, report("M2", permitted=permitted)).id}


def _basis_for_notices(desk: Desk) -> Any:
    basis = intake.Basis(**(vars(report().basis) | {"purpose": Purpose.NOTIFY}))
    return {"request": intake.open_request(desk.clerk, report("M2", basis=basis)).id}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (_without_permission, photographs.NoPermission),
        (_permission_over, photographs.NoPermission),
        (_permitted_for_notices, photographs.OtherPurpose),
        (_basis_for_notices, photographs.NoBasisToday),
        (lambda _: {"request": uuid4()}, NotHere),
        (lambda _: {"given_by": uuid4()}, NotHere),
        (lambda _: {"name": "https://example.org/her.jpg"}, IsAnAddress),
        (lambda _: {"content": b"%PDF-1.7 not a picture"}, NotAPhotograph),
        (lambda _: {"content": jpeg(portrait_of(HER))[:4000]}, UnreadablePhotograph),
    ],
)
def test_a_photograph_is_refused_and_nothing_of_it_stays(
    desk: Desk,
    opened: House,
    given: Callable[[Desk], dict[str, Any]],
    refusal: type[Exception],
) -> None:
    changes = given(desk)
    before = rows.LedgerEntry.objects.count()
    with pytest.raises(refusal):
        desk.give(**({"content": jpeg(portrait_of(HER))} | changes))
    assert _kept(opened) == 0
    assert rows.LedgerEntry.objects.count() == before


def test_a_permission_ends_with_the_day(desk: Desk, watch: Any, opened: House) -> None:
    over = watch().date() + timedelta(days=1)
    permitted = intake.Permitted(**(vars(report().permitted) | {"valid_until": over}))
    request = intake.open_request(desk.clerk, report("M2", permitted=permitted))
    desk.give(jpeg(portrait_of(HER)), request=request.id)
    watch.ahead = timedelta(days=2)
    with pytest.raises(photographs.NoPermission):
        desk.give(jpeg(portrait_of("P003")), request=request.id)
    assert _kept(opened) == 1


def test_who_may_not_do_it_leaves_nothing(desk: Desk, opened: House) -> None:
    given = photographs.GivenPhotograph(
        request=desk.request.id, name="her.jpg", content=jpeg(portrait_of(HER))
    )
    with pytest.raises(NotAllowed):
        photographs.receive_reference(desk.mortuary, given)
    assert _kept(opened) == 0


def test_the_same_file_is_told_by_its_place(desk: Desk, opened: House) -> None:
    content = jpeg(portrait_of(HER))
    desk.give(jpeg(portrait_of("P003")))
    desk.give(content)
    with pytest.raises(photographs.AlreadyHere) as refused:
        desk.give(content)
    assert refused.value.say() == "Already here as photograph 2 of M1. Nothing was added."
    # One picture may show two who are missing; each request has its own copy, under its own key.
    other = intake.open_request(desk.clerk, report("M2", name="Vera Lund"))
    second = desk.give(content, request=other.id)
    assert second.request_id == other.id
    # What a family gave is no picture of a body.
    with pytest.raises(photographs.AlreadyHere, match="photograph 2 of M1"):
        desk.take(content)
    assert _kept(opened) == 3


def test_the_label_in_the_frame_is_read_and_what_is_stated_kept_apart(desk: Desk) -> None:
    face = portrait_of("P005")
    labelled_here = desk.take(jpeg(labelled(face, "R-0001")))
    seen_by_officer = desk.take(jpeg(face), code_stated=True)
    neither = desk.take(jpeg(portrait_of("P004")))
    with within(desk.staff.operation):
        found = [
            (one.code_legible, one.label_reading.read, one.label_reading.stated)
            for one in (labelled_here, seen_by_officer, neither)
        ]
    assert found == [
        (True, "our-code", None),
        (True, "no-code", True),
        (False, "no-code", None),
    ]


def test_the_label_of_another_body_stops_the_picture(desk: Desk, opened: House) -> None:
    face = portrait_of("P005")
    for shown in (("R-0002",), ("R-0001", "R-0002")):
        with pytest.raises(AnotherBodysLabel, match="R-0002"):
            desk.take(jpeg(labelled(face, *shown)), code_stated=True)
    with pytest.raises(AnotherBodysLabel, match="TRAIN R-0001"):
        desk.take(jpeg(labelled(face, "R-0001", operation="TRAIN")))
    # A body whose code no label can hold: whichever label is there names another.
    unlabelled = intake.record_remains(desk.mortuary, found_remains("body 3"))
    with pytest.raises(AnotherBodysLabel, match="R-0001"):
        desk.take(jpeg(labelled(face, "R-0001")), remains=unlabelled.id)
    assert _kept(opened) == 0


def test_a_picture_shows_one_body_only(desk: Desk) -> None:
    content = jpeg(labelled(portrait_of("P005"), "R-0001"))
    desk.take(content)
    with pytest.raises(photographs.AlreadyHere, match="photograph 1 of R-0001"):
        desk.take(content)
    with pytest.raises(photographs.AlreadyHere, match="photograph 1 of R-0001"):
        desk.give(content)


def test_a_new_photograph_opens_an_inconclusive_request_again(desk: Desk) -> None:
    from antigone.casework.procedures import requests

    reason = requests.Inconclusive.NO_USABLE_PHOTOGRAPH
    closing = requests.Closing(request=desk.request.id, reason=reason)
    requests.close_as_inconclusive(desk.clerk, closing)
    desk.give(jpeg(portrait_of(HER)))
    with within(desk.staff.operation):
        assert rows.TracingRequest.objects.get(pk=desk.request.pk).outcome == "open"


# Past the procedures


def _reference(desk: Desk) -> rows.ReferencePhotograph:
    given = desk.give(jpeg(portrait_of(HER)))
    return clone(given, blob_id=uuid4().hex, request_id=_without_permission(desk)["request"])


def _label_reading(desk: Desk) -> models.Model:
    desk.take(jpeg(labelled(portrait_of("P005"), "R-0001")))
    with within(desk.staff.operation):
        return clone(rows.LabelReading.objects.get(), photograph_id=uuid4())


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(
    ("code", "attack"),
    [("no-permission", _reference), ("other-operation-photograph", _label_reading)],
)
def test_the_database_refuses_it_too(
    desk: Desk, code: str, attack: Callable[[Desk], models.Model], by: str
) -> None:
    row = attack(desk)
    with pytest.raises((OutsideStep, OutsideOperation)):
        row.save(force_insert=True)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    assert code_of(refused.value) == code


def test_a_key_that_was_destroyed_does_not_come_back(desk: Desk) -> None:
    desk.give(jpeg(portrait_of(HER)))
    sql("UPDATE casework_referencephotograph SET wrapped_key = NULL")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql("UPDATE casework_referencephotograph SET wrapped_key = blob_id"
            if connection.vendor == "sqlite"
            else "UPDATE casework_referencephotograph SET wrapped_key = blob_id::bytea")  # fmt: skip
    assert code_of(refused.value) == "key-brought-back"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql("UPDATE casework_labelreading SET stated = NULL"
            if rows.LabelReading.objects.exists()
            else "UPDATE casework_ledgerentry SET seq = seq")  # fmt: skip
    assert code_of(refused.value) == "append-only"


# What is shown


def test_each_view_has_its_entry(desk: Desk, engine: Engine) -> None:
    photograph = desk.take(jpeg(labelled(portrait_of("P005"), "R-0001")))
    before = rows.LedgerEntry.objects.count()
    for view in (photographs.View.VEILED, photographs.View.WHOLE):
        shown = photographs.disclose(desk.examiner, photograph.id, view)
        entry = last_entry()
        assert entry.action == "photograph.disclose"
        assert photograph.ledger_id in entry.objects and f"view:{view}" in entry.objects
        assert (shown.pixels.shape == (500, 500, 3)) == (view == "whole")
    assert rows.LedgerEntry.objects.count() == before + 2
    veil = photographs.disclose(desk.examiner, photograph.id).pixels
    assert not any(face.quality.usable for face in engine.read(veil).faces)
    with pytest.raises(photographs.NotReadYet):
        photographs.disclose(desk.examiner, photograph.id, photographs.View.MASKED)
    # An intake officer sees the pictures of the living, the mortuary those of the dead.
    with pytest.raises(NotAllowed):
        photographs.disclose(desk.clerk, photograph.id)
    given = desk.give(jpeg(portrait_of(HER)))
    with pytest.raises(NotAllowed):
        photographs.disclose(desk.mortuary, given.id)
    photographs.disclose(desk.clerk, given.id)
    assert last_entry().action == "reference.disclose"


def test_a_masked_copy_holds_no_usable_face_of_a_bystander(desk: Desk, engine: Engine) -> None:
    """The missing woman between two others: theirs are covered, hers is as it was."""
    image = group_of(engine, "P003", HER, "P006")
    photograph = desk.give(jpeg(image))
    reading = faces.read_faces(desk.clerk, photograph.id)
    assert len(reading.faces) == 3
    unmarked = photographs.disclose(desk.clerk, photograph.id, photographs.View.MASKED)
    assert unmarked.covered == 3
    assert not any(face.quality.usable for face in engine.read(unmarked.pixels).faces)
    middle = sorted(range(3), key=lambda one: reading.faces[one]["box"][0])[1]
    mark = faces.mark_face(desk.clerk, desk.choose(photograph, reading, middle + 1))
    shown = photographs.disclose(desk.clerk, photograph.id, photographs.View.MASKED)
    usable = [face for face in engine.read(shown.pixels).faces if face.quality.usable]
    assert shown.covered == 2 and len(usable) == 1
    points = numpy.array(mark.landmarks)
    hers, before = (engine.read_at(one, points).vector for one in (shown.pixels, image))
    assert hers @ before > 0.99 * numpy.linalg.norm(hers) * numpy.linalg.norm(before)
    with pytest.raises(photographs.FaceSettled):
        photographs.disclose(desk.clerk, photograph.id, photographs.View.WHOLE)
