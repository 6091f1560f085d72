"""Commands about the weights of the face engines: list, verify, add."""

from pathlib import Path

import click

from antigone.cli.edge import as_json, example, reader_language, show_json, show_refusal, tell
from antigone.config import Config, home_mark
from antigone.errors import Refusal
from antigone.faces.weights import (
    FOLDER,
    added_engines,
    manifest_files,
    manifests,
    read_manifest,
)
from antigone.wording import N_

_SHOWN = ("id", "role", "file", "sha256", "licence", "training_data", "origin")


class NoWeights(Refusal):
    """A folder holds no manifest: nothing in it can be verified."""

    code = "no-weights"
    sentence = N_("{folder} holds no weights with a manifest. Nothing was verified.")
    remedy = N_("Name the folder in which the TOML files lie, or leave --folder away.")


@click.group()
def weights() -> None:
    """List, verify and add the weights of the face engines."""


def _added() -> Path:
    return Config.read().home / "weights"


@weights.command("list", epilog=example("antigone weights list --json"))
@as_json
def list_weights(as_json: bool) -> None:
    """List all weights: role, licence, what they were trained on; and what they run on here."""
    from antigone.faces.runtime import providers_here

    known = [(one, True) for one in manifests()] + [(one, False) for one in added_engines(_added())]
    here = providers_here()
    if as_json:
        shown = [
            {**{key: one.values[key] for key in _SHOWN}, "builtin": builtin}
            for one, builtin in known
        ]
        show_json({"weights": shown, "providers": [*here]})
        return
    for one, builtin in known:
        added = "" if builtin else ", " + tell(N_("added"))
        click.echo(f"{one.id} ({one.values['role']}, {one.values['licence']}{added})")
        click.echo(f"  {one.values['origin']}")
        click.echo("  " + tell(N_("Trained on: {data}"), data=one.values["training_data"]))
    click.echo(tell(N_("They run here on: {providers}"), providers=", ".join(here)))


@weights.command(epilog=example("antigone weights add new/recogniser.toml"))
@click.argument("manifest", type=click.Path(path_type=Path, dir_okay=False), metavar="MANIFEST")
@as_json
def add(manifest: Path, as_json: bool) -> None:
    """Add a recogniser to the home: MANIFEST is a TOML file, its ONNX file lies beside it.

    Its digest and its sight are tested first. Its vectors are never compared with those of another
    engine, and cases go on with the built-in one.
    """
    from antigone.faces.adoption import add_engine

    config = Config.read()
    home_mark(config.home)
    added = add_engine(manifest, _added(), threads=config.settings.threads)
    if as_json:
        show_json({"engine": added.id, "folder": str(added.path.parent)})
        return
    click.echo(tell(N_("{engine} was tested and added to {folder}."), engine=added.id,
                    folder=added.path.parent))  # fmt: skip
    click.echo(tell(N_("Trained on: {data}"), data=added.values["training_data"]))
    click.echo(tell(N_("Use it with: antigone faces --engine {engine}"), engine=added.id))


@weights.command(epilog=example("antigone weights verify"))
@click.option("--folder", type=click.Path(path_type=Path), help="Another folder, and only that.")
@as_json
@click.pass_context
def verify(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """Compare every file with the digest of its manifest; exit 1 if one differs.

    Looks at what comes with Antigone and at what was added.
    """
    findings: list[dict[str, object]] = []
    places = [folder] if folder else [FOLDER, *sorted(_added().glob("*/"))]
    known = [path for place in places for path in manifest_files(place)]
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
