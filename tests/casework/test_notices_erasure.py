"""What a family takes back leaves no name in any notice; what was decided is kept sealed."""

import pytest
from django.db import models

from antigone.access import Action, within
from antigone.casework import models as rows
from antigone.casework.fields import SealedText
from antigone.casework.models.notices import RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures import erasure, notices
from antigone.casework.step import step
from tests.casework.identified import Family, family, office
from tests.casework.test_notices import delivered
from tests.homes import unfenced

__all__ = ["family"]

_WORDS = (
    rows.Notice,
    rows.Attempt,
    rows.Delivery,
    rows.Acknowledgement,
    rows.Relative,
    rows.Wishes,
)


def _told_and_withdrawn(family: Family) -> rows.Relative:
    """A sister who was told of an error, and an office too; the error is withdrawn."""
    with within(family.staff.operation):
        enquirer = rows.Enquirer.objects.get()
    sister = family.relative(enquirer=enquirer.id)
    family.wishes(sister, call_back_word="Heron", told_by="Her priest")
    identification = family.identify()
    told = delivered(family, family.approved(identification, relative=sister.id))
    said = notices.Acknowledged(notice=told.id, how=Way.VISIT, said="She wept.")
    notices.acknowledge(family.liaison, said)
    bureau = office(RecipientKind.BUREAU)
    delivered(family, family.approved(identification, office=bureau, way=Way.BUREAU))
    withdrawal = family.withdrawn(identification)
    with step(family.board, Action.WITHDRAW_IDENTIFICATION) as doing:
        notices.open_correction(doing, withdrawal)
    return sister


def _sealed() -> list[tuple[str, str]]:
    with unfenced():
        return [
            (model.__name__, field.name)
            for model in _WORDS
            for field in model._meta.get_fields()
            if isinstance(field, SealedText) or field.name.endswith("_index")
            for row in model.objects.all()
            if isinstance(field, models.Field) and getattr(row, field.name) is not None
        ]


def test_nothing_of_her_stays_in_any_notice(family: Family) -> None:
    _told_and_withdrawn(family)
    assert {name for name, _ in _sealed()} >= {"Notice", "Delivery", "Acknowledgement", "Relative"}
    gone = erasure.withdraw(family.clerk, erasure.Withdrawing(request=family.request.id))
    assert gone.outcome == "erased"
    assert _sealed() == []
    with unfenced():
        assert rows.Notice.objects.filter(ended_at=None, delivery=None).count() == 0
        assert rows.Delivery.objects.count() == 2, "that they were told stays"
        correction = rows.Notice.objects.filter(kind="correction")[0]
    with pytest.raises(notices.NoticeEnded):
        notices.approve(family.second, correction.id)


def test_a_relative_whom_nothing_refers_to_goes_whole(family: Family) -> None:
    with within(family.staff.operation):
        enquirer = rows.Enquirer.objects.get()
    sister = family.relative(enquirer=enquirer.id)
    family.wishes(sister)
    renewed = family.relative(enquirer=enquirer.id, renews=sister.id)
    family.wishes(renewed)
    # Nobody asks any more: for whom else was named, there is no basis and no other end.
    family.relative(name="Somebody else", relation="neighbour")
    erasure.withdraw(family.clerk, erasure.Withdrawing(request=family.request.id))
    with unfenced():
        assert not rows.Relative.objects.exists()
        assert rows.Wishes.objects.count() == 0
    with pytest.raises(notices.RequestWithdrawn):
        family.relative()


def test_whoever_is_identified_is_sealed_and_not_erased(family: Family) -> None:
    sister = family.told()
    notice = family.approved(family.identify(), relative=sister.id)
    kept = erasure.withdraw(family.clerk, erasure.Withdrawing(request=family.request.id))
    assert (kept.outcome, kept.because) == ("restricted", "identified")
    with pytest.raises(erasure.NothingToWithdraw):
        erasure.withdraw(family.clerk, erasure.Withdrawing(request=family.request.id))
    # What two have read already may still be told; nothing new is prepared under a sealed name.
    delivered(family, notice)
    bureau = office(RecipientKind.BUREAU)
    with pytest.raises(notices.NoNameToTell):
        family.prepare(notice.identification, office=bureau)
