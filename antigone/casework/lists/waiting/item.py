"""What one thing on a worklist is, and how the rows of a kind become such things."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from antigone.access.actions import Action
from antigone.access.actor import Actor

# Whose turn it is: this person's, hers on a later day, somebody else's.
MINE, RESTING, OTHERS = "mine", "resting", "others"
_NONE = {
    "nth": Value(None, IntegerField()),
    "why": Value(""),
    "by": F("recorded_by__shown_name"),
    "goes": Value(None, UUIDField()),
    "barred": Value(value=False),
}
_SHOWN = ("pk", "turn", "since", "code", "nth", "why", "by", "goes", "of_turn")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for somebody.

    `kind` says what is to be done, `code` with what (R-0042, T-0031), `nth` which photograph or
    notice of it, `why` the reason (a code), `by` who did the step before. `key` is an opaque id, and
    `goes` that of the record to open. A thing without `since` tells no age.
    """

    kind: str
    key: str
    since: datetime | None
    code: str = ""
    nth: int | None = None
    why: str = ""
    by: str = ""
    goes: UUID | None = None

    @property
    def item(self) -> str:
        """What it is called where it rests."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, kw_only=True)
class Here:
    """Who looks, and what she may do and know. `comparing` holds the bodies of her open pairs."""

    actor: Actor
    can: frozenset[Action]
    comparing: frozenset[UUID]
    resting: frozenset[str]

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
    `nth`, `why`, `by`, `goes` and `barred`: that this person may not do it herself.
    """

    name: str
    does: Action
    knows: tuple[Action, ...]
    rows: Callable[[Here], QuerySet]


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the first of each turn, and how many there are of each."""

    waiting: dict[str, list[Waiting]]
    counts: dict[str, int]


def of_kind(kind: Kind, here: Here, *, most: int, newest_first: bool) -> Found:
    """Return the first `most` things of a kind for each turn, in one query whatever their number."""
    rows = kind.rows(here)
    unsaid = {name: value for name, value in _NONE.items() if name not in rows.query.annotations}
    rows = rows.annotate(**unsaid)
    at_rest = [
        UUID(item.partition(":")[2]) for item in here.resting if item.startswith(f"{kind.name}:")
    ]
    may = Value(kind.does in here.can, BooleanField())
    turn = Case(
        When(Q(may=False) | Q(barred=True), then=Value(OTHERS)),
        When(pk__in=at_rest, then=Value(RESTING)),
        default=Value(MINE),
        output_field=TextField(),
    )
    order = F("since").desc() if newest_first else F("since").asc()
    listed = (
        rows.annotate(may=may)
        .annotate(turn=turn)
        .annotate(
            of_turn=Window(Count("pk"), partition_by=F("turn")),
            nth_of_turn=Window(
                RowNumber(), partition_by=F("turn"), order_by=[order, F("pk").asc()]
            ),
        )
        .filter(nth_of_turn__lte=most)
        .order_by()
        .values(*_SHOWN)
    )
    waiting: dict[str, list[Waiting]] = {}
    counts: dict[str, int] = {}
    for row in listed:
        counts[row["turn"]] = row["of_turn"]
        one = Waiting(
            kind=kind.name,
            key=row["pk"].hex,
            since=row["since"],
            code=row["code"],
            nth=row["nth"],
            why=row["why"],
            by=row["by"] or "",
            goes=row["goes"] or row["pk"],
        )
        waiting.setdefault(row["turn"], []).append(one)
    return Found(waiting, counts)
