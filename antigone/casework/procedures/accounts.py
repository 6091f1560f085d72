"""Accounts and roles: who may work here. No account is removed, no grant is changed, both end."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.models import Account, Grant, Token
from antigone.access.requirement import AccountClosed
from antigone.access.roles import CONFLICTS, HOUSE_WIDE, Discipline, Role
from antigone.access.writing import noting
from antigone.casework.record import begin_record, hold_edge, write_entry
from antigone.casework.step import step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

_LEAST_PASSWORD = 12


class AlreadyFounded(Refusal):
    """The first account was made before; further ones are given by an administrator."""

    code = "already-founded"
    sentence = N_("This home has accounts already. No further first account was made.")
    remedy = N_("Ask an administrator of this home for an account.")


class NameTaken(Refusal):
    """Two accounts with one sign-in name could not be told apart in the record."""

    code = "name-taken"
    sentence = N_("There is an account with this sign-in name, open or closed. None was made.")
    remedy = N_("Choose another sign-in name.")


class WeakPassword(Refusal):
    """A password is too short."""

    code = "weak-password"
    sentence = N_("The password is shorter than {least} characters. No account was made.")
    remedy = N_("Use several unrelated words.")


class RolesConflict(Refusal):
    """One person may not hold both roles at one time."""

    code = "roles-conflict"
    sentence = N_("Who is {held} may not be {given} at the same time. No role was given.")
    remedy = N_("Give the role to somebody else, or end the other one first.")


class OwnRole(Refusal):
    """Nobody gives a role to himself."""

    code = "own-role"
    sentence = N_("You may not give a role to yourself. No role was given.")
    remedy = N_("Ask another administrator of this home.")


class NoDiscipline(Refusal):
    """An examiner is trained in something, and nobody else carries a discipline."""

    code = "no-discipline"
    sentence = N_("An examiner has one discipline, another role has none. No role was given.")
    remedy = N_("Name the discipline of an examiner, and none for another role.")


class NotHouseWide(Refusal):
    """A role that sees cases belongs to one operation."""

    code = "not-house-wide"
    sentence = N_("“{role}” is held in one operation, not in the whole home. No role was given.")
    remedy = N_("Name the operation in which it shall be held.")


class OtherOperation(Refusal):
    """An administrator of one operation reached for another, or for the whole house."""

    code = "other-operation"
    sentence = N_("You give roles in one operation only, and this is not the one. None was given.")
    remedy = N_("Ask an administrator of the whole home.")


class NoSuchAccountHere(Refusal):
    """No account has this id."""

    code = "no-account"
    sentence = N_("This home has no such account. Nothing was done.")
    remedy = N_("See who works here in the list of accounts.")


class OwnAccount(Refusal):
    """Whoever closes her own account can no more undo it."""

    code = "own-account"
    sentence = N_("You cannot close your own account. Nothing was done.")
    remedy = N_("Ask another administrator of this home.")


class NoSuchGrant(Refusal):
    """No grant has this id."""

    code = "no-grant"
    sentence = N_("There is no such grant that is not ended already. Nothing was done.")
    remedy = N_("See who holds which role in the list of accounts.")


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """Somebody who will work here. Raises `WeakPassword`."""

    sign_in_name: str
    shown_name: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.password) < _LEAST_PASSWORD:
            raise WeakPassword(least=_LEAST_PASSWORD)


@dataclass(frozen=True, kw_only=True)
class RoleGiven:
    """A role for an account, in one operation or, `operation` None, for the whole house.

    Raises `NoDiscipline` and `NotHouseWide`.
    """

    account: UUID
    role: Role
    discipline: Discipline | None = None
    operation: UUID | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if (self.role is Role.EXAMINER) != (self.discipline is not None):
            raise NoDiscipline
        if self.operation is None and self.role not in HOUSE_WIDE:
            raise NotHouseWide(role=named("Role", self.role.value))


class PasswordTooShort(WeakPassword):
    """One's own new password is too short."""

    code = "password-too-short"
    sentence = N_("The password is shorter than {least} characters. The old one stays.")


def change_password(actor: Actor, password: str) -> None:
    """Give oneself another password; whoever asks has just signed with the old one.

    No entry: what somebody knows is no act in a case, and nobody else can change it. Sign-ins from the
    command line end with the old one. Raises `AccountClosed` and `PasswordTooShort`.
    """
    if len(password) < _LEAST_PASSWORD:
        raise PasswordTooShort(least=_LEAST_PASSWORD)
    account = Account.objects.filter(pk=actor.account_id, is_active=True).first()
    if account is None:
        raise AccountClosed
    account.password = make_password(password)
    account.save(update_fields=["password"])
    Token.objects.filter(account=account).delete()


def found(first: NewAccount) -> Account:
    """Begin the record of a new home with its first administrator. Raises `AlreadyFounded`.

    The only change of a home that nobody permitted: there was nobody yet.
    """
    with transaction.atomic(durable=True), noting() as noted:
        begin_record()
        edge = hold_edge()
        if Account.objects.exists():
            raise AlreadyFounded
        at = now()
        account = _new_account(first, at)
        Grant.objects.create(account=account, role=Role.ADMINISTRATOR, given_by=None, valid_from=at)
        write_entry(
            edge,
            at=at,
            actor=account.ledger_id,
            action="house.found",
            objects=list(noted),
            because="first account of a new home",
        )
    return account


def add_account(actor: Actor, new: NewAccount) -> Account:
    """Make an account without any role. Raises `NameTaken`."""
    with step(actor, Action.ADD_ACCOUNT) as doing:
        if Account.objects.filter(sign_in_name__iexact=new.sign_in_name).exists():
            raise NameTaken
        return _new_account(new, doing.at)


def give_role(actor: Actor, given: RoleGiven) -> Grant:
    """Give a role. Raises `OtherOperation`, `NoSuchAccountHere`, `OwnRole` and `RolesConflict`."""
    with step(actor, Action.GIVE_ROLE) as doing:
        if actor.operation_id not in (None, given.operation):
            raise OtherOperation
        account = Account.objects.filter(id=given.account, is_active=True).first()
        if account is None:
            raise NoSuchAccountHere
        if account.id == actor.account_id:
            raise OwnRole
        held = account.grants.exclude(valid_until__lte=doing.at).values_list("role", flat=True)
        for pair in CONFLICTS:
            for one, other in (pair, pair[::-1]):
                if given.role == one and other in held:
                    raise RolesConflict(held=other.value, given=one.value)
        if given.operation is not None:
            doing.name(f"operation:{given.operation.hex}")
        return Grant.objects.create(
            account=account,
            operation_id=given.operation,
            role=given.role,
            discipline=given.discipline or "",
            given_by_id=actor.account_id,
            valid_from=doing.at,
            valid_until=given.until,
        )


def end_role(actor: Actor, grant: UUID) -> None:
    """End a grant now. Raises `NoSuchGrant`."""
    with step(actor, Action.END_ROLE) as doing:
        grants = Grant.objects.filter(id=grant).exclude(valid_until__lte=doing.at)
        if actor.operation_id is not None:
            grants = grants.filter(operation=actor.operation_id)
        held = grants.first()
        if held is None:
            raise NoSuchGrant
        held.valid_until = max(doing.at, held.valid_from)
        held.save(update_fields=["valid_until"])


def close_account(actor: Actor, account: UUID) -> Account:
    """Close an account: its roles end, its tokens are gone; what it did stays under its name.

    The actor acts for the house. Raises `NoSuchAccountHere` and `OwnAccount`, so that one always remains.
    """
    with step(actor, Action.CLOSE_ACCOUNT) as doing:
        closing = Account.objects.filter(id=account, is_active=True).first()
        if closing is None:
            raise NoSuchAccountHere
        if closing.id == actor.account_id:
            raise OwnAccount
        closing.is_active = False
        closing.save(update_fields=["is_active"])
        standing = closing.grants.exclude(valid_until__lte=doing.at)
        standing.filter(valid_from__lte=doing.at).update(valid_until=doing.at)
        for later in standing.filter(valid_from__gt=doing.at):
            later.valid_until = later.valid_from
            later.save(update_fields=["valid_until"])
        Token.objects.filter(account=closing).delete()
        return closing


def _new_account(new: NewAccount, at: datetime) -> Account:
    return Account.objects.create(
        sign_in_name=new.sign_in_name,
        shown_name=new.shown_name,
        password=make_password(new.password),
        made_at=at,
    )
