"""It was wrong: whoever heard it is told so, in person, as soon as a second person has read it."""

from dataclasses import replace

from antigone.access.clock import today
from antigone.casework.models import IdentificationWithdrawal, Notice, Relative
from antigone.casework.models.notices import NoticeKind
from antigone.casework.procedures.notices.heard import may_have_told, told_on
from antigone.casework.procedures.notices.preparing import correcting_way
from antigone.casework.procedures.notices.recipients import address_lines
from antigone.casework.procedures.notices.standing import current_relatives, newest_wishes
from antigone.casework.procedures.notices.written import keep, letter_of
from antigone.casework.sealed import unseal
from antigone.casework.step import Step
from antigone.documents.letters import Letter, LetterKind, Recipient
from antigone.errors import Refusal

WITHDRAWN = "identification-withdrawn"


def open_correction(doing: Step, withdrawal: IdentificationWithdrawal) -> tuple[Notice, ...]:
    """End what is open of a withdrawn identification, and prepare a correction for all who heard it.

    Part of the withdrawal's own step, and refuses nothing: an error is withdrawn whatever else is.
    Who heard it: everybody to whom it was delivered, and to whom an attempt may have told it. Whoever
    was only asked to call is owed no letter about a death that was never told. Returns the prepared
    corrections, a visit or by the bureau; each waits for the approval of a second person.
    """
    notices = Notice.objects.filter(identification=withdrawal.identification)
    notices = notices.exclude(kind=NoticeKind.CORRECTION).order_by("recorded_at")
    heard = [one for one in notices if may_have_told(one)]
    notices.filter(ended_at=None, delivery=None).update(ended_at=doing.at, ended_because=WITHDRAWN)
    # Whoever was told twice is visited once, about the later of the two.
    latest = {_recipient(one): one for one in heard}
    return tuple(_prepare(doing, withdrawal, one) for one in latest.values())


def _prepare(doing: Step, withdrawal: IdentificationWithdrawal, told: Notice) -> Notice:
    relative, wishes = told.relative, told.wishes
    if relative is not None:
        (newest,) = current_relatives(person=relative.person)
        if newest_wishes(newest) is not None:
            relative, wishes = newest, newest_wishes(newest)
    correction = Notice(
        kind=NoticeKind.CORRECTION,
        recipient=told.recipient,
        request=told.request,
        relative=relative,
        wishes=wishes,
        authority=told.authority,
        identification=told.identification,
        withdrawal=withdrawal,
        way=correcting_way(wishes),
        language=told.language,
    )
    letter = replace(
        letter_of(told),
        kind=LetterKind.CORRECTION,
        dated=today(),
        told_on=told_on(told),
        grounds=(),
        appointment="",
        paragraphs=(),
    )
    try:
        keep(correction, replace(letter, recipient=_addressed(letter, relative)))
    except Refusal:
        # What she gave since cannot be printed; the error is corrected all the same.
        keep(correction, letter)
    doing.commit_to("notice.letter", correction.id.bytes, correction.digest)
    return doing.write(correction)


def _addressed(letter: Letter, relative: Relative | None) -> Recipient:
    """Name and address as they are known by now; an office keeps those of its letter."""
    if relative is None:
        return letter.recipient
    return Recipient(name=unseal(relative, "name"), address=address_lines(relative))


def _recipient(notice: Notice) -> tuple[object, ...]:
    if notice.relative is not None:
        return (notice.relative.person,)
    return (notice.recipient, notice.authority)
