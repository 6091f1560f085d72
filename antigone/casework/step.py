"""A step: one permission, one transaction, one entry. The only way in which a case changes.

    with step(actor, Action.EXAMINE_REMAINS) as doing:
        remains = doing.case(Remains, found.remains)
        doing.write(Examination(remains=remains, …))

Rows that are written in the block are noted by themselves and stand in the entry; a row that is
written outside any block is refused. So the entry cannot be forgotten, only left empty, and an empty
one is a fault that undoes the step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.isolation import within
from antigone.access.requirement import Allowed, keep_apart, require
from antigone.access.writing import noting
from antigone.casework.house import house
from antigone.casework.models.base import CaseRow
from antigone.casework.record import hold_edge, write_entry
from antigone.errors import Refusal
from antigone.wording import N_

_Row = TypeVar("_Row", bound=CaseRow)
_MOST_NAMED = 64


class NotHere(Refusal):
    """The operation holds no such row; whether another one does is not told."""

    code = "not-here"
    sentence = N_("This operation holds no {kind} “{key}”. Nothing was done.")
    remedy = N_("Check the code, and that you work in the right operation.")


class NothingDone(RuntimeError):
    """A step came to its end without writing or naming anything: a fault of the program."""


@dataclass
class Step:
    """What happens between the permission and the entry."""

    allowed: Allowed
    at: datetime
    _named: dict[str, None] = field(default_factory=dict)
    _commitments: list[tuple[str, str]] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.allowed.actor

    def case(self, model: type[_Row], key: UUID) -> _Row:
        """Return a row of this operation, if the person may take this step in its case.

        Raises `NotHere` and `SeparatePerson`.
        """
        row = found(model, key)
        keep_apart(self.allowed, row)
        return row

    def write(self, row: _Row) -> _Row:
        """Write a new row of this operation, recorded by the actor, now."""
        row.operation_id = self.actor.operation_id
        row.recorded_by_id = self.actor.account_id
        row.recorded_at = self.at
        row.save(force_insert=True)
        return row

    def name(self, *ledger_ids: str) -> None:
        """Name in the entry what was only looked at, or stands outside the casework's rows."""
        self._named.update(dict.fromkeys(ledger_ids))

    def commit_to(self, purpose: str, *parts: str | bytes) -> None:
        """Bind the entry to a content without keeping it: whoever has it can prove it later."""
        commitment = house().vault.commitments.commit(*parts, purpose=purpose)
        self.bind((purpose, commitment.hex()))

    def bind(self, commitment: tuple[str, str]) -> None:
        """Let the entry carry a commitment that was made before: its purpose, and 64 hex digits."""
        self._commitments.append(commitment)


@contextmanager
def step(actor: Actor, action: Action, *, opening: UUID | None = None) -> Iterator[Step]:
    """Do one thing, wholly or not at all.

    (0) the house is open; (1) the transaction begins and this is the only writer; (2) the person may
    do it, now that nobody can change that any more; (3) the block finds its `case`, which may bar
    this person, and writes; (4) the entry is appended, its head signed; (5) the transaction ends, and
    the head is copied outside.

    `opening` is the operation that comes into being in this step. Raises what `require` raises,
    `HouseClosed`, `NoRecord` and what the block raises; then nothing was written.
    """
    house()
    fence = within(opening or actor.operation_id)
    # Durable: a step inside another transaction could be undone after it was acknowledged.
    with transaction.atomic(durable=True), fence, noting() as noted:
        edge = hold_edge()
        doing = Step(require(actor, action), now())
        yield doing
        if not noted and not doing._named:
            raise NothingDone(f"{action.value} left no trace")
        write_entry(
            edge,
            at=doing.at,
            actor=actor.ledger_id,
            action=action.value,
            objects=_objects(doing, opening or actor.operation_id, noted),
            commitments=doing._commitments,
            because=doing.allowed.because,
        )


def found(model: type[_Row], key: UUID) -> _Row:
    """Return a row of the operation in scope. Raises `NotHere`."""
    row: _Row | None = model.objects.filter(pk=key).first()
    if row is None:
        raise NotHere(kind=model._meta.verbose_name, key=key)
    return row


def _objects(doing: Step, operation_id: UUID | None, noted: dict[str, None]) -> list[str]:
    """The operation first, then what was written, then what was named; a long list is bound whole."""
    every = [*noted, *doing._named]
    first = [f"operation:{operation_id.hex}"] if operation_id else []
    if len(every) > _MOST_NAMED:
        doing.commit_to("objects", *every)
        every = every[:_MOST_NAMED]
    return list(dict.fromkeys([*first, *every]))
