"""The living side: who is missing, who asks, and what the law and the enquirer permit."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.casework.fields import DescriptionField, PartialDateField, SealedText
from antigone.casework.models.base import CaseRow


class EnquirerKind(StrEnum):
    """Who asks."""

    RELATIVE = "relative"
    FRIEND = "friend"
    AUTHORITY = "authority"
    BUREAU = "bureau"
    HERSELF = "herself"


class Outcome(StrEnum):
    """Where a request or a body stands. Nobody is without one."""

    OPEN = "open"
    INCONCLUSIVE = "inconclusive"
    IDENTIFIED = "identified"
    FOUND_ALIVE = "found-alive"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What data were given for."""

    IDENTIFY = "identify"
    RECONCILE = "reconcile"
    NOTIFY = "notify"
    LEGAL_DUTY = "legal-duty"


class SharingLevel(StrEnum):
    """How far what was given may travel."""

    HOME_ONLY = "home-only"
    OPERATION = "operation"
    PARTNERS = "partners"
    BUREAU = "bureau"


class Enquirer(CaseRow):
    """Who asks: a person, whose name only the vault opens, or an authority, named plainly."""

    kind = CodedField(codes=EnquirerKind)
    authority = models.CharField(max_length=200, blank=True)
    name = SealedText()
    name_index = models.BinaryField(null=True, max_length=32, db_index=True)
    contact = SealedText()
    contact_index = models.BinaryField(null=True, max_length=32, db_index=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="enquirer_is_someone",
                condition=Q(kind__in=("authority", "bureau")) & ~Q(authority="")
                | ~Q(kind__in=("authority", "bureau")) & Q(authority=""),
            ),
        )


class TracingRequest(CaseRow):
    """A search for one person, opened by an enquirer. It holds no name, and stays on the list."""

    code = models.CharField(max_length=40)
    # Its place in the list of its operation: so the database knows at once how long the list is.
    number = models.PositiveIntegerField(null=True)
    enquirer = models.ForeignKey(Enquirer, models.PROTECT, null=True, related_name="requests")
    # The file of many it came in, empty for a request that was opened by itself.
    bulk = models.ForeignKey(
        "casework.BulkFile", models.PROTECT, null=True, blank=True, related_name="requests"
    )
    outcome = CodedField(codes=Outcome, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=80, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="request_code_stands_once", fields=("operation", "code")),
            models.UniqueConstraint(
                name="request_number_stands_once", fields=("operation", "number")
            ),
            models.CheckConstraint(name="request_has_a_code", condition=~Q(code="")),
        )
        # Lists by outcome, their counts, and the oldest of those that wait.
        indexes = (
            models.Index(
                name="requests_by_outcome", fields=("operation", "outcome", "recorded_at", "id")
            ),
        )


class MissingPerson(CaseRow):
    """Who is missing, as the family describes her. Names are plain: the search needs them."""

    request = models.OneToOneField(TracingRequest, models.PROTECT, related_name="missing_person")
    name = models.CharField(max_length=200)
    other_names = models.JSONField(default=list, blank=True)
    born = PartialDateField()
    last_seen = PartialDateField()
    last_seen_place = models.CharField(max_length=200, blank=True)
    missing_because = models.CharField(max_length=400)
    description = DescriptionField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="missing_person_has_name_and_reason",
                condition=~Q(name="") & ~Q(missing_because=""),
            ),
        )


class LegalBasis(CaseRow):
    """Why the missing person's data may be held at all. She was not asked; the law must say it."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="legal_bases")
    controller = models.CharField(max_length=200)
    article = models.CharField(max_length=200)
    purpose = CodedField(codes=Purpose)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="legal_basis_is_named", condition=~Q(controller="") & ~Q(article="")
            ),
            models.CheckConstraint(
                name="legal_basis_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        )
        indexes = (
            models.Index(
                name="legal_bases_that_end",
                fields=("operation", "valid_until"),
                condition=Q(valid_until__isnull=False, ended_at__isnull=True),
            ),
        )


class Permission(CaseRow):
    """What the enquirer permits. Changed by a new one; withdrawn, never rewritten."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="permissions")
    given_by = models.ForeignKey(Enquirer, models.PROTECT, related_name="permissions")
    scope = CodedField(codes=Purpose)
    biometrics = models.BooleanField()
    sharing = CodedField(codes=SharingLevel)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="permission_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        )
        indexes = (
            models.Index(
                name="permissions_that_end",
                fields=("operation", "valid_until"),
                condition=Q(valid_until__isnull=False, withdrawn_at__isnull=True),
            ),
        )
