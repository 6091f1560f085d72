"""What every row of a case has: an opaque id, its operation, who recorded it and when."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from antigone.access.actions import Action
from antigone.access.isolation import IsolatedManager, check_row
from antigone.access.writing import Recorded


class CaseRow(Recorded):
    """A row of one operation: found only within it, written only in a step.

    The guards hold every subclass to this: id, operation, recorder and time never change, no row is
    replaced, and what it refers to belongs to the same operation.
    """

    operation_field = "operation_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    operation = models.ForeignKey("casework.Operation", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = IsolatedManager()

    class Meta:
        abstract = True
        # Also what is reached through a relation is fenced.
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.ledger_id

    def save(self, *args: Any, **how: Any) -> None:
        """Write the row. Raises `OutsideStep` and `OutsideOperation`."""
        check_row(self)
        super().save(*args, **how)

    def delete(self, *args: Any, **how: Any) -> tuple[int, dict[str, int]]:
        """Remove the row. Raises `OutsideStep` and `OutsideOperation`."""
        check_row(self)
        return super().delete(*args, **how)

    def bars(self, account_id: UUID, action: Action) -> str:
        """Return the earlier part that bars this person from the step, empty if none does."""
        return ""


class StoredBlob(models.Model):
    """A file in the vault. Emptying `wrapped_key` erases it, whatever is left on the disk."""

    blob_id = models.CharField(max_length=64, unique=True)
    wrapped_key = models.BinaryField(null=True)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        abstract = True
