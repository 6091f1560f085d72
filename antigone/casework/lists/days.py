"""What happened in an operation, day by day: how often each kind of step was done, and at which cases.

Days are those of the house (UTC). Numbers are for the institution itself; what may be published of them is
in `antigone.casework.statistics`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import require
from antigone.casework.models import (
    AliveConfirmation,
    Delivery,
    Examination,
    Exclusion,
    Identification,
    Interment,
    Release,
    Remains,
    Round,
    Search,
    TracingRequest,
)
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.models.requests import Outcome
from antigone.casework.reading import reading

A_PAGE = 21
ROWS = 100


@dataclass(frozen=True)
class Kind:
    """One kind of step: its rows, when each was done, whose case it is, and who may see which.

    `case` leads to the code of the case, `of` says whether that is a body or a request; `only` is
    what a row must be to count.
    """

    model: type
    at: str
    case: str
    may: Action
    of: str = "remains"
    only: Callable[[], Q] = Q

    def rows(self, actor: Actor) -> QuerySet:
        """Return the rows of the operation in scope, without those of bodies that the actor compares."""
        rows = self.model.objects.filter(self.only())
        if self.of != "remains":
            return rows
        comparing = Round.objects.filter(examiner=actor.account_id, ended_at=None)
        body = "pk" if self.model is Remains else "remains"
        return rows.exclude(**{f"{body}__in": comparing.values("remains")})


def _last_word() -> Q:
    """Two people say that somebody lives; the second word closes the request."""
    later = AliveConfirmation.objects.filter(request=OuterRef("request")).filter(
        Q(recorded_at__gt=OuterRef("recorded_at"))
        | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk"))
    )
    return Q(request__outcome=Outcome.FOUND_ALIVE) & ~Exists(later)


def _at_home() -> Q:
    return Q(covers=ReleaseOf.PERSON, at__isnull=False, recalled_at=None)


KINDS: Mapping[str, Kind] = {
    "asked": Kind(TracingRequest, "recorded_at", "code", Action.VIEW_REQUEST, "request"),
    "recorded": Kind(Remains, "recorded_at", "code", Action.VIEW_REMAINS),
    "examined": Kind(Examination, "signed_at", "remains__code", Action.VIEW_REMAINS),
    "searched": Kind(Search, "recorded_at", "remains__code", Action.VIEW_CANDIDATES),
    "excluded": Kind(Exclusion, "recorded_at", "remains__code", Action.VIEW_DOSSIER),
    "identified": Kind(Identification, "recorded_at", "remains__code", Action.VIEW_DOSSIER),
    "alive": Kind(
        AliveConfirmation,
        "recorded_at",
        "request__code",
        Action.VIEW_REQUEST,
        "request",
        _last_word,
    ),
    "told": Kind(Delivery, "told_at", "notice__request__code", Action.VIEW_NOTICES, "request"),
    "buried": Kind(Interment, "at", "remains__code", Action.VIEW_CUSTODY),
    "home": Kind(Release, "at", "remains__code", Action.VIEW_CUSTODY, only=_at_home),
}


def days(actor: Actor, *, before: date | None = None, most: int = A_PAGE) -> dict[str, Any]:
    """Return the days on which something happened, newest first, each with its counts by kind.

    `before` is the oldest day of the page before; `next` that of this page, where older ones come
    after it. A body that the actor compares without knowing whom it might be is not counted. Raises
    `NotAllowed`.
    """
    with reading(actor, Action.VIEW_STATISTICS):
        counts: dict[date, dict[str, int]] = {}
        for name, kind in KINDS.items():
            by_day = (
                kind.rows(actor)
                .order_by()
                .annotate(day=TruncDate(kind.at, tzinfo=UTC))
                .values("day")
            )
            if before is not None:
                by_day = by_day.filter(**{f"{kind.at}__lt": _start(before)})
            for row in by_day.annotate(count=Count("pk")):
                counts.setdefault(row["day"], {})[name] = row["count"]
    newest = sorted(counts, reverse=True)
    return {
        "days": [{"day": day, "counts": counts[day]} for day in newest[:most]],
        "next": newest[most - 1] if len(newest) > most else None,
    }


def cases_of_day(actor: Actor, name: str, day: date, *, skip: int = 0) -> dict[str, Any]:
    """Return at which cases a kind of step was done on a day, in its order, from the `skip`th on.

    A body that the actor compares without knowing whom it might be is left out. Raises `NotAllowed`
    for a kind whose cases this person does not see.
    """
    kind = KINDS[name]
    require(actor, Action.VIEW_STATISTICS)
    with reading(actor, kind.may):
        span = {f"{kind.at}__gte": _start(day), f"{kind.at}__lt": _start(day + timedelta(days=1))}
        rows = kind.rows(actor).filter(**span)
        listed = rows.order_by(kind.at, "pk").values_list(kind.at, kind.case)
        shown = list(listed[skip : skip + ROWS + 1])
    return {
        "of": kind.of,
        "cases": [{"at": at, "code": code} for at, code in shown[:ROWS]],
        "next": skip + ROWS if len(shown) > ROWS else None,
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
