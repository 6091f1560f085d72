"""Logs that hold codes only: no name, no parameter, no statement of SQL.

A log is read by more people than a case is, is kept elsewhere, and is sent to whoever is asked for
help. So a line says what kind of thing happened and where, never to whom.
"""

import logging
import re
from typing import Any

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}\Z")
_GUARD = re.compile(r"guard:[a-z0-9-]+")


class CodesOnly(logging.Formatter):
    """Renders a record as time, level, logger and code.

    A message that is not a code (libraries write sentences, with values in them) is replaced by the
    place it comes from; an exception by its type and, if a guard stopped it, the guard's code.
    """

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = str(record.msg)
        code = said if _CODE.match(said) else f"{record.module}.{record.funcName}:{record.lineno}"
        line = f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.name} {code}"
        if record.exc_info and (error := record.exc_info[1]) is not None:
            guard = _GUARD.search(str(error))
            line += f" {type(error).__name__}" + (f" {guard[0]}" if guard else "")
        if (request := getattr(record, "request", None)) is not None:
            line += _of_request(request)
        return line


def _of_request(request: Any) -> str:
    """Say which page was asked for, by its own name, and by whom, by the id the record knows.

    Never the address: it holds codes of cases, and whatever somebody typed behind it.
    """
    match = getattr(request, "resolver_match", None)
    # What was not asked for by then is not asked for now: a log must not go to the database.
    account = getattr(request, "_cached_user", None)
    by = f" by {account.ledger_id}" if getattr(account, "pk", None) else ""
    return f" at {match.view_name if match else '-'}{by}"


def logging_options(level: str = "WARNING") -> dict[str, Any]:
    """Return the framework's LOGGING setting."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"codes": {"()": "antigone.site.logs.CodesOnly"}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "codes"}},
        "root": {"handlers": ["stream"], "level": level},
        # Statements carry names in their parameters: never below a warning, whatever the level.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
