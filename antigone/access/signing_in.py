"""Signing in at the command line: a token that expires, in a file only its owner can read."""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password

from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.models import Account, OperationIdentity, Token
from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_

LASTS = timedelta(hours=12)
_TOKEN_BYTES = 32


class WrongSignIn(Refusal):
    """Name or password is wrong; which of them is not told."""

    code = "wrong-sign-in"
    sentence = N_("This name and password do not open an account here.")
    remedy = N_("Check capital letters and the keyboard layout, and try again.")


class NotSignedIn(Refusal):
    """There is no valid token for this home."""

    code = "not-signed-in"
    sentence = N_("You are not signed in, or the sign-in has expired. Nothing was done.")
    remedy = N_("Sign in with: antigone login")


class NamedActorRefused(Refusal):
    """Somebody tried to act under a name without signing in, in a home that is not an exercise."""

    code = "named-actor-refused"
    sentence = N_("Acting under a name without signing in is for homes of the exercise only.")
    remedy = N_("Sign in with: antigone login")


class NoSuchAccount(Refusal):
    """The exercise has nobody of this name."""

    code = "no-such-account"
    sentence = N_("There is no open account “{name}” in this home.")
    remedy = N_("Check the name; accounts that were closed can no longer act.")


class NoSuchOperation(Refusal):
    """No operation has this code."""

    code = "no-such-operation"
    sentence = N_("There is no operation “{code}” in which you hold a role.")
    remedy = N_("Check the code, or ask an administrator for a role in it.")


@dataclass(frozen=True)
class SignedIn:
    """A fresh sign-in. The token exists here and in its owner's file, nowhere else."""

    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"SignedIn(expires_at={self.expires_at!r})"


def sign_in(name: str, password: str) -> SignedIn:
    """Return a token for the account. Raises `WrongSignIn`, and takes as long for a wrong name."""
    account = Account.objects.filter(sign_in_name__iexact=name, is_active=True).first()
    if account is None:
        make_password(password)
        raise WrongSignIn
    if not check_password(password, account.password):
        raise WrongSignIn
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    at = now()
    Token.objects.filter(expires_at__lte=at).delete()
    Token.objects.create(hash=_hash(token), account=account, made_at=at, expires_at=at + LASTS)
    return SignedIn(token, at + LASTS)


def sign_out(token: str) -> None:
    """End a sign-in; a token that is not known is no fault."""
    Token.objects.filter(hash=_hash(token)).delete()


def actor_from_token(token: str, *, operation: str = "") -> Actor:
    """Return who acts, in the operation of that code or in the house.

    Raises `NotSignedIn` and `NoSuchOperation`.
    """
    row = (
        Token.objects.filter(hash=_hash(token), expires_at__gt=now(), account__is_active=True)
        .only("account_id")
        .first()
    )
    if row is None:
        raise NotSignedIn
    return _actor(row.account_id, operation)


def actor_named(config: Config, name: str, *, operation: str = "") -> Actor:
    """Return who acts by name alone, in homes of the exercise.

    Raises `NamedActorRefused`, `NoSuchAccount` and `NoSuchOperation`.
    """
    if not config.is_exercise:
        raise NamedActorRefused
    account = Account.objects.filter(sign_in_name__iexact=name, is_active=True).first()
    if account is None:
        raise NoSuchAccount(name=name)
    return _actor(account.id, operation)


def keep_token(config: Config, token: str, *, folder: Path | None = None) -> Path:
    """Write a token to the owner's own file for this home and return its path."""
    path = _token_path(config, folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    # The mode is given at the making: a file that is narrowed later was open for a moment.
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(token)
    return path


def kept_token(config: Config, *, folder: Path | None = None) -> str:
    """Return the token kept for this home. Raises `NotSignedIn`."""
    try:
        return _token_path(config, folder).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise NotSignedIn from None


def forget_token(config: Config, *, folder: Path | None = None) -> None:
    """Remove the token kept for this home."""
    with suppress(FileNotFoundError):
        _token_path(config, folder).unlink()


def _token_path(config: Config, folder: Path | None) -> Path:
    from platformdirs import user_config_path

    place = hashlib.sha256(str(config.home.resolve()).encode()).hexdigest()[:16]
    return (folder or user_config_path("antigone", appauthor=False)) / f"token-{place}"


def _hash(token: str) -> bytes:
    # A token is 256 random bits: nothing can be tried out, so no slow hash is needed.
    return hashlib.sha256(token.encode()).digest()


def _actor(account_id: object, operation: str) -> Actor:
    if not operation:
        return Actor(account_id=account_id)
    # An operation in which one holds no role does not exist for him.
    known = OperationIdentity.objects.filter(code=operation, grants__account=account_id).first()
    if known is None:
        raise NoSuchOperation(code=operation)
    return Actor(account_id=account_id, operation_id=known.id)
