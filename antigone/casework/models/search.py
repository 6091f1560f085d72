"""Searches from remains, what they proposed, and what each finding is worth. All is appended."""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.access.roles import Discipline
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import Purpose, TracingRequest
from antigone.casework.models.templates import Template


class CandidateSource(StrEnum):
    """Where a candidate comes from."""

    FACE = "face"
    LABORATORY = "laboratory"
    FINGERPRINT = "fingerprint"
    DENTAL = "dental"
    DOCUMENT = "document"
    MANIFEST = "manifest"
    CIRCUMSTANCE = "circumstance"


# By which source a discipline's own reports come in; a face is found by a search and by no report.
REPORTED_BY = {
    Discipline.DNA: CandidateSource.LABORATORY,
    Discipline.FINGERPRINT: CandidateSource.FINGERPRINT,
    Discipline.DENTAL: CandidateSource.DENTAL,
    Discipline.MEDICAL: CandidateSource.DOCUMENT,
    Discipline.ANTHROPOLOGY: CandidateSource.DOCUMENT,
}


class Search(CaseRow):
    """One search of the gallery, from one body. There is no other kind."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="searches")
    searched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = CodedField(codes=Purpose)
    engine = models.CharField(max_length=80)
    gallery_seq = models.BigIntegerField()
    people = models.PositiveIntegerField()
    templates = models.PositiveIntegerField()
    # Enrolled people whom permission, legal basis or outcome kept out of this search.
    hidden = models.PositiveIntegerField(default=0)
    # Made with others by a sweep or an audit, and not by itself.
    of_many = models.BooleanField(default=False)
    # Drawn when it was made, to be looked into by the data protection officer.
    drawn = models.BooleanField(default=False)
    fpir = models.FloatField()
    threshold = models.FloatField(null=True)
    expected_false = models.FloatField(null=True)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "searches"
        constraints = (
            # Faces are searched to identify the dead, and for nothing else.
            models.CheckConstraint(name="search_is_to_identify", condition=Q(purpose="identify")),
            models.CheckConstraint(
                name="search_is_recorded_by_its_searcher",
                condition=Q(searched_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="fpir_is_a_share", condition=Q(fpir__gt=0) & Q(fpir__lte=0.5)
            ),
        )
        # The oldest first, as the worklist shows them: it stops at the first fifty.
        indexes = (
            models.Index(
                name="searches_drawn",
                fields=("operation", "recorded_at", "id"),
                condition=Q(drawn=True),
            ),
        )


class Probe(CaseRow):
    """A template of the body with which a search was made."""

    search = models.ForeignKey(Search, models.PROTECT, related_name="probes")
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="probe_stands_once", fields=("search", "template")),
        )


class Candidate(CaseRow):
    """Somebody whom a body might be. A rank is not a strength, and neither is a decision."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="candidates")
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="candidates")
    source = CodedField(codes=CandidateSource)
    source_note = models.CharField(max_length=400, blank=True)
    search = models.ForeignKey(Search, models.PROTECT, null=True, related_name="candidates")
    rank = models.PositiveIntegerField(null=True)
    similarity = models.FloatField(null=True)
    above_threshold = models.BooleanField(null=True)
    # An id, no relation: the photograph may be erased, the judgement stays.
    photograph_id = models.UUIDField(null=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="candidate_has_a_source",
                condition=Q(
                    source="face",
                    search__isnull=False,
                    rank__isnull=False,
                    similarity__isnull=False,
                )
                | ~Q(source="face")
                & ~Q(source_note="")
                & Q(search__isnull=True, rank__isnull=True, similarity__isnull=True),
            ),
            models.UniqueConstraint(name="one_rank_for_one_candidate", fields=("search", "rank")),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar whom the body bars."""
        return self.remains.bars(account_id, action)


class Finding(CaseRow):
    """What one piece of evidence says about a candidate: a ratio with its question, and its reach."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=400)
    log10_lr = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    bound = models.CharField(max_length=80, blank=True)
    same = models.CharField(max_length=200, blank=True)
    other = models.CharField(max_length=200, blank=True)
    calibration = models.CharField(max_length=120, blank=True)
    outside_reach = models.CharField(max_length=80, blank=True)
    # What was reckoned from the records of both, what came in a laboratory's table, and from which
    # relation to the missing person; `rests_on` names what it shares with others, empty for its kind.
    weighing = models.ForeignKey(
        "casework.Weighing", models.PROTECT, null=True, blank=True, related_name="findings"
    )
    imported = models.ForeignKey(
        "casework.PairImport", models.PROTECT, null=True, blank=True, related_name="findings"
    )
    kinship = models.CharField(max_length=40, blank=True)
    rests_on = models.CharField(max_length=80, blank=True)
    # Of a report: who made it, with which program, when, and which file it is. The file stays with
    # the laboratory; by its SHA-256 it is known again.
    laboratory = models.CharField(max_length=200, blank=True)
    software = models.CharField(max_length=200, blank=True)
    reported_on = models.DateField(null=True)
    report_sha256 = models.BinaryField(max_length=32, null=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="finding_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="finding_is_reckoned_or_imported",
                condition=Q(weighing=None) | Q(imported=None),
            ),
            # A number without its question is not evidence.
            models.CheckConstraint(
                name="ratio_carries_its_question",
                condition=Q(log10_lr__isnull=True) & ~Q(outside_reach="")
                | Q(log10_lr__isnull=False, outside_reach="", lower__isnull=False)
                & Q(upper__isnull=False)
                & ~Q(same="")
                & ~Q(other=""),
            ),
        )
