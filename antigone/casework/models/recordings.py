"""Videos of the missing and of the dead: the recording, the faces that were followed, the one meant.

No picture of a case is taken from here. Of the face that is meant the best frames come in as photographs
of their own, under every rule that photographs have; the others stay places in a sealed recording.
"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.casework.fields import PartialDateField
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.photographs import Side, Way, bars_comparing
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import Enquirer, TracingRequest


class Recording(CaseRow, StoredBlob):
    """A video of a missing person, under the permission of her request; or one of remains."""

    side = CodedField(codes=Side)
    request = models.ForeignKey(
        TracingRequest, models.PROTECT, null=True, blank=True, related_name="recordings"
    )
    given_by = models.ForeignKey(Enquirer, models.PROTECT, null=True, blank=True, related_name="+")
    remains = models.ForeignKey(
        Remains, models.PROTECT, null=True, blank=True, related_name="recordings"
    )
    way = CodedField(codes=Way)
    taken_on = PartialDateField()
    taken_by = models.CharField(max_length=120, blank=True)
    taken_at = models.CharField(max_length=200, blank=True)
    cleaned = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="recording_is_of_one_case",
                condition=Q(side="reference", request__isnull=False, remains__isnull=True)
                | Q(
                    side="remains", request__isnull=True, given_by__isnull=True,
                    remains__isnull=False,
                ),
            ),
        )  # fmt: skip

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who compares her without knowing who she is."""
        return bars_comparing(self.request, account_id, action) if self.request else ""


class RecordingReading(CaseRow):
    """The faces that an engine followed through a recording: places and quality, no vector.

    `tracks` have the shape of `Track.as_json`; `unread` says what of the file could not be read.
    """

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="readings")
    engine = models.CharField(max_length=80)
    container = models.CharField(max_length=20)
    coding = models.CharField(max_length=40)
    frames = models.PositiveIntegerField()
    seconds = models.FloatField()
    declared = models.FloatField(null=True)
    damaged = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField()
    let_go = models.PositiveIntegerField()
    unread = models.JSONField(default=list, blank=True)
    tracks = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)


class TrackSheet(CaseRow, StoredBlob):
    """One picture of the faces that were followed, a row of each one's best frames, to choose from."""

    reading = models.OneToOneField(RecordingReading, models.PROTECT, related_name="sheet")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="sheets")


class TrackChoice(CaseRow):
    """Which of the faces is meant, counted from 1; without a number nobody in it is.

    `taken_at` says that its best frames have come in as photographs.
    """

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="choices")
    reading = models.ForeignKey(RecordingReading, models.PROTECT, related_name="choices")
    track = models.PositiveSmallIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_choice_in_a_recording",
                fields=("recording",),
                condition=Q(ended_at__isnull=True),
            ),
        )
