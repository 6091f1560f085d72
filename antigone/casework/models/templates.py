"""Templates, and the log from which every index of the gallery is derived.

A template belongs to a marked face and goes with it. The log outlives it: of an erased template it
keeps id and number, so that every index learns of the erasure. Vectors lie sealed in places of one
size, which are overwritten and used again, never removed: a row that neither grows nor goes is never
moved about by SQLite, and no copy of it stays behind (see `gallery.rows`).
"""

from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.casework.models.base import CaseRow
from antigone.casework.models.photographs import MarkedFace, Side
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import TracingRequest


class Template(CaseRow):
    """One marked face as one engine describes it. The vector is in the gallery's own rows."""

    face = models.ForeignKey(MarkedFace, models.PROTECT, related_name="templates")
    side = CodedField(codes=Side)
    request = models.ForeignKey(
        TracingRequest, models.PROTECT, null=True, blank=True, related_name="templates"
    )
    remains = models.ForeignKey(
        Remains, models.PROTECT, null=True, blank=True, related_name="templates"
    )
    engine = models.CharField(max_length=80)
    dim = models.PositiveIntegerField()
    quality = models.FloatField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="template_is_of_one_side",
                condition=Q(side="reference", request__isnull=False, remains__isnull=True)
                | Q(side="remains", request__isnull=True, remains__isnull=False),
            ),
            models.UniqueConstraint(name="one_template_each_engine", fields=("face", "engine")),
        )
        indexes = (
            models.Index(name="templates_by_age", fields=("operation", "side", "recorded_at")),
            # Whether a face is enrolled is asked for tens of thousands at once.
            models.Index(name="templates_of_faces", fields=("face", "operation")),
        )


class Gallery(models.Model):
    """One gallery, of one engine: `newest` is its last number, and its row the append lock."""

    code = models.CharField(primary_key=True, max_length=120)
    dim = models.PositiveIntegerField()
    newest = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "galleries"

    def __str__(self) -> str:
        return self.code


class VectorPlace(models.Model):
    """A place for one sealed vector. Emptied by overwriting, then used again."""

    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    in_use = models.BooleanField(default=True)

    class Meta:
        indexes = (
            models.Index(name="empty_places", fields=("gallery",), condition=Q(in_use=False)),
        )

    def __str__(self) -> str:
        return f"place {self.pk}"


class GalleryRow(models.Model):
    """The latest change of one template: enrolled at a place, or erased, and its number."""

    template_id = models.UUIDField(primary_key=True)
    gallery = models.ForeignKey(Gallery, models.PROTECT, related_name="rows")
    seq = models.BigIntegerField()
    place = models.OneToOneField(VectorPlace, models.PROTECT, null=True, related_name="+")
    attributes = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="gallery_row_is_whole_or_erased",
                condition=Q(place__isnull=True, attributes__isnull=True)
                | Q(place__isnull=False, attributes__isnull=False),
            ),
            models.CheckConstraint(name="gallery_counts_from_one", condition=Q(seq__gte=1)),
        )
        indexes = (models.Index(F("gallery"), F("seq"), F("template_id"), name="gallery_log"),)

    def __str__(self) -> str:
        return f"{self.template_id} at {self.seq}"
