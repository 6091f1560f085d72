"""Posteriors of a block that is too large for an exact sum, drawn and with their error.

Gibbs sampling by neighbourhoods: a few remains that compete for the same people give back whom they
hold, and are assigned anew, jointly and exactly given everybody else. Swaps and longer exchanges
happen in one step. What is averaged is the exact conditional posterior of each step, not the draw
(Rao-Blackwell), which costs fewer draws for the same error.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation.assignment import NOBODY, best_assignment
from antigone.evidence.reconciliation.redrawing import NEIGHBOURS, redraw

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


CHAINS = 12
# How many of the undecided are assigned anew in a sweep, for each of them.
UPDATES = 4
BATCHES = 5
FIRST_SWEEPS = 60
MOST_SWEEPS = 960
# Sweeps in which everybody's turn comes; a batch is not shorter.
EVERYBODY_ONCE = FIRST_SWEEPS // BATCHES
R_HAT_GOAL = 1.05
ERROR_GOAL = 0.01
# How many standard errors the largest of many errors is taken to be at most (Student, 11 degrees of
# freedom, 1 in 1 000 on either side).
_ERROR_AT_MOST = 4.0
# Added to both variances in R-hat, (one hundredth)²: a pair whose posterior is 0.001 in one chain and
# 0.002 in another is no sign that the chains have not met.
_DUST = 1e-4


@dataclass(frozen=True, kw_only=True)
class Convergence:
    """How far a sampled result can be trusted.

    - `r_hat`: the largest over pairs of the potential scale reduction (Gelman & Rubin 1992,
      doi:10.1214/ss/1177011136); 1 when the chains, started apart, agree.
    - `effective`: the smallest over pairs of the effective number of draws, p(1-p)/error².
    - `error`: what no posterior is expected to be off by, 4 times the largest standard error.
    - `converged`: r_hat ≤ 1.05 and error ≤ 0.04. Otherwise the figures are a hint only.
    """

    chains: int
    sweeps: int
    r_hat: float
    effective: float
    error: float
    converged: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Sampled:
    """Posterior and standard error of each pair of a block (rows by columns), and how sure."""

    posterior: Numbers
    errors: Numbers
    convergence: Convergence


def sample(log_weights: Numbers, *, settled: NDArray[np.bool_], seed: int) -> Sampled:
    """Return sampled posteriors of one-to-one assignments of a block.

    `log_weights`: natural logarithms, rows by columns, minus infinity where excluded; staying
    unassigned weighs 0, and is forbidden to `settled` rows. Twelve chains start from the best
    assignments of differently disturbed weights. Sweeps are doubled, the first half of all forgotten
    each time, until `Convergence.converged` or 960 sweeps. The same seed gives the same figures.
    """
    chains = _Chains(log_weights, settled, np.random.default_rng(seed))
    sweeps = FIRST_SWEEPS
    for _ in range(2):
        chains.learn(chains.sweep(sweeps // 2))
    while True:
        tallies = [chains.sweep(sweeps // BATCHES) for _ in range(BATCHES)]
        done = _summary(chains, tallies, sweeps=2 * sweeps)
        if done.convergence.converged or 2 * sweeps >= MOST_SWEEPS:
            return done
        sweeps *= 2


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tally:
    """Sums over one batch: of each pair's conditional posterior and its square, by chain."""

    sums: Numbers
    squares: Numbers
    updates: Places


class _Chains:
    """Several chains over assignments of one block, moved together."""

    def __init__(
        self, log_weights: Numbers, settled: NDArray[np.bool_], rng: np.random.Generator
    ) -> None:
        self.rows, self.columns = log_weights.shape
        self._random = rng
        self._log_weights = log_weights
        self._log_alone = np.where(settled, -np.inf, 0.0)
        self._possible = np.isfinite(log_weights)
        largest = np.maximum(log_weights.max(axis=1), self._log_alone)[:, None]
        shares = np.exp(log_weights - largest)
        self._learn(
            shares / (shares.sum(axis=1) + np.exp(self._log_alone - largest[:, 0]))[:, None]
        )
        self._column_of = np.stack([self._start(log_weights, settled) for _ in range(CHAINS)])
        self._free = np.ones((CHAINS, self.columns), dtype=np.bool_)
        for chain, columns in enumerate(self._column_of):
            self._free[chain, columns[columns != NOBODY]] = False
        self.pair_rows, self.pair_columns = np.nonzero(self._possible)
        self._pair_at = np.full(log_weights.shape, NOBODY, dtype=np.int64)
        self._pair_at[self.pair_rows, self.pair_columns] = np.arange(len(self.pair_rows))

    def sweep(self, times: int) -> _Tally:
        """Assign everybody anew at least once in twelve sweeps, the undecided often; return what was seen."""
        sums = np.zeros((CHAINS, len(self.pair_rows)))
        squares = np.zeros_like(sums)
        updates = np.zeros(self.rows, dtype=np.int64)
        due = np.ones(self.rows, dtype=np.bool_)
        for turn in range(times):
            if turn % EVERYBODY_ONCE == 0:
                due[:] = True
            for row in self._agenda(turn, due):
                rows = self._neighbourhood(row)
                due[rows] = False
                columns, posterior = self._renew(rows)
                pairs = self._pair_at[np.ix_(rows, columns)]
                there = pairs != NOBODY
                seen = posterior[:, there]
                sums[:, pairs[there]] += seen
                squares[:, pairs[there]] += seen**2
                updates[rows] += 1
        return _Tally(sums=sums, squares=squares, updates=updates)

    def learn(self, tally: _Tally) -> None:
        """Take from what was seen who competes with whom, and who is still undecided.

        Only before counting starts: choices that followed the draws would bend the result.
        """
        shares = np.zeros((self.rows, self.columns))
        shares[self.pair_rows, self.pair_columns] = (
            tally.sums.mean(axis=0) / tally.updates[self.pair_rows]
        )
        self._learn(shares)

    def _agenda(self, turn: int, due: NDArray[np.bool_]) -> Iterator[int]:
        """Yield whom one sweep begins with: everybody who is due, and as many undecided as there are."""
        start = turn % EVERYBODY_ONCE
        yield from (row for row in range(start, self.rows, EVERYBODY_ONCE) if due[row])
        # The effective number of the undecided (Kish 1965): most of a large block is soon settled.
        undecided = self._undecided.sum() ** 2 / (self._undecided**2).sum()
        yield from map(
            int,
            self._random.choice(
                self.rows,
                size=int(UPDATES * undecided) // NEIGHBOURS + 1,
                p=self._undecided / self._undecided.sum(),
            ),
        )

    def _learn(self, shares: Numbers) -> None:
        roots = np.sqrt(shares)
        close = roots @ roots.T
        np.fill_diagonal(close, 0.0)
        # Everybody has a chance, or two parts of a block could never exchange.
        self._close = close + 0.02 / self.rows
        self._undecided = np.sqrt(np.clip(shares * (1 - shares), 0.0, None)).sum(axis=1) + 0.02

    def _start(self, log_weights: Numbers, settled: NDArray[np.bool_]) -> Places:
        disturbed = log_weights + self._random.gumbel(size=log_weights.shape)
        return best_assignment(disturbed, settled=settled).column_of

    def _neighbourhood(self, row: int) -> Places:
        if self.rows <= NEIGHBOURS:
            return np.arange(self.rows)
        chosen = [row]
        close = self._close[row].copy()
        while len(chosen) < NEIGHBOURS:
            close[chosen] = 0.0
            heaped = np.cumsum(close)
            # Close to any that were chosen, so that a chain of exchanges is caught as a whole.
            chosen.append(int(np.searchsorted(heaped, self._random.random() * heaped[-1], "right")))
            close += self._close[chosen[-1]]
        return np.array(chosen)

    def _renew(self, rows: Places) -> tuple[Places, Numbers]:
        """Draw the rows anew in every chain; return columns and posteriors (chain, row, column)."""
        held = self._column_of[:, rows]
        for chain in range(CHAINS):
            self._free[chain, held[chain][held[chain] != NOBODY]] = True
        columns = np.flatnonzero(self._possible[rows].any(axis=0) & self._free.any(axis=0))
        log_weights, log_alone = self._log_weights[np.ix_(rows, columns)], self._log_alone[rows]
        # The largest weight of each row becomes 1, which changes no share and keeps sums in range.
        largest = np.maximum(log_weights.max(axis=1, initial=-np.inf), log_alone)
        weights, alone = np.exp(log_weights - largest[:, None]), np.exp(log_alone - largest)
        posterior, choice, lost = redraw(weights, alone, self._free[:, columns], self._random)
        drawn = np.where(choice == NOBODY, NOBODY, columns[choice]) if len(columns) else choice
        drawn[lost] = held[lost]
        posterior[lost] = held[lost][:, :, None] == columns
        self._column_of[:, rows] = drawn
        for chain in range(CHAINS):
            self._free[chain, drawn[chain][drawn[chain] != NOBODY]] = False
        return columns, posterior


def _summary(chains: _Chains, tallies: list[_Tally], *, sweeps: int) -> Sampled:
    updates = np.sum([tally.updates for tally in tallies], axis=0)[chains.pair_rows]
    sums = np.sum([tally.sums for tally in tallies], axis=0)
    squares = np.sum([tally.squares for tally in tallies], axis=0)
    means = sums / updates
    mean = means.mean(axis=0)
    between = means.var(axis=0, ddof=1)
    within = np.maximum((squares / updates - means**2).mean(axis=0), 0.0)
    r_hat = np.sqrt((within + between + _DUST) / (within + _DUST))
    batches = np.concatenate(
        [tally.sums / np.maximum(tally.updates[chains.pair_rows], 1) for tally in tallies]
    )
    # The larger of two estimates: chains that have not met, and batches that drift.
    error = np.sqrt(np.maximum(between / CHAINS, batches.var(axis=0, ddof=1) / len(batches)))
    effective = mean * (1 - mean) / np.maximum(error**2, 1e-12)
    telling = (mean > 0.01) & (mean < 0.99)
    largest = float(r_hat.max(initial=1.0))
    convergence = Convergence(
        chains=CHAINS,
        sweeps=sweeps,
        r_hat=largest,
        effective=float(effective[telling].min(initial=1e12)) if telling.any() else 1e12,
        error=_ERROR_AT_MOST * float(error.max(initial=0.0)),
        converged=largest <= R_HAT_GOAL and float(error.max(initial=0.0)) <= ERROR_GOAL,
    )
    shape = (chains.rows, chains.columns)
    posterior, errors = np.zeros(shape), np.zeros(shape)
    posterior[chains.pair_rows, chains.pair_columns] = mean
    errors[chains.pair_rows, chains.pair_columns] = error
    return Sampled(posterior=posterior, errors=errors, convergence=convergence)
