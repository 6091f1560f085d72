"""The room of accounts and roles, as the framework knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, roles, grants and tokens."""

    name = "antigone.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
