"""Administration: people and roles, operations, the house; and no case, for nobody."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from antigone.access import Actor, Discipline, Role
from antigone.access.models import Account, Grant
from antigone.casework.models import Operation
from tests.homes import PASSWORD, Scene, Staff, unfenced

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(staff: Staff) -> Client:
    return _of(staff.administrator)


def _of(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(id=actor.account_id))
    return browser


ADDRESSES = (
    "/administration/",
    "/administration/people/new",
    "/administration/people/admin/",
    "/administration/operations/",
    "/administration/house/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_opens_for_administrators_of_the_house_alone(staff: Staff, address: str) -> None:
    assert _of(staff.administrator).get(address).status_code == 200
    for role in Role:
        if role not in (Role.ADMINISTRATOR, Role.EXAMINER):
            actor = staff.hire(role.value, role)
            assert _of(actor).get(address).status_code == 403
    assert _of(staff.hire("fay", Discipline.FACE)).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_it_shows_no_case(scene: Scene) -> None:
    browser = _of(scene.staff.administrator)
    for address in ADDRESSES:
        page = browser.get(address).content.decode()
        for told in (scene.remains.code, scene.request.code, "Ines Alba", "Rosa Alba", "Pier 3"):
            assert told not in page


def test_a_person_is_invited_and_gets_a_role_after_reading_what_it_brings(
    staff: Staff, browser: Client
) -> None:
    refused = browser.post(
        "/administration/people/new",
        {"sign_in_name": "nour", "shown_name": "Nour A.", "password": "short"},
    )
    assert refused.status_code == 422
    assert "Nour A." in refused.content.decode() and "short" not in refused.content.decode()
    stated = {"sign_in_name": "nour", "shown_name": "Nour A.", "password": PASSWORD}
    made = browser.post("/administration/people/new", stated)
    assert made["Location"] == "/administration/people/nour/"
    again = browser.post("/administration/people/new", stated)
    assert again.status_code == 422 and "name-taken" in again.content.decode()

    role = {"role": "examiner", "discipline": "dna", "operation": "FERRY", "until": "2099-05-03"}
    read = browser.post("/administration/people/nour/", role).content.decode()
    assert "review.compare" in read and "neither recorded the body" in read
    account = Account.objects.get(sign_in_name="nour")
    assert not Grant.objects.filter(account=account).exists()
    given = browser.post("/administration/people/nour/", {**role, "read": "yes"})
    assert given.status_code == 302
    grant = Grant.objects.get(account=account)
    assert (grant.role, grant.discipline) == ("examiner", "dna")
    assert grant.valid_until == datetime(2099, 5, 3, 23, 59, 59, 999999, UTC)
    page = browser.get("/administration/").content.decode()
    assert "Nour A." in page and "examiner" in page


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ({"role": "examiner", "operation": "FERRY"}, "no-discipline"),
        ({"role": "board-member"}, "not-house-wide"),
        ({"role": "board-member", "operation": "ELSEWHERE"}, "ELSEWHERE"),
    ],
)
def test_a_role_that_cannot_be_held_so_is_refused(
    staff: Staff, browser: Client, role: dict[str, str], code: str
) -> None:
    staff.hire("nour")
    refused = browser.post("/administration/people/nour/", {**role, "read": "yes"})
    assert refused.status_code == 422
    assert code in refused.content.decode()


def test_who_watches_over_the_accounts_does_not_set_them_up(staff: Staff, browser: Client) -> None:
    staff.hire("petra", Role.DATA_PROTECTION_OFFICER)
    wanted = {"role": "administrator", "read": "yes"}
    refused = browser.post("/administration/people/petra/", wanted)
    assert refused.status_code == 422 and "roles-conflict" in refused.content.decode()


def test_a_role_ends_after_reading_what_goes(staff: Staff, browser: Client) -> None:
    actor = staff.hire("mira", Role.MORTUARY_OFFICER)
    grant = Grant.objects.get(account=actor.account_id)
    address = f"/administration/people/mira/roles/{grant.id}/end"
    assert "remains.record" in browser.get(address).content.decode()
    assert browser.post(address)["Location"] == "/administration/people/mira/"
    assert browser.get(address).status_code == 404
    assert (
        "None. Without a role nothing opens."
        in browser.get("/administration/people/mira/").content.decode()
    )


def test_a_role_of_somebody_else_does_not_end_under_this_name(
    staff: Staff, browser: Client
) -> None:
    staff.hire("mira", Role.MORTUARY_OFFICER)
    other = staff.hire("marek", Role.MORTUARY_OFFICER)
    grant = Grant.objects.get(account=other.account_id)
    assert browser.post(f"/administration/people/mira/roles/{grant.id}/end").status_code == 404
    assert Grant.objects.get(id=grant.id).valid_until is None


def test_an_operation_opens_with_its_manifest(browser: Client) -> None:
    stated = {
        "code": "HARBOUR",
        "name": "Harbour",
        "kind": "incident",
        "authority": "Coroner",
        "legal_basis": "Coroners Act, s. 12",
        "declared_missing": "2",
        "manifest": "Ana Ruiz, 12\n\nLeo Ruiz",
    }
    assert browser.post("/administration/operations/", stated).status_code == 302
    with unfenced():
        assert Operation.objects.get(code="HARBOUR").listing == "closed"
    again = browser.post("/administration/operations/", stated)
    assert again.status_code == 422 and "Ana Ruiz, 12" in again.content.decode()


def test_the_house_is_examined_without_any_secret(browser: Client) -> None:
    page = browser.get("/administration/house/").content.decode()
    assert "No backup was taken yet." in page and "verified" in page
    found = browser.post("/administration/house/").content.decode()
    assert "Face engine" in found and "Vault" in found and "good" in found


def test_nobody_but_oneself_teaches(browser: Client) -> None:
    assert "A case needs three people" in browser.get("/administration/").content.decode()
    own = browser.get("/administration/people/admin/").content.decode()
    assert "Another administrator does that." in own
