"""The signature under what cannot be undone."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client, RequestFactory

from antigone.access import Role
from antigone.access.models import Account
from antigone.site.sessions import SessionStore
from antigone.workbench.desk import Desk, desk_at
from antigone.workbench.signature import (
    NotSigned,
    TooManySignatures,
    WrongSignature,
    require_signature,
)
from tests.homes import PASSWORD, Staff, Watch
from tests.workbench.test_signing_in_pages import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(staff: Staff) -> Account:
    return Account.objects.get(id=staff.hire("berta", Role.BOARD_MEMBER).account_id)


def signing(member: Account, **said: str) -> Desk:
    """The desk of somebody who has just signed."""
    request = RequestFactory().post(
        "/", {f"signature-{name}": value for name, value in said.items()}
    )
    request.user = member
    session: SessionBase = SessionStore()
    request.session = session
    return desk_at(request, "")


def test_the_password_signs_where_there_is_no_second_factor(member: Account) -> None:
    require_signature(signing(member, password=PASSWORD))
    with pytest.raises(WrongSignature):
        require_signature(signing(member, password=PASSWORD + " "))
    with pytest.raises(NotSigned):
        require_signature(signing(member))


def test_with_a_second_factor_both_are_needed_and_a_code_counts_once(member: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    printed = RecoveryCodes.activate(member).get_unused_codes()
    with pytest.raises(NotSigned):
        require_signature(signing(member, password=PASSWORD))
    with pytest.raises(WrongSignature):
        require_signature(signing(member, password="wrong words in it", code=code_of(secret)))
    require_signature(signing(member, password=PASSWORD, code=code_of(secret)))
    with pytest.raises(WrongSignature):
        require_signature(signing(member, password=PASSWORD, code=code_of(secret)))
    # As it stands on paper, in two groups.
    require_signature(signing(member, password=PASSWORD, code=f"{printed[0][:4]} {printed[0][4:]}"))
    with pytest.raises(WrongSignature):
        require_signature(signing(member, password=PASSWORD, code=printed[0]))


def test_a_code_is_not_used_up_by_a_wrong_password(member: Account) -> None:
    TOTP.activate(member, generate_totp_secret())
    printed = RecoveryCodes.activate(member).get_unused_codes()
    with pytest.raises(WrongSignature):
        require_signature(signing(member, password="wrong words in it", code=printed[0]))
    require_signature(signing(member, password=PASSWORD, code=printed[0]))


def test_whoever_guesses_must_wait(member: Account, watch: Watch) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignature):
            require_signature(signing(member, password="wrong words in it"))
    with pytest.raises(TooManySignatures):
        require_signature(signing(member, password=PASSWORD))
    watch.ahead += timedelta(minutes=6)
    require_signature(signing(member, password=PASSWORD))


def test_signatures_that_fit_are_not_counted(member: Account) -> None:
    for _ in range(12):
        require_signature(signing(member, password=PASSWORD))


def test_the_fields_ask_for_a_code_only_where_there_is_one(staff: Staff, member: Account) -> None:
    house = Account.objects.get(id=staff.administrator.account_id)
    browser = Client()
    browser.force_login(house)
    page = browser.get("/administration/people/berta/close").content.decode()
    assert 'name="signature-password"' in page and 'name="signature-code"' not in page
    TOTP.activate(house, generate_totp_secret())
    page = browser.get("/administration/people/berta/close").content.decode()
    assert 'name="signature-code"' in page


def test_what_was_typed_is_not_shown_again(staff: Staff, member: Account) -> None:
    browser = Client()
    browser.force_login(Account.objects.get(id=staff.administrator.account_id))
    refused = browser.post(
        "/administration/people/berta/close", {"signature-password": "wrong words in it"}
    )
    assert refused.status_code == 422
    assert b"wrong words in it" not in refused.content
    assert Account.objects.get(id=member.id).is_active
    done = browser.post("/administration/people/berta/close", {"signature-password": PASSWORD})
    assert done["Location"] == "/administration/"
    assert not Account.objects.get(id=member.id).is_active
