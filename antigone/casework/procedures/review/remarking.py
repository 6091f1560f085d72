"""Adding to a view that was committed: a remark beside it, never a change of it."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Comparison, Remains, Remark
from antigone.casework.pictures import ErasedPhotograph
from antigone.casework.procedures.enrolling import CLOSED
from antigone.casework.procedures.requests import AlreadyClosed
from antigone.casework.procedures.review.analysing import require_short
from antigone.casework.sealed import seal
from antigone.casework.step import NotHere, found, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_


class NothingSaid(Refusal):
    """A remark without words."""

    code = "nothing-said"
    sentence = N_("Nothing is written. Nothing was added; your view stands as you committed it.")
    remedy = N_("Write what you want to add, or go on without.")


@dataclass(frozen=True, kw_only=True)
class Added:
    """What an examiner adds to her own committed view."""

    view: UUID
    text: str = field(repr=False)


def add_remark(actor: Actor, added: Added) -> Remark:
    """Keep a remark beside the actor's own view of a pair. It is never changed either.

    The board reads it with the view; what the view says, and what follows from it, stays. Raises
    `NothingSaid`, `NoteTooLong`, `AlreadyClosed` and `ErasedPhotograph` where what was written about her
    is gone, and `NotHere` for a view of somebody else.
    """
    with step(actor, Action.ADD_REMARK) as doing:
        view = found(Comparison, added.view)
        if view.examiner_id != actor.account_id or view.packet_id is not None:
            # Whether somebody else has such a view is not told.
            raise NotHere(kind=Comparison._meta.verbose_name, key=added.view)
        doing.case(Remains, view.pair.round.remains_id)
        if view.candidate is not None and view.candidate.request.outcome in CLOSED:
            raise AlreadyClosed(outcome=named("Outcome", view.candidate.request.outcome))
        if view.details is None:
            raise ErasedPhotograph
        text = added.text.strip()
        if not text:
            raise NothingSaid
        require_short(text)
        remark = Remark(comparison=view)
        seal(remark, "text", text)
        doing.commit_to("remark", remark.pk.bytes, text)
        return doing.write(remark)
