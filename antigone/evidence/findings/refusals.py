"""Why a finding cannot be weighed, by name, and the way out."""

from antigone.errors import Refusal
from antigone.wording import N_


class UnfitFigure(Refusal):
    """A figure of a population contradicts itself, or is not written as it should be."""

    code = "unfit-figure"
    sentence = N_("{source}, “{name}”: found {found}, not {wanted}. Nothing was weighed.")
    remedy = N_("Correct “{name}” in the file of the population, and give it again.")


class NoFigure(Refusal):
    """The population holds no figure for what was seen."""

    code = "no-figure"
    sentence = N_("{population} has no figure “{name}”. The finding was not weighed.")
    remedy = N_(
        "Use a word that it has: {known}; or count the figure, and give it to the operation."
    )


class UnfitFinding(Refusal):
    """What was seen, or what was reported, contradicts itself.

    `parameters["finding"]` and `parameters["field"]` say where.
    """

    code = "unfit-finding"
    sentence = N_("{finding}, “{field}”: found {found}, not {wanted}. It was not weighed.")
    remedy = N_("Correct “{field}”, or leave the finding out where nobody examined it.")


class RecoveredBeforeSeen(UnfitFinding):
    """The remains were recovered before the missing person was last seen alive."""

    sentence = N_(
        "The remains were recovered on {recovered}, and the missing person was seen alive on {seen}. "
        "This was not weighed: no number expresses it."
    )
    remedy = N_(
        "Check both dates. If both are right, record the exclusion itself, with its grounds."
    )
