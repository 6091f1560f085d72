"""All remains against all missing at once: what each pair is worth when everybody is counted once."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation import exact, sampling
from antigone.evidence.reconciliation.assignment import NOBODY, Infeasible, best_assignment
from antigone.evidence.reconciliation.problem import EXCLUDED, Numbers, Pair, Problem
from antigone.evidence.reconciliation.refusals import NobodyLeft, TooManyParts
from antigone.evidence.reconciliation.sampling import Convergence
from antigone.evidence.reconciliation.steps import Symmetric, blocks, exclude, symmetric, undisputed

Method = Literal["exact", "sampled"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Remains and missing that hang together, and how their posteriors were found."""

    remains: tuple[str, ...]
    missing: tuple[str, ...]
    method: Method


@dataclass(frozen=True, kw_only=True, eq=False)
class Reconciliation:
    """What a problem amounts to.

    - `posterior`: a row for each of the remains, a column for each of the missing; 0 to 1.
      `none_remains`: that they are none of the missing. `none_missing`: that they are not among the
      remains. `errors`: standard error of each posterior, 0 where it is exact.
    - `best`: the heaviest assignment, None for who stays unassigned; `log10_weight` its weight, prior
      included, over that of assigning nobody; `probability` its posterior, None where it was sampled.
    - `undisputed`, `excluded`, `symmetric`: what the steps found.
    - `convergence`: None where everything is exact, else the least certain of the sampled blocks.
    """

    problem: Problem
    method: Method
    posterior: Numbers
    none_remains: Numbers
    none_missing: Numbers
    errors: Numbers
    best: dict[str, str | None]
    log10_weight: float
    probability: float | None
    undisputed: tuple[Pair, ...]
    excluded: tuple[Pair, ...]
    symmetric: tuple[Symmetric, ...]
    blocks: tuple[Block, ...]
    convergence: Convergence | None

    def of(self, remains: str, missing: str) -> float:
        """Return the posterior of one pair."""
        row = self.problem.remains.index(remains)
        return float(self.posterior[row, self.problem.missing.index(missing)])

    def as_json(self) -> dict[str, Any]:
        """Return the result under the key names that the command promises."""
        answer: dict[str, Any] = {
            "method": self.method,
            "posterior": self.posterior.tolist(),
            "none_remains": self.none_remains.tolist(),
            "none_missing": self.none_missing.tolist(),
            "best": {
                "assignment": self.best,
                "log10_weight": self.log10_weight,
                "probability": self.probability,
            },
            "undisputed": [list(pair) for pair in self.undisputed],
            "excluded": [list(pair) for pair in self.excluded],
            "symmetric": [
                {"remains": list(one.remains), "missing": list(one.missing)}
                for one in self.symmetric
            ],
            "blocks": [
                {
                    "remains": list(block.remains),
                    "missing": list(block.missing),
                    "method": block.method,
                }
                for block in self.blocks
            ],
            "convergence": None,
        }
        if self.convergence:
            answer["convergence"] = {
                **vars(self.convergence),
                "standard_errors": self.errors.tolist(),
            }
        return answer


def reconcile(problem: Problem, *, seed: int = 0, sampled: bool = False) -> Reconciliation:
    """Return posteriors, best assignment and findings of a problem.

    Exact where a block is small enough (about 20 on its smaller side, more where it hangs together
    loosely), sampled beyond, with convergence figures; `seed` fixes what is drawn. `sampled` draws
    every block that has a choice, to compare. Refuses with `NobodyLeft` where remains that must be
    one of the missing cannot all be, and with `TooManyParts`.
    """
    excluded, remaining = exclude(problem)
    found, _ = undisputed(remaining)
    shape = (len(problem.remains), len(problem.missing))
    posterior, errors = np.zeros(shape), np.zeros(shape)
    none_missing = np.ones(shape[1])
    column_of: dict[int, int] = {}
    log_whole = 0.0
    described: list[Block] = []
    convergences: list[Convergence] = []
    log_weights = (problem.permitted() + problem.log10_prior) * math.log(10)
    settled = problem.settled()
    for rows, columns in blocks(problem):
        names = tuple(problem.remains[row] for row in rows)
        within = np.ix_(rows, columns)
        try:
            done = _reckon(
                log_weights[within],
                settled[list(rows)],
                _groups(problem, names),
                seed=seed,
                sampled=sampled,
            )
        except Infeasible as stuck:
            raise _nobody_left(problem, rows, columns, stuck) from None
        if done is None:
            raise TooManyParts(source=problem.source, field="parts", count=len(rows))
        posterior[within], errors[within] = done.posterior, done.errors
        none_missing[list(columns)] = done.columns_alone
        column_of |= {rows[row]: columns[column] for row, column in done.best}
        log_whole += done.log_whole
        if done.convergence:
            convergences.append(done.convergence)
        described.append(
            Block(
                remains=names,
                missing=tuple(problem.missing[column] for column in columns),
                method="sampled" if done.convergence else "exact",
            )
        )
    log10_weight = sum(
        float(problem.log10_lr[pair]) + problem.log10_prior for pair in column_of.items()
    )
    return Reconciliation(
        problem=problem,
        method="sampled" if convergences else "exact",
        posterior=posterior,
        none_remains=np.clip(1 - posterior.sum(axis=1), 0.0, 1.0),
        none_missing=np.clip(none_missing, 0.0, 1.0),
        errors=errors,
        best={
            name: problem.missing[column_of[row]] if row in column_of else None
            for row, name in enumerate(problem.remains)
        },
        log10_weight=log10_weight,
        probability=None
        if convergences
        else math.exp(min(0.0, log10_weight * math.log(10) - log_whole)),
        undisputed=found,
        excluded=excluded,
        symmetric=symmetric(problem),
        blocks=tuple(described),
        convergence=_least_certain(convergences),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reckoned:
    """What one block amounts to; `best` as pairs of row and column, `log_whole` natural."""

    posterior: Numbers
    errors: Numbers
    columns_alone: Numbers
    best: list[tuple[int, int]]
    log_whole: float
    convergence: Convergence | None


def _reckon(
    log_weights: Numbers,
    settled: NDArray[np.bool_],
    groups: tuple[tuple[int, ...], ...],
    *,
    seed: int,
    sampled: bool,
) -> _Reckoned | None:
    if any(len(group) > 1 for group in groups):
        return _reckon_with_parts(log_weights, settled, groups)
    best = best_assignment(log_weights, settled=settled)
    pairs = [(row, int(at)) for row, at in enumerate(best.column_of) if at != NOBODY]
    possible = log_weights > EXCLUDED
    by_rows = exact.find_order(possible)
    by_columns = exact.find_order(possible.T)
    if (by_rows or by_columns) and not (sampled and len(settled) > 1):
        weights = np.exp(log_weights + best.row_price[:, None] + best.column_price)
        row_alone = np.where(settled, 0.0, np.exp(best.row_price))
        column_alone = np.exp(best.column_price)
        if by_columns and (not by_rows or by_columns.widest < by_rows.widest):
            table = exact.Table(
                weights=weights.T,
                item_alone=column_alone,
                seat_alone=row_alone,
                bundles=_singly(len(settled)),
            )
            whole = exact.sums(table, by_columns)
            posterior = whole.pairs.T
        elif by_rows:
            table = exact.Table(
                weights=weights,
                item_alone=row_alone,
                seat_alone=column_alone,
                bundles=_singly(len(column_alone)),
            )
            whole = exact.sums(table, by_rows)
            posterior = whole.pairs
        prices = float(best.row_price.sum() + best.column_price.sum())
        return _Reckoned(
            posterior=posterior,
            errors=np.zeros_like(posterior),
            columns_alone=1 - posterior.sum(axis=0),
            best=pairs,
            log_whole=whole.log_whole - prices,
            convergence=None,
        )
    drawn = sampling.sample(log_weights, settled=settled, seed=seed)
    return _Reckoned(
        posterior=drawn.posterior,
        errors=drawn.errors,
        columns_alone=1 - drawn.posterior.sum(axis=0),
        best=pairs,
        log_whole=math.nan,
        convergence=drawn.convergence,
    )


def _reckon_with_parts(
    log_weights: Numbers, settled: NDArray[np.bool_], groups: tuple[tuple[int, ...], ...]
) -> _Reckoned | None:
    """Reckon a block in which some remains may share a person, the missing taken in turn."""
    order = exact.find_order(log_weights.T > EXCLUDED)
    if order is None:
        return None
    # Each row divided by its largest weight, so that no product overflows.
    largest = np.maximum(log_weights.max(axis=1, initial=EXCLUDED), np.where(settled, EXCLUDED, 0))
    if np.isinf(largest).any():
        raise Infeasible(np.flatnonzero(np.isinf(largest)).tolist(), [])
    table = exact.Table(
        weights=np.exp(log_weights - largest[:, None]).T,
        item_alone=np.ones(log_weights.shape[1]),
        seat_alone=np.where(settled, 0.0, np.exp(-largest)),
        bundles=groups,
    )
    whole = exact.sums(table, order)
    return _Reckoned(
        posterior=whole.pairs.T,
        errors=np.zeros(log_weights.shape),
        columns_alone=whole.items_alone,
        best=[
            (row, column)
            for column, held in enumerate(exact.heaviest(table, order))
            for row in held
        ],
        log_whole=whole.log_whole + float(largest.sum()),
        convergence=None,
    )


def _singly(count: int) -> tuple[tuple[int, ...], ...]:
    return tuple((at,) for at in range(count))


def _groups(problem: Problem, names: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the rows of a block in groups that may share a person; most are alone."""
    together = [[names.index(one) for one in group if one in names] for group in problem.parts]
    grouped = {row for group in together for row in group}
    alone = [(row,) for row in range(len(names)) if row not in grouped]
    return (*(tuple(group) for group in together if group), *alone)


def _nobody_left(
    problem: Problem, rows: tuple[int, ...], columns: tuple[int, ...], stuck: Infeasible
) -> NobodyLeft:
    stuck_rows = sorted(rows[row] for row in stuck.rows) or list(rows)
    stuck_columns = sorted(columns[column] for column in stuck.columns)
    return NobodyLeft(
        source=problem.source,
        remains=", ".join(problem.remains[row] for row in stuck_rows),
        missing=", ".join(problem.missing[column] for column in stuck_columns) or "nobody",
    )


def _least_certain(convergences: list[Convergence]) -> Convergence | None:
    if not convergences:
        return None
    return Convergence(
        chains=convergences[0].chains,
        sweeps=max(one.sweeps for one in convergences),
        r_hat=max(one.r_hat for one in convergences),
        effective=min(one.effective for one in convergences),
        error=max(one.error for one in convergences),
        converged=all(one.converged for one in convergences),
    )
