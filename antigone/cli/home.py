"""Commands about the home itself: init, doctor, settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from antigone.cli.edge import as_json, columns, example, show_json, tell
from antigone.config import Config, HomeExists
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.upkeep.doctor import Examination


class NoHomeYet(Refusal):
    """There is nothing to migrate."""

    code = "nothing-to-migrate"
    sentence = N_("--migrate is for a home that is there; {path} is not one. Nothing was done.")
    remedy = N_("Make it with: antigone init {path}")


@click.command(
    epilog=example(
        "antigone init ~/antigone --administrator rosa\n"
        "antigone init ~/antigone --administrator rosa --key-file /media/stick/antigone.key"
        " --password-file /run/secrets/rosa\n"
        "antigone init --migrate"
    )
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--administrator", metavar="NAME", help="Sign-in name of the first administrator.")
@click.option("--shown-name", default="", help="The administrator's name, as others read it.")
@click.option("--password-file", type=click.File(), help="File with the password; - for the input.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="Lock the vault with this file, not a passphrase; it is made if it is not there.",
)
@click.option(
    "--field", is_flag=True, help="A field home: records of the deceased only, no gallery."
)
@click.option("--migrate", is_flag=True, help="Bring the tables of a home to this version.")
@click.option("--owner", default="", help="PostgreSQL: address of the owner of the tables.")
@as_json
def init(
    folder: Path | None,
    administrator: str | None,
    shown_name: str,
    password_file: IO[str] | None,
    key_file: Path | None,
    field: bool,
    migrate: bool,
    owner: str,
    as_json: bool,
) -> None:
    """Make a home in an empty FOLDER (by default the one that ANTIGONE_HOME names).

    It has a database, a vault and one administrator. Passphrase and password are asked for, or read
    from the file that ANTIGONE_PASSPHRASE_FILE names and from --password-file. Nothing leaves the
    home, and only its owner may enter it.
    """
    from antigone.cli.desk import require_server

    path = folder.expanduser().absolute() if folder else Config.read().home
    require_server()
    if migrate:
        _migrate(path, owner, as_json=as_json)
        return
    if not administrator:
        raise click.UsageError(tell(N_("Name the first administrator with --administrator NAME.")))
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        # Before anybody is asked for secrets.
        raise HomeExists(path=path)
    from antigone.cli.secret import asked, passphrase
    from antigone.site.founding import Founding, found_home
    from antigone.vault import KeyFile, Lock, Passphrase

    config = Config.read(home=path)
    what = tell(N_("Password of {name}"), name=administrator)
    password = asked(what, file=password_file, twice=True)
    lock: Lock
    if key_file is None:
        lock = Passphrase(passphrase(config, twice=True))
    else:
        key_file = key_file.expanduser().absolute()
        lock = KeyFile(key_file) if key_file.exists() else KeyFile.generate(key_file)
    founding = Founding(
        path=path,
        kind="field" if field else "real",
        lock=lock,
        sign_in_name=administrator,
        shown_name=shown_name or administrator,
        password=password,
        owner=owner,
    )
    mark = found_home(config, founding)
    if as_json:
        show_json({"home": str(path), **mark._asdict(), "administrator": administrator})
        return
    click.echo(tell(N_("A home was made in {path}."), path=path))
    if key_file is not None:
        click.echo(tell(N_("Its vault opens with {path} alone: keep a copy."), path=key_file))
    click.echo(tell(N_("See whether all is in order with: antigone doctor")))
    click.echo(tell(N_("Sign in with: antigone login {name}"), name=administrator))


def _migrate(path: Path, owner: str, *, as_json: bool) -> None:
    from antigone.site import migrate

    if not path.exists():
        raise NoHomeYet(path=path)
    migrate(Config.read(home=path), owner=owner)
    if as_json:
        show_json({"home": str(path), "migrated": True})
        return
    click.echo(tell(N_("The tables and guards of {path} are those of this version."), path=path))


@click.command(epilog=example("antigone settings\nANTIGONE_FPIR=0.003 antigone settings --json"))
@as_json
def settings(as_json: bool) -> None:
    """Show every setting: its value, where it was set, and what it means."""
    config = Config.read()
    if as_json:
        show_json({"home": str(config.home), "settings": [one._asdict() for one in config.lines()]})
        return
    click.echo(tell(N_("Home: {path}"), path=config.home))
    rows = [
        (one.name, "–" if one.value == "" else one.value, one.source, tell(one.meaning))
        for one in config.lines()
    ]
    for line in columns(rows):
        click.echo(line)


@click.command(epilog=example("antigone doctor\nantigone doctor --repair"))
@click.option("--repair", is_flag=True, help="Put guards that are missing back first.")
@click.option("--owner", default="", help="PostgreSQL: address of the owner of the tables.")
@as_json
@click.pass_context
def doctor(context: click.Context, repair: bool, owner: str, as_json: bool) -> None:
    """Examine this machine, the face engine and the home; exit 1 if something is wrong.

    The vault is opened and the record verified where no person has to type a passphrase for it.
    """
    from antigone.upkeep.doctor import examine

    config = Config.read()
    if repair:
        from antigone.site import migrate

        migrate(config, owner=owner)
        if owner:
            # This process is the owner of the tables now, as which no home may be opened.
            click.echo(tell(N_("The guards stand again. See with: antigone doctor")))
            return
    findings = examine(config, _of_casework(config))
    if as_json:
        show_json({"findings": [one.as_json() for one in findings]})
    else:
        for one in findings:
            state = tell(N_("good")) if one.good else tell(N_("WRONG"))
            click.echo(f"{state:>6}  {tell(one.subject)}: {one.finding}")
            if not one.good:
                click.echo(f"        {one.remedy}")
    context.exit(0 if all(one.good for one in findings) else 1)


def _of_casework(config: Config) -> "Sequence[Examination]":
    """Return what is examined where cases are kept; without the extra there is no casework."""
    from antigone.cli.desk import has_server

    if not has_server():
        return ()
    from antigone.site.examinations import examinations

    return examinations(config)
