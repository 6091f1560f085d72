"""What each language of our letters brings: its words, its months, and who has read them."""

import tomllib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

_TEXTS = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> dict[str, Any]:
    """Return the parsed texts of a language of `antigone.wording.LANGUAGES`."""
    return tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8"))


def written_day(day: date, language: str) -> str:
    """Return a day with its month in letters: 4/5 is two different days in two countries."""
    words = texts(language)
    pattern: str = words["date"]
    return pattern.format(day=day.day, month=words["months"][day.month - 1], year=day.year)


def written_moment(moment: datetime, language: str) -> str:
    """Return an aware time as day and minute in UTC, and say that it is UTC."""
    if moment.tzinfo is None:
        raise TypeError("a time without its zone cannot be printed")
    there = moment.astimezone(UTC)
    return f"{written_day(there.date(), language)}, {there:%H:%M} UTC"
