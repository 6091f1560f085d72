"""Fitting a calibration on a site's own cases: similarity → likelihood ratio, status "site".

Fitted as the one that is shipped: per grade of condition, band of quality and number of references,
by the method that costs least on people it has not seen, bounded by what the data can carry, with
intervals from people drawn anew, and with a smallest cell below which nothing is weighed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy
from numpy.typing import NDArray

from antigone.config import seeded
from antigone.errors import Refusal
from antigone.evidence import CONDITION_GRADES
from antigone.evidence.adopted import site_id
from antigone.trials.cases import Cases, Comparisons, Progress
from antigone.trials.false_matches import TailFit, count_scores, fit_tail
from antigone.trials.fitting import (
    KNOTS,
    REFERENCES,
    RESAMPLES,
    SEED,
    Bands,
    CellFit,
    Minimum,
    Pairs,
    cells_within,
    fit_cell,
)
from antigone.trials.numbers_file import cell_entry, tail_entry
from antigone.wording import N_

# Strangers of each probe that are fitted on; all of them count for the false match rates.
_STRANGERS = 50
# A relative's comparisons are few in every site: as many as of one person, of half as many people.
RELATED_MINIMUM = Minimum(mated=150, non_mated=150, people=50)
_WHY = N_("This site's own identified cases.")


class TooFewCases(Refusal):
    """No group is large enough for a ratio that somebody may rely on."""

    code = "too-few-cases"
    sentence = N_(
        "There are too few cases. The fullest group, “{of}”, quality “{band}”, references {references}, "
        "has {mated} photographs of {people} people. Nothing was fitted."
    )
    remedy = N_(
        "One grade in one quality needs {need_mated} photographs of {need_people} people, and "
        "{need_non_mated} comparisons with others: {more_mated} more photographs, of {more_people} more "
        "people. Until then faces order lists, and other findings carry the case."
    )


@dataclass(frozen=True, kw_only=True)
class SiteFit:
    """What was fitted; `related` against close relatives, empty where they are too few."""

    cells: tuple[CellFit, ...]
    related: tuple[CellFit, ...]
    outside: tuple[dict[str, Any], ...]
    related_outside: tuple[dict[str, Any], ...]
    tails: Mapping[tuple[str, int], TailFit]


def fit_site(
    comparisons: Comparisons,
    *,
    bands: Bands,
    minimum: Minimum = Minimum(),  # noqa: B008 - a frozen value
    related_minimum: Minimum = RELATED_MINIMUM,
    resamples: int = RESAMPLES,
    progress: Progress = lambda done: None,
) -> SiteFit:
    """Fit every cell that is big enough. Raises `TooFewCases` where none is.

    `bands` are those of the engine: ends of the un-normalised vector length, half-open.
    """
    conditions = _conditions(comparisons)
    strangers = _pairs(comparisons, _drawn_strangers(comparisons))
    within, outside = cells_within(strangers, conditions, minimum, bands=bands)
    if not within:
        raise _too_few(outside, minimum)
    kin = _pairs(
        comparisons, comparisons.related, of_people=comparisons.person[comparisons.related]
    )
    kin_within, kin_outside = cells_within(kin, conditions, related_minimum, bands=bands)
    fitted: list[list[CellFit]] = [[], []]
    for cells, kept, purpose in ((within, fitted[0], "site"), (kin_within, fitted[1], "related")):
        for of, band, references, cell in cells:
            named = fit_cell(cell, f"{purpose}: {of}", band, references, resamples=resamples)
            kept.append(replace(named, of=of))
            progress(len(fitted[0]) + len(fitted[1]))
    return SiteFit(
        cells=tuple(fitted[0]),
        related=tuple(fitted[1]),
        outside=tuple(outside),
        related_outside=tuple(kin_outside),
        tails=_tails(comparisons, {(cell.of, cell.references) for cell in fitted[0]}),
    )


def require_enough(cases: Cases, minimum: Minimum = Minimum()) -> None:  # noqa: B008 - frozen
    """Refuse before hours of reading what no reading can mend. Raises `TooFewCases`."""
    stated: list[dict[str, Any]] = [
        {
            "of": grade,
            "band": "any",
            "references": REFERENCES[0],
            "mated": sum(1 for one in cases.post_mortem if one.grade == grade),
            "people": len({one.person for one in cases.post_mortem if one.grade == grade}),
        }
        for grade in CONDITION_GRADES
    ]
    if not any(one["mated"] >= minimum.mated and one["people"] >= minimum.people for one in stated):
        raise _too_few(stated, minimum)


def as_numbers(
    fit: SiteFit, *, engine: str, bands: Bands, card: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content of the numbers file, as `antigone.evidence.Calibration` reads it."""
    reached = {cell.of for cell in fit.cells}
    numbers: dict[str, Any] = {
        "id": "",
        "engine": engine,
        "status": "site",
        "interval": 0.95,
        "minimum": Minimum()._asdict(),
        "bands": {band: list(ends) for band, ends in bands.items()},
        "references": list(REFERENCES),
        "grades": {
            grade: {"conditions": ["cases"] if grade in reached else [], "because": _WHY}
            for grade in CONDITION_GRADES
        },
        "conditions": [],
        "knots": KNOTS.tolist(),
        "cells": [cell_entry(cell) for cell in fit.cells],
        "outside": list(fit.outside),
        "non_mated": [
            tail_entry(tail, of=of, references=references)
            for (of, references), tail in fit.tails.items()
        ],
        "related": {"cells": [cell_entry(cell) for cell in fit.related], "non_mated": []}
        if fit.related
        else None,
        "card": dict(card),
    }
    return {**numbers, "id": site_id(numbers)}


def _conditions(comparisons: Comparisons) -> dict[str, tuple[str, ...]]:
    """Return the conditions behind each grade: the first photograph of a person in it, the second …

    So that bounds rest on one photograph for each person, as they do for simulated conditions.
    """
    most = int(comparisons.nth.max(initial=0)) + 1
    return {grade: tuple(f"{grade}/{n}" for n in range(most)) for grade in CONDITION_GRADES}


def _pairs(
    comparisons: Comparisons,
    others: NDArray[numpy.bool_],
    *,
    of_people: NDArray[numpy.int64] | None = None,
) -> Pairs:
    """Return all comparisons of one person (of some people only), and `others` that stand for two."""
    mated = comparisons.mated
    if of_people is not None:
        mated = mated & numpy.isin(comparisons.person, of_people)
    chosen = mated | others
    nth = comparisons.nth[chosen].astype(str)
    return Pairs(
        numpy.char.add(numpy.char.add(comparisons.grade[chosen], "/"), nth),
        comparisons.references[chosen],
        comparisons.person[chosen],
        comparisons.mated[chosen].astype(numpy.int64),
        comparisons.similarity[chosen],
        comparisons.quality[chosen],
    )


def _drawn_strangers(comparisons: Comparisons) -> NDArray[numpy.bool_]:
    """Draw unrelated people by lot for each probe."""
    drawn = numpy.zeros(len(comparisons.probe), bool)
    strangers = ~comparisons.mated & ~comparisons.related
    order = numpy.lexsort((comparisons.other, comparisons.references, comparisons.probe))
    order = order[strangers[order]]
    keys = numpy.stack([comparisons.probe[order], comparisons.references[order]], axis=1)
    if not len(keys):
        return drawn
    starts = numpy.flatnonzero((numpy.diff(keys, axis=0) != 0).any(axis=1)) + 1
    for rows in numpy.split(order, starts):
        probe, references = int(comparisons.probe[rows[0]]), int(comparisons.references[rows[0]])
        rng = seeded(SEED, "strangers", probe, references)
        drawn[rng.choice(rows, min(_STRANGERS, len(rows)), replace=False)] = True
    return drawn


def _tails(comparisons: Comparisons, cells: set[tuple[str, int]]) -> dict[tuple[str, int], TailFit]:
    """Return false match rates over all qualities of each grade that is reached."""
    tails = {}
    for of, references in sorted(cells):
        chosen = (comparisons.grade == of) & (comparisons.references == references)
        chosen &= ~comparisons.mated & ~comparisons.related
        pairs = numpy.stack([comparisons.person[chosen], comparisons.other[chosen]], axis=1)
        # The same two people are compared again in each of a person's photographs.
        again = -(-len(pairs) // len(numpy.unique(pairs, axis=0)))
        # The last bin is open: two prints of one photograph have a similarity of 1.
        counts = count_scores(numpy.minimum(comparisons.similarity[chosen], 0.995))
        filled = numpy.zeros(200, numpy.int64)
        filled[: len(counts)] = counts
        tails[of, references] = fit_tail(filled, conditions=again)
    return tails


def _too_few(outside: list[dict[str, Any]], need: Minimum) -> TooFewCases:
    fullest = max(outside, key=lambda cell: (cell["people"], cell["mated"]))
    return TooFewCases(
        **fullest,
        need_mated=need.mated,
        need_people=need.people,
        need_non_mated=need.non_mated,
        more_mated=max(0, need.mated - fullest["mated"]),
        more_people=max(0, need.people - fullest["people"]),
    )
