"""Dates that are known to a year or a month: from the first day they can mean to the last."""

import calendar
from datetime import date

from antigone.casework.description import PartialDate
from antigone.evidence.findings import Span


def earliest(day: PartialDate) -> date:
    """Return the first day that a date can mean."""
    return day.earliest


def latest(day: PartialDate) -> date:
    """Return the last day that a date can mean."""
    first = day.earliest
    if day.precision == "day":
        return first
    month = first.month if day.precision == "month" else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def age_between(born: PartialDate, *, alive: PartialDate | None, dead: PartialDate) -> Span:
    """Return the completed years somebody can have had who died after `alive` and before `dead`."""
    youngest = _years(latest(born), earliest(alive or dead))
    oldest = _years(earliest(born), latest(dead))
    return Span(max(youngest, 0), max(oldest, 0))


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
