"""What waits for an examiner, in the order in which it is given out: no codes, no names, no counts.

An examination is known by a token that says nothing: not the body's code, nor its place in any order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.access.models import Grant
from antigone.access.roles import Discipline, Role
from antigone.casework.house import house
from antigone.casework.models import (
    Analysis,
    Candidate,
    Finding,
    MarkedFace,
    Remains,
    Round,
    Search,
    Unblinding,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.requests import Outcome
from antigone.casework.models.search import REPORTED_BY
from antigone.casework.reading import reading
from antigone.casework.step import NotHere

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)
_SECOND_LOOK = 2
_TOKEN = 20


class NextStep(StrEnum):
    """What is done next in an examination."""

    ANALYSIS = "analysis"
    PAIR = "pair"


@dataclass(frozen=True, kw_only=True)
class Examination:
    """One piece of an examiner's work. `remains` is for the procedures and is never shown."""

    token: str
    step: NextStep
    discipline: Discipline
    remains: UUID


def examinations(actor: Actor) -> list[Examination]:
    """Return what waits for this examiner, the next one first.

    Rows of pairs that were drawn for her come first; then bodies that fewer than two examiners of
    her discipline have analysed, of which she neither recorded nor knows anything.
    """
    with reading(actor, Action.ANALYSE):
        held = _disciplines(actor)
        return [*_drawn(actor, held), *_to_analyse(actor, held)]


def examination_waits(actor: Actor) -> bool:
    """Return whether anything waits for this examiner, without looking for the first of it."""
    with reading(actor, Action.ANALYSE):
        held = _disciplines(actor)
        return any(_drawn(actor, held)) or any(
            _not_analysed(actor, discipline).exists() for discipline in held
        )


def examination(actor: Actor, token: str) -> Examination:
    """Return the examination of a token, also one that waits for nothing more. Raises `NotHere`."""
    with reading(actor, Action.ANALYSE):
        for discipline in _disciplines(actor):
            for remains in Remains.objects.values_list("pk", flat=True):
                if token == token_of(actor, remains, discipline):
                    step = _step_of(actor, remains, discipline)
                    return Examination(
                        token=token, step=step, discipline=discipline, remains=remains
                    )
    raise NotHere(kind="examination", key=token)


def token_of(actor: Actor, remains: UUID, discipline: Discipline) -> str:
    """Return the name under which one examiner knows one body: a keyed hash, told to nobody else."""
    named = (actor.account_id.bytes, remains.bytes, discipline.value)
    return house().vault.commitments.commit(*named, purpose="examination").hex()[:_TOKEN]


def _disciplines(actor: Actor) -> tuple[Discipline, ...]:
    held = Grant.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now()),
        account=actor.account_id,
        operation=actor.operation_id,
        role=Role.EXAMINER,
        valid_from__lte=now(),
    )
    known = set(held.values_list("discipline", flat=True))
    return tuple(one for one in Discipline if one.value in known)


def _step_of(actor: Actor, remains: UUID, discipline: Discipline) -> NextStep:
    mine = {"remains": remains, "discipline": discipline, "examiner": actor.account_id}
    return NextStep.PAIR if Analysis.objects.filter(**mine).exists() else NextStep.ANALYSIS


def _drawn(actor: Actor, held: tuple[Discipline, ...]) -> Iterator[Examination]:
    mine = Round.objects.filter(
        examiner=actor.account_id, ended_at=None, packet=None, discipline__in=held
    )
    analysed = Analysis.objects.filter(
        remains=OuterRef("remains"),
        discipline=OuterRef("discipline"),
        examiner=actor.account_id,
    )
    for one in mine.annotate(analysed=Exists(analysed)).order_by("recorded_at"):
        discipline = Discipline(one.discipline)
        yield Examination(
            token=token_of(actor, one.remains_id, discipline),
            step=NextStep.PAIR if one.analysed else NextStep.ANALYSIS,
            discipline=discipline,
            remains=one.remains_id,
        )


def _reported(discipline: Discipline) -> Q:
    """Whether a report of the discipline speaks of a body: weighed, or only named."""
    weighed = Finding.objects.filter(candidate__remains=OuterRef("pk"), kind=discipline)
    named = Candidate.objects.filter(remains=OuterRef("pk"), source=REPORTED_BY[discipline])
    return Q(Exists(weighed) | Exists(named))


def _to_analyse(actor: Actor, held: tuple[Discipline, ...]) -> Iterator[Examination]:
    for discipline in held:
        waiting = _not_analysed(actor, discipline).order_by("looked", "recorded_at", "pk")
        for key in waiting.values_list("pk", flat=True):
            yield Examination(
                token=token_of(actor, key, discipline),
                step=NextStep.ANALYSIS,
                discipline=discipline,
                remains=key,
            )


def _not_analysed(actor: Actor, discipline: Discipline) -> QuerySet[Remains]:
    """Bodies that fewer than two of a discipline have analysed, and of which she knows nothing."""
    by = actor.account_id
    here = {"remains": OuterRef("pk")}
    faces = MarkedFace.objects.filter(
        side=Side.REMAINS,
        post_mortem__wrapped_key__isnull=False,
        confirmed_by__isnull=False,
        ended_at=None,
    )
    unknown = (
        Remains.objects.filter(outcome__in=_OPEN)
        .exclude(recorded_by=by)
        .exclude(Exists(Search.objects.filter(**here, searched_by=by)))
        .exclude(Exists(Candidate.objects.filter(**here, recorded_by=by)))
        .exclude(Exists(Finding.objects.filter(candidate__remains=OuterRef("pk"), recorded_by=by)))
        .exclude(Exists(Unblinding.objects.filter(**here, recorded_by=by)))
    )
    shown = Q(pk__in=faces.values("post_mortem__remains"))
    return (
        unknown.filter(shown if discipline is Discipline.FACE else _reported(discipline))
        .annotate(
            looked=Count("analyses", filter=Q(analyses__discipline=discipline), distinct=True)
        )
        .filter(looked__lt=_SECOND_LOOK)
        .exclude(Exists(Analysis.objects.filter(**here, examiner=by, discipline=discipline)))
        .exclude(Exists(Round.objects.filter(**here, examiner=by, discipline=discipline)))
    )


def examiners(actor: Actor) -> list[tuple[UUID, str, Discipline]]:
    """Return who examines in this operation, and what, in the order of their names: for the board."""
    with reading(actor, Action.VIEW_PROFICIENCY):
        held = Grant.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=now()),
            operation=actor.operation_id,
            role=Role.EXAMINER,
            valid_from__lte=now(),
        )
        rows = held.order_by("account__shown_name", "discipline")
        return [
            (key, name, Discipline(code))
            for key, name, code in rows.values_list("account", "account__shown_name", "discipline")
        ]


def own_disciplines(actor: Actor) -> tuple[Discipline, ...]:
    """Return what somebody examines in this operation."""
    with reading(actor, Action.VIEW_REVIEW):
        return _disciplines(actor)
