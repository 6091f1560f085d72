"""Every coded value that a person may read has a name."""

from enum import StrEnum

import pytest

from antigone.access.actions import PERMITTED, Action
from antigone.access.roles import Discipline, Role
from antigone.casework import components, description
from antigone.casework.models import (
    alive,
    corrections,
    decisions,
    handover,
    looking,
    notices,
    operation,
    photographs,
    relatives,
    remains,
    requests,
    review,
    search,
    withdrawals,
)
from antigone.casework.procedures.accounts import NotHouseWide
from antigone.casework.procedures.decisions.excluding import UnidentifiedBecause
from antigone.casework.procedures.requests import Inconclusive
from antigone.casework.vocabulary import (
    choices_of,
    kind_in_words,
    name_of,
    named,
    office_in_words,
)
from antigone.faces.quality import Band

NAMED: dict[str, type[StrEnum]] = {
    "Role": Role,
    "Discipline": Discipline,
    "Component": components.Component,
    "ComponentFinding": components.Finding,
    "Weight": components.Weight,
    "Absent": description.Absent,
    "SeenAlive": alive.Seen,
    "MayHear": alive.MayHear,
    "Matter": decisions.Matter,
    "ExclusionGround": decisions.ExclusionGround,
    "SampleKind": handover.SampleKind,
    "ReleaseOf": handover.ReleaseOf,
    "LabelFinding": looking.LabelFinding,
    "NoticeKind": notices.NoticeKind,
    "RecipientKind": notices.RecipientKind,
    "AttemptOutcome": notices.AttemptOutcome,
    "OperationKind": operation.OperationKind,
    "Listing": operation.Listing,
    "PhotographWay": photographs.Way,
    "Tie": relatives.Tie,
    "ContactSource": relatives.ContactSource,
    "TellingWay": relatives.Way,
    "RemainsKind": remains.RemainsKind,
    "RemainsField": corrections.RemainsField,
    "PersonField": corrections.PersonField,
    "Party": remains.Party,
    "Custody": remains.Custody,
    "Condition": remains.Condition,
    "InquirySign": remains.InquirySign,
    "ExaminationKind": remains.ExaminationKind,
    "EnquirerKind": requests.EnquirerKind,
    "Outcome": requests.Outcome,
    "Inconclusive": Inconclusive,
    "Purpose": requests.Purpose,
    "SharingLevel": requests.SharingLevel,
    "ReviewPlace": review.Place,
    "Conclusion": review.Conclusion,
    "Support": review.Support,
    "CandidateSource": search.CandidateSource,
    "WithdrawalOutcome": withdrawals.WithdrawalOutcome,
    "Band": Band,
    "Step": Action,
}


@pytest.mark.parametrize("kind", NAMED)
def test_every_value_has_a_name(kind: str) -> None:
    codes = {code for code, _ in choices_of(kind)}
    assert {one.value for one in NAMED[kind]} <= codes


def test_reasons_of_a_body_are_named_like_those_of_a_request() -> None:
    assert all(name_of("Inconclusive", one.value) != one.value for one in UnidentifiedBecause)


def test_an_unknown_value_shows_itself() -> None:
    assert name_of("Outcome", "from-a-newer-version") == "from-a-newer-version"


def test_why_a_step_was_allowed_is_said_in_words() -> None:
    assert office_in_words("examiner (dna)", "fr") == "examinateur (ADN)"
    assert office_in_words("family-liaison-officer") == "family liaison officer"
    # What the record holds from elsewhere shows itself.
    assert office_in_words("restored from a backup") == "restored from a backup"
    for offices in PERMITTED.values():
        for one in offices:
            code = f"{one.role} ({one.discipline})" if one.discipline else one.role.value
            assert (
                code != office_in_words(code)
                or code in ("examiner", "administrator")
                or (one.discipline in ("face", "anthropology"))
            ), code


def test_findings_are_named_by_their_discipline_or_their_source() -> None:
    assert kind_in_words("dental") == "teeth"
    assert kind_in_words("manifest") == "a list of passengers"


def test_a_refusal_carries_codes_and_says_names() -> None:
    disciplines = named("Discipline", "dna", "dental")
    refusal = NotHouseWide(role=named("Role", "mortuary-officer"))
    assert disciplines == "dna, dental"
    assert disciplines.in_words("en") == "DNA, teeth"
    assert refusal.as_json("en")["parameters"] == {"role": "mortuary-officer"}
    assert refusal.say("en").startswith("“mortuary officer” is held in one operation")
