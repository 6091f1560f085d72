"""The database of a home, as the framework wants it described."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_

FILE = "antigone.db"
_KEPT_OPEN_SECONDS = 600

# SQLite tried with three writing processes: without IMMEDIATE, half of them fail at once with
# "database is locked", whatever the timeout. `recursive_triggers` makes REPLACE fire the guards.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        " PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;"
    ),
}


class UnfitDatabase(Refusal):
    """The setting names no database that Antigone can use."""

    code = "unfit-database"
    sentence = N_("The setting “database” is not an address of PostgreSQL. Nothing was started.")
    remedy = N_("Write postgresql://ROLE@HOST/NAME, or leave it empty for SQLite in the home.")


class PasswordInSetting(Refusal):
    """A password in the settings would be shown by every command that lists them."""

    code = "password-in-setting"
    sentence = N_("The setting “database” contains a password. Nothing was started.")
    remedy = N_("Put the password into the file ~/.pgpass of the account that runs Antigone.")


def described(config: Config) -> dict[str, Any]:
    """Return the database of this home. Raises `UnfitDatabase` and `PasswordInSetting`."""
    url = config.settings.database
    shared = {"CONN_MAX_AGE": _KEPT_OPEN_SECONDS, "CONN_HEALTH_CHECKS": True, "TIME_ZONE": None}
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.home / FILE),
            "OPTIONS": dict(_SQLITE),
            **shared,
        }
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnfitDatabase from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise UnfitDatabase
    if parts.password is not None:
        raise PasswordInSetting
    # A socket's folder cannot stand in the host's place: postgresql:///name?host=/run/postgresql
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
        **shared,
    }
