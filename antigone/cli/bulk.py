"""Commands about files of many requests: request enter, sign, import."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.desk import Desk, at_desk, open_vault
from antigone.cli.edge import example, progress, tell
from antigone.cli.enrolling import Photographs, enrol_photographs
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


@click.command(
    "import",
    epilog=example(
        "antigone request import list.csv\nantigone request import list.csv --enrol --jobs 4"
    ),
)
@_file
@click.option("--enrol", is_flag=True, help="Receive and enrol the photographs that it names, too.")
@click.option(
    "--photographs",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder in which they lie; by default that of the FILE.",
)
@click.option(
    "--jobs",
    "processes",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help="Processes that enrol; with 0 it is left to the workers of this home.",
)
@at_desk(opened=False)
def import_file(desk: Desk, file: Path, enrol: bool, folder: Path | None, processes: int) -> None:
    """Open every request of a FILE that two have signed.

    An import that was stopped goes on where it was. People whose data were withdrawn and erased here
    are not brought back. With --enrol the faces in its photographs can be found afterwards; where a
    photograph shows no face, several or a bad one, somebody has to choose, and it is named.
    """
    lock = open_vault(desk.config)
    from antigone.casework.procedures import bulk
    from antigone.exchange.request_files import read_requests

    given = _given(file)
    stated = read_requests(given.name, given.content)
    with progress(tell(N_("Opening requests")), len(stated)) as show:
        done = bulk.open_requests(desk.actor, given, progress=show)
    answer: dict[str, Any] = {
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
    if enrol:
        count = sum(len(one.photographs) for one in stated)
        at = Photographs(given=given, folder=folder or file.parent, count=count)
        answer["photographs"], said = enrol_photographs(desk, lock, at, processes=processes)
        lines += said
    desk.say(answer, *lines)


def _given(file: Path) -> Any:
    from antigone.casework.procedures import bulk

    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchRequestFile(name=file.name, fault=error.strerror) from None
    return bulk.GivenFile(name=file.name, content=content)
