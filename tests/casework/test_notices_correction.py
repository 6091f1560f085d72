"""It was wrong: whoever heard it is told so in person, and nothing that was open goes out."""

import pytest

from antigone.access import Action, SeparatePerson
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures import notices
from antigone.casework.procedures.notices.written import letter_of
from antigone.casework.step import step
from antigone.documents.letters import LetterKind
from tests.casework.identified import Family, family, office
from tests.casework.test_notices import delivered, tried

__all__ = ["family"]


def corrected(
    family: Family, identification: rows.Identification
) -> tuple[rows.IdentificationWithdrawal, list[rows.Notice]]:
    withdrawal = family.withdrawn(identification)
    with step(family.board, Action.WITHDRAW_IDENTIFICATION) as doing:
        doing.name(withdrawal.ledger_id)
        opened = notices.open_correction(doing, withdrawal)
    return withdrawal, list(opened)


def test_whoever_was_told_is_visited(family: Family) -> None:
    sister = family.told(way=Way.CALL, told_of_later_fragments=True)
    identification = family.identify()
    told = delivered(family, family.approved(identification, relative=sister.id))
    withdrawal, (correction,) = corrected(family, identification)
    assert (correction.kind, correction.way) == ("correction", "visit")
    assert (correction.relative_id, correction.withdrawal_id) == (sister.id, withdrawal.id)
    with family.here():
        letter = letter_of(correction)
        assert letter.told_on == rows.Delivery.objects.get(notice=told).told_at.date()
        assert rows.Notice.objects.get(pk=told.pk).ended_at is None, "it was told, and stands so"
    assert (letter.kind, letter.grounds) == (LetterKind.CORRECTION, ())
    with pytest.raises(SeparatePerson):
        notices.approve(family.board, correction.id)
    with pytest.raises(notices.NotApproved):
        tried(family, correction)
    notices.approve(family.second, correction.id)
    delivered(family, correction)
    states = [(one["kind"], one["state"]) for one in lists.notices(family.liaison)]
    assert states == [("identification", "to-acknowledge"), ("correction", "to-acknowledge")]


def test_what_was_not_told_ends_and_disturbs_nobody(family: Family) -> None:
    sister, identification = family.told(way=Way.E_MAIL), family.identify()
    only_asked = family.approved(identification, relative=sister.id)
    tried(family, only_asked, outcome=AttemptOutcome.SENT)
    brother = family.relative(name="Luis Alba", relation="brother")
    family.wishes(brother)
    closed_door = family.approved(identification, relative=brother.id)
    tried(family, closed_door, outcome=AttemptOutcome.NOBODY_THERE)
    aunt = family.relative(name="Eva Alba", relation="aunt")
    family.wishes(aunt)
    unread = family.prepare(identification, relative=aunt.id)
    _, opened = corrected(family, identification)
    assert opened == []
    with family.here():
        ended = rows.Notice.objects.filter(ended_because="identification-withdrawn")
        assert {one.pk for one in ended} == {only_asked.pk, closed_door.pk, unread.pk}
    with pytest.raises(notices.NoticeEnded):
        notices.approve(family.second, unread.id)
    with pytest.raises(notices.NoticeEnded):
        tried(family, closed_door)


def test_an_attempt_that_may_have_told_is_corrected_too(family: Family) -> None:
    letter_to = family.told(way=Way.LETTER)
    identification = family.identify()
    sent = family.approved(identification, relative=letter_to.id)
    tried(family, sent, outcome=AttemptOutcome.SENT)
    _, (correction,) = corrected(family, identification)
    assert correction.relative_id == letter_to.id
    with family.here():
        assert rows.Notice.objects.get(pk=sent.pk).ended_because == "identification-withdrawn"
    # The letter arrives all the same: that is recorded, and the correction is under way.
    told = notices.Delivered(notice=sent.id, told_by="The post")
    notices.record_delivery(family.liaison, told)


def test_offices_and_the_endangered_hear_it_from_the_bureau(family: Family) -> None:
    identification = family.identify()
    bureau = office(RecipientKind.BUREAU, name="Bureau of Arland")
    delivered(family, family.approved(identification, office=bureau, way=Way.BUREAU))
    sister = family.told(contact_from_abroad_endangers=True)
    delivered(family, family.approved(identification, relative=sister.id))
    _, opened = corrected(family, identification)
    assert [(one.way, one.authority) for one in opened] == [
        ("bureau", "Bureau of Arland"),
        ("bureau", ""),
    ]


def test_a_correction_that_ends_stays_owed(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    delivered(family, family.approved(identification, relative=sister.id))
    stranger = family.relative(name="Luis Alba", relation="brother")
    family.wishes(stranger)
    withdrawal, (correction,) = corrected(family, identification)
    assert "to-prepare" not in {one["state"] for one in lists.notices(family.liaison)}
    family.wishes(sister, wishes_to_be_told=False)
    with pytest.raises(notices.NoticeEnded):
        notices.approve(family.second, correction.id)
    (owed,) = lists.notices(family.liaison, states=("to-prepare",))
    assert (owed["kind"], owed["recipient"]) == ("correction", "sister")
    with pytest.raises(notices.NotToldYet):
        again = family.asks(withdrawal=withdrawal.id, relative=stranger.id)
        notices.prepare(family.liaison, again)
    again = family.asks(withdrawal=withdrawal.id, relative=sister.id, paragraphs=("We come.",))
    prepared = notices.prepare(family.liaison, again)
    assert (prepared.way, prepared.kind) == ("visit", "correction")
    notices.approve(family.second, prepared.id)


def test_after_a_renewed_interview_the_newest_contact_is_visited(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    delivered(family, family.approved(identification, relative=sister.id))
    moved = family.relative(address="Calle Nueva 2", renews=sister.id)
    family.wishes(moved)
    _, (correction,) = corrected(family, identification)
    assert correction.relative_id == moved.id
    with family.here():
        assert letter_of(correction).recipient.address == ("Calle Nueva 2",)


def test_a_third_person_is_not_needed_where_three_work(family: Family) -> None:
    """Board member A withdraws, the liaison who told it reads the correction, and goes."""
    sister, identification = family.told(), family.identify()
    delivered(family, family.approved(identification, relative=sister.id))
    _, (correction,) = corrected(family, identification)
    notices.approve(family.liaison, correction.id)
    delivered(family, correction)
