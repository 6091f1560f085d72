"""The clock of the house, as its settings carry it."""

from datetime import date, datetime

from django.conf import settings


def now() -> datetime:
    """Return the time now, aware, in UTC, from the clock that was passed in with the settings."""
    at: datetime = settings.ANTIGONE.clock()
    return at


def today() -> date:
    """Return the day now, in UTC."""
    return now().date()
