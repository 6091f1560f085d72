"""The lines of videos are attacked past the procedures; the database holds them by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction

from antigone.access import Action
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.procedures import intake
from antigone.casework.step import step
from antigone.config import utc_now
from tests.homes import Scene, blob, clone, insert_by_sql, key_of, report, sql, unfenced

Attack = Callable[[Scene], models.Model]


@pytest.fixture
def filmed(scene: Scene) -> Scene:
    """A video of the missing woman and one of the body, each read and with a face chosen."""
    for side, case, actor in (
        ("reference", {"request": scene.request}, scene.intake),
        ("remains", {"remains": scene.remains}, scene.mortuary),
    ):
        with step(actor, Action.MARK_FACE) as doing:
            recording = doing.write(
                rows.Recording(side=side, way="handed-over", **case, **blob(f"video {side}"))
            )
            reading = doing.write(
                rows.RecordingReading(
                    recording=recording, engine="sface-2021dec", container="mov", coding="h264",
                    frames=1, seconds=0, looked_at=1, let_go=0,
                )
            )  # fmt: skip
            of = {"recording": recording, "reading": reading}
            sheet = doing.write(rows.TrackSheet(**of, **blob(f"sheet {side}")))
            choice = doing.write(rows.TrackChoice(**of, track=1))
        made = {"recording": recording, "reading": reading, "sheet": sheet, "choice": choice}
        scene.rows |= {f"{side}_{name}": row for name, row in made.items()}
    return scene


def _frame(scene: Scene, **changes: Any) -> models.Model:
    of = {"recording_id": scene.reference_recording.pk, "frame": 5, "frame_seconds": 0.5}
    stated = {"way": "frame-of-video", **of, **blob("frame"), **changes}
    return clone(scene.reference, **stated)


def _of_a_request_without(scene: Scene, **changes: Any) -> models.Model:
    request = intake.open_request(scene.intake, report("M2", **changes))
    return clone(scene.reference_recording, request_id=request.pk, **blob("v"))


def _past() -> intake.Permitted:
    permitted = report().permitted
    assert permitted is not None
    over = utc_now().date() - timedelta(days=2)
    return intake.Permitted(**(vars(permitted) | {"valid_until": over}))


def _where_the_basis_ended(scene: Scene) -> models.Model:
    with unfenced():
        scene.legal_basis.ended_at = utc_now()
        scene.legal_basis.save()
    return clone(scene.reference_recording, **blob("v"))


def _where_nobody_chose(scene: Scene) -> models.Model:
    with unfenced():
        scene.reference_choice.ended_at = utc_now()
        scene.reference_choice.save()
    return _frame(scene)


def _where_nobody_is_in_it(scene: Scene) -> models.Model:
    with unfenced():
        scene.reference_choice.ended_at = utc_now()
        scene.reference_choice.save()
        clone(scene.reference_choice, track=None, ended_at=None).save(force_insert=True)
    return _frame(scene)


def _without_a_sheet(scene: Scene) -> models.Model:
    with unfenced():
        reading = clone(scene.reference_reading)
        reading.save(force_insert=True)
    return reading


def _once_its_frames_came(scene: Scene) -> models.Model:
    with unfenced():
        scene.reference_choice.taken_at = utc_now()
        scene.reference_choice.save()
    return _frame(scene)


def _marked_without(changes: dict[str, Any]) -> Attack:
    """A mark in a frame whose choice was changed after it had come in."""

    def attack(scene: Scene) -> models.Model:
        with unfenced():
            frame = _frame(scene)
            frame.save(force_insert=True)
            rows.TrackChoice.objects.filter(pk=scene.reference_choice.pk).update(**changes)
        return clone(scene.living_face, reference_id=frame.pk)

    return attack


INSERTS: list[tuple[str, Attack]] = [
    ("no-permission", lambda s: _of_a_request_without(s, permitted=None)),
    ("no-permission", lambda s: _of_a_request_without(s, permitted=_past())),
    ("no-legal-basis", _where_the_basis_ended),
    ("frame-of-another", lambda s: _frame(s, recording_id=s.remains_recording.pk)),
    ("frame-not-chosen", _where_nobody_chose),
    ("frame-not-chosen", _where_nobody_is_in_it),
    ("frame-not-chosen", _once_its_frames_came),
    ("frame-not-chosen", _marked_without({"ended_at": utc_now()})),
    ("frame-not-chosen", _marked_without({"taken_at": utc_now()})),
    (
        "reading-of-another",
        lambda s: clone(s.remains_choice, reading_id=s.reference_reading.pk, ended_at=utc_now()),
    ),
    (
        "reading-of-another",
        lambda s: clone(s.remains_sheet, reading_id=_without_a_sheet(s).pk, **blob("s")),
    ),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), INSERTS)
def test_a_forbidden_row_is_refused(filmed: Scene, code: str, attack: Attack, by: str) -> None:
    row = attack(filmed)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    assert code_of(refused.value) == code


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("reference_recording", {"remains_id": "remains"}),
        ("remains_recording", {"remains_id": None}),
        ("reference_choice", {}),
    ],
)
def test_a_constraint_holds_what_one_row_can_hold(
    filmed: Scene, name: str, wrong: dict[str, Any]
) -> None:
    """A video of both sides, one of neither, and a second choice in one video."""
    changes = {column: value and filmed.remains.pk for column, value in wrong.items()}
    row = clone(getattr(filmed, name), **changes, **(blob("x") if "recording" in name else {}))
    with pytest.raises(IntegrityError), unfenced(), transaction.atomic():
        row.save(force_insert=True)


def test_a_frame_is_whole_and_says_how_it_came(filmed: Scene) -> None:
    for changes in ({"frame": None}, {"frame_seconds": None}, {"way": "handed-over"}):
        with pytest.raises(IntegrityError), unfenced(), transaction.atomic():
            _frame(filmed, **changes).save(force_insert=True)


UPDATES: list[tuple[str, str, dict[str, Any]]] = [
    ("reference_recording", "frozen", {"sha256": b"1" * 32}),
    ("reference_recording", "frozen", {"request_id": None, "side": "remains"}),
    ("reference_reading", "append-only", {"looked_at": 9}),
    ("remains_sheet", "frozen", {"blob_id": uuid4().hex}),
    ("remains_choice", "frozen", {"track": 2}),
]


@pytest.mark.parametrize(("name", "code", "changes"), UPDATES)
def test_a_forbidden_change_is_refused(
    filmed: Scene, name: str, code: str, changes: dict[str, Any]
) -> None:
    row = getattr(filmed, name)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
    assert code_of(refused.value) == code


@pytest.mark.parametrize("name", ["reference_recording", "remains_sheet"])
def test_an_erased_key_is_not_brought_back(filmed: Scene, name: str) -> None:
    row = getattr(filmed, name)
    with unfenced():
        type(row).objects.filter(pk=row.pk).update(wrapped_key=None)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(wrapped_key=b"wrapped")
    assert code_of(refused.value) == "key-brought-back"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("remains_recording", "dead-kept"),
        ("remains_reading", "dead-kept"),
        ("remains_sheet", "dead-kept"),
        ("remains_choice", "dead-kept"),
    ],
)
def test_what_was_filmed_of_the_dead_is_kept(filmed: Scene, name: str, code: str) -> None:
    row = getattr(filmed, name)
    column, key = key_of(row)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(f'DELETE FROM {row._meta.db_table} WHERE "{column}" = %s', key)
    assert code_of(refused.value) == code
