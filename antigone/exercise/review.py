"""The examiners: each looks at the body alone, then at pairs, and says what is seen in them.

They are scripted, and read what an examiner may read: pictures without names, and the laboratory's
reports by their names. Of pictures the engine is the eye, and each has a threshold of his own, as
people have; so they sometimes differ.
"""

from functools import partial
from uuid import UUID

import numpy

from antigone.access import Actor
from antigone.access.roles import Discipline
from antigone.casework import lists
from antigone.casework.components import Component, Finding, Judgement, Seen, Weight
from antigone.casework.instruments import instruments
from antigone.casework.models.review import Conclusion, Support
from antigone.casework.procedures import review
from antigone.exercise.cast import CREW, REPORTS
from antigone.exercise.fillers import fillers
from antigone.exercise.staging import smaller
from antigone.exercise.walk import Body, Walk
from antigone.faces.geometry import Pixels
from antigone.wording import N_

# From which likeness each says that it may be one person, and below which that it is not. The one
# eye is bold, the other careful.
_EYES = {"fay": (0.52, 0.42), "jon": (0.56, 0.46), "kim": (0.54, 0.44)}
_STRONGER = 0.15
_SEEN_BY = 256

_KNOWS_THE_LIST = N_("examine a body as the one who has searched from it")
_NOT_ANALYSED = N_("ask for pairs before the body was looked at alone")
_OUT_OF_TURN = N_("say something of a pair that nobody has shown")


def compare_faces(walk: Walk, found: Body) -> None:
    """Let examiners of faces compare a body with whoever its search has put above the line."""
    if found.found.code == "R-0001":
        add_fillers(walk)
        analysed = review.Analysed(
            remains=found.id,
            discipline=Discipline.FACE,
            photographs=_photographs(walk.crew["fay"], found),
            components=_all_seen(),
        )
        attempt = partial(review.analyse, walk.crew["sven"], analysed)
        walk.must_refuse(_KNOWS_THE_LIST, attempt)
        drawing = review.Drawing(remains=found.id, discipline=Discipline.FACE)
        walk.must_refuse(_NOT_ANALYSED, partial(review.draw, walk.crew["fay"], drawing))
    if not found.enrolled:
        return
    first = walk.crew["fay"]
    _analyse_face(first, found)
    _rounds(walk, found, Discipline.FACE, first)


def add_fillers(walk: Walk) -> None:
    """Add faces of nobody, to be put among the pairs."""
    for number, (made, content) in enumerate(fillers(), start=1):
        given = review.GivenFiller(name=f"nobody-{number}.png", content=content, provenance=made)
        review.add_filler(walk.crew["rafi"], given)


def compare_reports(walk: Walk) -> None:
    """Let two examiners of each discipline compare what its laboratory reports."""
    for discipline, name in (
        (Discipline.FINGERPRINT, "pia"),
        (Discipline.DENTAL, "odile"),
        (Discipline.DNA, "nour"),
    ):
        reported = {one.remains for one in REPORTS if one.discipline is discipline}
        for found in walk.bodies:
            if found.found.code in reported:
                first = walk.crew[name]
                _analyse_documents(first, found, discipline)
                _rounds(walk, found, discipline, first)


def _rounds(walk: Walk, found: Body, discipline: Discipline, first: Actor) -> None:
    """Draw row after row until nobody waits for a view any more."""
    drawing = review.Drawing(remains=found.id, discipline=discipline)
    records = walk.crew["rafi"]
    try:
        review.draw(first, drawing)
    except review.NobodyToCompare:
        return
    drawn = first.account_id
    while True:
        _compare_all(walk, found, discipline, _member(walk, drawn))
        try:
            drawn = review.draw(records, drawing).examiner
        except (review.NobodyToCompare, review.NobodyLeft):
            return


def _compare_all(walk: Walk, found: Body, discipline: Discipline, name: str) -> None:
    examiner = walk.crew[name]
    with_face = discipline is Discipline.FACE
    if not any(one["discipline"] == discipline for one in _mine(examiner, found)):
        if with_face:
            _analyse_face(examiner, found)
        else:
            _analyse_documents(examiner, found, discipline)
    while (shown := review.next_pair(examiner, found.id, discipline)) is not None:
        compared = (
            _seen_in_pictures(shown, name) if with_face else _read_in_reports(shown, discipline)
        )
        review.compare(examiner, compared)
        again = partial(review.compare, examiner, compared)
        walk.must_refuse(_OUT_OF_TURN, again, once=True)
        waiting = lists.rounds_of(examiner)
        if not any(one["remains"] == found.found.code for one in waiting):
            return


def _mine(examiner: Actor, found: Body) -> list[dict[str, object]]:
    mine: list[dict[str, object]] = lists.analyses_of(examiner, found.found.code)
    return mine


def _analyse_face(examiner: Actor, found: Body) -> None:
    review.analyse(
        examiner,
        review.Analysed(
            remains=found.id,
            discipline=Discipline.FACE,
            photographs=_photographs(examiner, found),
            components=_all_seen(),
            note="Looked at alone, before anybody was named.",
        ),
    )


def _analyse_documents(examiner: Actor, found: Body, discipline: Discipline) -> None:
    review.analyse(
        examiner,
        review.Analysed(
            remains=found.id,
            discipline=discipline,
            documents=(f"{discipline.value} findings of {found.found.code}",),
            note="Read alone, before anybody was named.",
        ),
    )


def _photographs(examiner: Actor, found: Body) -> tuple[UUID, ...]:
    return tuple(lists.faces_to_analyse(examiner, found.found.code).values())


def _all_seen() -> dict[Component, Seen]:
    return {one: Seen(comparable=True) for one in Component}


def _seen_in_pictures(shown: review.PairShown, name: str) -> review.Compared:
    """Say what an eye sees in two pictures."""
    one, other = (_look(image) for image in (shown.post_mortem, shown.reference))
    may_be, is_not = _EYES[name]
    if one is None or other is None:
        return _view(shown, Conclusion.INCONCLUSIVE, Support.NONE)
    likeness = float(one @ other)
    if likeness >= may_be:
        strong = likeness >= may_be + _STRONGER
        support = Support.MODERATE if strong else Support.LIMITED
        return _view(shown, Conclusion.POTENTIAL_MATCH, support)
    if likeness < is_not:
        strong = likeness < is_not - _STRONGER
        support = Support.MODERATE_AGAINST if strong else Support.LIMITED_AGAINST
        return _view(shown, Conclusion.EXCLUSION, support)
    return _view(shown, Conclusion.INCONCLUSIVE, Support.NONE)


def _view(shown: review.PairShown, conclusion: Conclusion, support: Support) -> review.Compared:
    finding = {
        Conclusion.POTENTIAL_MATCH: Finding.SIMILAR,
        Conclusion.EXCLUSION: Finding.DISSIMILAR,
    }.get(conclusion)
    judged = (
        Judgement(comparable=False, why_not="not clear enough in one of the pictures")
        if finding is None
        else Judgement(comparable=True, finding=finding, weight=Weight.MEDIUM)
    )
    return review.Compared(
        pair=shown.pair,
        conclusion=conclusion,
        support=support,
        components=dict.fromkeys(Component, judged),
        seconds=90,
    )


def _look(image: Pixels | None) -> "numpy.ndarray[tuple[int], numpy.dtype[numpy.float32]] | None":
    """Return what the eye makes of a picture, None if no face is clear in it."""
    if image is None:
        return None
    faces = instruments().engine.read(smaller(image, _SEEN_BY)).faces
    if not faces:
        return None
    best = max(faces, key=lambda face: face.quality.value)
    vector: numpy.ndarray[tuple[int], numpy.dtype[numpy.float32]] = best.vector
    return vector / numpy.float32(numpy.linalg.norm(vector))


def _read_in_reports(shown: review.PairShown, discipline: Discipline) -> review.Compared:
    """Say what the named report says; the examiner of another discipline has read its tables."""
    (report,) = [one for one in REPORTS if one.name in shown.documents]
    agrees = report.agrees
    said = "agree" if agrees else "differ"
    return review.Compared(
        pair=shown.pair,
        conclusion=Conclusion.POTENTIAL_MATCH if agrees else Conclusion.EXCLUSION,
        support=Support.STRONG if agrees else Support.STRONG_AGAINST,
        note=f"{report.name}: the {discipline.value} findings {said}.",
        seconds=600,
    )


def _member(walk: Walk, account: UUID) -> str:
    names = (member.name for member in CREW)
    return next(one for one in names if walk.crew[one].account_id == account)
