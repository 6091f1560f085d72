"""A family is told: by whom it may be, in her way, in words that two have read, and once."""

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from antigone.access import NotAllowed, Role, SeparatePerson
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import ContactSource, Way
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.procedures import intake, notices, requests
from antigone.casework.procedures.notices.written import letter_of
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere
from antigone.config import Config, utc_now
from antigone.documents.letters import Ground, LetterKind, Sex, UnreviewedLanguage, letter_text
from antigone.errors import Refusal
from tests.casework.desk import last_entry
from tests.casework.identified import Family, family, office, unguarded
from tests.homes import Staff, clone, found_remains, open_operation, report, unfenced

__all__ = ["family"]

REACHED = AttemptOutcome.REACHED


def tried(family: Family, notice: rows.Notice, **more: Any) -> rows.Attempt:
    stated = {"notice": notice.id, "outcome": REACHED} | more
    return notices.record_attempt(family.liaison, notices.Attempted(**stated))


def delivered(family: Family, notice: rows.Notice) -> rows.Notice:
    tried(family, notice, outcome=AttemptOutcome.SENT if notice.way == "bureau" else REACHED)
    told = notices.Delivered(notice=notice.id, told_by="Ana Ferrer", present="Her son")
    notices.record_delivery(family.liaison, told)
    return notice


def written(family: Family, notice: rows.Notice) -> Any:
    with family.here():
        return letter_of(notice)


def adverse(family: Family) -> rows.Identification:
    """The same body, by now known to be of the other party."""
    with unfenced():
        rows.Remains.objects.filter(pk=family.remains.pk).update(party="adverse")
    return family.identify()


def test_from_the_board_to_the_family(family: Family) -> None:
    sister = family.told()
    notice = family.prepare(family.identify(), relative=sister.id)
    assert (notice.kind, notice.way, notice.language) == ("identification", "visit", "es")
    letter = written(family, notice)
    assert (letter.kind, letter.person, letter.reference) == ("identification", "Ines Alba", "M1")
    assert letter.recipient.address == ("Calle Mayor 1", "28001 Madrid")
    assert letter.grounds == (Ground.DNA,), "the discipline that decided"
    assert letter.simulated
    with pytest.raises(SeparatePerson):
        notices.approve(family.liaison, notice.id)
    with pytest.raises(notices.NotApproved):
        tried(family, notice)
    approval = notices.approve(family.second, notice.id)
    assert bytes(approval.digest) == bytes(notice.digest)
    with pytest.raises(notices.NobodyReached):
        delivered_before = notices.Delivered(notice=notice.id, told_by="Ana Ferrer")
        notices.record_delivery(family.liaison, delivered_before)
    tried(family, notice, outcome=AttemptOutcome.NOBODY_THERE, note="Dog at the gate")
    delivered(family, notice)
    with pytest.raises(notices.DeliveredAlready):
        tried(family, notice)
    said = notices.Acknowledged(notice=notice.id, how=Way.VISIT, said="She wishes to see her.")
    notices.acknowledge(family.liaison, said)
    with pytest.raises(notices.AcknowledgedAlready):
        notices.acknowledge(family.liaison, said)
    entries = b"".join(bytes(one.payload) for one in rows.LedgerEntry.objects.all())
    for word in (b"Rosa", b"Alba", b"Calle", b"Dog", b"Ana Ferrer", b"rosa@"):
        assert word not in entries
    assert last_entry().action == "notice.deliver"


def test_a_board_member_may_approve_and_nobody_else_may_tell(family: Family) -> None:
    notice = family.prepare(family.identify(), relative=family.told().id)
    for who in (family.clerk, family.mortuary):
        with pytest.raises(NotAllowed):
            notices.approve(who, notice.id)
    notices.approve(family.board, notice.id)
    with pytest.raises(NotAllowed):
        notices.record_attempt(family.board, notices.Attempted(notice=notice.id, outcome=REACHED))
    with pytest.raises(NotAllowed):
        lists.how_to_tell(family.board, "M1/1")
    with pytest.raises(notices.ApprovedAlready):
        notices.approve(family.second, notice.id)


def refused(family: Family, kind: type[Refusal], identification: Any, **more: Any) -> None:
    with family.here():
        before = rows.Notice.objects.count()
    with pytest.raises(kind):
        family.prepare(identification, **more)
    with family.here():
        assert rows.Notice.objects.count() == before


def test_a_candidate_is_told_to_nobody(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    family.withdrawn(identification)
    refused(family, notices.NotIdentified, identification, relative=sister.id)
    with pytest.raises(notices.OneMatter):
        family.asks(relative=sister.id)
    with pytest.raises(notices.OneMatter):
        family.asks(identification=identification.id, alive=family.request.id, relative=sister.id)
    with pytest.raises(notices.OneMatter):
        family.asks(identification=identification.id, relative=sister.id, office=office())
    with pytest.raises(notices.OneMatter):
        family.asks(identification=identification.id)


def test_another_operation_is_not_here(family: Family, staff: Staff) -> None:
    identification, sister = family.identify(), family.told()
    elsewhere = Staff(staff.administrator, open_operation(staff.administrator, "QUAKE"))
    foreigner = elsewhere.hire("foreigner", Role.FAMILY_LIAISON_OFFICER)
    asked = family.asks(identification=identification.id, relative=sister.id)
    with pytest.raises(NotHere):
        notices.prepare(foreigner, asked)
    notice = notices.prepare(family.liaison, asked)
    for verb in (notices.approve, notices.send_e_mail):
        with pytest.raises(Refusal) as told:
            verb(foreigner, notice.id)
        assert "M1" not in str(told.value)


@pytest.mark.parametrize("source", list(ContactSource))
def test_whose_contact_was_given_by_a_third_party_is_not_told(
    family: Family, source: ContactSource
) -> None:
    cousin = family.relative(contact_source=source, contact_law="Civil Registry Act, s. 4")
    family.wishes(cousin)
    identification = family.identify()
    if source is ContactSource.THIRD_PARTY:
        refused(family, notices.ContactNotGiven, identification, relative=cousin.id)
        family.prepare(identification, office=office())
    else:
        family.prepare(identification, relative=cousin.id)


def test_who_does_not_wish_to_know_is_left_alone(family: Family) -> None:
    sister, identification = family.relative(), family.identify()
    refused(family, notices.WishesUnknown, identification, relative=sister.id)
    family.wishes(sister, wishes_to_be_told=False)
    refused(family, notices.WishesNotToBeTold, identification, relative=sister.id)
    family.wishes(sister)
    family.prepare(identification, relative=sister.id)


def test_a_relative_of_another_request_is_not_told(family: Family) -> None:
    other = intake.open_request(family.clerk, report("M2", name="Ana Beltran"))
    stranger = family.relative(request=other.id)
    family.wishes(stranger)
    refused(family, notices.RelativeOfAnother, family.identify(), relative=stranger.id)


def test_she_is_told_in_the_way_she_wished(family: Family) -> None:
    sister, identification = family.told(way=Way.CALL), family.identify()
    refused(family, notices.OtherWay, identification, relative=sister.id, way=Way.VISIT)
    notice = family.prepare(identification, relative=sister.id)
    assert notice.way == "call"
    assert written(family, notice).recipient.address == ()


def test_a_way_needs_a_contact(family: Family) -> None:
    brother = family.relative(e_mail="")
    family.wishes(brother, way=Way.E_MAIL)
    refused(family, notices.NoSuchContact, family.identify(), relative=brother.id)


def test_where_contact_endangers_only_the_bureau_tells(family: Family) -> None:
    sister = family.told(way=Way.CALL, contact_from_abroad_endangers=True)
    identification = family.identify()
    refused(family, notices.BureauOnly, identification, relative=sister.id, way=Way.CALL)
    for kind in (RecipientKind.CONSULATE, RecipientKind.POLICE, RecipientKind.NATIONAL_SOCIETY):
        refused(family, notices.BureauOnly, identification, office=office(kind))
    assert family.prepare(identification, relative=sister.id).way == "bureau"


def test_the_other_partys_dead_are_told_by_the_bureau(family: Family) -> None:
    sister, identification = family.told(), adverse(family)
    refused(family, notices.ChannelOnly, identification, relative=sister.id)
    refused(family, notices.RelativeFirst, identification, office=office())
    for kind in (RecipientKind.BUREAU, RecipientKind.CENTRAL_TRACING_AGENCY):
        notice = family.prepare(identification, office=office(kind, name=f"The {kind}"))
        assert written(family, notice).kind is LetterKind.AUTHORITY


@pytest.mark.parametrize("kind", [EnquirerKind.RELATIVE, EnquirerKind.FRIEND])
@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("hers", [True, False])
def test_but_who_asked_herself_may_wish_it_directly(
    family: Family, kind: EnquirerKind, direct: bool, hers: bool
) -> None:
    asking = intake.Asking(kind=kind, name="Rosa Alba")
    request = intake.open_request(family.clerk, report("M2", asking=asking))
    enquirer = request.enquirer_id if hers else None
    sister = family.relative(request=request.id, enquirer=enquirer)
    family.wishes(sister, direct_contact=direct)
    with unfenced():
        rows.Remains.objects.update(party="adverse")
    identification = family.identify(request=request)
    if kind is EnquirerKind.RELATIVE and direct and hers:
        assert family.prepare(identification, relative=sister.id).way == "visit"
    else:
        refused(family, notices.ChannelOnly, identification, relative=sister.id)


@pytest.mark.parametrize("kind", [one for one in RecipientKind if one != "relative"])
def test_where_nobody_is_registered_an_office_is_told(family: Family, kind: RecipientKind) -> None:
    identification = family.identify()
    assert [one["recipient"] for one in lists.notices(family.liaison)] == ["authority"]
    notice = family.approved(identification, office=office(kind), way=Way.LETTER)
    letter = written(family, notice)
    assert (letter.kind, letter.recipient.name) == ("authority", "Consulate of Arland")
    tried(family, notice, outcome=AttemptOutcome.SENT)
    told = notices.Delivered(notice=notice.id, told_by="Ana Ferrer")
    notices.record_delivery(family.liaison, told)
    assert [one["state"] for one in lists.notices(family.liaison)] == ["to-acknowledge"]


def test_no_office_hears_before_the_family(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    refused(family, notices.RelativeFirst, identification, office=office())
    family.wishes(sister, wishes_to_be_told=False)
    family.prepare(identification, office=office())
    for name, kind in (("", RecipientKind.POLICE), ("Rosa", RecipientKind.RELATIVE)):
        with pytest.raises(notices.NoOffice):
            office(kind, name=name)


def test_of_later_fragments_hears_who_wishes_it(family: Family) -> None:
    body = family.identify()
    part = family.identify(intake.record_remains(family.mortuary, found_remains("R2")))
    sister = family.told()
    family.prepare(body, relative=sister.id)
    refused(family, notices.NoFragmentsWished, part, relative=sister.id)
    brother = family.relative(name="Luis Alba", relation="brother")
    family.wishes(brother, told_of_later_fragments=True)
    family.prepare(body, relative=brother.id)
    notice = family.prepare(part, relative=brother.id)
    assert notice.kind == "later-fragments"
    assert written(family, notice).kind is LetterKind.FURTHER_REMAINS
    with pytest.raises(notices.NotAskedFor):
        family.wishes(sister, wishes_to_be_told=False, told_of_later_fragments=True)


def test_nobody_is_told_twice(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    first = family.prepare(identification, relative=sister.id)
    refused(family, notices.BeingTold, identification, relative=sister.id)
    notices.end(family.liaison, first.id, "The tone is wrong")
    second = family.approved(identification, relative=sister.id)
    delivered(family, second)
    refused(family, notices.BeingTold, identification, relative=sister.id)
    with pytest.raises(notices.DeliveredAlready):
        notices.end(family.liaison, second.id, "Too late")
    with pytest.raises(notices.NoticeEnded):
        notices.end(family.liaison, first.id, "Again")
    with pytest.raises(notices.NoReason):
        third = intake.open_request(family.clerk, report("M3"))
        uncle = family.relative(request=third.id)
        family.wishes(uncle)
        remains = intake.record_remains(family.mortuary, found_remains("R3"))
        again = family.prepare(family.identify(remains, third), relative=uncle.id)
        notices.end(family.liaison, again.id, " ")


def alive(family: Family, *may_hear: MayHear) -> None:
    for who, hear in zip(("x", "y"), may_hear, strict=True):
        officer = family.staff.hire(who, Role.INTAKE_OFFICER)
        word = requests.SeenAlive(
            request=family.request.id, seen=Seen.IN_PERSON, basis="Seen", family_may_hear=hear
        )
        requests.found_alive(officer, word)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (MayHear.ALIVE, MayHear.CONTACT, True),
        (MayHear.NOTHING, MayHear.CONTACT, False),
        (MayHear.CONTACT, MayHear.NOTHING, False),
    ],
)
def test_of_the_living_the_family_hears_what_she_allows(
    family: Family, first: MayHear, second: MayHear, told: bool
) -> None:
    sister = family.told()
    asked = family.asks(
        alive=family.request.id, relative=sister.id, found_person_words="I am well. Do not look."
    )
    with pytest.raises(notices.MayHearNothing):
        notices.prepare(family.liaison, asked)
    alive(family, first, second)
    with pytest.raises(notices.MayHearNothing):
        notices.prepare(family.liaison, family.asks(alive=family.request.id, office=office()))
    if not told:
        with pytest.raises(notices.MayHearNothing):
            notices.prepare(family.liaison, asked)
        assert lists.notices(family.liaison) == []
        return
    assert [one["kind"] for one in lists.notices(family.liaison)] == ["found-alive"]
    letter = written(family, notices.prepare(family.liaison, asked))
    assert (letter.kind, letter.grounds) == (LetterKind.FOUND_ALIVE, ())
    assert "I am well." in letter_text(letter)


def test_a_face_alone_is_no_ground_that_a_letter_names(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    with unguarded(rows.Identification), unfenced():
        rows.Identification.objects.update(discipline="face", exception=True)
    refused(family, notices.NoGroundsToTell, identification, relative=sister.id)
    notice = family.prepare(
        identification, relative=sister.id, grounds=(Ground.BELONGINGS,), sex=Sex.FEMALE
    )
    letter = written(family, notice)
    assert (letter.grounds, letter.sex) == ((Ground.BELONGINGS,), Sex.FEMALE)


def test_a_real_home_sends_nothing_that_nobody_reviewed(family: Family, config: Config) -> None:
    sister, identification = family.told(), family.identify()
    notice = family.prepare(identification, relative=sister.id)
    marker = config.home / "home.json"
    marker.write_text(json.dumps(json.loads(marker.read_text()) | {"kind": "real"}))
    with pytest.raises(UnreviewedLanguage):
        notices.approve(family.second, notice.id)
    brother = family.relative(name="Luis Alba")
    family.wishes(brother)
    refused(family, UnreviewedLanguage, identification, relative=brother.id)


def test_an_approval_is_bound_to_the_pages(family: Family) -> None:
    notice = family.prepare(family.identify(), relative=family.told().id)
    with unfenced():
        kept = letter_of(notice)
        altered = asdict(replace(kept, person="Somebody else"))
        seal(notice, "letter", json.dumps(altered, default=str))
        rows.Notice.objects.filter(pk=notice.pk).update(letter=notice.letter)
    with pytest.raises(notices.LetterChanged):
        notices.approve(family.second, notice.id)


def test_what_she_wishes_now_counts(family: Family) -> None:
    sister = family.told()
    notice = family.approved(family.identify(), relative=sister.id)
    family.wishes(sister, way=Way.CALL)
    with pytest.raises(notices.NoticeEnded, match="wishes-changed"):
        tried(family, notice)
    with unfenced():
        assert rows.Notice.objects.get(pk=notice.pk).ended_because == "wishes-changed"


def test_wishes_that_came_past_the_procedure_count_too(family: Family) -> None:
    sister = family.told()
    notice = family.prepare(family.identify(), relative=sister.id)
    with unfenced():
        clone(rows.Wishes.objects.get(), number=2).save(force_insert=True)
    with pytest.raises(notices.WishesChanged):
        notices.approve(family.second, notice.id)


def test_a_later_interview_asks_for_the_wishes_again(family: Family) -> None:
    sister = family.told()
    notice = family.prepare(family.identify(), relative=sister.id)
    renewed = family.relative(phone="+34 611", renews=sister.id)
    assert (renewed.person, renewed.number) == (sister.person, 2)
    with pytest.raises(notices.NoticeEnded):
        notices.approve(family.second, notice.id)
    for again in ({"relative": sister.id}, {"relative": renewed.id}):
        with pytest.raises((notices.RelativeRenewed, notices.WishesUnknown)):
            family.prepare(notice.identification, **again)
    with pytest.raises(notices.RelativeRenewed):
        family.wishes(sister)
    family.wishes(renewed)
    assert family.prepare(notice.identification, relative=renewed.id).relative_id == renewed.id


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"name": " "}, notices.NoRelation),
        ({"relation": ""}, notices.NoRelation),
        ({"contact_given_on": None}, notices.NoInterview),
        ({"contact_given_on": (utc_now() + timedelta(days=40)).date()}, notices.NoInterview),
        ({"contact_source": ContactSource.CIVIL_REGISTRY}, notices.NoInterview),
        ({"time_zone": "Mars/Olympus"}, notices.UnknownTimeZone),
        ({"time_zone": "../../etc/passwd"}, notices.UnknownTimeZone),
        ({"e_mail": "rosa@example.org, luis@example.org"}, notices.UnfitAddress),
        ({"e_mail": "rosa@example.org\nBcc: all@example.org"}, notices.UnfitAddress),
    ],
)
def test_an_interview_is_whole(
    family: Family, changes: dict[str, Any], kind: type[Refusal]
) -> None:
    with pytest.raises(kind):
        family.relative(**changes)


@pytest.mark.parametrize(
    ("hour", "way", "wishes", "refusal"),
    [
        # Madrid is one or two hours ahead of UTC, whatever the season.
        (3, Way.CALL, {}, notices.QuietHours),
        (20, Way.VISIT, {}, notices.QuietHours),
        (3, Way.CALL, {"at_any_hour": True}, None),
        (3, Way.LETTER, {}, None),
        (12, Way.CALL, {}, None),
    ],
)
def test_nobody_is_called_at_night(
    family: Family, hour: int, way: Way, wishes: dict[str, Any], refusal: type[Refusal] | None
) -> None:
    notice = family.approved(family.identify(), relative=family.told(way=way, **wishes).id)
    family.at_hour(hour, days=2)
    if refusal is None:
        tried(family, notice)
        return
    with pytest.raises(refusal):
        tried(family, notice)
    tried(family, notice, she_came=True)


def test_an_attempt_is_what_can_have_been(family: Family) -> None:
    silent = family.approved(family.identify(), relative=family.told(way=Way.CALL).id)
    with pytest.raises(notices.NoVoicemail):
        tried(family, silent, outcome=AttemptOutcome.MESSAGE_LEFT)
    with pytest.raises(notices.NoSuchOutcome):
        tried(family, silent, outcome=AttemptOutcome.RETURNED)
    with family.here():
        approved_at = silent.approval.recorded_at
    for at in (approved_at - timedelta(minutes=1), approved_at + timedelta(days=3)):
        with pytest.raises(notices.NotThen):
            tried(family, silent, at=at)
    family.wishes(silent.relative, way=Way.CALL, no_voicemail=False)
    spoken = family.approved(silent.identification, relative=silent.relative_id)
    tried(family, spoken, outcome=AttemptOutcome.MESSAGE_LEFT)


def test_lists_name_nobody_and_leave_nobody_out(family: Family) -> None:
    sister, identification = family.told(), family.identify()
    family.wishes(family.relative(name="Luis Alba", relation="brother"), wishes_to_be_told=False)
    (owed,) = lists.notices(family.liaison)
    assert (owed["state"], owed["recipient"], owed["remains"]) == ("to-prepare", "sister", "R1")
    notice = family.prepare(identification, relative=sister.id)
    (waits,) = lists.notices(family.second, states=("to-approve",))
    assert waits["notice"] == "M1/1"
    notices.approve(family.second, notice.id)
    (waits,) = lists.notices(family.liaison, states=("to-tell",))
    shown = lists.notice(family.board, "M1/1")
    assert shown["approved_by"] == "second"
    everything = json.dumps([waits, shown, lists.relatives(family.clerk, "M1")])
    for word in ("Rosa", "Alba", "Calle", "600", "Luis"):
        assert word not in everything
    assert lists.letter_of_notice(family.board, "M1/1").startswith(b"%PDF")
    told = lists.how_to_tell(family.liaison, "M1/1")
    assert (told["recipient"], told["phone"]) == ("Rosa Alba", "+34 600")
    for name in ("M1/2", "M1/0", "M9/1", "M1", "M1/٣"):
        with pytest.raises(NotHere):
            lists.notice(family.liaison, name)


def test_the_call_back_word_is_in_no_letter(family: Family) -> None:
    sister = family.told(way=Way.CALL, call_back_word="Turquoise heron")
    notice = family.prepare(family.identify(), relative=sister.id)
    assert lists.how_to_tell(family.liaison, "M1/1")["call_back_word"] == "Turquoise heron"
    assert "heron" not in letter_text(written(family, notice))
