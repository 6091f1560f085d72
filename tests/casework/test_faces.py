"""Faces: read without a vector, marked by one, confirmed by another who chose afresh."""

from uuid import uuid4

import numpy
import pytest
from django.db import IntegrityError, connection, transaction

from antigone.access import Discipline, NotAllowed, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.house import House
from antigone.casework.procedures import faces
from antigone.faces import Engine
from antigone.faces.engine import LandmarksOutside
from antigone.vault import search_bytes
from tests.casework.desk import Desk, desk, opened
from tests.casework.picturing import group_of, jpeg, labelled, portrait_of
from tests.homes import sql, unfenced

__all__ = ["desk", "opened"]


def _body(desk: Desk, engine: Engine) -> tuple[rows.PostMortemPhotograph, rows.Reading]:
    """Two faces in one frame, with the label of the body."""
    image = labelled(group_of(engine, "P005", "P007"), "R-0001")
    photograph = desk.take(jpeg(image))
    return photograph, faces.read_faces(desk.mortuary, photograph.id)


def test_a_reading_keeps_places_and_no_vector(desk: Desk, engine: Engine, opened: House) -> None:
    photograph, reading = _body(desk, engine)
    assert len(reading.faces) == 2 and reading.engine == engine.id
    assert all(set(one) == set(reading.faces[0]) for one in reading.faces)
    assert "vector" not in reading.faces[0]
    image = faces.pictures.pixels_of(photograph)
    needles = [
        piece
        for face in engine.read(image).faces
        for vector in (face.vector, face.vector / numpy.linalg.norm(face.vector))
        for piece in (vector.tobytes()[at : at + 32] for at in range(0, 512, 32))
    ]
    assert search_bytes(opened.home, needles).found_nowhere
    if connection.vendor == "sqlite":
        from pathlib import Path

        folder = Path(connection.settings_dict["NAME"]).parent
        assert search_bytes(folder, needles).found_nowhere


def test_no_face_is_a_finding(desk: Desk) -> None:
    wall = numpy.full((300, 300, 3), 90, numpy.uint8)
    photograph = desk.take(jpeg(labelled(wall, "R-0001")))
    reading = faces.read_faces(desk.mortuary, photograph.id)
    assert reading.faces == [] and "no-face-found" in reading.reasons


@pytest.mark.parametrize(
    "stated",
    [
        {"faces": (1, 2)},
        {},
        {"faces": (1,), "not_shown": True},
        {"faces": (1,), "points": ((1.0, 2.0),) * 5},
    ],
)
def test_exactly_one_face_is_marked(stated: dict[str, object]) -> None:
    with pytest.raises(faces.NotOneFace):
        faces.FaceChoice(photograph=uuid4(), reading=uuid4(), **stated)


def test_what_cannot_be_marked_is_refused(desk: Desk, engine: Engine) -> None:
    photograph, reading = _body(desk, engine)
    other = desk.give(jpeg(portrait_of("P002")))
    for choice, refusal in (
        (desk.choose(photograph, reading, 3), faces.NoSuchFaceRead),
        (desk.choose(photograph, reading, 0), faces.NoSuchFaceRead),
        (desk.choose(other, reading, 1), faces.AnotherReading),
        (desk.choose(photograph, reading, points=((9e4, 9e4),) * 5), LandmarksOutside),
    ):
        with pytest.raises(refusal):
            faces.mark_face(desk.examiner, choice)
    with pytest.raises(NotAllowed):
        faces.mark_face(
            desk.staff.hire("doctor", Discipline.MEDICAL), desk.choose(photograph, reading, 1)
        )
    with within(desk.staff.operation):
        assert not rows.MarkedFace.objects.exists()
    faces.mark_face(desk.mortuary, desk.choose(photograph, reading, 1))
    with pytest.raises(faces.AlreadyMarked):
        faces.mark_face(desk.examiner, desk.choose(photograph, reading, 2))


def test_a_second_person_confirms_the_same_face(desk: Desk, engine: Engine) -> None:
    photograph, reading = _body(desk, engine)
    choice = desk.choose(photograph, reading, 1)
    with pytest.raises(faces.NothingToConfirm):
        faces.confirm_face(desk.examiner, choice)
    mark = faces.mark_face(desk.mortuary, choice)
    assert mark.confirmed_by_id is None
    with pytest.raises(SeparatePerson):
        faces.confirm_face(desk.mortuary, choice)
    # By hand, a few pixels off: the same face.
    points = tuple((x + 3.0, y - 2.0) for x, y in reading.faces[0]["landmarks"])
    by_hand = desk.choose(photograph, reading, points=points)
    agreement = faces.confirm_face(desk.examiner, by_hand)
    assert agreement.agreed
    with within(desk.staff.operation):
        stands = rows.MarkedFace.objects.get(ended_at=None)
        assert (stands.pk, stands.confirmed_by_id) == (mark.pk, desk.examiner.account_id)
    with pytest.raises(faces.NothingToConfirm):
        faces.confirm_face(desk.staff.hire("third", Discipline.FACE), choice)


def test_disagreement_ends_both_and_keeps_both(desk: Desk, engine: Engine) -> None:
    photograph, reading = _body(desk, engine)
    first = faces.mark_face(desk.mortuary, desk.choose(photograph, reading, 1))
    assert not faces.confirm_face(desk.examiner, desk.choose(photograph, reading, 2)).agreed
    with within(desk.staff.operation):
        kept = list(rows.MarkedFace.objects.order_by("recorded_at"))
    assert [one.marked_by_id for one in kept] == [
        desk.mortuary.account_id,
        desk.examiner.account_id,
    ]
    assert kept[0].pk == first.pk and all(one.ended_at for one in kept)
    assert not any(one.confirmed_by_id for one in kept)
    # And again, where the second says that the body's face is not in the picture.
    faces.mark_face(desk.mortuary, desk.choose(photograph, reading, 1))
    nobody = desk.choose(photograph, reading, not_shown=True)
    assert not faces.confirm_face(desk.examiner, nobody).agreed
    with within(desk.staff.operation):
        assert not rows.MarkedFace.objects.filter(ended_at=None).exists()
        assert rows.NotShown.objects.get().recorded_by_id == desk.examiner.account_id


def test_a_missing_persons_face_needs_one_person(desk: Desk, engine: Engine) -> None:
    photograph = desk.give(jpeg(group_of(engine, "P003", "P002")))
    reading = faces.read_faces(desk.clerk, photograph.id)
    absent = desk.choose(photograph, reading, not_shown=True)
    assert isinstance(faces.mark_face(desk.clerk, absent), rows.NotShown)
    choice = desk.choose(photograph, reading, 2)
    assert isinstance(faces.mark_face(desk.clerk, choice), rows.MarkedFace)
    with pytest.raises(faces.NothingToConfirm):
        faces.confirm_face(desk.examiner, choice)


@pytest.mark.parametrize("table", ["reading", "markedface", "notshown"])
def test_what_was_seen_of_the_dead_is_kept(desk: Desk, engine: Engine, table: str) -> None:
    photograph, reading = _body(desk, engine)
    faces.mark_face(desk.mortuary, desk.choose(photograph, reading, not_shown=True))
    faces.mark_face(desk.mortuary, desk.choose(photograph, reading, 1))
    model = {"reading": rows.Reading, "markedface": rows.MarkedFace, "notshown": rows.NotShown}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(f"DELETE FROM casework_{table}")
    assert code_of(refused.value) == "dead-kept"
    if table != "reading":
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            model[table].objects.all().delete()
        assert code_of(refused.value) == "dead-kept"


@pytest.mark.parametrize("by", ["models", "sql"])
def test_one_person_confirms_nothing_past_the_procedure(
    desk: Desk, engine: Engine, by: str
) -> None:
    photograph, reading = _body(desk, engine)
    mark = faces.mark_face(desk.mortuary, desk.choose(photograph, reading, 1))
    with pytest.raises(IntegrityError, match="face_confirmed"), unfenced(), transaction.atomic():
        if by == "models":
            mark.confirmed_by_id, mark.confirmed_at = mark.marked_by_id, mark.recorded_at
            mark.save()
        else:
            sql(
                "UPDATE casework_markedface"
                " SET confirmed_by_id = marked_by_id, confirmed_at = recorded_at"
            )
