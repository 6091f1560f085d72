"""Long lists on pages: in parts, with as many questions for two hundred rows as for twenty."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antigone.access import Action, Role
from antigone.access.clock import today
from antigone.casework import models as rows
from antigone.casework.procedures import intake
from antigone.casework.step import step
from tests.homes import Staff, found_remains, report
from tests.workbench.conftest import BrowserOf

EVERYTHING = tuple(role for role in Role if role not in (Role.EXAMINER, Role.ADMINISTRATOR))
LISTS = ("remains/", "requests/", "custody/", "alerts/", "protection/", "notices/", "decisions/")


def copied(row: Any, **changes: Any) -> Any:
    """Another row like this one."""
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return type(row)(**values | {"id": uuid4()} | changes)


class Crowd:
    """An operation whose lists grow: a body with an effect, an alert and a hold, a request that ends."""

    def __init__(self, staff: Staff) -> None:
        self.everybody = staff.hire("everybody", *EVERYTHING)
        self.count = 0
        body = intake.record_remains(self.everybody, found_remains("R-0000"))
        request = intake.open_request(self.everybody, report("T-0000"))
        with step(self.everybody, Action.RECORD_REMAINS) as doing:
            self.body = body
            self.effect = doing.write(
                rows.Effect(remains=body, code="E-0000", description="A watch")
            )
            self.alert = doing.write(
                rows.Alert(role=Role.MORTUARY_OFFICER, about=body, reason="inquiry-signs")
            )
            self.hold = doing.write(rows.LegalHold(remains=body, because="inquiry"))
            self.request = request
            self.permission = rows.Permission.objects.get()

    def grow(self, to: int) -> None:
        """Add rows until there are so many of each, and an event of custody for every body."""
        made: list[models.Model] = []
        with step(self.everybody, Action.RECORD_REMAINS):
            for number in range(self.count + 1, to):
                code = f"{number:04}"
                body = copied(self.body, code=f"R-{code}")
                request = copied(self.request, code=f"T-{code}", number=number + 1)
                made += [
                    body,
                    request,
                    copied(self.effect, code=f"E-{code}", remains_id=body.pk),
                    copied(self.alert, about_id=body.pk),
                    copied(self.hold, remains_id=body.pk),
                    copied(self.permission, request_id=request.pk, valid_until=today()),
                ]
            for model in dict.fromkeys(type(row) for row in made):
                model.objects.bulk_create([row for row in made if type(row) is model])  # type: ignore[attr-defined]
        self.count = to - 1


@pytest.fixture
def crowd(staff: Staff) -> Crowd:
    return Crowd(staff)


def asked(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as questions:
        do()
    return len(questions)


def shown(browser: Client, address: str) -> str:
    answer = browser.get(f"/o/FERRY/{address}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_no_list_asks_more_often_for_two_hundred_than_for_twenty(
    crowd: Crowd, browser_of: BrowserOf
) -> None:
    browser = browser_of(crowd.everybody)

    def questions() -> dict[str, int]:
        for one in LISTS:
            shown(browser, one)
        return {one: asked(lambda one=one: shown(browser, one)) for one in LISTS}

    crowd.grow(20)
    few = questions()
    crowd.grow(200)
    many = questions()
    # Where the first part holds no effects any more, nothing is asked about them.
    assert {one: count for one, count in many.items() if count > few[one]} == {}
    assert sum(many.values()) > len(LISTS) * 10
    # And what they show is not everything: fifty of two hundred.
    for address, mark in (("remains/", "R-0"), ("requests/", "T-0"), ("alerts/", "R-0")):
        said = shown(browser, address)
        assert said.count(f'<span class="code" dir="ltr">{mark}') in (50, 100), address
        assert "1–50 of 200" in said
    # Two hundred bodies and their two hundred effects.
    assert "1–50 of 400" in shown(browser, "custody/")
    assert "E-0199" in shown(browser, "custody/?part=8")
    assert "1–50 of 199" in shown(browser, "protection/")


def test_a_part_leads_to_the_next_and_keeps_the_filter(crowd: Crowd, browser_of: BrowserOf) -> None:
    crowd.grow(120)
    browser = browser_of(crowd.everybody)
    first = shown(browser, "remains/?outcome=open")
    assert 'href="?outcome=open&amp;part=2" rel="next"' in first
    assert 'rel="prev"' not in first
    # The heading says it too: it is what stands on paper.
    assert "120 bodies and parts · 1–50</caption>" in first
    last = shown(browser, "remains/?outcome=open&part=3")
    assert "101–120 of 120" in last
    assert 'href="?outcome=open&amp;part=2" rel="prev"' in last
    assert 'rel="next"' not in last
    assert "R-0119" in last and "R-0099" not in last
    assert shown(browser, "remains/?part=900&outcome=open").count("101–120 of 120") == 1
    for nonsense in ("-1", "0", "x", "9" * 40, "２"):
        assert "1–50 of 120" in shown(browser, f"remains/?part={nonsense}")
    assert shown(browser, "requests/?part=3").count("data-row>") == 20
    assert "The filter hides 120 bodies." in shown(browser, "remains/?outcome=identified")


def test_a_short_list_says_nothing_of_parts(crowd: Crowd, browser_of: BrowserOf) -> None:
    said = shown(browser_of(crowd.everybody), "remains/")
    assert "R-0000" in said
    assert "One body or part</caption>" in said
    assert 'class="parts"' not in said


def test_the_way_through_custody_passes_every_thing_once(
    crowd: Crowd, browser_of: BrowserOf
) -> None:
    """Over the border between bodies and effects: the second part begins with one and ends with the other."""
    crowd.grow(70)
    browser = browser_of(crowd.everybody)
    parts = [shown(browser, f"custody/?part={number}") for number in (1, 2, 3)]
    every = [f"{letter}-{number:04}" for letter in "RE" for number in range(70)]
    assert [one for part in parts for one in every if f">{one}</span>" in part] == every
