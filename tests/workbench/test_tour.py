"""The tour is for an exercise, at this machine: elsewhere there is no such address."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antigone.access import Role
from antigone.casework.procedures.accounts import WeakPassword
from antigone.config import Config, make_home
from antigone.exercise.tried import FILE
from antigone.workbench import tour
from tests.homes import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Client:
    return Client(headers={"host": "localhost:8000"})


@pytest.fixture
def crew(staff: Staff) -> Staff:
    """As many of the crew as the tour reads with."""
    staff.hire("rafi", Role.RECORDS_OFFICER)
    staff.hire("felix", Role.FAMILY_LIAISON_OFFICER)
    staff.hire("bruno", Role.BOARD_MEMBER)
    return staff


def test_it_opens_the_house_as_somebody_of_the_crew_in_one_step(crew: Staff, here: Client) -> None:
    page = here.get("/tour").content.decode()
    assert "What happened here" in page
    looked = here.post("/tour/as/rafi", {"next": "/me"})
    assert looked["Location"] == "/me"
    assert "rafi" in here.get("/me").content.decode()
    # Going on as somebody else ends the session before.
    here.post("/tour/as/bruno", {"next": "/me"})
    assert "rafi" not in here.get("/me").content.decode()


@pytest.mark.parametrize("name", ["admin", "nobody", "RAFI"])
def test_only_the_crew_is_looked_as(crew: Staff, here: Client, name: str) -> None:
    assert here.post(f"/tour/as/{name}").status_code == 404
    assert here.get("/me").status_code == 302


def test_looking_as_somebody_is_an_act_not_a_link(crew: Staff, here: Client) -> None:
    assert here.get("/tour/as/rafi").status_code == 404
    assert Client(enforce_csrf_checks=True).post("/tour/as/rafi").status_code == 403


@pytest.mark.parametrize(
    "elsewhere", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_HOST": "testserver"}, {"REMOTE_ADDR": ""}]
)
def test_another_machine_finds_nothing(crew: Staff, elsewhere: dict[str, str]) -> None:
    browser = Client(**{"HTTP_HOST": "localhost", **elsewhere})
    assert browser.get("/tour").status_code == 404
    assert browser.post("/tour/as/rafi").status_code == 404
    assert "Ready logins" not in browser.get("/sign-in").content.decode()


def test_a_real_home_has_no_such_address(
    crew: Staff, here: Client, config: Config, tmp_path: Path
) -> None:
    assert "Ready logins" in here.get("/sign-in").content.decode()
    make_home(tmp_path / "real", kind="real")
    (config.home / "home.json").write_text((tmp_path / "real" / "home.json").read_text())
    assert here.get("/tour").status_code == 404
    assert here.post("/tour/as/rafi").status_code == 404
    assert "Ready logins" not in here.get("/sign-in").content.decode()


def test_what_was_refused_is_said_in_the_readers_language(
    crew: Staff, here: Client, config: Config
) -> None:
    noted: list[dict[str, Any]] = [
        {"tried": "identify somebody by face alone", "code": "weak-password",
         "parameters": {"least": 12}},
        {"tried": "something of another version", "code": "no-such-code", "parameters": {}},
    ]  # fmt: skip
    (config.home / FILE).write_text(json.dumps(noted))
    (one,) = tour.tried()
    assert isinstance(one.refusal, WeakPassword)
    assert "shorter than 12 characters" in here.get("/tour").content.decode()
