"""What examiners saw: each image alone, then the pairs, then whether two of them agree.

All is appended; where a candidate stands is computed from it. A score, a rank or a name is in none
of these rows.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.access.roles import Discipline
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.remains import Remains
from antigone.casework.models.search import Candidate


class Place(StrEnum):
    """Which of the independent views it is. The third is asked for when two differ."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Conclusion(StrEnum):
    """What a comparison came to (Wilkinson et al. 2024; ACE-V).

    Inconclusive says that the material does not suffice, and nothing about the person.
    """

    EXCLUSION = "exclusion"
    INCONCLUSIVE = "inconclusive"
    POTENTIAL_MATCH = "potential-match"


class Support(StrEnum):
    """How strongly the features support that it is the same person, or that it is not."""

    STRONG_AGAINST = "strong-against"
    MODERATE_AGAINST = "moderate-against"
    LIMITED_AGAINST = "limited-against"
    NONE = "none"
    LIMITED = "limited"
    MODERATE = "moderate"
    STRONG = "strong"


# The words of support that go with each conclusion.
SUPPORTS = {
    Conclusion.EXCLUSION: (
        Support.STRONG_AGAINST,
        Support.MODERATE_AGAINST,
        Support.LIMITED_AGAINST,
    ),
    Conclusion.INCONCLUSIVE: (Support.NONE,),
    Conclusion.POTENTIAL_MATCH: (Support.LIMITED, Support.MODERATE, Support.STRONG),
}


class RoundEnd(StrEnum):
    """Why a round has ended: all is compared, or its examiner was relieved of the rest."""

    COMPLETE = "complete"
    RELIEVED = "relieved"


class Unblinding(CaseRow):
    """Somebody looked at whom a body might be, or at others' views: he reviews it no more."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="unblindings")

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="unblinded_once_for_a_body", fields=("remains", "recorded_by")
            ),
        )


class Filler(CaseRow, StoredBlob):
    """A face of nobody, to test the eye. `box` and `landmarks` say where it lies in the picture.

    Without `sex` or age it goes with anybody.
    """

    sex = models.CharField(max_length=12, blank=True)
    least_age = models.PositiveIntegerField(null=True)
    most_age = models.PositiveIntegerField(null=True)
    provenance = models.CharField(max_length=400)
    box = models.JSONField()
    landmarks = models.JSONField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="filler_has_a_provenance", condition=~Q(provenance="")),
        )


class Analysis(CaseRow):
    """What one examiner saw of a body alone, committed before any candidate was shown.

    `looked_at` holds the ids of photographs, or for other disciplines the names of documents.
    `details` is what was seen, as JSON: components and note; only the vault opens it.
    """

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="analyses")
    discipline = CodedField(codes=Discipline)
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.JSONField(default=list)
    # What came back in a blind packet is recorded by whoever received it.
    packet = models.ForeignKey(
        "casework.BlindPacket", models.PROTECT, null=True, blank=True, related_name="analyses"
    )
    details = SealedText()
    seconds = models.PositiveIntegerField(default=0)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "analyses"
        constraints = (
            models.CheckConstraint(
                name="analyst_records_her_own_analysis",
                condition=Q(examiner=F("recorded_by")) | Q(packet__isnull=False),
            ),
        )


class Round(CaseRow):
    """A row of pairs that one examiner was given, in an order drawn by the system.

    `drawn` says that the system chose the examiner; `fillers` how many strangers were put in, which
    may be none where none are at hand.
    """

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="rounds")
    discipline = CodedField(codes=Discipline)
    place = CodedField(codes=Place)
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn = models.BooleanField()
    fillers = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    packet = models.ForeignKey(
        "casework.BlindPacket", models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = CodedField(codes=RoundEnd, blank=True, default="")

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_open_round_each_examiner",
                fields=("remains", "discipline", "examiner"),
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="round_ends_for_a_reason",
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="only_the_first_examiner_comes_by_herself",
                condition=Q(place="first") | Q(drawn=True) | Q(packet__isnull=False),
            ),
        )


class Pair(CaseRow):
    """One comparison to be made. Neither its id nor its position tells what kind it is."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="pairs")
    position = models.PositiveIntegerField()
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="pairs")
    filler = models.ForeignKey(Filler, models.PROTECT, null=True, related_name="pairs")
    # Ids, no relations: photographs may be erased, judgements stay.
    reference_id = models.UUIDField(null=True)
    post_mortem_id = models.UUIDField(null=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="one_pair_each_position", fields=("round", "position")),
            models.CheckConstraint(
                name="pair_is_candidate_or_filler",
                condition=Q(candidate__isnull=False, filler__isnull=True)
                | Q(candidate__isnull=True, filler__isnull=False),
            ),
        )


class Comparison(CaseRow):
    """One examiner's view of one pair, committed. Never changed; a further view is a further row.

    The examiner records it herself, unless it came back signed in a blind packet. `details` is what
    was seen, as JSON: components, points and note; only the vault opens it, and it is emptied when
    what the family gave is erased. The conclusion stands.
    """

    pair = models.OneToOneField(Pair, models.PROTECT, related_name="comparison")
    # As in the pair; here, so that the database can hold views against each other.
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="comparisons")
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    discipline = CodedField(codes=Discipline)
    packet = models.ForeignKey(
        "casework.BlindPacket", models.PROTECT, null=True, blank=True, related_name="comparisons"
    )
    conclusion = CodedField(codes=Conclusion)
    support = CodedField(codes=Support)
    details = SealedText()
    seconds = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="examiner_records_her_own_view",
                condition=Q(examiner=F("recorded_by")) | Q(packet__isnull=False),
            ),
            models.CheckConstraint(
                name="support_fits_the_conclusion",
                condition=Q(conclusion="exclusion", support__in=SUPPORTS[Conclusion.EXCLUSION])
                | Q(conclusion="inconclusive", support="none")
                | Q(
                    conclusion="potential-match",
                    support__in=SUPPORTS[Conclusion.POTENTIAL_MATCH],
                ),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar nobody: what a view allows, the decisions ask of its concurrence."""
        return ""


class Remark(CaseRow):
    """What an examiner adds to a view that she has committed; the view itself is never changed.

    Only the vault opens the `text`. It is emptied with the view's details.
    """

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="remarks")
    text = SealedText()


class Concurrence(CaseRow):
    """Two examiners of one discipline, independent of each other, came to the same."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="concurrences")
    discipline = CodedField(codes=Discipline)
    conclusion = CodedField(codes=Conclusion)
    first = models.ForeignKey(Comparison, models.PROTECT, related_name="+")
    second = models.ForeignKey(Comparison, models.PROTECT, related_name="+")
    examiner_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    examiner_b = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="two_examiners_are_two", condition=~Q(examiner_a=F("examiner_b"))
            ),
            models.CheckConstraint(name="two_views_are_two", condition=~Q(first=F("second"))),
            models.UniqueConstraint(
                name="one_concurrence_on_a_candidate", fields=("candidate", "discipline")
            ),
        )


class Disagreement(CaseRow):
    """Two examiners of one discipline differ. Both views are kept, whatever settles it."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="disagreements")
    discipline = CodedField(codes=Discipline)
    first = models.ForeignKey(Comparison, models.PROTECT, related_name="+")
    second = models.ForeignKey(Comparison, models.PROTECT, related_name="+")

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="two_views_that_differ_are_two", condition=~Q(first=F("second"))
            ),
            models.UniqueConstraint(
                name="one_disagreement_on_a_candidate", fields=("candidate", "discipline")
            ),
        )
