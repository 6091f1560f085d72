"""The family: how each is related, how she may be reached, and what she wishes to hear."""

from enum import StrEnum

from django.db import models

from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.requests import Enquirer, TracingRequest


class Tie(StrEnum):
    """DNA follows the one, notification the other."""

    BIOLOGICAL = "biological"
    SOCIAL = "social"
    BOTH = "both"


class ContactSource(StrEnum):
    """Who gave the contact. Only these may lead to a notice."""

    RELATIVE_INTERVIEW = "relative-interview"
    GUARDIAN = "guardian"
    NATIONAL_SOCIETY = "national-society"
    CIVIL_REGISTRY = "civil-registry"
    THIRD_PARTY = "third-party"


class Way(StrEnum):
    """How a relative is told."""

    VISIT = "visit"
    CALL = "call"
    LETTER = "letter"
    E_MAIL = "e-mail"
    BUREAU = "bureau"


class Relative(CaseRow):
    """One member of the family. Her name and contacts are opened by the vault alone."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="relatives")
    enquirer = models.ForeignKey(Enquirer, models.PROTECT, null=True, related_name="relatives")
    relation = models.CharField(max_length=40)
    tie = CodedField(codes=Tie)
    language = models.CharField(max_length=12)
    contact_source = CodedField(codes=ContactSource)
    name = SealedText()
    name_index = models.BinaryField(null=True, max_length=32, db_index=True)
    phone = SealedText()
    phone_index = models.BinaryField(null=True, max_length=32, db_index=True)
    address = SealedText()
    e_mail = SealedText()
    e_mail_index = models.BinaryField(null=True, max_length=32, db_index=True)


class Wishes(CaseRow):
    """What a relative wishes, as she said it one day. The newest holds; the older are kept."""

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="wishes")
    wishes_to_be_told = models.BooleanField()
    way = CodedField(codes=Way)
    told_by = models.CharField(max_length=80, blank=True)
    present = SealedText()
    call_back_word = SealedText()
    no_voicemail = models.BooleanField(default=True)
    neutral_envelope = models.BooleanField(default=True)
    contact_from_abroad_endangers = models.BooleanField(default=False)
    told_of_later_fragments = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "wishes"
