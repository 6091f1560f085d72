"""Commands about the weights of the face engine: list, verify."""

from pathlib import Path

import click

from antigone.cli.edge import as_json, example, reader_language, show_json, show_refusal, tell
from antigone.errors import Refusal
from antigone.faces.weights import FOLDER, manifest_files, manifests, read_manifest
from antigone.wording import N_


class NoWeights(Refusal):
    """A folder holds no manifest: nothing in it can be verified."""

    code = "no-weights"
    sentence = N_("{folder} holds no weights with a manifest. Nothing was verified.")
    remedy = N_("Name the folder in which the TOML files lie, or leave --folder away.")


@click.group()
def weights() -> None:
    """List and verify the weights of the face engine."""


@weights.command("list", epilog=example("antigone weights list --json"))
@as_json
def list_weights(as_json: bool) -> None:
    """List the weights: role, licence, and what they were trained on."""
    if as_json:
        keys = ("id", "role", "file", "sha256", "licence", "training_data", "origin")
        show_json({"weights": [{key: one.values[key] for key in keys} for one in manifests()]})
        return
    for one in manifests():
        click.echo(f"{one.id} ({one.values['role']}, {one.values['licence']})")
        click.echo(f"  {one.values['origin']}")
        click.echo("  " + tell(N_("Trained on: {data}"), data=one.values["training_data"]))


@weights.command(epilog=example("antigone weights verify"))
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Another folder.")
@as_json
@click.pass_context
def verify(context: click.Context, folder: Path, as_json: bool) -> None:
    """Compare every file with the digest of its manifest; exit 1 if one differs."""
    findings: list[dict[str, object]] = []
    known = manifest_files(folder)
    if not known:
        raise NoWeights(folder=folder)
    for path in known:
        # What a damaged manifest is about, only its own name tells.
        found: dict[str, object] = {"id": None, "file": path.name}
        try:
            one = read_manifest(path)
            found = {"id": one.id, "file": one.file.name}
            one.verified()
            findings.append({**found, "whole": True})
        except Refusal as refusal:
            error = refusal.as_json(reader_language())
            findings.append({**found, "whole": False, "error": error})
            if not as_json:
                show_refusal(refusal)
    if as_json:
        show_json({"weights": findings})
    else:
        for finding in findings:
            if finding["whole"]:
                click.echo(tell(N_("{file} is the file that was tested."), file=finding["file"]))
    context.exit(0 if all(finding["whole"] for finding in findings) else 1)
