"""Photographs of the missing and of the dead, the faces read in them, and the one that is meant."""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.casework.fields import PartialDateField
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import Enquirer, TracingRequest
from antigone.wording import N_


class Side(StrEnum):
    """Whose face: a missing person's, or that of remains."""

    REFERENCE = "reference"
    REMAINS = "remains"


class Way(StrEnum):
    """How a photograph came here."""

    HANDED_OVER = "handed-over"
    TAKEN_HERE = "taken-here"
    PARTNER = "partner"
    FRAME_OF_VIDEO = "frame-of-video"


class PerhapsAFrame(models.Model):
    """A photograph that may be a frame of a recording: its number, counted from 0, and its second."""

    recording = models.ForeignKey(
        "casework.Recording", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    frame = models.PositiveIntegerField(null=True, blank=True)
    frame_seconds = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_is_a_whole_frame",
                condition=Q(recording__isnull=True, frame__isnull=True, frame_seconds__isnull=True)
                | Q(
                    recording__isnull=False,
                    frame__isnull=False,
                    frame_seconds__isnull=False,
                    way="frame-of-video",
                ),
            ),
        )


class ReferencePhotograph(CaseRow, StoredBlob, PerhapsAFrame):
    """A photograph of a missing person, under the permission of her request."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="photographs")
    given_by = models.ForeignKey(Enquirer, models.PROTECT, null=True, related_name="+")
    way = CodedField(codes=Way)
    taken_on = PartialDateField()

    class Meta(CaseRow.Meta):
        constraints = PerhapsAFrame.Meta.constraints
        # The oldest first, as the worklist shows them: it stops at the first fifty.
        indexes = (
            models.Index(
                name="references_by_age",
                fields=("operation", "recorded_at", "id"),
                condition=Q(wrapped_key__isnull=False),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who compares her without knowing who she is: the pair alone shows the photograph."""
        return bars_comparing(self.request, account_id, action)


def bars_comparing(request: TracingRequest, account_id: UUID, action: Action) -> str:
    """Return what bars somebody from seeing what a family gave, empty if nothing does."""
    if action is Action.DISCLOSE_REFERENCE:
        compared = {"pairs__round__examiner": account_id, "pairs__round__ended_at": None}
        if request.candidates.filter(**compared).exists():
            return N_("you compare this face without knowing whose it is, and have not finished")
    return ""


class PostMortemPhotograph(CaseRow, StoredBlob, PerhapsAFrame):
    """A photograph of the dead: provenance, and whether the body's code can be read in it."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="photographs")
    code_legible = models.BooleanField()
    way = CodedField(codes=Way)
    taken_on = PartialDateField()
    taken_by = models.CharField(max_length=120, blank=True)
    taken_at = models.CharField(max_length=200, blank=True)
    cleaned = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        constraints = PerhapsAFrame.Meta.constraints
        indexes = (
            models.Index(
                name="post_mortems_by_age",
                fields=("operation", "recorded_at", "id"),
                condition=Q(wrapped_key__isnull=False),
            ),
            models.Index(name="legible_labels", fields=("remains", "code_legible", "operation")),
        )


class PhotographPart(CaseRow):
    """Something that belongs to one photograph, of either side."""

    side = CodedField(codes=Side)
    reference = models.ForeignKey(
        ReferencePhotograph, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    post_mortem = models.ForeignKey(
        PostMortemPhotograph, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta(CaseRow.Meta):
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_is_of_one_photograph",
                condition=Q(side="reference", reference__isnull=False, post_mortem__isnull=True)
                | Q(side="remains", reference__isnull=True, post_mortem__isnull=False),
            ),
        )


class Reading(PhotographPart):
    """The faces that an engine saw: places and quality, no vector. No face is a finding too."""

    engine = models.CharField(max_length=80)
    faces = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)


class MarkedFace(PhotographPart):
    """The one face of a photograph that is meant. Everyone else in it stays a stranger.

    The face of remains counts only when a second person has confirmed it.
    """

    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="+")
    box = models.JSONField()
    landmarks = models.JSONField()
    by_hand = models.BooleanField(default=False)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(PhotographPart.Meta):
        constraints = (
            *PhotographPart.Meta.constraints,
            models.UniqueConstraint(
                name="one_marked_face_in_a_reference",
                fields=("reference",),
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_marked_face_in_a_post_mortem",
                fields=("post_mortem",),
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="face_is_recorded_by_its_marker", condition=Q(marked_by=F("recorded_by"))
            ),
            models.CheckConstraint(
                name="face_confirmed_by_a_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("marked_by")),
            ),
            models.CheckConstraint(
                name="face_confirmed_at_a_time",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="reference_faces_by_age",
                fields=("operation", "recorded_at", "id"),
                condition=Q(reference__isnull=False, ended_at__isnull=True),
            ),
            models.Index(
                name="faces_unconfirmed",
                fields=("operation", "recorded_at", "id"),
                condition=Q(
                    post_mortem__isnull=False, confirmed_by__isnull=True, ended_at__isnull=True
                ),
            ),
            models.Index(
                name="faces_confirmed",
                fields=("operation", "confirmed_at", "id"),
                condition=Q(confirmed_by__isnull=False, ended_at__isnull=True),
            ),
        )
