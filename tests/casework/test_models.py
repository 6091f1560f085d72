"""Constraints of single tables, and migrations that say what the models say."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import IntegrityError, models, transaction

from antigone.casework.models import Candidate, Enquirer, Finding, Job, LegalHold
from antigone.config import utc_now
from tests.homes import Scene, clone, sql, unfenced


def test_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


UNFIT: list[tuple[str, Callable[[Scene], models.Model]]] = [
    ("candidate_has_a_source", lambda s: clone(s.candidate, similarity=None, rank=2)),
    (
        "candidate_has_a_source",
        lambda s: Candidate(**_case(s), remains=s.remains, request=s.request, source="laboratory"),
    ),
    (
        "ratio_carries_its_question",
        lambda s: Finding(
            **_case(s),
            candidate=s.candidate,
            kind="dna",
            source="laboratory",
            log10_lr=6.0,
            lower=5.0,
            upper=7.0,
            same="the same person",
        ),
    ),
    ("enquirer_is_someone", lambda s: Enquirer(**_case(s), kind="bureau")),
    ("enquirer_is_someone", lambda s: Enquirer(**_case(s), kind="relative", authority="Police")),
    (
        "hold_is_lifted_by_someone",
        lambda s: LegalHold(**_case(s), remains=s.remains, because="x", lifted_at=utc_now()),
    ),
    (
        "examination_is_signed_by_its_recorder",
        lambda s: clone(s.examination, signed_by_id=s.examiner.account_id),
    ),
    (
        "only_a_part_is_part_of_a_body",
        lambda s: clone(s.remains, code="R9", part_of_id=s.remains.id),
    ),
    (
        "running_job_has_a_lease",
        lambda s: Job(kind="enrol", state="running", made_at=utc_now(), not_before=utc_now()),
    ),
    (
        "job_is_not_tried_for_ever",
        lambda s: Job(kind="enrol", attempts=6, made_at=utc_now(), not_before=utc_now()),
    ),
]


def _case(scene: Scene) -> dict[str, object]:
    return {
        "operation_id": scene.staff.operation,
        "recorded_by_id": scene.examiner.account_id,
        "recorded_at": utc_now(),
    }


@pytest.mark.parametrize(("name", "attack"), UNFIT)
def test_a_row_that_contradicts_itself_is_refused(
    scene: Scene, name: str, attack: Callable[[Scene], models.Model]
) -> None:
    row = attack(scene)
    with pytest.raises(IntegrityError, match=name), unfenced(), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_remains SET party = 'enemy'",
        "UPDATE casework_remains SET condition = ''",
        "UPDATE casework_remains SET recovered_on = 'yesterday'",
        "UPDATE casework_remains SET place = ''",
        "UPDATE casework_tracingrequest SET outcome = 'probably dead'",
        "UPDATE casework_missingperson SET missing_because = ''",
    ],
)
def test_the_database_knows_the_codes(scene: Scene, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement)
