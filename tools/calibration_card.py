"""The data card beside the built-in calibration: what its numbers are, and are not, good for."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from antigone.trials.false_matches import MEASURED, TAIL, TailFit
from antigone.trials.fitting import (
    FOLDS,
    KNOTS,
    METHODS,
    REFERENCES,
    RESAMPLES,
    SEED,
    WORTH_A_METHOD,
    CellFit,
    Minimum,
    Numbers,
    Pairs,
)
from tools.calibration import Fitted
from tools.calibration_checks import (
    HeldOut,
    HeldOutScores,
    compare_tails,
    false_support,
    held_out,
    learning_curve,
)
from tools.calibration_scores import GRADES, Histogram, conditions_of


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _similarity_at(curve: Numbers, log10: float) -> str:
    above = np.flatnonzero(curve >= log10)
    return f"{KNOTS[above[0]]:.2f}" if len(above) else "–"


def data_card(pairs: Pairs, unread: Mapping[str, int], histogram: Histogram, fitted: Fitted) -> str:
    """Return the data card: what the numbers are, how good, and what they must not be used for."""
    grades = [grade for grade in GRADES if conditions_of(grade)]
    scores = held_out(pairs, grades)
    parts = {
        "people": f"{pairs.people}",
        "mated": f"{int(pairs.mated.sum()):,}".replace(",", " "),
        "others": f"{int((pairs.mated == 0).sum()):,}".replace(",", " "),
        "all_others": f"{int(histogram.count.sum()):,}".replace(",", " "),
        "unread": ", ".join(f"{name} {count}" for name, count in sorted(unread.items())),
        "minimum": Minimum(),
        "resamples": RESAMPLES,
        "margin": WORTH_A_METHOD,
        "folds": FOLDS,
        "seed": SEED,
        "measured": MEASURED,
        "tail": TAIL,
        "grades": _table(
            ("grade", "simulated conditions", "why"),
            (
                (grade, ", ".join(conditions) or "none: outside reach", because)
                for grade, (conditions, because) in GRADES.items()
            ),
        ),
        "learning": _table(
            ("same-person comparisons", "median Cllr − Cllr_min", "worst of 30"),
            (
                (size, f"{np.median(losses):.3f}", f"{max(losses):.3f}")
                for size, losses in learning_curve(pairs).items()
            ),
        ),
        "held_out": _table(
            ("grade", "references", "same-person comparisons", "Cllr", "Cllr_min", "difference"),
            (
                (grade, references, found.mated, *_three(found))
                for grade in grades
                for references in REFERENCES
                for found in [scores.quality(grade, references=references)]
            ),
        ),
        "cells": _table(
            (
                "grade",
                "quality",
                "references",
                "same / different / people",
                "method",
                "cross-validated Cllr: logistic, PAV, KDE",
                "held-out Cllr, difference",
                "bound (log10)",
                "reaches LR 10, 100, 1 000 at",
                "different people at the upper bound: counted, × bound (≤ 1)",
            ),
            (_cell_row(fit, scores, histogram) for fit in fitted.cells if fit.of in GRADES),
        ),
        "outside": "; ".join(
            f"{cell['of']}, {cell['band']}, {cell['references']} ({cell['mated']})"
            for cell in fitted.outside
            if cell["of"] in grades
        ),
        "conditions": _table(
            ("grade", "condition", "same-person comparisons", "Cllr", "Cllr_min", "difference"),
            (
                (grade, condition, found.mated, *_three(found))
                for grade in grades
                for condition in conditions_of(grade)
                for found in [scores.quality(grade, condition=condition)]
            ),
        ),
        "non_mated": _table(
            (
                "grade",
                "references",
                "comparisons",
                "similarity at false match rate 10⁻², 10⁻³, 10⁻⁴, 10⁻⁵",
                "extrapolated above",
            ),
            (_tail_row(grade, refs, fitted.tails) for grade in grades for refs in REFERENCES),
        ),
        "tails": _table(
            ("grade", "exponential", "generalised Pareto", "Gaussian"),
            (
                (
                    grade,
                    *(
                        f"{near[name]:.2f}, {far[name]:.2f}"
                        for name in ("exponential", "generalised Pareto", "Gaussian")
                    ),
                )
                for grade in grades
                for counts in [histogram.counts(conditions_of(grade), 1)]
                for near in [compare_tails(counts, known=1e-4, asked=1e-5)]
                for far in [compare_tails(counts, known=1e-4, asked=1e-6)]
            ),
        ),
    }
    return _CARD.format(**parts)


def _three(found: HeldOut) -> tuple[str, str, str]:
    return f"{found.cost:.3f}", f"{found.least:.3f}", f"{found.loss:.3f}"


def _cell_row(fit: CellFit, scores: HeldOutScores, histogram: Histogram) -> tuple[object, ...]:
    found = scores.quality(fit.of, band=fit.band, references=fit.references)
    reached, share = false_support(fit, histogram)
    return (
        fit.of,
        fit.band,
        fit.references,
        f"{fit.mated} / {fit.non_mated} / {fit.people}",
        fit.method,
        ", ".join(f"{fit.costs[method]:.3f}" for method in METHODS),
        f"{found.cost:.3f}, {found.loss:.3f}",
        f"{fit.bound[0]:.2f} to {fit.bound[1]:.2f}",
        ", ".join(_similarity_at(fit.log10, log10) for log10 in (1, 2, 3)),
        f"{reached}, {share:.2f}",
    )


def _tail_row(
    grade: str, references: int, tails: Mapping[tuple[str, int], TailFit]
) -> tuple[object, ...]:
    tail = tails[grade, references]
    at = [tail.score_at(wanted) for wanted in (-2, -3, -4, -5)]
    return (
        grade,
        references,
        tail.comparisons,
        ", ".join(f"{x:.2f}" for x in at),
        f"{tail.reach:.2f}",
    )


_CARD = """\
# Data card: sface-simulated-1

Similarity of two faces (default engine, `sface-2021dec`) → likelihood ratio. Numbers beside this
card in `sface-simulated.json`; both are written by `python tools/calibration.py` from `calibration/`,
seed {seed}, and say nothing that the script does not compute.

**Simulated.** The comparisons come from press photographs of {people} living people, changed by image
processing. Nothing here shows a dead person. Painted lids and plane tilt are kinder than reality;
decomposition is not simulated at all. The people are mostly adult, male and light-skinned, and public
figures. **Never present these figures as field accuracy.** They may order a list and explain
themselves; they enter no statement, no posterior and no dossier outside the exercise. A site fits its
own calibration on post-mortem and ante-mortem pairs of its own cases.

## What a ratio answers
How many times more probable this similarity is if the photographs show the same person than if they
show two *unrelated* people drawn from this set, of either sex and any age. Within one sex, age band
and region false matches are more frequent (NIST IR 8280, 2019, finds one to two orders of magnitude
for some groups), among relatives more still. The ratio knows neither; caps for children and kin are
set elsewhere. It also presupposes that a face was found and marked. No face was found in these
probes, which are left out: {unread}.

## Data
{mated} same-person comparisons, and {others} of different people, 20 for each probe; the counts of
all {all_others} comparisons of different people are used for the tails. One same-person comparison
for each person, condition and number of references, so people, not comparisons, are the unit: folds,
halves, bootstrap and bounds all go by the probe's person. The file does not name the *other* person
of a comparison, so a face of one half can stand as the stranger in the other.

## Grades
{grades}

Each simulated condition also has cells of its own, for trials.

## Cells
Grade × quality band of the probe (length of the un-normalised vector: below 8 unusable alone, 8 to 10
weak, from 10 good) × references (1; 3 = mean of three vectors; 2 are weighed as 1, more as 3). The
smallest cell that is weighed has {minimum.mated} same-person and {minimum.non_mated} different-person
comparisons of {minimum.people} people. Small logistic fits, tested on everybody else, show why: from 75
same-person comparisons none of thirty goes far astray. The minimum is twice that, so that a cell can
also be fitted on one half of its people and tested on the other.

{learning}

Below the minimum all is **outside reach**. Of the grades that have data these cells are too small
(same-person comparisons): {outside}.

## Fit
`lir` 1.3: logistic regression, isotonic regression (PAV) and kernel densities (Silverman), same-person
and different-person comparisons weighing equally, compared on Cllr in {folds} folds. The logistic is
kept unless another is better by more than {margin}: it has two parameters, rises by construction and
is the most cautious where different people thin out. Kernel estimates are made monotone. **Bound**:
the narrower of ELUB (Vergeer et al. 2016) and invariance (Alberink et al. 2025), on one probe for each
person. **Interval**: central 95 % of {resamples} refits on people drawn with replacement; the choice of
method and the bound are held fixed in it. The last column asks of *all* comparisons of different
people whether more of them reach the upper bound than a calibrated ratio allows.

{cells}

The unusable band reaches almost nothing: such a photograph supports neither side.

## Held out
Fitted on one half of the people, method and bound included, and weighed on the other half, both ways
round. Cllr − Cllr_min is what calibration loses (bits); Cllr_min is found on the test people
themselves and so flatters itself in small groups.

{held_out}

By condition, under the curve of the whole grade. A grade pools easy and hard photographs, so within it
an easy one is weighed too cautiously and a hard one is spoken against a little too readily:

{conditions}

## False match rate
Share of comparisons of different people at or above a similarity, for thresholds. Counted as far as
{measured} comparisons for each condition lie beyond; above that, *extrapolated*.

{non_mated}

The tail above is exponential, with the mean excess of all scores beyond the most frequent {tail:.0%}.
Fitted only on what is more frequent than 10⁻⁴ and asked for 10⁻⁵ and 10⁻⁶, each tail predicts this
many times the observed rate. Below 1 it promises fewer false candidates than there were. The
exponential is chosen because it errs on the other side; at 10⁻⁶ a handful of pairs decide.

{tails}
"""
