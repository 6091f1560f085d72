"""The command that prints body codes and their QR labels, in blocks that never meet."""

from pathlib import Path

import click

from antigone.cli.edge import as_json, example, reader_language, show_json, tell
from antigone.errors import Refusal
from antigone.wording import N_


class LabelsExist(Refusal):
    """A sheet that was printed already may be on bodies; it is not replaced."""

    code = "labels-exist"
    sentence = N_("{path} is there already. No label was made.")
    remedy = N_("Name another file, or move away the old one.")


class LabelsNotWritten(Refusal):
    """The system did not let the file be written."""

    code = "labels-not-written"
    sentence = N_("{path} could not be written ({fault}). No label was made.")
    remedy = N_("Name a file in a folder that is there and in which you may write.")


# The first number has no default: two tents that both leave it out would issue the same codes.
@click.command(
    epilog=example("antigone labels --operation FERRY --first 40 --count 40 --out tent-b.pdf")
)
@click.option("--operation", required=True, help="Short code of the operation, e.g. FERRY.")
@click.option("--first", type=int, required=True, help="First number of the block.")
@click.option("--count", type=int, default=20, show_default=True, help="How many labels.")
@click.option("--prefix", default="R", show_default=True, help="Letters before the number.")
@click.option("--name", default="", help="Name of the operation for people.")
@click.option("--font", type=click.Path(path_type=Path), help="Font file for letters beyond Latin.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@as_json
def labels(
    operation: str,
    first: int,
    count: int,
    prefix: str,
    name: str,
    font: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Print a block of body codes as QR labels to be cut apart, one for each body.

    Give each tent a block of its own: then two of them can issue codes without a network, and no code
    is ever used twice.
    """
    from antigone.documents.labels import Label, code_block, label_pages, labels_pdf

    block = code_block(prefix, first, count)
    if out.exists():
        raise LabelsExist(path=out)
    made = [Label(operation=operation, code=code) for code in block.codes]
    pages = label_pages(made, name=name, language=reader_language(), font=font)
    written = labels_pdf(pages)
    try:
        # "x": a file that appeared meanwhile is not replaced either.
        with out.open("xb") as file:
            file.write(written)
    except FileExistsError:
        raise LabelsExist(path=out) from None
    except OSError as error:
        raise LabelsNotWritten(path=out, fault=error.strerror) from None
    if as_json:
        show_json(
            {
                "file": str(out),
                "pages": len(pages),
                "next": block.following,
                "labels": [{"code": one.code, "payload": one.payload} for one in made],
            }
        )
        return
    click.echo(
        tell(
            N_("{count} labels, {first} to {last}, on {pages} pages: {path}"),
            count=count,
            first=block.codes[0],
            last=block.codes[-1],
            pages=len(pages),
            path=out,
        )
    )
    click.echo(
        tell(N_("The next block may begin with {next}. Print at 100 %."), next=block.following)
    )
