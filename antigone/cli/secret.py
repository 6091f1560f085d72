"""Secrets at the command line: typed unseen, or read from a file; never a word of the command."""

import sys
from pathlib import Path
from typing import IO

import click

from antigone.cli.edge import tell
from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_


class NobodyToAsk(Refusal):
    """A secret is needed, no file holds it, and nobody sits at a terminal."""

    code = "nobody-to-ask"
    sentence = N_("A secret is needed ({what}), and there is nobody to type it. Nothing was done.")
    remedy = N_("Call this at a terminal, or name a file that holds it; see --help.")


class NoSecretInFile(Refusal):
    """The file is not there, or its first line is empty."""

    code = "no-secret-in-file"
    sentence = N_("{path} holds no secret in its first line. Nothing was done.")
    remedy = N_("Write the secret into the first line of the file, or name the right one.")


def asked(what: str, *, file: IO[str] | None, twice: bool = False) -> str:
    """Return a secret from a file, else from whoever sits at the terminal.

    Raises `NobodyToAsk` and `NoSecretInFile`.
    """
    if file is not None:
        return _first_line(file, file.name)
    if not sys.stdin.isatty():
        raise NobodyToAsk(what=what)
    answer: str = click.prompt(what, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def passphrase(config: Config, *, twice: bool = False) -> str:
    """Return the vault's passphrase. Raises `NobodyToAsk` and `NoSecretInFile`."""
    named = config.settings.passphrase_file
    if not named:
        return asked(tell(N_("Passphrase of the vault")), file=None, twice=twice)
    path = Path(named).expanduser()
    try:
        with path.open(encoding="utf-8") as file:
            return _first_line(file, named)
    except (OSError, UnicodeDecodeError):
        raise NoSecretInFile(path=named) from None


def _first_line(file: IO[str], name: str) -> str:
    line = file.readline().rstrip("\r\n")
    if not line:
        raise NoSecretInFile(path=name)
    return line
