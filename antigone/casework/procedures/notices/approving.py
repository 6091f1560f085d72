"""A second person reads the very pages, and lets them go or not."""

from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Approval, Notice
from antigone.casework.procedures.notices.standing import DeliveredAlready, refuse_fallen
from antigone.casework.procedures.notices.written import (
    Rendered,
    letter_of,
    refuse_unreviewed,
    render,
)
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_


class ApprovedAlready(Refusal):
    """One approval is enough."""

    code = "approved-already"
    sentence = N_("This notice is approved already. Nothing was changed.")
    remedy = N_("Tell the recipient, by the way that the notice names.")


class LetterChanged(Refusal):
    """What would go out is not what was prepared."""

    code = "letter-changed"
    sentence = N_("The letter differs from the one this notice was made with. Nothing was done.")
    remedy = N_("End this notice and prepare a new one. If nobody changed anything, tell us.")


class NoReason(Refusal):
    """A notice ends for a reason."""

    code = "no-reason-to-end"
    sentence = N_("It is not said why this notice ends. Nothing was changed.")
    remedy = N_("Say in a few words why; no names.")


def approve(actor: Actor, notice: UUID) -> Approval:
    """Approve a notice that somebody else prepared, bound to its pages as they are made now.

    (0) the second person is another; (1) what it rests on stands, and the relative's wishes are the
    same; (2) its language is reviewed; (3) pages and words are those it was prepared with. Raises
    `NotHere`, `SeparatePerson`, `ApprovedAlready`, what `refuse_fallen` raises, `UnreviewedLanguage`,
    `LetterErased` and `LetterChanged`.
    """
    with step(actor, Action.APPROVE_NOTICE) as doing:
        prepared = doing.case(Notice, notice)
        if hasattr(prepared, "approval"):
            raise ApprovedAlready
        refuse_fallen(prepared)
        refuse_unreviewed(prepared.language)
        same_as_prepared(prepared)
        doing.commit_to("notice.letter", prepared.id.bytes, bytes(prepared.digest))
        return doing.write(
            Approval(
                notice=prepared, prepared_by_id=prepared.recorded_by_id, digest=prepared.digest
            )
        )


def same_as_prepared(notice: Notice) -> Rendered:
    """Return what the notice says, made anew. Raises `LetterErased` and `LetterChanged`."""
    rendered = render(letter_of(notice))
    if rendered.digest != bytes(notice.digest):
        raise LetterChanged
    return rendered


def end(actor: Actor, notice: UUID, because: str) -> Notice:
    """End a notice that was not delivered: it is not approved, or its time is over.

    A correction that ends stays owed, and on the list. Raises `NotHere`,
    `DeliveredAlready`, `NoReason` and what `refuse_fallen` raises for one that ended before.
    """
    with step(actor, Action.PREPARE_NOTICE) as doing:
        prepared = doing.case(Notice, notice)
        if prepared.ended_at is not None:
            refuse_fallen(prepared)
        if hasattr(prepared, "delivery"):
            raise DeliveredAlready
        if not because.strip():
            raise NoReason
        prepared.ended_at, prepared.ended_because = doing.at, because.strip()[:80]
        prepared.save(update_fields=["ended_at", "ended_because"])
        return prepared
