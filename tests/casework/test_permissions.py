"""A permission is said anew, a mark is taken back, a restriction is read, an account is closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from antigone.access import Actor, Role
from antigone.access.models import Grant
from antigone.access.requirement import AccountClosed, NotAllowed
from antigone.casework import models as rows
from antigone.casework.instruments import instruments
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.procedures import (
    accounts,
    erasure,
    faces,
    intake,
    matching,
    permissions,
)
from antigone.casework.procedures.requests import AlreadyClosed
from tests.casework.desk import last_entry
from tests.casework.faces_at_hand import Mortuary, mortuary, permitted, portrait
from tests.homes import Watch, unfenced

__all__ = ["mortuary"]


def _say(mortuary: Mortuary, request: rows.TracingRequest, **changes: Any) -> rows.Permission:
    given = permissions.GivenPermission(request=request.id, permitted=permitted(**changes))
    return permissions.record_permission(mortuary.clerk, given)


def _enrolled_people() -> int:
    with unfenced():
        return rows.GalleryRow.objects.filter(
            gallery__code__startswith="references/", place__isnull=False
        ).count()


def test_a_longer_permission_lets_the_search_find_her_again(
    mortuary: Mortuary, watch: Watch
) -> None:
    tomorrow = timezone.now().date() + timedelta(days=1)
    request = mortuary.request("M1", permitted=permitted(valid_until=tomorrow))
    face = mortuary.reference(request, portrait("P001"))
    matching.enrol(mortuary.clerk, face.id)
    remains = mortuary.ready("R1", "P001")
    assert mortuary.search(remains).people == 1
    watch.ahead = timedelta(days=3)
    assert mortuary.search(remains).people == 0
    _say(mortuary, request)
    assert mortuary.search(remains).people == 1
    with unfenced():
        ended = rows.Permission.objects.filter(withdrawn_at__isnull=False)
        assert [one.valid_until for one in ended] == [tomorrow]


def test_a_family_that_takes_the_search_by_face_back_leaves_the_gallery(
    mortuary: Mortuary,
) -> None:
    request = mortuary.enrolled("M1", "P001")
    assert _enrolled_people() == 1
    _say(mortuary, request, biometrics=False)
    assert _enrolled_people() == 0
    with unfenced():
        assert not rows.Template.objects.filter(side="reference").exists()
        assert rows.ReferencePhotograph.objects.count() == 1
    assert list(instruments().reference_rows.scan()) == []


def test_a_brother_permits_what_the_sister_still_permits_too(mortuary: Mortuary) -> None:
    request = mortuary.enrolled("M1", "P001")
    brother = intake.Asking(kind=EnquirerKind.RELATIVE, name="Jon Alba", contact="+34 601")
    given = permissions.GivenPermission(
        request=request.id, permitted=permitted(biometrics=False), asking=brother
    )
    permissions.record_permission(mortuary.clerk, given)
    # What the brother does not permit says nothing of the photograph that the sister gave.
    assert _enrolled_people() == 1
    with unfenced():
        assert rows.Permission.objects.filter(withdrawn_at=None).count() == 2
    # What the sister takes back goes; the brother still asks, so the request and the name stay.
    erasure.withdraw(mortuary.clerk, erasure.Withdrawing(request=request.id))
    with unfenced():
        assert rows.MissingPerson.objects.filter(request=request).exists()
        assert rows.Permission.objects.filter(withdrawn_at=None).count() == 1


def test_what_has_ended_or_belongs_to_a_closed_request_is_not_recorded(
    mortuary: Mortuary,
) -> None:
    request = mortuary.request("M1")
    with pytest.raises(permissions.PermissionOver):
        _say(mortuary, request, valid_until=date(2026, 1, 2))
    erasure.withdraw(mortuary.clerk, erasure.Withdrawing(request=request.id))
    with pytest.raises(AlreadyClosed):
        _say(mortuary, request)
    given = permissions.GivenPermission(request=request.id, permitted=permitted())
    with pytest.raises(NotAllowed):
        permissions.record_permission(mortuary.officer, given)


def test_a_wrong_mark_is_taken_back_with_its_template(mortuary: Mortuary) -> None:
    request = mortuary.request("M1")
    face = mortuary.reference(request, portrait("P001"))
    matching.enrol(mortuary.clerk, face.id)
    with unfenced():
        photograph = rows.MarkedFace.objects.get(pk=face.id).reference_id
    faces.unmark_face(mortuary.clerk, photograph)
    assert last_entry().action == "face.unmark"
    assert _enrolled_people() == 0
    with pytest.raises(faces.NothingMarked):
        faces.unmark_face(mortuary.clerk, photograph)
    reading = faces.read_faces(mortuary.clerk, photograph)
    again = faces.FaceChoice(photograph=photograph, reading=reading.id, faces=(1,))
    matching.enrol(mortuary.clerk, faces.mark_face(mortuary.clerk, again).id)
    assert _enrolled_people() == 1


def test_what_two_people_chose_of_the_dead_is_kept(mortuary: Mortuary) -> None:
    mortuary.ready("R1", "P001")
    with unfenced():
        photograph = rows.MarkedFace.objects.get(side="remains").post_mortem_id
    with pytest.raises(faces.KeptMark):
        faces.unmark_face(mortuary.examiner, photograph)


def test_a_restriction_is_read_by_the_officer_and_that_is_on_record(mortuary: Mortuary) -> None:
    request = mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    officer = mortuary.staff.hire("protector", Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(permissions.NothingRestricted):
        permissions.read_restricted(officer, request.id)
    mortuary.search(remains)
    with unfenced():
        rows.LegalHold(
            remains=remains,
            because="inquiry:bound",
            operation_id=mortuary.staff.operation,
            recorded_by_id=mortuary.examiner.account_id,
            recorded_at=timezone.now(),
        ).save(force_insert=True)
    withdrawn = erasure.withdraw(mortuary.clerk, erasure.Withdrawing(request=request.id))
    assert withdrawn.outcome == "restricted"
    with pytest.raises(NotAllowed):
        permissions.read_restricted(mortuary.clerk, request.id)
    read = permissions.read_restricted(officer, request.id)
    assert "name" in read
    entry = last_entry()
    assert entry.action == "restricted.read"
    assert request.ledger_id in entry.objects


def test_a_closed_account_does_nothing_any_more(mortuary: Mortuary) -> None:
    staff = mortuary.staff
    house = Actor(account_id=staff.administrator.account_id)
    leaving = staff.hire("leaving", Role.INTAKE_OFFICER)
    with pytest.raises(accounts.OwnAccount):
        accounts.close_account(house, house.account_id)
    with pytest.raises(NotAllowed):
        accounts.close_account(mortuary.clerk, leaving.account_id)
    accounts.close_account(house, leaving.account_id)
    with pytest.raises(AccountClosed):
        _say_as(leaving, mortuary.request("M1"))
    with pytest.raises(accounts.NoSuchAccountHere):
        accounts.close_account(house, leaving.account_id)
    standing = Grant.objects.filter(account=leaving.account_id, valid_until=None)
    assert not standing.exists()


def _say_as(actor: Actor, request: rows.TracingRequest) -> None:
    given = permissions.GivenPermission(request=request.id, permitted=permitted())
    permissions.record_permission(actor, given)
