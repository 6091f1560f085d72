"""The command that opens the workbench: serve."""

from dataclasses import replace

import click

from antigone.cli.edge import as_json, example, show_json, tell
from antigone.wording import N_


@click.command(
    epilog=example(
        "antigone serve\n"
        "antigone serve --port 8010\n"
        "antigone serve --address https://antigone.coroner.example"
    )
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True,
              help="Port of this machine at which it answers.")  # fmt: skip
@click.option(
    "--address", default="", help="Address that browsers use, where a proxy with https is in front."
)
@as_json
def serve(port: int, address: str, as_json: bool) -> None:
    """Open the workbench in the browser, for this machine or behind a proxy with https.

    Long work is done beside it. Ctrl-C ends it; what is under way is finished first.
    """
    from antigone.cli.desk import lock_of, require_server
    from antigone.config import Config
    from antigone.site.serving import serve as serve_pages

    require_server()
    config = Config.read()
    shown = address or config.settings.address or f"http://localhost:{port}"
    config = replace(config, settings=replace(config.settings, address=shown))

    def answers(opened: str) -> None:
        if as_json:
            show_json({"address": opened})
        else:
            click.echo(tell(N_("Antigone is open: {address} (Ctrl-C ends it)"), address=opened))

    serve_pages(config, lock_of(config), port=port, answers=answers)
