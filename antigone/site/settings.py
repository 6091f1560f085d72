"""The framework's settings, made from a home's configuration. There is no settings file."""

import secrets
from typing import Any

from antigone.config import Config
from antigone.site.database import described
from antigone.site.logs import logging_options


def framework_settings(config: Config, *, doors: bool = False) -> dict[str, Any]:
    """Return what the framework is told; with `doors`, also what pages and their tables need.

    A command loads half as much without them. Raises `UnfitDatabase` and `PasswordInSetting`.
    """
    rooms = ["antigone.access", "antigone.casework"]
    told = {
        # Read by `access.clock` and the casework: the clock, the home, the seed.
        "ANTIGONE": config,
        "DATABASES": {"default": described(config)},
        "INSTALLED_APPS": rooms,
        "AUTH_USER_MODEL": "access.Account",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DEBUG": False,
        # For this process alone; one that serves takes the home's own once the house is open.
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LOGGING": logging_options(),
    }
    if doors:
        from antigone.site.doors import apps, door_settings

        told |= {"INSTALLED_APPS": [*rooms, *apps(config)], **door_settings(config)}
    return told
