"""The desk of a case command: who acts, in which operation, with the vault open; and the answer.

Django is loaded here and not before, so that help stays quick.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import as_json, columns, show_json, tell
from antigone.config import Config
from antigone.errors import MissingExtra
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.access import Actor
    from antigone.vault import Lock

_operation = click.option(
    "--operation", metavar="CODE", default="", help="Operation; by default that of the settings."
)
_as_name = click.option(
    "--as", "as_name", metavar="NAME", default="", help="Act as NAME; homes of the exercise only."
)


@dataclass(frozen=True)
class Desk:
    """Where one command is worked on."""

    config: Config
    actor: "Actor"
    as_json: bool
    operation: str = ""

    def say(self, answer: object, *lines: str) -> None:
        """Answer: JSON for programs, lines for people."""
        if self.as_json:
            show_json(answer)
        else:
            for line in lines:
                click.echo(line)

    def show_list(
        self, name: str, rows: Sequence[dict[str, Any]], *, shown: Sequence[str], empty: str
    ) -> None:
        """Answer with a list, of which people see the columns `shown`."""
        if self.as_json:
            show_json({name: rows})
            return
        if not rows:
            click.echo(tell(empty))
            return
        for line in columns([[_cell(row[key]) for key in shown] for row in rows]):
            click.echo(line)


def at_desk(
    *, in_operation: bool = True, opened: bool = True, doors: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command its desk as first argument; `opened` says that it needs the vault.

    `doors` brings the tables of the workbench, for what lies in them too.
    Without `in_operation` the actor acts for the house where he holds no role in the operation.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def at_its_desk(
            *arguments: Any, operation: str, as_name: str, as_json: bool, **options: Any
        ) -> None:
            config = entered(doors=doors)
            code = operation or config.settings.operation
            actor = _actor(config, code, as_name, for_house=not in_operation)
            if in_operation and actor.operation_id is None:
                missing = tell(N_("Name the operation to work in with --operation CODE."))
                raise click.UsageError(missing, click.get_current_context())
            if opened:
                open_vault(config)
            command(Desk(config, actor, as_json, code), *arguments, **options)

        return as_json(_as_name(_operation(at_its_desk)))

    return decorate


def entered(path: Path | None = None, *, doors: bool = False) -> Config:
    """Return the configuration of the home, with the framework started in it.

    `doors` brings the tables of the workbench too. Raises `MissingExtra` and what `site.start` raises.
    """
    require_server()
    from antigone.site import start

    config = Config.read(home=path)
    start(config, doors=doors)
    return config


def has_server() -> bool:
    """Return whether the casework's parts are installed."""
    return find_spec("django") is not None


def require_server() -> None:
    """Raise `MissingExtra` unless the casework's parts are installed."""
    if not has_server():
        raise MissingExtra(step=tell(N_("Casework")), extra="server")


def open_vault(config: Config) -> "Lock":
    """Open the vault until the command ends, and return what opened it.

    Raises what `open_house` raises, and `NobodyToAsk`.
    """
    from antigone.casework.house import inside, open_house

    lock = lock_of(config)
    click.get_current_context().with_resource(inside(open_house(lock)))
    return lock


def lock_of(config: Config) -> "Lock":
    """Return what opens the vault of the home. Raises `NobodyToAsk` and `NoSecretInFile`."""
    from antigone.cli.secret import passphrase
    from antigone.vault import KeyFile, OpenToAll, Passphrase

    if config.is_exercise:
        return OpenToAll()
    if config.settings.key_file:
        return KeyFile(Path(config.settings.key_file).expanduser())
    return Passphrase(passphrase(config))


def resolved(desk: Desk, model: str, code: str, action: str) -> Any:
    """Return the id of what a code stands for in this operation. Raises `NotHere`."""
    from antigone.access import Action
    from antigone.casework import lists, models

    return lists.by_code(desk.actor, getattr(models, model), code, Action(action))


def _actor(config: Config, operation: str, as_name: str, *, for_house: bool) -> "Actor":
    from antigone.access import signing_in

    def acting(code: str) -> Any:
        if as_name:
            return signing_in.actor_named(config, as_name, operation=code)
        return signing_in.actor_from_token(signing_in.kept_token(config), operation=code)

    try:
        actor: Actor = acting(operation)
    except signing_in.NoSuchOperation:
        if not for_house:
            raise
        actor = acting("")
    return actor


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return tell(N_("yes")) if value else tell(N_("no"))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "–"
    return str(value)
