"""What follows when an examiner has committed something: the next row of pairs is drawn by itself."""

import json
from enum import StrEnum

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Discipline
from antigone.casework.models import Analysis, Comparison, Pair, Remains
from antigone.casework.models.review import Place, RoundEnd
from antigone.casework.procedures.review.drawing import (
    Drawing,
    NobodyLeft,
    draw_further,
    open_round,
)
from antigone.casework.procedures.review.material import NoFaceOfBody
from antigone.casework.reading import reading
from antigone.casework.sealed import unseal
from antigone.casework.step import found


class Following(StrEnum):
    """Where an examiner goes on after what she has committed."""

    PAIRS = "pairs"
    VIEWS_PART = "views-part"
    DONE = "done"
    NOTHING_COMPARABLE = "nothing-comparable"
    TEAM_TOO_SMALL = "nobody-left"


def follow(actor: Actor, drawing: Drawing) -> Following:
    """Draw the next row of pairs if none waits for the actor, and say where she goes on.

    (0) who found nothing comparable in the body is shown nobody; (1) a row that waits for her comes
    first; (2) else the next one is drawn, for whoever may give that view, so that nobody has to ask
    for more or to know what others did; (3) of a row for a third view she sees where the views part.

    That no further examiner is left, or that no photograph of the body can be shown, undoes nothing
    that was committed. Raises `NotHere` and what else `draw` raises.
    """
    if _found_nothing_comparable(actor, drawing):
        return Following.NOTHING_COMPARABLE
    end = Following.DONE
    if not _waits(actor, drawing):
        try:
            draw_further(actor, drawing)
        except NobodyLeft:
            end = Following.TEAM_TOO_SMALL
        except NoFaceOfBody:
            # Its mark was taken back meanwhile; with a new one the row is drawn.
            end = Following.DONE
    if _waits(actor, drawing):
        return Following.PAIRS
    return Following.VIEWS_PART if _gave_third_view(actor, drawing) else end


def _found_nothing_comparable(actor: Actor, drawing: Drawing) -> bool:
    """Whether her last analysis of the face allows no comparison, and she has made none."""
    if drawing.discipline is not Discipline.FACE:
        return False
    with reading(actor, Action.ANALYSE):
        by = {"examiner": actor.account_id, "discipline": drawing.discipline}
        of_body = Comparison.objects.filter(pair__round__remains=drawing.remains, **by)
        mine = Analysis.objects.filter(remains=drawing.remains, **by).order_by("recorded_at").last()
        if mine is None or of_body.exists():
            return False
        seen = json.loads(unseal(mine, "details"))["components"]
        return not any(one["comparable"] for one in seen.values())


def _waits(actor: Actor, drawing: Drawing) -> bool:
    with reading(actor, Action.ANALYSE):
        body = found(Remains, drawing.remains)
        return open_round(body, drawing.discipline, actor.account_id) is not None


def _gave_third_view(actor: Actor, drawing: Drawing) -> bool:
    with reading(actor, Action.ANALYSE):
        hers = Pair.objects.filter(
            round__remains=drawing.remains,
            round__discipline=drawing.discipline,
            round__examiner=actor.account_id,
            round__place=Place.THIRD,
            round__ended_because=RoundEnd.COMPLETE,
            comparison__isnull=False,
        )
        return hers.exclude(candidate=None).exists()
