"""Commands about who works here: login, logout."""

from typing import IO

import click

from antigone.cli.edge import as_json, example, show_json, tell
from antigone.wording import N_


@click.command(
    epilog=example("antigone login rosa\nantigone login rosa --password-file /run/secrets/rosa")
)
@click.argument("name")
@click.option("--password-file", type=click.File(), help="File with the password; - for the input.")
@as_json
def login(name: str, password_file: IO[str] | None, as_json: bool) -> None:
    """Sign in as NAME; the password is asked for.

    A token that expires is kept in a file that only you can read.
    """
    from antigone.cli.desk import entered
    from antigone.cli.secret import asked

    config = entered()
    from antigone.access.signing_in import keep_token, sign_in

    password = asked(tell(N_("Password of {name}"), name=name), file=password_file)
    signed_in = sign_in(name, password)
    path = keep_token(config, signed_in.token)
    until = signed_in.expires_at.isoformat(timespec="seconds")
    if as_json:
        show_json({"name": name, "expires_at": until, "token_file": str(path)})
        return
    click.echo(tell(N_("You are signed in as {name} until {until}."), name=name, until=until))


@click.command(epilog=example("antigone logout"))
@as_json
def logout(as_json: bool) -> None:
    """Sign out: the token is worth nothing any more."""
    from antigone.cli.desk import entered

    config = entered()
    from antigone.access.signing_in import NotSignedIn, forget_token, kept_token, sign_out

    try:
        sign_out(kept_token(config))
        forget_token(config)
        was = True
    except NotSignedIn:
        was = False
    if as_json:
        show_json({"was_signed_in": was})
        return
    click.echo(tell(N_("You are signed out.")) if was else tell(N_("You were not signed in.")))
