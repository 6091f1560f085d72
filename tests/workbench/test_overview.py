"""An operation seen whole: its map, its days, and the family of one who is missing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.access import Actor, Discipline, Role
from antigone.access.clock import today
from antigone.casework import models as rows
from antigone.casework.lists.days import cases_of_day, days
from antigone.casework.lists.places import recoveries
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.relatives import ContactSource, Tie
from antigone.casework.procedures import accounts, intake, notices, requests
from antigone.workbench import drawn_days, drawn_family
from tests.casework.review_desk import OTHER, Review, bench, mortuary
from tests.homes import Staff, Watch, open_operation, report, unfenced
from tests.workbench.conftest import BrowserOf

__all__ = ["bench", "mortuary"]
pytestmark = pytest.mark.django_db

MAP, TIMELINE = "/o/FERRY/map/", "/o/FERRY/timeline/"


def body(officer: Actor, code: str, recovered_at: str = "") -> rows.Remains:
    found = intake.FoundRemains(
        code=code, place="Quay 3", authority="Coroner", recovered_at=recovered_at
    )
    return intake.record_remains(officer, found)


def found_alive(request: rows.TracingRequest, *officers: Actor) -> None:
    said = {"seen": Seen.IN_PERSON, "basis": "Passport seen", "family_may_hear": MayHear.ALIVE}
    for one in officers:
        requests.found_alive(one, requests.SeenAlive(request=request.id, **said))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def codes_in(answer: Any) -> list[str]:
    cases = answer.context["cases"]
    return [one["code"] for one in cases["cases"]]


@pytest.fixture
def officer(staff: Staff) -> Actor:
    return staff.hire("officer", Role.MORTUARY_OFFICER)


@pytest.fixture
def clerk(staff: Staff) -> Actor:
    return staff.hire("clerk", Role.INTAKE_OFFICER)


# ---------------------------------------------------------------------------------------------- map


def test_the_map_has_a_table_of_both_sides_and_what_each_role_may_see(
    staff: Staff, officer: Actor, clerk: Actor, browser_of: BrowserOf
) -> None:
    body(officer, "R-0001", "Life raft; 36.5120, 18.0410")
    body(officer, "R-0002", "36°30.72′N 18°02.46′E")
    body(officer, "R-0003", "Beach, north")
    intake.open_request(clerk, report("T-0001", last_seen_place="On board; 36.5, 18.0333"))
    intake.open_request(clerk, report("T-0002", last_seen_place="On board"))
    lives = intake.open_request(clerk, report("T-0003", last_seen_place="Ashore; 36.9, 18.9"))
    found_alive(lives, clerk, staff.hire("second", Role.INTAKE_OFFICER))
    board = text_of(browser_of(staff.hire("board", Role.BOARD_MEMBER)).get(MAP))
    assert 'data-map-place="36.512, 18.041" data-map-kind="recovered"' in board
    assert 'data-map-place="36.5, 18.0333" data-map-kind="last-seen"' in board
    assert "2 bodies have a position" in board and "of 3 recorded" in board
    assert "One missing person has a position" in board and "of 2 requests" in board
    assert "Ines" not in board, "places and codes; no name"
    assert "R-0003" not in board and "T-0002" not in board
    assert "T-0003" not in board, "who lives is looked for no more"

    mortuary = text_of(browser_of(officer).get(MAP))
    assert "R-0001" in mortuary and "T-0001" not in mortuary
    intake_page = text_of(browser_of(clerk).get(MAP))
    assert "T-0001" in intake_page and "R-0001" not in intake_page
    examiner = staff.hire("examiner", Discipline.FACE)
    assert browser_of(examiner).get(MAP).status_code == 403
    assert "/map/" not in text_of(browser_of(examiner).get("/o/FERRY/"))


def test_the_map_of_another_operation_is_another_map(
    staff: Staff, officer: Actor, browser_of: BrowserOf
) -> None:
    body(officer, "R-0001", "36.5120, 18.0410")
    elsewhere = open_operation(staff.administrator, "OTHER")
    other = Staff(staff.administrator, elsewhere).hire("stranger", Role.MORTUARY_OFFICER)
    assert "36.512" not in text_of(browser_of(other).get("/o/OTHER/map/"))


def test_a_position_that_is_none_stays_in_its_words(officer: Actor, browser_of: BrowserOf) -> None:
    # It came in by a command, past the form.
    body(officer, "R-0001", "95.0, 18.0")
    shown = text_of(browser_of(officer).get(MAP))
    assert "No body has a position yet." in shown


def test_whoever_compares_a_body_does_not_see_it_beside_the_people_it_might_be(
    bench: Review, browser_of: BrowserOf
) -> None:
    bench.first(OTHER)
    blind = bench.drawn()
    house = Actor(account_id=bench.staff.administrator.account_id)
    given = {"account": blind.account_id, "operation": bench.staff.operation}
    accounts.give_role(house, accounts.RoleGiven(**given, role=Role.RECORDS_OFFICER))
    with unfenced():
        rows.Remains.objects.filter(code="R1").update(recovered_at="36.5120, 18.0410")
    body(bench.mortuary.officer, "R-0002", "36.6, 18.1")
    browser = browser_of(blind)
    shown = text_of(browser.get(MAP))
    assert "36.6, 18.1" in shown and "36.512" not in shown
    listed = browser.get(TIMELINE, {"day": str(today()), "kind": "recorded"})
    assert codes_in(listed) == ["R-0002"]
    # The numbers leave it out as well: one of them would tell that its search or its name stands.
    (counted,) = browser.get(TIMELINE).context["days"]
    assert (counted["counts"]["recorded"], "searched" in counted["counts"]) == (1, False)

    bench.finish(blind, OTHER)
    (counted,) = browser.get(TIMELINE).context["days"]
    assert (counted["counts"]["recorded"], counted["counts"]["searched"]) == (2, 1)
    assert "36.512, 18.041" in text_of(browser.get(MAP))


def test_long_lists_come_by_pages_and_with_as_many_questions_as_short_ones(
    officer: Actor, browser_of: BrowserOf
) -> None:
    browser = browser_of(officer)
    browser.get(MAP)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(MAP).status_code == 200
        return len(queries)

    body(officer, "R-0000", "36.5, 18.0")
    few = asked()
    for number in range(1, 13):
        body(officer, f"R-{number:04d}", f"36.5{number:02d}, 18.0")
    assert asked() == few
    first = recoveries(officer, most=5)
    assert [one["code"] for one in first["places"]] == [f"R-{n:04d}" for n in range(5)]
    second = recoveries(officer, after=first["next"], most=50)
    assert [one["code"] for one in second["places"]] == [f"R-{n:04d}" for n in range(5, 13)]
    assert (first["all"], second["next"]) == (13, "")


def test_a_position_off_the_earth_is_refused_where_it_is_written(
    officer: Actor, clerk: Actor, browser_of: BrowserOf
) -> None:
    said = {"code": "R-0001", "place": "Quay 3", "without": "on", "recovered_at": "95.0, 18.0"}
    refused = browser_of(officer).post("/o/FERRY/remains/new", said)
    assert refused.status_code == 422
    assert "Latitude lies between" in text_of(refused)
    assert 'value="95.0, 18.0"' in text_of(refused)
    step = "/o/FERRY/requests/new/T-0001/reason"
    said = {"missing_because": "Was aboard", "last_seen_place": "36.5, 181.0", "version": ""}
    refused = browser_of(clerk).post(step, said | {"do": "next"})
    assert (refused.status_code, "Latitude lies between" in text_of(refused)) == (422, True)


def test_both_forms_offer_a_map_with_what_is_recorded_already(
    officer: Actor, clerk: Actor, browser_of: BrowserOf
) -> None:
    body(officer, "R-0001", "36.5120, 18.0410")
    form = text_of(browser_of(officer).get("/o/FERRY/remains/new"))
    assert 'data-map-field="id_recovered_at"' in form
    assert 'data-map-code="R-0001"' in form
    step = text_of(browser_of(clerk).get("/o/FERRY/requests/new/T-0001/reason"))
    assert 'data-map-field="id_last_seen_place"' in step
    assert "R-0001" not in step, "the page of a request shows no body"


# --------------------------------------------------------------------------------------------- days


def test_days_count_what_was_done_and_lead_to_its_cases(
    staff: Staff, officer: Actor, clerk: Actor, watch: Watch, browser_of: BrowserOf
) -> None:
    first = today()
    body(officer, "R-0001")
    body(officer, "R-0002")
    asked = intake.open_request(clerk, report("T-0001"))
    watch.ahead = timedelta(days=3)
    body(officer, "R-0003")
    found_alive(asked, clerk, staff.hire("second", Role.INTAKE_OFFICER))
    watch.ahead = timedelta()
    board = staff.hire("board", Role.BOARD_MEMBER)
    browser = browser_of(board)
    shown = browser.get(TIMELINE)
    assert shown.context["days"] == [
        # Two people said that she lives; she was found once.
        {"day": first + timedelta(days=3), "counts": {"recorded": 1, "alive": 1}},
        {"day": first, "counts": {"asked": 1, "recorded": 2}},
    ]
    assert "the table above says the same in numbers" in text_of(shown)
    cases = browser.get(TIMELINE, {"day": str(first), "kind": "recorded"})
    assert codes_in(cases) == ["R-0001", "R-0002"]
    assert "/o/FERRY/remains/R-0001/" in text_of(cases)

    # Who may not see a side sees its numbers alone.
    guardian = browser_of(staff.hire("guardian", Role.DATA_PROTECTION_OFFICER))
    numbers = text_of(guardian.get(TIMELINE))
    assert "kind=asked" in numbers and "kind=recorded" not in numbers
    barred = guardian.get(TIMELINE, {"day": str(first), "kind": "recorded"})
    assert barred.status_code == 403
    assert browser_of(officer).get(TIMELINE).status_code == 403
    for no_day in ("yesterday", "9999-12-31"):
        assert browser.get(TIMELINE, {"day": no_day, "kind": "asked"}).status_code == 404


def test_days_come_by_pages_and_with_as_many_questions(
    staff: Staff, officer: Actor, watch: Watch, browser_of: BrowserOf
) -> None:
    board = staff.hire("board", Role.BOARD_MEMBER)
    first = today()

    browser = browser_of(board)
    browser.get(TIMELINE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(TIMELINE).context["days"]
        return len(queries)

    body(officer, "R-0000")
    few = asked()
    for number in range(1, 6):
        watch.ahead = timedelta(days=number)
        body(officer, f"R-{number:04d}")
    # Back before the session of the browser would end.
    watch.ahead = timedelta()
    assert asked() == few
    newest = days(board, most=4)
    assert [one["day"] for one in newest["days"]] == [first + timedelta(n) for n in (5, 4, 3, 2)]
    older = days(board, before=newest["next"], most=4)
    assert [one["day"] for one in older["days"]] == [first + timedelta(1), first]
    assert older["next"] is None
    assert cases_of_day(board, "recorded", first, skip=1)["cases"] == []


def test_days_are_drawn_beside_each_other_and_idle_ones_are_counted() -> None:
    listed = [
        {"day": date(2026, 5, 16), "counts": {"recorded": 1}},
        {"day": date(2026, 5, 12), "counts": {"recorded": 9, "asked": 4}},
        {"day": date(2026, 5, 11), "counts": {"asked": 1}},
    ]
    drawn = drawn_days.draw(listed, ["asked", "recorded"])
    assert [kind for kind, _ in drawn.rows] == ["asked", "recorded"]
    # 13, 14 and 15 May lie between.
    assert [idle for idle, _ in drawn.gaps] == [3]
    across = sorted({spot.x for spot in drawn.spots})
    assert len(across) == 3 and across == sorted(across)
    assert across[1] < drawn.gaps[0][1] < across[2] < drawn.width
    most = max(drawn.spots, key=lambda spot: spot.radius)
    assert (most.count, most.radius) == (9, 10)
    assert min(spot.radius for spot in drawn.spots) == 4


# ------------------------------------------------------------------------------------------- family


def related(clerk: Actor, request: rows.TracingRequest, relation: str, tie: Tie) -> None:
    known = notices.KnownRelative(
        request=request.id,
        name=f"Name of the {relation}",
        relation=relation,
        tie=tie,
        language="en",
        contact_source=ContactSource.RELATIVE_INTERVIEW,
        contact_given_on=today(),
        phone="+380 50 222",
    )
    notices.record_relative(clerk, known)


def test_a_family_is_drawn_with_descent_on_one_side_and_life_on_the_other(
    clerk: Actor, browser_of: BrowserOf
) -> None:
    request = intake.open_request(clerk, report("T-0001"))
    browser = browser_of(clerk)
    address = "/o/FERRY/requests/T-0001/family"
    assert "Nobody of the family is recorded yet." in text_of(browser.get(address))
    related(clerk, request, "stepfather", Tie.SOCIAL)
    assert "Nobody here is related by descent." in text_of(browser.get(address))
    related(clerk, request, "sister", Tie.BIOLOGICAL)
    related(clerk, request, "mother", Tie.BOTH)
    shown = browser.get(address)
    assert [one["relation"] for one in shown.context["family"]] == [
        "stepfather",
        "sister",
        "mother",
    ]
    page = text_of(shown)
    assert "Name of the" not in page and "+380" not in page and "Ines" not in page
    assert "/o/FERRY/requests/T-0001/family" in text_of(browser.get("/o/FERRY/requests/T-0001/"))

    drawn = {one.words: one for one in shown.context["drawn"].members}
    assert drawn["sister"].x < drawn["stepfather"].x
    assert [kind for kind, _ in drawn["sister"].lines] == ["descent"]
    assert [kind for kind, _ in drawn["stepfather"].lines] == ["life"]
    assert [kind for kind, _ in drawn["mother"].lines] == ["descent", "life"]
    # The boxes of one side do not touch.
    assert abs(drawn["sister"].y - drawn["mother"].y) > 40


def test_a_family_without_end_fits_its_picture() -> None:
    words = "the daughter of the brother of her mother"
    drawn = drawn_family.draw([{"relation": words, "tie": "biological"}] * 40)
    assert max(one.y for one in drawn.members) + 40 <= drawn.height
    assert all(len(one.words) == 24 and one.words.endswith("…") for one in drawn.members)
