"""The family: how each is related, how she may be reached, and what she wishes to hear."""

from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import Q

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
    """Who gave the contact. All but the last may lead to a notice."""

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
    """One member of the family, as she was known one day. The vault alone opens name and contacts.

    A later interview is a further row of the same `person`; the highest number holds.
    """

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="relatives")
    enquirer = models.ForeignKey(Enquirer, models.PROTECT, null=True, related_name="relatives")
    person = models.UUIDField(default=uuid4)
    number = models.PositiveIntegerField(default=1)
    relation = models.CharField(max_length=40)
    tie = CodedField(codes=Tie)
    language = models.CharField(max_length=12)
    # Where she lives, as a name of the IANA database: nobody is called at night.
    time_zone = models.CharField(max_length=64, default="UTC")
    contact_source = CodedField(codes=ContactSource)
    # The day of the interview, or of the guardian's word; for a registry, the law that opens it.
    contact_given_on = models.DateField(null=True)
    contact_law = models.CharField(max_length=200, blank=True)
    name = SealedText()
    name_index = models.BinaryField(null=True, max_length=32, db_index=True)
    phone = SealedText()
    phone_index = models.BinaryField(null=True, max_length=32, db_index=True)
    address = SealedText()
    e_mail = SealedText()
    e_mail_index = models.BinaryField(null=True, max_length=32, db_index=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="one_relative_each_number", fields=("person", "number")),
            models.CheckConstraint(
                name="registry_is_opened_by_a_law",
                condition=~Q(contact_source="civil-registry") | ~Q(contact_law=""),
            ),
            models.CheckConstraint(
                name="contact_was_given_on_a_day",
                condition=Q(contact_source="third-party") | Q(contact_given_on__isnull=False),
            ),
        )


class Wishes(CaseRow):
    """What a relative wishes, as she said it one day. The highest number holds; all are kept."""

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="wishes")
    number = models.PositiveIntegerField(default=1)
    wishes_to_be_told = models.BooleanField()
    way = CodedField(codes=Way)
    # By whom, and who is to be with her: names, so the vault keeps them.
    told_by = SealedText()
    present = SealedText()
    call_back_word = SealedText()
    no_voicemail = models.BooleanField(default=True)
    neutral_envelope = models.BooleanField(default=True)
    contact_from_abroad_endangers = models.BooleanField(default=False)
    told_of_later_fragments = models.BooleanField(default=False)
    # What she asked for herself, and nobody assumes.
    direct_contact = models.BooleanField(default=False)
    e_mail_may_tell = models.BooleanField(default=False)
    at_any_hour = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        verbose_name_plural = "wishes"
        constraints = (
            models.UniqueConstraint(name="one_wish_each_number", fields=("relative", "number")),
            # Who does not wish to be told does not wish to be told of more.
            models.CheckConstraint(
                name="fragments_only_for_who_is_told",
                condition=Q(told_of_later_fragments=False) | Q(wishes_to_be_told=True),
            ),
        )

    @property
    def way_to_her(self) -> Way:
        """The way she wished; where contact from abroad endangers her, the bureau and no other."""
        return Way.BUREAU if self.contact_from_abroad_endangers else Way(self.way)
