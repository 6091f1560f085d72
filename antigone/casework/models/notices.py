"""What a family or an authority is told: prepared, approved by another person, tried, delivered.

No row here can hold an image: a letter is kept as its values, which are text, and as the digest of
the pages that were approved; the same values make the same pages again.
"""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.decisions import Identification, IdentificationWithdrawal
from antigone.casework.models.relatives import Relative, Way, Wishes
from antigone.casework.models.requests import TracingRequest


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
    SENT = "sent"
    RETURNED = "returned"
    FAILED = "failed"


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
    letter = SealedText(max_length=32768)
    digest = models.BinaryField(max_length=32)
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
                | Q(kind="correction", withdrawal__isnull=False)
                | Q(kind="found-alive", identification__isnull=True, withdrawal__isnull=True),
            ),
        )


class Approval(CaseRow):
    """Somebody else has read these very pages and lets them go."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="approval")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="approved_by_another", condition=~Q(prepared_by=F("recorded_by"))
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
    # A provider's message id, as a digest: enough to answer for it, useless to anyone else.
    message_digest = models.BinaryField(max_length=32, null=True)


class Delivery(CaseRow):
    """The family was told, or the authority has it."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="delivery")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="delivery")
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=120)
    present = SealedText()
    note = SealedText()


class Acknowledgement(CaseRow):
    """The recipient confirmed that she was told, and said what she wishes next."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="acknowledgement")
    at = models.DateTimeField()
    how = models.CharField(max_length=80)
    said = SealedText()
