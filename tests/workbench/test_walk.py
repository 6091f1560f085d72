"""Every address, as every role: in the own operation, in another one, and signed out."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client

from antigone.access import Actor, Discipline, Role
from antigone.access.actions import PERMITTED
from antigone.access.models import Account
from antigone.workbench import urls
from antigone.workbench.page import PAGES, HousePage, Page
from tests.homes import Staff, open_operation

NOBODY = UUID(int=7)
HELD: tuple[Role | Discipline, ...] = (
    *(role for role in Role if role not in (Role.EXAMINER, Role.ADMINISTRATOR)),
    *Discipline,
)
IN_OPERATION = [one for one in PAGES if not issubclass(one, HousePage)]
# The gate is the same for a page and for a script of it; a refusal as JSON is not rendered.
JSON = {"Accept": "application/json"}
KEYS = {"str": "nothing", "uuid": str(NOBODY), "int": "7", "slug": "nothing", "path": "nothing"}


def address(page: type[Page], operation: str) -> str:
    """Return the address of a page about something that is not there."""

    def key(found: re.Match[str]) -> str:
        return operation if found[2] == "op" else KEYS[found[1]]

    return "/" + re.sub(r"<(\w+):(\w+)>", key, page.route())


def may_open(page: type[Page], held: Role | Discipline) -> bool:
    """Say from the table of permissions alone whether a role opens a page."""
    role = Role.EXAMINER if isinstance(held, Discipline) else held
    trained = held if isinstance(held, Discipline) else None
    return any(
        office.role == role and office.discipline in (None, trained)
        for action in page.may
        for office in PERMITTED[action]
    )


@pytest.fixture
def crew(staff: Staff) -> dict[Role | Discipline, Actor]:
    """Somebody of each role and discipline, in one operation; another operation stands beside it."""
    open_operation(staff.administrator, "OTHER")
    return {one: staff.hire(f"a-{one}", one) for one in HELD}


@pytest.fixture
def browsers(crew: dict[Role | Discipline, Actor]) -> dict[Role | Discipline, Client]:
    seated = {}
    for held, actor in crew.items():
        browser = Client(raise_request_exception=True)
        browser.force_login(Account.objects.get(id=actor.account_id))
        seated[held] = browser
    return seated


def requests_of(page: type[Page]) -> Iterator[str]:
    """The ways in which a page can be asked: each is held against the same gate."""
    yield "get"
    for method, name in (("post", "act"), ("put", "take")):
        if name in vars(page):
            yield method


def test_there_are_pages() -> None:
    assert len(IN_OPERATION) > 40
    assert len({page.name for page in PAGES}) == len(PAGES)
    assert urls.urlpatterns


@pytest.mark.parametrize("page", IN_OPERATION, ids=lambda page: page.name)
def test_every_page_names_who_may_open_it(page: type[Page]) -> None:
    assert page.may, "a page that names no step opens for nobody"


def test_every_role_meets_the_gate(browsers: dict[Role | Discipline, Client]) -> None:
    wrong = []
    for page in IN_OPERATION:
        for held, browser in browsers.items():
            for method in requests_of(page):
                status = getattr(browser, method)(address(page, "FERRY"), headers=JSON).status_code
                allowed = may_open(page, held)
                if allowed == (status == 403) or status >= 500:
                    wrong.append((page.name, str(held), method, status, allowed))
    assert not wrong


def test_another_operation_does_not_exist(browsers: dict[Role | Discipline, Client]) -> None:
    somebody = browsers[Role.BOARD_MEMBER]
    for page in IN_OPERATION:
        for method in requests_of(page):
            nowhere = getattr(somebody, method)(address(page, "NOWHERE"))
            here = getattr(somebody, method)(address(page, "OTHER"))
            assert (nowhere.status_code, here.status_code) == (404, 404), page.name
            assert _told(here) == _told(nowhere), page.name
        for held, browser in browsers.items():
            elsewhere = browser.get(address(page, "OTHER"), headers=JSON)
            assert elsewhere.status_code == 404, (page.name, held)


def test_signed_out_nothing_opens(staff: Staff) -> None:
    stranger = Client()
    for page in PAGES:
        if getattr(page, "for_anybody", False):
            continue
        place = address(page, "FERRY")
        shown = stranger.get(place)
        assert shown.status_code in (302, 401), page.name
        assert shown.status_code == 401 or shown["Location"].startswith("/sign-in"), page.name
        for method in ("post", "put"):
            assert getattr(stranger, method)(place).status_code in (302, 401, 403, 405), page.name
        asked = stranger.get(place, headers={"Accept": "application/json"})
        assert asked.status_code in (302, 401), page.name


def test_an_account_that_was_closed_opens_nothing(
    staff: Staff, browsers: dict[Role | Discipline, Client]
) -> None:
    from antigone.casework.procedures import accounts

    browser = browsers[Role.MORTUARY_OFFICER]
    assert browser.get("/o/FERRY/remains/").status_code == 200
    house = Actor(account_id=staff.administrator.account_id)
    accounts.close_account(house, Account.objects.get(sign_in_name="a-mortuary-officer").id)
    assert browser.get("/o/FERRY/remains/").status_code == 302


def _told(answer: object) -> bytes:
    """What a page says, without the marks that differ at every answer."""
    content: bytes = answer.content  # type: ignore[attr-defined]
    content = re.sub(
        rb'(name="csrfmiddlewaretoken" value|name="csrf" content)="[^"]*"', b"", content
    )
    return re.sub(rb'"next" value="[^"]*"', b"", content)
