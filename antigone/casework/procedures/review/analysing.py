"""Analysing: one examiner looks at the body alone, and commits what she saw before anything else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Discipline
from antigone.casework import components as parts
from antigone.casework.components import Component, Seen
from antigone.casework.heads import head_in
from antigone.casework.models import Analysis, MarkedFace, PostMortemPhotograph, Remains, Round
from antigone.casework.models.photographs import Side
from antigone.casework.procedures import photographs
from antigone.casework.procedures.review.examiners import require_discipline
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, step
from antigone.errors import Refusal
from antigone.faces.geometry import Pixels
from antigone.wording import N_

LONGEST_NOTE = 2000


class NoMaterial(Refusal):
    """An analysis of nothing."""

    code = "no-material"
    sentence = N_("The analysis names nothing usable that was looked at. Nothing was committed.")
    remedy = N_("Name photographs whose face is confirmed, or the charts and profiles you read.")


class AnalysedAlready(Refusal):
    """The same material was analysed by the same person before."""

    code = "analysed-already"
    sentence = N_("You have committed an analysis of this material already. Nothing was changed.")
    remedy = N_("It stands as it is. Further photographs can be analysed before pairs are drawn.")


class PairsDrawn(Refusal):
    """Pairs may have been seen since: what is analysed now is not analysed alone."""

    code = "pairs-drawn"
    sentence = N_("You have analysed this body, and pairs were drawn for you. Nothing was changed.")
    remedy = N_("Go on with the pairs; say in their notes what else you see.")


class NoteTooLong(Refusal):
    """A note is no report."""

    code = "note-too-long"
    sentence = N_("The note has {length} letters, and at most {most} are kept. Nothing was done.")
    remedy = N_("Shorten it, and name the report in which the rest stands.")


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """What an examiner saw of a body alone.

    A face is analysed on `photographs`, with every component judged; other disciplines name the
    `documents` they read, photographs besides if they wish. `seconds` is how long it took.
    """

    remains: UUID
    discipline: Discipline
    photographs: tuple[UUID, ...] = ()
    documents: tuple[str, ...] = field(default=(), repr=False)
    components: Mapping[Component, Seen] = field(default_factory=dict, repr=False)
    note: str = field(default="", repr=False)
    seconds: int = 0


def analyse(actor: Actor, analysed: Analysed) -> Analysis:
    """Commit what was seen of a body alone.

    (0) the examiner holds the discipline; (1) she neither recorded the body nor knows whom it might
    be; (2) the material is this body's, and usable; (3) it is new, and no pair has been drawn since
    her first analysis; (4) every component of a face is judged. An analysis is never changed.

    Raises `OtherDiscipline`, `SeparatePerson`, `NoMaterial`, `AnalysedAlready`, `PairsDrawn`,
    `UnfitComponents`, `NoteTooLong` and `NotHere`.
    """
    with step(actor, Action.ANALYSE) as doing:
        remains = doing.case(Remains, analysed.remains)
        require_discipline(doing, analysed.discipline)
        looked_at = _material(remains, analysed)
        mine = {
            "remains": remains,
            "discipline": analysed.discipline,
            "examiner": actor.account_id,
        }
        _require_new(mine, looked_at)
        if analysed.discipline is Discipline.FACE:
            parts.require_all(analysed.components)
        require_short(analysed.note)
        row = Analysis(
            remains=remains,
            discipline=analysed.discipline,
            examiner_id=actor.account_id,
            looked_at=looked_at,
            seconds=analysed.seconds,
        )
        written = {"components": parts.as_json(analysed.components), "note": analysed.note}
        details = json.dumps(written, ensure_ascii=False)
        seal(row, "details", details)
        doing.commit_to("analysis", row.id.bytes, details)
        return doing.write(row)


def look_alone(actor: Actor, remains: UUID) -> dict[UUID, Pixels]:
    """Show the confirmed faces of a body, by photograph: each upright in a square, without its label.

    Each look is a `photograph.disclose`; the code and whatever else lies in the picture is cut off.
    Raises `SeparatePerson`, `NotHere` and what `photographs.disclose` raises.
    """
    with step(actor, Action.ANALYSE) as doing:
        body = doing.case(Remains, remains)
        doing.name(body.ledger_id, "view:alone")
        marks = MarkedFace.objects.filter(
            side=Side.REMAINS,
            post_mortem__remains=body,
            post_mortem__wrapped_key__isnull=False,
            confirmed_by__isnull=False,
            ended_at=None,
        )
        found = list(marks.order_by("post_mortem__recorded_at", "post_mortem"))
    shown = {}
    for mark in found:
        masked = photographs.disclose(actor, mark.post_mortem_id, photographs.View.MASKED)
        shown[mark.post_mortem_id] = head_in(masked.pixels, vars(mark))
    return shown


def require_short(note: str) -> None:
    """Raise `NoteTooLong` for a note of more than 2 000 letters."""
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(length=len(note), most=LONGEST_NOTE)


def _material(remains: Remains, analysed: Analysed) -> list[str]:
    """Return what was looked at. Raises `NotHere` and `NoMaterial`."""
    documents = [one.strip() for one in analysed.documents if one.strip()]
    for key in analysed.photographs:
        photograph = PostMortemPhotograph.objects.filter(pk=key, remains=remains).first()
        if photograph is None:
            raise NotHere(kind="photograph", key=key)
        # Until two people agree whose face it is, it is nobody's to analyse.
        settled = MarkedFace.objects.filter(
            post_mortem=photograph, ended_at=None, confirmed_by__isnull=False
        )
        if photograph.wrapped_key is None or not settled.exists():
            raise NoMaterial
    needs_photograph = analysed.discipline is Discipline.FACE or not documents
    if needs_photograph and not analysed.photographs:
        raise NoMaterial
    return [*(str(key) for key in analysed.photographs), *documents]


def _require_new(mine: dict[str, object], looked_at: list[str]) -> None:
    before = list(Analysis.objects.filter(**mine).values_list("looked_at", flat=True))
    if before and Round.objects.filter(**mine).exists():
        raise PairsDrawn
    if before and set(looked_at) <= {one for material in before for one in material}:
        raise AnalysedAlready
