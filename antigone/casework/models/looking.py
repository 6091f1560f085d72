"""What somebody saw in a photograph beside a face, and how she looked: nobody meant, a label, a copy."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.casework.models.base import CaseRow
from antigone.casework.models.photographs import PhotographPart, PostMortemPhotograph, Reading


class NotShown(PhotographPart):
    """Somebody looked, and whoever is meant is not in this photograph. That too is a finding."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="+")

    class Meta(PhotographPart.Meta):
        verbose_name_plural = "not shown"


class LabelFinding(StrEnum):
    """What the codes of a picture come to, as `exchange.frame_codes` says it."""

    OURS = "our-code"
    REFUSED = "refused-code"
    FOREIGN = "foreign-code"
    NONE = "no-code"


class LabelReading(CaseRow):
    """Whether the body's code is in the frame: as it was read, and as the officer states it."""

    photograph = models.OneToOneField(
        PostMortemPhotograph, models.PROTECT, related_name="label_reading"
    )
    read = CodedField(codes=LabelFinding)
    stated = models.BooleanField(null=True)


class WorkingCopy(CaseRow):
    """How one person looked at a photograph: the steps from which her copy is made again, exactly.

    No pixel is kept. Hers alone; under a name of its own, so that it replaces nobody's.
    """

    photograph = models.ForeignKey(PostMortemPhotograph, models.PROTECT, related_name="copies")
    name = models.CharField(max_length=80)
    parameters = models.JSONField()

    class Meta(CaseRow.Meta):
        verbose_name_plural = "working copies"
        constraints = (
            models.UniqueConstraint(
                name="copy_name_stands_once", fields=("photograph", "recorded_by", "name")
            ),
            models.CheckConstraint(name="copy_has_a_name", condition=~Q(name="")),
        )
