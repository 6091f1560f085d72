"""What the doctor looks at in a home with a database: tables, guards, vault, record, restores."""

import json
from pathlib import Path

from antigone.config import Config
from antigone.errors import Refusal
from antigone.site.database import FILE
from antigone.site.restoring import RESTORED
from antigone.upkeep.doctor import Examination
from antigone.wording import N_, say


class RecordChanged(Refusal):
    """The ledger is not what was signed."""

    code = "record-changed"
    sentence = N_("The record was changed, {count} findings; the first: entry {entry}, {kind}.")
    remedy = N_("Change nothing, keep a copy of the home, and run: antigone ledger verify")


class ErasuresUnknown(Refusal):
    """The home was restored without the whole record: it may hold what somebody took back."""

    code = "erasures-unknown"
    sentence = N_("This home was restored ({because}). What was erased after {when} is not known.")
    remedy = N_(
        "Ask who withdrew a permission since, and withdraw it again; when the data protection officer"
        " has signed that this is done, remove {path}."
    )


def examinations(config: Config) -> tuple[Examination, ...]:
    """Return what the doctor looks at besides; nothing in a home that keeps no cases."""
    has_database = bool(config.settings.database) or (config.home / FILE).exists()
    if not has_database:
        return ()
    was_restored = (config.home / RESTORED).exists()
    return (*_EXAMINATIONS, (N_("Restore"), _restore)) if was_restored else _EXAMINATIONS


def _database(config: Config) -> str:
    from antigone.site import set_up

    set_up(config)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return str(connection.vendor)


def _migrations(config: Config) -> str:
    from antigone.site import set_up
    from antigone.site.start import NotMigrated, unapplied

    set_up(config)
    if lacking := unapplied():
        raise NotMigrated(count=len(lacking))
    return say(N_("those of this version"), config.language)


def _guards(config: Config) -> str:
    from antigone.site import start

    start(config)
    from antigone.casework import guards

    return say(N_("all {count} stand"), config.language, count=len(guards.guards()))


def _vault(config: Config) -> str:
    from antigone.site import start
    from antigone.vault import KeyFile, OpenToAll, Passphrase

    start(config)
    from antigone.casework.house import enter, open_house

    chosen = config.settings
    lock: OpenToAll | KeyFile | Passphrase
    if config.is_exercise:
        lock = OpenToAll()
    elif chosen.key_file:
        lock = KeyFile(Path(chosen.key_file).expanduser())
    elif chosen.passphrase_file:
        with Path(chosen.passphrase_file).expanduser().open(encoding="utf-8") as file:
            lock = Passphrase(file.readline().rstrip("\r\n"))
    else:
        return say(_CLOSED, config.language)
    opened = open_house(lock)
    enter(opened)
    return say(N_("opens ({lock})"), config.language, lock=opened.vault.lock_kind)


def _record(config: Config) -> str:
    from antigone.site import start

    start(config)
    from antigone.casework.house import HouseClosed
    from antigone.casework.record import examine_record

    try:
        found = examine_record()
    except HouseClosed:
        return say(_CLOSED, config.language)
    if not found.whole:
        first = found.findings[0]
        raise RecordChanged(count=len(found.findings), entry=first.seq, kind=first.kind)
    return say(N_("{count} entries, none changed"), config.language, count=found.entries)


def _outside(config: Config) -> str:
    from antigone.site import start

    start(config)
    from antigone.casework.house import HouseClosed, house
    from antigone.casework.outside import examine_copies

    try:
        places = examine_copies(house())
    except HouseClosed:
        return say(_CLOSED, config.language)
    return say(N_("complete; places where it lies: {count}"), config.language, count=places)


def _restore(config: Config) -> str:
    path = config.home / RESTORED
    said = json.loads(path.read_text(encoding="utf-8"))
    if said["unproven_because"]:
        raise ErasuresUnknown(because=said["unproven_because"], when=said["known_until"], path=path)
    return say(
        N_("from the backup of {when}; erasures since were repeated"),
        config.language,
        when=said["taken_at"],
    )


_CLOSED = N_("not examined: a passphrase would have to be typed")

_EXAMINATIONS: tuple[Examination, ...] = (
    (N_("Database"), _database),
    (N_("Tables"), _migrations),
    (N_("Guards"), _guards),
    (N_("Vault"), _vault),
    (N_("Record"), _record),
    (N_("Record outside the database"), _outside),
)
