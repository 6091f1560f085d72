"""What the data protection officer found when she looked into searches. Each is written once."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.casework.models.base import CaseRow
from antigone.casework.models.search import Search


class CheckFinding(StrEnum):
    """What came of it."""

    IN_ORDER = "in-order"
    TO_FOLLOW = "to-follow"


class SearchCheck(CaseRow):
    """A search that was looked into; or, without `search`, a day on which somebody made many.

    `searches` is how many `searcher` had made on that day (UTC) when it was looked into: if there are
    more by now, the day waits again.
    """

    search = models.ForeignKey(Search, models.PROTECT, null=True, blank=True, related_name="checks")
    searcher = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    searches = models.PositiveIntegerField()
    finding = CodedField(codes=CheckFinding)
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="search_is_checked_once", fields=("search",)),
            models.CheckConstraint(name="search_check_says_why", condition=~Q(because="")),
            models.CheckConstraint(name="search_check_counts", condition=Q(searches__gt=0)),
            models.CheckConstraint(
                name="nobody_checks_her_own_search", condition=~Q(searcher=F("recorded_by"))
            ),
        )
