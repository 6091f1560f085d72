"""People who were found alive: who confirmed it, on what it rests, and what she allows."""

from enum import StrEnum

from django.db import models

from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.requests import TracingRequest


class Seen(StrEnum):
    """How it is known."""

    IN_PERSON = "in-person"
    SPOKEN_TO = "spoken-to"
    DOCUMENT = "document"
    AUTHORITY = "authority"
    PARTNER = "partner"


class MayHear(StrEnum):
    """What the found person allows the family to hear, the least first."""

    NOTHING = "nothing"
    ALIVE = "alive"
    CONTACT = "contact"


class AliveConfirmation(CaseRow):
    """One person's word that the missing person lives. Two, of different people, are needed.

    `basis` says who saw her, and where: it is sealed, and emptied with the missing person's record.
    """

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="seen_alive")
    seen = CodedField(codes=Seen)
    basis = SealedText()
    family_may_hear = CodedField(codes=MayHear)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_confirmation_each_person", fields=("request", "recorded_by")
            ),
        )
