"""Keeping a run: what was known of all pairs at one moment, to be held against a later one."""

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.gathering import gather
from antigone.casework.models import Candidate, ReconciliationRun, Remains, Round
from antigone.casework.step import step
from antigone.casework.unblinding import unblind
from antigone.errors import Refusal
from antigone.wording import N_


class StillComparing(Refusal):
    """Who has not finished comparing sees less than everything, and would keep less."""

    code = "still-comparing"
    sentence = N_(
        "You are still comparing a body without knowing whom it might be. No run was kept."
    )
    remedy = N_("Ask another member of the board to keep it, or finish your pairs first.")


class NothingChanged(Refusal):
    """The run would be the one that is there."""

    code = "nothing-changed"
    sentence = N_(
        "Nothing that is weighed has changed since run {number}. No further one was kept."
    )
    remedy = N_("Look at run {number}; keep another when a finding or a decision has come.")


def keep_run(actor: Actor) -> ReconciliationRun:
    """Keep what is known of all pairs now: codes and numbers, no name.

    Nobody is identified by it. Raises `StillComparing`, `NothingChanged` and `UnfitProblem`.
    """
    with step(actor, Action.KEEP_RUN) as doing:
        if Round.objects.filter(examiner=actor.account_id, ended_at=None).exists():
            raise StillComparing
        known = gather(actor.account_id)
        problem = known.problem
        stated = {
            "problem": {
                "remains": list(problem.remains),
                "missing": list(problem.missing),
                "log10_lr": [
                    [None if one == float("-inf") else one for one in row]
                    for row in problem.log10_lr.tolist()
                ],
                "log10_prior": problem.log10_prior,
                "parts": [list(one) for one in problem.parts],
                "locked": [list(one) for one in problem.locked],
            },
            "rests_on": sorted([*pair, list(on)] for pair, on in known.rests_on.items() if on),
            "excluded": sorted([*pair, ground] for pair, ground in known.excluded.items()),
        }
        newest = ReconciliationRun.objects.order_by("number").last()
        if newest is not None and all(getattr(newest, one) == stated[one] for one in stated):
            raise NothingChanged(number=newest.number)
        listed = Candidate.objects.filter(remains__code__in=problem.remains)
        for body in Remains.objects.filter(pk__in=listed.values("remains")):
            unblind(doing, body)
        number = (newest.number if newest else 0) + 1
        return doing.write(ReconciliationRun(number=number, **stated))
