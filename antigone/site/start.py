"""Setting the framework up for one home, once for each process, and refusing a home that is unsafe."""

import os
from collections.abc import Sequence
from dataclasses import replace

from antigone.config import Config, home_mark
from antigone.errors import Refusal
from antigone.site.database import FILE
from antigone.wording import N_


class OtherHome(Refusal):
    """One process serves one home."""

    code = "other-home"
    sentence = N_("This process already works in {path}. Nothing was started.")
    remedy = N_("Start another process for another home.")


class NotMigrated(Refusal):
    """The tables of the home are not those of this version."""

    code = "not-migrated"
    sentence = N_("The database of this home lacks {count} changes of this version.")
    remedy = N_("Make a backup, then run: antigone init --migrate")


class GuardsMissing(Refusal):
    """Rules that the database itself must hold are missing or were altered."""

    code = "guards-missing"
    sentence = N_(
        "The database lacks {count} of its guards, the first is {first}. It stays closed."
    )
    remedy = N_("Find out who changed the database; then put them back: antigone doctor --repair")


class OwnerConnected(Refusal):
    """On PostgreSQL the application may not own what it could then tear down."""

    code = "owner-connected"
    sentence = N_("The role of the setting “database” could remove the guards. It stays closed.")
    remedy = N_("Use a role that owns no table; the guide to PostgreSQL says how it is made.")


def set_up(config: Config, *, doors: bool = False, restoring: bool = False) -> None:
    """Set the framework up for this home; a second call for the same home does nothing.

    `doors` brings the tables of the workbench; `restoring` also enters a home whose restore has not
    come to its end. Raises
    `RestoreUnfinished`, `NoHome`, `NewerHome`, `OtherHome`, `UnfitDatabase` and
    `PasswordInSetting`.
    """
    import django
    from django.apps import apps
    from django.conf import settings

    from antigone.site.settings import framework_settings

    home_mark(config.home, restoring=restoring)
    if settings.configured:
        if settings.ANTIGONE.home != config.home:
            raise OtherHome(path=settings.ANTIGONE.home)
    else:
        if not config.settings.database:
            # SQLite gives its log the permissions of the file, so these are set first.
            os.close(os.open(config.home / FILE, os.O_RDWR | os.O_CREAT, 0o600))
        settings.configure(**framework_settings(config, doors=doors))
    if not apps.ready:
        django.setup()


def start(config: Config, *, doors: bool = False) -> None:
    """Set the framework up and let work begin.

    (0) the home is one; (1) its tables are those of this version; (2) every guard stands, word for
    word; (3) the database role could not take them down (PostgreSQL, but for the exercise).

    Raises what `set_up` raises, `NotMigrated`, `GuardsMissing` and `OwnerConnected`.
    """
    set_up(config, doors=doors)
    from django.db import connection

    from antigone.casework import guards
    from antigone.site.roles import owns_tables

    if lacking := unapplied():
        raise NotMigrated(count=len(lacking))
    if missing := guards.missing(connection):
        raise GuardsMissing(count=len(missing), first=missing[0])
    if not config.is_exercise and owns_tables(connection):
        raise OwnerConnected


def migrate(config: Config, *, owner: str = "", restoring: bool = False) -> None:
    """Bring the tables and guards of a home to this version.

    On PostgreSQL `owner` is the address under which the owner of the tables connects; the role of
    the setting then gets the use of them, and no more. Raises what `set_up` raises.
    """
    settings = replace(config.settings, database=owner or config.settings.database)
    set_up(replace(config, settings=settings), doors=True, restoring=restoring)
    from django.core.management import call_command
    from django.db import connection

    from antigone.site.database import described
    from antigone.site.roles import grant_use

    call_command("migrate", verbosity=0, interactive=False)
    if owner and (role := described(config)["USER"]):
        grant_use(connection, role)


def unapplied() -> Sequence[str]:
    """Return the names of the changes that the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]
