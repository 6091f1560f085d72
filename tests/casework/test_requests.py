"""How a request ends: alive by two people's word, or inconclusive. Nobody falls off the list."""

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Role, SeparatePerson, within
from antigone.casework import models as rows
from antigone.casework.guard import code_of
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.procedures import photographs, requests
from tests.casework.desk import Desk, desk, opened
from tests.casework.picturing import jpeg, portrait_of
from tests.homes import sql, unfenced

__all__ = ["desk", "opened"]


def _word(desk: Desk, **more: object) -> requests.SeenAlive:
    stated = {"request": desk.request.id, "seen": Seen.SPOKEN_TO, "basis": "By telephone."}
    return requests.SeenAlive(**(stated | more))


def test_two_people_confirm_that_she_lives(desk: Desk) -> None:
    first = requests.found_alive(desk.clerk, _word(desk, family_may_hear=MayHear.CONTACT))
    assert (first.confirmations, first.found_alive) == (1, False)
    assert first.family_may_hear is MayHear.NOTHING
    with within(desk.staff.operation):
        assert rows.TracingRequest.objects.get().outcome == "open"
    with pytest.raises(SeparatePerson):
        requests.found_alive(desk.clerk, _word(desk))
    other = desk.staff.hire("other", Role.INTAKE_OFFICER)
    with pytest.raises(requests.NoBasisOfLife):
        requests.found_alive(other, _word(desk, basis=" "))
    second = requests.found_alive(other, _word(desk, family_may_hear=MayHear.ALIVE))
    assert second.found_alive and second.family_may_hear is MayHear.ALIVE
    with within(desk.staff.operation):
        assert rows.TracingRequest.objects.get().outcome == "found-alive"
    with pytest.raises(requests.AlreadyClosed):
        requests.found_alive(desk.staff.hire("third", Role.INTAKE_OFFICER), _word(desk))


def test_no_photograph_comes_in_for_who_is_found(desk: Desk) -> None:
    requests.found_alive(desk.clerk, _word(desk))
    requests.found_alive(desk.staff.hire("other", Role.INTAKE_OFFICER), _word(desk))
    with pytest.raises(photographs.NoLongerSought):
        desk.give(jpeg(portrait_of("P002")))


@pytest.mark.parametrize("by", ["models", "sql"])
def test_one_word_is_not_enough_past_the_procedure(desk: Desk, by: str) -> None:
    requests.found_alive(desk.clerk, _word(desk))
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            desk.request.outcome = "found-alive"
            desk.request.save()
        else:
            sql("UPDATE casework_tracingrequest SET outcome = 'found-alive'")
    assert code_of(refused.value) == "found-alive-by-one"


def test_inconclusive_is_an_outcome_with_a_reason(desk: Desk) -> None:
    reason = requests.Inconclusive.NO_USABLE_PHOTOGRAPH
    closing = requests.Closing(request=desk.request.id, reason=reason)
    requests.close_as_inconclusive(desk.clerk, closing)
    with within(desk.staff.operation):
        request = rows.TracingRequest.objects.get()
    assert (request.outcome, request.outcome_reason) == ("inconclusive", "no-usable-photograph")
    with pytest.raises(requests.AlreadyClosed):
        requests.close_as_inconclusive(desk.clerk, closing)
    requests.found_alive(desk.clerk, _word(desk))
