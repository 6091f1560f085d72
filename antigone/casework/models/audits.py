"""Audits: every unresolved body against all who are missed, and against every other body.

A lead is about two bodies. There is no place in it for a request: two who are missed are never held
against each other by their faces, and no row could say that they were.
"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import Remains
from antigone.casework.models.search import Search


class AuditRun(CaseRow):
    """One audit: the bodies that were unresolved when it began. It takes them up one after the other."""

    number = models.PositiveIntegerField()
    engine = models.CharField(max_length=80)
    bodies = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="audit_number_stands_once", fields=("operation", "number")
            ),
            models.UniqueConstraint(
                name="one_audit_at_a_time",
                fields=("operation",),
                condition=Q(ended_at__isnull=True),
            ),
        )


class AuditedBody(CaseRow):
    """What became of one body in an audit: the search that answers for it, or why there is none.

    `refusal` is the code of the rule that said no. Such a body takes no part: it is held against no
    other body either.
    """

    run = models.ForeignKey(AuditRun, models.PROTECT, related_name="audited")
    remains = models.ForeignKey(Remains, models.PROTECT, related_name="audits")
    search = models.ForeignKey(Search, models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=80, blank=True)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "audited bodies"
        constraints = (
            models.UniqueConstraint(name="audited_once_in_a_run", fields=("run", "remains")),
            models.CheckConstraint(
                name="audited_body_was_searched_or_refused",
                condition=Q(search__isnull=False, refusal="")
                | Q(search__isnull=True) & ~Q(refusal=""),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar whom the body bars."""
        return self.remains.bars(account_id, action)


class AuditLead(CaseRow):
    """Two bodies that look like one person: parts, or one body recorded twice. Somebody must look.

    Without `above_line` it is only the nearest: nobody has measured how alike strangers are in this
    condition.
    """

    run = models.ForeignKey(AuditRun, models.PROTECT, related_name="leads")
    one = models.ForeignKey(Remains, models.PROTECT, related_name="+")
    other = models.ForeignKey(Remains, models.PROTECT, related_name="+")
    similarity = models.FloatField()
    above_line = models.BooleanField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="one_lead_for_two_bodies", fields=("run", "one", "other")),
            models.CheckConstraint(name="lead_is_about_two", condition=~Q(one=F("other"))),
        )
