"""A report with the family, a body with its first photograph: each is one step, whole or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.casework.models.relatives import ContactSource, Tie, Way
from antigone.casework.procedures import intake, notices, photographs, taking_in
from antigone.casework.sealed import unseal
from antigone.exchange.frame_codes import AnotherBodysLabel
from tests.casework.picturing import jpeg, labelled, portrait_of
from tests.homes import Staff, found_remains, report, staff

__all__ = ["staff"]

SISTER = taking_in.Kin(
    known=notices.KnownRelative(
        request=None,
        name="Rosa Alba",
        relation="sister",
        tie=Tie.BIOLOGICAL,
        language="es",
        contact_source=ContactSource.RELATIVE_INTERVIEW,
        contact_given_on=date(2026, 1, 2),
    ),
    asks=True,
    wishes=notices.Wished(relative=None, wishes_to_be_told=True, way=Way.VISIT),
)
AUNT = taking_in.Kin(known=replace(SISTER.known, name="Pilar Alba", relation="aunt"))


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    return staff.hire("clerk", Role.INTAKE_OFFICER)


@pytest.fixture
def officer(staff: Staff) -> Iterator[Actor]:
    yield staff.hire("mira", Role.MORTUARY_OFFICER)
    put_away()


def _all(staff: Staff, *models: Any) -> list[int]:
    with within(staff.operation):
        return [model.objects.count() for model in models]


def _newest() -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(bytes(rows.LedgerEntry.objects.latest("seq").payload))
    return payload


def test_a_request_is_opened_with_its_family_in_one_entry(staff: Staff, clerk: Actor) -> None:
    before = rows.LedgerEntry.objects.count()
    request = taking_in.open_with_family(clerk, report("T-0031"), (SISTER, AUNT))
    assert rows.LedgerEntry.objects.count() == before + 1
    entry = _newest()
    assert entry["action"] == "request.open"
    with within(staff.operation):
        sister, aunt = sorted(
            rows.Relative.objects.filter(request=request), key=lambda one: -len(one.relation)
        )
        assert unseal(sister, "name") == "Rosa Alba"
        assert (sister.enquirer_id, aunt.enquirer_id) == (request.enquirer_id, None)
        (wishes,) = rows.Wishes.objects.all()
        assert wishes.relative_id == sister.pk
    assert {sister.ledger_id, aunt.ledger_id, wishes.ledger_id} <= set(entry["objects"])


@pytest.mark.parametrize(
    ("refusal", "bad"),
    [
        (notices.UnknownTimeZone, {"known": replace(AUNT.known, time_zone="Atlantis/Quay")}),
        (notices.NoRelation, {"known": replace(AUNT.known, relation=" ")}),
        (
            notices.NotAskedFor,
            {
                "wishes": notices.Wished(
                    relative=None, wishes_to_be_told=False, told_of_later_fragments=True
                )
            },
        ),
    ],
)
def test_what_is_refused_of_a_relative_opens_no_request(
    staff: Staff, clerk: Actor, refusal: type, bad: dict[str, Any]
) -> None:
    before = rows.LedgerEntry.objects.count()
    with pytest.raises(refusal):
        taking_in.open_with_family(clerk, report("T-0031"), (SISTER, replace(AUNT, **bad)))
    written = (rows.TracingRequest, rows.Enquirer, rows.MissingPerson, rows.Relative, rows.Wishes)
    assert _all(staff, *written) == [0] * len(written)
    assert rows.LedgerEntry.objects.count() == before
    # Nothing stands in the way of doing it right.
    assert taking_in.open_with_family(clerk, report("T-0031"), (SISTER,)).number == 1


def _taken(image: Any, **changes: Any) -> photographs.TakenPhotograph:
    stated = {"remains": None, "name": "quay.jpg", "content": jpeg(image), "code_stated": True}
    return photographs.TakenPhotograph(**(stated | changes))


def test_a_body_comes_with_its_photograph_in_one_entry(staff: Staff, officer: Actor) -> None:
    before = rows.LedgerEntry.objects.count()
    picture = labelled(portrait_of("P003"), "R-0042")
    body = taking_in.record_with_photograph(officer, found_remains("R-0042"), _taken(picture))
    assert rows.LedgerEntry.objects.count() == before + 1
    with within(staff.operation):
        (kept,) = rows.PostMortemPhotograph.objects.filter(remains=body)
        assert kept.code_legible
        assert rows.LabelReading.objects.filter(photograph=kept).count() == 1
    assert {body.ledger_id, kept.ledger_id} <= set(_newest()["objects"])
    assert taking_in.record_with_photograph(officer, found_remains("R-0043"), None).code == "R-0043"


def _files() -> set[str]:
    vault = settings.ANTIGONE.home / "vault"
    return {str(path) for path in vault.resolve().rglob("*") if path.is_file()}


def test_what_is_refused_of_a_photograph_records_no_body(staff: Staff, officer: Actor) -> None:
    portrait = portrait_of("P003")
    taking_in.record_with_photograph(officer, found_remains("R-0040"), _taken(portrait))
    files, entries = _files(), rows.LedgerEntry.objects.count()
    for refusal, taken in (
        (photographs.AlreadyHere, _taken(portrait)),
        (AnotherBodysLabel, _taken(labelled(portrait_of("P004"), "R-0024"))),
    ):
        with pytest.raises(refusal):
            taking_in.record_with_photograph(officer, found_remains("R-0042"), taken)
    # And the other way round: no photograph of a body that cannot be recorded.
    with pytest.raises(intake.CodeTaken):
        fresh = _taken(portrait_of("P004"))
        taking_in.record_with_photograph(officer, found_remains("R-0040"), fresh)
    assert _all(staff, rows.Remains, rows.PostMortemPhotograph) == [1, 1]
    assert _files() == files, "an original of nobody was left in the vault"
    assert rows.LedgerEntry.objects.count() == entries
