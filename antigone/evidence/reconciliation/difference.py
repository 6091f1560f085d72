"""What changed between two runs, in words, and what it was that changed it."""

import numpy as np

from antigone.evidence.reconciliation.joint import Reconciliation
from antigone.evidence.reconciliation.problem import EXCLUDED, Numbers, Problem
from antigone.evidence.statement import in_per_cent
from antigone.wording import N_, say

TELLING = 0.05
"""A posterior that moved by less is not mentioned."""

_NEW = N_("{name} is new.")
_GONE = N_("{name} is no longer there.")
_WEIGHT = N_("The log10 LR of {remains} and {missing} went from {before:.2f} to {after:.2f}.")
_EXCLUDED = N_("{remains} and {missing} are now excluded.")
_READMITTED = N_("{remains} and {missing} are no longer excluded.")
_LOCKED = N_("{remains} and {missing} are now taken as given.")
_UNLOCKED = N_("{remains} and {missing} are no longer taken as given.")
_PRIOR = N_("What is assumed before the evidence is different.")
_PARTS = N_("Which remains may be parts of one body is different.")
_PAIR = N_("That {remains} is {missing} went from {before} to {after}.")
_NONE_REMAINS = N_("That {remains} is none of the missing went from {before} to {after}.")
_NONE_MISSING = N_("That {missing} is not among the remains went from {before} to {after}.")
_BEST = N_("Taken all together, {remains} is now best assigned to {after}, before to {before}.")
_NOBODY = N_("nobody")
_SAME = N_("No posterior moved by more than {telling}.")


def difference(
    before: Reconciliation, after: Reconciliation, language: str = "en"
) -> tuple[str, ...]:
    """Return sentences: first what was changed, then what followed from it, the largest first.

    Posteriors that moved by `TELLING` or more are named, those of people in both runs.
    """
    causes = _causes(before.problem, after.problem, language)
    effects = _effects(before, after, language)
    same = say(_SAME, language, telling=in_per_cent(TELLING))
    return (*causes, *(effects or (same,)))


def _causes(before: Problem, after: Problem, language: str) -> list[str]:
    said = []
    for old, new in ((before.remains, after.remains), (before.missing, after.missing)):
        said += [say(_NEW, language, name=name) for name in new if name not in old]
        said += [say(_GONE, language, name=name) for name in old if name not in new]
    shared = _Shared(before, after)
    old_weights, new_weights = shared.views(before.log10_lr, after.log10_lr)
    for row, column in np.argwhere(old_weights != new_weights).tolist():
        weight, now = float(old_weights[row, column]), float(new_weights[row, column])
        sentence = _EXCLUDED if now == EXCLUDED else _READMITTED if weight == EXCLUDED else _WEIGHT
        said.append(
            say(
                sentence,
                language,
                remains=shared.remains[row],
                missing=shared.missing[column],
                before=weight,
                after=now,
            )
        )
    for sentence, ones, others in (
        (_LOCKED, after.locked, before.locked),
        (_UNLOCKED, before.locked, after.locked),
    ):
        said += [
            say(sentence, language, remains=of, missing=person)
            for of, person in ones
            if (of, person) not in others
        ]
    if (before.log10_prior, before.closed) != (after.log10_prior, after.closed):
        said.append(say(_PRIOR, language))
    if set(before.parts) != set(after.parts):
        said.append(say(_PARTS, language))
    return said


def _effects(before: Reconciliation, after: Reconciliation, language: str) -> list[str]:
    old, new = before.problem, after.problem
    shared = _Shared(old, new)
    posteriors = shared.views(before.posterior, after.posterior)
    moved: list[tuple[float, float, str, dict[str, str]]] = [
        (
            float(posteriors[0][row, column]),
            float(posteriors[1][row, column]),
            _PAIR,
            {"remains": shared.remains[row], "missing": shared.missing[column]},
        )
        for row, column in np.argwhere(abs(posteriors[1] - posteriors[0]) >= TELLING).tolist()
    ]
    for name in set(old.remains) & set(new.remains):
        was = float(before.none_remains[old.remains.index(name)])
        now = float(after.none_remains[new.remains.index(name)])
        moved.append((was, now, _NONE_REMAINS, {"remains": name}))
    for name in set(old.missing) & set(new.missing):
        was = float(before.none_missing[old.missing.index(name)])
        now = float(after.none_missing[new.missing.index(name)])
        moved.append((was, now, _NONE_MISSING, {"missing": name}))
    telling = [one for one in moved if abs(one[1] - one[0]) >= TELLING]
    telling.sort(key=lambda one: (-abs(one[1] - one[0]), *sorted(one[3].values())))
    said = [
        say(sentence, language, **names, before=in_per_cent(was), after=in_per_cent(now))
        for was, now, sentence, names in telling
    ]
    nobody = say(_NOBODY, language)
    for name, person in after.best.items():
        if name in before.best and before.best[name] != person:
            earlier = before.best[name] or nobody
            said.append(say(_BEST, language, remains=name, before=earlier, after=person or nobody))
    return said


class _Shared:
    """Those who are in both problems, and where."""

    def __init__(self, before: Problem, after: Problem) -> None:
        # Sets, or two thousand names would be looked for two thousand times.
        remains, missing = set(after.remains), set(after.missing)
        self.remains = [name for name in before.remains if name in remains]
        self.missing = [name for name in before.missing if name in missing]
        self._before, self._after = self._places(before), self._places(after)

    def views(self, before: Numbers, after: Numbers) -> tuple[Numbers, Numbers]:
        """Return the two matrices with the same rows and columns."""
        return before[np.ix_(*self._before)], after[np.ix_(*self._after)]

    def _places(self, problem: Problem) -> tuple[list[int], list[int]]:
        rows = {name: at for at, name in enumerate(problem.remains)}
        columns = {name: at for at, name in enumerate(problem.missing)}
        return [rows[name] for name in self.remains], [columns[name] for name in self.missing]
