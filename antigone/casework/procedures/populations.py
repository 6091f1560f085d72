"""The figures by which an operation weighs findings: how often people are so, and observers err."""

import hashlib
from dataclasses import dataclass, field

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import PopulationTable
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.evidence.findings import default_population
from antigone.wording import N_

_MOST_BYTES = 1_000_000


class NoReasonForFigures(Refusal):
    """Every finding would weigh something else, for no stated reason."""

    code = "no-reason-for-figures"
    sentence = N_("It is not said why this operation needs other figures. Nothing was adopted.")
    remedy = N_("Say whom they describe, who counted them, and what they replace.")


class FiguresInForce(Refusal):
    """The same file is what holds now."""

    code = "figures-in-force"
    sentence = N_("{name} is, byte for byte, the table that holds now. Nothing was adopted.")
    remedy = N_("Give the file that was changed, or weigh the findings by the table that is there.")


class FiguresTooLarge(Refusal):
    """The file is no table of figures."""

    code = "figures-too-large"
    sentence = N_("{name} is larger than a table of figures can be. Nothing was adopted.")
    remedy = N_("Give the TOML file itself, of less than one megabyte.")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A table of figures as somebody holds it, and why this operation needs it."""

    name: str
    content: bytes = field(repr=False)
    because: str


def adopt_figures(actor: Actor, figures: Figures) -> PopulationTable:
    """Let findings be weighed by another table from now on; what it does not mention stays as shipped.

    What was weighed before keeps its numbers and names the table they came from, until it is weighed
    anew. Raises `NoReasonForFigures`, `FiguresTooLarge`, `UnfitFigure` and `FiguresInForce`.
    """
    with step(actor, Action.ADOPT_FIGURES) as doing:
        if not figures.because.strip():
            raise NoReasonForFigures
        if len(figures.content) > _MOST_BYTES:
            raise FiguresTooLarge(name=figures.name)
        read = default_population().replaced_by(figures.content, source=figures.name)
        digest = hashlib.sha256(figures.content).digest()
        newest = PopulationTable.objects.order_by("version").last()
        if newest is not None and bytes(newest.sha256) == digest:
            raise FiguresInForce(name=figures.name)
        row = PopulationTable(
            version=(newest.version if newest else 0) + 1,
            name=read.name[:200],
            stated_version=read.version[:80],
            provenance=read.provenance[:4000],
            content=figures.content.decode("utf-8"),
            sha256=digest,
            because=figures.because.strip()[:400],
        )
        adopted = doing.write(row)
        doing.commit_to("figures.content", adopted.id.bytes, figures.content)
        return adopted
