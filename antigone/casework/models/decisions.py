"""What the board decided: a motion, its signatures, and what they make true."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.access.roles import Discipline
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import TracingRequest
from antigone.casework.models.review import Concurrence


class RuleDraft(CaseRow):
    """Rules that one member of the board proposes and another has not approved yet."""

    rules = models.JSONField()
    words = models.CharField(max_length=4000)
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="rules_state_why", condition=~Q(because="") & ~Q(words="")),
        )


class RuleSet(CaseRow):
    """Which identifiers confirm, in this operation. A change is a further version, signed by two.

    Version 1 is what every operation begins with, and nobody's draft. Whoever records a later one
    approves what another member proposed.
    """

    version = models.PositiveIntegerField()
    rules = models.JSONField()
    words = models.CharField(max_length=4000)
    draft = models.OneToOneField(
        RuleDraft, models.PROTECT, null=True, blank=True, related_name="approved"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="rule_version_stands_once", fields=("operation", "version")
            ),
            models.CheckConstraint(
                name="rules_are_approved_by_another",
                condition=Q(version=1, draft__isnull=True, proposed_by__isnull=True)
                | Q(version__gt=1, draft__isnull=False, proposed_by__isnull=False)
                & ~Q(proposed_by=F("recorded_by")),
            ),
        )


class Matter(StrEnum):
    """What a motion asks for."""

    IDENTIFY = "identify"
    WITHDRAW = "withdraw"


class Motion(CaseRow):
    """What one member of the board puts to the others, with its grounds."""

    matter = CodedField(codes=Matter)
    remains = models.ForeignKey(Remains, models.PROTECT, related_name="motions")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="motions")
    concurrence = models.ForeignKey(
        Concurrence, models.PROTECT, null=True, blank=True, related_name="motions"
    )
    # Set where no primary identifier carries it, and the rule in force lets a board decide so.
    exception = models.BooleanField(default=False)
    rules = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="motions"
    )
    # What people write of the dead and of families: sealed, and bound by the entry in the ledger.
    grounds = SealedText()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="motion_states_its_grounds", condition=Q(grounds__isnull=False)
            ),
            models.CheckConstraint(
                name="identification_rests_on_views_and_a_rule",
                condition=~Q(matter="identify") | Q(concurrence__isnull=False, rules__isnull=False),
            ),
        )


class Signature(CaseRow):
    """One member of the board signs a motion. Whoever puts it signs first."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="signatures")

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_signature_each_member", fields=("motion", "recorded_by")
            ),
        )


class Identification(CaseRow):
    """This body is this person: decided by a board, on two examiners' word, under a rule.

    It stands until it is withdrawn; the rule that held is stored with it.
    """

    motion = models.OneToOneField(Motion, models.PROTECT, related_name="identification")
    remains = models.ForeignKey(Remains, models.PROTECT, related_name="identifications")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="identifications")
    concurrence = models.ForeignKey(Concurrence, models.PROTECT, related_name="identifications")
    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="identifications")
    discipline = CodedField(codes=Discipline)
    exception = models.BooleanField()
    examiner_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    examiner_b = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_b = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Emptied only by a withdrawal; a body has one name at a time.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="a_body_has_one_name",
                fields=("remains",),
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="identified_by_two_examiners", condition=~Q(examiner_a=F("examiner_b"))
            ),
            models.CheckConstraint(
                name="identification_signed_by_two", condition=~Q(signer_a=F("signer_b"))
            ),
            # A face, and whatever else is no primary identifier, only as a signed exception. A
            # doctor's finding is one where the rules take an implant with a serial number.
            models.CheckConstraint(
                name="primary_identifier_or_exception",
                condition=Q(discipline__in=("fingerprint", "dental", "dna", "medical"))
                | Q(exception=True),
            ),
            models.CheckConstraint(
                name="exception_is_signed_by_no_examiner",
                condition=Q(exception=False)
                | ~Q(signer_a=F("examiner_a"))
                & ~Q(signer_a=F("examiner_b"))
                & ~Q(signer_b=F("examiner_a"))
                & ~Q(signer_b=F("examiner_b")),
            ),
            # One of the two signers was no examiner of the case.
            models.CheckConstraint(
                name="one_signer_was_no_examiner",
                condition=(~Q(signer_a=F("examiner_a")) & ~Q(signer_a=F("examiner_b")))
                | (~Q(signer_b=F("examiner_a")) & ~Q(signer_b=F("examiner_b"))),
            ),
        )


class IdentificationWithdrawal(CaseRow):
    """It was wrong. What followed from it is frozen, recalled and corrected in the same stroke."""

    identification = models.OneToOneField(Identification, models.PROTECT, related_name="withdrawal")
    motion = models.OneToOneField(Motion, models.PROTECT, related_name="withdrawal")
    grounds = SealedText()
    signer_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_b = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="withdrawal_states_its_grounds", condition=Q(grounds__isnull=False)
            ),
            models.CheckConstraint(
                name="withdrawal_signed_by_two", condition=~Q(signer_a=F("signer_b"))
            ),
        )


class ExclusionGround(StrEnum):
    """On what an exclusion rests."""

    EXAMINERS = "examiners"
    IDENTIFIED_OTHERWISE = "identified-otherwise"
    FOUND_ALIVE = "found-alive"
    CONTRADICTED = "contradicted"
    NO_SUPPORT = "no-support"


class Exclusion(CaseRow):
    """This body is not this person, or nothing speaks for it. A further exclusion or a later
    candidate stands beside it; nothing is rewritten."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="exclusions")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="exclusions")
    ground = CodedField(codes=ExclusionGround)
    concurrence = models.ForeignKey(
        Concurrence, models.PROTECT, null=True, blank=True, related_name="exclusions"
    )
    grounds = SealedText()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="exclusion_states_its_grounds", condition=Q(grounds__isnull=False)
            ),
            models.CheckConstraint(
                name="examiners_exclude_by_concurrence",
                condition=~Q(ground="examiners") | Q(concurrence__isnull=False),
            ),
        )


class Settlement(CaseRow):
    """How the board resolved that examiners differ. Their views stay as they are."""

    disagreement = models.OneToOneField(
        "casework.Disagreement", models.PROTECT, related_name="settlement"
    )
    grounds = SealedText()
    # The view that the board follows, and the one of a third examiner where there is one.
    follows = models.ForeignKey("casework.Comparison", models.PROTECT, null=True, related_name="+")

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="settlement_states_its_grounds", condition=Q(grounds__isnull=False)
            ),
        )


class BureauRecord(CaseRow):
    """The record that is owed for every dead person, named or not, and forwarded by the bureau.

    GC I art. 16; GC III art. 122. `identification` is empty for the unnamed.
    """

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="bureau_records")
    identification = models.ForeignKey(
        Identification, models.PROTECT, null=True, blank=True, related_name="bureau_records"
    )
    # What the form says, as JSON; the digest is that of its pages.
    content = SealedText()
    digest = models.BinaryField(max_length=32)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_bureau_record_stands",
                fields=("remains",),
                condition=Q(recalled_at__isnull=True),
            ),
        )


class DossierCopy(CaseRow):
    """One copy of what the board reads of a body, made for its recorder alone and numbered."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="dossier_copies")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="dossier_copies")
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "dossier copies"
        constraints = (
            models.UniqueConstraint(name="dossier_copy_once", fields=("remains", "number")),
        )
