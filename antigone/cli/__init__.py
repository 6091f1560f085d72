"""The command line: it translates between people and rooms, and holds no rule.

Subcommands are loaded when they are called, so that `antigone --help` is quick on a slow machine.
"""

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from antigone.errors import Refusal
from antigone.wording import N_

# The module that holds each command, and the line that stands in the overview.
COMMANDS = {
    "init": ("home", N_("Make a home: the folder in which Antigone keeps everything.")),
    "doctor": ("home", N_("Say whether this machine, the engine and the home are in order.")),
    "login": ("signing", N_("Sign in; a token that expires is kept for you alone.")),
    "logout": ("signing", N_("Sign out.")),
    "account": ("accounts", N_("Who can sign in.")),
    "role": ("accounts", N_("Who may do what, in which operation.")),
    "operation": ("operations", N_("Incidents and mandates, each apart from every other.")),
    "request": ("requests", N_("The missing: who looks for whom, and what is permitted.")),
    "relative": ("relatives", N_("The family: who is related, and what each wishes to hear.")),
    "remains": ("remains", N_("The dead: bodies and parts, and what was established.")),
    "photograph": ("photographs", N_("Photographs: kept, read, one face marked and confirmed.")),
    "video": ("recordings", N_("Videos: the faces followed in them, and the one that is meant.")),
    "search": ("searches", N_("Search from remains; there is no other search.")),
    "candidate": ("candidates", N_("Whom remains might be, and what speaks for it.")),
    "handover": ("handover", N_("Custody, farewell, burial and the way home.")),
    "identification": ("identifications", N_("What the board decides, and the papers of it.")),
    "notice": ("notices", N_("What a family or an authority is told, and by whom.")),
    "analysis": ("analyses", N_("The body alone: what an examiner saw before anybody else.")),
    "comparison": ("comparisons", N_("Pair by pair, blind: two examiners, and a third.")),
    "packet": ("packets", N_("Blind packets: another institution compares, without names.")),
    "erase": ("erase", N_("What was withdrawn, and what was searched for its traces.")),
    "retention": ("retention", N_("What was permitted and ends soon.")),
    "stats": ("stats", N_("What may be published: counts in which nobody is recognised.")),
    "ledger": ("ledger", N_("The record: verify it, hand out heads and proofs.")),
    "vault": ("vault", N_("The vault: change the key under which everything is sealed.")),
    "index": ("index", N_("The index of the gallery: how it stands, anew, verified.")),
    "bench": ("bench", N_("Measure how quickly this machine searches.")),
    "labels": ("labels", N_("Print body codes as QR labels, in blocks that never meet.")),
    "serve": ("serve", N_("Open the workbench in the browser.")),
    "worker": ("worker", N_("Do long work: erasures, sweeps.")),
    "backup": ("backup", N_("Save the whole home, sealed, while others work on.")),
    "restore": ("backup", N_("Restore a home; what was erased since stays erased.")),
    "settings": ("home", N_("Show every setting, its value, where it comes from, what it means.")),
    "exercise": ("exercise", N_("Walk the whole path with people who do not exist.")),
    "faces": (
        "faces",
        N_("Find every face in photographs and videos; say how far it can be compared."),
    ),
    "compare": ("faces", N_("Compare two faces: how much does it support one person or two?")),
    "evaluate": ("evaluate", N_("Measure the engine on labelled photographs of your own.")),
    "calibrate": (
        "calibrate",
        N_("Fit what a similarity is worth, on identified cases of your own."),
    ),
    "calibration": (
        "calibrations",
        N_("What faces are weighed by; adopt a calibration of your own."),
    ),
    "reconcile": ("reconcile", N_("Weigh all remains against all missing at once.")),
    "weights": ("weights", N_("List, verify and add the weights of the face engines.")),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"antigone.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else " See: antigone --help"
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="antigone", message="%(prog)s %(version)s")
def antigone() -> None:
    """Antigone gives the dead their names back.

    Photographs of the deceased in, a short list out, each candidate with an honest strength.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exit 0 when done, 1 when refused, 2 when called wrongly, 130 on Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A file name may hold bytes that are no letters: shown as escapes, they stop nothing.
            stream.reconfigure(errors="backslashreplace")
    try:
        status: Any = antigone.main(arguments, standalone_mode=False)
    except Refusal as refusal:
        from antigone.cli.edge import show_refusal

        show_refusal(refusal)
        status = 1
    except click.ClickException as error:
        error.show()
        status = 2
    except (click.Abort, KeyboardInterrupt):
        from antigone.cli.edge import tell

        stopped = N_("Stopped. What was finished is kept; nothing is half-written.")
        click.echo(tell(stopped), err=True)
        status = 130
    except BrokenPipeError:
        # The reader of a pipe went away; there is nobody to tell.
        sys.stderr.close()
        status = 1
    except Exception as error:
        # The last edge: who reads this is a person at a desk, not a programmer.
        if sys.flags.dev_mode:
            raise
        from antigone.cli.edge import tell

        fault = N_("Antigone made a mistake of its own ({kind}). What was finished before is kept.")
        advice = N_("Report it, with what this shows: python -X dev -m antigone {arguments}")
        shown = " ".join(sys.argv[1:] if arguments is None else arguments)
        click.echo(tell(fault, kind=type(error).__name__), err=True)
        click.echo(tell(advice, arguments=shown), err=True)
        status = 1
    sys.exit(status if isinstance(status, int) else 0)
