"""Signing in: tokens expire, are kept by their owner alone, and a name alone is for exercises."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from antigone.access import Actor, Role
from antigone.access import signing_in as signing
from antigone.access.models import Account, Grant, Token
from antigone.casework.guard import code_of
from antigone.config import Config, make_home, utc_now
from tests.homes import PASSWORD, Staff, Watch, sql, unfenced


def test_a_token_stands_for_its_account_until_it_expires(
    staff: Staff, config: Config, watch: Watch, tmp_path: Path
) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    signed = signing.sign_in("CLERK", PASSWORD)
    assert signed.token not in repr(signed)
    path = signing.keep_token(config, signed.token, folder=tmp_path / "mine")
    assert path.stat().st_mode & 0o777 == 0o600
    token = signing.kept_token(config, folder=tmp_path / "mine")
    assert signing.actor_from_token(token, operation="FERRY") == clerk
    assert signing.actor_from_token(token) == Actor(account_id=clerk.account_id)
    with pytest.raises(signing.NoSuchOperation):
        signing.actor_from_token(token, operation="TRAIN")
    watch.ahead = signing.LASTS + timedelta(seconds=1)
    with pytest.raises(signing.NotSignedIn):
        signing.actor_from_token(token)


def test_a_token_is_nowhere_in_the_database(staff: Staff) -> None:
    token = signing.sign_in("admin", PASSWORD).token
    row = Token.objects.get()
    assert token.encode() not in bytes(row.hash)
    signing.sign_out(token)
    with pytest.raises(signing.NotSignedIn):
        signing.actor_from_token(token)


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_sign_in_does_not_tell_what_was_wrong(
    staff: Staff, name: str, password: str
) -> None:
    with pytest.raises(signing.WrongSignIn) as refused:
        signing.sign_in(name, password)
    assert refused.value.parameters == {}


def test_a_closed_account_signs_in_no_more(staff: Staff) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    token = signing.sign_in("clerk", PASSWORD).token
    with unfenced():
        Account.objects.filter(id=clerk.account_id).update(is_active=False)
    with pytest.raises(signing.NotSignedIn):
        signing.actor_from_token(token)
    with pytest.raises(signing.WrongSignIn):
        signing.sign_in("clerk", PASSWORD)


def test_a_name_alone_is_for_the_exercise(staff: Staff, config: Config, tmp_path: Path) -> None:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    assert signing.actor_named(config, "clerk", operation="FERRY") == clerk
    with pytest.raises(signing.NoSuchAccount):
        signing.actor_named(config, "nobody")
    make_home(tmp_path / "real", kind="real")
    with pytest.raises(signing.NamedActorRefused):
        signing.actor_named(Config(home=tmp_path / "real"), "clerk")


def test_without_a_token_nobody_is_signed_in(config: Config, tmp_path: Path) -> None:
    with pytest.raises(signing.NotSignedIn):
        signing.kept_token(config, folder=tmp_path)
    signing.forget_token(config, folder=tmp_path)


GRANTS: list[tuple[str, dict[str, Any]]] = [
    ("conflict-administrator", {"role": "data-protection-officer", "operation_id": None}),
    ("grant-without-giver", {"given_by_id": None, "role": "board-member"}),
]


@pytest.mark.parametrize("by", ["models", "sql"])
@pytest.mark.parametrize(("code", "changes"), GRANTS)
def test_the_database_refuses_grants_that_no_one_may_give(
    staff: Staff, code: str, changes: dict[str, Any], by: str
) -> None:
    from tests.homes import insert_by_sql

    giver = staff.hire("giver", Role.ADMINISTRATOR)
    stated: dict[str, Any] = {
        "account_id": staff.administrator.account_id,
        "operation_id": staff.operation,
        "given_by_id": giver.account_id,
        "valid_from": utc_now(),
    }
    grant = Grant(**(stated | changes))
    with pytest.raises(IntegrityError) as refused, unfenced(), transaction.atomic():
        if by == "models":
            grant.save(force_insert=True)
        else:
            insert_by_sql(grant)
    assert code_of(refused.value) == code


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_grant SET role = 'board-member'",
        "UPDATE access_grant SET valid_from = '2020-01-01'",
        "DELETE FROM access_grant",
        "DELETE FROM access_account",
        "UPDATE access_operationidentity SET code = 'X'",
    ],
)
def test_grants_and_accounts_are_not_rewritten(staff: Staff, statement: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        sql(statement)
    assert code_of(refused.value) in ("frozen", "never-removed")


def test_an_ended_grant_is_not_prolonged(staff: Staff) -> None:
    staff.hire("clerk", Role.INTAKE_OFFICER)
    with unfenced():
        grant = Grant.objects.get(role=Role.INTAKE_OFFICER)
        grant.valid_until = utc_now()
        grant.save()
        with pytest.raises(IntegrityError, match="guard:grant-prolonged"), transaction.atomic():
            Grant.objects.filter(id=grant.id).update(valid_until=None)


def test_nobody_grants_to_himself(staff: Staff) -> None:
    own = staff.administrator.account_id
    with (
        pytest.raises(IntegrityError, match="nobody_grants_to_himself"),
        unfenced(),
        transaction.atomic(),
    ):
        Grant.objects.create(
            account_id=own, given_by_id=own, role="administrator", valid_from=utc_now()
        )
