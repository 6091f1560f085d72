"""Nothing is written outside a step: whatever is written inside one stands in its ledger entry.

The step notes each row as it is written, so that no procedure can forget to name what it changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

_noted: ContextVar[dict[str, None] | None] = ContextVar("antigone_noted", default=None)


class OutsideStep(RuntimeError):
    """A row was about to be written outside a step: a fault of the program, not of a person."""


@contextmanager
def noting() -> Iterator[dict[str, None]]:
    """Let rows be written, and yield the ledger ids of those that were, in order, each once."""
    noted: dict[str, None] = {}
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note(*ledger_ids: str) -> None:
    """Note what is about to be written. Raises `OutsideStep`."""
    noted = _noted.get()
    if noted is None:
        raise OutsideStep(f"{', '.join(ledger_ids[:3])} would be written without a ledger entry")
    noted.update(dict.fromkeys(ledger_ids))


def ledger_id(model: type[models.Model], key: Any) -> str:
    """Return the opaque id of a row, such as "remains:5f0c…"."""
    return f"{model._meta.model_name}:{getattr(key, 'hex', key)}"


class RecordedQuerySet(models.QuerySet):
    """A query whose changes are noted row by row, also those made in bulk."""

    def bulk_create(self, objs: Any, *args: Any, **how: Any) -> Any:
        """Write several rows. Raises `OutsideStep`."""
        objs = list(objs)
        note(*(ledger_id(self.model, row.pk) for row in objs))
        return super().bulk_create(objs, *args, **how)

    def bulk_update(self, objs: Any, *args: Any, **how: Any) -> Any:
        """Change several rows. Raises `OutsideStep`."""
        objs = list(objs)
        note(*(ledger_id(self.model, row.pk) for row in objs))
        return super().bulk_update(objs, *args, **how)

    def update(self, **values: Any) -> int:
        """Change every row found. Raises `OutsideStep`."""
        note(*(ledger_id(self.model, key) for key in self.values_list("pk", flat=True)))
        return super().update(**values)

    update.alters_data = True

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove every row found. Raises `OutsideStep`."""
        note(*(ledger_id(self.model, key) for key in self.values_list("pk", flat=True)))
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Recorded(models.Model):
    """A row that is written in a step only."""

    objects = models.Manager.from_queryset(RecordedQuerySet)()

    class Meta:
        abstract = True

    @property
    def ledger_id(self) -> str:
        """The opaque id under which the ledger knows this row."""
        return ledger_id(type(self), self.pk)

    def save(self, *args: Any, **how: Any) -> None:
        """Write the row. Raises `OutsideStep`."""
        note(self.ledger_id)
        super().save(*args, **how)

    def delete(self, *args: Any, **how: Any) -> tuple[int, dict[str, int]]:
        """Remove the row. Raises `OutsideStep`."""
        note(self.ledger_id)
        return super().delete(*args, **how)
