"""Oneself: choices, what one has seen and done, shown to nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from antigone.access import Actor, Role, signing_in
from antigone.access.exposure import begin_look, end_look, exposure_by_day
from antigone.access.models import Account, Preference
from antigone.casework.lists.own import own_entries
from antigone.casework.procedures import intake
from tests.homes import PASSWORD, Scene, Staff, Watch, found_remains

pytestmark = pytest.mark.django_db


def browser_of_account(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(id=actor.account_id))
    return browser


def test_choices_are_kept_and_shape_every_page(staff: Staff) -> None:
    browser = browser_of_account(staff.hire("mira", Role.MORTUARY_OFFICER))
    page = browser.get("/me").content.decode()
    assert 'data-single-keys="on"' in page and "data-bs-theme" not in page
    chosen = {"language": "ar", "theme": "dark", "dense": "on"}
    assert browser.post("/me", chosen)["Location"] == "/me"
    page = browser.get("/me").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert 'data-bs-theme="dark"' in page and 'data-density="compact"' in page
    assert 'data-single-keys="off"' in page
    refused = browser.post("/me", {"theme": "red"})
    assert refused.status_code == 422 and Preference.objects.get().theme == "dark"


def test_one_reads_ones_own_entries_and_nobody_elses(staff: Staff) -> None:
    mira = staff.hire("mira", Role.MORTUARY_OFFICER)
    marek = staff.hire("marek", Role.MORTUARY_OFFICER)
    for code in ("R1", "R2"):
        intake.record_remains(mira, found_remains(code))
    intake.record_remains(marek, found_remains("R3"))
    assert [one["action"] for one in own_entries(mira)] == ["remains.record"] * 2
    assert [one["action"] for one in own_entries(marek)] == ["remains.record"]
    assert len(own_entries(mira, most=1)) == 1
    page = browser_of_account(mira).get("/me").content.decode()
    assert page.count(">recorded remains</td>") == 2
    assert page.count(">mortuary officer</td>") == 2
    assert "remains.record" not in page


def test_what_was_seen_is_shown_to_oneself_by_day(scene: Scene, watch: Watch) -> None:
    mine, other = scene.mortuary.account_id, scene.examiner.account_id
    begin_look(mine, "first")
    end_look(mine, "first", 61)
    begin_look(mine, "second")
    page = browser_of_account(scene.mortuary).get("/me").content.decode()
    assert re.search(r"<td>2</td>\s*<td>2</td>", page)
    watch.ahead += timedelta(days=3)
    begin_look(mine, "third")

    seen = list(exposure_by_day(mine).items())

    assert [one.photographs for _, one in seen] == [1, 2]
    assert seen[0][0] - seen[1][0] == timedelta(days=3)
    assert seen[1][1].minutes == 2  # 61 seconds
    assert exposure_by_day(other) == {}


def test_a_break_asks_for_nothing(staff: Staff) -> None:
    page = browser_of_account(staff.administrator).get("/me/break").content.decode()
    assert "Nothing is lost" in page


def test_a_person_changes_her_own_password(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    browser = browser_of_account(clerk)
    new = "three larger red boats"
    said = {"password": new, "again": new}

    unsigned = browser.post("/me/password", said)
    assert unsigned.status_code == 422
    differ = browser.post(
        "/me/password", {**said, "again": "other", "signature-password": PASSWORD}
    )
    assert differ.status_code == 422
    short = browser.post(
        "/me/password", {"password": "short", "again": "short", "signature-password": PASSWORD}
    )
    assert "shorter than" in short.content.decode()
    assert signing_in.sign_in("clerk", PASSWORD).token

    done = browser.post("/me/password", {**said, "signature-password": PASSWORD})

    assert done.status_code == 302
    assert browser.get("/me").status_code == 200
    assert signing_in.sign_in("clerk", new).token
    with pytest.raises(signing_in.WrongSignIn):
        signing_in.sign_in("clerk", PASSWORD)
