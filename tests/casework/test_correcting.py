"""The record is corrected: nobody's word is written over, and what was said before stays said."""

import json
import pickle
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Actor, Discipline, NotAllowed, Role, SeparatePerson, within
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.description import Absent, Description, Range, UnfitDate
from antigone.casework.guard import code_of
from antigone.casework.models.remains import Condition, RemainsKind
from antigone.casework.procedures import accounts, correcting, intake, notices
from antigone.casework.procedures.correcting import Change, ChangedMeanwhile
from antigone.casework.procedures.review.examiners import took_in
from antigone.casework.record import examine_record
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere
from antigone.errors import Refusal
from antigone.ledger import Entry
from tests.casework import homecoming
from tests.casework.desk import Desk, desk, last_entry
from tests.casework.homecoming import Home
from tests.casework.identified import Family, family
from tests.casework.review_desk import Review, bench, mortuary
from tests.homes import Staff, clone, found_remains, open_operation, report, sql, unfenced

__all__ = ["bench", "desk", "family", "home", "mortuary"]
home = homecoming.home

WHY = "The label was read again"
SEALED = ("former", "corrected", "because")


def of_body(actor: Actor, remains: rows.Remains, *changes: Change, because: str = WHY) -> Any:
    stated = correcting.RemainsCorrection(remains=remains.id, changes=changes, because=because)
    return correcting.correct_remains(actor, stated)


def of_person(
    actor: Actor, request: rows.TracingRequest, *changes: Change, because: str = WHY
) -> Any:
    stated = correcting.RequestCorrection(request=request.id, changes=changes, because=because)
    return correcting.correct_request(actor, stated)


def change(field: str, seen: Any, to: Any) -> Change:
    return Change(field=field, seen=seen, to=to)


MOVED = change("place", "Pier 3", "Pier 4")


def body(desk: Desk) -> rows.Remains:
    with within(desk.staff.operation):
        return rows.Remains.objects.get(pk=desk.remains.pk)


def person(desk: Desk) -> rows.MissingPerson:
    with within(desk.staff.operation):
        return rows.MissingPerson.objects.get(request=desk.request)


def kept(desk: Desk) -> list[rows.Correction]:
    with within(desk.staff.operation):
        return list(rows.Correction.objects.order_by("recorded_at", "field"))


def entries() -> int:
    return rows.LedgerEntry.objects.count()


# What a correction leaves


def test_a_body_is_corrected_and_what_was_said_stays_with_who_and_why(desk: Desk) -> None:
    by = change("recovered_by", "", "Dive team 2")

    of_body(desk.mortuary, desk.remains, MOVED, by)

    assert (body(desk).place, body(desk).recovered_by) == ("Pier 4", "Dive team 2")
    entry = last_entry()
    assert entry.action == "remains.correct"
    assert entry.actor == desk.mortuary.ledger_id
    purposes = [purpose for purpose, _ in entry.commitments]
    assert purposes == ["correction.place", "correction.recovered_by"]
    assert {desk.remains.ledger_id, *(one.ledger_id for one in kept(desk))} <= set(entry.objects)
    seen = lists.corrections_of_remains(desk.mortuary, "R-0001")
    assert [(one["field"], one["former"], one["corrected"]) for one in seen] == [
        ("place", "Pier 3", "Pier 4"),
        ("recovered_by", "", "Dive team 2"),
    ]
    assert {(one["by"], one["because"]) for one in seen} == {("mortuary", WHY)}
    assert examine_record().whole


def test_nothing_of_it_stands_in_the_ledger_or_open_in_the_rows(desk: Desk) -> None:
    of_person(desk.clerk, desk.request, change("name", "Ines Alba", "Inés Albarracín"))

    payloads = b"".join(bytes(one.payload) for one in rows.LedgerEntry.objects.all())
    (row,) = kept(desk)
    for said in ("Ines", "Albarrac", WHY):
        assert said.encode() not in payloads
        for name in SEALED:
            assert said.encode() not in bytes(getattr(row, name))
    assert unseal(row, "because") == WHY


def test_a_missing_person_is_corrected_field_by_field(desk: Desk) -> None:
    nobody_looked = {"absent": "not-examined"}

    of_person(
        desk.clerk,
        desk.request,
        change("other_names", [], ["Inés", "Нес"]),
        change("born", "", "1987-04"),
        change("stature", nobody_looked, {"least": 165.0, "most": 172.0}),
        change("tattoos", nobody_looked, {"value": []}),
        change("hair", nobody_looked, {"value": "dark"}),
    )

    her = person(desk)
    assert (her.name, her.other_names, str(her.born)) == ("Ines Alba", ["Inés", "Нес"], "1987-04")
    assert her.description == Description(stature=Range(165, 172), tattoos=(), hair="dark")
    of_person(desk.clerk, desk.request, change("hair", {"value": "dark"}, {"absent": "unknown"}))
    assert person(desk).description.hair is Absent.UNKNOWN
    assert person(desk).description.stature == Range(165, 172)
    newest = lists.corrections_of_request(desk.clerk, "M1")[0]
    assert (newest["former"], newest["corrected"]) == ({"value": "dark"}, {"absent": "unknown"})


def test_her_new_name_is_found_and_the_wrong_one_no_more(desk: Desk) -> None:
    def found(name: str) -> list[str]:
        return [one["request"] for one in lists.duplicates(desk.clerk, name=name)]

    assert found("Ines Alba") == ["M1"]
    of_person(desk.clerk, desk.request, change("name", "Ines Alba", "Zdenka Przybylska"))
    assert found("Zdenka Przybylska") == ["M1"]
    assert found("Ines Alba") == []


# Two people on one record


def test_two_people_on_one_field_lose_nothing_and_nothing_is_written(desk: Desk) -> None:
    colleague = desk.staff.hire("colleague", Role.MORTUARY_OFFICER)
    of_body(desk.mortuary, desk.remains, MOVED)
    before = entries()

    with pytest.raises(ChangedMeanwhile) as refused:
        of_body(
            colleague,
            desk.remains,
            change("place", "Pier 3", "Tent B"),
            change("recovered_by", "", "Dive team 2"),
        )

    (difference,) = refused.value.differences
    assert difference.field == "place"
    assert (difference.theirs, difference.mine) == ("Pier 4", "Tent B")
    assert difference.who == "mortuary"
    assert difference.when == kept(desk)[0].recorded_at
    assert "mortuary changed this record at" in refused.value.say()
    assert json.dumps(refused.value.as_json())
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.differences == refused.value.differences
    assert entries() == before
    assert (body(desk).place, body(desk).recovered_by) == ("Pier 4", "")
    # She has seen the other's word, and keeps hers.
    of_body(colleague, desk.remains, change("place", "Pier 4", "Tent B"))
    former = [json.loads(unseal(one, "former")) for one in kept(desk)]
    assert former == ["Pier 3", "Pier 4"]


def test_two_people_on_two_fields_do_not_meet(desk: Desk) -> None:
    colleague = desk.staff.hire("colleague", Role.MORTUARY_OFFICER)
    of_body(desk.mortuary, desk.remains, MOVED)
    of_body(colleague, desk.remains, change("recovered_by", "", "Dive team 2"))
    assert (body(desk).place, body(desk).recovered_by) == ("Pier 4", "Dive team 2")


def test_two_people_who_say_the_same_do_not_differ(desk: Desk) -> None:
    of_body(desk.mortuary, desk.remains, MOVED)
    with pytest.raises(correcting.NothingToCorrect):
        of_body(desk.mortuary, desk.remains, MOVED)
    assert len(kept(desk)) == 1


def test_a_condition_that_was_signed_meanwhile_is_theirs_who_signed(desk: Desk) -> None:
    doctor = desk.staff.hire("doctor", Discipline.MEDICAL)
    signed = intake.DeathFound(
        remains=desk.remains.id, basis="Rigor", condition=Condition.EARLY_CHANGE
    )
    intake.examine_remains(doctor, signed)
    with pytest.raises(ChangedMeanwhile) as refused:
        of_body(desk.mortuary, desk.remains, change("condition", "not-examined", "fresh"))
    assert (refused.value.differences[0].who, refused.value.differences[0].theirs) == (
        "doctor",
        "early-change",
    )
    with pytest.raises(correcting.ConditionSigned, match="doctor"):
        of_body(desk.mortuary, desk.remains, change("condition", "early-change", "fresh"))
    with pytest.raises(IntegrityError) as unguarded, unfenced(), transaction.atomic():
        sql("UPDATE casework_remains SET condition = 'fresh'")
    assert code_of(unguarded.value) == "condition-signed"
    # A further examination is the way, and the record follows it.
    intake.examine_remains(doctor, replace(signed, condition=Condition.BLOAT))
    assert body(desk).condition == "bloat"


# What is refused


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ([change("code", "R-0001", "R-0002")], correcting.NotCorrected),
        ([change("outcome", "open", "identified")], correcting.NotCorrected),
        ([change("authority", "Coroner", "Police")], correcting.NotCorrected),
        ([change("place", "Pier 3", " ")], correcting.UnfitCorrection),
        ([change("place", "Pier 3", "x" * 201)], correcting.UnfitCorrection),
        ([change("place", "Pier 3", ["Pier 4"])], correcting.UnfitCorrection),
        ([change("party", "unknown", "enemy")], correcting.UnfitCorrection),
        ([change("recovered_on", "", "yesterday")], UnfitDate),
        ([change("part_of", "", "R-0009")], intake.NotAPart),
        ([change("kind", "body", "part"), change("part_of", "", "R-9")], correcting.NoSuchBody),
        ([change("kind", "body", "part"), change("part_of", "", "R-0001")], correcting.NoSuchBody),
        ([change("place", "Pier 3", "Pier 3")], correcting.NothingToCorrect),
        ([], correcting.NothingToCorrect),
    ],
)
def test_what_a_correction_of_a_body_cannot_say(
    desk: Desk, changes: list[Change], refusal: type[Refusal]
) -> None:
    before = entries()
    with pytest.raises(refusal):
        of_body(desk.mortuary, desk.remains, *changes)
    assert (entries(), kept(desk)) == (before, [])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ([change("name", "Ines Alba", " ")], intake.NoMissingName),
        ([change("missing_because", "Was aboard; her cabin was 12.", "")], intake.NoReason),
        ([change("born", "", "12 May")], UnfitDate),
        ([change("other_names", [], "Inés")], correcting.UnfitCorrection),
        ([change("other_names", [], [""])], correcting.UnfitCorrection),
        ([change("code", "M1", "M2")], correcting.NotCorrected),
        ([change("sex", {"absent": "not-examined"}, {"value": "both"})], Refusal),
        ([change("age", {"absent": "not-examined"}, {"least": 50, "most": 40})], Refusal),
    ],
)
def test_what_a_correction_of_a_person_cannot_say(
    desk: Desk, changes: list[Change], refusal: type[Refusal]
) -> None:
    before = entries()
    with pytest.raises(refusal):
        of_person(desk.clerk, desk.request, *changes)
    assert (entries(), kept(desk)) == (before, [])


def test_a_correction_says_how_it_is_known(desk: Desk) -> None:
    with pytest.raises(correcting.NoReasonToCorrect):
        of_body(desk.mortuary, desk.remains, MOVED, because="  ")


def test_who_may_correct(desk: Desk, staff: Staff) -> None:
    records = staff.hire("records", Role.RECORDS_OFFICER)
    of_body(records, desk.remains, MOVED)
    of_person(records, desk.request, change("born", "", "1987"))
    for actor in (desk.clerk, desk.examiner):
        with pytest.raises(NotAllowed):
            of_body(actor, desk.remains, change("place", "Pier 4", "Pier 5"))
        with pytest.raises(NotAllowed):
            lists.corrections_of_remains(actor, "R-0001")
    for actor in (desk.mortuary, desk.examiner):
        with pytest.raises(NotAllowed):
            of_person(actor, desk.request, change("born", "1987", "1988"))
        with pytest.raises(NotAllowed):
            lists.corrections_of_request(actor, "M1")
    other = open_operation(staff.administrator, "TRAIN")
    with pytest.raises(NotAllowed):
        of_body(Actor(account_id=records.account_id, operation_id=other), desk.remains, MOVED)
    with pytest.raises(NotHere):
        stated = correcting.RemainsCorrection(remains=uuid4(), changes=(MOVED,), because=WHY)
        correcting.correct_remains(records, stated)


def test_parts_are_put_to_another_body_and_a_body_with_parts_stays_one(desk: Desk) -> None:
    second = intake.record_remains(desk.mortuary, found_remains("R-0002"))
    part = intake.record_remains(
        desk.mortuary, found_remains("R-0003", kind=RemainsKind.PART, part_of=desk.remains.id)
    )
    of_body(desk.mortuary, part, change("part_of", "R-0001", "R-0002"))
    with within(desk.staff.operation):
        assert rows.Remains.objects.get(pk=part.pk).part_of_id == second.pk
    with pytest.raises(correcting.PartsRelyOnIt):
        of_body(desk.mortuary, second, change("kind", "body", "part"))
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql("UPDATE casework_remains SET kind = 'part' WHERE code = 'R-0002'")
    assert code_of(refused.value) == "parts-rely-on-it"
    with pytest.raises(correcting.NoSuchBody):
        of_body(
            desk.mortuary,
            desk.remains,
            change("kind", "body", "part"),
            change("part_of", "", "R-0003"),
        )
    of_body(desk.mortuary, part, change("part_of", "R-0002", ""), change("kind", "part", "body"))
    of_body(desk.mortuary, second, change("kind", "body", "part"))


def test_of_whom_it_is_decided_who_it_is_no_part_is_made(home: Home) -> None:
    named = home.named()
    part = change("kind", "body", "part")
    with pytest.raises(correcting.NamedAsItIs):
        of_body(home.mortuary, home.remains, part)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql("UPDATE casework_remains SET kind = 'part'")
    assert code_of(refused.value) == "named-as-it-is"
    home.withdrawn(named)
    of_body(home.mortuary, home.remains, part)


def test_who_was_moved_was_held(home: Home) -> None:
    seen = change("custody", "held", "not-held")
    other = home.body("R-0002")
    of_body(home.mortuary, other, seen)
    of_body(home.mortuary, other, change("custody", "not-held", "held"))
    home.move()
    with pytest.raises(correcting.HandedOn):
        of_body(home.mortuary, home.remains, seen)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql("UPDATE casework_remains SET custody = 'not-held'")
    assert code_of(refused.value) == "handed-on"


def test_the_party_stands_while_somebody_is_about_to_be_told(family: Family) -> None:
    adverse = change("party", "unknown", "adverse")
    notice = family.prepare(family.identify(), relative=family.told().id)
    with pytest.raises(correcting.NoticeUnderWay):
        of_body(family.mortuary, family.remains, adverse)
    with pytest.raises(correcting.NoticeUnderWay):
        of_person(family.clerk, family.request, change("name", "Ines Alba", "Inés Alba"))
    of_person(family.clerk, family.request, change("born", "", "1987"))
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        sql("UPDATE casework_remains SET party = 'adverse'")
    assert code_of(refused.value) == "notice-under-way"
    notices.end(family.liaison, notice.id, "the party was recorded wrong")
    of_body(family.mortuary, family.remains, adverse)
    of_person(family.clerk, family.request, change("name", "Ines Alba", "Inés Alba"))


# Who compares without knowing


def test_who_corrected_or_read_why_compares_the_body_no_more(bench: Review) -> None:
    officer = bench.staff.hire("both", Role.MORTUARY_OFFICER)
    bench.train(officer)
    reader = bench.staff.hire("reader", Role.MORTUARY_OFFICER)
    bench.train(reader)
    of_body(officer, bench.remains, MOVED, because="The sister of T-0031 said so")
    lists.corrections_of_remains(reader, "R1")
    for actor, part in ((officer, "corrected the record"), (reader, "have seen whom")):
        with pytest.raises(SeparatePerson, match=part):
            bench.analysed(actor)


def test_who_is_comparing_learns_nothing_by_it(bench: Review) -> None:
    of_body(
        bench.staff.hire("colleague", Role.MORTUARY_OFFICER),
        bench.remains,
        MOVED,
        because="The sister of T-0031 said so",
    )
    examiner = bench.examiners[0]
    bench.analysed(examiner)
    bench.draw(examiner)
    with pytest.raises(NotAllowed):
        lists.corrections_of_remains(examiner, "R1")
    _also(bench.staff, examiner, Role.MORTUARY_OFFICER)
    for attempt in (
        lambda: lists.corrections_of_remains(examiner, "R1"),
        lambda: lists.remains_to_correct(examiner, "R1"),
        lambda: of_body(examiner, bench.remains, change("place", "Pier 4", "Pier 5")),
    ):
        with pytest.raises(SeparatePerson, match="compare the body without knowing"):
            attempt()


def _also(staff: Staff, actor: Actor, role: Role) -> None:
    given = accounts.RoleGiven(account=actor.account_id, operation=staff.operation, role=role)
    accounts.give_role(Actor(account_id=staff.administrator.account_id), given)


# What the database holds by itself


def test_what_was_said_before_is_neither_rewritten_nor_removed(desk: Desk) -> None:
    of_body(desk.mortuary, desk.remains, MOVED)
    of_person(desk.clerk, desk.request, change("born", "", "1987"))
    attacks = {
        "DELETE FROM casework_correction": "never-removed",
        "UPDATE casework_correction SET field = 'party' WHERE field = 'place'": "frozen",
        "UPDATE casework_correction SET former = corrected": "correction-rewritten",
        "UPDATE casework_correction SET because = NULL": "correction-emptied",
    }
    for statement, code in attacks.items():
        with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
            sql(statement)
        assert code_of(refused.value) == code, statement


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"former": None}, "correction-unsaid"),
        ({"remains_id": None}, None),
        ({"field": "born"}, None),
    ],
)
def test_a_correction_that_says_nothing_or_of_nobody_is_refused(
    desk: Desk, changes: dict[str, Any], code: str | None
) -> None:
    (row,) = of_body(desk.mortuary, desk.remains, MOVED)
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        clone(row, **changes).save(force_insert=True)
    assert code_of(refused.value) == code


def test_a_second_request_is_not_touched(desk: Desk) -> None:
    other = intake.open_request(desk.clerk, report("M2", name="Rosa Mar"))
    of_person(desk.clerk, other, change("name", "Rosa Mar", "Rosa Maar"))
    assert lists.corrections_of_request(desk.clerk, "M1") == []
    assert person(desk).name == "Ines Alba"
    assert (
        Entry.parse(bytes(rows.LedgerEntry.objects.order_by("-seq")[0].payload)).action
        == "request.correct"
    )


def test_who_corrected_her_record_does_not_compare_her(bench: Review) -> None:
    officer = bench.staff.hire("both", Role.INTAKE_OFFICER)
    bench.train(officer)
    with within(bench.staff.operation):
        name = rows.MissingPerson.objects.get(request=bench.request).name
    assert not took_in(officer.account_id, [bench.request.id])
    of_person(officer, bench.request, change("name", name, "Inés Alba"))
    with within(bench.staff.operation):
        assert took_in(officer.account_id, [bench.request.id])
