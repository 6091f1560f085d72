"""Enrolling: under a permission that covers it, of the face that is meant, and of nobody beside it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.db import connection

from antigone.access import Action, Actor, NotAllowed, within
from antigone.casework import models as rows
from antigone.casework.guard import take_down
from antigone.casework.instruments import instruments
from antigone.casework.pictures import ErasedPhotograph
from antigone.casework.procedures import matching
from antigone.casework.step import NotHere, step
from antigone.config import utc_now
from antigone.gallery.traces import Traces
from antigone.ledger import Frontier, LedgerOutOfStep
from tests.casework.faces_at_hand import (
    ENGINE,
    Mortuary,
    basis,
    lifeless,
    mortuary,
    pair,
    permitted,
    portrait,
)
from tests.homes import Watch, open_operation, settle, sql

__all__ = ["mortuary"]


def _nothing_enrolled(mortuary: Mortuary) -> None:
    with within(mortuary.staff.operation):
        assert not rows.Template.objects.exists()
    assert not rows.GalleryRow.objects.exists()


def test_a_marked_face_becomes_a_template_and_a_row(mortuary: Mortuary) -> None:
    start, end = utc_now().date() - timedelta(days=9), utc_now().date() + timedelta(days=9)
    request = mortuary.request(
        "M1",
        permitted=permitted(valid_from=start - timedelta(days=9), valid_until=end),
        basis=basis(valid_from=start, valid_until=end + timedelta(days=9)),
    )
    face = mortuary.reference(request, portrait("P001"))
    template = matching.enrol(mortuary.clerk, face.id)
    known = portrait("P001").faces[0]
    assert (template.engine, template.dim) == (ENGINE, 128)
    assert template.quality == pytest.approx(known.quality.value, rel=1e-4)
    (row,) = instruments().reference_rows.read([template.pk.hex])
    # The later start and the earlier end.
    assert row.attributes == {
        "person": request.pk.hex,
        "operation": mortuary.staff.operation.hex,
        "purposes": ("identify",),
        "valid_from": start.isoformat(),
        "valid_until": end.isoformat(),
    }
    assert float(row.vector @ known.vector) == pytest.approx(
        float(numpy.linalg.norm(known.vector)), rel=1e-4
    )


def test_the_dead_are_kept_apart_from_the_missing(mortuary: Mortuary) -> None:
    mortuary.enrolled("M1", "P001")
    mortuary.ready("R1", "P002")
    tools = instruments()
    assert len(list(tools.reference_rows.scan())) == len(list(tools.remains_rows.scan())) == 1


@pytest.mark.parametrize(
    ("refusal", "ends"),
    [
        (matching.PermissionEnded, lambda end: {"permitted": permitted(valid_until=end)}),
        (matching.LegalBasisEnded, lambda end: {"basis": basis(valid_until=end)}),
    ],
)
def test_what_ended_yesterday_permits_nothing_today(
    mortuary: Mortuary, watch: Watch, refusal: type, ends: Callable[[date], dict[str, Any]]
) -> None:
    stated = ends(utc_now().date())
    face = mortuary.reference(mortuary.request("M1", **stated), portrait("P001"))
    watch.ahead = timedelta(days=1)
    with pytest.raises(refusal):
        matching.enrol(mortuary.clerk, face.id)
    _nothing_enrolled(mortuary)


def test_what_was_withdrawn_permits_nothing(mortuary: Mortuary) -> None:
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION) as doing:
        rows.Permission.objects.update(withdrawn_at=doing.at)
    with pytest.raises(matching.PermissionEnded):
        matching.enrol(mortuary.clerk, face.id)
    _nothing_enrolled(mortuary)


@pytest.mark.parametrize("changes", [{"biometrics": False}, {"scope": "notify"}])
def test_a_photograph_that_was_given_to_be_looked_at_is_not_measured(
    mortuary: Mortuary, changes: dict[str, Any]
) -> None:
    request = mortuary.request("M1", permitted=permitted(**changes))
    face = mortuary.reference(request, portrait("P001"))
    with pytest.raises(matching.NoBiometricPermission):
        matching.enrol(mortuary.clerk, face.id)
    _nothing_enrolled(mortuary)


def test_the_newest_permission_counts(mortuary: Mortuary) -> None:
    """The family took the search by face back, and did not withdraw the older permission."""
    request = mortuary.request("M1")
    face = mortuary.reference(request, portrait("P001"))
    with step(mortuary.clerk, Action.OPEN_REQUEST) as doing:
        given = vars(permitted(biometrics=False))
        doing.write(rows.Permission(request=request, given_by=request.enquirer, **given))
    with pytest.raises(matching.NoBiometricPermission):
        matching.enrol(mortuary.clerk, face.id)


def test_the_face_of_a_body_needs_a_second_person(mortuary: Mortuary) -> None:
    face = mortuary.photographed(mortuary.body("R1"), lifeless("P001"), confirmed=False)
    with pytest.raises(matching.FaceNotConfirmed):
        matching.enrol(mortuary.officer, face.id)
    _nothing_enrolled(mortuary)


def test_a_mark_that_was_taken_back_is_not_enrolled(mortuary: Mortuary) -> None:
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    with step(mortuary.clerk, Action.MARK_FACE) as doing:
        face.ended_at = doing.at
        face.save()
    with pytest.raises(matching.MarkEnded):
        matching.enrol(mortuary.clerk, face.id)


def test_engines_are_not_mixed(mortuary: Mortuary) -> None:
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    with step(mortuary.clerk, Action.READ_FACES) as doing:
        read = {"side": "reference", "reference": face.reference, "faces": []}
        reading = doing.write(rows.Reading(engine="another", **read))
        face.ended_at = doing.at
        face.save()
        again = doing.write(
            rows.MarkedFace(
                side="reference",
                reference=face.reference,
                reading=reading,
                box=face.box,
                landmarks=face.landmarks,
                marked_by_id=mortuary.clerk.account_id,
            )
        )
    with pytest.raises(matching.OtherEngine) as refused:
        matching.enrol(mortuary.clerk, again.id)
    assert refused.value.parameters == {"found": "another", "wanted": ENGINE}
    _nothing_enrolled(mortuary)


def test_an_erased_photograph_and_an_enrolled_face_are_refused(mortuary: Mortuary) -> None:
    request = mortuary.request("M1")
    face = mortuary.reference(request, portrait("P001"))
    matching.enrol(mortuary.clerk, face.id)
    with pytest.raises(matching.AlreadyEnrolled):
        matching.enrol(mortuary.clerk, face.id)
    other = mortuary.reference(request, portrait("P002"))
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION):
        rows.ReferencePhotograph.objects.filter(pk=other.reference_id).update(wrapped_key=None)
    with pytest.raises(ErasedPhotograph):
        matching.enrol(mortuary.clerk, other.id)


def test_only_who_may_enrols_and_only_at_home(mortuary: Mortuary) -> None:
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    other = open_operation(mortuary.staff.administrator, "TRAIN")
    with pytest.raises(NotAllowed):
        matching.enrol(mortuary.records, face.id)
    with pytest.raises(NotAllowed):
        stranger = Actor(account_id=mortuary.clerk.account_id, operation_id=other)
        matching.enrol(stranger, face.id)
    with pytest.raises(NotHere):
        matching.enrol(mortuary.clerk, uuid4())
    _nothing_enrolled(mortuary)


def test_what_breaks_off_leaves_no_vector(mortuary: Mortuary) -> None:
    """The ledger refuses its entry after the vector was written: nothing of it stays."""
    face = mortuary.reference(mortuary.request("M1"), portrait("P001"))
    settle()
    take_down(connection)
    sql("UPDATE casework_ledgeredge SET frontier = %s, size = 0", Frontier().pack())
    with pytest.raises(LedgerOutOfStep):
        matching.enrol(mortuary.clerk, face.id)
    _nothing_enrolled(mortuary)
    assert instruments().reference_rows.newest() == 0


def test_bystanders_are_nowhere(transactional_db: None, mortuary: Mortuary) -> None:
    """Byte search for both vectors, as they come and as they are compared, and row search."""
    taken = pair("P002", "P003")
    meant, bystander = taken.faces
    face = mortuary.reference(mortuary.request("M1"), taken, which=0)
    matching.enrol(mortuary.clerk, face.id)
    remains = mortuary.ready("R1", "P002")
    mortuary.search(remains)
    tools = instruments()
    assert len(_seen_in(tools, meant.vector)) >= 2, "the search itself would be blind"
    assert _seen_in(tools, bystander.vector) == []
    for row in (*tools.reference_rows.scan(), *tools.remains_rows.scan()):
        towards = float(row.vector @ bystander.vector / numpy.linalg.norm(bystander.vector))
        assert towards < 0.6
    assert rows.VectorPlace.objects.count() == 2


def _seen_in(tools: Any, vector: Any) -> list[str]:
    """Return where pieces of a vector lie; opened places and memory hold them in plain sight."""
    of_length_1 = (vector / numpy.linalg.norm(vector.astype(numpy.float64))).astype("<f4")
    (kept,) = [*tools.reference_rows.scan()]
    forms = [vector.astype("<f4"), of_length_1]
    if float(kept.vector @ of_length_1) > 0.999:
        forms.append(kept.vector)
    traces = Traces.of(forms, dim=len(vector))
    images = [*tools.references._images(), *tools.remains_rows.images()]
    return [where for where, pieces in images if traces.within(pieces)]
