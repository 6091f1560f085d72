"""Founding a home: folder, database, vault, ledger, first administrator; all of them, or nothing."""

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from antigone.config import Config, HomeKind, HomeMark, make_home
from antigone.site.start import migrate
from antigone.vault import KeyFile, Lock

_SETTINGS_FILE = "antigone.toml"


@dataclass(frozen=True, kw_only=True)
class Founding:
    """What a new home begins with. `owner` is the address of the tables' owner on PostgreSQL."""

    path: Path
    kind: HomeKind
    lock: Lock
    sign_in_name: str
    shown_name: str
    password: str = field(repr=False)
    owner: str = ""


def found_home(config: Config, founding: Founding) -> HomeMark:
    """Make a home in which one administrator can sign in, and nobody else.

    What is not fit is refused before anything is made; what fails later takes the folder away again.
    Raises `HomeExists`, `HomeNotMade`, `WeakPassphrase`, `UnfitKeyFile`, `WeakPassword`,
    `UnfitDatabase`, `PasswordInSetting` and `AlreadyFounded`.
    """
    founding.lock.fresh_record()
    path, stood = founding.path, founding.path.exists()
    mark = make_home(path, kind=founding.kind, clock=config.clock)
    try:
        if isinstance(founding.lock, KeyFile):
            # The path is no secret, and without it every command would have to be told.
            with (path / _SETTINGS_FILE).open("a", encoding="utf-8") as file:
                file.write(f"key_file = {json.dumps(str(founding.lock.path))}\n")
        _begin(replace(config, home=path), founding)
    except BaseException:
        _take_away(path, itself=not stood)
        raise
    return mark


def _begin(config: Config, founding: Founding) -> None:
    migrate(config, owner=founding.owner)
    from antigone.casework.house import inside, make_house
    from antigone.casework.procedures.accounts import NewAccount, found

    first = NewAccount(
        sign_in_name=founding.sign_in_name,
        shown_name=founding.shown_name,
        password=founding.password,
    )
    with inside(make_house(founding.lock)):
        found(first)


def _take_away(path: Path, *, itself: bool) -> None:
    """Leave an empty folder as it was, and no folder where there was none."""
    for one in path.iterdir():
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()
    if itself:
        path.rmdir()
