"""Comparing: one pair at a time, without names, scores or other views; then the view is committed."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Discipline
from antigone.casework import components as parts
from antigone.casework.components import Component, Judgement
from antigone.casework.heads import head_in
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import (
    Analysis,
    Comparison,
    Filler,
    MarkedFace,
    Pair,
    Reading,
    ReferencePhotograph,
    Remains,
    Round,
)
from antigone.casework.models.review import SUPPORTS, Conclusion, RoundEnd, Support
from antigone.casework.procedures import photographs
from antigone.casework.procedures.review.analysing import require_short
from antigone.casework.procedures.review.concurring import concur
from antigone.casework.procedures.review.drawing import NoAnalysis, end, open_round
from antigone.casework.procedures.review.examiners import require_discipline, require_no_part
from antigone.casework.procedures.review.material import documents_of, reference_of, still_sought
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, Step, found, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.faces.geometry import Pixels
from antigone.vault import BlobRef
from antigone.wording import N_

Point = tuple[float, float]


class NothingDrawn(Refusal):
    """No pairs wait for this examiner."""

    code = "nothing-drawn"
    sentence = N_("No pairs of “{remains}” wait for you as {discipline}.")
    remedy = N_("Commit an analysis and ask for a row of pairs, or wait until you are drawn.")


class NotNext(Refusal):
    """Pairs are taken in the order that was drawn, each once."""

    code = "not-the-next-pair"
    sentence = N_("This pair is not the one that waits for you. Nothing was committed.")
    remedy = N_("Ask for the next pair, and commit what you see in that one.")


class UnfitConclusion(Refusal):
    """The words of support belong to another conclusion, or nothing carries it."""

    code = "unfit-conclusion"
    sentence = N_("“{support}” does not go with “{conclusion}”. Nothing was committed.")
    remedy = N_("With “{conclusion}” go: {fitting}.")


class NothingComparable(Refusal):
    """A conclusion without a component that carries it."""

    code = "nothing-comparable"
    sentence = N_(
        "No component can be compared, so the pair is inconclusive. Nothing was committed."
    )
    remedy = N_("Conclude that it is inconclusive, or say which component can be compared.")


class PointOutside(Refusal):
    """A point that lies in neither picture marks nothing."""

    code = "point-outside"
    sentence = N_("A marked point lies outside its picture. Nothing was committed.")
    remedy = N_("Give points as parts of width and height, from 0 to 1.")


class NoReport(Refusal):
    """Documents were compared, and nobody could look them up."""

    code = "no-report"
    sentence = N_("The view does not name the report it rests on. Nothing was committed.")
    remedy = N_("Name the report and what in it agrees or differs, in the note.")


@dataclass(frozen=True, kw_only=True)
class PairShown:
    """All that an examiner gets of a pair: two heads in squares of one size, or names of reports.

    `position` of `of` counts what she has and has not compared. Pixels are RGB.
    """

    pair: UUID
    position: int
    of: int
    post_mortem: Pixels | None = field(default=None, repr=False)
    reference: Pixels | None = field(default=None, repr=False)
    documents: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PointPair:
    """One feature in both pictures, as parts of width and height from the upper left corner."""

    post_mortem: Point
    reference: Point
    component: Component = Component.OTHER


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One examiner's view of one pair, with what carries it.

    `seconds` is how long it took, `changes` how often the conclusion was changed before.
    """

    pair: UUID
    conclusion: Conclusion
    support: Support
    components: Mapping[Component, Judgement] = field(default_factory=dict, repr=False)
    points: tuple[PointPair, ...] = field(default=(), repr=False)
    note: str = field(default="", repr=False)
    seconds: int = 0
    changes: int = 0


@dataclass(frozen=True, kw_only=True)
class Committed:
    """That a view stands, and how many pairs still wait. Nothing about anybody else's."""

    pair: UUID
    waiting: int


def next_pair(actor: Actor, remains: UUID, discipline: Discipline) -> PairShown | None:
    """Show the pair that waits for an examiner; None, and the row ends, when there is none left.

    (0) she holds the discipline, had no part in the case and does not know it; (1) pairs were drawn
    for her; (2) her analysis is committed; (3) pairs whose person is no longer looked for, or whose
    photograph is gone, are passed over. The look at the body is a `photograph.disclose` of its own.

    Raises `NothingDrawn`, `NoAnalysis`, `OtherDiscipline`, `SeparatePerson`, `NotHere` and what
    `photographs.disclose` raises.
    """
    with step(actor, Action.VIEW_PAIR) as doing:
        body = doing.case(Remains, remains)
        opened = _require_round(doing, body, discipline)
        waiting = _waiting(opened)
        if not waiting:
            end(opened, doing, RoundEnd.COMPLETE)
            return None
        pair = waiting[0]
        _require_no_part(doing, body, pair)
        done = Comparison.objects.filter(pair__round=opened).count()
        shown = PairShown(
            pair=pair.pk,
            position=done + 1,
            of=done + len(waiting),
            documents=_documents(pair, discipline),
            components=tuple(Component) if discipline is Discipline.FACE else (),
        )
        doing.name(pair.ledger_id, "view:masked")
        if pair.post_mortem_id is None:
            return shown
        picture = Beside.of(pair)
        doing.name(picture.ledger_id)
        mark = MarkedFace.objects.filter(post_mortem=pair.post_mortem_id, ended_at=None).first()
        if mark is None:
            raise NotHere(kind="marked face", key=pair.post_mortem_id)
    masked = photographs.disclose(actor, pair.post_mortem_id, photographs.View.MASKED)
    return PairShown(
        **{
            **vars(shown),
            "post_mortem": head_in(masked.pixels, vars(mark)),
            "reference": picture.head(),
        }
    )


def compare(actor: Actor, compared: Compared) -> Committed:
    """Commit one examiner's view of the pair that waits for her. It is never changed.

    (0) the pair is hers, of a row that has not ended, and the next; (1) she holds the discipline, had
    no part in the case, does not know it, and has analysed the body alone; (2) the support goes with
    the conclusion; (3) of a face every component is judged, and something carries the conclusion;
    documents are named. If the second view of a candidate is committed by this, the concurrence or
    the disagreement of the two is written in the same transaction (see `concur`).

    Raises `NotHere`, `NotNext`, `NothingDrawn`, `NoAnalysis`, `OtherDiscipline`, `SeparatePerson`,
    `UnfitConclusion`, `UnfitComponents`, `NothingComparable`, `PointOutside`, `NoReport` and
    `NoteTooLong`.
    """
    with step(actor, Action.COMPARE) as doing:
        pair = found(Pair, compared.pair)
        if pair.round.examiner_id != actor.account_id:
            # Whether somebody else has such a pair is not told.
            raise NotHere(kind="pair", key=compared.pair)
        body = doing.case(Remains, pair.round.remains_id)
        discipline = Discipline(pair.round.discipline)
        opened = _require_round(doing, body, discipline)
        waiting = _waiting(opened)
        if not waiting or waiting[0].pk != pair.pk:
            raise NotNext
        _require_no_part(doing, body, pair)
        require_carried(compared, discipline)
        row = Comparison(
            pair=pair,
            candidate=pair.candidate,
            examiner_id=actor.account_id,
            discipline=discipline,
            conclusion=compared.conclusion,
            support=compared.support,
            seconds=compared.seconds,
            changes=compared.changes,
        )
        details = written(compared)
        seal(row, "details", details)
        doing.commit_to("comparison", row.id.bytes, details)
        doing.write(row)
        concur(doing, row)
        if len(waiting) == 1:
            end(opened, doing, RoundEnd.COMPLETE)
        return Committed(pair=pair.pk, waiting=len(waiting) - 1)


def _require_round(doing: Step, body: Remains, discipline: Discipline) -> Round:
    """Return the examiner's open row, if she may work on it."""
    require_discipline(doing, discipline)
    opened = open_round(body, discipline, doing.actor.account_id)
    if opened is None:
        raise NothingDrawn(remains=body.code, discipline=named("Discipline", discipline.value))
    mine = {"remains": body, "discipline": discipline, "examiner": doing.actor.account_id}
    if not Analysis.objects.filter(**mine).exists():
        raise NoAnalysis(remains=body.code, discipline=named("Discipline", discipline.value))
    return opened


def _require_no_part(doing: Step, body: Remains, pair: Pair) -> None:
    require_no_part(doing, body, [pair.candidate.request_id] if pair.candidate else [])


def _waiting(opened: Round) -> list[Pair]:
    """Return the pairs that are to be compared, in their order."""
    left = Pair.objects.filter(round=opened, comparison=None).order_by("position")
    left = left.select_related("candidate__request", "filler")
    return [one for one in left if _can_be_shown(one, Discipline(opened.discipline))]


def _can_be_shown(pair: Pair, discipline: Discipline) -> bool:
    if pair.candidate is None:
        return True
    if not still_sought(pair.candidate.request):
        return False
    if discipline is not Discipline.FACE:
        return True
    reference = reference_of(pair.candidate)
    return reference is not None and reference.pk == pair.reference_id


def _documents(pair: Pair, discipline: Discipline) -> tuple[str, ...]:
    if discipline is Discipline.FACE or pair.candidate is None:
        return ()
    return documents_of(pair.candidate, discipline)


@dataclass(frozen=True)
class Beside:
    """What stands beside the body: a reference or a filler, which go the same way from here on."""

    ledger_id: str
    ref: BlobRef
    meant: Mapping[str, object]
    faces: tuple[Mapping[str, object], ...]

    @classmethod
    def of(cls, pair: Pair) -> "Beside":
        if pair.filler is not None:
            return cls._stored(pair.filler, vars(pair.filler), ())
        reference = ReferencePhotograph.objects.get(pk=pair.reference_id)
        mark = MarkedFace.objects.get(reference=reference, ended_at=None)
        reading = Reading.objects.filter(reference=reference).latest("recorded_at")
        return cls._stored(reference, vars(mark), tuple(reading.faces))

    @classmethod
    def _stored(
        cls,
        row: ReferencePhotograph | Filler,
        meant: Mapping[str, object],
        faces: tuple[Mapping[str, object], ...],
    ) -> "Beside":
        ref = BlobRef(blob_id=row.blob_id, wrapped_key=bytes(row.wrapped_key), size=row.size)
        return cls(row.ledger_id, ref, meant, faces)

    def head(self) -> Pixels:
        content = house().vault.read(self.ref)
        image = instruments().decoders.decode(self.ledger_id, content).pixels
        return head_in(image, self.meant, self.faces)


def require_carried(compared: Compared, discipline: Discipline) -> None:
    fitting = SUPPORTS[compared.conclusion]
    if compared.support not in fitting:
        raise UnfitConclusion(
            support=named("Support", compared.support.value),
            conclusion=named("Conclusion", compared.conclusion.value),
            fitting=named("Support", *fitting),
        )
    require_short(compared.note)
    if discipline is not Discipline.FACE:
        if not compared.note.strip():
            raise NoReport
        return
    parts.require_all(compared.components)
    comparable = any(one.comparable for one in compared.components.values())
    if compared.conclusion is not Conclusion.INCONCLUSIVE and not comparable:
        raise NothingComparable
    for point in compared.points:
        for part in (*point.post_mortem, *point.reference):
            if not (math.isfinite(part) and 0 <= part <= 1):
                raise PointOutside


def written(compared: Compared) -> str:
    points = [
        {
            "component": one.component.value,
            "post_mortem": list(one.post_mortem),
            "reference": list(one.reference),
        }
        for one in compared.points
    ]
    said = {
        "components": parts.as_json(compared.components),
        "points": points,
        "note": compared.note,
    }
    return json.dumps(said, ensure_ascii=False)
