"""An approved notice is tried: a visit, a call, a letter, an e-mail, or the bureau takes it on.

Each attempt is recorded, what came of it too. Nobody is called at night, no word is left on a
machine where she asked for none, and an e-mail is sent once.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import make_msgid, parseaddr
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now
from antigone.casework.house import house
from antigone.casework.models import Attempt, Notice
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures.notices.approving import same_as_prepared
from antigone.casework.procedures.notices.recipients import NoSuchContact
from antigone.casework.procedures.notices.standing import DeliveredAlready, refuse_fallen
from antigone.casework.procedures.notices.written import refuse_unreviewed
from antigone.casework.sealed import seal, unseal
from antigone.casework.sending import Message, NotSent, Relay, send
from antigone.casework.step import Step, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

FIRST_HOUR, LAST_HOUR = time(8), time(20)
_DISTURBING = (Way.VISIT, Way.CALL, Way.E_MAIL)
_OUTCOMES = {
    Way.VISIT: {"reached", "nobody-there", "asked-for-later"},
    Way.CALL: {"reached", "nobody-there", "asked-for-later", "message-left", "failed"},
    Way.LETTER: {"sent", "returned", "reached"},
    Way.E_MAIL: {"sent", "returned", "failed", "reached"},
    Way.BUREAU: {"sent", "returned", "failed", "reached"},
}


class NotApproved(Refusal):
    """No message leaves without a second person's approval."""

    code = "notice-not-approved"
    sentence = N_("No second person has approved this notice. Nobody is told yet.")
    remedy = N_("Ask a colleague who did not prepare it to read the letter and approve it.")


class QuietHours(Refusal):
    """Nobody should hear of a death at night."""

    code = "quiet-hours"
    sentence = N_("Where she lives it was {hour}. Visits, calls and e-mails go from 8 to 20.")
    remedy = N_("Wait for the day. Where she came or called herself, say so: the hour was hers.")


class NoVoicemail(Refusal):
    """Somebody else might hear it, or she might, alone."""

    code = "no-voicemail"
    sentence = N_("She asked that no message be left on a machine. This was not recorded.")
    remedy = N_("Call again. If a message was left, tell the data protection officer.")


class NoSuchOutcome(Refusal):
    """A visit cannot come back by post."""

    code = "no-such-outcome"
    sentence = N_("“{outcome}” cannot come of “{way}”. Nothing was recorded.")
    remedy = N_("Take one of: {outcomes}.")


class NotThen(Refusal):
    """Before it was approved, or in the future."""

    code = "not-then"
    sentence = N_("This cannot have been at {at}: it comes after the approval and before now.")
    remedy = N_("Give the time at which it happened, with its zone.")


class NoEMail(Refusal):
    """Another way was wished and approved."""

    code = "not-an-e-mail"
    sentence = N_("This notice goes by “{way}”. No e-mail was sent.")
    remedy = N_("Take the way that the notice names.")


class SendingUnderWay(Refusal):
    """It may have left; a second one would be one too many."""

    code = "sending-under-way"
    sentence = N_("An e-mail of this notice set out, and nobody knows what became of it.")
    remedy = N_("Look in the relay's log, and record “sent” or “failed” for it.")


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """One attempt, and what came of it. `at` is aware; now if it is not given.

    `she_came` says that she came or called herself: then the hour and the way were hers.
    """

    notice: UUID
    outcome: AttemptOutcome
    at: datetime | None = None
    note: str = field(default="", repr=False)
    she_came: bool = False


def record_attempt(actor: Actor, attempted: Attempted) -> Attempt:
    """Record one attempt to tell, made by the way of the notice.

    (0) a second person approved it; (1) it was not delivered, and what it rests on stands; (2) the
    hour was a fit one where she lives, or she asked for any hour, or came herself; (3) no message
    was left on a machine against her wish. For an e-mail under way this says what became of it.

    Raises `NotHere`, `NotApproved`, `DeliveredAlready`, what `refuse_fallen` raises, `NotThen`,
    `NoSuchOutcome`, `QuietHours` and `NoVoicemail`.
    """
    with step(actor, Action.DELIVER_NOTICE) as doing:
        notice = doing.case(Notice, attempted.notice)
        under_way = _under_way(notice)
        if under_way is None:
            _refuse_untellable(notice)
        at = attempted.at or doing.at
        if at > doing.at or at < notice.approval.recorded_at:
            raise NotThen(at=at.isoformat(timespec="minutes"))
        outcomes = {"reached"} if attempted.she_came else _OUTCOMES[Way(notice.way)]
        if attempted.outcome not in outcomes:
            raise NoSuchOutcome(
                outcome=named("AttemptOutcome", attempted.outcome),
                way=named("TellingWay", notice.way),
                outcomes=named("AttemptOutcome", *sorted(outcomes)),
            )
        if under_way is None and not attempted.she_came:
            refuse_at_night(notice, at)
        silent = notice.wishes is None or notice.wishes.no_voicemail
        if attempted.outcome == AttemptOutcome.MESSAGE_LEFT and silent:
            raise NoVoicemail
        made = Attempt(
            notice=notice,
            approval=notice.approval,
            way=notice.way,
            outcome=attempted.outcome,
            at=at,
            completes=under_way,
            she_came=attempted.she_came,
        )
        seal(made, "note", attempted.note.strip())
        return doing.write(made)


def send_e_mail(actor: Actor, notice: UUID) -> Attempt:
    """Send an approved notice by e-mail: plain text, a subject that tells nothing, no attachment.

    Two steps, so that it is sent once whatever breaks: the first writes that it sets out, the second
    what became of it. A refusal by the relay is an attempt that failed, and may be repeated. Where
    the answer was lost, it stays under way until somebody has looked.

    Raises `NoRelay`, `UnfitRelay`, `NoEMail`, `SendingUnderWay`, `NoSuchContact`, `QuietHours`,
    `LetterChanged`, and what `record_attempt` raises.
    """
    relay = Relay.of(settings.ANTIGONE)
    with step(actor, Action.DELIVER_NOTICE) as doing:
        told = doing.case(Notice, notice)
        message = _message(told, relay)
        refuse_at_night(told, doing.at)
        sets_out = _write_e_mail(doing, told, AttemptOutcome.UNDER_WAY, message)
    try:
        send(relay, message)
        outcome = AttemptOutcome.SENT
    except NotSent as refused:
        if refused.may_have_left:
            raise SendingUnderWay from None
        outcome = AttemptOutcome.FAILED
    with step(actor, Action.DELIVER_NOTICE) as doing:
        told = doing.case(Notice, notice)
        return _write_e_mail(doing, told, outcome, message, completes=sets_out)


def refuse_at_night(notice: Notice, at: datetime) -> None:
    """Refuse a visit, call or e-mail outside 8 to 20 where she lives. Raises `QuietHours`."""
    if notice.relative is None or notice.way not in _DISTURBING or notice.wishes.at_any_hour:
        return
    there = at.astimezone(ZoneInfo(notice.relative.time_zone))
    if not FIRST_HOUR <= there.time() < LAST_HOUR:
        raise QuietHours(hour=f"{there:%H:%M}")


def _refuse_untellable(notice: Notice) -> None:
    if not hasattr(notice, "approval"):
        raise NotApproved
    if hasattr(notice, "delivery"):
        raise DeliveredAlready
    refuse_fallen(notice)


def _under_way(notice: Notice) -> Attempt | None:
    """Return the e-mail that set out and of which nobody knows what became."""
    out = notice.attempts.filter(outcome=AttemptOutcome.UNDER_WAY, completed=None)
    return out.first()


def _message(notice: Notice, relay: Relay) -> Message:
    if notice.way != Way.E_MAIL or notice.recipient != RecipientKind.RELATIVE:
        raise NoEMail(way=named("TellingWay", notice.way))
    if _under_way(notice) is not None:
        raise SendingUnderWay
    _refuse_untellable(notice)
    refuse_unreviewed(notice.language)
    rendered = same_as_prepared(notice)
    address = unseal(notice.relative, "e_mail")
    if not address:
        raise NoSuchContact(way=named("TellingWay", notice.way))
    return Message(
        to=address,
        # Whoever looks over her shoulder reads a number, where she wished a neutral envelope.
        subject=notice.request.code if notice.wishes.neutral_envelope else rendered.subject,
        text=rendered.text,
        id=make_msgid(domain=parseaddr(relay.sender)[1].partition("@")[2]),
        at=now().astimezone(UTC),
    )


def _write_e_mail(
    doing: Step,
    notice: Notice,
    outcome: AttemptOutcome,
    message: Message,
    completes: Attempt | None = None,
) -> Attempt:
    commit = house().vault.commitments.commit
    return doing.write(
        Attempt(
            notice=notice,
            approval=notice.approval,
            way=Way.E_MAIL,
            outcome=outcome,
            at=doing.at,
            completes=completes,
            message_digest=commit(message.id, purpose="notice.message-id"),
        )
    )
