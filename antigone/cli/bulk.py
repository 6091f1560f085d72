"""Commands about files of many requests: request enter, sign, import."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, progress, tell
from antigone.errors import Refusal
from antigone.wording import N_


class NoSuchRequestFile(Refusal):
    """The file is not there, or may not be read."""

    code = "no-such-request-file"
    sentence = N_("{name} could not be opened: {fault}. Nothing was recorded.")
    remedy = N_("Check the path, and that you may read the file.")


_file = click.argument("file", type=click.Path(path_type=Path))


@click.command(
    epilog=example('antigone request enter list.csv --because "List of the shipping line, 3 May"')
)
@_file
@click.option("--because", required=True, help="Whose list it is, and why it comes in one file.")
@at_desk()
def enter(desk: Desk, file: Path, because: str) -> None:
    """Enter a FILE of many requests, CSV or XLSX, and sign it. No request is opened yet.

    Every fault is named with its line and field. A second person has to sign; one of the two is the
    data protection officer.
    """
    from antigone.casework.procedures import bulk

    entered = bulk.enter_file(desk.actor, _given(file), because=because)
    said = tell(
        N_("{name}: {count} requests wait for a second signature: antigone request sign {name}"),
        name=file.name,
        count=entered.lines,
    )
    desk.say({"file": file.name, "requests": entered.lines, "sha256": entered.sha256.hex()}, said)


@click.command(epilog=example("antigone request sign list.csv"))
@_file
@at_desk()
def sign(desk: Desk, file: Path) -> None:
    """Sign a FILE that somebody else has entered, having read it."""
    from antigone.casework.procedures import bulk

    signature = bulk.sign_file(desk.actor, _given(file))
    said = tell(N_("{name}: signed as {role}."), name=file.name, role=signature.role)
    desk.say({"file": file.name, "signed_as": str(signature.role)}, said)


@click.command("import", epilog=example("antigone request import list.csv"))
@_file
@at_desk()
def import_file(desk: Desk, file: Path) -> None:
    """Open every request of a FILE that two have signed.

    An import that was stopped goes on where it was. People whose data were withdrawn and erased here
    are not brought back.
    """
    from antigone.casework.procedures import bulk
    from antigone.exchange.request_files import read_requests

    given = _given(file)
    count = len(read_requests(given.name, given.content))
    with progress(tell(N_("Opening requests")), count) as show:
        done = bulk.open_requests(desk.actor, given, progress=show)
    answer = {
        "file": file.name,
        "opened": list(done.opened),
        "there_already": list(done.there_already),
        "withdrawn_before": list(done.withdrawn_before),
    }
    lines = [
        tell(
            N_("{opened} requests are open, {there} were open already."),
            opened=len(done.opened),
            there=len(done.there_already),
        )
    ]
    if done.withdrawn_before:
        lines.append(
            tell(
                N_("Withdrawn before and not brought back: line {lines}."),
                lines=", ".join(map(str, done.withdrawn_before)),
            )
        )
    desk.say(answer, *lines)


def _given(file: Path) -> Any:
    from antigone.casework.procedures import bulk

    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchRequestFile(name=file.name, fault=error.strerror) from None
    return bulk.GivenFile(name=file.name, content=content)
