"""Accounts, the identity of operations, grants, tokens, and what each person prefers."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.access.roles import HOUSE_WIDE, Discipline, Role
from antigone.access.writing import Recorded, RecordedQuerySet
from antigone.wording import LANGUAGES


class AccountManager(BaseUserManager.from_queryset(RecordedQuerySet)):
    """Finds accounts by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of a sign-in name, whatever its letters' case."""
        account: Account = self.get(sign_in_name__iexact=username)
        return account


class Account(AbstractBaseUser, Recorded):
    """A person who works here. No address of any kind is kept. Never removed, only closed."""

    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign_in_name = models.CharField(max_length=80, unique=True)
    shown_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS = ("shown_name",)

    objects = AccountManager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="account_has_a_name", condition=~Q(sign_in_name="")),
        )

    def __str__(self) -> str:
        return self.ledger_id

    def save(self, *args: Any, **how: Any) -> None:
        """Write the account. Raises `OutsideStep`, but for a password that is hashed anew."""
        if how.get("update_fields") == ["password"]:
            models.Model.save(self, *args, **how)
        else:
            super().save(*args, **how)


class OperationIdentity(Recorded):
    """What makes an operation one: the fence that grants and rows refer to.

    Its record (authority, legal basis, manifest) is kept by the casework.
    """

    operation_field = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)

    class Meta:
        constraints = (models.CheckConstraint(name="operation_has_a_code", condition=~Q(code="")),)

    def __str__(self) -> str:
        return self.code


class Grant(Recorded):
    """A role that an account holds, in one operation, for a time. Ended, never changed.

    Nobody gives a role to himself; the guards know one exception, the first grant of a new home.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    operation = models.ForeignKey(
        OperationIdentity, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    role = CodedField(codes=Role)
    discipline = CodedField(codes=Discipline, blank=True, default="")
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="given_grants")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="examiner_has_a_discipline",
                condition=Q(role=Role.EXAMINER) & ~Q(discipline="")
                | ~Q(role=Role.EXAMINER) & Q(discipline=""),
            ),
            models.CheckConstraint(
                name="case_role_has_an_operation",
                condition=Q(operation__isnull=False) | Q(role__in=HOUSE_WIDE),
            ),
            models.CheckConstraint(
                name="nobody_grants_to_himself",
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("account")),
            ),
            models.CheckConstraint(
                name="grant_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        )
        indexes = (models.Index(fields=("account", "operation")),)

    def __str__(self) -> str:
        return self.ledger_id


class Token(models.Model):
    """A sign-in from the command line. Only the hash is here; the token is in a file of its owner."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="token_expires", condition=Q(expires_at__gt=F("made_at"))),
        )

    def __str__(self) -> str:
        return f"token of {self.account_id}"


class Preference(models.Model):
    """How one person wants pages to look and behave. No case is touched by it, so no step is."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="preference"
    )
    language = CodedField(codes=LANGUAGES, blank=True, default="")
    theme = CodedField(codes=("light", "dark"), blank=True, default="")
    dense = models.BooleanField(default=False)
    single_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"preference of {self.account_id}"


class Remembered(models.Model):
    """What the doors count for a while, such as failed sign-ins. Shared by all processes."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("until",)),)

    def __str__(self) -> str:
        return self.key


class Rest(models.Model):
    """One thing on somebody's worklist that rests until a day. No case is touched, so no step is.

    `item` is what the worklist calls it: a kind and an opaque id.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="rests")
    operation = models.ForeignKey(OperationIdentity, models.CASCADE, related_name="+")
    item = models.CharField(max_length=120)
    until = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="one_rest_each_item", fields=("account", "operation", "item")
            ),
        )

    def __str__(self) -> str:
        return f"rest of {self.account_id}"


class ListView(models.Model):
    """How somebody last chose to see one list of an operation: its filters and its order.

    `page` is the list's name; `chosen` what she chose there, by the name of the choice. No case is
    touched by it, so no step is.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="list_views")
    operation = models.ForeignKey(OperationIdentity, models.CASCADE, related_name="+")
    page = models.CharField(max_length=40)
    chosen = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="one_view_of_a_list", fields=("account", "operation", "page")
            ),
        )

    def __str__(self) -> str:
        return f"{self.page} of {self.account_id}"
