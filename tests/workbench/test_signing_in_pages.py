"""Who comes in, and how: password, second factor, printed codes; never by a hint of who has an account."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client

from antigone.access import Role
from antigone.access.models import Account, Remembered
from antigone.casework.models import LedgerEntry
from antigone.config import Config, make_home
from tests.homes import PASSWORD, Staff, Watch

pytestmark = pytest.mark.django_db

WRONG = "This name and password do not open an account here."


@pytest.fixture
def officer(staff: Staff) -> Account:
    actor = staff.hire("mira", Role.MORTUARY_OFFICER)
    return Account.objects.get(id=actor.account_id)


@pytest.fixture
def real_home(config: Config, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The same house, as one in which cases are real."""
    home = config.home
    (home / "home.json").unlink()
    (home / "home.json").write_text((made_real(tmp_path) / "home.json").read_text())
    yield home


def made_real(tmp_path: Path) -> Path:
    make_home(tmp_path / "elsewhere", kind="real")
    return tmp_path / "elsewhere"


def sign_in(browser: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/sign-in", {"login": name, "password": password, **more})


def code_of(secret: str, *, ahead: int = 0) -> str:
    """The code of RFC 6238 for a period, counted from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def enrol(browser: Client) -> str:
    """Add an app, and return its secret."""
    page = browser.get("/me/second-factor/app").content.decode()
    groups = re.search(
        r'Or type this into the app:\s*<span class="code long" dir="ltr">([A-Z2-7 ]+)<', page
    )
    assert groups is not None
    secret = groups[1].replace(" ", "")
    added = browser.post("/me/second-factor/app", {"code": code_of(secret)})
    assert added["Location"] == "/me/second-factor/codes"
    return secret


def printed_codes(browser: Client) -> list[str]:
    page = browser.get("/me/second-factor/codes").content.decode()
    return [one.replace(" ", "") for one in re.findall(r">(\d{4} \d{4})<", page)]


def test_name_and_password_open_the_door(officer: Account) -> None:
    browser = Client()
    assert sign_in(browser, "MIRA", next="/me")["Location"] == "/me"
    assert browser.get("/me").status_code == 200
    entries = LedgerEntry.objects.count()
    browser.post("/sign-out")
    assert browser.get("/me")["Location"] == "/sign-in?next=/me"
    # Who comes and goes is no step in a case, and no account was written.
    assert LedgerEntry.objects.count() == entries


def test_wrong_name_and_wrong_password_are_answered_alike(officer: Account) -> None:
    Account.objects.filter(id=officer.id)
    answers = []
    for name, password in (("mira", "wrong words in it"), ("nobody", PASSWORD)):
        answer = sign_in(Client(), name, password)
        page = answer.content.decode()
        assert WRONG in page and PASSWORD not in page
        # What differs is the mark of the form and the name that was typed.
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page).replace(name, "")
        answers.append((answer.status_code, page))
    assert answers[0] == answers[1]


def test_a_closed_account_is_like_none(staff: Staff, officer: Account) -> None:
    from antigone.access import Actor
    from antigone.casework.procedures import accounts

    accounts.close_account(Actor(account_id=staff.administrator.account_id), officer.id)
    browser = Client()
    assert WRONG in sign_in(browser, "mira").content.decode()
    assert browser.get("/me").status_code == 302


def test_whoever_guesses_must_wait(officer: Account, watch: Watch) -> None:
    for _ in range(5):
        assert WRONG in sign_in(Client(), "mira", "wrong words in it").content.decode()
    refused = sign_in(Client(), "mira").content.decode()
    assert "tried too often" in refused
    assert Remembered.objects.exists()
    watch.ahead += timedelta(minutes=6)
    assert sign_in(Client(), "mira").status_code == 302


def test_sessions_lie_sealed_and_under_another_name(officer: Account) -> None:
    browser = Client()
    sign_in(browser, "mira")
    key = browser.session.session_key
    row = Session.objects.get()
    assert key is not None and key not in (row.session_key, row.session_data)
    assert str(officer.id) not in row.session_data
    assert browser.session["_auth_user_id"] == str(officer.id)


@pytest.mark.parametrize(
    ("waited", "opens"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False)]
)
def test_a_session_ends_when_nothing_is_asked(
    officer: Account, watch: Watch, waited: timedelta, opens: bool
) -> None:
    browser = Client()
    sign_in(browser, "mira")
    watch.ahead += waited
    assert (browser.get("/me").status_code == 200) is opens


def test_a_session_ends_after_a_long_shift_whatever_is_asked(
    officer: Account, watch: Watch
) -> None:
    browser = Client()
    sign_in(browser, "mira")
    for _ in range(24):
        assert browser.get("/me").status_code == 200
        watch.ahead += timedelta(minutes=31)
    assert browser.get("/me").status_code == 302


def test_a_page_that_outlived_its_session_gets_a_fresh_mark(officer: Account) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    answer = browser.get("/me/token", headers={"Accept": "application/json"}).json()
    assert answer["account"] == officer.id.hex
    kept = browser.post("/me", {"theme": "dark", "csrfmiddlewaretoken": answer["token"]})
    assert kept.status_code == 302
    refused = browser.post("/me", {"theme": "dark"}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (403, "stale-page")
    browser.logout()
    over = browser.get("/me/token", headers={"Accept": "application/json"})
    assert (over.status_code, over.json()["code"]) == (401, "signed-out")


def test_a_real_home_asks_for_a_second_factor_before_any_page(
    officer: Account, real_home: Path
) -> None:
    browser = Client()
    sign_in(browser, "mira")
    assert browser.get("/me")["Location"] == "/me/second-factor?next=/me"
    assert browser.get("/me/second-factor").status_code == 200
    enrol(browser)
    assert browser.get("/me").status_code == 200
    # The last one stays while a role asks for it.
    kept = browser.post("/me/second-factor/app/remove").content.decode()
    assert "Your roles need a second factor" in kept
    assert Authenticator.objects.filter(type="totp").exists()


def test_the_secret_of_an_app_lies_sealed(officer: Account) -> None:
    browser = Client()
    sign_in(browser, "mira")
    picture = browser.get("/me/second-factor/app") and browser.get("/me/second-factor/app.svg")
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content
    secret = enrol(browser)
    for one in Authenticator.objects.all():
        assert secret not in str(one.data)
    assert browser.get("/me/second-factor/app.svg").status_code == 404


def test_a_tampered_secret_fits_no_code(officer: Account) -> None:
    browser = Client()
    sign_in(browser, "mira")
    secret = enrol(browser)
    own = Authenticator.objects.get(type="totp")
    own.data["secret"] = "AAAA" + own.data["secret"][4:]
    own.save()
    assert not own.wrap().validate_code(code_of(secret))
    # An empty key would make codes that anybody can compute.
    assert not own.wrap().validate_code(code_of(""))


def test_the_second_factor_is_asked_for_and_a_code_counts_once(officer: Account) -> None:
    first = Client()
    sign_in(first, "mira")
    secret = enrol(first)
    printed = printed_codes(first)
    assert len(set(printed)) == 10
    assert "not shown again" in first.get("/me/second-factor/codes").content.decode()

    browser = Client()
    assert sign_in(browser, "mira")["Location"] == "/sign-in/second-factor"
    assert browser.get("/me").status_code == 302
    wrong = browser.post("/sign-in/second-factor", {"code": "000000"}).content.decode()
    assert "The code does not fit." in wrong and "This machine says" in wrong
    code = code_of(secret, ahead=1)
    assert browser.post("/sign-in/second-factor", {"code": code}).status_code == 302
    assert browser.get("/me").status_code == 200

    again = Client()
    sign_in(again, "mira")
    assert again.post("/sign-in/second-factor", {"code": code}).status_code == 200
    assert again.post("/sign-in/second-factor", {"code": printed[0]}).status_code == 302
    assert again.get("/me").status_code == 200


def test_second_factors_change_only_after_the_password_once_more(
    officer: Account, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    sign_in(browser, "mira")
    later = time.time() + 400
    monkeypatch.setattr(time, "time", lambda: later)
    asked = browser.get("/me/second-factor/app")
    assert asked["Location"].startswith("/me/again?next=")
    wrong = browser.post(asked["Location"], {"password": "wrong words in it"})
    assert "The password does not fit." in wrong.content.decode()
    assert browser.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    assert browser.get("/me/second-factor/app").status_code == 200


def test_language_is_chosen_by_anybody_and_leads_back_only_here(officer: Account) -> None:
    browser = Client()
    chosen = browser.post("/language", {"language": "ar", "next": "//elsewhere.example/"})
    assert chosen["Location"] == "/"
    page = browser.get("/sign-in").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    browser.force_login(officer)
    browser.post("/language", {"language": "uk", "next": "/me"})
    assert (
        Client(headers={"Accept-Language": "fr"}).get("/sign-in").headers["Content-Language"]
        == "fr"
    )
    assert browser.get("/me").headers["Content-Language"] == "uk"


def test_nothing_is_open_that_allauth_would_offer(officer: Account) -> None:
    browser = Client()
    browser.force_login(officer)
    for address in ("/accounts/signup/", "/signup/", "/accounts/login/", "/password/reset/"):
        assert browser.get(address).status_code == 404


def test_every_answer_carries_the_policy(officer: Account) -> None:
    browser = Client()
    browser.force_login(officer)
    for address in ("/sign-in", "/me", "/nowhere"):
        answer = browser.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "data:" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        assert not re.search(r"\sstyle=|<style|onclick|javascript:", answer.content.decode())
