"""How a description and a partial date are given at the command line."""

import json
from typing import IO, Any

import click

from antigone.cli.edge import tell
from antigone.wording import N_

description_file = click.option(
    "--description", type=click.File(), help="JSON file with the description, as `show` prints it."
)


def description(file: IO[str] | None) -> Any:
    """Return the description in a file. Raises `UnfitDescription`, and a wrong call if no JSON."""
    from antigone.casework.description import Description

    if file is None:
        return Description()
    try:
        written = json.load(file)
        if not isinstance(written, dict):
            raise ValueError
    except ValueError:
        raise click.BadParameter(
            tell(N_("It is no JSON object.")), param_hint="--description"
        ) from None
    return Description.from_json(written)


def partial_date(text: str) -> Any:
    """Return a date as precise as it was given, None if empty. Raises `UnfitDate`."""
    from antigone.casework.description import PartialDate

    return PartialDate(text) if text else None
