"""The casework, as the framework knows it."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class CaseworkConfig(AppConfig):
    """Models, guards and procedures."""

    name = "antigone.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the guards down before a migration and put them back after it.

        On SQLite a changed table is made anew: it loses its own triggers, and the change fails
        where triggers of other tables read it. A migration that breaks off leaves the guards down,
        and the home stays closed until it is finished.
        """
        pre_migrate.connect(_take_guards_down, sender=self, dispatch_uid="casework.guards.down")
        post_migrate.connect(_put_guards_up, sender=self, dispatch_uid="casework.guards.up")


def _take_guards_down(*, using: str, plan: Any = (), **_: Any) -> None:
    from antigone.casework.guard import take_down

    if plan:
        take_down(connections[using])


def _put_guards_up(*, using: str, **_: Any) -> None:
    from antigone.casework import guards

    guards.install(connections[using])
