"""The fence around each operation: outside a scope, a query finds nothing.

A forgotten filter is the commonest way in which one office reads another's dead. Here it returns no
row, instead of all. Inside a scope a query finds the rows of that operation only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from antigone.access.writing import RecordedQuerySet


@dataclass(frozen=True)
class _Scope:
    operation_id: UUID | None
    everywhere: bool = False


_scope: ContextVar[_Scope | None] = ContextVar("antigone_scope", default=None)


class OutsideOperation(RuntimeError):
    """A row was about to be written outside the operation it belongs to: a fault of the program."""


@contextmanager
def within(operation_id: UUID | None) -> Iterator[None]:
    """Work within one operation; None is the house itself, which holds no case."""
    token = _scope.set(_Scope(operation_id))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def across_all_operations(*, because: str) -> Iterator[None]:
    """Lift the fence, for migrations, upkeep and background work that belongs to no person.

    `because` stands in the source for whoever reviews it. Never open this around the work of an
    actor, or around anything that answers one.
    """
    if not because.strip():
        raise ValueError("say why all operations are needed")
    token = _scope.set(_Scope(None, everywhere=True))
    try:
        yield
    finally:
        _scope.reset(token)


def operation_in_scope() -> UUID | None:
    """Return the operation in which work is done, None outside any."""
    scope = _scope.get()
    return None if scope is None else scope.operation_id


class IsolatedQuerySet(RecordedQuerySet):
    """Rows of one operation. Made by `IsolatedManager` alone, which sets the fence."""

    def bulk_create(self, objs: Any, *args: Any, **how: Any) -> Any:
        """Write several rows. Raises `OutsideOperation`."""
        objs = list(objs)
        for row in objs:
            check_row(row)
        return super().bulk_create(objs, *args, **how)


class IsolatedManager(models.Manager.from_queryset(IsolatedQuerySet)):
    """Finds the rows of the operation in scope; without a scope, none."""

    def get_queryset(self) -> IsolatedQuerySet:
        """Return the rows of the operation in scope."""
        rows: IsolatedQuerySet = super().get_queryset()
        scope = _scope.get()
        if scope is None:
            return rows.none()
        if scope.everywhere:
            return rows
        if scope.operation_id is None:
            return rows.none()
        return rows.filter(**{self.model.operation_field: scope.operation_id})


def check_row(row: models.Model) -> None:
    """Raise `OutsideOperation` unless the row belongs to the operation in scope."""
    scope = _scope.get()
    if scope is not None and scope.everywhere:
        return
    belongs_to = getattr(row, row.operation_field)
    if scope is None or scope.operation_id is None or belongs_to != scope.operation_id:
        raise OutsideOperation(f"{type(row).__name__} is written outside its operation")
