"""All remains against all missing at once."""

from antigone.evidence.reconciliation.difference import difference
from antigone.evidence.reconciliation.joint import Block, Reconciliation, reconcile
from antigone.evidence.reconciliation.problem import Pair, Problem, share_prior
from antigone.evidence.reconciliation.reading import problem_from_json
from antigone.evidence.reconciliation.refusals import (
    ImpossibleWeight,
    LockedApart,
    LockedTwice,
    NobodyLeft,
    SameNameTwice,
    TooManyParts,
    UnfitProblem,
    UnknownName,
)
from antigone.evidence.reconciliation.sampling import Convergence
from antigone.evidence.reconciliation.steps import Symmetric, blocks, exclude, symmetric, undisputed
from antigone.evidence.reconciliation.what_if import (
    reassociated,
    with_exclusion,
    with_finding,
    with_lock,
)

__all__ = [
    "Block",
    "Convergence",
    "ImpossibleWeight",
    "LockedApart",
    "LockedTwice",
    "NobodyLeft",
    "Pair",
    "Problem",
    "Reconciliation",
    "SameNameTwice",
    "Symmetric",
    "TooManyParts",
    "UnfitProblem",
    "UnknownName",
    "blocks",
    "difference",
    "exclude",
    "problem_from_json",
    "reassociated",
    "reconcile",
    "share_prior",
    "symmetric",
    "undisputed",
    "with_exclusion",
    "with_finding",
    "with_lock",
]
