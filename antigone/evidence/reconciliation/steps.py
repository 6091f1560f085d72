"""The steps before the sum: who cannot be, and whom nobody disputes.

Each step returns what it found and what remains (as the R package dvir does; Vigeland & Egeland
2021). The steps tell people where to look. They are never taken for certain: posteriors are always
computed over the whole problem, in which an undisputed pair is weighed like every other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation.problem import EXCLUDED, Pair, Problem

UNDISPUTED_ABOVE = 4.0
"""log10 LR beyond which a pair can be undisputed: 10 000, as in dvir."""


@dataclass(frozen=True, kw_only=True)
class Symmetric:
    """People that the findings cannot tell apart, such as siblings known by the same relatives.

    Either several of `missing` whom the same findings support for `remains`, or several of `remains`
    that support the same `missing`. Any choice among them is arbitrary until something new is found.
    """

    remains: tuple[str, ...]
    missing: tuple[str, ...]


def exclude(problem: Problem) -> tuple[tuple[Pair, ...], Problem]:
    """Return the pairs that cannot be, and the problem without whom they leave with nobody.

    A pair is excluded by its null or by a lock. Remains that must be one of the missing stay.
    """
    permitted = problem.permitted()
    out_rows, out_columns = np.nonzero(permitted == EXCLUDED)
    # Millions in a large operation: looked up at once.
    names = (
        np.array(problem.remains, dtype=object)[out_rows],
        np.array(problem.missing, dtype=object)[out_columns],
    )
    excluded: tuple[Pair, ...] = tuple(zip(*names, strict=True))
    possible = permitted > EXCLUDED
    rows = np.flatnonzero(possible.any(axis=1) | problem.settled())
    return excluded, problem.keeping(rows.tolist(), np.flatnonzero(possible.any(axis=0)).tolist())


def undisputed(
    problem: Problem, *, above: float = UNDISPUTED_ABOVE
) -> tuple[tuple[Pair, ...], Problem]:
    """Return the pairs that nothing disputes, and the problem without them, until nothing changes.

    A pair is undisputed if its log10 LR exceeds `above` while no other pair of either of the two has
    an LR over 1, among those that remain. Parts of one body do not dispute each other.
    """
    found: list[Pair] = []
    while True:
        new = _undisputed_now(problem, above)
        if not new:
            return tuple(found), problem
        found += [(problem.remains[row], problem.missing[column]) for row, column in new]
        gone_rows, gone_columns = ({pair[side] for pair in new} for side in (0, 1))
        problem = problem.keeping(
            [row for row in range(len(problem.remains)) if row not in gone_rows],
            [column for column in range(len(problem.missing)) if column not in gone_columns],
        )


def blocks(problem: Problem) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return the rows and columns that hang together by pairs that are possible.

    Blocks have nothing to do with each other and are reckoned apart; who has no possible pair is a
    block alone. Ordered by their first row, columns without rows at the end.
    """
    possible = problem.permitted() > EXCLUDED
    row_seen = np.zeros(len(problem.remains), dtype=np.bool_)
    column_seen = np.zeros(len(problem.missing), dtype=np.bool_)
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for first in range(len(problem.remains)):
        if row_seen[first]:
            continue
        rows, columns = _reached(first, possible)
        row_seen |= rows
        column_seen |= columns
        found.append((_places(rows), _places(columns)))
    found += [((), (int(column),)) for column in np.flatnonzero(~column_seen)]
    return tuple(found)


def symmetric(problem: Problem) -> tuple[Symmetric, ...]:
    """Return the sets of missing, and of remains, that the findings cannot tell apart.

    Only where some LR over 1 stands behind them: people of whom nothing is known are alike as well,
    and it says nothing.
    """
    permitted = problem.permitted()
    found: list[Symmetric] = []
    for columns in _alike(permitted.T):
        supporting = np.flatnonzero(permitted[:, columns[0]] > 0)
        found.append(_named(problem, supporting.tolist(), columns))
    for rows in _alike(permitted):
        supported = np.flatnonzero(permitted[rows[0]] > 0)
        found.append(_named(problem, rows, supported.tolist()))
    return tuple(dict.fromkeys(found))


def _undisputed_now(problem: Problem, above: float) -> list[tuple[int, int]]:
    permitted = problem.permitted()
    over_one = permitted > 0
    new: list[tuple[int, int]] = []
    for row, column in np.argwhere(permitted > above).tolist():
        rivals = [
            other
            for other in np.flatnonzero(over_one[:, column]).tolist()
            if not problem.may_share(problem.remains[row], problem.remains[other])
        ]
        if not rivals and over_one[row].sum() == 1:
            new.append((row, column))
    return new


def _reached(
    first: int, possible: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    rows = np.zeros(possible.shape[0], dtype=np.bool_)
    rows[first] = True
    columns = np.zeros(possible.shape[1], dtype=np.bool_)
    edge = rows
    while edge.any():
        new_columns = possible[edge].any(axis=0) & ~columns
        columns |= new_columns
        edge = possible[:, new_columns].any(axis=1) & ~rows
        rows = rows | edge
    return rows, columns


def _places(chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(map(int, np.flatnonzero(chosen)))


def _alike(lines: NDArray[np.float64]) -> list[list[int]]:
    """Return the sets of two or more lines that are equal and hold a number above 0."""
    groups: dict[bytes, list[int]] = {}
    for at, line in enumerate(lines):
        if (line > 0).any():
            # Rounded, so that the last digit of a spreadsheet does not tell twins apart.
            groups.setdefault((np.round(line, 9) + 0.0).tobytes(), []).append(at)
    return [places for places in groups.values() if len(places) > 1]


def _named(problem: Problem, rows: list[int], columns: list[int]) -> Symmetric:
    return Symmetric(
        remains=tuple(problem.remains[row] for row in rows),
        missing=tuple(problem.missing[column] for column in columns),
    )
