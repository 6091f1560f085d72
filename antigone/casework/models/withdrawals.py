"""What was taken back, or given for somebody found alive: what was done, what must not come back, and
who looked again."""

from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.requests import Enquirer, TracingRequest


class WithdrawalOutcome(StrEnum):
    """Erased; or restricted to storage, where the law needs it kept."""

    ERASED = "erased"
    RESTRICTED = "restricted"


class Withdrawal(CaseRow):
    """What one enquirer gave, taken back; without an enquirer, what was given for somebody who was
    found alive.

    `sealed` holds what a restriction keeps of the missing person, `left` what `purge` still has to
    remove and look for; neither holds a key.
    """

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="withdrawals")
    withdrawn_by = models.ForeignKey(Enquirer, models.PROTECT, null=True, related_name="+")
    outcome = CodedField(codes=WithdrawalOutcome)
    because = models.CharField(max_length=80, blank=True)
    sealed = SealedText()
    left = models.JSONField(null=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="only_a_restriction_keeps_something",
                condition=Q(outcome="restricted") & ~Q(because="")
                | Q(outcome="erased", because="", sealed__isnull=True),
            ),
        )


def restriction(request: UUID, withdrawn_by: UUID | None) -> Withdrawal | None:
    """Return the restriction under which lies what this enquirer gave, if it is not erased since.

    Without an enquirer, that of somebody who was found alive.
    """
    done = Withdrawal.objects.filter(request=request, withdrawn_by=withdrawn_by)
    newest = done.order_by("recorded_at").last()
    restricted = newest is not None and newest.outcome == WithdrawalOutcome.RESTRICTED
    return newest if restricted else None


def is_restricted(request: UUID, giver: UUID | None) -> bool:
    """Say whether what this enquirer gave is kept for the law alone: taken back, or she was found."""
    whose = Q(withdrawn_by=giver) | Q(withdrawn_by=None)
    done = Withdrawal.objects.filter(whose, request=request).order_by("recorded_at")
    # Of each the newest.
    stands = dict(done.values_list("withdrawn_by", "outcome"))
    return WithdrawalOutcome.RESTRICTED in stands.values()


class TombstoneKind(StrEnum):
    """What must not come back by an import."""

    PERSON = "person"
    PHOTOGRAPH = "photograph"


class Tombstone(CaseRow):
    """A keyed commitment to what was erased: it recognises, and tells nothing.

    `giver` commits to who had given it: what she gives again is not an import.
    """

    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, related_name="tombstones")
    kind = CodedField(codes=TombstoneKind)
    commitment = models.BinaryField(max_length=32, db_index=True)
    giver = models.BinaryField(max_length=32)


class PurgeReceipt(CaseRow):
    """The files are gone, and these places were searched without finding anything of them."""

    withdrawal = models.OneToOneField(Withdrawal, models.PROTECT, related_name="receipt")
    blobs = models.PositiveIntegerField()
    bytes_removed = models.BigIntegerField()
    searched = models.JSONField()
