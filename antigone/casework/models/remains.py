"""The dead: bodies and parts, where they are, and what examinations established."""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.casework.fields import DescriptionField, PartialDateField, SealedText, stated
from antigone.casework.models.base import CaseRow
from antigone.casework.models.requests import Outcome
from antigone.wording import N_


class RemainsKind(StrEnum):
    """A whole body, or a part that is a case of its own until it is re-associated."""

    BODY = "body"
    PART = "part"


class Party(StrEnum):
    """Whose dead, as the law of armed conflict asks."""

    OWN = "own"
    ADVERSE = "adverse"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


class Custody(StrEnum):
    """Held here, or only seen, for instance in a picture: then a lead and nothing more."""

    HELD = "held"
    NOT_HELD = "not-held"


class Condition(StrEnum):
    """Condition grades (STANDARDS: ICRC field manual; Cornett 2019)."""

    FRESH = "fresh"
    EARLY_CHANGE = "early-change"
    BLOAT = "bloat"
    ADVANCED = "advanced"
    BURNT = "burnt"
    FACE_TRAUMA = "face-trauma"
    SKELETAL = "skeletal"


class InquirySign(StrEnum):
    """What obliges to an inquiry: the prosecutor's role is alerted, nothing is released."""

    BOUND = "bound"
    CUSTODY = "custody"
    EXECUTION = "execution"
    TORTURE = "torture"
    CHILD = "child"


class ExaminationKind(StrEnum):
    """What was examined."""

    DEATH = "death"
    EXTERNAL = "external"
    INTERNAL = "internal"
    FINGERPRINTS = "fingerprints"
    DENTAL = "dental"
    ANTHROPOLOGICAL = "anthropological"


# Steps of an examiner who must not know whom the body might be, and steps by which one learns it.
REVIEWING = (Action.ANALYSE, Action.VIEW_PAIR, Action.COMPARE)
UNBLINDING = (
    # Why something was corrected may tell whose body it is.
    *(Action.CORRECT_REMAINS, Action.VIEW_CORRECTIONS),
    *(
        Action.SEARCH,
        Action.SWEEP,
        Action.AUDIT,
        Action.PROPOSE,
        Action.WEIGH,
        Action.VIEW_CANDIDATES,
    ),
    *(Action.WEIGH_FINDINGS, Action.IMPORT_PAIRS),
    *(Action.VIEW_REVIEW, Action.SETTLE_VIEWS, Action.VIEW_DOSSIER),
    *(Action.IDENTIFY, Action.EXCLUDE),
)


class Remains(CaseRow):
    """A body, or a part of one. Never removed: nobody falls off the list."""

    kind = CodedField(codes=RemainsKind)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    code = models.CharField(max_length=40)
    place = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    party = CodedField(codes=Party, default=Party.UNKNOWN)
    custody = CodedField(codes=Custody)
    condition = CodedField(codes=stated(Condition), default="not-examined")
    recovered_on = PartialDateField()
    recovered_at = models.CharField(max_length=200, blank=True)
    recovered_by = models.CharField(max_length=120, blank=True)
    outcome = CodedField(codes=Outcome, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=80, blank=True)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "remains"
        constraints = (
            models.UniqueConstraint(name="remains_code_stands_once", fields=("operation", "code")),
            models.CheckConstraint(
                name="remains_have_code_place_authority",
                condition=~Q(code="") & ~Q(place="") & ~Q(authority=""),
            ),
            models.CheckConstraint(
                name="only_a_part_is_part_of_a_body",
                condition=Q(part_of__isnull=True) | Q(kind="part") & ~Q(part_of=F("id")),
            ),
        )
        # The oldest first, as the worklist shows them: it stops at the first fifty.
        indexes = (
            models.Index(name="remains_by_age", fields=("operation", "recorded_at", "id")),
            models.Index(name="remains_by_outcome", fields=("operation", "outcome", "code")),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar from reviewing the body who recorded it, or has seen whom it might be.

        And from seeing that, who is comparing it without knowing.
        """
        if action in REVIEWING and account_id == self.recorded_by_id:
            return N_("you recorded the body")
        if action in REVIEWING and self._is_known_to(account_id):
            if self.corrections.filter(recorded_by=account_id).exists():
                return N_("you corrected the record of the body")
            return N_("you have seen whom the body might be")
        if action in UNBLINDING and self._is_compared_by(account_id):
            return N_(
                "you compare the body without knowing whom it might be, and have not finished"
            )
        return ""

    def _is_known_to(self, account_id: UUID) -> bool:
        """Whether somebody searched, proposed, weighed, or looked at what others had found."""
        return (
            self.searches.filter(searched_by=account_id).exists()
            or self.candidates.filter(recorded_by=account_id).exists()
            or self.candidates.filter(findings__recorded_by=account_id).exists()
            or self.unblindings.filter(recorded_by=account_id).exists()
        )

    def _is_compared_by(self, account_id: UUID) -> bool:
        return self.rounds.filter(examiner=account_id, ended_at=None).exists()


class Examination(CaseRow):
    """What was established, signed. A correction is a further examination."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="examinations")
    kind = CodedField(codes=ExaminationKind)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    basis = models.CharField(max_length=400)
    condition = CodedField(codes=stated(Condition))
    description = DescriptionField()
    inquiry_signs = models.JSONField(default=list, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="examination_states_its_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="examination_is_signed_by_its_recorder",
                condition=Q(signed_by=F("recorded_by")),
            ),
        )
        indexes = (
            models.Index(name="examinations_by_kind", fields=("remains", "kind", "operation")),
        )


# Why a body stands still whose name was wrong: no prosecutor lifts this one.
WITHDRAWN_HOLD = "identification-withdrawn"


class LegalHold(CaseRow):
    """Nothing is released, buried or erased while one stands."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="holds")
    because = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_because = SealedText(max_length=2048)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="hold_is_lifted_by_someone_for_a_reason",
                condition=Q(
                    lifted_at__isnull=True, lifted_by__isnull=True, lifted_because__isnull=True
                )
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lifted_because__isnull=False),
            ),
        )


class Alert(CaseRow):
    """Something that the holders of a role must see, until one of them has."""

    role = models.CharField(max_length=40)
    about = models.ForeignKey(Remains, models.PROTECT, related_name="alerts")
    reason = models.CharField(max_length=80)
    seen_at = models.DateTimeField(null=True, blank=True)
