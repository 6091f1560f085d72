"""What was corrected in a record: what stood there, what was put in its place, by whom and why."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import Remains
from antigone.casework.models.requests import TracingRequest


class RemainsField(StrEnum):
    """What may be corrected in the record of a body or a part. Never its code or its outcome."""

    KIND = "kind"
    PART_OF = "part_of"
    PLACE = "place"
    PARTY = "party"
    CUSTODY = "custody"
    CONDITION = "condition"
    RECOVERED_ON = "recovered_on"
    RECOVERED_AT = "recovered_at"
    RECOVERED_BY = "recovered_by"


class PersonField(StrEnum):
    """What may be corrected in the record of a missing person, her description field by field."""

    NAME = "name"
    OTHER_NAMES = "other_names"
    BORN = "born"
    LAST_SEEN = "last_seen"
    LAST_SEEN_PLACE = "last_seen_place"
    MISSING_BECAUSE = "missing_because"
    SEX = "sex"
    AGE = "age"
    STATURE = "stature"
    WEIGHT = "weight"
    BUILD = "build"
    HAIR = "hair"
    FACIAL_HAIR = "facial_hair"
    EYES = "eyes"
    TEETH = "teeth"
    MEDICAL = "medical"
    TATTOOS = "tattoos"
    SCARS = "scars"
    MARKS = "marks"
    IMPLANTS = "implants"
    CLOTHING = "clothing"
    EFFECTS = "effects"


class Correction(CaseRow):
    """One field that was corrected. The record holds what is true now; here is what it said before.

    `former`, `corrected` and `because` are sealed: a name that was wrong is a name all the same. With
    the missing person's record they are emptied; of the dead they stay for ever.
    """

    remains = models.ForeignKey(Remains, models.PROTECT, null=True, related_name="corrections")
    request = models.ForeignKey(
        TracingRequest, models.PROTECT, null=True, related_name="corrections"
    )
    field = CodedField(codes=(*RemainsField, *PersonField))
    former = SealedText()
    corrected = SealedText()
    because = SealedText()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="correction_is_of_a_field_of_one_record",
                condition=Q(remains__isnull=False, request__isnull=True, field__in=[*RemainsField])
                | Q(remains__isnull=True, request__isnull=False, field__in=[*PersonField]),
            ),
        )
