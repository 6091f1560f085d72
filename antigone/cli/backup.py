"""Commands that save a home and bring it back: backup, restore."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antigone.cli.edge import as_json, example, progress, show_json, tell
from antigone.config import Config
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.site.restoring import Restored
    from antigone.upkeep.archive import Sealed
    from antigone.vault import Lock

# What the record says was done since, and nobody has to do again.
_NOTHING_LOST = (
    *("home.back-up", "permission.withdraw", "erasure.purge", "face.unmark"),
    *("role.end", "account.close"),
)


@click.command(
    epilog=example(
        "antigone backup /media/disk/2026-05-14.backup\n"
        "ANTIGONE_PASSPHRASE_FILE=/run/secrets/vault antigone backup /media/disk/today.backup --json"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Save the whole home to a new FILE, as it stands now, while others work on.

    The file opens with the vault's passphrase or key file, and with nothing else. What is erased
    after it was taken is erased again when it is restored, if the home's ledger folder, or a copy of
    it, is at hand: see the setting record_copy.
    """
    from antigone.cli.desk import entered, open_vault

    config = entered(doors=True)
    open_vault(config)
    from antigone.upkeep.backup import take

    with progress(tell(N_("Saving photographs")), 100) as show:
        taken = take(file, progress=_percent(show))
    manifest = taken.manifest
    if as_json:
        show_json(
            {
                "file": str(taken.path),
                "bytes": taken.size,
                "backup": manifest.backup,
                "taken_at": manifest.taken_at,
                "rows": sum(manifest.rows.values()),
                "files": manifest.blobs,
                "missing": manifest.missing,
                "entries": manifest.entries,
                "findings": len(manifest.findings),
            }
        )
        return
    click.echo(
        tell(
            N_("{path} holds the home as it stood at {when}: {files} files, {entries} entries."),
            path=taken.path,
            when=manifest.taken_at,
            files=manifest.blobs,
            entries=manifest.entries,
        )
    )
    if manifest.missing:
        text = N_("Files that the vault did not hold: {count}. See: antigone doctor")
        click.echo(tell(text, count=len(manifest.missing)))
    if manifest.findings:
        text = N_("The record was not whole: {count} findings. See: antigone ledger verify")
        click.echo(tell(text, count=len(manifest.findings)))


@click.command(
    epilog=example(
        "antigone restore /media/disk/2026-05-14.backup --record /media/other/ledger\n"
        "antigone restore today.backup --into ~/rehearsal --record ~/antigone/ledger --json"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Empty or new folder; by default the one that ANTIGONE_HOME names.",
)
@click.option(
    "--record",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True),
    help="Ledger folder of the lost home, or the newest copy of it.",
)
@click.option(
    "--without-record",
    metavar="REASON",
    default="",
    help="Why there is no whole record; the home will say that erasures are unknown.",
)
@click.option("--key-file", type=click.Path(path_type=Path), help="Key file that opens the backup.")
@click.option("--owner", default="", help="PostgreSQL: address of the owner of the tables.")
@as_json
def restore(
    file: Path,
    into: Path | None,
    record: Path | None,
    without_record: str,
    key_file: Path | None,
    owner: str,
    as_json: bool,
) -> None:
    """Restore the home in FILE, and erase again what was erased after it was taken.

    The record names what was erased. It is taken from the ledger folder of the lost home, or from the
    copy that the setting record_copy made. The home stays closed until everything was laid and
    examined; if this is cut off, run it again.
    """
    from antigone.cli.desk import require_server
    from antigone.site.restoring import Restoring, restore_home
    from antigone.upkeep.archive import Sealed

    path = into.expanduser().absolute() if into else Config.read().home
    require_server()
    sealed = Sealed.look_at(file)
    restoring = Restoring(
        backup=sealed,
        home=path,
        lock=_lock(sealed, path, key_file),
        record=record,
        unproven_because=without_record,
        owner=owner,
    )
    with progress(tell(N_("Restoring")), 100) as show:
        # First all of it is read, then it is laid.
        ways = {
            "check": _percent(lambda share: show(share // 2)),
            "files": _percent(lambda share: show(50 + share // 2)),
        }
        restored = restore_home(restoring, progress=lambda way, *far: ways[way](*far))
    if as_json:
        from dataclasses import asdict

        show_json(asdict(restored))
    else:
        _show(restored)


def _lock(sealed: "Sealed", home: Path, key_file: Path | None) -> "Lock":
    from antigone.cli.secret import passphrase
    from antigone.vault import KeyFile, OpenToAll, Passphrase

    if sealed.lock_kind == "open":
        return OpenToAll()
    config = Config.read(home=home)
    if sealed.lock_kind == "passphrase":
        return Passphrase(passphrase(config))
    named = key_file or (config.settings.key_file and Path(config.settings.key_file))
    if not named:
        raise click.UsageError(tell(N_("Name the key file that opens the backup: --key-file.")))
    return KeyFile(named.expanduser().absolute())


def _percent(show: Callable[[int], None]) -> Callable[[int, int], None]:
    return lambda done, total: show(100 * done // total if total else 100)


def _show(restored: "Restored") -> None:
    lines = [
        tell(
            N_("The home of {when} stands in {path}: {rows} rows, {files} files."),
            when=restored.taken_at,
            path=restored.home,
            rows=restored.rows,
            files=restored.files,
        ),
        tell(N_("Withdrawals since, repeated: {count}."), count=restored.withdrawals),
        tell(
            N_("Permissions, templates, marks, roles, accounts that ended since: {count}."),
            count=restored.ended_again,
        ),
    ]
    lost = {act: count for act, count in restored.acts_since.items() if act not in _NOTHING_LOST}
    if lost:
        lines.append(tell(N_("Done since, and to be done again where it is still needed:")))
        lines += [f"  {count:>6}  {act}" for act, count in sorted(lost.items())]
    if restored.withdrawals_elsewhere:
        text = N_("Withdrawals in operations that the backup does not know: {count}.")
        lines.append(tell(text, count=restored.withdrawals_elsewhere))
    if restored.unopened:
        text = N_("Files that do not open, or were not in the backup: {count}.")
        lines.append(tell(text, count=len(restored.unopened)))
    if restored.findings:
        text = N_("The record was not whole when the backup was taken. See: antigone ledger verify")
        lines.append(tell(text))
    if restored.unproven_because:
        text = N_("What was erased after {when} is NOT known, and may stand in this home again.")
        lines.append(tell(text, when=restored.known_until))
    lines.append(tell(N_("Everybody signs in anew. See whether all is in order: antigone doctor")))
    for line in lines:
        click.echo(line)
