"""Commands about the record: ledger verify, checkpoint, prove, export."""

from pathlib import Path
from typing import IO

import click

from antigone.cli.desk import Desk, at_desk
from antigone.cli.edge import example, reader_language, tell
from antigone.wording import N_

_out = click.option("--out", type=click.File("w", atomic=True), help="Write to this file.")


@click.group()
def ledger() -> None:
    """The record of every act: who, what, when, and why it was allowed."""


@ledger.command(
    epilog=example(
        "antigone ledger verify\nantigone ledger verify --head head-of-may.txt --operation FERRY"
    )
)
@click.option(
    "--head",
    "heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A signed head that somebody else kept; may be repeated.",
)
@at_desk(in_operation=False)
def verify(desk: Desk, heads: tuple[Path, ...]) -> None:
    """Name every entry that was altered, removed, reordered or forged; exit 1 if there is one.

    Heads that lie outside the database are compared too.
    """
    from antigone.casework.procedures import recording

    kept = [path.read_text(encoding="utf-8") for path in heads]
    found = recording.verify_record(desk.actor, kept)
    language = reader_language()
    answer = {
        "whole": found.whole,
        "entries": found.entries,
        "proven": found.proven,
        "head": found.heads,
        "outside": found.outside,
        "findings": [
            {
                "entry": one.seq,
                "through": one.through,
                "kind": one.kind,
                "sentence": one.say(language),
            }
            for one in found.findings
        ],
        "limits": found.limits(language),
    }
    if found.whole:
        said = [tell(N_("{count} entries were examined; none was changed."), count=found.entries)]
    else:
        said = [one.say(language) for one in found.findings]
    desk.say(answer, *said, *(f"  {line}" for line in found.limits(language)))
    click.get_current_context().exit(0 if found.whole else 1)


@ledger.command(epilog=example("antigone ledger checkpoint --out head-of-may.txt"))
@_out
@at_desk(in_operation=False)
def checkpoint(desk: Desk, out: IO[str] | None) -> None:
    """Print the newest signed head. Give it to somebody else: only that shows a rewritten record."""
    from antigone.casework.procedures import recording

    head = recording.checkpoint(desk.actor)
    _answer(desk, out, {"head": head, "public_key": recording.public_key()}, head)


@ledger.command(
    epilog=example(
        "antigone ledger prove 1042 --out proof.txt\nantigone ledger prove --since head-of-may.txt"
    )
)
@click.argument("entry", type=click.IntRange(0), required=False)
@click.option("--since", type=click.File(), help="An earlier head: prove that nothing was changed.")
@_out
@at_desk(in_operation=False)
def prove(desk: Desk, entry: int | None, since: IO[str] | None, out: IO[str] | None) -> None:
    """Prove that ENTRY is in the record, or that the record only grew since an earlier head.

    Whoever has the public key can check the proof, without this home.
    """
    from antigone.casework.procedures import recording

    if (entry is None) == (since is None):
        raise click.UsageError(tell(N_("Name an entry, or an earlier head with --since.")))
    if entry is None:
        proof = recording.prove_growth(desk.actor, since.read() if since else "")
    else:
        proof = recording.prove_entry(desk.actor, entry)
    _answer(desk, out, {"proof": proof, "public_key": recording.public_key()}, proof)


@ledger.command(epilog=example("antigone ledger export --out ledger.jsonl"))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Write to this file.")
@at_desk(in_operation=False)
def export(desk: Desk, out: Path) -> None:
    """Export the record, one entry a line: opaque ids and commitments, no names.

    That it was exported stands in the record.
    """
    from antigone.casework.procedures import recording

    count = -2
    with click.open_file(str(out), "wb", atomic=True) as file:
        for line in recording.export_record(desk.actor):
            file.write(line)
            count += 1
    said = tell(N_("{count} entries were written to {path}."), count=count, path=out)
    desk.say({"entries": count, "file": str(out), "public_key": recording.public_key()}, said)


def _answer(desk: Desk, out: IO[str] | None, answer: dict[str, str], text: str) -> None:
    if out is None:
        desk.say(answer, text.rstrip("\n"))
        return
    out.write(text)
    desk.say(answer, tell(N_("Written to {path}."), path=out.name))
