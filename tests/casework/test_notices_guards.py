"""What notices refuse, the database refuses too: through the models, and past them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction

from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import ContactSource, Way
from antigone.casework.procedures import intake, notices, requests
from antigone.config import utc_now
from tests.casework.identified import Family, family, office
from tests.casework.test_notices import adverse, delivered, tried
from tests.homes import clone, found_remains, insert_by_sql, report, sql, unfenced

__all__ = ["family"]

Attack = Callable[[Family], models.Model]


def notice(family: Family, **changes: Any) -> models.Model:
    """Another notice like one that was prepared and ended, with something changed."""
    sister = changes.pop("sister", None) or family.told()
    identification = changes.pop("identification", None) or family.identify()
    prepared = family.prepare(identification, relative=sister.id)
    return again(family, prepared, **changes)


def again(family: Family, prepared: rows.Notice, **changes: Any) -> models.Model:
    ended = notices.end(family.liaison, prepared.id, "Again")
    return clone(ended, **({"ended_at": None, "ended_because": ""} | changes))


def _of_withdrawn(family: Family) -> models.Model:
    row = notice(family)
    family.withdrawn(row.identification)
    return row


def _of_another_request(family: Family) -> models.Model:
    other = intake.open_request(family.clerk, report("M2"))
    return notice(family, request_id=other.id)


def _to_a_stranger(family: Family) -> models.Model:
    other = intake.open_request(family.clerk, report("M2"))
    stranger = family.relative(request=other.id)
    wishes = family.wishes(stranger)
    return notice(family, relative_id=stranger.id, wishes_id=wishes.id)


def _to_who(family: Family, **known: Any) -> models.Model:
    cousin = family.relative(**known)
    wishes = family.wishes(cousin)
    return notice(family, relative_id=cousin.id, wishes_id=wishes.id)


def _wishing(family: Family, **wishes: Any) -> models.Model:
    row = notice(family)
    changed = family.wishes(row.relative, **wishes)
    row.wishes_id = changed.id
    return row


def _old_wishes(family: Family) -> models.Model:
    row = notice(family)
    family.wishes(row.relative)
    return row


def _renewed(family: Family) -> models.Model:
    row = notice(family)
    family.relative(renews=row.relative_id)
    return row


def _told_as_first(family: Family) -> models.Model:
    """Fragments, told as if nobody had heard anything: past her wish to hear of no more."""
    sister = family.told()
    body = family.identify()
    part = family.identify(intake.record_remains(family.mortuary, found_remains("R2")))
    open_ = family.prepare(body, relative=sister.id)
    return clone(open_, identification_id=part.id)


def _unwished_fragments(family: Family) -> models.Model:
    return clone(_told_as_first(family), kind="later-fragments")


def _endangered(family: Family) -> models.Model:
    family.told(contact_from_abroad_endangers=True)
    bureau = family.prepare(family.identify(), office=office(RecipientKind.BUREAU))
    return again(family, bureau, recipient="consulate")


def _adverse(family: Family, **changes: Any) -> models.Model:
    bureau = family.prepare(adverse(family), office=office(RecipientKind.BUREAU))
    return again(family, bureau, **changes)


def _adverse_relative(family: Family) -> models.Model:
    """She asked here herself, but did not wish direct contact."""
    with family.here():
        enquirer = rows.Enquirer.objects.get()
    sister = family.relative(enquirer=enquirer.id)
    wishes = family.wishes(sister)
    return _adverse(
        family,
        recipient="relative",
        authority="",
        relative_id=sister.id,
        wishes_id=wishes.id,
        way="visit",
    )


def _correction(family: Family, **changes: Any) -> models.Model:
    """A correction of what stands, for somebody who was told."""
    sister, identification = family.told(), family.identify()
    told = delivered(family, family.approved(identification, relative=sister.id))
    other = family.identify(intake.record_remains(family.mortuary, found_remains("R2")))
    withdrawal = family.withdrawn(other)
    stated = {"kind": "correction", "withdrawal_id": withdrawal.id}
    return clone(told, **(stated | changes))


def _unheard_correction(family: Family) -> models.Model:
    """A correction for somebody who never heard of it would tell her."""
    row = notice(family)
    withdrawal = family.withdrawn(row.identification)
    return clone(row, kind="correction", withdrawal_id=withdrawal.id)


def _living(family: Family, *hear: MayHear) -> models.Model:
    row = notice(family, kind="found-alive", identification_id=None)
    for number, one in enumerate(hear):
        word = requests.SeenAlive(
            request=family.request.id, seen=Seen.DOCUMENT, basis="Seen", family_may_hear=one
        )
        with unfenced():
            said = {"request": family.request, "basis": word.basis.encode()}
            made = requests.AliveConfirmation(**vars(word) | said)
            made.operation_id, made.recorded_at = family.staff.operation, utc_now()
            made.recorded_by_id = (family.clerk, family.board)[number].account_id
            made.save(force_insert=True)
    if hear:
        with unfenced():
            rows.TracingRequest.objects.filter(pk=family.request.pk).update(outcome="found-alive")
    return row


def _approval(family: Family, **changes: Any) -> models.Model:
    prepared = family.prepare(family.identify(), relative=family.told().id)
    stated = {
        "notice_id": prepared.id,
        "prepared_by_id": prepared.recorded_by_id,
        "digest": prepared.digest,
        "operation_id": family.staff.operation,
        "recorded_by_id": family.second.account_id,
        "recorded_at": utc_now(),
    }
    return rows.Approval(**(stated | changes))


def _by_who_prepared(family: Family) -> models.Model:
    return _approval(family, recorded_by_id=family.liaison.account_id)


def _in_anothers_name(family: Family) -> models.Model:
    return _approval(
        family,
        recorded_by_id=family.liaison.account_id,
        prepared_by_id=family.second.account_id,
    )


def _approval_of_ended(family: Family) -> models.Model:
    row = _approval(family)
    notices.end(family.liaison, row.notice_id, "No")
    return row


def _approval_after(family: Family, change: str) -> models.Model:
    row = _approval(family)
    with unfenced():
        prepared = rows.Notice.objects.get()
    if change == "withdrawn":
        family.withdrawn(prepared.identification)
        return row
    with unfenced():
        if change == "wishes":
            clone(rows.Wishes.objects.get(), number=2).save(force_insert=True)
        else:
            clone(rows.Relative.objects.get(), number=2).save(force_insert=True)
    return row


def _attempt(family: Family, **changes: Any) -> models.Model:
    sister = changes.pop("sister", None) or family.told(way=Way.CALL)
    approved = family.approved(family.identify(), relative=sister.id)
    made = tried(family, approved, outcome=AttemptOutcome.NOBODY_THERE)
    return clone(made, **changes)


def _completing_another(family: Family) -> models.Model:
    row = _attempt(family)
    with unfenced():
        (made,) = rows.Attempt.objects.all()
    return clone(row, completes_id=made.pk)


def _without_approval(family: Family) -> models.Model:
    row = _attempt(family)
    brother = family.relative(name="Luis Alba", relation="brother")
    family.wishes(brother, way=Way.CALL)
    unread = family.prepare(row.notice.identification, relative=brother.id)
    return clone(row, notice_id=unread.id)


def _attempt_on_ended(family: Family) -> models.Model:
    row = _attempt(family)
    notices.end(family.liaison, row.notice_id, "No")
    return row


def _attempt_on_withdrawn(family: Family) -> models.Model:
    row = _attempt(family)
    family.withdrawn(row.notice.identification)
    return row


def _delivery(family: Family, outcome: AttemptOutcome, **changes: Any) -> models.Model:
    row = _attempt(family)
    made = tried(family, row.notice, outcome=outcome)
    stated = {
        "notice_id": made.notice_id,
        "attempt_id": made.id,
        "told_at": utc_now(),
        "operation_id": family.staff.operation,
        "recorded_by_id": family.liaison.account_id,
        "recorded_at": utc_now(),
    }
    return rows.Delivery(**(stated | changes))


def _delivery_by_anothers_attempt(family: Family) -> models.Model:
    row = _delivery(family, AttemptOutcome.REACHED)
    brother = family.relative(name="Luis Alba", relation="brother")
    family.wishes(brother)
    with unfenced():
        identification = rows.Identification.objects.get()
    return clone(row, notice_id=family.prepare(identification, relative=brother.id).id)


def _another_person(family: Family) -> models.Model:
    sister = family.relative()
    other = intake.open_request(family.clerk, report("M2"))
    return clone(sister, request_id=other.id, number=2)


ATTACKS: list[tuple[str, Attack]] = [
    ("not-identified", _of_withdrawn),
    ("not-identified", _of_another_request),
    ("relative-of-another-request", _to_a_stranger),
    ("contact-not-given", lambda f: _to_who(f, contact_source=ContactSource.THIRD_PARTY)),
    ("wishes-not-to-be-told", lambda f: _wishing(f, wishes_to_be_told=False)),
    ("other-way", lambda f: _wishing(f, way=Way.CALL)),
    ("other-way", lambda f: _wishing(f, contact_from_abroad_endangers=True)),
    ("other-wishes", _old_wishes),
    ("relative-renewed", _renewed),
    ("fragments-told-as-first", _told_as_first),
    ("no-later-fragments-wished", _unwished_fragments),
    ("bureau-only", _endangered),
    ("channel-only", lambda f: _adverse(f, recipient="police")),
    ("channel-only", _adverse_relative),
    ("nothing-to-correct", _correction),
    ("nothing-to-correct", lambda f: _correction(f, way="letter")),
    (
        "notice_tells_what_was_decided or nothing-to-correct",
        lambda f: _correction(f, withdrawal_id=None),
    ),
    (
        "notice_tells_what_was_decided or not-identified",
        lambda f: notice(f, identification_id=None),
    ),
    ("not-told-yet", _unheard_correction),
    ("may-hear-nothing", _living),
    ("may-hear-nothing", lambda f: _living(f, MayHear.ALIVE, MayHear.NOTHING)),
    ("notice_has_one_recipient", lambda f: notice(f, authority="Police")),
    ("notice_has_one_recipient or other-wishes", lambda f: notice(f, wishes_id=None)),
    ("notice_letter_is_text", lambda f: notice(f, letter=b"\x89PNG" * 8193)),
    ("notice_digest_is_a_digest", lambda f: notice(f, digest=b"\x89PNG" * 40)),
    ("approved_by_another", _by_who_prepared),
    ("letter-changed", _in_anothers_name),
    ("letter-changed", lambda f: _approval(f, digest=b"0" * 32)),
    ("notice-ended", _approval_of_ended),
    ("notice-ended", lambda f: _approval_after(f, "withdrawn")),
    ("notice-ended", lambda f: _approval_after(f, "wishes")),
    ("notice-ended", lambda f: _approval_after(f, "interview")),
    ("notice-not-approved", _without_approval),
    ("notice-ended", _attempt_on_ended),
    ("notice-ended", _attempt_on_withdrawn),
    ("other-way", lambda f: _attempt(f, way="letter")),
    ("no-voicemail", lambda f: _attempt(f, outcome="message-left")),
    ("only_an_e_mail_is_under_way", lambda f: _attempt(f, outcome="under-way")),
    ("message_digest_is_a_digest", lambda f: _attempt(f, message_digest=b"<id@host>")),
    ("completes-another", _completing_another),
    ("nobody-reached", lambda f: _delivery(f, AttemptOutcome.ASKED_FOR_LATER)),
    ("nobody-reached", _delivery_by_anothers_attempt),
    ("person-of-another-request", _another_person),
    ("registry_is_opened_by_a_law", lambda f: clone(f.relative(), contact_source="civil-registry")),
    ("contact_was_given_on_a_day", lambda f: clone(f.relative(), contact_given_on=None)),
    (
        "fragments_only_for_who_is_told",
        lambda f: clone(
            f.wishes(f.relative(), told_of_later_fragments=True),
            wishes_to_be_told=False,
            number=2,
        ),
    ),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "attack"), ATTACKS)
def test_the_database_refuses_it_too(family: Family, code: str, attack: Attack, by: str) -> None:
    with family.here():
        row = attack(family)
    if getattr(row, "person", None) and code != "person-of-another-request":
        row.person = uuid4()
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)
    # Where a row breaks two rules, either may be the first to say so.
    stopped = code_of(refused.value) or str(refused.value)
    assert any(one in stopped for one in code.split(" or "))


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(
    ("code", "table", "change"),
    [
        ("frozen", "notice", {"digest": b"1" * 32}),
        ("frozen", "notice", {"way": "letter"}),
        ("frozen", "notice", {"recipient": "police"}),
        ("end-rewritten", "notice", {"ended_because": "Something else"}),
        ("frozen or end-rewritten", "notice", {"ended_at": None, "ended_because": ""}),
        ("append-only", "approval", {"digest": b"1" * 32}),
        ("frozen", "attempt", {"outcome": "failed"}),
        ("frozen", "delivery", {"told_at": utc_now()}),
        ("frozen", "acknowledgement", {"how": "letter"}),
        ("frozen", "wishes", {"wishes_to_be_told": False}),
        ("frozen", "wishes", {"no_voicemail": False}),
        ("frozen", "relative", {"contact_source": "guardian"}),
        ("frozen", "relative", {"time_zone": "Asia/Tokyo"}),
    ],
)
def test_what_was_told_is_not_rewritten(
    family: Family, code: str, table: str, change: dict[str, Any], by: str
) -> None:
    told = delivered(family, family.approved(family.identify(), relative=family.told().id))
    said = notices.Acknowledged(notice=told.id, how=Way.VISIT)
    notices.acknowledge(family.liaison, said)
    model = next(
        one for one in vars(rows).values() if getattr(one, "__name__", "").lower() == table
    )
    with unfenced():
        if "ended_because" in change:
            rows.Notice.objects.update(ended_at=utc_now(), ended_because="Over")
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            model.objects.update(**change)
        else:
            places = ", ".join(f'"{column}" = %s' for column in change)
            sql(f"UPDATE {model._meta.db_table} SET {places}", *change.values())
    assert code_of(refused.value) in code.split(" or ")


@pytest.mark.parametrize("by", ["models", "sql"])
def test_no_notice_is_removed_and_no_erased_letter_comes_back(family: Family, by: str) -> None:
    told = delivered(family, family.approved(family.identify(), relative=family.told().id))
    notices.acknowledge(family.liaison, notices.Acknowledged(notice=told.id, how=Way.CALL))
    for model in (rows.Acknowledgement, rows.Delivery, rows.Attempt, rows.Approval, rows.Notice):
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            if by == "sql":
                sql(f"DELETE FROM {model._meta.db_table}")
            else:
                model.objects.all()._raw_delete("default")
        assert code_of(refused.value) == "never-removed"
    with unfenced():
        rows.Notice.objects.update(letter=None)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "sql":
            sql("UPDATE casework_notice SET letter = %s", b"another")
        else:
            rows.Notice.objects.update(letter=b"another")
    assert code_of(refused.value) == "letter-rewritten"


@pytest.mark.parametrize("by", ["models", "sql"])
def test_nobody_is_told_twice_past_the_procedure(family: Family, by: str) -> None:
    first = family.prepare(family.identify(), relative=family.told().id)
    with pytest.raises(IntegrityError), unfenced(), transaction.atomic():
        row = clone(first)
        if by == "models":
            row.save(force_insert=True)
        else:
            insert_by_sql(row)


def test_a_fit_row_stands(family: Family) -> None:
    """The attacks fail for what was changed in them, and for nothing else."""
    with family.here():
        row = notice(family)
    with unfenced():
        row.save(force_insert=True)
