"""What somebody saw in a photograph beside a face: nobody who is meant, and the label of a body."""

from enum import StrEnum

from django.db import models

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
