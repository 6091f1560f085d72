"""What one thing on a worklist is, and how the rows of a kind become such things."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor

# Whose turn it is: this person's, hers on a later day, somebody else's.
MINE, RESTING, OTHERS = "mine", "resting", "others"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for somebody.

    `kind` says what is to be done, `code` with what (R-0042, T-0031), `nth` which photograph or
    notice of it, `why` the reason (a code), `by` the name of who did the step before and `by_account`
    the account. `key` is an opaque id, and `goes` that of the record to open. A thing without `since`
    tells no age.
    """

    kind: str
    key: str
    since: datetime | None
    code: str = ""
    nth: int | None = None
    why: str = ""
    by: str = ""
    by_account: UUID | None = None
    goes: UUID | None = None

    @property
    def item(self) -> str:
        """What it is called where it rests."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, kw_only=True)
class Here:
    """Who looks, on which day, and what she may do and know: all on which a worklist depends.

    `comparing` holds the bodies of her open pairs, `resting` what she put aside.
    """

    actor: Actor
    can: frozenset[Action]
    roles: frozenset[str]
    comparing: frozenset[UUID]
    resting: frozenset[str]
    day: date

    @property
    def account(self) -> UUID:
        """Her account."""
        return self.actor.account_id

    def but_compared(self, rows: QuerySet, path: str) -> QuerySet:
        """Leave out what belongs to a body that she is comparing; `path` leads to the body."""
        return rows.exclude(**{f"{path}__in": self.comparing}) if self.comparing else rows


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing that waits.

    `does` is the step by which it is done, `knows` the steps of which one lets somebody know that it
    waits. `rows` finds what waits, annotated with `since` and `code` and, where they say something,
    `nth`, `why`, `by` (an account), `goes` and `barred`: that this person may not do it herself. It
    goes by what `Here` says and by no clock and no row that it looks up: it is kept (`asking`).
    """

    name: str
    does: Action
    knows: tuple[Action, ...]
    rows: Callable[[Here], QuerySet]


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the first of each turn; `more` names the turns that have others."""

    waiting: dict[str, list[Waiting]]
    more: frozenset[str] = frozenset()
