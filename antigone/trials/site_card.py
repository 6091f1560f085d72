"""The data card of a site's calibration: on how many, in which state, when, and who fitted it.

Counts and words of whoever fitted it; no label, no name of anybody in the photographs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from antigone.trials.calibrate import RELATED_MINIMUM, SiteFit
from antigone.trials.cases import Cases, Compared
from antigone.trials.fitting import FOLDS, METHODS, RESAMPLES, CellFit
from antigone.trials.measures import LEAST_PEOPLE


def card(
    cases: Cases, compared: Compared, fit: SiteFit, *, by: str, population: str, fitted_on: str
) -> dict[str, Any]:
    """Return the card as values. `by` and `population` are free words: who fitted, who these are."""
    post = cases.post_mortem
    days = sorted(one.taken[:7] for one in post if one.taken)
    of_probes = {one.person for one in post}
    comparisons = compared.comparisons
    single = comparisons.references == 1
    return {
        "by": by,
        "population": population,
        "fitted_on": fitted_on,
        "people": len(of_probes),
        "post_mortem": len(post),
        "ante_mortem": sum(map(len, cases.ante_mortem)),
        "taken": [days[0], days[-1]] if days else [],
        "taken_known": len(days),
        "without_grade": cases.without_grade,
        "unreadable": len(compared.unreadable),
        "grades": {
            grade: {
                "photographs": count,
                "people": len({one.person for one in post if one.grade == grade}),
                "no_face": compared.no_face.get(grade, 0),
            }
            for grade, count in sorted(Counter(one.grade for one in post).items())
        },
        "groups": _groups(cases, of_probes),
        "pairs": {
            "same": int((single & comparisons.mated).sum()),
            "unrelated": int((single & ~comparisons.mated & ~comparisons.related).sum()),
            "related": int((single & comparisons.related).sum()),
        },
        "cells": [_cell(cell) for cell in fit.cells],
        "related_cells": [_cell(cell) for cell in fit.related],
        "related_outside": list(fit.related_outside),
    }


def _groups(cases: Cases, people: Iterable[int]) -> dict[str, dict[str, int | None]]:
    """Return how many people are in each group; of fewer than five only that there are some."""
    counted: dict[str, Counter[str]] = {}
    for person in people:
        for by, group in cases.about[person].groups().items():
            counted.setdefault(by, Counter())[group] += 1
    return {
        by: {group: n if n >= LEAST_PEOPLE else None for group, n in sorted(groups.items())}
        for by, groups in sorted(counted.items())
    }


def _cell(fit: CellFit) -> dict[str, Any]:
    paid, least = fit.held
    return {
        "of": fit.of,
        "band": fit.band,
        "references": fit.references,
        "method": fit.method,
        "same": fit.mated,
        "different": fit.non_mated,
        "people": fit.people,
        "costs": {method: round(fit.costs[method], 4) for method in METHODS},
        "cllr": round(paid, 4),
        "cllr_min": round(least, 4),
        "bound": list(fit.bound),
    }


def as_markdown(numbers: Mapping[str, Any]) -> str:
    """Return the card for people, from the content of the numbers file."""
    card, minimum = numbers["card"], numbers["minimum"]
    taken = " to ".join(card["taken"]) or "unknown"
    parts = [
        f"# Data card: {numbers['id']}\n",
        f"Similarity of two faces (engine `{numbers['engine']}`) → likelihood ratio, fitted on a site's "
        "own cases. Status **site**: it may enter a statement, in cases like these and no others.\n",
        f"- fitted on {card['fitted_on']} by: {card['by'] or 'not stated'}",
        f"- who these people are: {card['population'] or 'not stated'}",
        f"- {card['people']} people, {card['post_mortem']} photographs after death (taken {taken}; of "
        f"{card['taken_known']} the month is known), {card['ante_mortem']} before",
        f"- left out: {card['without_grade']} without a stated grade; not readable: "
        f"{card['unreadable']}",
        f"- comparisons with one reference: {card['pairs']['same']} of one person, "
        f"{card['pairs']['unrelated']} of two unrelated people, {card['pairs']['related']} of close "
        "relatives\n",
        "## Conditions",
        _table(
            ("grade", "photographs", "people", "no face found"),
            (
                (grade, of["photographs"], of["people"], of["no_face"])
                for grade, of in card["grades"].items()
            ),
        ),
        "\n## People",
        _table(
            ("by", "group", "people"),
            (
                (by, group, f"fewer than {LEAST_PEOPLE}" if count is None else count)
                for by, groups in card["groups"].items()
                for group, count in groups.items()
            ),
        )
        if card["groups"]
        else "Age, sex and skin tone were not stated.",
        "\n## Cells",
        f"Smallest cell that is weighed: {minimum['mated']} comparisons of one person, "
        f"{minimum['non_mated']} of two, {minimum['people']} people. Logistic regression, isotonic "
        f"regression and kernel densities were compared on people left out in {FOLDS} folds; the "
        "logistic is kept unless clearly beaten. The bound is the narrower of ELUB and invariance, on "
        f"one photograph for each person; intervals are {RESAMPLES} refits on people drawn anew. Cllr "
        "and Cllr min are those of people left out, in bits.\n",
        _cells(card["cells"]),
        "\nOutside reach (grade, quality, references: photographs of people): "
        + (_outside(numbers["outside"]) or "none"),
        "\n## Against a close relative",
        _cells(card["related_cells"])
        if card["related_cells"]
        else f"Not fitted: a cell needs {RELATED_MINIMUM.non_mated} comparisons of relatives, of "
        f"{RELATED_MINIMUM.people} people. Where a relative may be among the dead, a ratio against "
        "strangers says too much.",
        "\n## What it does not say",
        "Grades without a cell, children unless they are among these people, and engines or ways of "
        "taking photographs other than these. Strangers here are the other people of these cases: a "
        "stranger of the same age, sex and region matches more often than one drawn from all of them.",
    ]
    return "\n".join(parts) + "\n"


def _cells(cells: Sequence[Mapping[str, Any]]) -> str:
    return _table(
        (
            "grade", "quality", "references", "same / different / people", "method",
            "Cllr: logistic, PAV, KDE", "Cllr, Cllr min", "bound (log10)",
        ),
        (
            (
                cell["of"], cell["band"], cell["references"],
                f"{cell['same']} / {cell['different']} / {cell['people']}",
                cell["method"],
                ", ".join(f"{cost:.3f}" for cost in cell["costs"].values()),
                f"{cell['cllr']:.3f}, {cell['cllr_min']:.3f}",
                f"{cell['bound'][0]:.2f} to {cell['bound'][1]:.2f}",
            )
            for cell in cells
        ),
    )  # fmt: skip


def _outside(outside: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{cell['of']}, {cell['band']}, {cell['references']}: {cell['mated']} of {cell['people']}"
        for cell in outside
        if cell["mated"]
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)
