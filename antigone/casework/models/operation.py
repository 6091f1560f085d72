"""The operation: one incident or one mandate, with its authority and its legal basis."""

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.access.isolation import IsolatedManager, check_row
from antigone.access.models import OperationIdentity
from antigone.casework.models.base import CaseRow


class OperationKind(StrEnum):
    """Why there is an operation."""

    INCIDENT = "incident"
    MANDATE = "mandate"


class Listing(StrEnum):
    """Whether it is known who was there."""

    OPEN = "open"
    CLOSED = "closed"


class Operation(OperationIdentity):
    """An incident or a mandate. What it holds does not exist for another operation."""

    identity = models.OneToOneField(
        OperationIdentity, models.PROTECT, parent_link=True, primary_key=True, related_name="record"
    )
    name = models.CharField(max_length=200)
    kind = CodedField(codes=OperationKind)
    listing = CodedField(codes=Listing)
    authority = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=400)
    declared_missing = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = IsolatedManager()

    class Meta:
        base_manager_name = "objects"
        constraints = (
            models.CheckConstraint(
                name="operation_has_authority_and_basis",
                condition=~Q(authority="") & ~Q(legal_basis="") & ~Q(name=""),
            ),
        )

    def save(self, *args: Any, **how: Any) -> None:
        """Write the operation. Raises `OutsideStep` and `OutsideOperation`."""
        check_row(self)
        super().save(*args, **how)


class ManifestEntry(CaseRow):
    """One line of the manifest of a closed operation: somebody who is known to have been there."""

    line = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    seat = models.CharField(max_length=40, blank=True)
    request = models.ForeignKey(
        "casework.TracingRequest", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="manifest_line_stands_once", fields=("operation", "line")),
        )
