"""What a family or an authority is told: prepared, approved by another person, tried, delivered.

No row here can hold an image: a letter is kept as its values, which are text, and as the digest of
the pages that were approved; the same values make the same pages again.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThanOrEqual

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.decisions import Identification, IdentificationWithdrawal
from antigone.casework.models.relatives import Relative, Way, Wishes
from antigone.casework.models.requests import TracingRequest
from antigone.wording import N_


class NoticeKind(StrEnum):
    """What is told."""

    IDENTIFICATION = "identification"
    CORRECTION = "correction"
    LATER_FRAGMENTS = "later-fragments"
    FOUND_ALIVE = "found-alive"


class RecipientKind(StrEnum):
    """To whom: one registered relative, or an authority where no relative may be told directly."""

    RELATIVE = "relative"
    CONSULATE = "consulate"
    POLICE = "police"
    BUREAU = "bureau"
    CENTRAL_TRACING_AGENCY = "central-tracing-agency"
    NATIONAL_SOCIETY = "national-society"


class AttemptOutcome(StrEnum):
    """What came of one attempt to reach somebody."""

    REACHED = "reached"
    NOBODY_THERE = "nobody-there"
    ASKED_FOR_LATER = "asked-for-later"
    MESSAGE_LEFT = "message-left"
    # An e-mail is on its way: a further attempt says what became of it.
    UNDER_WAY = "under-way"
    SENT = "sent"
    RETURNED = "returned"
    FAILED = "failed"


# A sealed letter holds this much and no more: text, where no picture has room.
MOST_OF_A_LETTER = 32768
_DIGEST = 32


class Notice(CaseRow):
    """One message for one recipient about one person. Changed by ending it and preparing another."""

    kind = CodedField(codes=NoticeKind)
    recipient = CodedField(codes=RecipientKind)
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="notices")
    relative = models.ForeignKey(Relative, models.PROTECT, null=True, related_name="notices")
    # On which of her wishes it rests; a later change of them ends the notice.
    wishes = models.ForeignKey(Wishes, models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=200, blank=True)
    identification = models.ForeignKey(
        Identification, models.PROTECT, null=True, related_name="notices"
    )
    withdrawal = models.ForeignKey(
        IdentificationWithdrawal, models.PROTECT, null=True, related_name="notices"
    )
    way = CodedField(codes=Way)
    language = models.CharField(max_length=12)
    # The letter's values as text, and the digest of the pages and of the plain text they make.
    letter = SealedText(max_length=MOST_OF_A_LETTER)
    digest = models.BinaryField(max_length=_DIGEST)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=80, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="notice_has_one_recipient",
                condition=Q(
                    recipient="relative", relative__isnull=False, wishes__isnull=False, authority=""
                )
                | ~Q(recipient="relative") & Q(relative__isnull=True) & ~Q(authority=""),
            ),
            models.CheckConstraint(
                name="notice_tells_what_was_decided",
                condition=Q(
                    kind__in=("identification", "later-fragments"), identification__isnull=False
                )
                & Q(withdrawal__isnull=True)
                | Q(kind="correction", identification__isnull=False, withdrawal__isnull=False)
                | Q(kind="found-alive", identification__isnull=True, withdrawal__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_letter_is_text",
                condition=Q(letter__isnull=True)
                | Q(LessThanOrEqual(Length("letter"), MOST_OF_A_LETTER)),
            ),
            models.CheckConstraint(
                name="notice_digest_is_a_digest", condition=Exact(Length("digest"), _DIGEST)
            ),
            models.CheckConstraint(
                name="notice_says_why_it_ended",
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
            ),
            # Nobody hears the same twice because two officers prepared it.
            models.UniqueConstraint(
                name="one_open_notice_each_relative",
                fields=("kind", "identification", "relative"),
                condition=Q(ended_at__isnull=True, relative__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_notice_each_office",
                fields=("kind", "identification", "recipient", "authority"),
                condition=Q(ended_at__isnull=True, relative__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_open_word_of_life_each",
                fields=("request", "relative"),
                condition=Q(ended_at__isnull=True, kind="found-alive"),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who prepared it from approving it."""
        if action is Action.APPROVE_NOTICE and account_id == self.recorded_by_id:
            return N_("you prepared it")
        return ""


class Approval(CaseRow):
    """Somebody else has read these very pages and lets them go."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="approval")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=_DIGEST)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="approved_by_another", condition=~Q(prepared_by=F("recorded_by"))
            ),
            models.CheckConstraint(
                name="approved_digest_is_a_digest", condition=Exact(Length("digest"), _DIGEST)
            ),
        )


class Attempt(CaseRow):
    """One attempt to tell: a visit, a call, a sending. What was said stays in the vault."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="attempts")
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="attempts")
    way = CodedField(codes=Way)
    outcome = CodedField(codes=AttemptOutcome)
    at = models.DateTimeField()
    note = SealedText()
    # She came or called herself: then the hour was hers.
    she_came = models.BooleanField(default=False)
    # What became of an e-mail names the attempt that sent it off; one answer each.
    completes = models.OneToOneField("self", models.PROTECT, null=True, related_name="completed")
    # A provider's message id, as a digest: enough to answer for it, useless to anyone else.
    message_digest = models.BinaryField(max_length=_DIGEST, null=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="message_digest_is_a_digest",
                condition=Q(message_digest__isnull=True)
                | Q(Exact(Length("message_digest"), _DIGEST)),
            ),
            models.CheckConstraint(
                name="only_an_e_mail_is_under_way",
                condition=~Q(outcome="under-way") | Q(way="e-mail", completes__isnull=True),
            ),
            models.CheckConstraint(
                name="only_a_call_leaves_a_message",
                condition=~Q(outcome="message-left") | Q(way="call"),
            ),
        )


class Delivery(CaseRow):
    """The family was told, or the authority has it."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="delivery")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="delivery")
    told_at = models.DateTimeField()
    told_by = SealedText()
    present = SealedText()
    note = SealedText()


class Acknowledgement(CaseRow):
    """The recipient confirmed that she was told, and said what she wishes next."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="acknowledgement")
    at = models.DateTimeField()
    how = CodedField(codes=Way)
    said = SealedText()
