"""Examiners differ, and the board resolves it. Every view stays as it was given."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Comparison, Disagreement, Remains, Settlement
from antigone.casework.procedures.decisions.motions import require_grounds
from antigone.casework.sealed import seal
from antigone.casework.step import found, step
from antigone.casework.unblinding import unblind
from antigone.errors import Refusal
from antigone.wording import N_


class SettledAlready(Refusal):
    """A disagreement is settled once."""

    code = "settled-already"
    sentence = N_("This disagreement was settled before. Nothing was changed.")
    remedy = N_("If something new was found, have the pair examined again.")


class OwnView(Refusal):
    """An examiner would judge between herself and a colleague."""

    code = "own-view"
    sentence = N_("One of these views is your own. Nothing was settled.")
    remedy = N_("Ask a member of the board who did not examine this pair.")


class ViewOfAnother(Refusal):
    """The view that should be followed is about another pair, or of another discipline."""

    code = "view-of-another"
    sentence = N_(
        "The view to be followed is not on this pair and discipline. Nothing was settled."
    )
    remedy = N_("Name one of the views that differ, or a third examiner's.")


@dataclass(frozen=True, kw_only=True)
class Settle:
    """How a disagreement is resolved: which view is followed, None for neither, and why.

    A view that excludes then stands against an identification. One that does not is no agreement of
    two: to identify by it, a third examiner must concur.
    """

    disagreement: UUID
    grounds: str = field(repr=False)
    follows: UUID | None = None


def settle(actor: Actor, settling: Settle) -> Settlement:
    """Resolve that examiners differ. Raises `NotHere`, `NoGrounds`, `NameInGrounds`, `OwnView`,
    `SettledAlready` and `ViewOfAnother`.
    """
    with step(actor, Action.SETTLE_VIEWS) as doing:
        differing = found(Disagreement, settling.disagreement)
        remains = doing.case(Remains, differing.candidate.remains_id)
        grounds = require_grounds(settling.grounds, [differing.candidate.request_id])
        if Settlement.objects.filter(disagreement=differing).exists():
            raise SettledAlready
        follows = found(Comparison, settling.follows) if settling.follows else None
        if follows is not None and (follows.candidate_id, follows.discipline) != (
            differing.candidate_id,
            differing.discipline,
        ):
            raise ViewOfAnother
        views = [one for one in (differing.first, differing.second, follows) if one is not None]
        if actor.account_id in {one.examiner_id for one in views}:
            raise OwnView
        settlement = Settlement(disagreement=differing, follows=follows)
        seal(settlement, "grounds", grounds)
        doing.write(settlement)
        doing.commit_to("settlement.grounds", settlement.pk.bytes, grounds)
        unblind(doing, remains)
        return settlement
