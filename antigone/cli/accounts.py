"""Commands about people and what they may do: account, role."""

from datetime import UTC, datetime
from typing import IO

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.group()
def account() -> None:
    """Accounts: who can sign in. None is ever removed."""


@account.command(
    epilog=example('antigone account add rosa "Rosa Alba" --password-file /run/secrets/rosa')
)
@click.argument("sign_in_name")
@click.argument("shown_name")
@click.option("--password-file", type=click.File(), help="File with the password; - for the input.")
@at_desk(in_operation=False)
def add(desk: Desk, sign_in_name: str, shown_name: str, password_file: IO[str] | None) -> None:
    """Make an account without any role; the password is asked for, twice."""
    from antigone.casework.procedures import accounts
    from antigone.cli.secret import asked

    what = tell(N_("Password of {name}"), name=sign_in_name)
    new = accounts.NewAccount(
        sign_in_name=sign_in_name,
        shown_name=shown_name,
        password=asked(what, file=password_file, twice=True),
    )
    made = accounts.add_account(desk.actor, new)
    answer = {"account": made.sign_in_name, "name": made.shown_name}
    said = tell(N_("{name} can sign in now, and holds no role yet."), name=sign_in_name)
    desk.say(answer, said)


@account.command("list", epilog=example("antigone account list\nantigone account list --json"))
@at_desk(in_operation=False, opened=False)
def list_accounts(desk: Desk) -> None:
    """List who works here, and with which roles."""
    from antigone.casework import lists

    desk.show_list(
        "accounts",
        lists.accounts(desk.actor),
        shown=("account", "name", "roles"),
        empty=N_("Nobody holds a role here."),
    )


@account.command(epilog=example("antigone account close rosa"))
@click.argument("name")
@at_desk(in_operation=False)
def close(desk: Desk, name: str) -> None:
    """Close the account NAME: its roles end now, and what it did stays under its name."""
    from antigone.access import Actor
    from antigone.casework import lists
    from antigone.casework.procedures import accounts

    for_house = Actor(account_id=desk.actor.account_id)
    accounts.close_account(for_house, lists.account_named(desk.actor, name))
    said = tell(N_("The account {name} is closed, and its roles have ended."), name=name)
    desk.say({"account": name, "closed": True}, said)


@click.group()
def role() -> None:
    """Roles: what an account may do. Each begins, ends, and is never changed."""


@role.command(
    epilog=example(
        "antigone role give rosa intake-officer --operation FERRY\n"
        "antigone role give emil examiner --discipline face --operation FERRY"
    )
)
@click.argument("name")
@click.argument("role", type=codes.role)
@click.option("--discipline", type=codes.discipline, help="What an examiner is trained in.")
@click.option("--until", type=codes.day, help="Day on which the role ends.")
@click.option("--whole-home", is_flag=True, help="For every operation, not for one.")
@at_desk(in_operation=False)
def give(
    desk: Desk,
    name: str,
    role: str,
    discipline: str | None,
    until: datetime | None,
    whole_home: bool,
) -> None:
    """Give NAME a ROLE in the operation that --operation names.

    An administrator of the whole home gives roles in any operation.
    """
    from antigone.access import Discipline, Role
    from antigone.casework import lists
    from antigone.casework.procedures import accounts

    if not (whole_home or desk.operation):
        raise click.UsageError(tell(N_("Name the operation with --operation, or --whole-home.")))
    given = accounts.RoleGiven(
        account=lists.account_named(desk.actor, name),
        operation=None if whole_home else lists.operation_named(desk.actor, desk.operation),
        role=Role(role),
        discipline=Discipline(discipline) if discipline else None,
        until=until.replace(tzinfo=UTC) if until else None,
    )
    accounts.give_role(desk.actor, given)
    answer = {"account": name, "role": role, "discipline": discipline or ""}
    desk.say(answer, tell(N_("{name} holds the role “{role}” now."), name=name, role=role))


@role.command(epilog=example("antigone role end rosa intake-officer --operation FERRY"))
@click.argument("name")
@click.argument("role", type=codes.role)
@click.option("--discipline", type=codes.discipline, help="Which one, of several.")
@at_desk(in_operation=False)
def end(desk: Desk, name: str, role: str, discipline: str | None) -> None:
    """End a ROLE that NAME holds, now."""
    from antigone.casework import lists
    from antigone.casework.procedures import accounts

    where = lists.operation_named(desk.actor, desk.operation) if desk.operation else None
    accounts.end_role(desk.actor, lists.grant_of(desk.actor, name, role, discipline or "", where))
    said = tell(N_("{name} holds the role “{role}” no longer."), name=name, role=role)
    desk.say({"account": name, "role": role, "ended": True}, said)
