"""A few remains assigned anew, jointly and exactly, given what everybody else holds."""

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation.assignment import NOBODY

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

NEIGHBOURS = 6
"""Remains that are assigned anew together: more would cost twice as much for each one."""


def _has(size: int) -> NDArray[np.bool_]:
    """Return for each set of `size` rows (as bits) and each row whether it is in the set."""
    return (np.arange(2**size)[:, None] >> np.arange(size) & 1).astype(np.bool_)


def _gives(size: int) -> Numbers:
    """Return for each row the matrix that takes a set without it to the set with it."""
    given = np.zeros((size, 2**size, 2**size))
    for row in range(size):
        sets = np.flatnonzero(~_has(size)[:, row])
        given[row, sets, sets + (1 << row)] = 1.0
    return given


_HAS = {size: _has(size) for size in range(NEIGHBOURS + 1)}
_GIVES = {size: _gives(size) for size in range(NEIGHBOURS + 1)}


def redraw(
    weights: Numbers, alone: Numbers, free: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Numbers, Places, NDArray[np.bool_]]:
    """Return posteriors and a draw of a neighbourhood for each chain, and which chains are lost.

    `weights`: rows by columns, 0 where excluded; `alone`: weight of a row without a column; `free`:
    chains by columns. Posteriors are chains by rows by columns, draws the column's place or `NOBODY`.
    States are the sets of rows that have one of the columns which several rows could have, as bits.
    `forward[j]` sums over such columns before j, `behind[j]` over those from j on. A column that only
    one row could have needs no state: for that row it counts as a way to be elsewhere.
    """
    size, width = weights.shape
    wanted = (weights > 0).sum(axis=0)
    shared, private = np.flatnonzero(wanted > 1), np.flatnonzero(wanted <= 1)
    own = free[:, None, private] * weights[:, private]
    elsewhere = alone + own.sum(axis=2)
    steps = (weights[:, shared].T @ _GIVES[size].reshape(size, -1)).reshape(-1, 2**size, 2**size)
    may = free[:, shared].astype(np.float64)
    forward = np.zeros((len(shared) + 1, len(free), 2**size))
    forward[0, :, 0] = 1.0
    for j in range(len(shared)):
        forward[j + 1] = forward[j] + may[:, j, None] * (forward[j] @ steps[j])
    behind = np.empty_like(forward)
    lacks = ~_HAS[size]
    behind[-1] = np.where(lacks, elsewhere[:, None, :], 1.0).prod(axis=2)
    for j in reversed(range(len(shared))):
        behind[j] = behind[j + 1] + may[:, j, None] * (behind[j + 1] @ steps[j].T)
    whole = behind[0, :, 0]
    # Weights so far apart that everything underflows: that chain stays where it is.
    lost = whole == 0
    whole = np.where(lost, 1.0, whole)
    posterior = np.zeros((len(free), size, width))
    at_end = forward[-1] * behind[-1] / whole[:, None]
    if len(private):
        privately = np.divide(at_end @ lacks, elsewhere, where=elsewhere > 0, out=elsewhere.copy())
        posterior[:, :, private] = privately[:, :, None] * own
    for row in range(size):
        sets = np.flatnonzero(lacks[:, row])
        through = np.einsum(
            "jcs,jcs->cj", forward[:-1][:, :, sets], behind[1:][:, :, sets + (1 << row)]
        )
        posterior[:, row, shared] += may * weights[row, shared] * through / whole[:, None]
    choice = _draw(weights[:, shared], free[:, shared], forward, at_end, rng)
    drawn = np.where(choice == NOBODY, NOBODY, shared[choice] if len(shared) else choice)
    for row in range(size if len(private) else 0):
        ways = np.concatenate([np.full((len(free), 1), alone[row]), own[:, row]], axis=1)
        way = _one_of(ways, rng)
        outside = (choice[:, row] == NOBODY) & (way > 0)
        drawn[outside, row] = private[way[outside] - 1]
    return posterior, drawn, lost


def _draw(
    weights: Numbers,
    free: NDArray[np.bool_],
    forward: Numbers,
    at_end: Numbers,
    rng: np.random.Generator,
) -> Places:
    """Return the shared column (place) of each row in each chain, drawn from the last one back."""
    width, chains = len(forward) - 1, len(free)
    everyone = np.arange(chains)
    state = _one_of(at_end, rng)
    choice = np.full((chains, weights.shape[0]), NOBODY, dtype=np.int64)
    last = np.full(chains, width)
    for _ in range(weights.shape[0]):
        still = state > 0
        if not still.any():
            break
        # The latest column that is taken, and by whom: everything after it stays free.
        bits = 1 << np.arange(weights.shape[0])
        before = forward[:-1, everyone[:, None], state[:, None] & ~bits]
        had = (state[:, None, None] & bits) > 0
        options = before.transpose(1, 0, 2) * weights.T * free[:, :, None] * had
        options[np.arange(width) >= last[:, None]] = 0.0
        options[~still, 0, 0] = 1.0
        drawn = _one_of(options.reshape(chains, -1), rng)
        column, row = drawn // weights.shape[0], drawn % weights.shape[0]
        choice[everyone[still], row[still]] = column[still]
        last = np.where(still, column, last)
        state = np.where(still, state - (1 << row), state)
    return choice


def _one_of(weights: Numbers, rng: np.random.Generator) -> Places:
    """Return for each chain the place of one weight, drawn in proportion."""
    heaped = np.cumsum(weights, axis=1)
    drawn = rng.random((len(weights), 1)) * heaped[:, -1:]
    # Strictly above, so that a weight of 0 is never drawn.
    places: Places = np.argmax(heaped > drawn, axis=1)
    return places
