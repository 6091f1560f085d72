"""Who may have heard what a notice says, and since when: an error is corrected there, and nowhere else."""

from datetime import date

from antigone.casework.models import Notice
from antigone.casework.models.notices import AttemptOutcome
from antigone.casework.procedures.notices.written import letter_of
from antigone.documents.letters import LetterKind

# After these somebody may know; behind a closed door nobody heard anything.
_MAY_HAVE_HEARD = (
    AttemptOutcome.REACHED,
    AttemptOutcome.ASKED_FOR_LATER,
    AttemptOutcome.MESSAGE_LEFT,
    AttemptOutcome.UNDER_WAY,
    AttemptOutcome.SENT,
)


def may_have_told(notice: Notice) -> bool:
    """Return whether the recipient knows, or may know, what a notice says.

    Whoever was only asked to call is owed no letter about a death that was never told.
    """
    if notice.letter is None:
        # Erased at the family's wish, with every way to reach them.
        return False
    if hasattr(notice, "delivery"):
        return True
    tried = any(one.outcome in _MAY_HAVE_HEARD for one in notice.attempts.all())
    return tried and letter_of(notice).kind is not LetterKind.CONTACT


def told_on(notice: Notice) -> date:
    """Return the day on which it was told, or on which somebody last tried to."""
    if delivery := getattr(notice, "delivery", None):
        return delivery.told_at.date()
    return notice.attempts.order_by("at").last().at.date()
