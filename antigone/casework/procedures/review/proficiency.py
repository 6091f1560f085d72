"""Proficiency: how often an examiner told a stranger from the dead, with how little that proves."""

from dataclasses import dataclass
from math import sqrt
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.access.roles import Discipline
from antigone.casework.models import Comparison
from antigone.casework.models.review import Conclusion

# Two-sided, 95 %.
_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Proficiency:
    """What one examiner concluded on fillers, all of whom were strangers.

    `interval` bounds the true share of right exclusions; without a filler it is (0, 1).
    """

    examiner: UUID
    discipline: Discipline
    excluded: int
    inconclusive: int
    taken_for_the_same: int
    interval: tuple[float, float]

    @property
    def fillers(self) -> int:
        """How many fillers were compared."""
        return self.excluded + self.inconclusive + self.taken_for_the_same


def proficiency(
    actor: Actor, examiner: UUID | None = None, discipline: Discipline = Discipline.FACE
) -> Proficiency:
    """Return an examiner's results on fillers: the actor's own, or anybody's for the board.

    Only rows that have ended count: before, the count would tell which face was a filler. Raises
    `NotAllowed`.
    """
    whose = examiner or actor.account_id
    own = whose == actor.account_id
    require(actor, Action.VIEW_REVIEW if own else Action.VIEW_PROFICIENCY)
    with within(actor.operation_id):
        found = Comparison.objects.filter(
            examiner=whose,
            discipline=discipline,
            pair__filler__isnull=False,
            pair__round__ended_at__isnull=False,
        )
        concluded = list(found.values_list("conclusion", flat=True))
    excluded = concluded.count(Conclusion.EXCLUSION)
    return Proficiency(
        examiner=whose,
        discipline=discipline,
        excluded=excluded,
        inconclusive=concluded.count(Conclusion.INCONCLUSIVE),
        taken_for_the_same=concluded.count(Conclusion.POTENTIAL_MATCH),
        interval=wilson(excluded, len(concluded)),
    )


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson, 1927); (0, 1) where nothing was seen."""
    if of == 0:
        return (0.0, 1.0)
    share, spread = right / of, _Z * _Z / of
    middle = share + spread / 2
    half = _Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return (
        max(0.0, (middle - half) / (1 + spread)),
        min(1.0, (middle + half) / (1 + spread)),
    )
