"""The script of the exercise: the whole path, each step by the person whose work it is.

Every change goes through a procedure, as at a real desk, and is on the record. The script never looks
back into the cast to help a search or an examiner: what they see of it is photographs and reports.
"""

from collections.abc import Callable

from antigone.config import Config
from antigone.exercise import board, families, ferry, homecoming, papers, quay, review, weighing
from antigone.exercise.cast import BODIES, MANIFEST
from antigone.exercise.findings import Examined, Held, told
from antigone.exercise.walk import Walk

_SCENES_BESIDE = 9


def hold(config: Config, *, progress: Callable[[int], None] = lambda done: None) -> Held:
    """Hold the exercise in its home, and return what its records say; the same for the same seed.

    The framework works in the home, which has its first administrator and nothing else, and its
    house is entered.
    """
    walk = Walk(config, progress)
    ferry.open_ferry(walk)
    walk.advance()
    for missing in MANIFEST:
        families.report(walk, missing)
        walk.advance()
    families.report_without_basis(walk)
    for body in BODIES:
        quay.record(walk, body)
        weighing.examine(walk, walk.bodies[-1])
        walk.advance()
    for found in walk.bodies:
        quay.search(walk, found)
        walk.advance()
    quay.report_from_laboratories(walk)
    weighing.report_on_mother(walk)
    families.end_requests(walk)
    walk.advance()
    families.withdraw(walk, "T-0009")
    walk.advance()
    for found in walk.bodies:
        review.compare_faces(walk, found)
        walk.advance()
    review.compare_reports(walk)
    walk.advance()
    weighing.weigh_together(walk)
    walk.advance()
    board.decide(walk)
    walk.advance()
    homecoming.tell(walk)
    walk.advance()
    homecoming.bring_home(walk)
    walk.advance()
    papers.print_papers(walk)
    held = told(
        walk.crew,
        marks=walk.marks,
        examined=_examined(walk),
        tried=tuple(walk.tried),
        papers=walk.papers,
    )
    walk.advance()
    return held


def steps_of() -> int:
    """Return how many steps `hold` announces."""
    return len(MANIFEST) + 3 * len(BODIES) + _SCENES_BESIDE


def _examined(walk: Walk) -> tuple[Examined, ...]:
    return tuple(Examined(body=one.found, readings=tuple(one.readings)) for one in walk.bodies)
