"""The framework's settings, made from a home's configuration. There is no settings file."""

import secrets
from typing import Any

from antigone.config import Config
from antigone.site.database import described
from antigone.site.logs import logging_options


def framework_settings(config: Config) -> dict[str, Any]:
    """Return what the framework is told. Raises `UnfitDatabase` and `PasswordInSetting`."""
    return {
        # Read by `access.clock` and the casework: the clock, the home, the seed.
        "ANTIGONE": config,
        "DATABASES": {"default": described(config)},
        "INSTALLED_APPS": ["antigone.access", "antigone.casework"],
        "AUTH_USER_MODEL": "access.Account",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DEBUG": False,
        # Nothing is signed with it yet; tokens have their own hashes.
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LOGGING": logging_options(),
    }
