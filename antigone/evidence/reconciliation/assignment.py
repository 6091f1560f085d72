"""The best joint assignment, and the prices that prove it the best."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
NOBODY = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Assignment:
    """The heaviest assignment of a block.

    `column_of` gives each row its column, or `NOBODY`. `row_price` and `column_price` are natural
    logarithms with weight + row_price + column_price ≤ 0 for each pair, = 0 for assigned pairs, and
    row_price ≤ 0 (open rows), column_price ≤ 0, = 0 for who is not assigned. Multiplied into the
    weights, they change no posterior and bring the heaviest assignment to exactly 1.
    """

    column_of: NDArray[np.int64]
    row_price: Numbers
    column_price: Numbers


class Infeasible(Exception):
    """These rows must all be assigned and share too few columns (Hall's condition fails)."""

    def __init__(self, rows: list[int], columns: list[int]) -> None:
        super().__init__(rows, columns)
        self.rows = rows
        self.columns = columns


def best_assignment(log_weights: Numbers, *, settled: NDArray[np.bool_]) -> Assignment:
    """Return the heaviest one-to-one assignment; rows that are not `settled` may stay unassigned.

    `log_weights`: rows by columns, minus infinity where excluded; staying unassigned weighs 0. At
    equal weight a row stays unassigned. Shortest augmenting paths with prices (Jonker & Volgenant
    1987, doi:10.1007/BF02278710), each row's way out to nobody being a column of its own. Raises
    `Infeasible`.
    """
    cost = -log_weights
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    column_of = np.full(rows, NOBODY, dtype=np.int64)
    row_of = np.full(columns, NOBODY, dtype=np.int64)
    for start in range(rows):
        way = _shortest_way(start, cost, row_price, column_price, row_of, settled)
        row_price[way.rows] += way.length - way.row_distance
        column_price[way.columns] -= way.length - way.column_distance
        row, column = way.last_row, way.last_column
        while True:
            # Each row on the way takes the new column and hands its own to the row before it.
            column_of[row], column = column, column_of[row]
            if column_of[row] != NOBODY:
                row_of[column_of[row]] = row
            if row == start:
                break
            row = int(way.reached_from[column])
    return Assignment(column_of=column_of, row_price=row_price, column_price=column_price)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Way:
    length: float
    last_row: int
    last_column: int
    reached_from: NDArray[np.int64]
    rows: list[int]
    row_distance: Numbers
    columns: list[int]
    column_distance: Numbers


def _shortest_way(
    start: int,
    cost: Numbers,
    row_price: Numbers,
    column_price: Numbers,
    row_of: NDArray[np.int64],
    settled: NDArray[np.bool_],
) -> _Way:
    distance = cost[start] - row_price[start] - column_price
    reached_from = np.full(cost.shape[1], start, dtype=np.int64)
    seen_rows, row_distance = [start], [0.0]
    seen_columns: list[int] = []
    # Columns that are done are infinitely far, so that the nearest is always a new one.
    ahead = distance.copy()
    out, out_row = (math.inf if settled[start] else -row_price[start]), start
    while True:
        column = int(np.argmin(ahead)) if ahead.size else NOBODY
        length = float(ahead[column]) if ahead.size else math.inf
        to_nobody = out <= length
        if to_nobody and math.isinf(out):
            raise Infeasible(seen_rows, seen_columns)
        if to_nobody or row_of[column] == NOBODY:
            return _Way(
                length=min(out, length),
                last_row=out_row if to_nobody else int(reached_from[column]),
                last_column=NOBODY if to_nobody else column,
                reached_from=reached_from,
                rows=seen_rows,
                row_distance=np.array(row_distance),
                columns=seen_columns,
                column_distance=distance[seen_columns],
            )
        row = int(row_of[column])
        seen_columns.append(column)
        seen_rows.append(row)
        row_distance.append(length)
        ahead[column] = math.inf
        if not settled[row] and length - row_price[row] < out:
            out, out_row = length - row_price[row], row
        through = length + cost[row] - row_price[row] - column_price
        nearer = through < ahead
        # A column that is done is nearer than any way through a later row, but for rounding.
        nearer[seen_columns] = False
        ahead[nearer] = distance[nearer] = through[nearer]
        reached_from[nearer] = row
