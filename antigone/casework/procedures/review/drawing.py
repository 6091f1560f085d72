"""Drawing: the system says who compares, which pairs, and in which order; nobody chooses.

Each candidate gets two views, of two people, in rows of their own; where they differ, a third. The
first examiner comes by herself once her analysis is committed. The second and third are drawn.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import numpy
from django.conf import settings
from django.db.models import Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Discipline
from antigone.casework.house import house
from antigone.casework.models import (
    Analysis,
    Candidate,
    Disagreement,
    Filler,
    Pair,
    Remains,
    Round,
)
from antigone.casework.models.review import Place, RoundEnd
from antigone.casework.procedures.review.examiners import (
    examiners_of,
    may_compare,
    require_discipline,
    require_no_part,
)
from antigone.casework.procedures.review.fillers import fillers_for, how_many
from antigone.casework.procedures.review.material import (
    documents_of,
    face_of_body,
    proposed_in,
    reference_of,
    still_sought,
)
from antigone.casework.step import Step, found, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_


class NobodyToCompare(Refusal):
    """No candidate waits for a view."""

    code = "nobody-to-compare"
    sentence = N_(
        "Nobody waits to be compared with “{remains}” as {discipline}. Nothing was drawn."
    )
    remedy = N_(
        "Above the line of the newest search everybody is compared; whom else to compare, somebody"
        " names who does not compare himself. Documents must name the report."
    )


class NoAnalysis(Refusal):
    """The body alone comes first."""

    code = "no-analysis"
    sentence = N_("You have not committed an analysis of “{remains}” as {discipline} yet.")
    remedy = N_("Look at the body alone and commit what you see; then ask for the pairs.")


class NobodyLeft(Refusal):
    """Two people cannot be each other's independent witness and everything else."""

    code = "nobody-left"
    sentence = N_(
        "No further examiner of the discipline “{discipline}” is left who had no part in the case of"
        " “{remains}” and does not know whom it might be. A two-person team stops here, at a lead."
    )
    remedy = N_("Send a blind packet to another institution, or give one more colleague this role.")


class NotCompared(Refusal):
    """There is no open row to relieve anybody of."""

    code = "nothing-to-relieve"
    sentence = N_("This examiner has nothing open to compare with “{remains}”.")
    remedy = N_("Look up who waits for what with: antigone comparison list {remains}")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Which body is to be compared, and by which discipline.

    `candidates` names who is compared although no search put them above its line; empty means
    everybody above it, and for documents everybody whom a report of the discipline speaks of.
    """

    remains: UUID
    discipline: Discipline
    candidates: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Whom the pairs wait for, and how many there are."""

    examiner: UUID
    pairs: int


@dataclass(frozen=True, kw_only=True)
class Relieving:
    """Who is relieved of what he has not compared."""

    remains: UUID
    discipline: Discipline
    examiner: UUID


def draw(actor: Actor, drawing: Drawing) -> Drawn:
    """Open the next row of pairs of a body: third views first, then second ones, then first ones.

    (0) only people are compared who are still looked for, under a permission and a legal basis that
    hold; (1) a first view falls to the actor, who has committed an analysis; a second or third, and
    any of candidates that are named, falls to somebody drawn among the examiners of the discipline
    who neither recorded the body, nor know whom it might be, nor took in a request among these, nor
    have seen the candidates already; (2) fillers are put among the candidates where there are any;
    (3) the order is drawn for this examiner.

    Raises `NobodyToCompare`,
    `NoAnalysis`, `NobodyLeft`, `OtherDiscipline`, `SeparatePerson`, `NoFaceOfBody` and `NotHere`.
    """
    with step(actor, Action.DRAW_EXAMINER) as doing:
        remains = doing.case(Remains, drawing.remains)
        number = Round.objects.filter(remains=remains, discipline=drawing.discipline).count()
        seed = seed_of(remains.code, drawing.discipline.value, number)
        lot = numpy.random.default_rng(list(seed))
        place, waiting, able = _next(doing, remains, drawing)
        examiner = able[int(lot.integers(len(able)))]
        requests = [one.request_id for one in waiting]
        fillers: list[Filler] = []
        post_mortem = None
        if drawing.discipline is Discipline.FACE:
            post_mortem = face_of_body(remains)
            known = fillers_for(remains, requests, examiner)
            chosen = lot.permutation(len(known))[: how_many(len(waiting))]
            fillers = [known[one] for one in chosen]
        opened = doing.write(
            Round(
                remains=remains,
                discipline=drawing.discipline,
                place=place,
                examiner_id=examiner,
                drawn=place is not Place.FIRST or bool(drawing.candidates),
                fillers=len(fillers),
                seed=seed.hex(),
            )
        )
        shown: list[Candidate | Filler] = [*waiting, *fillers]
        order = [shown[one] for one in lot.permutation(len(shown))]
        for position, one in enumerate(order, start=1):
            doing.write(pair_of(opened, position, one, post_mortem))
        return Drawn(examiner=examiner, pairs=len(order))


def draw_further(actor: Actor, drawing: Drawing) -> Drawn | None:
    """Open the next row of pairs, or return None where nobody waits to be compared now.

    What follows an analysis or the last pair of a row, so that no examiner has to ask for more.
    Raises what `draw` raises, but for `NobodyToCompare`.
    """
    try:
        return draw(actor, drawing)
    except NobodyToCompare:
        return None


def relieve(actor: Actor, relieving: Relieving) -> None:
    """End somebody's open row before he has finished, so that another can be drawn.

    What he has committed stands. Raises `NotCompared` and `NotHere`.
    """
    with step(actor, Action.RELIEVE_EXAMINER) as doing:
        remains = doing.case(Remains, relieving.remains)
        opened = open_round(remains, relieving.discipline, relieving.examiner)
        if opened is None:
            raise NotCompared(remains=remains.code)
        end(opened, doing, RoundEnd.RELIEVED)


def open_round(remains: Remains, discipline: Discipline, examiner: UUID) -> Round | None:
    """Return the row of pairs that somebody is working on."""
    opened = Round.objects.filter(remains=remains, discipline=discipline, ended_at=None)
    row: Round | None = opened.filter(examiner=examiner, packet=None).first()
    return row


def end(opened: Round, doing: Step, because: RoundEnd) -> None:
    """End a row of pairs."""
    opened.ended_at, opened.ended_because = doing.at, because
    opened.save(update_fields=["ended_at", "ended_because"])


def further_views(
    remains: Remains, discipline: Discipline
) -> Iterator[tuple[Place, list[Candidate]]]:
    """Yield who waits for a third view, then who waits for a second one; nobody is not yielded."""
    views = _views(remains, discipline)
    for place, keys in (
        (Place.THIRD, _disputed(remains, discipline, views)),
        (Place.SECOND, [key for key, count in views.items() if count == 1]),
    ):
        waiting = _comparable(discipline, Candidate.objects.filter(pk__in=keys))
        if waiting:
            yield place, waiting


def _next(
    doing: Step, remains: Remains, drawing: Drawing
) -> tuple[Place, list[Candidate], list[UUID]]:
    """Return which view is next, the candidates who wait for it, and who may give it."""
    nobody: NobodyLeft | None = None
    for place, waiting in further_views(remains, drawing.discipline):
        left = _left(doing, remains, drawing.discipline, waiting)
        if left:
            return place, waiting, left
        nobody = NobodyLeft(
            remains=remains.code, discipline=named("Discipline", drawing.discipline.value)
        )
    viewed = list(_views(remains, drawing.discipline))
    waiting = _comparable(drawing.discipline, _unseen(remains, drawing, viewed))
    # One view for want of a second examiner must not stop that others get theirs.
    if nobody and not waiting:
        raise nobody
    if not waiting:
        raise NobodyToCompare(
            remains=remains.code, discipline=named("Discipline", drawing.discipline.value)
        )
    if not drawing.candidates:
        requests = [one.request_id for one in waiting]
        _require_first(doing, remains, drawing.discipline, requests)
        return Place.FIRST, waiting, [doing.actor.account_id]
    # Who names them has seen the list, and compares none of them.
    left = _left(doing, remains, drawing.discipline, waiting)
    left = [one for one in left if one != doing.actor.account_id]
    if not left:
        raise NobodyLeft(
            remains=remains.code, discipline=named("Discipline", drawing.discipline.value)
        )
    return Place.FIRST, waiting, left


def _views(remains: Remains, discipline: Discipline) -> dict[UUID, int]:
    """Return how many views of each candidate there are, or are to come."""
    given = Pair.objects.filter(round__remains=remains, round__discipline=discipline)
    # A row that ended early gives no view on what was left in it.
    given = given.filter(Q(round__ended_at=None) | Q(comparison__isnull=False))
    return Counter(given.exclude(candidate=None).values_list("candidate", flat=True))


def _disputed(remains: Remains, discipline: Discipline, views: dict[UUID, int]) -> list[UUID]:
    differ = Disagreement.objects.filter(
        candidate__remains=remains, discipline=discipline, settlement=None
    )
    return [key for key in differ.values_list("candidate", flat=True) if views[key] == 2]


def _unseen(remains: Remains, drawing: Drawing, viewed: list[UUID]) -> QuerySet:
    if drawing.candidates:
        named = [found(Candidate, key).pk for key in drawing.candidates]
        chosen = Candidate.objects.filter(pk__in=named, remains=remains)
        return chosen.exclude(pk__in=viewed)
    known = Candidate.objects.filter(pk__in=viewed).values_list("request", flat=True)
    return proposed_in(drawing.discipline, remains).exclude(request__in=list(known))


def _comparable(discipline: Discipline, candidates: QuerySet) -> list[Candidate]:
    """Return those who are still sought and of whom there is something to compare; one a person."""
    found_of: dict[UUID, Candidate] = {}
    for one in candidates.select_related("request").order_by("-recorded_at", "pk"):
        has = reference_of(one) if discipline is Discipline.FACE else documents_of(one, discipline)
        if has and one.request_id not in found_of and still_sought(one.request):
            found_of[one.request_id] = one
    return sorted(found_of.values(), key=lambda one: one.request.code)


def _require_first(
    doing: Step, remains: Remains, discipline: Discipline, requests: list[UUID]
) -> None:
    require_discipline(doing, discipline)
    require_no_part(doing, remains, requests)
    mine = {"remains": remains, "discipline": discipline, "examiner": doing.actor.account_id}
    if not Analysis.objects.filter(**mine).exists():
        raise NoAnalysis(remains=remains.code, discipline=named("Discipline", discipline.value))


def _left(
    doing: Step, remains: Remains, discipline: Discipline, waiting: list[Candidate]
) -> list[UUID]:
    """Return who may be drawn."""
    requests = [one.request_id for one in waiting]
    seen = Pair.objects.filter(
        round__remains=remains, round__discipline=discipline, candidate__request__in=requests
    )
    busy = Round.objects.filter(remains=remains, discipline=discipline, ended_at=None)
    not_these = {
        *seen.values_list("round__examiner", flat=True),
        *busy.values_list("examiner", flat=True),
    }
    return [
        one
        for one in examiners_of(discipline, doing)
        if one not in not_these and may_compare(one, remains, requests)
    ]


def pair_of(
    opened: Round, position: int, shown: Candidate | Filler, post_mortem: UUID | None
) -> Pair:
    pair = Pair(round=opened, position=position, post_mortem_id=post_mortem)
    if isinstance(shown, Filler):
        pair.filler = shown
    else:
        pair.candidate = shown
        if post_mortem is not None:
            reference = reference_of(shown)
            pair.reference_id = reference and reference.pk
    return pair


def seed_of(*parts: str | int) -> bytes:
    """Return 32 bytes from which a lot is drawn, and can be drawn again by whoever holds the key.

    In an exercise anybody may foresee the lot, so that it can be repeated; in a real home nobody, or
    an examiner could work out which faces are fillers.
    """
    words = [str(one) for one in parts]
    if settings.ANTIGONE.is_exercise:
        seed = str(settings.ANTIGONE.settings.seed)
        return sha256("/".join(["review", seed, *words]).encode()).digest()
    return house().vault.commitments.commit(*words, purpose="review.draw")
