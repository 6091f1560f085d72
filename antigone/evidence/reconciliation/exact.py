"""Exact posteriors of a block: a sum over every assignment, one item after the other.

The items of one side are taken in turn; the state is the set of members of the other side that are
already taken, as far as it still matters. Who has no item left to come is summed out, so that the
work grows with 2 to the power of the widest front, at most the smaller side, and a long block that
hangs together loosely is exact too. The weights come with the prices of the best assignment, which
makes the heaviest assignment 1 and every other at most 1: nothing overflows, and what underflows is
smaller than 10^-300 of the whole.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.reconciliation.assignment import Infeasible

Numbers = NDArray[np.float64]
Combine = Callable[[Numbers, Numbers], Numbers]

WIDEST_FRONT = 20
MOST_CELLS = 2**25


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Weights of a block, seen from the side that is taken in turn (items) and the other (seats).

    `weights`: items by seats, 0 or above, 0 where excluded. `item_alone` and `seat_alone`: weight of
    an item or a seat that is not assigned. `bundles`: for each item the seats that it may take
    together, as lists; who takes one alone has a bundle of one.
    """

    weights: Numbers
    item_alone: Numbers
    seat_alone: Numbers
    bundles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Order:
    """In which order the items are taken: at each step the seats that come in and those that go."""

    steps: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]
    widest: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """What a table amounts to: posterior of each pair, of items alone, and log of the whole sum."""

    pairs: Numbers
    items_alone: Numbers
    log_whole: float


def find_order(possible: NDArray[np.bool_]) -> Order | None:
    """Return an order with a narrow front, or None if it would not fit (`WIDEST_FRONT`).

    `possible`: items by seats. At each step the item is taken that brings in the fewest new seats
    and, among these, lets the most go.
    """
    waiting = list(range(len(possible)))
    still = possible.sum(axis=0)
    present = np.zeros(possible.shape[1], dtype=np.bool_)
    steps, widest, cells = [], 0, 0
    while waiting:
        rows = possible[waiting]
        brings = (rows & ~present).sum(axis=1)
        frees = (rows & (still == 1)).sum(axis=1)
        item = waiting.pop(int(np.argmin(brings - frees / (possible.shape[1] + 1))))
        coming = tuple(map(int, np.flatnonzero(possible[item] & ~present)))
        present[list(coming)] = True
        width = int(present.sum())
        widest, cells = max(widest, width), cells + 2 ** min(width, 60)
        if widest > WIDEST_FRONT or cells > MOST_CELLS:
            return None
        still = still - possible[item]
        going = tuple(map(int, np.flatnonzero(possible[item] & (still == 0))))
        present[list(going)] = False
        steps.append((item, coming, going))
    return Order(steps=tuple(steps), widest=widest)


def sums(table: Table, order: Order) -> Sums:
    """Return the posteriors of a table by one pass forward and one back. Raises `Infeasible`."""
    fronts, log_whole = _forward(table, order, np.add)
    pairs = np.zeros_like(table.weights)
    items_alone = np.zeros(len(table.weights))
    behind = np.ones(1)
    for (item, coming, going), (before, seats) in zip(
        reversed(order.steps), reversed(fronts), strict=True
    ):
        for seat in sorted(going, key=seats.index):
            behind = _bring_back(behind, seats.index(seat), float(table.seat_alone[seat]))
        alone = float(table.item_alone[item])
        shares = {
            seat: _share(table, item, seat, bundle, seats, before, behind)
            for bundle in _present(table, item)
            for seat in bundle
        }
        staying = alone * float(before @ behind)
        # What is counted, each assignment once: an item with two seats stands in two shares.
        after = alone * behind
        for bundle in _present(table, item):
            _take_back(table, item, bundle, seats, behind, onto=after)
        whole = float(before @ after)
        for seat, share in shares.items():
            pairs[item, seat] = share / whole
        items_alone[item] = staying / whole
        after = after[: len(after) >> len(coming)]
        behind = after / after.max()
    return Sums(pairs=pairs, items_alone=items_alone, log_whole=log_whole)


def heaviest(table: Table, order: Order) -> list[tuple[int, ...]]:
    """Return for each item the seats that it has in the heaviest assignment."""
    fronts, _ = _forward(table, order, np.maximum)
    taken: list[tuple[int, ...]] = [()] * len(table.weights)
    held: set[int] = set()
    for at in range(len(order.steps) - 1, -1, -1):
        item, _, going = order.steps[at]
        before, seats = fronts[at]
        after = _advance(table, item, before, seats, np.maximum)
        free = [seat for seat in going if seat in seats]
        # Seats that go after this item are summed out: each may have been taken or not.
        state = max(
            (held | set(more) for more in _subsets(free)),
            key=lambda state: (
                after[_mask(state, seats)]
                * math.prod(float(table.seat_alone[seat]) for seat in free if seat not in state)
            ),
        )
        options: list[tuple[int, ...]] = [()]
        for bundle in _present(table, item):
            within = [seat for seat in bundle if seat in state]
            options += [chosen for chosen in _subsets(within) if chosen]
        taken[item] = max(
            options,
            key=lambda chosen: (
                before[_mask(state - set(chosen), seats)]
                * (
                    math.prod(float(table.weights[item, seat]) for seat in chosen)
                    if chosen
                    else float(table.item_alone[item])
                )
            ),
        )
        held = state - set(taken[item])
    return taken


def _forward(
    table: Table, order: Order, combine: Combine
) -> tuple[list[tuple[Numbers, list[int]]], float]:
    """Return the front before each item with the seats it stands for, and log of the whole."""
    front, seats = np.ones(1), list[int]()
    fronts = []
    log_scale = 0.0
    for item, coming, going in order.steps:
        seats = [*seats, *coming]
        front = np.concatenate([front, np.zeros(len(front) * (2 ** len(coming) - 1))])
        fronts.append((front, seats))
        front = _advance(table, item, front, seats, combine)
        # From the last place to the first, so that the places of the others hold.
        for seat in sorted(going, key=seats.index, reverse=True):
            halves = _halves(front, seats.index(seat))
            front = combine(table.seat_alone[seat] * halves[:, 0], halves[:, 1]).ravel()
        seats = [seat for seat in seats if seat not in going]
        scale = float(front.max())
        if scale == 0:
            raise Infeasible([], [])
        front /= scale
        log_scale += math.log(scale)
    return fronts, log_scale + math.log(float(front.sum()))


def _advance(
    table: Table, item: int, front: Numbers, seats: Sequence[int], combine: Combine
) -> Numbers:
    after: Numbers = table.item_alone[item] * front
    for bundle in _present(table, item):
        if len(bundle) == 1:
            place, weight = seats.index(bundle[0]), table.weights[item, bundle[0]]
            there = _halves(after, place)
            there[:, 1] = combine(there[:, 1], weight * _halves(front, place)[:, 0])
            continue
        taken = np.zeros_like(front)
        for seat in bundle:
            here, new = _halves(front, seats.index(seat)), _halves(taken, seats.index(seat))
            weight = table.weights[item, seat]
            new[:, 1] = combine(new[:, 1], weight * combine(here[:, 0], new[:, 0]))
        after = combine(after, taken)
    return after


def _take_back(
    table: Table,
    item: int,
    bundle: Sequence[int],
    seats: Sequence[int],
    behind: Numbers,
    *,
    onto: Numbers,
) -> None:
    """Add what follows after the item takes one or more seats of the bundle, seen from before."""
    if len(bundle) == 1:
        place, weight = seats.index(bundle[0]), table.weights[item, bundle[0]]
        _halves(onto, place)[:, 0] += weight * _halves(behind, place)[:, 1]
        return
    given = np.zeros_like(behind)
    for seat in bundle:
        there, new = _halves(behind, seats.index(seat)), _halves(given, seats.index(seat))
        new[:, 0] += table.weights[item, seat] * (there[:, 1] + new[:, 1])
    onto += given


def _share(
    table: Table,
    item: int,
    seat: int,
    bundle: Sequence[int],
    seats: Sequence[int],
    before: Numbers,
    behind: Numbers,
) -> float:
    """Return the sum over assignments in which the item has this seat, alone or with its bundle."""
    for other in bundle:
        if other != seat:
            more = behind.copy()
            there = _halves(behind, seats.index(other))
            _halves(more, seats.index(other))[:, 0] += table.weights[item, other] * there[:, 1]
            behind = more
    without = _halves(before, seats.index(seat))[:, 0]
    having = _halves(behind, seats.index(seat))[:, 1]
    return float(table.weights[item, seat] * np.einsum("ij,ij->", without, having))


def _bring_back(behind: Numbers, place: int, alone: float) -> Numbers:
    parts = behind.reshape(-1, 1, 2**place)
    both: Numbers = np.concatenate([alone * parts, parts], axis=1).ravel()
    return both


def _halves(front: Numbers, place: int) -> Numbers:
    """Return a view of the front split into [:, 0] without and [:, 1] with the seat at `place`."""
    split: Numbers = front.reshape(-1, 2, 2**place)
    return split


def _present(table: Table, item: int) -> list[list[int]]:
    """Return the bundles of an item without the seats from which it is excluded."""
    left = ([seat for seat in bundle if table.weights[item, seat] > 0] for bundle in table.bundles)
    return [bundle for bundle in left if bundle]


def _subsets(members: Sequence[int]) -> list[tuple[int, ...]]:
    return [
        tuple(member for place, member in enumerate(members) if bits >> place & 1)
        for bits in range(2 ** len(members))
    ]


def _mask(state: set[int], seats: Sequence[int]) -> int:
    return sum(1 << seats.index(seat) for seat in state)
