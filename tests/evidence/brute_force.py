"""Every assignment of a small problem, one by one: slow, short and without any idea."""

from dataclasses import dataclass, field

import numpy as np

from antigone.evidence import Problem


@dataclass
class Enumeration:
    """Posteriors by counting; `weights` holds the weight of each assignment (column or None)."""

    posterior: np.ndarray
    none_remains: np.ndarray
    none_missing: np.ndarray
    weights: dict[tuple[int | None, ...], float] = field(default_factory=dict)

    @property
    def heaviest(self) -> float:
        return max(self.weights.values())


def enumerate_all(problem: Problem) -> Enumeration:
    remains, missing = len(problem.remains), len(problem.missing)
    possible = np.isfinite(problem.permitted())
    times = 10.0 ** (problem.permitted() + problem.log10_prior)
    weights: dict[tuple[int | None, ...], float] = {}

    def go_on(chosen: tuple[int | None, ...], weight: float) -> None:
        row = len(chosen)
        if row == remains:
            weights[chosen] = weight
            return
        if not problem.settled()[row]:
            go_on((*chosen, None), weight)
        for column in range(missing):
            sharing = [at for at, other in enumerate(chosen) if other == column]
            may = all(
                problem.may_share(problem.remains[row], problem.remains[at]) for at in sharing
            )
            if possible[row, column] and may:
                go_on((*chosen, column), weight * times[row, column])

    go_on((), 1.0)
    whole = sum(weights.values())
    posterior, none_missing = np.zeros((remains, missing)), np.zeros(missing)
    for chosen, weight in weights.items():
        for row, column in enumerate(chosen):
            if column is not None:
                posterior[row, column] += weight / whole
        for column in set(range(missing)) - set(chosen):
            none_missing[column] += weight / whole
    return Enumeration(
        posterior=posterior,
        none_remains=1 - posterior.sum(axis=1),
        none_missing=none_missing,
        weights=weights,
    )


def random_problem(rng: np.random.Generator, *, most: int = 6, **stated: object) -> Problem:
    """Return a problem up to `most` × `most`, with exclusions, sharp or blurred evidence, ties."""
    remains, missing = rng.integers(1, most + 1, size=2)
    weights = rng.normal(0, rng.choice([0.3, 2.0, 6.0]), size=(remains, missing))
    weights[rng.random(weights.shape) < rng.choice([0.0, 0.3, 0.7])] = -np.inf
    if rng.random() < 0.2:
        weights = np.where(np.isfinite(weights), np.round(weights), weights)
    return of(weights, **stated)


def of(weights: object, **stated: object) -> Problem:
    """Return the problem with these weights and names R0, R1 … and M0, M1 …"""
    rows = list(weights)  # type: ignore[call-overload]
    return Problem(
        remains=[f"R{at}" for at in range(len(rows))],  # type: ignore[arg-type]
        missing=[f"M{at}" for at in range(len(rows[0]))],  # type: ignore[arg-type]
        log10_lr=rows,  # type: ignore[arg-type]
        **stated,  # type: ignore[arg-type]
    )
